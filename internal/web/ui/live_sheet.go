package ui

import (
	"html/template"
	"reflect"
	"strconv"
	"sync"

	"streamspark/internal/store"
)

// maxMemo is how many rendered pieces are kept.
const maxMemo = 800

// kept is what was read from the store last. It is read again only after a
// commit.
type kept[T any] struct {
	mu      sync.Mutex
	known   bool
	version uint64
	value   T
}

func (k *kept[T]) read(s *store.Store, read func() (T, error)) (T, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	version := s.Version()
	if k.known && k.version == version {
		return k.value, nil
	}
	value, err := read()
	if k.known = err == nil; k.known {
		k.version, k.value = version, value
	}
	return value, err
}

// memo has the pieces that were rendered before, for pages and their updates. A
// template knows nothing but its data and the year, so equal data is the same
// piece.
type memo struct {
	mu     sync.Mutex
	pieces map[string]remembered
}

type remembered struct {
	data any
	html string
}

func (m *memo) get(key string, data any) (html string, ok bool) {
	m.mu.Lock()
	known, ok := m.pieces[key]
	m.mu.Unlock()
	return known.html, ok && reflect.DeepEqual(known.data, data)
}

func (m *memo) put(key string, data any, html string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.pieces == nil || len(m.pieces) >= maxMemo {
		m.pieces = map[string]remembered{} // most of them are no longer shown
	}
	m.pieces[key] = remembered{data, html}
}

// piece renders the element of an id, unless it was rendered before with equal
// data.
func (p *Pages) piece(l reader, name, id string, data any) (string, error) {
	key := l.key() + "/" + strconv.Itoa(p.o.Now().Year()) + "/" + name + "/" + id
	if html, ok := p.memo.get(key, data); ok {
		return html, nil
	}
	html, err := p.fragment(l, name, data)
	if err == nil {
		p.memo.put(key, data, html)
	}
	return html, err
}

// pieceFunc returns piece as templates call it.
func (p *Pages) pieceFunc(l reader) func(name, id string, data any) (template.HTML, error) {
	return func(name, id string, data any) (template.HTML, error) {
		html, err := p.piece(l, name, id, data)
		return template.HTML(html), err //nolint:gosec // of our own templates, which escaped what is in it
	}
}

// sheet gathers the pieces of a page for one kind of reader. After the first
// one that cannot be rendered it takes no more.
type sheet struct {
	p   *Pages
	l   reader
	all shown
	err error
}

func (p *Pages) newSheet(l reader) *sheet {
	return &sheet{p: p, l: l, all: shown{lists: map[string][]string{}}}
}

// add renders a piece by the template of a name.
func (s *sheet) add(id, name string, data any) { s.addTo("", id, name, data) }

// addTo renders the next element of a list.
func (s *sheet) addTo(list, id, name string, data any) {
	if s.err != nil {
		return
	}
	var html string
	if html, s.err = s.p.piece(s.l, name, id, data); s.err != nil {
		return
	}
	s.all.pieces = append(s.all.pieces, piece{ID: id, List: list, HTML: html})
	if list != "" {
		s.all.lists[list] = append(s.all.lists[list], id)
	}
}

// begin records that the page has a list, which may stay empty.
func (s *sheet) begin(list string) { s.all.lists[list] = []string{} }
