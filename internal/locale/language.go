// Package locale renders keys of the pages, codes of faults and reasons with
// their arguments, numbers, money and dates in the reader's language. Each
// language is one JSON file of this folder.
package locale

import (
	"embed"
	"encoding/json"
	"fmt"
	"maps"
	"path"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
	"unicode"

	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"

	"streamspark/internal/celebration"
	"streamspark/internal/fault"
	"streamspark/internal/money"
)

//go:embed *.json
var files embed.FS

// Language is one language of the pages. It does not change once it was made.
type Language struct {
	code  string // "en"
	tag   language.Tag
	point string // between the whole and the fraction
	words map[string]entry
	zone  *time.Location
	now   func() time.Time
}

// entry is a text of the catalog, or one for each plural form.
type entry struct {
	text  string
	forms map[plural.Form]string
}

// Phrase is a key of the catalog with its arguments by position, or a plain
// text. It is rendered as late as possible.
type Phrase struct {
	Key  string
	Args []any
}

// Say returns a phrase.
func Say(key string, args ...any) Phrase { return Phrase{Key: key, Args: args} }

var catalogs = sync.OnceValue(readCatalogs)

// readCatalogs panics on a file that cannot be read: it is part of the binary.
func readCatalogs() []*Language {
	found, err := files.ReadDir(".")
	if err != nil {
		panic(err)
	}
	var all []*Language
	for _, file := range found {
		data, err := files.ReadFile(file.Name())
		if err != nil {
			panic(err)
		}
		code := strings.TrimSuffix(file.Name(), path.Ext(file.Name()))
		l := &Language{code: code, tag: language.MustParse(code), zone: time.Local, now: time.Now}
		if err := json.Unmarshal(data, &l.words); err != nil {
			panic(fmt.Errorf("read %s: %w", file.Name(), err))
		}
		l.point = money.Point(code)
		all = append(all, l)
	}
	english := slices.IndexFunc(all, func(l *Language) bool { return l.code == "en" })
	all[0], all[english] = all[english], all[0]
	return all
}

// Codes returns the codes of all languages, English first.
func Codes() []string {
	var codes []string
	for _, l := range catalogs() {
		codes = append(codes, l.code)
	}
	return codes
}

// English returns the language of the API and the log.
func English() *Language { return catalogs()[0] }

// ByCode returns the language of a code, or English where there is none.
func ByCode(code string) *Language {
	for _, l := range catalogs() {
		if l.code == code {
			return l
		}
	}
	return English()
}

// All returns all languages, English first. They show the year of a date
// unless it is that of now.
func All(now func() time.Time) []*Language {
	var all []*Language
	for _, known := range catalogs() {
		l := *known
		l.now = now
		all = append(all, &l)
	}
	return all
}

// UnmarshalJSON reads "text" or {"one": "text", "other": "text"}.
func (e *entry) UnmarshalJSON(data []byte) error {
	if json.Unmarshal(data, &e.text) == nil {
		return nil
	}
	var texts map[string]string
	if err := json.Unmarshal(data, &texts); err != nil {
		return err
	}
	names := map[string]plural.Form{
		"zero": plural.Zero, "one": plural.One, "two": plural.Two, "few": plural.Few, "many": plural.Many, "other": plural.Other,
	}
	e.forms = make(map[plural.Form]string, len(texts))
	for name, text := range texts {
		form, ok := names[name]
		if !ok {
			return &json.UnmarshalTypeError{Value: strconv.Quote(name), Type: reflect.TypeFor[plural.Form]()}
		}
		e.forms[form] = text
	}
	return nil
}

// Code returns the code by which the language is chosen: "en".
func (l *Language) Code() string { return l.code }

// Name returns the language as its speakers call it.
func (l *Language) Name() string { return l.T("language.name") }

// Has reports whether the catalog has the key.
func (l *Language) Has(key string) bool {
	_, ok := l.words[key]
	return ok
}

