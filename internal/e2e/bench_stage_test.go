package e2e

import (
	"fmt"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// reported is a script that keeps in `at` when the page first sent or received a
// frame of each type.
const reported = `window.at = {};
const note = (text) => { at[JSON.parse(text).type] ??= Date.now(); };
const send = WebSocket.prototype.send;
WebSocket.prototype.send = function (text) { note(text); send.call(this, text); };
window.WebSocket = class extends WebSocket {
	constructor(...given) { super(...given); this.addEventListener('message', ({ data }) => note(data)); }
};`

// BenchmarkStage measures the built program and its widget with no account:
// how soon a test donation is seen, and what program and page cost while a
// scene plays, and while nothing does.
func BenchmarkStage(b *testing.B) {
	url, pid, _ := process(b, b.TempDir())
	p := open(b, openBrowser(b), "about:blank")
	p.before(reported)
	p.do(chromedp.EmulateViewport(1920, 1080), chromedp.Navigate(url+"/widget"))
	p.until(`at.hello !== undefined`)
	p.measureEffort()
	time.Sleep(5 * time.Second) // the start is over

	costOf := func(name string, work func()) {
		began, program := time.Now(), cpuOf(pid)
		page := p.effort()
		work()
		took := time.Since(began).Seconds()
		used, spent := cpuOf(pid)-program, p.effort().since(page)
		fmt.Printf("%s: the program %.2f %% of a core, %.1f MB of its own; the page's main thread %.2f %%, all that draws and sounds %.1f %%\n", name,
			used.Seconds()/took*100, memory(pid, "RssAnon"), spent.main.Seconds()/took*100, spent.all.Seconds()/took*100)
	}
	costOf("nothing plays", func() { time.Sleep(10 * time.Second) })
	var alerts, scenes []time.Duration
	costOf("scenes play one after the other", func() {
		for i := range 8 {
			p.do(chromedp.Evaluate[chromedp.Void](`window.at = {}`))
			began := time.Now()
			if err := post(b.Context(), url+"/test-donation", fmt.Sprintf(`{"donor_name":"viewer %d","amount":1500,"message":"Great stream!"}`, i)); err != nil {
				b.Fatal(err)
			}
			p.until(`at.ended !== undefined && at.thanked !== undefined`)
			alerts = append(alerts, p.at("alert").Sub(began))
			scenes = append(scenes, p.at("started").Sub(p.at("alert")))
			p.until(clearStage)
		}
	})
	costOf("nothing plays any more", func() { time.Sleep(10 * time.Second) })
	fmt.Printf("test donation to the alert at the page: p50 %v, slowest %v\n", percentile(alerts, 50), percentile(alerts, 100))
	fmt.Printf("from there to the first frame of its scene: p50 %v, slowest %v (aim: 300 ms)\n", percentile(scenes, 50), percentile(scenes, 100))
}

// at is when the page first sent or received a frame of a type.
func (p *page) at(frame string) time.Time {
	p.t.Helper()
	return time.UnixMilli(int64(eval[float64](p, "at."+frame)))
}

// cpuOf is the CPU time that a process took so far.
func cpuOf(pid int) time.Duration {
	cpu, _ := worked(pid)
	return cpu
}

// BenchmarkSound measures how loud each sound is behind the limiter, and what a
// sting and a scene's music cost.
func BenchmarkSound(b *testing.B) {
	p := openScenes(b)
	for _, one := range everySound(p, true) {
		samples := askOf[rendered](p, "sound.js", "renders", []sounding{one}).decode(b)
		fmt.Printf("%v: %.1f LUFS, peak %.2f\n", one, lufs(samples), peak(samples))
	}
	for _, one := range []sounding{{Sting: "chime"}, {Sting: "fanfare"}, {Scene: "raid", Production: 2}, {Scene: "beat", Production: 3}} {
		askOf[float64](p, "sound.js", "sounds", one) // what is made once
		before := p.effort()
		seconds := askOf[float64](p, "sound.js", "sounds", one)
		fmt.Printf("%v sounds: %.1f %% of a core (aim: 3 %%)\n", one, p.effort().since(before).all.Seconds()/seconds*100)
	}
}
