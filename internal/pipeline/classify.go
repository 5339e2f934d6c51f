package pipeline

import (
	"cmp"
	"math/rand/v2"
	"time"

	"streamspark/internal/backoff"
	"streamspark/internal/celebration"
	"streamspark/internal/clip"
	"streamspark/internal/fault"
)

// failure is what an error means for a celebration. Each step decides what
// becomes of a kind; no step looks at the error itself. Kinds are:
//
//	Permanent    refused for good
//	Unavailable  the provider does not answer and is left alone
//	NotSent      an order that certainly began nothing
//	DiskFull     the folder of clips takes no file at the moment
//	OverBudget   a budget does not allow it
//	Retry        no price or no rate: nothing was asked of the generator yet
//	Unforeseen   anything else: an order may have been carried out, and
//	             whatever costs nothing is tried again
type failure struct {
	kind    fault.Kind
	why     celebration.Reason // shown while it is tried again, or because of which it ended
	cause   any                // the error itself, as an argument of other reasons
	noPrice bool               // nobody could tell the price
	notSent bool               // it is NotSent, or Unavailable and NotSent
	charged celebration.Charged
	after   time.Duration // how long the other side asked to be left alone
}

// classify returns what an error means, in words without secrets.
func (p *Pipeline) classify(err error) failure {
	f := classify(err)
	if p.o.Redact != nil {
		words := fault.With("why", f.why, "cause", f.cause).Map(p.o.Redact)
		f.why, f.cause = words["why"].(fault.Message), words["cause"]
	}
	return f
}

// classify returns what an error means. It is the only place that knows the
// kinds of errors; where several fit, the first of these cases decides.
func classify(err error) failure {
	f := failure{charged: celebration.ChargedNo}
	if err == nil {
		return f
	}
	f.cause, f.after = celebration.Cause(err), fault.After(err)
	f.notSent = fault.Has(err, fault.NotSent)
	noRate := fault.Is(err, celebration.WhyNoRate)
	if f.noPrice = fault.Is(err, celebration.WhyNoPrice); f.noPrice {
		f.cause = fault.MessageOf(err).Args["cause"]
	}
	f.why = fault.Say(celebration.WhyTrouble, "cause", f.cause)
	over, passesBudget := fault.OfKind(err, fault.OverBudget)
	refusal, refused := fault.OfKind(err, fault.Permanent)
	left, leftAlone := fault.OfKind(err, fault.Unavailable)
	disk, unwritten := fault.OfKind(err, fault.DiskFull)
	switch {
	case passesBudget:
		f.kind, f.why = fault.OverBudget, over.Message()
	case refused && !f.noPrice && !noRate: // a price that is refused today may be told tomorrow
		f.kind, f.why = fault.Permanent, fault.Say(celebration.WhyRefused, "cause", refusal.Message())
		f.charged, f.notSent = cmp.Or(refusal.Charged, celebration.ChargedNo), false
	case leftAlone:
		f.kind, f.why, f.cause, f.after = fault.Unavailable, whySilent(left), left.Message(), left.After
	case f.noPrice:
		f.kind = fault.Retry
	case noRate:
		f.kind, f.why = fault.Retry, fault.Say(celebration.WhyNoRate, "currency", "USD")
	case unwritten:
		f.kind, f.why = fault.DiskFull, disk.Message()
		switch disk.Code {
		case clip.CodeDiskFull:
			f.why.Code = celebration.WhyDiskFull
		case clip.CodeUnwritable:
			f.why.Code = celebration.WhyUnwritable
		}
	case f.notSent:
		f.kind = fault.NotSent
	}
	return f
}

// retry counts a failed try and makes the step due again with backoff.
func (f failure) retry(c *celebration.Celebration) {
	c.Attempts++
	f.wait(c, backoff.Step())
}

// retryOften does what retry does, with a short limit of the backoff, for what
// the streamer is likely to fix soon. No number of tries ends it.
func (f failure) retryOften(c *celebration.Celebration) {
	attempts := c.Attempts
	f.retry(c)
	c.Attempts = min(attempts+1, 5)
}

func (f failure) wait(c *celebration.Celebration, p backoff.Policy) {
	c.Reason = f.why
	c.NextAt = time.Now().Add(p.Wait(c.Attempts, f.after))
}

// rest makes the step due when a provider that does not answer is asked
// again. No try is counted, and the deadline moves along: it is not the work
// that is late.
func (f failure) rest(c *celebration.Celebration) {
	wait := f.after + rand.N(f.after/10+time.Second) // not all at once
	c.Reason = f.why
	c.NextAt = time.Now().Add(wait)
	if !c.DeadlineFrom.IsZero() {
		c.DeadlineFrom = c.DeadlineFrom.Add(wait)
	}
}

// whySilent returns the reason of a celebration whose provider is left alone.
func whySilent(left *fault.Error) celebration.Reason {
	return fault.Say(celebration.WhySilent, "provider", left.Args["provider"], "cause", left.Message().Args["cause"])
}
