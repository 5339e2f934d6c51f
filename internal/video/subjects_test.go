package video_test

import (
	"bytes"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rs/zerolog"

	"streamspark/internal/breaker"
	"streamspark/internal/celebration"
	"streamspark/internal/money"
	"streamspark/internal/outbound"
	"streamspark/internal/standin"
	"streamspark/internal/standin/standintest"
	"streamspark/internal/video/aiml"
	"streamspark/internal/video/gemini"
)

// subject is a generator in a world of its own.
type subject struct {
	said    *told
	order   celebration.Order
	open    func() generator // a new instance, as after a restart
	refused func(*testing.T, generator) error
	secrets []string // what nothing that is said may show
	starts  func() int

	standIns *standin.Probe
	parts    [3]standin.Part  // behind each of the three calls
	lost     func() generator // one whose requests reach nobody
}

// note keeps an error for the search.
func (s *subject) note(err error) error {
	if err != nil {
		s.said.note(err.Error())
	}
	return err
}

// told is all that a generator says, in errors and in its log.
type told struct {
	mu     sync.Mutex
	text   bytes.Buffer
	errors int
}

func (t *told) note(text string) {
	_, _ = t.Write([]byte(text + "\n"))
	t.errors++
}

func (t *told) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.text.Write(p)
}

// each runs a test for every generator, and then searches what was said.
func each(t *testing.T, test func(*testing.T, *subject)) {
	for name, world := range map[string]func(*testing.T, zerolog.Logger) *subject{
		"aiml": aimlWorld, "gemini": geminiWorld, "gemini, inline": geminiInlineWorld,
	} {
		t.Run(name, func(t *testing.T) {
			said := new(told)
			s := world(t, zerolog.New(said).Level(zerolog.TraceLevel))
			s.said = said
			test(t, s)
			for _, secret := range s.secrets {
				if all := said.text.String(); strings.Contains(all, secret) {
					t.Errorf("%q shows in: %s", secret, all)
				}
			}
		})
	}
}

func order(model string) celebration.Order {
	return celebration.Order{
		Celebration: 7, RequestID: "ss-contract", Prompt: "confetti", Donor: "viewer42", Amount: money.Rubles(1500),
		Model: model, AspectRatio: "16:9", Resolution: "720p", Duration: 2 * time.Second, Audio: true, Seed: 42,
	}
}

// onStandIn is the world of a generator that orders from a stand-in. make
// makes one that allows files from the host.
func onStandIn(t *testing.T, model string, parts [3]standin.Part, secret string) *subject {
	s := standintest.Start(t, standin.Options{})
	return &subject{
		standIns: s, parts: parts, order: order(model),
		secrets: []string{secret, "Signature", "alt=media"},
		refused: func(t *testing.T, g generator) error {
			op, err := g.Start(t.Context(), order(model))
			if err != nil {
				t.Fatal(err)
			}
			s.Set(parts[1], standin.Fault{Kind: standin.Refused})
			_, err = g.Poll(t.Context(), op)
			return err
		},
	}
}

// client returns a client with a breaker, as the program has it. That must not
// be noticed while nothing is wrong.
func client(log zerolog.Logger) *outbound.Client {
	return outbound.New(nil).WithBreaker(breaker.New(breaker.Options{Name: "it", Log: log}), nil)
}

// nowhere is an address where nobody listens.
const nowhere = "http://127.0.0.1:1"

func aimlWorld(t *testing.T, log zerolog.Logger) *subject {
	parts := [3]standin.Part{standin.PartSubmit, standin.PartPoll, standin.PartFile}
	s := onStandIn(t, "google/veo-3.1-t2v-fast", parts, standin.AIMLKey)
	at := func(address string) generator {
		return aiml.New(aiml.Options{
			Client: client(log), Files: outbound.NewDownloader([]string{s.standIns.Host()}),
			BaseURL: address, Key: standin.AIMLKey, Log: log,
		})
	}
	s.open = func() generator { return at(s.standIns.AIMLURL()) }
	s.lost = func() generator { return at(nowhere) }
	s.starts = func() int { return len(s.standIns.Jobs()) }
	return s
}

func geminiWorld(t *testing.T, log zerolog.Logger) *subject {
	parts := [3]standin.Part{standin.PartGeminiStart, standin.PartGeminiPoll, standin.PartGeminiFile}
	s := onStandIn(t, "gemini-omni-1.1-flash", parts, standin.GeminiKey)
	at := func(address string) generator {
		return gemini.New(gemini.Options{
			Client: client(log), Files: outbound.NewDownloader([]string{s.standIns.Host()}),
			BaseURL: address, Key: standin.GeminiKey, Log: log,
		})
	}
	s.open = func() generator { return at(s.standIns.GeminiURL()) }
	s.lost = func() generator { return at(nowhere) }
	s.starts = func() int { return len(s.standIns.GeminiJobs()) }
	return s
}

// geminiInlineWorld has the clips in the answers to looks.
func geminiInlineWorld(t *testing.T, log zerolog.Logger) *subject {
	s := geminiWorld(t, log)
	s.standIns.SetGeminiInline(true)
	s.parts[2] = standin.PartGeminiPoll
	return s
}
