package donationalerts

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"sync"
	"time"

	"streamspark/internal/backoff"
	"streamspark/internal/celebration"
	"streamspark/internal/fault"
)

// keyCursor and the account's id are the name of the document that has its
// cursor.
const keyCursor = "donationalerts.cursor."

const (
	// maxRoundPages is the most pages that one round reads: with the rate
	// limit about 20 s. A longer reading goes on in the next round.
	maxRoundPages = 20

	// maxListPages is the most pages that List reads: about two minutes.
	maxListPages = 100

	// maxPushed is how many pushed ids above the cursor are remembered. A
	// round forgets them; only an account whose list cannot be read gets that
	// far.
	maxPushed = 10_000
)

// cursor is how far the list of an account was read.
type cursor struct {
	First uint64 `json:"first"` // the newest id at the very first reading
	Last  uint64 `json:"last"`  // everything up to this id was taken
}

// list owns what is known of the list: where its reading stands, which
// donations were pushed ahead of it, and how the rounds went.
type list struct {
	o      *options
	client *client
	tokens *tokens
	notify func() // State may have changed

	polling sync.Mutex // held by a round
	place   place      // guarded by polling

	mu     sync.Mutex // guards what follows, never held while anything waits
	cancel func()     // ends the round under way; nil where there is none
	closed bool
	health health

	live   bool      // donations are pushed
	next   time.Time // while live: no round is needed before this
	asked  int       // counts the demands for a round
	at     cursor    // of the account of the tokens
	pushed map[uint64]bool
}

// place is where the reading stands between rounds.
type place struct {
	epoch   int
	seen    map[string]bool // the ids of the last finished reading
	reading *reading        // one that is not finished; nil where there is none
}

// health is how the rounds went.
type health struct {
	lastPoll  time.Time
	good      bool // the last answer was a good one
	problem   *fault.Error
	logged    string // the failure that was logged last, until a good round
	tries     int    // failed rounds since the last good one
	retryAt   time.Time
	errors    int
	donations int
}

// restart ends the round under way and forgets its problems, but not the
// counts.
func (l *list) restart(newTokens bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.cancel != nil {
		l.cancel()
	}
	l.live, l.next, l.at, l.pushed = false, time.Time{}, cursor{}, nil
	l.health.fresh()
	l.health.good = l.health.good && !newTokens // nobody has asked with these yet
}

func (h *health) fresh() { h.problem, h.tries, h.retryAt, h.logged = nil, 0, time.Time{}, "" }

// close ends the round under way and lets none begin.
func (l *list) close() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.closed = true
	if l.cancel != nil {
		l.cancel()
	}
}

// poll makes one round: see Source.Poll.
func (l *list) poll(ctx context.Context) error {
	defer l.notify()
	if !l.polling.TryLock() {
		return nil
	}
	defer l.polling.Unlock()
	inner, cancel := context.WithCancel(ctx)
	defer cancel()
	epoch, asked, ok := l.begin(cancel)
	if !ok {
		return nil
	}
	began := l.o.Now()
	err := l.round(inner, epoch)
	if err == nil && l.place.reading == nil {
		l.reconciled(epoch, asked, began)
	}
	return l.finish(ctx, inner, err)
}

// begin reports whether a round may be made now, and for which demand.
func (l *list) begin(cancel func()) (epoch, asked int, ok bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.o.Now()
	_, epoch, usable := l.tokens.usable()
	if l.closed || !usable || now.Before(l.health.retryAt) || now.Before(l.client.pausedUntil()) || l.live && now.Before(l.next) {
		return 0, 0, false
	}
	l.cancel = cancel
	return epoch, l.asked, true
}

// round reads up to maxRoundPages pages, and delivers what is new once the
// reading has reached the cursor.
func (l *list) round(ctx context.Context, epoch int) error {
	who, err := l.tokens.account(ctx, epoch)
	if err != nil {
		return err
	}
	if l.place.epoch != epoch {
		l.place = place{epoch: epoch}
	}
	if l.place.reading == nil {
		at, known, err := l.cursorOf(ctx, who.ID)
		if err != nil {
			return err
		}
		l.place.reading = newReading(at, known)
	}
	r := l.place.reading
	for range maxRoundPages {
		if r.done { // by now, or in a round before that could not deliver it
			break
		}
		p, err := l.page(ctx, epoch, r.next)
		if err != nil {
			return err
		}
		l.mu.Lock()
		l.health.lastPoll = l.o.Now()
		l.mu.Unlock()
		if err := r.take(p, l.since()); err != nil {
			l.place.reading = nil
			return err
		}
	}
	if r.done {
		return l.deliverReading(ctx, who.ID, r)
	}
	l.o.Log.Info().Int("pages", r.next-1).Msg("many donations were missed: reading further back")
	return nil
}

// page reads one page of the list.
func (l *list) page(ctx context.Context, epoch, number int) (page, error) {
	r := l.client.get(donationsPath, url.Values{"page": {strconv.Itoa(number)}})
	answer, err := l.tokens.ask(ctx, epoch, r)
	if err != nil {
		return page{}, err
	}
	return readPage(answer, number, l.o.Now().Add(l.client.drift()))
}

