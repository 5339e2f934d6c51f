package webtest

import (
	"context"
	"testing"

	"streamspark/internal/socket"
	"streamspark/internal/web/auth"
)

// Token is what a test signs in with.
const Token = "A2B3C4D5E6F7G2H3I4J5K6L7M2" //nolint:gosec // of tests

// NewCredentials returns those of a program that other computers can reach.
func NewCredentials(t testing.TB) *auth.Credentials {
	t.Helper()
	d, err := auth.Open(t.Context(), fixed{}, &socket.Closed{Code: socket.Refused, Reason: "signed out"})
	if err != nil {
		t.Fatal(err)
	}
	return d
}

type fixed struct{}

func (fixed) Get(context.Context, string) ([]byte, bool, error) {
	return []byte(`{"token":"` + Token + `"}`), true, nil
}

func (fixed) Put(context.Context, string, []byte) error { return nil }

// SetPublic moves the program to another address.
func (s *Server) SetPublic(address string) {
	s.T.Helper()
	if err := s.Settings.Flag("server.public_url", address); err != nil {
		s.T.Fatal(err)
	}
}
