package pipeline

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/rs/zerolog"

	"streamspark/internal/celebration"
	"streamspark/internal/fault"
	"streamspark/internal/money"
	"streamspark/internal/store"
)

// judge is a moderation that finds the names of its actions.
func (w *world) judge(donor, message string) celebration.Verdict {
	var found []celebration.Find
	for field, text := range map[string]string{celebration.FieldDonor: donor, celebration.FieldMessage: message} {
		for _, action := range celebration.Actions() {
			if at := strings.Index(text, string(action)); at >= 0 {
				found = append(found, celebration.Find{Field: field, From: at, To: at + len(action), Action: action, Category: "own", Code: "own", By: celebration.ByList})
			}
		}
	}
	return celebration.NewVerdict(found)
}

// bothWays has a donation judged by its first step, and one like it at once, as it
// is recorded.
func (w *world) bothWays(d celebration.Donation) []celebration.Celebration {
	w.t.Helper()
	stepped := w.step(w.give(d))
	d.ID = "2"
	id, err := w.pipeline.Record(w.t.Context(), d)
	if err != nil {
		w.t.Fatal(err)
	}
	return []celebration.Celebration{stepped, w.get(id)}
}

// TestTheListsJudgeADonationOnce although it is moderated before it has a value and after.
func TestTheListsJudgeADonationOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	asked := map[string]int{}
	w.set.Moderate = func(donor, message string) celebration.Verdict {
		asked[message]++
		return w.judge(donor, message)
	}
	for _, message := range []string{"a mask b", "a hold b"} {
		_, err := w.pipeline.Record(t.Context(), celebration.Donation{Source: "webhook", ID: message, Donor: "Ann", Message: message, Amount: money.Rubles(1000), CreatedAt: time.Now()})
		if err != nil || asked[message] != 1 {
			t.Errorf("%s was judged %d times, %v", message, asked[message], err)
		}
	}
}

func TestWhatTheModerationLeadsTo(t *testing.T) {
	t.Parallel()
	why := fault.With("cause", fault.Say("verdict.own"))
	for _, tt := range []struct {
		name           string
		donor, message string
		rubles         int64
		source         string
		status         celebration.Status
		why            string
		public         celebration.Words
	}{
		{"nothing found", "Ann", "hi", 1000, "", celebration.Approved, "", celebration.Words{Donor: "Ann", Message: "hi"}},
		{"masked", "Ann", "a mask b", 1000, "", celebration.Approved, "", celebration.Words{Donor: "Ann", Message: "a ••• b"}},
		{"masked name", "mask x", "hi", 1000, "", celebration.Approved, "", celebration.Words{Message: "hi"}},
		{"held", "Ann", "a hold b", 1000, "", celebration.Held, celebration.WhyModerated, celebration.Words{}},
		{"held by the name", "hold", "hi mask", 1000, "", celebration.Held, celebration.WhyModerated, celebration.Words{}},
		{"held and too little", "Ann", "hold", 1, "", celebration.Skipped, celebration.WhyBelowThreshold, celebration.Words{Donor: "Ann"}},
		{"blocked", "Ann", "block", 1000, "", celebration.Rejected, celebration.WhyBlocked, celebration.Words{}},
		{"blocked and too little", "block", "hold", 1, "", celebration.Rejected, celebration.WhyBlocked, celebration.Words{}},
		{"the streamer's own", "", "block", 0, celebration.SourceManual, celebration.Approved, "", celebration.Words{Message: "block"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld(t)
			w.set.Moderate = w.judge
			d := celebration.Donation{Source: "donationalerts", ID: "1", Donor: tt.donor, Message: tt.message, Amount: money.Rubles(tt.rubles), CreatedAt: time.Now()}
			if tt.source != "" {
				d.Source, d.Amount = tt.source, money.Amount{}
			}
			for _, c := range w.bothWays(d) {
				hasStatus(t, c, tt.status, tt.why, celebration.ChargedNo)
				if got := c.Public(); got != tt.public {
					t.Errorf("viewers may see %+v, want %+v", got, tt.public)
				}
				if c.Donation.Donor != tt.donor || c.Donation.Message != tt.message {
					t.Errorf("the donation changed: %+v", c.Donation)
				}
				if blocked := tt.why == celebration.WhyModerated || tt.why == celebration.WhyBlocked; blocked && c.Reason.Args["cause"].(fault.Message).Code != why["cause"].(fault.Message).Code {
					t.Errorf("the reason is %v", c.Reason)
				}
			}
			counted, rubles, err := w.store.Since(t.Context(), time.Time{})
			if err != nil || tt.source == "" && (counted != 2 || !rubles.Value().Equal(money.Rubles(2*tt.rubles).Value())) {
				t.Errorf("%d donations of %s are counted, %v", counted, rubles, err)
			}
		})
	}
}

