package pipeline

import (
	"bytes"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rs/zerolog"
	"github.com/shopspring/decimal"

	"streamspark/internal/celebration"
	"streamspark/internal/fault"
	"streamspark/internal/money"
	"streamspark/internal/store"
)

// from records a donation of 1500 ₽ and has it come as far as it comes by itself.
func (w *world) from(donor string) celebration.Celebration {
	w.t.Helper()
	id := w.give(celebration.Donation{
		Source: "donationalerts", ID: donor + time.Now().String(), Donor: donor, Amount: money.Rubles(1500), CreatedAt: time.Now(),
	})
	w.until(id, celebration.Approved)
	return w.step(id)
}

func TestPaidClipsOverALimitWaitForTheStreamer(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name   string
		budget celebration.Budget
		why    string
		other  string // of another donor; empty: ordered
	}{
		{"an hour", celebration.Budget{PerHour: 1}, celebration.WhyLimitHour, ""},
		{"a donor's pause", celebration.Budget{DonorPause: time.Hour}, celebration.WhyLimitDonor, ""},
		{"a pause", celebration.Budget{Pause: time.Hour}, celebration.WhyLimitPause, celebration.WhyLimitPause},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld(t)
			var log bytes.Buffer
			w.pipeline.o.Log = zerolog.New(&log)
			w.set.Places = 10
			if err := w.store.ReserveRequest(t.Context(), &store.Reservation{ // a voice is no clip
				Entry: celebration.Entry{Order: store.SpeechPrefix + "1", Generator: "voice", Donor: "eve", Price: decimal.NewFromInt(1)},
				Allow: func(celebration.Spent) error { return nil },
			}); err != nil {
				t.Fatal(err)
			}
			w.set.Budget = tt.budget
			if first := w.from("Eve"); first.Status != celebration.Generating {
				t.Fatalf("the first is %s because %s", first.Status, first.Reason)
			}
			second := w.from("EVE")
			hasStatus(t, second, celebration.Held, tt.why, celebration.ChargedNo)
			if !strings.Contains(log.String(), tt.why) {
				t.Errorf("the log is %s", log.String())
			}
			if adam := w.from("Adam"); adam.Reason.Code != tt.other {
				t.Errorf("another donor's is %s because %s", adam.Status, adam.Reason)
			}
			w.decidedByOthers(second.ID, tt.why)
			if _, err := w.pipeline.Decide(t.Context(), second.ID, Approve, byPage); err != nil {
				t.Fatal(err)
			}
			if approved := w.step(second.ID); approved.Status != celebration.Generating {
				t.Errorf("approved by hand it is %s because %s", approved.Status, approved.Reason)
			}
		})
	}
}

// decidedByOthers holds that no decision of anybody but the streamer lifts a limit.
func (w *world) decidedByOthers(id int64, why string) {
	w.t.Helper()
	for _, via := range celebration.Vias() {
		by := celebration.By{Via: via, Who: "Bob"}
		if by.IsStreamer() {
			continue
		}
		for _, action := range []Action{Approve, Mask} {
			if _, err := w.pipeline.Decide(w.t.Context(), id, action, by); err != nil {
				w.t.Fatal(err)
			}
			hasStatus(w.t, w.step(id), celebration.Held, why, celebration.ChargedNo)
		}
	}
}

// TestAClipThatCostNothingLimitsNone as one that was refused is as if it had not been.
func TestAClipThatCostNothingLimitsNone(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.set.Budget = celebration.Budget{PerHour: 1, DonorPause: time.Hour, Pause: time.Hour}
	first := w.from("Eve")
	w.look = func(celebration.Operation) (celebration.Progress, error) {
		return celebration.Progress{}, fault.Wrap(nil, fault.Permanent, "no")
	}
	w.until(first.ID, celebration.Failed)
	if second := w.from("Eve"); second.Status != celebration.Generating {
		t.Errorf("it is %s because %s", second.Status, second.Reason)
	}
}

