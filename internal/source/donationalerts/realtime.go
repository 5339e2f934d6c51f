package donationalerts

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"streamspark/internal/backoff"
	"streamspark/internal/celebration"
	"streamspark/internal/outbound"
)

const (
	subscribePath = "/centrifuge/subscribe"
	channelPrefix = "$alerts:donation_"

	// joinLimit is how long getting a channel token may take: nobody answers
	// pings meanwhile.
	joinLimit = 25 * time.Second
)

// patience is how long the realtime connection waits for what.
type patience struct {
	silence time.Duration // without a frame or a ping: it is dead
	first   time.Duration // after an ordinary cut
	refused time.Duration // after the server did not want us as we are
	last    time.Duration // the longest wait
	health  time.Duration // a connection that lasted so long was a good one
}

func ordinaryPatience() patience {
	return patience{
		silence: time.Minute, first: time.Second, refused: 30 * time.Second,
		last: 5 * time.Minute, health: time.Minute,
	}
}

// errNotPrimed says that the list has not been read yet: until it was, nobody
// knows what is older than the connection.
var errNotPrimed = errors.New("the list of donations was not read yet")

// errUnsubscribed says that the server stopped the channel.
var errUnsubscribed = errors.New("the realtime server ended the subscription")

// Run keeps the realtime connection while there is a token that may listen
// and polling is not stopped, until ctx ends. Poll must be called beside it,
// at PollInterval: it reads the list as often as is needed.
func (s *Source) Run(ctx context.Context) error {
	if s.o.RealtimeURL == "" {
		return nil
	}
	for tries := 0; ctx.Err() == nil; {
		epoch, ok := s.wanted()
		if !ok {
			s.tell()
			s.pass(ctx, -1)
			tries = 0
			continue
		}
		began := time.Now()
		subscribed, err := s.connected(ctx, epoch)
		if ctx.Err() != nil || errors.Is(err, errChanged) {
			tries = 0
			continue
		}
		if subscribed && time.Since(began) >= s.patience.health {
			tries = 0
		}
		if errors.Is(err, errNotPrimed) {
			tries = 0 // Poll has a back-off of its own
		}
		tries++
		wait := s.patience.wait(tries, err)
		s.lost(epoch, tries, wait, err)
		if s.pass(ctx, wait) {
			tries = 0 // the streamer changed something: a reason to try at once
		}
	}
	return nil
}

// pass sleeps, for ever with d < 0, and reports whether it was woken.
func (s *Source) pass(ctx context.Context, d time.Duration) bool {
	var over <-chan time.Time
	if d >= 0 {
		timer := time.NewTimer(d)
		defer timer.Stop()
		over = timer.C
	}
	select {
	case <-s.woken:
		return true
	case <-over:
	case <-ctx.Done():
	}
	return false
}

// wait returns how long to wait after so many failures running, give or take a
// fifth, so that many do not come back at once.
func (p patience) wait(tries int, err error) time.Duration {
	wait := p.first
	if unwelcome(err) {
		wait = p.refused
	}
	policy := backoff.Policy{First: wait, Last: p.last, MaxAsked: outbound.LongestPause}
	return policy.Wait(tries, celebration.RetryAfter(err))
}

// unwelcome reports whether the server refused us in a way that the next try
// will hardly change.
func unwelcome(err error) bool {
	var bye *closed
	if errors.As(err, &bye) {
		return bye.final
	}
	var refused *replyError
	if !errors.As(err, &refused) {
		return false
	}
	switch refused.code {
	case 100, 103, 105, 109, 110: // internal, wrong client, twice, expired: new tokens may help
		return false
	}
	return true
}

// connected makes one realtime connection and stays until it ends. The error
// says why; subscribed, whether donations were pushed.
func (s *Source) connected(outer context.Context, epoch int) (subscribed bool, err error) {
	ctx, cancel := context.WithCancel(outer)
	defer cancel()
	s.mu.Lock()
	if s.epoch != epoch || s.closed {
		s.mu.Unlock()
		return false, errChanged
	}
	s.live.end = cancel
	s.mu.Unlock()
	s.tell()
	w, channel, err := s.join(ctx, epoch)
	if w != nil {
		defer w.hangUp()
	}
	if err == nil {
		if err = s.joined(epoch); err == nil {
			subscribed = true
			err = s.listen(ctx, epoch, w, channel)
		}
	}
	s.mu.Lock()
	if s.epoch == epoch {
		s.live.on, s.live.end = false, nil
		s.live.barred = s.live.barred || forbidden(err)
	}
	s.mu.Unlock()
	s.tell()
	if ctx.Err() != nil {
		return subscribed, errChanged
	}
	return subscribed, err
}

