package web

import (
	"io/fs"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"streamspark/internal/clip"
)

const summaryShape = "{clips:number,donations:number,donors:[DONOR],last_seen:string,left_rub:string,moments:[MOMENT],orders:number,orders_without_rate:number," +
	"received_rub:string,shows:number,since:string,spent_rub:string,spent_usd:string,stream:number,streams:number,success:bool,until:UNTIL,utc_offset:string}"

// evening is a stream with a clip that was shown, and what it cost.
func evening(w *world) {
	w.Ready()
	page := w.Connect("page-1", true)
	page.End(page.Play())
	bought(w)
}

// putRecap puts the video of a stream into its folder.
func putRecap(w *world, name string) {
	if err := w.Root.MkdirAll("recaps", 0o700); err != nil {
		w.T.Fatal(err)
	}
	if err := w.Root.WriteFile("recaps/"+name, []byte(recording()), 0o600); err != nil {
		w.T.Fatal(err)
	}
}

func madeVideo(w *world) { putRecap(w, clip.RecapName(w.Stream.Get().Since)) }

// drawn is a film of the length that the plan of evening has: 14 s of darkness.
func drawn() string {
	content, err := os.ReadFile("testdata/film.webm")
	if err != nil {
		panic(err) // it is in the repository
	}
	return string(content)
}

func noFilm(t *testing.T, w *world) {
	if files, err := fs.ReadDir(w.Root.FS(), "recaps"); err != nil || len(files) != 0 {
		t.Errorf("the folder of videos has %v, %v", files, err)
	}
}

