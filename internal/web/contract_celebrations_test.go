package web

import (
	"io/fs"
	"net/http"
	"os"
	"strconv"
	"strings"
	"testing"

	"streamspark/internal/celebration"
	"streamspark/internal/fault"
	"streamspark/internal/store"
	"streamspark/internal/store/storetest"
	"streamspark/internal/web/webtest"
)

const decisionShape = "{action:string,at:string,celebration:number,name:string,via:string,who:string}"

func manual() celebration.Donation {
	return celebration.Donation{Source: celebration.SourceManual, ID: "m", Message: "a cat"}
}

func one(w *world)  { w.Donate(webtest.Viewer("1")) }
func held(w *world) { w.Donate(webtest.Viewer("1"), celebration.Held) }

// staged is one with a scene.
func staged(w *world) {
	id := w.Donate(webtest.Viewer("1"), celebration.Held)
	w.Move(id, func(c *celebration.Celebration) {
		c.Status, c.Scene = celebration.Ready, &celebration.Scene{Seed: 7, Production: celebration.FullScene}
	})
}

// recording is what a page could have recorded of a scene.
func recording() string {
	content, err := os.ReadFile("../standin/media/clip.webm")
	if err != nil {
		panic(err) // it is in the repository
	}
	return string(content)
}

func noFiles(t *testing.T, w *world) {
	if files, err := fs.ReadDir(w.Root.FS(), "."); err != nil || len(files) != 0 {
		t.Errorf("the folder of clips has %v, %v", files, err)
	}
}

// recordedScene proves that a recorded scene is a clip too.
func recordedScene(t *testing.T, w *world) {
	c, err := w.Store.Celebration(t.Context(), 1)
	if err != nil || c.Status != celebration.Ready || c.Scene == nil || c.Clip == nil || !w.Clips.Has("celebration_000001_scene.webm") {
		t.Fatalf("it is %+v, %v", c, err)
	}
	for kind, want := range map[store.ScenesIn]int{store.WithoutScenes: 1, store.WithScenes: 1, store.ScenesAlone: 0} {
		found, err := w.Store.Gallery(t.Context(), store.GalleryFilter{Scenes: kind})
		if err != nil || len(found) != want {
			t.Errorf("the gallery %d has %+v, %v", kind, found, err)
		}
	}
}

// refusedOrder is one whose prompt the generator refused.
func refusedOrder(w *world) {
	id := w.Donate(webtest.Viewer("1"), celebration.Approved, celebration.Submitting)
	w.Move(id, func(c *celebration.Celebration) {
		c.Status, c.Reason = celebration.Failed, fault.Say(celebration.WhyRefused, "cause", "no cats")
		c.Charged, c.Order = celebration.ChargedNo, celebration.Order{RequestID: "ss-1", Prompt: "a cat"}
	})
}

// lostClip is one whose file came and is no clip.
func lostClip(w *world) {
	id := w.Donate(webtest.Viewer("1"), celebration.Approved, celebration.Submitting, celebration.Generating, celebration.Fetching)
	w.Move(id, func(c *celebration.Celebration) {
		c.Status, c.Reason = celebration.Failed, fault.Say(celebration.WhyUnplayable, "cause", "it is not a video", "file", "celebration_1.refused.bin")
		c.Delivery = celebration.Delivery{
			Address: "https://cdn.example/a.mp4?Signature=S", Got: 10, Total: 20, Refused: "00", Kept: "celebration_1.refused.bin",
		}
	})
	if err := w.Root.WriteFile("celebration_1.refused.bin", []byte("not a film"), 0o600); err != nil {
		w.T.Fatal(err)
	}
}

