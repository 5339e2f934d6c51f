package standin

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
)

const callback = "http://localhost:5002/api/da/oauth/callback"

// authorizeURL is the address that an application sends the browser to.
func (s *Probe) authorizeURL() string {
	return s.DonationAlertsURL() + "/oauth/authorize?" + url.Values{
		"client_id": {ClientID}, "redirect_uri": {callback}, "response_type": {"code"}, "state": {"st&te"},
		"scope": {scopeUser + " " + scopeList + " " + scopeRealtime},
	}.Encode()
}

// pair is the answer of the token address.
type pair struct {
	Type    string `json:"token_type"`
	Expires int    `json:"expires_in"`
	Access  string `json:"access_token"`
	Refresh string `json:"refresh_token"`
	Error   string `json:"error"`
}

func (s *Probe) askToken(t *testing.T, grantType string, more url.Values) (int, pair) {
	t.Helper()
	form := url.Values{"grant_type": {grantType}, "client_id": {ClientID}, "client_secret": {ClientSecret}}
	for key, values := range more {
		form[key] = values
	}
	answer := postForm(t, s.DonationAlertsURL()+"/oauth/token", form)
	var p pair
	answer.into(t, &p)
	return answer.StatusCode, p
}

func (s *Probe) get(t *testing.T, access, path string) reply {
	t.Helper()
	return call(t, "GET", s.DonationAlertsURL()+"/api/v1"+path, "", "Authorization", "Bearer "+access, "Accept", "application/json")
}

// allowed goes through the consent page, says yes and brings the code.
func (s *Probe) allowed(t *testing.T) string {
	t.Helper()
	page := call(t, "GET", s.authorizeURL(), "")
	if page.StatusCode != http.StatusOK || !strings.Contains(page.body, scopeRealtime) || !strings.Contains(page.body, "localhost:5002") {
		t.Fatalf("the consent page: %d %s", page.StatusCode, page.body)
	}
	u, _ := url.Parse(s.authorizeURL())
	form := u.Query()
	form.Set("decision", "allow")
	answer := postForm(t, s.DonationAlertsURL()+"/oauth/authorize", form)
	back, err := url.Parse(answer.Header.Get("Location"))
	if answer.StatusCode != http.StatusFound || err != nil || !strings.HasPrefix(back.String(), callback) || back.Query().Get("state") != "st&te" {
		t.Fatalf("%d %s", answer.StatusCode, answer.Header.Get("Location"))
	}
	return back.Query().Get("code")
}

func TestConsentToTokens(t *testing.T) {
	s := started(t, Options{})
	if len(ClientSecret) != 40 {
		t.Fatalf("the secret has %d signs", len(ClientSecret))
	}
	code := s.allowed(t)
	with := func(redirect string) url.Values { return url.Values{"code": {code}, "redirect_uri": {redirect}} }
	if status, p := s.askToken(t, "authorization_code", with(callback+"/")); status != 400 || p.Error != "invalid_request" {
		t.Errorf("another redirect address: %d %s", status, p.Error)
	}
	status, p := s.askToken(t, "authorization_code", with(callback))
	if status != 200 || p.Type != "Bearer" || p.Expires != 31536000 || !strings.HasPrefix(p.Access, "eyJ") || !strings.HasPrefix(p.Refresh, "def50200") {
		t.Fatalf("%d %+v", status, p)
	}
	if status, p := s.askToken(t, "authorization_code", with(callback)); status != 400 || p.Error != "invalid_request" {
		t.Errorf("the code a second time: %d %s", status, p.Error)
	}
	if answer := s.get(t, p.Access, "/user/oauth"); answer.StatusCode != http.StatusOK {
		t.Errorf("the new token is not good: %s", answer.body)
	}
}

