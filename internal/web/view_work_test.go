package web

import (
	"testing"
	"time"

	"streamspark/internal/celebration"
)

func TestAboutHowLong(t *testing.T) {
	en := catalogue()
	for d, want := range map[time.Duration]string{
		-1: "", 0: "any moment now", 6 * time.Second: "about 10 s", 44 * time.Second: "about 40 s",
		100 * time.Second: "about 1 min 30 s", 7*time.Minute + 40*time.Second: "about 8 min",
	} {
		if got := en.Say(roughly(d)); got != want {
			t.Errorf("%s is %q, want %q", d, got, want)
		}
	}
}

func TestWhatNeedsMeIsCounted(t *testing.T) {
	w := newWorld(t)
	if v, err := w.server.pages.needs(t.Context()); err != nil || v.Total != 0 || len(v.Rows) != 0 {
		t.Errorf("of nothing: %+v, %v", v, err)
	}
	fillWorld(t, w)
	v, err := w.server.pages.needs(t.Context())
	if err != nil || v.Total != 4 || len(v.Counts) != 3 || len(v.Rows) != 4 {
		t.Fatalf("%+v, %v", v, err)
	}
	if first := v.Counts[0]; first.Status != celebration.Held || first.Path != "/celebrations/15" {
		t.Errorf("the first is %+v", first)
	}
}

func TestTheDockIsKeptUpToDate(t *testing.T) {
	w := newWorld(t)
	fillWorld(t, w)
	w.run()
	v := w.open("page=dock&lang=ru")
	whole := v.until("the whole", isUpdate)
	for _, id := range []string{"now", "queue", "making", "needs-head", "celebration-15"} {
		if whole.piece(id) == "" {
			t.Errorf("the dock gets no %s", id)
		}
	}
	if whole.piece("connections") != "" || len(whole.Lists["needs-list"]) != 4 {
		t.Errorf("the dock gets lists %v", whole.Lists)
	}
	w.donate(celebration.Donation{Source: "donationalerts", ID: "new"}, celebration.Held)
	news := v.until("what needs me", func(u update) bool { return u.Lists != nil })
	if len(news.Lists["needs-list"]) != 5 || news.piece("needs-head") == "" {
		t.Errorf("the news are %v", news.Lists)
	}
}
