package ui

import (
	"encoding/json"

	"streamspark/internal/moderator"
	"streamspark/internal/web/api"
)

// moderatorsView is the card of the links of moderators.
type moderatorsView struct {
	api.ModeratorAccess
	Rows []moderatorRow
}

type moderatorRow struct {
	moderator.Link
	Online bool
	Toggle string // the body that shows amounts where they are hidden, and hides them where not
}

func (p *Pages) moderators() moderatorsView {
	v := moderatorsView{ModeratorAccess: p.o.ModeratorAt()}
	for _, l := range p.o.Moderators.All() {
		body, _ := json.Marshal(map[string]any{"name": l.Name, "sums": !l.Sums}) // it cannot fail
		v.Rows = append(v.Rows, moderatorRow{l, p.o.Moderators.IsOnline(l.ID), string(body)})
	}
	return v
}
