package pipeline

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/rs/zerolog"
	"github.com/shopspring/decimal"

	"streamspark/internal/celebration"
	"streamspark/internal/clip"
	"streamspark/internal/money"
	"streamspark/internal/store"
	"streamspark/internal/store/storetest"
)

// world is a pipeline with everything around it: a real store, and a
// generator, rates and a folder that do as the test says.
type world struct {
	t        *testing.T
	dir      string
	store    *store.Store
	pipeline *Pipeline
	mu       sync.Mutex

	set     Settings
	paid    bool
	rate    func(money.Currency) (string, error)
	known   bool // rates of other currencies are in memory
	start   func(celebration.Order) (celebration.Operation, error)
	look    func(celebration.Operation) (celebration.Progress, error)
	find    func(celebration.Order) (celebration.Operation, error)
	charges map[celebration.Operation]decimal.Decimal
	ordered []celebration.KnownOrder
	price   func(celebration.Order) (decimal.Decimal, error)
	clips   *clip.Folder
	folder  string // of clips
	film    []byte // what the maker makes
	fetch   func(into io.Writer) error
	starts  []celebration.Order
	since   []time.Time // of each search for a lost order
	ready   func() error

	player celebration.Decoder
	video  string // the codec in which the maker's clips come
}

// byPage is the streamer.
var byPage = celebration.By{Via: celebration.ViaPage}

func newWorld(t *testing.T) *world {
	w := &world{t: t, dir: t.TempDir(), paid: true, set: Settings{
		Tiers:     celebration.Tiers{{MinRub: decimal.NewFromInt(1000)}, {Name: "Gold", MinRub: decimal.NewFromInt(5000), Model: "veo-gold", Duration: 4 * time.Second}},
		Generator: "maker", Places: 2, PollEvery: time.Second, Timeout: time.Hour, CatchUp: 5 * time.Minute, Duration: 8 * time.Second,
	}}
	w.rate = func(c money.Currency) (string, error) {
		if c == "USD" {
			return "80", nil
		}
		return "", errors.New("nobody knows")
	}
	w.start = func(celebration.Order) (celebration.Operation, error) { return "op", nil }
	w.price = func(celebration.Order) (decimal.Decimal, error) { return decimal.RequireFromString("0.80"), nil }
	w.look = func(celebration.Operation) (celebration.Progress, error) {
		return celebration.Progress{Done: true}, nil
	}
	w.film = sample(t, "tiny.webm")
	w.folder = filepath.Join(w.dir, "clips")
	w.openClips(clip.Options{})
	w.boot()
	return w
}

// boot opens the store, as a start of the program does.
func (w *world) boot() {
	w.t.Helper()
	storetest.Migrate(w.t, w.dir)
	s, err := store.Open(w.t.Context(), w.dir)
	if err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(func() { _ = s.Close() })
	w.store = s
	w.pipeline = New(Options{
		Store: s, InRubles: w.inRubles, InRublesAtOnce: w.inRublesAtOnce, Clips: w.clips, Log: zerolog.Nop(),
		Settings: func() Settings { return w.set },
		Maker: func(name string) (Maker, bool) {
			var g Generator = worldMaker{w}
			if w.find != nil {
				g = worldFinder{worldMaker{w}}
			}
			return Maker{Generator: g, Paid: w.paid, Model: "veo", Video: w.video, Ready: w.ready}, name == "maker"
		},
		Player: func() celebration.Decoder { return w.player },
	})
}

func (w *world) reboot() {
	_ = w.store.Close()
	w.boot()
}

func (w *world) inRublesAtOnce(a money.Amount) (money.Amount, celebration.Rate, bool) {
	if a.Currency() != money.RUB && !w.known {
		return money.Amount{}, celebration.Rate{}, false
	}
	rubles, rate, err := w.inRubles(context.Background(), a)
	return rubles, rate, err == nil
}

func (w *world) inRubles(_ context.Context, a money.Amount) (money.Amount, celebration.Rate, error) {
	if a.Currency() == money.RUB {
		return a, celebration.Rate{}, nil
	}
	rubles, err := w.rate(a.Currency())
	if err != nil {
		return money.Amount{}, celebration.Rate{}, err
	}
	return a.Convert(money.RUB, decimal.RequireFromString(rubles)), celebration.Rate{Currency: a.Currency(), Rubles: rubles, Source: "test"}, nil
}

