package e2e

import (
	"strconv"
	"strings"
	"testing"

	"streamspark/internal/standin"
)

// watchVoice records what the mixer of the widget does while something is
// spoken.
const watchVoice = `window.spoken = {times: 0, now: false, card: true};
import('/widget/sound/mixer.js').then(({mixer}) => {
	const duck = mixer.duck.bind(mixer);
	mixer.duck = (who, on) => {
		if (who === 'voice') {
			spoken.now = on;
			if (on) spoken.times++;
			if (!on && !document.querySelector('#thanks .on')) spoken.card = false;
		}
		duck(who, on);
	};
	spoken.ready = true;
});`

func spokenDonation(message string) standin.Donation {
	donor := "Аня"
	return standin.Donation{Donor: &donor, Message: &message, Amount: 1500, Currency: "RUB"}
}

func (p *page) watchVoice() {
	p.until(`(() => { if (!window.spoken) { ` + watchVoice + ` } return window.spoken.ready === true; })()`)
}

// TestADonationIsSpokenOnTheStream by a service that costs money: the widget
// plays it, its card stays, what is private is not said, and a replay costs
// nothing.
func TestADonationIsSpokenOnTheStream(t *testing.T) {
	t.Parallel()
	p := start(t, true, map[string]string{"speech.provider": "openai_voice", "overlay.alert_seconds": "1s", "overlay.language": "ru"})
	widget := openWidget(t, p)
	widget.watchVoice()
	id := p.viewer(spokenDonation("Удачи! t.me/casino +7 916 123-45-67"))
	widget.shows("Аня")
	widget.until(`spoken.times === 1`)
	widget.until(`!spoken.now`)
	if !eval[bool](widget, "spoken.card") {
		t.Error("its card was gone before it ended")
	}
	const want = "Аня дарит тысячу пятьсот рублей. Удачи! ссылка"
	if said := p.stand.Spoken(); len(said) != 1 || said[0].Text != want {
		t.Fatalf("%+v was spoken, want %q", said, want)
	}
	status, body := p.call("GET", "/api/ledger", nil)
	if status != 200 || !strings.Contains(string(body), `"openai_voice"`) || !strings.Contains(string(body), `"charged"`) {
		t.Errorf("the ledger has %s", body)
	}
	// Once more, from what is kept.
	widget.until(`!document.querySelector('#thanks .alert')`)
	if status, body := p.call("POST", "/api/celebrations/"+strconv.FormatInt(id, 10)+"/thank", nil); status != 200 {
		t.Fatalf("thank again: %d %s", status, body)
	}
	widget.until(`spoken.times === 2`)
	if said := p.stand.Spoken(); len(said) != 1 {
		t.Errorf("it was paid for again: %+v", said)
	}
	// Panic silences it.
	if status, body := p.call("POST", "/api/queue/panic", nil); status != 200 {
		t.Fatalf("panic: %d %s", status, body)
	}
	widget.until(`!spoken.now && document.getElementById('thanks').innerText === ''`)
}

// TestAnAlertGoesOnWithoutAVoiceThatDoesNotCome.
func TestAnAlertGoesOnWithoutAVoiceThatDoesNotCome(t *testing.T) {
	t.Parallel()
	p := start(t, true, map[string]string{"speech.provider": "openai_voice", "speech.wait": "1s"})
	p.stand.Set(standin.Order("openai_voice"), standin.Fault{Kind: standin.Hang})
	widget := openWidget(t, p)
	widget.watchVoice()
	p.viewer(spokenDonation("Удачи"))
	widget.shows("Аня")
	if n := eval[int](widget, "spoken.times"); n != 0 {
		t.Errorf("spoken %d times", n)
	}
}

// TestThisComputerSpeaks with espeak-ng, which costs nothing, so it is on by
// itself.
func TestThisComputerSpeaks(t *testing.T) {
	t.Parallel()
	p := start(t, false, map[string]string{"speech.provider": "auto", "speech.wait": "10s", "overlay.language": "ru"})
	widget := openWidget(t, p)
	widget.watchVoice()
	p.donate(map[string]any{"donor_name": "Аня", "amount": 1500, "message": "Привет"})
	widget.until(`document.querySelector('.scene.on')?.ariaLabel.startsWith('Аня')`) // which needs no card
	widget.until(`spoken.times === 1`)
	widget.until(`!spoken.now`)
}
