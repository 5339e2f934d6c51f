package donationalerts

import (
	"bytes"
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rs/zerolog"
	"golang.org/x/time/rate"

	"streamspark/internal/celebration"
	"streamspark/internal/fault"
	"streamspark/internal/outbound"
	"streamspark/internal/provider"
	"streamspark/internal/source"
	"streamspark/internal/standin"
)

// world is a source, the stand-in that it talks to, and what it leaves behind.
type world struct {
	t        *testing.T
	standIns *standin.Probe
	keep     *memory
	client   *outbound.Client
	log      *logged
	options  func(*options)
	*Source

	mu      sync.Mutex
	ahead   time.Duration               // how far our clock runs before the real one
	taken   []celebration.Donation      // without doubles, as they came
	largest int                         // the most that were handed over at once
	doubles int                         // donations that were handed over again
	refuse  error                       // what Deliver answers
	told    int                         // how often Changed was called
	onAsk   func(*http.Request)         // before a request
	onReply func(request *http.Request) // after its answer came
}

// memory is a Keeper.
type memory struct {
	mu     sync.Mutex
	values map[string][]byte
	fail   error
	puts   int
}

func (m *memory) Get(_ context.Context, key string) ([]byte, bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	value, ok := m.values[key]
	return slices.Clone(value), ok, nil
}

func (m *memory) Put(_ context.Context, key string, value []byte) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.fail != nil {
		return m.fail
	}
	m.puts++
	m.values[key] = slices.Clone(value)
	return nil
}

func (m *memory) Delete(_ context.Context, key string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.values, key)
	return nil
}

func (m *memory) breaks(err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.fail = err
}

// logged is a log that may be read while it is written.
type logged struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *logged) Write(line []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(line)
}

func (l *logged) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

// RoundTrip lets a test look at requests and act between them.
func (w *world) RoundTrip(r *http.Request) (*http.Response, error) {
	w.mu.Lock()
	before, after := w.onAsk, w.onReply
	w.mu.Unlock()
	if before != nil {
		before(r)
	}
	response, err := http.DefaultTransport.RoundTrip(r)
	if after != nil {
		after(r)
	}
	return response, err
}

func newWorld(t *testing.T, o standin.Options) *world {
	t.Helper()
	standIns, err := standin.StartProbe(o)
	if err != nil {
		t.Fatal(err)
	}
	w := &world{t: t, standIns: standIns, keep: &memory{values: map[string][]byte{}}, log: &logged{}}
	w.client = outbound.New(w)
	w.open()
	t.Cleanup(func() {
		if err := w.Close(context.Background()); err != nil {
			t.Error(err)
		}
		if err := standIns.Close(); err != nil {
			t.Error(err)
		}
	})
	return w
}

// open starts the program, or starts it again.
func (w *world) open() {
	w.t.Helper()
	if w.Source != nil {
		if err := w.Close(context.Background()); err != nil {
			w.t.Fatal(err)
		}
	}
	o := options{
		Setup: provider.Setup{
			Client: w.client, Keep: w.keep, Secrets: w.keep, Sink: w.deliver, Log: zerolog.New(w.log),
			Application: source.Application{ID: standin.ClientID, Secret: standin.ClientSecret, RedirectURI: "http://localhost:5002/api/da/oauth/callback"},
			Changed:     func() { w.mu.Lock(); defer w.mu.Unlock(); w.told++ },
		},
		BaseURL: w.standIns.DonationAlertsURL(), ReconcileInterval: time.Minute, Now: w.now,
	}
	if w.options != nil {
		w.options(&o)
	}
	opened, err := open(w.t.Context(), &o)
	if err != nil {
		w.t.Fatal(err)
	}
	opened.client.limit.SetLimit(rate.Inf)
	w.Source = opened
}

func (w *world) now() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return time.Now().Add(w.ahead)
}

// later lets time pass on our clock: long enough for any pause to end.
func (w *world) later(d time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.ahead += d
}

