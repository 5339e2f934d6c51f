package standin

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"
)

// alerts returns the channel of the account's donations.
func alerts() string { return "$alerts:donation_" + strconv.Itoa(userID) }

const usualPing = 25 * time.Second

// realtime is the stand-in for the Centrifugo of DonationAlerts.
type realtime struct {
	secret []byte
	ping   time.Duration

	mu   sync.Mutex
	held bool // donations are not pushed
	seq  uint64
	open map[*peer]bool
}

func (r *realtime) start(ping time.Duration) {
	if ping <= 0 {
		ping = usualPing
	}
	r.ping, r.secret, r.open = ping, []byte(randomHex(64)), map[*peer]bool{}
}

// sign makes a token of the realtime server: HS256, without an end.
func (r *realtime) sign(claims map[string]any) string {
	token := jwt("HS256", claims)
	token = token[:strings.LastIndexByte(token, '.')]
	return token + "." + r.signature(token)
}

func (r *realtime) signature(text string) string {
	mac := hmac.New(sha256.New, r.secret)
	mac.Write([]byte(text))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

// claims reads a token of ours; false where it is none.
func (r *realtime) claims(token string) (claims map[string]string, ok bool) {
	at := strings.LastIndexByte(token, '.')
	if at < 0 || !hmac.Equal([]byte(r.signature(token[:at])), []byte(token[at+1:])) {
		return nil, false
	}
	_, body, _ := strings.Cut(token[:at], ".")
	raw, err := base64.RawURLEncoding.DecodeString(body)
	return claims, err == nil && json.Unmarshal(raw, &claims) == nil
}

// connectionToken returns a client's token for the connection.
func (r *realtime) connectionToken() string {
	return r.sign(map[string]any{"sub": "Client:" + ClientID})
}

// channelTokens responds with a connected client's tokens for channels.
func (s *Server) channelTokens(w http.ResponseWriter, r *http.Request) {
	var body struct {
		Channels []string `json:"channels"`
		Client   string   `json:"client"`
	}
	if !isJSON(r) || json.NewDecoder(r.Body).Decode(&body) != nil || len(body.Channels) == 0 || !s.realtime.connected(body.Client) {
		writeJSON(w, http.StatusUnprocessableEntity, map[string]string{"message": "The given data was invalid."})
		return
	}
	list := []map[string]string{}
	for _, channel := range body.Channels {
		if channel != alerts() {
			daError(w, http.StatusForbidden)
			return
		}
		token := s.realtime.sign(map[string]any{"channel": channel, "client": body.Client})
		list = append(list, map[string]string{"channel": channel, "token": token})
	}
	writeJSON(w, http.StatusOK, map[string]any{"channels": list})
}

// connected reports whether a client is there.
func (r *realtime) connected(client string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	for p := range r.open {
		if client != "" && p.client == client {
			return true
		}
	}
	return false
}

// publish pushes rows to everyone in the channel, in one message.
func (s *Server) publish(rows ...json.RawMessage) {
	r := &s.realtime
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.held {
		return
	}
	var message bytes.Buffer
	for _, row := range rows {
		var donation map[string]any
		numbers := json.NewDecoder(bytes.NewReader(row))
		numbers.UseNumber()
		if numbers.Decode(&donation) != nil || donation == nil {
			continue // what is no row is in the list alone
		}
		donation["reason"] = "default"
		r.seq++
		message.Write(line(map[string]any{"result": map[string]any{
			"channel": alerts(), "data": map[string]any{"seq": r.seq, "data": donation},
		}}))
	}
	for p := range r.open {
		if p.subscribed && message.Len() > 0 {
			p.push(said{message: message.Bytes(), fault: s.faults.takeSocket(whilePushing)})
		}
	}
}

// DonateTogether adds donations whose pushes share one message.
func (s *Server) DonateTogether(donations ...Donation) []int64 {
	var ids []int64
	var rows []json.RawMessage
	for _, d := range donations {
		ids = append(ids, s.list.add(d.ID, func(id int64) json.RawMessage {
			rows = append(rows, s.row(id, d))
			return rows[len(rows)-1]
		}))
	}
	s.publish(rows...)
	return ids
}

// find returns the newest row with an id.
func (l *donationList) find(id int64) (row map[string]any, ok bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for i := len(l.rows) - 1; i >= 0; i-- {
		row = nil
		numbers := json.NewDecoder(bytes.NewReader(l.rows[i]))
		numbers.UseNumber()
		if numbers.Decode(&row) == nil && row["id"] == json.Number(strconv.FormatInt(id, 10)) {
			return row, true
		}
	}
	return nil, false
}

// DropSockets closes every realtime connection with a code, as a restart of
// the server (3001) or a forced end (3011, 3012) does; with 0 they are cut
// off without a word.
func (s *Server) DropSockets(code int) {
	s.realtime.mu.Lock()
	defer s.realtime.mu.Unlock()
	for p := range s.realtime.open {
		p.push(said{fault: Fault{Kind: closeKind(code)}})
	}
}

// line returns one frame, with the newline that ends it.
func line(value any) []byte {
	raw, err := json.Marshal(value)
	if err != nil {
		return []byte("{}\n")
	}
	return append(raw, '\n')
}
