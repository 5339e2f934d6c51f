package moderate

import (
	"context"
	"net/http"
	"slices"

	"github.com/labstack/echo/v5"

	"streamspark/internal/celebration"
	"streamspark/internal/fault"
	"streamspark/internal/moderator"
	"streamspark/internal/pipeline"
	"streamspark/internal/web/api"
)

// allowed returns what a moderator may do with a celebration now: also block its donor.
func allowed(c celebration.Celebration) []pipeline.Action {
	may := pipeline.Offered(c)
	if len(may) > 0 && isNamed(c.Donation.Donor) {
		may = append(may, pipeline.Block)
	}
	return may
}

type decisionBody struct {
	Celebration api.Number `json:"celebration" required:"field.missing"`
	Action      string     `json:"action" required:"field.missing" max:"20"`
}

// decide carries out what a moderator decided about a celebration.
func (p *Page) decide(c *echo.Context) error {
	link, err := p.link(c)
	if err != nil {
		return err
	}
	var in decisionBody
	if _, err := api.Read(c, &in); err != nil {
		return err
	}
	id, err := in.Celebration.Whole()
	if err != nil {
		return fault.InvalidField("celebration", "celebration.bad_number")
	}
	ctx := c.Request().Context()
	action := pipeline.Action(in.Action)
	found, err := p.o.Store.Celebration(ctx, id)
	switch {
	case err != nil:
		return err
	case !slices.Contains(allowed(found), action):
		return fault.New(fault.Conflict, "moderator.decided")
	}
	if action == pipeline.Block {
		if err := p.block(ctx, found, link); err != nil {
			return err
		}
		action = pipeline.Reject
	}
	if _, err := p.o.Pipeline.Decide(ctx, id, action, link.Decider()); err != nil {
		return err
	}
	p.seen(ctx, link)
	return c.JSON(http.StatusOK, map[string]bool{"success": true})
}

type controlBody struct {
	Action   string     `json:"action" required:"field.missing" max:"20"`
	Playback api.Number `json:"playback"`
}

// control skips what plays, also for ever what its donor sends, pauses, and resumes. A
// screen that the streamer cleared stays clear.
func (p *Page) control(c *echo.Context) error {
	link, err := p.link(c)
	if err != nil {
		return err
	}
	var in controlBody
	if _, err := api.Read(c, &in); err != nil {
		return err
	}
	ctx := c.Request().Context()
	playback := int64(0)
	action := pipeline.Action(in.Action)
	switch action {
	case pipeline.Skip, pipeline.Block:
		if playback, err = in.Playback.Whole(); err != nil {
			return fault.InvalidField("playback", "field.missing")
		}
		if action == pipeline.Block {
			err = p.blockShown(ctx, playback, link)
			action = pipeline.Skip
		}
		if err == nil {
			err = p.o.Overlay.Skip(ctx, playback)
		}
	case pipeline.Pause:
		err = p.o.Overlay.Pause(ctx, link.Name)
	case pipeline.Resume:
		if p.o.Overlay.Health().Cleared {
			return fault.New(fault.Conflict, "moderator.cleared")
		}
		err = p.o.Overlay.Resume(ctx)
	default:
		return fault.New(fault.Invalid, "decision.unknown", "action", in.Action)
	}
	if err != nil {
		return err
	}
	p.o.Pipeline.KeepShowing(ctx, playback, action, link.Decider())
	p.seen(ctx, link)
	return c.JSON(http.StatusOK, map[string]bool{"success": true})
}

// blockShown has nothing more shown of the donor of a showing.
func (p *Page) blockShown(ctx context.Context, playback int64, link moderator.Link) error {
	id, err := p.o.Store.Shown(ctx, playback)
	if err != nil {
		return err
	}
	found, err := p.o.Store.Celebration(ctx, id)
	if err != nil {
		return err
	}
	return p.block(ctx, found, link)
}

// block has nothing more shown of the donor of a celebration.
func (p *Page) block(ctx context.Context, c celebration.Celebration, link moderator.Link) error {
	if !isNamed(c.Donation.Donor) {
		return fault.New(fault.Conflict, "donor.anonymous")
	}
	if err := p.o.Config.SetDonor(ctx, c.Donation.Donor, celebration.ActionBlock); err != nil {
		return err
	}
	p.o.Pipeline.Keep(ctx, c.ID, pipeline.Block, link.Decider())
	return nil
}
