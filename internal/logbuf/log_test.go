package logbuf

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestASecretReachesNeitherScreenNorFileNorMemory(t *testing.T) {
	var screen bytes.Buffer
	dir := t.TempDir()
	redact := NewRedactor()
	j := New(Options{Screen: &screen, Dir: dir, Redact: redact})
	defer j.Close()
	redact.Hide("tok-1234567890", "abc")
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

// TestWhateverAProviderSaysIsFitForTheLog: its words come by many roads, as
// the error of a step, a field or a sentence; all of them end in one place.
func TestWhateverAProviderSaysIsFitForTheLog(t *testing.T) {
	for said, want := range map[string]string{
		"see https://x.example/a.mp4?Expires=1&Signature=S3CRET now":  "see https://x.example/a.mp4?•••• now",
		`the file "https://x.example/a?sig=S3CRET" is gone`:           `the file "https://x.example/a?••••" is gone`,
		"http://user:S3CRET@proxy.example:8080/ refused":              "http://••••@proxy.example:8080/ refused",
		"socks5h://S3CRET@10.0.0.1 refused":                           "socks5h://••••@10.0.0.1 refused",
		"https://x.example/cb#access_token=S3CRET":                    "https://x.example/cb#••••",
		"the X-Amz-Signature=S3CRET&x=1 is wrong":                     "the X-Amz-Signature=••••&x=1 is wrong",
		"api_key=S3CRET, Authorization: Bearer S3CRET.S3CRET":         "api_key=••••, Authorization: Bearer ••••",
		"the key p+a/s\"s%word, or p%2Ba%2Fs%22s%25word":              "the key ••••, or ••••",
		"https://x.example/a?, and (https://x.example/b) or a?b=c":    "https://x.example/a?•••• and (https://x.example/b) or a?b=c",
		"GET https://x.example/a: answered 403 Forbidden; try again":  "GET https://x.example/a: answered 403 Forbidden; try again",
		"\u0438 Bearer of bad news, design=good, monkey=1, signature": "\u0438 Bearer of bad news, design=good, monkey=1, signature",
	} {
		var screen bytes.Buffer
		redact := NewRedactor()
		j := New(Options{Screen: &screen, JSON: true, Redact: redact})
		redact.Hide(`p+a/s"s%word`)
		log := j.Logger("info")
		log.Warn().Err(errors.New(said)).Strs("all", []string{said}).Str("said", said).Msg(said)
		line := j.Since(0)[0]
		for where, got := range map[string]any{"message": line.Message, "error": line.Fields["error"], "field": line.Fields["said"], "list": line.Fields["all"].([]any)[0]} {
			if got != want {
				t.Errorf("%s: %q, want %q", where, got, want)
			}
		}
		if strings.Contains(screen.String(), "S3CRET") {
			t.Errorf("the screen shows %s", screen.String())
		}
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
