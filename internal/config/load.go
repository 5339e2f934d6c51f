package config

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"

	"github.com/spf13/viper"

	"streamspark/internal/fault"
	"streamspark/internal/money"
	"streamspark/internal/provider"
)

// Origin is where a value comes from.
type Origin string

// The origins, the strongest first.
const (
	FromFlag      Origin = "flag"
	FromDashboard Origin = "dashboard"
	FromEnv       Origin = "environment"
	FromFile      Origin = "file"
	FromDefault   Origin = "default"
)

// DefaultFile is read where no other file is named, if it is there.
const DefaultFile = "config.yaml"

// dotenvFile counts as environment.
const dotenvFile = ".env"

// thresholdEnv sets the first tier's minimum, as in the original.
const thresholdEnv = "DONATION_THRESHOLD_RUB"

// cacheMinutesEnv sets rates.cache_ttl in minutes, as in the original.
const cacheMinutesEnv = "EXCHANGE_RATE_CACHE_MINUTES"

// Layers are the values of each origin by key, as texts.
type Layers struct {
	schema                      *schema
	hide                        func(secrets ...string)
	flags, dashboard, env, file map[string]string
	threshold                   string // of the environment
	early                       bool   // what the dashboard saved is not read yet
	exposed                     []string
	place                       place
	proxies                     ProxyEnvironment
}

// Source is what a configuration is read from.
type Source struct {
	Path      string            // of the file; empty: DefaultFile where it is found
	Flags     map[string]string // values by key
	Providers []provider.Descriptor
	Languages []string // codes of the languages that there are
	// Hide is called with each secret before it is used, so that nothing shows
	// it. It may be nil.
	Hide func(secrets ...string)
}

// Read reads the file and the environment. A .env file beside the
// configuration counts as environment, below the real one.
func Read(from Source) (Layers, error) {
	here, err := aroundHere(newSchema(from.Providers, from.Languages...))
	if err != nil {
		return Layers{}, err
	}
	return here.read(from)
}

func (a around) read(from Source) (layers Layers, err error) {
	layers = Layers{schema: a.schema, hide: from.Hide, flags: from.Flags, dashboard: map[string]string{}, place: a.find(from.Path)}
	if layers.file, err = a.schema.readFile(layers.place.file); err != nil {
		return layers, err
	}
	lookup, err := environment(layers.place.dotenv)
	if err != nil {
		return layers, err
	}
	layers.env = map[string]string{}
	for _, k := range a.schema.keys {
		for _, name := range k.envNames() {
			if value := lookup(name); value != "" {
				layers.env[k.name] = value
				break
			}
		}
	}
	if minutes := lookup(cacheMinutesEnv); minutes != "" && layers.env["rates.cache_ttl"] == "" {
		layers.env["rates.cache_ttl"] = minutes + "m"
	}
	layers.threshold = lookup(thresholdEnv)
	layers.exposed = a.schema.exposed(layers.place.file, layers.file, layers.place.dotenv)
	layers.proxies = readProxies(lookup)
	return layers, nil
}

// readFile reads a YAML file into texts by key and refuses keys that no
// part of StreamSpark knows. An empty path is an empty file.
func (s *schema) readFile(path string) (map[string]string, error) {
	if path == "" {
		return nil, nil
	}
	v := viper.New()
	v.SetConfigType("yaml")
	v.SetConfigFile(path)
	err := v.ReadInConfig()
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fault.Wrap(err, fault.NotFound, "config.no_file", "path", path)
	}
	if err != nil {
		return nil, fault.New(fault.Invalid, "config.not_yaml", "path", v.ConfigFileUsed(), "words", money.Mask(err.Error()))
	}
	values := map[string]string{}
	for _, name := range slices.Sorted(slices.Values(v.AllKeys())) {
		if !s.known(name) {
			return nil, fault.New(fault.Invalid, "config.unknown_key", "path", v.ConfigFileUsed(), "key", money.Mask(name))
		}
		value := v.Get(name)
		if value == nil {
			continue // written without a value: the default
		}
		if values[name], err = asText(value); err != nil {
			return nil, fault.Wrap(err, fault.Invalid, "config.unusable_in", "path", v.ConfigFileUsed(), "key", name)
		}
	}
	return values, nil
}

