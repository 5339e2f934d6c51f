package e2e

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"streamspark/internal/standin"
)

// fault is one thing that goes wrong at one place, and where it leaves the
// donation that met it.
type fault struct {
	part  standin.Part
	kind  standin.Kind
	times int    // 0: until it is cleared
	ends  string // the status
	says  string // part of the reason; where it ends ready, of the one on the way there
}

// generator is who makes the clips when this fault is met, with its own part
// for paid requests and what it took of them.
func (f fault) generator() (name string, paid standin.Part, taken func(*standin.Probe) []standin.Job) {
	if strings.HasPrefix(string(f.part), "gemini.") {
		return "gemini", standin.PartGeminiStart, (*standin.Probe).GeminiJobs
	}
	return "aiml", standin.PartSubmit, (*standin.Probe).Jobs
}

// once are faults that a second try cures: no donation may suffer.
func once(part standin.Part, times int, kinds ...standin.Kind) []fault {
	var list []fault
	for _, kind := range kinds {
		list = append(list, fault{part, kind, times, "ready", ""})
	}
	return list
}

// bare429 is 429 without Retry-After.
const bare429 standin.Kind = "429 bare"

func faults() []fault {
	list := []fault{
		// What the generator refuses is final and costs nothing.
		{standin.PartSubmit, standin.Status400, 1, "failed", "AIML"},
		{standin.PartSubmit, standin.Status401, 1, "failed", "generation.aiml.api_key"},
		{standin.PartSubmit, standin.Status403, 1, "failed", "credits"},
		{standin.PartSubmit, standin.Status404, 1, "failed", "AIML"},
		{standin.PartSubmit, standin.Refused, 1, "failed", "AIML"},
		{standin.PartPoll, standin.Refused, 0, "failed", ""},
		// A lost answer is never sent again: the order is looked for, for 20
		// minutes where it never began, and the next donation does not wait.
		{standin.PartSubmit, standin.Status500, 1, "submitting", "looked for at the provider"},
		{standin.PartSubmit, standin.HTML, 1, "submitting", "looked for at the provider"},
		{standin.PartSubmit, standin.HTML200, 1, "submitting", "looked for at the provider"},
		{standin.PartSubmit, standin.Hang, 1, "submitting", "looked for at the provider"},
		{standin.PartSubmit, standin.Endless, 1, "submitting", "looked for at the provider"},
		{standin.PartSubmit, standin.Empty, 1, "submitting", "looked for at the provider"},
		{standin.PartSubmit, standin.OtherShape, 1, "submitting", "looked for at the provider"},
		{standin.PartSubmit, standin.Status408, 1, "submitting", "looked for at the provider"},
		{standin.PartSubmit, standin.Status409, 1, "submitting", "looked for at the provider"},
		{standin.PartSubmit, standin.Status503, 1, "submitting", "looked for at the provider"},
		// A file that is too large for the limit is paid for and not taken.
		{standin.PartFile, standin.Endless, 1, "failed", "too large"},
		{standin.PartFile, standin.Huge, 1, "failed", "too large"},
		// Without any rate it waits.
		{standin.PartCBR, standin.Status500, 0, "waiting_rate", "no usable rate for USD"},
		{standin.PartCBR, standin.Nulls, 0, "waiting_rate", "no usable rate for USD"},
		{standin.PartCBR, standin.Huge, 0, "waiting_rate", "no usable rate for USD"},
	}
	// Numbers as texts and a wrong content type are read all the same.
	for _, part := range []standin.Part{standin.PartDonations, standin.PartCBR, standin.PartSubmit, standin.PartPoll, standin.PartFile} {
		list = append(list, once(part, 0, standin.Strings, standin.WrongType)...)
	}
	list = append(list, once(standin.PartSubmit, 1, standin.Slow, standin.Status429, standin.OddStatus)...)
	// Where it did begin it is found, by its header or in the provider's log.
	list = append(list, once(standin.PartSubmit, 1, standin.Lost, standin.Cut, standin.HangBody, standin.Nulls, standin.Huge)...)
	// Without Retry-After we wait as long as we think right.
	list = append(list, fault{standin.PartSubmit, bare429, 1, "ready", ""}, fault{standin.PartPoll, bare429, 2, "ready", ""},
		fault{standin.PartDonations, bare429, 2, "ready", ""})
	list = append(list, once(standin.PartPoll, 2, standin.Slow, standin.Status400, standin.Status401, standin.Status403, standin.Status404,
		standin.Status429, standin.Status500, standin.HTML, standin.HTML200, standin.Cut, standin.Empty, standin.OtherShape, standin.OddStatus,
		standin.Status408, standin.Status409, standin.Status503, standin.Nulls, standin.Huge, standin.Endless)...)
	list = append(list, once(standin.PartPoll, 1, standin.Hang, standin.HangBody, standin.Lost)...)
	list = append(list, once(standin.PartFile, 1, standin.Hang, standin.HangBody, standin.Lost, standin.Status401, standin.Status408,
		standin.Status409, standin.Status429, standin.Status503)...)
	list = append(list, once(standin.PartFile, 1, standin.Slow, standin.Status403, standin.Status404, standin.Status500, standin.HTML,
		standin.HTML200, standin.Cut, standin.Empty, standin.OtherShape, standin.KindRedirect)...)
	// A 401 is cured by a renewed token; one after that means connecting again.
	list = append(list, once(standin.PartDonations, 1, standin.Status401)...)
	return append(list, once(standin.PartDonations, 2, standin.Slow, standin.Status403, standin.Status429,
		standin.Status404, standin.Status408, standin.Status409, standin.Status500, standin.Status503, standin.HTML, standin.HTML200,
		standin.Cut, standin.Lost, standin.Empty, standin.OtherShape, standin.Endless, standin.Huge)...)
}

