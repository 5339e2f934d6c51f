package ui

import (
	"context"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"slices"
	"sync"

	"github.com/labstack/echo/v5"

	"streamspark/internal/locale"
)

const settingsPage = "settings"

func (p *Pages) settings(c *echo.Context) error {
	ctx := c.Request().Context()
	v := settingsView{Connections: p.connections(ctx), Backups: p.backupsView(), First: p.first(ctx), Access: p.access(), Lists: p.o.Lists}
	var err error
	if v.Moderators, err = p.moderators(ctx); err != nil {
		return p.broken(c, "the settings", err)
	}
	v.Groups, v.Retention = p.groups()
	v.Judging = p.judging()
	l := locale.Choose(p.languages, c.Request())
	v.Languages = p.languageChoices(l)
	for _, theme := range themes() {
		v.Themes = append(v.Themes, choice{Code: theme, Key: "theme." + theme, Icon: theme, Here: theme == themeOf(c)})
	}
	return p.show(c, http.StatusOK, "settings", page{Title: "settings.title", Live: settingsPage, Body: v})
}

// themeOf returns the theme of a request.
func themeOf(c *echo.Context) string {
	if wish := c.QueryParam("theme"); slices.Contains(themes(), wish) {
		return wish
	}
	if cookie, err := c.Cookie("theme"); err == nil && slices.Contains(themes(), cookie.Value) {
		return cookie.Value
	}
	return themes()[0]
}

// settings renders what of the page may change while it is looked at.
func (b *board) settings(ctx context.Context, l reader) ([]piece, error) {
	s := b.p.newSheet(l)
	for _, c := range b.p.connections(ctx) {
		s.add("link-"+c.Link.ID, "link-alone", c.Link)
		if c.Bot != nil {
			s.add("bot-"+c.Bot.ID, "bot", c.Bot)
		}
	}
	groups, retention := b.p.groups()
	for _, g := range append(groups, settingGroup{Rows: retention}) {
		for _, row := range g.all() {
			s.add(row.Element, "setting", row)
		}
	}
	s.add("access", "access", b.p.access())
	moderators, err := b.p.moderators(ctx)
	if err != nil {
		return nil, err
	}
	s.add("moderator-list", "moderator-list", moderators)
	s.add("decision-list", "decision-list", moderators.Decisions)
	s.add("backup-list", "backup-list", b.p.backupsView())
	s.add("first-again", "first-again", b.p.first(ctx))
	return s.all.pieces, s.err
}

// sets are all pages and their pieces, as each kind of reader has them. One
// is made when the first of its readers comes: most programs have one.
type sets struct {
	all   *template.Template // never executed, so that it can be copied
	funcs func(reader) template.FuncMap

	mu   sync.Mutex
	made map[string]*template.Template
}

// Parse reads the templates of the pages. Several servers may share them.
func Parse(assets fs.FS) (*template.Template, error) {
	names := new(Pages).funcs(reader{locale.English(), false})
	return template.New("").Funcs(names).ParseFS(assets, "layout.html", "partials/*.html", "pages/*.html")
}

func (s *sets) clone(l reader) (*template.Template, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if set, ok := s.made[l.key()]; ok {
		return set, nil
	}
	set, err := s.all.Clone()
	if err != nil {
		return nil, fmt.Errorf("make the pages for a reader: %w", err)
	}
	s.made[l.key()] = set.Funcs(s.funcs(l))
	return set, nil
}
