package narrator

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/rs/zerolog"
	"github.com/shopspring/decimal"

	"streamspark/internal/celebration"
	"streamspark/internal/fault"
	"streamspark/internal/money"
	"streamspark/internal/outbound"
	"streamspark/internal/provider"
	"streamspark/internal/speech"
	"streamspark/internal/speech/openai"
	"streamspark/internal/standin"
	"streamspark/internal/standin/standintest"
	"streamspark/internal/store"
	"streamspark/internal/store/storetest"
)

// world is a narrator with a store and a service that speaks for money.
type world struct {
	t        *testing.T
	store    *store.Store
	standIn  *standin.Probe
	dir      string
	set      Settings
	values   map[string]string
	news     chan struct{}
	narrator *Narrator
}

func newWorld(t *testing.T) *world {
	w := &world{t: t, store: storetest.Open(t), standIn: standintest.Start(t, standin.Options{}), dir: t.TempDir(), news: make(chan struct{}, 100)}
	w.set = Settings{
		Script: speech.Script{Text: "{donor} дарит {amount}. {message}", Anonymous: "Аноним", Lang: "ru", Limit: 300},
		Rate:   1, Longest: 25 * time.Second, Wait: time.Hour, Day: time.Now().Add(-time.Hour), Stream: time.Now().Add(-time.Hour),
	}
	w.values = map[string]string{}
	for _, k := range openai.Descriptor().Keys {
		w.values[k.Name] = k.Default
	}
	w.values["api_key"], w.values["base_url"] = standin.OpenAIKey, w.standIn.URL()+"/openai/v1"
	w.restart()
	return w
}

// restart opens a narrator on what the last one left.
func (w *world) restart() {
	w.t.Helper()
	cache, err := speech.OpenCache(w.dir, 1<<30)
	if err != nil {
		w.t.Fatal(err)
	}
	w.narrator = New(Options{
		Store: w.store, Cache: cache, Settings: func() Settings { return w.set }, Log: zerolog.Nop(),
		Speaker: func(voice string) (Speaker, bool) {
			if voice == celebration.VoiceOff {
				return Speaker{}, false
			}
			speaker, err := openai.Descriptor().Speech(provider.Setup{Values: provider.NewValues(w.values), Client: outbound.New(nil)})
			return Speaker{Speaker: speaker, ID: "openai_voice", Paid: true, Model: "tts-1", Voice: "alloy"}, err == nil
		},
		Rubles: func(context.Context) (decimal.Decimal, error) { return decimal.NewFromInt(80), nil }, Changed: func() { w.news <- struct{}{} },
	})
	w.t.Cleanup(func() { _ = w.narrator.Close() })
}

// donated records a donation and returns its celebration, as worth its rubles.
func (w *world) donated(source, id, message string) celebration.Celebration {
	w.t.Helper()
	d := celebration.Donation{Source: source, ID: id, Donor: "Аня", Message: message, Amount: money.Rubles(1500), CreatedAt: time.Now()}
	ids, _, err := w.store.Record(w.t.Context(), []celebration.Donation{d}, time.Now())
	if err != nil {
		w.t.Fatal(err)
	}
	c, err := w.store.Celebration(w.t.Context(), ids[0])
	if err != nil {
		w.t.Fatal(err)
	}
	c.AmountRUB = d.Amount
	return c
}

// voice returns the voice once it is known what became of it.
func (w *world) voice(c celebration.Celebration) Voice {
	w.t.Helper()
	v, wait := w.narrator.VoiceOf(c)
	for wait > 0 {
		<-w.news
		v, wait = w.narrator.VoiceOf(c)
	}
	return v
}

// why returns why a celebration was not spoken, as the store keeps it.
func (w *world) why(id int64) string {
	w.t.Helper()
	c, err := w.store.Celebration(w.t.Context(), id)
	if err != nil {
		w.t.Fatal(err)
	}
	return c.Unspoken.Code
}

func (w *world) requests() int { return w.standIn.Requests(standin.Order("openai_voice")) }

