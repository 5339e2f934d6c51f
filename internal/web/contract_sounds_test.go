package web

import (
	"bytes"
	"net/http"
	"strings"
	"testing"

	"streamspark/internal/sound"
)

const soundShape = "{id:string,size:number,title:string,url:string,used:bool}"

// smallWAV returns a sound of some samples of silence.
func smallWAV(samples byte) string {
	head := "RIFF\x00\x00\x00\x00WAVEfmt \x10\x00\x00\x00\x01\x00\x01\x00\x40\x1f\x00\x00\x80\x3e\x00\x00\x02\x00\x10\x00data"
	return head + string([]byte{2 * samples, 0, 0, 0}) + strings.Repeat("\x00\x00", int(samples))
}

func ownSound(w *world) string {
	f, err := w.Sounds.Save("horn.wav", []byte(smallWAV(3)))
	if err != nil {
		w.T.Fatal(err)
	}
	return f.ID
}

// ownSoundID is the ID of ownSound.
const ownSoundID = "c5b07a659a8ec25d.wav"

func soundContract() []exchange {
	list, add, remove, get := "GET /api/sounds", "POST /api/sounds", "DELETE /api/sounds/:sound", "GET /sounds/:sound"
	audio := []string{"Content-Type", "audio/wav"}
	one := func(w *world) { ownSound(w) }
	chosen := func(value map[string]string) func(*world) {
		return func(w *world) {
			ownSound(w)
			if err := w.Settings.SaveAll(w.T.Context(), value); err != nil {
				w.T.Fatal(err)
			}
		}
	}
	used := `{"sound":"` + ownSoundID + `"}`
	return []exchange{
		{name: "none", route: list, status: 200, shape: "{sounds:[],stings:[string],success:bool}", says: `"stings":["chime","coin","drums","harp","fanfare","synth"]`},
		{name: "some", route: list, prepare: one, status: 200, shape: "{sounds:[" + soundShape + "],stings:[string],success:bool}", says: `"title":"horn","url":"/sounds/` + ownSoundID + `","size":50,"used":false`},
		{name: "in use", route: list, prepare: chosen(map[string]string{"overlay.sound": ownSoundID}), status: 200, says: `"used":true`},

		{name: "good", route: add, path: "/api/sounds?name=%D0%B3%D1%83%D0%B4.wav", body: smallWAV(9), headers: audio, status: 200, shape: "{sound:" + soundShape + ",success:bool}", says: `"title":"гуд"`},
		{name: "larger than other bodies", route: add, body: smallWAV(9) + strings.Repeat("x", 3<<19), headers: audio, status: 200, says: `"title":"sound"`},
		{name: "too large", route: add, body: smallWAV(9) + strings.Repeat("x", sound.MaxSize), headers: audio, status: 400, says: `"field":"file"`},
		{name: "far too large", route: add, body: smallWAV(9) + strings.Repeat("x", 2*sound.MaxSize), headers: audio, status: 413},
		{name: "no sound", route: add, body: "<!doctype html>", headers: audio, status: 400, says: "not a whole MP3, Ogg or WAV file"},
		{name: "another kind", route: add, body: smallWAV(9), headers: []string{"Content-Type", "text/plain"}, status: 415, says: "audio/mpeg"},
		{name: "from elsewhere", route: add, body: smallWAV(9), headers: append(audio, "Origin", "https://elsewhere.example"), status: 403},

		{name: "good", route: remove, path: "/api/sounds/" + ownSoundID, prepare: one, status: 200, shape: messageShape, then: func(t *testing.T, w *world) {
			if files, err := w.Sounds.List(); err != nil || len(files) != 0 {
				t.Errorf("there are still %v, %v", files, err)
			}
		}},
		{name: "in use", route: remove, path: "/api/sounds/" + ownSoundID, prepare: chosen(map[string]string{"overlay.sound": ownSoundID}), status: 409, says: "This sound is in use"},
		{name: "in use by a tier", route: remove, path: "/api/sounds/" + ownSoundID, prepare: chosen(map[string]string{"tiers": `[{"min_rub":"5","sound":"` + ownSoundID + `"}]`}), status: 409, says: "This sound is in use"},
		{name: "unknown", route: remove, path: "/api/sounds/0123456789abcdef.mp3", prepare: one, status: 404, says: "There is no such sound"},
		{name: "strange", route: remove, path: "/api/sounds/..%2fconfig.yaml", status: 404, says: "There is no such sound"},

		{name: "good", route: get, path: "/sounds/" + ownSoundID, prepare: one, status: 200, says: "WAVEfmt"},
		{name: "unknown", route: get, path: "/sounds/0123456789abcdef.mp3", status: 404, says: "There is no such sound"},

		{name: "a sound", route: "PUT /api/look", body: used, prepare: one, status: 200, says: used[1 : len(used)-1]},
		{name: "a sound that is gone", route: "PUT /api/look", body: used, status: 400, says: `"field":"sound"`},
		{name: "a sound that is none", route: "PUT /api/look", body: `{"sound":"bell"}`, status: 400, says: "one of chime"},
		{name: "too loud", route: "PUT /api/look", body: `{"sound_volume":1.5}`, status: 400, says: `"field":"sound_volume"`},
		{name: "a sound", route: "PUT /api/tiers", body: `{"tiers":[{"min_rub":5,"sound":"` + ownSoundID + `","sound_volume":0.5}]}`, prepare: one, status: 200, says: `"sound":"` + ownSoundID + `","sound_volume":"0.5"`},
		{name: "a sound that is gone", route: "PUT /api/tiers", body: `{"tiers":[{"min_rub":5,"sound":"` + ownSoundID + `"}]}`, status: 400, says: `tiers[0].sound`},
		{name: "a sound that is none", route: "PUT /api/tiers", body: `{"tiers":[{"min_rub":5,"sound":"bell"}]}`, status: 400, says: `tiers[0].sound`},
		{name: "a theme", route: "PUT /api/tiers", body: `{"tiers":[{"min_rub":5,"theme":"neon"}]}`, status: 200, says: `"theme":"neon"`},
		{name: "a theme that is none", route: "PUT /api/tiers", body: `{"tiers":[{"min_rub":5,"theme":"template"}]}`, status: 400, says: `tiers[0].theme`},
		{name: "too loud", route: "PUT /api/tiers", body: `{"tiers":[{"min_rub":5,"sound_volume":2}]}`, status: 400, says: `tiers[0].sound_volume`},
	}
}

func TestASoundIsServedAsWhatItIs(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	a := w.ask(http.MethodGet, "/sounds/"+ownSound(w), "")
	if a.Header.Get("Content-Type") != "audio/wav" || a.Header.Get("X-Content-Type-Options") != "nosniff" || !bytes.Equal([]byte(a.Text), []byte(smallWAV(3))) {
		t.Errorf("it is %v", a.Header)
	}
	if got := a.Header.Get("Cache-Control"); got != "private, max-age=31536000, immutable" {
		t.Errorf("it is kept as %q", got)
	}
	if part := w.ask(http.MethodGet, "/sounds/"+ownSoundID, "", "Range", "bytes=0-3"); part.StatusCode != http.StatusPartialContent || part.Text != "RIFF" {
		t.Errorf("a part of it is %d %q", part.StatusCode, part.Text)
	}
}
