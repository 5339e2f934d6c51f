package web

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
)

func moderatorContract() []exchange {
	list, add := "GET /api/moderators", "POST /api/moderators"
	set, renew, revoke := "PUT /api/moderators/:moderator", "POST /api/moderators/:moderator/renew", "DELETE /api/moderators/:moderator"
	one := func(w *world) { w.moderator("Anna", false) }
	link := "{created_at:string,id:number,name:string,online:bool,seen_at:null,sums:bool}"
	made := "{links:[{qr:string,url:string}],moderator:" + link + ",success:bool}"
	listed := "{addresses:[string],local:bool,moderators:[" + link + "],success:bool}"
	left := func(want int) func(*testing.T, *world) {
		return func(t *testing.T, w *world) {
			if all := w.Moderators.All(); len(all) != want {
				t.Errorf("there are %+v", all)
			}
		}
	}
	return []exchange{
		{name: "none", route: list, status: 200, says: `"moderators":[]`},
		{name: "one", route: list, prepare: one, status: 200, says: `"name":"Anna"`, shape: listed},
		{name: "made", route: add, body: `{"name":"Anna","sums":true}`, status: 200, says: `"qr":"data:image/svg+xml;base64,`, shape: made, then: left(1)},
		{name: "no name", route: add, body: `{"name":" "}`, status: 400, says: "moderator.no_name"},
		{name: "too many", route: add, body: `{"name":"Bob"}`, prepare: func(w *world) {
			for i := range 50 {
				w.moderator(fmt.Sprint("m", i), false)
			}
		}, status: 409, says: "moderator.too_many"},
		{name: "renamed", route: set, path: "/api/moderators/1", body: `{"name":"Bob","sums":true}`, prepare: one, status: 200, says: `"name":"Bob","sums":true`, shape: listed},
		{name: "unknown", route: set, path: "/api/moderators/9", body: `{"name":"Bob"}`, status: 404, says: "moderator.not_found"},
		{name: "renewed", route: renew, path: "/api/moderators/1/renew", prepare: one, status: 200, shape: made, says: "/moderator#"},
		{name: "unknown", route: renew, path: "/api/moderators/x/renew", status: 404},
		{name: "revoked", route: revoke, path: "/api/moderators/1", prepare: one, status: 200, shape: messageShape, then: left(0)},
		{name: "unknown", route: revoke, path: "/api/moderators/1", status: 404},
	}
}

// moderator makes a link and returns its token.
func (w *world) moderator(name string, sums bool) string {
	w.T.Helper()
	_, token, err := w.Moderators.Add(w.T.Context(), name, sums)
	if err != nil {
		w.T.Fatal(err)
	}
	return token
}

// session exchanges a token, and returns the cookie.
func (w *world) session(token string) string {
	w.T.Helper()
	a := w.Ask("POST", "/moderator/session", `{"token":"`+token+`"}`)
	cookie := a.Header.Get("Set-Cookie")
	if a.StatusCode != http.StatusOK || !strings.Contains(cookie, "HttpOnly") || !strings.Contains(cookie, "SameSite=Strict") || strings.Contains(cookie, token) {
		w.T.Fatalf("%d %s, cookie %q", a.StatusCode, a.Text, cookie)
	}
	value, _, _ := strings.Cut(cookie, ";")
	return value
}
