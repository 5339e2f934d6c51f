package e2e

import (
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	_ "modernc.org/sqlite" // to fill the database in one stroke

	words "streamspark/internal/celebration"
	"streamspark/internal/money"
	"streamspark/internal/store"
)

// crowded returns a data folder with many donations of some hundred viewers, of
// all sums and final statuses.
func crowded(b testing.TB, count int) string {
	b.Helper()
	dir := b.TempDir()
	s, err := store.Open(b.Context(), filepath.Join(dir, "data"))
	if err != nil {
		b.Fatal(err)
	}
	const batch = 10_000
	for first := 0; first < count && err == nil; first += batch {
		var donations []words.Donation
		for i := first; i < min(first+batch, count); i++ {
			donations = append(donations, words.Donation{
				Source: "donationalerts", ID: strconv.Itoa(100_000_000 + i), Donor: fmt.Sprintf("Зритель %d", i%700),
				Message: "Привет, спасибо за стрим!" + strings.Repeat(" Ещё слово.", i%12), Amount: money.Rubles(int64(i%1000 + 1)),
				CreatedAt: time.Now(), Raw: strings.Repeat("r", 400),
			})
		}
		_, _, err = s.Record(b.Context(), donations, time.Now())
	}
	if err = errors.Join(err, s.Close()); err != nil {
		b.Fatal(err)
	}
	db, err := sql.Open("sqlite", filepath.Join(dir, "data", store.File))
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	for _, change := range []string{
		`UPDATE celebrations SET kopecks = (id % 1000 + 1) * 100, created_at = created_at - (SELECT max(id) FROM celebrations) * 60000 + id * 60000,
			status = CASE WHEN id % 5000 = 0 THEN 'held' WHEN id % 3 = 0 THEN 'skipped' WHEN id % 3 = 1 THEN 'played' ELSE 'rejected' END,
			reason = '{"code":"below_threshold","args":["1 000 ₽"]}'`,
		`INSERT INTO moves (celebration, n, status, at, reason) SELECT id, 2, status, created_at, reason FROM celebrations`,
	} {
		if _, err := db.ExecContext(b.Context(), change); err != nil {
			b.Fatal(err)
		}
	}
	return dir
}

// filtered reads pages of many donations as a browser would, one after the
// other.
func filtered(b *testing.B, dir, name string) {
	address, _, _ := process(b, dir)
	text := url.QueryEscape
	day := time.Now().AddDate(0, 0, -10).Format(time.DateOnly)
	for _, one := range []struct{ name, query string }{
		{"page in the middle", "before=50000"},
		{"back from the middle", "after=50000"},
		{"filter: needs me", "status=needs_me"},
		{"filter: played, a day, a sum", "status=played&from=" + day + "&to=" + day + "&min_rub=500"},
		{"filter: all of one donor", "of=50000"},
		{"search: a word of few", "q=" + text("зритель 123")},
		{"search: one number", "q=100099123"},
		{"search: two letters", "q=" + text("зр")},
		{"search and filter", "q=" + text("ещё слово") + "&status=needs_me&max_rub=900"},
	} {
		printBytes(b, address, "/donations?"+one.query, "/donations "+name+", "+one.name)
	}
}

// printWeight weighs a page with its styles and scripts.
func printWeight(b *testing.B, address, path, name string) {
	b.Helper()
	page, assets := weigh(b, address, path)
	fmt.Printf("weight of %s, uncompressed: page %.1f kB, styles and scripts %.1f kB, together %.1f kB\n",
		name, float64(page)/1000, float64(assets)/1000, float64(page+assets)/1000)
}

// weigh loads a page for the first time in a browser, with its styles and all
// scripts that it asks for. No video and no poster is counted.
func weigh(b *testing.B, address, path string) (page, assets int) {
	b.Helper()
	tab := open(b, openBrowser(b), address+path)
	tab.until(`document.readyState === 'complete'`)
	rest(tab)
	page = eval[int](tab, `performance.getEntriesByType('navigation')[0].decodedBodySize`)
	assets = eval[int](tab, `performance.getEntriesByType('resource').filter((r) => /\.(css|js)(\?|$)/.test(r.name)).reduce((sum, r) => sum + r.decodedBodySize, 0)`)
	return page, assets
}
