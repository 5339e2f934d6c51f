package donationalerts

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/rs/zerolog"

	"streamspark/internal/celebration"
	"streamspark/internal/locale"
	"streamspark/internal/outbound"
	"streamspark/internal/provider"
)

// clockwork is a server without a network, so that minutes pass at once. It
// notes when it was asked.
type clockwork struct {
	mu     sync.Mutex
	times  []time.Time
	answer func(r *http.Request, n int) (status int, header http.Header, body string)
}

func (c *clockwork) RoundTrip(r *http.Request) (*http.Response, error) {
	c.mu.Lock()
	c.times = append(c.times, time.Now())
	n := len(c.times)
	c.mu.Unlock()
	status, header, body := c.answer(r, n)
	if err := r.Context().Err(); err != nil {
		return nil, err
	}
	if header == nil {
		header = http.Header{}
	}
	return &http.Response{StatusCode: status, Header: header, Request: r, Body: io.NopCloser(strings.NewReader(body))}, nil
}

func (c *clockwork) source(t *testing.T) *Source {
	t.Helper()
	s, err := open(t.Context(), &options{
		Setup: provider.Setup{
			Client: outbound.New(c), Keep: &memory{values: map[string][]byte{}}, Secrets: &memory{values: map[string][]byte{}},
			Sink: func(context.Context, []celebration.Donation) error { return nil }, Log: zerolog.Nop(),
		},
		BaseURL: "http://donations.test", AccessToken: "direct-token", PollInterval: 2 * time.Second, ReconcileInterval: time.Minute, Now: time.Now,
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

const emptyList = `{"data":[],"links":{"next":null},"meta":{"last_page":1,"total":0}}`

func good(r *http.Request, _ int) (int, http.Header, string) {
	if strings.HasSuffix(r.URL.Path, userPath) {
		return 200, nil, `{"data":{"id":5,"name":"S"}}`
	}
	return 200, nil, emptyList
}

func TestNeverMoreThan60RequestsAMinute(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server := &clockwork{answer: good}
		s := server.source(t)
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
		defer cancel()
		var group sync.WaitGroup
		for range 5 { // all who may ask at once, as fast as they can
			group.Go(func() {
				for ctx.Err() == nil {
					if _, _, err := s.Test(ctx); err != nil {
						time.Sleep(time.Second) // the end is too near for one more
					}
				}
			})
		}
		group.Go(func() {
			for ctx.Err() == nil {
				_ = s.Poll(ctx)
				time.Sleep(100 * time.Millisecond)
			}
		})
		group.Wait()
		if len(server.times) < 200 {
			t.Fatalf("only %d requests in 5 minutes", len(server.times))
		}
		for i, from := range server.times {
			within := 0
			for _, at := range server.times[i:] {
				if at.Sub(from) < time.Minute {
					within++
				}
			}
			if within > 60 {
				t.Fatalf("%d requests within a minute", within)
			}
		}
	})
}

func TestBackOffGrowsAndEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		down := true
		server := &clockwork{}
		server.answer = func(r *http.Request, n int) (int, http.Header, string) {
			if down {
				return 500, nil, `{"message":"Server Error"}`
			}
			return good(r, n)
		}
		s := server.source(t)
		start := time.Now()
		for time.Since(start) < 10*time.Minute {
			_ = s.Poll(t.Context())
			time.Sleep(2 * time.Second)
		}
		// 2, 4, 8 … 64 and then 120 s, give or take a fifth: 6 and then 3 to 6.
		if n := len(server.times); n < 8 || n > 14 {
			t.Errorf("%d requests in 10 minutes of failure", n)
		}
		if s.State().Errors != len(server.times) {
			t.Errorf("%d errors", s.State().Errors)
		}
		down = false
		time.Sleep(3 * time.Minute)
		if err := s.Poll(t.Context()); err != nil || s.State().LastPoll.IsZero() || s.State().Problem != nil {
			t.Errorf("after it: %v, %+v", err, s.State())
		}
	})
}

func TestRetryAfterIsObeyed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server := &clockwork{}
		server.answer = func(r *http.Request, n int) (int, http.Header, string) {
			if n == 3 { // whose it is, the list, the list again
				return 429, http.Header{"Retry-After": {"300"}}, `{"message":"Too Many Attempts."}`
			}
			return good(r, n)
		}
		s := server.source(t)
		start := time.Now()
		for time.Since(start) < 10*time.Minute {
			_ = s.Poll(t.Context())
			time.Sleep(2 * time.Second)
		}
		if pause := server.times[3].Sub(server.times[2]); pause < 300*time.Second || pause > 310*time.Second {
			t.Errorf("asked again after %s", pause)
		}
		if s.State().Errors != 1 || len(server.times) < 100 {
			t.Errorf("%d requests, state %+v", len(server.times), s.State())
		}
	})
}

func TestAHangingServerIsLeft(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server := &clockwork{}
		server.answer = func(r *http.Request, n int) (int, http.Header, string) {
			if n == 2 {
				<-r.Context().Done()
			}
			return good(r, n)
		}
		s := server.source(t)
		p := asProblem(t, s.Poll(t.Context()))
		if p.Code != codeTrouble && p.Code != codeUnreachable || !strings.Contains(locale.English().Detail(p), "no answer in time") {
			t.Errorf("problem %q: %v", p.Code, p)
		}
		time.Sleep(time.Minute)
		if err := s.Poll(t.Context()); err != nil {
			t.Error(err)
		}
	})
}

func TestALongOutageWithinTheLimit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const total = 3000
		server := &clockwork{}
		have := 0
		server.answer = func(r *http.Request, n int) (int, http.Header, string) {
			if strings.HasSuffix(r.URL.Path, userPath) {
				return good(r, n)
			}
			var page int
			_, _ = fmt.Sscan(r.URL.Query().Get("page"), &page)
			var rows []string
			for id := have - (page-1)*30; id > 0 && len(rows) < 30; id-- {
				rows = append(rows, fmt.Sprintf(`{"id":%d,"amount":5,"currency":"RUB"}`, id))
			}
			return 200, nil, `{"data":[` + strings.Join(rows, ",") + `]}`
		}
		s := server.source(t)
		var taken []celebration.Donation
		s.o.Sink = func(_ context.Context, d []celebration.Donation) error {
			taken = append(taken, d...)
			return nil
		}
		_ = s.Poll(t.Context())
		have = total
		for start := time.Now(); len(taken) == 0 && time.Since(start) < 10*time.Minute; {
			if err := s.Poll(t.Context()); err != nil {
				t.Fatal(err)
			}
			time.Sleep(2 * time.Second)
		}
		if len(taken) != total || taken[0].ID != "1" || taken[total-1].ID != fmt.Sprint(total) {
			t.Errorf("%d of %d were taken", len(taken), total)
		}
		if s.State().Donations != total {
			t.Errorf("%d are counted", s.State().Donations)
		}
	})
}
