package e2e

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"streamspark/internal/standin"
	"streamspark/internal/standin/standintest"
)

// asked asks for JSON and reads it.
func (p *program) asked(method, path string, body, into any) {
	p.t.Helper()
	status, answer := p.call(method, path, body)
	if err := json.Unmarshal(answer, into); err != nil || status != http.StatusOK {
		p.t.Fatalf("%s %s: %d %s", method, path, status, answer)
	}
}

func TestWhatCameWhileTheProgramWasOff(t *testing.T) {
	t.Parallel()
	stand := standintest.Start(t, standin.Options{})
	access, _ := stand.IssueTokens()
	flags := map[string]string{
		"donationalerts.base_url": stand.DonationAlertsURL(), "donationalerts.access_token": access, "donationalerts.realtime_url": "",
		"donationalerts.poll_interval": "1s", "rates.cbr_url": stand.CBRURL(), "generation.provider": "builtin",
	}
	dir := t.TempDir()
	p := startIn(t, dir, false, flags)
	p.eventually(func() bool { return stand.Requests(standin.PartDonations) > 1 }, func() string { return "the list is not read" })
	if err := p.stop(); err != nil {
		t.Fatal(err)
	}

	began := time.Now()
	for i := range 5 {
		donor := fmt.Sprint("viewer ", i+1)
		stand.Donate(standin.Donation{
			Donor: &donor, Amount: 1000 + 100*i, Currency: "RUB", CreatedAt: began.Add(time.Duration(i-5) * time.Hour),
			PayinSystem: map[string]string{"title": "card"},
		})
	}

	p = startIn(t, dir, false, flags)
	var away struct {
		Count        int
		AmountRUB    string `json:"amount_rub"`
		Celebrations []celebration
	}
	p.eventually(func() bool {
		p.asked("GET", "/api/away", nil, &away)
		return away.Count == 5
	}, func() string { return fmt.Sprintf("%d came while it was off, want 5", away.Count) })
	if away.AmountRUB != "6000" || len(away.Celebrations) != 5 || away.Celebrations[0].Donation.Donor != "viewer 1" {
		t.Errorf("it says %+v", away)
	}
	p.eventually(func() bool { return strings.Contains(p.out.String(), "While you were away: 5 donations, 6 000 ₽") },
		func() string { return "the log does not say it" })

	made, thanked := away.Celebrations[0].ID, away.Celebrations[1].ID
	var decided struct{ Done, Left int }
	p.asked("POST", "/api/away", map[string]any{"action": "play", "ids": []int64{thanked}}, &decided)
	p.asked("POST", fmt.Sprintf("/api/celebrations/%d/approve", made), map[string]any{}, &struct{}{})
	p.asked("POST", "/api/away", map[string]any{"action": "ignore", "all": true}, &decided)
	if decided.Done != 3 || decided.Left != 0 {
		t.Errorf("of the rest %d were ignored, %d are left", decided.Done, decided.Left)
	}
	// Nobody looked so far. The first page that comes shows both thank-yous.
	alerts := p.alerts(2)
	if !alerts[made] || !alerts[thanked] {
		t.Errorf("the alerts are for %v, want %d and %d", alerts, made, thanked)
	}
	p.until(made, "generating", "fetching", "ready", "playing", "played")
	if c := p.celebration(thanked); c.Status != "skipped" || c.path() != "received held skipped" || c.Clip != nil || c.Charged != "no" {
		t.Errorf("the thanked one is %s after %s", c.Status, c.path())
	}

	var compared struct {
		Equal        bool
		Theirs, Ours int
	}
	p.asked("GET", "/api/reconcile", nil, &compared)
	if !compared.Equal || compared.Theirs != 5 || compared.Ours != 5 {
		t.Errorf("compared it is %+v", compared)
	}
}

// alerts opens a widget and gives the celebrations that it is told to thank for.
func (p *program) alerts(n int) map[int64]bool {
	p.t.Helper()
	ws, response, err := websocket.DefaultDialer.DialContext(p.t.Context(), "ws"+strings.TrimPrefix(p.app.URL(), "http")+"/ws/widget", nil)
	if err != nil {
		p.t.Fatal(err)
	}
	response.Body.Close()
	defer ws.Close()
	if err := ws.WriteJSON(map[string]any{"type": "hello", "id": "test", "widget": "player", "visible": true}); err != nil {
		p.t.Fatal(err)
	}
	if err := ws.SetReadDeadline(time.Now().Add(patience)); err != nil {
		p.t.Fatal(err)
	}
	thanked := map[int64]bool{}
	for len(thanked) < n {
		var frame struct {
			Type        string
			Celebration int64
		}
		if err := ws.ReadJSON(&frame); err != nil {
			p.t.Fatalf("after the alerts for %v: %v", thanked, err)
		}
		if frame.Type == "alert" {
			thanked[frame.Celebration] = true
		}
	}
	return thanked
}
