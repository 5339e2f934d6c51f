package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"maps"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"modernc.org/sqlite"

	"streamspark/internal/celebration"
)

// noted is a database whose reads are written down.
type noted struct {
	driver.Connector
	mu   *sync.Mutex
	seen map[string]bool
}

type notedConn struct {
	driver.Conn
	of noted
}

func (n noted) Connect(ctx context.Context) (driver.Conn, error) {
	conn, err := n.Connector.Connect(ctx)
	return notedConn{conn, n}, err
}

// Prepare is asked for every statement, as there is no other way to run one.
func (c notedConn) Prepare(query string) (driver.Stmt, error) {
	c.of.mu.Lock()
	defer c.of.mu.Unlock()
	c.of.seen[query] = true
	return c.Conn.Prepare(query)
}

// TestWhatRunsOftenGoesByAnIndex asks SQLite how it would run each statement
// of a donation's way, of the pages that are looked at all the time, and of
// the removal of a clip: none goes through a whole table, and what is sorted
// is what an index finds by its status, hours within given bounds, or the letters
// that are searched for. A limit
// is never a bare parameter: see prepare.
func TestWhatRunsOftenGoesByAnIndex(t *testing.T) {
	scanned := regexp.MustCompile(`^SCAN (celebrations|donations|moves|playbacks|clips|ledger|findable|donors|[acdfhlmpqt])$|AUTOMATIC`)
	sortable := regexp.MustCompile(`celebrations_due \(status=\?|USING INDEX playbacks_open|SEARCH q USING INTEGER PRIMARY KEY|SEARCH p USING PRIMARY KEY \(slot>\? AND slot<\?\)|SCAN json_each VIRTUAL TABLE INDEX 1:\nCORRELATED`)
	bare := regexp.MustCompile(`LIMIT \$\d+(\D|$)`)
	hole := regexp.MustCompile(`\$\d+`)
	s := open(t, t.TempDir())
	ctx, now := t.Context(), time.Now()
	n := noted{mu: &sync.Mutex{}, seen: map[string]bool{}}
	connector, err := sqlite.NewConnector(dsn(s.path))
	must(t, err)
	n.Connector = connector
	plain := s.read
	s.read = sql.OpenDB(n)
	t.Cleanup(func() { _ = plain.Close() })

	c := take(t, s, "a")[0]
	walk(t, s, &c, celebration.Approved)
	c.Status, c.Order.RequestID = celebration.Submitting, "order"
	must(t, s.Claim(ctx, &c, 3, &Reservation{Day: now, Stream: now, Allow: func(celebration.Spent) error { return nil }, Entry: celebration.Entry{Order: "order", Celebration: c.ID, Donor: "x"}}))
	shown := ready(t, s, "b")
	kept := ready(t, s, "c")
	walk(t, s, &take(t, s, "d")[0], celebration.Held)
	must(t, s.EnqueueReady(ctx, now))
	p := head(t, s)
	p.State = celebration.PlaybackSent
	must(t, s.SavePlayback(ctx, p))
	_, err = s.AddPlayback(ctx, shown.Clip.Filename, now)
	must(t, err)
	must(t, s.DeleteClip(ctx, shown.Clip.Filename))
	for _, read := range []func() error{
		func() error { _, err := s.Due(ctx, now, 3, 10); return err },
		func() error { _, _, err := s.NextDue(ctx, now); return err },
		func() error { _, err := s.InProgress(ctx, 10); return err },
		func() error { _, err := s.Totals(ctx); return err },
		func() error { _, err := s.ByStatus(ctx); return err },
		func() error { _, err := s.Away(ctx); return err },
		func() error { _, err := s.AwayList(ctx, 0, 10); return err },
		func() error { _, err := s.Waiting(ctx, 10); return err },
		func() error { _, _, err := s.WaitingHere(ctx, 1); return err },
		func() error { _, err := s.MakingTimes(ctx); return err },
		func() error { _, err := s.OpenPlaybacks(ctx); return err },
		func() error { _, err := s.PlaybacksOf(ctx, c.ID); return err },
		func() error { _, err := s.ToAlert(ctx, now.Add(-time.Hour)); return err },
		func() error { _, err := s.Spent(ctx, now, now); return err },
		func() error { _, _, err := s.Since(ctx, now.Add(-time.Hour)); return err },
		func() error {
			_, err := s.Flows(ctx, []Stretch{{From: now.Add(-time.Hour)}, {now.Add(-48 * time.Hour), now}})
			return err
		},
		func() error { _, err := s.GivenSince(ctx, now.Add(-time.Hour)); return err },
		func() error { _, err := s.Evening(ctx, Stretch{now.Add(-time.Hour), now}); return err },
		func() error { _, err := s.AddCredits(ctx, now, time.Minute, now); return err },
		func() error { _, err := s.GivenOf(ctx, []int64{1, 2}, now.Add(-time.Hour)); return err },
		func() error { _, err := s.LastGiven(ctx, rublesOf(100), 20); return err },
		func() error { _, err := s.TopDonors(ctx, 20); return err },
		func() error { _, err := s.Entries(ctx, time.Time{}, time.Time{}, 50); return err },
		func() error { _, err := s.TestShown(ctx); return err },
		func() error { _, err := s.TestShown(ctx); return err }, // of what came since
		func() error {
			_, err := s.Celebrations(ctx, Filter{Statuses: celebration.Undecided(), Limit: 6})
			return err
		},
		func() error { _, err := s.Celebrations(ctx, Filter{}); return err },
		func() error { _, err := s.Celebrations(ctx, Filter{Before: 100}); return err },
		func() error { _, err := s.Found(ctx, Filter{}, 0); return err },
		func() error { _, err := s.Found(ctx, Filter{Text: "viewer"}, 0); return err },
		func() error { _, err := s.Gallery(ctx, GalleryFilter{}); return err },
		func() error { _, err := s.Clip(ctx, kept.Clip.Filename); return err },
	} {
		must(t, read())
	}
	n.mu.Lock()
	all := maps.Clone(n.seen)
	n.mu.Unlock()
	for query := range s.tx.known {
		all[query] = true
	}
	if len(all) < 40 {
		t.Errorf("only %d statements were seen", len(all))
	}
	for query := range all {
		if limit := bare.FindString(query); limit != "" && !strings.Contains(query, limit+"+ 0") {
			t.Errorf("%s in\n%s\nis a bare parameter", limit, query)
		}
		switch strings.Fields(query)[0] {
		case "SELECT", "INSERT", "UPDATE", "DELETE", "WITH":
		default:
			continue
		}
		rows, err := plain.QueryContext(ctx, `EXPLAIN QUERY PLAN `+hole.ReplaceAllString(query, "1"))
		must(t, err)
		plan, err := collect(rows, func(row scanner) (step string, err error) {
			var skip int
			err = row.Scan(&skip, &skip, &skip, &step)
			return step, err
		})
		must(t, err)
		whole := strings.Join(plan, "\n")
		for _, step := range plan {
			if scanned.MatchString(step) || strings.Contains(step, "TEMP B-TREE") && !sortable.MatchString(whole) {
				t.Errorf("%s: in\n%s\n%s", step, query, whole)
			}
		}
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
