package ui

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"streamspark/internal/web/webtest"
)

func TestAPageOfTheLogIsSentOnlyWhatIsNewAndWanted(t *testing.T) {
	w := newWorld(t)
	w.WriteLog("error", "", "old")
	w.run()
	v := w.open(fmt.Sprintf("page=log%%3Flevel%%3Dwarn%%26celebration%%3D7%%26since%%3D%d", w.Logs.Since(0)[0].ID))
	w.WriteLog("info", "", "too quiet", "celebration", 7)
	w.WriteLog("error", "", "of another", "celebration", 8)
	w.WriteLog("fatal", "pipeline", webtest.HostileName, "celebration", 7)
	u := v.until("the line", func(u update) bool { return len(u.Lines) > 0 })
	if len(u.Lines) != 1 || u.Since != w.Logs.Since(0)[3].ID || !strings.Contains(u.Lines[0], "&lt;script&gt;") || !strings.Contains(u.Lines[0], `data-level="error"`) {
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
		w.WriteLog("info", "", fmt.Sprintf("line %d.", i+1))
	}
	lines := w.Logs.Since(0)
	last, before := lines[1999].ID, fmt.Sprint(lines[1500].ID)
	first := w.Ask("GET", "/log", "").Text
	if n := strings.Count(first, "<li data-level"); n != shownLines || !strings.Contains(first, "line 2000.") || strings.Contains(first, "line 1500.") {
		t.Errorf("%d lines are shown", n)
	}
	if len(first) > 130_000 {
		t.Errorf("the page weighs %d bytes", len(first))
	}
	if !strings.Contains(first, fmt.Sprintf(`data-live="log?since=%d"`, last)) || !strings.Contains(first, `href="/log?before=`+before+`"`) {
		t.Error("the page is not live, or has no way back")
	}
	older := w.Ask("GET", "/log?before="+before+"&level=info", "").Text
	if !strings.Contains(older, "line 1500.") || strings.Contains(older, "line 1501.") || !strings.Contains(older, `data-live="top"`) || !strings.Contains(older, `href="/log?level=info"`) {
		t.Error("older lines are not a page of their own with a way back")
	}
	for _, query := range []string{"level=loud", "celebration=x", "before=0"} {
		if a := w.Ask("GET", "/log?"+query, ""); a.StatusCode != http.StatusBadRequest {
			t.Errorf("%s answers %d", query, a.StatusCode)
		}
	}
}
