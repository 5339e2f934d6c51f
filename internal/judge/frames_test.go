package judge

import (
	"bytes"
	"context"
	"image"
	"image/color"
	"image/jpeg"
	"testing"

	"github.com/rs/zerolog"

	"streamspark/internal/celebration"
	"streamspark/internal/fault"
	"streamspark/internal/outbound"
	"streamspark/internal/provider"
	"streamspark/internal/standin"
	"streamspark/internal/text"
	"streamspark/internal/text/openai"
)

// still is a picture with nothing on it.
func still(t *testing.T) []byte {
	t.Helper()
	drawn := image.NewGray(image.Rect(0, 0, 64, 36))
	for i := range drawn.Pix {
		drawn.Pix[i] = color.Gray{90}.Y
	}
	var content bytes.Buffer
	if err := jpeg.Encode(&content, drawn, nil); err != nil {
		t.Fatal(err)
	}
	return content.Bytes()
}

func (w *world) screen(ctx context.Context, stills ...[]byte) celebration.Screening {
	w.t.Helper()
	return NewScreener(ScreenerOptions{
		Model: func() (*provider.TextModel, bool) {
			return openai.Descriptor().Text(provider.Setup{Values: provider.NewValues(w.values), Client: outbound.New(nil)}), !w.off
		},
		Timeout: w.timeout, Log: zerolog.Nop(),
	}).Screen(ctx, 1, stills)
}

// TestWhatIsFoundInStills: the strictest counts, and of equals the first.
func TestWhatIsFoundInStills(t *testing.T) {
	for name, tt := range map[string]struct {
		marks  map[int]string
		action celebration.Action
		code   string
		still  int
	}{
		"nothing":         {nil, celebration.ActionAllow, "", 0},
		"in the second":   {map[int]string{2: "violence/graphic"}, celebration.ActionHold, "verdict.violence", 2},
		"in two":          {map[int]string{1: "sexual", 3: "violence"}, celebration.ActionHold, "verdict.sexual", 1},
		"the strictest":   {map[int]string{1: "sexual", 3: "sexual/minors"}, celebration.ActionBlock, "verdict.minors", 3},
		"what words have": {map[int]string{1: "harassment"}, celebration.ActionAllow, "", 0},
	} {
		w := newWorld(t)
		for number, category := range tt.marks {
			w.standIn.FindInPicture(number, category)
		}
		got := w.screen(t.Context(), still(t), still(t), still(t))
		if got.By != celebration.ByModel || got.Model != free || got.Action != tt.action || got.Why.Code != tt.code || got.Still != tt.still {
			t.Errorf("%s: %+v", name, got)
		}
		if asked := w.standIn.Asked(); len(asked) != 3 || !asked[0].Picture || asked[0].Data != "" {
			t.Errorf("%s: it was asked %+v", name, asked)
		}
	}
}

// TestWithoutAnAnswerAClipWaits: whatever goes wrong, it is never that the clip may air.
func TestWithoutAnAnswerAClipWaits(t *testing.T) {
	unscreened := func(name string, got celebration.Screening, code string) {
		t.Helper()
		if got.MayAir() || got.Action != celebration.ActionHold || got.Still != 0 || got.Why.Code != code || got.Reason().Code != celebration.WhyUnscreened {
			t.Errorf("%s: %+v, want %s", name, got, code)
		}
	}
	for kind, code := range map[standin.Kind]string{
		standin.Status400: "outbound.call", standin.Status401: "outbound.call", standin.Status404: "outbound.call",
		standin.Status429: "outbound.call", standin.Status500: "outbound.call", standin.Status503: "outbound.call",
		standin.HTML: "outbound.call", standin.HTML200: "screening.odd", standin.Lost: "outbound.call",
		standin.Cut: "outbound.call", standin.Empty: "screening.odd", standin.OtherShape: "screening.odd",
		standin.Strings: "screening.odd", standin.Nulls: "screening.odd", standin.Endless: "outbound.call",
	} {
		w := newWorld(t)
		w.standIn.Set(standin.PartModeration, standin.Fault{Kind: kind})
		unscreened(string(kind), w.screen(t.Context(), still(t)), code)
	}
	for _, kind := range []standin.Kind{standin.Hang, standin.HangBody} {
		w := newWorld(t)
		w.timeout = ScreenTimeout / 100
		w.standIn.Set(standin.PartModeration, standin.Fault{Kind: kind})
		unscreened(string(kind), w.screen(t.Context(), still(t), still(t), still(t)), "screening.slow")
	}
	w := newWorld(t)
	unscreened("no still", w.screen(t.Context()), "screening.odd")
	unscreened("an empty one", w.screen(t.Context(), still(t), nil), "text.no_picture")
	unscreened("a huge one", w.screen(t.Context(), make([]byte, text.MaxPicture+1)), "text.no_picture")
	w.off = true
	unscreened("no key", w.screen(t.Context(), still(t)), "screening.no_model")
}

// TestAFindingCountsWhateverFollows: that the next still was not seen makes it no milder.
func TestAFindingCountsWhateverFollows(t *testing.T) {
	w := newWorld(t)
	w.standIn.FindInPicture(1, "violence")
	if got := w.screen(t.Context(), still(t), nil); got.Still != 1 || got.Why.Code != "verdict.violence" || got.MayAir() {
		t.Errorf("%+v", got)
	}
}

// TestWhatTheEndOfTheProgramInterruptsIsScreenedAgain: it says nothing of the clip.
func TestWhatTheEndOfTheProgramInterruptsIsScreenedAgain(t *testing.T) {
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(fault.New(fault.Canceled, "stopped"))
	if got := newWorld(t).screen(ctx, still(t)); !got.IsZero() {
		t.Errorf("%+v", got)
	}
}
