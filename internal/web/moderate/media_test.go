package moderate

import (
	"bufio"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/labstack/echo/v5"
)

// one is a listener of a single connection.
type one struct {
	net.Listener
	conns chan net.Conn
}

func (l one) Accept() (net.Conn, error) {
	if conn, ok := <-l.conns; ok {
		return conn, nil
	}
	return nil, net.ErrClosed
}

func (l one) Addr() net.Addr { return &net.TCPAddr{} }

func (l one) Close() error { return nil }

// TestASlowReaderGetsAllOfIt within much more than the server's limit; one that stops
// reading is left, and so is one that is slow where nothing gives it time.
func TestASlowReaderGetsAllOfIt(t *testing.T) {
	t.Parallel()
	const size, limit = 1 << 20, 20 * time.Second
	for name, tt := range map[string]struct {
		prepare func(*echo.Context)
		pause   time.Duration // after each 64 KiB
		isWhole bool
	}{
		"slow":             {flow, 15 * time.Second, true},
		"reads no more":    {flow, 10 * limit, false},
		"slow, not flowed": {func(*echo.Context) {}, 15 * time.Second, false},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ours, theirs := net.Pipe()
				ended := make(chan struct{})
				e := echo.New()
				e.GET("/", func(c *echo.Context) error {
					tt.prepare(c)
					defer close(ended)
					http.ServeContent(c.Response(), c.Request(), "a.mp4", time.Time{}, strings.NewReader(strings.Repeat("x", size)))
					return nil
				})
				l := one{conns: make(chan net.Conn, 1)}
				server := &http.Server{Handler: e, WriteTimeout: limit, ReadHeaderTimeout: limit}
				go func() { _ = server.Serve(l) }()
				l.conns <- ours
				if _, err := io.WriteString(theirs, "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"); err != nil {
					t.Fatal(err)
				}
				response, err := http.ReadResponse(bufio.NewReader(theirs), nil)
				if err != nil {
					t.Fatal(err)
				}
				read := int64(0)
				for err == nil {
					var n int64
					n, err = io.CopyN(io.Discard, response.Body, 1<<16)
					read += n
					time.Sleep(tt.pause)
				}
				if <-ended; (read == size) != tt.isWhole {
					t.Errorf("%d bytes of %d are read, %v", read, size, err)
				}
				close(l.conns)
				_, _, _ = theirs.Close(), response.Body.Close(), server.Close()
			})
		})
	}
}
