package pipeline

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"streamspark/internal/celebration"
	"streamspark/internal/clip"
	"streamspark/internal/fault"
)

// asking returns an error that asks for a wait.
func asking(wait time.Duration) error {
	return &fault.Error{Kind: fault.Retry, Code: "outbound.call", After: wait}
}

func TestWhatAnErrorMeansForACelebration(t *testing.T) {
	cut := errors.New("the connection was cut")
	refused := fault.Wrap(cut, fault.Permanent, "no credits")
	chargedRefusal := &fault.Error{Kind: fault.Permanent, Code: "test.blocked", Charged: fault.ChargedUnknown}
	over := fault.New(fault.OverBudget, celebration.WhyBudgetDay)
	tests := []struct {
		name    string
		err     error
		kind    fault.Kind
		why     string
		charged celebration.Charged
		after   time.Duration
		notSent bool
		noPrice bool
	}{
		{"nothing went wrong", nil, fault.Unforeseen, "", celebration.ChargedNo, 0, false, false},
		{"nobody foresaw it", cut, fault.Unforeseen, celebration.WhyTrouble, celebration.ChargedNo, 0, false, false},
		{"asked to come later", fmt.Errorf("poll: %w", asking(time.Minute)), fault.Unforeseen, celebration.WhyTrouble, celebration.ChargedNo, time.Minute, false, false},
		{"refused", fmt.Errorf("send: %w", refused), fault.Permanent, celebration.WhyRefused, celebration.ChargedNo, 0, false, false},
		{"refused without a word on money", fault.New(fault.Permanent, "provider.refused"), fault.Permanent, celebration.WhyRefused, celebration.ChargedNo, 0, false, false},
		{"refused and maybe charged", chargedRefusal, fault.Permanent, celebration.WhyRefused, celebration.ChargedUnknown, 0, false, false},
		{"refused, and so not sent", fault.Wrap(refused, fault.NotSent, "provider.not_accepted"), fault.Permanent, celebration.WhyRefused, celebration.ChargedNo, 0, false, false},
		{"not sent", fault.Wrap(asking(time.Second), fault.NotSent, "provider.not_accepted"), fault.NotSent, celebration.WhyTrouble, celebration.ChargedNo, time.Second, true, false},
		{"left alone", away(), fault.Unavailable, celebration.WhySilent, celebration.ChargedNo, time.Minute, false, false},
		{"left alone, and so not sent", fault.Wrap(away(), fault.NotSent, "provider.not_accepted"), fault.Unavailable, celebration.WhySilent, celebration.ChargedNo, time.Minute, true, false},
		{"over a budget", fmt.Errorf("claim: %w", over), fault.OverBudget, celebration.WhyBudgetDay, celebration.ChargedNo, 0, false, false},
		{"changed meanwhile, which is no budget", fault.New(fault.Conflict, "store.backup_exists"), fault.Unforeseen, celebration.WhyTrouble, celebration.ChargedNo, 0, false, false},
		{"no price", noPrice(cut), fault.Retry, celebration.WhyTrouble, celebration.ChargedNo, 0, false, true},
		{"no price, which is refused", noPrice(refused), fault.Retry, celebration.WhyTrouble, celebration.ChargedNo, 0, false, true},
		{"no price, of one left alone", noPrice(away()), fault.Unavailable, celebration.WhySilent, celebration.ChargedNo, time.Minute, false, true},
		{"no rate of the dollar", fault.Wrap(refused, fault.Retry, celebration.WhyNoRate), fault.Retry, celebration.WhyNoRate, celebration.ChargedNo, 0, false, false},
		{"too large", fault.New(fault.Permanent, "clip.too_large"), fault.Permanent, celebration.WhyRefused, celebration.ChargedNo, 0, false, false},
		{"disk full", fmt.Errorf("fetch: %w", fault.New(fault.DiskFull, clip.CodeDiskFull)), fault.DiskFull, celebration.WhyDiskFull, celebration.ChargedNo, 0, false, false},
		{"folder not writable", fault.New(fault.DiskFull, clip.CodeUnwritable), fault.DiskFull, celebration.WhyUnwritable, celebration.ChargedNo, 0, false, false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			f := classify(test.err)
			if f.kind != test.kind || f.why.Code != test.why || f.charged != test.charged || f.after != test.after {
				t.Errorf("got kind %q because %q, charged %q, after %v", f.kind, f.why.Code, f.charged, f.after)
			}
			if f.notSent != test.notSent || f.noPrice != test.noPrice {
				t.Errorf("got not sent %v, no price %v", f.notSent, f.noPrice)
			}
		})
	}
}

func TestAReasonIsStoredWithoutSecrets(t *testing.T) {
	const secret = "hunter2hunter2"
	p := New(Options{Redact: func(text string) string { return strings.ReplaceAll(text, secret, "••••") }})
	inner := fault.New(fault.Retry, "outbound.no_answer", "where", "GET https://a.example?key="+secret)
	for name, err := range map[string]error{
		"refused":        fault.Wrap(inner, fault.Permanent, "test.refused", "all", []string{secret}),
		"left alone":     fault.Wrap(inner, fault.Unavailable, "provider.silent", "provider", "x"),
		"trouble":        fault.Wrap(inner, fault.Retry, "test.trouble", "why", fault.Say("test.inner", "said", secret)),
		"without faults": errors.New(secret),
	} {
		if f := p.classify(err); strings.Contains(fmt.Sprint(f.why, f.cause), secret) {
			t.Errorf("%s: %v, %v", name, f.why, f.cause)
		}
	}
}
