package gemini

import (
	"cmp"
	"encoding/json"
	"strconv"
	"strings"

	"streamspark/internal/celebration"
	"streamspark/internal/fault"
	"streamspark/internal/outbound"
	"streamspark/internal/provider"
)

const (
	completed  = "completed"
	incomplete = "incomplete"
	maxSaid    = 300
	maxStatus  = 40
)

// job is Gemini's answer about an interaction, as far as it could be read.
// Start and look share it.
type job struct {
	id      string // opaque
	status  string
	said    string // what Gemini wrote in place of a clip, or says went wrong
	address string // where the clip is, or
	inside  int    // the number of the text "data" that is the clip
}

// interaction and the types below it are what is read of an answer. What
// may be odd is left raw: an odd field must never hide the id of a job that
// is paid for.
type interaction struct {
	ID     json.RawMessage `json:"id"`
	Status json.RawMessage `json:"status"`
	Steps  json.RawMessage `json:"steps"`
	Errors json.RawMessage `json:"errors"`
	Error  json.RawMessage `json:"error"`
}

type step struct {
	Type    json.RawMessage `json:"type"`
	Content json.RawMessage `json:"content"`
	Error   json.RawMessage `json:"error"`
}

type content struct {
	Type json.RawMessage `json:"type"`
	Mime json.RawMessage `json:"mime_type"`
	URI  json.RawMessage `json:"uri"`
	Data json.RawMessage `json:"data"`
	Text json.RawMessage `json:"text"`
}

// read takes what it can from an answer that went through a sieve.
func (g *Generator) read(answer []byte) (job, error) {
	var fields interaction
	if err := json.Unmarshal(answer, &fields); err != nil {
		return job{}, fault.New(fault.Retry, outbound.DescribeBody(answer).Code)
	}
	found := job{id: outbound.Text(fields.ID), status: word(g.readable(outbound.Text(fields.Status)))}
	troubles := list[json.RawMessage](fields.Errors)
	troubles = append(troubles, fields.Error)
	var words []string
	for _, s := range list[step](fields.Steps) {
		troubles = append(troubles, s.Error)
		if outbound.Text(s.Type) != "model_output" {
			continue
		}
		for _, c := range list[content](s.Content) {
			found.take(c)
			words = append(words, outbound.Text(c.Text))
		}
	}
	for _, trouble := range troubles {
		words = append(words, sentence(trouble))
	}
	found.said = g.readable(strings.Join(words, " "))
	return found, nil
}

// take records where a clip is, if a part of the output is one. The last one
// is the one that counts.
func (j *job) take(c content) {
	if kind := outbound.Text(c.Type); kind != "video" && !strings.HasPrefix(outbound.Text(c.Mime), "video/") {
		return
	}
	if number, ok := strings.CutPrefix(outbound.Text(c.Data), "#"); ok {
		if n, err := strconv.Atoi(number); err == nil {
			j.inside, j.address = n, ""
			return
		}
	}
	if address := outbound.Text(c.URI); address != "" {
		j.inside, j.address = 0, address
	}
}

// has reports whether there is a clip to fetch. One that a job left behind
// when it stopped is taken too: it is paid for, and whether it plays is
// looked at later.
func (j job) has() bool {
	return (j.status == completed || j.status == incomplete) && (j.inside > 0 || j.address != "")
}

// endings returns the words of a job that ended, or waits for what nobody will
// give it, with the code of the fault for each. Any word that is not known is
// a job under way: a new word must not lose what is paid for.
func endings() map[string]string {
	return map[string]string{
		"failed":                "provider.not_made",
		"cancelled":             "gemini.cancelled",
		"canceled":              "gemini.cancelled",
		incomplete:              "gemini.incomplete",
		"budget_exceeded":       "gemini.budget_exceeded",
		"requires_action":       "gemini.waits",
		"requires_continuation": "gemini.waits",
		completed:               "gemini.no_clip",
	}
}

// isOver reports whether the job ended without a clip. One that is completed
// and has neither a clip nor a word is not understood, and asked again.
func (j job) isOver() bool {
	_, ended := endings()[j.status]
	return ended && !j.has() && (j.status != completed || j.said != "")
}

// refusal returns what is said of a job that is over. Google does not
// say if it charges for one.
func (j job) refusal() error {
	return refused(nil, fault.ChargedUnknown, endings()[j.status], "provider", account().Provider, "said", provider.Quote(j.said))
}

func word(status string) string {
	return celebration.OneLine(strings.ToLower(status), maxStatus)
}

// list returns a JSON list, or the one thing that stands in its place, without
// what is of another shape.
func list[T any](raw json.RawMessage) []T {
	var many []json.RawMessage
	if json.Unmarshal(raw, &many) != nil {
		many = []json.RawMessage{raw}
	}
	var found []T
	for _, one := range many {
		var item T
		if json.Unmarshal(one, &item) == nil {
			found = append(found, item)
		}
	}
	return found
}

// sentence returns the message of an error, or its code.
func sentence(raw json.RawMessage) string {
	var fields struct {
		Code    json.RawMessage `json:"code"`
		Message json.RawMessage `json:"message"`
	}
	if json.Unmarshal(raw, &fields) != nil {
		return outbound.Text(raw)
	}
	return cmp.Or(outbound.Text(fields.Message), outbound.Text(fields.Code))
}

// readable returns Gemini's text fit for a sentence: one line, no key, and no
// address with its query.
func (g *Generator) readable(said string) string {
	return celebration.OneLine(outbound.Redact(said, g.key), maxSaid)
}
