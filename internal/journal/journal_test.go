package journal

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestASecretReachesNeitherScreenNorFileNorMemory(t *testing.T) {
	var screen bytes.Buffer
	dir := t.TempDir()
	j := New(Options{Screen: &screen, Dir: dir})
	defer j.Close()
	j.Hide("tok-1234567890", "abc")
	log := j.Logger("info")
	log.Warn().Str("part", "source").Str("url", "x?t=tok-1234567890").Msg("abc of tok-1234567890")
	log.Debug().Msg("too quiet to be told")

	file, err := os.ReadFile(filepath.Join(dir, "streamspark.log"))
	if err != nil {
		t.Fatal(err)
	}
	lines := j.Since(0)
	if len(lines) != 1 || j.Total() != 1 {
		t.Fatalf("%d lines are kept, want 1", len(lines))
	}
	for where, text := range map[string]string{
		"screen": screen.String(), "file": string(file), "memory": lines[0].Message + lines[0].Fields["url"].(string),
	} {
		if strings.Contains(text, "1234567890") || !strings.Contains(text, "••••") {
			t.Errorf("the %s shows %q", where, text)
		}
		if !strings.Contains(text, "abc of") {
			t.Errorf("the %s lost ordinary words: %q", where, text)
		}
	}
	if lines[0].Level != "warn" || lines[0].Part != "source" {
		t.Errorf("kept %+v", lines[0])
	}
}

func TestOnlyTheLastLinesAreKeptInOrder(t *testing.T) {
	j := New(Options{Screen: &bytes.Buffer{}, JSON: true})
	log := j.Logger("debug")
	for i := range keepLines + 10 {
		log.Debug().Int("n", i).Msg("line")
	}
	lines := j.Since(0)
	if len(lines) != keepLines || j.Total() != keepLines+10 {
		t.Fatalf("%d lines of %d", len(lines), j.Total())
	}
	for i, line := range lines {
		if line.Fields["n"] != float64(i+10) {
			t.Fatalf("line %d is %v", i, line.Fields["n"])
		}
	}
	if rest := j.Since(lines[keepLines-3].ID); len(rest) != 2 {
		t.Errorf("%d lines since the third last, want 2", len(rest))
	}
}
