package donationalerts

import (
	"slices"
	"strings"
	"testing"
	"time"

	"streamspark/internal/source"
	"streamspark/internal/standin"
)

// peer is a realtime server with the REST side that belongs to it, and the
// levers that the cases pull. The stand-in and a real Centrifugo are peers.
type peer struct {
	base, socket, token string

	donate      func(n int) []int64  // into the list, and pushed
	lose        func(n int) []int64  // into the list alone
	drop        func(reconnect bool) // everyone is sent away
	restart     func()               // the server goes away and comes back
	unsubscribe func()
	stale       func(times int) // so many connection tokens are expired
	forged      func(times int) // so many connection tokens are no good
	mistaken    func(times int) // so many channel tokens are for somebody else
	asked       func() (connections, channels int)
}

// with is a world that listens to a peer.
func (p peer) with(t *testing.T) *world {
	t.Helper()
	w := newWorld(t, standin.Options{})
	w.options = func(o *options) {
		o.BaseURL, o.RealtimeURL, o.AccessToken, o.ReconcileInterval = p.base, p.socket, p.token, time.Hour
	}
	w.open()
	w.realtime.timing = quick()
	w.runs()
	w.ready()
	return w
}

// ready waits until donations are pushed and the list was compared.
func (w *world) ready() {
	w.t.Helper()
	w.eventually("the list is compared and donations are pushed", func() bool {
		_ = w.Poll(w.t.Context())
		return w.State().Realtime == source.RealtimeOn && w.isCovered()
	})
}

// TestBothPeers holds the stand-in and a real Centrifugo against the same
// cases: what the stand-in does is what the real one does.
func TestBothPeers(t *testing.T) {
	peers := map[string]func(*testing.T) peer{"stand-in": standInPeer, "centrifugo": centrifugoPeer}
	cases := map[string]func(*testing.T, *world, peer){
		"publications": publications, "several frames in one message": crowd, "forced end, come back": sentAway,
		"forced end for good": banned, "restart": restarted, "unsubscribed": unsubscribed,
		"expired connection token": staleToken, "a connection token that is no good": forgedToken,
		"the channel token of another client": mistakenToken,
	}
	for name, start := range peers {
		t.Run(name, func(t *testing.T) {
			for what, holds := range cases {
				t.Run(what, func(t *testing.T) {
					p := start(t)
					w := p.with(t)
					holds(t, w, p)
				})
			}
		})
	}
}

func publications(t *testing.T, w *world, p peer) {
	ids := p.donate(1)
	w.takes(ids...)
	ids = append(ids, p.donate(1)...)
	w.takes(ids...)
	if !w.isCovered() {
		t.Error("the list was to be read")
	}
}

func crowd(_ *testing.T, w *world, p peer) {
	w.takes(p.donate(300)...)
}

// again does something that ends the connection, and holds that what is made
// meanwhile is taken, and what is made later is pushed.
func (w *world) again(p peer, end func()) {
	w.t.Helper()
	connections, channels := p.asked()
	first := p.donate(1)
	w.takes(first...)
	missed := p.lose(35)
	end()
	w.takes(append(first, missed...)...)
	w.eventually("it asks for new tokens", func() bool { c, d := p.asked(); return c > connections && d > channels })
	w.ready()
	w.takes(slices.Concat(first, missed, p.donate(1))...)
}

func sentAway(_ *testing.T, w *world, p peer)     { w.again(p, func() { p.drop(true) }) }
func restarted(_ *testing.T, w *world, p peer)    { w.again(p, p.restart) }
func unsubscribed(_ *testing.T, w *world, p peer) { w.again(p, p.unsubscribe) }

func banned(t *testing.T, w *world, p peer) {
	w.again(p, func() { p.drop(false) })
	if !strings.Contains(w.log.String(), "force disconnect") {
		t.Errorf("the log does not say it: %s", w.log)
	}
}

// refusedTwice holds that two refusals, told by the words, cost two more
// connections, and that the third works.
func (w *world) refusedTwice(p peer, refuse func(int), words string) {
	w.t.Helper()
	w.again(p, func() {
		refuse(2)
		p.drop(true)
	})
	if strings.Count(w.log.String(), words) != 2 {
		w.t.Errorf("the log does not say twice %q: %s", words, w.log)
	}
}

func staleToken(_ *testing.T, w *world, p peer)    { w.refusedTwice(p, p.stale, "error 109") }
func forgedToken(_ *testing.T, w *world, p peer)   { w.refusedTwice(p, p.forged, "invalid token") }
func mistakenToken(_ *testing.T, w *world, p peer) { w.refusedTwice(p, p.mistaken, "error 103") }

// standInPeer is the stand-in.
func standInPeer(t *testing.T) peer {
	t.Helper()
	standIns, err := standin.StartProbe(standin.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := standIns.Close(); err != nil {
			t.Error(err)
		}
	})
	access, _ := standIns.IssueTokens()
	donate := func(n int) []int64 {
		return standIns.DonateTogether(slices.Repeat([]standin.Donation{{Amount: 5, Currency: "RUB"}}, n)...)
	}
	faulty := func(kind standin.Kind) func(int) {
		return func(times int) { standIns.Set(standin.PartSocket, standin.Fault{Kind: kind, Times: times}) }
	}
	return peer{
		base: standIns.DonationAlertsURL(), socket: standIns.RealtimeURL(), token: access, donate: donate,
		lose: func(n int) []int64 {
			standIns.HoldPush(true)
			defer standIns.HoldPush(false)
			return donate(n)
		},
		drop: func(reconnect bool) {
			standIns.DropSockets(map[bool]int{true: 3011, false: 3012}[reconnect])
		},
		restart: func() {
			faulty("503")(3)
			standIns.DropSockets(3001)
		},
		unsubscribe: func() { standIns.PushRaw(`{"result":{"type":3,"channel":"$alerts:donation_4242","data":{}}}` + "\n") },
		stale:       faulty("109"), forged: faulty("3002"), mistaken: faulty("103"),
		asked: func() (int, int) {
			return standIns.Requests(standin.PartUser), standIns.Requests(standin.PartSubscribe)
		},
	}
}
