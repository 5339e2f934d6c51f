package ui

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"streamspark/internal/celebration"
	"streamspark/internal/fault"
	"streamspark/internal/money"
	"streamspark/internal/socket"
	"streamspark/internal/web/api"
	"streamspark/internal/web/webtest"
)

func TestADashboardGetsEverythingAtFirst(t *testing.T) {
	w := newWorld(t)
	hostile := w.Fill(t)
	w.run()
	v := w.open("page=dashboard&lang=ru")
	whole := v.until("the whole", isUpdate)
	for _, id := range []string{"now", "connections", "donations-head", "clips-head", "threshold-now", "clip-found.webm"} {
		if html := whole.piece(id); !strings.Contains(html, `id="`+id+`"`) {
			t.Errorf("%s is %q", id, html)
		}
	}
	if !whole.Whole || whole.Build == "" || len(whole.rows()) != 18 || !slices.Equal(whole.rows(), whole.Lists["celebrations"]) {
		t.Errorf("the whole is %v, %d rows, lists %v", whole.Whole, len(whole.rows()), whole.Lists)
	}
	for _, p := range whole.Pieces {
		webtest.CheckPage(t, p.ID, p.HTML)
	}
	if row := whole.piece(fmt.Sprintf("celebration-%d", hostile)); !strings.Contains(row, "Ждёт вас") || !strings.Contains(row, "&lt;script&gt;") {
		t.Errorf("the row is %s", row)
	}
}

func TestADashboardGetsTheNewsAlone(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	hostile := w.Fill(t)
	w.run()
	v := w.open("page=dashboard&lang=ru")
	v.until("the whole", isUpdate)
	w.Move(hostile, func(c *celebration.Celebration) { c.Status = celebration.Rejected })
	news := v.until("the move", func(u update) bool { return len(u.rows()) > 0 })
	if len(news.rows()) != 1 || news.Whole || news.Lists != nil || news.piece("connections") != "" {
		t.Errorf("the move sends %d pieces, lists %v", len(news.Pieces), news.Lists)
	}
	if row := news.piece(fmt.Sprintf("celebration-%d", hostile)); !strings.Contains(row, "Отклонена") {
		t.Errorf("the row is %s", row)
	}

	id := w.Donate(celebration.Donation{Source: "donationalerts", ID: "new", Donor: "Новый"})
	news = v.until("the new donation", func(u update) bool { return u.Lists != nil })
	if first := fmt.Sprintf("celebration-%d", id); news.Lists["celebrations"][0] != first || !strings.Contains(news.piece(first), "Новый") {
		t.Errorf("the new donation sends %v", news.Lists)
	}

	if err := w.Store.DeleteClip(t.Context(), "found.webm"); err != nil {
		t.Fatal(err)
	}
	news = v.until("the deleted clip", func(u update) bool { _, ok := u.Lists["gallery"]; return ok })
	if slices.Contains(news.Lists["gallery"], "clip-found.webm") {
		t.Errorf("the gallery is %v", news.Lists)
	}
	v.until("a beat", func(u update) bool { return u.Type == "beat" && len(u.Pieces) == 0 })
}

func TestSettingsAndConnectionsReachTheDashboard(t *testing.T) {
	w := newWorld(t)
	closed := func(f api.FirstState) api.FirstState { f.Closed = true; return f }
	if _, err := w.First.Update(t.Context(), closed); err != nil { // its test donation is as large as the threshold
		t.Fatal(err)
	}
	w.run()
	v := w.open("page=dashboard")
	v.until("the whole", isUpdate)
	if err := w.Settings.SetThreshold(t.Context(), money.Rubles(2500), money.Rubles(2500)); err != nil {
		t.Fatal(err)
	}
	w.live.Changed()
	u := v.until("the threshold", func(u update) bool { return u.piece("threshold-now") != "" })
	if !strings.Contains(u.piece("threshold-now"), "2 500 ₽") || len(u.Pieces) != 1 {
		t.Errorf("%d pieces, %s", len(u.Pieces), u.piece("threshold-now"))
	}
}

func TestADashboardThatComesBackGetsThePresent(t *testing.T) {
	w := newWorld(t)
	w.run()
	first := w.open("page=dashboard")
	first.until("the whole", isUpdate)
	_ = first.ws.Close()
	id := w.Donate(celebration.Donation{Source: "donationalerts", ID: "while away", Donor: "Missed"})
	u := w.open("page=dashboard").until("the whole", isUpdate)
	if !u.Whole || !strings.Contains(u.piece(fmt.Sprintf("celebration-%d", id)), "Missed") {
		t.Errorf("the whole has %d pieces", len(u.Pieces))
	}
}

