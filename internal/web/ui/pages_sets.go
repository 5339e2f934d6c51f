package ui

import (
	"fmt"
	"html/template"
	"io/fs"
	"sync"
)

// sets are all pages and their pieces, as each kind of reader has them. One
// is made when the first of its readers comes: most programs have one.
type sets struct {
	all   *template.Template // never executed, so that it can be copied
	funcs func(reader) template.FuncMap

	mu   sync.Mutex
	made map[string]*template.Template
}

// newSets reads the templates. One that is broken is an error here, not at
// the first request.
func newSets(assets fs.FS, funcs func(reader) template.FuncMap, some reader) (*sets, error) {
	all, err := template.New("").Funcs(funcs(some)).ParseFS(assets, "layout.html", "partials/*.html", "pages/*.html")
	if err != nil {
		return nil, fmt.Errorf("read the pages: %w", err)
	}
	return &sets{all: all, funcs: funcs, made: map[string]*template.Template{}}, nil
}

func (s *sets) of(l reader) (*template.Template, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if set, ok := s.made[l.key()]; ok {
		return set, nil
	}
	set, err := s.all.Clone()
	if err != nil {
		return nil, fmt.Errorf("make the pages for a reader: %w", err)
	}
	s.made[l.key()] = set.Funcs(s.funcs(l))
	return set, nil
}
