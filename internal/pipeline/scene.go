package pipeline

import "streamspark/internal/celebration"

// drawsScenes reports whether the widget draws what others would be ordered.
func (m Maker) drawsScenes() bool { return m.Generator == nil }

// stageAtOnce makes a celebration ready that was just approved and gets a
// scene, so that both are one save. Others stay as they are. It never waits.
func (p *Pipeline) stageAtOnce(c *celebration.Celebration, set Settings) {
	if c.Status != celebration.Approved {
		return
	}
	set = p.chooseGenerator(*c, set)
	if maker, ok := p.o.Maker(set.Generator); ok && maker.drawsScenes() {
		stage(c, set)
	}
}

// stage makes a celebration ready with a scene of its own. Its reason stays that
// of the approval.
func stage(c *celebration.Celebration, set Settings) {
	why := c.Reason
	moveTo(c, celebration.Ready, why)
	c.Generator, c.Clip, c.Progress = set.Generator, nil, 100
	c.Scene = newScene(*c, set)
}

func newScene(c celebration.Celebration, set Settings) *celebration.Scene {
	return &celebration.Scene{Seed: seed(), Production: celebration.ProductionOf(c.Tier, len(set.Tiers))}
}
