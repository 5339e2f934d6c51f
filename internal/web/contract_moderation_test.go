package web

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"streamspark/internal/celebration"
	"streamspark/internal/money"
)

func moderationContract() []exchange {
	try := "POST /api/moderation/try"
	verdict := "{action:string,by:string,category:string,code:string,reason:string}"
	get, put := "GET /api/celebrations/:id/donor", "PUT /api/celebrations/:id/donor"
	gave := func(donor string) func(w *world) {
		return func(w *world) {
			w.Donate(celebration.Donation{Source: "donationalerts", ID: "1", Donor: donor, Message: "hi", Amount: money.Rubles(100)})
		}
	}
	shape := "{amount_rub:string,donations:number,donor:string,hidden:number,rejected:number,rule:string,since:string,success:bool}"
	return []exchange{
		{name: "a donor", route: get, path: "/api/celebrations/1/donor", prepare: gave("Ann"), status: 200, says: `"donor":"Ann","rule":"check","donations":1`, shape: shape},
		{name: "no such donor", route: get, path: "/api/celebrations/7/donor", status: 404},
		{name: "nobody", route: get, path: "/api/celebrations/1/donor", prepare: gave(""), status: 200, says: `"rule":"check","donations":0,"amount_rub":null`},
		{name: "held", route: put, path: "/api/celebrations/1/donor", body: `{"rule":"hold"}`, prepare: gave("Ann"), status: 200, says: `"rule":"hold"`, then: func(t *testing.T, w *world) {
			if set := w.Settings.Get().Moderation; set.Hold != "Ann" || set.Allow+set.Block != "" {
				t.Errorf("the lists are %+v", set)
			}
			decided, err := w.Store.Decisions(t.Context(), 10)
			if err != nil || len(decided) != 1 || decided[0].Action != "hold_donor" || decided[0].Celebration != 1 || !decided[0].IsStreamer() {
				t.Errorf("recorded is %+v, %v", decided, err)
			}
		}},
		{name: "checked again", route: put, path: "/api/celebrations/1/donor", body: `{"rule":"check"}`, prepare: func(w *world) { gave("Ann")(w); w.Settings.Set("moderation.block_donors", "Bob\nANN") }, status: 200, says: `"rule":"check"`, then: func(t *testing.T, w *world) {
			if set := w.Settings.Get().Moderation; set.Block != "Bob" {
				t.Errorf("the lists are %+v", set)
			}
		}},
		{name: "no rule", route: put, path: "/api/celebrations/1/donor", body: `{"rule":"mask"}`, prepare: gave("Ann"), status: 400, says: "donor.no_rule"},
		{name: "nobody to set a rule for", route: put, path: "/api/celebrations/1/donor", body: `{"rule":"hold"}`, prepare: gave(""), status: 409, says: "donor.anonymous"},
		{name: "lists", route: "GET /api/moderation/lists", status: 200, says: `"name":"domains.txt","own":false`, shape: "{lists:[{name:string,own:bool,path:string,url:string}],success:bool}"},
		{name: "a list", route: "GET /api/moderation/lists/:list", path: "/api/moderation/lists/obscenity-en.txt", status: 200, says: "# Obscene words in English."},
		{name: "no such list", route: "GET /api/moderation/lists/:list", path: "/api/moderation/lists/moderation.go", status: 404, says: "moderation.no_list"},
		{name: "outside", route: "GET /api/moderation/lists/:list", path: "/api/moderation/lists/..%2fmoderation.go", status: 404},
		{name: "allowed", route: try, body: `{"message":"good luck"}`, status: 200, says: `"says":"Shown as it is"`, shape: "{public:{donor:string,message:string},says:string,success:bool,verdict:{action:string},written:[{hidden:bool,text:string}]}"},
		{
			name: "masked", route: try, body: `{"donor":"Ann","message":"look at t . me / name now"}`, status: 200, says: `"public":{"donor":"Ann","message":"look at ••• now"}`,
			shape: "{public:{donor:string,message:string},says:string,success:bool,verdict:" + verdict + ",written:[{hidden:bool,text:string}]}",
		},
		{name: "held, in Russian", route: try, body: `{"message":"8 (999) 123-45-67"}`, headers: []string{"Accept-Language", "ru"}, status: 200, says: `Будет ждать вашего решения: номер телефона`},
		{name: "nothing", route: try, body: `{}`, status: 200, says: `"written":[]`},
		{name: "too long", route: try, body: `{"message":"` + strings.Repeat("я", 2001) + `"}`, status: 400, says: "message is too long"},
		{name: "an own word", route: try, body: `{"message":"spoiler!"}`, prepare: func(w *world) { w.Settings.Set("moderation.own_words", "spoil*", "moderation.own", "block") }, status: 200, says: `"action":"block","category":"own","code":"own"`},
		{name: "a bad own word", route: "PUT /api/settings/:key", path: "/api/settings/moderation.own_words", body: `{"value":"/(/"}`, status: 400, says: "moderation.bad_expression"},
		{name: "no action", route: "PUT /api/settings/:key", path: "/api/settings/moderation.links", body: `{"value":"burn"}`, status: 400, says: "allow, mask, hold"},
	}
}

// TestThePageShowsEachListOfWords to read and to download, and where the streamer's own
// go.
func TestThePageShowsEachListOfWords(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	page := w.ask("GET", "/settings", "", "Accept", "text/html").Text
	links := regexp.MustCompile(`<a href="(/api/moderation/lists/[^"]+)">`).FindAllStringSubmatch(page, -1)
	if len(links) != 5 {
		t.Errorf("%d lists are on the page", len(links))
	}
	for _, link := range links {
		a := w.ask("GET", link[1], "")
		if kind := a.Header.Get("Content-Type"); a.StatusCode != http.StatusOK || !strings.HasPrefix(kind, "text/plain; charset=") || !strings.HasPrefix(a.Text, "# ") {
			t.Errorf("%s is %d (%s) %.60q", link[1], a.StatusCode, kind, a.Text)
		}
		if !strings.Contains(page, `href="`+link[1]+`" download="`) {
			t.Errorf("%s cannot be downloaded", link[1])
		}
	}
}