func TestWhatIsHeldWaitsForItsVerdictWithoutARate(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.set.Moderate = w.judge
	pounds, err := money.Parse("100", "GBP")
	if err != nil {
		t.Fatal(err)
	}
	id, err := w.pipeline.Record(t.Context(), celebration.Donation{Source: "donationalerts", ID: "1", Donor: "hold", Message: "hi", Amount: pounds, CreatedAt: time.Now()})
	if err != nil {
		t.Fatal(err)
	}
	if c := w.get(id); c.Status != celebration.Received || c.Public() != (celebration.Words{}) {
		t.Errorf("it is %s, and viewers may see %+v", c.Status, c.Public())
	}
}

func TestTheStreamerLetsPassWhatWasHeld(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.set.Moderate = w.judge
	for _, tt := range []struct {
		message string
		action  Action
		status  celebration.Status
		public  string
	}{
		{"a hold and a mask", Approve, celebration.Approved, "a hold and a •••"},
		{"block", Approve, celebration.Approved, "block"},
		{"a hold", Thank, celebration.Skipped, ""},
		{"a hold", Reject, celebration.Rejected, ""},
	} {
		id := w.give(celebration.Donation{Source: "donationalerts", ID: tt.message + string(tt.action), Donor: "Ann", Message: tt.message, Amount: money.Rubles(1000), CreatedAt: time.Now()})
		w.step(id)
		c, err := w.pipeline.Decide(t.Context(), id, tt.action, byPage)
		if err != nil || c.Status != tt.status || c.Public().Message != tt.public {
			t.Errorf("%s %q: %s, viewers may see %q, %v", tt.action, tt.message, c.Status, c.Public().Message, err)
		}
		if tt.action == Approve {
			if c.Verdict.By != celebration.ByPerson {
				t.Errorf("the verdict on %q is by %s", tt.message, c.Verdict.By)
			}
			if c = w.step(id); c.Order.Message != tt.public || !strings.Contains(c.Order.Prompt, strings.TrimSuffix(tt.public, " •••")) {
				t.Errorf("the order is %+v", c.Order)
			}
		}
	}
}

func TestWhatCannotBeJudgedIsHeld(t *testing.T) {
	t.Parallel()
	for name, moderate := range map[string]func(donor, message string) celebration.Verdict{
		"it panics":       func(_, _ string) celebration.Verdict { panic("moderation") },
		"it says nothing": func(_, _ string) celebration.Verdict { return celebration.Verdict{} },
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			w.set.Moderate = moderate
			d := celebration.Donation{Source: "donationalerts", ID: "1", Donor: "Ann", Message: "hi", Amount: money.Rubles(1000), CreatedAt: time.Now()}
			for _, c := range w.bothWays(d) {
				hasStatus(t, c, celebration.Held, celebration.WhyModerated, celebration.ChargedNo)
				if c.Public() != (celebration.Words{}) {
					t.Errorf("viewers may see %+v", c.Public())
				}
			}
		})
	}
}

