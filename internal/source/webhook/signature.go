package webhook

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"strconv"
	"strings"
	"time"

	"streamspark/internal/fault"
)

// The headers of the specification.
const (
	headerID        = "webhook-id"
	headerTimestamp = "webhook-timestamp"
	headerSignature = "webhook-signature"
)

const (
	secretPrefix = "whsec_"
	version      = "v1," // HMAC-SHA256; other versions are ignored
	tolerance    = 5 * time.Minute
	maxID        = 256
)

// sign returns the signature of a message: "v1,<base64>".
func sign(secret, id, timestamp string, body []byte) (string, error) {
	key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(secret, secretPrefix))
	if err != nil {
		return "", err
	}
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(id + "." + timestamp + "."))
	mac.Write(body)
	return version + base64.StdEncoding.EncodeToString(mac.Sum(nil)), nil
}

// verify returns when a message was signed. The timestamp is judged after
// the signature, so a forger is told nothing of our clock.
func verify(secret string, h http.Header, body []byte, now time.Time) (time.Time, error) {
	id, timestamp, signatures := h.Get(headerID), h.Get(headerTimestamp), h.Get(headerSignature)
	seconds, err := strconv.ParseInt(timestamp, 10, 64)
	switch {
	case secret == "":
		return time.Time{}, fault.New(fault.Unauthorized, "webhook.no_secret")
	case id == "" || len(id) > maxID || signatures == "" || err != nil:
		return time.Time{}, fault.New(fault.Unauthorized, "webhook.headers_missing")
	}
	want, err := sign(secret, id, timestamp, body)
	if err != nil {
		return time.Time{}, err
	}
	good := false
	for _, signature := range strings.Fields(signatures) {
		if hmac.Equal([]byte(signature), []byte(want)) {
			good = true
		}
	}
	at := time.Unix(seconds, 0).UTC()
	switch {
	case !good:
		return time.Time{}, fault.New(fault.Unauthorized, "webhook.signature_wrong")
	case at.Before(now.Add(-tolerance)):
		return time.Time{}, fault.New(fault.Unauthorized, "webhook.too_old")
	case at.After(now.Add(tolerance)):
		return time.Time{}, fault.New(fault.Unauthorized, "webhook.too_new")
	}
	return at, nil
}
