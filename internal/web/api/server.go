// Package api serves the HTTP API for programs. The router, the request bodies,
// the OpenAPI document and /docs are made from its list of endpoints. It also
// reads what API and pages both show.
package api

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/labstack/echo/v5"

	"streamspark/internal/locale"
)

// Server answers the endpoints of the API.
type Server struct {
	o     Options
	hooks Hooks
	began time.Time
}

// Hooks is what the API needs of the server around it.
type Hooks struct {
	Changed        func()                               // tells the dashboards that a connection or the queue changed
	Stopping       <-chan struct{}                      // closed when the server stops: nobody is kept waiting
	OwnPages       echo.MiddlewareFunc                  // refuses requests from pages of other sites
	Language       func(*http.Request) *locale.Language // the reader's
	Accepted       func(*http.Request) *locale.Language // the one that the header Accept-Language prefers
	StatusPage     echo.HandlerFunc                     // answers /status to a browser
	Access, SignIn []Route                              // of the access token, and of signing in to sources
}

// NewServer returns the API.
func NewServer(o Options, hooks Hooks) *Server {
	return &Server{o: o, hooks: hooks, began: o.Now()}
}

// Routes returns all endpoints in the order of the documentation. A new list
// of them joins its group here.
func (s *Server) Routes() []Route {
	return slices.Concat(
		inGroup("orders", s.orderRoutes()),
		inGroup("celebrations", s.celebrationRoutes(), s.valueRoutes(), s.decisionRoutes()),
		inGroup("away", s.awayRoutes(), s.reconcileRoutes()),
		inGroup("queue", s.queueRoutes()),
		inGroup("settings", s.settingRoutes(), s.setupRoutes(), s.dryRunRoutes(), s.hooks.Access),
		inGroup("moderation", s.moderationRoutes(), s.botRoutes(), s.moderatorRoutes()),
		inGroup("look", s.lookRoutes(), s.soundRoutes(), s.speechRoutes(), s.widgetRoutes()),
		inGroup("money", s.moneyRoutes(), s.summaryRoutes()),
		inGroup("clips", s.galleryRoutes(), s.clipRoutes()),
		inGroup("history", s.historyRoutes()),
		inGroup("sources", s.sourcesRoutes()),
		inGroup(s.o.Source.ID(), s.sourceRoutes()),
		inGroup("status", s.statusRoutes()),
	)
}

// Docs returns the short description of every endpoint.
func (s *Server) Docs() Docs { return Docs{Groups: DocGroups(s.Routes())} }

// DocsOf returns the whole description of the endpoints of one group.
func (s *Server) DocsOf(group string) Docs { return docsOf(s.Routes(), group, s.base()) }

func (s *Server) openAPI(c *echo.Context) error {
	return c.JSON(http.StatusOK, Describe(s.Routes(), s.o.Version, s.base()))
}

// base returns the address under which the program is reached.
func (s *Server) base() string { return strings.TrimSuffix(s.o.Config.Get().Server.PublicURL, "/") }

// Done is the JSON of a success that has nothing else to say.
type Done struct {
	Success bool   `json:"success"`
	Message string `json:"message"`
}

func (s *Server) done(c *echo.Context, message string) error {
	return c.JSON(http.StatusOK, Done{true, message})
}

// AcceptsPage reports whether a browser asks for a page.
func AcceptsPage(r *http.Request) bool {
	return strings.Contains(r.Header.Get("Accept"), "text/html")
}
