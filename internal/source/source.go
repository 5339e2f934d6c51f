// Package source defines what a source of donations is. A source is opened by
// the function of its descriptor, with a Sink. It is an Account, has a Webhook,
// or both.
package source

import (
	"context"
	"net/http"
	"time"

	"streamspark/internal/celebration"
	"streamspark/internal/fault"
)

// Sink records donations, oldest first. It returns nil once they are on the
// disk, and ignores those that it has, by source and id.
type Sink func(ctx context.Context, donations []celebration.Donation) error

// Status is how a source stands.
type Status struct {
	Configured bool         // donations can come in, or the streamer can sign in
	Connected  bool         // it works
	Account    string       // whose donations these are; empty: unknown
	Problem    *fault.Error // or nil
}

// Source is where donations come from.
type Source interface {
	ID() string // celebration.Donation.Source of its donations
	Status() Status
	Disconnect(ctx context.Context) error // forgets its credentials
	Webhook() *Webhook                    // nil: nobody can send it donations
}

// Webhook takes the donations that others send to a source, signed with its
// secret.
type Webhook struct {
	// Receive authenticates the request by itself, and returns nil once its
	// donation is recorded.
	Receive func(r *http.Request) error
	Secret  func() string // empty: none
	// Rotate replaces the secret. The old one is invalid at once.
	Rotate func(ctx context.Context) (secret string, err error)
	// Example returns a command that sends a signed donation to an address.
	Example func(address string) string
}

// The words of State.Realtime.
const (
	RealtimeOff        = "off"        // not wanted: no address, no good token, or polling is stopped
	RealtimeConnecting = "connecting" // not there, and tried again; the list is polled meanwhile
	RealtimeOn         = "on"         // donations are pushed; the list is read now and then
	RealtimeNoScope    = "no_scope"   // the token may not subscribe: the list is polled
)

// State is how an Account stands. It can be compared.
type State struct {
	Configured  bool // ClientID, a secret and RedirectURI are there: signing in works
	ClientID    string
	HasSecret   bool
	RedirectURI string // where the browser comes back to
	RegisterURL string // where the streamer registers an application

	HasToken       bool   // there is a token, good or not
	TokenEnding    string // the last four characters of a long token, to know it by
	Connected      bool   // the token was accepted, and the last answer was a good one
	NeedsReconnect bool   // only connecting again, or another token, helps
	Polling        bool   // the list is being read; false for a refused token too
	Account        string // the name, where it is known

	Realtime        string // one of the words above
	RealtimeProblem string // the code of why donations are not pushed; empty where they are, or are not wanted

	LastPoll  time.Time    // when a page of the list was last read; zero: not yet
	Problem   *fault.Error // what went wrong last, or nil
	RetryAt   time.Time    // not asked again before this; zero: at the next poll
	Errors    int          // failed rounds since the program's start
	Row       int          // failed rounds in a row, up to the last one
	Donations int          // new donations taken since the program's start

	// ClockAhead is how far their clock is ahead of this computer's, in whole
	// minutes; 0 where both agree within a minute, or nobody knows.
	ClockAhead time.Duration
}

// Account is a source that the streamer connects in a browser, and whose list
// is read. Of its errors those of the kind fault.Permanent need the streamer.
type Account interface {
	Source
	State() State
	Start(ctx context.Context) error
	Stop(ctx context.Context) error
	// Test asks for the account and its list, and records nothing.
	Test(ctx context.Context) (account string, donations int, err error)

	// AuthorizeURL returns where the browser goes to consent. If keys of the
	// configuration are missing, the argument "missing" of its error has them.
	AuthorizeURL(state string) (string, error)
	Connect(ctx context.Context, code string) error // with the code that came back
	SetToken(ctx context.Context, token string) error
	Configure(a Application) // for the next sign-in; the present connection goes on

	Run(ctx context.Context) error // until ctx ends
	Poll(ctx context.Context) error
	// List returns the donations between two moments, and records nothing.
	List(ctx context.Context, from, to time.Time) ([]celebration.Donation, error)
	Close(ctx context.Context) error
}

// Application is the OAuth application that the streamer registered.
type Application struct{ ID, Secret, RedirectURI string }
