package ui

import (
	"fmt"
	"testing"
	"time"

	"streamspark/internal/breaker"

	"streamspark/internal/celebration"
	"streamspark/internal/fault"
	"streamspark/internal/web/api"
	"streamspark/internal/web/webtest"
)

func TestAboutHowLong(t *testing.T) {
	en := webtest.Catalogue()
	for d, want := range map[time.Duration]string{
		-1: "", 0: "any moment now", 6 * time.Second: "about 10 s", 44 * time.Second: "about 40 s",
		100 * time.Second: "about 1 min 30 s", 7*time.Minute + 40*time.Second: "about 8 min",
	} {
		if got := en.Say(roughly(d)); got != want {
			t.Errorf("%s is %q, want %q", d, got, want)
		}
	}
}

func TestWhatWaitsIsEstimatedByWhoWillMakeIt(t *testing.T) {
	w := newWorld(t)
	waits := api.Work{
		Orders: []celebration.Celebration{{ID: 1, Status: celebration.Approved}},
		Times:  map[string]time.Duration{"builtin": time.Second, "gemini": time.Minute},
	}
	for name, tt := range map[string]struct {
		silent []string
		want   time.Duration
	}{
		"the chosen one":  {nil, time.Second},
		"a substitute":    {[]string{"builtin"}, time.Minute},
		"nobody answers":  {[]string{"builtin", "gemini"}, -1},
		"another is down": {[]string{"gemini"}, time.Second},
	} {
		w.Breakers = map[string]breaker.State{}
		for _, id := range tt.silent {
			w.Breakers[id] = breaker.State{State: breaker.Open}
		}
		if left := waits.Left(w.pages.o); len(left) != 1 || left[0] != tt.want {
			t.Errorf("%s: %v, want %v", name, left, tt.want)
		}
	}
}

// While its breaker is open nobody knows how long a generator takes, whether
// an order waits for it or is there already.
func TestNothingIsEstimatedOfAGeneratorThatDoesNotAnswer(t *testing.T) {
	w := newWorld(t)
	work := api.Work{
		Orders: []celebration.Celebration{
			{ID: 1, Status: celebration.Generating, Generator: "builtin", SubmittedAt: time.Now()}, {ID: 2, Status: celebration.Approved},
		},
		Times: map[string]time.Duration{"builtin": time.Minute},
	}
	for _, state := range []string{breaker.Closed, breaker.HalfOpen, breaker.Open} {
		w.Breakers = map[string]breaker.State{"builtin": {State: state}}
		for i, left := range work.Left(w.pages.o) {
			if (left > 0) != (state == breaker.Closed) {
				t.Errorf("%s: order %d takes %v", state, i, left)
			}
		}
	}
	if len(work.Times) != 1 {
		t.Error("what is known was forgotten")
	}
}

func TestWhatWaitsSaysWhyAndUntilWhen(t *testing.T) {
	w := newWorld(t)
	now := time.Now()
	silent := fault.Say(celebration.WhySilent, "provider", "AIML", "cause", "no answer")
	for name, tt := range map[string]struct {
		c          celebration.Celebration
		says       string
		busy, when bool
	}{
		"for a place":         {celebration.Celebration{Status: celebration.Approved, NextAt: now}, celebration.WhyWaitsForPlace, false, false},
		"for a provider":      {celebration.Celebration{Status: celebration.Approved, Reason: silent, NextAt: now.Add(time.Minute)}, celebration.WhySilent, false, true},
		"at a silent one":     {celebration.Celebration{Status: celebration.Generating, Reason: silent, NextAt: now.Add(time.Minute)}, celebration.WhySilent, false, true},
		"for a rate":          {celebration.Celebration{Status: celebration.WaitingRate, Reason: fault.Say(celebration.WhyNoRate, "currency", "XTR"), NextAt: now.Add(time.Minute)}, celebration.WhyNoRate, false, true},
		"for its clip":        {celebration.Celebration{Status: celebration.Generating, NextAt: now.Add(time.Minute)}, "", true, false},
		"for the streamer":    {celebration.Celebration{Status: celebration.Held, Reason: fault.Say(celebration.WhyNoDate), NextAt: now.Add(time.Minute)}, celebration.WhyNoDate, false, false},
		"for a moment only":   {celebration.Celebration{Status: celebration.Generating, Reason: fault.Say(celebration.WhyTrouble, "cause", "x"), NextAt: now.Add(time.Second)}, celebration.WhyTrouble, true, false},
		"for a longer moment": {celebration.Celebration{Status: celebration.Generating, Reason: fault.Say(celebration.WhyTrouble, "cause", "x"), NextAt: now.Add(time.Minute)}, celebration.WhyTrouble, true, true},
	} {
		tt.c.ID, tt.c.UpdatedAt = 7, now
		g := newCelebrationView(tt.c)
		if g.Reason.Code != tt.says || g.Until.IsZero() == tt.when || g.Busy != tt.busy {
			t.Errorf("what waits %s says %q until %v, busy %v", name, g.Reason.Code, g.Until, g.Busy)
		}
		row := w.pages.making(api.Work{Orders: []celebration.Celebration{tt.c}}).Rows[0]
		if row.Until.IsZero() == tt.when || row.Busy != tt.busy || row.Begun == (tt.c.Status == celebration.Approved) {
			t.Errorf("in the line, what waits %s is %+v", name, row)
		}
	}
}