// TestAnOlderDonationIsJudgedToo judges what an earlier version recorded, also where
// it waits to be shown, and leaves it where it stands.
func TestAnOlderDonationIsJudgedToo(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	gave := func(id, source, donor, message string) int64 {
		return w.give(celebration.Donation{Source: source, ID: id, Donor: donor, Message: message, Amount: money.Rubles(1000), CreatedAt: time.Now()})
	}
	ready, name := gave("1", "donationalerts", "Ann", "a mask b"), gave("2", "donationalerts", "mask", "hold")
	own := gave("3", celebration.SourceManual, "", "block")
	w.until(ready, celebration.Ready)
	w.until(name, celebration.Ready)
	w.set.Moderate = w.judge
	for range 2 {
		if err := w.pipeline.JudgeOlder(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	for id, want := range map[int64]celebration.Words{ready: {Donor: "Ann", Message: "a ••• b"}, name: {}, own: {Message: "block"}} {
		if c := w.get(id); c.Public() != want || id != own && c.Status != celebration.Ready {
			t.Errorf("%d is %s, and viewers may see %+v, want %+v", id, c.Status, c.Public(), want)
		}
	}
	clips, err := w.store.Gallery(t.Context(), store.GalleryFilter{})
	if err != nil || len(clips) != 2 {
		t.Fatal(clips, err)
	}
	for _, c := range clips {
		if c.Donor == "mask" || c.Message != "" && c.Message != "a ••• b" {
			t.Errorf("the gallery has %s: %s", c.Donor, c.Message)
		}
	}
	donors, err := w.store.TopDonors(t.Context(), 5)
	if err != nil || len(donors) != 1 || donors[0].Name != "Ann" {
		t.Errorf("the donors are %+v, %v", donors, err)
	}
}

func TestNothingHiddenIsOrderedOrLogged(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	var log bytes.Buffer
	w.pipeline.o.Log = zerolog.New(&log)
	w.set.Moderate = func(_, message string) celebration.Verdict {
		return celebration.NewVerdict([]celebration.Find{{Field: celebration.FieldMessage, From: 5, To: len(message), Action: celebration.ActionMask, Category: "links", Code: "link", By: celebration.ByRule}})
	}
	id, err := w.pipeline.Record(t.Context(), celebration.Donation{Source: "donationalerts", ID: "1", Donor: "Ann", Message: "look marker.example", Amount: money.Rubles(1000), CreatedAt: time.Now()})
	if err != nil {
		t.Fatal(err)
	}
	c := w.until(id, celebration.Ready)
	if order := w.starts[0]; strings.Contains(order.Prompt+order.Message, "marker") || !strings.Contains(order.Prompt, "look") || strings.Contains(order.Prompt, celebration.MaskedPart) {
		t.Errorf("the order is %+v", order)
	}
	if strings.Contains(log.String(), "marker") || !strings.Contains(log.String(), `"action":"mask","category":"links","found":"link","by":"rule","message":"moderated"`) {
		t.Errorf("the log is %s", log.String())
	}
	if strings.Contains(c.Order.Prompt, "marker") {
		t.Errorf("the prompt is %s", c.Order.Prompt)
	}
}

// TestWhatWasHeldGoesOnWithoutItsWords, and costs what it costs.
func TestWhatWasHeldGoesOnWithoutItsWords(t *testing.T) {
	t.Parallel()
	bob, nobody := celebration.By{Via: celebration.ViaModerator, Who: "Bob"}, celebration.By{Via: celebration.ViaTimeout}
	for name, tt := range map[string]struct {
		donor, message string
		age            time.Duration
		by             celebration.By
		public         celebration.Words
	}{
		"a message":              {"Ann", "a hold b mask", 0, bob, celebration.Words{Donor: "Ann", Message: "a ••• b •••"}},
		"a message, nobody saw":  {"Ann", "a hold b mask", 0, nobody, celebration.Words{Donor: "Ann", Message: "•••"}},
		"a name":                 {"hold", "hi", 0, bob, celebration.Words{Message: "hi"}},
		"a name, nobody saw":     {"a hold", "hi mask", 0, nobody, celebration.Words{Message: "hi •••"}},
		"an age":                 {"Ann", "hi mask", 48 * time.Hour, bob, celebration.Words{Donor: "Ann", Message: "•••"}},
		"a message, by streamer": {"Ann", "a hold b mask", 0, byPage, celebration.Words{Donor: "Ann", Message: "a ••• b •••"}},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			w.set.Moderate = w.judge
			c := w.step(w.give(celebration.Donation{Source: "donationalerts", ID: "1", Donor: tt.donor, Message: tt.message, Amount: money.Rubles(1000), CreatedAt: time.Now().Add(-tt.age)}))
			if c.Status != celebration.Held {
				t.Fatalf("it is %s", c.Status)
			}
			if c.Verdict.Action == celebration.ActionHold && c.Public() != (celebration.Words{}) {
				t.Errorf("while it waits viewers may see %+v", c.Public())
			}
			by := celebration.ByPerson
			if tt.by == nobody {
				by = celebration.ByTimeout
			}
			c, err := w.pipeline.Decide(t.Context(), c.ID, Mask, tt.by)
			if err != nil || c.Status != celebration.Approved || c.Public() != tt.public || c.Verdict.By != by || c.Insisted != tt.by.IsStreamer() {
				t.Errorf("%v: it is %s, viewers may see %+v, by %s, insisted %t", err, c.Status, c.Public(), c.Verdict.By, c.Insisted)
			}
		})
	}
}

