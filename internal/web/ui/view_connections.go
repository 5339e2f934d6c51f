package ui

import (
	"context"
	"time"

	"github.com/shopspring/decimal"

	"streamspark/internal/fault"
	"streamspark/internal/locale"
	"streamspark/internal/money"
	"streamspark/internal/overlay"
	"streamspark/internal/provider"
	"streamspark/internal/rates"
	"streamspark/internal/web/api"
)

// link is one thing that the program is connected to, or not yet, with the
// next step.
type link struct {
	ID      string
	Icon    string
	Name    locale.Phrase
	Tone    string
	Word    string
	Steps   []locale.Phrase
	Problem []fault.Message // sentences
	Address string          // something to copy
	Facts   []fact
	Actions []action
}

// fact is one particular: a moment, or something to say.
type fact struct {
	Key     string
	Text    locale.Phrase
	At      time.Time
	Private bool // a discreet page leaves it out
}

// links asks everything how it stands.
func (p *Pages) links(ctx context.Context) []link {
	var links []link
	for _, account := range p.o.Accounts() {
		links = append(links, p.accountLink(account))
	}
	links = append(links, p.playerLink(ctx), p.generatorLink(), p.ratesLink(ctx))
	ahead, source := p.o.ClockAhead()
	links = append(links, clockLink(source, ahead)...)
	if part := p.o.StorePart(ctx); part.State != api.StateOK {
		links = append(links, link{
			ID: "part-store", Icon: "alert", Name: locale.Say("status.store"), Tone: toneOf(part.State),
			Word: "word." + part.State, Problem: part.Why,
		})
	}
	return links
}

func toneOf(state string) string {
	switch state {
	case "degraded":
		return "warn"
	case "down":
		return "bad"
	}
	return "good"
}

func (p *Pages) generatorLink() link {
	part := p.o.GeneratorPart()
	name, paid := p.o.Generator()
	l := link{ID: "generator", Icon: "wand", Name: locale.Say("generator." + name), Tone: "good", Word: "word.free"}
	switch {
	case name == "off":
		l.Tone, l.Word = "calm", "word.off"
		l.Steps = []locale.Phrase{locale.Say("generator.off.text")}
	case paid:
		l.Word = "word.paid"
		l.Steps = []locale.Phrase{locale.Say("generator.paid")}
	default:
		l.Steps = []locale.Phrase{locale.Say("generator.builtin.text")}
	}
	if name != "off" && part.State != api.StateOK {
		l.Tone, l.Word, l.Problem = toneOf(part.State), "word."+part.State, part.Why
	}
	p.silentGenerator(&l, name)
	return l
}

func (p *Pages) ratesLink(ctx context.Context) link {
	r := p.o.Rates.State(ctx)
	l := link{ID: "rates", Icon: "rate", Name: locale.Say("rates.name"), Tone: "good", Word: "word.ok"}
	table := r.Table
	if table == nil {
		table = &rates.Table{}
		l.Tone, l.Word = "warn", "word.missing"
		l.Steps = []locale.Phrase{locale.Say("rates.none")}
	} else {
		l.Steps = []locale.Phrase{locale.Say("rates.from", provider.Title(table.Source), fault.Day(table.Published))}
	}
	if r.LastKnown {
		l.Tone, l.Word = "warn", "word.old"
		l.Steps = append(l.Steps, locale.Say("rates.old"))
	}
	if l.Tone != "good" {
		for _, problem := range r.Problems {
			l.Steps = append(l.Steps, locale.Say("rates.problem", provider.Title(problem.Provider), p.o.Clean(fault.MessageOf(problem.Err))))
		}
	}
	p.silentRates(&l)
	for _, currency := range []money.Currency{"USD", "EUR"} {
		rubles, ok := table.Rubles[currency]
		if !ok {
			continue
		}
		one := money.New(decimal.NewFromInt(1), currency)
		l.Facts = append(l.Facts, fact{Key: one.String(), Text: locale.Say("plain", money.New(rubles, money.RUB))})
	}
	return l
}

// wordLacks is of a widget that does not decode what bought clips come in.
const wordLacks = "word.lacks"

// wordNoSound is of a widget that cannot play the streamer's own sound.
const wordNoSound = "word.no_sound"

func (p *Pages) playerLink(ctx context.Context) link {
	q, err := p.o.Overlay.Queue(ctx)
	return newPlayerLink(q, err, p.o.Converts)
}

func newPlayerLink(q overlay.Queue, err error, converts bool) link {
	l := link{ID: "player", Icon: "screen", Name: locale.Say("player.name"), Tone: "good", Word: "word.ok"}
	switch {
	case err != nil:
		l.Tone, l.Word = "bad", "word.trouble"
		l.Steps = []locale.Phrase{locale.Say("now.trouble.text")}
	case q.Widgets == 0:
		l.Tone, l.Word = "warn", "word.nobody"
		l.Steps = []locale.Phrase{locale.Say("player.nobody")}
		l.Actions = []action{{Key: "player.link", Class: "button-small", Href: "#widget"}}
	case q.Player == "" && q.NoPlayer != "":
		l.Tone, l.Word = "warn", "now."+q.NoPlayer
		l.Steps = []locale.Phrase{locale.Say("now." + q.NoPlayer + ".text")}
	case q.Player == "":
		l.Tone, l.Word = "warn", "word.hidden"
		l.Steps = []locale.Phrase{locale.Say("player.hidden")}
	case q.Widgets > 1:
		l.Steps = []locale.Phrase{locale.Say("player.more", q.Widgets)}
	default:
		l.Steps = []locale.Phrase{locale.Say("player.ok")}
	}
	if q.LacksH264 && err == nil {
		lacks := "player.lacks"
		if converts {
			lacks = "player.converts"
		} else if l.Tone == "good" {
			l.Tone, l.Word = "warn", wordLacks
		}
		l.Steps = append(l.Steps, locale.Say(lacks))
	}
	if q.LacksSound && err == nil {
		l.Tone, l.Word = "warn", wordNoSound
		l.Steps = append(l.Steps, locale.Say("player.no_sound"))
	}
	return l
}