func TestWhateverGoesWrongTheDonationHasAnAnswerAndTheNextOneWorks(t *testing.T) {
	t.Parallel()
	for _, f := range append(faults(), geminiFaults()...) {
		t.Run(strings.ReplaceAll(fmt.Sprintf("%s %s", f.part, f.kind), "/", "-"), func(t *testing.T) {
			t.Parallel()
			f.meet(t)
		})
	}
}

// meet sends one donation into the fault and one after it.
func (f fault) meet(t *testing.T) {
	generator, paid, taken := f.generator()
	flags := map[string]string{
		"generation.provider": generator, "generation.poll_interval": "1s", "downloads.max_bytes": "2MB",
		"donationalerts.poll_interval": "1s",
	}
	if f.part == standin.PartDonations {
		flags["donationalerts.realtime_url"] = "" // else it comes by push, and nobody meets the fault
	}
	p := start(t, true, flags)
	stand := p.stand
	stand.SetJobTime(0)
	f.set(p)
	donation := standin.Donation{Amount: 2000, Currency: "RUB"}
	if f.part == standin.PartCBR {
		donation = standin.Donation{Amount: 25, Currency: "USD"}
	}
	id := p.viewer(donation)
	c := p.ending(id, f)
	charged, known := map[string]string{"ready": "yes", "unknown": "unknown"}[f.ends]
	if c.Status != f.ends || f.ends != "ready" && !strings.Contains(c.Reason, f.says) || known && c.Charged != charged {
		t.Errorf("it is %s because %q, charged %s; want %s because %q", c.Status, c.Reason, c.Charged, f.ends, f.says)
	}
	repeats := f.kind == standin.Status429 || f.kind == bare429 || // which is not taken, and sent again
		f.kind == standin.Status503 && f.part == standin.PartGeminiStart
	if sent := stand.Requests(paid); len(taken(stand)) > 1 || !repeats && sent > 1 {
		t.Errorf("%d orders were sent and %d taken for one donation", sent, len(taken(stand)))
	}
	t.Logf("%s %s: %s because %q, charged %s", f.part, f.kind, c.Status, c.Reason, c.Charged)

	stand.ClearFaults()
	if c = p.until(p.viewer(standin.Donation{Amount: 3000, Currency: "RUB"}), "ready", "failed", "unknown"); c.Status != "ready" {
		t.Errorf("the next one is %s because %q", c.Status, c.Reason)
	}
	if f.ends == "waiting_rate" {
		p.until(id, "ready")
	}
}

// set switches the fault on.
func (f fault) set(p *program) {
	stand := p.stand
	set := standin.Fault{Kind: f.kind, Times: f.times, After: time.Second, Retry: 1, Redirect: p.app.URL() + "/api/settings"}
	if f.kind == bare429 {
		set.Kind, set.Retry = standin.Status429, 0
	}
	parts := []standin.Part{f.part}
	switch f.part {
	case standin.PartCBR:
		parts = append(parts, standin.PartOpenER, standin.PartExchangeRate)
	case inside:
		stand.SetGeminiInline(true)
		parts = []standin.Part{standin.PartGeminiLook}
	}
	for _, part := range parts {
		stand.Set(part, set)
	}
}

// ending waits until the donation that met the fault stays where it is. A
// fault that only delays it is there until its sentence was read.
func (p *program) ending(id int64, f fault) celebration {
	p.t.Helper()
	if f.ends == "ready" && f.says != "" {
		p.eventually(func() bool { return strings.Contains(p.celebration(id).Reason, f.says) }, func() string {
			c := p.celebration(id)
			return fmt.Sprintf("it is %s because %q, and never says %q", c.Status, c.Reason, f.says)
		})
		p.stand.ClearFaults()
	}
	if f.ends != "submitting" {
		return p.until(id, "ready", "failed", "unknown", "waiting_rate")
	}
	var c celebration
	p.eventually(func() bool {
		c = p.celebration(id)
		return c.Status != "received" && c.Status != "approved" && (c.Status != f.ends || strings.Contains(c.Reason, f.says))
	}, func() string { return fmt.Sprintf("celebration %d is %s because %q", id, c.Status, c.Reason) })
	return c
}
