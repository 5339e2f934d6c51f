package web

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"streamspark/internal/standin"

	"streamspark/internal/celebration"
	"streamspark/internal/fault"
	"streamspark/internal/money"
	"streamspark/internal/web/webtest"
)

// meanwhile makes three donations that came while the streamer was away.
func meanwhile(w *world) {
	for i := range 3 {
		d := webtest.Viewer(fmt.Sprint(i + 1))
		d.CreatedAt = time.Date(2026, 11, 20, 18+i, 0, 0, 0, time.UTC)
		id := w.Donate(d)
		w.Move(id, func(c *celebration.Celebration) {
			c.Status, c.Reason = celebration.Held, fault.Say(celebration.WhyCatchUp, "age", "20h")
			c.AmountRUB = money.Rubles(1500)
		})
	}
}

func awayContract() []exchange {
	get, post := "GET /api/away", "POST /api/away"
	row := strings.Replace(listedShape, "amount_rub:null", "amount_rub:string", 1)
	getShape := "{amount_rub:string,celebrations:[" + row + "],count:number,first:string,last:string,next:%s,success:bool}"
	decided := "{action:string,done:number,failed:[],left:number,success:bool}"
	return []exchange{
		{name: "none", route: get, status: 200, shape: "{amount_rub:string,celebrations:[],count:number,first:null,last:null,next:null,success:bool}", says: `"amount_rub":"0"`},
		{name: "other held ones", route: get, prepare: held, status: 200, says: `"count":0`},
		{name: "three", route: get, prepare: meanwhile, status: 200, shape: fmt.Sprintf(getShape, "null"), says: `"count":3,"amount_rub":"4500","first":"2026-11-20T18:00:00.000Z","last":"2026-11-20T20:00:00.000Z"`},
		{name: "paged", route: get, path: "/api/away?limit=2", prepare: meanwhile, status: 200, shape: fmt.Sprintf(getShape, "number"), says: `"next":2`},
		{name: "next page", route: get, path: "/api/away?limit=2&after=2", prepare: meanwhile, status: 200, shape: fmt.Sprintf(getShape, "null"), says: `"id":3`},
		{name: "bad limit", route: get, path: "/api/away?limit=0", status: 400, says: "limit"},
		{name: "bad after", route: get, path: "/api/away?after=x", status: 400, says: "after"},

		{name: "one", route: post, body: `{"action":"make","ids":[2]}`, prepare: meanwhile, status: 200, shape: decided, says: `"done":1,"failed":[],"left":2`},
		{name: "twice named", route: post, body: `{"action":"play","ids":[2,2]}`, prepare: meanwhile, status: 200, shape: decided, says: `"done":1`},
		{name: "all", route: post, body: `{"action":"ignore","all":true}`, prepare: meanwhile, status: 200, shape: decided, says: `"done":3,"failed":[],"left":0`},
		{name: "all that were seen", route: post, body: `{"action":"ignore","all":true,"through":2}`, prepare: meanwhile, status: 200, shape: decided, says: `"done":2,"failed":[],"left":1`},
		{name: "all of none", route: post, body: `{"action":"make","all":true}`, prepare: held, status: 200, shape: decided, says: `"done":0`},
		{
			name: "one cannot be done", route: post, body: `{"action":"play","ids":[1,99,3]}`, prepare: meanwhile, status: 200,
			shape: "{action:string,done:number,failed:[{code:string,error:string,id:number}],left:number,success:bool}",
			says:  `"done":2,"failed":[{"id":99,"error":"There is no celebration of that number.","code":"celebration.not_found"}],"left":1`,
		},
		{name: "no action", route: post, body: `{"ids":[1]}`, status: 400, says: "action"},
		{name: "another action", route: post, body: `{"action":"approve","ids":[1]}`, status: 400, says: "play, make, ignore"},
		{name: "upon nothing", route: post, body: `{"action":"play"}`, status: 400, says: "ids"},
		{name: "upon both", route: post, body: `{"action":"play","all":true,"ids":[1]}`, status: 400, says: "ids"},
		{name: "no ids", route: post, body: `{"action":"play","ids":[]}`, status: 400, says: "ids"},
		{name: "texts", route: post, body: `{"action":"play","ids":["x"]}`, status: 400, says: "ids"},
		{name: "lists", route: post, body: `{"action":"play","ids":[[1]]}`, status: 400, says: "ids[0]"},
		{name: "fractions", route: post, body: `{"action":"play","ids":[1.5]}`, status: 400, says: "1.5"},
		{name: "bad through", route: post, body: `{"action":"play","all":true,"through":0}`, status: 400, says: "through"},
		{name: "no object", route: post, body: `[]`, status: 400},
	}
}

