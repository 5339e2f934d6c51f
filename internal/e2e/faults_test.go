package e2e

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"streamspark/internal/sandbox"
)

// fault is one thing that goes wrong at one place, and where it leaves the
// donation that met it.
type fault struct {
	part  sandbox.Part
	kind  sandbox.Kind
	times int    // 0: until it is cleared
	ends  string // the status
	says  string // part of the reason; where it ends ready, of the one on the way there
}

// generator is who makes the clips when this fault is met, with its own part
// for paid requests and what it took of them.
func (f fault) generator() (name string, paid sandbox.Part, taken func(*sandbox.Sandbox) []sandbox.Job) {
	if strings.HasPrefix(string(f.part), "gemini.") {
		return "gemini", sandbox.PartGeminiStart, (*sandbox.Sandbox).GeminiJobs
	}
	return "aiml", sandbox.PartSubmit, (*sandbox.Sandbox).Jobs
}

// once are faults that a second try cures: no donation may suffer.
func once(part sandbox.Part, times int, kinds ...sandbox.Kind) []fault {
	var list []fault
	for _, kind := range kinds {
		list = append(list, fault{part, kind, times, "ready", ""})
	}
	return list
}

// bare429 is 429 without Retry-After.
const bare429 sandbox.Kind = "429 bare"

