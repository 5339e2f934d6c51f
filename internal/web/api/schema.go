// Package schema describes Go types as JSON schemas, as OpenAPI 3.1 has
// them: from the same struct tags by which encoding/json writes an answer
// and by which the web reads a body. So a document cannot say anything else
// than the code does.
//
// Beside json it knows these tags: doc (what a field is), and of bodies
// alias (another name that is read), default, max (characters of a text,
// entries of a list), example, and required (the sentence that is answered
// where the field is missing).
package api

import (
	"bytes"
	"encoding/json"
)

// Schema is one JSON schema, as far as our types need it.
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

// Described is a type that says itself what it is in JSON, because its Go
// kind would tell something else.
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
