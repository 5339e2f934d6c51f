package e2e

import (
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/websocket"
	"github.com/shopspring/decimal"

	"streamspark/internal/standin"
)

// victim is the real program in a process of its own, to be killed.
type victim struct {
	says    string // the message of what is donated
	t       *testing.T
	stand   *standin.Probe
	binary  string
	dir     string
	port    string
	env     []string
	command *exec.Cmd
	said    transcript
	died    chan struct{} // closed when the present process is gone

	mu    sync.Mutex
	shown map[string]int // how often each donor's clip was shown to its end
}

// buildVictim builds the program with the points of internal/crash in it.
func buildVictim(t *testing.T) string {
	t.Helper()
	if err := victimBuilt(); err != nil {
		t.Fatalf("build the program: %v", err)
	}
	return victimPath()
}

var victimBuilt = sync.OnceValue(func() error {
	out, err := exec.Command("go", "build", "-tags", "crash", "-o", victimPath(), "../..").CombinedOutput()
	if err != nil {
		return fmt.Errorf("%w\n%s", err, out)
	}
	return nil
})

func victimPath() string {
	return filepath.Join(os.TempDir(), fmt.Sprintf("streamspark-victim-%d", os.Getpid()))
}

// newVictim prepares a program that is connected to a stand-in which
// outlives its deaths. What prepare does comes before its first start.
func newVictim(t *testing.T, binary string, prepare ...func(*victim)) *victim {
	t.Helper()
	stand, err := standin.StartProbe(standin.Options{JobTime: 300 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	listener.Close() // the port is free for the program now
	v := &victim{
		t: t, stand: stand, binary: binary, dir: t.TempDir(), shown: map[string]int{},
		port: strconv.Itoa(listener.Addr().(*net.TCPAddr).Port),
	}
	if err := os.WriteFile(filepath.Join(v.dir, "config.yaml"), nil, 0o600); err != nil { // so that its data lies there too
		t.Fatal(err)
	}
	access, _ := stand.IssueTokens()
	for key, value := range map[string]string{
		"DONATIONALERTS_BASE_URL": stand.DonationAlertsURL(), "DONATIONALERTS_ACCESS_TOKEN": access,
		"DONATIONALERTS_REALTIME_URL": stand.RealtimeURL(), "DONATIONALERTS_POLL_INTERVAL": "1s", "DONATIONALERTS_CATCH_UP": "1h", "RATES_CBR_URL": stand.CBRURL(), "RATES_CACHE_TTL": "1s",
		"GENERATION_PROVIDER": "aiml", "GENERATION_AIML_BASE_URL": stand.AIMLURL(), "GENERATION_AIML_API_KEY": standin.AIMLKey,
		"GENERATION_POLL_INTERVAL": "1s", "GENERATION_CONCURRENCY": "20", "RETENTION_COUNT": "0", "DOWNLOADS_ALLOW_HOSTS": stand.Host(), "KEYRING": "false", "SPEECH_PROVIDER": "off",
	} {
		v.env = append(v.env, "STREAMSPARK_"+key+"="+value)
	}
	for _, f := range prepare {
		f(v)
	}
	t.Cleanup(func() {
		v.kill()
		if err := stand.Close(); err != nil {
			t.Error(err)
		}
		if t.Failed() {
			t.Logf("the program said:\n%s", tail(v.said.String(), 6000))
		}
	})
	v.live()
	v.waitFor("the first reading of the list", func() bool {
		return stand.Requests(standin.PartDonations) > 0 && strings.Contains(v.get("/api/stats"), `"lastPoll":"`)
	})
	return v
}

func tail(text string, n int) string { return text[max(0, len(text)-n):] }

// live starts the process and waits until it answers. One that dies before
// that is started again: that is what a streamer would do.
func (v *victim) live(extra ...string) {
	v.t.Helper()
	for range 20 {
		v.command = exec.Command(v.binary, "--port", v.port)
		v.command.Dir = v.dir
		v.command.Env = append(append(os.Environ(), v.env...), extra...)
		v.command.Stdout, v.command.Stderr = &v.said, &v.said
		if err := v.command.Start(); err != nil {
			v.t.Fatal(err)
		}
		command, died := v.command, make(chan struct{})
		v.died = died
		go func() { _ = command.Wait(); close(died) }()
		for {
			select {
			case <-died:
			case <-time.After(5 * time.Millisecond):
				if v.get("/healthz") == "" {
					continue
				}
				return
			}
			break
		}
	}
	v.t.Fatal("it dies at every start")
}

// kill pulls the plug.
func (v *victim) kill() {
	_ = v.command.Process.Kill()
	<-v.died
}

// get asks the program, and gives "" where it does not answer.
func (v *victim) get(path string) string {
	client := http.Client{Timeout: 10 * time.Second}
	response, err := client.Get("http://127.0.0.1:" + v.port + path)
	if err != nil {
		return ""
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode != http.StatusOK {
		return ""
	}
	return string(body)
}

func (v *victim) waitFor(what string, holds func() bool) {
	v.t.Helper()
	deadline := time.Now().Add(patience)
	for !holds() {
		if time.Now().After(deadline) {
			v.t.Fatalf("it never came to %s", what)
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// watch is a widget that plays everything at once, and comes back whenever
// the program does, until stop is closed.
func (v *victim) watch(stop <-chan struct{}) {
	for {
		select {
		case <-stop:
			return
		case <-time.After(20 * time.Millisecond):
		}
		conn, response, err := websocket.DefaultDialer.Dial("ws://127.0.0.1:"+v.port+"/ws/widget", nil)
		if err != nil {
			continue
		}
		response.Body.Close()
		go func() { <-stop; conn.Close() }()
		_ = conn.WriteJSON(map[string]any{"type": "hello", "id": "watcher", "widget": "player", "visible": true, "scenes": true})
		for {
			var f frame
			_, message, err := conn.ReadMessage()
			if err != nil {
				break
			}
			if json.Unmarshal(message, &f) != nil || f.Type != "play" {
				continue
			}
			_ = conn.WriteJSON(map[string]any{"type": "started", "playback": f.Playback})
			time.Sleep(10 * time.Millisecond)
			if conn.WriteJSON(map[string]any{"type": "ended", "playback": f.Playback, "shown_ms": 2000}) == nil {
				v.mu.Lock()
				v.shown[f.Donor]++
				v.mu.Unlock()
			}
		}
		conn.Close()
	}
}

// donate makes donations of donors with the numbers given. Every third is in
// dollars, whose rate has to be asked for: it is recorded and priced in two
// steps, the others in one.
func (v *victim) donate(from, to int) {
	for i := from; i < to; i++ {
		donor := fmt.Sprintf("donor-%04d", i)
		given := standin.Donation{Donor: &donor, Amount: 1500, Currency: "RUB"}
		if i%3 == 0 {
			given.Amount, given.Currency = 20, "USD"
		}
		if v.says != "" {
			given.Message = new(v.says + " " + donor) // by which its order is known
		}
		v.stand.Donate(given)
	}
}

// all lists every celebration of the program.
func (v *victim) all() map[string]celebration {
	found := map[string]celebration{}
	next := ""
	for {
		var answer struct {
			Celebrations []celebration
			Next         *json.RawMessage
		}
		if json.Unmarshal([]byte(v.get("/api/celebrations?limit=200"+next)), &answer) != nil {
			return found
		}
		for _, c := range answer.Celebrations {
			found[c.Donation.Donor] = c
		}
		if answer.Next == nil {
			return found
		}
		next = "&before=" + strings.Trim(string(*answer.Next), `"`)
	}
}

// orders counts the paid requests for each donor.
func (v *victim) orders() map[string]int {
	orders := map[string]int{}
	for _, job := range v.stand.Jobs() {
		_, after, _ := strings.Cut(job.Prompt, "donor-")
		end := strings.IndexFunc(after, func(r rune) bool { return r < '0' || r > '9' })
		orders["donor-"+after[:max(end, 0)]]++
	}
	return orders
}

// settled reports whether a celebration has its answer. One whose order died
// before it left is looked for at the provider for 20 minutes, which no
// test waits for: that nothing was ordered is its answer.
func settled(c celebration, orders int) bool {
	switch c.Status {
	case "played", "unknown", "failed":
		return true
	case "held": // a verdict that is not paid for again
		return orders == 0 && strings.Contains(c.Reason, "was lost")
	case "submitting":
		return orders == 0 && c.Code == "looking_for"
	}
	return false
}

// judgeMoney holds that the ledger counts as charged what the provider
// charged, to the millionth, and sets no money aside for anything else than
// an order whose fate is not known.
func (v *victim) judgeMoney() {
	v.t.Helper()
	var ledger struct {
		Entries []struct {
			Celebration int64
			Generator   string
			State       string
			Cost        string `json:"cost_usd"`
		}
	}
	if err := json.Unmarshal([]byte(v.get("/api/ledger")), &ledger); err != nil {
		v.t.Fatalf("the ledger cannot be read: %v", err)
	}
	ours, theirs, waiting := decimal.Zero, v.stand.Charged(), 0
	for _, entry := range ledger.Entries {
		switch entry.State {
		case "charged":
			if entry.Generator == "aiml_text" {
				continue // what was asked of it is counted by itself
			}
			ours = ours.Add(decimal.RequireFromString(entry.Cost))
		case "reserved", "unknown":
			waiting++
		}
	}
	if !ours.Equal(theirs) {
		v.t.Errorf("the ledger counts %s as charged, and %s was charged", ours, theirs)
	}
	v.t.Logf("the ledger counts %s as charged, the provider %s; set aside for a look-up: %d orders", ours, theirs, waiting)
}

// judge waits until every donation has its answer and holds the promises.
func (v *victim) judge(donations, kills int) {
	v.t.Helper()
	var all map[string]celebration
	deadline := time.Now().Add(2 * patience)
	for done := false; !done; time.Sleep(50 * time.Millisecond) {
		all = v.all()
		orders := v.orders()
		done = len(all) == donations
		for donor, c := range all {
			done = done && settled(c, orders[donor])
		}
		if !done && time.Now().After(deadline) {
			v.t.Fatalf("of %d donations there are %v", donations, all)
		}
	}
	orders := v.orders()
	doubled, lost := 0, 0
	for donor, c := range all {
		if orders[donor] > 1 {
			doubled++
			v.t.Errorf("%s was paid for %d times", donor, orders[donor])
		}
		switch {
		case c.Status == "failed":
			v.t.Errorf("%s failed because %q", donor, c.Reason)
		case c.Status == "played" && (c.Clip == nil) == (c.Scene == nil), c.Clip != nil && orders[donor] != 1, c.Scene != nil && orders[donor] != 0:
			v.t.Errorf("%s was played, with %d orders, the clip %v and the scene %v", donor, orders[donor], c.Clip, c.Scene)
		case c.Status != "played":
			lost++
		}
	}
	v.judgeMoney()
	files, err := filepath.Glob(filepath.Join(v.dir, "generated_videos", ".coming-*"))
	if err != nil || len(files) > 0 {
		v.t.Errorf("files are left over: %v, %v", files, err)
	}
	v.t.Logf("kills %d, donations %d, paid requests %d, lost %d, doubled %d, waiting for the streamer or a look-up %d",
		kills, donations, len(v.stand.Jobs()), donations-len(all), doubled, lost)
}