func TestDenialAndWrongAsks(t *testing.T) {
	s := started(t, Options{})
	denied, err := s.Consent(s.authorizeURL(), false)
	if err != nil {
		t.Fatal(err)
	}
	back, _ := url.Parse(denied)
	if q := back.Query(); q.Get("error") != "access_denied" || q.Get("error_description") == "" || q.Get("state") != "st&te" || q.Has("code") {
		t.Errorf("denied: %s", denied)
	}
	s.Set(PartAuthorize, Fault{Kind: Refused, Times: 1})
	if answer := call(t, "GET", s.authorizeURL(), ""); answer.Header.Get("Location") != denied {
		t.Errorf("denied by the fault: %s", answer.Header.Get("Location"))
	}
	changed := func(name, value string) string {
		u, _ := url.Parse(s.authorizeURL())
		query := u.Query()
		query.Set(name, value)
		u.RawQuery = query.Encode()
		return u.String()
	}
	for _, address := range []string{
		changed("client_id", "1"), changed("redirect_uri", "https://example.org/callback"),
		changed("redirect_uri", "http://localhost.example.org/"), changed("redirect_uri", ""), changed("response_type", "token"),
	} {
		if answer := call(t, "GET", address, ""); answer.StatusCode != http.StatusUnauthorized || answer.Header.Get("Location") != "" {
			t.Errorf("%s: %d", address, answer.StatusCode)
		}
		if to, err := s.Consent(address, true); err == nil {
			t.Errorf("%s leads to %s", address, to)
		}
	}
	if answer := call(t, "GET", changed("scope", "oauth-everything"), ""); !strings.Contains(answer.Header.Get("Location"), "error=invalid_scope") {
		t.Errorf("an unknown scope: %d", answer.StatusCode)
	}
	if answer := call(t, "GET", changed("redirect_uri", "http://127.0.0.1:7/back?a=b"), ""); answer.StatusCode != http.StatusOK {
		t.Errorf("another loopback address: %d", answer.StatusCode)
	}
}

func TestRefreshRotates(t *testing.T) {
	s := started(t, Options{})
	access, refresh := s.IssueTokens()
	with := func(token string) url.Values { return url.Values{"refresh_token": {token}} }
	status, fresh := s.askToken(t, "refresh_token", with(refresh))
	if status != 200 || fresh.Refresh == refresh || fresh.Access == access {
		t.Fatalf("%d %+v", status, fresh)
	}
	if status, p := s.askToken(t, "refresh_token", with(refresh)); status != 401 || p.Error != "invalid_request" {
		t.Errorf("the old refresh token: %d %s", status, p.Error)
	}
	if answer := s.get(t, access, "/user/oauth"); answer.StatusCode != http.StatusUnauthorized || answer.body != `{"message":"Unauthenticated."}` {
		t.Errorf("the old access token: %d %s", answer.StatusCode, answer.body)
	}
	s.RevokeAccess()
	if answer := s.get(t, fresh.Access, "/user/oauth"); answer.StatusCode != http.StatusUnauthorized {
		t.Error("a revoked access token lives")
	}
	status, fresh = s.askToken(t, "refresh_token", with(fresh.Refresh))
	if status != 200 {
		t.Fatal("the refresh token died with the access token")
	}
	s.RevokeAll()
	if status, _ := s.askToken(t, "refresh_token", with(fresh.Refresh)); status != 401 {
		t.Error("a revoked refresh token lives")
	}
	wrong := url.Values{"client_secret": {"wrong"}}
	if status, p := s.askToken(t, "refresh_token", wrong); status != 401 || p.Error != "invalid_client" {
		t.Errorf("a wrong secret: %d %s", status, p.Error)
	}
	if status, p := s.askToken(t, "password", nil); status != 400 || p.Error != "unsupported_grant_type" {
		t.Errorf("another grant: %d %s", status, p.Error)
	}
	if answer := call(t, "POST", s.DonationAlertsURL()+"/oauth/token", `{}`, "Content-Type", "application/json"); answer.StatusCode != http.StatusBadRequest {
		t.Errorf("JSON instead of a form: %d", answer.StatusCode)
	}
}

func TestAccessTokensEnd(t *testing.T) {
	s := started(t, Options{TokenLife: time.Millisecond})
	access, _ := s.IssueTokens()
	eventually(t, "the token ends", func() bool { return s.get(t, access, "/user/oauth").StatusCode == http.StatusUnauthorized })
}

