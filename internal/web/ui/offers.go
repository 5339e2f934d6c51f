package ui

import (
	"context"
	"strings"
	"sync"
	"time"

	"streamspark/internal/celebration"
	"streamspark/internal/locale"
	"streamspark/internal/money"
)

// offersFresh is how long a price is shown without asking again.
const offersFresh = time.Minute

// offers are what an order would cost now, by tier, as far as anybody knows:
// a button that orders has its price on it. They are asked for beside the
// pages, which never wait for them.
type offers struct {
	mu   sync.Mutex
	of   map[int]money.Amount
	next time.Time // when to ask again
	busy bool
	news bool // they changed, and no page shows it yet
}

// changed reports, once, that the pages show other prices.
func (o *offers) changed() bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	news := o.news
	o.news = false
	return news
}

// due reports whether it is time to ask, and takes the part of asking.
func (o *offers) due(now time.Time) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.busy || now.Before(o.next) {
		return false
	}
	o.busy = true
	return true
}

// ask reads the prices of all tiers, and reports whether they changed.
func (o *offers) ask(ctx context.Context, p *Pages) bool {
	of := map[int]money.Amount{}
	for i, tier := range p.o.Config.Get().Tiers {
		_, price, err := p.o.Line.Preview(ctx, celebration.Donation{
			Source: celebration.SourceTest, Paid: true, ID: "offer", Amount: money.New(tier.MinRub, money.RUB),
		})
		if err == nil && price.Valid && price.Decimal.IsPositive() {
			of[i] = money.New(price.Decimal.Round(2), "USD")
		}
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	changed := len(of) != len(o.of)
	for i, price := range of {
		changed = changed || o.of[i].Decimal() != price.Decimal()
	}
	o.of, o.busy, o.next = of, false, p.o.Now().Add(offersFresh)
	o.news = o.news || changed
	return changed
}

// costOf says what a new order for a celebration would cost; empty: nothing.
func (p *Pages) costOf(c celebration.Celebration) locale.Phrase {
	if _, paid := p.o.Generator(); !paid || c.Donation.Source == celebration.SourceTest && !c.Donation.Paid {
		return locale.Phrase{}
	}
	p.offers.mu.Lock()
	defer p.offers.mu.Unlock()
	price, known := p.offers.of[max(c.Tier, 0)]
	if !known {
		return locale.Say("action.cost.unknown")
	}
	return locale.Say("action.cost", price)
}

// gift is a celebration with what may be done about it, each order with its
// price.
func (p *Pages) gift(c celebration.Celebration) gift {
	g := newGift(c)
	p.priced(c, g.Actions)
	return g
}

func (p *Pages) priced(c celebration.Celebration, actions []action) {
	for i, a := range actions {
		orders := strings.HasSuffix(a.Path, "/approve") || strings.HasSuffix(a.Path, "/retry") && c.Status != celebration.WaitingRate
		if orders {
			actions[i].Cost = p.costOf(c)
		}
	}
}
