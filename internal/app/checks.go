package app

import (
	"context"
	"errors"
	"net/http"

	"github.com/shopspring/decimal"

	"streamspark/internal/fault"
	"streamspark/internal/locale"
	"streamspark/internal/money"
	"streamspark/internal/outbound"
	"streamspark/internal/provider"
	"streamspark/internal/web/api"
)

// webChecks try the connections out, each with calls that are free.
type webChecks struct{ a *App }

// Names lists what can be tried out: each source and generator, and the rates.
func (w webChecks) Names() (names []string) {
	for _, d := range w.a.providers {
		if d.Kind != provider.KindRates {
			names = append(names, d.ID)
		}
	}
	return append(names, string(provider.KindRates))
}

// Check asks one of them.
func (w webChecks) Check(ctx context.Context, name string) api.Finding {
	var found api.Finding
	d, _ := provider.Find(w.a.providers, name)
	switch {
	case name == w.a.account.ID:
		found = w.source(ctx)
	case d.Check != nil:
		found = w.provider(ctx, d)
	default: // they come from memory, and rest after a failure
		for _, d := range provider.OfKind(w.a.providers, provider.KindRates) {
			w.a.heal(d.ID)
		}
		w.a.rates.Resume()
		found = w.rates(ctx)
	}
	if found.Good {
		w.a.heal(name)
		w.a.hurry(ctx)
	}
	return found
}

// provider makes the free check of a provider, past its breaker.
func (w webChecks) provider(ctx context.Context, d provider.Descriptor) api.Finding {
	c, who := w.a.live.Get(), providerName(d.ID)
	if !d.Ready(c.Values(d.ID)) {
		return bad(api.AdviceKey, api.FoundNoKey, who)
	}
	found, err := d.Check(ctx, w.a.setup(d, c))
	var files *provider.NoFiles
	switch {
	case errors.As(err, &files):
		return unreachable(api.FoundNoFiles, who, files.Cause)
	case err != nil:
		return keyed(who, d.Name("base_url"), err)
	}
	return api.Finding{Good: found.Good, Sentence: found.Said, Advice: found.Advice}
}

func good(sentence string, args ...any) api.Finding {
	return api.Finding{Good: true, Sentence: locale.Say(sentence, args...)}
}

func bad(advice, sentence string, args ...any) api.Finding {
	return api.Finding{Sentence: locale.Say(sentence, args...), Advice: locale.Say(advice)}
}

func (w webChecks) source(ctx context.Context) api.Finding {
	if !w.a.source.State().HasToken {
		return bad(api.AdviceConnect, api.FoundNoToken)
	}
	account, donations, err := w.a.source.Test(ctx)
	if err == nil {
		return good(api.FoundAccount, account, donations)
	}
	said := fault.MessageOf(err)
	return api.Finding{Sentence: locale.Say("plain", said), Advice: locale.Say("plain", fault.Message{Code: said.Code + ".hint", Args: said.Args})}
}

// rates loads a table, where the last one is not fresh any more.
func (w webChecks) rates(ctx context.Context) api.Finding {
	rubles, rate, err := w.a.rates.InRubles(ctx, money.New(decimal.NewFromInt(1), "USD"))
	state := w.a.rates.State(ctx)
	if err != nil {
		for _, p := range state.Problems {
			if !p.OnTheWay.IsZero() {
				return bad(api.AdviceNetwork, api.FoundNoWay, api.RateSource(p.Provider), p.OnTheWay)
			}
		}
		return bad(api.AdviceRates, api.FoundNoRates)
	}
	found := good(api.FoundRates, rubles, api.RateSource(rate.Source))
	if state.LastKnown {
		found.Good, found.Advice = false, locale.Say(api.AdviceRates)
	}
	return found
}

// unreachable explains that a provider's files, or the provider, cannot be
// reached, in the words of what is on the way.
func unreachable(sentence, who string, err error) api.Finding {
	why := fault.MessageOf(err)
	if call, ok := outbound.FailureOf(err); ok {
		why = call.Problem
	}
	return bad(api.AdviceNetwork, sentence, who, why)
}

// keyed explains an error of a call that carried a key.
func keyed(who, address string, err error) api.Finding {
	if _, ours := outbound.OnTheWay(err); ours {
		return unreachable(api.FoundNoWay, who, err)
	}
	status := outbound.Status(err)
	switch {
	case status == http.StatusUnauthorized, fault.Is(err, "provider.key_refused"):
		return bad(api.AdviceKey, api.FoundRefusedKey, who)
	case status == http.StatusForbidden, status == http.StatusPaymentRequired:
		return bad(api.AdviceTopUp, api.FoundNoEntry, who)
	}
	if refused, ok := fault.OfKind(err, fault.Permanent); ok {
		return bad(api.AdviceKey, api.FoundSaid, refused.Message())
	}
	return silent(who, address, err)
}

// silent explains an error that has nothing to do with a key.
func silent(who, address string, err error) api.Finding {
	if _, ours := outbound.OnTheWay(err); ours {
		return unreachable(api.FoundNoWay, who, err)
	}
	if status := outbound.Status(err); status == 0 || status >= http.StatusInternalServerError || status == http.StatusTooManyRequests {
		return bad(api.AdviceWait, api.FoundNoAnswer, who)
	}
	found := bad(api.AdviceBase, api.FoundOdd, who)
	found.Advice.Args = []any{address}
	return found
}
