package pipeline

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"streamspark/internal/celebration"
	"streamspark/internal/money"
)

func (w *world) preview(amount, currency string) (celebration.Celebration, decimal.NullDecimal) {
	w.t.Helper()
	a, err := money.Parse(amount, currency)
	if err != nil {
		w.t.Fatal(err)
	}
	c, price, err := w.pipeline.Preview(w.t.Context(), celebration.Donation{
		Source: celebration.SourceTest, Paid: true, ID: "preview", Donor: "d", Message: "Hello \"you\"", Amount: a,
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return c, price
}

func TestAPreviewSaysWhatTheLineWouldDo(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, amount, currency string
		prepare                func(w *world)
		status                 celebration.Status
		why                    string
		tier                   int
		model, price           string
	}{
		{"a clip", "1500", "RUB", nil, celebration.Approved, "", 0, "veo", "0.8"},
		{"gold, in dollars", "70", "USD", nil, celebration.Approved, "", 1, "veo-gold", "0.8"},
		{"too little", "10", "RUB", nil, celebration.Skipped, celebration.WhyBelowThreshold, -1, "veo", "0.8"},
		{"no rate", "10", "EUR", nil, celebration.WaitingRate, celebration.WhyNoRate, -1, "veo", "0.8"},
		{"off", "1500", "RUB", func(w *world) { w.set.Generator = Off }, celebration.Skipped, celebration.WhyOff, 0, "", ""},
		{"not configured", "1500", "RUB", func(w *world) { w.set.Generator = "other" }, celebration.Skipped, celebration.WhyOff, 0, "", ""},
		{"free", "1500", "RUB", func(w *world) { w.paid = false }, celebration.Approved, "", 0, "veo", "0"},
		{"over the share", "1500", "RUB", func(w *world) { w.set.Budget.MaxShare = usd("0.01") }, celebration.Held, celebration.WhyBudgetShare, 0, "veo", "0.8"},
		{"over the day", "1500", "RUB", func(w *world) {
			w.until(w.donate("2000", "RUB"), celebration.Generating)
			w.set.Budget.PerDay = usd("1.59")
		}, celebration.Held, celebration.WhyBudgetDay, 0, "veo", "0.8"},
		{"second of a donor", "1500", "RUB", func(w *world) {
			w.until(w.donate("2000", "RUB"), celebration.Generating)
			w.set.Budget.PerDonor = 1
		}, celebration.Held, celebration.WhyBudgetDonor, 0, "veo", "0.8"},
		{"no price", "1500", "RUB", func(w *world) {
			w.price = func(celebration.Order) (decimal.Decimal, error) { return decimal.Zero, errors.New("gone") }
		}, celebration.Held, celebration.WhyNoPrice, 0, "veo", ""},
		{"silent", "1500", "RUB", func(w *world) {
			w.price = func(celebration.Order) (decimal.Decimal, error) { return decimal.Zero, away() }
		}, celebration.Approved, "", 0, "veo", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld(t)
			if tt.prepare != nil {
				tt.prepare(w)
			}
			before, started := w.entries(), len(w.starts)
			c, price := w.preview(tt.amount, tt.currency)
			if c.Status != tt.status || c.Reason.Code != tt.why || c.Tier != tt.tier || c.Order.Model != tt.model {
				t.Errorf("it is %s because %q (%s), tier %d, model %q", c.Status, c.Reason.Code, c.Reason, c.Tier, c.Order.Model)
			}
			if price.Valid != (tt.price != "") || price.Valid && !price.Decimal.Equal(usd(tt.price)) {
				t.Errorf("it costs %v, want %q", price, tt.price)
			}
			if !strings.Contains(c.Order.Prompt, "Hello 'you'") {
				t.Errorf("the prompt is %q", c.Order.Prompt)
			}
			if w.entries() != before || len(w.starts) != started {
				t.Errorf("the preview left something behind: %d, %d", w.entries(), len(w.starts))
			}
		})
	}
}

// entries counts all that is kept of donations and money.
func (w *world) entries() int {
	w.t.Helper()
	totals, err := w.store.Totals(w.t.Context())
	if err != nil {
		w.t.Fatal(err)
	}
	count := totals.Donations
	for id := range int64(count) {
		entries, err := w.store.EntriesOf(w.t.Context(), id+1)
		if err != nil {
			w.t.Fatal(err)
		}
		count += len(entries)
	}
	return count
}

// TestAPreviewAndTheOrderAreTheSame has the pipeline make what was previewed.
func TestAPreviewAndTheOrderAreTheSame(t *testing.T) {
	w := newWorld(t)
	seen, _ := w.preview("6000", "RUB")
	id := w.give(celebration.Donation{
		Source: celebration.SourceTest, Paid: true, ID: "real", Donor: "d", Message: "Hello \"you\"", Amount: money.Rubles(6000), CreatedAt: seen.CreatedAt,
	})
	made := w.until(id, celebration.Generating).Order
	want := seen.Order
	want.Celebration, want.RequestID, want.Seed = made.Celebration, made.RequestID, made.Seed // these are each order's own
	if fmt.Sprintf("%+v", made) != fmt.Sprintf("%+v", want) {
		t.Errorf("sent was\n%+v, shown was\n%+v", made, want)
	}
}
