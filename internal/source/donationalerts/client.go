package donationalerts

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"streamspark/internal/fault"
	"streamspark/internal/outbound"
)

// DonationAlerts allows 60 requests a minute, token requests included: 57 and
// a burst of 2 stay below it in any minute.
const (
	requestsPerSecond = 0.95
	burst             = 2
)

// A token request that is given up too early may cost the token, so it may
// take longer than a read.
const (
	readTimeout  = 20 * time.Second
	tokenTimeout = 30 * time.Second
)

const (
	userPath      = "/user/oauth"
	donationsPath = "/alerts/donations"
	subscribePath = "/centrifuge/subscribe"

	// unnamed is the account of a token that may not ask whose it is.
	unnamed = "default"
)

// client makes requests, all within one rate limit, and none while
// DonationAlerts asked for a pause.
type client struct {
	http        *outbound.Client
	base        string
	limit       *rate.Limiter
	read, token time.Duration // timeouts
	now         func() time.Time

	mu     sync.Mutex // guards what follows
	paused time.Time  // until then no request is made
	clock  clock
}

func newClient(o *options) *client {
	return &client{
		http: o.Client, base: o.BaseURL, limit: rate.NewLimiter(requestsPerSecond, burst),
		read: readTimeout, token: tokenTimeout, now: o.Now,
	}
}

// get returns a read request.
func (c *client) get(path string, query url.Values) outbound.Request {
	return outbound.Request{URL: c.base + "/api/v1" + path, Query: query, Timeout: c.read}
}

// grant makes a token request.
func (c *client) grant(ctx context.Context, r outbound.Request) (*outbound.Answer, error) {
	r.Timeout = c.token
	return c.send(ctx, r)
}

// send makes a request.
func (c *client) send(ctx context.Context, r outbound.Request) (*outbound.Answer, error) {
	if err := c.limit.Wait(ctx); err != nil {
		return nil, fmt.Errorf("wait for the rate limit: %w", err)
	}
	began := c.now()
	if left := c.pausedUntil().Sub(began); left > 0 {
		e := failed(codeBusy, nil)
		e.After = left
		return nil, e
	}
	answer, err := c.http.Do(ctx, r)
	c.mu.Lock()
	defer c.mu.Unlock()
	failure, _ := outbound.FailureOf(err)
	switch {
	case answer != nil:
		c.clock.note(answer.Header, began, c.now())
	case failure != nil && failure.Refusal != nil:
		c.clock.note(failure.Refusal, began, c.now())
		if after := fault.After(err); after > 0 && (failure.Status == http.StatusTooManyRequests || failure.Status >= 500) {
			c.paused = c.now().Add(min(after, outbound.LongestPause))
		}
	}
	return answer, err
}

func (c *client) pausedUntil() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.paused
}

// resume ends a pause: the streamer wants to know now.
func (c *client) resume() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.paused = time.Time{}
}

// ahead returns how far their clock is ahead of ours, and whether that is
// known.
func (c *client) ahead() (time.Duration, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.clock.ahead(c.now())
}

// drift returns ahead where the two clocks clearly differ, else 0.
func (c *client) drift() time.Duration {
	if ahead, _ := c.ahead(); ahead.Abs() > maxDrift {
		return ahead
	}
	return 0
}

// readAccount reads whose the token of a request is.
func readAccount(answer *outbound.Answer, err error) (account, error) {
	if forbidden(err) {
		return account{ID: unnamed}, nil
	}
	user, err := readUser(answer, err)
	if err != nil {
		return account{}, err
	}
	id := user.integer("id")
	if id == 0 {
		return account{}, broken("it has no account id")
	}
	who := account{ID: strconv.FormatUint(id, 10), Name: name(user.text("name"))}
	if who.Name == "" {
		who.Name = name(user.text("code"))
	}
	return who, nil
}

func readUser(answer *outbound.Answer, err error) (fields, error) {
	if err != nil {
		return nil, err
	}
	var envelope struct {
		Data fields `json:"data"`
	}
	if err := answer.Decode(&envelope); err != nil {
		return nil, failed(codeBroken, err)
	}
	return envelope.Data, nil
}

// subscription returns the request for a token with which a realtime client
// may subscribe to a channel. It may be made twice.
func (c *client) subscription(channel, realtimeClient string) outbound.Request {
	r := c.get(subscribePath, nil)
	r.Method, r.Limit = http.MethodPost, 1<<20
	r.JSON = map[string]any{"channels": []string{channel}, "client": realtimeClient}
	return r
}

func readSubscription(answer *outbound.Answer, channel string) (token string, err error) {
	var list struct {
		Channels []fields `json:"channels"`
	}
	if err := answer.Decode(&list); err != nil {
		return "", failed(codeBroken, err)
	}
	for _, c := range list.Channels {
		if c.text("channel") == channel && c.text("token") != "" {
			return c.text("token"), nil
		}
	}
	return "", broken("it has no token for the channel")
}
