package api

import (
	"context"

	"streamspark/internal/celebration"
	"streamspark/internal/store"
	"streamspark/internal/web/ports"
)

// Page is some celebrations and where those around them begin; nil where
// there are none.
type Page struct {
	Celebrations []celebration.Celebration
	Newer, Older *int64
}

// PageOf reads the page that a filter asks for. One more than it shows
// tells whether there are others.
func PageOf(ctx context.Context, from ports.Store, f store.Filter) (Page, error) {
	limit := f.Limit
	f.Limit++
	found, err := from.Celebrations(ctx, f)
	if err != nil || len(found) == 0 {
		return Page{}, err
	}
	more := len(found) > limit
	p := Page{Celebrations: found[:min(limit, len(found))]}
	if f.After > 0 && more {
		p.Celebrations = found[1:] // the one too many is the newest
	}
	first, last := p.Celebrations[0].ID, p.Celebrations[len(p.Celebrations)-1].ID
	if f.Before > 0 || f.After > 0 && more {
		p.Newer = &first
	}
	if more && f.After == 0 || f.After > 0 {
		p.Older = &last
	}
	return p, nil
}