// since returns when the present connection was made, by the server's clock.
// Where that is not known, everything that is there counts as older. The list
// has whole seconds: what was given in the second of the connection was given
// after it. The two clocks are compared to a second.
func (l *list) since() time.Time {
	conn, _ := l.tokens.present()
	drift := l.client.drift()
	switch {
	case conn.Since.IsZero():
		return l.o.Now().Add(drift)
	case conn.ByTheirs || drift == 0:
		return conn.Since.Truncate(time.Second)
	}
	return conn.Since.Add(drift - time.Second).Truncate(time.Second)
}

// deliverReading delivers what a finished reading found, oldest first, and
// then moves the cursor.
func (l *list) deliverReading(ctx context.Context, account string, r *reading) error {
	if r.first {
		// Saved before anything is delivered: what is new is above it, even
		// if the program dies here.
		if err := l.saveCursor(ctx, account, r.at); err != nil {
			return err
		}
	}
	fresh := oldestFirst(slices.DeleteFunc(slices.Clone(r.rows), func(x row) bool {
		return l.place.seen[x.donation.ID]
	}))
	donations := make([]celebration.Donation, len(fresh))
	at, counted := r.at, 0
	l.mu.Lock()
	for i, x := range fresh {
		donations[i] = x.donation
		donations[i].Older = x.number <= r.at.First && (x.number > 0 || r.first)
		if x.number > r.at.Last && !l.pushed[x.number] {
			counted++
		}
		at.Last = max(at.Last, x.number)
	}
	l.mu.Unlock()
	if err := l.deliver(ctx, donations, counted); err != nil {
		return err
	}
	if at != r.at {
		if err := l.saveCursor(ctx, account, at); err != nil {
			return err
		}
	}
	l.moved(l.place.epoch, at)
	l.place.seen, l.place.reading = r.ids, nil
	return nil
}

// deliver delivers donations, read or pushed. The counted ones are those that
// are certainly new.
func (l *list) deliver(ctx context.Context, donations []celebration.Donation, counted int) error {
	if len(donations) == 0 {
		return nil
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	drift := l.client.drift()
	for i := range donations {
		donations[i].ClockAhead = drift
	}
	if err := l.o.Sink(ctx, donations); err != nil {
		return failed(codeNotRecorded, err)
	}
	l.mu.Lock()
	l.health.donations += counted
	l.mu.Unlock()
	return nil
}

// finish records how a round ended and returns its error. A round that was
// ended from outside counts as nothing.
func (l *list) finish(outer, inner context.Context, err error) error {
	if err == nil && inner.Err() == nil {
		l.recovered()
		return nil
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.cancel = nil
	switch {
	case outer.Err() != nil:
		return outer.Err()
	case inner.Err() != nil, errors.Is(err, errChanged):
		return nil // the streamer changed the connection
	}
	e := explain(err)
	h := &l.health
	h.errors++
	h.tries++
	h.problem, h.good = e, false
	h.retryAt = time.Time{}
	if _, _, usable := l.tokens.usable(); usable { // else the tokens are not used again at all
		wait := max(backoff.Step().Wait(h.tries, e.After), l.o.PollInterval)
		h.retryAt = l.o.Now().Add(wait)
	}
	if s := signature(e); s != h.logged {
		h.logged = s
		l.o.Log.Warn().Err(e).AnErr("cause", e.Cause).Msg("the donations could not be read")
	}
	return e
}

// recovered records that DonationAlerts answers as it should: the next round
// may come at once.
func (l *list) recovered() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.cancel = nil
	if l.health.logged != "" {
		l.o.Log.Info().Int("failed_rounds", l.health.tries).Msg("DonationAlerts works again")
	}
	l.health.fresh()
	l.health.good = true
}

// status returns how the rounds went, whether the list is closed, and whether
// donations are pushed.
func (l *list) status() (h health, closed, live bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.health, l.closed, l.live
}

// confirmed records that an access token was accepted.
func (l *list) confirmed(access string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	conn, _ := l.tokens.present()
	l.health.good = l.health.good || conn.Access == access
}

// ended records why the tokens of the epoch are not accepted.
func (l *list) ended(epoch int, e *fault.Error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.current(epoch) {
		l.health.problem, l.health.good = e, false
	}
}

// current reports whether the epoch is the present one. mu is held, so that
// restart comes before or after all that depends on it.
func (l *list) current(epoch int) bool {
	_, now := l.tokens.present()
	return now == epoch
}

// reconciled records that everything that was there when a round began was
// taken, unless another round was asked for since.
func (l *list) reconciled(epoch, asked int, began time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.current(epoch) && l.asked == asked {
		l.next = began.Add(l.o.ReconcileInterval)
	}
}

// pushes records whether donations are pushed. What came before is read from
// the list: the server does not repeat it.
func (l *list) pushes(epoch int, live bool) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if !l.current(epoch) {
		return errChanged
	}
	l.live = live
	l.demand()
	return nil
}

// demandRound asks for a round at the next poll.
func (l *list) demandRound() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.demand()
}

