package moderator

import (
	"context"
	"crypto/tls"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

type memory map[string][]byte

func (m memory) Get(_ context.Context, key string) ([]byte, bool, error) {
	value, ok := m[key]
	return value, ok, nil
}

func (m memory) Put(_ context.Context, key string, value []byte) error {
	if m["full"] != nil {
		return errors.New("the disk is full")
	}
	m[key] = value
	return nil
}

var errRevoked = errors.New("revoked")

func openLinks(t *testing.T, keep memory) *Links {
	t.Helper()
	l, err := Open(t.Context(), keep, errRevoked, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func TestALinkStaysOverARestartAndItsTokenIsKeptNowhere(t *testing.T) {
	keep := memory{}
	l := openLinks(t, keep)
	link, token, err := l.Add(t.Context(), "  Anna\n", true)
	if err != nil || link.Name != "Anna" || len(token) < 26 {
		t.Fatalf("%+v %q %v", link, token, err)
	}
	session := SessionOf(token)
	if kept := string(keep[Document]); strings.Contains(kept, token) || strings.Contains(kept, session) {
		t.Errorf("kept is %s", kept)
	}
	if again, ok := openLinks(t, keep).BySession(session); !ok || again.ID != link.ID || !again.Sums {
		t.Errorf("after a restart it is %+v, %v", again, ok)
	}
	for _, wrong := range []string{"", token, session[1:], session + "0", hash(session)} {
		if _, ok := l.BySession(wrong); ok {
			t.Errorf("%q is a session", wrong)
		}
	}
}

func TestALinkIsSeenAndRevoked(t *testing.T) {
	keep := memory{}
	l := openLinks(t, keep)
	link, _, err := l.Add(t.Context(), "Anna", true)
	if err != nil {
		t.Fatal(err)
	}
	if err := l.Seen(t.Context(), link.ID); err != nil {
		t.Fatal(err)
	}
	if seen, _ := l.Link(link.ID); seen.SeenAt.IsZero() {
		t.Error("nobody was seen")
	}
	if err := l.Revoke(t.Context(), link.ID); err != nil {
		t.Fatal(err)
	}
	if next, _, err := l.Add(t.Context(), "Bob", false); err != nil || next.ID == link.ID {
		t.Errorf("a number is used again: %+v %v", next, err)
	}
	if err := l.RevokeBefore(t.Context(), time.Now().Add(-time.Hour)); err != nil || len(l.All()) != 1 {
		t.Errorf("a newer link is revoked, %v", err)
	}
	keep["full"] = []byte{1}
	if err := l.RevokeBefore(t.Context(), time.Now().Add(time.Hour)); err == nil || len(l.All()) != 1 {
		t.Errorf("what was not saved counts: %v", err)
	}
}

func TestConnectionsEndWithTheirLinkAlone(t *testing.T) {
	l := openLinks(t, memory{})
	anna, _, err := l.Add(t.Context(), "Anna", false)
	bob, _, err2 := l.Add(t.Context(), "Bob", false)
	if err != nil || err2 != nil {
		t.Fatal(err, err2)
	}
	first, end := l.Connect(t.Context(), anna.ID)
	defer end()
	other, endOther := l.Connect(t.Context(), bob.ID)
	if !l.IsOnline(anna.ID) || !l.IsOnline(bob.ID) {
		t.Error("nobody is online")
	}
	if err := l.Revoke(t.Context(), anna.ID); err != nil {
		t.Fatal(err)
	}
	<-first.Done()
	if !errors.Is(context.Cause(first), errRevoked) || other.Err() != nil {
		t.Errorf("it ends with %v, the other with %v", context.Cause(first), other.Err())
	}
	if late, _ := l.Connect(t.Context(), anna.ID); late.Err() == nil {
		t.Error("a revoked link connects")
	}
	endOther()
	endOther()
	if l.IsOnline(anna.ID) || l.IsOnline(bob.ID) {
		t.Error("who left is online")
	}
}

func TestTheCertificateStaysUntilItEnds(t *testing.T) {
	dir, now := t.TempDir(), time.Now()
	make1 := func(at time.Time) tls.Certificate {
		c, err := Certificate(dir, []string{"192.168.1.7", "mods.example"}, at)
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	first := make1(now)
	if again := make1(now.Add(time.Hour)); Fingerprint(again) != Fingerprint(first) || len(Fingerprint(first)) != 95 {
		t.Error("after a restart it is another one")
	}
	if first.Leaf.VerifyHostname("192.168.1.7") != nil || first.Leaf.VerifyHostname("mods.example") != nil {
		t.Errorf("it is for %v %v", first.Leaf.IPAddresses, first.Leaf.DNSNames)
	}
	path := filepath.Join(dir, certificateFile)
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("its file is %v, %v", info, err)
	}
	if later := make1(now.Add(certificateAge)); Fingerprint(later) == Fingerprint(first) {
		t.Error("it goes on for ever")
	}
	if err := os.WriteFile(path, []byte("broken"), 0o600); err != nil {
		t.Fatal(err)
	}
	make1(now)
}
