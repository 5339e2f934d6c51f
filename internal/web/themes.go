package web

import (
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/labstack/echo/v5"

	"streamspark/internal/web/ports"
)

const (
	themeFolder   = "themes"
	themeTemplate = "template"
	firstTheme    = "spark" // the others lie on it
	// maxTheme is the largest style sheet that is taken for a theme, in bytes.
	maxTheme  = 64 << 10
	maxThemes = 100 // of the streamer's own
)

// widgetTheme is a style sheet that the widget can wear.
type widgetTheme struct {
	Name string
	Own  bool // it lies in the streamer's folder
	Here bool // it is the one in use
}

// widgetThemes lists the themes of the program, then the streamer's own
// ones. One of the same name takes the place of ours.
func widgetThemes(o ports.Options) []widgetTheme {
	var all []widgetTheme
	ours, _ := fs.Glob(o.Widget, themeFolder+"/*.css") // the pattern is well-formed
	for _, file := range ours {
		name := strings.TrimSuffix(path.Base(file), ".css")
		if name != themeTemplate {
			all = append(all, widgetTheme{Name: name})
		}
	}
	if i := slices.IndexFunc(all, func(t widgetTheme) bool { return t.Name == firstTheme }); i > 0 {
		all = slices.Insert(slices.Delete(all, i, i+1), 0, widgetTheme{Name: firstTheme})
	}
	if o.Themes == nil {
		return all
	}
	own, _ := fs.Glob(o.Themes, "*.css")
	for _, file := range own[:min(len(own), maxThemes)] {
		name := strings.TrimSuffix(file, ".css")
		if !isOwnTheme(o.Themes, name) {
			continue
		}
		all = slices.DeleteFunc(all, func(t widgetTheme) bool { return t.Name == name })
		all = append(all, widgetTheme{Name: name, Own: true})
	}
	return all
}

// isOwnTheme tells whether a file of the streamer's folder may be served: by
// its name, and as a file of a reasonable size.
func isOwnTheme(folder fs.FS, name string) bool {
	if folder == nil || name == themeTemplate || !regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,31}$`).MatchString(name) {
		return false
	}
	found, err := fs.Stat(folder, name+".css")
	return err == nil && found.Mode().IsRegular() && found.Size() <= maxTheme
}

// serveOwnTheme sends a theme of the streamer's, and false if it is none.
func (s *Server) serveOwnTheme(c *echo.Context, file string) (bool, error) {
	name, isTheme := strings.CutPrefix(file, themeFolder+"/")
	name, isSheet := strings.CutSuffix(name, ".css")
	if !isTheme || !isSheet || !isOwnTheme(s.o.Themes, name) {
		return false, nil
	}
	return true, serveFile(c, s.o.Themes, name+".css")
}
