package standin

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
)

const (
	perPage           = 30
	requestsPerMinute = 60
)

// scoped requires an access token that is valid and has the scope.
func (s *Server) scoped(scope string, answer http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		token, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
		scopes, alive := s.account.scopes(token)
		switch {
		case (!ok || !alive) && !strings.Contains(r.Header.Get("Accept"), "json"):
			// Who does not ask for JSON is taken for a browser.
			http.Redirect(w, r, s.DonationAlertsURL()+"/login", http.StatusFound)
		case !ok || !alive:
			daError(w, http.StatusUnauthorized)
		case !slices.Contains(strings.Fields(scopes), scope):
			daError(w, http.StatusForbidden)
		default:
			answer(w, r)
		}
	}
}

// user responds with the account.
func (s *Server) user(w http.ResponseWriter, _ *http.Request) {
	writeJSON(w, http.StatusOK, map[string]any{"data": map[string]any{
		"id": userID, "code": userCode, "name": userName, "is_active": 1,
		"avatar": "", "email": nil, "language": "ru_RU",
		"socket_connection_token": s.realtime.connectionToken(),
	}})
}

// donations serves one page of the list, newest first. The rows go out as they
// are, so the envelope is written by hand around them.
func (s *Server) donations(w http.ResponseWriter, r *http.Request) {
	page, err := strconv.Atoi(r.URL.Query().Get("page"))
	if err != nil || page < 1 {
		page = 1
	}
	rows, total := s.list.page(page, perPage)
	last := max(1, (total+perPage-1)/perPage)
	path := s.DonationAlertsURL() + "/api/v1/alerts/donations"
	address := func(number int) any {
		if number < 1 || number > last {
			return nil
		}
		return fmt.Sprintf("%s?page=%d", path, number)
	}
	var from, to any
	if len(rows) > 0 {
		from, to = (page-1)*perPage+1, (page-1)*perPage+len(rows)
	}
	var prev any
	if page > 1 {
		prev = fmt.Sprintf("%s?page=%d", path, page-1)
	}
	links, _ := json.Marshal(map[string]any{"first": address(1), "last": address(last), "prev": prev, "next": address(page + 1)})
	meta, _ := json.Marshal(map[string]any{
		"current_page": page, "from": from, "last_page": last, "path": path, "per_page": perPage, "to": to, "total": total,
	})
	var body bytes.Buffer
	body.WriteString(`{"data":[`)
	for i, row := range rows {
		if i > 0 {
			body.WriteByte(',')
		}
		body.Write(row)
	}
	fmt.Fprintf(&body, `],"links":%s,"meta":%s}`, links, meta)
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write(body.Bytes())
}

// daError writes an error of the REST interface.
func daError(w http.ResponseWriter, status int) {
	message, known := map[int]string{
		http.StatusUnauthorized:        "Unauthenticated.",
		http.StatusForbidden:           "Invalid scope(s) provided.",
		http.StatusTooManyRequests:     "Too Many Attempts.",
		http.StatusInternalServerError: "Server Error",
	}[status]
	if !known {
		message = http.StatusText(status)
	}
	if status == http.StatusTooManyRequests {
		w.Header().Set("X-RateLimit-Limit", strconv.Itoa(requestsPerMinute))
		w.Header().Set("X-RateLimit-Remaining", "0")
	}
	writeJSON(w, status, map[string]string{"message": message})
}

func daNotFound(w http.ResponseWriter, _ *http.Request) { daError(w, http.StatusNotFound) }
