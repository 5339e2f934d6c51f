package pipeline

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/shopspring/decimal"

	"streamspark/internal/celebration"
	"streamspark/internal/clip"
	"streamspark/internal/crash"
)

const (
	// fetchTimeout is the deadline of one download.
	fetchTimeout = 5 * time.Minute
	// fetchTries is how often a download is tried before the streamer is
	// asked; with the back-off that is about a quarter of an hour.
	fetchTries = 12
)

// look asks the generator how far an operation has come. Whatever goes
// wrong with the question, the paid work goes on: it is asked again until
// the deadline.
func (l *Line) look(ctx context.Context, c *celebration.Celebration) error {
	set := l.o.Settings()
	maker, ok := l.o.Maker(c.Generator)
	if !ok {
		again(c, celebration.Because(celebration.WhyTrouble, c.Generator+" made the order and is not configured"), nil)
		return l.o.Store.Save(ctx, c)
	}
	progress, err := maker.Look(ctx, c.Operation)
	crash.At("look: before")
	defer crash.At("look: after")
	if refusal, ok := celebration.AsRefusal(err); ok {
		c.Charged = chargedBy(refusal)
		moveTo(c, celebration.Failed, celebration.Because(celebration.WhyRefused, refusal.Sentence))
		return l.o.Store.Save(ctx, c)
	}
	if ctx.Err() != nil {
		return ctx.Err() // the program stops; it is looked at again at the next start
	}
	if silent, ok := celebration.AsSilent(err); ok {
		rest(c, silent)
		return l.o.Store.Save(ctx, c)
	}
	if late := time.Since(c.DeadlineFrom) > set.Timeout; late && !progress.Done {
		said := cmp.Or(c.Reason.String(), "it did not finish")
		if err != nil {
			said = err.Error()
		}
		moveTo(c, celebration.Failed, celebration.Because(celebration.WhyGaveUp, set.Timeout.String(), said))
		return l.o.Store.Save(ctx, c)
	}
	if err != nil {
		l.o.Log.Debug().Err(err).Int64("celebration", c.ID).Msg("could not look at the operation")
		again(c, celebration.Because(celebration.WhyTrouble, err.Error()), err)
		return l.o.Store.Save(ctx, c)
	}
	if progress.Done {
		moveTo(c, celebration.Fetching, celebration.Reason{})
		c.Progress = 100
		if maker.Paid {
			c.Charged = celebration.ChargedYes
			c.Cost = decimal.NullDecimal{Decimal: progress.Cost, Valid: progress.Cost.IsPositive()}
		}
		return l.o.Store.Save(ctx, c)
	}
	c.Attempts, c.Reason, c.Progress = 0, celebration.Reason{}, progress.Percent
	c.NextAt = time.Now().Add(cmp.Or(progress.Again, set.PollEvery))
	return l.o.Store.Save(ctx, c)
}

// fetch brings the clip home. It is known to anyone only when the whole
// file is in its place and was found to be a video. It takes no lease: to
// fetch a clip twice costs nothing and ends with the same file.
func (l *Line) fetch(ctx context.Context, c *celebration.Celebration) error {
	maker, ok := l.o.Maker(c.Generator)
	if !ok {
		again(c, celebration.Because(celebration.WhyTrouble, c.Generator+" made the clip and is not configured"), nil)
		return l.o.Store.Save(ctx, c)
	}
	stem := fmt.Sprintf("celebration_%06d_%.8s", c.ID, c.Order.RequestID[len("ss-"):])
	file, found := l.o.Clips.Existing(ctx, stem) // from before a crash
	if !found {
		var err error
		crash.At("download: before")
		if file, err = l.receive(ctx, maker, c.Operation, stem); err != nil {
			return l.missed(ctx, c, err)
		}
	}
	file.Celebration = c.ID
	c.Clip = &file
	moveTo(c, celebration.Ready, celebration.Reason{})
	crash.At("clip: before")
	defer crash.At("clip: after")
	return l.o.Store.Save(context.WithoutCancel(ctx), c)
}

func (l *Line) receive(ctx context.Context, maker Maker, op celebration.Operation, stem string) (celebration.Clip, error) {
	ctx, cancel := context.WithTimeout(ctx, fetchTimeout)
	defer cancel()
	return l.o.Clips.Receive(ctx, stem, func(w io.Writer) error { return maker.Fetch(ctx, op, w) })
}

// missed says what becomes of a clip that did not arrive.
func (l *Line) missed(ctx context.Context, c *celebration.Celebration, err error) error {
	if ctx.Err() != nil {
		return ctx.Err() // the program stops; the next start fetches it again
	}
	l.o.Log.Warn().Err(err).Int64("celebration", c.ID).Msg("the clip did not arrive")
	ourDisk, disk := diskTrouble(err)
	refusal, refused := celebration.AsRefusal(err)
	silent, _ := celebration.AsSilent(err)
	switch {
	case silent != nil:
		rest(c, silent)
	case refused:
		moveTo(c, celebration.Failed, celebration.Because(celebration.WhyRefused, refusal.Sentence))
	case errors.Is(err, clip.ErrTooLarge):
		moveTo(c, celebration.Failed, celebration.Because(celebration.WhyRefused, clip.ErrTooLarge.Error()+": see downloads.max_bytes"))
	case disk: // waits for as long as it takes
		attempts := c.Attempts
		again(c, ourDisk, err)
		c.Attempts = min(attempts+1, 5)
	case c.Attempts+1 >= fetchTries:
		moveTo(c, celebration.Failed, celebration.Because(celebration.WhyGaveUp, fmt.Sprint(fetchTries, " tries"), err.Error()))
	default:
		again(c, celebration.Because(celebration.WhyTrouble, err.Error()), err)
	}
	return l.o.Store.Save(ctx, c)
}

// diskTrouble is the reason where the clip could not be put down here.
func diskTrouble(err error) (celebration.Reason, bool) {
	var full *clip.DiskFull
	var shut *clip.Unwritable
	switch {
	case errors.As(err, &full):
		return celebration.Because(celebration.WhyDiskFull, megabytes(full.Free), megabytes(full.Needed)), true
	case errors.As(err, &shut):
		return celebration.Because(celebration.WhyUnwritable, shut.Why()), true
	}
	return celebration.Reason{}, false
}

func megabytes(bytes uint64) string { return fmt.Sprintf("%d MB", bytes>>20) }
