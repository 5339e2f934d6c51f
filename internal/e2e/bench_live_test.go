package e2e

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"streamspark/internal/standin"
)

// liveProgram is the built program in a process of its own, connected to
// stand-ins that run in the benchmark's process, with a widget that plays.
type liveProgram struct {
	stand  *standin.Probe
	url    string
	pid    int
	frames chan frame // alerts, and plays, which were answered
}

func startLive(b *testing.B, dir string) *liveProgram {
	b.Helper()
	stand, err := standin.StartProbe(standin.Options{})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = stand.Close() })
	stand.SetJobTime(0)
	stand.Donate(standin.Donation{ID: 1_000_000_000, Amount: 1, Currency: "RUB"}) // the next ones are not among those of crowded
	access, _ := stand.IssueTokens()
	for key, value := range map[string]string{
		"DONATIONALERTS_BASE_URL": stand.DonationAlertsURL(), "DONATIONALERTS_ACCESS_TOKEN": access, "DONATIONALERTS_REALTIME_URL": stand.RealtimeURL(),
		"DONATIONALERTS_CATCH_UP": "1h", "RATES_CBR_URL": stand.CBRURL(),
		"GENERATION_PROVIDER": "aiml", "GENERATION_AIML_BASE_URL": stand.AIMLURL(), "GENERATION_AIML_API_KEY": standin.AIMLKey,
		"GENERATION_POLL_INTERVAL": "1s", "RETENTION_COUNT": "0", "DOWNLOADS_ALLOW_HOSTS": stand.Host(), "LOG_LEVEL": "warn", "SPEECH_PROVIDER": "off",
	} {
		b.Setenv("STREAMSPARK_"+key, value)
	}
	p := &liveProgram{stand: stand, frames: make(chan frame, 100_000)}
	p.url, p.pid, _ = process(b, dir)
	told := make(chan frame, 1000)
	conn := connect(b, p.url, "bench", told)
	hello := map[string]any{"type": "hello", "id": "bench", "widget": "player", "visible": true, "acks": true}
	if err := conn.WriteJSON(hello); err != nil {
		b.Fatal(err)
	}
	go func() {
		for {
			select {
			case <-b.Context().Done():
				return
			case f := <-told:
				switch f.Type { // all is shown at once
				case "alert":
					_ = conn.WriteJSON(map[string]any{"type": "thanked", "key": f.Key})
				case "play":
					for _, report := range []string{"started", "ended"} {
						_ = conn.WriteJSON(map[string]any{"type": report, "playback": f.Playback, "shown_ms": 8000})
					}
				}
				p.frames <- f
			}
		}
	}()
	time.Sleep(5 * time.Second) // the connections stand, and the start is over
	return p
}

// donate pushes a donation and returns how long its alert took.
func (p *liveProgram) donate(b *testing.B, donor string, rubles float64) time.Duration {
	b.Helper()
	began := time.Now()
	p.stand.Donate(standin.Donation{Donor: &donor, Amount: rubles, Currency: "RUB"})
	return next(b, p.frames, func(f frame) bool { return f.Type == "alert" && f.Donor == donor }).At.Sub(began)
}

// celebrate pushes a donation and plays its clip.
func (p *liveProgram) celebrate(b *testing.B, donor string) {
	b.Helper()
	p.stand.Donate(standin.Donation{Donor: &donor, Amount: 1500, Currency: "RUB"})
	next(b, p.frames, func(f frame) bool { return f.Type == "play" && f.Donor == donor })
	time.Sleep(500 * time.Millisecond) // for what comes after
}

// dashboard opens one in Russian, which takes all that it is told.
func (p *liveProgram) dashboard(b *testing.B) *websocket.Conn {
	b.Helper()
	conn, response, err := websocket.DefaultDialer.DialContext(b.Context(), "ws"+strings.TrimPrefix(p.url, "http")+"/ws/dashboard?page=dashboard&lang=ru", nil)
	if err != nil {
		b.Fatal(err)
	}
	response.Body.Close()
	go func() {
		for {
			if _, _, err := conn.ReadMessage(); err != nil {
				return
			}
		}
	}()
	time.Sleep(2 * time.Second)
	return conn
}

