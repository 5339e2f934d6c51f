package webhook

import "strings"

// Example returns a line for a POSIX shell with curl and openssl that sends
// a donation to an address. It holds the secret.
func Example(secret, address string) string {
	return strings.Join([]string{
		`secret='` + secret + `'`,
		`id=test-$(date +%s)-$$`,
		`at=$(date +%s)`,
		`body='{"id":"'$id'","donor":"Test","amount":"10.00","currency":"RUB","message":"Hello from curl"}'`,
		`key=$(printf %s "${secret#whsec_}" | openssl base64 -d -A | od -An -v -tx1 | tr -d ' \n')`,
		`signature=$(printf %s "$id.$at.$body" | openssl dgst -sha256 -mac HMAC -macopt hexkey:$key -binary | openssl base64 -A)`,
		`curl -sS '` + address + `' -H 'Content-Type: application/json' -H "webhook-id: $id" -H "webhook-timestamp: $at" -H "webhook-signature: v1,$signature" --data-binary "$body"`,
	}, "; ")
}
