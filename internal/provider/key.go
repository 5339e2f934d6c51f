package provider

import (
	"maps"
	"net/url"
	"regexp"
	"strconv"
	"time"

	"github.com/shopspring/decimal"

	"streamspark/internal/outbound"
)

// Type is what a value of a key may be. Values are checked and normalized by
// package config.
type Type string

// The types.
const (
	Text     Type = "text"
	Token    Type = "token"    // a secret, see IsToken
	BotToken Type = "bottoken" // the same of a bot in Telegram, see IsBotToken
	Proxy    Type = "proxy"    // the address of a proxy, whose user and password are secret
	Address  Type = "address"  // of the service; only file, environment and flags may set it
	Socket   Type = "socket"   // the same for a WebSocket; may be empty
	Link     Type = "link"     // any web address, or empty
	Model    Type = "model"    // the name of a model
	Path     Type = "path"     // begins with a slash
	Duration Type = "duration" // at least a second
	Bool     Type = "bool"
	Dollars  Type = "dollars" // an amount, or empty
)

// maxToken is the length of the longest token, in bytes.
const maxToken = 8 << 10

// IsToken reports whether a text can be a token, a key or none: it goes into a
// header.
func IsToken(text string) bool { return len(text) <= maxToken && outbound.OneWord(text) }

// IsBotToken reports whether a text can be the token of a bot in Telegram, or none: the
// bot's number, a colon, and 35 characters.
func IsBotToken(text string) bool { return text == "" || botToken.MatchString(text) }

var botToken = regexp.MustCompile(`^[0-9]+:[A-Za-z0-9_-]{35}$`)

// Secret reports whether values of the type are secrets.
func (t Type) Secret() bool { return t == Token || t == BotToken || t == Proxy }

// guarded reports whether the value is where secrets are sent, which nobody
// who only has the dashboard may change.
func (t Type) guarded() bool { return t == Address || t == Socket }

// Key is one key of a provider's configuration.
type Key struct {
	Name    string // within the provider's group
	Type    Type
	Default string
	Choices []string // all values, where those are few; the type is Text then
	Env     []string // further environment variables that set it
	SentTo  string   // of a secret: the key that has the address it is sent to
	AtStart bool     // a change is used from the next start on
	// Shared is the full name of another provider's key of the same type, whose
	// value this one has: it is no key of its own then.
	Shared string
}

// SharedKeys returns the keys with which a provider uses the account of another,
// by the group of that.
func SharedKeys(group string) []Key {
	return []Key{
		{Name: "api_key", Type: Token, Shared: group + ".api_key"},
		{Name: "base_url", Type: Address, Shared: group + ".base_url"},
		{Name: "proxy", Type: Proxy, Shared: group + ".proxy"},
	}
}

// Fixed reports whether only the file, the environment and flags may set the key.
func (k Key) Fixed() bool { return k.Type.guarded() }

// Values are the checked values of a provider's keys. The zero value is
// empty. They do not print themselves.
type Values struct{ texts map[string]string }

// NewValues returns values by the names of their keys within the group.
func NewValues(texts map[string]string) Values { return Values{texts} }

// With returns a copy in which one value is another.
func (v Values) With(name, value string) Values {
	texts := map[string]string{}
	maps.Copy(texts, v.texts)
	texts[name] = value
	return Values{texts}
}

// Text returns a value as it was normalized.
func (v Values) Text(name string) string { return v.texts[name] }

// Secret returns a value that does not print itself.
func (v Values) Secret(name string) Secret { return Secret(v.texts[name]) }

// Duration returns a value of that type, else 0.
func (v Values) Duration(name string) time.Duration {
	d, _ := time.ParseDuration(v.texts[name])
	return d
}

// Bool returns a value of that type, else false.
func (v Values) Bool(name string) bool {
	b, _ := strconv.ParseBool(v.texts[name])
	return b
}

// Dollars returns a value of that type, and whether it is known.
func (v Values) Dollars(name string) (decimal.Decimal, bool) {
	d, err := decimal.NewFromString(v.texts[name])
	return d, err == nil
}

// Equal reports whether all values are the same.
func (v Values) Equal(w Values) bool { return maps.Equal(v.texts, w.texts) }

// String hides the values: some are secrets.
func (v Values) String() string { return "values of a provider" }

// GoString hides them from %#v as well.
func (v Values) GoString() string { return v.String() }

// Direct in the place of a proxy means none, whatever the environment says.
const Direct = outbound.Direct

// Secret is a value that does not print itself.
type Secret string

// String hides the secret, but not whether there is one.
func (s Secret) String() string {
	if s == "" {
		return ""
	}
	return "••••"
}

// GoString hides it from %#v as well.
func (s Secret) GoString() string { return s.String() }

// MarshalText hides it from every encoder.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// Reveal returns the secret for those who must send it.
func (s Secret) Reveal() string { return string(s) }

// Ending returns the secret as pages show it: its last four characters, if
// enough stays hidden.
func (s Secret) Ending() string {
	if s == "" {
		return ""
	}
	if len(s) < 12 {
		return s.String()
	}
	return s.String() + string(s[len(s)-4:])
}

// ProxyName returns the address of a proxy without its user and password.
func (s Secret) ProxyName() string {
	u, err := url.Parse(s.Reveal())
	if err != nil || u.Host == "" {
		if s == Direct {
			return Direct
		}
		return s.String()
	}
	if u.User != nil {
		return u.Scheme + "://" + s.String() + "@" + u.Host
	}
	return u.Scheme + "://" + u.Host
}

// SecretParts returns the parts of a proxy's address that no log may show.
func (s Secret) SecretParts() []string {
	u, err := url.Parse(s.Reveal())
	if err != nil || u.User == nil {
		return nil
	}
	password, _ := u.User.Password()
	return []string{u.User.String(), password, url.QueryEscape(password), url.PathEscape(password)}
}

// Hidden returns what of a value of the type no log, error or answer may show.
func (t Type) Hidden(value string) []string {
	switch t {
	case Token, BotToken:
		return []string{value}
	case Proxy:
		return Secret(value).SecretParts()
	}
	return nil
}

// Masked returns a value of the type as pages show it.
func (t Type) Masked(value string) string {
	switch t {
	case Token, BotToken:
		return Secret(value).Ending()
	case Proxy:
		return Secret(value).ProxyName()
	}
	return value
}