// worked is the CPU time that a process took so far, and how often one of its
// threads went to sleep. Both are 0 where the system does not say.
func worked(pid int) (cpu time.Duration, sleeps int) {
	tasks, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*", pid))
	for _, task := range tasks {
		stat, _ := os.ReadFile(filepath.Join(task, "schedstat"))
		if fields := strings.Fields(string(stat)); len(fields) > 0 {
			ns, _ := strconv.ParseInt(fields[0], 10, 64)
			cpu += time.Duration(ns)
		}
		status, _ := os.ReadFile(filepath.Join(task, "status"))
		_, after, _ := strings.Cut(string(status), "\nvoluntary_ctxt_switches:")
		n, _ := strconv.Atoi(strings.TrimSpace(strings.SplitN(after, "\n", 2)[0]))
		sleeps += n
	}
	return cpu, sleeps
}

// costOf is the CPU time of each of several things done, less what the
// program costs in as long a time without them; and that of its children.
func (p *liveProgram) costOf(times int, do func(i int)) (own, children time.Duration) {
	const rest = 5 * time.Second
	before, _ := worked(p.pid)
	time.Sleep(rest)
	idle, _ := worked(p.pid)
	waited := ofChildren(p.pid)
	began := time.Now()
	for i := range times {
		do(i)
	}
	time.Sleep(time.Second)
	after, _ := worked(p.pid)
	background := time.Duration(float64(idle-before) * float64(time.Since(began)) / float64(rest))
	return (after - idle - background) / time.Duration(times), (ofChildren(p.pid) - waited) / time.Duration(times)
}

// ofChildren is the CPU time of the programs that a process started and that
// have ended; 0 where the system does not say.
func ofChildren(pid int) time.Duration {
	stat, _ := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	_, after, _ := strings.Cut(string(stat), ") ")
	fields := strings.Fields(after)
	if len(fields) < 15 {
		return 0
	}
	user, _ := strconv.Atoi(fields[13])
	system, _ := strconv.Atoi(fields[14])
	return time.Duration(user+system) * 10 * time.Millisecond
}

// pushed measures what a donation costs that is pushed: the time until its
// alert is at the widget, from the moment at which the stand-in has it, so the
// stand-in's and the sockets' part is in it; and the CPU time with its clip:
// of the program, and apart from it that of what it starts, which is ffmpeg.
func pushed(b *testing.B, dir string, add adder) {
	p := startLive(b, dir)
	for _, name := range []string{"", ", a dashboard open"} {
		watched := name != ""
		if watched {
			defer p.dashboard(b).Close()
		}
		var alerts []time.Duration
		for i := range 100 {
			// Until the clip of the one before is made, whose ffmpeg takes the processors whole.
			time.Sleep(time.Duration(350+i*37%100) * time.Millisecond)
			alerts = append(alerts, p.donate(b, fmt.Sprint("alert", watched, i), 1000))
		}
		add("pushed to the alert at the widget"+name, "p50 5 ms, p99 20 ms", "%s", spans(alerts))
		p.settle()
		clip, children := p.costOf(20, func(i int) { p.celebrate(b, fmt.Sprint("clip", watched, i)) })
		add("a pushed donation with its clip"+name, "", "CPU %.1f ms, and %.1f ms of ffmpeg", float64(clip)/1e6, float64(children)/1e6)
	}
	p.deleted(b, add)
	p.burst(b, add)
}

// settle waits until nothing is played or thanked for any more.
func (p *liveProgram) settle() {
	for {
		select {
		case <-p.frames:
		case <-time.After(5 * time.Second):
			return
		}
	}
}

// burst measures how long it takes until 1 000 pushed donations below the
// threshold are judged, and the CPU time of it.
func (p *liveProgram) burst(b *testing.B, add adder) {
	const donations = 1000
	p.settle()
	known := skipped(b, p.url)
	before, _ := worked(p.pid)
	began := time.Now()
	for i := range donations {
		donor := fmt.Sprint("burst", i)
		p.stand.Donate(standin.Donation{Donor: &donor, Amount: 1, Currency: "RUB"})
	}
	for skipped(b, p.url) < known+donations {
		time.Sleep(20 * time.Millisecond)
	}
	took := time.Since(began)
	after, _ := worked(p.pid)
	add("a burst of 1000 pushed donations judged", "0.7 s", "%v, CPU %.2f ms each", took.Round(time.Millisecond), float64(after-before)/donations/1e6)
}

// skipped counts the celebrations that were found to be below the threshold.
func skipped(b *testing.B, url string) int {
	b.Helper()
	_, after, _ := strings.Cut(string(get(b, url+"/metrics")), `streamspark_celebrations{status="skipped"} `)
	n, _ := strconv.Atoi(strings.SplitN(after, "\n", 2)[0]) // 0: there is none yet
	return n
}
