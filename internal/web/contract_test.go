package web

import (
	"encoding/json"
	"fmt"
	"net/http"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"streamspark/internal/store"
	"streamspark/internal/web/api"
	"streamspark/internal/web/webtest"
)

// exchange is one request and what its answer must be.
type exchange struct {
	name    string
	route   string // as it is registered
	path    string // where it is not the route's own; {line} and {next} are the first lines of the log
	body    string
	prepare func(*world)
	headers []string
	signed  bool // as the webhook wants it, at the time of the request
	status  int
	shape   string // of a success
	says    string // must stand in the answer
	then    func(*testing.T, *world)
}

const (
	donationShape = "{amount:string,created_at:string,currency:string,donor:string,id:string,message:string,source:string}"
	clipShape     = "{duration_ms:number,filename:string,size:number,url:string}"
	restShape     = "created_at:string,donation:" + donationShape + ",generator:string,id:number,"
	tailShape     = "progress:number,public:{donor:string,message:string},rate:null,reason:string,reason_code:string,scene:null,status:string,tier:null,tier_name:string,updated_at:string,verdict:null}"
	listedShape   = "{actions:[string],amount_rub:null,charged:string,clip:null," + restShape + tailShape
	wholeShape    = "{actions:[string],amount_rub:null,charged:string,clip:null," + restShape + "moves:[{at:string,reason:string,status:string}]," + tailShape
	messageShape  = "{message:string,success:bool}"
	orderShape    = "{celebration_id:number,message:string,status_url:string,success:bool}"
	queueShape    = "{cleared:bool,making:[],paused:bool,paused_since:null,paused_until:null,paused_why:string,player:null,playing:null,quiet:bool,success:bool,visible:number,waiting:[],widgets:number}"
)

// contract is every route with good and bad input.
func contract() []exchange {
	return slices.Concat(
		celebrationContract(), awayContract(), reconcileContract(), queueContract(), handsContract(), stateContract(),
		orderContract(), historyContract(), logContract(),
		settingContract(), lookContract(), soundContract(), speechContract(), widgetContract(), moneyContract(), summaryContract(),
		thresholdContract(), tierContract(), sourceContract(), galleryContract(), clipContract(), importContract(), posterContract(), statusContract(), setupContract(), accessContract(), sourcesContract(), moderationContract(), botContract(), moderatorContract(), dryRunContract(),
	)
}

// TestContract gives each exchange a world of its own. Those that need nothing
// prepared, and read or are refused, share one: they may change nothing. Of
// the refusals that need something prepared -short holds one a route.
func TestContract(t *testing.T) {
	shared := newWorld(t)
	refused := map[string]bool{}
	for _, x := range contract() {
		if x.prepare != nil && x.status >= 400 {
			if testing.Short() && refused[x.route] {
				continue
			}
			refused[x.route] = true
		}
		t.Run(x.route+" "+x.name, func(t *testing.T) {
			reads := strings.HasPrefix(x.route, "GET ") && x.then == nil
			if x.prepare == nil && (x.status >= 400 || reads) {
				shared.T = t
				x.hold(t, shared)
				return
			}
			t.Parallel()
			w := newWorld(t)
			if x.prepare != nil {
				x.prepare(w)
			}
			x.hold(t, w)
		})
	}
}

func (x exchange) hold(t *testing.T, w *world) {
	method, path, _ := strings.Cut(x.route, " ")
	if x.path != "" {
		path = x.path
	}
	if lines := w.Logs.Since(0); len(lines) > 1 {
		path = strings.NewReplacer("{line}", fmt.Sprint(lines[0].ID), "{next}", fmt.Sprint(lines[1].ID)).Replace(path)
	}
	if strings.Contains(path, "{plan}") {
		plan, err := w.Recaps.Plan(t.Context(), store.Stretch{From: w.Stream.Get().Since})
		if err != nil {
			t.Fatal(err)
		}
		path = strings.Replace(path, "{plan}", plan.ID, 1)
	}
	if x.signed {
		x.headers = append(x.headers, signedHeaders(webtest.WebhookSecret, x.body)...)
	}
	if x.status >= 400 && !slices.Contains(x.headers, "Accept-Language") {
		x.headers = append(x.headers, "Accept-Language", "ru")
	}
	a := w.ask(method, path, x.body, x.headers...)
	if a.StatusCode != x.status {
		t.Fatalf("%d %s, want %d", a.StatusCode, a.Text, x.status)
	}
	if !strings.Contains(a.Text, x.says) {
		t.Errorf("%s does not say %q", a.Text, x.says)
	}
	holdShape(t, a, x)
	holdFailure(t, a)
	holdSecrets(t, w, a)
	w.holdQuery(method, path)
	if x.then != nil {
		x.then(t, w)
	}
	// The source may make two requests at once, then one a second.
	if method == http.MethodGet && !strings.HasPrefix(path, "/api/reconcile?") {
		holdHead(t, w, path, a)
	}
}

// holdShape holds the JSON of an answer against the shape of the contract.
func holdShape(t *testing.T, a webtest.Answer, x exchange) {
	t.Helper()
	if a.StatusCode >= 400 && x.shape == "" {
		a.Sentence(t)
		return
	}
	if x.shape == "" {
		return
	}
	if got := a.Header.Get("Content-Type"); got != "application/json" {
		t.Errorf("the type is %q", got)
	}
	var value any
	if err := json.Unmarshal([]byte(a.Text), &value); err != nil {
		t.Fatalf("%q is no JSON: %v", a.Text, err)
	}
	if got := shapeOf(value); got != x.shape {
		t.Errorf("the shape is\n%s, want\n%s", got, x.shape)
	}
}

