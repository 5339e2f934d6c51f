package e2e

import (
	"encoding/base64"
	"encoding/json"
	"math"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// soundMeter measures how loud a page's mixer is: level() is the loudest sample
// of the last 40 ms, pitch() its strongest frequency, and loudest the most since
// it was set, however rarely a test looks.
const soundMeter = `(async () => {
	const { mixer } = await import('/widget/sound/mixer.js');
	window.untouched = mixer.context === null;
	const stream = mixer.stream();
	const analyser = new AnalyserNode(mixer.context, { fftSize: 2048, smoothingTimeConstant: 0 });
	new MediaStreamAudioSourceNode(mixer.context, { mediaStream: stream }).connect(analyser);
	const samples = new Float32Array(2048);
	window.level = () => { analyser.getFloatTimeDomainData(samples); return Math.max(...samples.map(Math.abs)); };
	const bands = new Float32Array(1024);
	window.pitch = () => {
		analyser.getFloatFrequencyData(bands);
		return bands.indexOf(Math.max(...bands)) * mixer.context.sampleRate / 2048;
	};
	window.loudest = 0;
	setInterval(() => { window.loudest = Math.max(window.loudest, level()); }, 20);
	window.mixer = mixer;
})()`

// measure begins to measure a page that is silent.
func (p *page) measure() {
	p.t.Helper()
	p.do(chromedp.Evaluate[chromedp.Void](soundMeter))
	p.until(`window.mixer && level() < 0.0001`)
}

// sounds waits for a sound that do begins. On a busy machine a context may wake
// later than a short sound lasts: then it is begun again, a few times.
func (p *page) sounds(do func()) {
	p.t.Helper()
	p.do(chromedp.Evaluate[chromedp.Void](`window.loudest = 0`))
	for range 5 {
		do()
		for range 100 {
			if eval[float64](p, `window.loudest`) > 0.02 {
				return
			}
			time.Sleep(100 * time.Millisecond)
		}
	}
	p.t.Fatal("it is silent")
}

// tone returns a WAV file of a sine.
func tone(hertz float64, seconds int) []byte {
	const rate = 8000
	b := []byte("RIFF\x00\x00\x00\x00WAVEfmt \x10\x00\x00\x00\x01\x00\x01\x00\x40\x1f\x00\x00\x80\x3e\x00\x00\x02\x00\x10\x00data")
	size := 2 * rate * seconds
	b = append(b, byte(size), byte(size>>8), byte(size>>16), 0)
	for i := range rate * seconds {
		v := int(12000 * math.Sin(2*math.Pi*hertz*float64(i)/rate))
		b = append(b, byte(v), byte(v>>8))
	}
	return b
}

// undecodable returns pages of Ogg that only claim to hold a sound.
func undecodable() string {
	page := "OggS\x00" + strings.Repeat("\x00", 21) + "\x01\x0cOpusHead...."
	return strings.Repeat(page, 4)
}

// upload sends a sound as the page Look does, and chooses it.
func (p *program) upload(content string) {
	p.t.Helper()
	request, err := http.NewRequestWithContext(p.t.Context(), http.MethodPost, p.app.URL()+"/api/sounds?name=tone", strings.NewReader(content))
	if err != nil {
		p.t.Fatal(err)
	}
	request.Header.Set("Content-Type", "audio/wav")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		p.t.Fatal(err)
	}
	defer response.Body.Close()
	var answer struct{ Sound struct{ ID string } }
	if err := json.NewDecoder(response.Body).Decode(&answer); err != nil || answer.Sound.ID == "" {
		p.t.Fatalf("the upload is %d, %v", response.StatusCode, err)
	}
	p.choose(map[string]any{"sound": answer.Sound.ID, "sound_volume": 1})
}

func (p *program) choose(look map[string]any) {
	p.t.Helper()
	if status, body := p.call("PUT", "/api/look", look); status != http.StatusOK {
		p.t.Fatalf("the look is refused: %d %s", status, body)
	}
}

// quiet starts a program whose clips and scenes are silent.
func quiet(t *testing.T) *program {
	t.Helper()
	p := start(t, true, nil)
	p.choose(map[string]any{"volume": 0})
	return p
}

func (p *program) thank() { p.donate(map[string]any{"donor_name": "viewer", "amount": 1500}) }

func TestAThankYouSounds(t *testing.T) {
	t.Parallel()
	p := quiet(t)
	widget := openWidget(t, p)
	p.player(true)
	widget.measure()
	if !eval[bool](widget, `window.untouched`) {
		t.Error("there was a context before anything sounded")
	}
	widget.sounds(p.thank)
	widget.until(`level() < 0.0001`)
	widget.until(`document.querySelector('.alert') === null`)

	// Their own file, and as loud as it should be at the most.
	p.choose(map[string]any{"alert_seconds": "60s"})
	p.upload(string(tone(1000, 60)))
	p.thank()
	widget.until(`level() > 0.1 && Math.abs(pitch() - 1000) < 40`)
	if loud := eval[float64](widget, `level()`); loud > 0.45 {
		t.Errorf("a loud file sounds at %.2f", loud)
	}
	widget.do(chromedp.Evaluate[chromedp.Void](`mixer.duck('voice', true)`))
	widget.until(`level() > 0.02 && level() < 0.1`)
	p.call("POST", "/api/queue/panic", map[string]any{})
	widget.until(`level() < 0.0001 && document.querySelector('.alert') === null`)
}

