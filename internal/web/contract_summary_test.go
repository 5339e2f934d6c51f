package web

import (
	"strings"
	"testing"
	"time"
)

const summaryShape = "{donations:number,donors:[DONOR],last_seen:string,left_rub:string,moments:[MOMENT],orders:number,orders_without_rate:number," +
	"received_rub:string,shows:number,since:string,spent_rub:string,spent_usd:string,stream:number,streams:number,success:bool,until:UNTIL,utc_offset:string}"

// evening is a stream with a clip that was shown, and what it cost.
func evening(w *world) {
	w.Ready()
	page := w.Connect("page-1", true)
	page.End(page.Play())
	bought(w)
}

func summaryContract() []exchange {
	get := "GET /api/summary"
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
		{name: "none", route: get, path: "/api/summary?stream=9", status: 404, says: "summary.no_stream"},
		{name: "bad", route: get, path: "/api/summary?stream=x", status: 400, says: "stream"},
	}
}
