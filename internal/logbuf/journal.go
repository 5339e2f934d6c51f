// Package logbuf is the log of the program: told on the terminal, written
// to a file that rotates, and the last lines kept in memory for the
// dashboard. Registered secrets, and what of an address or of a viewer's
// words may be one, are blotted out of all three.
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
	keepLines   = 2000
	fileMB      = 10
	filesKept   = 3
	fewestChars = 6 // a shorter secret would blot out ordinary words
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

// Journal takes zerolog's lines.
type Journal struct {
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

// New opens a journal.
func New(o Options) *Journal {
	if o.Redact == nil {
		o.Redact = NewRedactor()
	}
	j := &Journal{screen: o.Screen, redact: o.Redact, floods: map[string]*flood{}}
	if !o.JSON {
		j.screen = zerolog.ConsoleWriter{Out: o.Screen, TimeFormat: time.TimeOnly, NoColor: true}
	}
	if o.Dir != "" {
		j.file = &lumberjack.Logger{Filename: filepath.Join(o.Dir, "streamspark.log"), MaxSize: fileMB, MaxBackups: filesKept}
	}
	return j
}

// Logger makes the logger that writes here.
func (j *Journal) Logger(level string) zerolog.Logger {
	parsed, err := zerolog.ParseLevel(level)
	if err != nil {
		parsed = zerolog.InfoLevel
	}
	return zerolog.New(j).Level(parsed).With().Timestamp().Logger()
}

// Write takes one line of JSON. A screen or a disk that does not take it
// does not stop the program.
func (j *Journal) Write(line []byte) (int, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	clean := j.redact.line(line)
	e, readable := entryOf(clean)
	if readable && j.drowned(e) {
		return len(line), nil
	}
	j.put(clean)
	return len(line), nil
}

// put writes a line everywhere. mu is held.
func (j *Journal) put(line []byte) {
	_, _ = j.screen.Write(line)
	if j.file != nil {
		_, _ = j.file.Write(line)
	}
	if e, ok := entryOf(line); ok {
		j.remember(e)
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

func (j *Journal) remember(e Entry) {
	e.ID = max(e.At.UnixMilli(), j.lastID+1)
	j.lastID = e.ID
	j.total++
	if len(j.lines) < keepLines {
		j.lines = append(j.lines, e)
		return
	}
	j.lines[j.next] = e
	j.next = (j.next + 1) % keepLines
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
func (j *Journal) Since(id int64) []Entry {
	j.mu.Lock()
	defer j.mu.Unlock()
	found := []Entry{}
	for i := range j.lines {
		if e := j.lines[(j.next+i)%len(j.lines)]; e.ID > id {
			found = append(found, e)
		}
	}
	return found
}

// Total counts the lines since the start.
func (j *Journal) Total() int {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.total
}

// Close lets go of the file.
func (j *Journal) Close() error {
	j.mu.Lock()
	j.closed = true
	j.mu.Unlock()
	if j.file == nil {
		return nil
	}
	return j.file.Close()
}
