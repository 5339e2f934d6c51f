package web

import (
	"encoding/json"
	"fmt"
	"math"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"streamspark/internal/web/api"
	"streamspark/internal/web/webtest"
)

// openDocument is the OpenAPI document as a client reads it: JSON alone.
type openDocument struct {
	OpenAPI    string
	Servers    []struct{ URL string }
	Paths      map[string]map[string]openOperation
	Components struct{ Schemas map[string]node }
}

type openOperation struct {
	OperationID string
	Summary     string
	Tags        []string
	Parameters  []struct {
		Name, In string
		Required bool
		Schema   node
	}
	RequestBody *struct {
		Content map[string]struct{ Schema node }
	}
	Responses map[string]struct {
		Description string
		Content     map[string]struct{ Schema node }
	}
}

// node is one schema.
type node map[string]any

// documents has the document as it was read first: it is that of every server.
var documents struct {
	once sync.Once
	read *openDocument
}

func readDocument(t *testing.T, s *Server) *openDocument {
	t.Helper()
	documents.once.Do(func() { documents.read = decodeDocument(t, s) })
	if documents.read == nil {
		t.Fatal("the document could not be read")
	}
	return documents.read
}

func decodeDocument(t *testing.T, s *Server) *openDocument {
	t.Helper()
	encoded, err := json.Marshal(api.Describe(s.api.Routes(), "1", "http://localhost:5002"))
	if err != nil {
		t.Fatal(err)
	}
	var d openDocument
	if err := json.Unmarshal(encoded, &d); err != nil {
		t.Fatal(err)
	}
	return &d
}

// find is the operation that answers a request. Nil: none is described.
func (d *openDocument) find(method, path string) *openOperation {
	asked := strings.Split(path, "/")
	var found *openOperation
	parameters := len(asked) // of the path that was found: one with fewer is more exact
	for pattern, operations := range d.Paths {
		o, ok := operations[strings.ToLower(method)]
		same := func(a, b string) bool { return a == b || strings.HasPrefix(a, "{") && b != "" }
		if n := strings.Count(pattern, "{"); ok && n <= parameters && slices.EqualFunc(strings.Split(pattern, "/"), asked, same) {
			found, parameters = &o, n
		}
	}
	return found
}

// operation is what the document says of an address.
func (w *world) operation(method, address string) *openOperation {
	path, _, _ := strings.Cut(address, "?")
	return readDocument(w.T, w.server).find(method, path)
}

// holdDocument holds the JSON of an answer against the document. Every test
// that asks the server for something goes through here.
func (w *world) holdDocument(method, address string, a webtest.Answer) {
	w.T.Helper()
	o := w.operation(method, address)
	if o == nil || a.StatusCode == http.StatusForbidden || a.StatusCode == http.StatusNotModified {
		return
	}
	good := a.StatusCode < 400
	said, known := o.Responses[strconv.Itoa(a.StatusCode)]
	if !known {
		if said = o.Responses["default"]; good {
			w.T.Errorf("%s %s is answered with %d, of which the document says nothing", method, address, a.StatusCode)
			return
		}
	}
	kind, _, _ := strings.Cut(a.Header.Get("Content-Type"), ";")
	for _, family := range []string{"video/", "audio/"} {
		if strings.HasPrefix(kind, family) {
			kind = family + "*"
		}
	}
	promised, named := said.Content[kind]
	if kind != "application/json" || !named {
		if good && !named && len(a.Text) > 0 {
			w.T.Errorf("%s %s is %s, of which the document says nothing", method, address, kind)
		}
		return // a page, a redirect, a file
	}
	for _, wrong := range readDocument(w.T, w.server).check(promised.Schema, a.Text) {
		w.T.Errorf("%s %s, %d: the document is wrong: %s", method, address, a.StatusCode, wrong)
	}
}

// holdQuery finds what a request of the contract had in its address and no
// document names.
func (w *world) holdQuery(method, address string) {
	w.T.Helper()
	o := w.operation(method, address)
	_, query, _ := strings.Cut(address, "?")
	values, err := url.ParseQuery(query)
	if o == nil || err != nil {
		return
	}
	for name := range values {
		described := false
		for _, p := range o.Parameters {
			described = described || p.In == "query" && p.Name == name
		}
		if !described {
			w.T.Errorf("%s has %q in its address, of which the document says nothing", address, name)
		}
	}
}

// check says what of a JSON text is not as the schema has it.
func (d *openDocument) check(s node, text string) []string {
	var value any
	if err := json.Unmarshal([]byte(text), &value); err != nil {
		return []string{"it is no JSON: " + err.Error()}
	}
	return d.problems(s, "the answer", value)
}

func (d *openDocument) problems(s node, where string, value any) (found []string) {
	if name, ok := s["$ref"].(string); ok {
		return d.problems(d.Components.Schemas[strings.TrimPrefix(name, "#/components/schemas/")], where, value)
	}
	if s == nil {
		return []string{where + " is described nowhere"}
	}
	if several, ok := s["anyOf"].([]any); ok {
		for _, one := range several {
			problems := d.problems(asNode(one), where, value)
			if len(problems) == 0 {
				return nil
			}
			found = append(found, problems...)
		}
		return found
	}
	if s["type"] == nil {
		return nil // it may be anything
	}
	if !isOf(s["type"], value) {
		return []string{fmt.Sprintf("%s is %v, and not %v", where, value, s["type"])}
	}
	if words, ok := s["enum"].([]any); ok && value != nil && !slices.Contains(words, value) {
		return []string{fmt.Sprintf("%s is %v, and not one of %v", where, value, words)}
	}
	switch v := value.(type) {
	case []any:
		for i, one := range v {
			found = append(found, d.problems(asNode(s["items"]), fmt.Sprintf("%s[%d]", where, i), one)...)
		}
	case map[string]any:
		found = d.fieldProblems(s, where, v)
	}
	return found
}

// fieldProblems takes an object with properties to have no others.
func (d *openDocument) fieldProblems(s node, where string, object map[string]any) (found []string) {
	properties, values := asNode(s["properties"]), asNode(s["additionalProperties"])
	required, _ := s["required"].([]any)
	for _, name := range required {
		if _, there := object[fmt.Sprint(name)]; !there {
			found = append(found, fmt.Sprintf("%s has no %s", where, name))
		}
	}
	for name, value := range object {
		switch one, named := properties[name]; {
		case named:
			found = append(found, d.problems(asNode(one), where+"."+name, value)...)
		case values != nil:
			found = append(found, d.problems(values, where+"."+name, value)...)
		default:
			found = append(found, fmt.Sprintf("%s has %s, which is not described", where, name))
		}
	}
	return found
}

func asNode(value any) node {
	n, _ := value.(map[string]any)
	return n
}

// isOf reports whether a value is of a type, or of one of several.
func isOf(types, value any) bool {
	switch t := types.(type) {
	case nil:
		return true
	case []any:
		return slices.ContainsFunc(t, func(one any) bool { return isOf(one, value) })
	}
	kind := "?"
	switch v := value.(type) {
	case nil:
		kind = "null"
	case bool:
		kind = "boolean"
	case string:
		kind = "string"
	case []any:
		kind = "array"
	case map[string]any:
		kind = "object"
	case float64:
		if kind = "number"; types == "integer" && v == math.Trunc(v) {
			kind = "integer"
		}
	}
	return types == kind
}
