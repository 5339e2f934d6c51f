package auth

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
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

var errReplaced = errors.New("replaced")

func openCredentials(t *testing.T, keep memory) *Credentials {
	t.Helper()
	d, err := Open(t.Context(), keep, errReplaced)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestTheTokenStaysOverARestartAndEverythingEndsWithIt(t *testing.T) {
	keep, now := memory{}, time.Now()
	d := openCredentials(t, keep)
	token, key, session := d.Token(), d.WidgetKey(), d.Session(now)
	if len(token) < 26 || len(key) != 32 || strings.Contains(session, token) || strings.Contains(key, token) {
		t.Fatalf("the token is %q, the key %q, a session %q", token, key, session)
	}
	again := openCredentials(t, keep)
	if !again.IsToken(" "+token+"\n") || !again.IsWidgetKey(key) || !again.IsSession(session, now) {
		t.Error("after a restart it is another one")
	}
	open, cancel := d.Context(t.Context())
	defer cancel()
	end, err := d.Rotate(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if d.IsToken(token) || d.IsWidgetKey(key) || d.IsSession(session, now) {
		t.Error("the old one is still good")
	}
	if open.Err() != nil {
		t.Error("connections ended before the answer")
	}
	end()
	<-open.Done()
	if !errors.Is(context.Cause(open), errReplaced) {
		t.Errorf("whoever was connected is told %v", context.Cause(open))
	}
	later, cancelLater := d.Context(t.Context())
	defer cancelLater()
	if later.Err() != nil || !d.IsSession(d.Session(now), now) {
		t.Error("nobody gets in with the new one")
	}
	was := d.Token()
	keep["full"] = []byte{1}
	if _, err := d.Rotate(t.Context()); err == nil || d.Token() != was {
		t.Errorf("a token that was not kept is used, %v", err)
	}
}

func TestNothingButTheRightOnesOpen(t *testing.T) {
	d, other, now := openCredentials(t, memory{}), openCredentials(t, memory{}), time.Now()
	session := d.Session(now)
	ends, rest, _ := strings.Cut(session, ".")
	for _, given := range []string{"", " ", "x", d.WidgetKey(), session, other.Token(), strings.ToLower(d.Token()), d.Token()[1:], d.Token() + "A"} {
		if d.IsToken(given) {
			t.Errorf("%q is taken for the token", given)
		}
	}
	for _, given := range []string{"", d.Token(), session, other.WidgetKey(), d.WidgetKey()[1:]} {
		if d.IsWidgetKey(given) {
			t.Errorf("%q is taken for the key", given)
		}
	}
	for _, given := range []string{"", ".", "..", d.Token(), d.WidgetKey(), other.Session(now), "z" + session, ends + "zz." + rest, session[:len(session)-1], ends + "." + rest + "0"} {
		if d.IsSession(given, now) {
			t.Errorf("%q is taken for a session", given)
		}
	}
	if d.IsSession(session, now.Add(SessionAge+time.Second)) || !d.IsSession(session, now.Add(SessionAge-time.Minute)) {
		t.Error("a session has no end, or too early a one")
	}
	var none *Credentials
	if none.Required() {
		t.Error("without credentials something is asked for")
	}
}

func TestWrongTriesAreLimitedByWhereTheyComeFrom(t *testing.T) {
	var tries Tries
	now := time.Now()
	from := func(address string) time.Duration {
		r := httptest.NewRequest(http.MethodPost, "/sign-in", nil)
		r.RemoteAddr = address
		wait := tries.Wait(r, now)
		if wait == 0 {
			tries.Failed(r, now)
		}
		return wait
	}
	for i := range freeTries {
		if wait := from("192.168.1.7:1000"); wait != 0 {
			t.Fatalf("try %d must wait %v", i, wait)
		}
		from("[2001:db8::" + string(rune('1'+i%9)) + "]:1")
	}
	if from("192.168.1.7:2000") == 0 || from("[2001:db8::ffff]:1") == 0 {
		t.Error("there is no end of tries")
	}
	if from("192.168.1.8:1000") != 0 || from("[2001:db8:1::1]:1") != 0 {
		t.Error("others must wait too")
	}
	if now = now.Add(tryEvery); from("192.168.1.7:3000") != 0 {
		t.Error("it never ends")
	}
	for i := range 3 * maxVisitor {
		from("10.0." + string(rune('0'+i%10)) + ".1:1")
	}
	if len(tries.by) > maxVisitor {
		t.Errorf("%d are remembered", len(tries.by))
	}
}