// Keys returns the keys of the catalog in order.
func (l *Language) Keys() []string { return slices.Sorted(maps.Keys(l.words)) }

// Area returns the texts of one area of the catalog by the rest of their keys,
// with their placeholders.
func (l *Language) Area(area string) map[string]string {
	texts := map[string]string{}
	for key, e := range l.words {
		if name, ok := strings.CutPrefix(key, area+"."); ok {
			texts[name] = e.text
		}
	}
	return texts
}

// Point returns what the language writes between the whole and the fraction of
// a number.
func (l *Language) Point() string { return l.point }

// T renders a key of the catalog with its arguments by position: {0}, {1}.
// The first chooses the plural form. What is no key is a text already.
func (l *Language) T(key string, args ...any) string {
	e, ok := l.words[key]
	if !ok {
		return key
	}
	return l.render(e, "0", func(name string) (any, bool) {
		i, err := strconv.Atoi(name)
		if err != nil || i < 0 || i >= len(args) {
			return nil, false
		}
		return args[i], true
	})
}

// Say renders a phrase.
func (l *Language) Say(p Phrase) string {
	if p.Key == "" {
		return ""
	}
	return l.T(p.Key, p.Args...)
}

// Message renders a code with its arguments by name. The argument n chooses
// the plural form. A code that the catalog lacks is shown with its arguments.
func (l *Language) Message(m fault.Message) string {
	if m.IsZero() {
		return ""
	}
	for _, area := range []string{"fault.", "reason.", ""} {
		if e, ok := l.words[area+m.Code]; ok {
			return l.render(e, "n", func(name string) (any, bool) {
				value, ok := m.Args[name]
				if text, is := value.(string); is {
					value = celebration.OneLine(text, 500)
				}
				return value, ok
			})
		}
	}
	if id, ok := strings.CutPrefix(m.Code, "provider."); ok { // one without a name of its own
		return strings.TrimSuffix(id, ".name")
	}
	if key, ok := strings.CutPrefix(m.Code, settingArea); ok {
		return key
	}
	return m.String()
}

// Error renders an error for people. One that nobody foresaw is only named
// as such: what it says is for the log.
func (l *Language) Error(err error) string {
	if err == nil {
		return ""
	}
	m := fault.MessageOf(err)
	text := l.Message(m)
	if field, ok := m.Args["field"].(string); ok && strings.HasPrefix(text, field) {
		return text // it begins with the field's own name
	}
	return Capital(text)
}

// Detail renders an error for the log and the terminal: with its context, and
// with the causes that its sentence leaves out.
func (l *Language) Detail(err error) string {
	e, ok := fault.As(err)
	if !ok {
		return err.Error()
	}
	m := l.withKeys(e.Message())
	text := l.Message(m)
	if e.Cause != nil {
		said := l.Detail(e.Cause)
		if strings.Contains(text, "{cause}") {
			text = strings.ReplaceAll(text, "{cause}", said)
		} else if cause, ok := m.Args["cause"].(fault.Message); said != "" && (!ok || !strings.Contains(text, l.Message(cause))) {
			text += " (" + said + ")"
		}
	}
	if hint := l.Hint(e); hint != "" {
		text += " " + hint
	}
	return strings.Replace(err.Error(), e.Error(), text, 1)
}

const settingArea = "setting."

// withKeys returns a message that names the keys of the settings it speaks of
// beside their names.
func (l *Language) withKeys(m fault.Message) fault.Message {
	if key, ok := strings.CutPrefix(m.Code, settingArea); ok && l.Has(m.Code) {
		return fault.Say("list.item", "item", l.Message(m)+" ("+key+")")
	}
	m.Args = maps.Clone(m.Args)
	for name, value := range m.Args {
		switch v := value.(type) {
		case fault.Message:
			m.Args[name] = l.withKeys(v)
		case []fault.Message:
			all := make([]fault.Message, len(v))
			for i, one := range v {
				all[i] = l.withKeys(one)
			}
			m.Args[name] = all
		}
	}
	return m
}

