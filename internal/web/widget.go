package web

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"io/fs"
	"net/http"
	"path"
	"strings"
	"time"

	"github.com/labstack/echo/v5"

	"streamspark/internal/web/api"
)

// player is the widget that /widget shows.
const player = "player"

// widget serves the folder of widgets: each has a folder of its own with an
// index.html, so that adding one needs no Go.
func (s *Server) widget(c *echo.Context) error {
	name := strings.Trim(c.Param("*"), "/")
	if name == "" {
		name = player
	}
	if path.Ext(name) == "" {
		name = path.Join(name, "index.html")
	}
	if served, err := s.serveOwnTheme(c, name); served {
		return err
	}
	return serveFile(c, s.o.Widget, name)
}

// serveOwnTheme sends a theme of the streamer's, and false if it is none.
func (s *Server) serveOwnTheme(c *echo.Context, file string) (bool, error) {
	name, isTheme := strings.CutPrefix(file, api.ThemeFolder+"/")
	name, isSheet := strings.CutSuffix(name, ".css")
	if !isTheme || !isSheet || !api.IsOwnTheme(s.o.Themes, name) {
		return false, nil
	}
	return true, serveFile(c, s.o.Themes, name+".css")
}

// serveFile sends a file of the program with a tag of its content, so that
// a browser that has it gets a 304. What is no file of a page is not there.
func serveFile(c *echo.Context, files fs.FS, name string) error {
	kind := contentType(path.Ext(name))
	if kind == "" || !fs.ValidPath(name) {
		return echo.ErrNotFound
	}
	content, err := fs.ReadFile(files, name)
	if err != nil {
		return echo.ErrNotFound
	}
	sum := sha256.Sum256(content)
	h := c.Response().Header()
	h.Set("Content-Type", kind)
	h.Set("ETag", `"`+hex.EncodeToString(sum[:12])+`"`)
	http.ServeContent(c.Response(), c.Request(), name, time.Time{}, bytes.NewReader(content))
	return nil
}

// contentType returns our own table: that of the system may call a script text,
// and then no browser runs it.
func contentType(extension string) string {
	switch extension {
	case ".html":
		return "text/html; charset=utf-8"
	case ".js", ".mjs":
		return "text/javascript; charset=utf-8"
	case ".css":
		return "text/css; charset=utf-8"
	case ".json":
		return "application/json"
	case ".svg":
		return "image/svg+xml"
	case ".png":
		return "image/png"
	case ".jpg", ".jpeg":
		return "image/jpeg"
	case ".webp":
		return "image/webp"
	case ".ico":
		return "image/x-icon"
	case ".woff2":
		return "font/woff2"
	case ".mp3":
		return "audio/mpeg"
	case ".ogg", ".opus":
		return "audio/ogg"
	case ".webm":
		return "video/webm"
	case ".mp4":
		return "video/mp4"
	}
	return ""
}
