// Package webhook takes donations that other programs send, signed by the
// Standard Webhooks specification.
//
// A request carries webhook-id, webhook-timestamp and webhook-signature. It
// is recorded before it is answered, so a sender that gets no answer sends it
// again; the id of the donation keeps it one donation.
package webhook

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"sync"
	"time"

	"streamspark/internal/celebration"
	"streamspark/internal/fault"
	"streamspark/internal/provider"
	"streamspark/internal/source"
)

// ID is the Source of the donations that come from here.
const ID = "webhook"

// Document is the name under which the secret is kept.
const Document = "webhook.secret"

// MaxBody is the limit of a body, in bytes.
const MaxBody = 64 << 10

// Options are what a Source needs.
type Options struct {
	Secrets provider.Documents // sealed, and hidden from the log
	Sink    source.Sink
	Now     func() time.Time // time.Now where nil
}

// Source receives signed donations.
type Source struct {
	o Options

	rotating sync.Mutex // held while a new secret is saved

	mu     sync.Mutex // guards secret
	secret string
}

// Descriptor declares the source.
func Descriptor() provider.Descriptor {
	return provider.Descriptor{
		ID: ID, Kind: provider.KindSource, Group: ID, Sealed: []string{Document},
		Source: func(ctx context.Context, s provider.Setup) (source.Source, error) {
			return New(ctx, Options{Secrets: s.Secrets, Sink: s.Sink})
		},
	}
}

// New returns a source with the secret that was kept, or with none.
func New(ctx context.Context, o Options) (*Source, error) {
	if o.Now == nil {
		o.Now = time.Now
	}
	s := &Source{o: o}
	document, found, err := o.Secrets.Get(ctx, Document)
	if err != nil {
		return nil, fmt.Errorf("read the secret of the webhook: %w", err)
	}
	if found {
		if err := json.Unmarshal(document, &s.secret); err != nil {
			return nil, fmt.Errorf("read the secret of the webhook: %w", err)
		}
	}
	return s, nil
}

// ID returns the name of the source.
func (s *Source) ID() string { return ID }

// Webhook returns how others send donations here.
func (s *Source) Webhook() *source.Webhook {
	return &source.Webhook{
		Receive: s.Receive, Secret: s.Secret, Rotate: s.Rotate,
		Example: func(address string) string { return Example(s.Secret(), address) },
	}
}

// Status reports whether there is a secret: without one nothing comes in.
func (s *Source) Status() source.Status {
	made := s.Secret() != ""
	return source.Status{Configured: made, Connected: made}
}

// Secret returns the secret that senders sign with, or "".
func (s *Source) Secret() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.secret
}

// Rotate makes a new secret and returns it once it is saved. The old one is
// invalid at once: it may be replaced because others know it.
func (s *Source) Rotate(ctx context.Context) (string, error) {
	random := make([]byte, 32)
	_, _ = rand.Read(random) // never fails
	secret := secretPrefix + base64.StdEncoding.EncodeToString(random)
	return secret, s.replace(ctx, secret)
}

// Disconnect forgets the secret: nothing is accepted until there is a new one.
func (s *Source) Disconnect(ctx context.Context) error { return s.replace(ctx, "") }

func (s *Source) replace(ctx context.Context, secret string) error {
	s.rotating.Lock()
	defer s.rotating.Unlock()
	document, err := json.Marshal(secret)
	if err != nil {
		return err
	}
	if err := s.o.Secrets.Put(ctx, Document, document); err != nil {
		return fmt.Errorf("save the secret of the webhook: %w", err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.secret = secret
	return nil
}

// Receive verifies a request and records its donation.
func (s *Source) Receive(r *http.Request) error {
	body, err := io.ReadAll(io.LimitReader(r.Body, MaxBody+1))
	var large *http.MaxBytesError
	if len(body) > MaxBody || errors.As(err, &large) {
		return fault.New(fault.TooLarge, "webhook.too_large")
	}
	if err != nil {
		return fmt.Errorf("read the body: %w", err)
	}
	at, err := verify(s.Secret(), r.Header, body, s.o.Now())
	if err != nil {
		return err
	}
	d, err := readDonation(body)
	if err != nil {
		return err
	}
	d.CreatedAt = at
	if d.ID == "" {
		d.ID = r.Header.Get(headerID)
	}
	return s.o.Sink(r.Context(), []celebration.Donation{d})
}