func (l *list) demand() {
	l.next = time.Time{}
	l.asked++
}

// moved records how far the list was read.
func (l *list) moved(epoch int, at cursor) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if !l.current(epoch) || at.Last < l.at.Last {
		return
	}
	l.at = at
	for id := range l.pushed {
		if id <= at.Last {
			delete(l.pushed, id)
		}
	}
}

// takePushed delivers pushed donations, and returns the ids of those that
// the streamer asked to see once more. It never moves the cursor: the next
// round does, after it has seen them in the list.
func (l *list) takePushed(ctx context.Context, epoch int, rows []pushed) (repeated []string, err error) {
	var donations []celebration.Donation
	counted, now := 0, map[uint64]bool{} // those of this call
	l.mu.Lock()
	if !l.current(epoch) {
		l.mu.Unlock()
		return nil, errChanged
	}
	for _, p := range rows {
		known := p.number <= l.at.Last || l.pushed[p.number] || now[p.number]
		now[p.number] = true
		if p.shown && known {
			repeated = append(repeated, p.donation.ID)
		}
		if p.shown && p.number <= l.at.First {
			continue // from before the connection: to be shown again, not to be celebrated
		}
		donations = append(donations, p.donation)
		if !known {
			counted++
		}
	}
	l.mu.Unlock()
	if err := l.deliver(ctx, donations, counted); err != nil {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		l.o.Log.Warn().Err(err).Int("donations", len(donations)).Msg("pushed donations could not be recorded: they are read from the list")
		l.demandRound()
		return nil, nil
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.current(epoch) {
		if l.pushed == nil || len(l.pushed) >= maxPushed {
			l.pushed = map[uint64]bool{}
		}
		for id := range now {
			if id > l.at.Last {
				l.pushed[id] = true
			}
		}
	}
	return repeated, nil
}

// prime ensures that the list was read once before pushes count: what is
// older than the connection is known from then on.
func (l *list) prime(ctx context.Context, epoch int, account string) error {
	at, known, err := l.cursorOf(ctx, account)
	if err == nil && !known {
		_ = l.poll(ctx) // its error is noted
		at, known, err = l.cursorOf(ctx, account)
	}
	switch {
	case err != nil:
		return err
	case !known:
		return errNotPrimed
	}
	l.moved(epoch, at)
	return nil
}

// cursorOf reads how far an account was read; false at its very first
// reading. One that is not readable counts as that: what is on page 1 is then
// recorded and not celebrated.
func (l *list) cursorOf(ctx context.Context, account string) (cursor, bool, error) {
	raw, ok, err := l.o.Keep.Get(ctx, keyCursor+account)
	if err != nil {
		return cursor{}, false, failed(codeNotSaved, fmt.Errorf("read the cursor: %w", err))
	}
	if !ok {
		return cursor{}, false, nil
	}
	var c cursor
	if readable := json.Unmarshal(raw, &c) == nil; !readable {
		l.o.Log.Warn().Str("account", account).Msg("the saved cursor is not readable; the list counts as new")
		return cursor{}, false, nil
	}
	return c, true, nil
}

func (l *list) saveCursor(ctx context.Context, account string, c cursor) error {
	raw, err := json.Marshal(c)
	if err != nil {
		return fmt.Errorf("encode the cursor: %w", err)
	}
	if err := l.o.Keep.Put(ctx, keyCursor+account, raw); err != nil {
		return failed(codeNotSaved, fmt.Errorf("save the cursor: %w", err))
	}
	return nil
}

// read returns the donations of the list from one moment until before
// another: see Source.List.
func (l *list) read(ctx context.Context, from, to time.Time) ([]celebration.Donation, error) {
	_, epoch := l.tokens.present()
	rows, err := l.rowsSince(ctx, epoch, from)
	if err != nil {
		return nil, err
	}
	who, err := l.tokens.account(ctx, epoch)
	if err != nil {
		return nil, err
	}
	at, known, err := l.cursorOf(ctx, who.ID)
	if err != nil {
		return nil, err
	}
	since, drift := l.since(), l.client.drift()
	var found []celebration.Donation
	for _, r := range rows {
		d := r.donation
		if !d.CreatedAt.IsZero() && (d.CreatedAt.Before(from) || !d.CreatedAt.Before(to)) {
			continue
		}
		// As in the rounds, those of before the first connection are not celebrated.
		d.Older = known && r.number > 0 && r.number <= at.First || !known && d.CreatedAt.Before(since)
		d.ClockAhead = drift // its age is judged by their clock
		found = append(found, d)
	}
	return found, nil
}

// rowsSince reads pages until one on which everything is older.
func (l *list) rowsSince(ctx context.Context, epoch int, from time.Time) ([]row, error) {
	r := newReading(cursor{}, true)
	for range maxListPages {
		p, err := l.page(ctx, epoch, r.next)
		if err != nil {
			return nil, err
		}
		restarted, err := r.add(p)
		if !restarted && (!p.more || p.before(from)) {
			return r.rows, nil
		}
		if err != nil {
			return nil, err
		}
	}
	return nil, refused(codeTooLong, nil)
}
