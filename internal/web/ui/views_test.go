package ui

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"streamspark/internal/locale"

	"streamspark/internal/breaker"

	"github.com/shopspring/decimal"

	"streamspark/internal/celebration"
	"streamspark/internal/fault"
	"streamspark/internal/money"
	"streamspark/internal/overlay"
	"streamspark/internal/rates"
	"streamspark/internal/source"
	"streamspark/internal/web/webtest"
)

func keysOf(actions []action) string {
	var keys []string
	for _, a := range actions {
		keys = append(keys, strings.TrimPrefix(a.Key, "action."))
	}
	return strings.Join(keys, " ")
}

func TestTheSourceSaysItsNextStep(t *testing.T) {
	poll := time.Now()
	tests := map[string]struct {
		state             source.State
		word, step, wants string
	}{
		"no keys":    {source.State{RedirectURI: "http://x/cb"}, "word.missing", "account.keys", "enter_keys"},
		"no account": {source.State{Configured: true}, "word.missing", "account.connect", "connect"},
		"works":      {source.State{Configured: true, HasToken: true, Connected: true, Polling: true, LastPoll: poll}, "word.ok", "account.ready", "test stop disconnect"},
		"begins":     {source.State{HasToken: true, Polling: true}, "word.waiting", "account.waiting", "test stop disconnect"},
		"stopped":    {source.State{HasToken: true, Connected: true}, "word.stopped", "account.stopped", "start disconnect"},
		"dead token": {source.State{Configured: true, HasToken: true, NeedsReconnect: true}, "word.reconnect", "account.reconnect", "reconnect disconnect"},
		"trouble":    {source.State{HasToken: true, Polling: true, Problem: fault.New(fault.Retry, "donationalerts.trouble", "cause", "503"), Errors: 3}, "word.trouble", "account.trouble", "test stop disconnect"},
		"waits": {
			source.State{HasToken: true, Polling: true, Problem: fault.New(fault.Retry, "donationalerts.busy"), RetryAt: time.Now().Add(time.Hour)},
			"word.trouble", "account.retry", "test stop disconnect",
		},
	}
	for name, tt := range tests {
		l := newSourceLink("donationalerts", tt.state, time.Now())
		if l.Word != tt.word || l.Steps[0].Key != tt.step || keysOf(l.Actions) != tt.wants || l.Tone == "" {
			t.Errorf("%s: %s, %s, %q", name, l.Word, l.Steps[0].Key, keysOf(l.Actions))
		}
		if name == "no keys" && l.Address != "http://x/cb" {
			t.Errorf("the redirect address is %q", l.Address)
		}
	}
}

func TestWhatPlaysIsSaid(t *testing.T) {
	playing := &celebration.Playback{ID: 1, State: celebration.PlaybackStarted, StartedAt: time.Now(), Donor: "A"}
	sent := &celebration.Playback{ID: 1, State: celebration.PlaybackSent}
	tests := map[string]struct {
		queue overlay.Queue
		word  string
		mood  string
	}{
		"nobody":          {overlay.Queue{}, "now.nobody", "nobody"},
		"hidden":          {overlay.Queue{Health: overlay.Health{Widgets: 1}}, "now.hidden", "hidden"},
		"OBS is silent":   {overlay.Queue{Health: overlay.Health{Widgets: 1, NoPlayer: "unsaid"}}, "now.unsaid", "unsaid"},
		"a tab":           {overlay.Queue{Health: overlay.Health{Widgets: 1, Visible: 1, NoPlayer: "tab"}}, "now.tab", "tab"},
		"idle":            {overlay.Queue{Health: overlay.Health{Widgets: 1, Visible: 1, Player: "p"}}, "now.idle", "idle"},
		"playing":         {overlay.Queue{Health: overlay.Health{Widgets: 1, Player: "p", Playing: playing}}, "now.playing", "playing"},
		"starting":        {overlay.Queue{Health: overlay.Health{Widgets: 1, Player: "p", Playing: sent}}, "now.starting", "playing"},
		"paused":          {overlay.Queue{Health: overlay.Health{Paused: true, PausedWhy: "a break"}}, "now.paused", "paused"},
		"cleared":         {overlay.Queue{Health: overlay.Health{Paused: true, Cleared: true, PausedWhy: "panic"}}, "now.cleared", "cleared"},
		"quiet":           {overlay.Queue{Health: overlay.Health{Paused: true, Quiet: true}}, "now.quiet", "quiet"},
		"paused, playing": {overlay.Queue{Health: overlay.Health{Paused: true, Playing: playing}}, "now.paused", "playing"},
	}
	for name, tt := range tests {
		if v := moodOf(tt.queue); v.Word != tt.word || v.Mood != tt.mood {
			t.Errorf("%s: %s, %s", name, v.Word, v.Mood)
		}
	}
}

