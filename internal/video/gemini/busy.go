package gemini

import (
	"encoding/json"
	"net/http"
	"strings"
	"time"

	"streamspark/internal/fault"
	"streamspark/internal/outbound"
)

const (
	// atOnce is how soon Google turns a request away that it has no capacity
	// for. Later the same answer may come from behind a job that was begun.
	atOnce = time.Second
	// untilQuota is how long a quota of the day is left alone at a time. It
	// is free again at midnight in California, or when the account is paid for.
	untilQuota = time.Hour
	maxDelay   = 24 * time.Hour
)

// status is what is read of the errors of Google's front end (google.rpc.Status).
type status struct {
	Status  json.RawMessage `json:"status"`
	Details []detail        `json:"details"`
}

type detail struct {
	RetryDelay string `json:"retryDelay"` // of a RetryInfo: "38s", "0.5s"
	Violations []struct {
		Metric string `json:"quotaMetric"`
		ID     string `json:"quotaId"`
	} `json:"violations"` // of a QuotaFailure
}

// statusOf reads the error of an answer, alone or in a list.
func statusOf(answer *outbound.Failure) (found status) {
	for _, envelope := range list[struct {
		Error json.RawMessage `json:"error"`
	}](answer.Body) {
		if json.Unmarshal(envelope.Error, &found) == nil {
			break
		}
	}
	return found
}

// heed sets in the fault of a call how long Google asked to wait
// in the details of its answer: it does not use Retry-After. A quota of the
// day is said to be one.
func heed(err error) error {
	answer, ok := outbound.FailureOf(err)
	known, isFault := fault.As(err)
	if !ok || !isFault || answer.Status < http.StatusBadRequest {
		return err
	}
	said := statusOf(answer)
	later, daily := *known, false
	for _, d := range said.Details {
		if delay, err := time.ParseDuration(d.RetryDelay); err == nil {
			later.After = max(later.After, min(delay, maxDelay))
		}
		for _, v := range d.Violations {
			which := strings.ToLower(v.ID + " " + v.Metric)
			daily = daily || strings.Contains(which, "perday") || strings.Contains(which, "per_day")
		}
	}
	if daily && answer.Status == http.StatusTooManyRequests {
		quota := fault.Wrap(&later, fault.Retry, "gemini.quota_used")
		quota.After = max(later.After, untilQuota)
		return quota
	}
	return &later
}

// turnedAway reports whether a start that failed surely began nothing: Google
// itself said at once that it has no capacity.
func turnedAway(err error) bool {
	answer, ok := outbound.FailureOf(err)
	if !ok || answer.Took <= 0 || answer.Took > atOnce {
		return false
	}
	busy := answer.Status == http.StatusServiceUnavailable || answer.Status == http.StatusInternalServerError
	return busy && outbound.Text(statusOf(answer).Status) == "UNAVAILABLE"
}
