package web

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"streamspark/internal/fault"
	"streamspark/internal/web/api"
)

// fitting is a value that a schema allows, as long as may be.
func (d *openDocument) fitting(s node) any {
	if name, ok := s["$ref"].(string); ok {
		return d.fitting(d.Components.Schemas[strings.TrimPrefix(name, "#/components/schemas/")])
	}
	switch {
	case isOf(s["type"], "text"):
		most, limited := s["maxLength"].(float64)
		if !limited {
			most = 3
		}
		return strings.Repeat("9", int(most))
	case isOf(s["type"], true):
		return true
	case isOf(s["type"], []any{}):
		most, _ := s["maxItems"].(float64)
		return slices.Repeat([]any{d.fitting(asNode(s["items"]))}, int(most))
	}
	object := map[string]any{}
	for name, one := range asNode(s["properties"]) {
		object[name] = d.fitting(asNode(one))
	}
	return object
}

// TestBodiesAreReadAsDescribed holds for each field of each body: what the
// document allows is read, and what it does not allow is refused by name.
func TestBodiesAreReadAsDescribed(t *testing.T) {
	server := newWorld(t).server
	d := readDocument(t, server)
	fields := 0
	for _, r := range server.api.Routes() {
		if r.In == nil {
			continue
		}
		path, _ := r.InPath()
		whole := d.Paths[path][strings.ToLower(r.Method)].RequestBody.Content["application/json"].Schema
		if name, ok := whole["$ref"].(string); ok {
			whole = d.Components.Schemas[strings.TrimPrefix(name, "#/components/schemas/")]
		}
		read := func(change func(map[string]any)) error {
			b := d.fitting(whole).(map[string]any)
			change(b)
			_, err := api.Fill(reflect.New(reflect.TypeOf(r.In)).Interface(), b)
			return err
		}
		if err := read(func(map[string]any) {}); err != nil {
			t.Errorf("%s: what it describes is refused: %v", path, err)
		}
		required, _ := whole["required"].([]any)
		for name, one := range asNode(whole["properties"]) {
			fields++
			for _, wrong := range wrongFor(asNode(one)) {
				err := read(func(b map[string]any) { b[name] = wrong })
				if known, ok := fault.As(err); !ok || known.Kind != fault.Invalid || !strings.HasPrefix(known.Field, name) {
					t.Errorf("%s: %s as %.40v is answered with %v", path, name, fmt.Sprint(wrong), err)
				}
			}
			if err := read(func(b map[string]any) { delete(b, name) }); (err != nil) != slices.Contains(required, any(name)) {
				t.Errorf("%s without %s is answered with %v, and required are %v", path, name, err, required)
			}
		}
	}
	if fields < 18 {
		t.Errorf("only %d fields were looked at", fields)
	}
}

// wrongFor are values that a schema does not allow.
func wrongFor(s node) (values []any) {
	for _, value := range []any{nil, 5.0, "text", true, []any{}, []any{5.0}, map[string]any{}} {
		if !isOf(s["type"], value) {
			values = append(values, value)
		}
	}
	if most, ok := s["maxLength"].(float64); ok {
		values = append(values, strings.Repeat("я", int(most)+1))
	}
	if most, ok := s["maxItems"].(float64); ok {
		values = append(values, []any{}, []any{5.0}, slices.Repeat([]any{map[string]any{"min_rub": "5"}}, int(most)+1))
	}
	return values
}
