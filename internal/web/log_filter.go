package web

import (
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"streamspark/internal/celebration"
	"streamspark/internal/web/ports"
	"streamspark/internal/web/problem"
)

// logFilter says which lines of the log are wanted. The zero value is all.
type logFilter struct {
	Level       string // at least as grave as this
	Part        string
	Celebration int64
	Text        string
	Before      int64 // lines with a smaller id; 0: up to the newest
}

// levels are those that can be asked for, from the least grave.
func levels() []string { return []string{"debug", "info", "warn", "error"} }

// readLogFilter reads the filter of an address.
func readLogFilter(query url.Values) (f logFilter, err error) {
	f.Level, f.Part = query.Get("level"), query.Get("part")
	f.Text = celebration.OneLine(query.Get("q"), 200)
	if f.Level != "" && !slices.Contains(levels(), f.Level) {
		return f, problem.Bad("level in the address must be one of %s.", strings.Join(levels(), ", "))
	}
	for name, to := range map[string]*int64{"celebration": &f.Celebration, "before": &f.Before} {
		text := strings.TrimSpace(query.Get(name))
		if text == "" {
			continue
		}
		if *to, err = strconv.ParseInt(text, 10, 64); err != nil || *to < 1 {
			return f, problem.Bad("%s in the address must be a whole number, at least 1.", name)
		}
	}
	return f, nil
}

// query is the filter as an address has it.
func (f logFilter) query() url.Values {
	values := url.Values{}
	set := func(name, value string) {
		if value != "" && value != "0" {
			values.Set(name, value)
		}
	}
	set("level", f.Level)
	set("part", f.Part)
	set("celebration", strconv.FormatInt(f.Celebration, 10))
	set("q", f.Text)
	set("before", strconv.FormatInt(f.Before, 10))
	return values
}

// takes tells whether a line is wanted.
func (f logFilter) takes(e ports.Entry) bool {
	return (f.Before == 0 || e.ID < f.Before) &&
		(f.Level == "" || gravity(e.Level) >= slices.Index(levels(), f.Level)) &&
		(f.Part == "" || e.Part == f.Part) &&
		(f.Celebration == 0 || wholeNumber(e.Fields["celebration"]) == f.Celebration) &&
		(f.Text == "" || strings.Contains(strings.ToLower(e.Message+" "+fieldsText(e)), strings.ToLower(f.Text)))
}

// gravity is the place of a level in the list; what is worse than an error
// is an error.
func gravity(level string) int {
	switch level {
	case "fatal", "panic":
		level = "error"
	case "trace":
		level = "debug"
	}
	return slices.Index(levels(), level)
}

// of picks the lines that are wanted.
func (f logFilter) of(entries []ports.Entry) []ports.Entry {
	return slices.DeleteFunc(slices.Clone(entries), func(e ports.Entry) bool { return !f.takes(e) })
}

// fieldsText are the particulars of a line: "file=a.mp4 tries=2". Who asked
// is left out, for it is an address, and so is what the message says already.
func fieldsText(e ports.Entry) string {
	var parts []string
	isRequest := e.Message == fmt.Sprint(e.Fields["method"], " ", e.Fields["path"])
	for _, name := range slices.Sorted(maps.Keys(e.Fields)) {
		if name == "ip" || isRequest && (name == "method" || name == "path") {
			continue
		}
		text := fmt.Sprint(e.Fields[name])
		if number, ok := e.Fields[name].(float64); ok {
			text = strconv.FormatFloat(number, 'f', -1, 64)
		}
		if text == "" || strings.ContainsAny(text, " \"\n\r\t=") {
			text = strconv.Quote(text)
		}
		parts = append(parts, name+"="+text)
	}
	return strings.Join(parts, " ")
}

// lineText is one line for a file.
func lineText(e ports.Entry) string {
	at := e.At.UTC().Format("2006-01-02T15:04:05.000Z")
	text := fmt.Sprintf("%s %-5s %s %s %s", at, strings.ToUpper(e.Level), e.Part, celebration.OneLine(e.Message, 4000), fieldsText(e))
	return strings.Join(strings.Fields(text), " ") + "\n"
}
