package ui

import (
	"io/fs"
	"os"
	"regexp"
	"slices"
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

// TestAPageHasTheStylesOfWhatIsOnIt follows each page through its parts: what has a
// class that some sheet knows comes with such a sheet, also where it is rarely shown.
func TestAPageHasTheStylesOfWhatIsOnIt(t *testing.T) {
	files := os.DirFS(webtest.Templates(t))
	set, err := Parse(files)
	if err != nil {
		t.Fatal(err)
	}
	comment, selector := regexp.MustCompile(`(?s)/\*.*?\*/`), regexp.MustCompile(`\.([a-z][\w-]*)`)
	known := map[string][]string{} // the sheets that know a class
	sheets, err := fs.Glob(files, "static/*.css")
	if err != nil || len(sheets) < 10 {
		t.Fatal(sheets, err)
	}
	for _, path := range sheets {
		source, err := fs.ReadFile(files, path)
		if err != nil {
			t.Fatal(err)
		}
		for _, found := range selector.FindAllStringSubmatch(comment.ReplaceAllString(string(source), ""), -1) {
			known[found[1]] = append(known[found[1]], strings.TrimPrefix(path, "static/"))
		}
	}
	part, action, class := regexp.MustCompile(`\{\{(?:template|piece) "([^"]+)"`), regexp.MustCompile(`(?s)\{\{.*?\}\}`), regexp.MustCompile(`class="([^"]*)"`)
	for _, page := range set.Templates() {
		name, is := strings.CutPrefix(page.Name(), "page-")
		if !is {
			continue
		}
		has := append(styles(name), "demo.css")
		parts, all := []string{page.Name()}, map[string]bool{page.Name(): true}
		for len(parts) > 0 {
			source := set.Lookup(parts[0]).Tree.Root.String()
			for _, found := range part.FindAllStringSubmatch(source, -1) {
				if !all[found[1]] {
					all[found[1]], parts = true, append(parts, found[1])
				}
			}
			for _, found := range class.FindAllStringSubmatch(action.ReplaceAllString(source, ""), -1) {
				for _, one := range strings.Fields(found[1]) {
					if in := known[one]; len(in) > 0 && !slices.ContainsFunc(in, func(sheet string) bool { return slices.Contains(has, sheet) }) {
						t.Errorf("the page %s shows .%s of %s, which is styled in %v", name, one, parts[0], slices.Compact(in))
					}
				}
			}
			parts = parts[1:]
		}
	}
}
