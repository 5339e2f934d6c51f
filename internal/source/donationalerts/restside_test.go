package donationalerts

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strconv"
	"sync"
	"testing"
	"time"
)

const (
	restUser    = 77
	restChannel = "$alerts:donation_77"
)

// restSide is as much of DonationAlerts' REST as the realtime road needs,
// with real signatures on its tokens.
type restSide struct {
	*httptest.Server

	mu                    sync.Mutex
	rows                  []map[string]any // oldest first
	faults                map[string]int   // how often each goes wrong from now on
	connections, channels int
}

func newRESTSide(t *testing.T) *restSide {
	t.Helper()
	r := &restSide{faults: map[string]int{}}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /api/v1/user/oauth", r.user)
	mux.HandleFunc("GET /api/v1/alerts/donations", r.list)
	mux.HandleFunc("POST /api/v1/centrifuge/subscribe", r.subscribe)
	r.Server = httptest.NewServer(mux)
	t.Cleanup(r.Close)
	return r
}

// signed is an HS256 JSON web token.
func signed(claims map[string]any, secret string) string {
	body, err := json.Marshal(claims)
	if err != nil {
		panic(err)
	}
	encode := base64.RawURLEncoding.EncodeToString
	token := encode([]byte(`{"typ":"JWT","alg":"HS256"}`)) + "." + encode(body)
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(token))
	return token + "." + encode(mac.Sum(nil))
}

// fault makes something go wrong so many times.
func (r *restSide) fault(name string) func(int) {
	return func(times int) {
		r.mu.Lock()
		defer r.mu.Unlock()
		r.faults[name] = times
	}
}

// wrong reports whether something goes wrong this time. The lock is held.
func (r *restSide) wrong(name string) bool {
	r.faults[name]--
	return r.faults[name] >= 0
}

func (r *restSide) asked() (connections, channels int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.connections, r.channels
}

func (r *restSide) user(w http.ResponseWriter, _ *http.Request) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.connections++
	claims, secret := map[string]any{"sub": centrifugoUser}, centrifugoSecret
	if r.wrong("stale") {
		claims["exp"] = time.Now().Add(-time.Hour).Unix()
	}
	if r.wrong("forged") {
		secret = "another"
	}
	answer(w, map[string]any{"data": map[string]any{"id": restUser, "name": "S", "socket_connection_token": signed(claims, secret)}})
}

func (r *restSide) subscribe(w http.ResponseWriter, request *http.Request) {
	var body struct {
		Channels []string `json:"channels"`
		Client   string   `json:"client"`
	}
	if err := json.NewDecoder(request.Body).Decode(&body); err != nil || len(body.Channels) != 1 {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.channels++
	if r.wrong("mistaken") {
		body.Client = "somebody else"
	}
	token := signed(map[string]any{"channel": body.Channels[0], "client": body.Client}, centrifugoSecret)
	answer(w, map[string]any{"channels": []any{map[string]any{"channel": body.Channels[0], "token": token}}})
}

func (r *restSide) list(w http.ResponseWriter, request *http.Request) {
	r.mu.Lock()
	defer r.mu.Unlock()
	const size = 30
	number, _ := strconv.Atoi(request.URL.Query().Get("page"))
	rows := []map[string]any{}
	for i := len(r.rows) - 1 - size*(number-1); i >= 0 && len(rows) < size; i-- {
		rows = append(rows, r.rows[i])
	}
	last := max(1, (len(r.rows)+size-1)/size)
	answer(w, map[string]any{"data": rows, "meta": map[string]any{"last_page": last, "total": len(r.rows)}})
}

// add puts donations into the list.
func (r *restSide) add(n int) (ids []int64, rows []map[string]any) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for range n {
		id := int64(1000 + len(r.rows))
		row := map[string]any{
			"id": id, "name": "Donations", "username": "viewer", "message": nil, "message_type": "text",
			"payin_system": map[string]string{"title": "card"}, "amount": 12.5, "currency": "RUB", "is_shown": 0,
			"created_at": time.Now().UTC().Format(time.DateTime), "shown_at": nil,
		}
		r.rows = append(r.rows, row)
		ids, rows = append(ids, id), append(rows, row)
	}
	return ids, rows
}

func answer(w http.ResponseWriter, value any) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(value)
}
