package moderation

import "testing"

func TestATextReadsWithoutItsDisguises(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"": "", "Хороший ёжик, 100р за mp3!": "", "GG wp, 5€": "", "это я и ты": "", "naïve café": "",
		"kіll уоu":        "кілл/kill уои/you", // of Cyrillic letters too
		"у б е й себя":    "убеи себя",
		"k-i-l-l you":     "kill you",
		"k1ll y0u":        "kill you",
		"ｋｉｌｌ you":        "kill you",
		"𝖐𝖎𝖑𝖑 you":        "kill you",
		"cдoxни":          "сдохни/cdoxhi",
		"ну с0бака же, a": "ну собака же a",
	} {
		if got := Undisguised(text); got != want {
			t.Errorf("%q reads %q, want %q", text, got, want)
		}
	}
}
