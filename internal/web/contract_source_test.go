package web

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"streamspark/internal/fault"
	"streamspark/internal/source"
	"streamspark/internal/web/webtest"
)

// accountPath is that of the source that the streamer connects.
const accountPath = "/api/sources/donationalerts"

// newPaths has the routes of every source for those of the original.
var newPaths = map[string]string{"GET " + loginPath: "GET " + connectPath, "GET " + callbackPath: "GET " + returnPath}

func connected(w *world) { w.Source.GivenState.HasToken, w.Source.GivenState.Connected = true, true }

func unexplained(w *world) {
	connected(w)
	w.Source.Err = errors.New("401 for Bearer " + webtest.SecretToken)
}

func sourceContract() []exchange {
	status, test := "GET /api/connection-status", "GET /api/test-donation-alerts"
	statusShape := "{configured:bool,connected:bool,message:string}"
	tells := func(name, says string, change func(*source.State)) exchange {
		return exchange{name: name, route: status, status: 200, shape: statusShape, says: says, prepare: func(w *world) { change(&w.Source.GivenState) }}
	}
	table := []exchange{
		tells("none", "Token not configured", func(*source.State) {}),
		tells("token", "Ready for connection", func(s *source.State) { s.HasToken = true }),
		tells("connected", "Connected as Streamer", func(s *source.State) { s.HasToken, s.Connected, s.Account = true, true, "Streamer" }),
		tells("dead", "connect DonationAlerts again", func(s *source.State) { s.HasToken, s.NeedsReconnect = true, true }),
		tells("trouble", "has trouble", func(s *source.State) {
			s.HasToken, s.Problem = true, fault.New(fault.Retry, "donationalerts.failed")
		}),
		{name: "none", route: "GET /api/access-token", status: 200, shape: "{has_token:bool}", says: "false"},
		{name: "some", route: "GET /api/access-token", prepare: connected, status: 200, shape: "{has_token:bool}", says: "true"},

		{name: "no token", route: "POST /api/start-polling", status: 409, says: "No API token configured"},
		{name: "good", route: "POST /api/start-polling", prepare: connected, status: 200, shape: messageShape, says: "Polling started"},
		{name: "good", route: "POST /api/stop-polling", status: 200, shape: messageShape, says: "Polling stopped"},
		{name: "not saved", route: "POST /api/stop-polling", prepare: unexplained, status: 500, says: "could not be stopped"},
		{name: "good", route: "POST /api/da/disconnect", status: 200, shape: messageShape, says: "Disconnected from DonationAlerts"},
		{name: "not saved", route: "POST /api/da/disconnect", prepare: unexplained, status: 500, says: "could not be forgotten"},

		{name: "no token", route: test, status: 409, says: "No API token configured"},
		{
			name: "good", route: test, prepare: connected, status: 200, says: "Connection successful - polling started",
			shape: "{account:string,api_errors:number,last_poll:null,message:string,status:string,success:bool,total_donations:number}",
		},
		{name: "refused", route: test, prepare: func(w *world) { connected(w); w.Source.Err = webtest.Explained(fault.Permanent) }, status: 400, says: "DonationAlerts no longer accepts the access token."},
		{name: "trouble", route: test, prepare: func(w *world) { connected(w); w.Source.Err = webtest.Explained(fault.Retry) }, status: 502, says: `"code":"donationalerts.token_refused"`},
		{name: "unexplained", route: test, prepare: unexplained, status: 502, says: "Failed to fetch donations"},

		{
			name: "configured", route: "GET /api/da/oauth/debug", status: 200, says: `"client_id":"123"`,
			shape: "{config:{client_id:string,has_client_secret:bool,redirect_uri:string},success:bool}",
		},
		{
			name: "not configured", route: "GET /api/da/oauth/debug", prepare: func(w *world) { w.Source.GivenState.ClientID = "" }, status: 200,
			shape: "{config:{client_id:null,has_client_secret:bool,redirect_uri:string},success:bool}",
		},
		{name: "good", route: "GET /api/da/oauth/login", status: 302},
		{
			name: "not configured", route: "GET /api/da/oauth/login", status: 400, says: `"missing":["DA_CLIENT_ID","DA_CLIENT_SECRET"]`,
			prepare: func(w *world) { w.Source.GivenState.ClientID, w.Source.GivenState.HasSecret = "", false },
			shape:   "{args:{provider:{code:string},redirect:string},client_id_present:bool,code:string,error:string,hint:string,message:string,missing:[string],redirect_uri_effective:string,success:bool}",
		},
		{
			name: "no way back", route: "GET /api/da/oauth/login", status: 400, says: "does not lead to this StreamSpark",
			prepare: func(w *world) { w.Source.GivenState.RedirectURI = "http://elsewhere.example/callback" },
		},
		{name: "unexplained", route: "GET /api/da/oauth/login", prepare: unexplained, status: 500, says: "could not be begun"},
		{
			name: "no state", route: "GET /api/da/oauth/callback", path: "/api/da/oauth/callback?code=sent-5ecret", status: 400,
			headers: []string{"Accept", "application/json"}, says: "not begun in this browser",
		},
	}
	// The same under the paths of every source.
	for _, x := range table {
		if route := newPaths[x.route]; route != "" {
			x.route, x.path = route, strings.NewReplacer("GET ", "", "/api/sources/:source", accountPath).Replace(route)+strings.TrimPrefix(x.path, callbackPath)
			table = append(table, x)
		}
	}
	for _, route := range newPaths {
		table = append(table, exchange{name: "another source", route: route, path: strings.NewReplacer("GET ", "", ":source", "webhook").Replace(route), status: 404, says: "no such action"})
	}
	token := tokenContract("POST /api/sources/:source/token", "token", "Token")
	for i := range token {
		token[i].path = accountPath + "/token"
	}
	token = append(token, exchange{name: "another source", route: "POST /api/sources/:source/token", path: "/api/sources/webhook/token", body: `{"token":""}`, status: 404, says: "no such action"})
	return slices.Concat(table, token, tokenContract("POST /api/access-token", "access_token", "Access token"),
		tokenContract("POST /api/donation-alerts-token", "token", "DonationAlerts API token"))
}

