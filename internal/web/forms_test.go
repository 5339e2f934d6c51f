package web

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"streamspark/internal/store"
)

// form is one of a page that a script sends: its address, method and the
// values of its fields, by name.
type form struct {
	path, method string
	values       map[string]string
	fields       []string // those that a refusal can be shown at
}

// formsOf returns the forms of a page that its scripts send.
func formsOf(t *testing.T, page string) (forms []form) {
	t.Helper()
	root, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	for node := range root.Descendants() {
		if path := attribute(node, "data-path"); node.Data == "form" && path != "" {
			f := form{path, attribute(node, "data-method"), map[string]string{}, nil}
			for field := range node.Descendants() {
				name, kind := attribute(field, "name"), attribute(field, "type")
				if name == "" || kind == "checkbox" {
					continue
				}
				f.values[name] = attribute(field, "value")
				for inner := range field.Descendants() {
					if inner.Type == html.TextNode && field.Data == "textarea" {
						f.values[name] = inner.Data
					} else if inner.Data == "option" && f.values[name] == "" {
						f.values[name] = attribute(inner, "value")
					}
				}
				if kind != "hidden" {
					f.fields = append(f.fields, name)
				}
			}
			forms = append(forms, f)
		}
	}
	return forms
}

func attribute(node *html.Node, name string) string {
	for _, a := range node.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

// TestARefusalIsShownAtItsField sends what no field takes to the address of
// every form of the pages: a refusal names a field of that form.
func TestARefusalIsShownAtItsField(t *testing.T) {
	w := newWorld(t)
	w.SetApplication("", "", w.Redirect())
	hostile := w.Fill(t)
	refused, paths := map[string]bool{}, []string{"/dashboard", "/settings", "/money", "/look", fmt.Sprintf("/celebrations/%d", hostile)}
	all, err := w.Store.Celebrations(t.Context(), store.Filter{Limit: 100})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range all {
		paths = append(paths, fmt.Sprintf("/celebrations/%d", c.ID))
	}
	bad := []string{"", "no \x01 value", "-5", "http://[", strings.Repeat("я", 20_001)}
	for _, path := range paths {
		for _, f := range formsOf(t, w.ask("GET", path, "", "Accept", "text/html").Text) {
			for _, name := range f.fields {
				for _, value := range bad {
					values := maps.Clone(f.values)
					values[name] = value
					body, err := json.Marshal(values)
					if err != nil {
						t.Fatal(err)
					}
					method := f.method
					if method == "" {
						method = http.MethodPost
					}
					got := w.ask(method, f.path, string(body), "Content-Type", "application/json")
					if got.StatusCode != http.StatusBadRequest {
						continue
					}
					var said struct{ Field, Code string }
					if err := json.Unmarshal([]byte(got.Text), &said); err != nil {
						t.Fatal(err)
					}
					if f.path == "/api/settings/"+said.Field {
						said.Field = "value"
					}
					refused[f.path] = true
					if !slices.Contains(f.fields, said.Field) {
						t.Errorf("%s: %s refuses %.40q in %s with %s at %q, and has the fields %q", path, f.path, value, name, said.Code, said.Field, f.fields)
					}
				}
			}
		}
	}
	for _, path := range []string{"/api/sources/donationalerts/token", "/test-donation", "/api/threshold", "/api/system-prompt", "/api/budget", "/api/sources/donationalerts/application"} {
		if !refused[path] {
			t.Errorf("nothing was refused by %s", path)
		}
	}
	if len(refused) < 40 {
		t.Errorf("only %d forms refuse something: %v", len(refused), slices.Sorted(maps.Keys(refused)))
	}
}
