package e2e

import (
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

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
	p := start(t, true, map[string]string{"speech.provider": "openai_voice", "overlay.alert_seconds": "1s", "overlay.language": "ru", "moderation.links": "allow", "moderation.personal": "allow"})
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

// TestAShowGivesWayToAVoice, a clip and the music of a scene, and comes back.
func TestAShowGivesWayToAVoice(t *testing.T) {
	t.Parallel()
	p := start(t, true, map[string]string{"overlay.volume": "0.5"})
	p.stand.SetJobTime(0)
	widget := openWidget(t, p)
	widget.measure()
	voice := func(on bool) { widget.do(chromedp.Evaluate[chromedp.Void](fmt.Sprintf(`mixer.duck('voice', %t)`, on))) }
	widget.do(chromedp.Evaluate[chromedp.Void](`(() => {
		window.levels = [];
		setInterval(() => {
			const video = document.querySelector('video');
			if (!video) return;
			levels.push(video.volume);
			if (levels.length === 1) mixer.duck('voice', true);
			if (Math.abs(video.volume - 0.11) < 0.001) mixer.duck('voice', false);
		}, 10);
	})()`))
	p.donate(map[string]any{"amount": 1500, "paid": true})
	widget.until(`levels[0] === 0.5 && Math.min(...levels) < 0.112 && Math.max(...levels.slice(levels.indexOf(Math.min(...levels)))) > 0.3`)
	widget.until(`!document.querySelector('video')`)

	// A steady sound where the music of a scene is.
	widget.do(chromedp.Evaluate[chromedp.Void](`(() => {
		const channel = mixer.open('show', 0.5);
		const source = new OscillatorNode(channel.context, { frequency: 440 });
		source.connect(channel.input);
		source.start();
	})()`))
	widget.until(`level() > 0.4`)
	voice(true)
	widget.until(`level() > 0.05 && level() < 0.15`)
	voice(false)
	widget.until(`level() > 0.4`)
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

// TestAnAudioMessagePlaysWhereTheStreamerSaysSo, never by itself, and the answer
// says why it cannot be fetched.
func TestAnAudioMessagePlaysWhereTheStreamerSaysSo(t *testing.T) {
	t.Parallel()
	p := start(t, true, map[string]string{"speech.provider": "off", "overlay.alert_seconds": "1s"})
	widget := openWidget(t, p)
	widget.watchVoice()
	elsewhere := "https://elsewhere.example/a.wav"
	other := p.viewer(standin.Donation{Amount: 1500, Currency: "RUB", Audio: true, Message: &elsewhere})
	donor := "Аня"
	id := p.viewer(standin.Donation{Donor: &donor, Amount: 1500, Currency: "RUB", Audio: true})
	aloud := func(id int64) (int, string) {
		status, body := p.call("POST", "/api/celebrations/"+strconv.FormatInt(id, 10)+"/aloud", nil)
		return status, string(body)
	}
	if status, body := aloud(other); status < 400 || !strings.Contains(body, "not where its service keeps them") {
		t.Errorf("from another host it is %d %s", status, body)
	}
	for kind, says := range map[standin.Kind]string{
		standin.Status404: "404", standin.HTML200: "no sound", standin.Huge: "larger than", standin.Cut: "could not be fetched", standin.Empty: "could not be fetched",
	} {
		p.stand.Set(standin.PartAudio, standin.Fault{Kind: kind})
		if status, body := aloud(id); status < 400 || !strings.Contains(body, says) || !strings.Contains(body, `"code":"audio.not_fetched"`) {
			t.Errorf("%s: %d %s", kind, status, body)
		}
	}
	if c := p.until(id, "played"); c.Status != "played" || eval[int](widget, "spoken.times") != 0 {
		t.Errorf("it is %s, and something was spoken", c.Status)
	}
	p.stand.Set(standin.PartAudio, standin.Fault{Kind: standin.Slow, After: time.Second})
	page := open(t, openBrowser(t), p.app.URL()+"/celebrations/"+strconv.FormatInt(id, 10)+"?lang=en")
	page.click(`document.querySelector('[data-path$="/aloud"]')`)
	widget.until(`spoken.times === 1`)
	widget.until(`!spoken.now`)
}

// TestTheVoiceIsListenedToOnThePageLook: what is typed there, for the price that
// stands on the button, as loud as the settings say. A voice that is off says
// where it is switched on.
func TestTheVoiceIsListenedToOnThePageLook(t *testing.T) {
	t.Parallel()
	p := start(t, true, map[string]string{"speech.provider": "openai_voice", "speech.volume": "0.5"})
	look := open(t, openBrowser(t), p.app.URL()+"/look?lang=en")
	look.watchVoice()
	look.do(chromedp.Evaluate[chromedp.Void](`import('/widget/sound/mixer.js').then(({ mixer }) => {
		const open = mixer.open.bind(mixer);
		mixer.open = (bus, volume) => { spoken.loud = volume; return open(bus, volume); };
	})`))
	const button = `document.querySelector('form[data-look=sound] [data-listen]')`
	look.typeInto("#look-say", "Hello, chat!")
	look.click(button)
	look.until(button + `.textContent.startsWith('Listen for ₽0.0')`)
	if said := p.stand.Spoken(); len(said) != 0 {
		t.Fatalf("%+v was spoken before anybody saw its price", said)
	}
	look.typeInto("#look-say", "Hello, chat! How are you?") // it costs more
	look.until(button + `.textContent === 'Listen'`)
	look.click(button)
	look.until(button + `.textContent.startsWith('Listen for ')`)
	look.click(button)
	look.until(`spoken.times === 1 && spoken.loud === 0.5`)
	look.until(`!spoken.now && ` + button + `.textContent === 'Listen'`)
	if said := p.stand.Spoken(); len(said) != 1 || said[0].Text != "Hello, chat! How are you?" {
		t.Errorf("%+v was spoken", said)
	}
	look.do(chromedp.Evaluate[chromedp.Void](`document.querySelector('[data-tier] [name=voice]').value = 'off'`))
	look.click(`document.querySelector('[data-tier] [data-listen]')`)
	look.shows("This tier is not read aloud.")

	look.do(chromedp.Navigate(start(t, true, nil).app.URL() + "/look?lang=en"))
	look.shows("Nothing is read aloud. Choose a voice")
	look.click(button)
	look.until(`document.querySelector('#toasts a').href.endsWith('/settings#set-speech-provider')`)
}
