package api

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
)

// document is OpenAPI 3.1, as far as it is used here. Tests hold it against
// the routes, and every good answer of the contract against it.
type document struct {
	OpenAPI    string                          `json:"openapi"`
	Info       about                           `json:"info"`
	Servers    []host                          `json:"servers"`
	Tags       []tag                           `json:"tags"`
	Paths      map[string]map[string]operation `json:"paths"`
	Components components                      `json:"components"`
}

type about struct {
	Title   string  `json:"title"`
	Version string  `json:"version"`
	License license `json:"license"`
}

type license struct {
	Name       string `json:"name"`
	Identifier string `json:"identifier"`
}

type host struct {
	URL string `json:"url"`
}

// tag is a group of operations.
type tag struct {
	Name string `json:"name"`
}

type components struct {
	Schemas map[string]*Schema `json:"schemas"`
}

type operation struct {
	ID         string              `json:"operationId"`
	Tags       []string            `json:"tags"`
	Summary    string              `json:"summary"`
	Parameters []parameter         `json:"parameters,omitempty"`
	Body       *requestBody        `json:"requestBody,omitempty"`
	Responses  map[string]response `json:"responses"`
}

type parameter struct {
	Name        string  `json:"name"`
	In          string  `json:"in"`
	Required    bool    `json:"required"`
	Description string  `json:"description,omitempty"`
	Schema      *Schema `json:"schema"`
}

type requestBody struct {
	Required bool             `json:"required"`
	Content  map[string]media `json:"content"`
}

type response struct {
	Description string           `json:"description"`
	Content     map[string]media `json:"content,omitempty"`
}

type media struct {
	Schema *Schema `json:"schema,omitempty"`
}

// Describe writes the routes down as an OpenAPI document.
func Describe(routes []Route, version, base string) document {
	book := newBook()
	d := document{
		OpenAPI: "3.1.0", Servers: []host{{base}}, Paths: map[string]map[string]operation{},
		Info: about{Title: "StreamSpark", Version: version, License: license{"MIT", "MIT"}},
	}
	for _, r := range routes {
		path, inPath := r.InPath()
		o := operation{ID: r.name(), Tags: []string{r.Group}, Summary: r.Summary, Responses: answersOf(r, book)}
		if group := (tag{r.Group}); !slices.Contains(d.Tags, group) {
			d.Tags = append(d.Tags, group)
		}
		for _, p := range inPath {
			o.Parameters = append(o.Parameters, p.parameter("path"))
		}
		for _, p := range r.Query {
			o.Parameters = append(o.Parameters, p.parameter("query"))
		}
		if r.In != nil {
			o.Body = &requestBody{Required: !r.NoBody, Content: asJSON(book.body(r.In))}
		}
		if r.Sends != "" {
			o.Body = &requestBody{Required: true, Content: with(nil, r.Sends)}
		}
		if d.Paths[path] == nil {
			d.Paths[path] = map[string]operation{}
		}
		d.Paths[path][strings.ToLower(r.Method)] = o
	}
	d.Components.Schemas = book.named
	return d
}

func (p Param) parameter(where string) parameter {
	kind := &Schema{Type: Types{p.Type}, Default: p.Default}
	if p.Example != "" {
		kind.Examples = []any{literal(kind, p.Example)}
	}
	return parameter{Name: p.Name, In: where, Required: where == "path", Description: p.Doc, Schema: kind}
}

func asJSON(s *Schema) map[string]media { return map[string]media{"application/json": {s}} }

// answersOf returns the good answers and the refusals of a route.
func answersOf(r Route, book *book) map[string]response {
	refused := book.answer(Failure{})
	all := map[string]response{"default": {Description: "A refusal with one sentence.", Content: asJSON(refused)}}
	for _, status := range r.Statuses() {
		good := response{Description: http.StatusText(status)}
		if r.Out != nil {
			good.Content = asJSON(book.answer(r.Out))
		}
		if r.Media != "" {
			good.Content = with(good.Content, r.Media)
		}
		all[strconv.Itoa(status)] = good
	}
	for status, value := range r.Fails {
		either := &Schema{AnyOf: []*Schema{book.answer(value), refused}}
		all[strconv.Itoa(status)] = response{Description: http.StatusText(status), Content: asJSON(either)}
	}
	return all
}

// with adds a type of content of which there is no schema.
func with(content map[string]media, kind string) map[string]media {
	if content == nil {
		content = map[string]media{}
	}
	content[kind] = media{}
	return content
}
