// Package web is the HTTP side of the program: the API, the pages, the
// clips, the OAuth round with DonationAlerts, and the doors in front of all
// of them. It decides nothing about donations: it asks the other rooms,
// through the small interfaces of the package ports.
//
// Here are the doors and the API: api_*.go answer programs, and each lists
// its routes; contract_*_test.go ask every route for good and for wrong. The
// pages are in the package desk, and what both sides read is in reading.
package web

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/labstack/echo/v5"
	"github.com/rs/zerolog"

	"streamspark/internal/web/desk"
	"streamspark/internal/web/doors"
	"streamspark/internal/web/ports"
	"streamspark/internal/web/problem"
	"streamspark/internal/web/route"
)

// Server answers everything that comes over HTTP.
type Server struct {
	o      ports.Options
	pages  *desk.Pages
	desk   *desk.Live
	logins *logins

	signIns, bearers doors.Tries // that failed

	echo  *echo.Echo
	began time.Time

	stop     sync.Once
	stopping chan struct{} // closed when Run ends: nobody is kept waiting
}

// New reads the templates and lays out the routes. A template that cannot
// be read is an error here, not at the first request.
func New(o ports.Options) (*Server, error) {
	if o.Now == nil {
		o.Now = time.Now
	}
	pages, err := desk.NewPages(o)
	if err != nil {
		return nil, fmt.Errorf("read the pages: %w", err)
	}
	s := &Server{
		o: o, pages: pages, logins: newLogins(o.Now), began: o.Now(), stopping: make(chan struct{}),
	}
	s.desk = desk.NewLive(pages, s.AllowOrigin)
	s.echo = s.routes()
	return s, nil
}

// Handler is everything behind its doors.
func (s *Server) Handler() http.Handler { return s.echo }

// Run keeps the dashboards up to date until ctx ends. Then whoever still
// waits for a clip (?wait=true) is answered.
func (s *Server) Run(ctx context.Context) error {
	defer s.stop.Do(func() { close(s.stopping) })
	return s.desk.Run(ctx)
}

// Changed says that a connection or the queue is not what it was. It never
// waits.
func (s *Server) Changed() { s.desk.Changed() }

func (s *Server) routes() *echo.Echo {
	e := echo.NewWithConfig(echo.Config{
		Logger:           slog.New(zerolog.NewSlogHandler(s.o.Log)),
		Router:           echo.NewRouter(echo.RouterConfig{AutoHandleHEAD: true}),
		HTTPErrorHandler: s.refuse,
	})
	e.Pre(s.record, headers, s.guard)

	route.Register(e, s.forPrograms())
	s.pages.Routes(e)
	s.signInPages(e)
	s.demoRoutes(e)
	e.GET("/docs", s.docs)
	e.GET("/docs/:group", s.docsOfGroup)
	e.GET("/redoc", func(c *echo.Context) error { return c.Redirect(http.StatusTemporaryRedirect, "/docs") })
	e.GET("/widget", s.widget)
	e.GET("/widget/*", s.widget)
	e.GET("/ws/widget", upgrade(s.o.Overlay))
	e.GET("/ws/dashboard", upgrade(s.desk))
	return e
}

// forPrograms are all routes for programs, in the order in which a person
// would read them, by what they are about. A new list of them joins its
// group here.
func (s *Server) forPrograms() []route.Route {
	return slices.Concat(
		route.InGroup("orders", s.orderRoutes()),
		route.InGroup("celebrations", s.celebrationRoutes(), s.valueRoutes()),
		route.InGroup("away", s.awayRoutes(), s.reconcileRoutes()),
		route.InGroup("queue", s.queueRoutes()),
		route.InGroup("settings", s.settingRoutes(), s.setupRoutes(), s.accessRoutes()),
		route.InGroup("look", s.lookRoutes()),
		route.InGroup("money", s.moneyRoutes()),
		route.InGroup("clips", s.galleryRoutes(), s.clipRoutes()),
		route.InGroup("history", s.historyRoutes()),
		route.InGroup("donationalerts", s.sourceRoutes()),
		route.InGroup("status", s.statusRoutes()),
	)
}

// upgrade leaves a WebSocket to its room. Anything else that asks for it is
// told what it is.
func upgrade(room http.Handler) echo.HandlerFunc {
	return func(c *echo.Context) error {
		if !c.IsWebSocket() {
			c.Response().Header().Set(echo.HeaderUpgrade, "websocket")
			return problem.New(http.StatusUpgradeRequired, "This address speaks WebSocket only.")
		}
		room.ServeHTTP(c.Response(), c.Request())
		return nil
	}
}
