package local

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/shopspring/decimal"

	"streamspark/internal/fault"
	"streamspark/internal/provider"
	"streamspark/internal/speech"
)

const (
	speakTime = 10 * time.Second
	listTime  = 5 * time.Second
	listFresh = 10 * time.Minute
	maxList   = 256 << 10 // bytes of a list of voices
	maxSaid   = 400       // bytes of what a program complains
	outName   = "voice.wav"
)

// engine is one program that speaks.
type engine struct {
	id      string   // what the ids of its voices begin with
	program string   // its path
	list    []string // arguments that list its voices; none: they are not listed by it
	voices  func(list []byte) []speech.Voice
	// speak returns the arguments and the input that have a text said into a
	// file. The text is in the input alone: a command line is seen by others, is
	// short, and has rules of its own.
	speak func(u speech.Utterance, out string) (args []string, input []byte)
}

// Speaker speaks with the programs that there are. It is safe for concurrent use.
type Speaker struct {
	voice   string // of the settings; empty: one that fits the language
	engines []engine

	mu     sync.Mutex
	listed []speech.Voice
	at     time.Time
}

// New returns a speaker with a voice of the settings.
func New(voice string, engines []engine) *Speaker { return &Speaker{voice: voice, engines: engines} }

// recent returns the voices as they were listed a while ago: on Windows a list
// takes as long as a sentence.
func (s *Speaker) recent(ctx context.Context) ([]speech.Voice, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.listed) > 0 && time.Since(s.at) < listFresh {
		return s.listed, nil
	}
	voices, err := s.Voices(ctx)
	s.listed, s.at = voices, time.Now()
	return voices, err
}

// Price returns that it is free.
func (*Speaker) Price(context.Context, speech.Utterance) (decimal.Decimal, error) {
	return decimal.Zero, nil
}

// Voices lists the voices of all programs, the better programs first.
func (s *Speaker) Voices(ctx context.Context) (all []speech.Voice, err error) {
	var errs []error
	for _, e := range s.engines {
		var list []byte
		if len(e.list) > 0 {
			ctx, cancel := context.WithTimeout(ctx, listTime)
			list, err = run(ctx, e.program, e.list, nil)
			cancel()
			if err != nil {
				errs = append(errs, err)
				continue
			}
		}
		for _, v := range e.voices(list) {
			v.ID = e.id + ":" + v.ID
			all = append(all, v)
		}
	}
	if len(all) > 0 {
		return all, nil
	}
	return nil, errors.Join(errs...)
}

// choose returns the voice that an utterance is said with. Some programs take
// another voice without a word where there is none of a name.
func (s *Speaker) choose(voices []speech.Voice, u speech.Utterance) (speech.Voice, error) {
	name := s.voice
	if u.Voice != "" {
		name = u.Voice
	}
	for _, v := range voices {
		if name != "" && (v.ID == name || strings.EqualFold(v.Name, name)) || name == "" && v.Lang == u.Lang {
			return v, nil
		}
	}
	switch {
	case name != "":
		return speech.Voice{}, fault.New(fault.Permanent, "speech.no_voice", "voice", name, "setting", provider.Setting(group+".voice"))
	case len(voices) == 0:
		return speech.Voice{}, fault.New(fault.Permanent, "speech.no_voices")
	}
	return speech.Voice{}, fault.New(fault.Permanent, "speech.no_voice_of", "language", u.Lang)
}

// Speak has a text said into a file, and returns that.
func (s *Speaker) Speak(ctx context.Context, u speech.Utterance) (speech.Audio, error) {
	ctx, cancel := context.WithTimeout(ctx, speakTime)
	defer cancel()
	voices, err := s.recent(ctx)
	if err != nil {
		return speech.Audio{}, err
	}
	voice, err := s.choose(voices, u)
	if err != nil {
		return speech.Audio{}, err
	}
	id, name, _ := strings.Cut(voice.ID, ":")
	i := slices.IndexFunc(s.engines, func(e engine) bool { return e.id == id })
	dir, err := os.MkdirTemp("", "streamspark-voice-")
	if err != nil {
		return speech.Audio{}, fault.Wrap(err, fault.DiskFull, "speech.not_kept")
	}
	defer func() { _ = os.RemoveAll(dir) }() // the system removes what is left
	u.Voice = name
	if u.Rate = min(u.Rate, speech.MaxRate); u.Rate < speech.MinRate {
		u.Rate = 1
	}
	args, input := s.engines[i].speak(u, filepath.Join(dir, outName))
	if _, err := run(ctx, s.engines[i].program, args, input); err != nil {
		return speech.Audio{}, err
	}
	body, err := readOutput(dir)
	if err != nil {
		return speech.Audio{}, fault.Wrap(err, fault.Retry, "speech.program_failed", "program", filepath.Base(s.engines[i].program), "words", err.Error())
	}
	return speech.Read(body)
}

// readOutput reads what a program wrote, from its folder alone.
func readOutput(dir string) ([]byte, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	defer root.Close()
	file, err := root.Open(outName)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return io.ReadAll(io.LimitReader(file, speech.MaxBytes))
}

// run runs a program to its end, and returns what it wrote. When the context
// ends it is killed with all that it started.
func run(ctx context.Context, program string, args []string, input []byte) ([]byte, error) {
	cmd := exec.CommandContext(ctx, program, args...) //nolint:gosec // found on the streamer's PATH; the arguments hold no word of a viewer's
	killWhole(cmd)
	cmd.WaitDelay = time.Second
	cmd.Stdin = bytes.NewReader(input)
	out, said := &head{limit: maxList}, &head{limit: maxSaid}
	cmd.Stdout, cmd.Stderr = out, said
	err := cmd.Run()
	name := filepath.Base(program)
	switch {
	case err == nil:
		return out.Bytes(), nil
	case ctx.Err() != nil:
		return nil, fault.Wrap(ctx.Err(), fault.Retry, "speech.program_stuck", "program", name)
	}
	words := strings.TrimSpace(said.String())
	if words == "" {
		words = err.Error()
	}
	return nil, fault.Wrap(err, fault.Retry, "speech.program_failed", "program", name, "words", strings.ToValidUTF8(words, "?"))
}

// head keeps the first bytes of what is written to it.
type head struct {
	bytes.Buffer
	limit int
}

func (h *head) Write(p []byte) (int, error) {
	_, _ = h.Buffer.Write(p[:min(len(p), max(h.limit-h.Len(), 0))]) // a buffer takes it
	return len(p), nil
}
