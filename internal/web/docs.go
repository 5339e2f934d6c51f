package web

import (
	"net/http"
	"strings"

	"github.com/labstack/echo/v5"

	"streamspark/internal/web/route"
)

// docs shows every route in a line.
func (s *Server) docs(c *echo.Context) error {
	return s.pages.Docs(c, route.Docs{Groups: route.Groups(s.forPrograms())})
}

// docsOfGroup shows the routes of one group with all that they take and
// give.
func (s *Server) docsOfGroup(c *echo.Context) error {
	docs := route.DocsOf(s.forPrograms(), c.Param("group"), s.base())
	if len(docs.Routes) == 0 {
		return echo.ErrNotFound
	}
	return s.pages.Docs(c, docs)
}

func (s *Server) openAPI(c *echo.Context) error {
	return c.JSON(http.StatusOK, route.Describe(s.forPrograms(), s.o.Version, s.base()))
}

// base is the address under which the program is reached.
func (s *Server) base() string { return strings.TrimSuffix(s.o.Settings.PublicURL(), "/") }
