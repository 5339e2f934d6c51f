package web

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"
)

// TestTheDocumentsAreTheRoutes holds that every route for programs is
// described, and that nothing is described that is not there.
func TestTheDocumentsAreTheRoutes(t *testing.T) {
	w := newWorld(t)
	var described []string
	for _, o := range operations() {
		described = append(described, o.Method+" "+o.Path)
	}
	forPeople := []string{
		"GET /", "GET /dashboard", "GET /dashboard/clips", "GET /celebrations/:id", "GET /landing", "GET /static/*", "GET /widget", "GET /widget/*",
		"GET /ws/widget", "GET /ws/dashboard", "GET /test-donation", "GET /docs", "GET /redoc", "GET /openapi.json",
	}
	var routes []string
	for _, route := range w.server.echo.Router().Routes() {
		if name := route.Method + " " + route.Path; route.Method != http.MethodHead && !slices.Contains(forPeople, name) {
			routes = append(routes, name)
		}
	}
	slices.Sort(routes)
	slices.Sort(described)
	if !slices.Equal(slices.Compact(routes), described) {
		for _, name := range routes {
			if !slices.Contains(described, name) {
				t.Errorf("%s is not described", name)
			}
		}
		for _, name := range described {
			if !slices.Contains(routes, name) {
				t.Errorf("%s is described and not there", name)
			}
		}
	}
}

func TestTheDocumentIsOpenAPI(t *testing.T) {
	encoded, err := json.Marshal(openAPI("1"))
	if err != nil {
		t.Fatal(err)
	}
	var document struct {
		OpenAPI string
		Paths   map[string]map[string]struct {
			Summary    string
			Parameters []struct{ Name, In string }
			Responses  map[string]struct{ Description string }
		}
	}
	if err := json.Unmarshal(encoded, &document); err != nil || document.OpenAPI != "3.1.0" {
		t.Fatalf("%v in %s", err, encoded)
	}
	one := document.Paths["/api/celebrations/{id}"]["get"]
	if one.Summary == "" || len(one.Parameters) != 1 || one.Parameters[0].In != "path" || one.Responses["200"].Description == "" {
		t.Errorf("a celebration is described as %+v", one)
	}
	if strings.Contains(string(encoded), "/:") {
		t.Error("a path has a parameter in our router's words")
	}
}