type worldMaker struct{ w *world }

func (m worldMaker) Start(_ context.Context, o celebration.Order) (celebration.Operation, error) {
	m.w.mu.Lock()
	m.w.starts = append(m.w.starts, o)
	m.w.mu.Unlock()
	return m.w.start(o)
}

func (m worldMaker) Price(_ context.Context, o celebration.Order) (decimal.Decimal, error) {
	return m.w.price(o)
}

func (m worldMaker) KnownOrders(context.Context, time.Time) ([]celebration.KnownOrder, error) {
	return m.w.ordered, nil
}

func (m worldMaker) Charges(context.Context, time.Time) (map[celebration.Operation]decimal.Decimal, error) {
	return m.w.charges, nil
}

func (m worldMaker) Poll(_ context.Context, op celebration.Operation) (celebration.Progress, error) {
	return m.w.look(op)
}

func (m worldMaker) Fetch(_ context.Context, _ celebration.Operation, out io.Writer) error {
	if m.w.fetch != nil {
		return m.w.fetch(out)
	}
	_, err := out.Write(m.w.film)
	return err
}

type worldFinder struct{ worldMaker }

func (f worldFinder) Find(_ context.Context, o celebration.Order, since time.Time) (celebration.Operation, error) {
	f.w.since = append(f.w.since, since)
	return f.w.find(o)
}

// openClips opens the folder of clips, also anew with other options.
func (w *world) openClips(o clip.Options) {
	w.t.Helper()
	o.Dir, o.MinFree = w.folder, max(o.MinFree, 1)
	folder, err := clip.Open(o)
	if err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(func() { _ = folder.Close() })
	if w.clips = folder; w.pipeline != nil {
		w.pipeline.o.Clips = folder
	}
}

// put puts a file into the folder of clips.
func (w *world) put(name string, content []byte) {
	w.t.Helper()
	if err := os.WriteFile(filepath.Join(w.folder, name), content, 0o600); err != nil {
		w.t.Fatal(err)
	}
}

// sample returns a small clip.
func sample(t *testing.T, name string) []byte {
	t.Helper()
	content, err := os.ReadFile(filepath.Join("../clip/testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return content
}

// donate records a donation made just now.
func (w *world) donate(amount, currency string) int64 {
	w.t.Helper()
	a, err := money.Parse(amount, currency)
	if err != nil {
		w.t.Fatal(err)
	}
	return w.give(celebration.Donation{Source: "donationalerts", ID: amount + currency + time.Now().String(), Donor: "d", Amount: a, CreatedAt: time.Now()})
}

// give records a donation and takes no step yet, so that a test can.
func (w *world) give(d celebration.Donation) int64 {
	w.t.Helper()
	ids, _, err := w.store.Record(w.t.Context(), []celebration.Donation{d}, time.Now())
	if err != nil {
		w.t.Fatal(err)
	}
	return ids[0]
}

func (w *world) get(id int64) celebration.Celebration {
	w.t.Helper()
	c, err := w.store.Celebration(w.t.Context(), id)
	if err != nil {
		w.t.Fatal(err)
	}
	return c
}

// step advances a celebration once, due or not.
func (w *world) step(id int64) celebration.Celebration {
	w.t.Helper()
	if err := w.pipeline.Advance(w.t.Context(), w.get(id)); err != nil {
		w.t.Fatal(err)
	}
	return w.get(id)
}

// until advances a celebration until it stands at a status.
func (w *world) until(id int64, want celebration.Status) celebration.Celebration {
	w.t.Helper()
	c := w.get(id)
	for range 10 {
		if c.Status == want {
			return c
		}
		c = w.step(id)
	}
	w.t.Fatalf("it is %s because %s, and does not come to %s", c.Status, c.Reason, want)
	return c
}

// hasStatus checks where a celebration stands and what is said of it.
func hasStatus(t *testing.T, c celebration.Celebration, status celebration.Status, code string, charged celebration.Charged) {
	t.Helper()
	if c.Status != status || c.Reason.Code != code || c.Charged != charged {
		t.Errorf("it is %s because %q (%s), charged %s; want %s, %q, %s",
			c.Status, c.Reason.Code, c.Reason, c.Charged, status, code, charged)
	}
}