func TestThePageOfACelebrationIsLive(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.Donate(celebration.Donation{Source: "donationalerts", ID: "a", Donor: "A"})
	w.run()
	v := w.open("page=" + pageOf(id))
	u := v.until("the whole", isUpdate)
	if len(u.Pieces) != 3 || !strings.Contains(u.Pieces[0].HTML, `id="`+pageOf(id)+`"`) {
		t.Fatalf("the page is %+v", u)
	}
	w.Move(id, func(c *celebration.Celebration) {
		c.Status, c.Reason = celebration.Skipped, fault.Say(celebration.WhyBelowThreshold, "threshold", "1 000 ₽")
	})
	v.shows(pageOf(id), "No clip was made.")
	v.shows(pageOf(id), "Below the threshold of 1 000 ₽")
	for _, page := range []string{"", "nonsense", "detail-", "detail-99999", "detail-x"} {
		w.open("page="+page).until("a beat", func(u update) bool { return u.Type == "beat" })
	}
}

func TestABurstIsGathered(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.run()
	began := time.Now() // before the round that sends the whole
	v := w.open("page=dashboard")
	v.until("the whole", isUpdate)
	var donations []celebration.Donation
	for i := range 1000 {
		donations = append(donations, celebration.Donation{Source: "donationalerts", ID: fmt.Sprint(i), Donor: "viewer", CreatedAt: time.Now()})
	}
	ids, _, err := w.Store.Record(t.Context(), donations, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range ids[len(ids)-100:] {
		w.Move(id, func(c *celebration.Celebration) { c.Status = celebration.Skipped })
	}
	frames, last := 0, fmt.Sprintf("celebration-%d", ids[len(ids)-1])
	u := v.until("the last move", func(u update) bool {
		frames++
		if len(u.rows()) > shownCelebrations {
			t.Errorf("a frame has %d rows", len(u.rows()))
		}
		return strings.Contains(u.piece(last), `data-status="skipped"`)
	})
	if most := int(time.Since(began)/w.live.pace) + 2; frames > most {
		t.Errorf("%d frames, at most %d are allowed", frames, most)
	}
	for _, id := range u.rows() {
		if number := strings.TrimPrefix(id, "celebration-"); number < fmt.Sprint(ids[len(ids)-shownCelebrations]) && len(number) == 3 {
			t.Errorf("%s is sent, although it is not shown", id)
		}
	}
}

func TestASlowDashboardIsDropped(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	d := w.live
	joined := make(chan *client, 1)
	server := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		conn, err := socket.Accept(rw, r, socket.Options{Outbox: 2, WriteWait: time.Hour})
		if err != nil {
			t.Error(err)
			return
		}
		cl := &client{conn: conn, has: map[string]string{}, lists: map[string]string{}}
		d.join(cl)
		joined <- cl
	}))
	t.Cleanup(server.Close)
	ws, response, err := websocket.DefaultDialer.Dial("ws"+strings.TrimPrefix(server.URL, "http"), nil)
	if err != nil {
		t.Fatal(err)
	}
	_ = response.Body.Close()
	t.Cleanup(func() { _ = ws.Close() })
	cl := <-joined                       // it never reads
	large := strings.Repeat("x", 16<<20) // more than the system's buffers hold
	for range 10 {
		if len(d.present()) == 0 {
			break
		}
		d.send(cl, update{Pieces: []piece{{ID: "a", HTML: large}}}, false)
	}
	if n := len(d.present()); n != 0 {
		t.Errorf("%d dashboards are still served", n)
	}
	select {
	case <-cl.conn.Ended():
	default:
		t.Error("its connection is still open")
	}
}

func TestWhenLiveEndsTheDashboardsAreTold(t *testing.T) {
	w := newWorld(t)
	stop := w.run()
	v := w.open("page=dashboard")
	v.until("the whole", isUpdate)
	stop()
	for {
		_, err := v.next()
		if err == nil {
			continue
		}
		if !websocket.IsCloseError(err, websocket.CloseGoingAway) {
			t.Errorf("it is told %v", err)
		}
		break
	}
	if _, err := w.open("page=dashboard").next(); !websocket.IsCloseError(err, websocket.CloseGoingAway) {
		t.Errorf("one that comes late is told %v", err)
	}
}

func TestABrokenStoreDoesNotLookLikeALostConnection(t *testing.T) {
	w := newWorld(t)
	if err := w.Store.Close(); err != nil {
		t.Fatal(err)
	}
	w.run()
	v := w.open("page=dashboard")
	for range 2 {
		if u, err := v.next(); err != nil || u.Type != "beat" || len(u.Pieces) != 0 {
			t.Errorf("it is told %+v, %v", u, err)
		}
	}
}
