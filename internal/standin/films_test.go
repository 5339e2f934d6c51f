package standin

import (
	"bytes"
	"encoding/json"
	"net/http"
	"testing"
)

func TestTheMessageChoosesTheFilm(t *testing.T) {
	quoted := func(message string) string { return "A frame with stars.\nThe viewer's message: \"" + message + "\"" }
	for message, want := range map[string]string{
		"Поехали в закат!": "drive", "A DRAGON, please": "dragon", "кит": "deep", "love you": "lanterns", "Снег!": "aurora", "к звёздам": "rocket",
	} {
		if got := filmOf(quoted(message), 3); got != want {
			t.Errorf("%q gets %s, want %s", message, got, want)
		}
	}
	seen := map[string]bool{}
	for order := range films() {
		seen[filmOf(quoted("Привет"), order)] = true
	}
	if len(seen) != len(films()) {
		t.Errorf("orders without a wish get %v", seen)
	}
	if filmOf("A frame with stars and a dragon.", 0) != films()[0].name {
		t.Error("the streamer's own words choose the film")
	}
}

func TestTheFilmsAreSmallAndWhole(t *testing.T) {
	read, err := readFilms()
	if err != nil {
		t.Fatal(err)
	}
	size := 0
	for name, film := range read {
		size += len(film)
		if !bytes.Contains(film[:64], []byte("ftyp")) || !bytes.Contains(film, []byte("avc1")) || !bytes.Contains(film, []byte("mp4a")) {
			t.Errorf("%s is no film with a picture and sound", name)
		}
	}
	if size > 3<<20 {
		t.Errorf("the films have %d bytes together, more than 3 MB", size)
	}
}

func TestEachBreakdownBreaksAndIsMended(t *testing.T) {
	s := started(t, Options{})
	if len(Breakdowns()) != 8 {
		t.Errorf("there are %d breakdowns", len(Breakdowns()))
	}
	for _, name := range Breakdowns() {
		if !s.Break(name) || s.Broken() != name || len(s.faults.on) == 0 {
			t.Errorf("%s breaks nothing", name)
		}
	}
	for _, b := range breakdowns() {
		for part, f := range b.faults {
			if own := part == PartPoll && f.Kind == Refused; !own && s.broken(f, part, voice) != nil {
				t.Errorf("%s needs %s at %s, which only a Probe has", b.name, f.Kind, part)
			}
		}
	}
	if s.Break("nothing") || s.Broken() == "" {
		t.Error("an unknown breakdown is taken")
	}
	if !s.Break("") || s.Broken() != "" || len(s.faults.on) != 0 {
		t.Error("it is not mended")
	}
}

func TestAJobServesTheFilmOfItsMessage(t *testing.T) {
	s := started(t, Options{Films: true})
	body, _ := json.Marshal(map[string]any{"model": "google/veo-3.1-t2v-fast", "prompt": "A frame.\nThe viewer's message: \"a dragon\"", "duration": 8})
	var made, ready generation
	call(t, http.MethodPost, s.AIMLURL()+"/v2/video/generations", string(body), "Content-Type", "application/json", "Authorization", "Bearer "+AIMLKey).into(t, &made)
	call(t, http.MethodGet, s.AIMLURL()+"/v2/video/generations?generation_id="+made.ID, "", "Authorization", "Bearer "+AIMLKey).into(t, &ready)
	address, _ := ready.Video["url"].(string)
	film, _ := filmFiles.ReadFile("media/films/dragon.mp4")
	if got := call(t, http.MethodGet, address, ""); got.body != string(film) {
		t.Errorf("%q serves %d bytes, want the dragon of %d", address, len(got.body), len(film))
	}
}
