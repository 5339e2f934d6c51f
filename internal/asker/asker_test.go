package asker

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/rs/zerolog"
	"github.com/shopspring/decimal"

	"streamspark/internal/celebration"
	"streamspark/internal/fault"
	"streamspark/internal/outbound"
	"streamspark/internal/provider"
	"streamspark/internal/standin"
	"streamspark/internal/standin/standintest"
	"streamspark/internal/store/storetest"
	"streamspark/internal/text"
	"streamspark/internal/text/openai"
)

// world is an Asker with a real store, whose service is a stand-in.
type world struct {
	t       *testing.T
	standIn *standin.Probe
	asker   *Asker
	values  map[string]string
	c       celebration.Celebration
}

func newWorld(t *testing.T) *world {
	w := &world{t: t, standIn: standintest.Start(t, standin.Options{}), values: map[string]string{}}
	for _, k := range openai.Descriptor().Keys {
		w.values[k.Name] = k.Default
	}
	w.values["api_key"], w.values["base_url"] = standin.OpenAIKey, w.standIn.URL()+"/openai/v1"
	w.asker = New(Options{
		Store: storetest.Open(t), Settings: func() Settings { return Settings{} }, Log: zerolog.Nop(),
		Rubles: func(context.Context) (decimal.Decimal, error) { return decimal.NewFromInt(80), nil },
	})
	ids, _, err := w.asker.o.Store.Record(t.Context(), []celebration.Donation{{Source: "donationalerts", ID: "1", Message: "a fox"}}, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	w.c.ID = ids[0]
	return w
}

func (w *world) model() *provider.TextModel {
	return openai.Descriptor().Text(provider.Setup{Values: provider.NewValues(w.values), Client: outbound.New(nil)})
}

func (w *world) ask(ctx context.Context, task string) error {
	w.t.Helper()
	_, err := w.asker.Ask(ctx, w.c, w.model(), Question{
		Ask:  text.Ask{Task: task, Data: []text.Block{{Text: "a fox"}}, Limit: 100, Fields: []text.Field{{Name: "scene", About: "What is seen.", Max: 700}}},
		Same: []string{"a fox"}, Timeout: time.Minute,
	})
	return err
}

// has checks how often the service was asked, and the only entry of the ledger; none
// where state is empty.
func (w *world) has(requests int, state celebration.EntryState) {
	w.t.Helper()
	entries, err := w.asker.o.Store.EntriesOf(w.t.Context(), w.c.ID)
	if err != nil {
		w.t.Fatal(err)
	}
	if n := w.standIn.Requests(standin.Order("openai_text")); n != requests || (state == "") != (len(entries) == 0) || len(entries) > 1 || len(entries) == 1 && entries[0].State != state {
		w.t.Errorf("asked %d times, want %d; %+v", n, requests, entries)
	}
}

// TestAQuestionIsPaidForOnce, in whatever words it is asked.
func TestAQuestionIsPaidForOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	if err := w.ask(t.Context(), "Write a scene."); err != nil {
		t.Fatal(err)
	}
	if err := w.ask(t.Context(), "Write another scene."); !fault.Is(err, "text.ordered_before") {
		t.Error(err)
	}
	w.has(1, celebration.EntryCharged)
}

func TestWhatWasUnderWayWhenTheProgramEndedIsNotPaidAgain(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	order := orderOf(w.c.ID, []string{"a fox"})
	if err := errors.Join(w.asker.reserve(t.Context(), w.c, w.model(), order, decimal.New(1, -3)), w.asker.o.Store.LoseRequests(t.Context())); err != nil {
		t.Fatal(err)
	}
	if err := w.ask(t.Context(), "Write a scene."); !fault.Is(err, "text.ordered_before") {
		t.Error(err)
	}
	w.has(0, celebration.EntryUnknown)
}

// TestTheEndOfTheProgramLeavesNothingHalfPaid: nothing is begun, and what was begun is
// read to its end.
func TestTheEndOfTheProgramLeavesNothingHalfPaid(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := w.ask(ctx, "Write a scene."); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	w.has(0, "")
	w.standIn.Set(standin.Order("openai_text"), standin.Fault{Kind: standin.Slow, After: 300 * time.Millisecond, Times: 1})
	ctx, cancel = context.WithCancel(t.Context())
	time.AfterFunc(100*time.Millisecond, cancel)
	if err := w.ask(ctx, "Write a scene."); err != nil || ctx.Err() == nil {
		t.Error(err)
	}
	w.has(1, celebration.EntryCharged)

	free := newWorld(t)
	free.values["usd_per_million_in"], free.values["usd_per_million_out"] = "0", "0"
	free.standIn.Set(standin.Order("openai_text"), standin.Fault{Kind: standin.Lost, Times: 1})
	if err := free.ask(ctx, "Write a scene."); !errors.Is(err, context.Canceled) {
		t.Errorf("a server of one's own may be asked again: %v", err)
	}
	if err := free.ask(t.Context(), "Write a scene."); err != nil {
		t.Error(err)
	}
	free.has(2, "")
}