func TestAQueueThatCannotBeReadIsShown(t *testing.T) {
	w := newWorld(t)
	p := *w.pages
	if err := w.Store.Close(); err != nil {
		t.Fatal(err)
	}
	if v, _ := p.now(t.Context()); v.Mood != "trouble" || len(v.Actions) != 0 {
		t.Errorf("it is shown as %+v", v)
	}
	if l := p.playerLink(t.Context()); l.Tone != "bad" {
		t.Errorf("the widget is shown as %s", l.Tone)
	}
}

func TestTheQueueIsCutAndCounted(t *testing.T) {
	w := newWorld(t)
	w.AddClip("a.webm", "x", 0)
	for range shownWaiting + 2 {
		if _, err := w.Store.AddPlayback(t.Context(), "a.webm", time.Now()); err != nil {
			t.Fatal(err)
		}
	}
	_, v := w.pages.now(t.Context())
	if len(v.Rows) != shownWaiting || v.More != 2 || v.Rows[0].Place != 1 || v.Rows[0].Total != shownWaiting+2 {
		t.Errorf("%d named, %d more, the first is %+v", len(v.Rows), v.More, v.Rows[0])
	}
	if keysOf(v.Rows[3].Actions) != "now drop" || v.Rows[3].Actions[0].Body != `{"playback":4}` {
		t.Errorf("one offers %+v", v.Rows[3].Actions)
	}
}

func TestWhatMayBeDoneDependsOnTheStatus(t *testing.T) {
	clip, rub := &celebration.Clip{Filename: "a.webm"}, money.Rubles(10)
	silent := fault.Say(celebration.WhySilent, "provider", "AIML", "cause", "no answer")
	tests := []struct {
		c    celebration.Celebration
		want string
	}{
		{celebration.Celebration{Status: celebration.Received}, ""},
		{celebration.Celebration{Status: celebration.WaitingRate}, "look anyway reject value"},
		{celebration.Celebration{Status: celebration.WaitingRate, Donation: celebration.Donation{Older: true}}, "look anyway reject"},
		{celebration.Celebration{Status: celebration.Skipped, AmountRUB: rub}, "anyway thank"},
		{celebration.Celebration{Status: celebration.Skipped, AmountRUB: rub, Reason: fault.Say(celebration.WhyThanked)}, "anyway"},
		{celebration.Celebration{Status: celebration.Held, AmountRUB: rub}, "approve reject thank"},
		{celebration.Celebration{Status: celebration.Held, AmountRUB: rub, AlertedAt: time.Now()}, "approve reject"},
		{celebration.Celebration{Status: celebration.Held, Donation: celebration.Donation{Source: celebration.SourceManual}}, "approve reject"},
		{celebration.Celebration{Status: celebration.Rejected}, "anyway"},
		{celebration.Celebration{Status: celebration.Approved}, "reject"},
		{celebration.Celebration{Status: celebration.Submitting}, ""},
		{celebration.Celebration{Status: celebration.Generating}, ""},
		{celebration.Celebration{Status: celebration.Generating, Reason: silent, NextAt: time.Now()}, "look"},
		{celebration.Celebration{Status: celebration.Approved, Reason: silent, NextAt: time.Now()}, "look reject"},
		{celebration.Celebration{Status: celebration.Fetching}, ""},
		{celebration.Celebration{Status: celebration.Review, Clip: clip, AlertedAt: time.Now()}, "show reject"},
		{celebration.Celebration{Status: celebration.Rejected, Clip: clip}, "show"},
		{celebration.Celebration{Status: celebration.Ready, Clip: clip}, ""},
		{celebration.Celebration{Status: celebration.Ready, Clip: clip, Donation: celebration.Donation{Source: celebration.SourceManual}}, "play"},
		{celebration.Celebration{Status: celebration.Playing, Clip: clip}, ""},
		{celebration.Celebration{Status: celebration.Played, Clip: clip}, "replay"},
		{celebration.Celebration{Status: celebration.Played}, ""},
		{celebration.Celebration{Status: celebration.Failed}, "retry forget"},
		{celebration.Celebration{Status: celebration.Unknown}, "pay forget"},
		{celebration.Celebration{Status: celebration.Failed, Donation: celebration.Donation{Unreadable: "x"}, Reason: fault.Say(celebration.WhyUnreadable, "words", "x")}, "anyway forget value"},
		{celebration.Celebration{Status: celebration.Failed, Donation: celebration.Donation{Unreadable: "x"}}, "retry forget"}, // its clip failed
		{celebration.Celebration{Status: celebration.Rejected, Donation: celebration.Donation{Unreadable: "x"}}, "anyway"},
	}
	seen := map[celebration.Status]bool{}
	for _, tt := range tests {
		seen[tt.c.Status] = true
		if got := keysOf(actionsOf(tt.c)); got != tt.want {
			t.Errorf("%s offers %q, want %q", tt.c.Status, got, tt.want)
		}
	}
	for _, status := range celebration.Statuses() {
		if !seen[status] {
			t.Errorf("%s is not in this test", status)
		}
	}
	pay := actionsOf(celebration.Celebration{ID: 7, Status: celebration.Unknown})[0]
	if pay.Confirm == "" || pay.Path != "/api/celebrations/7/retry" {
		t.Errorf("ordering again is %+v: it must ask first", pay)
	}
}

