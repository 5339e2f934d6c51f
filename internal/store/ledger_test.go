package store

import (
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"streamspark/internal/celebration"
	"streamspark/internal/fault"
	"streamspark/internal/money"
)

func usd(s string) decimal.Decimal { return decimal.RequireFromString(s) }

// reserving is a reservation of a price within a budget.
func reserving(c celebration.Celebration, price decimal.Decimal, budget celebration.Budget) *Reservation {
	donor := celebration.DonorKey(c.Donation.Donor)
	return &Reservation{
		Entry: celebration.Entry{Order: c.Order.RequestID, Celebration: c.ID, Generator: "aiml", Model: "veo", Donor: donor, Price: price, Rubles: usd("80.5")},
		Allow: func(spent celebration.Spent) error {
			return budget.Allows(celebration.Purchase{Price: price, Donor: donor}, spent)
		},
	}
}

// Eight workers claim, settle and correct in any order. After each of their
// steps everything that counts is within every budget.
func TestNoInterleavingPassesABudget(t *testing.T) {
	t.Parallel()
	s := open(t, t.TempDir())
	budget := celebration.Budget{PerDay: usd("10"), PerStream: usd("9.37"), PerDonor: 40}
	var ids []string
	for i := range 160 {
		ids = append(ids, fmt.Sprint(i))
	}
	work := make(chan celebration.Celebration, len(ids))
	for _, c := range take(t, s, ids...) {
		c.Status = celebration.Approved
		if err := s.Save(t.Context(), &c); err != nil {
			t.Fatal(err)
		}
		work <- c
	}
	close(work)
	var workers sync.WaitGroup
	for range 8 {
		workers.Go(func() {
			for c := range work {
				if err := buy(t, s, c, budget); err != nil {
					t.Error(err)
					return
				}
				spent, err := spentSince(s.rower(t.Context()), time.Time{}, time.Time{}, "зритель 🎉")
				if err != nil || spent.Day.GreaterThan(budget.PerDay) || spent.Stream.GreaterThan(budget.PerStream) || spent.Donor > budget.PerDonor {
					t.Errorf("spent is %+v, %v", spent, err)
				}
			}
		})
	}
	workers.Wait()
	spent, err := s.Spent(t.Context(), time.Time{}, time.Time{})
	if err != nil || !spent.Stream.GreaterThan(budget.PerStream.Div(usd("2"))) {
		t.Errorf("most of the budget was never used: %+v, %v", spent, err)
	}
	entries, err := s.Entries(t.Context(), time.Time{}, time.Time{}, 1000)
	sum := decimal.Zero
	for _, e := range entries {
		sum = sum.Add(e.Cost())
	}
	if err != nil || !sum.Equal(spent.Day) {
		t.Errorf("the entries add up to %s, and %s is spent, %v", sum, spent.Day, err)
	}
}

// buy claims one order at a random price and lets it end in a random way.
func buy(t *testing.T, s *Store, c celebration.Celebration, budget celebration.Budget) error {
	price := decimal.New(1+rand.Int64N(1_000_000), -6)
	c.Status, c.Charged = celebration.Submitting, celebration.ChargedUnknown
	c.Order.RequestID = fmt.Sprint("ss-", c.ID)
	err := s.Claim(t.Context(), &c, 1000, reserving(c, price, budget))
	if fault.Has(err, fault.OverBudget) {
		return nil
	}
	if err != nil {
		return err
	}
	switch rand.N(5) {
	case 0: // stays under way
	case 1:
		c.Status, c.Charged = celebration.Failed, celebration.ChargedNo
	case 2:
		c.Status = celebration.Unknown
	case 3:
		c.Status, c.Charged = celebration.Generating, celebration.ChargedYes
		c.Cost = decimal.NewNullDecimal(price.Div(usd("2")))
	case 4:
		c.Status, c.Operation = celebration.Generating, celebration.Operation(c.Order.RequestID)
		if err := s.Save(t.Context(), &c); err != nil {
			return err
		}
		_, err := s.Correct(t.Context(), "aiml", c.Operation, price.Mul(decimal.NewFromInt(int64(rand.N(2)))))
		return err
	}
	return s.Save(t.Context(), &c)
}

// onlyEntry is the one entry of a celebration.
func onlyEntry(t *testing.T, s *Store, id int64) celebration.Entry {
	t.Helper()
	found, err := s.EntriesOf(t.Context(), id)
	if err != nil || len(found) != 1 {
		t.Fatalf("the ledger has %v, %v", found, err)
	}
	return found[0]
}

