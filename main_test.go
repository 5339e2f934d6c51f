package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"net"
	"os"
	"os/signal"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"streamspark/internal/store"
)

// output gathers what the program says and tells it to stop once it has
// said all of its welcome.
type output struct {
	bytes.Buffer
	stop context.CancelFunc
}

func (o *output) Write(p []byte) (int, error) {
	if strings.Contains(string(p), "clips are drawn by") {
		o.stop()
	}
	return o.Buffer.Write(p)
}

// ended runs the program until it has started: what it says before it
// stops, and the error.
func ended(t *testing.T, args ...string) (string, error) {
	t.Helper()
	t.Setenv("STREAMSPARK_KEYRING", "false") // whoever runs the tests has one of their own
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	out := &output{stop: cancel}
	err := run(ctx, args, out)
	return out.String(), err
}

func TestItRunsWithNothingConfiguredAndStopsCleanly(t *testing.T) {
	t.Chdir(t.TempDir())
	said, err := ended(t, "--port", "0")
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"/dashboard", "/widget", "/status",
		"DonationAlerts is not configured, so only test donations come in",
		"clips are drawn by the built-in generator", "stopped, everything is saved",
	} {
		if !strings.Contains(said, want) {
			t.Errorf("it does not say %q:\n%s", want, said)
		}
	}
	for _, made := range []string{"data/streamspark.db", "generated_videos"} {
		if _, err := os.Stat(made); err != nil {
			t.Errorf("it did not make %s", made)
		}
	}
}

func TestFlags(t *testing.T) {
	t.Chdir(t.TempDir())
	if said, err := ended(t, "--version"); err != nil || !strings.HasPrefix(said, "StreamSpark ") {
		t.Errorf("--version: %q, %v", said, err)
	}
	if said, err := ended(t, "--help"); !errors.Is(err, flag.ErrHelp) || !strings.Contains(said, "-data-dir") {
		t.Errorf("--help: %q, %v", said, err)
	}
	if err := os.WriteFile("mine.yaml", []byte("overlay: {volume: 2}"), 0o600); err != nil {
		t.Fatal(err)
	}
	refusals := map[string][]string{
		"overlay.volume":                   {"--config", "mine.yaml"},
		"there is no configuration file x": {"--config", "x"},
		"server.port (from the flag)":      {"--port", "many"},
		`"serve" is not understood`:        {"serve"},
	}
	for says, args := range refusals {
		if _, err := ended(t, args...); err == nil || !strings.Contains(err.Error(), says) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%v: %v, want one sentence that says %q", args, err, says)
		}
	}
}

func TestASecondStartSaysWhy(t *testing.T) {
	t.Chdir(t.TempDir())
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	port := strconv.Itoa(listener.Addr().(*net.TCPAddr).Port)
	if _, err := ended(t, "--port", port); err == nil || !strings.Contains(err.Error(), "port "+port) || strings.Contains(err.Error(), "\n") {
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
	if _, err := ended(t, "--port", "0", "--data-dir", "elsewhere"); err == nil || !strings.Contains(err.Error(), "in use by another StreamSpark") || strings.Contains(err.Error(), "\n") {
		t.Errorf("the data folder is taken: %v", err)
	}
}

func TestAClosedTerminalEndsItUnlessItWasToOutliveIt(t *testing.T) {
	if !slices.Contains(ends(), os.Signal(syscall.SIGHUP)) {
		t.Error("it does not end with its terminal")
	}
	signal.Ignore(syscall.SIGHUP) // as nohup does
	defer signal.Reset(syscall.SIGHUP)
	if slices.Contains(ends(), os.Signal(syscall.SIGHUP)) {
		t.Error("nohup does not help")
	}
}
