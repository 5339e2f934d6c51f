package web

import (
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"
)

func clipsOf(names ...string) func(*world) {
	return func(w *world) {
		for i, name := range names {
			w.AddClip(name, "0123456789", time.Duration(i)*time.Minute)
		}
	}
}

func galleryContract() []exchange {
	latest := "GET /api/latest-video"
	video := "{created:string,filename:string,size:number,url:string}"
	return []exchange{
		{name: "none", route: latest, status: 200, shape: "{message:string,status:string,video:null}", says: `"no_videos"`},
		{
			name: "newest", route: latest, prepare: clipsOf("new.mp4", "old.mp4"), status: 200, says: `"filename":"new.mp4","url":"/videos/new.mp4"`,
			shape: "{requested:bool,status:string,total_videos:number,video:" + video + "}",
		},
		{
			name: "playing", route: latest, status: 200, says: `"requested":true,"request_id":1,"video":{"filename":"old.mp4"`,
			shape: "{request_id:number,requested:bool,status:string,total_videos:number,video:" + video + "}",
			prepare: func(w *world) {
				clipsOf("new.mp4", "old.mp4")(w)
				w.Show("old.mp4")
			},
		},
		{name: "none", route: "GET /api/recent-videos", status: 200, shape: "{success:bool,videos:[]}"},
		{
			name: "some", route: "GET /api/recent-videos", prepare: clipsOf("1.mp4", "2.mp4", "3.mp4", "4.mp4", "5.mp4", "old.mp4"), status: 200,
			shape: "{success:bool,videos:[{filename:string,mtime:number,url:string}]}",
			then: func(t *testing.T, w *world) {
				a := w.ask("GET", "/api/recent-videos", "")
				if strings.Contains(a.Text, "old.mp4") || !strings.Contains(a.Text, "5.mp4") {
					t.Errorf("not the newest five: %s", a.Text)
				}
			},
		},
		{name: "none", route: "GET /api/all-videos", status: 200, shape: "{success:bool,videos:[]}"},
		{
			name: "some", route: "GET /api/all-videos", prepare: clipsOf("1.mp4", "2.webm"), status: 200, says: `"size":10`,
			shape: "{success:bool,videos:[{created:number,filename:string,size:number,url:string}]}",
		},
	}
}

func clipContract() []exchange {
	remove, play := "DELETE /api/delete-video/:filename", "POST /api/play-in-obs"
	table := []exchange{
		{
			name: "good", route: remove, path: "/api/delete-video/a.mp4", prepare: clipsOf("a.mp4"), status: 200, shape: messageShape, says: "Video deleted successfully",
			then: func(t *testing.T, w *world) {
				if _, err := w.Clips.Open("a.mp4"); err == nil {
					t.Error("the file is still there")
				}
				if a := w.ask("GET", "/videos/a.mp4", ""); a.StatusCode != http.StatusNotFound {
					t.Errorf("it is still served: %d", a.StatusCode)
				}
			},
		},
		{name: "unknown", route: remove, path: "/api/delete-video/b.mp4", prepare: clipsOf("a.mp4"), status: 404, says: "Video not found"},
		{name: "file gone", route: remove, path: "/api/delete-video/a.mp4", status: 200, prepare: func(w *world) {
			clipsOf("a.mp4")(w)
			if err := w.Root.Remove("a.mp4"); err != nil {
				w.T.Error(err)
			}
		}},
		{name: "plays", route: remove, path: "/api/delete-video/a.mp4", status: 409, says: "skip it first", prepare: func(w *world) {
			clipsOf("a.mp4")(w)
			w.Show("a.mp4")
		}},
		{name: "file kept", route: remove, path: "/api/delete-video/a.mp4", status: 500, says: "its file could not be removed", prepare: func(w *world) {
			clipsOf("a.mp4")(w)
			if err := errors.Join(w.Root.Remove("a.mp4"), w.Root.MkdirAll("a.mp4/held", 0o700)); err != nil {
				w.T.Error(err)
			}
		}, then: func(t *testing.T, w *world) {
			if a := w.ask("GET", "/api/all-videos", ""); strings.Contains(a.Text, "a.mp4") {
				t.Error("a clip that may be gone is still offered")
			}
		}},

		{
			name: "by name", route: play, body: `{"filename":"a.mp4","url":"b.mp4"}`, prepare: clipsOf("a.mp4"), status: 200,
			shape: "{filename:string,message:string,playback:number,success:bool}", says: `"message":"Play request queued","filename":"a.mp4"`,
		},
		{name: "by address", route: play, body: `{"url":"https://elsewhere.example/x/a.mp4?t=5#x/y"}`, prepare: clipsOf("a.mp4"), status: 200, says: `"filename":"a.mp4"`},
		{name: "unknown", route: play, body: `{"filename":"b.mp4"}`, status: 404, says: "Video not found"},
		{name: "missing", route: play, body: `{}`, status: 400, says: "Invalid filename"},
		{name: "number", route: play, body: `{"filename":5}`, status: 400, says: "filename"},
		{name: "traversal", route: play, body: `{"filename":"../a.mp4"}`, status: 400, says: "Invalid filename"},

		{name: "good", route: "GET /videos/:filename", path: "/videos/a.mp4", prepare: clipsOf("a.mp4"), status: 200, says: "0123456789"},
		{name: "webm", route: "GET /videos/:filename", path: "/videos/a.webm", prepare: clipsOf("a.webm"), status: 200},
		{name: "unknown", route: "GET /videos/:filename", path: "/videos/b.mp4", prepare: clipsOf("a.mp4"), status: 404, says: "Video not found"},
	}
	for _, name := range []string{"x.txt", "..mp4", ".a.mp4", "a%5cb.mp4", "a%20b.mp4", "a%00.mp4", "клип.mp4", "..%2fa.mp4", "a%2fb.mp4", strings.Repeat("a", 300) + ".mp4"} {
		short := name[:min(len(name), 20)]
		table = append(table,
			exchange{name: short, route: remove, path: "/api/delete-video/" + name, status: 400, says: "Invalid filename"},
			exchange{name: short, route: "GET /videos/:filename", path: "/videos/" + name, status: 404, says: "Video not found"})
	}
	return table
}

