package standin

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/shopspring/decimal"
)

const (
	logDefault  = 50
	logMost     = 100
	logSpan     = 92 * 24 * time.Hour
	stampLayout = "2006-01-02T15:04:05.000Z"
)

// feed is how the account's feeds lag behind the jobs.
type feed struct {
	delay   time.Duration
	running bool
}

// ended returns when a job ended, if it did. A refused one ends at once.
func (j *job) ended(now time.Time) (time.Time, bool) {
	if j.refused {
		return j.started, true
	}
	end := j.started.Add(j.takes)
	return end, !now.Before(end)
}

// listed returns the jobs that the log shows now, newest first.
func (j *jobs) listed(now time.Time) []job {
	j.mu.Lock()
	defer j.mu.Unlock()
	var found []job
	for _, one := range slices.Backward(j.order) {
		from, over := one.ended(now)
		if !over && j.feed.running {
			from, over = one.started, true
		}
		if over && now.Sub(from) >= j.feed.delay {
			found = append(found, *one)
		}
	}
	return found
}

// logRow is a request of the account, as its log shows it.
type logRow struct {
	Created         string         `json:"created"`
	Status          string         `json:"status"`
	Origin          string         `json:"origin"`
	Model           string         `json:"model"`
	Cost            map[string]any `json:"cost"`
	Tokens          map[string]any `json:"tokens"`
	RequestID       *string        `json:"request_id"`
	InferenceID     string         `json:"inference_id"`
	ClientRequestID *string        `json:"client_request_id"`
}

func (j *job) row() logRow {
	row := logRow{
		Created: stamp(j.started), Status: "succeeded", Origin: "api", Model: j.Model,
		Cost: amountOf(j.cost), Tokens: map[string]any{}, InferenceID: j.ID,
	}
	id := uuid.NewSHA1(uuid.NameSpaceURL, []byte(j.ID)).String()
	row.RequestID = &id
	if j.refused {
		row.Status, row.Cost = "failed", amountOf(decimal.Zero)
	}
	if j.RequestID != "" {
		row.ClientRequestID = &j.RequestID
	}
	return row
}

// amountOf returns money in both of the service's measures.
func amountOf(usd decimal.Decimal) map[string]any {
	return map[string]any{
		"usd": json.Number(usd.String()), "credits": usd.Mul(decimal.NewFromInt(creditsPerUSD)).IntPart(),
	}
}

func stamp(t time.Time) string { return t.UTC().Format(stampLayout) }

// logs serves the account's log: requests, newest first, in a window of time.
func (s *Server) logs(w http.ResponseWriter, r *http.Request) {
	now, query := time.Now(), r.URL.Query()
	from, to, problems := window(query, now)
	limit, offset := logDefault, 0
	for _, field := range []struct {
		name        string
		value       *int
		least, most int
	}{{"limit", &limit, 1, logMost}, {"offset", &offset, 0, 1 << 30}} {
		if !number(query, field.name, field.value, field.least, field.most) {
			problems = append(problems, problem{field.name, "Number out of range"})
		}
	}
	for _, status := range query["status"] {
		if status != "succeeded" && status != "failed" {
			problems = append(problems, problem{"status", "Invalid enum value. Expected 'succeeded' | 'failed'"})
		}
	}
	if len(problems) > 0 {
		sortProblems(problems)
		aimlInvalid(w, r, problems)
		return
	}
	rows := []logRow{}
	for _, one := range s.aiml.listed(now) {
		row := one.row()
		if one.started.Before(from) || one.started.After(to) ||
			query.Get("model") != "" && query.Get("model") != row.Model ||
			query.Has("status") && !slices.Contains(query["status"], row.Status) {
			continue
		}
		rows = append(rows, row)
	}
	total := len(rows)
	rows = rows[min(offset, total):min(offset+limit, total)]
	writeJSON(w, http.StatusOK, map[string]any{"data": rows, "pagination": map[string]any{
		"limit": limit, "offset": offset, "total": total, "has_more": offset+len(rows) < total,
	}})
}

// window reads the time that a log is asked for: a period in days up to
// now, or a start and an end.
func window(query url.Values, now time.Time) (from, to time.Time, problems []problem) {
	if period, ok := strings.CutSuffix(query.Get("period"), "d"); ok {
		days, err := strconv.Atoi(period)
		if err != nil || days < 1 || days > 92 {
			problems = append(problems, problem{"period", "Invalid period"})
		}
		return now.AddDate(0, 0, -days), now, problems
	}
	from, startErr := time.Parse(time.RFC3339, query.Get("start"))
	to, endErr := time.Parse(time.RFC3339, query.Get("end"))
	switch {
	case startErr != nil || endErr != nil:
		problems = append(problems, problem{"start", "Give either period or both start and end in ISO 8601"})
	case !from.Before(to):
		problems = append(problems, problem{"end", "The end must be after the start"})
	case to.Sub(from) > logSpan:
		problems = append(problems, problem{"start", "The range must not exceed 92 days"})
	}
	return from, to, problems
}

// number reads a parameter that may be missing; false means that it is wrong.
func number(query url.Values, name string, into *int, least, most int) bool {
	if !query.Has(name) {
		return true
	}
	value, err := strconv.Atoi(query.Get(name))
	*into = value
	return err == nil && value >= least && value <= most
}
