package provider

import (
	"cmp"
	"context"
	"net/http"
	"slices"
	"time"

	"github.com/shopspring/decimal"

	"streamspark/internal/celebration"
	"streamspark/internal/fault"
	"streamspark/internal/outbound"
	"streamspark/internal/text"
)

// TextService is a service with text models, for a price by the token. Its adapter
// fills this in; the rest is the same for all of them.
type TextService struct {
	ID, Name    string
	Shared      string            // the group whose account it uses; empty: it has its own
	KeyVariable string            // of the environment, of its own account; so are the next two
	Address     string            //
	StandIn     map[string]string // as in Descriptor
	Model       string            // its own; so are the prices
	USDIn       string            // for a million tokens that it reads
	USDOut      string            // and that it writes
	More        []Key

	Form func(Values) text.Form
	// List is where the models are that the account has, below the address. Check is
	// in its place where there is a better way to find out whether they can be used.
	List  string
	Check func(context.Context, Setup) (Finding, error)
	// Failed returns the fault of a request where the status does not say all.
	Failed func(s Setup, a Account, err error, model string) error
	// Moderation is how the service judges texts for nothing; zero: it does not.
	Moderation text.Moderation
}

// Descriptor declares the service.
func (v TextService) Descriptor() Descriptor {
	keys := []Key{
		{Name: "api_key", Type: Token, SentTo: "base_url", Env: []string{v.KeyVariable}},
		{Name: "base_url", Type: Address, Default: v.Address},
		{Name: "proxy", Type: Proxy},
	}
	if v.Shared != "" {
		keys = SharedKeys(v.Shared)
	}
	d := Descriptor{
		ID: v.ID, Kind: KindText, Group: "text." + v.ID, Required: []string{"api_key"},
		Keys: slices.Concat(keys, []Key{
			{Name: "model", Type: Model, Default: v.Model},
			{Name: "usd_per_million_in", Type: Dollars, Default: v.USDIn},
			{Name: "usd_per_million_out", Type: Dollars, Default: v.USDOut},
		}, v.More),
		Paid: true, Check: v.Check, StandIn: v.StandIn,
		Text: func(s Setup) *TextModel { return &TextModel{v, s} }, Moderates: v.Moderation.Model != "",
	}
	if v.Check == nil {
		d.Check = v.check
	}
	return d
}

// account names what the faults of its requests speak of.
func (v TextService) account() Account {
	own := "text." + v.ID
	group := cmp.Or(v.Shared, own)
	return Account{Provider: v.Name, Key: group + ".api_key", Model: own + ".model", Named: []string{own + ".model", group + ".base_url"}}
}

// check reads the list of models, which is free and needs the key. A server that
// lists none is believed.
func (v TextService) check(ctx context.Context, s Setup) (Finding, error) {
	key, model := s.Values.Secret("api_key").Reveal(), s.Values.Text("model")
	if err := v.account().CheckRequest(key, model); err != nil {
		return Finding{}, err
	}
	var list struct {
		Data []struct {
			ID string `json:"id"`
		} `json:"data"`
	}
	_, err := s.Client.Do(ctx, outbound.Request{
		URL: s.Values.Text("base_url") + v.List, Header: v.Form(s.Values).Call(key, model, text.Ask{}).Header, Decode: &list,
	})
	if err != nil {
		return Finding{}, err
	}
	has := func(m struct {
		ID string `json:"id"`
	},
	) bool {
		return m.ID == model
	}
	if len(list.Data) > 0 && !slices.ContainsFunc(list.Data, has) {
		return v.NoModel(model), nil
	}
	return v.Works(model), nil
}

// Works returns the finding that a model can be used.
func (v TextService) Works(model string) Finding {
	return Found("check.text.ok", "provider", Title(v.ID), "model", model)
}