func celebrationContract() []exchange {
	list, get := "GET /api/celebrations", "GET /api/celebrations/:id"
	listShape := "{celebrations:[" + listedShape + "],next:null,previous:null,success:bool}"
	readyShape := "{celebration:{actions:[string],amount_rub:string,charged:string,clip:" + clipShape + "," + restShape +
		"moves:[{at:string,reason:string,status:string}],progress:number,public:{donor:string,message:string},rate:{published:string,rubles:string,source:string}," +
		"reason:string,reason_code:string,scene:null,status:string,tier:number,tier_name:string,updated_at:string,verdict:null},success:bool}"
	manualShape := "{celebrations:[{actions:[],amount_rub:null,charged:string,clip:null,created_at:string,donation:{amount:null,created_at:string," +
		"currency:null,donor:string,id:string,message:string,source:string},generator:string,id:number," + tailShape + "],next:null,previous:null,success:bool}"
	table := []exchange{
		{name: "none", route: list, status: 200, shape: "{celebrations:[],next:null,previous:null,success:bool}"},
		{name: "one", route: list, prepare: one, status: 200, shape: listShape, says: `"amount":"1500"`},
		{name: "without a donation", route: list, prepare: func(w *world) { w.Donate(manual()) }, status: 200, shape: manualShape},
		{name: "by status", route: list, path: "/api/celebrations?status=held,failed&status=played", prepare: held, status: 200, shape: listShape},
		{name: "of none", route: list, path: "/api/celebrations?status=failed", prepare: held, status: 200, shape: "{celebrations:[],next:null,previous:null,success:bool}"},
		{
			name: "paged", route: list, path: "/api/celebrations?limit=1", prepare: func(w *world) { one(w); w.Donate(webtest.Viewer("2")) },
			status: 200, shape: "{celebrations:[" + listedShape + "],next:number,previous:null,success:bool}", says: `"next":2`,
		},
		{
			name: "next page", route: list, path: "/api/celebrations?limit=1&before=2", prepare: func(w *world) { one(w); w.Donate(webtest.Viewer("2")) },
			status: 200, shape: strings.Replace(listShape, "previous:null", "previous:number", 1), says: `"next":null`,
		},
		{name: "bad status", route: list, path: "/api/celebrations?status=done", status: 400, says: "status"},
		{name: "bad limit", route: list, path: "/api/celebrations?limit=201", status: 400, says: "limit"},
		{name: "no limit", route: list, path: "/api/celebrations?limit=0", status: 400, says: "limit"},
		{name: "bad before", route: list, path: "/api/celebrations?before=x", status: 400, says: "before"},
		{
			name: "newer", route: list, path: "/api/celebrations?limit=1&after=1", prepare: func(w *world) { one(w); w.Donate(webtest.Viewer("2")) },
			status: 200, shape: strings.Replace(listShape, "next:null", "next:number", 1), says: `"id":2`,
		},
		{name: "found", route: list, path: "/api/celebrations?q=%D0%98%D0%B2%D0%B5&donor=VIEWER42&from=2020-01-01&to=2090-01-01T00:00:00Z", prepare: one, status: 200, says: `"previous":null`},
		{name: "by words", route: list, path: "/api/celebrations?q=%D0%BF%D1%80%D0%B8%D0%B2", prepare: one, status: 200, shape: listShape},
		{name: "group", route: list, path: "/api/celebrations?status=needs_me", prepare: held, status: 200, shape: listShape},
		{name: "no price", route: list, path: "/api/celebrations?min_rub=1&max_rub=99,50", prepare: one, status: 200, shape: "{celebrations:[],next:null,previous:null,success:bool}"},
		{name: "bad after", route: list, path: "/api/celebrations?after=0", status: 400, says: "after"},
		{name: "both ways", route: list, path: "/api/celebrations?after=1&before=2", status: 400, says: "go together"},
		{name: "a plus in the address", route: list, path: "/api/celebrations?from=2020-01-01T00:00:00+03:00", prepare: one, status: 200, says: `"previous":null`},
		{name: "bad from", route: list, path: "/api/celebrations?from=yesterday", status: 400, says: "from"},
		{name: "bad to", route: list, path: "/api/celebrations?to=2026-13-01", status: 400, says: "\"filter.no_day\""},
		{name: "to before from", route: list, path: "/api/celebrations?from=2026-02-02&to=2026-02-01", status: 400, says: "\"filter.to_before_from\""},
		{name: "sums as a page writes them", route: list, path: "/api/celebrations?min_rub=1%C2%A0000,50&max_rub=2%20000%20%E2%82%BD", prepare: one, status: 200},
		{name: "bad sum", route: list, path: "/api/celebrations?min_rub=-1", status: 400, says: "min_rub"},
		{name: "bad most", route: list, path: "/api/celebrations?max_rub=many", status: 400, says: "max_rub"},
		{name: "sums crossed", route: list, path: "/api/celebrations?min_rub=2&max_rub=1", status: 400, says: "\"filter.max_below_min\""},
		{name: "long words", route: list, path: "/api/celebrations?q=" + strings.Repeat("x", 201), status: 400, says: "200 characters"},
		{name: "long donor", route: list, path: "/api/celebrations?donor=" + strings.Repeat("x", 201), status: 400, says: "donor"},

		{name: "one", route: get, path: "/api/celebrations/1", prepare: one, status: 200, shape: "{celebration:" + wholeShape + ",success:bool}"},
		{name: "ready", route: get, path: "/api/celebrations/1", prepare: ready, status: 200, shape: readyShape, says: `"url":"/videos/celebration_1.mp4"`},
		{name: "unknown", route: get, path: "/api/celebrations/7", status: 404, says: "no celebration"},
		{name: "no number", route: get, path: "/api/celebrations/x", status: 400, says: "whole number"},
	}
	table = append(table, valueContract()...)
	decisions, mask := "GET /api/decisions", []string{"Sec-Fetch-Site", "same-origin"}
	table = append(table,
		exchange{name: "none", route: decisions, status: 200, shape: "{decisions:[],success:bool}"},
		exchange{name: "bad limit", route: decisions, path: "/api/decisions?limit=501", status: 400, says: "limit"},
		exchange{name: "on a page", route: decisions, status: 200, prepare: func(w *world) {
			held(w)
			w.ask("POST", "/api/celebrations/1/mask", "", mask...)
		}, shape: "{decisions:[" + decisionShape + "],success:bool}", says: `"celebration":1,"action":"mask","via":"page","who":""`},
		exchange{name: "of what plays", route: decisions, status: 200, prepare: func(w *world) {
			w.ask("POST", "/api/queue/pause", "")
			w.ask("POST", "/api/queue/panic", "")
		}, says: `"celebration":null,"action":"panic","via":"api"`},
	)
	broken := func(w *world) { w.Donate(webtest.Viewer("1"), celebration.Failed) }
	whole := strings.Replace(wholeShape, "donation:{", "decisions:["+decisionShape+"],donation:{", 1)
	ordered := strings.Replace(whole, "tier:null", "tier:number", 1)
	masked := strings.Replace(ordered, "verdict:null", "verdict:{action:string,by:string}", 1)
	for action, tt := range map[string]struct {
		from, notFrom           func(*world)
		shape, says, conflicted string
	}{
		"approve": {held, ready, ordered, "decided by the streamer", "ready"},
		"mask":    {held, ready, masked, "decided by the streamer", "ready"},
		"reject":  {held, ready, whole, "decided by the streamer", "ready"},
		"thank":   {held, func(w *world) { w.Donate(manual()) }, whole, "thanked on the stream, without a clip", "nobody to thank"},
		"retry":   {broken, ready, ordered, "decided by the streamer", "ready"},
		"forget":  {broken, ready, whole, "decided by the streamer", "ready"},
	} {
		route := "POST /api/celebrations/:id/" + action
		table = append(table,
			exchange{
				name: "allowed", route: route, path: "/api/celebrations/1/" + action, prepare: tt.from, status: 200,
				shape: "{celebration:" + tt.shape + ",success:bool}", says: tt.says,
			},
			exchange{name: "not allowed", route: route, path: "/api/celebrations/1/" + action, prepare: tt.notFrom, status: 409, says: tt.conflicted},
			exchange{name: "unknown", route: route, path: "/api/celebrations/7/" + action, status: 404},
			exchange{name: "no number", route: route, path: "/api/celebrations/x/" + action, status: 400},
		)
	}
	play, video := "POST /api/celebrations/:id/play", "POST /api/celebrations/:id/video"
	webm := []string{"Content-Type", "video/webm; codecs=vp8"}
	recorded := func(w *world) {
		staged(w)
		w.ask("POST", "/api/celebrations/1/video", recording(), webm...)
	}
	prompt := "POST /api/celebrations/:id/prompt"
	writes := func(w *world) {
		held(w)
		w.Writing = celebration.Writing{Scene: "A fox leaps.", Mood: "glad", Sound: "bells", Provider: "openai_text", Model: "gpt-6-luna"}
	}
	table = append(table,
		exchange{name: "good", route: prompt, path: "/api/celebrations/1/prompt", prepare: writes, status: 200, says: `"writing":{"provider":"openai_text","model":"gpt-6-luna","scene":"A fox leaps."`},
		exchange{name: "nothing came of it", route: prompt, path: "/api/celebrations/1/prompt", prepare: func(w *world) {
			held(w)
			w.Writing = celebration.Writing{Provider: "openai_text", Model: "gpt-6-luna", Why: fault.Say("text.cut")}
		}, status: 200, says: `"refusal":{"reason":"the model came to its limit before it had finished","code":"text.cut"`},
		exchange{name: "off", route: prompt, path: "/api/celebrations/1/prompt", prepare: held, status: 409, says: "text.off"},
		exchange{name: "not held", route: prompt, path: "/api/celebrations/1/prompt", prepare: ready, status: 409, says: "text.not_now"},
		exchange{name: "unknown", route: prompt, path: "/api/celebrations/7/prompt", status: 404},
	)
	reorder, file := "POST /api/celebrations/:id/reorder", "GET /api/celebrations/:id/file"
	table = append(table,
		exchange{name: "good", route: video, path: "/api/celebrations/1/video", body: recording(), headers: webm, prepare: staged, status: 200, says: "celebration_000001_scene.webm", then: recordedScene},
		exchange{name: "no scene", route: video, path: "/api/celebrations/1/video", body: "x", headers: webm, prepare: ready, status: 409, says: "no scene to record"},
		exchange{name: "recorded", route: video, path: "/api/celebrations/1/video", body: "x", headers: webm, prepare: recorded, status: 409, says: "saved as a video already"},
		exchange{name: "no video", route: video, path: "/api/celebrations/1/video", body: "<html>", headers: webm, prepare: staged, status: 400, says: "clip.not_video", then: noFiles},
		exchange{name: "another kind", route: video, path: "/api/celebrations/1/video", body: "x", headers: []string{"Content-Type", "text/html"}, prepare: staged, status: 415, says: "video/webm"},
		exchange{name: "unknown", route: video, path: "/api/celebrations/7/video", body: "x", headers: webm, status: 404},
		exchange{name: "from elsewhere", route: video, path: "/api/celebrations/1/video", body: "x", headers: append(webm, "Origin", "https://elsewhere.example"), prepare: staged, status: 403},
		exchange{
			name: "good", route: reorder, path: "/api/celebrations/1/reorder", body: `{"prompt":" two cats "}`, prepare: refusedOrder, status: 200,
			says: `"reason_code":"new_prompt"`, then: func(t *testing.T, w *world) {
				if c, err := w.Store.Celebration(t.Context(), 1); err != nil || c.Order.Prompt != "two cats" || !c.Order.Edited {
					t.Errorf("the order is %+v, %v", c.Order, err)
				}
			},
		},
		exchange{name: "not refused", route: reorder, path: "/api/celebrations/1/reorder", body: `{"prompt":"cats"}`, prepare: ready, status: 409, says: "Only an order that the generator refused"},
		exchange{name: "no prompt", route: reorder, path: "/api/celebrations/1/reorder", body: `{"prompt":" "}`, prepare: refusedOrder, status: 400, says: "Prompt is required"},
		exchange{name: "long", route: reorder, path: "/api/celebrations/1/reorder", body: `{"prompt":"` + strings.Repeat("x", 4001) + `"}`, prepare: refusedOrder, status: 400, says: "prompt"},
		exchange{name: "unknown", route: reorder, path: "/api/celebrations/7/reorder", body: `{"prompt":"cats"}`, status: 404},
		exchange{name: "a refused prompt", route: get, path: "/api/celebrations/1", prepare: refusedOrder, status: 200, says: `"prompt":"a cat"`},

		exchange{name: "kept", route: file, path: "/api/celebrations/1/file", prepare: lostClip, status: 200, says: "not a film"},
		exchange{name: "nothing kept", route: file, path: "/api/celebrations/1/file", prepare: one, status: 404, says: "Nothing is kept"},
		exchange{name: "gone", route: file, path: "/api/celebrations/1/file", prepare: func(w *world) {
			lostClip(w)
			if err := w.Root.Remove("celebration_1.refused.bin"); err != nil {
				w.T.Fatal(err)
			}
		}, status: 404, says: "Nothing is kept"},
		exchange{
			name: "a clip that did not arrive", route: get, path: "/api/celebrations/1", prepare: lostClip, status: 200,
			says: `"delivery":{"address":"https://cdn.example/a.mp4?Signature=S","bytes":10,"total":20,"kept":"celebration_1.refused.bin","url":"/api/celebrations/1/file"}`,
		},
	)
	return append(table,
		exchange{name: "good", route: play, path: "/api/celebrations/1/play", prepare: ready, status: 200, says: `"playback":`},
		exchange{name: "no clip", route: play, path: "/api/celebrations/1/play", prepare: one, status: 409, says: "no clip"},
		exchange{name: "unknown", route: play, path: "/api/celebrations/7/play", status: 404},
	)
}

