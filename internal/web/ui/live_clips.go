package ui

import (
	"context"
	"maps"
	"slices"

	"streamspark/internal/store"
	"streamspark/internal/web/api"
)

// maxClipPages bounds how many different views of the clips are kept.
const maxClipPages = 32

// mostTouched bounds how many changed clips are looked at in one round.
const mostTouched = 500

// clipPages are the pages of clips that somebody has open, rendered. They are
// read again only after a clip has changed.
type clipPages struct {
	kept    map[string]shown // by reader and page
	touched []string         // clips that changed since the last round, by name
}

// turn forgets what a change has made old.
func (s *clipPages) turn(what store.Change) {
	s.touched = what.Files
	if what.Clips || len(what.Celebrations) > 0 || s.kept == nil || len(s.kept) > maxClipPages {
		s.kept = map[string]shown{}
	}
}

// clipPage renders a page of clips: the first ones, and whatever has changed
// further down, where a page may have loaded more of them.
func (b *board) clipPage(ctx context.Context, l reader, name string, wish api.ClipWish) (shown, error) {
	key := l.key() + "/" + name
	view, ok := b.clipPages.kept[key]
	if !ok {
		var err error
		if view, err = b.p.renderClips(ctx, l, wish); err != nil {
			return shown{}, err
		}
		b.clipPages.kept[key] = view
	}
	changed, err := b.p.renderTouched(ctx, l, wish, b.clipPages.touched, view)
	return shown{pieces: append(view.pieces[:len(view.pieces):len(view.pieces)], changed...), lists: view.lists}, err
}

func (p *Pages) renderClips(ctx context.Context, l reader, wish api.ClipWish) (shown, error) {
	read, err := p.readClips(ctx, wish)
	if err != nil {
		return shown{}, err
	}
	s := p.newSheet(l)
	s.add("clips-page-head", "clips-page-head", read)
	s.add("clips-page-more", "clips-page-more", read)
	s.begin("clips-page")
	for _, card := range read.Clips {
		s.addTo("clips-page", card.Element, "clip", card)
	}
	return s.all, s.err
}

// renderTouched renders clips that changed and are not among the first. One
// that is gone, or no longer what the page asks for, is an empty piece.
func (p *Pages) renderTouched(ctx context.Context, l reader, wish api.ClipWish, names []string, view shown) ([]piece, error) {
	first := map[string]bool{}
	for _, one := range view.pieces {
		first[one.ID] = true
	}
	html := map[string]string{}
	var asked []string
	for _, name := range names {
		if element := elementOf(name); !first[element] && len(asked) < mostTouched {
			html[element] = ""
			asked = append(asked, name)
		}
	}
	if len(asked) == 0 {
		return nil, nil
	}
	filter := wish.Filter(len(asked))
	filter.Files = asked
	found, err := p.o.Store.Gallery(ctx, filter)
	if err != nil {
		return nil, err
	}
	for _, card := range p.cards(found) {
		if html[card.Element], err = p.fragment(l, "clip", card); err != nil {
			return nil, err
		}
	}
	var changed []piece
	for _, element := range slices.Sorted(maps.Keys(html)) {
		changed = append(changed, piece{ID: element, HTML: html[element]})
	}
	return changed, nil
}
