package web

import (
	"net/http"
	"strings"
	"testing"

	"streamspark/internal/standin"
)

// TestTheLinkOfABotIsACodeToo, for the phone that is beside the computer; on a discreet page
// neither is.
func TestTheLinkOfABotIsACodeToo(t *testing.T) {
	w := newWorld(t)
	w.BotToken = standin.TelegramToken
	const code = `src="data:image/svg`
	if strings.Contains(w.Ask(http.MethodGet, "/settings", "").Text, code) {
		t.Error("there is a code without a link")
	}
	if a := w.Ask(http.MethodPost, "/api/telegram/pair", ""); !strings.Contains(a.Text, `"qr":"data:image/svg+xml;base64,`) {
		t.Errorf("the answer has no code: %s", a.Text)
	}
	link := w.Bot.State().Link
	if page := w.Ask(http.MethodGet, "/settings", "").Text; !strings.Contains(page, code) || !strings.Contains(page, link) {
		t.Error("the page has no code")
	}
	if page := w.Ask(http.MethodGet, "/settings", "", "Cookie", "discreet=on").Text; strings.Contains(page, code) || strings.Contains(page, link) {
		t.Error("a discreet page shows the link")
	}
}

func botContract() []exchange {
	get, pair, remove := "GET /api/telegram", "POST /api/telegram/pair", "DELETE /api/telegram/accounts/:user"
	shape := "{accounts:[],bot:string,link:string,qr:string,success:bool,token:bool,trouble:string,until:null}"
	listed := func(w *world) { w.JoinBot(standin.TelegramUser{ID: 7, Name: "Ann"}) }
	return []exchange{
		{name: "no token", route: get, status: 200, says: `"token":false`, shape: shape},
		{name: "with somebody", route: get, prepare: listed, status: 200, says: `"accounts":[{"user":7,"name":"Ann","closed":false,"trouble":""}]`},
		{name: "without a token", route: pair, status: 409, says: "telegram.no_token"},
		{
			name: "good", route: pair, prepare: func(w *world) { w.BotToken = standin.TelegramToken }, status: 200, says: `"link":"https://t.me/spark_standin_bot?start=`,
			shape: "{accounts:[],bot:string,link:string,qr:string,success:bool,token:bool,trouble:string,until:string}",
		},
		{name: "removed", route: remove, path: "/api/telegram/accounts/7", prepare: listed, status: 200, says: `"accounts":[]`, then: func(t *testing.T, w *world) {
			if all := w.Bot.State().Accounts; len(all) != 0 {
				t.Errorf("there are %+v", all)
			}
		}},
		{name: "nobody", route: remove, path: "/api/telegram/accounts/8", status: 404, says: "telegram.no_account"},
		{name: "no number", route: remove, path: "/api/telegram/accounts/x", status: 404},
	}
}
