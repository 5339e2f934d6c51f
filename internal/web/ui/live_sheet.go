package ui

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
	if s.err == nil {
		html, err := s.p.fragment(s.l, name, data)
		s.put(list, id, html, err)
	}
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