func TestConnectionsNameEveryTrouble(t *testing.T) {
	w := newWorld(t)
	w.LoseDatabase()
	w.Breakers = map[string]breaker.State{"builtin": {State: breaker.HalfOpen}}
	links := w.pages.links(t.Context())
	ids := make([]string, len(links))
	for i, l := range links {
		ids[i] = l.ID
		if l.ID == "generator" && l.Tone != "warn" || l.ID == "part-store" && (l.Tone != "bad" || len(l.Problem) != 1) {
			t.Errorf("it is shown as %+v", l)
		}
	}
	if want := []string{"donationalerts", "player", "generator", "rates", "part-store"}; !slices.Equal(ids, want) {
		t.Errorf("the connections are %v, want %v", ids, want)
	}
}

func TestAClockThatIsOffIsSaid(t *testing.T) {
	for ahead, want := range map[time.Duration]string{
		0: "", 3 * time.Hour: "It is 3 h behind.", -2 * time.Minute: "It is 2 min ahead.",
	} {
		got := ""
		for _, l := range clockLink("donationalerts", ahead) {
			got = locale.English().Say(l.Steps[0])
		}
		if got != want {
			t.Errorf("with a clock that is %v off it says %q, want %q", -ahead, got, want)
		}
	}
}

func TestRatesSayWhereTheyAreFrom(t *testing.T) {
	w := newWorld(t)
	p := *w.pages
	noAnswer := fault.New(fault.Retry, "outbound.no_answer")
	tests := map[string]struct {
		services []rates.Provider
		word     string
		says     string
	}{
		"none": {nil, "word.missing", "There are no rates yet."},
		"good": {[]rates.Provider{webtest.RateService{ID: "cbr", Table: webtest.Dollars("80.5")}}, "word.ok", "Bank of Russia, "},
		"old": {
			[]rates.Provider{webtest.RateService{ID: "open_er_api", Err: noAnswer}, webtest.RateService{ID: "cbr", Err: noAnswer}},
			"word.old", "open.er-api.com, ",
		},
	}
	en := webtest.Catalogue()
	kept, err := json.Marshal(webtest.Dollars("79"))
	if err != nil {
		t.Fatal(err)
	}
	for name, tt := range tests {
		if name == "old" {
			if err := w.Store.Put(t.Context(), "rates.open_er_api", kept); err != nil {
				t.Fatal(err)
			}
		}
		p.o.Rates = rates.New(rates.Options{Providers: tt.services, Keep: w.Store})
		_, _, _ = p.o.Rates.InRubles(t.Context(), money.New(decimal.NewFromInt(1), "USD")) // has them loaded
		l := p.ratesLink(t.Context())
		if l.Word != tt.word || !strings.HasPrefix(en.Say(l.Steps[0]), tt.says) {
			t.Errorf("%s: %s, %q", name, l.Word, en.Say(l.Steps[0]))
		}
		if last := len(l.Steps) - 1; name == "old" && en.Say(l.Steps[last]) != "Bank of Russia: "+en.Message(fault.Say("outbound.no_answer"))+"." {
			t.Errorf("the problem is %q", en.Say(l.Steps[last]))
		}
		if name == "good" && (len(l.Facts) != 1 || l.Facts[0].Key != "1 $" || en.Say(l.Facts[0].Text) != "80.50 ₽") {
			t.Errorf("the facts are %+v", l.Facts)
		}
	}
}
