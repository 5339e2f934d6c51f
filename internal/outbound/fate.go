package outbound

import "net/http"

// Fate is what an error tells of a request that must not be carried out
// twice.
type Fate int

// The fates. After Lost it may have been carried out, whatever the error
// is; after each other one it certainly was not.
const (
	Lost    Fate = iota
	Unsent       // it never left, or was asked to come later: it may be sent again
	BadKey       // the key is not accepted
	NoRight      // the account may not do this, or has no money
	NoPlace      // there is no such path, or nothing of the name in the request
	Unfit        // what it asks for is refused
)

// FateOf sorts the error of a request by what the answer's status promises.
// An answer that is not in the table promises nothing.
func FateOf(err error) Fate {
	if !Sent(err) {
		return Unsent
	}
	return map[int]Fate{
		http.StatusTooManyRequests:            Unsent,
		http.StatusUnauthorized:               BadKey,
		http.StatusPaymentRequired:            NoRight,
		http.StatusForbidden:                  NoRight,
		http.StatusNotFound:                   NoPlace,
		http.StatusMethodNotAllowed:           NoPlace,
		http.StatusGone:                       NoPlace,
		http.StatusBadRequest:                 Unfit,
		http.StatusRequestEntityTooLarge:      Unfit,
		http.StatusUnsupportedMediaType:       Unfit,
		http.StatusUnprocessableEntity:        Unfit,
		http.StatusUnavailableForLegalReasons: Unfit,
	}[Status(err)]
}
