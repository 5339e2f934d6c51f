package outbound

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"streamspark/internal/standin"
	"streamspark/internal/standin/standintest"
)

// TestARequestThatNeverLeft: of these it is certain, so a paid request may
// be sent again.
func TestARequestThatNeverLeft(t *testing.T) {
	stopped, stop := context.WithCancel(t.Context())
	stop()
	for name, test := range map[string]struct {
		ctx     context.Context
		client  *Client
		address string
		says    string
	}{
		"refused connection": {t.Context(), New(nil), "http://" + deadHost(t), "refused"},
		"unknown host":       {t.Context(), lost(), "http://nowhere.invalid", "not found: is there an internet connection"},
		"no TLS there":       {t.Context(), New(nil), strings.Replace(answers(t, 200, "{}"), "http:", "https:", 1), "HTTP response to HTTPS"},
		"a stranger's TLS":   {t.Context(), New(nil), untrustedTLS(t), "certificate"},
		"stopped before":     {stopped, New(nil), answers(t, 200, "{}"), "stopped"},
	} {
		_, err := test.client.Do(test.ctx, Request{Method: http.MethodPost, URL: test.address, JSON: 1})
		var e *Failure
		if !errors.As(err, &e) || Sent(err) || !strings.Contains(says(err), test.says) || e.Status != 0 {
			t.Errorf("%s: sent %v, %v; want that it says %q", name, Sent(err), err, test.says)
		}
	}
}

// TestARequestThatMayHaveArrived: of these it is not certain.
func TestARequestThatMayHaveArrived(t *testing.T) {
	t.Parallel()
	s := standintest.Start(t, standin.Options{})
	client := New(nil)
	call := func(timeout time.Duration) error {
		_, err := client.Do(t.Context(), Request{
			Method: http.MethodPost, URL: s.AIMLURL() + "/v2/video/generations", Bearer: standin.AIMLKey, Timeout: timeout,
			JSON: map[string]string{"model": "google/veo3", "prompt": "x"},
		})
		return err
	}
	for kind, want := range map[standin.Kind]string{
		standin.Hang: "no answer in time", standin.HangBody: "no answer in time", standin.Lost: "cut", standin.Cut: "cut",
	} {
		timeout := 20 * time.Second
		if strings.HasPrefix(string(kind), "hang") {
			timeout = 300 * time.Millisecond
		}
		before := s.Requests(standin.PartSubmit)
		s.Set(standin.PartSubmit, standin.Fault{Kind: kind})
		err := call(timeout)
		if !Sent(err) || err == nil || !strings.Contains(says(err), want) {
			t.Errorf("%s: sent %v, %v", kind, Sent(err), err)
		}
		if got := s.Requests(standin.PartSubmit) - before; got != 1 {
			t.Errorf("%s: it was sent %d times", kind, got)
		}
		s.ClearFaults()
		if err := call(0); err != nil { // so that the next goes over a kept connection
			t.Errorf("after %s: %v", kind, err)
		}
	}
	if !Sent(errors.New("an error of which nothing is known")) {
		t.Error("an unknown error is taken as never sent")
	}
}

// TestAPostIsSentOnce: the standard transport may repeat some requests of
// its own accord; a paid one must not be among them.
func TestAPostIsSentOnce(t *testing.T) {
	var arrived atomic.Int32
	address := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if arrived.Add(1) == 1 {
			return
		}
		conn, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			t.Error(err)
			return
		}
		_ = conn.Close()
	})
	client := New(nil)
	for range 2 { // the second goes over the kept connection, which dies under it
		_, err := client.Do(t.Context(), Request{Method: http.MethodPost, URL: address, JSON: 1})
		if arrived.Load() == 2 && (err == nil || !Sent(err)) {
			t.Errorf("sent %v, %v", Sent(err), err)
		}
	}
	if got := arrived.Load(); got != 2 {
		t.Errorf("%d requests arrived, 2 were made", got)
	}
}

func TestStoppedOnTheWay(t *testing.T) {
	s := standintest.Start(t, standin.Options{})
	s.Set(standin.PartModels, standin.Fault{Kind: standin.Hang})
	ctx, stop := context.WithCancel(t.Context())
	go func() {
		for s.Requests(standin.PartModels) == 0 {
			time.Sleep(5 * time.Millisecond)
		}
		stop()
	}()
	_, err := New(nil).Do(ctx, Request{URL: s.AIMLURL() + "/v1/models"})
	if !errors.Is(err, context.Canceled) || !Sent(err) || !strings.Contains(says(err), "stopped") {
		t.Errorf("sent %v, %v", Sent(err), err)
	}
}

// deadHost is an address where nobody listens any more.
func deadHost(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	return listener.Addr().String()
}

// lost is a client whose look-ups all fail, as without a network.
func lost() *Client {
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.DialContext = func(_ context.Context, _, address string) (net.Conn, error) {
		return nil, &net.OpError{Op: "dial", Net: "tcp", Err: &net.DNSError{Err: "no such host", Name: address, IsNotFound: true}}
	}
	return New(transport)
}

func untrustedTLS(t *testing.T) string {
	t.Helper()
	server := httptest.NewUnstartedServer(http.NotFoundHandler())
	server.Config.ErrorLog = quiet()
	server.StartTLS()
	t.Cleanup(server.Close)
	return server.URL
}
