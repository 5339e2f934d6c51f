package web

import (
	"slices"
	"testing"
	"time"

	"streamspark/internal/celebration"
)

func TestHowLongItStillTakes(t *testing.T) {
	now := time.Now()
	at := func(status celebration.Status, generator string, ago time.Duration) celebration.Celebration {
		c := celebration.Celebration{Status: status, Generator: generator}
		if ago >= 0 {
			c.SubmittedAt = now.Add(-ago)
		}
		return c
	}
	veo := map[string]time.Duration{"aiml": 2 * time.Minute}
	waits := at(celebration.Approved, "", -1)
	lost := at(celebration.Submitting, "aiml", time.Minute)
	lost.Reason = celebration.Because(celebration.WhyLookingFor)
	begun := at(celebration.Generating, "aiml", 118*time.Second)
	begun.Progress = 20
	const no = time.Duration(-1)
	tests := map[string]struct {
		orders []celebration.Celebration
		times  map[string]time.Duration
		places int
		want   []time.Duration
	}{
		"nothing":           {nil, veo, 2, []time.Duration{}},
		"none made yet":     {[]celebration.Celebration{at(celebration.Generating, "aiml", time.Minute), waits}, nil, 1, []time.Duration{no, no}},
		"half way":          {[]celebration.Celebration{at(celebration.Generating, "aiml", time.Minute)}, veo, 1, []time.Duration{time.Minute}},
		"nearly here":       {[]celebration.Celebration{at(celebration.Fetching, "aiml", time.Hour)}, veo, 1, []time.Duration{0}},
		"longer than ever":  {[]celebration.Celebration{at(celebration.Generating, "aiml", time.Hour), waits}, veo, 1, []time.Duration{no, 2 * time.Minute}},
		"says it has begun": {[]celebration.Celebration{begun}, veo, 1, []time.Duration{no}},
		"its answer lost":   {[]celebration.Celebration{lost, waits}, veo, 1, []time.Duration{no, no}},
		"a line": {
			[]celebration.Celebration{at(celebration.Generating, "aiml", time.Minute), waits, waits},
			veo, 1,
			[]time.Duration{time.Minute, 3 * time.Minute, 5 * time.Minute},
		},
		"two at once": {
			[]celebration.Celebration{at(celebration.Generating, "aiml", time.Minute), waits, waits},
			veo, 2,
			[]time.Duration{time.Minute, 2 * time.Minute, 3 * time.Minute},
		},
		"one place known": {[]celebration.Celebration{lost, waits}, veo, 2, []time.Duration{no, 2 * time.Minute}},
	}
	for name, tt := range tests {
		if got := (work{tt.orders, tt.times}).left(now, "aiml", tt.places); !slices.Equal(got, tt.want) {
			t.Errorf("%s: %v, want %v", name, got, tt.want)
		}
	}
}

func TestAboutHowLong(t *testing.T) {
	en := catalogue()
	for d, want := range map[time.Duration]string{
		-1: "", 0: "any moment now", 6 * time.Second: "about 10 s", 44 * time.Second: "about 40 s",
		100 * time.Second: "about 1 min 30 s", 7*time.Minute + 40*time.Second: "about 8 min",
	} {
		if got := en.Say(roughly(d)); got != want {
			t.Errorf("%s is %q, want %q", d, got, want)
		}
	}
}

func TestWhatNeedsMeIsCounted(t *testing.T) {
	w := newWorld(t)
	if v, err := w.server.pages.needs(t.Context()); err != nil || v.Total != 0 || len(v.Rows) != 0 {
		t.Errorf("of nothing: %+v, %v", v, err)
	}
	fillWorld(t, w)
	v, err := w.server.pages.needs(t.Context())
	if err != nil || v.Total != 4 || len(v.Counts) != 3 || len(v.Rows) != 4 {
		t.Fatalf("%+v, %v", v, err)
	}
	if first := v.Counts[0]; first.Status != celebration.Held || first.Path != "/celebrations/15" {
		t.Errorf("the first is %+v", first)
	}
}

func TestTheDockIsKeptUpToDate(t *testing.T) {
	w := newWorld(t)
	fillWorld(t, w)
	w.run()
	v := w.open("page=dock&lang=ru")
	whole := v.until("the whole", isUpdate)
	for _, id := range []string{"now", "queue", "making", "needs-head", "celebration-15"} {
		if whole.piece(id) == "" {
			t.Errorf("the dock gets no %s", id)
		}
	}
	if whole.piece("connections") != "" || len(whole.Lists["needs-list"]) != 4 {
		t.Errorf("the dock gets lists %v", whole.Lists)
	}
	w.donate(celebration.Donation{Source: "donationalerts", ID: "new"}, celebration.Held)
	news := v.until("what needs me", func(u update) bool { return u.Lists != nil })
	if len(news.Lists["needs-list"]) != 5 || news.piece("needs-head") == "" {
		t.Errorf("the news are %v", news.Lists)
	}
}
