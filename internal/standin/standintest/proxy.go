package standintest

import (
	"context"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"
)

const proxyPatience = 10 * time.Second

// ProxyOptions say how a stand-in for a proxy is to be.
type ProxyOptions struct {
	SOCKS    bool              // SOCKS5; else HTTP with CONNECT
	User     string            // empty: it lets everybody in
	Password string            // of User
	Names    map[string]string // "host:port" as it is asked for, and where that is; all else is refused
}

// Proxy stands in for a proxy, and remembers where it was asked to connect.
type Proxy struct {
	o        ProxyOptions
	listener net.Listener
	open     sync.WaitGroup

	mu    sync.Mutex
	shut  bool
	conns map[net.Conn]struct{}
	asked []string
}

// startProxy listens on loopback.
func startProxy(o ProxyOptions) (*Proxy, error) {
	listener, err := new(net.ListenConfig).Listen(context.Background(), "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("start the stand-in for a proxy: %w", err)
	}
	p := &Proxy{o: o, listener: listener, conns: map[net.Conn]struct{}{}}
	p.open.Go(func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			p.open.Go(func() { p.serve(conn) })
		}
	})
	return p, nil
}

// Host returns "127.0.0.1:PORT".
func (p *Proxy) Host() string { return p.listener.Addr().String() }

// URL returns its address with user and password.
func (p *Proxy) URL() string {
	scheme, user := "http://", ""
	if p.o.SOCKS {
		scheme = "socks5://"
	}
	if p.o.User != "" {
		user = p.o.User + ":" + p.o.Password + "@"
	}
	return scheme + user + p.Host()
}

// Asked returns the places that it was asked to connect to, each once.
func (p *Proxy) Asked() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	all := slices.Clone(p.asked)
	slices.Sort(all)
	return slices.Compact(all)
}

// Close ends all connections.
func (p *Proxy) Close() error {
	err := p.listener.Close()
	p.mu.Lock()
	p.shut = true
	for conn := range p.conns {
		_ = conn.Close()
	}
	p.mu.Unlock()
	p.open.Wait()
	return err
}

// keep remembers an open connection. It reports whether there may be one.
func (p *Proxy) keep(conn net.Conn) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.shut {
		p.conns[conn] = struct{}{}
	}
	return !p.shut
}

func (p *Proxy) drop(conn net.Conn) {
	_ = conn.Close()
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.conns, conn)
}

func (p *Proxy) serve(conn net.Conn) {
	defer p.drop(conn)
	if !p.keep(conn) || conn.SetDeadline(time.Now().Add(proxyPatience)) != nil {
		return
	}
	var there net.Conn
	var err error
	if p.o.SOCKS {
		there, err = p.greetSOCKS(conn)
	} else {
		there, err = p.greetHTTP(conn)
	}
	if err != nil {
		return
	}
	defer p.drop(there)
	if !p.keep(there) || conn.SetDeadline(time.Time{}) != nil {
		return
	}
	p.open.Go(func() {
		_, _ = io.Copy(there, conn)
		_ = there.Close()
	})
	_, _ = io.Copy(conn, there)
}

// connect goes where a place is.
func (p *Proxy) connect(place string) (net.Conn, error) {
	p.mu.Lock()
	p.asked = append(p.asked, place)
	p.mu.Unlock()
	address, ok := p.o.Names[place]
	if !ok {
		return nil, errors.New("there is no such host")
	}
	return (&net.Dialer{Timeout: proxyPatience}).DialContext(context.Background(), "tcp", address)
}

// greetHTTP reads a CONNECT byte by byte: what follows is not ours.
func (p *Proxy) greetHTTP(conn net.Conn) (net.Conn, error) {
	var head strings.Builder
	for one := make([]byte, 1); !strings.HasSuffix(head.String(), "\r\n\r\n"); {
		if _, err := io.ReadFull(conn, one); err != nil || head.Len() > 8<<10 {
			return nil, errors.Join(err, errors.New("this is no request"))
		}
		head.Write(one)
	}
	refuse := func(status int) (net.Conn, error) {
		_, _ = fmt.Fprintf(conn, "HTTP/1.1 %d %s\r\nContent-Length: 0\r\n\r\n", status, http.StatusText(status))
		return nil, errors.New(http.StatusText(status))
	}
	words := strings.Fields(head.String())
	if len(words) < 3 || words[0] != http.MethodConnect {
		return refuse(http.StatusMethodNotAllowed)
	}
	entry := "\r\nProxy-Authorization: Basic " + base64.StdEncoding.EncodeToString([]byte(p.o.User+":"+p.o.Password)) + "\r\n"
	if p.o.User != "" && !strings.Contains(head.String(), entry) {
		return refuse(http.StatusProxyAuthRequired)
	}
	there, err := p.connect(words[1])
	if err != nil {
		return refuse(http.StatusBadGateway)
	}
	_, err = io.WriteString(conn, "HTTP/1.1 200 Connection established\r\n\r\n")
	return there, err
}

// greetSOCKS follows RFC 1928 and 1929.
func (p *Proxy) greetSOCKS(conn net.Conn) (net.Conn, error) {
	methods, err := counted(conn, 2)
	if err != nil {
		return nil, err
	}
	method := byte(0)
	if p.o.User != "" {
		method = 2
	}
	if !slices.Contains(methods, method) {
		_, _ = conn.Write([]byte{5, 0xff})
		return nil, errors.New("no common way to sign in")
	}
	if _, err := conn.Write([]byte{5, method}); err != nil {
		return nil, err
	}
	if method == 2 {
		if err := p.signIn(conn); err != nil {
			return nil, err
		}
	}
	head := make([]byte, 4)
	if _, err := io.ReadFull(conn, head); err != nil {
		return nil, err
	}
	host, err := socksHost(conn, head[3])
	port := make([]byte, 2)
	if _, portErr := io.ReadFull(conn, port); err != nil || portErr != nil {
		return nil, errors.Join(err, portErr)
	}
	there, err := p.connect(net.JoinHostPort(host, fmt.Sprint(binary.BigEndian.Uint16(port))))
	answer := []byte{5, 0, 0, 1, 0, 0, 0, 0, 0, 0}
	if err != nil {
		answer[1] = 4 // host unreachable
	}
	_, writeErr := conn.Write(answer)
	return there, errors.Join(err, writeErr)
}

func (p *Proxy) signIn(conn net.Conn) error {
	user, err := counted(conn, 2)
	if err != nil {
		return err
	}
	password, err := counted(conn, 1)
	if err != nil {
		return err
	}
	answer := []byte{1, 0}
	if string(user) != p.o.User || string(password) != p.o.Password {
		answer[1] = 1
		_, _ = conn.Write(answer)
		return errors.New("the password is wrong")
	}
	_, err = conn.Write(answer)
	return err
}

// socksHost reads an address of a kind: a name, or a number.
func socksHost(conn net.Conn, kind byte) (string, error) {
	switch kind {
	case 3:
		name, err := counted(conn, 1)
		return string(name), err
	case 1, 4:
		ip := make([]byte, 4*int(kind))
		_, err := io.ReadFull(conn, ip)
		return net.IP(ip).String(), err
	}
	return "", errors.New("an address of an unknown kind")
}

// counted reads a head of so many bytes, the last of which counts what follows.
func counted(conn net.Conn, head int) ([]byte, error) {
	begin := make([]byte, head)
	if _, err := io.ReadFull(conn, begin); err != nil {
		return nil, err
	}
	rest := make([]byte, begin[head-1])
	_, err := io.ReadFull(conn, rest)
	return rest, err
}
