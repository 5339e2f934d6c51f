package api

import (
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"

	"streamspark/internal/web/ports"
)

const (
	ThemeFolder   = "themes"
	themeTemplate = "template"
	firstTheme    = "spark" // the others lie on it
	// MaxTheme is the largest style sheet that is taken for a theme, in bytes.
	MaxTheme  = 64 << 10
	maxThemes = 100 // of the streamer's own
)

// Theme is a style sheet that the widget can wear.
type Theme struct {
	Name string
	Own  bool // it lies in the streamer's folder
	Here bool // it is the one in use
}

// Themes lists the themes of the program, then the streamer's own
// ones. One of the same name takes the place of ours.
func Themes(o ports.Options) []Theme {
	var all []Theme
	ours, _ := fs.Glob(o.Widget, ThemeFolder+"/*.css") // the pattern is well-formed
	for _, file := range ours {
		name := strings.TrimSuffix(path.Base(file), ".css")
		if name != themeTemplate {
			all = append(all, Theme{Name: name})
		}
	}
	if i := slices.IndexFunc(all, func(t Theme) bool { return t.Name == firstTheme }); i > 0 {
		all = slices.Insert(slices.Delete(all, i, i+1), 0, Theme{Name: firstTheme})
	}
	if o.Themes == nil {
		return all
	}
	own, _ := fs.Glob(o.Themes, "*.css")
	for _, file := range own[:min(len(own), maxThemes)] {
		name := strings.TrimSuffix(file, ".css")
		if !IsOwnTheme(o.Themes, name) {
			continue
		}
		all = slices.DeleteFunc(all, func(t Theme) bool { return t.Name == name })
		all = append(all, Theme{Name: name, Own: true})
	}
	return all
}

// IsOwnTheme tells whether a file of the streamer's folder may be served: by
// its name, and as a file of a reasonable size.
func IsOwnTheme(folder fs.FS, name string) bool {
	if folder == nil || name == themeTemplate || !regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,31}$`).MatchString(name) {
		return false
	}
	found, err := fs.Stat(folder, name+".css")
	return err == nil && found.Mode().IsRegular() && found.Size() <= MaxTheme
}
