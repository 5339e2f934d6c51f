package api

import (
	"net/http"
	"strconv"

	"github.com/labstack/echo/v5"

	"streamspark/internal/fault"
	"streamspark/internal/telegram"
)

func (s *Server) botRoutes() []Route {
	return []Route{
		{Method: "GET", Path: "/api/telegram", Summary: "Show how the bot in Telegram stands, and who may decide there.", Out: botAnswer{}, Handler: func(c *echo.Context) error { return s.botState(c) }},
		{Method: "POST", Path: "/api/telegram/pair", Summary: "Make a link that puts whoever opens it first on the list. It works once, for ten minutes.", Out: botAnswer{}, Handler: func(c *echo.Context) error {
			if _, _, err := s.o.Bot.Pair(c.Request().Context()); err != nil {
				return err
			}
			return s.botState(c)
		}},
		{Method: "DELETE", Path: "/api/telegram/accounts/:user", Summary: "Take somebody off the list.", Out: botAnswer{}, Handler: func(c *echo.Context) error {
			user, err := strconv.ParseInt(c.Param("user"), 10, 64)
			if err != nil {
				return fault.New(fault.NotFound, "telegram.no_account")
			}
			if err := s.o.Bot.Remove(c.Request().Context(), user); err != nil {
				return err
			}
			return s.botState(c)
		}},
	}
}

type botAnswer struct {
	Success  bool         `json:"success"`
	Token    bool         `json:"token" doc:"there is a token"`
	Bot      string       `json:"bot" doc:"its name, once Telegram has answered"`
	Trouble  string       `json:"trouble" doc:"why it does not work; empty: nothing is known"`
	Link     string       `json:"link" doc:"to open on the phone; empty: nobody was asked for"`
	QR       string       `json:"qr" doc:"the link as a picture: a data address; empty: there is none"`
	Until    *moment      `json:"until" doc:"when the link ends"`
	Accounts []botAccount `json:"accounts"`
}

type botAccount struct {
	User    int64  `json:"user"`
	Name    string `json:"name"`
	Closed  bool   `json:"closed" doc:"the chat takes no messages from the bot"`
	Trouble string `json:"trouble" doc:"why the chat is sent nothing now; empty: nothing is known"`
}

func (s *Server) botState(c *echo.Context) error {
	state := s.o.Bot.State()
	say := func(m fault.Message) string { return s.hooks.Language(c.Request()).Message(s.o.Clean(m)) }
	v := viewOfBot(state, say)
	if state.Link != "" {
		code, err := DrawQR(state.Link)
		if err != nil {
			return err
		}
		v.QR = code
	}
	return c.JSON(http.StatusOK, v)
}

func viewOfBot(state telegram.State, say func(fault.Message) string) botAnswer {
	v := botAnswer{Success: true, Token: state.HasToken, Bot: state.Bot, Trouble: say(state.Trouble), Link: state.Link, Until: stamp(state.Until), Accounts: []botAccount{}}
	for _, a := range state.Accounts {
		v.Accounts = append(v.Accounts, botAccount{a.User, a.Name, a.Closed, say(a.Trouble)})
	}
	return v
}
