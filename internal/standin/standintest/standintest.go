// Package standintest starts stand-ins for tests, and has those that no demo
// needs: a proxy.
package standintest

import (
	"testing"

	"streamspark/internal/standin"
)

// Start returns stand-ins for all services, closed with the test.
func Start(t testing.TB, o standin.Options) *standin.Probe {
	t.Helper()
	s, err := standin.StartProbe(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

// StartProxy returns a proxy, closed with the test.
func StartProxy(t testing.TB, o ProxyOptions) *Proxy {
	t.Helper()
	p, err := startProxy(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = p.Close() })
	return p
}
