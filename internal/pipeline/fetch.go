package pipeline

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"streamspark/internal/celebration"
	"streamspark/internal/clip"
	"streamspark/internal/crash"
	"streamspark/internal/fault"
)

const (
	// fetchSilence is how long a download may go without a byte.
	fetchSilence = 5 * time.Minute
	// fetchTries is how many tries in a row may add nothing to a download before
	// it fails; with the backoff about a quarter of an hour.
	fetchTries = 12
	// progressEvery is how often a download's progress is saved.
	progressEvery = 2 * time.Second
)

// fetch downloads the clip. It is announced only when the whole file is in
// its place and was found to be a video. It takes no lease: to fetch a clip
// twice costs nothing and ends with the same file.
func (p *Pipeline) fetch(ctx context.Context, c *celebration.Celebration) error {
	stem := fmt.Sprintf("celebration_%06d_%.8s", c.ID, c.Order.RequestID[len("ss-"):])
	file, found := p.o.Clips.Existing(ctx, stem) // from before a crash, or to be converted
	if !found {
		maker, ok := p.o.Maker(c.Generator)
		if !ok {
			again(c, fault.Say(celebration.WhyTrouble, "cause", fault.Say("pipeline.clip_without_maker", "who", c.Generator)), 0)
			return p.o.Store.Save(ctx, c)
		}
		var err error
		before := c.Delivery.Got
		crash.At("download: before")
		if file, err = p.receive(ctx, maker, c, stem); err != nil {
			return p.fetchFailed(ctx, c, stem, before, err)
		}
	}
	return p.finish(ctx, c, file)
}

func (p *Pipeline) receive(ctx context.Context, maker Maker, c *celebration.Celebration, stem string) (celebration.Clip, error) {
	limited, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	watchdog := time.AfterFunc(fetchSilence, func() {
		cancel(fault.New(fault.Retry, "pipeline.download_stuck", "limit", fetchSilence))
	})
	defer watchdog.Stop()
	file, err := p.o.Clips.Receive(limited, stem, func(w io.Writer) error {
		into := &download{w: w, c: c, moved: func() { watchdog.Reset(fetchSilence) }, save: func() error { return p.o.Store.Save(limited, c) }}
		into.part, _ = w.(resumable)
		return maker.Fetch(limited, c.Operation, into)
	})
	if stuck, is := fault.As(context.Cause(limited)); err != nil && is {
		err = stuck
	}
	return file, err
}

// resumable is a writer of the folder that keeps what came of a download, so
// that the next try goes on from there. See outbound.Part.
type resumable interface {
	SetAddress(address string, keyed bool)
	Kept() (size int64, tag string)
	Begin(at int64, tag string, total int64) error
}

// download writes a clip to the folder and saves its progress.
type download struct {
	part  resumable // nil: a broken download starts again
	w     io.Writer
	c     *celebration.Celebration
	moved func()
	save  func() error
	saved time.Time
	stale bool // somebody else saved the celebration: only the end is saved
}

// SetAddress records where the provider has the clip.
func (d *download) SetAddress(address string, keyed bool) {
	d.c.Delivery.Address, d.c.Delivery.Keyed = address, keyed
	if d.part != nil {
		d.part.SetAddress(address, keyed)
	}
}

// Kept returns the size and the tag of what an earlier try left.
func (d *download) Kept() (size int64, tag string) {
	if d.part == nil {
		return 0, ""
	}
	return d.part.Kept()
}

// Begin sets the clip's length and the offset of the bytes that follow.
func (d *download) Begin(at int64, tag string, total int64) error {
	d.c.Delivery.Got, d.c.Delivery.Total = at, total
	d.saveProgress()
	if d.part == nil {
		return nil
	}
	return d.part.Begin(at, tag, total)
}

func (d *download) Write(p []byte) (int, error) {
	n, err := d.w.Write(p)
	d.moved()
	d.c.Delivery.Got += int64(n)
	if d.c.Delivery.Address != "" && time.Since(d.saved) >= progressEvery { // a clip without an address is local
		d.saveProgress()
	}
	return n, err
}

func (d *download) saveProgress() {
	if d.stale {
		return
	}
	got := d.c.Delivery
	d.saved = time.Now()
	if got.Total > 0 {
		d.c.Progress = int(100 * got.Got / got.Total)
		d.c.Reason = fault.Say(celebration.WhyDownloading, "got", fault.Bytes(got.Got), "total", fault.Bytes(got.Total))
	} else {
		d.c.Progress = 0
		d.c.Reason = fault.Say(celebration.WhyArriving, "got", fault.Bytes(got.Got))
	}
	d.stale = d.save() != nil
}

// fetchFailed sets the status that follows from a failed download. The part
// that came stays in the folder, and the clip's address stays known.
func (p *Pipeline) fetchFailed(ctx context.Context, c *celebration.Celebration, stem string, before int64, err error) error {
	if ctx.Err() != nil {
		return ctx.Err() // the program stops; the next start fetches it again
	}
	p.o.Log.Warn().Err(err).Int64("celebration", c.ID).Msg("download failed")
	f := p.classify(err)
	var noClip *clip.Refused
	whole := errors.As(err, &noClip)
	sameAgain := whole && noClip.Film && noClip.Sum == c.Delivery.Refused
	switch {
	case whole:
		c.Delivery.Refused = noClip.Sum
	case c.Delivery.Got > before:
		c.Attempts = 0 // it came further than ever: only tries that bring nothing count
	}
	c.Delivery.Got = max(c.Delivery.Got, before)
	c.Progress = 0
	switch {
	case f.kind == fault.Unavailable:
		f.rest(c)
	case f.kind == fault.Permanent:
		moveTo(c, celebration.Failed, f.why)
	case f.kind == fault.DiskFull: // waits for as long as it takes
		f.retryOften(c)
	case sameAgain:
		moveTo(c, celebration.Failed, fault.Say(celebration.WhyUnplayable, "cause", celebration.Cause(noClip), "file", noClip.Name))
	case c.Attempts+1 >= fetchTries:
		moveTo(c, celebration.Failed, fault.Say(celebration.WhyGaveUp, "after", fault.Say("tries", "n", fetchTries), "cause", f.cause))
	default:
		f.retry(c)
	}
	c.Delivery.Kept = p.o.Clips.Kept(stem)
	return p.o.Store.Save(ctx, c)
}
