package telegram

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rs/zerolog"
	"github.com/shopspring/decimal"

	"streamspark/internal/celebration"
	"streamspark/internal/dirtest"
	"streamspark/internal/fault"
	"streamspark/internal/locale"
	"streamspark/internal/money"
	"streamspark/internal/outbound"
	"streamspark/internal/pipeline"
	"streamspark/internal/provider"
	"streamspark/internal/standin"
	"streamspark/internal/standin/standintest"
	"streamspark/internal/store"
	"streamspark/internal/store/storetest"
)

func TestMain(m *testing.M) {
	dirtest.Main()
	m.Run()
}

var (
	ann   = standin.TelegramUser{ID: 501, Name: "Ann"}
	bob   = standin.TelegramUser{ID: 502, Name: "Bob"}
	other = standin.TelegramUser{ID: 666, Name: "Eve"}
)

// world is a bot with a real store and pipeline, and a stand-in for Telegram.
type world struct {
	*testing.T
	standIn  *standin.Probe
	store    *store.Store
	pipeline *pipeline.Pipeline
	client   *Client
	bot      *Bot
	stop     func()
	log      syncBuffer
	clip     string
	dir      string
}

type syncBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *syncBuffer) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *syncBuffer) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}

func newWorld(t *testing.T) *world {
	w := &world{T: t, standIn: standintest.Start(t, standin.Options{}), store: storetest.Open(t), dir: t.TempDir()}
	w.openPipeline()
	w.client = w.newClient(standin.TelegramToken)
	w.boot()
	return w
}

func (w *world) openPipeline() {
	w.pipeline = pipeline.New(pipeline.Options{
		Store: w.store, Log: zerolog.Nop(),
		InRublesAtOnce: func(a money.Amount) (money.Amount, celebration.Rate, bool) { return a, celebration.Rate{}, true },
		Settings: func() pipeline.Settings {
			return pipeline.Settings{Tiers: celebration.Tiers{{MinRub: decimal.NewFromInt(1000)}}, Generator: "none", Places: 1, CatchUp: time.Hour}
		},
		Maker: func(string) (pipeline.Maker, bool) { return pipeline.Maker{}, false },
	})
}

func (w *world) newClient(token string) *Client {
	return NewClient(provider.Setup{
		Values: provider.NewValues(map[string]string{"base_url": w.standIn.URL() + "/telegram", "token": token}), Client: outbound.New(nil),
	})
}

// boot starts the bot, as with a new start of the program.
func (w *world) boot() {
	w.Helper()
	bot, err := Open(w.Context(), Options{
		Store: w.store, Decide: w.pipeline.Decide, Client: func() (*Client, bool) { return w.client, true }, Changed: func() {}, Now: time.Now,
		Clip:     func(string) (*os.File, error) { return os.Open(w.clip) },
		Language: locale.English, Log: zerolog.New(&w.log),
	})
	if err != nil {
		w.Fatal(err)
	}
	fast := limit{1, time.Millisecond}
	bot.pace = pace{fast, fast, fast}
	bot.retry.First, bot.retry.Last = time.Millisecond, 10*time.Millisecond
	w.bot = bot
	ctx, cancel := context.WithCancel(w.Context())
	done := make(chan error, 1)
	go func() { done <- bot.Run(ctx) }()
	w.stop = sync.OnceFunc(func() {
		cancel()
		if err := <-done; err != nil {
			w.Error(err)
		}
	})
	w.Cleanup(w.stop)
}

func (w *world) reboot() {
	w.stop()
	w.boot()
}

// until waits for something to become true.
func (w *world) until(what string, is func() bool) {
	w.Helper()
	for end := time.Now().Add(30 * time.Second); !is(); time.Sleep(2 * time.Millisecond) {
		if time.Now().After(end) {
			w.Fatalf("never: %s\n%s", what, w.log.String())
		}
	}
}