// entry returns the only entry of the ledger.
func (w *world) entry() celebration.Entry {
	w.t.Helper()
	all, err := w.store.Entries(w.t.Context(), time.Time{}, time.Time{}, 10)
	if err != nil || len(all) != 1 {
		w.t.Fatalf("%d entries, %v", len(all), err)
	}
	return all[0]
}

func TestAReplayNeverPays(t *testing.T) {
	w := newWorld(t)
	c := w.donated("donationalerts", "1", "Удачи! Мой канал t.me/x, звони +7 916 123-45-67 😀")
	v := w.voice(c)
	if v.Name == "" || v.Duration != 6300*time.Millisecond {
		t.Fatalf("%+v, %v", v, w.why(c.ID))
	}
	if spoken := w.standIn.Spoken(); len(spoken) != 1 || spoken[0].Text != "Аня дарит тысячу пятьсот рублей. Удачи! Мой канал ссылка, звони" {
		t.Fatalf("%+v", spoken)
	}
	if e := w.entry(); e.State != celebration.EntryCharged || e.Celebration != c.ID || e.Generator != "openai_voice" || !e.Cost().IsPositive() {
		t.Errorf("%+v", e)
	}
	again := c
	again.ThankAt = time.Now()
	w.voice(again)
	same := w.donated("donationalerts", "2", c.Donation.Message) // somebody says the same
	if w.voice(same).Name != v.Name {
		t.Error("the same text is another sound")
	}
	w.restart()
	if w.voice(c) != v || w.requests() != 1 {
		t.Errorf("%d requests for one text", w.requests())
	}
	if sound, ok := w.narrator.Open(v.Name); !ok || sound.ContentType != "audio/wav" {
		t.Error("it cannot be fetched")
	}
	w.set.Longest = 3 * time.Second
	if got := w.voice(c).Duration; got != 3*time.Second {
		t.Errorf("it lasts %v, and 3 s are allowed", got)
	}
}

// TestALostRequestIsNotRepeated: not by the program, and not because the
// streamer thanks once more, nor after a restart. It counts as spent.
func TestALostRequestIsNotRepeated(t *testing.T) {
	w := newWorld(t)
	w.standIn.Set(standin.Order("openai_voice"), standin.Fault{Kind: standin.Lost, Times: 1})
	c := w.donated("donationalerts", "1", "Привет")
	if v := w.voice(c); v.Name != "" || w.why(c.ID) != "provider.order_lost" {
		t.Fatalf("%+v, %v", v, w.why(c.ID))
	}
	if e := w.entry(); e.State != celebration.EntryUnknown || !e.Cost().IsPositive() {
		t.Errorf("%+v", e)
	}
	c.ThankAt = time.Now()
	for range 2 {
		if v := w.voice(c); v.Name != "" || w.why(c.ID) != "speech.ordered_before" {
			t.Errorf("%+v, %v", v, w.why(c.ID))
		}
		w.restart()
	}
	if n := w.requests(); n != 1 {
		t.Errorf("%d requests for one text", n)
	}
}

// TestWhatIsRefusedIsTriedAgain when the streamer thanks once more: nothing was
// taken.
func TestWhatIsRefusedIsTriedAgain(t *testing.T) {
	w := newWorld(t)
	w.standIn.Set(standin.Order("openai_voice"), standin.Fault{Kind: standin.Status401, Times: 1})
	c := w.donated("donationalerts", "1", "Привет")
	if v := w.voice(c); v.Name != "" || w.entry().State != celebration.EntryReleased {
		t.Fatalf("%+v, %+v", v, w.entry())
	}
	if c, _ = w.store.Celebration(t.Context(), c.ID); c.Unspoken.IsZero() {
		t.Error("nobody knows why it was not spoken")
	}
	c.ThankAt = time.Now().Add(time.Second)
	if v := w.voice(c); v.Name == "" || w.entry().State != celebration.EntryCharged {
		t.Errorf("%v, %+v", w.why(c.ID), w.entry())
	}
}