// TestTheFirstDecisionCounts, and is recorded with whose it is; another is not.
func TestTheFirstDecisionCounts(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.set.Moderate = w.judge
	c := w.step(w.give(celebration.Donation{Source: "donationalerts", ID: "1", Donor: "Ann", Message: "hold", Amount: money.Rubles(1000), CreatedAt: time.Now()}))
	ann, bob := celebration.By{Via: celebration.ViaModerator, Who: "Ann"}, celebration.By{Via: celebration.ViaTelegram, Who: "Bob"}
	if _, err := w.pipeline.Decide(t.Context(), c.ID, Reject, ann); err != nil {
		t.Fatal(err)
	}
	if _, err := w.pipeline.Decide(t.Context(), c.ID, Mask, bob); !fault.Is(err, "decision.not_allowed") {
		t.Errorf("the second decision: %v", err)
	}
	if _, err := w.pipeline.Decide(t.Context(), c.ID, Thank, bob); err != nil {
		t.Error(err)
	}
	c = w.get(c.ID)
	if c.Reason.Code != celebration.WhyByOther || c.Reason.Args["who"] != "Ann" {
		t.Errorf("its reason is %v", c.Reason)
	}
	if len(c.Decisions) != 2 || c.Decisions[0].By != ann || c.Decisions[0].Action != string(Reject) || c.Decisions[1].By != bob || c.Decisions[0].At.IsZero() {
		t.Errorf("recorded were %+v", c.Decisions)
	}
	if all, err := w.store.Decisions(t.Context(), 1); err != nil || len(all) != 1 || all[0] != c.Decisions[1] {
		t.Errorf("%v: the newest is %+v", err, all)
	}
}

func TestTheModeHasDonationsWait(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		mode           celebration.Mode
		donor, message string
		code           string // empty: it does not wait
	}{
		{celebration.ModeShow, "Ann", "hi", ""},
		{celebration.ModeLinks, "Ann", "hi", ""},
		{celebration.ModeLinks, "Ann", "see link", "link"},
		{celebration.ModeNewcomers, "Ann", "hi", celebration.CodeNewcomer},
		{celebration.ModeNewcomers, "Known", "hi", ""},
		{celebration.ModeNewcomers, "", "hi", celebration.CodeNewcomer}, // nobody knows who it is
		{celebration.ModeNewcomers, "Rejected", "hi", celebration.CodeNewcomer},
		{celebration.ModeAll, "Known", "hi", celebration.CodeEach},
		{celebration.ModeAll, "Trusted", "hi", ""},
	} {
		t.Run(string(tt.mode)+" "+tt.donor+" "+tt.message, func(t *testing.T) {
			w := newWorld(t)
			w.set.Moderate = func(donor, message string) celebration.Verdict {
				v := w.judge(donor, message)
				if donor == "Trusted" {
					v.By = celebration.ByList
				}
				return v
			}
			w.set.Minimums.Links = func(field, text string) []celebration.Find {
				at := strings.Index(text, "link")
				if at < 0 {
					return nil
				}
				return []celebration.Find{{Field: field, From: at, To: at + 4, Code: "link"}}
			}
			d := celebration.Donation{Source: "donationalerts", Donor: "Known", Message: "hi", Amount: money.Rubles(1000), CreatedAt: time.Now()}
			for id, donor := range map[string]string{"known": "Known", "rejected": "Rejected"} {
				if d.ID, d.Donor = id, donor; donor == "Rejected" {
					d.Message = "block"
				}
				if _, err := w.pipeline.Record(t.Context(), d); err != nil {
					t.Fatal(err)
				}
				d.Message = "hi"
			}
			w.set.Mode = tt.mode
			d.ID, d.Donor, d.Message = "1", tt.donor, tt.message
			id, err := w.pipeline.Record(t.Context(), d)
			if err != nil {
				t.Fatal(err)
			}
			c := w.get(id)
			switch held := c.Status == celebration.Held; {
			case held != (tt.code != ""):
				t.Errorf("it is %s", c.Status)
			case held && (!c.Verdict.Has(tt.code) || c.Verdict.Category != celebration.CategoryMode || c.Public().Message != ""):
				t.Errorf("its verdict is %+v, viewers may see %+v", c.Verdict, c.Public())
			}
			before := c.Verdict
			if moderate(&c, w.set); c.Verdict.Has(tt.code) != before.Has(tt.code) || c.Verdict.Action != before.Action {
				t.Errorf("when it is priced its verdict is %+v, was %+v", c.Verdict, before)
			}
			w.looked(c, before, tt.donor)
			d.ID = "2"
			if c = w.step(w.give(d)); tt.mode == celebration.ModeNewcomers && !c.Verdict.Has(celebration.CodeNewcomer) {
				t.Errorf("recorded by nobody who knows, its verdict is %+v", c.Verdict)
			}
		})
	}
}

