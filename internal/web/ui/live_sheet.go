package ui

import "reflect"

// memo has the pieces that were rendered before, by reader and id. A template
// knows nothing but its data, so equal data is the same piece.
type memo map[string]remembered

type remembered struct {
	data any
	html string
}

// maxMemo is how many pieces are kept.
const maxMemo = 800

// sheet gathers the pieces of a page for one kind of reader. After the first
// one that cannot be rendered it takes no more.
type sheet struct {
	p    *Pages
	l    reader
	memo memo // nil: everything is rendered anew
	all  shown
	err  error
}

func (p *Pages) newSheet(l reader) *sheet {
	return &sheet{p: p, l: l, all: shown{lists: map[string][]string{}}}
}

// add renders a piece by the template of a name.
func (s *sheet) add(id, name string, data any) { s.addTo("", id, name, data) }

// addTo renders the next element of a list.
func (s *sheet) addTo(list, id, name string, data any) {
	if s.err == nil {
		html, err := s.render(id, name, data)
		s.put(list, id, html, err)
	}
}

// render executes the template unless it did so before with equal data.
func (s *sheet) render(id, name string, data any) (string, error) {
	key := s.l.key() + "/" + name + "/" + id
	if known, ok := s.memo[key]; ok && reflect.DeepEqual(known.data, data) {
		return known.html, nil
	}
	html, err := s.p.fragment(s.l, name, data)
	if err == nil && s.memo != nil {
		if len(s.memo) >= maxMemo {
			clear(s.memo) // most of them are no longer shown
		}
		s.memo[key] = remembered{data, html}
	}
	return html, err
}

// put takes the next element of a list that was rendered before.
func (s *sheet) put(list, id, html string, err error) {
	if s.err == nil {
		s.err = err
	}
	if s.err != nil {
		return
	}
	s.all.pieces = append(s.all.pieces, piece{ID: id, List: list, HTML: html})
	if list != "" {
		s.all.lists[list] = append(s.all.lists[list], id)
	}
}

// begin says that the page has a list, which may stay empty.
func (s *sheet) begin(list string) { s.all.lists[list] = []string{} }
