package app

import (
	"testing"
	"time"

	"streamspark/internal/breaker"
	"streamspark/internal/celebration"
	"streamspark/internal/fault"
	"streamspark/internal/provider"
	"streamspark/internal/standin"
	"streamspark/internal/standin/standintest"
)

// state is how a provider stands, as /api/state and the pages read it.
func (a *App) state(provider string) string {
	return a.breakers()[provider].State
}

func (a *App) checked(t *testing.T, name string) provider.Finding {
	t.Helper()
	found, err := a.checks().Check(t.Context(), name)
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// A check on Settings that passes ends what the breaker began: AIML is asked
// again, and what waits for it is due.
func TestACheckThatPassesEndsTheWait(t *testing.T) {
	s := standintest.Start(t, standin.Options{})
	a := newApp(t, t.TempDir(), map[string]string{
		"generation.provider": "aiml", "generation.aiml.api_key": standin.AIMLKey, "generation.aiml.base_url": s.AIMLURL(),
		"rates.cbr_url": s.CBRURL(), "rates.open_er_api_url": s.OpenERURL(), "downloads.allow_hosts": s.Host(),
	})
	s.Set(standin.PartPoll, standin.Fault{Kind: standin.Status500})
	maker, _ := a.maker("aiml")
	for range 20 {
		_, _ = maker.Poll(t.Context(), "job")
	}
	waits := a.given(t, "waits", celebration.Approved)
	c, err := a.store.Celebration(t.Context(), waits)
	if err != nil {
		t.Fatal(err)
	}
	c.Reason, c.NextAt = fault.Say(celebration.WhySilent, "provider", "AIML", "cause", "answered 500"), time.Now().Add(4*time.Minute)
	if err := a.store.Save(t.Context(), &c); err != nil {
		t.Fatal(err)
	}
	if got := a.state("aiml"); got != breaker.Open {
		t.Fatalf("it is %s", got)
	}

	s.Set(standin.PartModels, standin.Fault{Kind: standin.Status500})
	s.Set(standin.PartBilling, standin.Fault{Kind: standin.Status500})
	if found := a.checked(t, "aiml"); found.Good || a.state("aiml") != breaker.Open {
		t.Errorf("a check that failed left it %s: %+v", a.state("aiml"), found)
	}
	s.ClearFaults()
	if found := a.checked(t, "aiml"); !found.Good || a.state("aiml") != breaker.Closed {
		t.Errorf("after a check that passed it is %s: %+v", a.state("aiml"), found)
	}
	c, err = a.store.Celebration(t.Context(), waits)
	if err != nil || c.NextAt.After(time.Now()) {
		t.Errorf("what waits is due at %v, %v", c.NextAt, err)
	}
}

// The check of the rates asks the services, also those that rest.
func TestTheCheckOfTheRatesAsksAgain(t *testing.T) {
	s := standintest.Start(t, standin.Options{})
	a := newApp(t, t.TempDir(), map[string]string{
		"rates.providers": "cbr", "rates.cbr_url": s.CBRURL(), "downloads.allow_hosts": s.Host(),
	})
	s.Set(standin.PartCBR, standin.Fault{Kind: standin.Status429, Retry: 3600})
	if found := a.checked(t, "rates"); found.Good {
		t.Fatalf("it found %+v", found)
	}
	s.ClearFaults()
	if found := a.checked(t, "rates"); !found.Good {
		t.Errorf("a minute into a pause of an hour it found %+v", found)
	}
}
