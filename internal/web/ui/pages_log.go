package ui

import (
	"context"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v5"

	"streamspark/internal/celebration"
	"streamspark/internal/logbuf"
	"streamspark/internal/web/api"
)

const (
	logPage = "log"
	// shownLines is how many lines one page shows; older ones are a link away.
	shownLines = 500
)

// logView is the content of the page.
type logView struct {
	Filter   api.LogFilter
	Levels   []string
	Parts    []string
	Lines    []lineView
	Number   string // of the celebration that is asked for
	Older    string // the address of the page before; empty: these are the oldest
	Newest   string // the address of the newest; empty: these are
	Download string
	Filtered bool
}

// lineView is one line.
type lineView struct {
	Level, Part, Message, Fields string
	At                           time.Time
	Celebration                  int64
}

func lineViewOf(e logbuf.Entry) lineView {
	v := lineView{
		Level: e.Level, Part: e.Part, At: e.At, Celebration: api.WholeNumber(e.Fields["celebration"]),
		Message: celebration.OneLine(e.Message, 1000), Fields: celebration.OneLine(api.FieldsText(e), 1500),
	}
	if api.Severity(e.Level) == len(api.Levels())-1 {
		v.Level = "error"
	}
	return v
}

func (p *Pages) log(c *echo.Context) error {
	filter, err := api.LogFilterOf(c.QueryParams())
	if err != nil {
		return err
	}
	all := p.o.Logs.Since(0)
	v := logView{Filter: filter, Levels: api.Levels(), Parts: partsOf(all, filter.Part), Filtered: len(filter.Query()) > 0}
	found := filter.Filter(all)
	if first := max(len(found)-shownLines, 0); first > 0 {
		found = found[first:]
		older := filter
		older.Before = found[0].ID
		v.Older = "/log?" + older.Query().Encode()
	}
	for _, e := range found {
		v.Lines = append(v.Lines, lineViewOf(e))
	}
	if filter.Celebration > 0 {
		v.Number = strconv.FormatInt(filter.Celebration, 10)
	}
	download := filter.Query()
	download.Set("format", "text")
	v.Download = "/api/logs?" + download.Encode()
	live := ""
	if filter.Before > 0 {
		newest := filter
		newest.Before = 0
		v.Newest = "/log?" + newest.Query().Encode()
	} else {
		follow := filter.Query()
		follow.Set("since", strconv.FormatInt(lastID(all), 10))
		live = logPage + "?" + follow.Encode()
	}
	return p.show(c, http.StatusOK, "log", page{Title: "log.title", Keep: filter.Query(), Live: live, Body: v})
}

func lastID(entries []logbuf.Entry) int64 {
	if len(entries) == 0 {
		return 0
	}
	return entries[len(entries)-1].ID
}

// partsOf returns the parts that said something, and the one that is asked for.
func partsOf(entries []logbuf.Entry, chosen string) []string {
	seen := map[string]bool{}
	for _, e := range entries {
		seen[e.Part] = true
	}
	seen[chosen] = true
	return slices.DeleteFunc(slices.Sorted(maps.Keys(seen)), func(part string) bool { return part == "" })
}

// logOf reads what a page of the log subscribes to.
func logOf(page string) (api.LogFilter, bool) {
	query, ok := strings.CutPrefix(page, logPage+"?")
	if !ok {
		return api.LogFilter{}, false
	}
	values, err := url.ParseQuery(query)
	if err != nil {
		return api.LogFilter{}, false
	}
	filter, err := api.LogFilterOf(values)
	return filter, err == nil
}

// sinceOf returns the last line that a page of the log has.
func sinceOf(page string) int64 {
	_, query, _ := strings.Cut(page, "?")
	values, _ := url.ParseQuery(query) // what is no address has no line
	since, _ := strconv.ParseInt(values.Get("since"), 10, 64)
	return since
}

// sendLines sends a page of the log the lines since its last one.
func (d *Live) sendLines(ctx context.Context, cl *client, filter api.LogFilter, beat bool) {
	if cl.line == 0 {
		cl.line = sinceOf(cl.page)
	}
	all := d.p.o.Logs.Since(cl.line)
	top, err := d.top(ctx, cl.lang)
	if err != nil {
		d.p.o.Log.Warn().Err(err).Msg("the top of the log page could not be shown")
		return
	}
	u := update{Pieces: d.news(cl, shown{pieces: top}).Pieces}
	if len(all) > 0 {
		cl.line = lastID(all)
		u.Since = cl.line
	}
	wanted := filter.Filter(all)
	for _, e := range wanted[max(len(wanted)-shownLines, 0):] {
		html, err := d.p.fragment(cl.lang, "log-line", lineViewOf(e))
		if err != nil {
			d.p.o.Log.Warn().Err(err).Msg("a log line could not be rendered")
			return
		}
		u.Lines = append(u.Lines, html)
	}
	d.send(cl, u, beat)
}
