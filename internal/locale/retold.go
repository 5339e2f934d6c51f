package locale

import "strings"

// sentence is one that another package says in English with particulars in it,
// and the same here. What stands in the hole {cause} is said here too; what
// stands in any other, as a provider's own words, stays as it is.
type sentence struct{ english, here string }

// retold says a sentence with particulars here, if it is known. The first
// that fits is taken.
func (l *Language) retold(said string) (string, bool) {
	for _, s := range l.sentences {
		if found, ok := fits(s.english, said); ok {
			return fill(s.here, func(name string) string {
				if name == "cause" {
					return l.Translate(found[name])
				}
				return found[name]
			}), true
		}
	}
	// Which request of ours it was stands before what became of it.
	if call, cause, ok := strings.Cut(said, ": "); ok && strings.Contains(call, "://") && strings.Count(call, " ") == 1 {
		return call + ": " + l.Translate(cause), true
	}
	return "", false
}

// fits holds a text against a sentence, and gives what stands in its holes.
// Nothing but a cause, or what stands at the end, has a colon in it.
func fits(english, said string) (map[string]string, bool) {
	found := map[string]string{}
	before, name, after, ok := hole(english)
	for ok {
		rest, begins := strings.CutPrefix(said, before)
		if !begins {
			return nil, false
		}
		if after == "" {
			found[name] = rest
			return found, rest != ""
		}
		next, following, more, further := hole(after)
		at := strings.Index(rest, next)
		if !further { // the sentence ends with it
			at = len(rest) - len(next)
		}
		if at <= 0 || !strings.HasPrefix(rest[at:], next) || name != "cause" && strings.Contains(rest[:at], ": ") {
			return nil, false
		}
		found[name], said = rest[:at], rest[at:]
		before, name, after, ok = next, following, more, further
	}
	return found, said == before
}

// hole finds the first hole of a text.
func hole(text string) (before, name, after string, ok bool) {
	before, rest, ok := strings.Cut(text, "{")
	if !ok {
		return text, "", "", false
	}
	name, after, _ = strings.Cut(rest, "}")
	return before, name, after, true
}
