package overlay

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"streamspark/internal/celebration"
	"streamspark/internal/fault"
)

const (
	decodesKey = "overlay/decodes"
	maxCodecs  = 32
	maxCodec   = 16
)

// decodes is the document under decodesKey: what the player decodes, kept so
// that it is known before a page has connected.
type decodes struct {
	Codecs celebration.Decoder `json:"codecs"`
	OBS    bool                `json:"obs"` // said by a source in OBS
}

// codecs reads what a page says that it decodes.
func codecs(named []string) celebration.Decoder {
	if len(named) > maxCodecs {
		named = named[:maxCodecs]
	}
	return slices.DeleteFunc(slices.Clone(named), func(name string) bool { return !isName(name, maxCodec) })
}

// Decodes returns what the player decodes, as it last said; nil: it never did.
func (o *Overlay) Decodes() celebration.Decoder {
	if d := o.decodes.Load(); d != nil {
		return d.Codecs
	}
	return nil
}

// recordDecodes keeps what a page decodes that can be the player. What a tab
// says does not take the place of what a source in OBS said.
func (o *Overlay) recordDecodes(ctx context.Context, p *page) {
	known := o.decodes.Load()
	if p.widget != widgetPlayer || len(p.decodes) == 0 || known != nil && known.OBS && !p.isOBS() {
		return
	}
	o.keepDecodes(ctx, p)
}

func (o *Overlay) keepDecodes(ctx context.Context, p *page) {
	known := o.decodes.Load()
	said := decodes{Codecs: p.decodes, OBS: p.isOBS()}
	if known != nil && slices.Equal(known.Codecs, said.Codecs) && known.OBS == said.OBS {
		return
	}
	o.decodes.Store(&said)
	if !said.Codecs.Decodes(celebration.CodecH264) {
		o.log.Warn().Str("page", p.id).Msg("the player does not decode H.264, in which bought clips come: install ffmpeg to have them converted")
	}
	document, err := json.Marshal(said)
	if err == nil {
		err = o.store.Put(ctx, decodesKey, document)
	}
	if err != nil {
		o.log.Warn().Err(err).Msg("the player's codecs could not be saved")
	}
}

// loadDecodes reads what the player said before the program last ended.
func (o *Overlay) loadDecodes(ctx context.Context) {
	document, found, err := o.store.Get(ctx, decodesKey)
	if err != nil || !found || o.decodes.Load() != nil {
		return // it says so again when it connects
	}
	var said decodes
	if json.Unmarshal(document, &said) == nil && len(said.Codecs) > 0 {
		o.decodes.Store(&said)
	}
}

// lacksH264 reports whether a player in OBS does not decode H.264, in which
// bought clips come.
func (p *page) lacksH264() bool {
	return p.widget == widgetPlayer && p.isOBS() && !p.dead && !p.decodes.Decodes(celebration.CodecH264)
}

// removeUndecodable takes a clip out of the queue that the player does not decode:
// its picture would be black. The pipeline converts it, or says why not. It
// reports whether it did.
func (o *Overlay) removeUndecodable(ctx context.Context, p celebration.Playback, player *page) bool {
	codec, _ := player.decodes.Lacks(p.Clip)
	if codec == "" || !p.IsClip() {
		return false
	}
	o.keepDecodes(ctx, player) // the pipeline converts for this player, not for the one before
	name := celebration.CodecName(codec)
	p.State, p.Player, p.EndedAt = celebration.PlaybackFailed, player.id, time.Now()
	p.Reason = fault.Say(celebration.WhyConverting, "codec", name)
	o.log.Info().Int64("playback", p.ID).Str("clip", p.Clip.Filename).Str("codec", name).Msg("the player does not decode a clip; it is not sent")
	if err := o.store.SavePlayback(ctx, p); err != nil {
		o.notSaved(p, err)
		return true
	}
	o.state.queue, o.state.stale = slices.DeleteFunc(o.state.queue, func(q celebration.Playback) bool { return q.ID == p.ID }), true
	return true
}
