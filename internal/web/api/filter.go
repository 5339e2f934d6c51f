package api

import (
	"context"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"streamspark/internal/celebration"
	"streamspark/internal/fault"
	"streamspark/internal/money"
	"streamspark/internal/store"
)

// longestWords is the most that a person may search for, in characters.
const longestWords = 200

// Group is several statuses that a person thinks of as one.
type Group struct {
	Name     string
	Statuses []celebration.Status
}

// StatusGroups returns the chips of the page of donations, in their order. A
// program may ask for them by name too.
func StatusGroups() []Group {
	return []Group{
		{"needs_me", celebration.Undecided()},
		{"under_way", append(celebration.Working(), celebration.Ready, celebration.Playing)},
		{"played", []celebration.Status{celebration.Played}},
		{"skipped", []celebration.Status{celebration.Skipped}},
		{"rejected", []celebration.Status{celebration.Rejected}},
	}
}

// DonationFilter reads a filter from an address. What cannot be used is left out
// of it and told.
func DonationFilter(q url.Values) (f store.Filter, wrong []*fault.Error) {
	miss := func(field, code string, args ...any) { wrong = append(wrong, fault.InvalidField(field, code, args...)) }
	var ok bool
	if f.Statuses, ok = readStatuses(q["status"]); !ok {
		miss("status", "filter.no_status", "choices", statusNames())
	}
	if f.From, ok = readDay(q.Get("from"), 0); !ok {
		miss("from", "filter.no_day")
	}
	if f.To, ok = readDay(q.Get("to"), 1); !ok {
		miss("to", "filter.no_day")
	}
	if !f.From.IsZero() && !f.To.IsZero() && !f.From.Before(f.To) {
		miss("to", "filter.to_before_from")
		f.To = time.Time{}
	}
	if f.Least, ok = readRubles(q.Get("min_rub")); !ok {
		miss("min_rub", "filter.no_sum")
	}
	if f.Most, ok = readRubles(q.Get("max_rub")); !ok {
		miss("max_rub", "filter.no_sum")
	}
	if !f.Least.IsNone() && !f.Most.IsNone() && f.Most.Value().LessThan(f.Least.Value()) {
		miss("max_rub", "filter.max_below_min")
		f.Most = money.Amount{}
	}
	readWords(q, &f, miss)
	if f.Before, ok = ID(q.Get("before")); !ok {
		miss("before", "filter.no_place")
	}
	if f.After, ok = ID(q.Get("after")); !ok {
		miss("after", "filter.no_place")
	}
	if f.Before > 0 && f.After > 0 {
		miss("after", "filter.before_and_after")
		f.After = 0
	}
	return f, wrong
}

// readWords reads what is searched for.
func readWords(q url.Values, f *store.Filter, miss func(field, code string, args ...any)) {
	for _, field := range []string{"donor", "q"} {
		words := strings.TrimSpace(q.Get(field))
		switch {
		case utf8.RuneCountInString(words) > longestWords:
			miss(field, "filter.too_long", "max", longestWords)
		case field == "q":
			f.Text = words
		default:
			f.Donor = words
		}
	}
}

// readStatuses reads one, several, or with commas, and groups of them.
func readStatuses(lists []string) (statuses []celebration.Status, ok bool) {
	ok = true
	for _, list := range lists {
		for name := range strings.SplitSeq(list, ",") {
			if i := slices.IndexFunc(StatusGroups(), func(g Group) bool { return g.Name == name }); i >= 0 {
				statuses = append(statuses, StatusGroups()[i].Statuses...)
			} else if status, known := celebration.ParseStatus(name); known {
				statuses = append(statuses, status)
			} else if name != "" {
				ok = false
			}
		}
	}
	slices.Sort(statuses)
	return slices.Compact(statuses), ok
}

func statusNames() (names []string) {
	for _, status := range celebration.Statuses() {
		names = append(names, string(status))
	}
	return append(names, "needs_me", "under_way")
}

// readDay reads a day or a moment of a filter, if there is one, and keeps to
// years that have four digits and milliseconds.
func readDay(text string, later int) (time.Time, bool) {
	if text == "" {
		return time.Time{}, true
	}
	at, ok := dayOrMoment(text, later, time.Local)
	return at, ok && at.Year() >= 1970 && at.Year() <= 9999
}

// dayOrMoment reads a moment, or a day of the streamer's own calendar: its
// beginning, or that of a later one.
func dayOrMoment(text string, later int, zone *time.Location) (time.Time, bool) {
	if day, err := time.Parse(time.DateOnly, text); err == nil {
		return celebration.DayStart(day.Year(), day.Month(), day.Day()+later, zone), true
	}
	text = strings.Replace(text, " ", "+", 1) // in an address, the plus of a zone becomes a space
	at, err := time.Parse(time.RFC3339, text)
	return at, err == nil
}

func readRubles(text string) (money.Amount, bool) {
	if strings.TrimSpace(text) == "" {
		return money.Amount{}, true
	}
	amount, err := money.Parse(text, string(money.RUB))
	return amount, err == nil
}

// ID reads a number by which something is known; 0 where there is none.
func ID(text string) (int64, bool) {
	if text == "" {
		return 0, true
	}
	id, err := strconv.ParseInt(text, 10, 64)
	if err != nil || id < 1 {
		return 0, false
	}
	return id, true
}

// Page is some celebrations and where those around them begin; nil where
// there are none.
type Page struct {
	Celebrations []celebration.Celebration
	Newer, Older *int64
}

// PageOf reads the page that a filter asks for. One more than it shows
// reports whether there are others.
func PageOf(ctx context.Context, from *store.Store, f store.Filter) (Page, error) {
	limit := f.Limit
	f.Limit++
	found, err := from.Celebrations(ctx, f)
	if err != nil || len(found) == 0 {
		return Page{}, err
	}
	more := len(found) > limit
	p := Page{Celebrations: found[:min(limit, len(found))]}
	if f.After > 0 && more {
		p.Celebrations = found[1:] // the one too many is the newest
	}
	first, last := p.Celebrations[0].ID, p.Celebrations[len(p.Celebrations)-1].ID
	if f.Before > 0 || f.After > 0 && more {
		p.Newer = &first
	}
	if more && f.After == 0 || f.After > 0 {
		p.Older = &last
	}
	return p, nil
}
