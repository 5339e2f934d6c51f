package webtest

import (
	"io/fs"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"
)

// CheckPage reads a page as a browser would, refuses what the policy would,
// and gives what it says.
func CheckPage(t *testing.T, name, source string) string {
	t.Helper()
	var said strings.Builder
	tokens := html.NewTokenizer(strings.NewReader(source))
	for {
		switch tokens.Next() {
		case html.ErrorToken:
			return said.String()
		case html.TextToken:
			said.Write(tokens.Text())
			said.WriteByte('\n')
		case html.StartTagToken, html.SelfClosingTagToken:
			tag := tokens.Token()
			CheckTag(t, name, tag)
			own := strings.Contains(tag.String(), `<img class="poster-picture" src="/posters/`)
			if tag.Data == "b" || tag.Data == "img" && !own {
				t.Errorf("%s: a viewer wrote markup: %s", name, tag)
			}
			for _, a := range tag.Attr {
				if a.Key == "title" || a.Key == "aria-label" || a.Key == "placeholder" {
					said.WriteString(a.Val + "\n")
				}
			}
		}
	}
}

// CheckTag refuses what the content security policy would.
func CheckTag(t *testing.T, name string, tag html.Token) {
	t.Helper()
	attributes := map[string]string{}
	for _, a := range tag.Attr {
		attributes[a.Key] = a.Val
		if a.Key == "style" || strings.HasPrefix(a.Key, "on") || strings.HasPrefix(strings.ToLower(a.Val), "javascript:") {
			t.Errorf("%s: <%s> has %s=%q", name, tag.Data, a.Key, a.Val)
		}
	}
	switch {
	case tag.Data == "style":
		t.Errorf("%s has a <style>", name)
	case tag.Data == "script" && attributes["src"] == "" && attributes["type"] != "application/json":
		t.Errorf("%s has an inline script", name)
	}
}

// HoldWeight weighs a page with every style and script that it loads,
// uncompressed. One that weighs less than the least is not the page that was
// meant.
func HoldWeight(t *testing.T, path, body string, least int) {
	t.Helper()
	weight, page, scripts := len(body), len(body), imported(t, "app.js", map[string]bool{})
	err := fs.WalkDir(os.DirFS(Templates(t)+"/static"), ".", func(_ string, entry fs.DirEntry, err error) error {
		if err != nil || !scripts[entry.Name()] && !strings.Contains(body, "/static/"+entry.Name()+"?") {
			return err
		}
		file, err := entry.Info()
		weight += int(file.Size())
		return err
	})
	if err != nil || weight > 150_000 || page < least || len(scripts) < 8 {
		t.Errorf("%s weighs %d bytes, the page itself %d: %v", path, weight, page, err)
	}
}

// imported returns a script and all that it imports before it runs. What it
// loads for the elements of other pages is not among them.
func imported(t *testing.T, name string, found map[string]bool) map[string]bool {
	t.Helper()
	source, err := fs.ReadFile(os.DirFS(Templates(t)), "static/"+name)
	if err != nil {
		t.Fatal(err)
	}
	found[name] = true
	for _, other := range regexp.MustCompile(`from "\./([a-z-]+\.js)"`).FindAllStringSubmatch(string(source), -1) {
		if !found[other[1]] {
			imported(t, other[1], found)
		}
	}
	return found
}

// Until waits for what must come, also on a busy machine.
func Until(t *testing.T, what string, is func() bool) {
	t.Helper()
	for deadline := time.Now().Add(2 * time.Minute); !is(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("it never came that %s", what)
		}
	}
}