func TestTheLedgerKeepsWhatItWasTold(t *testing.T) {
	s := open(t, t.TempDir())
	c := take(t, s, "a")[0]
	c.Status, c.Insisted = celebration.Approved, true
	if err := s.Save(t.Context(), &c); err != nil {
		t.Fatal(err)
	}
	c.Status, c.Charged, c.Order.RequestID = celebration.Submitting, celebration.ChargedUnknown, "ss-1"
	before := c
	tight := celebration.Budget{PerDay: usd("0.000001")}
	if err := s.Claim(t.Context(), &c, 1, reserving(c, usd("0.0000015"), tight)); !fault.Is(err, celebration.WhyBudgetDay) {
		t.Fatalf("over the budget it says %v", err)
	}
	if got, _ := s.Celebration(t.Context(), c.ID); got.Status != celebration.Approved || c.Version != before.Version || !got.Insisted {
		t.Errorf("after a refused claim it is %s, version %d", got.Status, c.Version)
	}
	if err := s.Claim(t.Context(), &c, 1, reserving(c, usd("0.0000015"), celebration.Budget{})); err != nil {
		t.Fatal(err)
	}
	if e := onlyEntry(t, s, c.ID); e.Order != "ss-1" || e.State != celebration.EntryReserved || !e.Cost().Equal(usd("0.000002")) || e.Donor != "зритель 🎉" || !e.Rubles.Equal(usd("80.5")) {
		t.Errorf("the entry is %+v", e)
	}
}

func TestTheGeneratorsOwnAccountsHaveTheLastWord(t *testing.T) {
	s := open(t, t.TempDir())
	c := take(t, s, "a")[0]
	walk(t, s, &c, celebration.Approved)
	c.Status, c.Charged, c.Order.RequestID = celebration.Submitting, celebration.ChargedUnknown, "ss-1"
	if err := s.Claim(t.Context(), &c, 1, reserving(c, usd("0.8"), celebration.Budget{})); err != nil {
		t.Fatal(err)
	}
	c.Status, c.Operation = celebration.Generating, "job:1"
	if err := s.Save(t.Context(), &c); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		charge, cost string
		news         bool
		state        celebration.EntryState
	}{{"0.5", "0.5", true, celebration.EntryCharged}, {"0.5", "0.5", false, celebration.EntryCharged}, {"0", "0", true, celebration.EntryReleased}} {
		news, err := s.Correct(t.Context(), "aiml", "job:1", usd(tt.charge))
		e := onlyEntry(t, s, c.ID)
		if err != nil || news != tt.news || e.State != tt.state || !e.Cost().Equal(usd(tt.cost)) {
			t.Errorf("corrected to %s it is %s and costs %s, news %t, %v", tt.charge, e.State, e.Cost(), news, err)
		}
	}
	for _, other := range []celebration.Operation{"", "job:2"} {
		if news, err := s.Correct(t.Context(), "aiml", other, usd("3")); news || err != nil {
			t.Errorf("a charge for %q is news: %t, %v", other, news, err)
		}
	}
}

// TestWhatTheAccountsSaidOutlivesTheCelebration: AIML calls a job failed, its
// accounts have a charge all the same, and the streamer forgets the failure.
func TestWhatTheAccountsSaidOutlivesTheCelebration(t *testing.T) {
	for _, tt := range []struct {
		charged celebration.Charged // as the failed job had it
		charge  string              // as the accounts have it
		state   celebration.EntryState
	}{
		{celebration.ChargedNo, "0.5", celebration.EntryCharged},
		{celebration.ChargedUnknown, "0.5", celebration.EntryCharged},
		{celebration.ChargedYes, "0", celebration.EntryReleased},
		{celebration.ChargedUnknown, "0", celebration.EntryReleased},
	} {
		s := open(t, t.TempDir())
		c := take(t, s, "a")[0]
		walk(t, s, &c, celebration.Approved)
		c.Status, c.Charged, c.Order.RequestID = celebration.Submitting, celebration.ChargedUnknown, "ss-1"
		if err := s.Claim(t.Context(), &c, 1, reserving(c, usd("0.8"), celebration.Budget{})); err != nil {
			t.Fatal(err)
		}
		c.Operation = "job:1"
		walk(t, s, &c, celebration.Generating)
		c.Charged = tt.charged
		walk(t, s, &c, celebration.Failed)
		if _, err := s.Correct(t.Context(), "aiml", "job:1", usd(tt.charge)); err != nil {
			t.Fatal(err)
		}
		walk(t, s, &c, celebration.Rejected)
		if e := onlyEntry(t, s, c.ID); e.State != tt.state || !e.Cost().Equal(usd(tt.charge)) {
			t.Errorf("charged %s, the accounts say %s: it is %s and costs %s", tt.charged, tt.charge, e.State, e.Cost())
		}
	}
}

