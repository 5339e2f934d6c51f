package locale

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/feature/plural"

	"streamspark/internal/celebration"
)

// texts returns the text of an entry, or that of each of its forms.
func (e entry) texts() []string {
	if e.forms == nil {
		return []string{e.text}
	}
	return slices.Collect(maps.Values(e.forms))
}

func TestLanguagesHaveTheSameKeysAndPlaceholders(t *testing.T) {
	for _, l := range catalogs() {
		needed := map[plural.Form]bool{}
		for n := range 200 {
			needed[plural.Cardinal.MatchPlural(l.tag, n, 0, 0, 0, 0)] = true
		}
		for _, key := range slices.Sorted(maps.Keys(English().words)) {
			english := English().words[key]
			e, ok := l.words[key]
			if !ok {
				t.Errorf("%s lacks %q", l.code, key)
				continue
			}
			if (e.forms == nil) != (english.forms == nil) {
				t.Errorf("%s: %q has plural forms in one language alone", l.code, key)
			}
			if e.forms != nil && !maps.EqualFunc(e.forms, needed, func(string, bool) bool { return true }) {
				t.Errorf("%s: %q has other plural forms than the language: %v", l.code, key, e.forms)
			}
			want := slices.Sorted(slices.Values(holes(english.texts()[0])))
			for _, text := range e.texts() {
				if strings.TrimSpace(text) == "" {
					t.Errorf("%s: %q is empty", l.code, key)
				}
				if got := slices.Sorted(slices.Values(holes(text))); !slices.Equal(got, want) {
					t.Errorf("%s: %q has the placeholders %q, English has %q", l.code, key, got, want)
				}
			}
		}
		for key := range l.words {
			if !English().Has(key) {
				t.Errorf("%s has %q, which English lacks", l.code, key)
			}
		}
	}
}

func TestFilesAreSortedAndHaveNoKeyTwice(t *testing.T) {
	line := regexp.MustCompile(`(?m)^  "([^"]+)": `)
	for _, l := range catalogs() {
		data, err := files.ReadFile(l.code + ".json")
		if err != nil {
			t.Fatal(err)
		}
		var keys []string
		for _, match := range line.FindAllSubmatch(data, -1) {
			keys = append(keys, string(match[1]))
		}
		if !slices.Equal(keys, l.Keys()) {
			t.Errorf("the lines of %s.json are not sorted, or one stands twice", l.code)
		}
	}
}

func TestRussianHasNoLatinSentence(t *testing.T) {
	words := regexp.MustCompile(`[a-z]{2,}'? [a-z]{2,}`)
	ru := testLanguages()["ru"]
	for key, e := range ru.words {
		for _, text := range e.texts() {
			if words.MatchString(strings.ReplaceAll(text, "streamspark restore", "")) {
				t.Errorf("%s: %q", key, text)
			}
		}
	}
}

func TestEveryStatusHasWords(t *testing.T) {
	for _, status := range celebration.Statuses() {
		for _, key := range []string{"status." + string(status), "move." + string(status)} {
			if !English().Has(key) {
				t.Errorf("the catalogs lack %s", key)
			}
		}
	}
	for _, charged := range []celebration.Charged{celebration.ChargedNo, celebration.ChargedYes, celebration.ChargedUnknown} {
		if !English().Has("charged." + string(charged)) {
			t.Errorf("the catalogs lack charged.%s", charged)
		}
	}
}

// TestReasonsOfEarlierVersionsHaveAllTheirArguments renders each as it was
// stored with a list of texts.
func TestReasonsOfEarlierVersionsHaveAllTheirArguments(t *testing.T) {
	for key, e := range English().words {
		code, ok := strings.CutPrefix(key, "reason.")
		if !ok || e.forms != nil {
			continue
		}
		r, err := celebration.ReadReason([]byte(`{"code":"` + code + `","args":["first","second","third","fourth"]}`))
		if err != nil {
			t.Fatal(err)
		}
		for i, name := range holes(e.text) {
			if want := []string{"first", "second", "third", "fourth"}[i]; r.Args[name] != want {
				t.Errorf("%s: {%s} is %v, want %q", code, name, r.Args[name], want)
			}
		}
		if got := English().Message(r); strings.Contains(got, "{") {
			t.Errorf("%s reads %q", code, got)
		}
	}
}

// holes returns the names of the placeholders of a text, in order.
func holes(text string) (names []string) {
	fill(text, func(name string) string {
		names = append(names, name)
		return ""
	})
	return names
}