// join puts somebody on the list, the way that they do it themselves.
func (w *world) join(u standin.TelegramUser, chat int64) {
	w.Helper()
	link, _, err := w.bot.Pair(w.Context())
	if err != nil {
		w.Fatal(err)
	}
	_, code, _ := strings.Cut(link, "?start=")
	w.standIn.TelegramWrite(u, chat, "/start "+code)
	w.until("joined", func() bool { _, ok := w.bot.account(u.ID); return ok })
	w.until("greeted", func() bool { return len(w.standIn.TelegramMessages(chat)) > 0 })
}

// hold records a donation that waits for a decision.
func (w *world) hold(donor, text string) int64 {
	w.Helper()
	return w.wait(celebration.Held, donor, text)
}

func (w *world) wait(status celebration.Status, donor, text string) int64 {
	w.Helper()
	return w.record(status, celebration.Donation{Donor: donor, Message: text})
}

func (w *world) record(status celebration.Status, d celebration.Donation) int64 {
	w.Helper()
	d.Source, d.ID, d.CreatedAt = "webhook", fmt.Sprint(d.Donor, time.Now().UnixNano()), time.Now()
	d.Amount, _ = money.Parse("500", "RUB")
	id, err := w.pipeline.Record(w.Context(), d)
	if err != nil {
		w.Fatal(err)
	}
	storetest.Exec(w, w.store, `UPDATE celebrations SET status = $1 WHERE id = $2`, string(status), id)
	w.bot.nudge()
	return id
}

func (w *world) get(id int64) celebration.Celebration {
	w.Helper()
	c, err := w.store.Celebration(w.Context(), id)
	if err != nil {
		w.Fatal(err)
	}
	return c
}

// offer waits for the message that offers a donation in a chat, and returns it.
func (w *world) offer(chat int64, text string) (found standin.TelegramMessage) {
	w.Helper()
	w.until("offered: "+text, func() bool {
		for _, m := range w.standIn.TelegramMessages(chat) {
			if strings.Contains(m.Text, text) && len(m.Buttons) > 0 {
				found = m
			}
		}
		return found.ID != 0
	})
	return found
}

// said waits for the message to say what was decided, without buttons.
func (w *world) closed(m standin.TelegramMessage, part string) {
	w.Helper()
	w.until("closed with "+part, func() bool {
		for _, now := range w.standIn.TelegramMessages(m.Chat) {
			if now.ID == m.ID && len(now.Buttons) == 0 && strings.Contains(now.Text, part) {
				return true
			}
		}
		return false
	})
}

// told waits for what the bot says to a press.
func (w *world) told(id string) (text string) {
	w.Helper()
	w.until("answered", func() (ok bool) { text, ok = w.standIn.TelegramAnswered(id); return ok })
	return text
}

func reject(id int64, stage int) string { return dataOf(pipeline.Reject, id, stage) }

func TestOnePressDecidesOnceAndAllMessagesSayBy(t *testing.T) {
	w := newWorld(t)
	w.join(ann, ann.ID)
	w.join(bob, bob.ID)
	id := w.hold("Vasya", "hello")
	hers, his := w.offer(ann.ID, "hello"), w.offer(bob.ID, "hello")
	if !strings.Contains(hers.Text, "Vasya") || !strings.Contains(hers.Text, "500") {
		t.Errorf("the message is %q", hers.Text)
	}
	first := w.standIn.TelegramPress(ann, hers, reject(id, len(w.get(id).Moves)))
	second := w.standIn.TelegramPress(bob, his, his.Buttons[0].Data)
	for _, press := range []string{first, second} {
		if text := w.told(press); !strings.Contains(text, "Ann, in Telegram") {
			t.Errorf("told %q", text)
		}
	}
	w.closed(hers, "Ann, in Telegram")
	w.closed(his, "Ann, in Telegram")
	c := w.get(id)
	if c.Status != celebration.Rejected || len(c.Decisions) != 1 || c.Decisions[0].Who != "Ann" || c.Decisions[0].Via != celebration.ViaTelegram {
		t.Errorf("%s, %+v", c.Status, c.Decisions)
	}
	again := w.standIn.TelegramPress(ann, hers, hers.Buttons[0].Data)
	if text := w.told(again); !strings.Contains(text, "Reject") {
		t.Errorf("told %q", text)
	}
	if n := len(w.get(id).Decisions); n != 1 {
		t.Errorf("%d decisions", n)
	}
}

