package telegram

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"mime"
	"mime/multipart"
	"net/http"
	"os"
	"path"
	"path/filepath"
	"slices"
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
	for asked, want := range map[int]time.Duration{0: time.Second, 35: 35 * time.Second, 20_000: 20_000 * time.Second, math.MaxInt32: longestAsked, -5: time.Second} {
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

// TestWhatIsOnItsWayWhenTheBotStopsIsNotSentAgain.
func TestWhatIsOnItsWayWhenTheBotStopsIsNotSentAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		way := &wire{answer: func(ctx context.Context, c wired) *refusal {
			if c.method == "sendMessage" {
				select {
				case <-ctx.Done():
				case <-time.After(2 * time.Second):
				}
			}
			return nil
		}}
		w := wiredWorld(t, way, 501)
		id := w.hold("Vasya", "hello")
		pass(time.Second)
		w.stop()
		again, err := Open(t.Context(), w.bot.o)
		if err != nil {
			t.Fatal(err)
		}
		if sent := again.known().Sent; len(way.of("sendMessage")) != 1 || len(sent) != 1 || sent[0].Celebration != id {
			t.Errorf("after a new start it knows of %+v", sent)
		}
	})
}

// TestWhatWasSentIsNotSentAgainWhileNothingCanBeSaved.
func TestWhatWasSentIsNotSentAgainWhileNothingCanBeSaved(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		way := &wire{answer: func(context.Context, wired) *refusal { return nil }}
		w := wiredWorld(t, way, 501)
		defer w.stop()
		pass(time.Minute)
		storetest.Exec(t, w.store, `CREATE TRIGGER full BEFORE INSERT ON documents WHEN NEW.key = 'telegram' BEGIN SELECT raise(ABORT, 'the disk is full'); END`)
		w.hold("Vasya", "hello")
		pass(time.Hour)
		storetest.Exec(t, w.store, `DROP TRIGGER full`)
		w.hold("Petya", "hi")
		pass(time.Minute)
		again, err := Open(t.Context(), w.bot.o)
		if err != nil {
			t.Fatal(err)
		}
		if all := way.of("sendMessage"); len(all) != 2 || len(again.known().Sent) != 2 {
			t.Errorf("there came %+v, and saved is %+v", all, again.known().Sent)
		}
	})
}

// TestWhatIsNotOwedAnyMoreIsNoTrouble.
func TestWhatIsNotOwedAnyMoreIsNoTrouble(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		way := &wire{answer: func(_ context.Context, c wired) *refusal {
			if c.method == "sendMessage" {
				return broken()
			}
			return nil
		}}
		w := wiredWorld(t, way, 501)
		defer w.stop()
		id := w.hold("Vasya", "hello")
		pass(time.Minute)
		if w.bot.State().Accounts[0].Trouble.IsZero() {
			t.Error("the card says nothing")
		}
		w.reject(id)
		pass(time.Minute)
		if said := w.bot.State().Accounts[0].Trouble; !said.IsZero() {
			t.Errorf("the card still says %v", said)
		}
	})
}

// TestNoChatWaitsForTheUploadOfAnother.
func TestNoChatWaitsForTheUploadOfAnother(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		way := &wire{answer: func(ctx context.Context, c wired) *refusal {
			if c.method == "sendVideo" && c.chat == 501 {
				select {
				case <-ctx.Done():
				case <-time.After(2 * time.Minute):
				}
			}
			return nil
		}}
		w := wiredWorld(t, way, 501, 502)
		defer w.stop()
		w.review("Vasya", "look")
		pass(time.Second)
		w.hold("Petya", "read")
		pass(time.Minute)
		var his []string
		for _, c := range append(way.of("sendVideo"), way.of("sendMessage")...) {
			if c.chat == 502 {
				his = append(his, c.method)
			}
		}
		if !slices.Equal(his, []string{"sendVideo", "sendMessage"}) {
			t.Errorf("while the other chat waits there came %v", his)
		}
		pass(2 * time.Minute)
		if n := len(way.of("sendVideo")); n != 2 || len(w.bot.known().Sent) != 4 {
			t.Errorf("%d uploads, %+v", n, w.bot.known().Sent)
		}
	})
}

