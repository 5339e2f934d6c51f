package telegram

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"os"
	"path"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/rs/zerolog"

	"streamspark/internal/celebration"
	"streamspark/internal/fault"
	"streamspark/internal/locale"
	"streamspark/internal/outbound"
	"streamspark/internal/provider"
	"streamspark/internal/standin"
	"streamspark/internal/store/storetest"
)

// wire answers what the bot asks, without a network, by the clock of a test: a result, or
// a refusal.
type wire struct {
	mu    sync.Mutex
	calls []wired
	// answer returns nil for what a good server says.
	answer func(ctx context.Context, call wired) *refusal
}

// wired is one call. Chat is 0 where it is about none.
type wired struct {
	method, text string
	chat         int64
	at           time.Time
}

// RoundTrip answers one call.
func (w *wire) RoundTrip(r *http.Request) (*http.Response, error) {
	call := wired{method: path.Base(r.URL.Path), at: time.Now()}
	var body struct {
		Chat    int64  `json:"chat_id"`
		Text    string `json:"text"`
		Timeout int
	}
	if kind, parameters, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err == nil && kind == "multipart/form-data" {
		form, err := multipart.NewReader(r.Body, parameters["boundary"]).ReadForm(1 << 20)
		if err != nil {
			return nil, err
		}
		call.text = form.Value["caption"][0]
		_ = json.Unmarshal([]byte(form.Value["chat_id"][0]), &call.chat)
	} else if err := json.NewDecoder(r.Body).Decode(&body); err != nil {
		return nil, err
	} else {
		call.text, call.chat = body.Text, body.Chat
	}
	w.mu.Lock()
	w.calls = append(w.calls, call)
	n := len(w.calls)
	w.mu.Unlock()
	no := w.answer(r.Context(), call)
	if r.Context().Err() != nil {
		return nil, r.Context().Err()
	}
	result := map[string]any{"getMe": user{ID: 1, Username: "bot"}, "getUpdates": []update{}}[call.method]
	if result == nil {
		result = map[string]any{"message_id": n}
	}
	status, answer := http.StatusOK, map[string]any{"ok": true, "result": result}
	if no != nil {
		status, answer = no.Code, map[string]any{"ok": false, "error_code": no.Code, "description": no.Said, "parameters": no.Parameters}
	} else if call.method == "getUpdates" {
		select {
		case <-time.After(time.Duration(body.Timeout) * time.Second):
		case <-r.Context().Done():
			return nil, r.Context().Err()
		}
	}
	content, err := json.Marshal(answer)
	return &http.Response{StatusCode: status, Header: http.Header{}, Body: io.NopCloser(bytes.NewReader(content)), Request: r}, err
}

// of returns the calls of a method.
func (w *wire) of(method string) (all []wired) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, c := range w.calls {
		if c.method == method {
			all = append(all, c)
		}
	}
	return all
}

func tooMany(seconds int) *refusal {
	no := &refusal{Code: http.StatusTooManyRequests, Said: "Too Many Requests"}
	no.Parameters.RetryAfter = seconds
	return no
}

func broken() *refusal { return &refusal{Code: http.StatusBadGateway, Said: "Bad Gateway"} }

// wiredWorld runs a bot on a wire in a bubble of synctest, with people in chats.
func wiredWorld(t *testing.T, way *wire, chats ...int64) *world {
	w := &world{T: t, store: storetest.Open(t), dir: t.TempDir()}
	w.openPipeline()
	connect := func() {
		w.client = NewClient(provider.Setup{
			Values: provider.NewValues(map[string]string{"base_url": "http://telegram.example", "token": standin.TelegramToken}), Client: outbound.New(way),
		})
	}
	connect()
	var err error
	w.bot, err = Open(t.Context(), Options{
		Store: w.store, Decide: w.pipeline.Decide, Client: func() (*Client, bool) { return w.client, true }, Changed: func() {}, Now: time.Now,
		Clip: func(string) (*os.File, error) { return os.Open(w.clip) }, Language: locale.English, Log: zerolog.New(&w.log),
	})
	if err != nil {
		t.Fatal(err)
	}
	for i, chat := range chats {
		w.bot.now.Accounts = append(w.bot.now.Accounts, Account{User: int64(i + 1), Chat: chat})
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- w.bot.Run(ctx) }()
	w.stop = sync.OnceFunc(func() {
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	return w
}

// pass lets time go by.
func pass(d time.Duration) {
	time.Sleep(d)
	synctest.Wait()
}

// TestAPauseThatTelegramAskedForIsKept, whatever fails or is pressed meanwhile.
func TestAPauseThatTelegramAskedForIsKept(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var way wire
		var asked atomic.Bool
		way.answer = func(_ context.Context, c wired) *refusal {
			switch {
			case c.method == "sendMessage" && asked.CompareAndSwap(false, true):
				return tooMany(7200)
			case c.method == "getUpdates" && asked.Load():
				return broken() // the session ends, again and again
			}
			return nil
		}
		w := wiredWorld(t, &way, 501)
		defer w.stop()
		w.hold("Vasya", "hello")
		pass(time.Minute)
		if said := locale.English().Message(w.bot.State().Accounts[0].Trouble); !strings.Contains(said, "asks the bot to wait until") {
			t.Errorf("the card says %q", said)
		}
		w.bot.Refresh()
		w.bot.nudge()
		pass(time.Hour)
		if n := len(way.of("getUpdates")); n < 10 {
			t.Fatalf("the news were asked for %d times", n)
		}
		if n := len(way.of("sendMessage")); n != 1 {
			t.Errorf("it was sent %d times within the pause", n)
		}
		pass(time.Hour)
		if n := len(way.of("sendMessage")); n != 2 || !w.bot.State().Accounts[0].Trouble.IsZero() {
			t.Errorf("after the pause it was sent %d times: %+v", n, w.bot.State().Accounts)
		}
	})
}

