package app

import (
	"errors"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"streamspark/internal/locale"
	"streamspark/internal/store"
	"streamspark/internal/web/auth"
)

func TestOnLoopbackNobodyIsAskedForAToken(t *testing.T) {
	t.Parallel()
	for _, host := range []string{"127.0.0.1", "localhost", "127.0.0.2", "::1"} {
		if listener, err := net.Listen("tcp", net.JoinHostPort(host, "0")); err != nil {
			continue // this system has it not
		} else if err := listener.Close(); err != nil {
			t.Fatal(err)
		}
		a := newApp(t, t.TempDir(), map[string]string{"server.host": host})
		if a.credentials.Required() {
			t.Errorf("%s asks for a token", host)
		}
		if status, said := a.ask(t, http.MethodGet, "/api/queue", ""); status != http.StatusOK {
			t.Errorf("at %s, %s is %d %s", host, a.URL(), status, said)
		}
		u, err := url.Parse(a.URL())
		if err != nil {
			t.Fatal(err)
		}
		connection, err := net.Dial("tcp", u.Host)
		if err != nil {
			t.Errorf("at %s nobody listens at the address that is printed: %v", host, err)
			continue
		}
		connection.Close()
	}
}

func TestOffLoopbackTheStartPrintsAddressesThatWork(t *testing.T) {
	dir := t.TempDir()
	for name, flags := range map[string]map[string]string{
		"every address": {"server.host": "0.0.0.0"}, "public": {"server.public_url": "https://spark.example"},
	} {
		a := newApp(t, dir, flags)
		out := &strings.Builder{}
		a.o.Output = out
		a.printSummary()
		said := out.String()
		if !a.credentials.Required() || strings.Count(said, "/sign-in#"+a.credentials.Token()) != len(a.addresses()) || !strings.Contains(said, "/widget?key="+a.credentials.WidgetKey()) {
			t.Errorf("%s: it prints %s", name, said)
		}
		if flags["server.public_url"] == "" {
			holdReachable(t, a)
		}
		if status, _ := a.ask(t, http.MethodGet, "/api/queue", ""); status != http.StatusUnauthorized {
			t.Errorf("%s: without a token it is %d", name, status)
		}
		a.log.Warn().Msg("a careless line with " + a.credentials.Token() + " and " + a.credentials.WidgetKey())
		token := a.credentials.Token()
		if err := a.Close(); err != nil {
			t.Fatal(err)
		}
		holdUnreadable(t, dir, token)
		if again := newApp(t, dir, flags); again.credentials.Token() != token {
			t.Errorf("%s: after a restart it is another token", name)
		} else if err := again.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if a := newApp(t, dir, nil); a.credentials.Required() {
		t.Error("back on loopback a token is asked for")
	}
}

// holdReachable holds that somebody listens at each address that is told.
func holdReachable(t *testing.T, a *App) {
	t.Helper()
	for _, address := range a.addresses() {
		u, err := url.Parse(address)
		if err != nil || net.ParseIP(u.Hostname()).IsUnspecified() {
			t.Errorf("%s leads nowhere: %v", address, err)
			continue
		}
		connection, err := net.Dial("tcp", u.Host)
		if err != nil {
			t.Errorf("nobody listens at %s: %v", address, err)
			continue
		}
		connection.Close()
	}
}

// holdUnreadable looks for a secret in the database and the log.
func holdUnreadable(t *testing.T, dir, secret string) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "streamspark.*"))
	if err != nil || len(files) < 2 {
		t.Fatalf("there are %v, %v", files, err)
	}
	for _, file := range files {
		if content, err := os.ReadFile(file); err != nil || strings.Contains(string(content), secret) {
			t.Errorf("it is readable in %s, %v", file, err)
		}
	}
}

// TestATokenThatSomebodyWroteIntoTheDatabaseOpensNothing: a backup may come
// from anywhere.
func TestATokenThatSomebodyWroteIntoTheDatabaseOpensNothing(t *testing.T) {
	dir, planted := t.TempDir(), "A2B3C4D5E6F7G2H3I4J5K6L7M2"
	s, err := store.Open(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(s.Put(t.Context(), auth.Document, []byte(`{"token":"`+planted+`"}`)), s.Close()); err != nil {
		t.Fatal(err)
	}
	if a := newApp(t, dir, map[string]string{"server.host": "0.0.0.0"}); a.credentials.IsToken(planted) || a.credentials.Token() == "" {
		t.Error("it is let in")
	}
}

func TestAHostThatIsNotOursSaysSo(t *testing.T) {
	dir := t.TempDir()
	config := filepath.Join(dir, "config.yaml")
	if err := os.WriteFile(config, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	flags := map[string]string{"server.port": "0", "server.host": "203.0.113.77", "data_dir": dir, "keyring": "false"}
	_, err := New(t.Context(), Options{ConfigPath: config, Flags: flags, Assets: os.DirFS("../.."), Output: &strings.Builder{}})
	if err == nil || !strings.Contains(locale.English().Detail(err), "set server.host") {
		t.Errorf("it says %v", err)
	}
}
