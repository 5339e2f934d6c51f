package app

import (
	"context"
	"fmt"
	"net"
	"net/url"
	"slices"

	"streamspark/internal/config"
	"streamspark/internal/socket"
	"streamspark/internal/web/api"
	"streamspark/internal/web/auth"
)

// maxLANAddresses is how many addresses in the network are shown.
const maxLANAddresses = 3

// openCredentials reads the token where other computers can reach the program.
func (a *App) openCredentials(ctx context.Context) (err error) {
	public, err := url.Parse(a.live.Get().Server.PublicURL)
	if err == nil && a.listenAddr().IP.IsLoopback() && config.IsLoopback(public.Hostname()) {
		return nil
	}
	over := &socket.Closed{Code: socket.Refused, Reason: "the token was replaced: sign in again"}
	if a.credentials, err = auth.Open(ctx, a.secrets(a.key, a.logUnreadable), over); err != nil {
		return err
	}
	a.redact.HideOf("auth.widget", a.credentials.WidgetKey()) // made from the token, which was read or written
	return nil
}

// rotate replaces the access token.
func (a *App) rotate(ctx context.Context) (end func(), err error) {
	if end, err = a.credentials.Rotate(ctx); err != nil {
		return nil, err
	}
	a.redact.HideOf("auth.widget", a.credentials.WidgetKey()) // made from the token, which was read or written
	a.log.Info().Str("part", "web").Msg("the token was replaced: everybody signs in again")
	return end, nil
}

func (a *App) listenAddr() *net.TCPAddr { return a.listener.Addr().(*net.TCPAddr) }

// access returns who can reach the program.
func (a *App) access() api.Access {
	return api.Access{Addresses: a.addresses(), Exposed: a.live.Exposed(), Ignored: a.live.Ignored()}
}

// addresses returns where the program can be reached: as the streamer says,
// then on this computer, then from its network.
func (a *App) addresses() []string {
	c, at := a.live.Get().Server, a.listenAddr()
	all := []string{c.PublicURL}
	add := func(host string) {
		if address := "http://" + net.JoinHostPort(host, fmt.Sprint(at.Port)); !slices.Contains(all, address) {
			all = append(all, address)
		}
	}
	if !at.IP.IsUnspecified() {
		add(config.BrowserHost(c.Host))
		return all
	}
	add("localhost")
	for _, ip := range lanAddresses() {
		add(ip.String())
	}
	return all
}

// lanAddresses returns this computer's addresses in its networks, those that
// people can type where there are any.
func lanAddresses() (found []net.IP) {
	all, err := net.InterfaceAddrs()
	if err != nil {
		return nil
	}
	var long []net.IP
	for _, address := range all {
		network, ok := address.(*net.IPNet)
		if !ok || !network.IP.IsGlobalUnicast() {
			continue
		}
		if network.IP.To4() != nil {
			found = append(found, network.IP)
		} else {
			long = append(long, network.IP)
		}
	}
	if len(found) == 0 {
		found = long
	}
	return found[:min(len(found), maxLANAddresses)]
}
