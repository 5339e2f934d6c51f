package overlay

import (
	"context"
	"errors"
	"io/fs"
	"slices"
	"strings"

	"streamspark/internal/celebration"
	"streamspark/internal/fault"
)

// conversionState is what is done to the clips of the queue.
type conversionState struct {
	now        int64                         // the playback whose clip is converted; 0: none
	inspecting int64                         // the playback whose clip is read; 0: none
	inspected  map[string]bool               // clips that were read, by name
	failed     map[int64]celebration.Decoder // playbacks whose clip could not be made to fit this player
}

func newFitting() conversionState {
	return conversionState{inspected: map[string]bool{}, failed: map[int64]celebration.Decoder{}}
}

// next finds the first that waits and can be shown now, with its player. What
// keeps others from it is begun meanwhile: a clip is read of which nobody
// knows the codec, and one that is played by hand is converted. Those of
// donations the pipeline converts: see turnAway.
func (o *Overlay) next(ctx context.Context) (at int, player *page) {
	for at, p := range o.state.queue {
		player := o.playerFor(p, o.state.failures.on[p.ID])
		if player == nil {
			return 0, nil
		}
		if !o.waits(ctx, p, player) {
			return at, player
		}
		if o.state.stale || o.state.conversions.inspecting != 0 {
			return 0, nil // that takes a moment, and nothing overtakes it
		}
	}
	return 0, nil
}

// waits reports whether a playback waits for what is done to its clip, or for a
// page that draws its scene or shows credits.
func (o *Overlay) waits(ctx context.Context, p celebration.Playback, player *page) bool {
	f := &o.state.conversions
	if !p.IsClip() {
		able := player.canShow(p)
		if !able {
			o.waitForNewer(ctx, p)
		}
		return !able
	}
	if len(player.decodes) == 0 && f.now != p.ID {
		return false // it is sent everything
	}
	video, audio := player.decodes.Lacks(p.Clip)
	failed, tried := f.failed[p.ID]
	switch {
	case f.now == p.ID:
		return true
	case p.Clip.Video == "" && p.Clip.Audio == "" && !f.inspected[p.Clip.Filename]:
		o.fit(&f.inspecting, p, func(ctx context.Context) error { return o.inspect(ctx, p.Clip) }, o.inspected)
		return true
	case video == "" && audio == "", !p.Replay:
		return false
	case tried && slices.Equal(failed, player.decodes):
		return video != "" // without its sound it is shown
	case f.now != 0:
		return true // one at a time
	}
	names := strings.Join(celebration.CodecNames(video, audio), ", ")
	p.Reason = fault.Say(celebration.WhyConverting, "codec", names)
	if err := o.store.SavePlayback(ctx, p); err != nil {
		o.log.Warn().Err(err).Int64("playback", p.ID).Msg("the conversion of a clip could not be saved")
	}
	o.state.stale = true
	o.log.Info().Int64("playback", p.ID).Str("clip", p.Clip.Filename).Str("codec", names).Msg("a clip is converted for the player")
	decodes := player.decodes
	o.fit(&f.now, p, func(ctx context.Context) error { return o.convert(ctx, p.Clip, decodes) }, func(ctx context.Context, p celebration.Playback, err error) {
		o.converted(ctx, p, decodes, names, err)
	})
	return true
}

// waitForNewer records that a playback waits for a page that draws scenes, or
// shows credits: one that OBS kept from an earlier version does not.
func (o *Overlay) waitForNewer(ctx context.Context, p celebration.Playback) {
	why := celebration.WhyOldPlayer
	if p.Scene == nil {
		why = celebration.WhyOldPlayerCredits
	}
	if p.Reason.Code == why {
		return
	}
	p.Reason = fault.Say(why)
	o.log.Warn().Int64("playback", p.ID).Stringer("reason", p.Reason).Msg("a show waits: the source in OBS must be refreshed")
	if err := o.store.SavePlayback(ctx, p); err != nil {
		o.notSaved(p, err)
		return
	}
	o.state.stale = true
}

// mustWait reports whether a playback waits that nobody here can show yet.
func (o *Overlay) mustWait(id int64) bool {
	return slices.ContainsFunc(o.state.queue, func(p celebration.Playback) bool {
		return p.ID == id && (p.Replay || !p.IsClip()) && !slices.ContainsFunc(o.viewedPages(), func(page *page) bool { return page.canShow(p) })
	})
}

// fit does something to a clip outside the loop, which goes on meanwhile.
func (o *Overlay) fit(slot *int64, p celebration.Playback, work func(context.Context) error, done func(context.Context, celebration.Playback, error)) {
	if *slot != 0 {
		return
	}
	*slot = p.ID
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() {
		defer cancel()
		select {
		case <-o.stopped:
		case <-ended:
		}
	}()
	o.work.Go(func() {
		defer close(ended)
		err := work(ctx)
		o.post(func(ctx context.Context) {
			*slot = 0
			o.rereadNow()
			done(ctx, p, err)
		})
	})
}

func (o *Overlay) inspected(_ context.Context, p celebration.Playback, err error) {
	o.state.conversions.inspected[p.Clip.Filename] = true // one that nobody can read fails where it is played
	if err != nil {
		o.log.Warn().Err(err).Str("clip", p.Clip.Filename).Msg("the codecs of a clip could not be read")
	}
}

// converted records how a conversion ended. What could not be converted waits,
// and says why, until it is asked for again or another player comes.
func (o *Overlay) converted(ctx context.Context, p celebration.Playback, decodes celebration.Decoder, names string, err error) {
	at := slices.IndexFunc(o.state.queue, func(q celebration.Playback) bool { return q.ID == p.ID })
	if at < 0 {
		return // it was taken out of the queue
	}
	p = o.state.queue[at]
	p.Reason = celebration.Reason{}
	if err != nil {
		o.state.conversions.failed[p.ID] = decodes
		p.Reason = fault.Say(celebration.WhyUndecodable, "codec", names, "cause", celebration.Cause(err))
		o.log.Warn().Err(err).Str("clip", p.Clip.Filename).Str("codec", names).Msg("a clip cannot be converted for the player")
	}
	if err := o.store.SavePlayback(ctx, p); err != nil && !errors.Is(err, fs.ErrNotExist) {
		o.log.Warn().Err(err).Int64("playback", p.ID).Msg("the result of a conversion could not be saved")
	}
}
