package ui

import (
	"io/fs"
	"os"
	"regexp"
	"strings"
	"testing"
	"unicode"

	"golang.org/x/net/html"

	"streamspark/internal/web/webtest"
)

// eachTemplate gives every template, as it is written.
func eachTemplate(t *testing.T, check func(name, source string)) {
	t.Helper()
	files := 0
	err := fs.WalkDir(os.DirFS(webtest.Templates(t)), ".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.HasSuffix(path, ".html") {
			return err
		}
		source, err := os.ReadFile(webtest.Templates(t) + "/" + path)
		if strings.HasSuffix(path, ".md") { // a guide may link to other hosts, and loads nothing
			if strings.Contains(string(source), "![") {
				t.Errorf("%s has an image", path)
			}
			return err
		}
		files++
		check(path, string(source))
		return err
	})
	if err != nil || files < 8 {
		t.Fatalf("%d templates were read: %v", files, err)
	}
}

func TestTemplatesSayOnlyWhatTheCatalogueHas(t *testing.T) {
	call := regexp.MustCompile(`\bt "([^"]+)"`)
	words := webtest.Catalogue()
	calls := 0
	eachTemplate(t, func(name, source string) {
		for _, found := range call.FindAllStringSubmatch(source, -1) {
			calls++
			if !words.Has(found[1]) {
				t.Errorf("%s says %q, which the catalogue lacks", name, found[1])
			}
		}
	})
	if calls < 90 {
		t.Errorf("only %d calls were found", calls)
	}
}

// TestTemplatesHoldNoProse finds words that only one language would have.
func TestTemplatesHoldNoProse(t *testing.T) {
	action := regexp.MustCompile(`(?s)\{\{.*?\}\}`)
	names := map[string]bool{"StreamSpark": true, "· StreamSpark": true}
	spoken := map[string]bool{"title": true, "alt": true, "placeholder": true, "aria-label": true, "value": true, "content": true}
	allowed := map[string]bool{"width=device-width, initial-scale=1": true, "light dark": true, "yes": true, "no": true, "system-ui": true}
	eachTemplate(t, func(name, source string) {
		tokens := html.NewTokenizer(strings.NewReader(strings.ReplaceAll(action.ReplaceAllString(source, ""), "noscript", "div")))
		for {
			switch tokens.Next() {
			case html.ErrorToken:
				return
			case html.TextToken:
				text := strings.TrimSpace(string(tokens.Text()))
				if strings.ContainsFunc(text, unicode.IsLetter) && !names[text] {
					t.Errorf("%s has the prose %q", name, text)
				}
			case html.StartTagToken, html.SelfClosingTagToken:
				for _, a := range tokens.Token().Attr {
					if spoken[a.Key] && strings.ContainsFunc(a.Val, unicode.IsLetter) && !allowed[a.Val] {
						t.Errorf("%s has the prose %s=%q", name, a.Key, a.Val)
					}
				}
			}
		}
	})
}

func TestNothingIsInlineAndNothingComesFromElsewhere(t *testing.T) {
	elsewhere := regexp.MustCompile(`(?i)(https?:)?//[a-z0-9]`)
	eachTemplate(t, func(name, source string) {
		tokens := html.NewTokenizer(strings.NewReader(source))
		for {
			kind := tokens.Next()
			if kind == html.ErrorToken {
				return
			}
			if kind != html.StartTagToken && kind != html.SelfClosingTagToken {
				continue
			}
			webtest.CheckTag(t, name, tokens.Token())
		}
	})
	err := fs.WalkDir(os.DirFS(webtest.Templates(t)), ".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || strings.HasSuffix(path, ".png") {
			return err
		}
		source, err := os.ReadFile(webtest.Templates(t) + "/" + path)
		if strings.HasSuffix(path, ".md") { // a guide may link to other hosts, and loads nothing
			if strings.Contains(string(source), "![") {
				t.Errorf("%s has an image", path)
			}
			return err
		}
		if found := elsewhere.Find([]byte(strings.ReplaceAll(string(source), "http://www.w3.org/", ""))); found != nil {
			t.Errorf("%s leads to another host: %q", path, found)
		}
		if strings.HasPrefix(entry.Name(), "_") {
			t.Errorf("%s would not be embedded", path)
		}
		if lines := strings.Count(string(source), "\n"); lines > 400 {
			t.Errorf("%s has %d lines", path, lines)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
