package web

import (
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"maps"
	"net/http"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"streamspark/internal/celebration"
	"streamspark/internal/clip"
	"streamspark/internal/money"
	"streamspark/internal/web/api"
	"streamspark/internal/web/origin"
	"streamspark/internal/web/webtest"
)

// forPeople are the addresses that no program needs.
func forPeople() []string {
	return []string{
		"GET /", "GET /dashboard", "GET /dock", "GET /clips", "GET /donations", "GET /celebrations/:id", "GET /landing", "GET /money", "GET /summary", "GET /look", "GET /widgets", "POST /look/prompt", "GET /static/*", "GET /widget", "GET /widget/*",
		"GET /settings", "GET /sign-in", "POST /sign-in", "POST /sign-out", "GET /log", "GET /ws/widget", "GET /ws/dashboard", "GET /test-donation", "GET /docs", "GET /docs/:group", "GET /docs/guide/:guide", "GET /redoc", "GET /favicon.ico", "GET /licenses",
	}
}

// TestTheDocumentsAreTheRoutes holds that every route for programs is
// described, and that nothing is described that is not there.
func TestTheDocumentsAreTheRoutes(t *testing.T) {
	w := newWorld(t)
	described := forPeople()
	for _, r := range w.server.api.Routes() {
		described = append(described, r.Method+" "+r.Path)
		if r.Handler == nil {
			t.Errorf("%s %s is described and not answered", r.Method, r.Path)
		}
	}
	var routes []string
	for _, route := range w.server.echo.Router().Routes() {
		if route.Method != http.MethodHead {
			routes = append(routes, route.Method+" "+route.Path)
		}
	}
	for _, name := range routes {
		if !slices.Contains(described, name) {
			t.Errorf("%s is not described", name)
		}
	}
	for i, name := range described {
		if !slices.Contains(routes, name) {
			t.Errorf("%s is described and not there", name)
		}
		if slices.Contains(described[:i], name) {
			t.Errorf("%s is described twice", name)
		}
	}
	documented := 0
	for _, operations := range readDocument(t, w.server).Paths {
		documented += len(operations)
	}
	if want := len(described) - len(forPeople()); documented != want {
		t.Errorf("the document has %d operations of %d", documented, want)
	}
}

// TestTheDocumentIsOpenAPI holds what the standard asks of a document.
func TestTheDocumentIsOpenAPI(t *testing.T) {
	w := newWorld(t)
	a := w.ask(http.MethodGet, "/openapi.json", "")
	var d openDocument
	decode(t, a, &d)
	if d.OpenAPI != "3.1.0" || len(d.Servers) != 1 || d.Servers[0].URL != w.HTTP.URL {
		t.Errorf("the document begins with %q for %v", d.OpenAPI, d.Servers)
	}
	var ids []string
	for path, operations := range d.Paths {
		for method, o := range operations {
			if slices.Contains(ids, o.OperationID) || o.OperationID == "" {
				t.Errorf("%s %s is called %q, as another is", method, path, o.OperationID)
			}
			ids = append(ids, o.OperationID)
			holdOperation(t, path, method, o)
		}
	}
	if strings.Contains(a.Text, "/:") {
		t.Error("a path has a parameter in our router's words")
	}
	var whole any
	decode(t, a, &whole)
	if refs := holdRefs(t, &d, whole); refs < len(ids) {
		t.Errorf("there are %d references only", refs)
	}
}

func holdOperation(t *testing.T, path, method string, o openOperation) {
	t.Helper()
	if !strings.HasSuffix(o.Summary, ".") || o.Responses["default"].Description == "" || len(o.Tags) != 1 {
		t.Errorf("%s %s says too little: %+v", method, path, o)
	}
	good := 0
	for status, r := range o.Responses {
		if status[0] == '2' || status[0] == '3' {
			good++
		}
		if r.Description == "" {
			t.Errorf("%s %s: nothing is said of %s", method, path, status)
		}
	}
	if good == 0 {
		t.Errorf("%s %s has no good answer", method, path)
	}
	var inPath []string
	for _, p := range o.Parameters {
		if p.Schema["type"] == "" || p.Schema["type"] == nil {
			t.Errorf("%s %s: %s has no type", method, path, p.Name)
		}
		if p.In == "path" && p.Required {
			inPath = append(inPath, "{"+p.Name+"}")
		}
	}
	for part := range strings.SplitSeq(path, "/") {
		if strings.HasPrefix(part, "{") && !slices.Contains(inPath, part) {
			t.Errorf("%s %s does not declare %s", method, path, part)
		}
	}
	if strings.Count(path, "{") != len(inPath) {
		t.Errorf("%s %s declares %v", method, path, inPath)
	}
}

