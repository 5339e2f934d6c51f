package ui

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"streamspark/internal/celebration"
	"streamspark/internal/money"
	"streamspark/internal/store"
	"streamspark/internal/web/api"
	"streamspark/internal/web/webtest"
)

func (w *world) addClips(n int) {
	for i := range n {
		w.AddClip(fmt.Sprintf("clip-%03d.webm", i), "x", time.Duration(i)*time.Minute)
	}
}

func (w *world) love(filename string, favourite bool) {
	w.T.Helper()
	if err := w.Store.SetFavourite(w.T.Context(), filename, favourite); err != nil {
		w.T.Fatal(err)
	}
}

// cardsOf are the clips of a page, in their order.
func cardsOf(body string) (ids []string) {
	for _, found := range regexp.MustCompile(`<li class="clip" id="clip-([^"]+)"`).FindAllStringSubmatch(body, -1) {
		ids = append(ids, found[1])
	}
	return ids
}

func TestTheClipsGoOnWithoutLosingOne(t *testing.T) {
	w := newWorld(t)
	w.addClips(60)
	var all []string
	link := regexp.MustCompile(`href="(/clips\?before=[^"]+)" data-more="clips-page"`)
	for next, pages := "/clips", 0; next != ""; pages++ {
		got := w.Ask("GET", next, "", "Accept-Language", "ru")
		webtest.CheckPage(t, next, got.Text)
		if strings.Contains(got.Text, "<video") || pages > 3 {
			t.Fatalf("page %d, with a video: %v", pages, strings.Contains(got.Text, "<video"))
		}
		all = append(all, cardsOf(got.Text)...)
		next = ""
		if found := link.FindStringSubmatch(got.Text); found != nil {
			next = strings.ReplaceAll(found[1], "&amp;", "&")
		}
		if pages == 0 {
			w.AddClip("newer.webm", "x", -time.Minute) // what comes meanwhile moves nothing
		}
	}
	if len(all) != 60 || !slices.IsSorted(all) || len(slices.Compact(slices.Clone(all))) != 60 {
		t.Errorf("%d clips were shown: %v", len(all), all)
	}
}

func TestTheDashboardShowsTheNewestClipsAndNoVideo(t *testing.T) {
	w := newWorld(t)
	w.addClips(20)
	got := w.Ask("GET", "/dashboard", "")
	if ids := cardsOf(got.Text); len(ids) != shownClips || ids[0] != "clip-000.webm" {
		t.Errorf("it shows %v", ids)
	}
	if strings.Contains(got.Text, "<video") || !strings.Contains(got.Text, `href="/clips"`) {
		t.Error("it loads videos, or leads nowhere")
	}
}

func TestWhereThereAreNoClipsThePageSaysWhy(t *testing.T) {
	w := newWorld(t)
	for path, want := range map[string]string{
		"/clips": "No clips yet", "/clips?q=x": "Nothing was found", "/clips?favourite=true": "No clips yet",
	} {
		if got := w.Ask("GET", path, ""); !strings.Contains(got.Text, want) {
			t.Errorf("%s does not say %q", path, want)
		}
	}
	w.addClips(1)
	for path, want := range map[string]string{
		"/clips?favourite=true": "No favourites yet", "/clips?before=1-a.mp4": "No older clips",
	} {
		if got := w.Ask("GET", path, ""); !strings.Contains(got.Text, want) {
			t.Errorf("%s does not say %q", path, want)
		}
	}
	if got := w.Ask("GET", "/clips?before=x", "", "Accept", "text/html"); got.StatusCode != http.StatusBadRequest || !strings.Contains(got.Text, "<!doctype html>") {
		t.Errorf("a broken address answers %d %s", got.StatusCode, got.Text)
	}
}

