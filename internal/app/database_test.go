package app

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"streamspark/internal/store"
)

// TestADatabaseThatIsDeletedIsLoudEverywhere: on every page and for
// programs, and a backup of the open one is there.
func TestADatabaseThatIsDeletedIsLoudEverywhere(t *testing.T) {
	dir := t.TempDir()
	a := newApp(t, dir, nil)
	const loud = "The database was deleted or moved while StreamSpark runs"
	pages := []string{"/dashboard", "/donations", "/clips", "/money", "/look", "/log", "/settings", "/landing", "/docs", "/dock"}
	for _, page := range pages {
		if status, body := a.ask(t, "GET", page, ""); status != http.StatusOK || strings.Contains(body, loud) {
			t.Errorf("before, %s is %d", page, status)
		}
	}
	if err := os.Remove(filepath.Join(dir, store.File)); err != nil {
		t.Fatal(err)
	}
	for range 3 {
		a.watchDatabaseFile(t.Context())
	}
	for _, page := range pages {
		if _, body := a.ask(t, "GET", page, ""); !strings.Contains(body, loud) {
			t.Errorf("%s does not say it", page)
		}
	}
	if status, body := a.ask(t, "POST", "/test-donation", `{"amount": 5000}`); status != http.StatusServiceUnavailable || !strings.Contains(body, loud) {
		t.Errorf("a donation is answered with %d %s", status, body)
	}
	if status, body := a.ask(t, "GET", "/readyz", ""); status != http.StatusServiceUnavailable || !strings.Contains(body, loud) {
		t.Errorf("/readyz says %d %s", status, body)
	}
	backups, err := store.Backups(dir)
	if err != nil || len(backups) != 1 || !strings.Contains(backups[0], "rescued") {
		t.Errorf("backups are %v, %v", backups, err)
	}
	if status, body := a.ask(t, "POST", "/api/backup", ""); status != http.StatusCreated {
		t.Errorf("a backup by hand is answered with %d %s", status, body)
	}
	if _, err := os.Stat(filepath.Join(dir, store.File)); err == nil {
		t.Error("an empty one was made in its place")
	}
}
