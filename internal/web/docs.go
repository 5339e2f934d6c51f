package web

import (
	"github.com/labstack/echo/v5"
)

// docs shows every route in a line.
func (s *Server) docs(c *echo.Context) error {
	return s.pages.Docs(c, s.api.Docs())
}

// docsOfGroup shows the routes of one group with all that they take and
// give.
func (s *Server) docsOfGroup(c *echo.Context) error {
	docs := s.api.DocsOf(c.Param("group"))
	if len(docs.Routes) == 0 {
		return echo.ErrNotFound
	}
	return s.pages.Docs(c, docs)
}

// guide shows a chapter of the manual.
func (s *Server) guide(c *echo.Context) error { return s.pages.Guide(c, s.api.Docs()) }
