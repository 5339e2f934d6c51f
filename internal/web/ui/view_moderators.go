package ui

import (
	"context"
	"encoding/json"

	"streamspark/internal/celebration"
	"streamspark/internal/moderator"
	"streamspark/internal/web/api"
)

// moderatorsView is the card of the links of moderators.
type moderatorsView struct {
	api.ModeratorAccess
	Rows      []moderatorRow
	Decisions []celebration.Decision // of late, by whomever
}

// shownDecisions is how many of them are listed.
const shownDecisions = 30

type moderatorRow struct {
	moderator.Link
	Online bool
	Toggle string // the body that shows amounts where they are hidden, and hides them where not
}

func (p *Pages) moderators(ctx context.Context) (moderatorsView, error) {
	v := moderatorsView{ModeratorAccess: p.o.ModeratorAt()}
	var err error
	if v.Decisions, err = p.o.Store.Decisions(ctx, shownDecisions); err != nil {
		return v, err
	}
	for _, l := range p.o.Moderators.All() {
		body, _ := json.Marshal(map[string]any{"name": l.Name, "sums": !l.Sums}) // it cannot fail
		v.Rows = append(v.Rows, moderatorRow{l, p.o.Moderators.IsOnline(l.ID), string(body)})
	}
	return v, nil
}
