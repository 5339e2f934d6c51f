package celebration

import (
	"slices"
	"time"
)

// Comparison is the list of a source held against what we wrote down, for a
// stretch of time.
type Comparison struct {
	Theirs, Ours int         // how many each has of that time
	Missing      []Donation  // theirs has them and we do not, the oldest first
	Extra        []string    // ids that we have of that time and theirs has not
	Differing    []Disparity // both have them, and not alike
	Undated      []string    // ids of theirs whose date could not be read
	Older        []string    // ids that we lack because they were made before the first connection
}

// Disparity is one field in which the two records of a donation differ.
type Disparity struct{ ID, Field, Theirs, Ours string }

// Equal reports whether nothing is missing, too much or different.
func (c Comparison) Equal() bool {
	return len(c.Missing) == 0 && len(c.Extra) == 0 && len(c.Differing) == 0
}

// Compare holds two lists of donations of one source against each other, as
// far as they are about the time from one moment until before another.
// Theirs may hold others too. Ours must have all of that time, and whatever
// we have of those that theirs names.
func Compare(theirs, ours []Donation, from, to time.Time) Comparison {
	var c Comparison
	known := make(map[string]Donation, len(ours))
	for _, d := range ours {
		known[d.ID] = d
		if isWithin(d, from, to) {
			c.Ours++
		}
	}
	listed := make(map[string]bool, len(theirs))
	for _, d := range theirs {
		if listed[d.ID] { // a page moved on while it was read
			continue
		}
		listed[d.ID] = true
		undated, inTime := d.CreatedAt.IsZero(), isWithin(d, from, to)
		if undated {
			c.Undated = append(c.Undated, d.ID)
		}
		if inTime {
			c.Theirs++
		}
		mine, have := known[d.ID]
		if undated || inTime || have && isWithin(mine, from, to) {
			c.compare(d, mine, have)
		}
	}
	for _, d := range ours {
		if isWithin(d, from, to) && !listed[d.ID] {
			c.Extra = append(c.Extra, d.ID)
		}
	}
	slices.SortStableFunc(c.Missing, func(a, b Donation) int { return a.CreatedAt.Compare(b.CreatedAt) })
	return c
}

func isWithin(d Donation, from, to time.Time) bool {
	return !d.CreatedAt.IsZero() && !d.CreatedAt.Before(from) && d.CreatedAt.Before(to)
}

// compare holds one of theirs against ours, if we have it.
func (c *Comparison) compare(theirs, ours Donation, have bool) {
	switch {
	case have:
		c.Differing = append(c.Differing, disparities(theirs, ours)...)
	case theirs.Older:
		c.Older = append(c.Older, theirs.ID)
	default:
		c.Missing = append(c.Missing, theirs)
	}
}

// disparities lists the fields in which two records differ.
func disparities(theirs, ours Donation) []Disparity {
	var found []Disparity
	for _, field := range []struct{ name, theirs, ours string }{
		{"donor", theirs.Donor, ours.Donor},
		{"message", theirs.Message, ours.Message},
		{"amount", sum(theirs), sum(ours)},
		{"currency", string(theirs.Amount.Currency()), string(ours.Amount.Currency())},
		{"created_at", toTheSecond(theirs.CreatedAt), toTheSecond(ours.CreatedAt)},
	} {
		if field.theirs != field.ours {
			found = append(found, Disparity{theirs.ID, field.name, field.theirs, field.ours})
		}
	}
	return found
}

func sum(d Donation) string {
	if d.Amount.IsNone() {
		return ""
	}
	return d.Amount.Decimal()
}

func toTheSecond(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}
