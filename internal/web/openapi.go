package web

import (
	"net/http"
	"strings"

	"github.com/labstack/echo/v5"
)

// operation is what the documents say of one route: those of curl and of
// other programs. A test holds this table and the routes against each other.
type operation struct {
	Method  string
	Path    string // as it is registered
	Summary string
	Fields  []field // of the JSON body, or of the query for a GET
	OK      int     // the status of a good answer; 200 where 0
}

// field is one thing that a request may carry.
type field struct{ Name, Type, Note string }

// operations are the routes in the order in which a person would read them.
func operations() []operation {
	prompt := []field{{"prompt", "string", "what to show; custom_prompt is read too"}}
	file := []field{{"filename", "string", "the clip's name"}, {"url", "string", "or its address"}}
	return []operation{
		{"POST", "/test-donation", "Send a test donation down the whole line.", []field{
			{"donor_name", "string", "name is read too; Test User"},
			{"amount", "number", "1000"},
			{"currency", "string", "RUB"},
			{"message", "string", ""},
			{"generate_video", "boolean", "true"},
		}, http.StatusAccepted},
		{"GET", "/api/celebrations", "List celebrations, the newest first.", []field{
			{"status", "string", "only those that stand there"}, {"before", "string", "next of the page before"}, {"limit", "integer", "1 to 200; 50"},
		}, 0},
		{"GET", "/api/celebrations/:id", "Show one with its whole history.", nil, 0},
		{"POST", "/api/celebrations/:id/approve", "Make a clip for one that was held, skipped or rejected.", nil, 0},
		{"POST", "/api/celebrations/:id/reject", "Make no clip for one that waits.", nil, 0},
		{"POST", "/api/celebrations/:id/retry", "Try one again that failed, or pay again for an unknown one.", nil, 0},
		{"POST", "/api/celebrations/:id/forget", "Let a failed or unknown one be.", nil, 0},
		{"POST", "/api/celebrations/:id/play", "Show its clip again.", nil, 0},
		{"GET", "/api/queue", "Show what plays and what waits to.", nil, 0},
		{"POST", "/api/queue/pause", "Let the present clip end and start no other.", nil, 0},
		{"POST", "/api/queue/resume", "Go on playing.", nil, 0},
		{"POST", "/api/queue/skip", "End the present clip.", nil, 0},
		{"POST", "/api/play-in-obs", "Show a clip on the stream.", file, 0},
		{"GET", "/api/threshold", "Show the least that buys a clip, in rubles.", nil, 0},
		{"POST", "/api/threshold", "Set it, in rubles or another currency.", []field{
			{"threshold", "number", "in rubles, or"}, {"amount", "number", ""}, {"currency", "string", "RUB"},
		}, 0},
		{"GET", "/api/tiers", "List the tiers.", nil, 0},
		{"PUT", "/api/tiers", "Replace the tiers.", []field{{"tiers", "array", "each with min_rub; name, prompt, model, resolution and duration may be left out"}}, 0},
		{"GET", "/api/system-prompt", "Show the frame of the prompts.", nil, 0},
		{"POST", "/api/system-prompt", "Set it; empty is the default.", []field{{"prompt", "string", "custom_prompt is read too"}}, 0},
		{"GET", "/api/budget", "Show the budgets and what is spent of them, in dollars and rubles.", nil, 0},
		{"PUT", "/api/budget", "Change budgets; what is left out stays, 0 is no limit.", []field{
			{"per_day_usd", "number", ""}, {"per_stream_usd", "number", ""}, {"per_donor_per_day", "integer", "clips"}, {"max_share", "number", "0.5 is half of the donation"},
		}, 0},
		{"POST", "/api/stream", "Begin a new stream, for its budget.", nil, 0},
		{"GET", "/api/ledger", "List what was set aside and charged, the newest first.", []field{
			{"from", "string", "a day such as 2026-11-21, or a time"}, {"to", "string", "the end, not included"}, {"format", "string", "json or csv"},
		}, 0},
		{"GET", "/api/rates", "Show the exchange rates in use and who was asked.", nil, 0},
		{"GET", "/api/settings", "Show every setting and where its value comes from; secrets are masked.", nil, 0},
		{"DELETE", "/api/settings/:key", "Give a value back that the dashboard had saved.", nil, 0},
		{"POST", "/api/generate-video", "Make a clip by hand; it waits in the gallery.", prompt, http.StatusAccepted},
		{"POST", "/api/generate-veo-video", "The same under the original's other path.", prompt, http.StatusAccepted},
		{"GET", "/api/generation-status", "Show what is being made, in the original's words.", nil, 0},
		{"GET", "/api/aiml-status", "Show the generator, in the original's words.", nil, 0},
		{"GET", "/api/all-videos", "List all clips.", nil, 0},
		{"GET", "/api/recent-videos", "List the five newest clips.", nil, 0},
		{"GET", "/api/latest-video", "Show the newest clip.", nil, 0},
		{"DELETE", "/api/delete-video/:filename", "Delete a clip.", nil, 0},
		{"GET", "/videos/:filename", "Play or download a clip; ranges work.", nil, 0},
		{"GET", "/api/donations", "List donations, the oldest first, in the original's words.", []field{{"limit", "integer", "50"}}, 0},
		{"GET", "/api/stats", "Count donations and clips.", nil, 0},
		{"GET", "/api/logs", "Show the log of this run.", []field{{"since", "integer", "milliseconds since 1970"}, {"show_ip", "boolean", "false"}}, 0},
		{"GET", "/api/connection-status", "Tell whether DonationAlerts is connected.", nil, 0},
		{"GET", "/api/access-token", "Tell whether there is a token.", nil, 0},
		{"POST", "/api/access-token", "Use a token that you have; empty forgets it.", []field{{"access_token", "string", ""}}, 0},
		{"POST", "/api/donation-alerts-token", "The same under the original's other path.", []field{{"token", "string", ""}}, 0},
		{"POST", "/api/start-polling", "Look for donations.", nil, 0},
		{"POST", "/api/stop-polling", "Look for none until it is started.", nil, 0},
		{"GET", "/api/test-donation-alerts", "Read the list of donations once and tell how that went.", nil, 0},
		{"GET", "/api/da/oauth/login", "Begin to connect DonationAlerts, in a browser.", nil, http.StatusFound},
		{"GET", "/api/da/oauth/callback", "Where DonationAlerts sends the browser back to.", []field{{"code", "string", ""}, {"state", "string", ""}, {"error", "string", ""}}, http.StatusFound},
		{"GET", "/api/da/oauth/debug", "Show how the connection is configured.", nil, 0},
		{"POST", "/api/da/disconnect", "Forget the tokens.", nil, 0},
		{"GET", "/status", "Show how each part stands.", nil, 0},
		{"GET", "/healthz", "Tell that the program is alive.", nil, 0},
		{"GET", "/readyz", "Tell whether every part works; 503 if one is down.", nil, 0},
		{"GET", "/metrics", "Figures for Prometheus, as text.", nil, 0},
	}
}