func TestWhatNeedsMeIsCounted(t *testing.T) {
	w := newWorld(t)
	if v, err := w.pages.needs(t.Context()); err != nil || v.Total != 0 || len(v.Rows) != 0 {
		t.Errorf("of nothing: %+v, %v", v, err)
	}
	w.Fill(t)
	v, err := w.pages.needs(t.Context())
	if err != nil || v.Total != 5 || len(v.Counts) != 4 || len(v.Rows) != 5 {
		t.Fatalf("%+v, %v", v, err)
	}
	if first := v.Counts[0]; first.Status != celebration.Held || first.Path != "/celebrations/16" {
		t.Errorf("the first is %+v", first)
	}
}

func TestTheListCountsWhatNeedsMeAsItsCardDoes(t *testing.T) {
	w := newWorld(t)
	old := w.Donate(webtest.Viewer("old"), celebration.Failed)
	w.Fill(t)
	for i := range shownCelebrations {
		w.Donate(webtest.Viewer(fmt.Sprint(i)))
	}
	d, err := w.pages.readDashboard(t.Context())
	if err != nil || d.Needs.Total != 6 || d.Totals.Waiting != d.Needs.Total {
		t.Errorf("the card says %d, the head of the list %d, %v", d.Needs.Total, d.Totals.Waiting, err)
	}
	if last := d.Celebrations[len(d.Celebrations)-1]; last.ID != old {
		t.Errorf("the oldest shown is %d: one that failed sank out of sight", last.ID)
	}
	w.run()
	v := w.open("page=dashboard")
	v.shows("donations-head", "6 wait for you")
	w.Move(old, func(c *celebration.Celebration) { c.Status = celebration.Rejected })
	v.shows("donations-head", "5 wait for you")
}

func TestTheDockIsKeptUpToDate(t *testing.T) {
	w := newWorld(t)
	w.Fill(t)
	w.run()
	v := w.open("page=dock&lang=ru")
	whole := v.until("the whole", isUpdate)
	for _, id := range []string{"now", "queue", "making", "needs-head", "celebration-15"} {
		if whole.piece(id) == "" {
			t.Errorf("the dock gets no %s", id)
		}
	}
	if whole.piece("connections") != "" || len(whole.Lists["needs-list"]) != 5 {
		t.Errorf("the dock gets lists %v", whole.Lists)
	}
	w.Donate(celebration.Donation{Source: "donationalerts", ID: "new"}, celebration.Held)
	news := v.until("what needs me", func(u update) bool { return u.Lists != nil })
	if len(news.Lists["needs-list"]) != 6 || news.piece("needs-head") == "" {
		t.Errorf("the news are %v", news.Lists)
	}
}

// TestALongLineIsShownFromItsBeginning holds that what is made next is on
// the page, however much waits behind it.
func TestALongLineIsShownFromItsBeginning(t *testing.T) {
	w := newWorld(t)
	var donations []celebration.Donation
	for i := range 230 {
		donations = append(donations, webtest.Viewer(fmt.Sprint(i)))
	}
	ids, _, err := w.Store.Record(t.Context(), donations, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range ids {
		w.Move(id, func(c *celebration.Celebration) { c.Status = celebration.Approved })
	}
	v, err := w.pages.onStream(t.Context())
	if err != nil || len(v.Making.Rows) != shownWork || v.Making.Rows[0].ID != ids[0] || v.Making.More != 230-shownWork {
		t.Errorf("it begins with %+v and %d more: %v", v.Making.Rows[:1], v.Making.More, err)
	}
}
