// Package narrator has donations spoken: it says what, by whom and for how much,
// keeps the sound, and tells the overlay when an alert may go on without it. A
// donation is never held up by it.
package narrator

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/rs/zerolog"
	"github.com/shopspring/decimal"

	"streamspark/internal/celebration"
	"streamspark/internal/fault"
	"streamspark/internal/money"
	"streamspark/internal/speech"
	"streamspark/internal/store"
)

const (
	// speakTime is how long speaking may take. What comes after its alert is kept
	// for the next time.
	speakTime = 40 * time.Second
	parting   = 3 * time.Second // for what is on its way when the program stops
	atOnce    = 2               // texts
	// remembered is how many celebrations are known by what became of their voice.
	remembered = 500
)

// Speaker is the service that speaks now.
type Speaker struct {
	speech.Speaker
	ID       string
	Paid     bool
	Model    string
	Voice    string
	Settings string // all else that decides how it sounds
	// Automatic: the streamer has not chosen it, so it is no trouble where it
	// cannot speak.
	Automatic bool
}

// Settings are the rules, read anew each time.
type Settings struct {
	Script  speech.Script
	Rate    float64
	Least   decimal.Decimal // rubles from which on a donation is spoken, where its tier does not say so
	Tiers   celebration.Tiers
	Longest time.Duration // that is played
	// LongestAudio is how much of an audio message is played.
	LongestAudio time.Duration
	Wait         time.Duration // for which an alert waits
	Budget       celebration.Budget
	Day          time.Time // when today began
	Stream       time.Time // when the stream began
}

// Options is what a Narrator is made of.
type Options struct {
	Store    *store.Store
	Cache    *speech.Cache
	Settings func() Settings
	// Speaker returns the one that speaks with a voice of a tier, or in general with
	// none; false where nothing is spoken.
	Speaker func(voice string) (Speaker, bool)
	Rubles  func(context.Context) (decimal.Decimal, error) // for one dollar
	Changed func()                                         // something was spoken, or not: alerts need not wait
	Redact  func(string) string                            // takes secrets out of what is saved; may be nil
	Log     zerolog.Logger
}

// Narrator speaks. It is safe for concurrent use.
type Narrator struct {
	o     Options
	ctx   context.Context
	end   context.CancelFunc
	turns chan struct{}
	work  sync.WaitGroup

	mu   sync.Mutex
	jobs map[int64]*job // by celebration
}

// job is what becomes of the voice of one celebration.
type job struct {
	name  string // of its sound in the cache
	began time.Time
	done  bool
	late  bool         // its alert goes on without it
	sound speech.Audio // without its bytes; zero where there is none
}

// New returns a narrator.
func New(o Options) *Narrator {
	ctx, end := context.WithCancel(context.Background())
	return &Narrator{o: o, ctx: ctx, end: end, turns: make(chan struct{}, atOnce), jobs: map[int64]*job{}}
}

// Close ends what is being spoken, and waits for it.
func (n *Narrator) Close() error {
	n.end()
	n.work.Wait()
	return nil
}

// Voice is a sound that an alert is shown with.
type Voice struct {
	Name     string // in the cache; empty: none
	Duration time.Duration
}