// unreadableQueue has a playback that waits be damaged by a secret.
func unreadableQueue(w *world) {
	threeWait(w)
	storetest.Exec(w.T, w.Store, "UPDATE playbacks SET returns = $1", webtest.SecretKey)
}

func queueContract() []exchange {
	get := "GET /api/queue"
	playing := func(w *world) {
		ready(w)
		w.Connect("page-1", true).Play()
		w.Connect("page-2", false)
		w.Pause("a break")
		w.AddClip("b.mp4", "video", 0)
		if _, err := w.Overlay.Play(w.T.Context(), "b.mp4"); err != nil {
			w.T.Error(err)
		}
	}
	playback := func(celebration, amount, currency, started, place string) string {
		return "{amount:" + amount + ",celebration:" + celebration + ",clip:" + clipShape + ",created_at:string,credits:null,currency:" + currency +
			",donor:string,id:number,message:string," + place + "reason:string,replay:bool,scene:null,started_at:" + started + ",state:string}"
	}
	full := "{cleared:bool,making:[],paused:bool,paused_since:string,paused_until:null,paused_why:string,player:string,playing:" + playback("number", "string", "string", "string", "") +
		",quiet:bool,success:bool,visible:number,waiting:[" + playback("null", "null", "null", "null", "place:number,") + "],widgets:number}"
	return []exchange{
		{name: "empty", route: get, status: 200, shape: queueShape},
		{name: "full", route: get, prepare: playing, status: 200, shape: full},
		{
			name: "paused by the program", route: get, status: 200, headers: []string{"Accept-Language", "ru"},
			prepare: func(w *world) {
				w.PauseFor(fault.Say("failed_in_a_row", "n", 3, "cause", fault.Say("player.no_picture")))
			},
			says: `"paused_why":"3 showings in a row failed, the last because: it has no picture that this browser can show. Look at the widget in OBS, then go on",` +
				`"paused_code":"failed_in_a_row","paused_args":{"cause":{"code":"player.no_picture"},"n":3},"paused_message":"показов подряд сорвалось: 3`,
		},
		{name: "broken", route: get, prepare: unreadableQueue, status: 500, says: "the log says what"},
		{name: "no body", route: "POST /api/queue/pause", status: 200, says: `"paused":true`},
		{name: "with a reason", route: "POST /api/queue/pause", body: `{"reason":"a break"}`, status: 200, says: `"paused_why":"a break"`},
		{name: "no body", route: "POST /api/queue/quiet", status: 200, says: `"quiet":true,"paused_until":null`},
		{name: "for a while", route: "POST /api/queue/quiet", body: `{"reason":"an interview","minutes":10}`, status: 200, says: `"quiet":true,"paused_until":"2`},
		{name: "too long", route: "POST /api/queue/quiet", body: `{"minutes":601}`, status: 400, says: "minutes"},
		{name: "bad reason", route: "POST /api/queue/pause", body: `{"reason":5}`, status: 400, says: "reason"},
		{name: "not JSON", route: "POST /api/queue/pause", body: `{"reason":"x"}`, headers: []string{"Content-Type", "text/plain"}, status: 415},
		{name: "good", route: "POST /api/queue/resume", prepare: playing, status: 200, says: `"paused":false`},
		{name: "good", route: "POST /api/queue/skip", prepare: playing, status: 200, says: `"playing":null`},
		{name: "the one that is meant", route: "POST /api/queue/skip", prepare: playing, body: `{"playback":1}`, status: 200, says: `"playing":null`},
		{name: "another one", route: "POST /api/queue/skip", prepare: playing, body: `{"playback":"2"}`, status: 200, says: `"id":1`},
		{name: "nothing plays", route: "POST /api/queue/skip", status: 200, says: `"playing":null`},
		{name: "no number", route: "POST /api/queue/skip", body: `{"playback":0}`, status: 400, says: "playback"},
		{name: "broken", route: "POST /api/queue/skip", prepare: unreadableQueue, status: 500},
		{name: "plays", route: "POST /api/queue/toggle", status: 200, says: `"paused":true`},
		{name: "paused", route: "POST /api/queue/toggle", prepare: playing, status: 200, says: `"paused":false`},
		{name: "broken", route: "POST /api/queue/toggle", prepare: func(w *world) { w.BreakWrites("documents") }, status: 500},
		{name: "stopped", route: "POST /api/queue/toggle", prepare: func(w *world) { w.StopOverlay() }, status: 503, says: "StreamSpark is stopping"},
	}
}

func TestCelebrationsArePagedToTheEnd(t *testing.T) {
	w := newWorld(t)
	for i := range 7 {
		w.Donate(webtest.Viewer(strconv.Itoa(i)))
	}
	var seen []int64
	for next := "/api/celebrations?limit=3"; next != ""; {
		var page struct {
			Celebrations []struct{ ID int64 }
			Next         *int64
		}
		decode(t, w.ask(http.MethodGet, next, ""), &page)
		for _, c := range page.Celebrations {
			seen = append(seen, c.ID)
		}
		next = ""
		if page.Next != nil {
			next = "/api/celebrations?limit=3&before=" + strconv.FormatInt(*page.Next, 10)
		}
	}
	for i, id := range seen {
		if id != int64(7-i) {
			t.Fatalf("the pages hold %v", seen)
		}
	}
	if len(seen) != 7 {
		t.Errorf("the pages hold %v", seen)
	}
}
