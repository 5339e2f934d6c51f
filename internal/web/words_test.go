package web

import (
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"streamspark/internal/celebration"
	"streamspark/internal/language"
)

// catalogue is what the pages may say, in English.
func catalogue() *language.Language { return language.All(time.Now)[0] }

func TestEveryStatusHasALook(t *testing.T) {
	for _, status := range celebration.Statuses() {
		if looks()[status] == (look{}) {
			t.Errorf("%s has no look", status)
		}
	}
	if got := clock(68 * time.Second); got != "1:08" {
		t.Errorf("a clip of 68 seconds is shown as %s", got)
	}
}

func TestThePagesOfASignInAreSaidInRussian(t *testing.T) {
	ru := language.All(time.Now)[1]
	for name, m := range signInProblems() {
		for _, sentence := range []string{m.Title, m.Text, m.Hint} {
			if sentence != "" && ru.T(sentence) == sentence {
				t.Errorf("%s: Russian lacks %q", name, sentence)
			}
		}
	}
}

// TestNoWordIsIdle finds keys that nothing says any more.
func TestNoWordIsIdle(t *testing.T) {
	var sources strings.Builder
	for _, dir := range []string{".", "../../templates", "../../templates/pages", "../../templates/partials", "../../templates/static"} {
		entries, err := os.ReadDir(dir)
		if err != nil {
			t.Fatal(err)
		}
		for _, entry := range entries {
			if name := entry.Name(); entry.IsDir() || strings.HasSuffix(name, "_test.go") {
				continue
			}
			content, err := os.ReadFile(dir + "/" + entry.Name())
			if err != nil {
				t.Fatal(err)
			}
			sources.Write(content)
		}
	}
	built := regexp.MustCompile(`^(status|needs|entry|move|fact|toast|theme|action|done|generator|charged|word|shown|filter|filter\.wrong|rates\.source|setting|origin|group|key|log\.level|time|size|script|docs\.group)\.|^now\..*\.(headline|text)$|^now\.`)
	for _, key := range catalogue().Keys() {
		if !strings.Contains(sources.String(), `"`+key+`"`) && !built.MatchString(key) {
			t.Errorf("nothing says %q", key)
		}
		if name, ok := strings.CutPrefix(key, "script."); ok && !strings.Contains(sources.String(), `word("`+name+`"`) {
			t.Errorf("no script says %q", key)
		}
	}
}