// asText returns a YAML value as the text that the table of keys reads.
func asText(value any) (string, error) {
	switch value := value.(type) {
	case string:
		return value, nil
	case []any:
		words := make([]string, 0, len(value))
		for _, item := range value {
			word, ok := item.(string)
			if !ok { // a list of maps: tiers
				encoded, err := json.Marshal(value)
				return string(encoded), err
			}
			words = append(words, word)
		}
		return strings.Join(words, ","), nil
	case map[string]any:
		return "", fault.New(fault.Invalid, "config.further_keys")
	}
	return fmt.Sprint(value), nil
}

// resolve makes the one configuration of all layers and tells the origin of
// each value.
func (l Layers) resolve() (Config, map[string]Origin, error) {
	l.hideSecrets()
	c := Config{Network: Network{Environment: l.proxies}}
	origins := map[string]Origin{}
	for _, k := range l.schema.keys {
		value, origin := l.find(k)
		origins[k.name] = origin
		if err := k.set(&c, value); err != nil {
			return c, nil, k.refuse(value, origin, err)
		}
	}
	if weak := origins[tiersKey]; l.threshold != "" && weak != FromFlag && weak != FromDashboard {
		tiers := c.Tiers
		if err := setTiers(nil)(&c, `[{"min_rub":"`+l.threshold+`"}]`); err != nil || strings.ContainsAny(l.threshold, `"\`) {
			return c, nil, fault.InvalidField(thresholdEnv, "config.bad_threshold", "value", money.Excerpt(l.threshold))
		}
		tiers[0].MinRub, tiers[0].Said = c.Tiers[0].MinRub, money.Amount{}
		c.Tiers, origins[tiersKey] = tiers, FromEnv
	}
	if err := c.complete(l.schema.providers); err != nil {
		return c, nil, err
	}
	l.place.complete(&c, origins)
	if l.early {
		return c, origins, nil // a key may be among what is still to be read
	}
	return c, origins, c.keyed(l.schema.providers)
}

// hideSecrets registers the secrets of all layers for redaction, used or not.
func (l Layers) hideSecrets() {
	if l.hide == nil {
		return
	}
	for _, k := range l.schema.keys {
		for _, layer := range []map[string]string{l.flags, l.dashboard, l.env, l.file} {
			l.hide(k.kind.Hidden(strings.TrimSpace(layer[k.name]))...)
		}
	}
	l.hide(append(l.proxies.HTTP.SecretParts(), l.proxies.HTTPS.SecretParts()...)...)
}

func (l Layers) find(k key) (string, Origin) {
	for _, layer := range []struct {
		values map[string]string
		origin Origin
	}{{l.flags, FromFlag}, {l.dashboard, FromDashboard}, {l.env, FromEnv}, {l.file, FromFile}} {
		if value, ok := layer.values[k.name]; ok && (layer.origin != FromDashboard || !l.addressChanged(k)) {
			return value, layer.origin
		}
	}
	return k.fallback, FromDefault
}

// refuse returns the error of a value of the key. Its cause says what is wrong
// with it, for somebody who sees the field.
func (k key) refuse(value string, origin Origin, err error) error {
	why := &fault.Error{Kind: fault.Invalid, Code: errValue.Code}
	if known, ok := fault.As(err); ok {
		*why = *known
	}
	code, args := "config.unusable_field", fault.With("origin", fault.Say("origin."+string(origin)))
	if why.Field == "" { // else it is about one field of a list
		why.Field, why.Args = k.name, maps.Clone(why.Args)
		if why.Args == nil {
			why.Args = fault.Args{}
		}
		why.Args["may"] = k.may
		code = "config.unusable_secret"
		if !k.secret() {
			code = "config.unusable"
			why.Args["value"] = money.Excerpt(value)
			args["value"] = why.Args["value"]
		}
	}
	return &fault.Error{Kind: fault.Invalid, Code: code, Args: args, Field: why.Field, Cause: why}
}
