// Package webtest sets up what surrounds the web for its tests: a store, parts
// that a test may change, and donations with every field.
package webtest

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"html/template"
	"image"
	"image/color"
	"image/jpeg"
	"io"
	"maps"
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

	"streamspark/internal/breaker"
	"streamspark/internal/celebration"
	"streamspark/internal/clip"
	"streamspark/internal/locale"
	"streamspark/internal/logbuf"
	"streamspark/internal/moderation"
	"streamspark/internal/moderator"
	"streamspark/internal/money"
	"streamspark/internal/narrator"
	"streamspark/internal/overlay"
	"streamspark/internal/pipeline"
	"streamspark/internal/rates"
	"streamspark/internal/recap"
	"streamspark/internal/secrets"
	"streamspark/internal/socket"
	"streamspark/internal/sound"
	"streamspark/internal/source"
	"streamspark/internal/source/webhook"
	"streamspark/internal/speech"
	"streamspark/internal/standin"
	"streamspark/internal/store"
	"streamspark/internal/store/storetest"
	"streamspark/internal/telegram"
	"streamspark/internal/web/api"
	"streamspark/internal/web/auth"
	"streamspark/internal/widget"
)

// What no answer may ever hold.
const (
	SecretToken = "token-5ecret-abcd"
	SecretKey   = "key-5ecret-efgh"
	SecretWord  = "5ecret"
)

// Server is the web with its parts, which a test may change. Who
// uses it puts a handler on it.
type Server struct {
	T           *testing.T
	Templates   *template.Template // of the pages; nil: none is rendered
	HTTP        *httptest.Server
	Store       *store.Store
	Pipeline    *pipeline.Pipeline
	Overlay     *overlay.Overlay
	StopOverlay func()
	AllowOrigin func(*http.Request) bool // whose pages may connect a widget; nil: all
	Webhook     *webhook.Source
	Source      source.Account
	Settings    *Settings
	Stream      *store.Value[celebration.Stream]
	Widgets     *widget.Widgets
	Rates       *rates.Rates
	Clips       *clip.Folder
	Recaps      *recap.Recaps
	Root        *os.Root // the folder of Clips
	Logs        *logbuf.Log
	First       *store.Value[api.FirstState]
	Breakers    map[string]breaker.State
	Log         *safeBuffer
	Now         func() time.Time
	Extra       []string   // more hosts that are ours
	Access      api.Access // who can reach it
	Moderators  *moderator.Links
	ModeratorAt api.ModeratorAccess // where they reach their page
	Credentials *auth.Credentials   // nil: open to this computer alone
	Themes      fstest.MapFS        // the streamer's own
	Sounds      sound.Folder
	Narrator    *narrator.Narrator
	Bot         *telegram.Bot
	BotToken    string              // empty: there is no bot
	Voice       speech.Speaker      // nil: nothing is spoken
	Writing     celebration.Writing // of each prompt; zero: none is written
	NoVerdict   error               // why no text model judges

	checker *moderation.Checker

	standIn sync.Once
	started *standin.Probe
}

// WebhookSecret is what a server's webhook expects signatures by.
const WebhookSecret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw" //nolint:gosec // of tests alone

