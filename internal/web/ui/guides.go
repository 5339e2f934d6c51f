package ui

import (
	"bytes"
	"errors"
	"html/template"
	"io/fs"
	"net/http"
	"path"
	"strings"

	"github.com/labstack/echo/v5"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"

	"streamspark/internal/locale"
	"streamspark/internal/web/api"
)

// guideNames are the chapters of the manual, in the order in which a streamer
// needs them. Each is a Markdown file in templates/guides, one per language.
const guideNames = "obs donations clips queue summary look settings network trouble api"

// guide is one chapter of the manual.
type guide struct {
	Name, Title string
	Here        bool
	Text        template.HTML // of the chapter that is shown
}

// manual is what the pages below /docs are given.
type manual struct {
	api.Docs
	Guides []guide
	Guide  guide // the chapter that is shown, if one is
}

// Docs shows the list of addresses for programs, or one group of them.
func (p *Pages) Docs(c *echo.Context, docs api.Docs) error {
	body, err := p.manual(c, docs, "")
	if err != nil {
		return err
	}
	if docs.Group == "" {
		return p.show(c, http.StatusOK, "docs", page{Title: "docs.page", Body: body})
	}
	return p.show(c, http.StatusOK, "docs-group", page{Title: "docs.group." + docs.Group, Body: body})
}

// Guide shows a chapter of the manual in the reader's language.
func (p *Pages) Guide(c *echo.Context, docs api.Docs) error {
	body, err := p.manual(c, docs, c.Param("guide"))
	if err != nil {
		return err
	}
	if body.Guide.Name == "" {
		return echo.ErrNotFound
	}
	return p.show(c, http.StatusOK, "guide", page{Title: body.Guide.Title, Body: body})
}

func (p *Pages) manual(c *echo.Context, docs api.Docs, shown string) (manual, error) {
	m := manual{Docs: docs}
	language := p.Language(c.Request()).Code()
	for _, name := range strings.Fields(guideNames) {
		text, err := fs.ReadFile(p.o.Assets, path.Join("guides", language, name+".md"))
		if errors.Is(err, fs.ErrNotExist) { // a language without a manual of its own
			text, err = fs.ReadFile(p.o.Assets, path.Join("guides", locale.English().Code(), name+".md"))
		}
		if err != nil {
			return m, err
		}
		title, _, _ := strings.Cut(strings.TrimPrefix(string(text), "# "), "\n")
		g := guide{Name: name, Title: title, Here: name == shown}
		if g.Here {
			var html bytes.Buffer
			if err := goldmark.New(goldmark.WithExtensions(extension.Table)).Convert(text, &html); err != nil {
				return m, err
			}
			m.Guide = g
			m.Guide.Text = template.HTML(html.String()) //nolint:gosec // our own file; goldmark leaves out HTML in it
		}
		m.Guides = append(m.Guides, g)
	}
	return m, nil
}
