package celebration

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"streamspark/internal/money"
)

func TestTwoListsAreComparedForATime(t *testing.T) {
	from := time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC)
	to := from.AddDate(0, 0, 1)
	at := func(id string, hours int) Donation {
		return Donation{Source: "s", ID: id, Donor: "d", Amount: money.Rubles(100), CreatedAt: from.Add(time.Duration(hours) * time.Hour)}
	}
	changed := func(d Donation, change func(*Donation)) Donation { change(&d); return d }
	undated := func(id string) Donation { return changed(at(id, 0), func(d *Donation) { d.CreatedAt = time.Time{} }) }
	older := func(d Donation) Donation { d.Older = true; return d }
	all := func(d ...Donation) []Donation { return d }
	tests := []struct {
		name         string
		theirs, ours []Donation
		want         string // missing, extra, differing, undated, older, counts
	}{
		{"nothing", nil, nil, "[] [] [] [] [] 0/0"},
		{"alike", all(at("2", 2), at("1", 1)), all(at("1", 1), at("2", 2)), "[] [] [] [] [] 2/2"},
		{"twice in their list", all(at("1", 1), at("1", 1)), all(at("1", 1)), "[] [] [] [] [] 1/1"},
		{"missing, oldest first", all(at("3", 3), at("2", 2), at("1", 1)), all(at("2", 2)), "[1 3] [] [] [] [] 3/1"},
		{"extra", nil, all(at("1", 1)), "[] [1] [] [] [] 0/1"},
		{"out of the time", all(at("1", -1), at("2", 24)), all(at("3", -1), at("4", 24)), "[] [] [] [] [] 0/0"},
		{"the beginning is within", all(at("1", 0)), nil, "[1] [] [] [] [] 1/0"},
		{"another amount", all(changed(at("1", 1), func(d *Donation) { d.Amount = money.Rubles(101) })), all(at("1", 1)), "[] [] [1 amount 101 100] [] [] 1/1"},
		{
			"another everything", all(Donation{ID: "1", Donor: "x", Message: "y", CreatedAt: from}), all(at("1", 1)),
			"[] [] [1 donor x d 1 message y  1 amount  100 1 currency  RUB 1 created_at 2026-11-20T00:00:00Z 2026-11-20T01:00:00Z] [] [] 1/1",
		},
		{"less than a second apart", all(at("1", 1)), all(changed(at("1", 1), func(d *Donation) { d.CreatedAt = d.CreatedAt.Add(time.Millisecond) })), "[] [] [] [] [] 1/1"},
		{"without a date, known", all(undated("1")), all(undated("1")), "[] [] [] [1] [] 0/0"},
		{"without a date, not known", all(undated("1")), nil, "[1] [] [] [1] [] 0/0"},
		{"older than the connection", all(older(at("1", 1))), nil, "[] [] [] [] [1] 1/0"},
		{"older and known", all(older(at("1", 1))), all(at("1", 1)), "[] [] [] [] [] 1/1"},
	}
	for _, tt := range tests {
		c := Compare(tt.theirs, tt.ours, from, to)
		var missing, differing []string
		for _, d := range c.Missing {
			missing = append(missing, d.ID)
		}
		for _, d := range c.Differing {
			differing = append(differing, d.ID, d.Field, d.Theirs, d.Ours)
		}
		if got := fmt.Sprint(missing, c.Extra, differing, c.Undated, c.Older) + fmt.Sprintf(" %d/%d", c.Theirs, c.Ours); got != tt.want {
			t.Errorf("%s: got\n%s, want\n%s", tt.name, got, tt.want)
		}
		if c.Equal() != slices.Equal(append(append(missing, c.Extra...), differing...), nil) {
			t.Errorf("%s: equal is %v", tt.name, c.Equal())
		}
	}
}
