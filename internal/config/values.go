package config

import (
	"encoding/json"
	"math"
	"net"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/shopspring/decimal"

	"streamspark/internal/celebration"
	"streamspark/internal/fault"
	"streamspark/internal/money"
)

// errValue is returned for a value that is not one of those allowed.
// refuse adds which those are.
var errValue = fault.New(fault.Invalid, "config.not_allowed")

// outOfRange returns the error of a value that is too small or too large.
func outOfRange(least, most any) *fault.Error {
	return fault.New(fault.Invalid, "config.out_of_range", "min", least, "max", most)
}

type durationValue = time.Duration

// longest is the longest duration that most keys take, in seconds.
const longest = 30 * 24 * 3600

type check func(string) bool

func text(field func(*Config) *string, ok check) func(*Config, string) error {
	return func(c *Config, value string) error {
		if !ok(value) {
			return errValue
		}
		*field(c) = value
		return nil
	}
}

// word takes a text that choice has checked.
func word(field func(*Config) *string) func(*Config, string) error { return text(field, anything) }

// choice takes one of the choices of a key.
func choice(choices []string, set func(*Config, string) error) func(*Config, string) error {
	return func(c *Config, value string) error {
		if !slices.Contains(choices, value) {
			return errValue
		}
		return set(c, value)
	}
}

func duration(field func(*Config) *durationValue) func(*Config, string) error {
	return durationBetween(field, 1, longest)
}

// durationBetween takes a duration within so many seconds.
func durationBetween(field func(*Config) *durationValue, least, most int64) func(*Config, string) error {
	return func(c *Config, value string) error {
		d, err := time.ParseDuration(value)
		if err != nil {
			return errValue
		}
		low, high := time.Duration(least)*time.Second, time.Duration(most)*time.Second
		if d < low || d > high {
			return outOfRange(low, high)
		}
		*field(c) = d
		return nil
	}
}

func durationWithin(value string, least, most int64) (time.Duration, bool) {
	d, err := time.ParseDuration(value)
	return d, err == nil && d >= time.Duration(least)*time.Second && d <= time.Duration(most)*time.Second
}

func isDuration(value string) bool {
	_, ok := durationWithin(value, 1, longest)
	return ok
}

func isTruth(value string) bool {
	_, err := strconv.ParseBool(value)
	return err == nil
}

func boolean(field func(*Config) *bool) func(*Config, string) error {
	return func(c *Config, value string) error {
		b, err := strconv.ParseBool(value)
		if err != nil {
			return errValue
		}
		*field(c) = b
		return nil
	}
}

func fraction(field func(*Config) *float64) func(*Config, string) error {
	return func(c *Config, value string) error {
		part, err := money.ParseShare(value)
		if err != nil {
			return errValue
		}
		if part.GreaterThan(decimal.NewFromInt(1)) {
			return outOfRange(0, 1)
		}
		*field(c) = part.InexactFloat64()
		return nil
	}
}

// dollars takes a sum in US dollars.
func dollars(field func(*Config) *decimal.Decimal) func(*Config, string) error {
	return exact(field, func(value string) (decimal.Decimal, error) {
		sum, err := money.Parse(value, "USD")
		return sum.Value(), err
	})
}

// rubles takes an amount in rubles.
func rubles(field func(*Config) *decimal.Decimal) func(*Config, string) error {
	return exact(field, func(value string) (decimal.Decimal, error) {
		sum, err := money.Parse(value, string(money.RUB))
		return sum.Value(), err
	})
}

// minRate and maxRate bound the speed of a voice.
const minRate, maxRate = 0.5, 2

// speed takes the speed of a voice.
func speed(field func(*Config) *float64) func(*Config, string) error {
	return func(c *Config, value string) error {
		number, err := strconv.ParseFloat(value, 64)
		if err != nil || math.IsNaN(number) || number < minRate || number > maxRate {
			return errValue
		}
		*field(c) = number
		return nil
	}
}

