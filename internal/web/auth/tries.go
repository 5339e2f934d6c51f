package auth

import (
	"cmp"
	"net"
	"net/http"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

const (
	freeTries  = 10              // that may fail in a row
	tryEvery   = 6 * time.Second // one more is free
	maxVisitor = 1000            // whose tries are counted
)

// Tries counts those who gave a wrong token, by where they come from.
type Tries struct {
	Free  int           // tries in a row, 10 where 0
	Every time.Duration // after which one more is free, 6 s where 0

	mu sync.Mutex
	by map[string]*rate.Limiter
}

// Wait returns how long whoever sends a request must wait before the next try;
// 0:
// not at all.
func (t *Tries) Wait(r *http.Request, now time.Time) time.Duration {
	t.mu.Lock()
	defer t.mu.Unlock()
	l, known := t.by[visitor(r)]
	if !known || l.TokensAt(now) >= 1 {
		return 0
	}
	return cmp.Or(t.Every, tryEvery)
}

// Failed records a wrong token.
func (t *Tries) Failed(r *http.Request, now time.Time) {
	t.mu.Lock()
	defer t.mu.Unlock()
	who := visitor(r)
	if _, known := t.by[who]; !known {
		if t.by == nil || len(t.by) >= maxVisitor {
			t.by = map[string]*rate.Limiter{} // a crowd: it begins anew
		}
		t.by[who] = rate.NewLimiter(rate.Every(cmp.Or(t.Every, tryEvery)), cmp.Or(t.Free, freeTries))
	}
	t.by[who].AllowN(now, 1)
}

// visitor returns where a request comes from: of IPv6 the network, in which
// everybody has as many addresses as they like.
func visitor(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	ip := net.ParseIP(host)
	if err != nil || ip == nil {
		return r.RemoteAddr
	}
	if ip.To4() == nil {
		ip = ip.Mask(net.CIDRMask(64, 128))
	}
	return ip.String()
}
