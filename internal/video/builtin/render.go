package builtin

import (
	"context"
	"image"
	"os"
	"time"

	"golang.org/x/sync/errgroup"

	"streamspark/internal/video/builtin/letter"
	"streamspark/internal/video/builtin/paint"
	"streamspark/internal/video/builtin/scene"
	"streamspark/internal/video/builtin/tone"
	"streamspark/internal/video/builtin/webm"
)

// workers is how many frames are drawn at once. More would be faster on a
// large computer, but that one is streaming a game.
const workers = 2

// size is that of the picture, and how many of them make a second.
type size struct{ w, h, rate int }

// measure returns the size for a recipe. MP4 is larger and smoother, because a
// real video encoder compresses better.
func measure(r recipe, mp4 bool) size {
	sizes := map[string]size{
		"16:9": {960, 540, 25},
		"9:16": {540, 960, 25},
		"1:1":  {720, 720, 25},
		"4:3":  {832, 624, 25},
		"3:4":  {624, 832, 25},
	}
	s, ok := sizes[r.Aspect]
	if !ok {
		s = sizes["16:9"]
	}
	if mp4 {
		s = size{s.w * 4 / 3 &^ 1, s.h * 4 / 3 &^ 1, 30}
	}
	return s
}

// draft returns the size of a clip that is made to be there, not to be looked
// at.
func (s size) draft() size {
	return size{s.w / 4 &^ 1, s.h / 4 &^ 1, s.rate / 2}
}

// render makes the clip of a recipe and returns the path of its file.
func (g *Generator) render(ctx context.Context, r recipe, progress func(int)) (string, error) {
	if program := g.program(); program != "" {
		path, err := g.renderMP4(ctx, program, r, progress)
		if err == nil || ctx.Err() != nil {
			return path, err
		}
		g.giveUp(program, err)
		progress(0)
	}
	return g.renderWebM(ctx, r, progress)
}

// program returns the ffmpeg to use, or none.
func (g *Generator) program() string {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.ffmpeg
}

// giveUp goes on without ffmpeg until the next start, and says so once.
func (g *Generator) giveUp(program string, err error) {
	g.mu.Lock()
	g.ffmpeg = ""
	g.mu.Unlock()
	g.log.Warn().Err(err).Str("ffmpeg", program).
		Msg("ffmpeg could not make the clip. Clips are made as WebM until the next start.")
}

func (g *Generator) renderWebM(ctx context.Context, r recipe, progress func(int)) (string, error) {
	p, err := g.prepare(ctx, r, false)
	if err != nil {
		return "", err
	}
	var sound *webm.Sound
	if r.Audio {
		if sound, err = webm.NewSound(ctx, p.samples); err != nil {
			return "", err
		}
		p.samples = nil // some megabytes
	}
	film := webm.NewFilm(p.w, p.h, p.rate, sound)
	if err := p.draw(ctx, progress, webm.KeyFrame, film.Add); err != nil {
		return "", err
	}
	return g.save("*.webm", func(file *os.File) error { return film.Finish(file) })
}

// save makes a work file of what fill writes, or leaves none.
func (g *Generator) save(pattern string, fill func(*os.File) error) (path string, err error) {
	file, err := os.CreateTemp(g.dir, prefix+pattern)
	if err != nil {
		return "", fileFault(g.dir, err)
	}
	if err = fill(file); err == nil {
		err = file.Close()
	} else {
		_ = file.Close() // fill says what was wrong
	}
	if err != nil {
		_ = os.Remove(file.Name()) // the next start tries again
		return "", fileFault(g.dir, err)
	}
	return file.Name(), nil
}

// play is a clip ready to be drawn.
type play struct {
	size
	frames  int
	scene   *scene.Scene
	samples []float32 // none where the clip is silent
}

func (g *Generator) prepare(ctx context.Context, r recipe, mp4 bool) (*play, error) {
	face, err := letter.Open()
	if err != nil {
		return nil, err
	}
	length := time.Duration(r.Millis) * time.Millisecond
	piece := tone.Piece{Duration: length.Seconds(), Seed: r.Seed, Tier: r.Tier}
	p := &play{size: g.measure(r, mp4)}
	p.frames = int(length * time.Duration(p.rate) / time.Second)
	if r.Audio {
		if p.samples, err = piece.Render(ctx); err != nil {
			return nil, err
		}
	}
	var beats []float32
	for _, at := range piece.Beats() {
		beats = append(beats, float32(at))
	}
	p.scene = scene.New(scene.Spec{
		W: p.w, H: p.h, Duration: float32(length.Seconds()), Tier: r.Tier, Seed: r.Seed,
		Name: face.Keep(r.Donor), Amount: face.Amount(r.amount(), r.Language), Message: face.Keep(r.Message), Beats: beats,
	}, face)
	return p, nil
}

// still is a frame to draw, and where its pressed form goes.
type still struct {
	at   float32
	done chan []byte
}

// draw draws all frames on several goroutines, presses each where it was
// drawn, and hands them on in order.
func (p *play) draw(ctx context.Context, progress func(int),
	press func(*image.NYCbCrA) ([]byte, error), take func([]byte) error,
) error {
	group, ctx := errgroup.WithContext(ctx)
	todo := make(chan still)
	inOrder := make(chan still, workers) // also bounds how far the drawing runs ahead
	group.Go(func() error {
		defer close(todo)
		defer close(inOrder)
		for i := range p.frames {
			s := still{at: float32(i) / float32(p.rate), done: make(chan []byte, 1)}
			if !send(ctx, inOrder, s) || !send(ctx, todo, s) {
				return ctx.Err()
			}
		}
		return nil
	})
	for range workers {
		group.Go(func() error { return p.drawEach(todo, press) })
	}
	group.Go(func() error {
		count := 0
		for s := range inOrder {
			select {
			case data := <-s.done:
				if err := take(data); err != nil {
					return err
				}
			case <-ctx.Done():
				return ctx.Err()
			}
			count++
			progress(count * 99 / p.frames) // the last step is the file
		}
		return nil
	})
	return group.Wait()
}

func send(ctx context.Context, to chan<- still, s still) bool {
	select {
	case to <- s:
		return true
	case <-ctx.Done():
		return false
	}
}

// drawEach draws frames until there are no more.
func (p *play) drawEach(todo <-chan still, press func(*image.NYCbCrA) ([]byte, error)) (err error) {
	defer func() {
		if broken := recover(); broken != nil {
			err = defect(broken)
		}
	}()
	canvas, frame := paint.NewCanvas(p.w, p.h), paint.NewFrame(p.w, p.h)
	for s := range todo {
		p.scene.Draw(canvas, s.at, frame)
		data, err := press(frame)
		if err != nil {
			return err
		}
		s.done <- data
	}
	return nil
}
