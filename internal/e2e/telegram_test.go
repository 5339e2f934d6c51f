package e2e

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"streamspark/internal/standin"
)

// joinBot puts somebody on the bot's list, the way that they do it themselves, and waits
// for the bot to greet them.
func (p *program) joinBot(u standin.TelegramUser) {
	p.t.Helper()
	var made struct{ Link string }
	p.asked("POST", "/api/telegram/pair", nil, &made)
	_, code, _ := strings.Cut(made.Link, "?start=")
	p.stand.TelegramWrite(u, u.ID, "/start "+code)
	p.eventually(func() bool { return len(p.stand.TelegramMessages(u.ID)) > 0 }, func() string { return "the bot greets nobody" })
}

// TestAClipIsApprovedInTelegram: it comes as a video with buttons, once, also where the
// program starts anew in between, and one press has it play.
func TestAClipIsApprovedInTelegram(t *testing.T) {
	t.Parallel()
	o, ann := newOutside(t), standin.TelegramUser{ID: 501, Name: "Ann"}
	maps.Copy(o.flags, map[string]string{"telegram.base_url": o.stand.URL() + "/telegram", "telegram.token": standin.TelegramToken, "generation.review": "me"})
	p := o.run(t, nil)
	p.joinBot(ann)
	id := p.viewer(standin.Donation{Donor: new("viewer42"), Amount: 2000, Currency: "RUB"})
	var video standin.TelegramMessage
	offered := func() bool {
		all := slices.DeleteFunc(p.stand.TelegramMessages(ann.ID), func(m standin.TelegramMessage) bool { return !strings.Contains(m.Text, "viewer42") })
		if len(all) > 1 {
			t.Fatalf("there came %+v", all)
		}
		if len(all) == 1 {
			video = all[0]
		}
		return len(all) == 1
	}
	p.eventually(offered, func() string { return "it did not come; it is " + p.celebration(id).path() })
	if c := p.celebration(id); c.Status != "review" || int64(len(video.Video)) != c.Clip.Size || len(video.Buttons) != 2 {
		t.Fatalf("a clip of %+v that is in %s came as a video of %d bytes with %+v", c.Clip, c.Status, len(video.Video), video.Buttons)
	}
	p.mustStop()
	p = o.run(t, nil)
	widget := openWidget(t, p)
	approve := slices.IndexFunc(video.Buttons, func(b standin.TelegramButton) bool { return strings.HasPrefix(b.Data, "approve:") })
	press := p.stand.TelegramPress(ann, video, video.Buttons[approve].Data)
	p.eventually(func() bool { _, ok := p.stand.TelegramAnswered(press); return ok }, func() string { return "the press has no answer" })
	if c := p.until(id, "played", "failed"); c.Status != "played" || eval[float64](widget, `seen.ended`) != 1 {
		t.Errorf("it is %s because %q, after %s", c.Status, c.Reason, c.path())
	}
	p.eventually(func() bool { return offered() && len(video.Buttons) == 0 && strings.Contains(video.Text, "Ann") }, func() string { return "the message still is " + video.Text })
}

// TestTheCardOfTheBotFollows: the code of a new link, whoever opened it, and why nothing
// comes to them, without a reload.
func TestTheCardOfTheBotFollows(t *testing.T) {
	t.Parallel()
	p := start(t, true, nil)
	settings := open(t, openBrowser(t), p.app.URL()+"/settings?lang=en")
	settings.click(`document.querySelector('#card-telegram [data-path="/api/telegram/pair"]')`)
	settings.until(`document.querySelector("#bot-telegram img")?.naturalWidth > 0`)
	p.joinBot(standin.TelegramUser{ID: 501, Name: "Ann"})
	settings.until(`document.querySelector("#bot-telegram li").textContent.startsWith("Ann") && !document.querySelector("#bot-telegram img")`)
	p.stand.Set(standin.Order("telegram"), standin.Fault{Kind: standin.Status429, Retry: 7200})
	p.until(p.viewer(standin.Donation{Donor: new("viewer"), Amount: 1500, Currency: "RUB", Message: new("call 8 (999) 123-45-67")}), "held")
	settings.until(`document.querySelector("#bot-telegram li").textContent.includes("asks the bot to wait until")`)
}