func (s *Server) docRoutes(e *echo.Echo) {
	e.GET("/openapi.json", func(c *echo.Context) error { return c.JSON(http.StatusOK, openAPI(s.o.Version)) })
	e.GET("/docs", func(c *echo.Context) error {
		return s.pages.show(c, http.StatusOK, "docs", page{Title: "docs.page", Body: operations()})
	})
	e.GET("/redoc", func(c *echo.Context) error { return c.Redirect(http.StatusTemporaryRedirect, "/docs") })
}

// openAPI writes the table down as an OpenAPI document.
func openAPI(version string) map[string]any {
	paths := map[string]map[string]any{}
	for _, o := range operations() {
		path, parameters := braces(o.Path)
		described := map[string]any{"summary": o.Summary, "responses": responses(o)}
		if o.Method == http.MethodGet {
			for _, f := range o.Fields {
				parameters = append(parameters, parameter("query", f))
			}
		} else if len(o.Fields) > 0 {
			described["requestBody"] = bodyOf(o.Fields)
		}
		if len(parameters) > 0 {
			described["parameters"] = parameters
		}
		if paths[path] == nil {
			paths[path] = map[string]any{}
		}
		paths[path][strings.ToLower(o.Method)] = described
	}
	return map[string]any{
		"openapi": "3.1.0",
		"info":    map[string]any{"title": "StreamSpark", "version": version, "license": map[string]any{"name": "MIT", "identifier": "MIT"}},
		"paths":   paths,
	}
}

// braces turns /a/:b into /a/{b} and lists its parameters.
func braces(path string) (string, []map[string]any) {
	var parameters []map[string]any
	parts := strings.Split(path, "/")
	for i, part := range parts {
		if name, ok := strings.CutPrefix(part, ":"); ok {
			parts[i] = "{" + name + "}"
			parameters = append(parameters, parameter("path", field{Name: name, Type: "string"}))
		}
	}
	return strings.Join(parts, "/"), parameters
}

func parameter(in string, f field) map[string]any {
	return map[string]any{
		"name": f.Name, "in": in, "required": in == "path", "description": f.Note, "schema": map[string]any{"type": f.Type},
	}
}

func bodyOf(fields []field) map[string]any {
	properties := map[string]any{}
	for _, f := range fields {
		properties[f.Name] = map[string]any{"type": f.Type, "description": f.Note}
	}
	return map[string]any{"content": map[string]any{
		"application/json": map[string]any{"schema": map[string]any{"type": "object", "properties": properties}},
	}}
}

func responses(o operation) map[string]any {
	good := "200"
	switch o.OK {
	case http.StatusAccepted:
		good = "202"
	case http.StatusFound:
		good = "302"
	}
	refusal := map[string]any{"type": "object", "properties": map[string]any{
		"success": map[string]any{"const": false}, "error": map[string]any{"type": "string"},
	}}
	return map[string]any{
		good: map[string]any{"description": "A good answer."},
		"default": map[string]any{
			"description": "A refusal with one sentence.",
			"content":     map[string]any{"application/json": map[string]any{"schema": refusal}},
		},
	}
}