func TestACardShowsWhatItsClipIs(t *testing.T) {
	w := newWorld(t)
	w.DonatedClip()
	if err := w.Store.SetNoPoster(t.Context(), "a.mp4"); err != nil {
		t.Fatal(err)
	}
	got := w.Ask("GET", "/clips", "")
	for _, want := range []string{
		`src="/posters/b.mp4?v=1763700001000"`, `data-watch="/videos/b.mp4"`, "Ёлка, 1 500 ₽", `data-wanted="/api/clips/a.mp4/poster"`,
		`download="Ёлка 1500 RUB 2025-11-21 `, `aria-pressed="false"`, `data-method="POST" data-path="/api/clips/b.mp4/favourite"`,
	} {
		if !strings.Contains(got.Text, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	if strings.Contains(got.Text, `data-wanted="/api/clips/b.mp4/poster"`) {
		t.Error("a clip that has a poster wants one")
	}
	w.love("b.mp4", true)
	if err := w.Root.Remove("a.mp4"); err != nil {
		t.Fatal(err)
	}
	got = w.Ask("GET", "/clips", "")
	for _, want := range []string{"Its file is gone", `aria-pressed="true"`, `data-method="DELETE"`, "one of your favourites"} {
		if !strings.Contains(got.Text, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	if strings.Contains(got.Text, `data-watch="/videos/a.mp4"`) || strings.Contains(got.Text, "data-wanted") {
		t.Error("a clip whose file is gone can be watched")
	}
}

func TestAClipIsSavedUnderAGoodName(t *testing.T) {
	at := time.Date(2026, 11, 21, 4, 5, 0, 0, time.Local)
	for donor, want := range map[string]string{
		"Мария":                   "Мария 1500 RUB 2026-11-21 04-05.mp4",
		"":                        "1500 RUB 2026-11-21 04-05.mp4",
		`../a\b:c*?"<>| .`:        "a b c 1500 RUB 2026-11-21 04-05.mp4",
		"\u202egnol 🎉":            "gnol 1500 RUB 2026-11-21 04-05.mp4",
		strings.Repeat("я", 1000): "",
	} {
		c := store.GalleryClip{Clip: celebration.Clip{Filename: "x.mp4", CreatedAt: at, Celebration: 1}, Donor: donor, Amount: money.Rubles(1500)}
		if got := saveName(c); want != "" && got != want || len(got) > 200 {
			t.Errorf("%q is saved as %q", donor, got)
		}
	}
	if got := saveName(store.GalleryClip{Clip: celebration.Clip{Filename: "own.webm"}}); got != "own.webm" {
		t.Errorf("one without a donation is saved as %q", got)
	}
}

func TestThePageOfClipsIsLive(t *testing.T) {
	w := newWorld(t)
	w.addClips(40)
	w.run()
	v := w.open("page=clips&lang=ru")
	whole := v.until("the whole", isUpdate)
	if len(whole.Lists["clips-page"]) != clipsPerPage || !strings.Contains(whole.piece("clips-page-head"), "Избранные") || !strings.Contains(whole.piece("clips-page-more"), "before=") {
		t.Fatalf("the whole is %v", whole.Lists)
	}
	loved := w.open("page=" + url.QueryEscape("clips?favourite=true"))
	if u := loved.until("the whole", isUpdate); len(u.Lists["clips-page"]) != 0 || len(u.Pieces) != 4 {
		t.Errorf("the favourites are %v", u.Lists)
	}

	w.AddClip("new.webm", "x", -time.Minute)
	u := v.until("the new clip", func(u update) bool { return u.Lists != nil })
	if u.Lists["clips-page"][0] != "clip-new.webm" || u.piece("clip-new.webm") == "" {
		t.Errorf("the new clip sends %v", u.Lists)
	}

	// One far down the list, which a page may have loaded.
	w.love("clip-035.webm", true)
	u = v.until("the star", func(u update) bool { return u.piece("clip-clip-035.webm") != "" })
	if !strings.Contains(u.piece("clip-clip-035.webm"), `aria-pressed="true"`) || u.Lists != nil {
		t.Errorf("the star sends %v, %v", u.Pieces, u.Lists)
	}
	u = loved.until("the favourite", func(u update) bool { return len(u.Lists["clips-page"]) == 1 })
	if u.Lists["clips-page"][0] != "clip-clip-035.webm" {
		t.Errorf("the favourites are %v", u.Lists)
	}
	gone := func(u update) bool {
		return slices.ContainsFunc(u.Pieces, func(p piece) bool { return p.ID == "clip-clip-035.webm" && p.HTML == "" })
	}
	w.love("clip-035.webm", false)
	loved.until("that it is none any more", gone)
	if err := w.Store.DeleteClip(t.Context(), "clip-035.webm"); err != nil {
		t.Fatal(err)
	}
	v.until("that it is deleted", gone)
}

func TestLiveKnowsThePagesOfClips(t *testing.T) {
	place := store.ClipPlace{CreatedAt: time.UnixMilli(1_763_700_000_000), Filename: "a-b.mp4"}
	for _, want := range []api.ClipWish{{}, {Favourites: true}, {Query: "ё & %2f?"}, {Favourites: true, Query: "x", Before: place}} {
		got, ok := wishOf(clipsPage + want.Address())
		if !ok || got.Favourites != want.Favourites || got.Query != want.Query || !got.Before.CreatedAt.Equal(want.Before.CreatedAt) || got.Before.Filename != want.Before.Filename {
			t.Errorf("%+v is read as %+v, %v", want, got, ok)
		}
	}
	for _, name := range []string{"", "dashboard", "clipsy", "clips?before=x", "clips?%zz"} {
		if _, ok := wishOf(name); ok {
			t.Errorf("%q is taken for a page of clips", name)
		}
	}
}