// looked holds a donor to be looked for in the mode of newcomers alone; and where nobody
// looked whether the name is known, it is not: neither by the step, nor once the mode is
// another.
func (w *world) looked(c celebration.Celebration, before celebration.Verdict, donor string) {
	w.t.Helper()
	mode := w.set.Mode
	defer func() { w.set.Mode = mode }()
	if looked := mode == celebration.ModeNewcomers && donor == "Known"; before.Known != looked {
		w.t.Errorf("its donor is known: %v", before.Known)
	}
	if w.set.Mode = celebration.ModeNewcomers; mode != w.set.Mode && donor != "Trusted" {
		if moderate(&c, w.set); !c.Verdict.Has(celebration.CodeNewcomer) {
			w.t.Errorf("in a new mode its verdict is %+v", c.Verdict)
		}
	}
}

// TestNobodyDecidedInTime: then what the streamer set is decided, once; but not about
// what was held while the program did not run, or for another reason.
func TestNobodyDecidedInTime(t *testing.T) {
	t.Parallel()
	for otherwise, want := range map[Action]celebration.Status{Mask: celebration.Approved, Reject: celebration.Rejected} {
		w := newWorld(t)
		w.set.Moderate, w.set.DecideWithin, w.set.Otherwise = w.judge, time.Minute, otherwise
		give := func(id, message string, age time.Duration) celebration.Celebration {
			return w.step(w.give(celebration.Donation{Source: "donationalerts", ID: id, Donor: "Ann", Message: message, Amount: money.Rubles(1000), CreatedAt: time.Now().Add(-age)}))
		}
		words, age := give("1", "a hold b", 0), give("2", "hi", 48*time.Hour)
		decide := func(after time.Duration) time.Duration {
			return w.pipeline.decideLate(t.Context(), words.NextAt.Add(after), w.set)
		}
		if left := decide(59 * time.Second); left != time.Second || w.get(words.ID).Status != celebration.Held {
			t.Errorf("after 59 s it is %s, and looked at in %v", w.get(words.ID).Status, left)
		}
		if decide(time.Minute + lateBy + time.Second); w.get(words.ID).Status != celebration.Held {
			t.Errorf("held while the program did not run, it is %s", w.get(words.ID).Status)
		}
		decide(time.Minute)
		decide(time.Minute)
		c := w.get(words.ID)
		if moved := c.Moves[2]; moved.Reason.Code != celebration.WhyTimeLimit {
			t.Errorf("it moved because %v", moved.Reason)
		}
		if c.Status != want || len(c.Decisions) != 1 || c.Decisions[0].By != (celebration.By{Via: celebration.ViaTimeout}) || c.Decisions[0].Action != string(otherwise) {
			t.Errorf("it is %s, decided was %+v", c.Status, c.Decisions)
		}
		if c := w.get(age.ID); c.Status != celebration.Held {
			t.Errorf("one that was held for its age is %s", c.Status)
		}
		if want == celebration.Approved && c.Public() != (celebration.Words{Donor: "Ann", Message: "•••"}) {
			t.Errorf("viewers may see %+v", c.Public())
		}
	}
}