func TestUserAndScopes(t *testing.T) {
	s := started(t, Options{})
	access, _ := s.IssueTokens()
	var user struct {
		Data map[string]any
	}
	s.get(t, access, "/user/oauth").into(t, &user)
	want := map[string]any{
		"id": 4242.0, "code": "demo_streamer", "name": "Demo Streamer", "is_active": 1.0, "avatar": "", "email": nil, "language": "ru_RU",
	}
	for key, value := range want {
		if got, there := user.Data[key]; !there || got != value {
			t.Errorf("%s is %v", key, got)
		}
	}
	if token, _ := user.Data["socket_connection_token"].(string); strings.Count(token, ".") != 2 {
		t.Errorf("the token for the socket is %q", token)
	}
	s.account.mu.Lock()
	narrow, _ := s.account.issue(scopeUser)
	s.account.mu.Unlock()
	if answer := s.get(t, narrow, "/alerts/donations"); answer.StatusCode != http.StatusForbidden || answer.body != `{"message":"Invalid scope(s) provided."}` {
		t.Errorf("without the scope: %d %s", answer.StatusCode, answer.body)
	}
	if answer := call(t, "GET", s.DonationAlertsURL()+"/api/v1/user/oauth", ""); answer.StatusCode != http.StatusFound {
		t.Errorf("a browser without a token: %d", answer.StatusCode)
	}
	for _, later := range []string{"/centrifuge/subscribe", "/nothing"} {
		if answer := s.get(t, access, later); answer.StatusCode != http.StatusNotFound || !strings.Contains(answer.body, "message") {
			t.Errorf("%s: %d", later, answer.StatusCode)
		}
	}
}

// listed is a page of the list of donations.
type listed struct {
	Data []struct {
		ID       int64
		Username *string
		Amount   json.RawMessage
		Created  string `json:"created_at"`
		Type     string `json:"message_type"`
		Message  *string
		Rubles   *float64 `json:"amount_in_user_currency"`
		Extra    any
	}
	Links map[string]*string
	Meta  map[string]any
}

func TestListInPages(t *testing.T) {
	s := started(t, Options{})
	access, _ := s.IssueTokens()
	var empty listed
	s.get(t, access, "/alerts/donations").into(t, &empty)
	if empty.Meta["from"] != nil || empty.Meta["to"] != nil || empty.Meta["last_page"] != 1.0 || empty.Links["next"] != nil || empty.Data == nil {
		t.Errorf("an empty list is %+v", empty)
	}
	var last int64
	for range 65 {
		last = s.Donate(Donation{Amount: 10, Currency: "RUB"})
	}
	path := s.DonationAlertsURL() + "/api/v1/alerts/donations"
	cases := []struct{ query, page, rows, first, from, to, prev, next string }{
		{"", "1", "30", fmt.Sprint(last), "1", "30", "", path + "?page=2"},
		{"?page=2", "2", "30", fmt.Sprint(last - 30), "31", "60", path + "?page=1", path + "?page=3"},
		{"?page=3", "3", "5", fmt.Sprint(last - 60), "61", "65", path + "?page=2", ""},
		{"?page=4", "4", "0", "", "<nil>", "<nil>", path + "?page=3", ""},
		{"?page=9223372036854775807", "9.223372036854776e+18", "0", "", "<nil>", "<nil>", path + "?page=9223372036854775806", ""},
		{"?page=-1&limit=5", "1", "30", fmt.Sprint(last), "1", "30", "", path + "?page=2"},
	}
	for _, c := range cases {
		var l listed
		s.get(t, access, "/alerts/donations"+c.query).into(t, &l)
		text := func(p *string) string {
			if p == nil {
				return ""
			}
			return *p
		}
		first := ""
		if len(l.Data) > 0 {
			first = fmt.Sprint(l.Data[0].ID)
		}
		got := c
		got.page, got.rows, got.first = fmt.Sprint(l.Meta["current_page"]), fmt.Sprint(len(l.Data)), first
		got.from, got.to = fmt.Sprint(l.Meta["from"]), fmt.Sprint(l.Meta["to"])
		got.prev, got.next = text(l.Links["prev"]), text(l.Links["next"])
		if got != c || l.Meta["total"] != 65.0 || l.Meta["per_page"] != 30.0 || text(l.Links["last"]) != path+"?page=3" {
			t.Errorf("%s: %+v", c.query, got)
		}
	}
}

