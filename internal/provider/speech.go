package provider

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/shopspring/decimal"

	"streamspark/internal/fault"
	"streamspark/internal/outbound"
	"streamspark/internal/speech"
)

// SpeechTimeout is of a request for a text.
const SpeechTimeout = 25 * time.Second

// SpeechService is a service that speaks for a price by the character. Its
// adapter fills this in; the rest is the same for all of them.
type SpeechService struct {
	ID, Name      string
	KeyVariable   string            // of the environment
	Address       string            // its own; so are the following
	Model, Voice  string            // no model: it has none, and a voice is what is asked for
	USDPerMillion string            // characters
	StandIn       map[string]string // as in Descriptor

	// Request returns the paid request for a text. Its limits are set here.
	Request func(Values, speech.Utterance) outbound.Request
	Voices  func(context.Context, Setup) ([]speech.Voice, error)
	// Check makes a free call that needs the key. It returns the name of the voice
	// that is set, or none where the service does not have it.
	Check func(context.Context, Setup) (string, error)
}

// Descriptor declares the service.
func (v SpeechService) Descriptor() Descriptor {
	keys := []Key{
		{Name: "api_key", Type: Token, SentTo: "base_url", Env: []string{v.KeyVariable}},
		{Name: "base_url", Type: Address, Default: v.Address},
		{Name: "model", Type: Model, Default: v.Model},
		{Name: "voice", Type: Text, Default: v.Voice},
		{Name: "usd_per_million", Type: Dollars, Default: v.USDPerMillion},
		{Name: "proxy", Type: Proxy},
	}
	return Descriptor{
		ID: v.ID, Kind: KindSpeech, Group: "speech." + v.ID, Required: []string{"api_key"},
		Keys: slices.DeleteFunc(keys, func(k Key) bool { return k.Name == "model" && v.Model == "" }),
		Paid: true, Check: v.check, StandIn: v.StandIn,
		Speech: func(s Setup) (speech.Speaker, error) { return speaker{v, s}, nil },
	}
}

// key returns the full name of one of its keys.
func (v SpeechService) key(name string) string { return "speech." + v.ID + "." + name }

func (v SpeechService) account() Account {
	asked := []string{v.key("model"), v.key("voice"), v.key("base_url")}
	if v.Model == "" {
		asked = asked[1:]
	}
	return Account{Provider: v.Name, Key: v.key("api_key"), Model: asked[0], Named: asked}
}

func (v SpeechService) check(ctx context.Context, s Setup) (Finding, error) {
	voice, err := v.Check(ctx, s)
	switch {
	case err != nil:
		return Finding{}, err
	case voice == "":
		return Missing("check.advice.voice", "speech.no_voice", "voice", s.Values.Text("voice"), "setting", Setting(v.key("voice"))), nil
	}
	return Found("check.speech.ok", "provider", Title(v.ID), "model", cmp.Or(s.Values.Text("model"), v.Name), "voice", voice), nil
}

// speaker is a service as it is set up.
type speaker struct {
	service SpeechService
	setup   Setup
}

// Speak sends the one paid request for a text.
func (p speaker) Speak(ctx context.Context, u speech.Utterance) (a speech.Audio, err error) {
	account, values := p.service.account(), p.setup.Values
	u.Voice = cmp.Or(u.Voice, values.Text("voice"))
	model := values.Text("model")
	if p.service.Model == "" {
		model = u.Voice
	}
	if err := account.CheckRequest(values.Secret("api_key").Reveal(), model); err != nil {
		return a, err
	}
	request := p.service.Request(values, u)
	request.Limit, request.Timeout = speech.MaxBytes, SpeechTimeout
	request.Order = func(answer *outbound.Answer, err error) error {
		a, err = account.SpeechOf(answer, err, model)
		return err
	}
	_, err = p.setup.Client.Do(ctx, request)
	return a, err
}

// Voices lists those of the service.
func (p speaker) Voices(ctx context.Context) ([]speech.Voice, error) {
	return p.service.Voices(ctx, p.setup)
}

// Price returns what a text costs by the price that is set.
func (p speaker) Price(_ context.Context, u speech.Utterance) (decimal.Decimal, error) {
	price, known := p.setup.Values.Dollars("usd_per_million")
	if !known {
		return decimal.Zero, fault.New(fault.Permanent, "speech.no_price", "setting", Setting(p.service.key("usd_per_million")))
	}
	return price.Mul(decimal.NewFromInt(speech.Characters(u.Text))).Shift(-6), nil
}

// ForSpeech returns the account of a service that also speaks, with the model and
// the voice in a group of their own.
func (a Account) ForSpeech(group string) Account {
	a.Model, a.Named = group+".model", []string{group + ".model", group + ".voice"}
	return a
}

// saidFault returns what OrderFault does, with the own words of the service.
func (a Account) saidFault(err error, model string) error {
	said := ""
	if refusal, ok := outbound.FailureOf(err); ok {
		said = refusal.Said
	}
	return a.OrderFault(err, model, said)
}

// SpeechOf returns the sound that a paid request for speech brought, or what
// became of the request. What is no sound was paid for all the same.
func (a Account) SpeechOf(answer *outbound.Answer, err error, model string) (speech.Audio, error) {
	if err != nil {
		return speech.Audio{}, a.saidFault(err, model)
	}
	sound, err := speech.Read(answer.Body)
	if err != nil {
		return speech.Audio{}, a.UnreadableAnswer(err)
	}
	return sound, nil
}
