package ui

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"slices"
	"strings"

	"streamspark/internal/celebration"
	"streamspark/internal/fault"
	"streamspark/internal/money"
	"streamspark/internal/store"
	"streamspark/internal/web/api"
)

// donationsPerPage is how many celebrations the page of donations shows at once.
const donationsPerPage = 30

// donationsView is a page of donations with the filter that found them.
type donationsView struct {
	Form         filterView
	Found        foundView
	News         newsView
	Celebrations []celebrationView
	Newest       string // where the links lead to; empty where there is none
	Newer        string
	Older        string
	asked        url.Values
}

// filterView is the filter as a form that works without a script.
type filterView struct {
	Chips    []filterChip
	Q        string
	From, To string
	Min, Max string
	Donor    string // all of this donor
	AnyDonor string // the way back to those of all donors
	Kept     []keptValue
	Wrong    map[string]fault.Message // keys of the catalogue, by field
	Open     bool                     // more than the search is used
	Narrow   bool                     // it leaves some donations out
}

type filterChip struct {
	Key  string
	Path string
	Here bool
}

// keptValue is what the form sends without showing it.
type keptValue struct{ Name, Value string }

// foundView is how much the filter matches.
type foundView struct {
	Count  int
	More   bool
	Rubles money.Amount
	Narrow bool
}

// newsView is what came since the page was made, and where it is shown.
type newsView struct {
	Count int
	More  bool
	Path  string
}

// readDonations reads the page that an address asks for. What is wrong in
// it is told beside its field, and the rest works.
func (p *Pages) readDonations(ctx context.Context, asked url.Values) (v donationsView, err error) {
	f, wrong, err := p.readAsked(ctx, asked)
	if err != nil {
		return v, err
	}
	f.Limit = donationsPerPage
	found, err := api.PageOf(ctx, p.o.Store, f)
	if err != nil {
		return v, err
	}
	if f.After > 0 && found.Newer == nil { // no more than fit on the first page
		asked, f.After = queryWith(asked, map[string]string{"after": ""}), 0
		if found, err = api.PageOf(ctx, p.o.Store, f); err != nil {
			return v, err
		}
	}
	for _, c := range found.Celebrations {
		v.Celebrations = append(v.Celebrations, p.celebrationView(c))
	}
	v.asked = asked
	v.Form = newFilterView(asked, f, wrong)
	if v.Found, err = p.found(ctx, f); err != nil {
		return v, err
	}
	to := func(before, after *int64) string {
		set := map[string]string{"before": "", "after": ""}
		if before != nil {
			set["before"] = fmt.Sprint(*before)
		} else if after != nil {
			set["after"] = fmt.Sprint(*after)
		}
		return withQuery(donationsPath, queryWith(asked, set))
	}
	if found.Older != nil {
		v.Older = to(found.Older, nil)
	}
	if found.Newer != nil {
		v.Newer = to(nil, found.Newer)
	}
	if f.Before > 0 || f.After > 0 {
		v.Newest = to(nil, nil)
	}
	return v, nil
}

// readAsked reads the filter of an address. "of" names one celebration of
// the donor whose all are meant, so that no link holds a name.
func (p *Pages) readAsked(ctx context.Context, asked url.Values) (f store.Filter, wrong []*fault.Error, err error) {
	f, wrong = api.DonationFilter(asked)
	id, ok := api.ID(asked.Get("of"))
	if ok && id > 0 {
		var one celebration.Celebration
		one, err = p.o.Store.Celebration(ctx, id)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			ok = false
		case err != nil:
			return f, wrong, err
		default:
			f.Donor = one.Donation.Donor
		}
	}
	if !ok {
		wrong = append(wrong, fault.InvalidField("donor", "filter.no_donor"))
	}
	return f, wrong, nil
}

// found counts what a filter matches on all of its pages.
func (p *Pages) found(ctx context.Context, f store.Filter) (foundView, error) {
	f.Before, f.After = 0, 0
	counted, err := p.o.Store.Found(ctx, f, 0)
	v := foundView{Count: counted.Count, More: counted.More, Narrow: narrow(f)}
	if !counted.More && counted.Rubles.Value().IsPositive() {
		v.Rubles = counted.Rubles
	}
	return v, err
}

// narrow reports whether a filter leaves donations out.
func narrow(f store.Filter) bool {
	return len(f.Statuses) > 0 || !f.From.IsZero() || !f.To.IsZero() || !f.Least.IsNone() || !f.Most.IsNone() || f.Donor != "" || f.Text != ""
}

func newFilterView(asked url.Values, f store.Filter, wrong []*fault.Error) filterView {
	v := filterView{
		Q: asked.Get("q"), From: asked.Get("from"), To: asked.Get("to"), Min: asked.Get("min_rub"), Max: asked.Get("max_rub"),
		Donor: f.Donor, Wrong: map[string]fault.Message{}, Narrow: narrow(f) || len(wrong) > 0,
	}
	v.Open = v.From+v.To+v.Min+v.Max != ""
	for _, m := range wrong {
		v.Wrong[m.Field] = m.Message()
	}
	start := queryWith(asked, map[string]string{"before": "", "after": ""})
	v.AnyDonor = withQuery(donationsPath, queryWith(start, map[string]string{"donor": "", "of": ""}))
	for _, name := range []string{"status", "of", "donor"} {
		for _, value := range asked[name] {
			v.Kept = append(v.Kept, keptValue{name, value})
		}
	}
	chip := func(key, status string, here bool) {
		v.Chips = append(v.Chips, filterChip{key, withQuery(donationsPath, queryWith(start, map[string]string{"status": status})), here})
	}
	chip("filter.all", "", len(f.Statuses) == 0)
	known := len(f.Statuses) == 0
	for _, g := range api.StatusGroups() {
		here := slices.Equal(f.Statuses, slices.Sorted(slices.Values(g.Statuses)))
		known = known || here
		chip("filter."+g.Name, g.Name, here)
	}
	if !known { // asked for by name: each of them can be left alone
		for _, status := range f.Statuses {
			chip("status."+string(status), string(status), true)
		}
	}
	return v
}

// live returns what Live keeps up to date on this page: the rows it shows,
// and on the first page how many came since.
func (v donationsView) live() string {
	ids := make([]string, len(v.Celebrations))
	for i, g := range v.Celebrations {
		ids[i] = fmt.Sprint(g.ID)
	}
	q := queryWith(v.asked, map[string]string{"before": "", "after": "", "ids": strings.Join(ids, ",")})
	if v.Newest != "" {
		q.Set("later", "1")
	}
	return listingPage + q.Encode()
}
