// Package check tries out the connections to other servers with calls that
// are free and change nothing.
package check

import (
	"context"
	"net/http"
	"slices"
	"time"

	"github.com/shopspring/decimal"

	"streamspark/internal/config"
	"streamspark/internal/fault"
	"streamspark/internal/locale"
	"streamspark/internal/money"
	"streamspark/internal/outbound"
	"streamspark/internal/provider"
	"streamspark/internal/rates"
	"streamspark/internal/source"
)

// Rates is the name of the check of all providers of exchange rates.
const Rates = string(provider.KindRates)

// Options are what Checks are made of.
type Options struct {
	Config   *config.Live
	Setup    func(provider.Descriptor, config.Config) provider.Setup
	Accounts []source.Account
	Rates    *rates.Rates
	Heal     func(providers ...string) // lets breakers ask them again at once
	Works    func(ctx context.Context) // something was found to work: what waits for it may go on
}

// longest is the most that a check may take.
const longest = 20 * time.Second

// Checks are the checks of all connections. They are safe for concurrent use.
type Checks struct{ o Options }

// New returns the checks.
func New(o Options) *Checks { return &Checks{o} }

// Names returns what can be checked: each account, each generator, the rates.
func (c *Checks) Names() (names []string) {
	for _, d := range c.o.Config.Providers() {
		if c.account(d.ID) != nil || d.Check != nil {
			names = append(names, d.ID)
		}
	}
	return append(names, Rates)
}

// Check makes one of the checks.
func (c *Checks) Check(ctx context.Context, name string) (provider.Finding, error) {
	if names := c.Names(); !slices.Contains(names, name) {
		return provider.Finding{}, fault.New(fault.NotFound, "check.not_found", "choices", names)
	}
	ctx, cancel := context.WithTimeout(ctx, longest)
	defer cancel()
	var found provider.Finding
	switch account := c.account(name); {
	case account != nil:
		found = try(ctx, account)
	case name == Rates:
		found = c.rates(ctx)
	default:
		d, _ := provider.Find(c.o.Config.Providers(), name)
		found = c.provider(ctx, d)
	}
	if found.Good {
		c.o.Heal(name)
		c.o.Works(ctx)
	}
	return found, nil
}

// provider makes the check of a provider, whatever its breaker says.
func (c *Checks) provider(ctx context.Context, d provider.Descriptor) provider.Finding {
	now, name := c.o.Config.Get(), provider.Title(d.ID)
	if !d.Ready(now.Values(d.ID)) {
		return provider.Missing(adviceKey, "check.key.none", "provider", name)
	}
	found, err := d.Check(ctx, c.o.Setup(d, now))
	switch {
	case err == nil:
		return found
	case fault.Is(err, provider.CodeNoFiles):
		return provider.Missing(adviceNetwork, provider.CodeNoFiles, "provider", name, "cause", outbound.Problem(err))
	}
	return failed(d, err)
}

// account returns the account of an id, or nil.
func (c *Checks) account(id string) source.Account {
	for _, account := range c.o.Accounts {
		if account.ID() == id {
			return account
		}
	}
	return nil
}

// try reads the list of an account.
func try(ctx context.Context, account source.Account) provider.Finding {
	if !account.State().HasToken {
		return provider.Finding{
			Said: fault.Say("check.account.none", "provider", provider.Title(account.ID())), Advice: fault.Say("check.advice.connect"),
		}
	}
	name, donations, err := account.Test(ctx)
	if err == nil {
		return provider.Found("check.account.ok", "account", name, "n", donations)
	}
	said := fault.MessageOf(err)
	return provider.Finding{Said: said, Advice: locale.HintOf(said)}
}

// rates loads a table where the last one is not fresh any more. Those that
// rest after a failure are asked too.
func (c *Checks) rates(ctx context.Context) provider.Finding {
	for _, d := range provider.OfKind(c.o.Config.Providers(), provider.KindRates) {
		c.o.Heal(d.ID)
	}
	c.o.Rates.Resume()
	rubles, rate, err := c.o.Rates.InRubles(ctx, money.New(decimal.NewFromInt(1), "USD"))
	state := c.o.Rates.State(ctx)
	if err != nil {
		for _, p := range state.Problems {
			if problem, ok := outbound.OnTheWay(p.Err); ok {
				return provider.Missing(adviceNetwork, "check.way", "provider", provider.Title(p.Provider), "cause", problem)
			}
		}
		return provider.Missing(adviceRates, "check.rates.none")
	}
	found := provider.Found("check.rates.ok", "rubles", rubles, "provider", provider.Title(rate.Source))
	if state.LastKnown {
		found.Good, found.Advice = false, fault.Say(adviceRates)
	}
	return found
}

// What to do about a finding.
const (
	adviceKey     = "check.advice.key"
	adviceNetwork = "check.advice.network"
	adviceRates   = "check.advice.rates"
	adviceWait    = "check.advice.wait"
)

// failed returns the finding of a provider whose check ended with an error.
func failed(d provider.Descriptor, err error) provider.Finding {
	name, status := provider.Title(d.ID), outbound.Status(err)
	refused, permanent := fault.OfKind(err, fault.Permanent)
	problem, onTheWay := outbound.OnTheWay(err)
	switch {
	case onTheWay:
		return provider.Missing(adviceNetwork, "check.way", "provider", name, "cause", problem)
	case status == http.StatusUnauthorized, permanent && refused.Code == provider.CodeKeyRefused:
		return provider.Missing(adviceKey, "check.key.refused", "provider", name)
	case status == http.StatusForbidden, status == http.StatusPaymentRequired:
		return provider.Missing(provider.AdviceTopUp, "check.key.entry", "provider", name)
	case permanent:
		return provider.Finding{Said: refused.Message(), Advice: fault.Say(adviceKey)}
	case status == 0, status >= http.StatusInternalServerError, status == http.StatusTooManyRequests:
		return provider.Missing(adviceWait, "check.silent", "provider", name)
	}
	found := provider.Missing("", "check.odd", "provider", name)
	found.Advice = fault.Say("check.advice.base", "setting", provider.Setting(d.Name("base_url")))
	return found
}
