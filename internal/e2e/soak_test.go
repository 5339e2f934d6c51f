package e2e

import (
	"bufio"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"streamspark/internal/standin"
)

// soak is a program that works under load while all around it flaps.
type soak struct {
	*victim
	given int // how many donations were made
}

// TestTheProgramSoaks is `make soak` in small: donations all the time, their
// way broken again and again, a widget that plays, dashboards that come and
// go. Nothing may be lost, or paid twice, or never shown. What it needs is printed
// and not judged: a machine under load has its own figures.
func TestTheProgramSoaks(t *testing.T) {
	t.Parallel()
	minutes := size("STREAMSPARK_SOAK_MINUTES", 0)
	s := &soak{victim: newVictim(t, buildVictim(t), func(v *victim) {
		v.env = append(v.env, "STREAMSPARK_DONATIONALERTS_REALTIME_URL="+v.stand.RealtimeURL(), "STREAMSPARK_RETENTION_COUNT=50",
			"STREAMSPARK_RATES_OPEN_ER_API_URL="+v.stand.OpenERURL(), "STREAMSPARK_RATES_EXCHANGERATE_API_URL="+v.stand.ExchangeRateURL(),
			"STREAMSPARK_RATES_CACHE_TTL=5s")
	})}
	stop := make(chan struct{})
	var crowd sync.WaitGroup
	for _, f := range []func(<-chan struct{}){s.watch, s.flap, s.look, s.look} {
		crowd.Go(func() { f(stop) })
	}
	defer crowd.Wait()
	defer close(stop)

	over := time.After(max(time.Duration(minutes)*time.Minute, 20*time.Second))
	giving := time.NewTicker(350 * time.Millisecond)
	defer giving.Stop()
	report := time.NewTicker(time.Minute)
	defer report.Stop()
	warm := time.After(30 * time.Second)
	for done := false; !done; {
		select {
		case <-giving.C:
			s.give()
		case <-warm:
			s.report("start")
		case <-report.C:
			s.report("")
		case <-over:
			done = true
		}
	}
	s.stand.HoldPush(false)
	s.settle()
	s.report("end")
}

// give makes the next donation: most are celebrated, some are too small,
// some are in another currency.
func (s *soak) give() {
	donor := fmt.Sprintf("donor-%04d", s.given)
	d := standin.Donation{Donor: &donor, Amount: 1500, Currency: "RUB"}
	switch s.given % 8 {
	case 3:
		d.Amount, d.Currency = 25, "USD"
	case 7:
		d.Amount = 90
	}
	s.stand.Donate(d)
	s.given++
}

// flap breaks one thing after the other, in ways that cost no donation its
// clip, until stop is closed. A 401 is not among them: this token cannot be
// renewed, so that the streamer would have to connect again.
func (s *soak) flap(stop <-chan struct{}) {
	kinds := map[standin.Part][]standin.Kind{
		standin.PartDonations:    {standin.Status500, standin.Status503, standin.Status429, standin.HTML, standin.Cut, standin.Empty},
		standin.PartSubscribe:    {standin.Status500, standin.Cut, standin.Empty},
		standin.PartCBR:          {standin.Status500, standin.HTML200, standin.Nulls, standin.Huge},
		standin.PartOpenER:       {standin.Status429, standin.OtherShape},
		standin.PartExchangeRate: {standin.Status503, standin.Cut},
		standin.PartSubmit:       {standin.Slow, standin.Status429, standin.Lost, standin.Cut, standin.Huge},
		standin.PartPoll:         {standin.Status500, standin.Status404, standin.Status429, standin.HTML, standin.Cut, standin.Nulls, standin.Slow},
		standin.PartFile:         {standin.Status500, standin.Status403, standin.HTML200, standin.Cut, standin.Empty},
		standin.PartLogs:         {standin.Status500, standin.Empty},
	}
	var parts []standin.Part
	for _, part := range standin.Parts() {
		if len(kinds[part]) > 0 {
			parts = append(parts, part)
		}
	}
	for {
		select {
		case <-stop:
			return
		case <-time.After(rand.N(1500 * time.Millisecond)):
		}
		if rand.N(12) == 0 {
			s.stand.DropSockets(websocket.CloseAbnormalClosure)
		}
		part := parts[rand.N(len(parts))]
		s.stand.Set(part, standin.Fault{Kind: kinds[part][rand.N(len(kinds[part]))], After: time.Second, Retry: rand.N(3)})
		select { // a fault that waited for its request would meet each one
		case <-stop:
		case <-time.After(rand.N(3 * time.Second)):
		}
		s.stand.Set(part, standin.Fault{})
	}
}

