package app

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"golang.org/x/net/netutil"

	"streamspark/internal/config"
	"streamspark/internal/fault"
	"streamspark/internal/moderator"
	"streamspark/internal/socket"
	"streamspark/internal/web/api"
)

// maxModeratorConns is how many connections the listener for moderators has at once.
const maxModeratorConns = 256

// openModerators reads the links of moderators, and opens their page in the network
// where the streamer says so. That it cannot be opened stops nothing else.
func (a *App) openModerators(ctx context.Context) (err error) {
	over := &socket.Closed{Code: socket.Refused, Reason: "the link was revoked"}
	if a.moderators, err = moderator.Open(ctx, a.secrets(a.key, a.logUnreadable), over, time.Now); err != nil {
		return err
	}
	if mark := a.restored.Load(); mark != nil { // the backup may have brought back what was revoked since
		if err := a.moderators.RevokeBefore(ctx, mark.At); err != nil {
			return err
		}
	}
	if err := a.listenForModerators(ctx); err != nil {
		a.moderatorTrouble = fault.MessageOf(err)
		a.log.Error().Err(err).Msg("the page of moderators is not open in the network")
	}
	return nil
}

func (a *App) listenForModerators(ctx context.Context) error {
	c := a.live.Get().Server
	if c.ModeratorListen == "" {
		return nil
	}
	var lc net.ListenConfig
	listener, err := lc.Listen(ctx, "tcp", c.ModeratorListen)
	if err != nil {
		return fault.New(fault.Permanent, "moderator.not_open", "address", c.ModeratorListen, "words", plain(err).Error())
	}
	a.closers = append(a.closers, func() error {
		if err := listener.Close(); err != nil && !errors.Is(err, net.ErrClosed) {
			return err
		}
		return nil
	})
	at := listener.Addr().(*net.TCPAddr)
	listener = netutil.LimitListener(listener, maxModeratorConns)
	if c.ModeratorTLS {
		certificate, err := moderator.Certificate(a.live.Get().DataDir, moderatorNames(c, at), time.Now())
		if err != nil {
			return fault.Wrap(err, fault.Permanent, "moderator.no_certificate", "words", err.Error())
		}
		a.fingerprint = moderator.Fingerprint(certificate)
		listener = tls.NewListener(listener, &tls.Config{Certificates: []tls.Certificate{certificate}, MinVersion: tls.VersionTLS12, NextProtos: []string{"http/1.1"}})
	}
	a.moderatorListener, a.moderatorAddr = listener, at
	return nil
}

// moderatorNames returns the hosts of the moderators' page.
func moderatorNames(c config.Server, at *net.TCPAddr) (names []string) {
	if u, err := url.Parse(c.ModeratorURL); err == nil && u.Hostname() != "" {
		names = append(names, u.Hostname())
	}
	if !at.IP.IsUnspecified() {
		return append(names, at.IP.String())
	}
	for _, ip := range lanAddresses() {
		names = append(names, ip.String())
	}
	return append(names, "localhost")
}

// moderatorAccess returns where moderators reach their page.
func (a *App) moderatorAccess() api.ModeratorAccess {
	c := a.live.Get().Server
	m := api.ModeratorAccess{Fingerprint: a.fingerprint, Trouble: a.moderatorTrouble}
	if c.ModeratorURL != "" {
		m.Addresses = []string{c.ModeratorURL}
	}
	if at := a.moderatorAddr; at != nil && c.ModeratorURL == "" {
		scheme := "http://"
		if c.ModeratorTLS {
			scheme = "https://"
		}
		for _, name := range moderatorNames(c, at) {
			m.Addresses = append(m.Addresses, scheme+net.JoinHostPort(name, strconv.Itoa(at.Port)))
		}
	}
	if len(m.Addresses) == 0 {
		m.Addresses = a.addresses()
		u, err := url.Parse(m.Addresses[0])
		m.Local = err == nil && config.IsLoopback(u.Hostname()) && a.listenAddr().IP.IsLoopback()
	}
	for i, address := range m.Addresses {
		m.Addresses[i] = strings.TrimSuffix(address, "/")
	}
	return m
}

// serveModerators serves the moderators' page alone on its own listener, until ctx ends.
func (a *App) serveModerators(ctx context.Context) error {
	if a.moderatorListener == nil {
		return nil
	}
	server := &http.Server{
		Handler: a.web.Moderators(), ReadHeaderTimeout: 10 * time.Second, ReadTimeout: 20 * time.Second, WriteTimeout: 20 * time.Second, IdleTimeout: time.Minute,
		MaxHeaderBytes: 16 << 10, ErrorLog: nil,
	}
	stop := context.AfterFunc(ctx, func() {
		stopping, cancel := context.WithTimeout(context.WithoutCancel(ctx), closeTimeout)
		defer cancel()
		if server.Shutdown(stopping) != nil {
			_ = server.Close()
		}
	})
	defer stop()
	if err := server.Serve(a.moderatorListener); !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("serve the moderators: %w", err)
	}
	return nil
}