// NewServer returns one that does not serve yet.
func NewServer(t *testing.T) *Server {
	t.Helper()
	opened := storetest.Open(t)
	dir := t.TempDir()
	clips, err := clip.Open(clip.Options{Dir: dir, MinFree: 1, FFmpeg: filepath.Join(Templates(t), "..", "internal", "web", "webtest", "testdata", "ffmpeg")})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { clips.Close() })
	root, err := os.OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { root.Close() })
	s := &Server{
		T: t, Themes: fstest.MapFS{}, Sounds: sound.NewFolder(filepath.Join(t.TempDir(), "sounds")), Store: opened, Log: &safeBuffer{}, Now: time.Now,
		Clips: clips, Root: root, Recaps: recap.New(recap.Options{Store: opened, Clips: clips}),
		Rates: newRates(), Logs: logbuf.New(logbuf.Options{Screen: io.Discard, JSON: true}),
		HTTP: httptest.NewUnstartedServer(nil),
	}
	key, err := secrets.Open(t.TempDir(), false)
	if err != nil {
		t.Fatal(err)
	}
	sealed := secrets.NewStore(secrets.Options{Documents: opened, Key: key, Lost: func(name string) { t.Errorf("%s is lost", name) }})
	s.Settings = newSettings(t, opened, sealed)
	s.checker, _ = moderation.New("")
	revoked := &socket.Closed{Code: socket.Refused, Reason: "the link was revoked"}
	if s.Moderators, err = moderator.Open(t.Context(), sealed, revoked, func() time.Time { return s.Now() }); err != nil {
		t.Fatal(err)
	}
	s.Pipeline = s.newPipeline()
	s.runOverlay()
	if s.First, err = store.OpenValue[api.FirstState](t.Context(), opened, api.FirstKey); err != nil {
		t.Fatal(err)
	}
	if s.Stream, err = store.OpenValue[celebration.Stream](t.Context(), opened, celebration.StreamDocument); err != nil {
		t.Fatal(err)
	}
	s.BeginStream(time.Now().Add(-time.Hour))
	s.openWidgets()
	s.Narrator = s.newNarrator()
	s.openBot()
	if err := sealed.Put(t.Context(), webhook.Document, []byte(`"`+WebhookSecret+`"`)); err != nil {
		t.Fatal(err)
	}
	if s.Webhook, err = webhook.New(t.Context(), webhook.Options{Secrets: sealed, Sink: s.Pipeline.Deliver}); err != nil {
		t.Fatal(err)
	}
	if _, _, err := s.Rates.InRubles(t.Context(), money.New(decimal.NewFromInt(1), "USD")); err != nil {
		t.Fatal(err)
	}
	s.SetPublic("http://" + s.host())
	s.openSource(sealed)
	return s
}

// openWidgets opens those of the program.
func (s *Server) openWidgets() {
	s.T.Helper()
	var err error
	s.Widgets, err = widget.Open(s.T.Context(), widget.Options{
		Files: os.DirFS(filepath.Join(Templates(s.T), "..", "widget")), Store: s.Store, Stream: func() time.Time { return s.Stream.Get().Since },
		Shows: s.Overlay.Shows, Language: func() string { return "en" }, Now: func() time.Time { return s.Now() },
	})
	if err != nil {
		s.T.Fatal(err)
	}
}

// BeginStream begins a new stream at a moment.
func (s *Server) BeginStream(at time.Time) {
	s.T.Helper()
	if _, err := s.Stream.Update(s.T.Context(), func(before celebration.Stream) celebration.Stream { return before.Next(at) }); err != nil {
		s.T.Fatal(err)
	}
}

// StreamSeen records that a player was there at a moment.
func (s *Server) StreamSeen(at time.Time) {
	s.T.Helper()
	if _, err := s.Stream.Update(s.T.Context(), func(now celebration.Stream) celebration.Stream { return now.At(at, true) }); err != nil {
		s.T.Fatal(err)
	}
}

func (s *Server) host() string { return s.HTTP.Listener.Addr().String() }

// Options returns those that a streamer's program would have.
func (s *Server) Options() api.Options {
	return api.Options{
		Assets: os.DirFS(Templates(s.T)), Templates: s.Templates, Own: func() []string { return append([]string{s.host()}, s.Extra...) },
		Widget: fstest.MapFS{
			"player/index.html": {Data: []byte("<!doctype html><title>player</title>")},
			"player/player.js":  {Data: []byte("export {}")},
			"README.md":         {Data: []byte("not for the web")},
			"themes/spark.css":  {Data: []byte(":root { --ink: #fff; }")}, "themes/neon.css": {Data: []byte(":root {}")}, "themes/template.css": {Data: []byte(":root {}")},
		},
		Themes: s.Themes, Sounds: s.Sounds, Widgets: s.Widgets, Models: func() []string { return []string{"veo-large", "omni"} },
		Store: s.Store, Pipeline: s.Pipeline, Overlay: s.Overlay, Source: s.Source, Sources: []source.Source{s.Source, s.Webhook}, Config: s.Settings.Live, Save: s.Settings.SaveAll, Rules: s.rules, Reset: s.Settings.Reset, Stream: s.Stream, Rates: s.Rates,
		Clips: s.Clips, Recaps: s.Recaps, Narrator: s.Narrator, Bot: s.Bot, Lists: s.checker.Files(), Logs: s.Logs,
		Breakers:    func() map[string]breaker.State { return maps.Clone(s.Breakers) },
		Credentials: s.Credentials, Access: func() api.Access { return s.Access }, Moderators: s.Moderators, ModeratorAt: s.moderatorAt,
		Rotate:       func(ctx context.Context) (func(), error) { return s.Credentials.Rotate(ctx) },
		VerdictPrice: func() (string, decimal.Decimal, error) { return "model-1", decimal.New(112, -5), s.NoVerdict },
		Sound:        s.sound, Checks: s.newChecks(), First: s.First,
		Licenses: "MIT License", Version: "1.2.3", Log: zerolog.New(s.Log), Now: func() time.Time { return s.Now() },
	}
}