// holdRefs follows every reference of the document.
func holdRefs(t *testing.T, d *openDocument, value any) (count int) {
	t.Helper()
	switch v := value.(type) {
	case []any:
		for _, one := range v {
			count += holdRefs(t, d, one)
		}
	case map[string]any:
		if ref, ok := v["$ref"].(string); ok {
			count++
			name, ours := strings.CutPrefix(ref, "#/components/schemas/")
			if _, there := d.Components.Schemas[name]; !there || !ours {
				t.Errorf("%s leads nowhere", ref)
			}
		}
		for _, one := range v {
			count += holdRefs(t, d, one)
		}
	}
	return count
}

// TestEveryAnswerIsAsDescribed reads all that can be read, of a world with
// something of everything in it. The world holds each answer against the
// document; so it does in all other tests.
func TestEveryAnswerIsAsDescribed(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ready(w)
	w.AddPoster("celebration_1.mp4")
	w.Move(1, func(c *celebration.Celebration) { c.Delivery.Kept = "celebration_1.part" })
	if err := w.Root.WriteFile("celebration_1.part", []byte("half"), 0o600); err != nil {
		t.Fatal(err)
	}
	w.Donate(celebration.Donation{Source: celebration.SourceTest, ID: "T1", Amount: money.Rubles(5)})
	w.Donate(celebration.Donation{Source: "donationalerts", ID: "77", Amount: money.Rubles(5)}, celebration.Held)
	voice := webtest.Viewer("voice")
	voice.Audio = "https://sounds.example/a.wav"
	w.Donate(voice)
	connected(w)
	w.Connect("page-1", true).Play()
	w.Pause("a break")
	w.AddBackup()
	madeVideo(w)
	w.Voice = webtest.Voice{}
	said, err := w.Narrator.Try(t.Context(), "", "hello", decimal.Zero)
	if err != nil {
		t.Fatal(err)
	}
	w.WriteLog("warn", "", "slow", "tries", 2, "all", true)
	w.WriteLog("info", "", "", "method", "POST", "path", "/x", "status", 403)
	for _, r := range w.server.api.Routes() {
		if r.Method != http.MethodGet {
			continue
		}
		path := strings.NewReplacer(":id/audio", "4/audio", ":id", "1", ":filename", "celebration_1.mp4", ":number", "2", ":sound", ownSound(w), ":spoken", said.Name, ":recap", clip.RecapName(w.Stream.Get().Since), ":backup", webtest.Backup, ":list", "domains.txt", "/api/sources/:source", accountPath).Replace(r.Path)
		a := w.ask(http.MethodGet, path, "")
		isJSON := a.Header.Get("Content-Type") == "application/json"
		if good := slices.Contains(r.Statuses(), a.StatusCode); !good && r.Path != callbackPath && r.Path != returnPath || good && isJSON != (r.Out != nil) {
			t.Errorf("GET %s is %d %s", path, a.StatusCode, a.Text)
		}
	}
}

// TestEachDescribedAnswerIsInTheContract holds that the contract asks for
// every answer that the document promises, so that it is held against it.
func TestEachDescribedAnswerIsInTheContract(t *testing.T) {
	asked := map[string]bool{"GET /openapi.json 200": true}
	for _, x := range contract() {
		asked[fmt.Sprintf("%s %d", x.route, x.status)] = true
	}
	for _, r := range newWorld(t).server.api.Routes() {
		promised := slices.Collect(maps.Keys(r.Fails))
		if r.Out != nil {
			promised = append(promised, r.Statuses()...)
		}
		for _, status := range promised {
			if name := fmt.Sprintf("%s %s %d", r.Method, r.Path, status); !asked[name] {
				t.Errorf("the contract never asks for %s", name)
			}
		}
	}
}

// TestEveryFailureHasACode looks for answers without success that are not made
// by api.FailureOf or lack its code.
func TestEveryFailureHasACode(t *testing.T) {
	for _, r := range newWorld(t).server.api.Routes() {
		for status, answer := range r.Fails {
			if f, ok := reflect.TypeOf(answer).FieldByName("Failure"); !ok || !f.Anonymous || f.Type != reflect.TypeFor[api.Failure]() {
				t.Errorf("%s %s %d: %T is no api.Failure", r.Method, r.Path, status, answer)
			}
		}
	}
	files, err := filepath.Glob("*.go")
	inside, _ := filepath.Glob("*/*.go")
	if err != nil || len(inside) == 0 {
		t.Fatal(err)
	}
	for _, path := range append(files, inside...) {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if spec, ok := n.(*ast.TypeSpec); ok {
				tags := tagsOf(spec)
				if slices.Contains(tags, "success") && slices.Contains(tags, "error") && !slices.Contains(tags, "code") {
					t.Errorf("%s: %s is an error without a code", path, spec.Name)
				}
			}
			if field, ok := n.(*ast.KeyValueExpr); ok {
				name, value := types.ExprString(field.Key), types.ExprString(field.Value)
				if strings.EqualFold(strings.Trim(name, `"`), "success") && value == "false" {
					t.Errorf("%s: an answer says itself that it is no success", path)
				}
			}
			return true
		})
	}
}

