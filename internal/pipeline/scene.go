package pipeline

import (
	"context"
	"errors"
	"fmt"
	"io"

	"streamspark/internal/celebration"
	"streamspark/internal/fault"
	"streamspark/internal/store"
)

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
		p.logFailover(*c, set)
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
	return &celebration.Scene{Seed: seed(), Production: set.Tiers.Production(c.Tier, c.AmountRUB), Among: set.Tiers.At(c.Tier).Scenes}
}

// SaveVideo keeps a video that was recorded of a celebration's scene. The widget
// goes on drawing the scene; the video is a clip of the gallery.
func (p *Pipeline) SaveVideo(ctx context.Context, id int64, video io.Reader) (celebration.Celebration, error) {
	c, err := p.recordable(ctx, id)
	if err != nil {
		return c, err
	}
	clip, err := p.o.Clips.Save(ctx, fmt.Sprintf("celebration_%06d_scene", id), video)
	if err != nil {
		return c, err
	}
	clip.Celebration = id
	for {
		if c, err = p.recordable(ctx, id); err != nil {
			return c, err
		}
		c.Clip = &clip
		// It may be shown meanwhile, which changes it too.
		if err = p.o.Store.Save(ctx, &c); !errors.Is(err, store.ErrStale) {
			return c, err
		}
	}
}

// recordable reads a celebration with a scene that was not recorded yet.
func (p *Pipeline) recordable(ctx context.Context, id int64) (celebration.Celebration, error) {
	c, err := p.o.Store.Celebration(ctx, id)
	switch {
	case err != nil:
		return c, err
	case c.Scene == nil:
		return c, fault.New(fault.Conflict, "scene.none")
	case c.Clip != nil:
		return c, fault.New(fault.Conflict, "scene.recorded")
	}
	return c, nil
}
