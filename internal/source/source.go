// Package source defines what a source of donations is. A source is built
// with a Sink, and implements beside Source the interfaces of what it can do.
package source

import (
	"context"
	"net/http"

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
}

// Starter is a source that can be stopped and started.
type Starter interface {
	Start(ctx context.Context) error
	Stop(ctx context.Context) error
}

// Tester is a source that can be tried out. The test costs nothing.
type Tester interface {
	Test(ctx context.Context) (account string, donations int, err error)
}

// Disconnecter is a source that can forget its credentials.
type Disconnecter interface {
	Disconnect(ctx context.Context) error
}

// Receiver is a source that others send donations to. Receive authenticates
// the request by itself, and returns nil once its donation is recorded.
type Receiver interface {
	Receive(r *http.Request) error
}

// Rotator is a source whose senders sign with a secret.
type Rotator interface {
	Secret() string // empty: none
	// Rotate replaces the secret. The old one is invalid at once.
	Rotate(ctx context.Context) (secret string, err error)
}