// TestAGroupIsWrittenToAtTelegramsPace: greetings, offers and edits together.
func TestAGroupIsWrittenToAtTelegramsPace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		way := &wire{answer: func(context.Context, wired) *refusal { return nil }}
		w := wiredWorld(t, way, -77)
		defer w.stop()
		w.bot.mu.Lock()
		w.bot.now.Accounts[0].Greet = true
		w.bot.mu.Unlock()
		w.decideAll(way, -77, 25)
		w.paced(append(way.of("sendMessage"), way.of("editMessageText")...), limit{1, time.Second}, limit{20, time.Minute})
		if all := way.of("sendMessage"); all[0].text != locale.English().T("telegram.paired") {
			t.Errorf("it begins with %q", all[0].text)
		}
	})
}

// TestAllChatsTogetherAreWrittenToAtTelegramsPace.
func TestAllChatsTogetherAreWrittenToAtTelegramsPace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		way := &wire{answer: func(context.Context, wired) *refusal { return nil }}
		var people []int64
		for i := range 100 {
			people = append(people, int64(501+i))
		}
		w := wiredWorld(t, way, people...)
		defer w.stop()
		w.hold("Vasya", "hello")
		pass(time.Minute)
		all := way.of("sendMessage")
		w.paced(all, limit{30, time.Second})
		if len(all) != 100 {
			t.Errorf("%d messages", len(all))
		}
	})
}

// paced holds calls to limits.
func (w *world) paced(calls []wired, limits ...limit) {
	w.Helper()
	slices.SortFunc(calls, func(a, b wired) int { return a.at.Compare(b.at) })
	for _, l := range limits {
		for i := range max(len(calls)-l.messages, 0) {
			if took := calls[i+l.messages].at.Sub(calls[i].at); took < l.within {
				w.Errorf("%d messages within %v", l.messages+1, took)
				return
			}
		}
	}
}

// decideAll has donations come at once, and each decided as it is offered: each arrives,
// once.
func (w *world) decideAll(way *wire, chat int64, many int) {
	w.Helper()
	for i := range many {
		w.hold(fmt.Sprint("Vasya ", i), fmt.Sprintf("number %d.", i))
	}
	for range 600 {
		pass(time.Second)
		for _, s := range w.bot.known().Sent {
			if s.Celebration != 0 && waits(w.get(s.Celebration)) {
				w.reject(s.Celebration)
			}
		}
	}
	for i := range many {
		n := 0
		for _, c := range way.of("sendMessage") {
			if strings.Contains(c.text, fmt.Sprintf("number %d.", i)) {
				n++
			}
		}
		if n != 1 {
			w.Errorf("number %d was sent %d times", i, n)
		}
	}
	if left := w.bot.known().Sent; len(left) > 0 {
		w.Errorf("there is still %+v", left)
	}
}

// TestWhatTelegramRefusesKeepsNothingElseFromBeingOffered.
func TestWhatTelegramRefusesKeepsNothingElseFromBeingOffered(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		way := &wire{answer: func(_ context.Context, c wired) *refusal {
			if strings.Contains(c.text, "odd") && c.method != "getUpdates" {
				return &refusal{Code: http.StatusBadRequest, Said: "Bad Request: it is odd"}
			}
			return nil
		}}
		w := wiredWorld(t, way, 501)
		defer w.stop()
		odd := w.hold("Vasya", "odd")
		pass(time.Minute)
		id := w.hold("Petya", "hello")
		pass(time.Minute)
		if sent := w.bot.known().Sent; len(sent) != 1 || sent[0].Celebration != id {
			t.Errorf("there came %+v", sent)
		}
		if said := locale.English().Message(w.bot.State().Accounts[0].Trouble); !strings.Contains(said, "it is odd") {
			t.Errorf("the card says %q", said)
		}
		w.reject(odd)
		w.reject(id)
		pass(time.Minute)
		if sent := w.bot.known().Sent; len(sent) != 0 || !w.bot.State().Accounts[0].Trouble.IsZero() {
			t.Errorf("there is still %+v", sent)
		}
	})
}

// TestAVideoThatTelegramRefusesIsOfferedWithoutIt.
func TestAVideoThatTelegramRefusesIsOfferedWithoutIt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		way := &wire{answer: func(_ context.Context, c wired) *refusal {
			if c.method == "sendVideo" {
				return &refusal{Code: http.StatusBadRequest, Said: "Bad Request: wrong file"}
			}
			return nil
		}}
		w := wiredWorld(t, way, 501)
		defer w.stop()
		w.review("Vasya", "look")
		pass(time.Minute)
		all := append(way.of("sendVideo"), way.of("sendMessage")...)
		w.paced(all, limit{1, time.Second})
		if len(all) != 2 || !strings.Contains(all[1].text, "could not be sent: watch it") {
			t.Errorf("there came %+v", all)
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
