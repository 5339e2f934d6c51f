package web

import (
	"context"

	"streamspark/internal/celebration"
	"streamspark/internal/store"
	"streamspark/internal/web/ports"
)

// onePage is some celebrations and where those around them begin; nil where
// there are none.
type onePage struct {
	celebrations []celebration.Celebration
	newer, older *int64
}

// readPage reads the page that a filter asks for. One more than it shows
// tells whether there are others.
func readPage(ctx context.Context, from ports.Store, f store.Filter) (onePage, error) {
	limit := f.Limit
	f.Limit++
	found, err := from.Celebrations(ctx, f)
	if err != nil || len(found) == 0 {
		return onePage{}, err
	}
	more := len(found) > limit
	p := onePage{celebrations: found[:min(limit, len(found))]}
	if f.After > 0 && more {
		p.celebrations = found[1:] // the one too many is the newest
	}
	first, last := p.celebrations[0].ID, p.celebrations[len(p.celebrations)-1].ID
	if f.Before > 0 || f.After > 0 && more {
		p.newer = &first
	}
	if more && f.After == 0 || f.After > 0 {
		p.older = &last
	}
	return p, nil
}
