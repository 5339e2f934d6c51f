package store

import "context"

// Would tells whether the money of an order could be set aside now, and
// sets none aside: the error is what Claim would say of the budgets.
func (s *Store) Would(ctx context.Context, r *Reservation) error {
	spent, err := spentSince(ctx, s.read, r.Day, r.Stream, r.Entry.Donor)
	if err != nil {
		return err
	}
	return r.Allow(spent)
}