func TestAFileThatCannotBePlayedIsReplacedAndTheStreamerIsTold(t *testing.T) {
	t.Parallel()
	p := quiet(t)
	widget := openWidget(t, p)
	p.player(true)
	widget.measure()
	p.upload(undecodable())
	dashboard := open(t, openBrowser(t), p.app.URL()+"/dashboard?lang=en")
	dashboard.shows("The widget cannot play your own sound")
	if _, body := p.call("GET", "/readyz", nil); !strings.Contains(string(body), `"code":"part.overlay.no_sound"`) {
		t.Errorf("programs are told %s", body)
	}
	widget.sounds(p.thank)
	p.choose(map[string]any{"sound": "harp"})
	dashboard.until(`!document.body.innerText.includes('The widget cannot play your own sound')`)
}

func TestWithoutVolumeThereIsNoContext(t *testing.T) {
	t.Parallel()
	p := quiet(t)
	p.choose(map[string]any{"sound_volume": 0})
	widget := openWidget(t, p)
	p.player(true)
	p.toggle()
	p.thank()
	widget.until(`document.querySelector('.alert.on')`)
	widget.do(chromedp.Evaluate[chromedp.Void](soundMeter))
	widget.until(`window.mixer`)
	if !eval[bool](widget, `window.untouched`) {
		t.Error("there is a context although the volume is 0")
	}
}

func TestTheSoundIsChosenAndListenedToOnThePageLook(t *testing.T) {
	t.Parallel()
	p := quiet(t)
	look := open(t, openBrowser(t), p.app.URL()+"/look?lang=en")
	look.until(`document.querySelector('#wire').dataset.state === 'open'`)
	offer := func(content []byte) {
		look.do(chromedp.Evaluate[chromedp.Void](`(() => {
			const bytes = Uint8Array.from(atob('` + base64.StdEncoding.EncodeToString(content) + `'), (sign) => sign.charCodeAt(0));
			const carried = new DataTransfer();
			carried.items.add(new File([bytes], 'My horn.wav'));
			document.querySelector('.drop').dispatchEvent(new DragEvent('drop', { dataTransfer: carried, bubbles: true, cancelable: true }));
		})()`))
	}
	offer([]byte("<!doctype html>"))
	look.until(`document.querySelector('[data-sound-file]').getAttribute('aria-invalid') === 'true'`)
	look.until(`document.querySelector('form[data-look=sound] [data-refused]').textContent.includes('cannot play that file')`)

	look.measure()
	look.sounds(func() { offer(tone(500, 2)) }) // it is listened to
	look.until(`document.querySelector('#look-sound').selectedOptions[0].textContent === 'My horn'`)
	look.until(`level() < 0.0001`)
	look.save()
	if _, body := p.call("GET", "/api/sounds", nil); !strings.Contains(string(body), `"title":"My horn"`) || !strings.Contains(string(body), `"used":true`) {
		t.Errorf("the sounds are %s", body)
	}
	look.click(`document.querySelector('[data-sound-delete]')`)
	look.shows("This sound is in use")

	// A tier has its own.
	tier := `document.querySelector('[data-tier] `
	look.do(chromedp.Evaluate[chromedp.Void](tier + `[name=sound]').value = 'fanfare'; ` + tier + `[name=sound]').dispatchEvent(new Event('input', { bubbles: true }))`))
	look.sounds(func() { look.click(tier + `[data-listen-sound]')`) })
	look.save()
	if _, body := p.call("GET", "/api/tiers", nil); !strings.Contains(string(body), `"sound":"fanfare"`) {
		t.Errorf("the tiers are %s", body)
	}
}

// TestAMixerThatHasNotBegunIsNotPutToSleep has a context that is slow to begin,
// as on a busy machine after the click that lets it: told to sleep meanwhile, it
// would never say that it runs.
func TestAMixerThatHasNotBegunIsNotPutToSleep(t *testing.T) {
	t.Parallel()
	p := openScenes(t)
	p.do(chromedp.Evaluate[chromedp.Void](`window.AudioContext = class extends AudioContext {
		get state() { return window.begun ? super.state : 'suspended'; }
		suspend() { window.slept = true; return super.suspend(); }
	};
	void import('/widget/sound/mixer.js').then(({ mixer }) => {
		mixer.open('alert').close();
		setTimeout(() => {
			window.early = window.slept === true;
			window.begun = true;
			mixer.context.dispatchEvent(new Event('statechange'));
		}, 1000);
	})`))
	p.until(`window.early !== undefined`)
	if eval[bool](p, `early`) {
		t.Error("it was put to sleep before it began")
	}
	p.until(`window.slept`)
}

// TestATabSoundsAfterAClick has a browser as people have it, which allows no
// sound before a click.
func TestATabSoundsAfterAClick(t *testing.T) {
	t.Parallel()
	p := quiet(t)
	p.choose(map[string]any{"alert_seconds": "60s"})
	tab := open(t, benchTab(t), p.app.URL()+"/widget")
	p.player(true)
	p.thank()
	tab.until(`document.getElementById('sound').checkVisibility() && document.getElementById('sound').textContent !== ''`)
	state := `mixer.context.state === 'running'`
	tab.do(chromedp.Evaluate[chromedp.Void](`import('/widget/sound/mixer.js').then((module) => { window.mixer = module.mixer; })`))
	tab.until(`window.mixer !== undefined`)
	if eval[bool](tab, state) {
		t.Error("it sounds before the click")
	}
	tab.click(`document.getElementById('sound')`)
	tab.until(`document.getElementById('sound').hidden && mixer.unlocked`)
	tab.measure()
	tab.sounds(p.thank)
}
