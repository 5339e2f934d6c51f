package web

import (
	"net/http"
	"testing"

	"streamspark/internal/web/webtest"
)

func setupContract() []exchange {
	put, app, first := "PUT /api/settings/:key", "PUT /api/da/application", "POST /api/first-start"
	saved := "{effect:string,message:string,success:bool}"
	backup := "{at:string,name:string,size:number,url:string}"
	backedUp := func(w *world) { w.AddBackup() }
	check, advised := "{advice:string,code:string,sentence:string,success:bool}", "{advice:string,args:{provider:{code:string}},code:string,do:{code:string},sentence:string,success:bool}"
	return []exchange{
		{
			name: "good", route: put, path: "/api/settings/generation.provider", body: `{"value":"off"}`, status: 200, shape: saved, says: `"effect":"now"`,
			then: func(t *testing.T, w *world) {
				if w.Settings.Saved()["generation.provider"] != "off" {
					t.Errorf("saved are %v", w.Settings.Saved())
				}
			},
		},
		{name: "later", route: put, path: "/api/settings/videos_dir", body: `{"value":"x"}`, status: 200, shape: saved, says: "next start"},
		{name: "secret", route: put, path: "/api/settings/generation.aiml.api_key", body: `{"value":" sent-5ecret-key "}`, status: 200, shape: saved},
		{name: "no secret", route: put, path: "/api/settings/generation.aiml.api_key", body: `{"value":" "}`, status: 400, says: "Paste the key"},
		{name: "no value", route: put, path: "/api/settings/videos_dir", body: `{}`, status: 400, says: "value"},
		{name: "a number", route: put, path: "/api/settings/videos_dir", body: `{"value":5}`, status: 400, says: "value must be a text"},
		{name: "unknown", route: put, path: "/api/settings/nothing", body: `{"value":"x"}`, status: 404},
		{
			name: "refused", route: put, path: "/api/settings/server.port", body: `{"value":"1"}`, status: 400, says: "command line",
		},
		{name: "not saved", route: put, path: "/api/settings/videos_dir", body: `{"value":"x"}`, status: 500, prepare: func(w *world) { w.BreakWrites("documents") }},

		{
			name: "of a source", route: "PUT /api/sources/:source/application", path: "/api/sources/donationalerts/application",
			body: `{"client_id":"12","client_secret":"sent-5ecret"}`, status: 200, shape: messageShape,
		},
		{
			name: "of no account", route: "PUT /api/sources/:source/application", path: "/api/sources/webhook/application",
			body: `{"client_id":"12","client_secret":"sent-5ecret"}`, status: 404,
		},
		{
			name: "both", route: app, body: `{"client_id":" 12 ","client_secret":" sent-5ecret "}`, status: 200, shape: messageShape,
			then: func(t *testing.T, w *world) {
				if da := w.Settings.Get().Values("donationalerts"); da.Text("client_id") != "12" || da.Text("client_secret") != "sent-5ecret" {
					t.Errorf("saved are %v", w.Settings.Saved())
				}
			},
		},
		{name: "one", route: app, body: `{"client_id":"12"}`, status: 400, says: "client_secret"},
		{name: "empty", route: app, body: `{"client_id":"12","client_secret":" "}`, status: 400, says: "both"},
		{
			name: "refused", route: app, body: `{"client_id":"12","client_secret":"s"}`, status: 400, says: `"code":"config.`,
			prepare: flagged("donationalerts.client_id", "1"),
		},

		{name: "works", route: "POST /api/test/:check", path: "/api/test/builtin", status: 200, shape: check, says: "Live scenes are ready"},
		{
			name: "does not", route: "POST /api/test/:check", path: "/api/test/aiml?lang=ru", body: "{}", status: 200, shape: advised,
			says: `{"success":false,"sentence":"У AIML нет ключа.","advice":"Скопируйте`,
		},
		{name: "unknown", route: "POST /api/test/:check", path: "/api/test/nothing", status: 404, says: "donationalerts"},

		{name: "none", route: "GET /api/backups", status: 200, shape: "{backups:[],folder:string,success:bool}"},
		{name: "one", route: "GET /api/backups", status: 200, prepare: backedUp, shape: "{backups:[" + backup + "],folder:string,success:bool}"},
		{name: "now", route: "POST /api/backup", status: 201, shape: "{backup:" + backup + ",success:bool}"},
		{name: "full disk", route: "POST /api/backup", status: 500, says: "disk", prepare: func(w *world) { w.NoBackups() }},
		{name: "there", route: "GET /api/backups/:backup", path: "/api/backups/" + webtest.Backup, status: 200, prepare: backedUp, says: "whole"},
		{name: "not there", route: "GET /api/backups/:backup", path: "/api/backups/streamspark-20260102-030406.db", status: 404, says: "no backup"},
		{name: "outside", route: "GET /api/backups/:backup", path: "/api/backups/..%2fseal.key", status: 404},

		{
			name: "new", route: "GET /api/first-start", status: 200, shape: "{closed:bool,donationalerts:bool,generator:bool,success:bool,test:bool,widget:bool}",
			says: `"donationalerts":false,"generator":false,"widget":false,"test":false,"closed":false`,
		},
		{name: "built-in", route: first, body: `{"do":"builtin"}`, status: 200, shape: messageShape, then: func(t *testing.T, w *world) {
			if !w.First.Get().Builtin {
				t.Error("it is not remembered")
			}
		}},
		{name: "closed", route: first, body: `{"do":"close"}`, status: 200},
		{name: "unknown", route: first, body: `{"do":"dance"}`, status: 400, says: "builtin, close, open"},
		{name: "nothing", route: first, body: `{}`, status: 400},
	}
}

func TestNoOtherSiteStartsTheDownloadOfABackup(t *testing.T) {
	w := newWorld(t)
	w.AddBackup()
	for site, want := range map[string]int{"cross-site": http.StatusForbidden, "same-origin": http.StatusOK, "none": http.StatusOK} {
		if a := w.ask("GET", "/api/backups/"+webtest.Backup, "", "Sec-Fetch-Site", site); a.StatusCode != want {
			t.Errorf("asked from %s it answers %d", site, a.StatusCode)
		}
	}
}