func TestAPressWhileTheProgramWasOffCounts(t *testing.T) {
	w := newWorld(t)
	w.join(ann, ann.ID)
	id := w.hold("Vasya", "hello")
	m := w.offer(ann.ID, "hello")
	w.stop()
	w.standIn.TelegramPress(ann, m, reject(id, len(w.get(id).Moves)))
	w.boot()
	w.closed(m, "Ann, in Telegram")
	w.until("confirmed", func() bool { return w.standIn.TelegramWaiting() == 0 })
	w.reboot()
	w.join(bob, bob.ID)
	if n := len(w.get(id).Decisions); n != 1 {
		t.Errorf("%d decisions", n)
	}
}

func TestAPressWhoseConfirmationWasLostDecidesOnce(t *testing.T) {
	w := newWorld(t)
	w.join(ann, ann.ID)
	id := w.hold("Vasya", "hello")
	m := w.offer(ann.ID, "hello")
	press := update{ID: 9000, Press: &press{ID: "x", From: user{ID: ann.ID}, Data: reject(id, len(w.get(id).Moves)), Message: &message{ID: m.ID}}}
	for range 2 { // the second as after a crash before the offset was saved
		if _, err := w.bot.take(t.Context(), press); err != nil {
			t.Fatal(err)
		}
	}
	if n := len(w.get(id).Decisions); n != 1 {
		t.Errorf("%d decisions", n)
	}
}

func TestWhoIsNotOnTheListDecidesNothing(t *testing.T) {
	w := newWorld(t)
	const group = -77
	w.join(ann, group)
	id := w.hold("Vasya", "hello")
	m := w.offer(group, "hello")
	if text := w.told(w.standIn.TelegramPress(other, m, m.Buttons[0].Data)); text != locale.English().T("telegram.stranger") {
		t.Errorf("told %q", text)
	}
	w.standIn.TelegramWrite(other, other.ID, "/start ABCDEF")
	w.until("read", func() bool { return w.standIn.TelegramWaiting() == 0 || w.bot.known().Offset > 0 })
	if c := w.get(id); c.Status != celebration.Held {
		t.Errorf("it is %s", c.Status)
	}
	if err := w.bot.Remove(t.Context(), ann.ID); err != nil {
		t.Fatal(err)
	}
	if text, err := w.bot.decide(t.Context(), press{From: user{ID: ann.ID}, Data: m.Buttons[0].Data, Message: &message{}}); err != nil || text != locale.English().T("telegram.stranger") {
		t.Errorf("one who was removed: %q, %v", text, err)
	}
	if _, ok := w.bot.account(other.ID); ok {
		t.Error("a wrong code put somebody else on the list")
	}
}

func TestACodeIsGoodOnceAndForTenMinutes(t *testing.T) {
	now := time.Now()
	b := &Bot{o: Options{Now: func() time.Time { return now }}, pair: pairing{"CODE", now.Add(codeLife)}}
	if b.use("code") || !b.use("CODE") || b.use("CODE") || b.use("") {
		t.Error("a code is not used once")
	}
	b.pair = pairing{"CODE", now.Add(codeLife)}
	now = now.Add(codeLife)
	if b.use("CODE") {
		t.Error("an old code is taken")
	}
}

