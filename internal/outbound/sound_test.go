package outbound

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestASoundIsKnownByItsContent(t *testing.T) {
	wav := "RIFF\x24\x00\x00\x00WAVEfmt "
	for name, test := range map[string]struct{ body, said, want string }{
		"wav":                {wav, "application/octet-stream", "audio/wav"},
		"mp3 with a tag":     {"ID3\x04\x00", "audio/mpeg", "audio/mpeg"},
		"mp3":                {"\xff\xfb\x90\x00\x00", "audio/mpeg", "audio/mpeg"},
		"aac":                {"\xff\xf1\x50\x80", "audio/aac", "audio/aac"},
		"ogg":                {"OggS\x00\x02", "audio/ogg", "audio/ogg"},
		"webm":               {"\x1a\x45\xdf\xa3", "audio/webm", "audio/webm"},
		"flac":               {"fLaC\x00", "audio/flac", "audio/flac"},
		"a page that lies":   {"<html><script>alert(1)</script>", "audio/wav", ""},
		"a picture":          {"\x89PNG\r\n\x1a\n", "audio/wav", ""},
		"words":              {"nothing here", "audio/mpeg", ""},
		"an SVG":             {`<svg xmlns="http://www.w3.org/2000/svg"/>`, "audio/ogg", ""},
		"nothing":            {"", "audio/wav", ""},
		"larger than it may": {wav + strings.Repeat("\x00", maxSound), "audio/wav", ""},
	} {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", test.said)
			_, _ = w.Write([]byte(test.body))
		}))
		d := NewDownloader([]string{strings.TrimPrefix(server.URL, "http://")})
		got, err := d.Sound(t.Context(), server.URL+"/a.wav?sig=SECRET")
		if got.ContentType != test.want || (err == nil) != (test.want != "") || err == nil && string(got.Body) != test.body {
			t.Errorf("%s: %s, %v", name, got.ContentType, err)
		}
		if err != nil && strings.Contains(says(err), "SECRET") {
			t.Errorf("%s: the query is in %v", name, err)
		}
		server.Close()
	}
	var e *Failure
	if _, err := NewDownloader(nil).Sound(t.Context(), "http://127.0.0.1:9/a.wav"); !errors.As(err, &e) {
		t.Errorf("a private address: %v", err)
	}
}
