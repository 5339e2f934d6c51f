package e2e

import (
	"encoding/base64"
	endian "encoding/binary"
	"fmt"
	"math"
	"slices"
	"testing"

	words "streamspark/internal/celebration"
)

// loudest is how loud, in LUFS, anything may be behind the limiter.
const loudest = -14.0

// sample is one moment of both sides.
type sample [2]float64

// rendered is what a page renders of sounds.
type rendered struct {
	Samples string
	LUFS    float64 `json:"lufs"` // as widget/sound/loudness.js measures it
}

func (r rendered) decode(t testing.TB) []sample {
	t.Helper()
	raw, err := base64.StdEncoding.DecodeString(r.Samples)
	if err != nil {
		t.Fatal(err)
	}
	samples := make([]sample, len(raw)/8)
	for i := range samples {
		for side := range samples[i] {
			samples[i][side] = float64(math.Float32frombits(endian.LittleEndian.Uint32(raw[i*8+side*4:])))
		}
	}
	return samples
}

// biquad is a filter of the second order, by its coefficients in ITU-R BS.1770-4.
type biquad struct{ b0, b1, b2, a1, a2 float64 }

// weighting is the two filters at 48 000 Hz: that of a head, and that of low tones.
var weighting = []biquad{
	{1.53512485958697, -2.69169618940638, 1.19839281085285, -1.69065929318241, 0.73248077421585},
	{1, -2, 1, -1.99004745483398, 0.99007225036621},
}

func (f biquad) filter(in []float64) []float64 {
	out := make([]float64, len(in))
	var x1, x2, y1, y2 float64
	for i, x := range in {
		y := f.b0*x + f.b1*x1 + f.b2*x2 - f.a1*y1 - f.a2*y2
		out[i] = y
		x1, x2, y1, y2 = x, x1, y, y1
	}
	return out
}

// lufs is the integrated loudness by ITU-R BS.1770-4, of 48 000 samples a second.
func lufs(samples []sample) float64 {
	const block, step = 19200, 4800 // 400 ms, with three quarters in common
	power := make([]float64, max(0, (len(samples)-block)/step+1))
	for side := range 2 {
		channel := make([]float64, len(samples))
		for i, s := range samples {
			channel[i] = s[side]
		}
		for _, f := range weighting {
			channel = f.filter(channel)
		}
		for i := range power {
			for _, v := range channel[i*step : i*step+block] {
				power[i] += v * v / block
			}
		}
	}
	level := func(p float64) float64 { return -0.691 + 10*math.Log10(p) }
	mean := func(above float64) float64 {
		power = slices.DeleteFunc(power, func(p float64) bool { return level(p) <= above })
		var sum float64
		for _, p := range power {
			sum += p
		}
		return level(sum / float64(len(power)))
	}
	return mean(mean(-70) - 10)
}

// peak is the highest sample.
func peak(samples []sample) (most float64) {
	for _, s := range samples {
		most = max(most, math.Abs(s[0]), math.Abs(s[1]))
	}
	return most
}

// sounding is something that sounds.
type sounding struct {
	Sting      string `json:"sting,omitempty"`
	Scene      string `json:"scene,omitempty"`
	Production int    `json:"production,omitempty"`
	Noise      int    `json:"noise,omitempty"` // seconds of a file of the streamer's
	Voice      int    `json:"voice,omitempty"` // seconds of a donor's recording
}

func (s sounding) String() string {
	switch {
	case s.Sting != "":
		return s.Sting
	case s.Noise > 0:
		return "a file"
	case s.Voice > 0:
		return "a recording"
	}
	return fmt.Sprintf("%s/%d", s.Scene, s.Production)
}

// everySound is each sting, and the music of each scene: of every production,
// or of one, in turns.
func everySound(p *page, all bool) (list []sounding) {
	for _, id := range askOf[[]string](p, "sound.js", "stings") {
		list = append(list, sounding{Sting: id})
	}
	for i, id := range askOf[[]string](p, "sound.js", "scenes") {
		for production := 1; production <= 3; production++ {
			if all || i%3+1 == production {
				list = append(list, sounding{Scene: id, Production: production})
			}
		}
	}
	return list
}

// TestNothingIsTooLoud holds each sting and each scene's music, and several at
// once, to −14 LUFS behind the limiter, and above what is audible.
func TestNothingIsTooLoud(t *testing.T) {
	t.Parallel()
	p := openScenes(t)
	together := [][]sounding{
		{{Scene: "raid", Production: 3}, {Sting: "fanfare"}},
		{{Scene: "beat", Production: 1}, {Noise: 3}},
		{{Scene: "beat", Production: 1}, {Voice: 3}},
	}
	for _, one := range everySound(p, false) {
		together = append(together, []sounding{one})
	}
	for _, sounds := range together {
		got := askOf[rendered](p, "sound.js", "renders", sounds)
		samples := got.decode(t)
		loud := lufs(samples)
		t.Logf("%v: %.1f LUFS, peak %.2f", sounds, loud, peak(samples))
		if loud > loudest || loud < -30 || peak(samples) > 0.9 {
			t.Errorf("%v: %.1f LUFS, and a peak of %.2f", sounds, loud, peak(samples))
		}
		if math.Abs(got.LUFS-loud) > 0.5 {
			t.Errorf("%v: loudness.js measures %.1f LUFS, and it is %.1f", sounds, got.LUFS, loud)
		}
	}
}

// TestTheMeterMeasures holds lufs to the sine by which meters are tested: of
// −23 dB at 1000 Hz on both sides it is −23 LUFS.
func TestTheMeterMeasures(t *testing.T) {
	t.Parallel()
	samples := make([]sample, 5*48000)
	for i := range samples {
		v := math.Pow(10, -23.0/20) * math.Sin(2*math.Pi*1000*float64(i)/48000)
		samples[i] = sample{v, v}
	}
	if got := lufs(samples); math.Abs(got+23) > 0.1 {
		t.Errorf("it measures %.2f LUFS", got)
	}
}

// TestTheProgramKnowsTheStings holds the list in Go to that of the widget.
func TestTheProgramKnowsTheStings(t *testing.T) {
	t.Parallel()
	if widget := askOf[[]string](openScenes(t), "sound.js", "stings"); !slices.Equal(widget, words.Stings()) {
		t.Errorf("the widget has the stings %v, the program %v", widget, words.Stings())
	}
}
