package pipeline

import (
	"context"
	"errors"
	"io/fs"
	"strings"
	"time"

	"streamspark/internal/celebration"
	"streamspark/internal/crash"
	"streamspark/internal/fault"
)

func (p *Pipeline) player() celebration.Decoder {
	if p.o.Player == nil {
		return nil
	}
	return p.o.Player()
}

// unplayableReason returns why an order is held: its clip would come in a codec
// that the player does not decode and nothing here converts it. It is asked
// before money is spent; the streamer may insist.
func (p *Pipeline) unplayableReason(ctx context.Context, c celebration.Celebration, maker Maker) (celebration.Reason, bool) {
	player := p.player()
	if !maker.Paid || player.Decodes(maker.Video) || c.Reason.Code == celebration.WhyAnyway {
		return celebration.Reason{}, false
	}
	err := p.o.Clips.CanConvert(ctx, player)
	if err == nil || ctx.Err() != nil {
		return celebration.Reason{}, false
	}
	return fault.Say(celebration.WhyPlayerLacks, "codec", celebration.CodecName(maker.Video), "cause", celebration.Cause(err)), true
}

// finish makes a downloaded clip ready, or first converts it into
// what the player decodes, and has it looked at. Where it cannot be converted it is
// kept, and said.
func (p *Pipeline) finish(ctx context.Context, c *celebration.Celebration, file celebration.Clip) error {
	file.Celebration, c.Delivery = c.ID, celebration.Delivery{}
	player := p.player()
	video, audio := player.Lacks(file)
	to, why := celebration.Ready, celebration.Reason{}
	first := file.Filename
	if video != "" || audio != "" {
		lacking := strings.Join(celebration.CodecNames(video, audio), ", ")
		made, err := p.convert(ctx, c, file, player, lacking)
		if ctx.Err() != nil {
			return ctx.Err() // the program stops; the next start converts it
		}
		f := p.classify(err)
		switch {
		case err == nil:
			file = made
		case f.kind == fault.DiskFull: // waits for as long as it takes
			f.retryOften(c)
			return p.o.Store.Save(ctx, c)
		case video != "":
			to, why = celebration.Failed, fault.Say(celebration.WhyUndecodable, "codec", lacking, "cause", f.cause)
		default:
			why = fault.Say(celebration.WhyMute, "codec", lacking, "cause", f.cause)
		}
		if err != nil {
			p.o.Log.Warn().Err(err).Int64("celebration", c.ID).Str("codec", lacking).Msg("a clip cannot be converted for the player")
		}
	}
	c.Clip, c.Progress = &file, 100
	if to == celebration.Ready {
		var err error
		if to, why, err = p.screen(ctx, c, why); err != nil {
			return err
		}
	}
	moveTo(c, to, why)
	crash.At("clip: before")
	defer crash.At("clip: after")
	if err := p.o.Store.Save(context.WithoutCancel(ctx), c); err != nil || file.Filename == first {
		return err
	}
	if err := p.o.Store.DeleteClip(context.WithoutCancel(ctx), first); err != nil && !errors.Is(err, fs.ErrNotExist) {
		p.o.Log.Warn().Err(err).Str("clip", first).Msg("a converted clip is still listed; the next start removes it")
	}
	return nil
}

// convert has a clip made anew for the player, and saves now and then how
// far that is.
func (p *Pipeline) convert(ctx context.Context, c *celebration.Celebration, file celebration.Clip, player celebration.Decoder, lacking string) (celebration.Clip, error) {
	if err := p.o.Clips.CanConvert(ctx, player); err != nil {
		return file, err
	}
	c.Clip, c.Progress, c.Reason = &file, 0, fault.Say(celebration.WhyConverting, "codec", lacking)
	if err := p.o.Store.Save(ctx, c); err != nil {
		return file, err
	}
	p.o.Log.Info().Int64("celebration", c.ID).Str("codec", lacking).Msg("a clip is converted for the player")
	told, stale := time.Now(), false
	return p.o.Clips.Convert(ctx, file, player, func(percent int) {
		if stale || time.Since(told) < progressEvery {
			return
		}
		told, c.Progress = time.Now(), percent
		stale = p.o.Store.Save(ctx, c) != nil // somebody decided meanwhile: the end is told, or refused
	})
}