func statusContract() []exchange {
	part := "{name:string,state:string,why:string}"
	down := func(w *world) { w.Settings.Set("generation.provider", "off") }
	return []exchange{
		{
			name: "degraded", route: "GET /status", status: 200, says: `"status":"degraded"`,
			shape: "{dashboard_url:string,parts:[" + part + "],services:{currency_converter:string,obs_widget:string,video_generator:string,webhook_handler:string}," +
				"status:string,test_url:string,version:string,webhook_url:string,widget_url:string}",
		},
		{name: "for a program", route: "GET /status", headers: []string{"Accept", "*/*"}, status: 200, says: `"services":{`},
		{name: "fine", route: "GET /status", status: 200, says: `"currency_converter":"active"`},
		{name: "down", route: "GET /status", prepare: down, status: 200, says: `"obs_widget":"degraded"`},
		{name: "alive", route: "GET /healthz", prepare: down, status: 200, shape: "{status:string,success:bool}"},
		{name: "degraded", route: "GET /readyz", status: 200, shape: "{parts:[" + part + "],status:string,success:bool}", says: `"status":"degraded"`},
		{
			name: "down", route: "GET /readyz", prepare: down, status: 503, says: `"code":"part.generator.off"`,
			shape: "{code:string,error:string,message:string,parts:[" + part + "],status:string,success:bool}",
		},
		{name: "text", route: "GET /metrics", prepare: ready, status: 200, says: `streamspark_celebrations{status="ready"} 1`},
		{name: "player", route: "GET /widget", status: 200, says: "<title>player</title>"},
		{name: "words", route: "GET /widget/*", path: "/widget/player/catalog.js", status: 200, says: "Спасибо!"},
		{name: "script", route: "GET /widget/*", path: "/widget/player/player.js", status: 200, says: "export {}"},
		{name: "folder", route: "GET /widget/*", path: "/widget/player/", status: 200, says: "<title>player</title>"},
		{name: "slash", route: "GET /widget/*", path: "/widget/", status: 200, says: "<title>player</title>"},
		{name: "unknown", route: "GET /widget/*", path: "/widget/goal", status: 404},
		{name: "no page", route: "GET /widget/*", path: "/widget/README.md", status: 404},
		{name: "traversal", route: "GET /widget/*", path: "/widget/..%2f..%2fgo.mod.js", status: 404},
	}
}
