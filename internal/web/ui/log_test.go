package ui

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"streamspark/internal/logbuf"
	"streamspark/internal/web/webtest"
)

// writtenJournal is a journal that a test may write while it is read.
type writtenJournal struct {
	mu sync.Mutex
	webtest.FakeJournal
}

func (j *writtenJournal) Since(ms int64) []logbuf.Entry {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.FakeJournal.Since(ms)
}

func (j *writtenJournal) write(e logbuf.Entry) {
	j.mu.Lock()
	defer j.mu.Unlock()
	e.ID, e.At = int64(len(j.Entries)+1), time.Now()
	j.Entries = append(j.Entries, e)
}

func TestAPageOfTheLogHearsOnlyWhatIsNewAndWanted(t *testing.T) {
	w := newWorld(t)
	j := &writtenJournal{}
	w.pages.o.Journal = j
	j.write(logbuf.Entry{Level: "error", Message: "old"})
	w.run()
	v := w.open("page=log%3Flevel%3Dwarn%26celebration%3D7%26since%3D1")
	about := map[string]any{"celebration": 7.0}
	j.write(logbuf.Entry{Level: "info", Message: "too quiet", Fields: about})
	j.write(logbuf.Entry{Level: "error", Message: "of another", Fields: map[string]any{"celebration": 8.0}})
	j.write(logbuf.Entry{Level: "fatal", Message: webtest.HostileName, Part: "pipeline", Fields: about})
	u := v.until("the line", func(u update) bool { return len(u.Lines) > 0 })
	if len(u.Lines) != 1 || u.Since != 4 || !strings.Contains(u.Lines[0], "&lt;script&gt;") || !strings.Contains(u.Lines[0], `data-level="error"`) {
		t.Errorf("it hears %q up to %d", u.Lines, u.Since)
	}
	webtest.CheckPage(t, "a line", u.Lines[0])
	if u = v.until("a beat", func(u update) bool { return u.Type == "beat" }); u.Since != 0 || len(u.Lines) != 0 {
		t.Errorf("without news it hears %+v", u)
	}
}

func TestThousandsOfLinesComeInPages(t *testing.T) {
	w := newWorld(t)
	for i := range 2000 {
		w.Journal.Entries = append(w.Journal.Entries, logbuf.Entry{ID: int64(i + 1), At: time.UnixMilli(int64(i)), Level: "info", Message: fmt.Sprintf("line %d.", i+1)})
	}
	first := w.Ask("GET", "/log", "").Text
	if n := strings.Count(first, "<li data-level"); n != shownLines || !strings.Contains(first, "line 2000.") || strings.Contains(first, "line 1500.") {
		t.Errorf("%d lines are shown", n)
	}
	if len(first) > 130_000 {
		t.Errorf("the page weighs %d bytes", len(first))
	}
	if !strings.Contains(first, `data-live="log?since=2000"`) || !strings.Contains(first, `href="/log?before=1501"`) {
		t.Error("the page is not live, or has no way back")
	}
	older := w.Ask("GET", "/log?before=1501&level=info", "").Text
	if !strings.Contains(older, "line 1500.") || strings.Contains(older, "line 1501.") || !strings.Contains(older, `data-live=""`) || !strings.Contains(older, `href="/log?level=info"`) {
		t.Error("older lines are not a page of their own with a way back")
	}
	for _, query := range []string{"level=loud", "celebration=x", "before=0"} {
		if a := w.Ask("GET", "/log?"+query, ""); a.StatusCode != http.StatusBadRequest {
			t.Errorf("%s answers %d", query, a.StatusCode)
		}
	}
}
