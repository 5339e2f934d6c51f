package celebration

import (
	"time"

	"github.com/shopspring/decimal"

	"streamspark/internal/fault"
)

// EntryState is what became of money that was set aside for one order.
type EntryState string

// The states of an entry. All but Released count as spent: a budget is
// kept also when nobody knows what became of an order.
const (
	EntryReserved EntryState = "reserved" // the order is under way
	EntryCharged  EntryState = "charged"  // a clip was made and is paid for
	EntryReleased EntryState = "released" // the generator took nothing
	EntryUnknown  EntryState = "unknown"  // nobody knows whether it took anything
)

// Entry is the money side of one order, written down before the order
// leaves. Amounts are in US dollars, the currency of the generators.
type Entry struct {
	Order       string // our own id of the paid request
	Celebration int64  // 0: none that is known here; see KnownOrder
	Generator   string
	Model       string
	Donor       string // as it counts for a budget: see DonorKey
	State       EntryState

	Price   decimal.Decimal     // what was set aside
	Charge  decimal.NullDecimal // what the generator says it took, if it said so
	Rubles  decimal.Decimal     // for one dollar when it was set aside; zero where no rate was known
	At      time.Time           // when it was set aside
	Settled time.Time           // when its state last changed
}

// Cost returns what an entry counts for: what was taken, as far as that is
// known, else the price.
func (e Entry) Cost() decimal.Decimal {
	switch {
	case e.State == EntryReleased:
		return decimal.Zero
	case e.Charge.Valid:
		return e.Charge.Decimal
	}
	return e.Price
}

// OrderPrefix begins our own id of each order.
const OrderPrefix = "ss-"

// KnownOrder is what a generator's own records know of one request of ours.
type KnownOrder struct {
	Order     string
	Operation Operation
	Model     string
	At        time.Time
	Failed    bool                // it came to nothing and is not charged
	Charge    decimal.NullDecimal // in US dollars, where it is listed
}

// EntryAfter returns what became of the money of a paid request that is answered at
// once, by how it ended.
func EntryAfter(err error) EntryState {
	switch {
	case err == nil:
		return EntryCharged
	case fault.Has(err, fault.Permanent), fault.Has(err, fault.NotSent), fault.Has(err, fault.Unavailable):
		return EntryReleased
	}
	return EntryUnknown
}

// EntryFor returns the state of the entry of a celebration's present order,
// given where the celebration stands.
func EntryFor(status Status, charged Charged) EntryState {
	switch charged {
	case ChargedYes:
		return EntryCharged
	case ChargedNo:
		return EntryReleased
	case ChargedUnknown:
	}
	switch status {
	case Submitting, Generating, Fetching:
		return EntryReserved
	}
	return EntryUnknown
}
