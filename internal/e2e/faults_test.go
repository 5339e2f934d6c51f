package e2e

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"streamspark/internal/app"
	"streamspark/internal/app/testdata/toy"
	"streamspark/internal/provider"
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

// allRates is the part of all providers of exchange rates together.
const allRates standin.Part = "rates"

// otherFaults are those that no generator meets.
func otherFaults() []fault {
	list := []fault{
		// Without any rate it waits.
		{allRates, standin.Status500, 0, "waiting_rate", "no usable rate for USD"},
		{allRates, standin.Nulls, 0, "waiting_rate", "no usable rate for USD"},
		{allRates, standin.Huge, 0, "waiting_rate", "no usable rate for USD"},
		{standin.PartDonations, bare429, 2, "ready", ""},
	}
	for _, part := range []standin.Part{standin.PartDonations, standin.PartCBR} {
		list = append(list, once(part, 0, standin.Strings, standin.WrongType)...)
	}
	// A 401 is cured by a renewed token; one after that means connecting again.
	list = append(list, once(standin.PartDonations, 1, standin.Status401)...)
	return append(list, once(standin.PartDonations, 2, standin.Slow, standin.Status403, standin.Status429,
		standin.Status404, standin.Status408, standin.Status409, standin.Status500, standin.Status503, standin.HTML, standin.HTML200,
		standin.Cut, standin.Lost, standin.Empty, standin.OtherShape, standin.Endless, standin.Huge)...)
}

func TestWhateverGoesWrongTheDonationHasAnAnswerAndTheNextOneWorks(t *testing.T) {
	t.Parallel()
	all := app.Providers()
	for _, f := range append(faultTable(t, all), otherFaults()...) {
		t.Run(f.name(), func(t *testing.T) {
			t.Parallel()
			f.meet(t, all, nil)
		})
	}
}

// TestWhatAModelDoesNotAnswerWaits for the streamer, and the next donation does not.
func TestWhatAModelDoesNotAnswerWaits(t *testing.T) {
	t.Parallel()
	for part, rows := range judgeFaults(app.Providers()) {
		t.Run(string(part), func(t *testing.T) {
			t.Parallel()
			flags := map[string]string{"moderation.model": "text", "text.provider": strings.TrimSuffix(string(part), ".order"), "generation.provider": "builtin"}
			if part == standin.PartModeration {
				flags["moderation.model"], flags["text.provider"] = "free", "off"
			}
			p := start(t, true, flags)
			words := func(f fault) *string { return new("a fox " + string(f.kind)) }
			for i, f := range rows {
				p.stand.Set(f.part, standin.Fault{Kind: f.kind, Times: f.times, Retry: 30})
				met := p.until(p.viewer(standin.Donation{Message: words(f), Amount: 2000, Currency: "RUB"}), "held", "ready")
				if met.Status != f.ends || !strings.Contains(met.Reason, f.says) || met.Scene != nil {
					t.Errorf("%s: it is %s because %q, want %q", f.kind, met.Status, met.Reason, f.says)
				}
				p.stand.ClearFaults()
				p.until(p.viewer(standin.Donation{Message: words(f), Amount: 2000, Currency: "RUB"}), "ready")
				if n := p.stand.Requests(part); n != 2*(i+1) {
					t.Errorf("%s: asked %d times of %d donations", f.kind, n, 2*(i+1))
				}
			}
		})
	}
}

func (f fault) name() string {
	return strings.ReplaceAll(fmt.Sprintf("%s %s", f.part, f.kind), "/", "-")
}

// TestAGeneratorThatIsAddedIsInTheTable, and bears its faults, without a word
// about it here.
func TestAGeneratorThatIsAddedIsInTheTable(t *testing.T) {
	t.Parallel()
	all, id := append(app.Providers(), toy.Descriptor()), toy.Descriptor().ID
	rows := map[string]fault{}
	for _, f := range faultTable(t, all) {
		rows[f.name()] = f
	}
	met := map[standin.Part][]standin.Kind{
		standin.Order(id): {standin.Status401, standin.Status429, standin.Status500, standin.HTML200, standin.Cut},
		standin.Look(id):  {standin.Status500, standin.OtherShape},
		standin.File(id):  {standin.Cut, standin.Huge},
	}
	for part, kinds := range met {
		for _, kind := range kinds {
			f, is := rows[fault{part: part, kind: kind}.name()]
			if !is {
				t.Errorf("%s %s is not in the table", part, kind)
				continue
			}
			t.Run(f.name(), func(t *testing.T) {
				t.Parallel()
				f.meet(t, all, func(p *program) { p.stand.Serve(id, toyService()) })
			})
		}
	}
}

