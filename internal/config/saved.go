package config

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"streamspark/internal/secrets"
)

// savedFor begins the names under which the document of secrets has the
// address that a secret was saved for, where that is not the default.
const savedFor = "for "

// Why a value that the dashboard saved is not used.
const (
	NotKnown   = "unknown" // there is no such setting
	NotAllowed = "fixed"   // the dashboard may not set it
	NotGood    = "bad"     // it is none of those allowed
	NotHere    = "address" // a secret, and it was saved for another address
)

// Ignored is a value that the dashboard saved and that is not used, for one of
// the reasons above.
type Ignored struct{ Key, Why string }

// read takes what the dashboard saved, as far as the dashboard could have
// saved it: the database may be a backup of another version, or of somebody
// else. What is left out is told.
func (l Layers) read(ctx context.Context, open Documents, keep *secrets.Store) (Layers, []Ignored, error) {
	l.dashboard, l.early = map[string]string{}, false
	var out []Ignored
	for _, document := range []string{document, SecretDoc} {
		from := open
		if document == SecretDoc {
			from = keep
		}
		saved := map[string]string{}
		content, found, err := from.Get(ctx, document)
		if err == nil && found {
			err = json.Unmarshal(content, &saved)
		}
		if err != nil {
			return l, nil, fmt.Errorf("read the dashboard's settings: %w", err)
		}
		for _, name := range slices.Sorted(maps.Keys(saved)) {
			if why := l.schema.refused(name, saved[name], document); why != "" {
				out = append(out, Ignored{name, why})
				continue
			}
			l.dashboard[name] = saved[name]
		}
	}
	return l.usable(out)
}

// refused returns why a saved value is left out, or "".
func (s *schema) refused(name, value, document string) string {
	k, ok := s.byName[name]
	switch {
	case s.secret(name) != (document == SecretDoc):
		return NotAllowed
	case s.secret(name) && !ok: // an address of a secret
		return ""
	case !ok:
		return NotKnown
	case k.effect == Fixed:
		return NotAllowed
	case k.set(&Config{}, value) != nil:
		return NotGood
	}
	return ""
}

// usable leaves out what does not go together with the rest: no value of the
// dashboard may keep the program from starting, for then nobody could change it.
func (l Layers) usable(out []Ignored) (Layers, []Ignored, error) {
	_, _, err := l.resolve()
	if err == nil {
		return l, out, nil
	}
	for _, name := range slices.Sorted(maps.Keys(l.dashboard)) {
		without := l.with(name, nil)
		if _, _, err := without.resolve(); err == nil && !l.schema.secret(name) {
			return without, append(out, Ignored{name, NotGood}), nil
		}
	}
	secrets := l
	secrets.dashboard = map[string]string{}
	for _, name := range slices.Sorted(maps.Keys(l.dashboard)) {
		if l.schema.secret(name) {
			secrets.dashboard[name] = l.dashboard[name]
		} else {
			out = append(out, Ignored{name, NotGood})
		}
	}
	_, _, err = secrets.resolve()
	return secrets, out, err
}

// addressChanged reports whether a secret of the dashboard was saved for
// another address than the one it would be sent to now.
func (l Layers) addressChanged(k key) bool {
	destination, ok := l.schema.byName[k.sentTo]
	if !k.secret() || !ok {
		return false
	}
	now, _ := l.find(destination)
	return withoutSlash(now) != withoutSlash(cmp.Or(l.dashboard[savedFor+k.name], destination.fallback))
}

// with returns a copy of the layers in which the dashboard saved one value, or
// gave it back where value is nil. A secret is saved for the address that it
// is sent to now.
func (l Layers) with(name string, value *string) Layers {
	saved := map[string]string{}
	maps.Copy(saved, l.dashboard)
	delete(saved, name)
	delete(saved, savedFor+name)
	if value != nil {
		saved[name] = *value
		if destination, ok := l.schema.byName[l.schema.byName[name].sentTo]; ok {
			if now, _ := l.find(destination); withoutSlash(now) != destination.fallback {
				saved[savedFor+name] = withoutSlash(now)
			}
		}
	}
	l.dashboard = saved
	return l
}

// Ignored lists what the dashboard saved and what is not used.
func (l *Live) Ignored() []Ignored {
	l.mu.Lock()
	defer l.mu.Unlock()
	all := slices.Clone(l.ignored)
	for _, k := range l.layers.schema.keys {
		if _, saved := l.layers.dashboard[k.name]; saved && l.layers.addressChanged(k) {
			all = append(all, Ignored{k.name, NotHere})
		}
	}
	return all
}
