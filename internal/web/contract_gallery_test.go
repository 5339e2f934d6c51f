package web

import (
	"net/http"
	"strings"
	"testing"

	"streamspark/internal/store"
	"streamspark/internal/web/webtest"
)

const (
	foundClipShape = "{amount:string,celebration:null,content_type:string,created_at:string,currency:string,donor:string,duration_ms:number," +
		"favourite:bool,filename:string,message:string,missing:bool,poster:null,size:number,url:string}"
	madeClipShape = "{amount:string,celebration:number,content_type:string,created_at:string,currency:string,donor:string,duration_ms:number," +
		"favourite:bool,filename:string,message:string,missing:bool,poster:string,size:number,url:string}"
)

func importContract() []exchange {
	list := "GET /api/clips"
	only := func(want string) func(*testing.T, *world) {
		return func(t *testing.T, w *world) {
			if a := w.ask("GET", want, ""); strings.Count(a.Text, `"filename"`) != 1 {
				t.Errorf("%s gives %s", want, a.Text)
			}
		}
	}
	table := []exchange{
		{name: "none", route: list, status: 200, shape: "{clips:[],next:null,success:bool}"},
		{name: "found", route: list, prepare: clipsOf("a.mp4"), status: 200, shape: "{clips:[" + foundClipShape + "],next:null,success:bool}"},
		{name: "more", route: list, path: "/api/clips?limit=1", prepare: clipsOf("a.mp4", "b.webm"), status: 200, shape: "{clips:[" + foundClipShape + "],next:string,success:bool}", says: `-a.mp4"`},
		{name: "made", route: list, path: "/api/clips?q=%D0%B5%D0%BB%D0%9A%D0%90", prepare: donatedClip, status: 200, shape: "{clips:[" + madeClipShape + "],next:null,success:bool}", says: `"poster":"/posters/b.mp4?v=1763700001000"`, then: only("/api/clips?q=%D0%B5%D0%BB%D0%9A%D0%90")},
		{name: "after a place", route: list, path: "/api/clips?before=1763700000001-x.mp4", prepare: donatedClip, status: 200, says: `"amount":"1500","currency":"RUB"`, then: only("/api/clips?before=1763700000001-x.mp4")},
		{name: "favourites", route: list, path: "/api/clips?favourite=true", prepare: donatedClip, status: 200, shape: "{clips:[],next:null,success:bool}"},
		{name: "file gone", route: list, status: 200, says: `"missing":true`, prepare: func(w *world) {
			clipsOf("a.mp4")(w)
			if err := w.Root.Remove("a.mp4"); err != nil {
				w.T.Error(err)
			}
		}},
	}
	for _, query := range []string{"favourite=maybe", "limit=0", "limit=x", "before=x", "before=1-", "before=1-x.txt", "before=-5-a.mp4", "q=" + strings.Repeat("a", 401)} {
		name, _, _ := strings.Cut(query, "=")
		table = append(table, exchange{name: query[:min(len(query), 16)], route: list, path: "/api/clips?" + query, status: 400, says: name})
	}
	return table
}