// Advise renders an error with what to do about it.
func (l *Language) Advise(err error) string {
	return strings.TrimSpace(l.Error(err) + " " + l.Hint(err))
}

// Hint renders what to do about an error; empty where its sentence says it.
func (l *Language) Hint(err error) string { return l.Message(HintOf(fault.MessageOf(err))) }

// HintOf returns what to do about what a message says; zero where the message
// says it.
func HintOf(m fault.Message) fault.Message {
	if m.Code += ".hint"; !English().Has("fault." + m.Code) {
		return fault.Message{}
	}
	return m
}

// Sentences renders messages one after another.
func (l *Language) Sentences(all []fault.Message) string {
	texts := make([]string, len(all))
	for i, m := range all {
		texts[i] = Capital(l.Message(m))
	}
	return strings.Join(texts, " ")
}

// render fills the placeholders of an entry. One without argument is left.
func (l *Language) render(e entry, number string, arg func(name string) (any, bool)) string {
	text := e.text
	if e.forms != nil {
		value, _ := arg(number)
		n, _ := value.(int)
		text = e.forms[plural.Cardinal.MatchPlural(l.tag, n, 0, 0, 0, 0)]
	}
	return fill(text, func(name string) string {
		if value, known := arg(name); known {
			return l.show(value)
		}
		return "{" + name + "}"
	})
}

// fill replaces the placeholders of a text. What ends a sentence already is
// followed by no full stop.
func fill(text string, with func(name string) string) string {
	before, name, after, ok := hole(text)
	if !ok {
		return text
	}
	var b strings.Builder
	for ok {
		b.WriteString(before)
		value := with(name)
		b.WriteString(value)
		before, name, after, ok = hole(after)
		if strings.HasSuffix(value, "?") || strings.HasSuffix(value, "!") || strings.HasSuffix(value, ".") {
			before = strings.TrimPrefix(before, ".")
		}
	}
	b.WriteString(before)
	return b.String()
}

// hole returns the first placeholder of a text, and what is before and after it.
func hole(text string) (before, name, after string, ok bool) {
	before, rest, ok := strings.Cut(text, "{")
	if !ok {
		return text, "", "", false
	}
	name, after, _ = strings.Cut(rest, "}")
	return before, name, after, true
}

// show writes one argument as this language does.
func (l *Language) show(arg any) string {
	switch v := arg.(type) {
	case Phrase:
		return l.Say(v)
	case fault.Message:
		return l.Message(v)
	case money.Amount:
		return l.Money(v)
	case fault.Sum:
		return l.sum(v)
	case time.Time:
		return l.When(v)
	case fault.Day:
		return l.Day(time.Time(v))
	case time.Duration:
		return l.Lasts(v)
	case fault.Bytes:
		return l.Size(int64(v))
	case int:
		return l.Count(v)
	case int64:
		return l.Count(int(v))
	case []string:
		return strings.Join(v, ", ")
	case []fault.Message:
		said := make([]string, len(v))
		for i, m := range v {
			said[i] = l.Message(m)
		}
		return strings.Join(said, "; ")
	}
	return fmt.Sprint(arg)
}

// Reason renders a reason, beginning with a capital letter.
func (l *Language) Reason(r fault.Message) string { return Capital(l.Message(r)) }

// Capital begins a text with a capital letter.
func Capital(text string) string {
	runes := []rune(text)
	if len(runes) > 0 {
		runes[0] = unicode.ToUpper(runes[0])
	}
	return string(runes)
}

// ForScripts returns the words of the page's scripts: those of their own, and
// those that many buttons and rows name alike.
func (l *Language) ForScripts() map[string]string {
	words := map[string]string{}
	for key, e := range l.words {
		if name, ok := strings.CutPrefix(key, "script."); ok {
			words[name] = e.text
		}
		if kind, _, _ := strings.Cut(key, "."); slices.Contains([]string{"done", "confirm", "toast"}, kind) {
			words[key] = e.text
		}
	}
	return words
}
