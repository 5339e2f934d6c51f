package web

import (
	"net/http"
	"strings"
	"testing"

	"streamspark/internal/web/api"
	"streamspark/internal/web/webtest"
)

// TestTheDocsShowEveryField holds the pages for people who write programs:
// all addresses on the first, what each takes and gives on that of its
// group, and all of them light.
func TestTheDocsShowEveryField(t *testing.T) {
	w := newWorld(t)
	says := map[string][]string{
		"en celebrations": {"GET</span> <code>/api/celebrations/{id}", `href="#type-CelebrationView"`, `id="type-CelebrationView"`, "object[]", "string | null", "required"},
		"ru celebrations": {"обязательно", `id="type-CelebrationView"`, "Донации и решения"},
		"en orders":       {"custom_prompt is read too", "if missing:", `curl -X POST &#34;` + w.HTTP.URL + `/test-donation&#34;`},
	}
	for _, lang := range []string{"en", "ru"} {
		all := w.ask(http.MethodGet, "/docs?lang="+lang, "").Text
		webtest.HoldWeight(t, "/docs", all, 20_000)
		for _, group := range api.DocGroups(w.server.api.Routes()) {
			path := "/docs/" + group.Name
			a := w.ask(http.MethodGet, path+"?lang="+lang, "")
			webtest.HoldWeight(t, path, a.Text, 15_000)
			for _, line := range group.Lines {
				if !strings.Contains(all, `id="`+line.ID+`"`) || !strings.Contains(all, `href="`+path+`#`+line.ID+`"`) || !strings.Contains(a.Text, `id="`+line.ID+`"`) {
					t.Errorf("%s: %s is not on both pages", lang, line.ID)
				}
			}
			for _, want := range says[lang+" "+group.Name] {
				if !strings.Contains(a.Text, want) {
					t.Errorf("%s in %s does not say %q", path, lang, want)
				}
			}
			for _, part := range strings.Split(a.Text, `href="#`)[1:] {
				if to, _, _ := strings.Cut(part, `"`); !strings.HasPrefix(to, "i-") && !strings.Contains(a.Text, `id="`+to+`"`) {
					t.Errorf("%s leads to %s, which it has not", path, to)
				}
			}
		}
	}
}
