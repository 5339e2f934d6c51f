package web

import (
	"strings"
	"testing"

	"streamspark/internal/web/webtest"

	"streamspark/internal/money"
)

// flagged has a key be given on the command line.
func flagged(key, value string) func(*world) {
	return func(w *world) {
		if err := w.Settings.Flag(key, value); err != nil {
			w.T.Fatal(err)
		}
	}
}

func settingContract() []exchange {
	prompt := "POST /api/system-prompt"
	return []exchange{
		{
			name: "no token", route: "GET /api/settings", status: 200, says: `"donation_alerts_token":""`,
			shape: "{donation_alerts_token:string,settings:[{effect:string,key:string,may:string,origin:string,saved:bool,secret:bool,value:string}],success:bool,threshold_amount:number,threshold_currency:string}",
		},
		{
			name: "token", route: "GET /api/settings", status: 200, says: `"donation_alerts_token":"••••abcd"`,
			prepare: func(w *world) { w.SetToken(webtest.SecretToken) },
		},
		{
			name: "known", route: "DELETE /api/settings/:key", path: "/api/settings/videos_dir", status: 200, shape: messageShape,
			prepare: func(w *world) { w.Settings.Set("videos_dir", "elsewhere") },
			then: func(t *testing.T, w *world) {
				if len(w.Settings.Saved()) != 0 {
					t.Error("nothing was given back")
				}
			},
		},
		{name: "unknown", route: "DELETE /api/settings/:key", path: "/api/settings/nothing", status: 404},
		{
			name: "refused", route: "DELETE /api/settings/:key", path: "/api/settings/generation.aiml.api_key", status: 400, says: "generation.aiml.api_key",
			prepare: func(w *world) {
				w.Settings.Set("generation.aiml.api_key", "key-5ecret-efgh", "generation.provider", "aiml")
			},
		},

		{name: "none", route: "GET /api/system-prompt", status: 200, shape: "{prompt:string,success:bool}"},
		{
			name: "good", route: prompt, body: `{"prompt":" A dragon. "}`, status: 200, shape: messageShape, says: "System prompt saved successfully",
			then: func(t *testing.T, w *world) {
				if got := w.Settings.Get().Generation.SystemPrompt; got != "A dragon." {
					t.Errorf("saved as %q", got)
				}
			},
		},
		{name: "other name", route: prompt, body: `{"custom_prompt":"A dragon."}`, status: 200},
		{
			name: "cleared", route: prompt, body: `{"prompt":""}`, prepare: func(w *world) { w.Settings.Set("generation.system_prompt", "old") }, status: 200,
			then: func(t *testing.T, w *world) {
				if w.Settings.Get().Generation.SystemPrompt != "" {
					t.Error("it is not cleared")
				}
			},
		},
		{name: "longest", route: prompt, body: `{"prompt":"` + strings.Repeat("я", 4000) + `"}`, status: 200},
		{name: "too long", route: prompt, body: `{"prompt":"` + strings.Repeat("я", 4001) + `"}`, status: 400, says: "4000"},
		{name: "missing", route: prompt, body: `{}`, status: 400, says: "prompt"},
		{name: "null", route: prompt, body: `{"prompt":null}`, status: 400, says: "prompt"},

		{
			name: "good", route: "GET /api/rates", status: 200,
			shape: "{last_known:bool,loaded:string,problems:{open_er_api:string},published:string,rubles:{USD:string},source:string,success:bool}",
		},
	}
}

func thresholdContract() []exchange {
	post := "POST /api/threshold"
	is := func(rubles string) func(*testing.T, *world) {
		return func(t *testing.T, w *world) {
			if got := w.Settings.Get().Tiers.Threshold(); got.Decimal() != rubles || got.Currency() != money.RUB {
				t.Errorf("the threshold is %s %s, want %s", got.Decimal(), got.Currency(), rubles)
			}
		}
	}
	saves := func(name, body, rubles string) exchange {
		return exchange{
			name: name, route: post, body: body, status: 200, shape: messageShape,
			says: "Threshold saved: " + rubles + " RUB", then: is(rubles),
		}
	}
	table := []exchange{
		{name: "good", route: "GET /api/threshold", status: 200, shape: "{threshold:number}", says: `{"threshold":1000}`},
		saves("rubles", `{"threshold":1850.5}`, "1850.5"),
		saves("text", `{"threshold":"99,90"}`, "99.9"),
		saves("as a page writes it", `{"threshold":"1\u00a0500,50"}`, "1500.5"),
		saves("with its sign", `{"threshold":"1\u202f000 ₽"}`, "1000"),
		saves("dollars with their sign", `{"amount":"20,50 $","currency":"USD"}`, "1640"),
		{
			name: "said in dollars", route: post, body: `{"amount":20,"currency":"USD"}`, status: 200,
			then: func(t *testing.T, w *world) {
				if got := w.Settings.Get().Tiers.ThresholdText().String(); got != "20 $" {
					t.Errorf("what was said is kept as %s", got)
				}
			},
		},
		{name: "another sign", route: post, body: `{"amount":"20 $"}`, status: 400, says: "is not in RUB: choose its currency", then: is("1000")},
		saves("zero", `{"threshold":0}`, "0"),
		saves("threshold wins", `{"threshold":5,"amount":7,"currency":"USD"}`, "5"),
		saves("amount", `{"amount":700}`, "700"),
		saves("dollars", `{"amount":20,"currency":"usd"}`, "1600"),
		saves("empty", `{}`, "1000"),
		saves("big", `{"threshold":999999999999.99}`, "999999999999.99"),
		{name: "no rate", route: post, body: `{"amount":5,"currency":"XXX"}`, status: 503, says: "Failed to convert 5 XXX to RUB", then: is("1000")},
		{name: "misspelt", route: post, body: `{"treshold":5}`, status: 400, says: "Name the threshold", then: is("1000")},
		{name: "not JSON", route: post, body: `threshold=5`, headers: []string{"Content-Type", "application/x-www-form-urlencoded"}, status: 415, then: is("1000")},
		{name: "too much after pricing", route: post, body: `{"amount":999999999999,"currency":"USD"}`, status: 400, says: "too large", then: is("1000")},
		{
			name: "refused", route: post, body: `{"threshold":500}`, status: 400, says: `"code":"config.`,
			prepare: func(w *world) { w.Settings.Set("tiers", `[{"min_rub":"100"},{"min_rub":"200"}]`) },
		},
		{name: "not saved", route: post, body: `{"threshold":5}`, status: 500, prepare: func(w *world) { w.BreakWrites("documents") }},
	}
	for _, value := range []string{`-1`, `"-0.01"`, `"NaN"`, `"Infinity"`, `1e999`, `1000000000000`, `true`, `[]`, `{}`, `null`, `"abc"`, `""`, `"1,500"`} {
		for _, field := range []string{"threshold", "amount"} {
			table = append(table, exchange{
				name: field + " " + value, route: post, body: `{"` + field + `":` + value + `}`,
				status: 400, says: field, then: is("1000"),
			})
		}
	}
	return table
}