func TestNoMoneyIsSpentPastTheRules(t *testing.T) {
	tests := []struct {
		name, source string
		change       func(*world)
		why          string
	}{
		{"the budget of the day", "donationalerts", func(w *world) { w.set.Budget.PerDay = decimal.RequireFromString("0.0001") }, celebration.WhyBudgetDay},
		{"the share of a donation", "donationalerts", func(w *world) { w.set.Budget.MaxShare = decimal.RequireFromString("0.00001") }, celebration.WhyBudgetShare},
		{"an unknown price", "donationalerts", func(w *world) { w.values["usd_per_million"] = "" }, "speech.no_price"},
		{"a test", celebration.SourceTest, func(*world) {}, "speech.test_is_free"},
		{"below the minimum", "donationalerts", func(w *world) { w.set.Least = decimal.NewFromInt(1501) }, "speech.below_least"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld(t)
			tt.change(w)
			c := w.donated(tt.source, "1", "Привет")
			v := w.voice(c)
			if err := w.narrator.Close(); err != nil || v.Name != "" || w.why(c.ID) != tt.why {
				t.Errorf("%+v, %s, %v", v, w.why(c.ID), err)
			}
			if w.requests() != 0 {
				t.Error("it was ordered")
			}
			if all, err := w.store.Entries(t.Context(), time.Time{}, time.Time{}, 10); err != nil || len(all) != 0 {
				t.Errorf("in the ledger are %+v, %v", all, err)
			}
		})
	}
}

// TestTheTierSaysWhetherItIsSpoken, else the general minimum does.
func TestTheTierSaysWhetherItIsSpoken(t *testing.T) {
	for _, tt := range []struct {
		voice  string
		least  int64
		spoken bool
	}{
		{"", 1500, true}, {"", 1501, false}, {celebration.VoiceOn, 1501, true}, {celebration.VoiceOff, 0, false}, {"openai_voice", 1501, true},
	} {
		w := newWorld(t)
		w.set.Least, w.set.Tiers = decimal.NewFromInt(tt.least), celebration.Tiers{{}, {Voice: tt.voice}}
		c := w.donated("donationalerts", "1", "Привет")
		c.Tier = 1
		if v := w.voice(c); (v.Name != "") != tt.spoken {
			t.Errorf("with %q and a minimum of %d: %+v, %v", tt.voice, tt.least, v, w.why(c.ID))
		}
	}
}

// TestAnAudioMessageIsTheVoice once the streamer approved it, for so long;
// what is none, too large or too long is refused.
func TestAnAudioMessageIsTheVoice(t *testing.T) {
	w := newWorld(t)
	w.set.LongestAudio = 2 * time.Second
	c := w.donated("donationalerts", "1", "")
	for code, body := range map[string][]byte{
		"audio.unreadable":         []byte("<html>"),
		"audio.too_long":           standin.Tone(181 * time.Second),
		"outbound.sound_too_large": append(standin.Tone(time.Second), make([]byte, 10<<20)...),
	} {
		if err := w.narrator.PlayRecording(t.Context(), c.ID, body, celebration.By{Via: celebration.ViaPage}); !fault.Is(err, code) {
			t.Errorf("%v, want %s", err, code)
		}
	}
	read := func() celebration.Celebration {
		found, err := w.store.Celebration(t.Context(), c.ID)
		if err != nil {
			t.Fatal(err)
		}
		return found
	}
	if c := read(); c.Recording != "" || !c.ThankAt.IsZero() {
		t.Errorf("it is asked for with %+v", c)
	}
	if err := w.narrator.PlayRecording(t.Context(), c.ID, standin.Tone(3*time.Second), celebration.By{Via: celebration.ViaPage}); err != nil {
		t.Fatal(err)
	}
	c = read()
	w.restart()
	v := w.voice(c)
	if v.Name != c.Recording || v.Duration != 2*time.Second || c.ThankAt.IsZero() || w.requests() != 0 {
		t.Errorf("%+v of %+v, %d requests", v, c, w.requests())
	}
	w.dir = t.TempDir() // others took its space
	w.restart()
	if v := w.voice(c); v.Name != "" || w.why(c.ID) != "audio.gone" {
		t.Errorf("%+v, %q", v, w.why(c.ID))
	}
}