// moderatorAt returns where moderators reach their page: here, where a test says nothing else.
func (s *Server) moderatorAt() api.ModeratorAccess {
	if len(s.ModeratorAt.Addresses) > 0 {
		return s.ModeratorAt
	}
	return api.ModeratorAccess{Addresses: []string{"http://" + s.host()}, Local: true}
}

// sound returns a short sound of one address, and trouble of any other.
func (s *Server) sound(_ context.Context, d celebration.Donation) (string, []byte, error) {
	if d.Audio != "https://sounds.example/a.wav" {
		return "", nil, errors.New("no answer in time")
	}
	return "audio/wav", silence(), nil
}

// Serve starts the server.
func (s *Server) Serve(handler http.Handler) {
	s.HTTP.Config.Handler = handler
	s.HTTP.Start()
	s.T.Cleanup(s.HTTP.Close)
}

// Templates returns the folder of the pages, wherever below the root a test
// runs.
func Templates(t testing.TB) string {
	t.Helper()
	for dir := "."; len(dir) < 100; dir = filepath.Join("..", dir) {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return filepath.Join(dir, "templates")
		}
	}
	t.Fatal("the templates are not there")
	return ""
}

// Ask makes a request as curl would: no Origin, redirects not followed.
// A body is sent as JSON.
func (s *Server) Ask(method, path, body string, headers ...string) Answer {
	s.T.Helper()
	r, err := http.NewRequestWithContext(s.T.Context(), method, s.HTTP.URL+path, strings.NewReader(body))
	if err != nil {
		s.T.Fatal(err)
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
		s.T.Fatalf("%s %s: %v", method, path, err)
	}
	defer response.Body.Close()
	if response.StatusCode == http.StatusSwitchingProtocols {
		return Answer{response, ""}
	}
	content, err := io.ReadAll(response.Body)
	if err != nil {
		s.T.Fatalf("%s %s: %v", method, path, err)
	}
	return Answer{response, string(content)}
}

// Answer is a response with the text of its body.
type Answer struct {
	*http.Response
	Text string
}

// Sentence returns the error of an answer.
func (a Answer) Sentence(t *testing.T) string {
	t.Helper()
	var failed struct {
		Success bool
		Error   string
	}
	if err := json.Unmarshal([]byte(a.Text), &failed); err != nil || failed.Success || failed.Error == "" {
		t.Errorf("%d %q is no error that can be shown", a.StatusCode, a.Text)
	}
	return failed.Error
}

// AddClip puts a clip into the folder and the store.
func (s *Server) AddClip(name, content string, age time.Duration) {
	s.T.Helper()
	if err := os.WriteFile(filepath.Join(s.Root.Name(), name), []byte(content), 0o600); err != nil {
		s.T.Fatal(err)
	}
	kind := "video/mp4"
	if strings.HasSuffix(name, ".webm") {
		kind = "video/webm"
	}
	err := s.Store.ImportClips(s.T.Context(), celebration.Clip{
		Filename: name, ContentType: kind, Size: int64(len(content)), Duration: 5 * time.Second, CreatedAt: time.Now().Add(-age),
	})
	if err != nil {
		s.T.Fatal(err)
	}
}

