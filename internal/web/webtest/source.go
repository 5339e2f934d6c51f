package webtest

import (
	"context"
	"net/http"

	"github.com/rs/zerolog"

	"streamspark/internal/outbound"
	"streamspark/internal/provider"
	"streamspark/internal/secrets"
	"streamspark/internal/source"
	"streamspark/internal/source/donationalerts"
	"streamspark/internal/standin"
)

// SourceHost is the host by which the source calls its service.
const SourceHost = "donations.example"

// openSource opens the source that the streamer connects. Its requests go to
// the stand-in.
func (s *Server) openSource(sealed *secrets.Store) {
	s.T.Helper()
	values := s.Settings.Get().Values(donationalerts.Name).With("base_url", "http://"+SourceHost).With("realtime_url", "")
	opened, err := donationalerts.Open(s.T.Context(), provider.Setup{
		Values: values, Client: outbound.New(toStandIn{s}), Keep: s.Store, Secrets: sealed,
		Application: source.Application{ID: standin.ClientID, Secret: standin.ClientSecret, RedirectURI: s.Redirect()},
		Sink:        s.Pipeline.Deliver, Log: zerolog.New(s.Log),
	})
	if err != nil {
		s.T.Fatal(err)
	}
	s.Source = opened.(source.Account)
	s.T.Cleanup(func() { _ = s.Source.Close(context.Background()) })
}

// toStandIn sends the requests of the source to the stand-in.
type toStandIn struct{ s *Server }

// RoundTrip makes a request.
func (to toStandIn) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	r.URL.Host, r.URL.Path = to.s.StandIn().Host(), "/da"+r.URL.Path
	return http.DefaultTransport.RoundTrip(r)
}

// StandIn returns the stand-in of outside services. It starts with the first
// call.
func (s *Server) StandIn() *standin.Probe {
	s.standIn.Do(func() {
		started, err := standin.StartProbe(standin.Options{})
		if err != nil {
			panic(err)
		}
		s.T.Cleanup(func() { _ = started.Close() })
		s.started = started
	})
	return s.started
}

// Redirect returns where the browser comes back to from the consent page.
func (s *Server) Redirect() string {
	return s.Settings.Get().Server.PublicURL + "/api/da/oauth/callback"
}

// SetApplication configures another application and redirect address of the
// source.
func (s *Server) SetApplication(id, secret, redirect string) {
	s.Source.Configure(source.Application{ID: id, Secret: secret, RedirectURI: redirect})
}

// SetToken saves a token of the source, which its service need not know.
func (s *Server) SetToken(token string) {
	s.T.Helper()
	if err := s.Source.SetToken(s.T.Context(), token); err != nil {
		s.T.Fatal(err)
	}
}

// Connected saves a token that the service of the source accepts.
func (s *Server) Connected() {
	s.T.Helper()
	access, _ := s.StandIn().IssueTokens()
	s.SetToken(access)
}

// Poll reads the list of the source, which may fail: its state says so.
func (s *Server) Poll() { _ = s.Source.Poll(s.T.Context()) }
