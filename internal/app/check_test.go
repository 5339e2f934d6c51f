package app

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"streamspark/internal/locale"
	"streamspark/internal/store"
)

// TestCheckSaysWhatIsWrongAndChangesNothing lays a folder out and breaks it.
func TestCheckSaysWhatIsWrongAndChangesNothing(t *testing.T) {
	t.Parallel()
	cut := func(t *testing.T, dir string) {
		t.Helper()
		if err := os.Truncate(filepath.Join(dir, "data", store.File), 8192); err != nil {
			t.Fatal(err)
		}
	}
	write := func(name, content string) func(*testing.T, string) {
		return func(t *testing.T, dir string) {
			t.Helper()
			if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	tests := map[string]struct {
		breaks func(*testing.T, string)
		says   string // empty: nothing is wrong
	}{
		"nothing":        {func(*testing.T, string) {}, ""},
		"a bad value":    {write("config.yaml", "overlay: {volume: 11}"), "overlay.volume"},
		"an unknown key": {write("config.yaml", "colour: red"), "the key colour"},
		"a cut database": {cut, "the database is damaged"},
		"no database":    {func(t *testing.T, dir string) { t.Helper(); _ = os.Remove(filepath.Join(dir, "data", store.File)) }, "but backups of one"},
		"half a restore": {write("data/streamspark.db.coming", "half"), "a restore was broken off"},
		"a cut backup": {func(t *testing.T, dir string) {
			t.Helper()
			found, err := store.Backups(filepath.Join(dir, "data"))
			if err != nil || os.Truncate(found[0], 8192) != nil {
				t.Fatal(found, err)
			}
		}, "is no whole backup"},
		"clips are no folder": {write("generated_videos", ""), "is no folder"},
		"a lost key":          {func(t *testing.T, dir string) { t.Helper(); _ = os.Remove(filepath.Join(dir, "data", "seal.key")) }, "sealed with another key"},
	}
	for name, test := range tests {
		dir := t.TempDir()
		data := filepath.Join(dir, "data")
		a := newApp(t, dir, map[string]string{"data_dir": data})
		if err := a.saveSettings(t.Context(), map[string]string{"generation.aiml.api_key": "0123456789abcdef"}); err != nil {
			t.Fatal(err)
		}
		if _, err := store.Backup(t.Context(), data, ""); err != nil {
			t.Fatal(err)
		}
		if err := a.Close(); err != nil {
			t.Fatal(err)
		}
		test.breaks(t, dir)
		before := everything(t, dir)
		var out bytes.Buffer
		err := Command(t.Context(), Options{ConfigPath: filepath.Join(dir, "config.yaml"), Output: &out, Flags: map[string]string{"keyring": "false"}}, []string{"check"})
		said := out.String()
		if err != nil {
			said += locale.English().Detail(err)
		}
		if (err != nil) != (test.says != "") || !strings.Contains(said, test.says) || test.says == "" && !strings.Contains(said, "Nothing is wrong") {
			t.Errorf("%s: it says %s (%v)", name, said, err)
		}
		if after := everything(t, dir); after != before {
			t.Errorf("%s: it changed the folder from\n%s\nto\n%s", name, before, after)
		}
	}
}

// everything is all files of a folder, with what is in them.
func everything(t *testing.T, dir string) string {
	t.Helper()
	var all strings.Builder
	err := fs.WalkDir(os.DirFS(dir), ".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		content, err := os.ReadFile(filepath.Join(dir, path))
		all.WriteString(path + " " + string(content[:min(len(content), 100)]) + "\n")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all.String()
}
