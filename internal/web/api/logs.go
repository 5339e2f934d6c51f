package api

import (
	"fmt"
	"math"
	"net/http"
	"strings"
	"time"

	"github.com/labstack/echo/v5"

	"streamspark/internal/logbuf"
	"streamspark/internal/web/problem"
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
	since, err := QueryNumber(c, "since", 0, 0, math.MaxInt64)
	if err != nil {
		return err
	}
	showIP, err := QueryTruth(c, "show_ip")
	if err != nil {
		return err
	}
	filter, err := LogFilterOf(c.QueryParams())
	if err != nil {
		return err
	}
	found := filter.Of(s.o.Journal.Since(since))
	switch c.QueryParam("format") {
	case "", "json":
	case "text":
		return s.logText(c, found)
	default:
		return problem.Bad("format in the address must be json or text.")
	}
	answer := logAnswer{Success: true, Logs: []logLine{}, Total: s.o.Journal.Total()}
	for _, entry := range found {
		answer.Logs = append(answer.Logs, lineOf(entry, showIP))
	}
	return c.JSON(http.StatusOK, answer)
}

// logText gives the lines as a file.
func (s *Server) logText(c *echo.Context, lines []logbuf.Entry) error {
	var text strings.Builder
	for _, entry := range lines {
		text.WriteString(LineText(entry))
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

// levelName is the name of a level as the original wrote it.
func levelName(level string) string {
	if level == "warn" {
		return "WARNING"
	}
	return strings.ToUpper(level)
}
