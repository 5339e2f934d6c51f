package web

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io/fs"
	"net/http"
	"path"
	"strings"
	"time"

	"github.com/labstack/echo/v5"

	"streamspark/internal/fonts"
	"streamspark/internal/locale"
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
	if name == "player/catalog.js" {
		return serve(c, name, catalog())
	}
	if file, isFont := strings.CutPrefix(name, "fonts/"); isFont {
		content := fonts.File(file)
		if content == nil {
			return echo.ErrNotFound
		}
		return serve(c, name, content)
	}
	return serveFile(c, s.o.Widget, name)
}

// catalog returns the module with the words of the widget in all languages.
func catalog() []byte {
	type language struct {
		Point string            `json:"point"`
		Words map[string]string `json:"words"`
	}
	all := map[string]language{}
	for _, l := range locale.All(time.Now) {
		all[l.Code()] = language{l.Point(), l.Area("onscreen")}
	}
	text, err := json.Marshal(all)
	if err != nil {
		panic(err) // texts alone
	}
	return fmt.Appendf(nil, "export const CATALOG = %s;\n", text)
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
	if contentType(path.Ext(name)) == "" || !fs.ValidPath(name) {
		return echo.ErrNotFound
	}
	content, err := fs.ReadFile(files, name)
	if err != nil {
		return echo.ErrNotFound
	}
	return serve(c, name, content)
}

func serve(c *echo.Context, name string, content []byte) error {
	sum := sha256.Sum256(content)
	h := c.Response().Header()
	h.Set("Content-Type", contentType(path.Ext(name)))
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
	case ".ttf":
		return "font/ttf"
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