// VoiceOf returns the voice of a celebration, and for how long its alert should
// still wait for it. The first call has it spoken. It never waits itself.
func (n *Narrator) VoiceOf(c celebration.Celebration) (Voice, time.Duration) {
	set := n.o.Settings()
	t, ok := n.taskOf(c, set)
	if !ok {
		return Voice{}, 0
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	j := n.jobs[c.ID]
	if j == nil || j.name != t.name || j.done && j.sound.Duration == 0 && !c.ThankAt.IsZero() && j.began.Before(c.ThankAt) {
		if n.ctx.Err() != nil {
			return Voice{}, 0
		}
		n.forget()
		j = &job{name: t.name, began: time.Now(), done: t.why != nil}
		n.jobs[c.ID] = j
		if j.done {
			n.work.Go(func() { n.save(c.ID, t.why) })
		} else {
			n.work.Go(func() { n.speak(j, c.ID, t) })
		}
	}
	if !j.done {
		wait := max(time.Until(j.began.Add(set.Wait)), 0)
		j.late = j.late || wait == 0
		return Voice{}, wait
	}
	if j.sound.Duration == 0 {
		return Voice{}, 0
	}
	if !c.Unspoken.IsZero() { // it is after all
		n.work.Go(func() { n.save(c.ID, nil) })
	}
	return Voice{Name: t.name, Duration: min(j.sound.Duration, t.longest)}, 0
}

// task is one sound to make or to find.
type task struct {
	name    string // of the sound in the cache
	by      string // who speaks, for the log
	minor   bool   // it is no trouble where that is not possible
	longest time.Duration
	get     func() (speech.Audio, error)
	why     error // there is to be none, for this reason
}

// taskOf returns what becomes the voice of a celebration: its audio message,
// where the streamer approved that, else what is spoken of it. It returns
// false where nothing is to be spoken.
func (n *Narrator) taskOf(c celebration.Celebration, set Settings) (task, bool) {
	if c.Recording != "" {
		return task{name: c.Recording, by: c.Donation.Source, longest: set.LongestAudio, get: func() (speech.Audio, error) {
			sound, ok := n.o.Cache.Get(c.Recording)
			if !ok {
				return sound, fault.New(fault.Permanent, "audio.gone")
			}
			return sound, nil
		}}, true
	}
	own := set.Tiers.At(c.Tier).Voice
	speaker, on := n.o.Speaker(own)
	if !on {
		return task{}, false
	}
	if own == "" && c.AmountRUB.Value().LessThan(set.Least) {
		least := money.New(set.Least, money.RUB).Sum()
		return task{
			name: "from " + least.Amount,
			why:  fault.New(fault.Permanent, "speech.below_least", "least", least, "setting", fault.Say("setting.speech.min_rub")),
		}, true
	}
	u := utterance(set, speaker, c)
	return task{
		name: keyOf(speaker, u).Name(), by: speaker.ID, minor: speaker.Automatic, longest: set.Longest,
		get: func() (speech.Audio, error) { return n.say(c, set, speaker, u) },
	}, u.Text != ""
}

// save records why a celebration was not spoken; nil: it was.
func (n *Narrator) save(id int64, why error) {
	reason := fault.MessageOf(why)
	if n.o.Redact != nil {
		reason = reason.Map(n.o.Redact)
	}
	if err := n.o.Store.SaveUnspoken(context.WithoutCancel(n.ctx), id, reason); err != nil {
		n.o.Log.Error().Err(err).Int64("celebration", id).Msg("why a donation was not spoken cannot be saved")
	}
}

// maxRecording and longestRecording bound an audio message.
const (
	aloud            = "aloud" // as pipeline.Aloud
	maxRecording     = 10 << 20
	longestRecording = 3 * time.Minute
)

// PlayRecording keeps the audio message of a celebration, and asks for a
// thank-you with it in place of a voice.
func (n *Narrator) PlayRecording(ctx context.Context, id int64, body []byte, by celebration.By) error {
	sound, err := speech.Read(body)
	switch {
	case err != nil:
		return fault.New(fault.Permanent, "audio.unreadable")
	case len(body) > maxRecording:
		return fault.New(fault.Permanent, "outbound.sound_too_large", "limit", fault.Bytes(maxRecording))
	case sound.Duration > longestRecording:
		return fault.New(fault.Permanent, "audio.too_long", "limit", longestRecording)
	}
	sum := sha256.Sum256(body)
	name := hex.EncodeToString(sum[:])
	if err := n.o.Cache.Put(name, sound); err != nil {
		return err
	}
	return n.o.Store.AskThanks(ctx, celebration.Decision{At: time.Now(), By: by, Action: aloud, Celebration: id}, name)
}

// forget drops what is over, where too many are known. The caller has the lock.
func (n *Narrator) forget() {
	if len(n.jobs) < remembered {
		return
	}
	for id, j := range n.jobs {
		if j.done {
			delete(n.jobs, id)
		}
	}
}

// utterance returns what is said of a celebration: of what its alert shows.
func utterance(set Settings, s Speaker, c celebration.Celebration) speech.Utterance {
	const shown = 2000 // characters of a message
	public := c.Thanked()
	message := celebration.Legible(public.Message, shown)
	return speech.Utterance{
		Text: set.Script.Compose(celebration.Name(public.Donor, 100), c.Donation.Amount, message),
		Lang: speech.LanguageOf(message, set.Script.Lang), Rate: set.Rate, Voice: s.Voice,
	}
}

func keyOf(s Speaker, u speech.Utterance) speech.Key {
	return speech.Key{Provider: s.ID, Voice: u.Voice, Settings: s.Settings, Lang: u.Lang, Text: u.Text, Rate: u.Rate}
}

// speak makes or finds one sound, and says so.
func (n *Narrator) speak(j *job, id int64, t task) {
	sound, err := t.get()
	n.mu.Lock()
	j.done, j.sound = true, speech.Audio{ContentType: sound.ContentType, Duration: sound.Duration}
	if err == nil && j.late {
		err = fault.New(fault.Retry, "speech.too_late", "took", time.Since(j.began).Round(100*time.Millisecond))
	}
	n.mu.Unlock()
	if err != nil && n.ctx.Err() == nil {
		level := zerolog.WarnLevel
		if t.minor && fault.KindOf(err) == fault.Permanent {
			level = zerolog.DebugLevel
		}
		n.o.Log.WithLevel(level).Err(err).Int64("celebration", id).Str("provider", t.by).Msg("a donation was not spoken")
		n.save(id, err)
	}
	n.o.Changed()
}

// say returns the sound of a text: from the cache, else spoken.
func (n *Narrator) say(c celebration.Celebration, set Settings, s Speaker, u speech.Utterance) (speech.Audio, error) {
	name := keyOf(s, u).Name()
	if sound, ok := n.o.Cache.Get(name); ok {
		return sound, nil
	}
	select {
	case n.turns <- struct{}{}:
		defer func() { <-n.turns }()
	case <-n.ctx.Done():
		return speech.Audio{}, n.ctx.Err()
	}
	if sound, ok := n.o.Cache.Get(name); ok { // the one before said the same
		return sound, nil
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(n.ctx), speakTime)
	defer cancel()
	defer context.AfterFunc(n.ctx, func() { time.AfterFunc(parting, cancel) })()
	sound, err := n.order(ctx, c, set, s, u)
	if err != nil {
		return speech.Audio{}, err
	}
	if err := n.o.Cache.Put(name, sound); err != nil {
		return speech.Audio{}, err // nobody could fetch it
	}
	return sound, nil
}

// order has a text spoken. The money is set aside before, and what became of it
// is written down after. Of a celebration a text is paid for once, whatever
// becomes of its request.
func (n *Narrator) order(ctx context.Context, c celebration.Celebration, set Settings, s Speaker, u speech.Utterance) (speech.Audio, error) {
	if !s.Paid {
		return s.Speak(ctx, u)
	}
	if c.Donation.Source == celebration.SourceTest && !c.Donation.Paid {
		return speech.Audio{}, fault.New(fault.Permanent, "speech.test_is_free")
	}
	price, err := s.Price(ctx, u)
	switch {
	case err != nil:
		return speech.Audio{}, err
	case !price.IsPositive(): // the streamer's own server, who set it so
		return s.Speak(ctx, u)
	}
	u.ID = orderOf(c.ID, keyOf(s, u))
	if err := n.reserve(ctx, c, set, s, u, price); err != nil {
		return speech.Audio{}, err
	}
	sound, err := s.Speak(ctx, u)
	state, charge := celebration.EntryAfter(err), sound.Charge
	if saved := n.o.Store.SettleRequest(context.WithoutCancel(ctx), u.ID, state, charge); saved != nil {
		n.o.Log.Error().Err(saved).Str("order", u.ID).Msg("what became of the money for a voice cannot be saved; it counts as spent")
	}
	return sound, err
}

// orderOf returns our own id of a paid request. One of the streamer's own is new
// each time.
func orderOf(id int64, key speech.Key) string {
	if id == 0 {
		return store.SpeechPrefix + rand.Text()
	}
	return fmt.Sprintf("%s%d-%s", store.SpeechPrefix, id, key.Name()[:16])
}

// reserve sets the money for a text aside.
func (n *Narrator) reserve(ctx context.Context, c celebration.Celebration, set Settings, s Speaker, u speech.Utterance, price decimal.Decimal) error {
	err := n.o.Store.ReserveBill(ctx, store.Bill{
		Entry:       celebration.Entry{Order: u.ID, Generator: s.ID, Model: s.Model, Price: price},
		Celebration: c, Budget: set.Budget, Day: set.Day, Stream: set.Stream, Rubles: n.o.Rubles,
	})
	if errors.Is(err, store.ErrOrdered) {
		return fault.New(fault.Permanent, "speech.ordered_before")
	}
	return err
}

// sample returns a sentence of the streamer's as a voice of a tier says it now.
func (n *Narrator) sample(voice, text string) (Settings, Speaker, speech.Utterance, error) {
	s, on := n.o.Speaker(voice)
	if !on {
		return Settings{}, s, speech.Utterance{}, fault.New(fault.Conflict, "speech.off", "setting", fault.Say("setting.speech.provider"))
	}
	set := n.o.Settings()
	lang := speech.LanguageOf(text, set.Script.Lang)
	return set, s, speech.Utterance{Text: speech.Normalise(text, lang, set.Script.Limit), Lang: lang, Rate: set.Rate, Voice: s.Voice}, nil
}

// SamplePrice returns what it costs now to try a voice; zero where nothing.
func (n *Narrator) SamplePrice(ctx context.Context, voice, text string) (decimal.Decimal, error) {
	_, s, u, err := n.sample(voice, text)
	if err != nil {
		return decimal.Zero, err
	}
	if _, known := n.o.Cache.Get(keyOf(s, u).Name()); known || !s.Paid {
		return decimal.Zero, nil
	}
	return s.Price(ctx, u)
}

// Try speaks a sentence for the streamer with a voice of a tier, or the general
// one where it is empty, for no more than a price.
func (n *Narrator) Try(ctx context.Context, voice, text string, most decimal.Decimal) (Voice, error) {
	price, err := n.SamplePrice(ctx, voice, text)
	if err != nil {
		return Voice{}, err
	}
	if price.GreaterThan(most) {
		args := []any{"price", money.New(price, "USD").Decimal()}
		if rate, err := n.o.Rubles(ctx); err == nil {
			args = append(args, "rub", price.Mul(rate).RoundCeil(2).String())
		}
		return Voice{}, fault.New(fault.Conflict, "speech.costs", args...)
	}
	set, s, u, err := n.sample(voice, text)
	if err != nil {
		return Voice{}, err
	}
	sound, err := n.say(celebration.Celebration{}, set, s, u)
	if err != nil {
		return Voice{}, err
	}
	return Voice{Name: keyOf(s, u).Name(), Duration: sound.Duration}, nil
}

// Speaker returns the one that speaks in general; false where nothing is spoken.
func (n *Narrator) Speaker() (Speaker, bool) { return n.o.Speaker("") }

// Open returns a sound that was spoken, by its name.
func (n *Narrator) Open(name string) (speech.Audio, bool) {
	return n.o.Cache.Get(name)
}
