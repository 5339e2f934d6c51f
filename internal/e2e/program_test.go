// Package e2e uses the whole program as a streamer would: it starts it on
// a free port, opens its pages in a real browser, donates, and watches the
// clip play.
package e2e

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"streamspark/internal/app"
	"streamspark/internal/standin"
)

// patience is how long a test waits for what must come. It is generous: it
// ends a test that hangs and judges no speed.
const patience = 3 * time.Minute

// program is a running StreamSpark.
type program struct {
	t     *testing.T
	app   *app.App
	stand *standin.Probe // what it is connected to
	dir   string
	out   *transcript
	stop  func() error // ends it as Ctrl-C does; once
}

// transcript is what the program said.
type transcript struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (w *transcript) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.text.Write(p)
}

func (w *transcript) String() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.text.String()
}

// start runs the program with a data folder of its own.
func start(t *testing.T, demo bool, flags map[string]string) *program {
	t.Helper()
	return startIn(t, t.TempDir(), demo, flags)
}

// startIn runs it with the data of an earlier run. Clips that it draws are
// small and silent: under the race detector a whole one takes half a minute.
func startIn(t *testing.T, dir string, demo bool, flags map[string]string) *program {
	t.Helper()
	quiet := map[string]string{"generation.audio": "false"}
	maps.Copy(quiet, flags)
	return startAs(t, dir, app.Options{Demo: demo, Draft: true, Flags: quiet})
}

func startAs(t *testing.T, dir string, o app.Options) *program {
	t.Helper()
	all := map[string]string{
		"server.port": "0", "data_dir": dir, "videos_dir": filepath.Join(dir, "videos"),
		"generation.duration": "2s", "keyring": "false", "log.format": "json", "log.level": "info",
		"speech.provider": "off", // cards stay as long as their voices
		"text.provider":   "off", // prompts are as the test says
	}
	maps.Copy(all, o.Flags)
	out := &transcript{}
	empty := filepath.Join(dir, "config.yaml")
	if err := os.WriteFile(empty, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	o.ConfigPath, o.Flags, o.Assets, o.Version, o.Output = empty, all, os.DirFS("../.."), "test", out
	a, err := app.New(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	p := &program{t: t, app: a, stand: standin.NewProbe(a.StandIns()), dir: dir, out: out}
	ctx, cancel := context.WithCancel(context.WithoutCancel(t.Context()))
	ended := make(chan error, 1)
	go func() { ended <- a.Run(ctx) }()
	p.stop = sync.OnceValue(func() error {
		cancel()
		select {
		case err := <-ended:
			return err
		case <-time.After(patience):
			return fmt.Errorf("it does not stop")
		}
	})
	t.Cleanup(func() {
		if err := p.stop(); err != nil {
			t.Errorf("it stopped with %v", err)
		}
		if t.Failed() {
			t.Logf("the program said:\n%s", out)
		}
	})
	return p
}

// call makes a request as curl would and returns the status and the body.
func (p *program) call(method, path string, body any) (int, []byte) {
	p.t.Helper()
	var reader io.Reader
	if body != nil {
		encoded, err := json.Marshal(body)
		if err != nil {
			p.t.Fatal(err)
		}
		reader = bytes.NewReader(encoded)
	}
	request, err := http.NewRequestWithContext(p.t.Context(), method, p.app.URL()+path, reader)
	if err != nil {
		p.t.Fatal(err)
	}
	if body != nil {
		request.Header.Set("Content-Type", "application/json")
	}
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	response, err := client.Do(request)
	if err != nil {
		p.t.Fatal(err)
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(response.Body)
	if err != nil {
		p.t.Fatal(err)
	}
	return response.StatusCode, answer
}

// celebration is what the API tells of one.
type celebration struct {
	ID        int64
	Status    string
	Reason    string
	Code      string `json:"reason_code"`
	Charged   string
	AmountRUB *string `json:"amount_rub"`
	Donation  struct{ Donor, Message, Amount, Currency string }
	Clip      *struct {
		Filename, URL string
		DurationMS    int64 `json:"duration_ms"`
		Size          int64
	}
	Scene *struct {
		Seed       int64
		Production int
		ID         string
	}
	Moves []struct {
		Status, Reason string
		At             time.Time
	}
}

func (c celebration) path() string {
	var statuses []string
	for _, move := range c.Moves {
		statuses = append(statuses, move.Status)
	}
	return strings.Join(statuses, " ")
}

func (p *program) celebration(id int64) celebration {
	p.t.Helper()
	status, body := p.call("GET", fmt.Sprint("/api/celebrations/", id), nil)
	var answer struct {
		celebration
		Celebration *celebration
	}
	if err := json.Unmarshal(body, &answer); err != nil || status != http.StatusOK {
		p.t.Fatalf("GET /api/celebrations/%d: %d %s", id, status, body)
	}
	if answer.Celebration != nil {
		return *answer.Celebration
	}
	return answer.celebration
}

// newest are the celebrations the API lists.
func (p *program) newest() []celebration {
	p.t.Helper()
	_, body := p.call("GET", "/api/celebrations?limit=100", nil)
	var answer struct{ Celebrations []celebration }
	if err := json.Unmarshal(body, &answer); err != nil {
		p.t.Fatalf("GET /api/celebrations: %s", body)
	}
	return answer.Celebrations
}

// donate sends a test donation and returns its celebration.
func (p *program) donate(fields map[string]any) int64 {
	p.t.Helper()
	status, body := p.call("POST", "/test-donation", fields)
	var answer struct {
		CelebrationID int64 `json:"celebration_id"`
	}
	if err := json.Unmarshal(body, &answer); err != nil || status != http.StatusAccepted || answer.CelebrationID == 0 {
		p.t.Fatalf("POST /test-donation: %d %s", status, body)
	}
	return answer.CelebrationID
}

// until waits for a celebration to stand at one of the statuses.
func (p *program) until(id int64, want ...string) celebration {
	p.t.Helper()
	var c celebration
	p.eventually(func() bool {
		c = p.celebration(id)
		for _, status := range want {
			if c.Status == status {
				return true
			}
		}
		return false
	}, func() string {
		return fmt.Sprintf("celebration %d is %s because %q after %s; want %v", id, c.Status, c.Reason, c.path(), want)
	})
	return c
}

// eventually waits for a condition.
func (p *program) eventually(holds func() bool, otherwise func() string) {
	p.t.Helper()
	deadline := time.Now().Add(patience)
	for !holds() {
		if time.Now().After(deadline) {
			p.t.Fatal(otherwise())
		}
		time.Sleep(50 * time.Millisecond)
	}
}

// viewer makes a donation at the stand-in for DonationAlerts and waits for
// its celebration.
func (p *program) viewer(d standin.Donation) int64 {
	p.t.Helper()
	before := len(p.newest())
	p.stand.Donate(d)
	var id int64
	p.eventually(func() bool {
		list := p.newest()
		if len(list) > before {
			id = list[0].ID
		}
		return id != 0
	}, func() string { return "the donation did not arrive" })
	return id
}
