package donationalerts

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"time"

	"streamspark/internal/backoff"
	"streamspark/internal/fault"
	"streamspark/internal/outbound"
	"streamspark/internal/source"
)

const (
	channelPrefix = "$alerts:donation_"

	// joinTimeout is how long getting a channel token may take: nobody
	// answers pings meanwhile.
	joinTimeout = 25 * time.Second

	// queuedMessages is how many messages are read while others are recorded,
	// and batchFrames how many frames of them are recorded together.
	queuedMessages = 256
	batchFrames    = 500
)

// timing is how long the realtime connection waits.
type timing struct {
	silence time.Duration // without a frame or a ping it is dead
	first   time.Duration // after an ordinary end
	refused time.Duration // after the server refused us
	last    time.Duration // the longest wait
	health  time.Duration // a connection that lasted so long was a good one
}

func defaultTiming() timing {
	return timing{
		silence: time.Minute, first: time.Second, refused: 30 * time.Second,
		last: 5 * time.Minute, health: time.Minute,
	}
}

var (
	// errNotPrimed: until the list was read once, nobody knows what is older
	// than the connection.
	errNotPrimed = fault.New(fault.Retry, "donationalerts.not_primed")

	errUnsubscribed = fault.New(fault.Retry, "donationalerts.unsubscribed")
)

// realtime owns the realtime connection.
type realtime struct {
	o      *options
	client *client
	tokens *tokens
	list   *list
	notify func() // State may have changed
	timing timing
	woken  chan struct{} // holds one: run must see again what is wanted

	mu      sync.Mutex // guards what follows, never held while anything waits
	noScope bool       // the token may not subscribe
	failing bool       // the last try failed
	logged  bool       // and that was logged
	cancel  func()     // ends the connection; nil where there is none
}

// restart ends the connection and forgets what is known of it.
func (r *realtime) restart() {
	r.stop()
	r.mu.Lock()
	r.noScope, r.failing, r.logged = false, false, false
	r.mu.Unlock()
	r.wake()
}

// stop ends the connection.
func (r *realtime) stop() {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.cancel != nil {
		r.cancel()
		r.cancel = nil
	}
}

// wake makes run read again what is wanted. It never waits.
func (r *realtime) wake() {
	select {
	case r.woken <- struct{}{}:
	default:
	}
}

// word returns the word of State, the code of why donations are not pushed
// although they are wanted, and for which tokens that is.
func (r *realtime) word() (word, problem string, epoch int) {
	conn, epoch, usable := r.tokens.usable()
	_, closed, live := r.list.status()
	r.mu.Lock()
	defer r.mu.Unlock()
	switch {
	case r.o.RealtimeURL == "" || !usable || closed:
		return source.RealtimeOff, "", epoch
	case r.noScope || !maySubscribe(conn.Scopes):
		return source.RealtimeNoScope, codeRealtimeNoScope, epoch
	case live:
		return source.RealtimeOn, "", epoch
	case r.failing:
		return source.RealtimeConnecting, codeRealtimeDown, epoch
	}
	return source.RealtimeConnecting, "", epoch
}

// maySubscribe reports whether scopes allow to subscribe; unknown ones may.
func maySubscribe(scopes string) bool {
	known := strings.Fields(scopes)
	return len(known) == 0 || slices.Contains(known, scopeRealtime) || slices.Contains(known, "*")
}

// run keeps the connection: see Source.Run.
func (r *realtime) run(ctx context.Context) {
	for tries := 0; ctx.Err() == nil; {
		word, _, epoch := r.word()
		if word != source.RealtimeOn && word != source.RealtimeConnecting {
			r.notify()
			r.sleep(ctx, -1)
			tries = 0
			continue
		}
		began := time.Now()
		subscribed, err := r.connect(ctx, epoch)
		if ctx.Err() != nil || errors.Is(err, errChanged) {
			tries = 0
			continue
		}
		if subscribed && time.Since(began) >= r.timing.health || errors.Is(err, errNotPrimed) { // the rounds back off by themselves
			tries = 0
		}
		tries++
		wait := r.timing.wait(tries, err)
		r.failed(epoch, tries, wait, err)
		if r.sleep(ctx, wait) {
			tries = 0 // the streamer changed something: a reason to try at once
		}
	}
}

