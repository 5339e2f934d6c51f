package widget

import (
	"cmp"
	"context"
	"encoding/json"
	"maps"
	"slices"
	"time"

	"streamspark/internal/celebration"
	"streamspark/internal/money"
	"streamspark/internal/store"
)

// How much of the data a page is sent.
const (
	maxRows    = 20  // of a list
	maxCredits = 300 // names
	maxName    = 100 // characters
)

// kind is a kind of data that pages may need. What a widget is set to may bear on
// it, by the keys that widget/README.md names.
type kind struct {
	read    func(ctx context.Context, r *round, of *widgetState) (any, error)
	actions []string // what it lets the streamer do
}

// kinds are all that there are.
var kinds = map[string]kind{
	"credits": {read: readCredits},
	"last":    {read: readLast},
	"queue":   {read: readQueue},
	"sum":     {read: readSum, actions: []string{Restart}},
	"timer":   {read: readTimer, actions: []string{Restart, Pause, Resume, Add}},
	"top":     {read: readTop},
	"totals":  {read: readTotals},
}

func needs() []string { return slices.Sorted(maps.Keys(kinds)) }

// widgetState is a widget at the time of a round.
type widgetState struct {
	values values
	saved  saved
}

// sum is an amount of rubles for a page.
type sum struct {
	RUB  json.Number `json:"rub"`
	Text string      `json:"text"`
}

func (r *round) sum(rubles money.Amount) sum {
	return sum{json.Number(rubles.Decimal()), rubles.InLanguage(r.language)}
}

type row struct {
	ID     int64  `json:"id,omitempty"`
	Donor  string `json:"donor"` // empty: anonymous
	Amount string `json:"amount"`
	sum
}

func readLast(ctx context.Context, r *round, of *widgetState) (any, error) {
	given, err := r.w.o.Store.LastGiven(ctx, of.values.amount("least"), maxRows)
	rows := make([]row, len(given))
	for i, g := range given {
		rows[i] = row{ID: g.ID, Donor: celebration.Name(g.Donor, maxName), Amount: g.Amount.InLanguage(r.language), sum: r.sum(g.Rubles)}
	}
	return rows, err
}

func readTop(ctx context.Context, r *round, of *widgetState) (any, error) {
	donors, err := r.donors(ctx, of.values.text("period"))
	if err != nil {
		return nil, err
	}
	return r.rows(donors, maxRows), nil
}

// donors returns who gave in a period, the most generous first.
func (r *round) donors(ctx context.Context, period string) ([]store.Donor, error) {
	begin, ok := periods[period]
	if !ok { // all time
		return r.w.o.Store.TopDonors(ctx, 2*maxRows) // some may have no name that can be seen
	}
	t, err := r.tally(ctx, begin(r.w))
	if err != nil {
		return nil, err
	}
	return t.donors(), nil
}

// rows returns donors with names that can be seen, at most so many.
func (r *round) rows(donors []store.Donor, most int) []row {
	rows := []row{}
	for _, d := range donors {
		if name := celebration.Name(d.Name, maxName); name != "" && len(rows) < most {
			rows = append(rows, row{Donor: name, Amount: d.Rubles.InLanguage(r.language), sum: r.sum(d.Rubles)})
		}
	}
	return rows
}

type total struct {
	sum
	Donations int   `json:"donations"`
	SinceMS   int64 `json:"since"`
}

func (r *round) total(ctx context.Context, since time.Time) (total, error) {
	donations, rubles, err := r.w.o.Store.Since(ctx, since)
	return total{r.sum(rubles), donations, since.UnixMilli()}, err
}

// readSum counts from the last start anew, and before there is any from the
// beginning of the stream.
func readSum(ctx context.Context, r *round, of *widgetState) (any, error) {
	since := of.saved.Since
	if since.IsZero() {
		since = r.w.o.Stream()
	}
	return r.total(ctx, since)
}

func readTotals(ctx context.Context, r *round, _ *widgetState) (any, error) {
	all := map[string]total{}
	for name, begin := range periods {
		one, err := r.total(ctx, begin(r.w))
		if err != nil {
			return nil, err
		}
		all[name] = one
	}
	ever, err := r.w.o.Store.Totals(ctx)
	all["all"] = total{r.sum(ever.Rubles), ever.Donations, 0}
	return all, err
}

type timerData struct {
	Started bool   `json:"started"`
	Running bool   `json:"running"`
	Over    bool   `json:"over"`
	LeftMS  int64  `json:"left_ms"`           // of one that does not run
	EndsAt  int64  `json:"ends_at,omitempty"` // of one that runs
	AddedMS int64  `json:"added_ms"`
	Full    bool   `json:"full"` // donations add nothing more
	Last    *added `json:"last"`
}