func TestRowsOfAllKinds(t *testing.T) {
	s := started(t, Options{})
	access, _ := s.IssueTokens()
	name, text := "Аня", "Привет 🎉"
	at := time.Date(2026, 11, 20, 1, 2, 3, 0, time.FixedZone("", 3*3600))
	s.Donate(Donation{Donor: &name, Message: &text, Amount: json.Number("10.50"), Currency: "USD", CreatedAt: at, ID: 77, Extra: map[string]any{"extra": "x"}})
	s.Donate(Donation{Amount: "500.50", Currency: "rub", Audio: true, PayinSystem: map[string]string{"title": "x"}})
	s.Donate(Donation{Amount: func() {}, Currency: "???", Extra: map[string]any{"username": "y"}})
	s.DonateRaw(`{"id":"poison"}`)
	answer := s.get(t, access, "/alerts/donations")
	if !strings.HasPrefix(answer.body, `{"data":[{"id":"poison"},{`) {
		t.Fatalf("the raw row is not the first: %s", answer.body)
	}
	answer.body = strings.Replace(answer.body, `{"id":"poison"},`, "", 1)
	var l listed
	answer.into(t, &l)
	first, second, third := l.Data[2], l.Data[1], l.Data[0]
	if first.ID != 77 || *first.Username != name || *first.Message != text || string(first.Amount) != "10.50" || *first.Rubles != 840 ||
		first.Created != "2026-11-19 22:02:03" || first.Type != "text" || first.Extra != "x" {
		t.Errorf("the first row is %+v", first)
	}
	if second.Username != nil || string(second.Amount) != `"500.50"` || second.Type != "audio" || !strings.HasSuffix(*second.Message, ".wav") || *second.Rubles != 500.5 {
		t.Errorf("the second row is %+v", second)
	}
	if *third.Username != "y" || third.Rubles != nil || third.ID != second.ID+1 {
		t.Errorf("the third row is %+v", third)
	}
}

func TestListIsBounded(t *testing.T) {
	var l donationList
	write := func(id int64) json.RawMessage { return json.RawMessage(fmt.Sprint(id)) }
	for range keepDonations + 10 {
		l.add(0, write)
	}
	rows, total := l.page(1, 1)
	if total != keepDonations || string(rows[0]) != "100100010" {
		t.Errorf("%d rows, the newest is %s", total, rows[0])
	}
}

func TestRateLimit(t *testing.T) {
	s := started(t, Options{RateLimit: true})
	access, _ := s.IssueTokens()
	for i := range requestsPerMinute {
		answer := s.get(t, access, "/user/oauth")
		if answer.StatusCode != http.StatusOK || answer.Header.Get("X-RateLimit-Remaining") != fmt.Sprint(requestsPerMinute-1-i) {
			t.Fatalf("request %d: %d %v", i, answer.StatusCode, answer.Header)
		}
	}
	answer := s.get(t, access, "/alerts/donations")
	var wait int
	_, _ = fmt.Sscan(answer.Header.Get("Retry-After"), &wait)
	if answer.StatusCode != http.StatusTooManyRequests || wait < 1 || wait > 60 || answer.body != `{"message":"Too Many Attempts."}` || answer.Header.Get("X-RateLimit-Limit") != "60" {
		t.Errorf("request 61: %d %s %v", answer.StatusCode, answer.body, answer.Header)
	}
	if status, _ := s.askToken(t, "refresh_token", nil); status != 429 {
		t.Errorf("the token address has a limit of its own: %d", status)
	}
	var l limiter
	now := time.Now()
	for range requestsPerMinute {
		l.take(now)
	}
	if _, retry := l.take(now.Add(59 * time.Second)); retry != 2 {
		t.Errorf("wait %d s", retry)
	}
	if _, retry := l.take(now.Add(time.Minute)); retry != 0 {
		t.Errorf("after a minute wait %d s", retry)
	}
}