func TestSmallDonationsShowLessOfTheirWords(t *testing.T) {
	t.Parallel()
	links := func(field, text string) (found []celebration.Find) {
		if at := strings.Index(text, "link"); at >= 0 {
			found = append(found, celebration.Find{Field: field, From: at, To: at + len("link")})
		}
		return found
	}
	const message, link = "verdict.message_min", "verdict.link_min"
	for _, tt := range []struct {
		name           string
		donor, message string
		amount         money.Amount
		source         string
		public         celebration.Words
		missed         []string
	}{
		{"enough for all", "Ann", "a link b", money.Rubles(2000), "", celebration.Words{Donor: "Ann", Message: "a link b"}, nil},
		{"too little for a link", "Ann", "a link b", money.Rubles(1999), "", celebration.Words{Donor: "Ann", Message: "a ••• b"}, []string{link}},
		{"a link for a name", "link", "hi", money.Rubles(1999), "", celebration.Words{Message: "hi"}, []string{link}},
		{"too little for a message", "Ann", "a link b", money.Rubles(1499), "", celebration.Words{Donor: "Ann"}, []string{message}},
		{"nothing was written", "Ann", "", money.Rubles(1), "", celebration.Words{Donor: "Ann"}, nil},
		{"another rule beside it", "Ann", "mask link", money.Rubles(1999), "", celebration.Words{Donor: "Ann", Message: "••• •••"}, []string{link}},
		{"held all the same", "Ann", "hold link", money.Rubles(1999), "", celebration.Words{}, []string{link}},
		{"another currency", "Ann", "a link b", money.New(decimal.NewFromInt(20), "USD"), "", celebration.Words{Donor: "Ann", Message: "a ••• b"}, []string{link}},
		{"no rate", "Ann", "a link b", money.New(decimal.NewFromInt(2_000_000), "EUR"), "", celebration.Words{Donor: "Ann"}, []string{message}},
		{"no amount", "Ann", "a link b", money.Amount{}, "", celebration.Words{Donor: "Ann"}, []string{message}},
		{"the streamer's own", "", "a link b", money.Amount{}, celebration.SourceManual, celebration.Words{Message: "a link b"}, nil},
		{"a donor who may", "friend", "a link b", money.Rubles(1), "", celebration.Words{Donor: "friend", Message: "a link b"}, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld(t)
			w.known = true
			w.set.Moderate = func(donor, text string) celebration.Verdict {
				if donor == "friend" {
					return celebration.Verdict{Action: celebration.ActionAllow, By: celebration.ByList}
				}
				return w.judge(donor, text)
			}
			w.set.Minimums = Minimums{Message: decimal.NewFromInt(1500), Link: decimal.NewFromInt(2000), Links: links}
			d := celebration.Donation{Source: "donationalerts", ID: "1", Donor: tt.donor, Message: tt.message, Amount: tt.amount, CreatedAt: time.Now()}
			if tt.source != "" {
				d.Source = tt.source
			}
			for _, c := range w.bothWays(d) {
				if c.Public() != tt.public {
					t.Errorf("public is %+v", c.Public())
				}
				var missed []string
				for _, m := range c.Verdict.Minimums() {
					missed = append(missed, m.Code)
				}
				if !slices.Equal(missed, tt.missed) {
					t.Errorf("missed are %v", missed)
				}
			}
		})
	}
}

// TestWhatCannotBeSearchedForLinksMayBeOne and is hidden.
func TestWhatCannotBeSearchedForLinksMayBeOne(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.set.Moderate, w.set.Minimums = w.judge, Minimums{Link: decimal.NewFromInt(2000)}
	d := celebration.Donation{Source: "donationalerts", ID: "1", Donor: "Ann", Message: "hi", Amount: money.Rubles(1500), CreatedAt: time.Now()}
	if c := w.step(w.give(d)); c.Public() != (celebration.Words{Message: celebration.MaskedPart}) {
		t.Errorf("public is %+v", c.Public())
	}
}
