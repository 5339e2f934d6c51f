// Package recap makes the video of a stream: its best moments with names and
// sums. It plans what is in it; a page draws the film, the title and the scenes;
// then ffmpeg lays the clips into it. One is made at a time.
package recap

import (
	"context"
	"crypto/rand"
	"errors"
	"io"
	"slices"
	"sync"
	"time"

	"github.com/rs/zerolog"

	"streamspark/internal/celebration"
	"streamspark/internal/clip"
	"streamspark/internal/fault"
	"streamspark/internal/store"
)

// slack is how much shorter or longer a film may be than it was planned.
const slack = time.Second

// Options are what recaps are made with.
type Options struct {
	Store *store.Store
	Clips *clip.Folder
	Small bool // the pictures, for a trial
	Log   zerolog.Logger
}

// Recaps makes the videos of streams. It is safe for concurrent use.
type Recaps struct {
	o    Options
	jobs chan job

	mu     sync.Mutex
	plan   Plan // the last one, until its film is there
	state  State
	busy   bool
	giveUp func() // has the one that is being cut given up
}

// Plan is what is in a recap, and when: the page draws its film by it.
type Plan struct {
	ID     string
	Since  time.Time // when the stream began
	Layout clip.Layout
	Length time.Duration // from the title to the end
	Parts  []Part
}

// Part is a part of a show. A clip is laid over the film; a scene is drawn in it.
type Part struct {
	Show store.Moment
	clip.Stretch
}

// State is how far the last recap of this run is.
type State struct {
	Since   time.Time // when its stream began
	Cutting bool
	Percent int
	LeftOut int   // clips that could not be read
	Err     error // why there is none; nil: there is one, or it is being made
}

// job is a recap that is to be cut.
type job struct {
	plan    Plan
	film    *clip.Film
	givenUp chan struct{} // closed once nobody wants it
}

// New returns a Recaps, which works while Run runs.
func New(o Options) *Recaps { return &Recaps{o: o, jobs: make(chan job, 1)} }

func layout(small bool) clip.Layout {
	scale := 3
	if small {
		scale = 1
	}
	return clip.Layout{Width: 640 * scale, Height: 360 * scale, ClipX: 64 * scale, ClipY: 18 * scale, ClipWidth: 512 * scale, ClipHeight: 288 * scale}
}

// Plan plans the recap of a stretch of time: a stream. An earlier plan is void.
func (r *Recaps) Plan(ctx context.Context, x store.Stretch) (Plan, error) {
	if err := r.o.Clips.CanCut(ctx); err != nil {
		return Plan{}, err
	}
	moments, err := r.o.Store.Moments(ctx, x)
	if err != nil {
		return Plan{}, err
	}
	moments = slices.DeleteFunc(moments, func(m store.Moment) bool {
		return m.Filename == "" || m.Scene == nil && !r.o.Clips.Has(m.Filename)
	})
	if len(moments) == 0 {
		return Plan{}, fault.New(fault.Conflict, "recap.nothing")
	}
	plan := newPlan(moments[:min(len(moments), celebration.CreditsShows)])
	plan.ID, plan.Since, plan.Layout = rand.Text(), x.From, layout(r.o.Small)
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.busy {
		return Plan{}, busy()
	}
	r.plan = plan
	return plan, nil
}

func busy() error { return fault.New(fault.Conflict, "recap.busy") }

// newPlan plans what is shown of moments: the largest sum is the last.
func newPlan(moments []store.Moment) Plan {
	moments = slices.Clone(moments)
	slices.Reverse(moments)
	lengths := make([]time.Duration, len(moments))
	for i, m := range moments {
		if lengths[i] = m.Duration; m.Scene != nil {
			lengths[i] = m.Scene.Length()
		}
	}
	plan := Plan{Length: celebration.RecapTitle}
	for i, length := range celebration.CutRecap(lengths) {
		part := Part{moments[i], clip.Stretch{At: plan.Length, Length: length}}
		if moments[i].Scene == nil {
			part.Clip = moments[i].Filename
			part.From = max(lengths[i]-length, 0) * 6 / 10 // what leads to the end is the best
		}
		plan.Parts, plan.Length = append(plan.Parts, part), plan.Length+length
	}
	plan.Length += celebration.RecapEnd
	return plan
}

// stretches returns what is cut: the parts, with the title and the end.
func (p Plan) stretches() []clip.Stretch {
	all := []clip.Stretch{{Length: celebration.RecapTitle}}
	for _, part := range p.Parts {
		all = append(all, part.Stretch)
	}
	return append(all, clip.Stretch{At: p.Length - celebration.RecapEnd, Length: celebration.RecapEnd})
}

