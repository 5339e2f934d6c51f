package aiml

import (
	"cmp"
	"encoding/json"
	"errors"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"streamspark/internal/celebration"
	"streamspark/internal/upstream"
)

const (
	completed  = "completed"
	maxProblem = 300
	maxStatus  = 40
	maxID      = 300
)

// job is AIML's answer about one, as far as it could be read. Submit and
// poll share it.
type job struct {
	id      string // opaque: it may hold colons and slashes
	status  string
	problem string // what AIML says went wrong
	video   string
	cost    decimal.Decimal // in dollars; zero where AIML does not tell it
}

// read takes what it can from an answer: an odd field must never hide the
// id of a job that is paid for.
func (g *Generator) read(answer *upstream.Answer) (job, error) {
	var fields map[string]json.RawMessage
	if err := answer.Decode(&fields); err != nil {
		return job{}, err
	}
	found := job{
		id:     cmp.Or(upstream.Text(fields["id"]), upstream.Text(fields["generation_id"])),
		status: celebration.OneLine(strings.ToLower(upstream.Text(fields["status"])), maxStatus),
	}
	var video struct {
		URL json.RawMessage `json:"url"`
	}
	if json.Unmarshal(fields["video"], &video) == nil {
		found.video = upstream.Text(video.URL)
	}
	var trouble struct {
		Name    json.RawMessage `json:"name"`
		Message json.RawMessage `json:"message"`
	}
	if plain := upstream.Text(fields["error"]); plain != "" {
		found.problem = plain
	} else if json.Unmarshal(fields["error"], &trouble) == nil {
		parts := []string{upstream.Text(trouble.Name), upstream.Text(trouble.Message)}
		found.problem = strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), ": ")
	}
	found.cost = spent(fields["meta"])
	found.problem = g.readable(found.problem)
	if found.problem == "" && found.bad() {
		found.problem = "it did not say why"
	}
	return found, nil
}

// readable is AIML's text fit for a sentence: one line, no key, and no
// address with its query, which may be a signature.
func (g *Generator) readable(said string) string {
	return celebration.OneLine(upstream.Redact(said, g.key), maxProblem)
}

// bad tells whether the job ended without a clip. Any word that is not
// known is a job under way: a new word must not lose what is paid for.
func (j job) bad() bool {
	switch j.status {
	case "error", "failed", "canceled", "cancelled":
		return true
	}
	return false
}

// percent is a rough measure: AIML tells the stage of a job, not how far
// it is.
func (j job) percent() int {
	switch j.status {
	case "queued":
		return 10
	case "waiting":
		return 15
	case "active":
		return 30
	case "generating":
		return 70
	}
	return 50
}

// address is where the finished file is.
func (j job) address() (string, error) {
	if j.video == "" {
		return "", errors.New("AIML says that the clip is finished and does not say where it is")
	}
	if _, ok := upstream.Callable(j.video); !ok {
		return "", errors.New("AIML says that the clip is finished and names a place that cannot be called")
	}
	return j.video, nil
}