// TestAnAlertWaitsOnlySoLong, and what comes later is there for the next time.
func TestAnAlertWaitsOnlySoLong(t *testing.T) {
	w := newWorld(t)
	w.set.Wait = 10 * time.Millisecond
	w.standIn.Set(standin.Order("openai_voice"), standin.Fault{Kind: standin.Slow, After: 300 * time.Millisecond, Times: 1})
	c := w.donated("donationalerts", "1", "Привет")
	if _, wait := w.narrator.VoiceOf(c); wait <= 0 || wait > w.set.Wait {
		t.Fatalf("it waits %v", wait)
	}
	time.Sleep(2 * w.set.Wait)
	if v, wait := w.narrator.VoiceOf(c); wait != 0 || v.Name != "" {
		t.Errorf("%+v after %v", v, wait)
	}
	<-w.news
	if w.why(c.ID) != "speech.too_late" {
		t.Errorf("it was not spoken because of %q", w.why(c.ID))
	}
	c.Unspoken = fault.Say("speech.too_late")
	if v, wait := w.narrator.VoiceOf(c); wait != 0 || v.Name == "" || w.requests() != 1 {
		t.Errorf("%+v, %v, %d requests", v, wait, w.requests())
	}
	if err := w.narrator.Close(); err != nil || w.why(c.ID) != "" {
		t.Errorf("it was spoken, and not because of %q, %v", w.why(c.ID), err)
	}
}

// TestASampleCostsWhatTheButtonSays.
func TestASampleCostsWhatTheButtonSays(t *testing.T) {
	w := newWorld(t)
	const text = "Анна дарит 500 рублей."
	price, err := w.narrator.SamplePrice(t.Context(), "", text)
	if err != nil || !price.IsPositive() {
		t.Fatal(price, err)
	}
	if _, err := w.narrator.Try(t.Context(), "", text, price.Div(decimal.NewFromInt(2))); !fault.Is(err, "speech.costs") || w.requests() != 0 {
		t.Errorf("%v, %d requests", err, w.requests())
	}
	if _, err := w.narrator.Try(t.Context(), celebration.VoiceOff, text, price); !fault.Is(err, "speech.off") {
		t.Errorf("the voice of a tier that is silent: %v", err)
	}
	v, err := w.narrator.Try(t.Context(), "", text, price)
	if err != nil || v.Duration == 0 || w.entry().State != celebration.EntryCharged {
		t.Errorf("%+v, %v", v, err)
	}
	if price, err = w.narrator.SamplePrice(t.Context(), "", text); err != nil || !price.IsZero() {
		t.Errorf("once more it costs %s, %v", price, err)
	}
	if spoken := w.standIn.Spoken(); len(spoken) != 1 || !strings.Contains(spoken[0].Text, "пятьсот") {
		t.Errorf("%+v", spoken)
	}
}

// TestARestartDoesNotKnowWhatWasOnItsWay.
func TestARestartDoesNotKnowWhatWasOnItsWay(t *testing.T) {
	w := newWorld(t)
	c := w.donated("donationalerts", "1", "Привет")
	r := &store.Reservation{
		Entry: celebration.Entry{Order: store.SpeechPrefix + "1-x", Celebration: c.ID, Generator: "openai_voice", Price: decimal.NewFromInt(1)},
		Allow: func(celebration.Spent) error { return nil },
	}
	if err := errors.Join(w.store.ReserveRequest(t.Context(), r), w.store.LoseRequests(t.Context())); err != nil {
		t.Fatal(err)
	}
	if e := w.entry(); e.State != celebration.EntryUnknown {
		t.Errorf("%+v", e)
	}
	if err := w.store.ReserveRequest(t.Context(), r); !errors.Is(err, store.ErrOrdered) {
		t.Error(err)
	}
}
