package config

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"streamspark/internal/celebration"
)

func TestTheLookIsChecked(t *testing.T) {
	clean(t)
	for _, tt := range []struct{ yaml, says string }{
		{"overlay: {theme: neon}", ""},
		{"overlay: {theme: my-own-2}", ""},
		{"overlay: {theme: ../../x}", "the name of a theme"},
		{"overlay: {theme: Neon}", "the name of a theme"},
		{"overlay: {theme: ''}", "the name of a theme"},
		{"overlay: {theme: " + strings.Repeat("a", 33) + "}", "the name of a theme"},
		{"overlay: {alert_text: '{donor} · {amount}: {message}'}", ""},
		{"overlay: {alert_text: 'a lone { and }'}", "nothing fills { and }"},
		{"overlay: {alert_text: 'a lone {'}", ""},
		{"overlay: {alert_text: '{name} gave {amount}'}", "nothing fills {name}"},
		{"overlay: {alert_text: '{Donor}'}", "nothing fills {Donor}"},
		{"overlay: {alert_text: '{}'}", "nothing fills {}"},
		{"overlay: {alert_text: \"two\\nlines\"}", "one line"},
		{"overlay: {alert_text: " + strings.Repeat("я", 200) + "}", ""},
		{"overlay: {alert_text: " + strings.Repeat("я", 201) + "}", "at most 200 characters"},
		{"overlay: {scene_words: \"zebr* zebra~: cat 🦓\\n\\nрыб*: raid, Treasure\"}", ""},
		{"overlay: {scene_words: 'zebra'}", "line 1"},
		{"overlay: {scene_words: \"zebra: cat\\n: cat\"}", "line 2"},
		{"overlay: {scene_words: '~*: cat'}", "line 1"},
		{"overlay: {scene_words: 'zebra: 🦓'}", "line 1"},
		{"overlay: {scene_words: 'zebra: cat dog'}", "line 1: there is no scene dog; there are arcade"},
		{"overlay: {scene_words: \"" + strings.Repeat("a: cat\\n", 51) + "\"}", "at most 50 lines"},
		{"overlay: {sound: harp, sound_volume: 70%}", ""},
		{"overlay: {sound: 'off'}", ""},
		{"overlay: {sound: 0123456789abcdef.ogg}", ""},
		{"overlay: {sound: bell}", "one of chime, coin"},
		{"overlay: {sound: ''}", "one of chime, coin"},
		{"overlay: {sound: ../../config.yaml}", "one of chime, coin"},
		{"overlay: {sound_volume: 2}", "from 0 to 1"},
	} {
		_, _, err := resolve(t, tt.yaml, nil)
		if (err == nil) != (tt.says == "") || err != nil && !strings.Contains(said(err), tt.says) {
			t.Errorf("%s: got %v, want it to say %q", tt.yaml, err, tt.says)
		}
	}
}

func TestTheStreamersOwnWordsAreRead(t *testing.T) {
	clean(t)
	c, _, err := resolve(t, "overlay: {scene_words: \"zebr*  zebra~ : Cat, beat 🦓\\r\\n\\nрыб*:raid\"}", nil)
	want := []celebration.Topic{
		{Words: "zebr* zebra~", Scenes: []string{"cat", "beat"}, Props: []string{"🦓"}},
		{Words: "рыб*", Scenes: []string{"raid"}},
	}
	if got := c.Overlay.Topics; err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("they are %+v, %v", got, err)
	}
}

func TestATierMayHaveItsOwnVolume(t *testing.T) {
	clean(t)
	c, _, err := resolve(t, "tiers: [{min_rub: 100, volume: 0.25}, {min_rub: 200, volume: '0'}, {min_rub: 300}]", nil)
	if err != nil {
		t.Fatal(err)
	}
	for range 2 { // as it was written, and as it is written again
		if v := c.Tiers[0].Volume; !v.Valid || v.Decimal.String() != "0.25" || !c.Tiers[1].Volume.Valid || c.Tiers[2].Volume.Valid {
			t.Errorf("the volumes are %v", c.Tiers)
		}
		if err := setTiers(nil)(&c, WriteTiers(c.Tiers)); err != nil {
			t.Fatal(err)
		}
	}
	for yaml, says := range map[string]string{
		"tiers: [{min_rub: 100, volume: 1.1}]":                     "tiers[0].volume (config.yaml): it must be from 0 to 1",
		"tiers: [{min_rub: 1}, {min_rub: 100, volume: -1}]":        "tiers[1].volume",
		"tiers: [{min_rub: 1}, {min_rub: 100, volume: loud}]":      "tiers[1].volume",
		"tiers: [{min_rub: 1}, {min_rub: 100, sound: trumpet}]":    "tiers[1].sound (config.yaml): it must be one of chime",
		"tiers: [{min_rub: 1}, {min_rub: 100, sound_volume: 2}]":   "tiers[1].sound_volume",
		"tiers: [{min_rub: 1}, {min_rub: 100, duration: 1h}]":      "tiers[1].duration (config.yaml): it must be from 2 s to 15 s",
		"tiers: [{min_rub: 100, theme: ../neon}]":                  "tiers[0].theme",
		"tiers: [{min_rub: 100, prompt: x, resolution: enormous}]": "tiers[0].resolution",
	} {
		if _, _, err := resolve(t, yaml, nil); err == nil || !strings.HasPrefix(said(err), says) {
			t.Errorf("%s: %v, want %q", yaml, err, says)
		}
	}
}