// Cut takes the film that was drawn by a plan, and has the recap cut while the
// caller goes on. It returns when the stream of the recap began.
func (r *Recaps) Cut(ctx context.Context, id string, video io.Reader) (since time.Time, err error) {
	plan, err := r.begin(id)
	if err != nil {
		return since, err
	}
	var film *clip.Film
	defer func() { // also after a panic
		r.mu.Lock()
		defer r.mu.Unlock()
		if r.busy = film != nil; !r.busy {
			return
		}
		j := job{plan, film, make(chan struct{})}
		r.plan, r.state, r.giveUp = Plan{}, State{Since: plan.Since, Cutting: true}, sync.OnceFunc(func() { close(j.givenUp) })
		r.jobs <- j // there is one at a time
	}()
	received, err := r.o.Clips.ReceiveFilm(ctx, video)
	if err != nil {
		return since, err
	}
	if (received.Duration - plan.Length).Abs() > slack {
		return since, errors.Join(fault.New(fault.Invalid, "recap.other_length", "length", received.Duration, "planned", plan.Length), received.Close())
	}
	film = received
	return plan.Since, nil
}

// Remove has the recap of a stream given up that is being cut, and else deletes
// the one that there is; givenUp reports which.
func (r *Recaps) Remove(since time.Time) (givenUp bool, err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.state.Cutting && r.state.Since.Equal(since) {
		r.giveUp()
		return true, nil
	}
	return false, r.o.Clips.RemoveRecap(clip.RecapName(since))
}

// begin keeps others from beginning, and returns the plan of an id.
func (r *Recaps) begin(id string) (Plan, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	switch {
	case r.busy:
		return Plan{}, busy()
	case id == "" || r.plan.ID != id:
		return Plan{}, fault.New(fault.Conflict, "recap.other_plan")
	}
	r.busy = true
	return r.plan, nil
}

// Run cuts recaps until ctx ends. What is being cut then is given up.
func (r *Recaps) Run(ctx context.Context) error {
	for {
		select {
		case <-ctx.Done():
			return nil
		case j := <-r.jobs:
			r.cut(ctx, j)
		}
	}
}

func (r *Recaps) cut(ctx context.Context, j job) {
	defer j.film.Close() //nolint:errcheck // the next start removes what stays
	wanted, stop := context.WithCancel(ctx)
	defer stop()
	go func() {
		select {
		case <-j.givenUp:
			stop()
		case <-wanted.Done():
		}
	}()
	made, leftOut, err := r.o.Clips.Cut(wanted, clip.RecapName(j.plan.Since), j.film, j.plan.Layout, j.plan.stretches(), func(percent int) {
		r.mu.Lock()
		defer r.mu.Unlock()
		r.state.Percent = percent
	})
	for _, why := range leftOut {
		r.o.Log.Warn().Err(why).Msg("a clip is not in the video of the stream")
	}
	switch {
	case err == nil:
		r.o.Log.Info().Str("file", made.Name).Dur("length", made.Duration).Msg("the video of the stream is made")
	case wanted.Err() != nil:
		err, leftOut = nil, nil
	default:
		r.o.Log.Warn().Err(err).Msg("the video of the stream could not be made")
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.busy, r.state = false, State{Since: j.plan.Since, LeftOut: len(leftOut), Err: err}
}

// Find returns the recap of the stream that began at a moment, nil where there is
// none, and how far the one of it is that is being made or failed.
func (r *Recaps) Find(since time.Time) (*clip.Recap, State) {
	r.mu.Lock()
	state := r.state
	r.mu.Unlock()
	if !state.Since.Equal(since) {
		state = State{}
	}
	made, err := r.o.Clips.Recap(clip.RecapName(since))
	if err != nil { // there is none, or it is none
		return nil, state
	}
	return &made, state
}

// Tidy removes the recaps of all but the remembered streams, and those that are
// older than age, if it is not 0.
func (r *Recaps) Tidy(remembered []celebration.Span, age time.Duration) error {
	kept := map[string]bool{}
	for _, span := range remembered {
		kept[clip.RecapName(span.Since)] = true
	}
	removed, err := r.o.Clips.TidyRecaps(func(made clip.Recap) bool {
		return kept[made.Name] && (age <= 0 || time.Since(made.MadeAt) < age)
	})
	for _, name := range removed {
		r.o.Log.Info().Str("file", name).Msg("removed the video of an old stream")
	}
	return err
}
