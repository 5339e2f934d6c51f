package web

import (
	"net/http"
	"slices"
	"strings"
	"unicode"

	"github.com/labstack/echo/v5"
)

// route is one address for curl and other programs: how it is answered and
// what is said of it. Both are made from this one value, so that no address
// goes without its description.
type route struct {
	Method  string
	Path    string // as the router has it: /a/:b
	Group   string // what it is about: the name of its page in /docs
	Summary string
	Query   []param
	In      any         // a value of the body's type; takes sets it; nil: no body
	NoBody  bool        // the body may be left out
	Sends   string      // the type of a body that is no JSON
	Out     any         // a value of the answer's type; nil: it is no JSON
	Media   string      // the type of an answer that is no JSON, or may be none
	OK      int         // the status of a good answer; 200 where 0
	Also    int         // the other status that a good answer may have
	Fails   map[int]any // refusals that say more than the usual ones

	effect  bool // a GET that does something: HEAD only says that it is there
	doors   []echo.MiddlewareFunc
	handler echo.HandlerFunc
}

// param is one thing that an address may carry.
type param struct {
	Name    string
	Type    string
	Doc     string
	Default any
	Example string
}

// takes completes a route whose handler is given the body that it reads. As
// its type is that of the handler, the document describes what is read.
func takes[T any](r route, handle func(c *echo.Context, in T, got given) error) route {
	var described T
	r.In = described
	r.handler = func(c *echo.Context) error {
		var in T
		if r.NoBody && c.Request().ContentLength == 0 {
			return handle(c, in, given{})
		}
		got, err := readInto(c, &in)
		if err != nil {
			return err
		}
		return handle(c, in, got)
	}
	return r
}

// inGroup says of routes what they are about.
func inGroup(group string, lists ...[]route) []route {
	all := slices.Concat(lists...)
	for i := range all {
		all[i].Group = group
	}
	return all
}

// register gives the router what the routes say.
func register(e *echo.Echo, routes []route) {
	for _, r := range routes {
		e.Add(r.Method, r.Path, r.handler, r.doors...)
		if r.effect {
			e.HEAD(r.Path, nothing)
		}
	}
}

// name is what the route is called in the document: get_api_queue.
func (r route) name() string {
	between := func(sign rune) bool { return !unicode.IsLetter(sign) && !unicode.IsDigit(sign) }
	return strings.ToLower(r.Method) + "_" + strings.Join(strings.FieldsFunc(r.Path, between), "_")
}

// statuses are those of a good answer, the usual one first.
func (r route) statuses() []int {
	all := []int{http.StatusOK}
	if r.OK != 0 {
		all[0] = r.OK
	}
	if r.Also != 0 {
		all = append(all, r.Also)
	}
	return all
}

// inPath are the parameters of the path, and the path as OpenAPI writes it.
func (r route) inPath() (path string, params []param) {
	known := map[string]param{
		"id":       {Type: "integer", Doc: "the celebration's number", Example: "1"},
		"key":      {Type: "string", Doc: "the setting's key, as /api/settings has it", Example: "tiers"},
		"check":    {Type: "string", Doc: "donationalerts, aiml, gemini, builtin or rates", Example: "rates"},
		"backup":   {Type: "string", Doc: "the backup's name, as /api/backups has it", Example: "streamspark-20261121-120000.db"},
		"filename": {Type: "string", Doc: "the clip's name, as /api/all-videos has it", Example: "celebration_1.mp4"},
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
