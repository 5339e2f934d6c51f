package e2e

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"streamspark/internal/app"
	"streamspark/internal/standin"
)

// frame is what a widget is told.
type frame struct {
	Type     string
	Playback int64
	Donor    string
	Key      string
	At       time.Time
}

// connect opens a widget's socket and says hello. Everything that it is
// told goes to frames.
func connect(b *testing.B, url, id string, frames chan<- frame) *websocket.Conn {
	b.Helper()
	conn, response, err := websocket.DefaultDialer.DialContext(b.Context(), "ws"+strings.TrimPrefix(url, "http")+"/ws/widget", nil)
	if err != nil {
		b.Fatal(err)
	}
	response.Body.Close()
	b.Cleanup(func() { conn.Close() })
	hello := map[string]any{"type": "hello", "id": id, "widget": "player", "visible": true}
	if err := conn.WriteJSON(hello); err != nil {
		b.Fatal(err)
	}
	go func() {
		for {
			var f frame
			_, message, err := conn.ReadMessage()
			if err != nil {
				return
			}
			if json.Unmarshal(message, &f) == nil {
				f.At = time.Now()
				frames <- f
			}
		}
	}()
	return conn
}

// BenchmarkDonationToPlay measures from a donation being visible at the
// stand-in for DonationAlerts to `play` being told to the widget, with a
// generator that is done at once, and how much of it is our own work: from
// the moment the donation was recorded. Once by polling, once by push.
func BenchmarkDonationToPlay(b *testing.B) {
	for name, flags := range map[string]map[string]string{
		"polling every 2 s": {"donationalerts.realtime_url": ""},
		"pushed":            {},
	} {
		b.Run(name, func(b *testing.B) { donationToPlay(b, name, flags) })
	}
}

func donationToPlay(b *testing.B, name string, flags map[string]string) {
	const donations = 25
	dir := b.TempDir()
	settings := filepath.Join(dir, "config.yaml")
	if err := os.WriteFile(settings, nil, 0o600); err != nil {
		b.Fatal(err)
	}
	all := map[string]string{"server.port": "0", "data_dir": dir, "videos_dir": filepath.Join(dir, "videos"), "log.level": "error"}
	maps.Copy(all, flags)
	a, err := app.New(b.Context(), app.Options{
		ConfigPath: settings, Demo: true, Assets: os.DirFS("../.."), Version: "bench", Output: io.Discard, Flags: all,
	})
	if err != nil {
		b.Fatal(err)
	}
	ctx, cancel := context.WithCancel(b.Context())
	ended := make(chan error, 1)
	go func() { ended <- a.Run(ctx) }()
	defer func() {
		cancel()
		if err := <-ended; err != nil {
			b.Error(err)
		}
	}()
	standin.NewProbe(a.StandIns()).SetJobTime(0)
	frames := make(chan frame, 1000)
	conn := connect(b, a.URL(), "bench", frames)
	time.Sleep(3 * time.Second) // the connections stand, as they do for all of a stream but its start

	var thanks, whole, own []time.Duration
	for i := range donations {
		donor := fmt.Sprint("donor", i)
		visible := time.Now()
		a.StandIns().Donate(standin.Donation{Donor: &donor, Amount: 1500, Currency: "RUB"})
		// Either may come first: a generator that is done at once is as quick as the thanks.
		var alert, play frame
		for alert.Type == "" || play.Type == "" {
			switch f := next(b, frames, func(f frame) bool { return f.Donor == donor }); f.Type {
			case "alert":
				alert = f
			case "play":
				play = f
			}
		}
		thanks = append(thanks, alert.At.Sub(visible))
		whole = append(whole, play.At.Sub(visible))
		own = append(own, play.At.Sub(recorded(b, a.URL())))
		for _, report := range []string{"started", "ended"} {
			if err := conn.WriteJSON(map[string]any{"type": report, "playback": play.Playback, "shown_ms": 8000}); err != nil {
				b.Fatal(err)
			}
		}
	}
	fmt.Printf("donation visible upstream to the alert sent, %s: p50 %v, p99 %v\n", name, percentile(thanks, 50), percentile(thanks, 99))
	fmt.Printf("donation visible upstream to play sent, %s: p50 %v, p99 %v\n", name, percentile(whole, 50), percentile(whole, 99))
	fmt.Printf("of it from recorded to play sent, with three requests to the generator: p50 %v, p99 %v\n", percentile(own, 50), percentile(own, 99))
}

// recorded is when the newest donation was recorded.
func recorded(b *testing.B, url string) time.Time {
	b.Helper()
	response, err := http.Get(url + "/api/celebrations?limit=1")
	if err != nil {
		b.Fatal(err)
	}
	defer response.Body.Close()
	var answer struct {
		Celebrations []struct {
			CreatedAt time.Time `json:"created_at"`
		}
	}
	if err := json.NewDecoder(response.Body).Decode(&answer); err != nil || len(answer.Celebrations) == 0 {
		b.Fatalf("no celebration is listed: %v", err)
	}
	return answer.Celebrations[0].CreatedAt
}

func next(b *testing.B, frames <-chan frame, wanted func(frame) bool) frame {
	b.Helper()
	deadline := time.After(patience)
	for {
		select {
		case f := <-frames:
			if wanted(f) {
				return f
			}
		case <-deadline:
			b.Fatal("the widget was not told")
		}
	}
}

// BenchmarkPushToWidgets measures from a test donation being posted to the
// alert having reached the last of 100 widgets.
func BenchmarkPushToWidgets(b *testing.B) {
	const widgets, rounds = 100, 10
	url, _, _ := process(b, b.TempDir())
	frames := make(chan frame, widgets*1000)
	for i := range widgets {
		connect(b, url, fmt.Sprint("page", i), frames)
	}
	var times []time.Duration
	for i := range rounds {
		donor := fmt.Sprint("donor", i)
		began := time.Now()
		if err := post(b.Context(), url+"/test-donation", fmt.Sprintf(`{"donor_name":%q,"amount":1000}`, donor)); err != nil {
			b.Fatal(err)
		}
		var last time.Time
		for range widgets {
			last = next(b, frames, func(f frame) bool { return f.Type == "alert" && f.Donor == donor }).At
		}
		times = append(times, last.Sub(began))
	}
	fmt.Printf("POST /test-donation to the alert on the last of %d widgets: p50 %v, slowest %v\n", widgets, percentile(times, 50), percentile(times, 99))
}
