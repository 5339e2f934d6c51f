// Package logbuf writes the log to the terminal, to a file that rotates, and
// to memory for the dashboard. Registered secrets, and what of an address or
// of a viewer's words may be one, are redacted in all three.
package logbuf

import (
	"encoding/json"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/rs/zerolog"
	"gopkg.in/natefinch/lumberjack.v2"
)

const (
	keepLines = 2000
	fileMB    = 10
	filesKept = 3
	minSecret = 6 // a shorter secret would blot out ordinary words
)

// Entry is one line of the log.
type Entry struct {
	ID      int64 // milliseconds since 1970, made unique
	At      time.Time
	Level   string
	Message string
	Part    string
	Fields  map[string]any
}

// Log takes zerolog's lines.
type Log struct {
	mu     sync.Mutex
	screen io.Writer
	file   *lumberjack.Logger
	lines  []Entry // a ring: the oldest is at next once it is full
	next   int
	total  int
	lastID int64
	redact *Redactor
	floods map[string]*flood // by kind of line
	closed bool
}

// Options say where lines go.
type Options struct {
	Screen io.Writer
	JSON   bool   // on the screen
	Dir    string // of the file; empty: no file
	Redact *Redactor
}

// New returns a Log.
func New(o Options) *Log {
	if o.Redact == nil {
		o.Redact = NewRedactor()
	}
	l := &Log{screen: o.Screen, redact: o.Redact, floods: map[string]*flood{}}
	if !o.JSON {
		l.screen = zerolog.ConsoleWriter{Out: o.Screen, TimeFormat: time.TimeOnly, NoColor: true}
	}
	if o.Dir != "" {
		l.file = &lumberjack.Logger{Filename: filepath.Join(o.Dir, "streamspark.log"), MaxSize: fileMB, MaxBackups: filesKept}
	}
	return l
}

// Logger makes the logger that writes here.
func (l *Log) Logger(level string) zerolog.Logger {
	parsed, err := zerolog.ParseLevel(level)
	if err != nil {
		parsed = zerolog.InfoLevel
	}
	return zerolog.New(l).Level(parsed).With().Timestamp().Logger()
}

// Write takes one line of JSON. A screen or a disk that does not take it
// does not stop the program.
func (l *Log) Write(line []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if e, readable := entryOf(line); readable && l.isFlooded(e) {
		return len(line), nil
	}
	l.put(line)
	return len(line), nil
}

// put writes a line everywhere, without secrets. mu is held.
func (l *Log) put(line []byte) {
	line = l.redact.line(line)
	_, _ = l.screen.Write(line)
	if l.file != nil {
		_, _ = l.file.Write(line)
	}
	if e, ok := entryOf(line); ok {
		l.remember(e)
	}
}

func entryOf(line []byte) (Entry, bool) {
	var fields map[string]any
	if json.Unmarshal(line, &fields) != nil {
		return Entry{}, false
	}
	e := Entry{At: time.Now().UTC(), Level: take(fields, "level"), Message: take(fields, "message"), Part: take(fields, "part"), Fields: fields}
	delete(fields, "time")
	return e, true
}

func (l *Log) remember(e Entry) {
	e.ID = max(e.At.UnixMilli(), l.lastID+1)
	l.lastID = e.ID
	l.total++
	if len(l.lines) < keepLines {
		l.lines = append(l.lines, e)
		return
	}
	l.lines[l.next] = e
	l.next = (l.next + 1) % keepLines
}

func take(fields map[string]any, name string) string {
	value, ok := fields[name]
	if !ok {
		return ""
	}
	delete(fields, name)
	return strings.TrimSpace(fmt.Sprint(value))
}

// Since lists the lines in memory with a larger ID, the oldest first.
func (l *Log) Since(id int64) []Entry {
	l.mu.Lock()
	defer l.mu.Unlock()
	found := []Entry{}
	for i := range l.lines {
		if e := l.lines[(l.next+i)%len(l.lines)]; e.ID > id {
			found = append(found, e)
		}
	}
	return found
}

// Total counts the lines since the start.
func (l *Log) Total() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.total
}

// Close closes the file.
func (l *Log) Close() error {
	l.mu.Lock()
	l.closed = true
	l.mu.Unlock()
	if l.file == nil {
		return nil
	}
	return l.file.Close()
}
