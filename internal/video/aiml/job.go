package aiml

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"streamspark/internal/celebration"
	"streamspark/internal/fault"
	"streamspark/internal/outbound"
	"streamspark/internal/provider"
)

const (
	maxProblem = 300
	maxStatus  = 40
	maxID      = 300
	maxNested  = 4 // of an address in an answer
	maxDetails = 3
)

// job is AIML's answer about one, as far as it could be read. Submit and
// poll share it.
type job struct {
	id      string // opaque: it may hold colons and slashes
	status  string
	problem string          // what AIML says went wrong
	failed  bool            // it says so in an object, not only in a word
	video   string          // the address, as it was told
	cost    decimal.Decimal // in dollars; zero where AIML does not tell it
}

// read takes what it can from an answer: an odd field must never hide the
// id of a job that is paid for.
func (g *Generator) read(fields map[string]json.RawMessage) job {
	found := job{
		id:     cmp.Or(outbound.Text(fields["id"]), outbound.Text(fields["generation_id"])),
		status: celebration.OneLine(strings.ToLower(outbound.Text(fields["status"])), maxStatus),
	}
	for _, name := range []string{"video", "videos", "output"} {
		found.video = cmp.Or(found.video, addressIn(fields[name], maxNested))
	}
	found.problem, found.failed = trouble(fields["error"])
	found.cost = spent(fields["meta"])
	found.problem = g.readable(found.problem)
	return found
}

// readable returns AIML's text fit for a sentence: one line, no key, and no
// address with its query, which may be a signature.
func (g *Generator) readable(said string) string {
	return celebration.OneLine(outbound.Redact(said, g.key), maxProblem)
}

// addressIn finds the address of a file in what a model may answer with: the
// address itself, an object with it, or a list of either.
func addressIn(raw json.RawMessage, depth int) string {
	if said := outbound.Text(raw); said != "" || depth == 0 {
		return said
	}
	var many []json.RawMessage
	if json.Unmarshal(raw, &many) == nil {
		for _, one := range many {
			if found := addressIn(one, depth-1); found != "" {
				return found
			}
		}
		return ""
	}
	var fields struct {
		URL    json.RawMessage `json:"url"`
		Video  json.RawMessage `json:"video"`
		Videos json.RawMessage `json:"videos"`
	}
	if json.Unmarshal(raw, &fields) != nil {
		return ""
	}
	return cmp.Or(addressIn(fields.URL, depth-1), addressIn(fields.Video, depth-1), addressIn(fields.Videos, depth-1))
}

// trouble reads an error in any of its shapes: a sentence, an object with a
// name and a message, one with the list of details that fal.ai answers with.
// object reports whether it was one that says anything.
func trouble(raw json.RawMessage) (said string, object bool) {
	if said := outbound.Text(raw); said != "" {
		return said, false
	}
	var fields struct {
		Name    json.RawMessage `json:"name"`
		Message json.RawMessage `json:"message"`
		Detail  json.RawMessage `json:"detail"`
	}
	if json.Unmarshal(raw, &fields) != nil {
		return "", false
	}
	parts := append([]string{outbound.Text(fields.Name), outbound.Text(fields.Message)}, details(fields.Detail)...)
	said = strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), ": ")
	return said, said != ""
}

// details returns the reasons in a "detail" of fal.ai's shape, the place of
// each before it; one that is a plain sentence is that.
func details(raw json.RawMessage) []string {
	if said := outbound.Text(raw); said != "" {
		return []string{said}
	}
	var many []struct {
		Place   []any           `json:"loc"`
		Message json.RawMessage `json:"msg"`
		Type    json.RawMessage `json:"type"`
	}
	if json.Unmarshal(raw, &many) != nil {
		return nil
	}
	var found []string
	for _, one := range many[:min(len(many), maxDetails)] {
		place := slices.DeleteFunc(one.Place, func(part any) bool { return part == "body" })
		said := cmp.Or(outbound.Text(one.Message), outbound.Text(one.Type))
		found = append(found, strings.TrimSpace(strings.Trim(fmt.Sprint(place), "[]")+" "+said))
	}
	return found
}

// ended reports whether a word says that the job made its clip.
func (j job) ended() bool {
	return slices.Contains([]string{"completed", "complete", "succeeded", "success", "done", "finished"}, j.status)
}

// done reports whether there is a clip to fetch: AIML's word says so, or an
// address does, whatever the word.
func (j job) done() bool {
	_, callable := outbound.Callable(j.video)
	return callable || j.ended() && !j.bad()
}

// bad reports whether the job ended without a clip. A word that is not known
// is a job under way: a new word must not lose what is paid for. Only with an
// error of its own beside it that word is an end.
func (j job) bad() bool {
	if _, callable := outbound.Callable(j.video); callable {
		return false
	}
	switch j.status {
	case "error", "failed", "failure", "canceled", "cancelled", "rejected", "expired":
		return true
	case "queued", "waiting", "pending", "active", "generating", "processing", "in_progress", "running", "":
		return false
	}
	if j.ended() {
		return j.video == "" && j.problem != ""
	}
	return j.failed
}

// address returns where the finished file is.
func (j job) address() (string, error) {
	if _, ok := outbound.Callable(j.video); !ok {
		return "", account().NoClipAddress(j.video)
	}
	return j.video, nil
}

// refusal returns the fault of a job that ended without a clip. AIML charges
// nothing for one.
func (j job) refusal() error {
	return fault.Refuse(nil, "provider.not_made", "provider", account().Provider, "said", provider.QuoteReason(j.problem))
}
