package api

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
)

// Schema is a JSON schema of OpenAPI 3.1, as far as our types need it. It is
// made from the struct tags by which encoding/json writes a response and
// Read reads a body, so the document cannot differ from the code.
//
// Beside json these tags count: doc (what a field is), and of bodies alias
// (another name that is read), default, max (characters of a text, entries of
// a list), example, and required (the code of the error where the field is
// missing).
type Schema struct {
	Ref         string     `json:"$ref,omitempty"`
	Type        Types      `json:"type,omitempty"`
	Format      string     `json:"format,omitempty"`
	Enum        []string   `json:"enum,omitempty"`
	Description string     `json:"description,omitempty"`
	Properties  Properties `json:"properties,omitempty"`
	Required    []string   `json:"required,omitempty"`
	Items       *Schema    `json:"items,omitempty"`
	Values      *Schema    `json:"additionalProperties,omitempty"`
	AnyOf       []*Schema  `json:"anyOf,omitempty"`
	MaxLength   int        `json:"maxLength,omitempty"`
	MinItems    int        `json:"minItems,omitempty"`
	MaxItems    int        `json:"maxItems,omitempty"`
	Default     any        `json:"default,omitempty"`
	Examples    []any      `json:"examples,omitempty"`
}

// Described is a type whose schema differs from that of its Go kind.
type Described interface {
	Schema() Schema
}

// Types are the kinds of JSON value that are allowed. None: any of them.
type Types []string

// MarshalJSON writes a single type as a text and several as a list.
func (t Types) MarshalJSON() ([]byte, error) {
	if len(t) == 1 {
		return json.Marshal(t[0])
	}
	return json.Marshal([]string(t))
}

// Property is one field of an object.
type Property struct {
	Name   string
	Schema *Schema
}

// Properties are the fields of an object in the order in which the struct
// has them: a person reads them too.
type Properties []Property

