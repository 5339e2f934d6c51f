package web

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"streamspark/internal/celebration"
	"streamspark/internal/fault"
	"streamspark/internal/money"
	"streamspark/internal/web/webtest"
)

func historyContract() []exchange {
	job := "amount_rub:%a,donation:{message:string,username:string},elapsed:number,%egeneration_id:string,"
	running := func(amount string) string {
		return "{status:{active:bool," + strings.NewReplacer("%a", amount, "%e", "").Replace(job) +
			"progress:number,started_at:number,status:string},success:bool}"
	}
	over := "{status:{active:bool," + strings.NewReplacer("%a", "number", "%e", "finished_at:number,").Replace(job) +
		"progress:number,started_at:number,status:string,video_path:string,video_url:string},success:bool}"
	failed := "{status:{active:bool," + strings.NewReplacer("%a", "null", "%e", "error:string,finished_at:number,").Replace(job) +
		"progress:number,started_at:number,status:string},success:bool}"
	connected := func(w *world) {
		w.Connected()
		w.Poll()
		ready(w)
	}
	stats := func(poll string) string {
		return "{apiConfigured:bool,apiErrors:number,lastPoll:" + poll + ",pollingStatus:string,totalAmount:string,totalDonations:number,totalVideos:number}"
	}
	past := "{donations:[{amount:number,currency:string,donor:string,id:number,isTest:bool,message:string,time:string}],success:bool}"
	none := "{donations:[],success:bool}"
	aiml := "{generator:string,has_api_key:bool,last_poll_time:%,poller_running:bool,success:bool,system_prompt_preview:string,threshold_rub:number,total_donations_processed:number,total_videos_generated:number}"
	return []exchange{
		{name: "new", route: "GET /api/stats", status: 200, shape: stats("null"), says: `"pollingStatus":"Stopped"`},
		{name: "connected", route: "GET /api/stats", prepare: connected, status: 200, shape: stats("string"), says: `"totalAmount":"1 500 ₽"`},
		{name: "new", route: "GET /api/aiml-status", status: 200, shape: strings.Replace(aiml, "%", "null", 1), says: `"threshold_rub":1000`},
		{
			name: "long prompt", route: "GET /api/aiml-status", prepare: func(w *world) { connected(w); w.Settings.Set("generation.system_prompt", strings.Repeat("я", 200)) },
			status: 200, shape: strings.Replace(aiml, "%", "string", 1), says: `"` + strings.Repeat("я", 120) + `..."`,
		},

		{name: "none", route: "GET /api/donations", status: 200, shape: none},
		{name: "one", route: "GET /api/donations", prepare: one, status: 200, shape: past, says: `"isTest":false`},
		{name: "test", route: "GET /api/donations", prepare: func(w *world) {
			w.Donate(celebration.Donation{Source: celebration.SourceTest, ID: "T1", Amount: money.Rubles(5)})
		}, status: 200, says: `"id":"T1","donor":"","amount":5,"currency":"RUB","message":"","time":`},
		{name: "by hand", route: "GET /api/donations", prepare: func(w *world) { w.Donate(manual()) }, status: 200, shape: none},
		{name: "limit 0", route: "GET /api/donations", path: "/api/donations?limit=0", prepare: one, status: 200, shape: none},
		{name: "limit below", route: "GET /api/donations", path: "/api/donations?limit=-3", prepare: one, status: 200, shape: none},
		{name: "bad limit", route: "GET /api/donations", path: "/api/donations?limit=x", status: 400, says: "limit"},

		{
			name: "idle", route: "GET /api/generation-status", prepare: held, status: 200,
			shape: "{status:{active:bool,progress:number,status:string},success:bool}", says: `"status":"idle"`,
		},
		{
			name: "queued", route: "GET /api/generation-status", prepare: func(w *world) { w.Donate(webtest.Viewer("1"), celebration.Approved) },
			status: 200, shape: running("null"), says: `"status":"queued"`,
		},
		{name: "generating", route: "GET /api/generation-status", prepare: func(w *world) {
			id := w.Donate(webtest.Viewer("1"), celebration.Approved, celebration.Submitting, celebration.Generating)
			w.Move(id, func(c *celebration.Celebration) { c.Progress, c.AmountRUB = 50, money.Rubles(1500) })
		}, status: 200, shape: running("number"), says: `"progress":50`},
		{name: "done", route: "GET /api/generation-status", prepare: ready, status: 200, shape: over, says: `"status":"done"`},
		{name: "failed", route: "GET /api/generation-status", prepare: func(w *world) {
			id := w.Donate(webtest.Viewer("1"))
			w.Move(id, func(c *celebration.Celebration) {
				c.Status, c.Reason = celebration.Failed, fault.Say(celebration.WhyRefused, "cause", "no credits")
			})
		}, status: 200, shape: failed, says: `"error":"no credits"`},
	}
}