func tokenContract(route, field, what string) []exchange {
	is := func(token string, calls int) func(*testing.T, *world) {
		return func(t *testing.T, w *world) {
			if w.Source.Token != token || w.Source.Calls != calls {
				t.Errorf("the token is %q after %d changes", w.Source.Token, w.Source.Calls)
			}
		}
	}
	untouched := is(webtest.SecretToken, 0)
	return []exchange{
		{
			name: "saved", route: route, body: `{"` + field + `":" sent-5ecret "}`, status: 200, shape: messageShape,
			says: what + " saved, polling started", then: is("sent-5ecret", 1),
		},
		{name: "cleared", route: route, body: `{"` + field + `":""}`, status: 200, says: what + " cleared, polling stopped", then: is("", 1)},
		{name: "empty", route: route, body: `{}`, status: 200, says: what + " cleared, polling stopped", then: is("", 1)},
		{name: "other field", route: route, body: `{"tokem":"sent-5ecret"}`, status: 400, says: field, then: untouched},
		{name: "number", route: route, body: `{"` + field + `":5}`, status: 400, says: field, then: untouched},
		{name: "null", route: route, body: `{"` + field + `":null}`, status: 400, says: field, then: untouched},
		{name: "too long", route: route, body: `{"` + field + `":"` + strings.Repeat("x", 8001) + `"}`, status: 400, says: field, then: untouched},
		{name: "not JSON", route: route, body: `{"` + field + `":"sent-5ecret"}`, headers: []string{"Content-Type", "text/plain"}, status: 415, then: untouched},
		{
			name: "no token at all", route: route, body: `{"` + field + `":"sent-5ecret"}`, status: 400, says: "DonationAlerts no longer accepts the access token.",
			prepare: func(w *world) { w.Source.Err = webtest.Explained(fault.Permanent) },
		},
		{name: "not saved", route: route, body: `{"` + field + `":"sent-5ecret"}`, status: 500, says: "could not be saved", prepare: unexplained},
	}
}
