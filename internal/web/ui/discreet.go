package ui

import (
	"maps"
	"net/http"
	"slices"
	"time"

	"streamspark/internal/celebration"
	"streamspark/internal/fault"
	"streamspark/internal/locale"
	"streamspark/internal/money"
)

// hidden stands where a discreet page leaves something out.
const hidden = "•••"

// reader is who looks at a page: in which language, and whether it may be
// seen by others. A discreet page is for when the dashboard itself is on
// stream:
// it is made without amounts, names, messages and addresses, so that none
// of them is in the browser either.
type reader struct {
	*locale.Language
	discreet bool
}

// key identifies the kind: "ru", "ru-discreet".
func (r reader) key() string {
	if r.discreet {
		return r.Code() + "-discreet"
	}
	return r.Code()
}

// reader finds who asks: what the address says, else what was chosen before.
func (p *Pages) reader(r *http.Request) reader {
	wish := ""
	if cookie, err := r.Cookie("discreet"); err == nil {
		wish = cookie.Value
	}
	if now := r.URL.Query().Get("discreet"); isSwitch(now) && isOwnNavigation(r) {
		wish = now
	}
	return reader{p.Language(r), wish == "on"}
}

func isSwitch(wish string) bool { return wish == "on" || wish == "off" }

// isOwnNavigation reports whether a request comes from our own page or was
// typed: a link in a chat does not uncover the dashboard.
func isOwnNavigation(r *http.Request) bool {
	return slices.Contains([]string{"", "same-origin", "none"}, r.Header.Get("Sec-Fetch-Site")) || r.Header.Get("Upgrade") != ""
}

// discreetFuncs returns the functions of the templates that show what viewers
// and accounts are called and pay, for a page that does not.
func discreetFuncs(l reader) map[string]any {
	hide := func(text string) string {
		if text == "" {
			return ""
		}
		return hidden
	}
	return map[string]any{
		"donor": func(string) string { return hidden },
		"wrote": hide, "address": hide,
		"money": func(a money.Amount) string { return hide(l.Money(a)) },
		"t":     func(key string, args ...any) string { return l.Say(withoutAmounts(locale.Say(key, args...))) },
		"say":   func(p locale.Phrase) string { return l.Say(withoutAmounts(p)) },
		"told": func(f fact) string {
			if f.Private {
				return hidden
			}
			return l.Say(withoutAmounts(f.Text))
		},
		"message": func(m fault.Message) string { return locale.Capital(l.Message(withoutSums(m))) },
		"sentences": func(all []fault.Message) string {
			hidden := make([]fault.Message, len(all))
			for i, m := range all {
				hidden[i] = withoutSums(m)
			}
			return l.Sentences(hidden)
		},
		"reason": func(r celebration.Reason) string { return l.Reason(withoutParticulars(r)) },
	}
}

// withoutAmounts leaves the amounts of a phrase out.
func withoutAmounts(p locale.Phrase) locale.Phrase {
	p.Args = slices.Clone(p.Args)
	for i, arg := range p.Args {
		switch v := arg.(type) {
		case money.Amount:
			p.Args[i] = hidden
		case locale.Phrase:
			p.Args[i] = withoutAmounts(v)
		}
	}
	return p
}

// withoutSums leaves out of a message its amounts and all texts that may be
// somebody's words.
func withoutSums(m fault.Message) fault.Message {
	m.Args = maps.Clone(m.Args)
	for name, arg := range m.Args {
		switch v := arg.(type) {
		case money.Amount, fault.Sum, string:
			m.Args[name] = hidden
		case fault.Message:
			m.Args[name] = withoutSums(v)
		}
	}
	return m
}

// withoutParticulars leaves out of a reason all that may quote an amount or
// somebody's words; how long something took may stay.
func withoutParticulars(r celebration.Reason) celebration.Reason {
	r.Args = maps.Clone(r.Args)
	for name, arg := range r.Args {
		if _, lasts := arg.(time.Duration); !lasts {
			r.Args[name] = hidden
		}
	}
	return r
}