func logContract() []exchange {
	logs := func(w *world) {
		w.WriteLog("warn", "rates", "slow", "tries", 2)
		w.WriteLog("info", "", "POST /x", "method", "POST", "path", "/x", "status", 403, "ip", "127.0.0.1", "latency_ms", 7, "problem", "not yours")
	}
	general := "{fields:{tries:number},id:number,level:string,logger:string,message:string,timestamp:string,timestamp_ms:number,type:string}"
	http := "{id:number,ip:string,latency:string,level:string,logger:string,message:string,method:string,path:string,request_body:string," +
		"response_body:string,signature:string,status:number,timestamp:string,timestamp_ms:number,type:string}"
	return []exchange{
		{name: "none", route: "GET /api/logs", status: 200, shape: "{logs:[],success:bool,total_logs:number}"},
		{name: "general", route: "GET /api/logs", prepare: logs, status: 200, shape: "{logs:[" + general + "],success:bool,total_logs:number}", says: `"level":"WARNING"`},
		{
			name: "http", route: "GET /api/logs", path: "/api/logs?since={line}", prepare: logs, status: 200, shape: "{logs:[" + http + "],success:bool,total_logs:number}",
			says: `"message":"POST /x: not yours","logger":"","type":"http","method":"POST","path":"/x","signature":"POST /x","status":403,"ip":"","latency":"7ms"`,
		},
		{name: "with addresses", route: "GET /api/logs", path: "/api/logs?since={line}&show_ip=true", prepare: logs, status: 200, says: `"ip":"127.0.0.1"`},
		{name: "grave", route: "GET /api/logs", path: "/api/logs?level=warn&part=rates&q=SLOW&before={next}", prepare: logs, status: 200, says: `"message":"slow"`},
		{name: "of a donation", route: "GET /api/logs", path: "/api/logs?celebration=5", prepare: logs, status: 200, says: `"logs":[]`},
		{name: "text", route: "GET /api/logs", path: "/api/logs?format=text", prepare: logs, status: 200, says: "Z WARN rates slow tries=2\n"},
		{name: "bad level", route: "GET /api/logs", path: "/api/logs?level=loud", status: 400, says: "level"},
		{name: "bad celebration", route: "GET /api/logs", path: "/api/logs?celebration=-1", status: 400, says: "celebration"},
		{name: "bad format", route: "GET /api/logs", path: "/api/logs?format=xml", status: 400, says: "format"},
		{name: "bad since", route: "GET /api/logs", path: "/api/logs?since=x", status: 400, says: "since"},
		{name: "bad show_ip", route: "GET /api/logs", path: "/api/logs?show_ip=x", status: 400, says: "show_ip"},
	}
}

func TestTheOldestDonationIsFirst(t *testing.T) {
	w := newWorld(t)
	for _, id := range []string{"1", "2", "3", "4"} {
		w.Donate(webtest.Viewer(id))
	}
	var list struct{ Donations []struct{ ID any } }
	decode(t, w.ask(http.MethodGet, "/api/donations?limit=3", ""), &list)
	var ids []any
	for _, d := range list.Donations {
		ids = append(ids, d.ID)
	}
	if !slices.Equal(ids, []any{2.0, 3.0, 4.0}) {
		t.Errorf("the last three are %v", ids)
	}
}
