package web

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/rs/zerolog"
	"github.com/shopspring/decimal"

	"streamspark/internal/celebration"
	"streamspark/internal/money"
	"streamspark/internal/store"
	"streamspark/internal/web/ports"
	"streamspark/internal/web/problem"
)

// What no answer may ever hold.
const (
	secretToken = "token-5ecret-abcd"
	secretKey   = "key-5ecret-efgh"
	secretWord  = "5ecret"
)

// world is a server with everything around it that a test may turn.
type world struct {
	t        *testing.T
	server   *Server
	http     *httptest.Server
	store    *store.Store
	line     *fakeLine
	overlay  *fakeOverlay
	source   *fakeSource
	settings *fakeSettings
	money    *fakeMoney
	rates    *fakeRates
	clips    *fakeClips
	journal  *fakeJournal
	checks   *fakeChecks
	backups  *fakeBackups
	first    *fakeFirst
	parts    []ports.Part
	breakers []ports.Breaker
	log      *safeBuffer
	now      func() time.Time
	extra    []string // more hosts that are ours
	document *openDocument
	themes   fstest.MapFS // the streamer's own
}

func newWorld(t *testing.T) *world {
	t.Helper()
	opened, err := store.Open(t.Context(), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { opened.Close() })
	root, err := os.OpenRoot(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { root.Close() })
	w := &world{
		t: t, themes: fstest.MapFS{}, store: opened, log: &safeBuffer{}, now: time.Now,
		overlay: &fakeOverlay{store: opened}, clips: &fakeClips{root: root}, rates: &fakeRates{}, money: &fakeMoney{}, journal: &fakeJournal{},
		settings: &fakeSettings{tiers: celebration.Tiers{{MinRub: money.Rubles(1000).Value()}}},
		source:   &fakeSource{state: ports.SourceState{Configured: true, ClientID: "123", HasSecret: true}},
		parts:    []ports.Part{{Name: "rates", State: "ok"}, {Name: "overlay", State: "degraded", Why: "Nobody is playing: add the widget to OBS."}},
	}
	w.line = &fakeLine{store: opened}
	w.checks, w.backups, w.first = &fakeChecks{}, &fakeBackups{root: root}, &fakeFirst{}
	w.http = httptest.NewUnstartedServer(nil)
	host := w.http.Listener.Addr().String()
	w.source.state.RedirectURI = "http://" + host + "/api/da/oauth/callback"
	w.settings.public = "http://" + host
	server, err := New(ports.Options{
		Assets: os.DirFS("../../templates"), Own: func() []string { return append([]string{host}, w.extra...) },
		Widget: fstest.MapFS{
			"player/index.html": {Data: []byte("<!doctype html><title>player</title>")},
			"player/player.js":  {Data: []byte("export {}")},
			"README.md":         {Data: []byte("not for the web")},
			"themes/spark.css":  {Data: []byte(":root { --ink: #fff; }")}, "themes/neon.css": {Data: []byte(":root {}")}, "themes/template.css": {Data: []byte(":root {}")},
		},
		Themes: w.themes, Models: func() []string { return []string{"veo-large", "omni"} },
		Store: opened, Line: w.line, Overlay: w.overlay, Source: w.source, Settings: w.settings, Money: w.money, Rates: w.rates,
		Clips: w.clips, Journal: w.journal, Parts: func(context.Context) []ports.Part { return w.parts },
		Breakers: func() []ports.Breaker { return w.breakers }, Substitute: func() (string, bool) { return "gemini", true },
		Checks: w.checks, Backups: w.backups, First: w.first,
		Version: "1.2.3", Log: zerolog.New(w.log), Now: func() time.Time { return w.now() },
	})
	if err != nil {
		t.Fatal(err)
	}
	w.server = server
	w.http.Config.Handler = server.Handler()
	w.http.Start()
	t.Cleanup(w.http.Close)
	return w
}