func summaryContract() []exchange {
	get, video, film := "GET /api/summary", "GET /api/summary/video", "PUT /api/summary/video"
	webm := []string{"Content-Type", "video/webm; codecs=vp8"}
	donor := "{donations:number,donor:string,rub:string}"
	moment := "{amount:string,celebration:number,clip:string,currency:string,donor:string,message:string,poster:null,rub:string,scene:null,shown_at:string,times:number}"
	return []exchange{
		{name: "nothing yet", route: get, status: 200, shape: strings.NewReplacer("DONOR", "", "MOMENT", "", "UNTIL", "null").Replace(summaryShape), says: `"donors":[]`},
		{
			name: "good", route: get, prepare: evening, status: 200, shape: strings.NewReplacer("DONOR", donor, "MOMENT", moment, "UNTIL", "null").Replace(summaryShape),
			says: `"received_rub":"1500"`,
			then: func(t *testing.T, w *world) {
				got := w.ask("GET", "/api/summary", "")
				for _, says := range []string{`"shows":1`, `"spent_rub":"72.00"`, `"left_rub":"1428"`, `"clip":"/videos/celebration_1.mp4"`, `"times":1`} {
					if !strings.Contains(got.Text, says) {
						t.Errorf("it does not say %s: %s", says, got.Text)
					}
				}
			},
		},
		{
			name: "the one before", route: get, path: "/api/summary?stream=1", prepare: func(w *world) {
				w.BeginStream(time.Now().Add(-time.Minute))
				evening(w)
				w.StreamSeen(time.Now())
				w.BeginStream(time.Now())
			}, status: 200, shape: strings.NewReplacer("DONOR", donor, "MOMENT", moment, "UNTIL", "string").Replace(summaryShape), says: `"streams":2`,
		},
		{name: "nobody gave", route: "POST /api/credits", status: 409, says: "credits.nobody"},
		{
			name: "good", route: "POST /api/credits", prepare: evening, status: 200, says: `"state":"queued"`,
			shape: "{playback:{amount:null,celebration:null,clip:null,created_at:string,credits:string,currency:null,donor:string,id:number," +
				"message:string,reason:string,replay:bool,scene:null,started_at:null,state:string},success:bool}",
		},
		{name: "none", route: video, status: 200, says: `"video":null`, shape: "{failed:null,left_out:number,making:bool,percent:number,success:bool,video:null}"},
		{
			name: "made", route: video, prepare: madeVideo, status: 200, says: `"url":"/videos/recaps/stream-`,
			shape: "{failed:null,left_out:number,making:bool,percent:number,success:bool,video:{duration_ms:number,made_at:string,size:number,url:string}}",
		},
		{name: "no such stream", route: video, path: "/api/summary/video?stream=9", status: 404, says: "summary.no_stream"},
		{name: "nothing to cut", route: "POST /api/summary/video", status: 409, says: "recap.nothing"},
		{name: "no such stream", route: "POST /api/summary/video", path: "/api/summary/video?stream=9", status: 404, says: "summary.no_stream"},
		{
			name: "good", route: "POST /api/summary/video", prepare: evening, status: 200, says: `"clip":"/videos/celebration_1.mp4"`,
			shape: "{plan:{clip_height:number,clip_width:number,clip_x:number,clip_y:number,duration_ms:number,end_ms:number,height:number,id:string," +
				"parts:[{amount:string,celebration:number,clip:string,donor:string,message:string,ms:number,scene:null}],title_ms:number,width:number},success:bool}",
		},
		{
			name: "good", route: film, path: film[4:] + "?plan={plan}", prepare: evening, body: drawn(), headers: webm, status: 202, says: `"making":true`,
			shape: "{failed:null,left_out:number,making:bool,percent:number,success:bool,video:null}",
			then: func(t *testing.T, w *world) {
				for _, method := range []string{"POST", "PUT"} {
					if got := w.ask(method, "/api/summary/video?plan=x", drawn(), webm...); got.StatusCode != http.StatusConflict || !strings.Contains(got.Text, "recap.busy") {
						t.Errorf("%s meanwhile: %d %s", method, got.StatusCode, got.Text)
					}
				}
			},
		},
		{name: "of another length", route: film, path: film[4:] + "?plan={plan}", prepare: evening, body: recording(), headers: webm, status: 400, says: "recap.other_length", then: noFilm},
		{name: "no video", route: film, path: film[4:] + "?plan={plan}", prepare: evening, body: "<html>", headers: webm, status: 400, says: "clip.not_video", then: noFilm},
		{name: "another kind", route: film, path: film[4:] + "?plan={plan}", prepare: evening, body: drawn(), headers: []string{"Content-Type", "text/html"}, status: 415},
		{name: "another plan", route: film, path: film[4:] + "?plan=x", body: drawn(), headers: webm, status: 409, says: "recap.other_plan"},
		{name: "no plan", route: film, body: drawn(), headers: webm, status: 409, says: "recap.other_plan"},
		{name: "none", route: "DELETE /api/summary/video", status: 404, says: "recap.not_found"},
		{name: "no such stream", route: "DELETE /api/summary/video", path: "/api/summary/video?stream=9", status: 404, says: "summary.no_stream"},
		{
			name: "good", route: "DELETE /api/summary/video", prepare: madeVideo, status: 200, says: "deleted", shape: messageShape,
			then: func(t *testing.T, w *world) {
				if got := w.ask("GET", "/api/summary/video", ""); !strings.Contains(got.Text, `"video":null`) {
					t.Errorf("it is still there: %s", got.Text)
				}
			},
		},
		{name: "good", route: "GET /videos/recaps/:recap", path: "/videos/recaps/stream-20261121-190000.mp4", prepare: func(w *world) { putRecap(w, "stream-20261121-190000.mp4") }, status: 200},
		{name: "none", route: "GET /videos/recaps/:recap", path: "/videos/recaps/stream-20261121-190001.mp4", status: 404, says: "recap.not_found"},
		{name: "another file", route: "GET /videos/recaps/:recap", path: "/videos/recaps/..%2fa.mp4", status: 404, says: "recap.not_found"},
		{name: "none", route: get, path: "/api/summary?stream=9", status: 404, says: "summary.no_stream"},
		{name: "bad", route: get, path: "/api/summary?stream=x", status: 400, says: "stream"},
	}
}
