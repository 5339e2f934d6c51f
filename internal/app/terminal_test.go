package app

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"streamspark/internal/locale"
)

// TestTheTerminalIsInTheLanguageOfTheSystem: the summary of a start, the
// commands and their answers have no English sentence for who reads Russian.
func TestTheTerminalIsInTheLanguageOfTheSystem(t *testing.T) {
	u := newUser(t)
	t.Setenv("LC_ALL", "ru_RU.UTF-8")
	russian := locale.System(os.Getenv)
	english := regexp.MustCompile(`[a-z]{2,} [a-z]{2,}`)
	said := map[string]string{}
	if err := os.WriteFile("config.yml", nil, 0o600); err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for _, command := range []string{"check", "serve", "--help"} {
		text, err := u.run(t, "--data-dir", filepath.Join(dir, "none"), command)
		if err != nil && command != "--help" {
			text += russian.Advise(err)
		}
		said[command] = text
	}
	a, err := New(t.Context(), Options{Assets: u.assets, Output: &bytes.Buffer{}, Language: russian, Flags: map[string]string{
		"server.port": "0", "server.host": "0.0.0.0", "data_dir": dir, "videos_dir": filepath.Join(dir, "videos"), "network.proxy": "http://127.0.0.1:9",
	}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = a.Close() })
	start := &bytes.Buffer{}
	a.o.Output = start
	a.printSummary()
	said["a start"] = start.String()
	if said["a backup"], err = u.run(t, "--data-dir", dir, "backup"); err != nil {
		t.Error(err)
	}
	for what, text := range said {
		text = strings.ReplaceAll(text, "streamspark restore", "")
		if !regexp.MustCompile(`[а-я]{3,}`).MatchString(text) || english.MatchString(text) || strings.Contains(text, "{") {
			t.Errorf("%s prints\n%s", what, text)
		}
	}
}
