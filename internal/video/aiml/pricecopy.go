package aiml

import (
	"context"
	"encoding/json"
)

// lastListing returns what was last read of a model, by this program or by the
// run before it.
func (g *Generator) lastListing(ctx context.Context, model string) (listing, bool) {
	g.prices.mu.Lock()
	defer g.prices.mu.Unlock()
	if g.prices.known == nil {
		g.prices.known = map[string]listing{}
	}
	if !g.prices.read && g.keep != nil {
		kept, found, err := g.keep.Get(ctx, document)
		if err == nil && found {
			err = json.Unmarshal(kept, &g.prices.known)
		}
		if err != nil {
			g.log.Warn().Err(err).Msg("the last prices could not be read")
		}
		g.prices.read = err == nil
	}
	last, known := g.prices.known[model]
	return last, known
}

// keepListing remembers what was read. A copy that could not be kept is no
// reason to order nothing.
func (g *Generator) keepListing(ctx context.Context, model string, fresh listing) {
	g.prices.mu.Lock()
	defer g.prices.mu.Unlock()
	g.prices.known[model] = fresh
	if g.keep == nil {
		return
	}
	encoded, err := json.Marshal(g.prices.known)
	if err == nil {
		err = g.keep.Put(ctx, document, encoded)
	}
	if err != nil {
		g.log.Warn().Err(err).Msg("the prices could not be saved")
	}
}
