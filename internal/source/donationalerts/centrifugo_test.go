package donationalerts

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"
)

const (
	centrifugoModule  = "github.com/centrifugal/centrifugo/v3"
	centrifugoVersion = "v3.2.3"
	centrifugoSecret  = "a-secret-of-the-test"
	centrifugoKey     = "a-key-of-the-test"
	centrifugoUser    = "Client:77"
)

// centrifugoBinary builds the real server once for this computer. It is the
// last one that speaks protocol 1, and has a module of its own in the folder
// centrifugo, so that nothing of it comes into the program.
func centrifugoBinary(t *testing.T) string {
	t.Helper()
	cache, err := os.UserCacheDir()
	if err != nil {
		cache = t.TempDir()
	}
	folder := filepath.Join(cache, "streamspark-test")
	binary := filepath.Join(folder, "centrifugo-"+centrifugoVersion+"-"+runtime.Version())
	if runtime.GOOS == "windows" {
		binary += ".exe"
	}
	if _, err := os.Stat(binary); err == nil {
		return binary
	}
	if err := os.MkdirAll(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	fresh := filepath.Join(folder, fmt.Sprintf("building-%d", os.Getpid()))
	build := exec.CommandContext(t.Context(), "go", "build", "-o", fresh, centrifugoModule)
	build.Dir = "centrifugo"
	build.Env = append(os.Environ(), "GOWORK=off", "GOFLAGS=-mod=readonly")
	if said, err := build.CombinedOutput(); err != nil {
		t.Fatalf("build centrifugo %s: %v\n%s", centrifugoVersion, err, said)
	}
	if err := os.Rename(fresh, binary); err != nil {
		t.Fatal(err)
	}
	return binary
}

// centrifugo is a real server that runs on loopback.
type centrifugo struct {
	t      *testing.T
	binary string
	config string
	host   string
	run    *exec.Cmd
	said   *bytes.Buffer
}

func startCentrifugo(t *testing.T) *centrifugo {
	t.Helper()
	if testing.Short() {
		t.Skip("builds a server of its own")
	}
	listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	c := &centrifugo{t: t, binary: centrifugoBinary(t), host: listener.Addr().String(), config: filepath.Join(t.TempDir(), "config.json")}
	_, port, _ := net.SplitHostPort(c.host)
	if err := listener.Close(); err != nil {
		t.Fatal(err)
	}
	config, err := json.Marshal(map[string]any{
		"token_hmac_secret_key": centrifugoSecret, "api_key": centrifugoKey,
		"address": "127.0.0.1", "port": port, "log_level": "error", "usage_stats_disable": true,
		"namespaces":              []any{map[string]any{"name": "alerts", "join_leave": true}},
		"websocket_ping_interval": "200ms", "shutdown_timeout": "2s",
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(c.config, config, 0o600); err != nil {
		t.Fatal(err)
	}
	c.start()
	t.Cleanup(c.stop)
	return c
}

func (c *centrifugo) start() {
	c.t.Helper()
	c.said = &bytes.Buffer{}
	c.run = exec.Command(c.binary, "-c", c.config)
	c.run.Env = []string{"HOME=" + filepath.Dir(c.config)}
	c.run.Stdout, c.run.Stderr = c.said, c.said
	if err := c.run.Start(); err != nil {
		c.t.Fatal(err)
	}
	for deadline := time.Now().Add(2 * time.Minute); ; time.Sleep(10 * time.Millisecond) {
		_, err := c.call("{\"method\":\"channels\",\"params\":{}}\n")
		if err == nil {
			return
		}
		if time.Now().After(deadline) {
			c.stop()
			c.t.Fatalf("centrifugo does not start: %v\n%s", err, c.said)
		}
	}
}

// stop ends the server as an administrator does: everyone is told.
func (c *centrifugo) stop() {
	if c.run == nil {
		return
	}
	if err := c.run.Process.Signal(syscall.SIGTERM); err != nil {
		c.t.Error(err)
	}
	timer := time.AfterFunc(10*time.Second, func() { _ = c.run.Process.Kill() })
	defer timer.Stop()
	_ = c.run.Wait()
	c.run = nil
}

func (c *centrifugo) restart() {
	c.stop()
	c.start()
}

// call sends commands, one a line, to the server's own API.
func (c *centrifugo) call(commands string) (string, error) {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://"+c.host+"/api", strings.NewReader(commands))
	if err != nil {
		return "", err
	}
	request.Header.Set("Authorization", "apikey "+centrifugoKey)
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return "", err
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(response.Body)
	if err == nil && (response.StatusCode != http.StatusOK || bytes.Contains(answer, []byte(`"error"`))) {
		err = fmt.Errorf("centrifugo answered %d %s", response.StatusCode, answer)
	}
	return string(answer), err
}

// must calls a method with parameters, so many at once.
func (c *centrifugo) must(method string, params ...any) {
	c.t.Helper()
	var commands bytes.Buffer
	for _, p := range params {
		if err := json.NewEncoder(&commands).Encode(map[string]any{"method": method, "params": p}); err != nil {
			c.t.Fatal(err)
		}
	}
	if _, err := c.call(commands.String()); err != nil {
		c.t.Fatal(err)
	}
}

// centrifugoPeer is the real server, and a REST side that signs its tokens.
func centrifugoPeer(t *testing.T) peer {
	t.Helper()
	server := startCentrifugo(t)
	rest := newRESTSide(t)
	publish := func(rows []map[string]any) {
		var params []any
		for _, row := range rows {
			params = append(params, map[string]any{"channel": restChannel, "data": row})
		}
		server.must("publish", params...)
	}
	return peer{
		base: rest.URL, socket: "ws://" + server.host + "/connection/websocket", token: "a-token-of-the-test",
		donate: func(n int) []int64 {
			ids, rows := rest.add(n)
			publish(rows)
			return ids
		},
		lose: func(n int) []int64 {
			ids, _ := rest.add(n)
			return ids
		},
		drop: func(reconnect bool) {
			how := map[string]any{"code": 3012, "reason": "force disconnect", "reconnect": false}
			if reconnect {
				how = map[string]any{"code": 3011, "reason": "force reconnect", "reconnect": true}
			}
			server.must("disconnect", map[string]any{"user": centrifugoUser, "disconnect": how})
		},
		restart:     server.restart,
		unsubscribe: func() { server.must("unsubscribe", map[string]any{"user": centrifugoUser, "channel": restChannel}) },
		stale:       rest.fault("stale"), forged: rest.fault("forged"), mistaken: rest.fault("mistaken"),
		asked: rest.asked,
	}
}

// TestCentrifugoJoinsFrames holds that the real server puts several frames
// into one message, and that all of them are read.
func TestCentrifugoJoinsFrames(t *testing.T) {
	p := centrifugoPeer(t)
	w := p.with(t)
	var ids []int64
	for range 50 {
		ids = append(ids, p.donate(40)...)
		w.takes(ids...)
		w.mu.Lock()
		most := w.largest
		w.mu.Unlock()
		if most > 1 {
			return
		}
	}
	t.Error("no message had more than one frame")
}
