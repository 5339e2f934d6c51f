// Package asker asks text models what costs money: it sets the price aside before a
// request leaves, records what became of it, and asks nothing twice.
package asker

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/rs/zerolog"
	"github.com/shopspring/decimal"

	"streamspark/internal/celebration"
	"streamspark/internal/crash"
	"streamspark/internal/fault"
	"streamspark/internal/provider"
	"streamspark/internal/store"
	"streamspark/internal/text"
)

// parting is for what is on its way when the program stops.
const parting = 3 * time.Second

// Settings are the rules, read anew each time.
type Settings struct {
	Budget celebration.Budget
	Day    time.Time // when today began
	Stream time.Time // when the stream began
}

// Options is what an Asker is made of.
type Options struct {
	Store    *store.Store
	Settings func() Settings
	Rubles   func(context.Context) (decimal.Decimal, error) // for one dollar
	Log      zerolog.Logger
}

// Asker asks. It is safe for concurrent use.
type Asker struct{ o Options }

// New returns an Asker.
func New(o Options) *Asker { return &Asker{o} }

// Question is one about a celebration.
type Question struct {
	text.Ask
	// Same is what makes two questions about a celebration one, which is paid for once.
	Same    []string
	Timeout time.Duration
}

// Ask returns the fields of a model's answer. A question is paid for once, whatever
// becomes of its request. The error is that of ctx where it ended and nothing was paid
// for: the question may then be asked again.
func (a *Asker) Ask(ctx context.Context, c celebration.Celebration, model *provider.TextModel, q Question) (map[string]string, error) {
	price, err := model.Price(q.Ask)
	if err != nil {
		return nil, err
	}
	order, isPaid := orderOf(c.ID, q.Same), price.IsPositive() // else it is the streamer's own server, who set it so
	if isPaid {
		if err := a.reserve(ctx, c, model, order, price); err != nil {
			if ctx.Err() != nil {
				err = ctx.Err()
			}
			return nil, err
		}
		crash.At("asked: before")
	}
	asking, cancel := context.WithTimeout(context.WithoutCancel(ctx), q.Timeout)
	defer cancel()
	defer context.AfterFunc(ctx, func() { time.AfterFunc(parting, cancel) })()
	answer, err := model.Answer(asking, q.Ask)
	if isPaid {
		crash.At("asked: after")
		if saved := a.o.Store.SettleRequest(context.WithoutCancel(ctx), order, celebration.EntryAfter(err), answer.Charge); saved != nil {
			a.o.Log.Error().Err(saved).Str("order", order).Msg("what became of the money for a text cannot be saved; it counts as spent")
		}
	}
	switch {
	case err == nil:
		return q.Read(answer)
	case !isPaid && ctx.Err() != nil:
		return nil, ctx.Err()
	case errors.Is(asking.Err(), context.DeadlineExceeded):
		return nil, fault.New(fault.Lost, "text.too_slow", "after", q.Timeout)
	}
	return nil, err
}

// orderOf returns our own id of the request for a celebration's text.
func orderOf(id int64, same []string) string {
	sum := sha256.Sum256([]byte(strings.Join(same, "\x00")))
	return fmt.Sprintf("%s%d-%s", store.TextPrefix, id, hex.EncodeToString(sum[:8]))
}

// reserve sets the money for an answer aside.
func (a *Asker) reserve(ctx context.Context, c celebration.Celebration, model *provider.TextModel, order string, price decimal.Decimal) error {
	set := a.o.Settings()
	err := a.o.Store.ReserveBill(ctx, store.Bill{
		Entry:       celebration.Entry{Order: order, Generator: model.ID(), Model: model.Name(), Price: price},
		Celebration: c, Insisted: c.Insisted, Budget: set.Budget, Day: set.Day, Stream: set.Stream, Rubles: a.o.Rubles,
	})
	if errors.Is(err, store.ErrOrdered) {
		return fault.New(fault.Permanent, "text.ordered_before")
	}
	return err
}