type added struct {
	ID    int64  `json:"id"`
	Donor string `json:"donor"`
	MS    int64  `json:"ms"`
}

func readTimer(ctx context.Context, r *round, of *widgetState) (any, error) {
	if of.saved.Since.IsZero() {
		return timerData{LeftMS: of.values.seconds("base").Milliseconds()}, nil
	}
	t, err := r.tally(ctx, of.saved.Since)
	if err != nil {
		return nil, err
	}
	c := of.saved.count(t.inTime())
	ends := c.at.Add(c.left)
	d := timerData{Started: true, Running: c.running && !c.over, Over: c.over, LeftMS: c.left.Milliseconds(), AddedMS: c.added.Milliseconds()}
	if d.Running {
		d.EndsAt, d.LeftMS = ends.UnixMilli(), 0
		d.Over = !ends.After(r.now)
	}
	limit := time.Duration(c.rules.Limit) * time.Second
	d.Full = limit > 0 && c.added >= limit
	for _, g := range t.given {
		if c.last == g.ID {
			d.Last = &added{ID: g.ID, MS: c.lastAdd.Milliseconds()}
			if g.Shown {
				d.Last.Donor = celebration.Name(g.Donor, maxName)
			}
		}
	}
	return d, nil
}

type queueData struct {
	Playing *waiting  `json:"playing"`
	Next    []waiting `json:"next"`
	Waiting int       `json:"waiting"` // clips that are finished
	Making  int       `json:"making"`
}

type waiting struct {
	Celebration int64  `json:"celebration"`
	Donor       string `json:"donor"`
	Amount      string `json:"amount"`
	At          int64  `json:"at,omitempty"` // about when it begins; absent: nobody knows
	Ready       bool   `json:"ready"`
}

// guessed is how long a clip plays whose file does not say.
const guessed = 8 * time.Second

// readQueue lists what plays, then what is finished, then what is made, with the
// time at which each is expected.
func readQueue(ctx context.Context, r *round, _ *widgetState) (any, error) {
	open, err := r.w.o.Store.OpenPlaybacks(ctx)
	if err != nil {
		return nil, err
	}
	q := queueData{Next: []waiting{}}
	free := r.now // when the screen is
	for _, p := range open {
		if !p.Credits.IsZero() && p.State == celebration.PlaybackQueued {
			continue // they are last
		}
		one := waiting{p.Celebration, celebration.Name(p.Donor, maxName), p.Amount.InLanguage(r.language), 0, true}
		lasts := cmp.Or(p.Length(), guessed)
		if p.State != celebration.PlaybackQueued {
			q.Playing = &one
			if free = r.now.Add(lasts); !p.StartedAt.IsZero() {
				free = later(p.StartedAt.Add(lasts), r.now)
			}
			continue
		}
		q.Waiting++
		one.At, free = free.Truncate(time.Second).UnixMilli(), free.Add(lasts)
		q.Next = append(q.Next, one)
	}
	making, err := r.w.o.Store.InProgress(ctx, maxRows)
	if err != nil {
		return nil, err
	}
	if q.Making, err = r.w.o.Store.Making(ctx); err != nil {
		return nil, err
	}
	var left map[int64]time.Duration
	if r.w.o.Left != nil && len(making) > 0 {
		if left, err = r.w.o.Left(ctx); err != nil {
			return nil, err
		}
	}
	for _, c := range making {
		if c.Donation.Source == celebration.SourceManual { // it waits in the gallery
			continue
		}
		one := waiting{Celebration: c.ID, Donor: celebration.Name(c.Public().Donor, maxName), Amount: c.Donation.Amount.InLanguage(r.language)}
		if rest, known := left[c.ID]; known {
			one.At = later(r.now.Add(rest), free).Truncate(time.Second).UnixMilli()
		}
		q.Next = append(q.Next, one)
	}
	q.Next = q.Next[:min(len(q.Next), maxRows)]
	return q, nil
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

type creditsData struct {
	total
	Donors []row `json:"donors"`
	Shows  any   `json:"shows"`
}

func readCredits(ctx context.Context, r *round, _ *widgetState) (any, error) {
	begun := r.w.o.Stream()
	all, err := r.total(ctx, begun)
	if err != nil {
		return nil, err
	}
	donors, err := r.donors(ctx, "stream")
	if err != nil {
		return nil, err
	}
	shows, err := r.w.o.Shows(ctx, begun)
	return creditsData{all, r.rows(donors, maxCredits), shows}, err
}
