package ui

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"html/template"
	"io/fs"
	"maps"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/labstack/echo/v5"

	"streamspark/internal/celebration"
	"streamspark/internal/fault"
	"streamspark/internal/locale"
)

// assets are the styles, scripts and signs of the pages.
type assets struct {
	files http.Handler
	tags  map[string]string // what the content of each file is known by
	build string            // the same of all of them together
}

func newAssets(templates fs.FS) (*assets, error) {
	static, err := fs.Sub(templates, "static")
	if err != nil {
		return nil, fmt.Errorf("find the static files: %w", err)
	}
	a := &assets{files: http.FileServerFS(static), tags: map[string]string{}}
	names, err := fs.Glob(static, "*")
	if err != nil {
		return nil, fmt.Errorf("list the static files: %w", err)
	}
	all := sha256.New()
	for _, name := range names {
		content, err := fs.ReadFile(static, name)
		if err != nil {
			return nil, fmt.Errorf("read %s: %w", name, err)
		}
		sum := sha256.Sum256(content)
		a.tags[name] = hex.EncodeToString(sum[:6])
		_, _ = all.Write(sum[:]) // a hash takes everything
	}
	a.build = hex.EncodeToString(all.Sum(nil)[:6])
	return a, nil
}

// ServeHTTP serves the files by their names, and no folder.
func (a *assets) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	tag, ok := a.tags[r.URL.Path]
	if !ok {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("ETag", `"`+tag+`"`)
	w.Header().Set("Cache-Control", "private, no-cache")
	a.files.ServeHTTP(w, r)
}

// address returns where a file is, with its tag, so that a browser never shows
// an older one.
func (a *assets) address(name string) (string, error) {
	tag, ok := a.tags[name]
	if !ok {
		return "", fault.New(fault.Unforeseen, "ui.no_static_file", "name", name)
	}
	return "/static/" + name + "?v=" + tag, nil
}

// styles returns the style sheets of a page in the order in which they build on
// each other. The pages that are long have no more than they need.
func styles(name string) []string {
	own := map[string][]string{
		"dashboard":  {"dashboard.css", "queue.css", "lists.css", "clips.css", "away.css", "donations.css", "sheet.css"},
		"dock":       {"dashboard.css", "queue.css", "lists.css", "clips.css", "donations.css"},
		"donations":  {"lists.css", "donations.css"},
		"docs":       {"docs.css"},
		"docs-group": {"docs.css"},
		"guide":      {"docs.css"},
		"sign-in":    {"single.css"},
		"summary":    {"clips.css", "money.css", "summary.css"},
		"widgets":    {"sheet.css", "widgets.css"},
		"settings":   {"dashboard.css", "queue.css", "donations.css", "sheet.css"},
	}
	sheets, ok := own[name]
	if !ok {
		sheets = []string{
			"dashboard.css", "queue.css", "lists.css", "clips.css", "away.css", "donations.css",
			"single.css", "money.css", "sheet.css", "looks.css",
		}
	}
	return append([]string{"base.css", "parts.css", "frame.css"}, sheets...)
}

// stylesOf returns the styles of a page; those of the demo only where it is
// one.
func (p *Pages) stylesOf(name string) []string {
	if p.o.Demo == nil {
		return styles(name)
	}
	return append(styles(name), "demo.css")
}

func themes() []string { return []string{"auto", "light", "dark"} }

// funcs returns what the templates may call, for one kind of reader.
func (p *Pages) funcs(l reader) template.FuncMap {
	funcs := template.FuncMap{
		"lang": l.Code, "words": sync.OnceValue(func() template.JS { return wordsFor(l) }), "build": func() string { return p.assets.build },
		"asset": p.assets.address,
		"t":     l.T, "say": l.Say, "sentences": l.Sentences, "inside": l.Message, "message": func(m fault.Message) string { return locale.Capital(l.Message(m)) }, "reason": l.Reason, "failure": l.Advise, "fields": func(p preset) string { return fieldsOf(l.Language, p) },
		"money": l.Money, "price": l.Money, "count": l.Count, "size": l.Size, "when": l.When, "exactly": l.Exactly, "day": l.Day,
		"iso":     func(t time.Time) string { return t.UTC().Format(time.RFC3339) },
		"minutes": clock, "codecs": codecsOf, "clocktime": func(t time.Time) string { return t.Local().Format("15:04:05") },
		// What a viewer wrote, without signs that turn its direction or cannot be seen.
		"wrote": func(text string) string { return celebration.Legible(text, 2000) },
		"donor": func(name string) string {
			if name = celebration.Name(name, 100); name != "" {
				return name
			}
			return l.T("donor.nobody")
		},
		"address": func(text string) string { return text }, "without_key": withoutKey,
		"told":         func(f fact) string { return l.Say(f.Text) },
		"demoDonation": func(v persona) string { return demoDonation(l, v) },
		"discreet":     func() bool { return l.discreet }, "piece": p.pieceFunc(l), "accounts": p.accountViews,
	}
	if l.discreet {
		maps.Copy(funcs, discreetFuncs(l))
	}
	return funcs
}

// wordsFor returns the words of scripts as JSON, which has no "<".
func wordsFor(l reader) template.JS {
	encoded, _ := json.Marshal(l.ForScripts()) // strings alone: it cannot fail
	return template.JS(encoded)                //nolint:gosec // encoded just now
}

// clock writes the length of a clip: "0:08".
func clock(d time.Duration) string {
	if d <= 0 { // the file does not say
		return "–"
	}
	seconds := int(d.Round(time.Second) / time.Second)
	return fmt.Sprintf("%d:%02d", seconds/60, seconds%60)
}

// codecsOf names what the picture and the sound of a clip are coded in.
func codecsOf(c celebration.Clip) string {
	return strings.Join(celebration.CodecNames(c.Video, c.Audio), " · ")
}

// remember keeps the language and the theme that the address chooses, and
// gives the theme in use.
func (p *Pages) remember(c *echo.Context, l reader) string {
	keep := func(name, value string) {
		c.SetCookie(&http.Cookie{ //nolint:gosec // no secret: the page's own script changes the theme
			Name: name, Value: value, Path: "/", MaxAge: int((365 * 24 * time.Hour).Seconds()), SameSite: http.SameSiteLaxMode,
		})
	}
	if c.QueryParam("lang") == l.Code() {
		keep("lang", l.Code())
	}
	theme := themeOf(c)
	if c.QueryParam("theme") == theme {
		keep("theme", theme)
	}
	if wish := c.QueryParam("discreet"); isSwitch(wish) && isOwnNavigation(c.Request()) {
		keep("discreet", wish)
	}
	return theme
}