// join asks for the tokens, which are good for this connection only, and
// subscribes. The connection must be hung up also after an error.
func (s *Source) join(ctx context.Context, epoch int) (w *wire, channel string, err error) {
	who, err := s.account(ctx, epoch)
	if err != nil {
		return nil, "", err
	}
	if err := s.prime(ctx, epoch, who.ID); err != nil {
		return nil, "", err
	}
	answer, err := s.ask(ctx, epoch, userPath, nil)
	if err != nil {
		return nil, "", err
	}
	var user struct {
		Data fields `json:"data"`
	}
	if err := answer.Decode(&user); err != nil {
		return nil, "", problem(CodeBroken, err)
	}
	token := user.Data.text("socket_connection_token")
	if token == "" {
		return nil, "", problem(CodeBroken, errors.New("there is no token for the realtime connection in it"))
	}
	w, err = s.dial(ctx, s.o.RealtimeURL, s.patience.silence)
	if err != nil {
		return w, "", err
	}
	hello := command{}
	hello.Params.Token = token
	said, err := w.say(hello)
	if err != nil {
		return w, "", err
	}
	subscribe := command{Method: methodSubscribe}
	subscribe.Params.Channel = channelPrefix + who.ID
	if subscribe.Params.Token, err = s.channelToken(ctx, epoch, subscribe.Params.Channel, said.client); err != nil {
		return w, "", err
	}
	_, err = w.say(subscribe)
	return w, subscribe.Params.Channel, err
}

// prime sees to it that the list was read once before pushes count: what is
// older than the connection is known from then on.
func (s *Source) prime(ctx context.Context, epoch int, account string) error {
	at, known, err := s.cursorOf(ctx, account)
	if err == nil && !known {
		_ = s.Poll(ctx) // its error is noted
		at, known, err = s.cursorOf(ctx, account)
	}
	switch {
	case err != nil:
		return err
	case !known:
		return errNotPrimed
	}
	s.moved(epoch, at)
	return nil
}

// channelToken asks for the token that lets this client into the channel.
func (s *Source) channelToken(ctx context.Context, epoch int, channel, client string) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, joinLimit)
	defer cancel()
	answer, err := s.askWith(ctx, epoch, outbound.Request{
		Method: http.MethodPost, URL: s.o.BaseURL + "/api/v1" + subscribePath,
		JSON:  map[string]any{"channels": []string{channel}, "client": client},
		Limit: 1 << 20, Timeout: s.read,
	})
	if err != nil {
		return "", err
	}
	var list struct {
		Channels []fields `json:"channels"`
	}
	if err := answer.Decode(&list); err != nil {
		return "", problem(CodeBroken, err)
	}
	for _, c := range list.Channels {
		if c.text("channel") == channel && c.text("token") != "" {
			return c.text("token"), nil
		}
	}
	return "", problem(CodeBroken, errors.New("there is no token for the channel in it"))
}

// lost notes why there is no realtime connection.
func (s *Source) lost(epoch, tries int, wait time.Duration, err error) {
	defer s.tell()
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.epoch != epoch {
		return
	}
	s.live.words = "The realtime connection to DonationAlerts is not there."
	if errors.Is(err, errNotPrimed) {
		return
	}
	event := s.o.Log.Debug()
	if !s.live.logged {
		event, s.live.logged = s.o.Log.Warn(), true
	}
	said := fmt.Sprintf("The realtime connection to DonationAlerts is not there; it is tried again in %s.", wait.Round(time.Second/10))
	if s.live.barred {
		said = "The access token may not listen to new donations: the list is read instead. Connect DonationAlerts again to have them at once."
	}
	event.Int("tries", tries).AnErr("cause", err).Msg(said)
}