// price normalizes an amount in dollars; empty where it is not known.
func price(value string) (string, bool) {
	if value = strings.TrimSpace(value); value == "" {
		return "", true
	}
	sum, err := money.Parse(value, "USD")
	return sum.Decimal(), err == nil
}

// exact takes a decimal that is not negative.
func exact(field func(*Config) *decimal.Decimal, read func(string) (decimal.Decimal, error)) func(*Config, string) error {
	return func(c *Config, value string) error {
		number, err := read(value)
		if err != nil {
			return errValue
		}
		*field(c) = number
		return nil
	}
}

// list takes words with commas between them; of the known ones only, if
// there are any.
func list(field func(*Config) *[]string, known ...string) func(*Config, string) error {
	return func(c *Config, value string) error {
		var words []string
		for word := range strings.SplitSeq(value, ",") {
			word = strings.TrimSpace(word)
			if word == "" {
				continue
			}
			if len(known) > 0 && !slices.Contains(known, word) {
				return errValue
			}
			words = append(words, word)
		}
		if len(known) > 0 && len(words) == 0 {
			return errValue
		}
		*field(c) = words
		return nil
	}
}

// size takes bytes, with or without KB, MB or GB (of 1024), also in Russian.
func size(field func(*Config) *int64, least int64) func(*Config, string) error {
	return func(c *Config, value string) error {
		number := strings.ToUpper(strings.TrimSpace(value))
		unit := int64(1)
		for name, bytes := range map[string]int64{"KB": 1 << 10, "MB": 1 << 20, "GB": 1 << 30, "КБ": 1 << 10, "МБ": 1 << 20, "ГБ": 1 << 30} {
			if rest, ok := strings.CutSuffix(number, name); ok {
				number, unit = rest, bytes
			}
		}
		n, err := money.ParseDecimal(number)
		bytes := n.Mul(decimal.NewFromInt(unit))
		if err != nil || bytes.LessThan(decimal.NewFromInt(least)) || bytes.GreaterThan(decimal.NewFromInt(1<<61)) {
			return errValue
		}
		*field(c) = bytes.IntPart()
		return nil
	}
}

func anything(string) bool { return true }

// isModel refuses what is rather a key that was pasted into the wrong field:
// a model's name is shown, sent and repeated in errors.
func isModel(s string) bool {
	key := regexp.MustCompile(`^(sk-|AIza|ya29\.|[A-Za-z0-9]{24,}$)`)
	return notEmpty(s) && !strings.ContainsAny(s, " \n") && !key.MatchString(s)
}

func emptyOr(ok check) check { return func(s string) bool { return s == "" || ok(s) } }

func notEmpty(s string) bool { return strings.TrimSpace(s) != "" }
func isPath(s string) bool   { return strings.HasPrefix(s, "/") && !strings.ContainsAny(s, "?# ") }
func atMost(n int) check     { return func(s string) bool { return utf8.RuneCountInString(s) <= n } }

// address takes a web address and drops a slash at its end.
func address(field func(*Config) *string, mayBeEmpty bool) func(*Config, string) error {
	return func(c *Config, value string) error {
		value = withoutSlash(value)
		if !isAddress(value, "https", "http") && (value != "" || !mayBeEmpty) {
			return errValue
		}
		*field(c) = value
		return nil
	}
}

func withoutSlash(address string) string { return strings.TrimSuffix(strings.TrimSpace(address), "/") }

func isAddress(value string, schemes ...string) bool {
	u, err := url.Parse(value)
	return err == nil && slices.Contains(schemes, u.Scheme) && u.Hostname() != "" && u.User == nil && u.RawQuery == "" && u.Fragment == ""
}

// isPrivateWay reports whether an address is encrypted or does not leave
// this computer.
func isPrivateWay(value, secure, plain string) bool {
	if isAddress(value, secure) {
		return true
	}
	u, err := url.Parse(value)
	return err == nil && isAddress(value, plain) && IsLoopback(u.Hostname())
}

// isListen reports whether a value is an address to listen at: HOST:PORT.
func isListen(s string) bool {
	_, port, err := net.SplitHostPort(s)
	n, wrong := strconv.Atoi(port)
	return err == nil && wrong == nil && n >= 0 && n <= 65535
}

