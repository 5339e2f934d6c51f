package ui

import (
	"time"

	"streamspark/internal/fault"
	"streamspark/internal/locale"
	"streamspark/internal/source"
)

// sourceLink describes the connection to the first account, and what to
// do next.
func (p *Pages) sourceLink() link {
	l := newSourceLink(p.o.Source.ID(), p.o.Source.State(), p.o.Now())
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
		l.Steps = []locale.Phrase{locale.Say("da.reconnect")}
		connect.Key = "action.reconnect"
		l.Actions = append(l.Actions, connect)
	case !s.HasToken && s.Configured:
		l.Tone, l.Word = "warn", "word.missing"
		l.Steps = []locale.Phrase{locale.Say("da.connect")}
		l.Actions = append(l.Actions, connect)
	case !s.HasToken:
		l.Tone, l.Word = "warn", "word.missing"
		l.Steps = []locale.Phrase{locale.Say("da.keys"), locale.Say("da.redirect")}
		l.Address = s.RedirectURI
		l.Actions = []action{{Key: "action.enter_keys", Class: "button-small", Href: "/settings#card-" + id}}
	case !s.Polling:
		l.Tone, l.Word = "warn", "word.stopped"
		l.Steps = []locale.Phrase{locale.Say("da.stopped")}
	case s.Connected:
		l.Tone, l.Word = "good", "word.ok"
		l.Steps = []locale.Phrase{locale.Say("da.ready")}
	case s.Problem == nil && s.Row == 0:
		l.Tone, l.Word = "busy", "word.waiting"
		l.Steps = []locale.Phrase{locale.Say("da.waiting")}
	default:
		l.Tone, l.Word = "bad", "word.trouble"
		l.Steps = []locale.Phrase{locale.Say("da.trouble")}
		if s.RetryAt.After(now.Add(5 * time.Second)) {
			l.Steps = []locale.Phrase{locale.Say("da.retry", s.RetryAt)}
		}
	}
	l.Facts = sourceFacts(s)
	if s.HasToken {
		l.Actions = append(l.Actions, sourceActions(id, s)...)
	}
	return l
}

// clockLink returns that this computer's clock is wrong, if it is.
func clockLink(ahead time.Duration) []link {
	if ahead == 0 {
		return nil
	}
	key := "clock.behind"
	if ahead < 0 {
		key = "clock.ahead"
	}
	return []link{{
		ID: "clock", Icon: "clock", Name: locale.Say("clock.name"), Tone: "warn", Word: "word.trouble",
		Steps: []locale.Phrase{locale.Say(key, ahead.Abs()), locale.Say("clock.advice")},
	}}
}

func sourceFacts(s source.State) []fact {
	var facts []fact
	add := func(there bool, f fact) {
		if there {
			facts = append(facts, f)
		}
	}
	add(s.Account != "", fact{Key: "da.account", Text: locale.Say(s.Account), Private: true})
	add(!s.LastPoll.IsZero(), fact{Key: "da.poll", At: s.LastPoll})
	pushed, known := map[string]locale.Phrase{
		"on": locale.Say("da.realtime.on"), "connecting": locale.Say("da.realtime.connecting"), "no_scope": locale.Say("da.realtime.no_scope"),
	}[s.Realtime]
	add(s.Connected && known, fact{Key: "da.realtime", Text: pushed})
	add(s.HasToken, fact{Key: "da.donations", Text: locale.Say("da.seen", s.Donations)})
	add(s.Row > 0, fact{Key: "da.errors", Text: locale.Say("plain", s.Row)})
	add(s.TokenEnding != "" && s.Account == "", fact{Key: "da.token", Text: locale.Say("da.token.ends", s.TokenEnding), Private: true})
	return facts
}

func sourceActions(id string, s source.State) []action {
	var actions []action
	switch {
	case s.NeedsReconnect:
	case s.Polling:
		actions = append(actions,
			action{Key: "action.test", Class: "button-small", Method: "GET", Path: "/api/test-donation-alerts", Done: "done.test"},
			action{Key: "action.stop", Class: "button-small button-quiet", Path: "/api/stop-polling", Done: "done.stop"})
	default:
		actions = append(actions,
			action{Key: "action.start", Icon: "play", Class: "button-main button-small", Path: "/api/start-polling", Done: "done.start"})
	}
	return append(actions, action{
		Key: "action.disconnect", Class: "button-small button-quiet", Path: "/api/sources/" + id + "/disconnect",
		Confirm: "confirm.disconnect", Done: "done.disconnect",
	})
}
