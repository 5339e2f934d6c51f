package store

import (
	"database/sql"
	"io/fs"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/pressly/goose/v3"

	"streamspark/internal/celebration"
)

// atVersion brings a database to a version, and opens it as it is there.
func atVersion(t *testing.T, dir string, version int64) *sql.DB {
	t.Helper()
	db, err := sql.Open("sqlite", dsn(filepath.Join(dir, File)))
	if err != nil {
		t.Fatal(err)
	}
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		t.Fatal(err)
	}
	provider, err := goose.NewProvider(goose.DialectSQLite3, db, files)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := provider.UpTo(t.Context(), version); err != nil {
		t.Fatal(err)
	}
	if _, err := provider.DownTo(t.Context(), version); err != nil {
		t.Fatal(err)
	}
	return db
}

// atFirstVersion makes a database of the first version with some rows.
func atFirstVersion(t *testing.T, dir string, rows ...string) {
	t.Helper()
	db := atVersion(t, dir, 1)
	for _, row := range rows {
		if _, err := db.ExecContext(t.Context(), row); err != nil {
			t.Fatalf("%s: %v", row, err)
		}
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
}

// firstVersion makes a database as the first version left it: a clip that
// was shown, one that plays, two that wait, and a paid order under way.
func firstVersion(t *testing.T, dir string) {
	t.Helper()
	atFirstVersion(t, dir,
		`INSERT INTO donations SELECT value, 'donationalerts', 'da-' || value, 'Ёжик ' || value, 'Привет, МИР ' || value, '', '20.5', 'USD',
			'1640', 1790000000000 + value, 0, 0, 0, '', '{}' FROM json_each('[1, 2, 3, 4, 5]')`,
		`INSERT INTO clips SELECT 'clip-' || value || '.mp4', 'video/mp4', 7, 8000, 1790000000000 + value, value FROM json_each('[1, 2, 3, 4]')`,
		`INSERT INTO celebrations SELECT value, 9, CASE value WHEN 1 THEN 'played' WHEN 2 THEN 'playing' ELSE 'ready' END,
			'', 164000, '{}', 0, 'Veo', 'aiml', '{"request_id":"ss-' || value || '","prompt":"p","tier":0}', 'job-' || value, 100, 'yes', 1790000000000,
			'clip-' || value || '.mp4', 0, 1790000000000, 0, 1790000000000, 1790000000000 FROM json_each('[1, 2, 3, 4]')`,
		`INSERT INTO celebrations VALUES (5, 4, 'generating', '', 164000, '', 0, 'Veo', 'aiml', '{"request_id":"ss-5","prompt":"p","tier":0}', 'job-5',
			40, 'unknown', 1790000000000, NULL, 0, 1790000000000, 0, 1790000000000, 1790000000000)`,
		`INSERT INTO moves (celebration, status, at, reason) SELECT id, 'received', 1790000000000, '' FROM celebrations`,
		// The one that waits longest came back: its number is the smallest.
		`INSERT INTO playbacks SELECT value, value, 'clip-' || value || '.mp4', 0, CASE value WHEN 1 THEN 'ended' WHEN 2 THEN 'started' ELSE 'queued' END,
			'', '', 0, 0, 1790000000000, 0, 0, 0 FROM json_each('[1, 2, 3, 4]')`,
		`INSERT INTO playbacks VALUES (5, 1, 'clip-1.mp4', 1, 'queued', '', '', 0, 0, 1790000000000, 0, 0, 0)`,
		`INSERT INTO documents VALUES ('overlay/pause', '{"paused":true}', 1790000000000)`,
	)
}

// isWhole checks that all that the first version had is there and is found.
func isWhole(t *testing.T, s *Store) {
	t.Helper()
	totalsHold(t, s)
	for id, status := range map[int64]celebration.Status{1: celebration.Played, 2: celebration.Playing, 4: celebration.Ready, 5: celebration.Generating} {
		c, err := s.Celebration(t.Context(), id)
		if err != nil || c.Status != status || c.Order.RequestID == "" || c.Donation.Amount.Value().String() != "20.5" || c.Insisted || len(c.Moves) != 1 {
			t.Errorf("%d: %+v, %v", id, c, err)
		}
	}
	for name, f := range map[string]Filter{"a text": {Text: "привет, мир"}, "a text with ё": {Text: "ежик"}, "all": {}} {
		found, err := s.Celebrations(t.Context(), f)
		if err != nil || !slices.Equal(idsOf(found), []int64{5, 4, 3, 2, 1}) {
			t.Errorf("by %s: %v, %v", name, idsOf(found), err)
		}
	}
	if found, err := s.Celebrations(t.Context(), Filter{Donor: "ёжик 3"}); err != nil || !slices.Equal(idsOf(found), []int64{3}) {
		t.Errorf("by donor: %v, %v", idsOf(found), err)
	}
}

// isInOrder checks the queue, the gallery and the documents.
func isInOrder(t *testing.T, s *Store) {
	t.Helper()
	if got := order(t, s); !slices.Equal(got, []int64{2, 3, 4, 5}) {
		t.Errorf("the queue is %v", got)
	}
	if clips, err := s.Gallery(t.Context(), GalleryFilter{Limit: 10}); err != nil || len(clips) != 4 || clips[0].Donor != "Ёжик 4" || clips[0].Favourite {
		t.Errorf("the gallery is %+v, %v", clips, err)
	}
	if _, found, err := s.Get(t.Context(), "overlay/pause"); err != nil || !found {
		t.Errorf("the pause: %v, %v", found, err)
	}
}

// TestADatabaseOfTheFirstVersionLosesNothing opens one, twice.
func TestADatabaseOfTheFirstVersionLosesNothing(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	firstVersion(t, dir)
	for range 2 {
		s := open(t, dir)
		isWhole(t, s)
		isInOrder(t, s)
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
	// The order that was paid for before there was a ledger goes on.
	s := open(t, dir)
	c, err := s.Celebration(t.Context(), 5)
	if err != nil {
		t.Fatal(err)
	}
	c.Charged = celebration.ChargedYes
	walk(t, s, &c, celebration.Fetching)
	c.Clip = &celebration.Clip{Filename: "clip-5.mp4", ContentType: "video/mp4", CreatedAt: time.Now(), Celebration: 5}
	walk(t, s, &c, celebration.Ready)
	if err := s.EnqueueReady(t.Context(), time.Now()); err != nil {
		t.Fatal(err)
	}
	if got := order(t, s); !slices.Equal(got, []int64{2, 3, 4, 5, 6}) {
		t.Errorf("the queue is %v", got)
	}
}
