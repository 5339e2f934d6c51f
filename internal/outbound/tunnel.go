package outbound

import (
	"bufio"
	"context"
	"crypto/tls"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"golang.org/x/net/proxy"

	"streamspark/internal/fault"
)

const maxProxyAnswer = 64 << 10

// proxyTrouble returns trouble with a proxy, or with the way behind it.
func proxyTrouble(code string, args ...any) *problem {
	return &problem{fault.Say(code, args...), true}
}

func noEntry(proxy string) *problem { return proxyTrouble("outbound.proxy_password", "proxy", proxy) }

// tunnel opens a connection to "host:port" through a proxy. Every error is
// a *problem with the proxy, unless the caller gave up.
func tunnel(ctx context.Context, by *url.URL, target string, trust *tls.Config) (net.Conn, error) {
	ctx, cancel := context.WithTimeout(ctx, 2*connectTime)
	defer cancel()
	var conn net.Conn
	var err error
	if strings.HasPrefix(by.Scheme, "socks5") {
		conn, err = throughSOCKS(ctx, by, target)
	} else {
		conn, err = throughHTTP(ctx, by, target, trust)
	}
	var known *problem
	switch {
	case err == nil:
		return conn, nil
	case errors.As(err, &known) && known.onTheWay:
		return nil, known
	case errors.Is(err, context.Canceled):
		return nil, err
	}
	return nil, proxyTrouble("outbound.proxy_closed", "proxy", withPort(by), "host", target, "problem", plain(err))
}

// proxyDialer connects to the proxy itself.
type proxyDialer struct{ name string }

func (d proxyDialer) Dial(network, address string) (net.Conn, error) {
	return d.DialContext(context.Background(), network, address)
}

func (d proxyDialer) DialContext(ctx context.Context, network, address string) (net.Conn, error) {
	conn, err := (&net.Dialer{Timeout: connectTime}).DialContext(ctx, network, address)
	if err != nil && !errors.Is(err, context.Canceled) {
		return nil, proxyTrouble("outbound.proxy_silent", "proxy", d.name, "problem", plain(err))
	}
	return conn, err
}

// throughSOCKS has a SOCKS5 proxy connect, which resolves the name.
func throughSOCKS(ctx context.Context, by *url.URL, target string) (net.Conn, error) {
	name := withPort(by)
	var auth *proxy.Auth
	if by.User != nil {
		password, _ := by.User.Password()
		auth = &proxy.Auth{User: by.User.Username(), Password: password}
	}
	dialer, err := proxy.SOCKS5("tcp", name, auth, proxyDialer{name})
	if err != nil {
		return nil, err
	}
	conn, err := dialer.(proxy.ContextDialer).DialContext(ctx, "tcp", target)
	if err == nil {
		return conn, nil
	}
	var op *net.OpError
	var known *problem
	if errors.As(err, &known) || !errors.As(err, &op) || op.Timeout() {
		return nil, err
	}
	said := strings.TrimPrefix(op.Err.Error(), "unknown error ")
	if strings.Contains(said, "authentication") {
		return nil, noEntry(name)
	}
	return nil, trouble("outbound.other", "words", said)
}

// throughHTTP has an HTTP proxy connect, which resolves the name.
func throughHTTP(ctx context.Context, by *url.URL, target string, trust *tls.Config) (net.Conn, error) {
	conn, err := proxyDialer{withPort(by)}.DialContext(ctx, "tcp", withPort(by))
	if err != nil {
		return nil, err
	}
	stop := context.AfterFunc(ctx, func() { _ = conn.SetDeadline(time.Unix(1, 0)) })
	opened, err := ask(ctx, conn, by, target, trust)
	if !stop() && err == nil {
		err = ctx.Err()
	}
	if err != nil {
		_ = conn.Close()
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		return nil, err
	}
	return opened, nil
}

// ask sends CONNECT and reads the answer.
func ask(ctx context.Context, conn net.Conn, by *url.URL, target string, trust *tls.Config) (net.Conn, error) {
	if by.Scheme == "https" {
		config := &tls.Config{MinVersion: tls.VersionTLS12}
		if trust != nil {
			config = trust.Clone()
		}
		config.ServerName = by.Hostname()
		secure := tls.Client(conn, config)
		if err := secure.HandshakeContext(ctx); err != nil {
			return nil, err
		}
		conn = secure
	}
	header := http.Header{"User-Agent": {userAgent}}
	if by.User != nil {
		password, _ := by.User.Password()
		header.Set("Proxy-Authorization", "Basic "+base64.StdEncoding.EncodeToString([]byte(by.User.Username()+":"+password)))
	}
	request := &http.Request{Method: http.MethodConnect, URL: &url.URL{Opaque: target}, Host: target, Header: header}
	if err := request.Write(conn); err != nil {
		return nil, err
	}
	// Whoever is behind the proxy does not speak first, so nothing of theirs
	// is in this buffer. The body of this answer is the tunnel itself.
	answer, err := http.ReadResponse(bufio.NewReader(io.LimitReader(conn, maxProxyAnswer)), request) //nolint:bodyclose // see above
	if err != nil {
		return nil, err
	}
	switch answer.StatusCode {
	case http.StatusOK:
		return conn, nil
	case http.StatusProxyAuthRequired:
		return nil, noEntry(withPort(by))
	}
	return nil, trouble("outbound.proxy_answered", "status", fmt.Sprintf("%d %s", answer.StatusCode, http.StatusText(answer.StatusCode)))
}
