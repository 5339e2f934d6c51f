package standin

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"
)

// listener is a client of the realtime socket.
type listener struct {
	t  *testing.T
	s  *Probe
	ws *websocket.Conn
}

func (s *Probe) dials(t *testing.T) *listener {
	t.Helper()
	ws, _, err := websocket.DefaultDialer.DialContext(t.Context(), s.RealtimeURL(), nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = ws.Close() })
	if err := ws.SetReadDeadline(time.Now().Add(2 * time.Minute)); err != nil {
		t.Fatal(err)
	}
	return &listener{t, s, ws}
}

func (l *listener) says(commands string) {
	l.t.Helper()
	if err := l.ws.WriteMessage(websocket.TextMessage, []byte(commands)); err != nil {
		l.t.Fatal(err)
	}
}

// next returns the next message as it came.
func (l *listener) next() string {
	l.t.Helper()
	_, message, err := l.ws.ReadMessage()
	if err != nil {
		l.t.Fatal(err)
	}
	return string(message)
}

// leaves is the close that comes next.
func (l *listener) leaves() string {
	_, _, err := l.ws.ReadMessage()
	var bye *websocket.CloseError
	if errors.As(err, &bye) {
		return fmt.Sprint(bye.Code, " ", bye.Text)
	}
	return fmt.Sprint(err)
}

// token is what the account says of the connection.
func (l *listener) token() string {
	l.t.Helper()
	access, _ := l.s.IssueTokens()
	var user struct {
		Data struct {
			Token string `json:"socket_connection_token"`
		}
	}
	call(l.t, "GET", l.s.DonationAlertsURL()+"/api/v1/user/oauth", "", "Authorization", "Bearer "+access, "Accept", "application/json").into(l.t, &user)
	return user.Data.Token
}

// connects and gives the name that the server gave the client.
func (l *listener) connects() string {
	l.t.Helper()
	l.says(`{"params":{"token":"` + l.token() + `"},"id":1}`)
	message := l.next()
	var reply struct {
		ID     int
		Result struct{ Client, Version string }
	}
	if err := json.Unmarshal([]byte(message), &reply); err != nil || reply.ID != 1 || reply.Result.Client == "" ||
		reply.Result.Version != "2.2.1" || !strings.HasSuffix(message, "\n") {
		l.t.Fatalf("connect: %s", message)
	}
	return reply.Result.Client
}

// subscribes with a token for the named client.
func (l *listener) subscribes(client string) string {
	l.t.Helper()
	access, _ := l.s.IssueTokens()
	var list struct {
		Channels []struct{ Channel, Token string }
	}
	call(l.t, "POST", l.s.DonationAlertsURL()+"/api/v1/centrifuge/subscribe",
		`{"channels":["$alerts:donation_4242"],"client":"`+client+`"}`,
		"Authorization", "Bearer "+access, "Content-Type", "application/json", "Accept", "application/json").into(l.t, &list)
	l.says(`{"params":{"channel":"$alerts:donation_4242","token":"` + list.Channels[0].Token + `"},"method":1,"id":2}`)
	return l.next()
}

