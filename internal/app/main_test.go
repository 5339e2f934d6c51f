package app

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"io/fs"
	"net"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"streamspark/internal/locale"
	"streamspark/internal/store"
)

// output keeps what the program prints, and stops it after its welcome.
type output struct {
	bytes.Buffer
	stop context.CancelFunc
}

func (o *output) Write(p []byte) (int, error) {
	if strings.Contains(string(p), "the widget draws live scenes") {
		o.stop()
	}
	return o.Buffer.Write(p)
}

// user starts the program in an empty folder, with a home of its own.
type user struct {
	home   string
	assets fs.FS
}

func newUser(t *testing.T) user {
	t.Helper()
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	u := user{t.TempDir(), os.DirFS(root)}
	for _, name := range []string{"HOME", "XDG_CONFIG_HOME", "AppData"} {
		t.Setenv(name, u.home)
	}
	t.Setenv("LC_ALL", "C")
	t.Setenv("STREAMSPARK_KEYRING", "false") // whoever runs the tests has one of their own
	t.Chdir(t.TempDir())
	return u
}

// run runs the program until it has started, and returns what it printed and
// its error.
func (u user) run(t *testing.T, args ...string) (string, error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	out := &output{stop: cancel}
	err := Main(ctx, args, u.assets, out)
	return out.String(), err
}

func TestLicensesArePrinted(t *testing.T) {
	said, err := newUser(t).run(t, "--licenses")
	if err != nil || !strings.Contains(said, "github.com/shopspring/decimal") || !strings.Contains(said, "Go, its standard library") {
		t.Errorf("it prints %d bytes, %v", len(said), err)
	}
}

func TestRunsWithNothingConfiguredAndStopsCleanly(t *testing.T) {
	u := newUser(t)
	home := u.home
	said, err := u.run(t, "--port", "0")
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"/dashboard", "/widget", "/status",
		"DonationAlerts is not configured, so only test donations come in",
		"the widget draws live scenes", "stopped, everything is saved",
	} {
		if !strings.Contains(said, want) {
			t.Errorf("it does not say %q:\n%s", want, said)
		}
	}
	var found []string
	err = filepath.WalkDir(home, func(path string, entry fs.DirEntry, err error) error {
		if name := entry.Name(); name == "streamspark.db" || name == "generated_videos" {
			found = append(found, path)
		}
		return err
	})
	if err != nil || len(found) != 2 || !strings.Contains(said, "data       "+filepath.Dir(found[0])) || !strings.Contains(said, "clips      "+found[1]) {
		t.Errorf("made are %v, %v; it says:\n%s", found, err, said)
	}
	t.Chdir(t.TempDir())
	if err := os.WriteFile("config.yml", nil, 0o600); err != nil {
		t.Fatal(err)
	}
	again, err := u.run(t, "--port", "0")
	if err != nil || !strings.Contains(again, "data       "+filepath.Dir(found[0])) || !strings.Contains(again, "config.yml is not read") {
		t.Errorf("from another folder: %v\n%s", err, again)
	}
}

func TestFlags(t *testing.T) {
	u := newUser(t)
	if said, err := u.run(t, "--version"); err != nil || !strings.HasPrefix(said, "StreamSpark ") {
		t.Errorf("--version: %q, %v", said, err)
	}
	if said, err := u.run(t, "--help"); !errors.Is(err, flag.ErrHelp) || !strings.Contains(said, "-data-dir") {
		t.Errorf("--help: %q, %v", said, err)
	}
	if err := os.WriteFile("mine.yaml", []byte("overlay: {volume: 2}"), 0o600); err != nil {
		t.Fatal(err)
	}
	refusals := map[string][]string{
		"overlay.volume":                 {"--config", "mine.yaml"},
		"there is no configuration file": {"--config", "x"},
		"server.port (command line)":     {"--port", "many"},
		"“serve” is not understood":      {"serve"},
	}
	for says, args := range refusals {
		if _, err := u.run(t, args...); err == nil || !strings.Contains(locale.English().Detail(err), says) || strings.Contains(locale.English().Detail(err), "\n") {
			t.Errorf("%v: %v, want one sentence that says %q", args, err, says)
		}
	}
}

func TestASecondStartFailsWithItsReason(t *testing.T) {
	u := newUser(t)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	port := strconv.Itoa(listener.Addr().(*net.TCPAddr).Port)
	if _, err := u.run(t, "--port", port); err == nil || !strings.Contains(locale.English().Detail(err), "port "+port) || strings.Contains(locale.English().Detail(err), "\n") {
		t.Errorf("the port is taken: %v", err)
	}
	if _, err := os.Stat("data"); err == nil {
		t.Error("a start that could not listen has made a data folder")
	}
	held, err := store.Open(t.Context(), "elsewhere")
	if err != nil {
		t.Fatal(err)
	}
	defer held.Close()
	if _, err := u.run(t, "--port", "0", "--data-dir", "elsewhere"); err == nil || !strings.Contains(locale.English().Detail(err), "in use by another StreamSpark") || strings.Contains(err.Error(), "\n") {
		t.Errorf("the data folder is taken: %v", err)
	}
}

func TestSignalsHaveSIGHUPUnlessIgnored(t *testing.T) {
	if !slices.Contains(Signals(), os.Signal(syscall.SIGHUP)) {
		t.Error("it does not end with its terminal")
	}
	signal.Ignore(syscall.SIGHUP) // as nohup does
	defer signal.Reset(syscall.SIGHUP)
	if slices.Contains(Signals(), os.Signal(syscall.SIGHUP)) {
		t.Error("nohup does not help")
	}
}
