package web

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"streamspark/internal/locale"
	"streamspark/internal/web/webtest"
)

func TestThePagesOfASignInAreSaidInRussian(t *testing.T) {
	ru := locale.All(time.Now)[1]
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
	for _, dir := range []string{".", "../provider", "../video", "../../templates"} {
		err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() || strings.HasSuffix(path, "_test.go") {
				return err
			}
			content, err := os.ReadFile(path)
			sources.Write(content)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	built := regexp.MustCompile(`^(demo\.(?:who|says|about|mark|break|see)|status|needs|entry|move|fact|toast|theme|action|done|generator|charged|word|shown|filter|filter\.wrong|rates\.source|provider|setting|origin|group|key|ignored|log\.level|time|size|script|docs\.group)\.|^now\..*\.(headline|text)$|^now\.`)
	for _, key := range webtest.Catalogue().Keys() {
		if !strings.Contains(sources.String(), `"`+key+`"`) && !built.MatchString(key) {
			t.Errorf("nothing says %q", key)
		}
		if name, ok := strings.CutPrefix(key, "script."); ok && !strings.Contains(sources.String(), `word("`+name+`"`) {
			t.Errorf("no script says %q", key)
		}
	}
}