// sleep returns after d, or when woken; with d < 0 only when woken. It reports
// whether it was woken.
func (r *realtime) sleep(ctx context.Context, d time.Duration) bool {
	var over <-chan time.Time
	if d >= 0 {
		timer := time.NewTimer(d)
		defer timer.Stop()
		over = timer.C
	}
	select {
	case <-r.woken:
		return true
	case <-over:
	case <-ctx.Done():
	}
	return false
}

// wait returns how long to wait after so many failures in a row.
func (t timing) wait(tries int, err error) time.Duration {
	first := t.first
	if isRefusal(err) {
		first = t.refused
	}
	policy := backoff.Policy{First: first, Last: t.last, MaxAsked: outbound.LongestPause}
	return policy.Wait(tries, fault.After(err))
}

// isRefusal reports whether the server refused us in a way that the next try
// will hardly change.
func isRefusal(err error) bool {
	var end *closed
	if errors.As(err, &end) {
		return end.final
	}
	var reply *replyError
	if !errors.As(err, &reply) {
		return false
	}
	switch reply.code {
	case 100, 103, 105, 109, 110: // internal, wrong client, twice, expired: new tokens may help
		return false
	}
	return true
}

// connect makes one realtime connection and stays until it ends. The error
// says why; subscribed, whether donations were pushed.
func (r *realtime) connect(outer context.Context, epoch int) (subscribed bool, err error) {
	ctx, cancel := context.WithCancel(outer)
	defer cancel()
	r.mu.Lock()
	r.cancel = cancel
	r.mu.Unlock()
	if word, _, now := r.word(); now != epoch || word != source.RealtimeConnecting {
		return false, errChanged // before restart could cancel this one
	}
	r.notify()
	s, channel, err := r.join(ctx, epoch)
	if s != nil {
		defer s.close()
	}
	if err == nil {
		if err = r.list.pushes(epoch, true); err == nil {
			subscribed = true
			r.mu.Lock()
			r.failing, r.logged = false, false
			r.mu.Unlock()
			r.o.Log.Info().Msg("realtime connected")
			r.notify()
			err = r.read(ctx, epoch, s, channel)
			_ = r.list.pushes(epoch, false) // other tokens: nothing to note
		}
	}
	if ctx.Err() != nil {
		r.notify()
		return subscribed, errChanged
	}
	r.mu.Lock()
	r.cancel = nil
	r.noScope = r.noScope || forbidden(err)
	r.mu.Unlock()
	r.notify()
	return subscribed, err
}

// join asks for the tokens, which are good for this connection only, and
// subscribes. The socket must be closed also after an error.
func (r *realtime) join(ctx context.Context, epoch int) (s *socket, channel string, err error) {
	who, err := r.tokens.account(ctx, epoch)
	if err != nil {
		return nil, "", err
	}
	if err := r.list.prime(ctx, epoch, who.ID); err != nil {
		return nil, "", err
	}
	user, err := readUser(r.tokens.ask(ctx, epoch, r.client.get(userPath, nil)))
	if err != nil {
		return nil, "", err
	}
	token := user.text("socket_connection_token")
	if token == "" {
		return nil, "", broken("it has no token for the realtime connection")
	}
	s, err = dial(ctx, r.o.Network, r.o.RealtimeURL, r.timing.silence)
	if err != nil {
		return s, "", err
	}
	hello, subscribe := command{}, command{Method: methodSubscribe}
	hello.Params.Token = token
	said, err := s.call(hello)
	if err != nil {
		return s, "", err
	}
	channel = channelPrefix + who.ID
	subscribe.Params.Channel = channel
	limited, cancel := context.WithTimeout(ctx, joinTimeout)
	defer cancel()
	answer, err := r.tokens.ask(limited, epoch, r.client.subscription(channel, said.client))
	if err != nil {
		return s, "", err
	}
	if subscribe.Params.Token, err = readSubscription(answer, channel); err != nil {
		return s, "", err
	}
	_, err = s.call(subscribe)
	return s, channel, err
}

