// Package standin stands in for the services that StreamSpark talks to:
// DonationAlerts, three exchange-rate services, AIML, Gemini, three that
// speak, and Telegram. It serves them all on one loopback port with the same paths, parameters, answers and errors
// as the real ones, and breaks them on request. The demo and the tests of
// the adapters use it; in a demo a person makes donations as a viewer would
// and lets things break. Everything it holds is in memory.
package standin

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"html/template"
	"net"
	"net/http"
	"net/netip"
	"sync"
	"time"

	"github.com/rs/zerolog"
)

//go:embed media/clip.mp4
var clipMP4 []byte

//go:embed media/clip.webm
var clipWebM []byte

// Options say how the stand-ins behave. The zero value is good.
type Options struct {
	// Addr is where to listen, on loopback; "127.0.0.1:0" where empty.
	Addr string
	// Clip is the video that finished AIML jobs serve, MP4 or WebM; a tiny
	// MP4 of two seconds with sound where nil.
	Clip []byte
	// Films lets each job make one of the films of the demo, which its prompt
	// chooses, in place of Clip.
	Films bool
	// JobTime is how long an AIML job takes; with 0 it is done at the first poll.
	JobTime time.Duration
	// RateLimit holds a Probe to the limit of DonationAlerts: 60 requests a minute.
	RateLimit bool
	// TokenLife is how long an access token of DonationAlerts lives; a year where 0.
	TokenLife time.Duration
	// SocketPing is the time between the pings of the realtime socket; 25 s where 0.
	SocketPing time.Duration
	Log        zerolog.Logger
}

// Server is all stand-ins together. All its methods may be called at any
// time from anywhere.
type Server struct {
	log    zerolog.Logger
	addr   string
	server *http.Server
	closed chan struct{} // closed by Close: hanging answers end

	closeMu  sync.Mutex // orders the last request against Close
	shut     bool
	handlers sync.WaitGroup
	serving  chan struct{} // closed when the listener's loop has ended

	pages    *template.Template
	mux      *http.ServeMux
	faults   faults
	account  account
	list     donationList
	realtime realtime
	rates    rateTable
	aiml     jobs
	gemini   interactions
	speech   speeches

	questions questions
	pictures  pictures
	telegram  telegram
}

// Start listens on loopback and serves all stand-ins.
func Start(o Options) (*Server, error) {
	if o.Addr == "" {
		o.Addr = "127.0.0.1:0"
	}
	if err := onLoopback(o.Addr); err != nil {
		return nil, err
	}
	pages, err := readPages()
	if err != nil {
		return nil, fmt.Errorf("read the pages of the stand-ins: %w", err)
	}
	listener, err := new(net.ListenConfig).Listen(context.Background(), "tcp", o.Addr)
	if err != nil {
		return nil, fmt.Errorf("start the stand-ins on %s: %w", o.Addr, err)
	}
	s := &Server{
		log:     o.Log,
		addr:    listener.Addr().String(),
		pages:   pages,
		closed:  make(chan struct{}),
		serving: make(chan struct{}),
	}
	s.faults.start()
	s.account.start(o.TokenLife)
	s.rates.start()
	s.realtime.start(o.SocketPing)
	s.aiml.start(o.Clip, o.JobTime)
	s.telegram.start()
	s.speech.files = map[string][]byte{}
	if o.Films {
		if s.aiml.films, err = readFilms(); err != nil {
			return nil, errors.Join(err, listener.Close())
		}
	}
	s.mux = s.routes()
	s.server = &http.Server{Handler: s.mux, ReadHeaderTimeout: 10 * time.Second}
	go func() {
		defer close(s.serving)
		if err := s.server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
			s.log.Error().Err(err).Msg("the stand-ins stopped serving")
		}
	}()
	return s, nil
}

// Close stops listening, ends every answer that hangs and waits for all of them.
func (s *Server) Close() error {
	s.closeMu.Lock()
	if s.shut {
		s.closeMu.Unlock()
		return nil
	}
	s.shut = true
	close(s.closed)
	s.closeMu.Unlock()
	err := s.server.Close()
	<-s.serving
	s.handlers.Wait()
	return err
}

// enter admits a request, unless the server is closed.
func (s *Server) enter() bool {
	s.closeMu.Lock()
	defer s.closeMu.Unlock()
	if s.shut {
		return false
	}
	s.handlers.Add(1)
	return true
}

// wait holds a request up for a while, or for ever with d < 0. It reports
// whether the time passed with both sides still there.
func (s *Server) wait(ctx context.Context, d time.Duration) bool {
	var passed <-chan time.Time
	if d >= 0 {
		timer := time.NewTimer(d)
		defer timer.Stop()
		passed = timer.C
	}
	select {
	case <-passed:
		return true
	case <-ctx.Done():
	case <-s.closed:
	}
	return false
}

// Host returns the address that the server listens on, as "127.0.0.1:PORT".
func (s *Server) Host() string { return s.addr }

// URL returns where it listens, without a slash at its end.
func (s *Server) URL() string { return "http://" + s.addr }

// DonationAlertsURL returns the base address of DonationAlerts.
func (s *Server) DonationAlertsURL() string { return s.URL() + "/da" }

// AIMLURL returns the base address of AIML.
func (s *Server) AIMLURL() string { return s.URL() + "/aiml" }

// onLoopback refuses to show stand-ins, which need no password, to a network.
func onLoopback(addr string) error {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return fmt.Errorf("the address of the stand-ins %q is not HOST:PORT", addr)
	}
	if ip, err := netip.ParseAddr(host); host != "localhost" && (err != nil || !ip.IsLoopback()) {
		return fmt.Errorf("the stand-ins listen on loopback only, not on %q", host)
	}
	return nil
}
