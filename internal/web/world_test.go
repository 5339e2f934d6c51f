package web

import (
	"html/template"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	"streamspark/internal/web/ui"
	"streamspark/internal/web/webtest"
)

// world is a whole server on its stage.
type world struct {
	*webtest.Server
	server *Server
}

// templates returns those of the pages, parsed once.
var templates = sync.OnceValue(func() *template.Template {
	return template.Must(ui.Parse(os.DirFS("../../templates")))
})

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{Server: webtest.NewServer(t)}
	w.Templates = templates()
	server, err := New(w.Options())
	if err != nil {
		t.Fatal(err)
	}
	w.server, w.AllowOrigin = server, server.AllowOrigin
	w.Serve(server.Handler())
	return w
}

// ask makes a request, and holds the answer against the document.
func (w *world) ask(method, path, body string, headers ...string) webtest.Answer {
	w.T.Helper()
	got := w.Ask(method, path, body, headers...)
	w.holdDocument(method, path, got)
	return got
}

// ready is a celebration with a clip.
func ready(w *world) { w.Ready() }

// bought is a clip that was ordered and whose fate is not known.
func bought(w *world) { w.Bought() }

// donatedClip is a clip of a donation, beside one that was found.
func donatedClip(w *world) { w.DonatedClip() }

// shapeOf says what a JSON value is made of: {a:number,b:[string]}. A list
// has the shape of its first element.
func shapeOf(value any) string {
	switch v := value.(type) {
	case nil:
		return "null"
	case bool:
		return "bool"
	case float64:
		return "number"
	case string:
		return "string"
	case []any:
		if len(v) == 0 {
			return "[]"
		}
		return "[" + shapeOf(v[0]) + "]"
	case map[string]any:
		var fields []string
		for name, field := range v {
			fields = append(fields, name+":"+shapeOf(field))
		}
		slices.Sort(fields)
		return "{" + strings.Join(fields, ",") + "}"
	}
	return "?"
}