func posterContract() []exchange {
	put, get := "PUT /api/clips/:filename/poster", "GET /posters/:filename"
	star, unstar := "POST /api/clips/:filename/favourite", "DELETE /api/clips/:filename/favourite"
	jpeg := []string{"Content-Type", "image/jpeg"}
	favourite := func(t *testing.T, w *world) {
		if found, err := w.Store.Gallery(t.Context(), store.GalleryFilter{Favourites: true}); err != nil || len(found) != 1 {
			t.Errorf("favourites are %v, %v", found, err)
		}
	}
	table := []exchange{
		{name: "good", route: star, path: "/api/clips/a.mp4/favourite", prepare: clipsOf("a.mp4"), status: 200, shape: "{clip:" + foundClipShape + ",success:bool}", says: `"favourite":true`, then: favourite},
		{name: "again", route: star, path: "/api/clips/a.mp4/favourite", status: 200, says: `"favourite":true`, then: favourite, prepare: func(w *world) {
			clipsOf("a.mp4")(w)
			w.ask("POST", "/api/clips/a.mp4/favourite", "")
		}},
		{name: "unknown", route: star, path: "/api/clips/a.mp4/favourite", status: 404, says: "Video not found"},
		{name: "wrong", route: star, path: "/api/clips/a.txt/favourite", status: 400, says: "Invalid filename"},
		{name: "good", route: unstar, path: "/api/clips/a.mp4/favourite", status: 200, says: `"favourite":false`, prepare: func(w *world) {
			clipsOf("a.mp4")(w)
			w.ask("POST", "/api/clips/a.mp4/favourite", "")
		}},
		{name: "unknown", route: unstar, path: "/api/clips/a.mp4/favourite", status: 404, says: "Video not found"},
		{name: "wrong", route: unstar, path: "/api/clips/..mp4/favourite", status: 400, says: "Invalid filename"},

		{name: "good", route: put, path: "/api/clips/a.mp4/poster", body: webtest.SmallJPEG(), headers: jpeg, prepare: clipsOf("a.mp4"), status: 200, says: `"poster":"/posters/a.mp4?v=`},
		{name: "no picture", route: put, path: "/api/clips/a.mp4/poster", body: "<svg onload=1>", headers: jpeg, prepare: clipsOf("a.mp4"), status: 400, says: "This is no poster"},
		{name: "another kind", route: put, path: "/api/clips/a.mp4/poster", body: "x", headers: []string{"Content-Type", "image/svg+xml"}, prepare: clipsOf("a.mp4"), status: 415, says: "image/jpeg"},
		{name: "unknown", route: put, path: "/api/clips/b.mp4/poster", body: "\xff\xd8\xff", headers: jpeg, status: 404, says: "Video not found"},
		{name: "wrong", route: put, path: "/api/clips/a.txt/poster", body: "\xff\xd8\xff", headers: jpeg, status: 400, says: "Invalid filename"},
		{name: "from elsewhere", route: put, path: "/api/clips/a.mp4/poster", body: "\xff\xd8\xff", headers: append(jpeg, "Origin", "https://elsewhere.example"), prepare: clipsOf("a.mp4"), status: 403},

		{name: "good", route: get, path: "/posters/b.mp4", prepare: donatedClip, status: 200, says: "\xff\xd8\xff"},
		{name: "none", route: get, path: "/posters/a.mp4", prepare: donatedClip, status: 404, says: "no poster"},
	}
	for _, name := range []string{"x.txt", "..mp4", "..%2fb.mp4", "b.mp4.jpg", "%00.mp4"} {
		table = append(table, exchange{name: name, route: get, path: "/posters/" + name, prepare: donatedClip, status: 404, says: "no poster"})
	}
	still := "GET /stills/:filename/:number"
	for _, address := range []string{"b.mp4/0", "b.mp4/4", "b.mp4/x", "a.mp4/1", "..%2fb.mp4/1", "x.txt/1", "%00.mp4/1"} {
		table = append(table, exchange{name: "still " + address, route: still, path: "/stills/" + address, prepare: donatedClip, status: 404, says: "no poster"})
	}
	return append(table, exchange{name: "good", route: still, path: "/stills/b.mp4/3", prepare: donatedClip, status: 200, says: "\xff\xd8\xff"})
}

func TestAPosterIsKeptByTheBrowser(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	donatedClip(w)
	plain := w.ask(http.MethodGet, "/posters/b.mp4", "")
	dated := w.ask(http.MethodGet, "/posters/b.mp4?v=1763700001000", "")
	if got := plain.Header.Get("Cache-Control"); got != "private, no-cache" {
		t.Errorf("without its moment it is kept as %q", got)
	}
	if got := dated.Header.Get("Cache-Control"); got != "private, max-age=31536000, immutable" {
		t.Errorf("with its moment it is kept as %q", got)
	}
	if plain.Header.Get("Content-Type") != "image/jpeg" || plain.Header.Get("X-Content-Type-Options") != "nosniff" || plain.Text != webtest.SmallJPEG() {
		t.Errorf("it is %v", plain.Header)
	}
	if again := w.ask(http.MethodGet, "/posters/b.mp4", "", "If-None-Match", plain.Header.Get("ETag")); again.StatusCode != http.StatusNotModified {
		t.Errorf("asked again it answers %d", again.StatusCode)
	}
	if gone := w.ask(http.MethodGet, "/posters/a.mp4?v=1", ""); gone.Header.Get("Cache-Control") != "no-store" {
		t.Errorf("that there is none is kept: %v", gone.Header)
	}
}
