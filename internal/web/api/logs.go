package api

import (
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v5"

	"streamspark/internal/celebration"
	"streamspark/internal/fault"
	"streamspark/internal/logbuf"
)

type logAnswer struct {
	Success bool      `json:"success"`
	Logs    []logLine `json:"logs"`
	Total   int       `json:"total_logs"`
}

type logLine struct {
	ID          int64          `json:"id"`
	Timestamp   string         `json:"timestamp"`
	TimestampMS int64          `json:"timestamp_ms"`
	Level       string         `json:"level"`
	Message     string         `json:"message"`
	Logger      string         `json:"logger"`
	Type        string         `json:"type"`
	Fields      map[string]any `json:"fields,omitempty"`
	*requestLine
}

// requestLine is what a line about a request has more. The bodies are
// empty, as they were in the original: we do not keep them.
type requestLine struct {
	Method       string `json:"method"`
	Path         string `json:"path"`
	Signature    string `json:"signature"`
	Status       int64  `json:"status"`
	IP           string `json:"ip"`
	Latency      string `json:"latency"`
	RequestBody  string `json:"request_body"`
	ResponseBody string `json:"response_body"`
}

func (s *Server) logs(c *echo.Context) error {
	since, err := queryInt(c, "since", 0, 0, math.MaxInt64)
	if err != nil {
		return err
	}
	showIP, err := queryBool(c, "show_ip")
	if err != nil {
		return err
	}
	filter, err := LogFilterOf(c.QueryParams())
	if err != nil {
		return err
	}
	found := filter.Filter(s.o.Logs.Since(since))
	switch c.QueryParam("format") {
	case "", "json":
	case "text":
		return s.logText(c, found)
	default:
		return fault.InvalidField("format", "query.not_one_of", "choices", []string{"json", "text"})
	}
	answer := logAnswer{Success: true, Logs: []logLine{}, Total: s.o.Logs.Total()}
	for _, entry := range found {
		answer.Logs = append(answer.Logs, lineOf(entry, showIP))
	}
	return c.JSON(http.StatusOK, answer)
}

// logText responds with the lines as a file.
func (s *Server) logText(c *echo.Context, lines []logbuf.Entry) error {
	var text strings.Builder
	for _, entry := range lines {
		text.WriteString(lineText(entry))
	}
	name := "streamspark-" + s.o.Now().Format("20060102-150405") + ".log"
	c.Response().Header().Set("Content-Disposition", `attachment; filename="`+name+`"`)
	return c.String(http.StatusOK, text.String())
}

func lineOf(e logbuf.Entry, showIP bool) logLine {
	line := logLine{
		ID: e.ID, Timestamp: e.At.UTC().Format(time.RFC3339), TimestampMS: e.At.UnixMilli(),
		Level: levelName(e.Level), Message: e.Message, Logger: e.Part, Type: "general", Fields: e.Fields,
	}
	method, hasMethod := e.Fields["method"].(string)
	path, hasPath := e.Fields["path"].(string)
	if _, hasStatus := e.Fields["status"]; !hasMethod || !hasPath || !hasStatus {
		return line
	}
	line.Type, line.Fields = "http", nil
	line.requestLine = &requestLine{
		Method: method, Path: path, Signature: method + " " + path, Status: WholeNumber(e.Fields["status"]),
		Latency: fmt.Sprintf("%dms", WholeNumber(e.Fields["latency_ms"])),
	}
	if ip, ok := e.Fields["ip"].(string); ok && showIP {
		line.IP = ip
	}
	if problem, ok := e.Fields["problem"].(string); ok {
		line.Message += ": " + problem
	}
	return line
}

// levelName returns the name of a level as the original wrote it.
func levelName(level string) string {
	if level == "warn" {
		return "WARNING"
	}
	return strings.ToUpper(level)
}

// LogFilter selects lines of the log. The zero value is all.
type LogFilter struct {
	Level       string // at least as grave as this
	Part        string
	Celebration int64
	Text        string
	Before      int64 // lines with a smaller id; 0: up to the newest
}

// Levels returns those that can be asked for, from the least grave.
func Levels() []string { return []string{"debug", "info", "warn", "error"} }

// LogFilterOf reads the filter of an address.
func LogFilterOf(query url.Values) (f LogFilter, err error) {
	f.Level, f.Part = query.Get("level"), query.Get("part")
	f.Text = celebration.OneLine(query.Get("q"), 200)
	if f.Level != "" && !slices.Contains(Levels(), f.Level) {
		return f, fault.InvalidField("level", "query.not_one_of", "choices", Levels())
	}
	for name, to := range map[string]*int64{"celebration": &f.Celebration, "before": &f.Before} {
		text := strings.TrimSpace(query.Get(name))
		if text == "" {
			continue
		}
		if *to, err = strconv.ParseInt(text, 10, 64); err != nil || *to < 1 {
			return f, fault.InvalidField(name, "query.not_number")
		}
	}
	return f, nil
}

// Query returns the filter as an address has it.
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

// takes reports whether a line is wanted.
func (f LogFilter) takes(e logbuf.Entry) bool {
	return (f.Before == 0 || e.ID < f.Before) &&
		(f.Level == "" || Severity(e.Level) >= slices.Index(Levels(), f.Level)) &&
		(f.Part == "" || e.Part == f.Part) &&
		(f.Celebration == 0 || WholeNumber(e.Fields["celebration"]) == f.Celebration) &&
		(f.Text == "" || strings.Contains(strings.ToLower(e.Message+" "+FieldsText(e)), strings.ToLower(f.Text)))
}

// Severity returns the place of a level in the list; what is worse than an error
// is an error.
func Severity(level string) int {
	switch level {
	case "fatal", "panic":
		level = "error"
	case "trace":
		level = "debug"
	}
	return slices.Index(Levels(), level)
}

// Filter picks the lines that are wanted.
func (f LogFilter) Filter(entries []logbuf.Entry) []logbuf.Entry {
	return slices.DeleteFunc(slices.Clone(entries), func(e logbuf.Entry) bool { return !f.takes(e) })
}

// FieldsText returns the particulars of a line: "file=a.mp4 tries=2". Who asked
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

// lineText returns one line for a file.
func lineText(e logbuf.Entry) string {
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
