package e2e

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// openScenes opens an empty page that can load the scenes and the checks in
// testdata/scenes.js. No program runs: a scene needs none. What else a test
// needs it adds.
func openScenes(t testing.TB, add ...func(*http.ServeMux)) *page {
	t.Helper()
	files := http.NewServeMux()
	files.HandleFunc("/{$}", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprint(w, "<!doctype html><title>scenes</title>")
	})
	files.Handle("/widget/", http.FileServerFS(os.DirFS("../..")))
	files.Handle("/testdata/", http.FileServerFS(os.DirFS(".")))
	for _, more := range add {
		more(files)
	}
	server := httptest.NewServer(files)
	t.Cleanup(server.Close)
	return open(t, openBrowser(t), server.URL)
}

// ask calls a function of testdata/scenes.js and decodes what it returns.
func ask[T any](p *page, function string, arguments ...any) T {
	p.t.Helper()
	return askOf[T](p, "scenes.js", function, arguments...)
}

// askOf calls a function of a module in testdata.
func askOf[T any](p *page, module, function string, arguments ...any) T {
	p.t.Helper()
	given := make([]string, len(arguments))
	for i, argument := range arguments {
		text, err := json.Marshal(argument)
		if err != nil {
			p.t.Fatal(err)
		}
		given[i] = string(text)
	}
	p.do(chromedp.Evaluate[chromedp.Void](fmt.Sprintf(`window.answer = undefined;
		void import("/testdata/%s").then((checks) => checks.%s(%s)).then(
			(value) => { window.answer = JSON.stringify({ value }); },
			(error) => { window.answer = JSON.stringify({ error: String(error?.stack ?? error) }); });`, module, function, strings.Join(given, ", "))))
	p.until("window.answer !== undefined")
	var answer struct {
		Value T
		Error string
	}
	if err := json.Unmarshal([]byte(eval[string](p, "window.answer")), &answer); err != nil {
		p.t.Fatal(err)
	}
	if answer.Error != "" {
		p.t.Fatalf("%s(%s): %s", function, strings.Join(given, ", "), answer.Error)
	}
	return answer.Value
}

// check fails the test with what a function of testdata/scenes.js finds wrong.
func (p *page) check(function string, arguments ...any) {
	p.t.Helper()
	for _, wrong := range ask[[]string](p, function, arguments...) {
		p.t.Errorf("%s %v: %s", function, arguments, wrong)
	}
}

// TestEveryScenePlaysToItsEnd holds the length of each production, that
// something is seen in its middle and nothing at its end.
func TestEveryScenePlaysToItsEnd(t *testing.T) {
	t.Parallel()
	p := openScenes(t)
	ids := ask[[]string](p, "ids")
	if len(ids) < 2 {
		t.Fatalf("there are only the scenes %v", ids)
	}
	for _, id := range ids {
		for production := 1; production <= 3; production++ {
			p.check("plays", id, production)
		}
	}
}

func TestASceneIsTheSamePictureForTheSameSeed(t *testing.T) {
	t.Parallel()
	p := openScenes(t)
	for _, id := range ask[[]string](p, "ids") {
		for production := 1; production <= 3; production++ {
			p.check("repeats", id, production)
		}
	}
}

func TestScenesDrawWhateverViewersWrite(t *testing.T) {
	t.Parallel()
	p := openScenes(t)
	everything := []map[string]string{
		{"donor": "", "amount": "", "message": ""},
		{"donor": "", "message": "🔥🔥🔥"},
		{"donor": "👩‍👩‍👧‍👦🏳️‍🌈", "message": "1️⃣ ok 👍🏽"},
		{"donor": "田中さくら", "message": "配信ありがとうございます。いつも楽しく見ています"},
		{"donor": "محمد", "message": "شكرا على البث thank you 2024"},
		{"donor": strings.Repeat("ы", 80), "message": strings.Repeat("ъ", 80)},
		{"donor": "Z̷̢̛̛̮̺͙a̴l̶g̸o̷", "message": strings.Repeat("All work and no play makes a dull stream. ", 12)},
		{"donor": "<b>&amp;</b>\u202eevil", "message": "\u202e\u0000\u2066x"},
	}
	ids := ask[[]string](p, "ids")
	p.check("spells")
	for i, words := range everything {
		p.check("fits", words)
		for j, id := range ids {
			if (i+j)%2 == 0 || words["donor"] == "" { // each scene draws half of them
				p.check("draws", id, words)
			}
		}
	}
	type reading struct{ Words, Emoji []string }
	for message, want := range map[string]reading{
		"hello big world":     {Words: []string{"hello", "big", "world"}},
		"שלום לכם חברים":      {Words: []string{"חברים", "לכם", "שלום"}},
		"שלום good day חברים": {Words: []string{"חברים", "good", "day", "שלום"}},
		"wow 🔥 nice 👩‍👩‍👧‍👦!": {Words: []string{"wow", "nice!"}, Emoji: []string{"🔥", "👩‍👩‍👧‍👦"}},
		"5 stars #1 at 10*2":  {Words: []string{"5", "stars", "#1", "at", "10*2"}},
	} {
		got := ask[reading](p, "reading", message)
		if !slices.Equal(got.Words, want.Words) || !slices.Equal(got.Emoji, want.Emoji) {
			t.Errorf("%q is drawn as %q with %q, want %q with %q", message, got.Words, got.Emoji, want.Words, want.Emoji)
		}
	}
}

func TestAStoppedSceneLeavesNothing(t *testing.T) {
	t.Parallel()
	p := openScenes(t)
	for _, id := range ask[[]string](p, "ids") {
		p.check("stops", id)
	}
}

func TestScenesRestForThoseWhoWantLessMotion(t *testing.T) {
	t.Parallel()
	p := openScenes(t)
	for _, id := range ask[[]string](p, "ids") {
		p.check("rests", id)
	}
}

func TestASceneGivesUpItsParticlesWhereFramesAreSlow(t *testing.T) {
	t.Parallel()
	openScenes(t).check("slows")
}

func TestASceneFollowsTheSizeOfItsCanvas(t *testing.T) {
	t.Parallel()
	openScenes(t).check("resizes")
}

// TestTheWordsChooseTheScene holds the stems, and that no scene comes twice
// in a row.
func TestTheWordsChooseTheScene(t *testing.T) {
	t.Parallel()
	p := openScenes(t)
	p.check("chooses")
	for message, want := range map[string]string{
		"кот": "cat", "КОТЫ, вперёд!": "cat", "мой котёнок": "cat", "my cat's here": "cat",
		"который час": "", "скот": "", "category": "", "scattered": "",
		"полетели в космос": "space", "to the moon": "space",
		"с днём рождения!": "birthday", "Happy Birthday, bro": "birthday",
		"люблю тебя": "heart", "i love this": "heart", "glove": "",
		"это рейд": "raid", "победа за нами": "win", "gg wp": "win", "eggs": "",
		"прости меня": "sorry", "простой вопрос": "", "спокойной ночи": "night", "любимый кот и ещё кот": "cat",
		"держи деньги": "money", "огонь": "fire", "боссфайт": "game", "": "",
	} {
		if got := ask[string](p, "topic", message); got != want {
			t.Errorf("%q is about %q, want %q", message, got, want)
		}
	}
}