// listedThere is what DonationAlerts has: one that we have, one that we have
// otherwise, one that we lack, and one without a date.
func listedThere(w *world) {
	connected(w)
	// After the connection, as those before are not missing.
	at := time.Date(2036, 11, 20, 18, 0, 0, 0, time.UTC)
	alike, otherwise, lacking, undated := webtest.Viewer("1"), webtest.Viewer("2"), webtest.Viewer("3"), webtest.Viewer("4")
	alike.CreatedAt, otherwise.CreatedAt, lacking.CreatedAt = at, at.Add(time.Hour), at.Add(2*time.Hour)
	extra := webtest.Viewer("5")
	extra.CreatedAt = at
	for _, d := range []celebration.Donation{alike, otherwise, extra} {
		w.Donate(d)
	}
	if _, _, err := w.Store.Record(w.T.Context(), []celebration.Donation{undated}, time.Now()); err != nil {
		w.T.Fatal(err)
	}
	otherwise.Amount = money.Rubles(2000)
	for i, d := range []celebration.Donation{undated, alike, otherwise, lacking} {
		there := standin.Donation{ID: []int64{4, 1, 2, 3}[i], Donor: &d.Donor, Message: &d.Message, Amount: d.Amount.Decimal(), Currency: "RUB", CreatedAt: d.CreatedAt}
		if d.CreatedAt.IsZero() {
			there.Extra = map[string]any{"created_at": "one day"}
		}
		w.StandIn().Donate(there)
	}
}

// brokenList has the list of donations be answered with an error.
func brokenList(w *world) {
	connected(w)
	w.StandIn().Set(standin.PartDonations, standin.Fault{Kind: standin.Status500})
}

func reconcileContract() []exchange {
	get, post := "GET /api/reconcile", "POST /api/reconcile"
	days := "/api/reconcile?from=2036-11-19&to=2036-11-22"
	shape := "{differing:[{field:string,id:string,ours:string,theirs:string}],equal:bool,extra:[string],from:string,missing:[" + donationShape +
		"],older:[],ours:number,success:bool,theirs:number,to:string,undated:[string]}"
	empty := "{differing:[],equal:bool,extra:[],from:string,missing:[],older:[],ours:number,success:bool,theirs:number,to:string,undated:[]}"
	taken := "{from:string,missing:[%s],success:bool,taken:number,to:string}"
	body := `{"from":"2036-11-19","to":"2036-11-22"}`
	return []exchange{
		{name: "nothing", route: get, prepare: connected, status: 200, shape: empty, says: `"equal":true`},
		{
			name: "a difference", route: get, path: days, prepare: listedThere, status: 200, shape: shape,
			says: `"equal":false,"theirs":3,"ours":3`,
		},
		{name: "which", route: get, path: days, prepare: listedThere, status: 200, says: `"extra":["5"],"differing":[{"id":"2","field":"amount","theirs":"2000","ours":"1500"}],"undated":["4"]`},
		{name: "with moments", route: get, path: "/api/reconcile?from=2036-11-20T18:00:00Z&to=2036-11-20T21:00:00%2B02:00", prepare: listedThere, status: 200, says: `"to":"2036-11-20T19:00:00.000Z","equal":false,"theirs":1,"ours":2`},
		{name: "a plus in the address", route: get, path: "/api/reconcile?to=2036-11-20T21:00:00+02:00", prepare: connected, status: 200, says: `"from":"2036-11-19T19:00:00.000Z"`},
		{name: "bad from", route: get, path: "/api/reconcile?from=yesterday", status: 400, says: "from must be a day"},
		{name: "bad to", route: get, path: "/api/reconcile?to=2026-13-01", status: 400, says: "to must be a day"},
		{name: "backwards", route: get, path: "/api/reconcile?from=2036-11-22&to=2036-11-20", status: 400, says: "before"},
		{name: "not connected", route: get, status: 409, says: "No API token configured"},
		{name: "refused", route: get, prepare: refused, status: 400, says: "DonationAlerts no longer accepts the access token."},
		{name: "trouble", route: get, prepare: brokenList, status: 502, says: `"code":"donationalerts.trouble"`},

		{
			name: "take in", route: post, body: body, prepare: listedThere, status: 200, shape: fmt.Sprintf(taken, donationShape), says: `"taken":1`,
			then: func(t *testing.T, w *world) {
				if again := w.ask("POST", "/api/reconcile", body); !strings.Contains(again.Text, `"taken":0`) {
					t.Errorf("it is missing after it was taken in: %s", again.Text)
				}
				if _, err := w.Store.OfDonation(t.Context(), "donationalerts", "3"); err != nil {
					t.Error(err)
				}
			},
		},
		{name: "nothing to take in", route: post, body: body, prepare: connected, status: 200, shape: fmt.Sprintf(taken, "")},
		{name: "not written", route: post, body: body, prepare: func(w *world) { listedThere(w); w.BreakWrites("donations") }, status: 500},
		{name: "bad from", route: post, body: `{"from":"x"}`, status: 400, says: "from"},
		{name: "no text", route: post, body: `{"to":5}`, status: 400, says: "to"},
		{name: "not connected", route: post, body: body, status: 409},
	}
}

func TestAnotherSiteCannotHaveTheListRead(t *testing.T) {
	w := newWorld(t)
	connected(w)
	if a := w.ask("GET", "/api/reconcile", "", "Sec-Fetch-Site", "cross-site"); a.StatusCode != http.StatusForbidden {
		t.Errorf("%d %s", a.StatusCode, a.Text)
	}
}