func TestATierMayHaveItsOwnSoundAndTheme(t *testing.T) {
	clean(t)
	c, _, err := resolve(t, "tiers: [{min_rub: 100, sound: 'off'}, {min_rub: 200, theme: neon, sound: fanfare, sound_volume: 100%}, {min_rub: 300}]", nil)
	if err != nil {
		t.Fatal(err)
	}
	for range 2 { // as it was written, and as it is written again
		if got := c.Tiers; got[0].Sound != "off" || got[1].Sound != "fanfare" || got[1].SoundVolume.Decimal.String() != "1" || got[1].Theme != "neon" || got[2].Sound != "" || got[2].Theme != "" || got[2].SoundVolume.Valid {
			t.Errorf("the tiers are %+v", got)
		}
		if err := setTiers(nil)(&c, WriteTiers(c.Tiers)); err != nil {
			t.Fatal(err)
		}
	}
}

func TestATierMayHaveItsOwnVoiceAndScenes(t *testing.T) {
	clean(t)
	c, _, err := resolve(t, "tiers: [{min_rub: 100, voice: off, production: 1}, {min_rub: 200, voice: on, scenes: [cat, rocket], production: 3}, {min_rub: 300, voice: local_voice}, {min_rub: 400}]", nil)
	if err != nil {
		t.Fatal(err)
	}
	want := c.Tiers
	if got := fmt.Sprint([]string{want[0].Voice, want[1].Voice, want[2].Voice}, want[1].Scenes, want[0].Production, want[1].Production, want[3].Production); got != "[off on local_voice] [cat rocket] 1 3 0" {
		t.Errorf("the tiers are %s", got)
	}
	if err := setTiers([]string{"off", "on", "local_voice"})(&c, WriteTiers(c.Tiers)); err != nil || !reflect.DeepEqual(c.Tiers, want) {
		t.Errorf("written and read again: %+v, %v", c.Tiers, err)
	}
	for yaml, says := range map[string]string{
		"tiers: [{min_rub: 1}, {min_rub: 2, voice: loud}]":         "tiers[1].voice (config.yaml): it must be one of off, on, ",
		"tiers: [{min_rub: 1, scenes: [cat, dog]}]":                `tiers[0].scenes (config.yaml): there is no scene dog; there are arcade, beat, cake, cat,`,
		"tiers: [{min_rub: 1}, {min_rub: 2, production: 4}]":       "tiers[1].production (config.yaml): it must be from 1 to 3",
		"tiers: [{min_rub: 1}, {min_rub: 2, voice: openai_voice}]": "The voice openai_voice needs speech.openai_voice.api_key",
	} {
		if _, _, err := resolve(t, yaml, nil); err == nil || !strings.HasPrefix(said(err), says) {
			t.Errorf("%s: %v, want %q", yaml, err, says)
		}
	}
}

func TestWhoSpeaksForATier(t *testing.T) {
	s := Speech{usable: []usable{{"paid", true}, {"free", false}}}
	for _, tt := range []struct{ general, voice, want string }{
		{"auto", "", "free"},
		{"auto", "on", "free"},
		{"auto", "off", "off"},
		{"auto", "paid", "paid"},
		{"paid", "", "paid"},
		{"paid", "on", "paid"},
		{"off", "", "off"},
		{"off", "on", "free"},
		{"off", "paid", "paid"},
	} {
		s.Provider = tt.general
		if got := s.Speaker(tt.voice); got != tt.want {
			t.Errorf("in general %s, a tier %q: %s speaks, want %s", tt.general, tt.voice, got, tt.want)
		}
	}
}

func TestAChangeIsTold(t *testing.T) {
	clean(t)
	live, err := New(Layers{schema: newSchema(everybody())})
	if err != nil {
		t.Fatal(err)
	}
	told := 0
	live.keep = newDocuments(t).sealed
	live.OnChange(func() {
		if told++; live.Get().Overlay.Theme != "neon" {
			t.Error("it is told before it holds")
		}
	})
	if err := live.Save(t.Context(), "overlay.theme", "neon"); err != nil || told != 1 {
		t.Errorf("a change is told %d times: %v", told, err)
	}
	if err := live.Save(t.Context(), "overlay.theme", "No!"); err == nil || told != 1 {
		t.Errorf("a refused change is told: %v", err)
	}
}