// failed records why there is no realtime connection.
func (r *realtime) failed(epoch, tries int, wait time.Duration, err error) {
	defer r.notify()
	if _, now := r.tokens.present(); now != epoch {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.failing = true
	if errors.Is(err, errNotPrimed) {
		return
	}
	event := r.o.Log.Debug()
	if !r.logged {
		event, r.logged = r.o.Log.Warn(), true
	}
	said := "the realtime connection is not there: it is tried again"
	if r.noScope {
		said = "the access token may not subscribe to new donations, so the list is read instead: connect again to have them at once"
	}
	event.Int("tries", tries).Dur("wait", wait).AnErr("cause", err).Msg(said)
}

// arrival is what one message brought, or several, and why there is none
// after it.
type arrival struct {
	frames []frame
	broken int
	err    error
}

// gather waits for a message and takes with it those that came meanwhile: the
// first donation is recorded at once, what comes during that is recorded
// together. It returns false after the last.
func gather(arrived <-chan arrival) (all arrival, open bool) {
	all, open = <-arrived
	for open && all.err == nil && len(all.frames) < batchFrames {
		select {
		case next, more := <-arrived:
			if !more {
				return all, true
			}
			all.frames, all.broken, all.err = append(all.frames, next.frames...), all.broken+next.broken, next.err
		default:
			return all, true
		}
	}
	return all, open
}

// read takes what is pushed until the connection ends. Beside it the list is
// read once; later rounds are made by whoever calls Poll.
func (r *realtime) read(ctx context.Context, epoch int, s *socket, channel string) error {
	ctx, cancel := context.WithCancel(ctx)
	var background sync.WaitGroup
	background.Go(func() { _ = r.list.poll(ctx) }) // its error is noted, and the next round tries again
	arrived := make(chan arrival, queuedMessages)
	background.Go(func() {
		defer close(arrived)
		for ctx.Err() == nil {
			frames, broken, err := s.next()
			select {
			case arrived <- arrival{frames, broken, err}:
			case <-ctx.Done():
			}
			if err != nil {
				return
			}
		}
	})
	defer func() {
		cancel()
		s.close()
		background.Wait()
	}()
	for {
		got, open := gather(arrived)
		if !open {
			return ctx.Err()
		}
		rows, missed, err := donationsIn(got, channel)
		repeated, failure := r.list.takePushed(ctx, epoch, rows)
		r.notify()
		for _, id := range repeated {
			if r.o.Repeated != nil {
				r.o.Repeated(ctx, id)
			}
		}
		if missed {
			r.list.demandRound()
		}
		if err = errors.Join(err, failure); err == nil {
			err = got.err
		}
		if err != nil {
			return err
		}
	}
}

// pushed is a donation that was pushed.
type pushed struct {
	row
	shown bool // it says that it was shown before: the streamer wants to see it again
}

// donationsIn returns the donations of frames, and whether some could not be
// read: the list has them.
func donationsIn(got arrival, channel string) (rows []pushed, missed bool, err error) {
	missed = got.broken > 0
	for _, f := range got.frames {
		switch {
		case f.id != 0 || f.channel != channel:
		case f.push == pushUnsubscribed:
			err = errUnsubscribed
		case f.push == pushPublication:
			raw := f.donation()
			read := readRow(raw)
			if read.number == 0 {
				missed = true
				continue
			}
			rows = append(rows, pushed{read, wasShown(raw)})
		}
	}
	return rows, missed, err
}
