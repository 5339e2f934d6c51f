package e2e

import (
	"strings"
	"testing"
	"time"

	"streamspark/internal/standin"
	"streamspark/internal/store"
)

// TestAClockThatWasAYearAheadParksNothing: what was put off then is done at
// the next start, and what the services date in the future is no reason to
// wait either, unless it is a price.
func TestAClockThatWasAYearAheadParksNothing(t *testing.T) {
	t.Parallel()
	const year = 365 * 24 * time.Hour
	o := newOutside(t)
	o.stand.SetRatesTime(time.Now().Add(year))
	p := o.run(t, map[string]string{"log.level": "debug"})
	id := p.viewer(standin.Donation{Amount: 25, Currency: "USD"})
	p.until(id, "waiting_rate")
	if _, body := p.call("GET", "/api/rates", nil); !strings.Contains(string(body), "which is yet to come") {
		t.Errorf("of rates of the future it says %s", body)
	}
	p.until(p.viewer(standin.Donation{Amount: 2000, Currency: "RUB", CreatedAt: time.Now().Add(year)}), "ready")
	p.mustStop()

	s, err := store.Open(t.Context(), o.dir)
	if err != nil {
		t.Fatal(err)
	}
	c, err := s.Celebration(t.Context(), id)
	if err == nil {
		c.NextAt, c.CreatedAt = time.Now().Add(year), time.Now().Add(year)
		err = s.Save(t.Context(), &c)
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	o.stand.SetRatesTime(time.Time{})
	p = o.run(t, nil)
	p.until(id, "ready")
	p.until(p.viewer(standin.Donation{Amount: 30, Currency: "USD"}), "ready")
}
