package api

import (
	"context"
	"errors"
	"maps"
	"slices"
	"time"

	"streamspark/internal/breaker"
	"streamspark/internal/config"
	"streamspark/internal/fault"
	"streamspark/internal/locale"
	"streamspark/internal/overlay"
	"streamspark/internal/provider"
	"streamspark/internal/rates"
	"streamspark/internal/source"
	"streamspark/internal/store"
)

// Part is how one part of the program stands.
type Part struct {
	Name  string
	State string
	Why   []fault.Message // what it lacks, and what to do: sentences
}

// The states of a part.
const (
	StateOK       = "ok"
	StateDegraded = "degraded"
	StateDown     = "down"
)

// The names of parts. An account's is its ID.
const (
	StorePart     = "store" // without it nothing works
	GeneratorPart = "generator"
)

// is changes the state, and adds why it is so.
func (p *Part) is(state string, why ...fault.Message) {
	p.State = state
	for _, m := range why {
		if !m.IsZero() {
			p.Why = append(p.Why, m)
		}
	}
}

// Parts returns how each part stands, for /status, /readyz and the dashboard.
func (o Options) Parts(ctx context.Context) []Part {
	parts := []Part{o.StorePart(ctx)}
	for _, account := range o.Accounts() {
		parts = append(parts, sourcePart(account.ID(), account.State()))
	}
	ahead, _ := o.ClockAhead()
	parts = append(parts, ratesPart(o.Rates.State(ctx)), o.GeneratorPart(),
		overlayPart(o.Overlay.Health(), o.Converts), clockPart(ahead))
	for _, part := range parts {
		for i, why := range part.Why {
			part.Why[i] = o.Clean(why)
		}
	}
	return parts
}

// StorePart returns how the database stands.
func (o Options) StorePart(ctx context.Context) Part {
	part := Part{Name: StorePart, State: StateOK}
	_, _, unread := o.Store.Get(ctx, "health")
	switch err := o.Store.Trouble(ctx); {
	case errors.Is(err, store.ErrGone):
		part.is(StateDown, fault.MessageOf(err))
	case errors.Is(err, store.ErrDamaged):
		part.is(StateDown, fault.Say("part.store.damaged"))
	case unread != nil:
		part.is(StateDown, fault.Say("part.store.unread"))
	case err != nil:
		part.is(StateDown, fault.Say("part.store.full"))
	}
	return part
}

func sourcePart(id string, s source.State) Part {
	part := Part{Name: id, State: StateOK}
	switch {
	case !s.HasToken:
		part.is(StateDegraded, fault.Say("part.source.no_token"))
	case s.NeedsReconnect:
		part.is(StateDown, s.Problem.Message())
	case s.Problem != nil:
		part.is(StateDegraded, s.Problem.Message())
	case s.RealtimeProblem != "":
		why := fault.Say(s.RealtimeProblem)
		part.is(StateDegraded, why, locale.HintOf(why))
	case !s.Polling:
		part.is(StateDown, fault.Say("part.source.stopped"))
	}
	return part
}

func ratesPart(r rates.State) Part {
	part := Part{Name: "rates", State: StateOK}
	if r.LastKnown {
		part.is(StateDegraded, fault.Say("part.rates.last_known", "published", fault.Day(r.Table.Published)))
	}
	if r.Table == nil {
		for _, problem := range r.Problems {
			part.is(StateDown, fault.Say("part.rates.problem", "provider", provider.Title(problem.Provider), "cause", fault.MessageOf(problem.Err)))
		}
	}
	return part
}

// overlayPart reports of a player that does not decode H.264 whether clips are
// converted for it. Then nothing is amiss.
func overlayPart(h overlay.Health, converts bool) Part {
	part := Part{Name: "overlay", State: StateOK}
	switch {
	case h.NoPlayer == overlay.NoPlayerUnsaid:
		part.is(StateDegraded, fault.Say("part.overlay.unsaid"))
	case h.NoPlayer == overlay.NoPlayerTab:
		part.is(StateDegraded, fault.Say("part.overlay.tab"))
	case h.Player == "":
		part.is(StateDegraded, fault.Say("part.overlay.nobody"))
	case h.Paused && !h.Cleared && h.PausedWhy != "":
		part.is(StateDegraded, fault.Say("part.overlay.paused_why", "cause", h.PausedWhy))
	case h.Paused && !h.Cleared && !h.PausedFor.IsZero():
		part.is(StateDegraded, fault.Say("part.overlay.paused_why", "cause", h.PausedFor))
	case h.Paused:
		part.is(StateDegraded, fault.Say("part.overlay.paused"))
	}
	switch {
	case h.LacksH264 && converts:
		part.is(part.State, fault.Say("part.overlay.no_h264"), fault.Say("part.overlay.converts"))
	case h.LacksH264:
		part.is(StateDegraded, fault.Say("part.overlay.no_h264"), fault.Say("part.overlay.no_ffmpeg"))
	}
	if h.LacksSound {
		part.is(StateDegraded, fault.Say("part.overlay.no_sound"))
	}
	return part
}

// clockPart returns whether this computer's clock is right, as far as that is
// known.
func clockPart(ahead time.Duration) Part {
	part := Part{Name: "clock", State: StateOK}
	switch {
	case ahead > 0:
		part.is(StateDegraded, fault.Say("part.clock.behind", "by", ahead))
	case ahead < 0:
		part.is(StateDegraded, fault.Say("part.clock.ahead", "by", -ahead))
	}
	return part
}

// GeneratorPart returns how the generators stand. Down is only what makes no
// clip at all.
func (o Options) GeneratorPart() Part {
	c := o.Config.Get()
	chosen, part := c.Generation.Generator(), Part{Name: GeneratorPart, State: StateOK}
	if chosen == config.Off {
		part.is(StateDown, fault.Say("part.generator.off"))
		return part
	}
	generators := provider.OfKind(o.Config.Providers(), provider.KindGenerator)
	if d, ok := provider.Find(generators, chosen); !ok || !d.Ready(c.Values(chosen)) {
		part.is(StateDown, fault.Say("part.generator.not_configured", "provider", chosen))
		return part
	}
	silent := o.Silent()
	for _, id := range slices.Sorted(maps.Keys(silent)) {
		if _, makes := provider.Find(generators, id); makes {
			part.is(StateDegraded, silence(id, silent[id]))
		}
	}
	if silent[chosen].State == breaker.Open {
		if other, ok := o.StandIn(); ok {
			part.is(StateDegraded, fault.Say("part.generator.substitute", "provider", provider.Title(other)))
		} else {
			part.State = StateDown
		}
	}
	return part
}

// silence returns that a provider does not answer, and when it is asked again.
func silence(id string, b breaker.State) fault.Message {
	args := []any{"provider", provider.Title(id), "since", b.Since, "cause", b.Why}
	if wait := time.Until(b.Again).Round(time.Second); wait > 0 {
		return fault.Say("part.generator.silent", append(args, "wait", wait)...)
	}
	return fault.Say("part.generator.trial", args...)
}
