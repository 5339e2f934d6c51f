package web

import (
	"fmt"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"streamspark/internal/config"
	"streamspark/internal/web/api"
	"streamspark/internal/web/webtest"
)

func TestPagesAreSafeAndWholeInBothLanguages(t *testing.T) {
	w := newWorld(t)
	hostile := w.Fill(t)
	script := regexp.MustCompile(`(?s)<script.*?</script>`)
	raw := regexp.MustCompile(`(?m)^\s*(?:` + strings.Join(prefixes(), "|") + `)\.[a-z_.]+\s*$`)
	pages := map[string]string{
		"/dashboard": "viewer", "/dock": "viewer", "/money": "#", "/summary": "₽", "/clips": "found.webm", "/landing": "OBS", fmt.Sprintf("/celebrations/%d", hostile): strings.Repeat("я", 450),
		"/settings": "config.yaml", "/log": "streamspark.log", "/log?level=warn&part=web&celebration=5&q=x": "streamspark.log",
		"/look": "720p", "/widgets": "900 × 160", "/status": "JSON", "/licenses": "MIT License", "/celebrations/12": "viewer", "/celebrations/424242": "", "/celebrations/x": "", "/nothing": "", "/docs": "/api/queue/skip", "/docs/nothing": "", "/docs/guide/queue": "F8", "/docs/guide/nothing": "",
	}
	for _, group := range api.DocGroups(w.server.api.Routes()) {
		pages["/docs/"+group.Name] = group.Lines[0].Summary
	}
	for path, wants := range pages {
		for _, lang := range []string{"en", "ru"} {
			name := lang + " " + path
			got := w.ask("GET", path, "", "Accept", "text/html", "Accept-Language", lang)
			said := webtest.CheckPage(t, name, got.Text)
			if !strings.Contains(got.Text, `<html lang="`+lang+`"`) || !strings.Contains(said, wants) {
				t.Errorf("%s does not say %q", name, wants)
			}
			strip := regexp.MustCompile(`<section class="waits"[^>]*>`).FindString(got.Text)
			if isPage := wants != ""; isPage != (strip != "") || strings.Contains(strip, "hidden") {
				t.Errorf("%s has on top %q", name, strip)
			}
			if (wants == "") != (got.StatusCode == http.StatusNotFound) {
				t.Errorf("%s answers %d", name, got.StatusCode)
			}
			for _, key := range raw.FindAllString(html.UnescapeString(said), -1) {
				if !slices.ContainsFunc(w.Settings.View(), func(v config.Value) bool { return strings.HasSuffix(key, v.Key) }) {
					t.Errorf("%s shows a key of the catalogue: %q", name, key)
				}
			}
			if strings.ContainsRune(said, '\u202e') {
				t.Errorf("%s turns the direction of the page", name)
			}
			if strings.Contains(got.Text, "ZgotmplZ") || strings.Contains(got.Text, "%!") || strings.Contains(script.ReplaceAllString(got.Text, ""), "{0}") || strings.Contains(got.Text, "&lt;nil&gt;") {
				t.Errorf("%s was not rendered well", name)
			}
		}
	}
}

// prefixes are the first words of the catalogue's keys.
func prefixes() []string {
	seen := map[string]bool{}
	for _, key := range webtest.Catalogue().Keys() {
		first, _, _ := strings.Cut(key, ".")
		seen[first] = true
	}
	return slices.Sorted(maps.Keys(seen))
}