// IsLoopback reports whether a host name means this computer alone.
func IsLoopback(host string) bool {
	ip := net.ParseIP(host)
	return strings.EqualFold(host, "localhost") || ip != nil && ip.IsLoopback()
}

func emptyOrSocket(s string) bool { return s == "" || isPrivateWay(s, "wss", "ws") }

// tier is a tier as it is written in a file, in the store and in the API.
type tier struct {
	Name       string          `json:"name,omitempty"`
	MinRub     json.RawMessage `json:"min_rub"`       // a number or a text with one
	Min        string          `json:"min,omitempty"` // the same as it was said: "20 USD"
	Prompt     string          `json:"prompt,omitempty"`
	Model      string          `json:"model,omitempty"`
	Resolution string          `json:"resolution,omitempty"`
	Duration   string          `json:"duration,omitempty"`
	Volume     json.RawMessage `json:"volume,omitempty"` // as min_rub

	Theme       string          `json:"theme,omitempty"`
	Sound       string          `json:"sound,omitempty"`
	SoundVolume json.RawMessage `json:"sound_volume,omitempty"` // as min_rub

	Voice      string   `json:"voice,omitempty"`
	Scenes     []string `json:"scenes,omitempty"`
	Production int      `json:"production,omitempty"`
	Review     reviewer `json:"review,omitempty"`
}

// reviewer is who looks at the clips of a tier. It was once whether the streamer does.
type reviewer string

// UnmarshalJSON reads a word, or true or false.
func (r *reviewer) UnmarshalJSON(written []byte) error {
	switch string(written) {
	case "true":
		*r = reviewer(celebration.ReviewerStreamer)
	case "false":
		*r = reviewer(celebration.ReviewerNone)
	default:
		return json.Unmarshal(written, (*string)(r))
	}
	return nil
}

// reviewers returns all that can be chosen.
func reviewers() (all []string) {
	for _, r := range celebration.Reviewers() {
		all = append(all, string(r))
	}
	return all
}

// setTiers returns the function that sets the tiers, which may have these voices.
func setTiers(voices []string) func(*Config, string) error {
	return func(c *Config, value string) error {
		decoder := json.NewDecoder(strings.NewReader(value))
		decoder.DisallowUnknownFields()
		var written []tier
		if err := decoder.Decode(&written); err != nil || len(written) == 0 || len(written) > 20 {
			return errValue
		}
		c.Tiers = nil
		for i, w := range written {
			t, err := w.read(voices)
			if err != nil {
				return fault.AtField(err, tiersKey+"["+strconv.Itoa(i)+"]."+err.Field)
			}
			c.Tiers = append(c.Tiers, t)
		}
		return nil
	}
}

// read checks a tier field by field.
func (w tier) read(voices []string) (celebration.Tier, *fault.Error) {
	t := celebration.Tier{Name: w.Name, Prompt: w.Prompt, Model: w.Model, Resolution: w.Resolution}
	least, err := money.Parse(strings.Trim(string(w.MinRub), `"`), string(money.RUB))
	if err != nil {
		return t, atField(err, "min_rub")
	}
	t.MinRub = least.Value()
	if w.Min != "" {
		number, code, _ := strings.Cut(w.Min, " ")
		if t.Said, err = money.Parse(number, code); err != nil || t.Said.Currency() == money.RUB {
			return t, fault.InvalidField("min", "config.tier_said")
		}
	}
	if err := w.choices(voices); err != nil {
		return t, err
	}
	if w.Duration != "" {
		if t.Duration, err = time.ParseDuration(w.Duration); err != nil || t.Duration < 2*time.Second || t.Duration > 15*time.Second {
			return t, atField(outOfRange(2*time.Second, 15*time.Second), "duration")
		}
	}
	t.Sound, t.Theme = w.Sound, w.Theme
	t.Voice, t.Scenes, t.Production, t.Review = w.Voice, w.Scenes, celebration.Production(w.Production), celebration.Reviewer(w.Review)
	var wrong *fault.Error
	if t.Volume, wrong = tierVolume("volume", w.Volume); wrong != nil {
		return t, wrong
	}
	t.SoundVolume, wrong = tierVolume("sound_volume", w.SoundVolume)
	return t, wrong
}

