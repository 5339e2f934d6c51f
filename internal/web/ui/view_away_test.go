package ui

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"streamspark/internal/celebration"
	"streamspark/internal/fault"
	"streamspark/internal/money"
	"streamspark/internal/store"
	"streamspark/internal/web/webtest"
)

// away adds one that came while the streamer was away.
func (w *world) away(n int) int64 {
	id := w.Donate(celebration.Donation{
		Source: "donationalerts", ID: fmt.Sprint("away ", n), Donor: webtest.HostileName, Message: webtest.HostileMessage,
		Amount: money.Rubles(1500), CreatedAt: time.Now().Add(-time.Hour),
	})
	w.Move(id, func(c *celebration.Celebration) {
		c.Status, c.Reason = celebration.Held, fault.Say(celebration.WhyCatchUp, "age", "1h")
		c.AmountRUB = money.Rubles(1500)
	})
	return id
}

func TestTheCardOfWhatCameMeanwhile(t *testing.T) {
	w := newWorld(t)
	for _, path := range []string{"/dashboard", "/dashboard?lang=ru"} {
		if body := w.Ask("GET", path, "").Text; !strings.Contains(body, `id="away"`) || !strings.Contains(body, "hidden") {
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
		{"/dashboard", false, []string{"While you were away", "12 donations, 18 000 ₽", "and 2 more", "Show 12 scenes? The widget draws"}},
		{"/dashboard?lang=ru", true, []string{"Пока вас не было", "12 донаций, 18 000 ₽", "Заказать 12 клипов? Каждый оплачивается"}},
	}
	for _, tt := range tests {
		if tt.paid {
			w.Settings.Set("generation.aiml.api_key", webtest.SecretKey, "generation.provider", "aiml")
		}
		text := w.Ask("GET", tt.path, "").Text
		webtest.CheckPage(t, tt.path, text)
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
	v := w.open("page=dashboard&lang=en")
	webtest.Until(t, "the dashboard is connected", func() bool { return len(w.live.present()) == 1 })
	told := regexp.MustCompile(`data-status="(\d+)"`)
	notices := map[string]bool{}
	beat := func(changed ...int64) {
		t.Helper()
		w.live.round(t.Context(), glance{beat: true, stored: store.Change{Celebrations: changed}})
		if _, err := v.next(); err != nil {
			t.Fatal(err)
		}
		notices[told.FindStringSubmatch(v.shown["away"])[1]] = true
	}
	beat()
	if !strings.Contains(v.shown["away"], "hidden") {
		t.Errorf("with nothing it is %s", v.shown["away"])
	}
	ids := []int64{w.away(1)}
	beat(ids[0])
	ids = append(ids, w.away(2))
	beat(ids[1])
	if len(notices) != 1 {
		t.Error("it is told while more are coming")
	}
	beat()
	v.shows("away", `data-needs="2 donations, 3 000 ₽"`)
	v.shows("away", fmt.Sprintf(`data-status="%d"`, ids[1]))
	if row := w.Ask("GET", "/dashboard", "").Text; strings.Contains(row, `data-needs="toast.held"`) {
		t.Error("each of them has a notice of its own")
	}
	if _, err := w.Pipeline.Decide(t.Context(), ids[1], "reject", celebration.By{Via: celebration.ViaPage}); err != nil {
		t.Fatal(err)
	}
	beat(ids[1])
	v.shows("away", "1 donation, 1 500 ₽")
	if errs := w.Pipeline.DecideAway(t.Context(), ids[:1], "play", celebration.By{Via: celebration.ViaPage}); errs[0] != nil {
		t.Fatal(errs[0])
	}
	beat(ids[0])
	v.shows("away", "hidden")
	if len(notices) != 2 {
		t.Errorf("there were notices for %v, want one", notices)
	}
}
