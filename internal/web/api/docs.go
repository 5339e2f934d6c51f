package api

import (
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strings"
)

// Docs is one of the pages for people who write programs: all that
// there is in a line each, or one group with its fields and its types.
type Docs struct {
	Group  string // empty: the page of all
	Groups []DocGroup
	Routes []Doc     // of the group
	Types  []DocType // what is sent is made of, each once
}

// DocGroup is a group in lines that lead to its page.
type DocGroup struct {
	Name  string
	Lines []DocLine
}

// DocLine is a route in a line.
type DocLine struct {
	ID, Method, Path, Summary string
}

// DocType is one named type of what is sent.
type DocType struct {
	Name   string
	Fields []DocField
}

// Doc is what the page says of one route.
type Doc struct {
	DocLine
	Sent   []DocPlace // in the address and in the body
	takes  string     // the type of the body, whose fields stand here
	Got    string     // the type of the answer
	Status int
	Media  string // of an answer that is no JSON
	Curl   string
}

// DocPlace is one place where a request carries something.
type DocPlace struct {
	Key    string
	Fields []DocField
}

// DocField is one field in words. Its name leads to it from the top:
// celebrations[].donation.amount.
type DocField struct {
	Name, Type, Note string
	Of               string // the named type that it is made of
	Default          string
	OneOf            string
	Required         bool
	May              bool // it is left out where there is nothing to say
}

// docsOf returns the routes of one group with all that they take and give; none
// where there is no such group.
func docsOf(routes []Route, group, base string) Docs {
	book := newBook()
	view := Docs{Group: group, Groups: DocGroups(routes)}
	for _, r := range routes {
		if r.Group == group {
			view.Routes = append(view.Routes, docOf(book, r, base))
		}
	}
	for _, name := range slices.Sorted(maps.Keys(book.named)) {
		if slices.ContainsFunc(view.Routes, func(d Doc) bool { return d.takes == name }) {
			continue
		}
		view.Types = append(view.Types, DocType{name, docFields(book, "", book.named[name], 0)})
	}
	return view
}

// DocGroups lists the groups in the order of their routes.
func DocGroups(routes []Route) (groups []DocGroup) {
	for _, r := range routes {
		if len(groups) == 0 || groups[len(groups)-1].Name != r.Group {
			groups = append(groups, DocGroup{Name: r.Group})
		}
		last := &groups[len(groups)-1]
		last.Lines = append(last.Lines, shortOf(r))
	}
	return groups
}

func shortOf(r Route) DocLine {
	path, _ := r.InPath()
	return DocLine{ID: r.name(), Method: r.Method, Path: path, Summary: r.Summary}
}

func docOf(book *book, r Route, base string) Doc {
	_, inPath := r.InPath()
	v := Doc{DocLine: shortOf(r), Media: r.Media, Status: r.Statuses()[0]}
	add := func(key string, fields []DocField) {
		if len(fields) > 0 {
			v.Sent = append(v.Sent, DocPlace{key, fields})
		}
	}
	add("docs.path", paramFields(inPath, "path"))
	add("docs.query", paramFields(r.Query, "query"))
	var body *Schema
	if r.In != nil {
		sent := book.body(r.In)
		v.takes, body = nameOf(sent), book.find(sent)
		add("docs.body", bodyFields(book, body))
	}
	if r.Out != nil {
		v.Got = nameOf(book.answer(r.Out))
	}
	v.Curl = curlOf(r, base, inPath, body)
	return v
}

func paramFields(params []Param, where string) (fields []DocField) {
	for _, p := range params {
		described := p.parameter(where)
		fields = append(fields, DocField{
			Name: p.Name, Type: p.Type, Note: p.Doc, Required: described.Required, Default: written(p.Default),
		})
	}
	return fields
}

func bodyFields(book *book, body *Schema) []DocField {
	fields := docFields(book, "", body, 0)
	for i := range fields {
		fields[i].Required, fields[i].May = !fields[i].May, false
	}
	return fields
}

// docFields lists what is in an object, and in what is in it. What has a
// name of its own is led to.
func docFields(book *book, above string, s *Schema, depth int) (fields []DocField) {
	if depth > 0 && nameOf(s) != "" {
		return nil
	}
	s = book.find(inside(s))
	if depth > 5 || s == nil {
		return nil
	}
	if s.Items != nil {
		return docFields(book, above+"[]", s.Items, depth+1)
	}
	if above != "" {
		above += "."
	}
	required := map[string]bool{}
	for _, name := range s.Required {
		required[name] = true
	}
	for _, p := range s.Properties {
		fields = append(fields, DocField{
			Name: above + p.Name, Type: typeOf(p.Schema), Of: nameOf(p.Schema), Note: p.Schema.Description,
			Default: written(p.Schema.Default), OneOf: strings.Join(p.Schema.Enum, ", "), May: !required[p.Name],
		})
		fields = append(fields, docFields(book, above+p.Name, p.Schema, depth+1)...)
	}
	return fields
}

// nameOf returns the name of the type that a schema refers to, also in a list
// or where it may be null.
func nameOf(s *Schema) string {
	s = inside(s)
	if s.Items != nil {
		return nameOf(s.Items)
	}
	return strings.TrimPrefix(s.Ref, refs)
}

// inside returns what a schema is about if it may also be null.
func inside(s *Schema) *Schema {
	if len(s.AnyOf) > 0 {
		return s.AnyOf[0]
	}
	return s
}

// typeOf writes a type as programs know it: "string | null", "object[]".
func typeOf(s *Schema) string {
	switch {
	case len(s.AnyOf) > 0:
		return typeOf(s.AnyOf[0]) + " | null"
	case s.Ref != "":
		return "object"
	case s.Items != nil:
		return typeOf(s.Items) + "[]"
	case len(s.Type) == 0:
		return "any"
	}
	words := strings.Join(s.Type, " | ")
	if s.Format != "" {
		words += " (" + s.Format + ")"
	}
	return words
}

func written(value any) string {
	if value == nil {
		return ""
	}
	text, _ := json.Marshal(value) // it came out of JSON or out of a literal
	return string(text)
}

// curlOf returns a line to copy. Its quotes are those that cmd of Windows and
// the shells of Linux and macOS both understand.
func curlOf(r Route, base string, inPath []Param, body *Schema) string {
	path := r.Path
	for _, p := range inPath {
		path = strings.Replace(path, ":"+p.Name, p.Example, 1)
	}
	words := []string{"curl"}
	if r.Method != http.MethodGet {
		words = append(words, "-X", r.Method)
	}
	switch r.Media {
	case "video/*":
		words = append(words, "-O")
	case "image/jpeg":
		words = append(words, "-o", "poster.jpg")
	}
	words = append(words, `"`+base+path+`"`)
	if r.Sends != "" {
		words = append(words, "-H", `"Content-Type: `+r.Sends+`"`, "--data-binary", "@FILE")
	}
	if body != nil {
		sent := strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(written(exampleOf(body)))
		words = append(words, "-H", `"Content-Type: application/json"`, "-d", `"`+sent+`"`)
	}
	return strings.Join(words, " ")
}

// exampleOf returns a body with the examples of its fields; where none has one,
// with the first field empty.
func exampleOf(body *Schema) map[string]any {
	example := map[string]any{}
	for _, p := range body.Properties {
		if len(p.Schema.Examples) > 0 {
			example[p.Name] = p.Schema.Examples[0]
		}
	}
	if len(example) == 0 && len(body.Properties) > 0 {
		example[body.Properties[0].Name] = ""
	}
	return example
}
