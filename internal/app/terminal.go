package app

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"streamspark/internal/fault"
	"streamspark/internal/locale"
)

// terminal prints for the person who started the program, in their language.
type terminal struct {
	out      io.Writer
	language *locale.Language
}

func (o Options) terminal() terminal {
	language := o.Language
	if language == nil {
		language = locale.English()
	}
	return terminal{o.Output, language}
}

// say prints a sentence.
func (t terminal) say(code string, args ...any) { t.tell(fault.Say(code, args...)) }

func (t terminal) tell(m fault.Message) { fmt.Fprintln(t.out, t.language.Message(m)) }

// list prints sentences as the items of a list.
func (t terminal) list(items []fault.Message) {
	for _, item := range items {
		fmt.Fprintln(t.out, "-", t.language.Message(item))
	}
}

// row prints a value with its label, below those of other rows.
func (t terminal) row(label, value string) {
	widest := 0
	for _, text := range slices.Collect(maps.Values(t.language.Area("terminal.label"))) {
		widest = max(widest, utf8.RuneCountInString(text))
	}
	text := t.language.T(label)
	fmt.Fprintf(t.out, "  %s%s  %s\n", text, strings.Repeat(" ", widest-utf8.RuneCountInString(text)), value)
}

// anyOf returns the names as alternatives.
func anyOf(names []fault.Message) fault.Message { return joined("list.or", names) }

// allOf returns the names as things that belong together.
func allOf(names []fault.Message) fault.Message { return joined("list.and", names) }

func joined(code string, names []fault.Message) fault.Message {
	all := names[0]
	for _, next := range names[1:] {
		all = fault.Say(code, "one", all, "other", next)
	}
	return all
}

// named returns texts that are the same in all languages as messages.
func named(texts []string) (names []fault.Message) {
	for _, text := range texts {
		names = append(names, fault.Say("list.item", "item", text))
	}
	return names
}