// look is somebody who opens the dashboard, stays a little and leaves.
func (s *soak) look(stop <-chan struct{}) {
	for {
		select {
		case <-stop:
			return
		case <-time.After(rand.N(2 * time.Second)):
		}
		for _, path := range []string{"/dashboard", "/api/celebrations?limit=50", "/status", "/metrics"} {
			s.get(path)
		}
		conn, response, err := websocket.DefaultDialer.Dial("ws://127.0.0.1:"+s.port+"/ws/dashboard", nil)
		if err != nil {
			continue
		}
		response.Body.Close()
		_ = conn.SetReadDeadline(time.Now().Add(rand.N(5 * time.Second)))
		for err == nil {
			_, _, err = conn.ReadMessage()
		}
		conn.Close()
	}
}

// settle mends everything, waits until each donation has its answer, and
// holds what must be true.
func (s *soak) settle() {
	s.t.Helper()
	mended := time.Now()
	var all map[string]celebration
	for open := 1; open > 0; time.Sleep(200 * time.Millisecond) {
		s.stand.ClearFaults() // whatever is broken again meanwhile
		all = s.all()
		orders := s.orders()
		open = s.given - len(all)
		for donor, c := range all {
			if !settled(c, orders[donor]) && c.Status != "skipped" {
				open++
			}
		}
		if time.Since(mended) > 2*patience {
			s.t.Fatalf("of %d donations %d have no answer", s.given, open)
		}
	}
	orders := s.orders()
	s.mu.Lock()
	defer s.mu.Unlock()
	for donor, c := range all {
		switch n, shown := orders[donor], s.shown[donor]; {
		case n > 1 || shown > 2: // once more is right where the page was cut off in its first half
			s.t.Errorf("%s was paid for %d times and shown %d times", donor, n, shown)
		case c.Status == "played" && (n != 1 || shown < 1), c.Status == "skipped" && n != 0, c.Status == "failed":
			s.t.Errorf("%s is %s because %q, was ordered %d times and shown %d times", donor, c.Status, c.Reason, n, shown)
		}
	}
}

// report prints what the program needs and what it did so far.
func (s *soak) report(when string) {
	s.t.Helper()
	figures := map[string]string{}
	lines := bufio.NewScanner(strings.NewReader(s.get("/metrics")))
	for lines.Scan() {
		if name, value, ok := strings.Cut(lines.Text(), " "); ok {
			figures[name] = value
		}
	}
	orders, doubled := s.orders(), 0
	for _, n := range orders {
		doubled += max(n-1, 0)
	}
	missing := "on the way"
	if when == "end" {
		missing = "lost"
	}
	clips, _ := filepath.Glob(filepath.Join(s.dir, "generated_videos", "*.*"))
	open, _ := os.ReadDir(fmt.Sprint("/proc/", s.command.Process.Pid, "/fd"))
	s.t.Logf("%-5s %s  memory %s, in use %s kB, goroutines %s, files open %d, database %d kB + journal %d kB, clips on disk %d; "+
		"donations %d, recorded %s, played %s, paid %d, %s %d, doubled %d",
		when, time.Now().Format(time.TimeOnly), s.resident(), kilo(figures["go_memory_live_bytes"]), figures["go_goroutines"], len(open),
		s.kilobytes("streamspark.db"), s.kilobytes("streamspark.db-wal"), len(clips), s.given, figures["streamspark_donations"],
		figures[`streamspark_celebrations{status="played"}`], len(orders), missing, s.missing(figures["streamspark_donations"]), doubled)
}

// missing is how many donations that were made are not recorded: at the end
// they are lost, before it on their way.
func (s *soak) missing(recorded string) int {
	n, _ := strconv.Atoi(recorded)
	return s.given - n
}

// kilo is a figure of bytes in kB.
func kilo(bytes string) string {
	var n float64
	_, _ = fmt.Sscan(bytes, &n)
	return fmt.Sprintf("%.0f", n/1024)
}

// resident is the memory of the process, where the system tells it so.
func (s *soak) resident() string {
	status, _ := os.ReadFile(fmt.Sprint("/proc/", s.command.Process.Pid, "/status"))
	_, rest, _ := strings.Cut(string(status), "VmRSS:")
	line, _, _ := strings.Cut(rest, "\n")
	return strings.Join(strings.Fields(line), " ")
}

func (s *soak) kilobytes(name string) int64 {
	about, err := os.Stat(filepath.Join(s.dir, "data", name))
	if err != nil {
		return 0
	}
	return about.Size() >> 10
}