func (w *world) deliver(_ context.Context, donations []celebration.Donation) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.refuse != nil {
		return w.refuse
	}
	w.largest = max(w.largest, len(donations))
	for _, d := range donations {
		if slices.ContainsFunc(w.taken, func(k celebration.Donation) bool { return k.ID == d.ID }) {
			w.doubles++
			continue
		}
		w.taken = append(w.taken, d)
	}
	return nil
}

func (w *world) refuses(err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.refuse = err
}

// got are the ids that were taken, in order, since the last call.
func (w *world) got() []celebration.Donation {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Clone(w.taken)
}

// before and after put something between requests.
func (w *world) hook(before, after func(*http.Request)) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.onAsk, w.onReply = before, after
}

// connect signs in through the consent page.
func (w *world) connect() {
	w.t.Helper()
	if err := w.Exchange(w.t.Context(), w.code()); err != nil {
		w.t.Fatal("sign in:", err)
	}
}

// code is what the consent page gives.
func (w *world) code() string {
	w.t.Helper()
	address, err := w.AuthorizeURL("state-1")
	if err != nil {
		w.t.Fatal(err)
	}
	back, err := w.standIns.Consent(address, true)
	if err != nil {
		w.t.Fatal(err)
	}
	u, err := url.Parse(back)
	if err != nil || u.Query().Get("state") != "state-1" || u.Query().Get("code") == "" {
		w.t.Fatalf("the consent page leads to %q", back)
	}
	return u.Query().Get("code")
}

// ready is a world that is connected and has made its first round.
func ready(t *testing.T) *world {
	t.Helper()
	w := newWorld(t, standin.Options{})
	w.connect()
	w.poll()
	return w
}

// poll makes a round that must go well.
func (w *world) poll() {
	w.t.Helper()
	if err := w.Poll(w.t.Context()); err != nil {
		w.t.Fatal("poll:", err)
	}
}

// donate makes so many donations and returns their ids.
func (w *world) donate(n int) []int64 { return w.donateAll(n, time.Time{}) }

// donateBefore makes so many donations a minute ago.
func (w *world) donateBefore(n int) []int64 { return w.donateAll(n, time.Now().Add(-time.Minute)) }

func (w *world) donateAll(n int, at time.Time) []int64 {
	ids := make([]int64, n)
	for i := range ids {
		donor := "viewer"
		ids[i] = w.standIns.Donate(standin.Donation{Donor: &donor, Amount: 100 + i, Currency: "RUB", CreatedAt: at, PayinSystem: map[string]string{"title": "card"}})
	}
	return ids
}

// mustBe holds that these and no others were taken, in this order.
func (w *world) mustBe(want ...int64) {
	w.t.Helper()
	var ids []int64
	for _, d := range w.got() {
		ids = append(ids, number(w.t, d.ID))
	}
	if !slices.Equal(ids, want) {
		w.t.Fatalf("taken: %v\nwanted: %v", ids, want)
	}
}

func number(t *testing.T, id string) int64 {
	t.Helper()
	n := fields{"id": []byte(id)}.integer("id")
	if n == 0 {
		t.Fatalf("%q is no id", id)
	}
	return int64(n)
}

// asProblem returns the fault in an error.
func asProblem(t *testing.T, err error) *fault.Error {
	t.Helper()
	e, ok := fault.As(err)
	if !ok || !strings.HasPrefix(e.Code, Name+".") {
		t.Fatalf("%v is no fault of ours", err)
	}
	return e
}

// signInProblem returns why a sign-in failed.
func signInProblem(t *testing.T, err error) *fault.Error {
	t.Helper()
	if e := asProblem(t, err); e.Code == codeNotChanged {
		return asProblem(t, e.Cause)
	}
	return asProblem(t, err)
}

// pause is what a request during a pause of DonationAlerts ends with.
func pause(left time.Duration) error {
	e := failed(codeBusy, nil)
	e.After = left
	return e
}
