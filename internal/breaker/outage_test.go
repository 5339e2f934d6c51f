package breaker_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/rs/zerolog"
	"github.com/shopspring/decimal"

	"streamspark/internal/breaker"
	"streamspark/internal/celebration"
	"streamspark/internal/clip"
	"streamspark/internal/money"
	"streamspark/internal/outbound"
	"streamspark/internal/pipeline"
	"streamspark/internal/provider"
	"streamspark/internal/standin"
	"streamspark/internal/standin/standintest"
	"streamspark/internal/store"
	"streamspark/internal/store/storetest"
	"streamspark/internal/video/aiml"
)

const (
	patience = time.Minute
	donated  = 6
)

type rublesOnly struct{}

func (rublesOnly) InRubles(_ context.Context, a money.Amount) (money.Amount, celebration.Rate, error) {
	return a, celebration.Rate{}, nil
}

func (rublesOnly) Known(a money.Amount) (money.Amount, celebration.Rate, bool) {
	return a, celebration.Rate{}, true
}

// TestAQueueOutlivesAnOutage: a provider takes the orders, loses its
// answers and answers no question. A few orders meet that, the rest wait,
// and when it is over each donation has its one clip.
func TestAQueueOutlivesAnOutage(t *testing.T) {
	if testing.Short() {
		t.Skip("takes 8 seconds")
	}
	stand := standintest.Start(t, standin.Options{})
	watched := breaker.New(breaker.Options{Name: "AIML", Rest: 200 * time.Millisecond, Log: zerolog.Nop()})
	var generator *aiml.Generator
	generator = aiml.New(aiml.Options{
		Client: outbound.New(nil).WithBreaker(watched, func(ctx context.Context) error { return provider.Try(ctx, generator) }),
		Files:  outbound.NewDownloader([]string{stand.Host()}), BaseURL: stand.AIMLURL(), Key: standin.AIMLKey, Log: zerolog.Nop(),
	})
	line, kept := work(t, pipeline.Maker{
		Generator: generator, Paid: true, Model: "google/veo-3.1-t2v-fast", Ready: watched.Ready,
	})

	stand.Set(standin.PartSubmit, standin.Fault{Kind: standin.Lost})
	for _, part := range []standin.Part{standin.PartLogs, standin.PartPoll} {
		stand.Set(part, standin.Fault{Kind: standin.Status500})
	}
	for i := range donated {
		_, err := line.Record(t.Context(), celebration.Donation{
			Source: "test", ID: fmt.Sprint(i), Donor: "d", Amount: money.Rubles(1500), CreatedAt: time.Now(),
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	count := func(status celebration.Status) (n int) {
		all, err := kept.Celebrations(t.Context(), store.Filter{Limit: 100})
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range all {
			if c.Status == status {
				n++
			}
		}
		return n
	}
	trials := func() int { return stand.Requests(standin.PartLogs) }
	until(t, func() bool { return watched.State().State != breaker.Closed && trials() > 8 }, func() string {
		return fmt.Sprintf("it is %+v after %d orders and %d searches", watched.State(), stand.Requests(standin.PartSubmit), trials())
	})
	// One may be on its way to the breaker and back at any moment.
	until(t, func() bool { return stand.Requests(standin.PartSubmit)+count(celebration.Approved) == donated }, func() string {
		return fmt.Sprintf("%d orders left while it was down, and %d wait", stand.Requests(standin.PartSubmit), count(celebration.Approved))
	})
	if sent := stand.Requests(standin.PartSubmit); sent > 5 {
		t.Errorf("%d orders left while it was down", sent)
	}

	stand.ClearFaults()
	until(t, func() bool { return count(celebration.Ready) == donated }, func() string {
		return fmt.Sprintf("%d of %d are ready, it is %+v", count(celebration.Ready), donated, watched.State())
	})
	if jobs := len(stand.Jobs()); jobs != donated || watched.State().State != breaker.Closed {
		t.Errorf("%d jobs for %d donations; it is %+v", jobs, donated, watched.State())
	}
}

// work runs a line with one generator.
func work(t *testing.T, maker pipeline.Maker) (*pipeline.Pipeline, *store.Store) {
	t.Helper()
	kept := storetest.Open(t)
	clips, err := clip.Open(clip.Options{Dir: t.TempDir(), MinFree: 1})
	if err != nil {
		t.Fatal(err)
	}
	line := pipeline.New(pipeline.Options{
		Store: kept, InRubles: rublesOnly{}.InRubles, InRublesAtOnce: rublesOnly{}.Known, Clips: clips, Log: zerolog.Nop(),
		Maker: func(string) (pipeline.Maker, bool) { return maker, true },
		Settings: func() pipeline.Settings {
			return pipeline.Settings{
				Tiers: celebration.Tiers{{MinRub: decimal.NewFromInt(1000)}}, Generator: "aiml", Places: 2,
				PollEvery: 50 * time.Millisecond, Timeout: time.Minute, CatchUp: time.Minute, Duration: 4 * time.Second,
				AspectRatio: "16:9", Resolution: "720p",
			}
		},
	})
	ctx, stop := context.WithCancel(context.WithoutCancel(t.Context()))
	watch, ended := kept.Watch(), make(chan error, 1)
	go func() { ended <- line.Run(ctx, watch.C) }()
	t.Cleanup(func() {
		stop()
		err := <-ended
		watch.Close()
		if err := errors.Join(err, clips.Close(), kept.Close()); err != nil {
			t.Error(err)
		}
	})
	return line, kept
}

func until(t *testing.T, done func() bool, said func() string) {
	t.Helper()
	for deadline := time.Now().Add(patience); !done(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal(said())
		}
	}
}
