package e2e

import (
	"database/sql"
	"fmt"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"streamspark/internal/app"
	"streamspark/internal/standin"
	"streamspark/internal/store"
)

// world is a state of the program in which its pages are looked at.
type world struct {
	name  string
	build func(*testing.T) *program
	more  []string // pages that only this state has
}

func worlds() []world {
	return []world{
		{"empty", func(t *testing.T) *program { return start(t, false, nil) }, nil},
		{"full", fullWorld, []string{"/celebrations/300", "/celebrations/301", "/celebrations/303", "/donations?status=needs_me", "/donations?from=2026-02-02&to=2026-02-01", "/donations?discreet=on", "/donations?q=ничего", "/clips?favourite=true"}},
		{"broken", brokenWorld, []string{"/celebrations/2", "/celebrations/3", "/celebrations/4"}},
	}
}

// change writes into a database that nobody has open.
func change(tb testing.TB, dir string, statements ...string) {
	tb.Helper()
	db, err := sql.Open("sqlite", filepath.Join(dir, "data", store.File))
	if err != nil {
		tb.Fatal(err)
	}
	defer db.Close()
	for _, statement := range statements {
		if _, err := db.ExecContext(tb.Context(), statement); err != nil {
			tb.Fatalf("%s: %v", statement, err)
		}
	}
}

// spread lays what crowded made over days, and orders of a paid generator to
// a part of it.
func spread(tb testing.TB, dir string, apart time.Duration) {
	tb.Helper()
	now := time.Now().UnixMilli()
	change(tb, dir,
		fmt.Sprintf(`UPDATE celebrations SET created_at = %d - ((SELECT max(id) FROM celebrations) - id) * %d`, now, apart.Milliseconds()),
		`UPDATE moves SET at = (SELECT created_at FROM celebrations WHERE id = moves.celebration)`,
		`INSERT INTO ledger (order_id, celebration, generator, model, donor, operation, state, price, charge, rubles, at, settled_at)
			SELECT 'order-' || id, id, 'aiml', 'google/veo-3.1-t2v-fast', 'donor', 'operation-' || id,
				CASE id % 11 WHEN 0 THEN 'unknown' WHEN 5 THEN 'released' ELSE 'charged' END, 800000, CASE id % 11 WHEN 0 THEN NULL ELSE 780000 END,
				CASE id % 13 WHEN 0 THEN '' ELSE '80.4' END, created_at, created_at
			FROM celebrations WHERE status = 'played'`,
		// The hours from which they were moved would still have them in their ranges.
		`DELETE FROM hours`,
		`INSERT INTO hours SELECT c.created_at / 3600000, min(c.id), max(c.id), count(*), sum(coalesce(c.kopecks, 0))
			FROM celebrations c JOIN donations d ON d.id = c.id WHERE d.older = 0 AND d.source NOT IN ('test', 'manual') GROUP BY 1`,
	)
}

// fullWorld has all that can be shown: donations of every fate, clips,
// money, what waits, and what hostile viewers write.
func fullWorld(t *testing.T) *program {
	dir := crowded(t, 300)
	spread(t, dir, 3*time.Hour)
	change(t, dir,
		`UPDATE celebrations SET status = 'failed', reason = '{"code":"gave_up","args":["20m0s","ask AIML about a paid job: GET https://api.aimlapi.com/v2/video/generations: answered 500 Internal Server Error"]}' WHERE id IN (299, 280)`,
		`UPDATE celebrations SET status = 'held', reason = '{"code":"catch_up","args":["3h10m"]}' WHERE id IN (298, 297, 260)`,
		`UPDATE celebrations SET status = 'unknown', charged = 'unknown', reason = '{"code":"answer_lost"}' WHERE id = 296`,
	)
	home := filepath.Join(dir, "data")
	ownClip(t, home, "a-clip-of-my-own-with-quite-a-long-name-that-says-what-it-shows.webm")
	p := startAs(t, home, app.Options{Demo: true})
	for i, message := range []string{"Привет, стрим! 🎉", "Great stream, greetings from Berlin! 🦉", ""} {
		p.clip(map[string]any{"donor_name": []string{"Мария", "nightowl_77", ""}[i], "amount": 1500 + i*123456, "message": message})
	}
	for message := range hostile() {
		p.clip(map[string]any{"donor_name": message[:min(len(message), 90)], "message": message, "amount": 1500})
	}
	p.donate(map[string]any{"donor_name": "Кто-то", "message": "Мало, но от души", "amount": 300.5})
	p.untilPosters(7)
	loved := p.celebration(301).Clip.Filename
	if status, body := p.call("POST", "/api/clips/"+loved+"/favourite", map[string]any{}); status != http.StatusOK {
		t.Fatalf("make %s a favourite: %d %s", loved, status, body)
	}
	return p
}

// brokenWorld is a stream on which everything outside fails: AIML is down,
// no rate is to be had, DonationAlerts takes the token no more, and the
// widget is gone while a clip waits for it.
func brokenWorld(t *testing.T) *program {
	p := start(t, true, map[string]string{
		"generation.poll_interval": "1s", "donationalerts.poll_interval": "1s", "rates.cache_ttl": "1s", "rates.max_age": "1s",
	})
	p.stand.SetJobTime(0)
	names := []string{"Мария", "nightowl_77", "Ёлка", "viewer42", "Пётр", "Wolf"}
	given := 0
	give := func(amount float64, currency string) int64 {
		donor, message := names[given%len(names)], "Спасибо за стрим!"
		given++
		return p.viewer(standin.Donation{Donor: &donor, Message: &message, Amount: amount, Currency: currency, PayinSystem: map[string]string{"title": "card"}})
	}
	p.until(give(1500, "RUB"), "ready")
	for _, part := range []standin.Part{standin.PartSubmit, standin.PartPoll, standin.PartModels, standin.PartLogs, standin.PartBilling, standin.PartCBR, standin.PartOpenER, standin.PartExchangeRate} {
		p.stand.Set(part, standin.Fault{Kind: standin.Status500})
	}
	p.until(give(25, "USD"), "waiting_rate", "submitting")
	for range 7 {
		give(2500, "RUB")
	}
	p.eventually(func() bool {
		_, body := p.call("GET", "/readyz", nil)
		return strings.Contains(string(body), "does not answer") || strings.Contains(string(body), "left alone")
	}, func() string {
		_, body := p.call("GET", "/readyz", nil)
		return "the generator is not left alone: " + string(body)
	})
	p.stand.RevokeAll()
	p.stand.DropSockets(websocket.CloseAbnormalClosure)
	p.eventually(func() bool {
		_, body := p.call("GET", "/readyz", nil)
		return strings.Contains(string(body), `"name":"donationalerts","state":"down"`)
	}, func() string {
		_, body := p.call("GET", "/readyz", nil)
		return "DonationAlerts still takes the token: " + string(body)
	})
	return p
}