func TestWhatWasDecidedElsewhereLosesItsButtons(t *testing.T) {
	w := newWorld(t)
	w.join(ann, ann.ID)
	id := w.hold("Vasya", "hello")
	m := w.offer(ann.ID, "hello")
	stage := len(w.get(id).Moves)
	if _, err := w.pipeline.Decide(t.Context(), id, pipeline.Reject, celebration.By{Via: celebration.ViaPage}); err != nil {
		t.Fatal(err)
	}
	w.closed(m, "the streamer")
	if text := w.told(w.standIn.TelegramPress(ann, m, dataOf(pipeline.Approve, id, stage))); !strings.Contains(text, "Reject") {
		t.Errorf("told %q", text)
	}
	if c := w.get(id); c.Status != celebration.Rejected {
		t.Errorf("it is %s", c.Status)
	}
}

func TestWhatWasDecidedWhileTelegramWasSilentIsNotOffered(t *testing.T) {
	w := newWorld(t)
	w.join(ann, ann.ID)
	w.standIn.Set(standin.Order("telegram"), standin.Fault{Kind: standin.Status503})
	id := w.hold("Vasya", "decided already")
	w.until("tried", func() bool { return w.standIn.Requests(standin.Order("telegram")) > 1 })
	if _, err := w.pipeline.Decide(t.Context(), id, pipeline.Reject, celebration.By{}); err != nil {
		t.Fatal(err)
	}
	w.hold("Petya", "comes after")
	before := w.standIn.Requests(standin.Order("telegram"))
	w.until("tried again", func() bool { return w.standIn.Requests(standin.Order("telegram")) > before+1 })
	w.standIn.ClearFaults()
	w.offer(ann.ID, "comes after")
	for _, m := range w.standIn.TelegramMessages(ann.ID) {
		if strings.Contains(m.Text, "decided already") {
			t.Errorf("offered: %+v", m)
		}
	}
}

func TestAMessageWhoseSendingSeemedToFailLosesItsButtonsToo(t *testing.T) {
	w := newWorld(t)
	w.join(ann, ann.ID)
	w.standIn.Set(standin.Order("telegram"), standin.Fault{Kind: standin.Lost, Times: 1})
	id := w.hold("Vasya", "twice")
	both := func() (all []standin.TelegramMessage) {
		for _, m := range w.standIn.TelegramMessages(ann.ID) {
			if strings.Contains(m.Text, "twice") {
				all = append(all, m)
			}
		}
		return all
	}
	w.until("sent again", func() bool { return len(both()) == 2 && len(w.bot.known().Sent) == 1 })
	unknown := both()[0]
	w.told(w.standIn.TelegramPress(ann, unknown, reject(id, len(w.get(id).Moves))))
	for _, m := range both() {
		w.closed(m, "Ann, in Telegram")
	}
}

func TestARaidIsOneDigestThatIsEdited(t *testing.T) {
	w := newWorld(t)
	w.join(ann, ann.ID)
	const raid = 100
	for i := range raid {
		w.hold(fmt.Sprintf("donor %d", i), fmt.Sprintf("raid %d.", i))
	}
	w.offer(ann.ID, "raid 4.")
	w.until("counted", func() bool {
		for _, m := range w.standIn.TelegramMessages(ann.ID) {
			if strings.Contains(m.Text, "more donation") {
				return true
			}
		}
		return false
	})
	if n := len(w.standIn.TelegramMessages(ann.ID)); n != 1+maxOpen+1 { // the greeting and the digest
		t.Errorf("%d messages", n)
	}
	m := w.offer(ann.ID, "raid 0.")
	w.told(w.standIn.TelegramPress(ann, m, m.Buttons[0].Data))
	w.offer(ann.ID, "raid 5.")
}

