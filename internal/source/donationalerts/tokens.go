package donationalerts

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"strings"
	"time"

	"streamspark/internal/outbound"
)

// A token is renewed when a tenth of its life is left, and at most a day
// before its end; and never within a minute of the last renewal.
const (
	maxMargin = 24 * time.Hour
	minRest   = time.Minute
	maxLife   = 10 * 365 * 24 * time.Hour
)

// readTokens reads the answer to a token request.
func readTokens(answer *outbound.Answer, now time.Time) (connection, error) {
	var f fields
	if err := answer.Decode(&f); err != nil {
		return connection{}, problem(CodeBroken, err)
	}
	access, refresh := f.text("access_token"), f.text("refresh_token")
	if access == "" || !printable(access) || !printable(refresh) {
		return connection{}, problem(CodeBroken, errors.New("there is no usable token in it"))
	}
	scopes, ends := claims(access)
	if said := f.text("scope"); said != "" {
		scopes = said
	}
	life := time.Duration(min(f.integer("expires_in"), uint64(maxLife/time.Second))) * time.Second
	if life == 0 && !ends.IsZero() {
		life = min(ends.Sub(now), maxLife)
	}
	c := connection{Access: access, Refresh: refresh, Scopes: scopes}
	if life > 0 && refresh != "" {
		c.RenewAt = now.Add(max(life-min(life/10, maxMargin), minRest))
	}
	return c, nil
}

// claims reads what the access token of DonationAlerts, a JWT, says of
// itself. Nothing is decided by it but when to renew and what to show.
func claims(token string) (scopes string, ends time.Time) {
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		return "", time.Time{}
	}
	body, err := base64.RawURLEncoding.DecodeString(strings.TrimRight(parts[1], "="))
	if err != nil {
		return "", time.Time{}
	}
	var claim fields
	if json.Unmarshal(body, &claim) != nil {
		return "", time.Time{}
	}
	var list []string
	if json.Unmarshal(claim["scopes"], &list) == nil {
		scopes = clean(strings.Join(list, " "))
	}
	return scopes, claim.unix("exp")
}

// errorWord returns the "error" of an OAuth refusal.
func errorWord(body []byte) string {
	var f fields
	if json.Unmarshal(body, &f) != nil {
		return ""
	}
	return f.text("error")
}
