package widget

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/rs/zerolog"

	"streamspark/internal/celebration"
	"streamspark/internal/fault"
	"streamspark/internal/money"
	"streamspark/internal/store"
	"streamspark/internal/store/storetest"
)

const patience = 20 * time.Second

func openWidgets(t *testing.T, s *store.Store) *Widgets {
	t.Helper()
	begun := time.Now().Add(-time.Hour)
	w, err := Open(t.Context(), Options{
		Files: os.DirFS("../../widget"), Store: s, Stream: func() time.Time { return begun }, Language: func() string { return "ru" },
		Shows: func(context.Context, time.Time) (any, error) { return []string{"a show"}, nil }, Log: zerolog.Nop(), Now: time.Now,
	})
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// give records a donation of a viewer.
func give(t *testing.T, s *store.Store, donor string, rubles int64, status celebration.Status) int64 {
	t.Helper()
	d := celebration.Donation{
		Source: "donationalerts", ID: fmt.Sprint(donor, rubles, status, time.Now().UnixNano()), Donor: donor, Amount: money.Rubles(rubles), CreatedAt: time.Now(),
	}
	if donor == "tester" {
		d.Source = celebration.SourceTest
	}
	ids, _, err := s.RecordPriced(t.Context(), []celebration.Donation{d}, time.Now(), func(c *celebration.Celebration, _ func() bool) {
		c.Status, c.AmountRUB = status, money.Rubles(rubles)
	})
	if err != nil {
		t.Fatal(err)
	}
	return ids[0]
}

func move(t *testing.T, s *store.Store, id int64, status celebration.Status) {
	t.Helper()
	c, err := s.Celebration(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	c.Status = status
	if err := s.Save(t.Context(), &c); err != nil {
		t.Fatal(err)
	}
}

// pageOf is a page that keeps what it was sent.
type pageOf struct {
	t      *testing.T
	frames chan string
	has    map[string]json.RawMessage
	all    string
}

func connect(t *testing.T, w *Widgets, name string, needs ...string) (*pageOf, func()) {
	t.Helper()
	p := &pageOf{t: t, frames: make(chan string, 100), has: map[string]json.RawMessage{}}
	end := w.Subscribe(name, needs, func(frame []byte) bool { p.frames <- string(frame); return true })
	return p, end
}

// until takes frames until what the page has under a name contains a text.
func (p *pageOf) until(name, want string) {
	p.t.Helper()
	late := time.After(patience)
	for !strings.Contains(string(p.has[name]), want) {
		select {
		case frame := <-p.frames:
			p.all += frame + "\n"
			var fields map[string]json.RawMessage
			if err := json.Unmarshal([]byte(frame), &fields); err != nil {
				p.t.Fatal(err)
			}
			for field, value := range fields {
				p.has[field] = value
			}
		case <-late:
			p.t.Fatalf("%s never has %s:\n%s", name, want, p.all)
		}
	}
}

func run(t *testing.T, w *Widgets) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.WithoutCancel(t.Context()))
	ended := make(chan struct{})
	go func() { defer close(ended); _ = w.Run(ctx) }()
	t.Cleanup(func() { cancel(); <-ended })
}

// TestPagesAreSentWhatTheyNeedAndNothingThatMayNotBeShown follows donations from
// their coming to the decision about them.
func TestPagesAreSentWhatTheyNeedAndNothingThatMayNotBeShown(t *testing.T) {
	t.Parallel()
	s := storetest.Open(t)
	w := openWidgets(t, s)
	run(t, w)
	give(t, s, "Anna", 500, celebration.Skipped)
	give(t, s, "rude", 9000, celebration.Rejected)
	held := give(t, s, "unread", 2000, celebration.Held)
	give(t, s, "tester", 70_000, celebration.Approved)
	give(t, s, "\u200b", 100, celebration.Skipped)

	page, _ := connect(t, w, "top", "top", "last", "sum", "totals", "credits", "nonsense", "top")
	page.until("values", `"period":"stream"`)
	page.until("last", `"donor":"Anna","amount":"500 ₽"`)
	page.until("top", `[{"donor":"Anna","amount":"500 ₽","rub":500,"text":"500 ₽"}]`)
	page.until("credits", `"donors":[{"donor":"Anna"`)
	page.until("credits", `"shows":["a show"]`)
	page.until("sum", `{"rub":11600,"text":"11 600 ₽","donations":4,`)
	page.until("totals", `"all":{"rub":11600`)

	// It is shown once the streamer approves it, and no longer once it is refused.
	move(t, s, held, celebration.Approved)
	page.until("top", `[{"donor":"unread","amount":"2 000 ₽","rub":2000,"text":"2 000 ₽"},{"donor":"Anna"`)
	page.until("last", `"donor":"unread"`)
	if err := w.Set(t.Context(), "top", map[string]any{"period": "all"}); err != nil {
		t.Fatal(err)
	}
	page.until("values", `"period":"all"`)
	give(t, s, "Anna", 5000, celebration.Skipped)
	page.until("top", `[{"donor":"Anna","amount":"5 500 ₽"`)
	move(t, s, held, celebration.Rejected)
	page.until("top", `"text":"5 500 ₽"}]`)
	for _, hidden := range []string{"rude", "tester", "nonsense"} {
		if strings.Contains(page.all, hidden) {
			t.Errorf("%q was sent: %s", hidden, page.all)
		}
	}

	// What others need is theirs alone, and who has left is sent nothing.
	goal, end := connect(t, w, "goal", "sum")
	goal.until("sum", `"donations":5`)
	goal.until("values", `"target":{"rub":10000,"text":"10 000 ₽"}`)
	if goal.has["top"] != nil || goal.has["last"] != nil {
		t.Errorf("the goal was sent %s", goal.all)
	}
	end()
	give(t, s, "Boris", 800, celebration.Skipped)
	page.until("last", "Boris")
	if len(goal.frames) > 0 {
		t.Errorf("it was sent %s after it left", <-goal.frames)
	}
}