func TestAClipToLookAtComesAsVideo(t *testing.T) {
	w := newWorld(t)
	w.clip = filepath.Join(w.dir, "a.mp4")
	film := bytes.Repeat([]byte("film"), 500_000) // more than other requests may have
	if err := os.WriteFile(w.clip, film, 0o600); err != nil {
		t.Fatal(err)
	}
	c := celebration.Celebration{Status: celebration.Review, Clip: &celebration.Clip{Filename: "a.mp4", Size: int64(len(film))}}
	amount, _ := money.Parse("500", "RUB")
	c.Donation = celebration.Donation{Donor: "Vasya", Message: strings.Repeat("ж🎬", 2000), Amount: amount}
	w.join(ann, ann.ID)
	if err := w.bot.offer(t.Context(), w.client, ann.ID, &plan{}, c); err != nil {
		t.Fatal(err)
	}
	all := w.standIn.TelegramMessages(ann.ID)
	if m := all[len(all)-1]; !bytes.Equal(m.Video, film) || len(m.Buttons) != 2 {
		t.Errorf("%d bytes of video, buttons %+v, %q", len(m.Video), m.Buttons, m.Text)
	}
	c.Clip.Size = maxVideo + 1
	if err := w.bot.offer(t.Context(), w.client, ann.ID, &plan{}, c); err != nil {
		t.Fatal(err)
	}
	all = w.standIn.TelegramMessages(ann.ID)
	if m := all[len(all)-1]; m.Video != nil || !strings.Contains(m.Text, "50 MB") {
		t.Errorf("%q", m.Text)
	}
}

func TestTextsStayWithinTheLimits(t *testing.T) {
	w := newWorld(t)
	w.join(ann, ann.ID)
	for _, text := range []string{strings.Repeat("ж", 5000), strings.Repeat("😀", 5000), "@everyone *bold* <b>[x](http://y)", "\u202eabc\u200b\u200b"} {
		id := w.hold("Vasya", text)
		w.until("offered", func() bool {
			for _, s := range w.bot.known().Sent {
				if s.Celebration == id {
					return true
				}
			}
			return false
		})
		if _, err := w.pipeline.Decide(t.Context(), id, pipeline.Reject, celebration.By{}); err != nil {
			t.Fatal(err)
		}
	}
	for _, tt := range []struct {
		text, want string
		limit      int
	}{{"abc", "abc", 3}, {"abcd", "ab…", 3}, {"😀😀", "😀😀", 4}, {"😀😀😀", "😀…", 4}} {
		if got := cut(tt.text, tt.limit); got != tt.want {
			t.Errorf("cut(%q, %d) = %q", tt.text, tt.limit, got)
		}
	}
	if data := dataOf(pipeline.Approve, 1<<62, 1<<30); len(data) > 64 {
		t.Errorf("%q has %d bytes", data, len(data))
	}
}

func TestAClosedChatIsLeftAloneUntilItsOwnerWrites(t *testing.T) {
	w := newWorld(t)
	w.join(ann, ann.ID)
	w.standIn.TelegramBlock(ann.ID, true)
	w.hold("Vasya", "hello")
	w.until("closed", func() bool { a, _ := w.bot.account(ann.ID); return a.Closed })
	w.standIn.TelegramBlock(ann.ID, false)
	w.join(bob, bob.ID)
	w.standIn.TelegramWrite(ann, ann.ID, "hi")
	w.offer(ann.ID, "hello")
}

func TestWhatTelegramSaysIsToldInTheStreamersWords(t *testing.T) {
	w := newWorld(t)
	w.join(ann, ann.ID)
	look := standin.Look("telegram")
	tests := []struct {
		code string
		make func()
		over func()
	}{
		{codeTwo, func() { w.standIn.Set(look, standin.Fault{Kind: standin.Status409}) }, w.standIn.ClearFaults},
		{"telegram.too_many", func() { w.standIn.Set(look, standin.Fault{Kind: standin.Status429, Retry: 1}) }, w.standIn.ClearFaults},
		{codeWebhook, w.standIn.TelegramWebhook, func() {
			if _, _, err := w.bot.Pair(t.Context()); err != nil {
				t.Error(err)
			}
		}},
		{codeToken, w.standIn.TelegramRevoke, func() {}},
	}
	for _, tt := range tests {
		tt.make()
		w.reboot()
		w.until(tt.code, func() bool { return w.bot.State().Trouble.Code == tt.code })
		if said := locale.English().Message(w.bot.State().Trouble); strings.Contains(said, "fault.") || said == "" {
			t.Errorf("%s: %q", tt.code, said)
		}
		tt.over()
		if tt.code != codeToken {
			w.until("well after "+tt.code, func() bool { return w.bot.State().Trouble.IsZero() })
		}
	}
	if _, err := Descriptor().Check(t.Context(), provider.Setup{
		Values: provider.NewValues(map[string]string{"base_url": w.standIn.URL() + "/telegram", "token": "wrong:token"}), Client: outbound.New(nil),
	}); !fault.Is(err, codeToken) {
		t.Errorf("a wrong token: %v", err)
	}
}