func TestSocketSpeaksProtocolOne(t *testing.T) {
	s := started(t, Options{})
	l := s.dials(t)
	client := l.connects()
	other := s.dials(t).connects()
	if said := l.subscribes(other); said != `{"error":{"code":103,"message":"permission denied"},"id":2}`+"\n" {
		t.Errorf("with the token of another client: %s", said)
	}
	said := strings.Split(l.subscribes(client), "\n")
	if len(said) != 3 || said[0] != `{"id":2,"result":{}}` || !strings.Contains(said[1], `"type":1`) {
		t.Errorf("subscribe: %q", said)
	}
	if said := l.subscribes(client); !strings.Contains(said, `"code":105`) {
		t.Errorf("subscribed twice: %s", said)
	}
	l.says("{}")
	if said := l.next(); said != `{"error":{"code":107,"message":"bad request"}}`+"\n" {
		t.Errorf("{}: %s", said)
	}
	l.says("{\"method\":7,\"id\":8}\n\n{\"method\":77,\"id\":9}\n")
	if said := l.next(); said != "{\"id\":8}\n{\"error\":{\"code\":104,\"message\":\"method not found\"},\"id\":9}\n" {
		t.Errorf("two commands: %s", said)
	}
	id := s.Donate(Donation{Amount: 500.5, Currency: "RUB"})
	var push struct {
		Result struct {
			Channel string
			Data    struct {
				Seq  int
				Data map[string]any
			}
		}
	}
	message := l.next()
	if err := json.Unmarshal([]byte(message), &push); err != nil || push.Result.Channel != "$alerts:donation_4242" ||
		push.Result.Data.Seq != 1 || push.Result.Data.Data["id"] != float64(id) || push.Result.Data.Data["reason"] != "default" {
		t.Errorf("a push: %s", message)
	}
	s.HoldPush(true)
	s.Donate(Donation{Amount: 1, Currency: "RUB"})
	s.HoldPush(false)
	if s.PushAgain(7) || !s.PushAgain(id) {
		t.Error("PushAgain knows other donations than there are")
	}
	if said := l.next(); !strings.Contains(said, `"is_shown":1`) || !strings.Contains(said, `"seq":2`) {
		t.Errorf("a repeat: %s", said)
	}
}

func TestSocketCloses(t *testing.T) {
	s := started(t, Options{})
	l := s.dials(t)
	l.says(`{"params":{"token":"a.b.c"},"id":1}`)
	if said := l.leaves(); said != `3002 {"reason":"invalid token","reconnect":false}` {
		t.Errorf("a wrong token: %s", said)
	}
	l = s.dials(t)
	l.says(`{"params":{"channel":"$alerts:donation_4242"},"method":1,"id":1}`)
	if said := l.leaves(); said != `3003 {"reason":"bad request","reconnect":false}` {
		t.Errorf("without a connect: %s", said)
	}
	for code, want := range map[int]string{
		3001: `3001 {"reason":"shutdown","reconnect":true}`, 3012: `3012 {"reason":"force disconnect","reconnect":false}`, 0: "reset",
	} {
		l := s.dials(t)
		l.subscribes(l.connects())
		s.DropSockets(code)
		if said := l.leaves(); !strings.Contains(said, want) {
			t.Errorf("%d: %s", code, said)
		}
		eventually(t, "the connection is forgotten", func() bool { return s.Listeners() == 0 })
	}
	s.Set(PartSocket, Fault{Kind: "109", Times: 1})
	l = s.dials(t)
	l.says(`{"params":{"token":"` + l.token() + `"},"id":1}`)
	if said := l.next(); !strings.Contains(said, `"code":109`) {
		t.Errorf("an expired token: %s", said)
	}
	s.Set(PartSocket, Fault{Kind: Status500, Times: 1})
	_, answer, err := websocket.DefaultDialer.DialContext(t.Context(), s.RealtimeURL(), nil)
	if err == nil || answer == nil || answer.StatusCode != http.StatusInternalServerError {
		t.Errorf("a handshake that fails: %v %v", answer, err)
	}
}

// TestCloseEndsSockets leaves clients in every state there is and looks
// whether a goroutine stays behind.
func TestCloseEndsSockets(t *testing.T) {
	before := runtime.NumGoroutine()
	s, err := StartProbe(Options{SocketPing: 100 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	s.dials(t)
	s.dials(t).connects()
	l := s.dials(t)
	l.subscribes(l.connects())
	s.Set(PartSocket, Fault{Kind: Hang})
	hung := s.dials(t)
	hung.says(`{"params":{"token":"` + hung.token() + `"},"id":1}`)
	s.Donate(Donation{Amount: 1, Currency: "RUB"})
	s.Set(PartSocket, Fault{Kind: Slow, After: time.Hour})
	slow := s.dials(t)
	slow.says(`{"params":{"token":"` + slow.token() + `"},"id":1}`)
	for range 2 * peerOutbox { // to one who no longer reads
		s.Donate(Donation{Amount: 1, Currency: "RUB"})
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	eventually(t, "all goroutines end", func() bool { return runtime.NumGoroutine() <= before })
}
