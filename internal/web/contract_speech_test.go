package web

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"streamspark/internal/web/webtest"
)

func speechContract() []exchange {
	get, try, play := "GET /api/speech", "POST /api/speech/try", "GET /speech/:spoken"
	costs := func(usd string) func(*world) {
		return func(w *world) { w.Voice = webtest.Voice{Cost: decimal.RequireFromString(usd)} }
	}
	none := "{on:bool,paid:bool,price_usd:null,provider:string,sample:string,success:bool,voices:[]}"
	some := "{on:bool,paid:bool,price_usd:string,provider:string,sample:string,success:bool,voices:[{id:string,lang:string,name:string}]}"
	tried := "{success:bool,voice:{duration_ms:number,url:string,volume:number}}"
	return []exchange{
		{name: "off", route: get, status: 200, shape: none, says: `"on":false`},
		{name: "on", route: get, prepare: costs("0.001"), status: 200, shape: some, says: `"price_usd":"0.001"`},
		{name: "in Russian", route: get, headers: []string{"Accept-Language", "ru"}, status: 200, says: "Анна дарит"},

		{name: "off", route: try, body: `{}`, status: 409, says: "speech.off"},
		{name: "dearer than said", route: try, body: `{}`, prepare: costs("0.001"), status: 409, says: `"args":{"price":"0.001","rub":"0.08"}`},
		{name: "of a tier that is silent", route: try, body: `{"voice":"off"}`, prepare: costs("0"), status: 409, says: "speech.off"},
		{name: "good", route: try, body: `{"max_usd":"0.001"}`, prepare: costs("0.001"), status: 200, shape: tried, says: `"duration_ms":100`, then: func(t *testing.T, w *world) {
			spent, err := w.Store.Spent(t.Context(), time.Time{}, time.Time{})
			if err != nil || !spent.Day.Equal(decimal.RequireFromString("0.001")) {
				t.Errorf("%s is spent, %v", spent.Day, err)
			}
			a := w.ask("POST", "/api/speech/try", `{}`) // it is kept
			_, rest, _ := strings.Cut(a.Text, `"url":"`)
			address, _, _ := strings.Cut(rest, `"`)
			if sound := w.ask("GET", address, ""); sound.StatusCode != http.StatusOK || sound.Header.Get("Content-Type") != "audio/wav" || !strings.HasPrefix(sound.Text, "RIFF") {
				t.Errorf("%s: %d %s", address, sound.StatusCode, sound.Header.Get("Content-Type"))
			}
		}},
		{name: "no price", route: try, body: `{"max_usd":"much"}`, prepare: costs("0.001"), status: 400, says: "max_usd"},
		{name: "too long", route: try, body: `{"text":"` + strings.Repeat("я", 301) + `"}`, status: 400, says: "text is too long"},

		{name: "unknown", route: play, path: "/speech/" + strings.Repeat("0", 64), status: 404, says: "speech.not_found"},
		{name: "no name", route: play, path: "/speech/x", status: 404, says: "speech.not_found"},
	}
}
