package e2e

import (
	"encoding/json"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"streamspark/internal/app"
	"streamspark/internal/standin"
	"streamspark/internal/standin/standintest"
	"streamspark/internal/store"
)

// back is a program that was restored from a backup.
type back struct {
	*program
	run   func() *program
	flags map[string]string
	shown int64   // ready in the backup
	waits int64   // approved in the backup, and ordered after it
	later []int64 // made after it
}

// goBack pays for five donations, of which the backup knows two, and goes
// back to it. All money of the day is spent.
func goBack(t *testing.T) *back {
	t.Helper()
	stand := standintest.Start(t, standin.Options{})
	dir := t.TempDir()
	b := &back{flags: map[string]string{
		"donationalerts.base_url": stand.DonationAlertsURL(), "donationalerts.realtime_url": stand.RealtimeURL(),
		"donationalerts.client_id": standin.ClientID, "donationalerts.client_secret": standin.ClientSecret, "donationalerts.poll_interval": "1s",
		"rates.providers": "cbr", "rates.cbr_url": stand.CBRURL(), "generation.provider": "aiml", "generation.poll_interval": "1s",
		"generation.aiml.base_url": stand.AIMLURL(), "generation.aiml.api_key": standin.AIMLKey, "downloads.allow_hosts": stand.Host(),
		"generation.duration": "8s",
	}}
	b.run = func() *program {
		p := startIn(t, dir, false, b.flags)
		p.stand = stand
		return p
	}
	p := b.run()
	signIn(t, p)
	p.eventually(func() bool { return stand.Listeners() == 1 }, func() string { return "the realtime connection is not there" })
	b.shown = p.until(p.viewer(standin.Donation{Amount: 2000, Currency: "RUB"}), "ready").ID
	stand.Set(standin.PartSubmit, standin.Fault{Kind: standin.Status429})
	b.waits = p.viewer(standin.Donation{Amount: 2000, Currency: "RUB"})
	p.eventually(func() bool { return p.celebration(b.waits).Code != "" }, func() string { return p.celebration(b.waits).Reason })
	backup, err := store.Backup(t.Context(), dir, filepath.Join(t.TempDir(), "backup.db"))
	if err != nil {
		t.Fatal(err)
	}
	stand.ClearFaults()
	p.until(b.waits, "ready")
	for range 3 {
		b.later = append(b.later, p.until(p.viewer(standin.Donation{Amount: 3000, Currency: "RUB"}), "ready").ID)
	}
	if err := p.stop(); err != nil {
		t.Fatal(err)
	}
	command := app.Options{ConfigPath: filepath.Join(dir, "config.yaml"), Flags: map[string]string{"data_dir": dir}, Output: p.out}
	if err := app.Command(t.Context(), command, []string{"restore", backup}); err != nil {
		t.Fatal(err)
	}
	b.flags["budget.per_day_usd"] = stand.Charged().String()
	b.program = b.run()
	b.eventually(func() bool { return len(b.newest()) == 5 }, func() string { return "the donations do not come again" })
	return b
}

// TestARestoreNeitherPaysNorCelebratesAgain: three donations were paid for
// after the backup, and one waited to be ordered in it. All of them are held,
// nothing is ordered, the budget counts what AIML's records know, and the
// queue waits for the streamer.
func TestARestoreNeitherPaysNorCelebratesAgain(t *testing.T) {
	t.Parallel()
	b := goBack(t)
	for _, id := range append(b.later, b.waits) {
		if c := b.until(id, "held"); c.Code != "restored" {
			t.Errorf("%d is held because %q", id, c.Reason)
		}
	}
	if c := b.celebration(b.shown); c.Status != "ready" {
		t.Errorf("what was ready is %s", c.Status)
	}
	var ledger struct {
		TotalUSD string `json:"total_usd"`
		Entries  []struct{ Celebration int64 }
	}
	b.eventually(func() bool {
		_, body := b.call("GET", "/api/ledger", nil)
		return json.Unmarshal(body, &ledger) == nil && ledger.TotalUSD == b.stand.Charged().String()
	}, func() string {
		return "the ledger has " + ledger.TotalUSD + ", charged was " + b.stand.Charged().String()
	})
	if len(ledger.Entries) != 6 || ledger.Entries[0].Celebration != 0 { // with the one that was turned away
		t.Errorf("its entries are %+v", ledger.Entries)
	}
	fresh := b.until(b.viewer(standin.Donation{Amount: 2000, Currency: "RUB", CreatedAt: time.Now().Add(2 * time.Minute)}), "held")
	if fresh.Code != "budget_day" {
		t.Errorf("a fresh one is held because %q", fresh.Reason)
	}
	if status, page := b.call("GET", "/money", nil); status != http.StatusOK || !strings.Contains(string(page), "not known here") {
		t.Errorf("the page Money: %d", status)
	}
	_, queue := b.call("GET", "/api/queue", nil)
	if !strings.Contains(string(queue), `"paused":true`) || !strings.Contains(string(queue), "a backup was restored") {
		t.Errorf("the queue: %s", queue)
	}
	if ordered := len(b.stand.Jobs()); ordered != 5 {
		t.Errorf("%d were ordered", ordered)
	}
}

// TestARestoreHoldsOnce: what the streamer decides stays, and a pause that
// was ended is not begun again.
func TestARestoreHoldsOnce(t *testing.T) {
	t.Parallel()
	b := goBack(t)
	b.until(b.waits, "held")
	if status, body := b.call("POST", "/api/queue/resume", nil); status != http.StatusOK {
		t.Fatalf("resume: %d %s", status, body)
	}
	if status, body := b.call("POST", "/api/celebrations/"+jsonOf(b.waits)+"/reject", nil); status != http.StatusOK {
		t.Fatalf("reject: %d %s", status, body)
	}
	if err := b.stop(); err != nil {
		t.Fatal(err)
	}
	p := b.run()
	if c := p.celebration(b.waits); c.Status != "rejected" {
		t.Errorf("after a second start it is %s", c.Status)
	}
	if _, queue := p.call("GET", "/api/queue", nil); strings.Contains(string(queue), `"paused":true`) {
		t.Errorf("after a second start the queue is paused again: %s", queue)
	}
}

func jsonOf(v any) string {
	encoded, _ := json.Marshal(v)
	return string(encoded)
}
