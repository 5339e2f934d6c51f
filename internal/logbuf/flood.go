package logbuf

import (
	"encoding/json"
	"fmt"
	"time"
)

// Another's program can cause lines at will. Of each kind so many are
// written, and then one a minute that says how many more there were.
const (
	floodLasts  = time.Minute
	maxRefusals = 10  // answers of one status, 400 and above
	maxLines    = 100 // of any other kind
	maxKinds    = 500 // more than there are in the program
)

// flood counts the lines of one kind.
type flood struct {
	lines int
	left  int    // left out since the last line
	like  string // the message of the last one left out
}

// isFlooded reports whether a line is one too many of its kind. mu is held.
func (l *Log) isFlooded(e Entry) bool {
	if e.Level == "debug" || e.Level == "trace" || e.Level == "fatal" {
		return false // asked for, or the last
	}
	kind, most := kindOf(e)
	f := l.floods[kind]
	if f == nil {
		if len(l.floods) >= maxKinds {
			return false
		}
		f = &flood{}
		l.floods[kind] = f
		time.AfterFunc(floodLasts, func() { l.endFlood(kind, e) })
	}
	if f.lines++; f.lines <= most {
		return false
	}
	f.left++
	f.like = e.Message
	return true
}

// kindOf returns the key by which lines are counted: their message; of
// requests, which name what a client asked for, by how they were answered.
func kindOf(e Entry) (kind string, most int) {
	status, answered := e.Fields["status"].(float64)
	if _, asked := e.Fields["method"]; asked && answered {
		kind = fmt.Sprintf("%s http %v", e.Level, status)
		if status >= 400 {
			return kind, maxRefusals
		}
		return kind, maxLines
	}
	return e.Level + " " + e.Part + " " + e.Message, maxLines
}

// endFlood logs how many lines of a kind were left out, and forgets the kind
// when there were none.
func (l *Log) endFlood(kind string, first Entry) {
	l.mu.Lock()
	defer l.mu.Unlock()
	f := l.floods[kind]
	if f.left == 0 || l.closed {
		delete(l.floods, kind)
		return
	}
	line, err := json.Marshal(map[string]any{
		"level": first.Level, "part": first.Part, "time": time.Now().Format(time.RFC3339), "like": f.like,
		"message": fmt.Sprintf("%d more lines of this kind within a minute", f.left),
	})
	f.left = 0
	time.AfterFunc(floodLasts, func() { l.endFlood(kind, first) })
	if err == nil { // texts alone: it cannot fail
		l.put(append(line, '\n'))
	}
}