func TestMoneyIsAddedUpByStretches(t *testing.T) {
	s := open(t, t.TempDir())
	began := time.Date(2026, 11, 21, 10, 0, 0, 0, time.UTC)
	now := began
	s.now = func() time.Time { return now }
	receive := func(id, source string, at time.Time, kopecks int64, older bool) celebration.Celebration {
		d := donation(id)
		d.Source, d.Older = source, older
		ids, _, err := s.Record(t.Context(), []celebration.Donation{d}, at)
		if err != nil {
			t.Fatal(err)
		}
		c, err := s.Celebration(t.Context(), ids[0])
		if err != nil {
			t.Fatal(err)
		}
		c.Status, c.AmountRUB = celebration.Approved, money.New(decimal.New(kopecks, -2), money.RUB)
		if err := s.Save(t.Context(), &c); err != nil {
			t.Fatal(err)
		}
		return c
	}
	first := receive("1", "donationalerts", began, 150_050, false)
	receive("2", "donationalerts", began.Add(14*time.Minute), 100_000, false)
	receive("3", "donationalerts", began.Add(15*time.Minute), 1, false)
	receive("4", celebration.SourceTest, began, 5_000_000, false)
	receive("5", "donationalerts", began, 5_000_000, true)
	receive("6", "donationalerts", began.Add(-time.Minute), 5_000_000, false)
	first.Status, first.Charged, first.Order.RequestID = celebration.Submitting, celebration.ChargedUnknown, "ss-1"
	now = began.Add(20 * time.Minute)
	if err := s.Claim(t.Context(), &first, 5, reserving(first, usd("0.8"), celebration.Budget{})); err != nil {
		t.Fatal(err)
	}
	flows, err := s.Flows(t.Context(), []Stretch{
		{From: began, To: began.Add(15 * time.Minute)},
		{From: began.Add(15 * time.Minute)},
		{From: began.Add(-2 * time.Minute), To: began.Add(14 * time.Minute)},
		{From: began.Add(time.Minute)},
		{From: began.Add(15 * time.Minute), To: began.Add(16 * time.Minute)},
	})
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []struct {
		stretch           string
		donations, orders int
		received          string
		dollars, rubles   string
	}{
		{"the first quarter", 2, 0, "2 500.50 ₽", "0", "0"},
		{"the second quarter", 1, 1, "0.01 ₽", "0.8", "64.4"},
		{"what begins and ends within a quarter", 2, 0, "51 500.50 ₽", "0", "0"},
		{"what has no end", 2, 1, "1 000.01 ₽", "0.8", "64.4"},
		{"a minute", 1, 0, "0.01 ₽", "0", "0"},
	} {
		f := flows[i]
		got := fmt.Sprintln(f.Donations, f.Orders, f.Received, f.Dollars, f.Rubles, f.Unpriced)
		if got != fmt.Sprintln(want.donations, want.orders, want.received, want.dollars, want.rubles, 0) {
			t.Errorf("%s is %s", want.stretch, got)
		}
	}
}

// TestClipsAreCountedApartFromVoicesAndTexts in whole hours and in parts of one, and
// after one was given back.
func TestClipsAreCountedApartFromVoicesAndTexts(t *testing.T) {
	s := open(t, t.TempDir())
	now := time.Date(2026, 11, 21, 20, 10, 0, 0, time.UTC)
	s.now = func() time.Time { return now }
	cel := take(t, s, "1")[0]
	walk(t, s, &cel, celebration.Approved)
	cel.Status, cel.Charged, cel.Order.RequestID = celebration.Submitting, celebration.ChargedUnknown, "ss-1"
	must(t, s.Claim(t.Context(), &cel, 5, reserving(cel, usd("0.8"), celebration.Budget{})))
	for _, order := range []string{SpeechPrefix + "1-a", SpeechPrefix + "1-b", TextPrefix + "1-a"} {
		must(t, s.ReserveRequest(t.Context(), &Reservation{
			Entry: celebration.Entry{Order: order, Celebration: cel.ID, Generator: "openai", Price: usd("0.0004"), Rubles: usd("80.5")},
			Allow: func(celebration.Spent) error { return nil },
		}))
	}
	must(t, s.SettleRequest(t.Context(), SpeechPrefix+"1-b", celebration.EntryReleased, decimal.NullDecimal{}))
	counted := func(want string, stretches ...Stretch) {
		t.Helper()
		flows, err := s.Flows(t.Context(), stretches)
		must(t, err)
		for i, f := range flows {
			if got := fmt.Sprint(f.Orders, " orders, ", f.Clips, " clips, ", f.Dollars, " $"); got != want {
				t.Errorf("stretch %d has %s, want %s", i, got, want)
			}
		}
	}
	hour := now.Truncate(time.Hour)
	all := []Stretch{{From: hour, To: hour.Add(time.Hour)}, {From: hour.Add(time.Minute), To: hour.Add(30 * time.Minute)}, {From: hour.Add(-time.Minute)}}
	counted("3 orders, 1 clips, 0.8008 $", all...)
	totalsHold(t, s)
	cel.Status, cel.Charged = celebration.Failed, celebration.ChargedNo
	must(t, s.Save(t.Context(), &cel))
	counted("2 orders, 0 clips, 0.0008 $", all...)
	totalsHold(t, s)
}
