// Package web runs the HTTP server: access and sign-in, error responses, the
// OAuth callback and the widget's files. The endpoints for programs are in
// package api, the dashboard is in package ui.
package web

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"sync"
	"time"

	"github.com/labstack/echo/v5"
	"github.com/rs/zerolog"
	"golang.org/x/sync/errgroup"

	"streamspark/internal/web/api"
	"streamspark/internal/web/auth"
	"streamspark/internal/web/moderate"
	"streamspark/internal/web/ui"
)

// Server answers everything that comes over HTTP.
type Server struct {
	o      api.Options
	api    *api.Server
	pages  *ui.Pages
	live   *ui.Live
	logins *logins

	moderate *moderate.Page

	signIns, bearers auth.Tries // that failed

	echo   *echo.Echo
	bodies map[string]int64 // the limits of endpoints that take more than the usual

	stop     sync.Once
	stopping chan struct{} // closed when Run ends: nobody is kept waiting
}

// New lays out the routes.
func New(o api.Options) (*Server, error) {
	if o.Now == nil {
		o.Now = time.Now
	}
	pages, err := ui.NewPages(o)
	if err != nil {
		return nil, fmt.Errorf("read the pages: %w", err)
	}
	s := &Server{
		o: o, pages: pages, logins: newLogins(o.Now), stopping: make(chan struct{}),
	}
	if s.moderate, err = moderate.New(o, s.moderatorHosts); err != nil {
		return nil, err
	}
	s.live = ui.NewLive(pages, s.AllowOrigin)
	s.api = api.NewServer(o, api.Hooks{
		Changed: s.Changed, Stopping: s.stopping, OwnPages: s.ownPages, Language: pages.Language, Accepted: pages.Accepted, StatusPage: pages.Status,
		Access: s.accessRoutes(), SignIn: s.signInRoutes(),
	})
	s.bodies = map[string]int64{}
	for _, route := range s.api.Routes() {
		if route.MaxBody > 0 {
			s.bodies[route.Method+" "+route.Path] = route.MaxBody
		}
	}
	s.echo = s.routes()
	return s, nil
}

// Handler returns everything behind the access check.
func (s *Server) Handler() http.Handler { return s.echo }

// Run keeps the dashboards up to date until ctx ends. Then whoever still
// waits for a clip (?wait=true) is answered.
func (s *Server) Run(ctx context.Context) error {
	defer s.stop.Do(func() { close(s.stopping) })
	parts, ctx := errgroup.WithContext(ctx)
	parts.Go(func() error { return s.live.Run(ctx) })
	parts.Go(func() error { return s.moderate.Run(ctx) })
	return parts.Wait()
}

// Moderators returns the page of moderators and nothing else.
func (s *Server) Moderators() http.Handler { return s.moderate.Handler() }

// moderatorHosts returns the hosts at which the page of moderators is reached.
func (s *Server) moderatorHosts() []string {
	hosts := s.o.Own()
	for _, address := range s.o.ModeratorAt().Addresses {
		if u, err := url.Parse(address); err == nil && u.Host != "" {
			hosts = append(hosts, u.Host)
		}
	}
	return hosts
}

// Changed notifies the dashboards that a connection or the queue is not what it
// was. It never waits.
func (s *Server) Changed() {
	s.live.Changed()
	s.moderate.Changed()
}

func (s *Server) routes() *echo.Echo {
	e := echo.NewWithConfig(echo.Config{
		Logger:           slog.New(zerolog.NewSlogHandler(s.o.Log)),
		Router:           echo.NewRouter(echo.RouterConfig{AutoHandleHEAD: true}),
		HTTPErrorHandler: s.refuse,
	})
	e.Pre(s.record, headers, s.guard, s.forModerators)

	api.Register(e, s.api.Routes())
	s.pages.Routes(e)
	s.signInPages(e)
	s.demoRoutes(e)
	e.GET("/docs", s.docs)
	e.GET("/docs/:group", s.docsOfGroup)
	e.GET("/docs/guide/:guide", s.guide)
	e.GET("/redoc", func(c *echo.Context) error { return c.Redirect(http.StatusTemporaryRedirect, "/docs") })
	e.GET("/widget", s.widget)
	e.GET("/widget/*", s.widget)
	e.GET("/ws/widget", upgrade(s.o.Overlay.Serve))
	e.GET("/ws/dashboard", upgrade(s.live.Serve))
	return e
}

// forModerators leaves the page of moderators to its own router.
func (s *Server) forModerators(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c *echo.Context) error {
		if !isForModerators(c.Request().URL.Path) {
			return next(c)
		}
		s.moderate.Handler().ServeHTTP(c.Response(), c.Request())
		return nil
	}
}

// upgrade leaves a WebSocket to its handler. Anything else that asks for it is
// told what it is.
func upgrade(serve func(http.ResponseWriter, *http.Request) error) echo.HandlerFunc {
	return func(c *echo.Context) error {
		if !c.IsWebSocket() {
			c.Response().Header().Set(echo.HeaderUpgrade, "websocket")
			return echo.NewHTTPError(http.StatusUpgradeRequired, "")
		}
		return serve(c.Response(), c.Request())
	}
}
