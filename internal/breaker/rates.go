package breaker

import (
	"context"

	"streamspark/internal/rates"
)

// Rates guards one provider of rates, so that one that hangs does not hold
// up a donation every few seconds for as long as it is down.
type Rates struct {
	rates.Provider
	loads *circuit
}

// NewRates makes a guard. It calls nobody.
func NewRates(p rates.Provider, o Options) *Rates {
	return &Rates{Provider: p, loads: newCircuit(o, "rates")}
}

// State tells how the provider stands.
func (r *Rates) State() State { return r.loads.state() }

// Heal ends a rest: the next load is the trial.
func (r *Rates) Heal() { r.loads.heal() }

// Load asks for the table, or says that the provider is Silent.
func (r *Rates) Load(ctx context.Context) (table rates.Table, err error) {
	err, trouble := r.loads.ask(func() error {
		table, err = r.Provider.Load(ctx)
		return err
	}, func(err error) error { return judge(ctx, err) })
	if trouble && r.loads.shut() {
		err = r.loads.silent(err)
	}
	return table, err
}
