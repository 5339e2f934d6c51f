package ui

import (
	"net/url"
	"strings"
	"time"

	"streamspark/internal/fault"
	"streamspark/internal/locale"
	"streamspark/internal/provider"
	"streamspark/internal/source"
)

// accountView is what the forms of an account show.
type accountView struct {
	ID   string
	Name fault.Message
}

func (v accountView) Path(do string) string { return "/api/sources/" + v.ID + "/" + do }

// accountViews returns the sources that the streamer connects.
func (p *Pages) accountViews() (views []accountView) {
	for _, account := range p.o.Accounts() {
		views = append(views, accountView{account.ID(), provider.Title(account.ID())})
	}
	return views
}

// accountLink describes the connection to an account, and what to do next.
func (p *Pages) accountLink(account source.Account) link {
	l := newSourceLink(account.ID(), account.State(), p.o.Now())
	for i, problem := range l.Problem {
		l.Problem[i] = p.o.Clean(problem)
	}
	return l
}

func newSourceLink(id string, s source.State, now time.Time) link {
	l := link{ID: id, Icon: "donation", Name: locale.Say("provider." + id + ".name")}
	if s.Problem != nil {
		l.Problem = []fault.Message{s.Problem.Message()}
	}
	connect := action{Key: "action.connect", Icon: "link", Class: "button-main", Href: "/api/sources/" + id + "/connect"}
	switch {
	case s.NeedsReconnect:
		l.Tone, l.Word = "bad", "word.reconnect"
		l.Steps = []locale.Phrase{locale.Say("account.reconnect")}
		connect.Key = "action.reconnect"
		l.Actions = append(l.Actions, connect)
	case !s.HasToken && s.Configured:
		l.Tone, l.Word = "warn", "word.missing"
		l.Steps = []locale.Phrase{locale.Say("account.connect")}
		l.Actions = append(l.Actions, connect)
	case !s.HasToken:
		l.Tone, l.Word = "warn", "word.missing"
		l.Steps = []locale.Phrase{locale.Say("account.keys", siteOf(s)), locale.Say("account.redirect")}
		l.Address = s.RedirectURI
		l.Actions = []action{{Key: "action.enter_keys", Class: "button-small", Href: "/settings#card-" + id}}
	case !s.Polling:
		l.Tone, l.Word = "warn", "word.stopped"
		l.Steps = []locale.Phrase{locale.Say("account.stopped")}
	case s.Connected:
		l.Tone, l.Word = "good", "word.ok"
		l.Steps = []locale.Phrase{locale.Say("account.ready")}
	case s.Problem == nil && s.Row == 0:
		l.Tone, l.Word = "busy", "word.waiting"
		l.Steps = []locale.Phrase{locale.Say("account.waiting")}
	default:
		l.Tone, l.Word = "bad", "word.trouble"
		l.Steps = []locale.Phrase{locale.Say("account.trouble")}
		if s.RetryAt.After(now.Add(5 * time.Second)) {
			l.Steps = []locale.Phrase{locale.Say("account.retry", s.RetryAt)}
		}
	}
	l.Facts = sourceFacts(s)
	if s.HasToken {
		l.Actions = append(l.Actions, sourceActions(id, s)...)
	}
	return l
}

// siteOf returns the host where applications are registered.
func siteOf(s source.State) string {
	u, err := url.Parse(s.RegisterURL)
	if err != nil {
		return s.RegisterURL
	}
	return strings.TrimPrefix(u.Host, "www.")
}

// clockLink returns that this computer's clock is wrong, if it is.
func clockLink(id string, ahead time.Duration) []link {
	if ahead == 0 {
		return nil
	}
	key := "clock.behind"
	if ahead < 0 {
		key = "clock.ahead"
	}
	return []link{{
		ID: "clock", Icon: "clock", Name: locale.Say("clock.name"), Tone: "warn", Word: "word.trouble",
		Steps: []locale.Phrase{locale.Say(key, ahead.Abs()), locale.Say("clock.advice", provider.Title(id))},
	}}
}

func sourceFacts(s source.State) []fact {
	var facts []fact
	add := func(there bool, f fact) {
		if there {
			facts = append(facts, f)
		}
	}
	add(s.Account != "", fact{Key: "account.account", Text: locale.Say(s.Account), Private: true})
	add(!s.LastPoll.IsZero(), fact{Key: "account.poll", At: s.LastPoll})
	pushed, known := map[string]locale.Phrase{
		"on": locale.Say("account.realtime.on"), "connecting": locale.Say("account.realtime.connecting"), "no_scope": locale.Say("account.realtime.no_scope"),
	}[s.Realtime]
	add(s.Connected && known, fact{Key: "account.realtime", Text: pushed})
	add(s.HasToken, fact{Key: "account.donations", Text: locale.Say("account.seen", s.Donations)})
	add(s.Row > 0, fact{Key: "account.errors", Text: locale.Say("plain", s.Row)})
	add(s.TokenEnding != "" && s.Account == "", fact{Key: "account.token", Text: locale.Say("account.token.ends", s.TokenEnding), Private: true})
	return facts
}

func sourceActions(id string, s source.State) []action {
	var actions []action
	path := "/api/sources/" + id + "/"
	switch {
	case s.NeedsReconnect:
	case s.Polling:
		actions = append(actions,
			action{Key: "action.test", Class: "button-small", Path: path + "test", Done: "done.test"},
			action{Key: "action.stop", Class: "button-small button-quiet", Path: path + "stop", Done: "done.stop"})
	default:
		actions = append(actions,
			action{Key: "action.start", Icon: "play", Class: "button-main button-small", Path: path + "start", Done: "done.start"})
	}
	return append(actions, action{
		Key: "action.disconnect", Class: "button-small button-quiet", Path: path + "disconnect",
		Confirm: "confirm.disconnect", Done: "done.disconnect",
	})
}