// toyService takes any order and has its clip at once.
func toyService() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /jobs", func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, `{"id":"j-1","status":"queued"}`)
	})
	mux.HandleFunc("GET /jobs/", func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, `{"id":"j-1","status":"done"}`) })
	mux.HandleFunc("GET /files/", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(standin.ClipMP4()) })
	return mux
}

// meet sends one donation into the fault and one after it. prepare, where there
// is one, is called before.
func (f fault) meet(t *testing.T, all []provider.Descriptor, prepare func(*program)) {
	generator := generatorOf(all, f.part)
	flags := map[string]string{
		"generation.provider": generator, "generation.poll_interval": "1s", "downloads.max_bytes": "2MB",
		"donationalerts.poll_interval": "1s", "generation.audio": "false",
	}
	if f.part == standin.PartDonations {
		flags["donationalerts.realtime_url"] = "" // else it comes by push, and nobody meets the fault
	}
	p := startAs(t, t.TempDir(), app.Options{Demo: true, Draft: true, Providers: all, Flags: flags})
	stand := p.stand
	stand.SetJobTime(0)
	if prepare != nil {
		prepare(p)
	}
	donation := standin.Donation{Amount: 2000, Currency: "RUB"}
	if strings.HasPrefix(string(f.part), "rates") {
		donation = standin.Donation{Amount: 25, Currency: "USD"}
	}
	id, c := p.donateInto(f, all, donation)
	charged, known := map[string]string{"ready": "yes", "unknown": "unknown"}[f.ends]
	if c.Status != f.ends || f.ends != "ready" && !strings.Contains(c.Reason, f.says) || known && c.Charged != charged {
		t.Errorf("it is %s because %q, charged %s; want %s because %q", c.Status, c.Reason, c.Charged, f.ends, f.says)
	}
	repeats := f.kind == standin.Status429 || f.kind == bare429 || f.isAtOnce() // which is not taken, and sent again
	if sent, taken := stand.Requests(standin.Order(generator)), p.taken(generator); taken > 1 || !repeats && sent > 1 {
		t.Errorf("%d orders were sent and %d taken for one donation", sent, taken)
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

// isAtOnce reports whether the fault counts as a refusal only where it comes at once.
func (f fault) isAtOnce() bool {
	return f.kind == standin.Status503 && f.part == standin.PartGeminiStart
}

// donateInto sends a donation into the fault. On a machine at its limit an answer
// may come too late to be at once: then it sends another, three in all.
func (p *program) donateInto(f fault, all []provider.Descriptor, donation standin.Donation) (id int64, c celebration) {
	p.t.Helper()
	for range 3 {
		f.set(p, all)
		id = p.viewer(donation)
		if c = p.ending(id, f); !f.isAtOnce() || c.Status != "unknown" {
			break
		}
	}
	return id, c
}

// taken returns how many orders a stand-in took; 0 where it does not count them.
func (p *program) taken(generator string) int {
	switch generator {
	case "aiml":
		return len(p.stand.Jobs())
	case "gemini":
		return len(p.stand.GeminiJobs())
	}
	return 0
}

// set switches the fault on.
func (f fault) set(p *program, all []provider.Descriptor) {
	stand := p.stand
	set := standin.Fault{Kind: f.kind, Times: f.times, After: time.Second, Retry: 1, Redirect: p.app.URL() + "/api/settings"}
	if f.kind == bare429 {
		set.Kind, set.Retry = standin.Status429, 0
	}
	parts := []standin.Part{f.part}
	switch f.part {
	case allRates:
		parts = nil
		for _, d := range provider.OfKind(all, provider.KindRates) {
			parts = append(parts, standin.Rates(d.ID))
		}
	case inside:
		stand.SetGeminiInline(true)
		parts = []standin.Part{standin.PartGeminiPoll}
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
		p.eventually(func() bool {
			c := p.celebration(id)
			return c.Status == "unknown" || strings.Contains(c.Reason, f.says)
		}, func() string {
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