// holdFailure holds that an error has a code for programs, and a sentence in the
// reader's language, in which only names and what somebody else said are Latin.
func holdFailure(t *testing.T, a webtest.Answer) {
	t.Helper()
	if a.StatusCode < 400 || a.Header.Get("Content-Type") != "application/json" {
		return
	}
	var f api.Failure
	if err := json.Unmarshal([]byte(a.Text), &f); err != nil {
		t.Fatal(err)
	}
	if f.Code == "" {
		t.Errorf("the error has no code: %s", a.Text)
	}
	said := quoted.ReplaceAllString(f.Message, "")
	if !cyrillic.MatchString(said) || latin.MatchString(said) {
		t.Errorf("in Russian it is said: %s", f.Message)
	}
}

var (
	quoted   = regexp.MustCompile(`«[^»]*»|"[^"]*"|\([^)]*\)`)
	cyrillic = regexp.MustCompile(`[а-яё]{2,}`)
	latin    = regexp.MustCompile(`[a-z]{2,}'? [a-z]{2,}`)
)

// holdSecrets looks for what was planted in the answer and, of what the
// request itself brought, in the log.
func holdSecrets(t *testing.T, w *world, a webtest.Answer) {
	t.Helper()
	all := a.Text
	if a.StatusCode >= 500 {
		for _, inner := range []string{filepath.Dir(w.Store.BackupFolder()), webtest.RateTrouble, "sql:"} {
			if strings.Contains(all, inner) {
				t.Errorf("%q, which is for the log, is in the answer: %s", inner, all)
			}
		}
	}
	for name, values := range a.Header {
		all += "\n" + name + ": " + strings.Join(values, ", ")
	}
	if strings.Contains(all, webtest.SecretWord) {
		t.Errorf("a secret is in the answer: %s", all)
	}
	if strings.Contains(w.Log.String(), "sent-5ecret") {
		t.Errorf("a secret of the request is in the log: %s", w.Log)
	}
}

// holdHead holds that HEAD answers as GET does, without a body. Where GET
// has an effect it only says that the address is there.
func holdHead(t *testing.T, w *world, path string, get webtest.Answer) {
	t.Helper()
	before := w.Source.State()
	head := w.ask(http.MethodHead, path, "")
	if head.Text != "" {
		t.Errorf("HEAD has a body: %q", head.Text)
	}
	switch path, _, _ := strings.Cut(path, "?"); {
	case slices.Contains([]string{"/api/test-donation-alerts", loginPath, callbackPath}, path),
		strings.HasPrefix(path, "/api/sources/") && (strings.HasSuffix(path, "/connect") || strings.HasSuffix(path, "/callback")):
		if head.StatusCode != http.StatusOK || w.Source.State() != before {
			t.Errorf("HEAD is %d and did something", head.StatusCode)
		}
	default:
		if head.StatusCode != get.StatusCode || head.Header.Get("Content-Type") != get.Header.Get("Content-Type") {
			t.Errorf("HEAD is %d %s, GET is %d", head.StatusCode, head.Header.Get("Content-Type"), get.StatusCode)
		}
	}
}

// TestEveryRouteIsHeld fails where a route has no exchange in the contract.
// The dashboard's pages have tests of their own.
func TestEveryRouteIsHeld(t *testing.T) {
	held := map[string]bool{
		"GET /ws/widget": true, "GET /ws/dashboard": true, // in the tests of access
		"POST /sign-in": true, "POST /sign-out": true, // and in those of the sign-in
		"HEAD /api/test-donation-alerts": true, "HEAD /api/da/oauth/login": true, "HEAD /api/da/oauth/callback": true,
		"HEAD " + connectPath: true, "HEAD " + returnPath: true,
	}
	refused := map[string]bool{}
	for _, x := range contract() {
		held[x.route] = true
		if x.status >= 400 {
			refused[x.route] = true
		}
	}
	w := newWorld(t)
	for _, route := range w.server.echo.Router().Routes() {
		name := route.Method + " " + route.Path
		program := strings.HasPrefix(route.Path, "/api/")
		if !held[name] && (program || route.Method != http.MethodGet) {
			t.Errorf("%s is in no table of the contract", name)
		}
		// What takes input must be held with input that is wrong.
		takes := strings.Contains(route.Path, ":") || route.Method == http.MethodPost || route.Method == http.MethodPut
		if program && takes && !refused[name] && !slices.Contains(takesAll(), name) {
			t.Errorf("%s is never asked for anything wrong", name)
		}
		delete(held, name)
	}
	for name := range held {
		if !strings.HasPrefix(name, "POST /sign-") && !strings.HasPrefix(name, "GET /") || strings.HasPrefix(name, "GET /api/") {
			t.Errorf("the contract has %s, which is no route", name)
		}
	}
}

// takesAll are the routes that change something, read nothing and always
// can do it, or do nothing.
func takesAll() []string {
	return []string{"POST /api/queue/resume", "POST /api/stream", "HEAD " + connectPath, "HEAD " + returnPath}
}
