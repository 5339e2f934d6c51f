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
	// fetchSilence is how long a download may take to bring anything.
	fetchSilence = 5 * time.Minute
	// fetchTries is how often in a row a download may bring nothing more
	// before the streamer is asked; with the back-off that is about a
	// quarter of an hour.
	fetchTries = 12
	// tellEvery is how often it is saved, and so seen, how far one is.
	tellEvery = 2 * time.Second
)

// fetch brings the clip home. It is known to anyone only when the whole
// file is in its place and was found to be a video. It takes no lease: to
// fetch a clip twice costs nothing and ends with the same file.
func (l *Line) fetch(ctx context.Context, c *celebration.Celebration) error {
	stem := fmt.Sprintf("celebration_%06d_%.8s", c.ID, c.Order.RequestID[len("ss-"):])
	file, found := l.o.Clips.Existing(ctx, stem) // from before a crash, or to be converted
	if !found {
		maker, ok := l.o.Maker(c.Generator)
		if !ok {
			again(c, fault.Say(celebration.WhyTrouble, "cause", fault.Say("pipeline.clip_without_maker", "who", c.Generator)), 0)
			return l.o.Store.Save(ctx, c)
		}
		var err error
		before := c.Delivery.Got
		crash.At("download: before")
		if file, err = l.receive(ctx, maker, c, stem); err != nil {
			return l.missed(ctx, c, stem, before, err)
		}
	}
	return l.arrived(ctx, c, file)
}

func (l *Line) receive(ctx context.Context, maker Maker, c *celebration.Celebration, stem string) (celebration.Clip, error) {
	limited, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	watchdog := time.AfterFunc(fetchSilence, func() {
		cancel(fault.New(fault.Retry, "pipeline.download_stuck", "limit", fetchSilence))
	})
	defer watchdog.Stop()
	file, err := l.o.Clips.Receive(limited, stem, func(w io.Writer) error {
		into := &arrival{w: w, c: c, moved: func() { watchdog.Reset(fetchSilence) }, save: func() error { return l.o.Store.Save(limited, c) }}
		into.part, _ = w.(part)
		return maker.Fetch(limited, c.Operation, into)
	})
	if stuck, is := fault.As(context.Cause(limited)); err != nil && is {
		err = stuck
	}
	return file, err
}

// part is what a writer of the folder is besides: it keeps what came, so
// that the next try goes on from there. See outbound.Part.
type part interface {
	SetAddress(address string, keyed bool)
	Kept() (size int64, tag string)
	Begin(at int64, tag string, total int64) error
}

// arrival writes a clip to where it is kept, and saves now and then how far
// it is.
type arrival struct {
	part  part // nil: what breaks off begins anew
	w     io.Writer
	c     *celebration.Celebration
	moved func()
	save  func() error
	told  time.Time
	quiet bool // somebody else saved the celebration meanwhile: all is told at the end
}

// SetAddress notes where the clip is, for the streamer.
func (a *arrival) SetAddress(address string, keyed bool) {
	a.c.Delivery.Address, a.c.Delivery.Keyed = address, keyed
	if a.part != nil {
		a.part.SetAddress(address, keyed)
	}
}

// Kept returns what is here already.
func (a *arrival) Kept() (size int64, tag string) {
	if a.part == nil {
		return 0, ""
	}
	return a.part.Kept()
}

// Begin notes how long the clip is, and where what comes belongs in it.
func (a *arrival) Begin(at int64, tag string, total int64) error {
	a.c.Delivery.Got, a.c.Delivery.Total = at, total
	a.tell()
	if a.part == nil {
		return nil
	}
	return a.part.Begin(at, tag, total)
}

func (a *arrival) Write(p []byte) (int, error) {
	n, err := a.w.Write(p)
	a.moved()
	a.c.Delivery.Got += int64(n)
	if a.c.Delivery.Address != "" && time.Since(a.told) >= tellEvery { // what is made here is here at once
		a.tell()
	}
	return n, err
}

func (a *arrival) tell() {
	if a.quiet {
		return
	}
	d := a.c.Delivery
	a.told = time.Now()
	if d.Total > 0 {
		a.c.Progress = int(100 * d.Got / d.Total)
		a.c.Reason = fault.Say(celebration.WhyDownloading, "got", fault.Bytes(d.Got), "total", fault.Bytes(d.Total))
	} else {
		a.c.Progress = 0
		a.c.Reason = fault.Say(celebration.WhyArriving, "got", fault.Bytes(d.Got))
	}
	a.quiet = a.save() != nil
}

// missed says what becomes of a clip that did not arrive. What came of it
// stays in the folder, and where it is at its provider stays known.
func (l *Line) missed(ctx context.Context, c *celebration.Celebration, stem string, before int64, err error) error {
	if ctx.Err() != nil {
		return ctx.Err() // the program stops; the next start fetches it again
	}
	l.o.Log.Warn().Err(err).Int64("celebration", c.ID).Msg("the clip did not arrive")
	f := classify(err)
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
	c.Delivery.Kept = l.o.Clips.Kept(stem)
	return l.o.Store.Save(ctx, c)
}