// NoModel returns the finding that the account does not have a model.
func (v TextService) NoModel(model string) Finding {
	return Missing(AdviceModel, "check.text.model", "provider", Title(v.ID), "model", model)
}

// TextModel is a service as it is set up.
type TextModel struct {
	service TextService
	setup   Setup
}

// ID returns that of the provider.
func (m *TextModel) ID() string { return m.service.ID }

// Name returns the name of the model.
func (m *TextModel) Name() string { return m.setup.Values.Text("model") }

// Title returns what people call the model.
func (m *TextModel) Title() string { return m.service.Name + " " + m.Name() }

// textLimit is of an answer, in bytes, and longestText of the time for one.
const (
	textLimit   = 1 << 20
	longestText = time.Minute
)

// Answer sends one paid request, once. Its faults are those of an order. What a
// model refused to say, or what was cut, is an answer.
func (m *TextModel) Answer(ctx context.Context, ask text.Ask) (answer text.Answer, err error) {
	account, values, model := m.service.account(), m.setup.Values, m.Name()
	key := values.Secret("api_key").Reveal()
	if err := account.CheckRequest(key, model); err != nil {
		return answer, err
	}
	form := m.service.Form(values)
	call := form.Call(key, model, ask)
	_, err = m.setup.Client.Do(ctx, outbound.Request{
		Method: http.MethodPost, URL: values.Text("base_url") + call.Path, Header: call.Header, JSON: call.Body,
		Limit: textLimit, Timeout: longestText,
		Order: func(body *outbound.Answer, err error) error {
			if err != nil {
				return m.failed(account, err, model)
			}
			answer, err = form.Read(body.Body)
			return err
		},
	})
	if in, out, known := m.prices(); known && answer.Out > 0 && !answer.Charge.Valid {
		answer.Charge = decimal.NewNullDecimal(perMillion(in, answer.In).Add(perMillion(out, answer.Out)))
	}
	return answer, err
}

// Moderate has the service judge words, for nothing.
func (m *TextModel) Moderate(ctx context.Context, words string) (celebration.Opinion, error) {
	moderation := m.service.Moderation
	opinion := celebration.Opinion{Model: m.service.Name + " " + moderation.Model}
	key := m.setup.Values.Secret("api_key").Reveal()
	if err := m.service.account().CheckRequest(key, moderation.Model); err != nil {
		return opinion, err
	}
	call := moderation.Call(key, words)
	answer, err := m.setup.Client.Do(ctx, outbound.Request{
		Method: http.MethodPost, URL: m.setup.Values.Text("base_url") + call.Path, Header: call.Header, JSON: call.Body, Limit: textLimit,
	})
	if err != nil {
		return opinion, err
	}
	opinion.Action, opinion.Code, err = moderation.Read(answer.Body)
	return opinion, err
}

func (m *TextModel) failed(account Account, err error, model string) error {
	if m.service.Failed != nil {
		return m.service.Failed(m.setup, account, err, model)
	}
	return account.saidFault(err, model)
}

// Price returns what an answer costs at the most, by the prices that are set.
func (m *TextModel) Price(ask text.Ask) (decimal.Decimal, error) {
	in, out, known := m.prices()
	if !known {
		own := "text." + m.service.ID
		return decimal.Zero, fault.New(fault.Permanent, "text.no_price", "model", m.Name(),
			"settings", settings([]string{own + ".usd_per_million_in", own + ".usd_per_million_out"}))
	}
	return perMillion(in, ask.Tokens()).Add(perMillion(out, int64(ask.Limit))), nil
}

func (m *TextModel) prices() (in, out decimal.Decimal, known bool) {
	in, first := m.setup.Values.Dollars("usd_per_million_in")
	out, second := m.setup.Values.Dollars("usd_per_million_out")
	return in, out, first && second
}

func perMillion(price decimal.Decimal, tokens int64) decimal.Decimal {
	return price.Mul(decimal.NewFromInt(tokens)).Shift(-6)
}
