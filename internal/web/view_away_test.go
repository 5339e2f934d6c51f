package web

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"streamspark/internal/celebration"
	"streamspark/internal/money"
)

// away adds one that came while the streamer was away.
func (w *world) away(n int) int64 {
	id := w.donate(celebration.Donation{
		Source: "donationalerts", ID: fmt.Sprint("away ", n), Donor: hostileName, Message: hostileMessage,
		Amount: money.Rubles(1500), CreatedAt: time.Now().Add(-time.Hour),
	})
	w.move(id, func(c *celebration.Celebration) {
		c.Status, c.Reason = celebration.Held, celebration.Because(celebration.WhyCatchUp, "1h")
		c.AmountRUB = money.Rubles(1500)
	})
	return id
}

func TestTheCardOfWhatCameMeanwhile(t *testing.T) {
	w := newWorld(t)
	for _, path := range []string{"/dashboard", "/dashboard?lang=ru"} {
		if body := w.ask("GET", path, "").body; !strings.Contains(body, `id="away"`) || !strings.Contains(body, "hidden") {
			t.Errorf("%s has no hidden place for it", path)
		}
	}
	for i := range shownAway + 2 {
		w.away(i)
	}
	tests := []struct {
		path string
		paid bool
		want []string
	}{
		{"/dashboard", false, []string{"While you were away", "12 donations, 18 000 ₽", "and 2 more", "Make 12 clips? They are drawn"}},
		{"/dashboard?lang=ru", true, []string{"Пока вас не было", "12 донаций, 18 000 ₽", "Заказать 12 клипов? Каждый оплачивается"}},
	}
	for _, tt := range tests {
		w.settings.paid = tt.paid
		text := w.ask("GET", tt.path, "").body
		checkPage(t, tt.path, text)
		for _, want := range append(tt.want, `&#34;action&#34;:&#34;make&#34;,&#34;all&#34;:true,&#34;through&#34;:12`) {
			if !strings.Contains(text, want) {
				t.Errorf("%s does not say %q", tt.path, want)
			}
		}
		if rows := strings.Count(text, `class="away-row"`); rows != shownAway {
			t.Errorf("%s has %d rows", tt.path, rows)
		}
	}
}

func TestTheCardIsLiveAndToldOnce(t *testing.T) {
	w := newWorld(t)
	w.run()
	v := w.open("page=dashboard&lang=en")
	whole := v.until("the whole", isUpdate)
	if card := whole.piece("away"); !strings.Contains(card, "hidden") {
		t.Errorf("with nothing it is %s", card)
	}
	ids := []int64{w.away(1), w.away(2)}
	told := regexp.MustCompile(`data-status="(\d+)"`)
	notices := map[string]bool{told.FindStringSubmatch(whole.piece("away"))[1]: true}
	until := func(what string, wanted func(card string) bool) {
		t.Helper()
		v.until(what, func(u update) bool {
			card := u.piece("away")
			if card == "" {
				return false
			}
			notices[told.FindStringSubmatch(card)[1]] = true
			return wanted(card)
		})
	}
	until("the notice", func(card string) bool {
		return strings.Contains(card, `data-needs="2 donations, 3 000 ₽"`) && strings.Contains(card, fmt.Sprintf(`data-status="%d"`, ids[1]))
	})
	if row := w.ask("GET", "/dashboard", "").body; strings.Contains(row, `data-needs="toast.held"`) {
		t.Error("each of them has a notice of its own")
	}
	w.ask("POST", "/api/celebrations/2/reject", "")
	until("one less", func(card string) bool { return strings.Contains(card, "1 donation, 1 500 ₽") })
	w.ask("POST", "/api/away", `{"action":"play","all":true}`)
	until("nothing left", func(card string) bool { return strings.Contains(card, "hidden") })
	if len(notices) != 2 {
		t.Errorf("there were notices for %v, want one", notices)
	}
}