func TestAGoalCountsFromItsStart(t *testing.T) {
	t.Parallel()
	s := storetest.Open(t)
	w := openWidgets(t, s)
	run(t, w)
	give(t, s, "Anna", 500, celebration.Skipped)
	page, _ := connect(t, w, "goal", "sum")
	page.until("sum", `"rub":500,`)
	if err := w.Act(t.Context(), "goal", Restart, 0); err != nil {
		t.Fatal(err)
	}
	page.until("sum", `"rub":0,`)
	give(t, s, "Anna", 700, celebration.Skipped)
	page.until("sum", `"rub":700,`)
}

// TestATimerOutlivesARestart with what donations, the streamer and other rules
// did to it.
func TestATimerOutlivesARestart(t *testing.T) {
	t.Parallel()
	s := storetest.Open(t)
	w := openWidgets(t, s)
	ctx := t.Context()
	if err := w.Act(ctx, "timer", Pause, 0); err == nil {
		t.Error("it is paused before it was started")
	} else if known, _ := fault.As(err); known.Code != "widget.not_started" {
		t.Error(err)
	}
	give(t, s, "early", 100_000, celebration.Skipped)
	for _, step := range []func() error{
		func() error { return w.Set(ctx, "timer", map[string]any{"base": json.Number("600"), "per": "60"}) },
		func() error { return w.Act(ctx, "timer", Restart, 0) },
		func() error { return w.Act(ctx, "timer", Pause, 0) },
		func() error { give(t, s, "Anna", 300, celebration.Approved); return nil },
		func() error { return w.Set(ctx, "timer", map[string]any{"per": "120"}) },
		func() error { give(t, s, "rude", 100, celebration.Rejected); return nil },
		func() error { return w.Act(ctx, "timer", Add, 60) },
	} {
		time.Sleep(2 * time.Millisecond) // moments are kept in milliseconds
		if err := step(); err != nil {
			t.Fatal(err)
		}
	}
	lefts := map[int64]bool{}
	for _, w := range []*Widgets{w, openWidgets(t, s)} {
		run(t, w)
		page, _ := connect(t, w, "timer", "timer")
		page.until("timer", `"started":true,"running":false,"over":false,`)
		page.until("timer", `"ms":120000}`)
		var got timerData
		if err := json.Unmarshal(page.has["timer"], &got); err != nil || got.LeftMS > 960_000 || got.LeftMS <= 900_000 || got.AddedMS != 300_000 {
			t.Errorf("it has %+v, %v", got, err)
		}
		lefts[got.LeftMS] = true
		if strings.Contains(page.all, "rude") || strings.Contains(page.all, "early") {
			t.Errorf("it was sent %s", page.all)
		}
	}
	if len(lefts) != 1 {
		t.Errorf("after a restart it has other times: %v", lefts)
	}
}

// TestABadDocumentIsAsIfItWereNotSaved holds that what is no longer allowed is
// left out, and the rest stays.
func TestABadDocumentIsAsIfItWereNotSaved(t *testing.T) {
	t.Parallel()
	s := storetest.Open(t)
	for document, count := range map[string]int64{
		`{"last":{"values":{"count":99,"title":"Mine"}}}`: 5, `{"last":{"values":{"count":3,"title":"Mine"}}}`: 3, `[]`: 5,
	} {
		if err := s.Put(t.Context(), "widgets", []byte(document)); err != nil {
			t.Fatal(err)
		}
		v, err := openWidgets(t, s).Find("last")
		if err != nil || v.Values["count"] != count || document != "[]" && v.Values["title"] != "Mine" {
			t.Errorf("%s: %v, %v", document, v.Values, err)
		}
	}
}
