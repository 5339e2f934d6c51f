package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/shopspring/decimal"

	"streamspark/internal/celebration"
	"streamspark/internal/fault"
)

// What our own id of a paid request begins with that is no order of a clip: for
// speech, and for a text. Its entry in the ledger belongs to a celebration like that
// of its clip, and settles by itself.
const (
	SpeechPrefix = celebration.OrderPrefix + "say-"
	TextPrefix   = celebration.OrderPrefix + "write-"
)

// ErrOrdered is returned for an order that the ledger has.
var ErrOrdered = fault.New(fault.Conflict, "store.ordered")

// Bill is the price of such a request, and the budgets that it comes under.
type Bill struct {
	Entry       celebration.Entry // its price too
	Celebration celebration.Celebration
	Insisted    bool // the streamer approved it by hand
	Budget      celebration.Budget
	Day         time.Time                                      // when today began
	Stream      time.Time                                      // when the stream began
	Rubles      func(context.Context) (decimal.Decimal, error) // for one dollar
}

// ReserveBill sets the money for a request aside as ReserveRequest does. Where a
// budget is in rubles it does not without a rate.
func (s *Store) ReserveBill(ctx context.Context, b Bill) error {
	purchase := celebration.Purchase{Price: b.Entry.Price, Insisted: b.Insisted, DayEnds: celebration.StartOfDay(b.Day, 1)}
	if rubles := b.Celebration.AmountRUB; !rubles.IsNone() {
		purchase.Donation = decimal.NewNullDecimal(rubles.Value())
	}
	var err error
	if purchase.Rubles, err = b.Rubles(ctx); err != nil && b.Budget.NeedsRate() {
		return fault.Wrap(err, fault.Retry, celebration.WhyNoRate, "currency", "USD")
	}
	b.Entry.Celebration, b.Entry.Rubles = b.Celebration.ID, purchase.Rubles
	return s.ReserveRequest(ctx, &Reservation{
		Entry: b.Entry, Day: b.Day, Stream: b.Stream,
		Allow: func(spent celebration.Spent) error { return b.Budget.Allows(purchase, spent) },
	})
}

// ReserveRequest sets the money for such a request aside, if the budgets allow it.
// One that the ledger has is made again only where nothing was taken for it.
func (s *Store) ReserveRequest(ctx context.Context, r *Reservation) error {
	return s.change(ctx, func(tx *tx, what *Change) error {
		if r.Entry.Celebration > 0 {
			what.Celebrations = append(what.Celebrations, r.Entry.Celebration)
		}
		var known celebration.EntryState
		err := tx.row(`SELECT state FROM ledger WHERE order_id = $1`, r.Entry.Order).Scan(&known)
		switch {
		case errors.Is(err, sql.ErrNoRows):
			return reserve(tx, r, s.now())
		case err != nil:
			return fmt.Errorf("look up a paid request: %w", err)
		case known != celebration.EntryReleased:
			return ErrOrdered
		}
		if err := r.allowed(tx.row, s.now()); err != nil {
			return err
		}
		_, err = tx.exec(`UPDATE ledger SET state = $2, price = $3, at = $4, settled_at = $4 WHERE order_id = $1`,
			r.Entry.Order, celebration.EntryReserved, micros(r.Entry.Price), millis(s.now()))
		return err
	})
}

// SettleRequest records what became of the money for such a request.
func (s *Store) SettleRequest(ctx context.Context, order string, state celebration.EntryState, charge decimal.NullDecimal) error {
	var charged any
	if charge.Valid {
		charged = micros(charge.Decimal)
	}
	return s.change(ctx, func(tx *tx, what *Change) error {
		rows, err := tx.query(`UPDATE ledger SET state = $2, charge = $3, settled_at = $4 WHERE order_id = $1 AND state = $5
			RETURNING coalesce(celebration, 0)`, order, state, charged, millis(s.now()), celebration.EntryReserved)
		if err != nil {
			return fmt.Errorf("settle a paid request: %w", err)
		}
		what.Celebrations, err = collect(rows, scanValue[int64])
		return err
	})
}

// LoseRequests records that nobody knows what became of those that were on their
// way when the program ended.
func (s *Store) LoseRequests(ctx context.Context) error {
	return s.change(ctx, func(tx *tx, _ *Change) error {
		_, err := tx.exec(`UPDATE ledger SET state = $1, settled_at = $2 WHERE state = $3 AND (order_id >= $4 AND order_id < $5 OR order_id >= $6 AND order_id < $7)`,
			celebration.EntryUnknown, millis(s.now()), celebration.EntryReserved, SpeechPrefix, SpeechPrefix+"~", TextPrefix, TextPrefix+"~")
		return err
	})
}