// ask makes a request as curl would: no Origin, redirects not followed.
// A body is sent as JSON.
func (w *world) ask(method, path, body string, headers ...string) answer {
	w.t.Helper()
	r, err := http.NewRequestWithContext(w.t.Context(), method, w.http.URL+path, strings.NewReader(body))
	if err != nil {
		w.t.Fatal(err)
	}
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i < len(headers); i += 2 {
		if headers[i] == "Host" {
			r.Host = headers[i+1]
		}
		r.Header.Set(headers[i], headers[i+1])
	}
	response, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		w.t.Fatalf("%s %s: %v", method, path, err)
	}
	defer response.Body.Close()
	content, err := io.ReadAll(response.Body)
	if err != nil {
		w.t.Fatalf("%s %s: %v", method, path, err)
	}
	got := answer{response, string(content)}
	w.holdDocument(method, path, got)
	return got
}

type answer struct {
	*http.Response
	body string
}

// sentence is the error of an answer.
func (a answer) sentence(t *testing.T) string {
	t.Helper()
	var failed problem.Failure
	if err := json.Unmarshal([]byte(a.body), &failed); err != nil || failed.Success || failed.Error == "" {
		t.Errorf("%d %q is no error that can be shown", a.StatusCode, a.body)
	}
	return failed.Error
}

// addClip puts a clip into the folder and the store.
func (w *world) addClip(name, content string, age time.Duration) {
	w.t.Helper()
	if err := os.WriteFile(filepath.Join(w.clips.root.Name(), name), []byte(content), 0o600); err != nil {
		w.t.Fatal(err)
	}
	kind := "video/mp4"
	if strings.HasSuffix(name, ".webm") {
		kind = "video/webm"
	}
	err := w.store.AdoptClip(w.t.Context(), celebration.Clip{
		Filename: name, ContentType: kind, Size: int64(len(content)), Duration: 5 * time.Second, CreatedAt: time.Now().Add(-age),
	})
	if err != nil {
		w.t.Fatal(err)
	}
}

// donate records a donation and moves its celebration along.
func (w *world) donate(d celebration.Donation, moves ...celebration.Status) int64 {
	w.t.Helper()
	if d.CreatedAt.IsZero() {
		d.CreatedAt = time.Now()
	}
	id, err := w.line.Take(w.t.Context(), d)
	if err != nil {
		w.t.Fatal(err)
	}
	for _, status := range moves {
		w.move(id, func(c *celebration.Celebration) { c.Status = status })
	}
	return id
}

func (w *world) move(id int64, change func(*celebration.Celebration)) {
	w.t.Helper()
	if err := move(w.t.Context(), w.store, id, change); err != nil {
		w.t.Fatal(err)
	}
}

func move(ctx context.Context, s *store.Store, id int64, change func(*celebration.Celebration)) error {
	c, err := s.Celebration(ctx, id)
	if err != nil {
		return err
	}
	change(&c)
	return s.Save(ctx, &c)
}

// fakeLine records what it is given; Then is what becomes of it at once.
type fakeLine struct {
	store *store.Store
	last  celebration.Donation
	then  func(*celebration.Celebration)
	err   error
}

func (l *fakeLine) Take(ctx context.Context, d celebration.Donation) (int64, error) {
	l.last = d
	if l.err != nil {
		return 0, l.err
	}
	ids, _, err := l.store.Record(ctx, []celebration.Donation{d}, time.Now())
	if err != nil {
		return 0, err
	}
	if l.then != nil {
		return ids[0], move(ctx, l.store, ids[0], l.then)
	}
	return ids[0], nil
}

// Preview makes the order of the prompt alone; dear is over a budget.
func (l *fakeLine) Preview(_ context.Context, d celebration.Donation) (celebration.Celebration, decimal.NullDecimal, error) {
	c := celebration.Celebration{Donation: d, Tier: 0, TierName: "Gold", Status: celebration.Approved, Generator: "aiml", AmountRUB: d.Amount}
	c.Order = celebration.Order{Prompt: celebration.Prompt("", d), Model: "veo", Resolution: "720p", Duration: 8 * time.Second, Audio: true}
	if d.Amount.Currency() == "XXX" {
		c.Tier, c.TierName, c.AmountRUB = -1, "", money.Amount{}
		c.Status, c.Reason = celebration.WaitingRate, celebration.Because(celebration.WhyNoRate, "XXX")
		return c, decimal.NullDecimal{}, l.err
	}
	return c, decimal.NewNullDecimal(decimal.RequireFromString("1.04")), l.err
}