// tagsOf returns the names in JSON of the fields of a type.
func tagsOf(spec *ast.TypeSpec) (names []string) {
	of, ok := spec.Type.(*ast.StructType)
	if !ok {
		return nil
	}
	for _, field := range of.Fields.List {
		if field.Tag != nil {
			name, _, _ := strings.Cut(reflect.StructTag(strings.Trim(field.Tag.Value, "`")).Get("json"), ",")
			names = append(names, name)
		}
	}
	return names
}

// TestTheValidatorFindsWhatIsWrong holds that the tests above can fail.
func TestTheValidatorFindsWhatIsWrong(t *testing.T) {
	d := readDocument(t, newWorld(t).server)
	token := node{"$ref": "#/components/schemas/HasTokenAnswer"}
	clip := node{"$ref": "#/components/schemas/LatestAnswer"}
	video := `"video":{"filename":"a","url":"b","created":null,"size":1}`
	for body, want := range map[string]int{
		`{"has_token":true}`:                   0,
		`{"has_token":"true"}`:                 1,
		`{"has_token":null}`:                   1,
		`{}`:                                   1,
		`{"has_token":true,"more":1}`:          1,
		`[]`:                                   1,
		`x`:                                    1,
		`{"has_token":true,"more":1,"b":{}}`:   2,
		`{"has_token":1,"has_no_token":false}`: 2,
	} {
		if found := d.check(token, body); len(found) != want {
			t.Errorf("%s has %d faults: %q", body, len(found), found)
		}
	}
	for body, right := range map[string]bool{
		`{"status":"x","video":null}`:                         true,
		`{"status":"x",` + video + `}`:                        true,
		`{"status":"x",` + video + `,"total_videos":1}`:       true,
		`{"status":"x",` + video + `,"total_videos":1.5}`:     false,
		`{"status":"x",` + video + `,"total_videos":null}`:    false,
		`{"status":"x","video":{"filename":"a","url":"b"}}`:   false,
		`{"status":"x",` + video + `,"request_id":"seventh"}`: false,
	} {
		if found := d.check(clip, body); (len(found) == 0) != right {
			t.Errorf("%s: %q", body, found)
		}
	}
}

// TestBodiesNameEachFieldOnce holds the tags that a body is read by.
func TestBodiesNameEachFieldOnce(t *testing.T) {
	bodies := 0
	for _, r := range newWorld(t).server.api.Routes() {
		if r.In == nil {
			if origin.Changes(r.Method) && r.Method != http.MethodDelete && strings.Contains(r.Summary, "Set ") {
				t.Errorf("%s %s sets something that it does not read", r.Method, r.Path)
			}
			continue
		}
		bodies++
		kind := reflect.TypeOf(r.In)
		if kind.Kind() == reflect.Map { // its names are those of a widget
			continue
		}
		var names []string
		for i := range kind.NumField() {
			tag := kind.Field(i).Tag
			names = append(names, tag.Get("json"))
			if alias := tag.Get("alias"); alias != "" {
				names = append(names, alias)
			}
		}
		slices.Sort(names)
		if slices.Contains(names, "") || len(slices.Compact(slices.Clone(names))) != len(names) || !strings.HasSuffix(kind.Name(), "Body") {
			t.Errorf("%s of %s has the names %q", kind.Name(), r.Path, names)
		}
	}
	if bodies < 9 {
		t.Errorf("only %d bodies were looked at", bodies)
	}
}

// TestTheLineForCurlWorks sends what the page offers to copy.
func TestTheLineForCurlWorks(t *testing.T) {
	for _, path := range []string{"/test-donation", "/api/threshold", "/api/tiers", "/api/system-prompt", "/api/generate-video", "/api/play-in-obs", "/api/queue/pause"} {
		w := newWorld(t)
		ready(w)
		for _, r := range w.server.api.Routes() {
			if r.Path != path || r.In == nil {
				continue
			}
			docs := w.server.api.DocsOf(r.Group).Routes
			line := docs[slices.IndexFunc(docs, func(d api.Doc) bool { return d.Summary == r.Summary })].Curl
			start, sent, _ := strings.Cut(line, ` -d "`)
			sent = strings.NewReplacer(`\\`, `\`, `\"`, `"`).Replace(strings.TrimSuffix(sent, `"`))
			if start != `curl -X `+r.Method+` "`+w.HTTP.URL+path+`" -H "Content-Type: application/json"` || !json.Valid([]byte(sent)) {
				t.Errorf("the line is %s", line)
			}
			if a := w.ask(r.Method, path, sent); a.StatusCode >= 300 {
				t.Errorf("%s is answered with %d %s", line, a.StatusCode, a.Text)
			}
		}
	}
}
