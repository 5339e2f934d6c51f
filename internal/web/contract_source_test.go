package web

import (
	"slices"
	"strings"
	"testing"

	"streamspark/internal/standin"
	"streamspark/internal/web/webtest"
)

// accountPath is that of the source that the streamer connects.
const accountPath = "/api/sources/donationalerts"

// The original's paths of a sign-in.
const (
	loginPath    = "/api/da/oauth/login"
	callbackPath = "/api/da/oauth/callback"
)

// newPaths has the routes of every source for those of the original.
var newPaths = map[string]string{"GET " + loginPath: "GET " + connectPath, "GET " + callbackPath: "GET " + returnPath}

func connected(w *world) { w.Connected() }

// refused has the service accept the token no longer.
func refused(w *world) { w.SetToken(webtest.SecretToken) }

// broken has the service answer with an error.
func broken(w *world) {
	w.Connected()
	w.StandIn().Set(standin.PartUser, standin.Fault{Kind: standin.Status500})
}

// polled returns a preparation after which the list is read.
func polled(prepare func(*world)) func(*world) {
	return func(w *world) {
		prepare(w)
		w.Poll()
	}
}

// unsaved has no change of the connection saved.
func unsaved(w *world) {
	w.Connected()
	w.BreakWrites("documents")
}

func sourceContract() []exchange {
	status, test := "GET /api/connection-status", "GET /api/test-donation-alerts"
	tells := func(name, says string, prepare func(*world)) exchange {
		return exchange{name: name, route: status, status: 200, says: says, prepare: prepare}
	}
	table := []exchange{
		{
			name: "none", route: status, status: 200, says: `"message":"Token not configured","code":"source.token_missing"`,
			shape: "{code:string,configured:bool,connected:bool,message:string}",
		},
		tells("token", "Ready for connection", connected),
		tells("connected", `"Connected as Demo Streamer","code":"source.connected_as","args":{"account":"Demo Streamer"}`, polled(connected)),
		tells("dead", "no longer accepts the access token", polled(refused)),
		tells("trouble", "has trouble", polled(broken)),
		{name: "none", route: "GET /api/access-token", status: 200, shape: "{has_token:bool}", says: "false"},
		{name: "some", route: "GET /api/access-token", prepare: connected, status: 200, shape: "{has_token:bool}", says: "true"},

		{name: "no token", route: "POST /api/start-polling", status: 409, says: "No API token configured"},
		{name: "good", route: "POST /api/start-polling", prepare: connected, status: 200, shape: messageShape, says: "Polling started"},
		{name: "good", route: "POST /api/stop-polling", status: 200, shape: messageShape, says: "Polling stopped"},
		{name: "not saved", route: "POST /api/stop-polling", prepare: unsaved, status: 502, says: `"code":"donationalerts.not_saved"`},
		{name: "good", route: "POST /api/da/disconnect", status: 200, shape: messageShape, says: "Disconnected from DonationAlerts"},
		{name: "not saved", route: "POST /api/da/disconnect", prepare: unsaved, status: 502, says: `"code":"donationalerts.not_saved"`},

		{name: "no token", route: test, status: 409, says: "No API token configured"},
		{
			name: "good", route: test, prepare: connected, status: 200, says: "Connection successful - polling started",
			shape: "{account:string,api_errors:number,last_poll:null,message:string,status:string,success:bool,total_donations:number}",
		},
		{name: "refused", route: test, prepare: refused, status: 400, says: "DonationAlerts no longer accepts the access token."},
		{name: "trouble", route: test, prepare: broken, status: 502, says: `"code":"donationalerts.trouble"`},

		{
			name: "configured", route: "GET /api/da/oauth/debug", status: 200, says: `"client_id":"9001"`,
			shape: "{config:{client_id:string,has_client_secret:bool,redirect_uri:string},success:bool}",
		},
		{
			name: "not configured", route: "GET /api/da/oauth/debug", prepare: func(w *world) { w.SetApplication("", "secret", w.Redirect()) }, status: 200,
			shape: "{config:{client_id:null,has_client_secret:bool,redirect_uri:string},success:bool}",
		},
		{name: "good", route: "GET /api/da/oauth/login", status: 302},
		{
			name: "not configured", route: "GET /api/da/oauth/login", status: 400, says: `"missing":["DA_CLIENT_ID","DA_CLIENT_SECRET"]`,
			prepare: func(w *world) { w.SetApplication("", "", w.Redirect()) },
			shape:   "{args:{provider:{code:string},redirect:string},client_id_present:bool,code:string,error:string,hint:string,message:string,missing:[string],redirect_uri_effective:string,success:bool}",
		},
		{
			name: "no way back", route: "GET /api/da/oauth/login", status: 400, says: "does not lead to this StreamSpark",
			prepare: func(w *world) { w.SetApplication("1", "secret", "http://elsewhere.example/callback") },
		},
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
	has := func(token bool) func(*testing.T, *world) {
		return func(t *testing.T, w *world) {
			if got := w.Source.State().HasToken; got != token {
				t.Errorf("it has a token: %v", got)
			}
		}
	}
	untouched := has(false)
	return []exchange{
		{
			name: "saved", route: route, body: `{"` + field + `":" sent-5ecret "}`, status: 200, shape: messageShape,
			says: what + " saved, polling started", then: has(true),
		},
		{name: "cleared", route: route, body: `{"` + field + `":""}`, prepare: connected, status: 200, says: what + " cleared, polling stopped", then: has(false)},
		{name: "empty", route: route, body: `{}`, prepare: connected, status: 200, says: what + " cleared, polling stopped", then: has(false)},
		{name: "other field", route: route, body: `{"tokem":"sent-5ecret"}`, status: 400, says: field, then: untouched},
		{name: "number", route: route, body: `{"` + field + `":5}`, status: 400, says: field, then: untouched},
		{name: "null", route: route, body: `{"` + field + `":null}`, status: 400, says: field, then: untouched},
		{name: "too long", route: route, body: `{"` + field + `":"` + strings.Repeat("x", 8001) + `"}`, status: 400, says: field, then: untouched},
		{name: "not JSON", route: route, body: `{"` + field + `":"sent-5ecret"}`, headers: []string{"Content-Type", "text/plain"}, status: 415, then: untouched},
		{
			name: "no token at all", route: route, body: `{"` + field + `":"sent 5ecret"}`, status: 400, says: `"code":"donationalerts.bad_token"`, then: untouched,
		},
		{name: "not saved", route: route, body: `{"` + field + `":"sent-5ecret"}`, status: 502, says: `"code":"donationalerts.not_saved"`, prepare: unsaved},
	}
}
