package donationalerts

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/rs/zerolog"
	"golang.org/x/time/rate"

	"streamspark/internal/celebration"
	"streamspark/internal/outbound"
)

// Name is the Source of donations that come from here.
const Name = "donationalerts"

// DonationAlerts allows 60 requests a minute, tokens and all: 57 and a burst
// of 2 stay below it in any minute.
const (
	requestsPerSecond = 0.95
	requestsAtOnce    = 2
)

// A renewal that is given up too early may cost the token, so it may take
// longer than a read.
const (
	readTimeout  = 20 * time.Second
	tokenTimeout = 30 * time.Second
)

// Keeper keeps small things over a restart. What is put is sealed by it, or
// its file is: there are tokens among it.
type Keeper interface {
	Get(ctx context.Context, key string) ([]byte, bool, error)
	Put(ctx context.Context, key string, value []byte) error
	Delete(ctx context.Context, key string) error
}

// Options is what a Source needs.
type Options struct {
	Client       *outbound.Client
	Network      *outbound.Network // the way of the realtime connection; nil: a plain one
	BaseURL      string            // "https://www.donationalerts.com"
	ClientID     string
	ClientSecret string
	RedirectURI  string

	// AccessToken is the direct token of the configuration. One that was set
	// by SetToken or OAuth, and kept, wins.
	AccessToken string

	Keep    Keeper
	Secrets Keeper // of the connection, which is sealed there

	// Deliver writes donations down, oldest first, and returns nil when they
	// are safe. It removes doubles itself, by (Source, ID).
	Deliver func(ctx context.Context, donations []celebration.Donation) error

	// Repeated is told the id of a donation that was pushed again after it
	// was shown: the streamer wants to see it once more. May be nil.
	Repeated func(ctx context.Context, id string)

	// Changed is told after State has changed, with no lock held and perhaps
	// by several goroutines at once. May be nil.
	Changed func()

	PollInterval time.Duration

	// RealtimeURL is "wss://centrifugo.donationalerts.com/connection/websocket";
	// empty: the list is polled and nothing else. While the realtime
	// connection is there the list is read every ReconcileInterval only, a
	// minute where 0.
	RealtimeURL       string
	ReconcileInterval time.Duration

	Log zerolog.Logger
	Now func() time.Time // time.Now where nil
}

// Source is the connection to one DonationAlerts account.
type Source struct {
	o       Options
	limit   *rate.Limiter
	read    time.Duration  // time limit of a read
	token   time.Duration  // time limit of a token request
	running sync.WaitGroup // renewals under way

	application atomic.Pointer[Application]

	patience patience      // of the realtime connection
	woken    chan struct{} // holds one: Run must look again at what is wanted

	writing sync.Mutex // held from the decision to keep a connection until it is in use
	polling sync.Mutex // held by a round
	place   place      // guarded by polling

	mu     sync.Mutex // guards what follows, never held while anything waits
	conn   connection
	epoch  int         // counts the tokens that the streamer gave; renewed ones are the same
	flight *flight     // the renewal under way; nil where there is none
	cancel func()      // ends the round under way; nil where there is none
	spare  *connection // a renewed pair that could not be kept yet
	dead   bool        // the access token is refused and cannot be renewed
	barred *Problem    // why the refresh token cannot be used any more
	early  time.Time   // a renewal ahead of time is not tried again before this
	paused time.Time   // DonationAlerts asked to be left alone until then
	health health      // of the rounds
	live   live        // the realtime connection
	clock  clock       // theirs, against ours
	told   State       // what Changed was told last
	closed bool
}

// New makes a source and takes up the connection that was kept.
func New(ctx context.Context, o Options) (*Source, error) {
	if o.Client == nil || o.Keep == nil || o.Secrets == nil || o.Deliver == nil {
		return nil, errors.New("donationalerts: Client, Keep, Secrets and Deliver are needed")
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.ReconcileInterval <= 0 {
		o.ReconcileInterval = time.Minute
	}
	o.BaseURL = strings.TrimRight(o.BaseURL, "/")
	o.AccessToken = strings.TrimSpace(o.AccessToken)
	s := &Source{
		o: o, limit: rate.NewLimiter(requestsPerSecond, requestsAtOnce),
		read: readTimeout, token: tokenTimeout,
		patience: ordinaryPatience(), woken: make(chan struct{}, 1),
	}
	kept, err := s.kept(ctx)
	if err != nil {
		return nil, fmt.Errorf("read the kept connection to DonationAlerts: %w", err)
	}
	if o.AccessToken != "" && !printable(o.AccessToken) {
		return nil, errors.New("donationalerts.access_token is no token: it holds spaces or signs that no token has")
	}
	s.application.Store(&Application{ID: o.ClientID, Secret: o.ClientSecret, RedirectURI: o.RedirectURI})
	s.conn = restore(kept, o.AccessToken)
	if s.conn.Since.IsZero() {
		s.conn.Since = o.Now()
	}
	s.told = s.State()
	return s, nil
}

// Start switches polling on. After a refused token it means: try once more.
func (s *Source) Start(ctx context.Context) error {
	return s.change(ctx, func(now connection) (connection, error) {
		if now.Access == "" && s.o.AccessToken != "" {
			now = restore(nil, s.o.AccessToken) // the configuration's token is given back
			now.Since = s.o.Now()
		}
		if now.Access == "" {
			return now, problem(CodeNoToken, nil)
		}
		now.Stopped = false
		return now, nil
	})
}

// Stop switches polling off, also over a restart, and ends the round that is
// under way.
func (s *Source) Stop(ctx context.Context) error {
	return s.change(ctx, func(now connection) (connection, error) {
		now.Stopped = true
		return now, nil
	})
}

// SetToken takes a token that the streamer made elsewhere, and starts
// polling with it; it cannot be renewed. The empty one clears and stops.
func (s *Source) SetToken(ctx context.Context, token string) error {
	token = strings.TrimSpace(token)
	if token == "" {
		return s.Disconnect(ctx)
	}
	if !printable(token) {
		return problem(CodeBadToken, nil)
	}
	scopes, _ := claims(token)
	return s.change(ctx, func(connection) (connection, error) {
		return connection{Access: token, Scopes: scopes, Since: s.o.Now()}, nil
	})
}

// Disconnect forgets the tokens and stops polling. The configuration's token
// is not used either until Start. Donations known so far stay known.
func (s *Source) Disconnect(ctx context.Context) error {
	return s.change(ctx, func(connection) (connection, error) {
		return connection{Cleared: true, Stopped: true}, nil
	})
}

// Close ends the round that is under way and waits for a renewal of the
// tokens, which must not be cut short, as long as ctx allows. Call it before
// the keeper goes away.
func (s *Source) Close(ctx context.Context) error {
	s.mu.Lock()
	s.closed = true
	if s.cancel != nil {
		s.cancel()
	}
	s.forget()
	s.mu.Unlock()
	done := make(chan struct{})
	go func() {
		s.running.Wait()
		close(done)
	}()
	select {
	case <-done:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("wait for the renewal of the DonationAlerts tokens: %w", ctx.Err())
	}
}

// printable reports whether a text can be a token: it goes into a header.
func printable(token string) bool {
	if len(token) > 8<<10 {
		return false
	}
	for i := range len(token) {
		if token[i] <= ' ' || token[i] > '~' {
			return false
		}
	}
	return true
}
