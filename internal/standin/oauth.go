package standin

import (
	"errors"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"
)

// The scopes that StreamSpark may ask for.
const (
	scopeUser     = "oauth-user-show"
	scopeList     = "oauth-donation-index"
	scopeRealtime = "oauth-donation-subscribe"
	scopeAlert    = "oauth-custom_alert-store"
)

// ask is a checked request for a consent.
type ask struct {
	ClientID string
	Redirect string
	State    string
	Scopes   []string
}

// askFrom reads and checks the parameters of an authorization. A problem is
// told to the person and not to the redirect address, which may be wrong.
func askFrom(q url.Values) (a ask, problem string) {
	a = ask{
		ClientID: q.Get("client_id"), Redirect: q.Get("redirect_uri"), State: q.Get("state"),
		Scopes: strings.Fields(q.Get("scope")),
	}
	switch {
	case a.ClientID != ClientID:
		return a, "Client authentication failed"
	case !loopbackAddress(a.Redirect):
		return a, "The redirect address is not registered: the stand-in takes loopback addresses only"
	case q.Get("response_type") != "code":
		return a, "The response type must be code"
	}
	return a, ""
}

// back returns the redirect address with an answer in its query.
func (a ask) back(answer url.Values) string {
	to, err := url.Parse(a.Redirect)
	if err != nil {
		return a.Redirect // askFrom has read it before
	}
	query := to.Query()
	for key, values := range answer {
		query[key] = values
	}
	if a.State != "" {
		query.Set("state", a.State)
	}
	to.RawQuery = query.Encode()
	return to.String()
}

func (a ask) denied() string {
	return a.back(url.Values{
		"error":             {"access_denied"},
		"error_description": {"The resource owner or authorization server denied the request."},
		"hint":              {"The user denied the request"},
		"message":           {"The resource owner or authorization server denied the request."},
	})
}

// unknownScope returns the answer to a scope that does not exist, if there is
// one.
func (a ask) unknownScope() (string, bool) {
	known := []string{
		scopeUser, scopeList, scopeRealtime, scopeAlert, "oauth-goal-subscribe", "oauth-poll-subscribe",
	}
	for _, scope := range a.Scopes {
		if !slices.Contains(known, scope) {
			return a.back(url.Values{
				"error":             {"invalid_scope"},
				"error_description": {"The requested scope is invalid, unknown, or malformed"},
				"hint":              {"Check the `" + scope + "` scope"},
			}), true
		}
	}
	return "", false
}

// decide returns where the browser goes after the person's decision.
func (s *Server) decide(a ask, allow bool) string {
	if to, unknown := a.unknownScope(); unknown {
		return to
	}
	if !allow {
		return a.denied()
	}
	return a.back(url.Values{"code": {s.account.issueCode(strings.Join(a.Scopes, " "), a.Redirect)}})
}

// authorize shows the consent page.
func (s *Server) authorize(w http.ResponseWriter, r *http.Request) {
	a, problem := askFrom(r.URL.Query())
	if problem != "" {
		tokenError(w, http.StatusUnauthorized, "invalid_client", problem)
		return
	}
	if to, unknown := a.unknownScope(); unknown {
		sendBack(w, r, to)
		return
	}
	s.consentPage(w, a)
}

// sendBack sends the browser to the application.
func sendBack(w http.ResponseWriter, r *http.Request, to string) {
	http.Redirect(w, r, to, http.StatusFound) //nolint:gosec // askFrom has held the address to loopback
}

// consent takes the decision from the consent page.
func (s *Server) consent(w http.ResponseWriter, r *http.Request) {
	if err := r.ParseForm(); err != nil {
		http.Error(w, "the form cannot be read", http.StatusBadRequest)
		return
	}
	a, problem := askFrom(r.PostForm)
	if problem != "" {
		tokenError(w, http.StatusUnauthorized, "invalid_client", problem)
		return
	}
	sendBack(w, r, s.decide(a, r.PostForm.Get("decision") == "allow"))
}

// denied serves an authorization that the person denies without a page.
func (s *Server) denied(w http.ResponseWriter, r *http.Request) {
	query := r.URL.Query()
	if r.ParseForm() == nil && r.Method == http.MethodPost {
		query = r.PostForm
	}
	a, problem := askFrom(query)
	if problem != "" {
		tokenError(w, http.StatusUnauthorized, "invalid_client", problem)
		return
	}
	sendBack(w, r, a.denied())
}

// Consent decides about an authorization as a person at the consent page
// would, and returns the address that the browser is sent to.
func (s *Server) Consent(authorizeURL string, allow bool) (string, error) {
	u, err := url.Parse(authorizeURL)
	if err != nil {
		return "", errors.New("authorize: the address cannot be read")
	}
	a, problem := askFrom(u.Query())
	if problem != "" {
		return "", errors.New("authorize: " + problem)
	}
	return s.decide(a, allow), nil
}

// token redeems codes and rotates refresh tokens.
func (s *Server) token(w http.ResponseWriter, r *http.Request) {
	const incomplete = "The request is missing a required parameter or is otherwise malformed."
	if r.ParseForm() != nil || !strings.HasPrefix(r.Header.Get("Content-Type"), "application/x-www-form-urlencoded") {
		tokenError(w, http.StatusBadRequest, "invalid_request", incomplete)
		return
	}
	form := r.PostForm
	if form.Get("client_id") != ClientID || form.Get("client_secret") != ClientSecret {
		tokenError(w, http.StatusUnauthorized, "invalid_client", "Client authentication failed")
		return
	}
	var access, refresh string
	var ok bool
	switch form.Get("grant_type") {
	case "authorization_code":
		if access, refresh, ok = s.account.redeemCode(form.Get("code"), form.Get("redirect_uri")); !ok {
			tokenError(w, http.StatusBadRequest, "invalid_request", "The authorization code is invalid, used or for another redirect address.")
			return
		}
	case "refresh_token":
		if access, refresh, ok = s.account.rotate(form.Get("refresh_token")); !ok {
			tokenError(w, http.StatusUnauthorized, "invalid_request", "The refresh token is invalid.")
			return
		}
	default:
		tokenError(w, http.StatusBadRequest, "unsupported_grant_type", "The authorization grant type is not supported by the authorization server.")
		return
	}
	w.Header().Set("Cache-Control", "no-store, private")
	writeJSON(w, http.StatusOK, map[string]any{
		"token_type": "Bearer", "expires_in": int64(s.account.life.Seconds()),
		"access_token": access, "refresh_token": refresh,
	})
}

// tokenError writes an error of the authorization server.
func tokenError(w http.ResponseWriter, status int, code, description string) {
	writeJSON(w, status, map[string]string{"error": code, "error_description": description, "message": description})
}

// loopbackAddress reports whether a redirect address stays on this machine.
func loopbackAddress(address string) bool {
	u, err := url.Parse(address)
	if err != nil || u.Fragment != "" || (u.Scheme != "http" && u.Scheme != "https") {
		return false
	}
	ip, err := netip.ParseAddr(u.Hostname())
	return u.Hostname() == "localhost" || err == nil && ip.IsLoopback()
}