// choices checks what a tier chooses of what there is.
func (w tier) choices(voices []string) *fault.Error {
	for _, c := range []struct {
		field, value string
		known        func(string) bool
		may          fault.Message
	}{
		{"model", w.Model, isModel, may("model")},
		{"resolution", w.Resolution, isOneOf(resolutions()), oneOf(resolutions())},
		{"theme", w.Theme, isTheme, may("theme")},
		{"sound", w.Sound, celebration.IsSound, mayBeSound()},
		{"voice", w.Voice, isOneOf(voices), oneOf(voices)},
		{"review", string(w.Review), isOneOf(reviewers()), oneOf(reviewers())},
	} {
		if c.value != "" && !c.known(c.value) {
			return notAllowed(c.field, c.may)
		}
	}
	if i := slices.IndexFunc(w.Scenes, func(name string) bool { return !slices.Contains(celebration.Scenes(), name) }); i >= 0 {
		return fault.InvalidField("scenes", "config.no_scene", "scene", money.Excerpt(w.Scenes[i]), "choices", celebration.Scenes())
	}
	if w.Production < 0 || w.Production > int(celebration.Fanfare) {
		return atField(outOfRange(int(celebration.Stroke), int(celebration.Fanfare)), "production")
	}
	return nil
}

// isOneOf returns the check that a value is one of some.
func isOneOf(values []string) func(string) bool {
	return func(value string) bool { return slices.Contains(values, value) }
}

// tierVolume returns a volume of a tier. It is none where nothing is written.
func tierVolume(field string, written json.RawMessage) (decimal.NullDecimal, *fault.Error) {
	volume := strings.Trim(string(written), `"`)
	if volume == "" || volume == "null" {
		return decimal.NullDecimal{}, nil
	}
	loud, err := money.ParseShare(volume)
	if err != nil || loud.GreaterThan(decimal.NewFromInt(1)) {
		return decimal.NullDecimal{}, atField(outOfRange(0, 1), field)
	}
	return decimal.NewNullDecimal(loud), nil
}

func notAllowed(field string, allowed fault.Message) *fault.Error {
	return fault.InvalidField(field, errValue.Code, "may", allowed)
}

// atField returns an error of a value as that of a field.
func atField(err error, field string) *fault.Error {
	at, _ := fault.As(fault.AtField(err, field))
	return at
}

// WriteTiers returns the text that setTiers reads.
func WriteTiers(tiers celebration.Tiers) string {
	written := make([]tier, len(tiers))
	for i, t := range tiers {
		written[i] = tier{Name: t.Name, MinRub: json.RawMessage(`"` + t.MinRub.String() + `"`), Prompt: t.Prompt, Model: t.Model, Resolution: t.Resolution, Theme: t.Theme, Sound: t.Sound, Voice: t.Voice, Scenes: t.Scenes, Production: int(t.Production), Review: reviewer(t.Review)}
		if !t.Said.IsNone() {
			written[i].Min = t.Said.Decimal() + " " + string(t.Said.Currency())
		}
		if t.Duration != 0 {
			written[i].Duration = t.Duration.String()
		}
		if t.Volume.Valid {
			written[i].Volume = json.RawMessage(`"` + t.Volume.Decimal.String() + `"`)
		}
		if t.SoundVolume.Valid {
			written[i].SoundVolume = json.RawMessage(`"` + t.SoundVolume.Decimal.String() + `"`)
		}
	}
	encoded, _ := json.Marshal(written) // texts alone: it cannot fail
	return string(encoded)
}

func number(field func(*Config) *int, least, most int) func(*Config, string) error {
	return func(c *Config, value string) error {
		n, err := money.ParseWhole(value)
		if err != nil {
			return errValue
		}
		if n < int64(least) || n > int64(most) {
			return outOfRange(least, most)
		}
		*field(c) = int(n)
		return nil
	}
}