func (l *fakeLine) Decide(ctx context.Context, id int64, action string) (celebration.Celebration, error) {
	to := map[string]celebration.Status{
		"approve": celebration.Approved, "reject": celebration.Rejected, "retry": celebration.Approved, "forget": celebration.Rejected,
		"thank": celebration.Skipped,
	}[action]
	c, err := l.store.Celebration(ctx, id)
	if err != nil {
		return c, err
	}
	if c.Status == to || !celebration.MayMove(c.Status, to) {
		return c, celebration.Refuse("a celebration that is "+string(c.Status)+" cannot be decided upon", nil)
	}
	err = move(ctx, l.store, id, func(c *celebration.Celebration) {
		c.Status, c.Reason = to, celebration.Because(celebration.WhyByHand)
	})
	return c, err
}

type fakeOverlay struct {
	store *store.Store
	queue ports.Queue
	ended bool // what plays ends before it can be skipped
	err   error
}

func (o *fakeOverlay) ServeHTTP(w http.ResponseWriter, _ *http.Request) {
	w.WriteHeader(http.StatusTeapot) // reached: the doors let it in
}

func (o *fakeOverlay) Play(ctx context.Context, filename string) (celebration.Playback, error) {
	return o.store.AddPlayback(ctx, filename, time.Now())
}

func (o *fakeOverlay) Pause(_ context.Context, why string) error {
	o.queue.Paused, o.queue.PausedWhy, o.queue.PausedSince = true, why, time.Now()
	return o.err
}

func (o *fakeOverlay) Resume(context.Context) error {
	o.queue.Paused = false
	return o.err
}

func (o *fakeOverlay) Skip(context.Context) error {
	if o.queue.Playing == nil || o.ended {
		return ports.ErrNothingPlays
	}
	o.queue.Playing = nil
	return o.err
}

func (o *fakeOverlay) Panic(context.Context) error {
	o.queue.Paused, o.queue.Cleared, o.queue.PausedWhy, o.queue.PausedSince = true, true, "panic", time.Now()
	o.queue.Playing = nil
	return o.err
}

func (o *fakeOverlay) Move(ctx context.Context, id int64, place int) error {
	return o.store.MovePlayback(ctx, id, place)
}

func (o *fakeOverlay) Drop(ctx context.Context, id int64) error {
	return o.store.DropPlayback(ctx, id, celebration.Because(celebration.WhySkippedByHand), time.Now())
}

func (o *fakeOverlay) PlayNow(ctx context.Context, id int64) error {
	o.queue.Playing = nil
	return o.store.MovePlayback(ctx, id, 1)
}

func (o *fakeOverlay) Queue(ctx context.Context) (ports.Queue, error) {
	waiting, err := o.store.OpenPlaybacks(ctx)
	o.queue.Waiting = waiting
	return o.queue, errors.Join(err, o.err)
}

// safeBuffer is a log that several may write.
type safeBuffer struct {
	mu  sync.Mutex
	all bytes.Buffer
}

func (b *safeBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.all.Write(p)
}

func (b *safeBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.all.String()
}

// shapeOf says what a JSON value is made of: {a:number,b:[string]}. A list
// has the shape of its first element.
func shapeOf(value any) string {
	switch v := value.(type) {
	case nil:
		return "null"
	case bool:
		return "bool"
	case float64:
		return "number"
	case string:
		return "string"
	case []any:
		if len(v) == 0 {
			return "[]"
		}
		return "[" + shapeOf(v[0]) + "]"
	case map[string]any:
		var fields []string
		for name, field := range v {
			fields = append(fields, name+":"+shapeOf(field))
		}
		slices.Sort(fields)
		return "{" + strings.Join(fields, ",") + "}"
	}
	return "?"
}
