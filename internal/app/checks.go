package app

import (
	"context"
	"errors"
	"net/http"
	"strings"

	"github.com/shopspring/decimal"

	"streamspark/internal/celebration"
	"streamspark/internal/locale"
	"streamspark/internal/money"
	"streamspark/internal/outbound"
	"streamspark/internal/source/donationalerts"
	"streamspark/internal/video/aiml"
	"streamspark/internal/video/builtin"
	"streamspark/internal/web/ports"
)

// webChecks try the connections out, each with calls that are free.
type webChecks struct{ a *App }

// Check asks one of them.
func (w webChecks) Check(ctx context.Context, name string) ports.Finding {
	checks := map[string]func(context.Context) ports.Finding{
		"donationalerts": w.source, "aiml": w.aiml, "gemini": w.gemini, "builtin": w.builtin, "rates": w.rates,
	}
	if name == "rates" { // they come from memory, and rest after a failure
		w.a.heal("cbr", "open_er_api", "exchangerate_api")
		w.a.rates.Resume()
	}
	found := checks[name](ctx)
	if found.Good {
		w.a.heal(name)
		w.a.hurry(ctx)
	}
	return found
}

func good(sentence string, args ...any) ports.Finding {
	return ports.Finding{Good: true, Sentence: locale.Say(sentence, args...)}
}

func bad(advice, sentence string, args ...any) ports.Finding {
	return ports.Finding{Sentence: locale.Say(sentence, args...), Advice: locale.Say(advice)}
}

func (w webChecks) source(ctx context.Context) ports.Finding {
	if !w.a.source.State().HasToken {
		return bad(ports.AdviceConnect, ports.FoundNoToken)
	}
	check, err := w.a.source.Test(ctx)
	if err == nil {
		return good(ports.FoundAccount, check.Account, check.Rows)
	}
	var p *donationalerts.Problem
	if !errors.As(err, &p) {
		return silent("DonationAlerts", "donationalerts.base_url", err)
	}
	advice := locale.Say(p.Hint)
	if p.Hint == "" {
		advice = locale.Say(ports.AdviceWait)
	}
	return ports.Finding{Sentence: locale.Say(p.Sentence), Advice: advice}
}

func (w webChecks) aiml(ctx context.Context) ports.Finding {
	g := w.a.live.Get().Generation
	if g.AIML.APIKey == "" {
		return bad(ports.AdviceKey, ports.FoundNoKey, "AIML")
	}
	checked := w.a.newAIML(w.a.live.Get())
	left, err := checked.Balance(ctx)
	if err != nil {
		return keyed("AIML", "generation.aiml.base_url", err)
	}
	price, err := checked.Price(ctx, celebration.Order{Model: g.AIML.Model, Duration: g.Duration, Resolution: g.Resolution, Audio: g.Audio})
	switch {
	case aiml.NotSold(err):
		return bad(ports.AdviceModel, ports.FoundNotSold, "AIML", g.AIML.Model)
	case err != nil:
		return silent("AIML", "generation.aiml.base_url", err)
	case left.LessThan(price):
		return bad(ports.AdviceTopUp, ports.FoundAIMLMoney, dollars(left), dollars(price))
	}
	if err := checked.Reach(ctx); err != nil {
		return unreachable(ports.FoundNoFiles, "AIML", err)
	}
	return good(ports.FoundAIML, dollars(left), dollars(price))
}

func dollars(amount decimal.Decimal) money.Amount { return money.New(amount.Round(2), "USD") }

func (w webChecks) gemini(ctx context.Context) ports.Finding {
	g := w.a.live.Get().Generation.Gemini
	if g.APIKey == "" {
		return bad(ports.AdviceKey, ports.FoundNoKey, "Gemini")
	}
	offered, err := w.a.newGemini(w.a.live.Get()).Offers(ctx, g.Model)
	switch {
	case err != nil && strings.Contains(strings.ToLower(err.Error()), "location is not supported"):
		return bad(ports.AdvicePlace, ports.FoundNoEntry, "Gemini")
	case err != nil:
		return keyed("Gemini", "generation.gemini.base_url", err)
	case !offered:
		return bad(ports.AdviceModel, ports.FoundNoModel, g.Model)
	}
	if err := w.a.newGemini(w.a.live.Get()).Reach(ctx); err != nil {
		return unreachable(ports.FoundNoFiles, "Gemini", err)
	}
	return good(ports.FoundGemini, g.Model)
}

func (w webChecks) builtin(context.Context) ports.Finding {
	if builtin.FindFFmpeg() == "" {
		return ports.Finding{Good: true, Sentence: locale.Say(ports.FoundNoFFmpeg), Advice: locale.Say(ports.AdviceFFmpeg)}
	}
	return good(ports.FoundDraws)
}

// rates loads a table, where the last one is not fresh any more.
func (w webChecks) rates(ctx context.Context) ports.Finding {
	rubles, rate, err := w.a.rates.InRubles(ctx, money.New(decimal.NewFromInt(1), "USD"))
	state := w.a.rates.State(ctx)
	if err != nil {
		for _, p := range state.Problems {
			if p.OnTheWay != "" {
				return bad(ports.AdviceNetwork, ports.FoundNoWay, ports.RateSource(p.Provider), locale.Say(p.OnTheWay))
			}
		}
		return bad(ports.AdviceRates, ports.FoundNoRates)
	}
	found := good(ports.FoundRates, rubles, ports.RateSource(rate.Source))
	if state.LastKnown {
		found.Good, found.Advice = false, locale.Say(ports.AdviceRates)
	}
	return found
}

// unreachable explains that a provider's files, or the provider, cannot be
// reached, in the words of what is on the way.
func unreachable(sentence, who string, err error) ports.Finding {
	var call *outbound.Error
	why := err.Error()
	if errors.As(err, &call) {
		why = call.Problem
	}
	return bad(ports.AdviceNetwork, sentence, who, locale.Say(celebration.OneLine(why, 300)))
}

// keyed explains an error of a call that carried a key.
func keyed(who, address string, err error) ports.Finding {
	if _, ours := outbound.OnTheWay(err); ours {
		return unreachable(ports.FoundNoWay, who, err)
	}
	status, said := outbound.Status(err), strings.ToLower(err.Error())
	switch {
	case status == http.StatusUnauthorized, status == http.StatusBadRequest && strings.Contains(said, "api key"):
		return bad(ports.AdviceKey, ports.FoundRefusedKey, who)
	case status == http.StatusForbidden, status == http.StatusPaymentRequired:
		return bad(ports.AdviceTopUp, ports.FoundNoEntry, who)
	}
	if refused, ok := celebration.AsRefusal(err); ok {
		return bad(ports.AdviceKey, ports.FoundSaid, refused.Sentence)
	}
	return silent(who, address, err)
}

// silent explains an error that has nothing to do with a key.
func silent(who, address string, err error) ports.Finding {
	if _, ours := outbound.OnTheWay(err); ours {
		return unreachable(ports.FoundNoWay, who, err)
	}
	if status := outbound.Status(err); status == 0 || status >= http.StatusInternalServerError || status == http.StatusTooManyRequests {
		return bad(ports.AdviceWait, ports.FoundNoAnswer, who)
	}
	found := bad(ports.AdviceBase, ports.FoundOdd, who)
	found.Advice.Args = []any{address}
	return found
}