// MarshalJSON writes the properties as one object.
func (p Properties) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	b.WriteByte('{')
	for i, property := range p {
		if i > 0 {
			b.WriteByte(',')
		}
		name, err := json.Marshal(property.Name)
		if err != nil {
			return nil, err
		}
		value, err := json.Marshal(property.Schema)
		if err != nil {
			return nil, err
		}
		b.Write(name)
		b.WriteByte(':')
		b.Write(value)
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

// refs is where an OpenAPI document keeps its named schemas.
const refs = "#/components/schemas/"

// book collects the schemas of named structs, so that each is described
// once and referred to by its name.
type book struct {
	named map[string]*Schema
	names map[reflect.Type]string
}

func newBook() *book {
	return &book{named: map[string]*Schema{}, names: map[reflect.Type]string{}}
}

// answer describes what a value's type looks like when it is sent: a field
// is always there, unless it is left out where it is empty, and a pointer
// may be null.
func (b *book) answer(value any) *Schema { return b.schema(reflect.TypeOf(value), true) }

// body describes what a value's type takes when it is read: a field may be
// missing, unless it is required, and null stands for nothing. A type is
// described either as a body or as an answer, never as both.
func (b *book) body(value any) *Schema { return b.schema(reflect.TypeOf(value), false) }

// find follows a reference to the schema that it names.
func (b *book) find(s *Schema) *Schema {
	if name, ok := strings.CutPrefix(s.Ref, refs); ok {
		return b.named[name]
	}
	return s
}

func (b *book) schema(t reflect.Type, sent bool) *Schema {
	if t.Implements(reflect.TypeFor[Described]()) && t.Kind() != reflect.Pointer {
		says := reflect.Zero(t).Interface().(Described).Schema() //nolint:forcetypeassert // it was asked for just now
		return &says
	}
	switch t {
	case reflect.TypeFor[json.Number]():
		return &Schema{Type: Types{"number"}}
	case reflect.TypeFor[time.Time]():
		return &Schema{Type: Types{"string"}, Format: "date-time"}
	}
	switch t.Kind() {
	case reflect.Pointer:
		if !sent {
			return b.schema(t.Elem(), sent)
		}
		return orNull(b.schema(t.Elem(), sent))
	case reflect.Bool:
		return &Schema{Type: Types{"boolean"}}
	case reflect.String:
		return &Schema{Type: Types{"string"}}
	case reflect.Float32, reflect.Float64:
		return &Schema{Type: Types{"number"}}
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64,
		reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return &Schema{Type: Types{"integer"}}
	case reflect.Slice, reflect.Array:
		return &Schema{Type: Types{"array"}, Items: b.schema(t.Elem(), sent)}
	case reflect.Map:
		return &Schema{Type: Types{"object"}, Values: b.schema(t.Elem(), sent)}
	case reflect.Struct:
		return b.object(t, sent)
	case reflect.Interface:
		return &Schema{}
	}
	panic(fmt.Sprintf("schema: %s has no place in JSON", t)) // a mistake in a route: the first test finds it
}

// orNull allows null as well.
func orNull(s *Schema) *Schema {
	if s.Ref != "" || len(s.Enum) > 0 {
		return &Schema{AnyOf: []*Schema{s, {Type: Types{"null"}}}}
	}
	if len(s.Type) > 0 && !slices.Contains(s.Type, "null") {
		s.Type = append(slices.Clone(s.Type), "null")
	}
	return s
}

// object describes a struct. One with a name goes into the book; it is
// entered before its fields, which may lead back to it.
func (b *book) object(t reflect.Type, sent bool) *Schema {
	if t.Name() == "" {
		described := &Schema{Type: Types{"object"}}
		b.fields(described, t, sent, true)
		return described
	}
	name, known := b.names[t]
	if !known {
		name = exported(t.Name())
		for b.named[name] != nil {
			name += "_" // the same name in another package
		}
		described := &Schema{Type: Types{"object"}}
		b.names[t], b.named[name] = name, described
		b.fields(described, t, sent, true)
	}
	return &Schema{Ref: refs + name}
}

func exported(name string) string {
	letters := []rune(name)
	letters[0] = unicode.ToUpper(letters[0])
	return string(letters)
}

// fields adds the fields of a struct, and those of the structs in it that
// have no name of their own. What is behind a pointer may all be missing.
func (b *book) fields(to *Schema, t reflect.Type, sent, there bool) {
	for field := range t.Fields() {
		name, options, _ := strings.Cut(field.Tag.Get("json"), ",")
		if name == "-" || !field.IsExported() && !field.Anonymous {
			continue
		}
		if field.Anonymous && name == "" {
			inner, direct := field.Type, there
			if inner.Kind() == reflect.Pointer {
				inner, direct = inner.Elem(), false
			}
			b.fields(to, inner, sent, direct)
			continue
		}
		if name == "" {
			name = field.Name
		}
		missing := slices.Contains(strings.Split(options, ","), "omitempty")
		described := b.schema(field.Type, sent)
		if missing && sent && field.Type.Kind() == reflect.Pointer {
			described = b.schema(field.Type.Elem(), sent) // it is left out, not null
		}
		annotate(described, field)
		to.Properties = append(to.Properties, Property{name, described})
		_, asked := field.Tag.Lookup("required")
		if sent && there && !missing || !sent && asked {
			to.Required = append(to.Required, name)
		}
	}
}

// annotate adds the tags of a field to its schema.
func annotate(s *Schema, field reflect.StructField) {
	s.Description = field.Tag.Get("doc")
	if other := field.Tag.Get("alias"); other != "" {
		s.Description = strings.TrimPrefix(s.Description+"; "+other+" is read too", "; ")
	}
	if text, ok := field.Tag.Lookup("default"); ok {
		s.Default = literal(s, text)
	}
	if text, ok := field.Tag.Lookup("example"); ok {
		s.Examples = []any{literal(s, text)}
	}
	most, err := strconv.Atoi(field.Tag.Get("max"))
	switch {
	case err != nil:
	case slices.Contains(s.Type, "array"):
		s.MaxItems = most
		if field.Type != reflect.TypeFor[[]string]() {
			s.MinItems = 1
		}
	default:
		s.MaxLength = most
	}
}

// literal returns the value of a tag: a text as it stands where the schema is a
// string, else parsed as JSON.
func literal(s *Schema, text string) any {
	var value any
	if len(s.Type) > 0 && s.Type[0] == "string" || json.Unmarshal([]byte(text), &value) != nil {
		return text
	}
	return value
}
