package api

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"streamspark/internal/celebration"
	"streamspark/internal/logbuf"
	"streamspark/internal/web/problem"
)

// LogFilter says which lines of the log are wanted. The zero value is all.
type LogFilter struct {
	Level       string // at least as grave as this
	Part        string
	Celebration int64
	Text        string
	Before      int64 // lines with a smaller id; 0: up to the newest
}

// Levels are those that can be asked for, from the least grave.
func Levels() []string { return []string{"debug", "info", "warn", "error"} }

// LogFilterOf reads the filter of an address.
func LogFilterOf(query url.Values) (f LogFilter, err error) {
	f.Level, f.Part = query.Get("level"), query.Get("part")
	f.Text = celebration.OneLine(query.Get("q"), 200)
	if f.Level != "" && !slices.Contains(Levels(), f.Level) {
		return f, problem.Bad("level in the address must be one of %s.", strings.Join(Levels(), ", "))
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

// Query is the filter as an address has it.
func (f LogFilter) Query() url.Values {
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
func (f LogFilter) takes(e logbuf.Entry) bool {
	return (f.Before == 0 || e.ID < f.Before) &&
		(f.Level == "" || Gravity(e.Level) >= slices.Index(Levels(), f.Level)) &&
		(f.Part == "" || e.Part == f.Part) &&
		(f.Celebration == 0 || WholeNumber(e.Fields["celebration"]) == f.Celebration) &&
		(f.Text == "" || strings.Contains(strings.ToLower(e.Message+" "+FieldsText(e)), strings.ToLower(f.Text)))
}

// Gravity is the place of a level in the list; what is worse than an error
// is an error.
func Gravity(level string) int {
	switch level {
	case "fatal", "panic":
		level = "error"
	case "trace":
		level = "debug"
	}
	return slices.Index(Levels(), level)
}

// Of picks the lines that are wanted.
func (f LogFilter) Of(entries []logbuf.Entry) []logbuf.Entry {
	return slices.DeleteFunc(slices.Clone(entries), func(e logbuf.Entry) bool { return !f.takes(e) })
}

// FieldsText are the particulars of a line: "file=a.mp4 tries=2". Who asked
// is left out, for it is an address, and so is what the message says already.
func FieldsText(e logbuf.Entry) string {
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

// LineText is one line for a file.
func LineText(e logbuf.Entry) string {
	at := e.At.UTC().Format("2006-01-02T15:04:05.000Z")
	text := fmt.Sprintf("%s %-5s %s %s %s", at, strings.ToUpper(e.Level), e.Part, celebration.OneLine(e.Message, 4000), FieldsText(e))
	return strings.Join(strings.Fields(text), " ") + "\n"
}

// WholeNumber reads a field of a log line, whatever kind of number it is
// kept as.
func WholeNumber(value any) int64 {
	switch n := value.(type) {
	case int:
		return int64(n)
	case int64:
		return n
	case float64:
		return int64(n)
	case json.Number:
		whole, _ := n.Int64()
		return whole
	}
	return 0
}