func TestTheTokenIsInNoErrorAndNoLog(t *testing.T) {
	w := newWorld(t)
	w.join(ann, ann.ID)
	secret := "42:a+secret token/of-the-bot"
	for _, token := range []string{standin.TelegramToken, secret, "42:asecrettokenofthebot"} {
		client := w.newClient(token)
		for _, kind := range []standin.Kind{standin.Status400, standin.Status403, standin.Status404, standin.Status500, standin.HTML, standin.Cut, standin.Lost, standin.Empty, standin.OtherShape, standin.Nulls, standin.KindRedirect} {
			w.standIn.Set(standin.Order("telegram"), standin.Fault{Kind: kind, Times: 1, Redirect: "http://127.0.0.1:1/bot" + token})
			_, err := client.send(t.Context(), 1, post{text: "x"})
			if err == nil && kind != standin.Nulls {
				t.Errorf("%s: no error", kind)
			}
			for e := err; e != nil; e = errors.Unwrap(e) {
				if said := fmt.Sprintf("%v %+v %s", e, e, locale.English().Detail(err)); strings.Contains(said, token) {
					t.Errorf("%s: %s", kind, said)
				}
			}
			w.standIn.ClearFaults()
		}
	}
	w.standIn.Set(standin.Order("telegram"), standin.Fault{Kind: standin.Status500})
	w.hold("Vasya", "x")
	w.until("logged", func() bool { return strings.Contains(w.log.String(), "could not be sent") })
	down := NewClient(provider.Setup{Values: provider.NewValues(map[string]string{"base_url": "http://127.0.0.1:1", "token": standin.TelegramToken}), Client: outbound.New(nil)})
	if _, err := down.me(t.Context()); err == nil || strings.Contains(locale.English().Detail(err), standin.TelegramToken) {
		t.Errorf("down: %v", err)
	}
	if strings.Contains(w.log.String(), standin.TelegramToken) {
		t.Error("the token is in the log")
	}
}

func TestTheStandInKeepsTelegramsRules(t *testing.T) {
	w := newWorld(t)
	w.stop()
	send := func(p post) error {
		_, err := w.client.send(t.Context(), 7, p)
		return err
	}
	for _, tt := range []struct {
		said string
		err  error
	}{
		{"message is too long", send(post{text: strings.Repeat("😀", 2049)})},
		{"button_data_invalid", send(post{text: "x", buttons: []button{{"x", strings.Repeat("ж", 33)}}})},
		{"text is empty", send(post{text: " "})},
		{"to edit not found", w.client.edit(t.Context(), 7, 99, false, "x")},
		{"", w.client.answer(t.Context(), "long ago", "x")},
	} {
		if r := refusalOf(tt.err); tt.said == "" && tt.err != nil || !r.says(tt.said) {
			t.Errorf("want %q: %v", tt.said, tt.err)
		}
	}
	id, err := w.client.send(t.Context(), 7, post{text: "same"})
	if err != nil || w.client.edit(t.Context(), 7, id, false, "same") != nil {
		t.Errorf("an edit that changes nothing: %v", err)
	}
	if err := send(post{text: "x", video: bytes.NewReader(make([]byte, 51<<20)), size: 51 << 20, name: "a.mp4"}); outbound.Status(err) != http.StatusRequestEntityTooLarge {
		t.Errorf("a file of 51 MB: %v", err)
	}
}
