package api

import (
	"net/http"
	"slices"
	"strings"
	"unicode"

	"github.com/labstack/echo/v5"
)

// Route is one endpoint. The router's handler, the reader of the request body,
// the operation in /openapi.json and the entry in /docs are made from it.
type Route struct {
	Method  string
	Path    string // as the router has it: /a/:b
	Group   string // what it is about: the name of its page in /docs
	Summary string
	Query   []Param
	In      any         // a value of the body's type; withBody sets it; nil: no body
	NoBody  bool        // the body may be left out
	Sends   string      // the type of a body that is no JSON
	MaxBody int64       // the most that the body may have, in bytes; the usual limit where 0
	Out     any         // a value of the answer's type; nil: it is no JSON
	Media   string      // the type of an answer that is no JSON, or may be none
	OK      int         // the status of a good answer; 200 where 0
	Also    int         // the other status that a good answer may have
	Fails   map[int]any // refusals that say more than the usual ones

	Effect  bool // a GET that does something: HEAD only says that it is there
	Guards  []echo.MiddlewareFunc
	Handler echo.HandlerFunc
}

// Param is a parameter of the path or the query.
type Param struct {
	Name    string
	Type    string
	Doc     string
	Default any
	Example string
}

// withBody returns a route whose handler gets the request body as a T, which
// is also what the document describes.
func withBody[T any](r Route, handle func(c *echo.Context, in T, got Given) error) Route {
	var described T
	r.In = described
	r.Handler = func(c *echo.Context) error {
		var in T
		if r.NoBody && c.Request().ContentLength == 0 {
			return handle(c, in, Given{})
		}
		got, err := Read(c, &in)
		if err != nil {
			return err
		}
		return handle(c, in, got)
	}
	return r
}

// inGroup returns the routes of all lists with their group set.
func inGroup(group string, lists ...[]Route) []Route {
	all := slices.Concat(lists...)
	for i := range all {
		all[i].Group = group
	}
	return all
}

// Register adds the routes to the router.
func Register(e *echo.Echo, routes []Route) {
	for _, r := range routes {
		e.Add(r.Method, r.Path, r.Handler, r.Guards...)
		if r.Effect {
			e.HEAD(r.Path, noContent)
		}
	}
}

// name returns the route's operationId: get_api_queue.
func (r Route) name() string {
	between := func(sign rune) bool { return !unicode.IsLetter(sign) && !unicode.IsDigit(sign) }
	return strings.ToLower(r.Method) + "_" + strings.Join(strings.FieldsFunc(r.Path, between), "_")
}

// Statuses returns the statuses of success, the usual one first.
func (r Route) Statuses() []int {
	all := []int{http.StatusOK}
	if r.OK != 0 {
		all[0] = r.OK
	}
	if r.Also != 0 {
		all = append(all, r.Also)
	}
	return all
}

// InPath returns the parameters of the path, and the path as OpenAPI writes it.
func (r Route) InPath() (path string, params []Param) {
	known := map[string]Param{
		"id":        {Type: "integer", Doc: "the celebration's number", Example: "1"},
		"key":       {Type: "string", Doc: "the setting's key, as /api/settings has it", Example: "tiers"},
		"check":     {Type: "string", Doc: "the id of a source or a generator, or rates", Example: "rates"},
		"source":    {Type: "string", Doc: "the source's id, as /api/sources has it", Example: "webhook"},
		"do":        {Type: "string", Doc: "one of the source's actions, as /api/sources has them", Example: "rotate"},
		"action":    {Type: "string", Doc: "one of the widget's actions, as /api/widgets has them", Example: "restart"},
		"backup":    {Type: "string", Doc: "the backup's name, as /api/backups has it", Example: "streamspark-20261121-120000.db"},
		"name":      {Type: "string", Doc: "the widget's name, as /api/widgets has it", Example: "goal"},
		"recap":     {Type: "string", Doc: "the video's name, as /api/summary/video has it", Example: "stream-20261121-190000.mp4"},
		"list":      {Type: "string", Doc: "the list's name, as /api/moderation/lists has it", Example: "domains.txt"},
		"moderator": {Type: "integer", Doc: "the link's number, as /api/moderators has it", Example: "1"},
		"user":      {Type: "integer", Doc: "the account's number, as /api/telegram has it", Example: "4242"},
		"sound":     {Type: "string", Doc: "the sound's id, as /api/sounds has it", Example: "0123456789abcdef.mp3"},
		"spoken":    {Type: "string", Doc: "the name of what was spoken, as /api/speech/try has it", Example: "0123456789abcdef"},
		"number":    {Type: "integer", Doc: "which of the three", Example: "1"},
		"filename":  {Type: "string", Doc: "the clip's name, as /api/all-videos has it", Example: "celebration_1.mp4"},
	}
	parts := strings.Split(r.Path, "/")
	for i, part := range parts {
		if name, ok := strings.CutPrefix(part, ":"); ok {
			p := known[name]
			p.Name = name
			parts[i], params = "{"+name+"}", append(params, p)
		}
	}
	return strings.Join(parts, "/"), params
}

// noContent answers HEAD of a GET that has an effect, without that effect.
func noContent(c *echo.Context) error { return c.NoContent(http.StatusOK) }