// TestNewsAreNotAskedForBeforeTelegramSaid, also where the streamer changes settings.
func TestNewsAreNotAskedForBeforeTelegramSaid(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		way := &wire{answer: func(_ context.Context, c wired) *refusal {
			if c.method == "getUpdates" {
				return tooMany(3 * 3600)
			}
			return nil
		}}
		w := wiredWorld(t, way, 501)
		defer w.stop()
		pass(time.Minute)
		if said := locale.English().Message(w.bot.State().Trouble); !strings.Contains(said, "asks the bot to wait until") {
			t.Errorf("the card says %q", said)
		}
		for range 4 {
			other := *w.client // another proxy, say
			w.client = &other
			w.bot.Refresh()
			pass(40 * time.Minute)
		}
		if n := len(way.of("getUpdates")) + len(way.of("getMe")); n != 2 {
			t.Errorf("Telegram was asked %d times within the pause", n)
		}
		pass(time.Hour)
		if n := len(way.of("getUpdates")); n != 2 {
			t.Errorf("after the pause the news were asked for %d times", n)
		}
	})
}

func TestAPauseIsAsLongAsTelegramSays(t *testing.T) {
	for asked, want := range map[int]time.Duration{0: time.Second, 35: 35 * time.Second, 20_000: 20_000 * time.Second, 1 << 60: longestAsked, -5: time.Second} {
		way := &wire{answer: func(context.Context, wired) *refusal { return tooMany(asked) }}
		client := NewClient(provider.Setup{Values: provider.NewValues(map[string]string{"base_url": "http://telegram.example", "token": standin.TelegramToken}), Client: outbound.New(way)})
		if _, err := client.send(t.Context(), 1, post{text: "x"}); fault.After(err) != want {
			t.Errorf("%d is %v: %v", asked, fault.After(err), err)
		}
	}
}

// TestAnUploadGoesOnWhileTheNewsFail, and is done once.
func TestAnUploadGoesOnWhileTheNewsFail(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		way := &wire{}
		way.answer = func(ctx context.Context, c wired) *refusal {
			switch c.method {
			case "sendVideo":
				select {
				case <-ctx.Done():
				case <-time.After(2 * time.Minute):
				}
			case "getUpdates":
				if len(way.of("sendVideo")) > 0 {
					return broken()
				}
			}
			return nil
		}
		w := wiredWorld(t, way, 501)
		defer w.stop()
		w.review("Vasya", "look")
		pass(time.Hour)
		if n := len(way.of("sendVideo")); n != 1 || len(w.bot.known().Sent) != 1 {
			t.Errorf("it was uploaded %d times: %+v", n, w.bot.known().Sent)
		}
	})
}

// review records a donation whose clip waits to be looked at.
func (w *world) review(donor, text string) int64 {
	w.Helper()
	w.clip = filepath.Join(w.dir, "a.mp4")
	if err := os.WriteFile(w.clip, []byte("film"), 0o600); err != nil {
		w.Fatal(err)
	}
	if err := w.store.ImportClips(w.Context(), celebration.Clip{Filename: "a.mp4", Size: 4}); err != nil {
		w.Fatal(err)
	}
	id := w.record(celebration.Fetching, celebration.Donation{Donor: donor, Message: text})
	storetest.Exec(w, w.store, `UPDATE celebrations SET clip = 'a.mp4', status = 'review' WHERE id = $1`, id)
	w.bot.nudge()
	return id
}