// Donate records a donation and moves its celebration along.
func (s *Server) Donate(d celebration.Donation, moves ...celebration.Status) int64 {
	s.T.Helper()
	if d.CreatedAt.IsZero() {
		d.CreatedAt = time.Now()
	}
	ids, _, err := s.Store.Record(s.T.Context(), []celebration.Donation{d}, time.Now())
	if err != nil {
		s.T.Fatal(err)
	}
	id := ids[0]
	for _, status := range moves {
		s.Move(id, func(c *celebration.Celebration) { c.Status = status })
	}
	return id
}

// Move saves a celebration as it is after a change.
func (s *Server) Move(id int64, change func(*celebration.Celebration)) {
	s.T.Helper()
	if err := move(s.T.Context(), s.Store, id, change); err != nil {
		s.T.Fatal(err)
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

// WriteLog adds a line to the log, with fields and their values in turn.
func (s *Server) WriteLog(level, part, message string, fields ...any) {
	s.T.Helper()
	line := map[string]any{"level": level, "part": part, "message": message}
	for pair := range slices.Chunk(fields, 2) {
		line[pair[0].(string)] = pair[1]
	}
	content, err := json.Marshal(line)
	if err == nil {
		_, err = s.Logs.Write(content)
	}
	if err != nil {
		s.T.Fatal(err)
	}
}

// Backup is the name of the file that AddBackup writes.
const Backup = "streamspark-20260102-030405.db"

// AddBackup puts a file among the backups.
func (s *Server) AddBackup() {
	s.T.Helper()
	folder := s.Store.BackupFolder()
	err := os.MkdirAll(folder, 0o700)
	if err == nil {
		err = os.WriteFile(filepath.Join(folder, Backup), []byte("whole"), 0o600)
	}
	if err != nil {
		s.T.Fatal(err)
	}
}

// BreakWrites has each write into a table of the database fail. The error has a
// secret in it.
func (s *Server) BreakWrites(table string) {
	s.T.Helper()
	for _, change := range []string{"INSERT", "UPDATE"} {
		storetest.Exec(s.T, s.Store, fmt.Sprintf(
			"CREATE TRIGGER broken_%s_%s BEFORE %s ON %s BEGIN SELECT raise(ABORT, 'disk %s'); END", table, change, change, table, SecretKey))
	}
}

// LoseDatabase moves the file of the database away.
func (s *Server) LoseDatabase() {
	s.T.Helper()
	path := filepath.Join(filepath.Dir(s.Store.BackupFolder()), store.File)
	if err := os.Rename(path, path+".moved"); err != nil {
		s.T.Fatal(err)
	}
}

// NoBackups has the folder of backups be a file.
func (s *Server) NoBackups() {
	s.T.Helper()
	if err := os.WriteFile(s.Store.BackupFolder(), nil, 0o600); err != nil {
		s.T.Fatal(err)
	}
}

// AddPoster adds the poster of a clip, and its stills.
func (s *Server) AddPoster(name string) {
	s.T.Helper()
	picture := []byte(SmallJPEG())
	err := errors.Join(s.Clips.SavePoster(name, picture), s.Clips.SaveStills(name, [][]byte{picture, picture, picture}))
	if err == nil {
		err = s.Store.SetPoster(s.T.Context(), name, time.UnixMilli(1_763_700_001_000))
	}
	if err != nil {
		s.T.Fatal(err)
	}
}

// SmallJPEG returns a picture, as the text of a body.
func SmallJPEG() string {
	drawn := image.NewGray(image.Rect(0, 0, 32, 18))
	for x := range 32 {
		drawn.Set(x, x/2, color.White)
	}
	var content bytes.Buffer
	if err := jpeg.Encode(&content, drawn, nil); err != nil {
		panic(err) // it is in memory
	}
	return content.String()
}

// Viewer returns a donation of 1500 rubles.
func Viewer(id string) celebration.Donation {
	return celebration.Donation{Source: "donationalerts", ID: id, Donor: "viewer42", Message: "Привет", Amount: money.Rubles(1500)}
}

// Catalogue returns what the pages may say, in English.
func Catalogue() *locale.Language { return locale.English() }