func tierContract() []exchange {
	put := "PUT /api/tiers"
	shape := "{success:bool,tiers:[{duration:string,min:string,min_rub:string,model:string,name:string,production:number,prompt:string,resolution:string,review:string,scenes:[],sound:string,sound_volume:string,theme:string,voice:string,volume:string}]}"
	table := []exchange{
		{name: "good", route: "GET /api/tiers", status: 200, shape: shape, says: `"min_rub":"1000"`},
		{
			name: "two", route: put, status: 200, shape: shape, says: `"duration":"12s"`,
			body: `{"tiers":[{"min_rub":500},{"name":"Big","min_rub":"5000.50","prompt":"A dragon.","model":"m","resolution":"1080p","duration":"12s","volume":0.5}]}`,
			then: func(t *testing.T, w *world) {
				if got := w.Settings.Get().Tiers; len(got) != 2 || got[1].MinRub.String() != "5000.5" || got[1].Name != "Big" ||
					got[1].Volume.Decimal.String() != "0.5" || got[0].Volume.Valid {
					t.Errorf("saved as %+v", got)
				}
			},
		},
		{
			name: "voice and scenes", route: put, status: 200, says: `"voice":"on","scenes":["cat","rocket"],"production":3,"review":"me"}`,
			body: `{"tiers":[{"min_rub":5,"voice":"off","scenes":[],"production":0},{"min_rub":6,"voice":"on","scenes":["cat","rocket"],"production":"3","review":true}]}`,
		},
		{
			name: "as a page writes them", route: put, status: 200, says: `"min":"20.5 USD"`,
			body: `{"tiers":[{"min_rub":"1 640,00 ₽","min":"20,50 USD","volume":"50 %"},{"min_rub":"5\u00a0000"}]}`,
			then: func(t *testing.T, w *world) {
				if got := w.Settings.Get().Tiers; got[0].MinRub.String() != "1640" || got[0].Volume.Decimal.String() != "0.5" || got[0].Said.String() != "20.50 $" {
					t.Errorf("saved as %+v", got)
				}
			},
		},
		{
			name: "refused", route: put, body: `{"tiers":[{"min_rub":5}]}`, status: 400, says: `"code":"config.`,
			prepare: flagged("tiers", `[{"min_rub":"100"}]`),
		},
	}
	for body, says := range map[string]string{
		`{}`:                         "tiers",
		`{"tiers":[]}`:               "tiers",
		`{"tiers":{}}`:               "tiers",
		`{"tiers":[5]}`:              "tiers[0]",
		`{"tiers":[{}]}`:             "tiers[0].min_rub",
		`{"tiers":[{"min_rub":-5}]}`: "tiers[0].min_rub",
		`{"tiers":[{"min_rub":5},{"min_rub":5}]}`:                               "tiers[1].min_rub",
		`{"tiers":[{"min_rub":5,"name":5}]}`:                                    "tiers[0].name",
		`{"tiers":[{"min_rub":5,"voice":"loud"}]}`:                              "\"code\":\"config.not_allowed\"",
		`{"tiers":[{"min_rub":5,"scenes":["dog"]}]}`:                            "There is no scene dog; there are arcade",
		`{"tiers":[{"min_rub":5,"scenes":"cat"}]}`:                              "tiers[0].scenes",
		`{"tiers":[{"min_rub":5,"scenes":[5]}]}`:                                "tiers[0].scenes[0]",
		`{"tiers":[{"min_rub":5,"production":4}]}`:                              "\"field\":\"tiers[0].production\"",
		`{"tiers":[{"min_rub":5,"duration":"x"}]}`:                              "tiers[0].duration",
		`{"tiers":[{"min_rub":5,"volume":1.1}]}`:                                "\"field\":\"tiers[0].volume\"",
		`{"tiers":[{"min_rub":5,"volume":true}]}`:                               "tiers[0].volume",
		`{"tiers":[{"min_rub":5,"duration":8}]}`:                                "tiers[0].duration",
		`{"tiers":[` + strings.Repeat(`{"min_rub":5},`, 20) + `{"min_rub":5}]}`: "20",
	} {
		table = append(table, exchange{name: body[:min(len(body), 40)], route: put, body: body, status: 400, says: says})
	}
	return table
}
