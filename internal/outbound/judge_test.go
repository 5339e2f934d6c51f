package outbound

import (
	"context"
	"errors"
	"io"
	"net/http"
	"slices"
	"testing"
	"time"

	"streamspark/internal/breaker"
	"streamspark/internal/fault"
)

func TestWhatAnErrorTellsAboutTheProvider(t *testing.T) {
	gone, leave := context.WithCancel(t.Context())
	leave()
	late, cancel := context.WithTimeout(t.Context(), 0)
	defer cancel()
	answered := func(status int) error { return (&Failure{Status: status, Sent: true}).Fault("POST x") }
	nobody := (&Failure{Problem: fault.Say("outbound.connection_refused")}).Fault("POST x")
	unsent := func(cause error) error { return fault.Wrap(cause, fault.NotSent, "provider.not_accepted") }
	tests := []struct {
		name            string
		ctx             context.Context
		err             error
		question, order string // answer, neither or failure
	}{
		{"good", t.Context(), nil, "answer", "answer"},
		{"refusal", t.Context(), fault.Wrap(answered(400), fault.Permanent, "provider.refused"), "answer", "answer"},
		{"busy", t.Context(), unsent(answered(429)), "answer", "answer"},
		{"no connection", t.Context(), unsent(nobody), "failure", "failure"},
		{"we left", gone, nobody, "neither", "neither"},
		{"no time", late, (&Failure{Cause: context.DeadlineExceeded}).Fault("POST x"), "failure", "failure"},
		{"408", t.Context(), answered(408), "failure", "failure"},
		{"500", t.Context(), answered(500), "failure", "failure"},
		{"web page", t.Context(), answered(200), "failure", "failure"},
		{"redirect", t.Context(), answered(302), "failure", "failure"},
		{"nothing new", t.Context(), answered(304), "answer", "failure"},
		{"401", t.Context(), answered(401), "answer", "failure"},
		{"no such job", t.Context(), answered(404), "answer", "failure"},
		{"odd answer", t.Context(), errors.New("the answer names no job"), "answer", "failure"},
	}
	word := func(verdict error) string {
		switch {
		case verdict == nil:
			return "answer"
		case errors.Is(verdict, breaker.ErrNeither):
			return "neither"
		}
		return "failure"
	}
	for _, test := range tests {
		if got := word(judge(test.ctx, test.err)); got != test.question {
			t.Errorf("%s, to a question: %s, want %s", test.name, got, test.question)
		}
		if got := word(judgeOrder(test.ctx, test.err)); got != test.order {
			t.Errorf("%s, to an order: %s, want %s", test.name, got, test.order)
		}
	}
}

// TestAClientLeavesAProviderAlone: five orders whose answers are lost, and none
// is sent after them; after the rest a free question is the trial.
func TestAClientLeavesAProviderAlone(t *testing.T) {
	lost := errors.New("the answer names no job")
	var orders, questions, files int
	away := true
	address := serve(t, func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.URL.Path == "/file":
			files++
		case r.Method == http.MethodPost:
			orders++
		default:
			questions++
		}
		if away {
			w.WriteHeader(http.StatusInternalServerError)
		}
		_, _ = io.WriteString(w, `{}`)
	})
	const rest = 300 * time.Millisecond
	b := breaker.New(breaker.Options{Name: "Toy", Rest: rest})
	var c *Client
	ask := func(ctx context.Context) error {
		_, err := c.Do(ctx, Request{URL: address})
		return err
	}
	c = New(nil).WithBreaker(b, ask)
	judged := 0
	order := func() error {
		_, err := c.Do(t.Context(), Request{Method: http.MethodPost, URL: address, Order: func(_ *Answer, err error) error {
			if judged++; err != nil {
				return fault.Wrap(lost, fault.Lost, "provider.order_lost")
			}
			return nil
		}})
		return err
	}
	for range 10 {
		for range 10 { // files go their own way
			_, _ = c.Do(t.Context(), Request{URL: address + "/file", Silence: time.Second})
		}
		if err := order(); errors.Is(err, lost) == fault.Has(err, fault.Unavailable) {
			t.Errorf("an order: %v", err)
		}
	}
	if got := []int{orders, judged, questions, files}; !slices.Equal(got, []int{5, 5, 0, 100}) || b.Ready() == nil {
		t.Errorf("orders, judged orders, questions and files: %v, and it is %+v", got, b.State())
	}
	time.Sleep(rest)
	if err := order(); !fault.Has(err, fault.Unavailable) || Sent(err) || orders != 5 || questions != 1 {
		t.Errorf("%v after %d orders and %d questions", err, orders, questions)
	}
	away = false
	time.Sleep(2 * rest)
	if err := order(); err != nil || orders != 6 || questions != 2 || b.State().State != breaker.Closed {
		t.Errorf("%v after %d orders and %d questions", err, orders, questions)
	}
}

// TestAnAnswerThatDoesNotFitIsNone: a page in its place is what a provider's
// front shows that is down.
func TestAnAnswerThatDoesNotFitIsNone(t *testing.T) {
	b := breaker.New(breaker.Options{Name: "Toy"})
	c, address := New(nil).WithBreaker(b, nil), answers(t, 200, "<html>Be right back</html>")
	for range 5 {
		var fields map[string]string
		if _, err := c.Do(t.Context(), Request{URL: address, Decode: &fields}); err == nil {
			t.Fatal("a page was decoded")
		}
	}
	if b.State().State != breaker.Open {
		t.Errorf("it is %+v", b.State())
	}
}