func faults() []fault {
	list := []fault{
		// What the generator refuses is final and costs nothing.
		{sandbox.PartSubmit, sandbox.Status400, 1, "failed", "AIML"},
		{sandbox.PartSubmit, sandbox.Status401, 1, "failed", "generation.aiml.api_key"},
		{sandbox.PartSubmit, sandbox.Status403, 1, "failed", "credits"},
		{sandbox.PartSubmit, sandbox.Status404, 1, "failed", "AIML"},
		{sandbox.PartSubmit, sandbox.Refused, 1, "failed", "AIML"},
		{sandbox.PartPoll, sandbox.Refused, 0, "failed", ""},
		// A lost answer is never sent again: the order is looked for, for 20
		// minutes where it never began, and the next donation does not wait.
		{sandbox.PartSubmit, sandbox.Status500, 1, "submitting", "looked for at the provider"},
		{sandbox.PartSubmit, sandbox.HTML, 1, "submitting", "looked for at the provider"},
		{sandbox.PartSubmit, sandbox.HTML200, 1, "submitting", "looked for at the provider"},
		{sandbox.PartSubmit, sandbox.Hang, 1, "submitting", "looked for at the provider"},
		{sandbox.PartSubmit, sandbox.Endless, 1, "submitting", "looked for at the provider"},
		{sandbox.PartSubmit, sandbox.Empty, 1, "submitting", "looked for at the provider"},
		{sandbox.PartSubmit, sandbox.OtherShape, 1, "submitting", "looked for at the provider"},
		{sandbox.PartSubmit, sandbox.Status408, 1, "submitting", "looked for at the provider"},
		{sandbox.PartSubmit, sandbox.Status409, 1, "submitting", "looked for at the provider"},
		{sandbox.PartSubmit, sandbox.Status503, 1, "submitting", "looked for at the provider"},
		// A file that is too large for the limit is paid for and not taken.
		{sandbox.PartFile, sandbox.Endless, 1, "failed", "too large"},
		{sandbox.PartFile, sandbox.Huge, 1, "failed", "too large"},
		// Without any rate it waits.
		{sandbox.PartCBR, sandbox.Status500, 0, "waiting_rate", "no usable rate for USD"},
		{sandbox.PartCBR, sandbox.Nulls, 0, "waiting_rate", "no usable rate for USD"},
		{sandbox.PartCBR, sandbox.Huge, 0, "waiting_rate", "no usable rate for USD"},
	}
	// Numbers as texts and a wrong content type are read all the same.
	for _, part := range []sandbox.Part{sandbox.PartDonations, sandbox.PartCBR, sandbox.PartSubmit, sandbox.PartPoll, sandbox.PartFile} {
		list = append(list, once(part, 0, sandbox.Strings, sandbox.WrongType)...)
	}
	list = append(list, once(sandbox.PartSubmit, 1, sandbox.Slow, sandbox.Status429, sandbox.OddStatus)...)
	// Where it did begin it is found, by its header or in the provider's log.
	list = append(list, once(sandbox.PartSubmit, 1, sandbox.Lost, sandbox.Cut, sandbox.HangBody, sandbox.Nulls, sandbox.Huge)...)
	// Without Retry-After we wait as long as we think right.
	list = append(list, fault{sandbox.PartSubmit, bare429, 1, "ready", ""}, fault{sandbox.PartPoll, bare429, 2, "ready", ""},
		fault{sandbox.PartDonations, bare429, 2, "ready", ""})
	list = append(list, once(sandbox.PartPoll, 2, sandbox.Slow, sandbox.Status400, sandbox.Status401, sandbox.Status403, sandbox.Status404,
		sandbox.Status429, sandbox.Status500, sandbox.HTML, sandbox.HTML200, sandbox.Cut, sandbox.Empty, sandbox.OtherShape, sandbox.OddStatus,
		sandbox.Status408, sandbox.Status409, sandbox.Status503, sandbox.Nulls, sandbox.Huge, sandbox.Endless)...)
	list = append(list, once(sandbox.PartPoll, 1, sandbox.Hang, sandbox.HangBody, sandbox.Lost)...)
	list = append(list, once(sandbox.PartFile, 1, sandbox.Hang, sandbox.HangBody, sandbox.Lost, sandbox.Status401, sandbox.Status408,
		sandbox.Status409, sandbox.Status429, sandbox.Status503)...)
	list = append(list, once(sandbox.PartFile, 1, sandbox.Slow, sandbox.Status403, sandbox.Status404, sandbox.Status500, sandbox.HTML,
		sandbox.HTML200, sandbox.Cut, sandbox.Empty, sandbox.OtherShape, sandbox.KindRedirect)...)
	// A 401 is cured by a renewed token; one after that means connecting again.
	list = append(list, once(sandbox.PartDonations, 1, sandbox.Status401)...)
	return append(list, once(sandbox.PartDonations, 2, sandbox.Slow, sandbox.Status403, sandbox.Status429,
		sandbox.Status404, sandbox.Status408, sandbox.Status409, sandbox.Status500, sandbox.Status503, sandbox.HTML, sandbox.HTML200,
		sandbox.Cut, sandbox.Lost, sandbox.Empty, sandbox.OtherShape, sandbox.Endless, sandbox.Huge)...)
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
	if f.part == sandbox.PartDonations {
		flags["donationalerts.realtime_url"] = "" // else it comes by push, and nobody meets the fault
	}
	p := start(t, true, flags)
	stand := p.app.Sandbox()
	stand.SetJobTime(0)
	f.set(p)
	donation := sandbox.Donation{Amount: 2000, Currency: "RUB"}
	if f.part == sandbox.PartCBR {
		donation = sandbox.Donation{Amount: 25, Currency: "USD"}
	}
	id := p.viewer(donation)
	c := p.ending(id, f)
	charged, known := map[string]string{"ready": "yes", "unknown": "unknown"}[f.ends]
	if c.Status != f.ends || f.ends != "ready" && !strings.Contains(c.Reason, f.says) || known && c.Charged != charged {
		t.Errorf("it is %s because %q, charged %s; want %s because %q", c.Status, c.Reason, c.Charged, f.ends, f.says)
	}
	repeats := f.kind == sandbox.Status429 || f.kind == bare429 || // which is not taken, and sent again
		f.kind == sandbox.Status503 && f.part == sandbox.PartGeminiStart
	if sent := stand.Requests(paid); len(taken(stand)) > 1 || !repeats && sent > 1 {
		t.Errorf("%d orders were sent and %d taken for one donation", sent, len(taken(stand)))
	}
	t.Logf("%s %s: %s because %q, charged %s", f.part, f.kind, c.Status, c.Reason, c.Charged)

	stand.ClearFaults()
	if c = p.until(p.viewer(sandbox.Donation{Amount: 3000, Currency: "RUB"}), "ready", "failed", "unknown"); c.Status != "ready" {
		t.Errorf("the next one is %s because %q", c.Status, c.Reason)
	}
	if f.ends == "waiting_rate" {
		p.until(id, "ready")
	}
}

// set switches the fault on.
func (f fault) set(p *program) {
	stand := p.app.Sandbox()
	set := sandbox.Fault{Kind: f.kind, Times: f.times, After: time.Second, Retry: 1, Redirect: p.app.URL() + "/api/settings"}
	if f.kind == bare429 {
		set.Kind, set.Retry = sandbox.Status429, 0
	}
	parts := []sandbox.Part{f.part}
	switch f.part {
	case sandbox.PartCBR:
		parts = append(parts, sandbox.PartOpenER, sandbox.PartExchangeRate)
	case inside:
		stand.SetGeminiInline(true)
		parts = []sandbox.Part{sandbox.PartGeminiLook}
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
		p.app.Sandbox().ClearFaults()
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
