package sandbox

import (
	"bytes"
	"embed"
	"html/template"
	"net/http"
	"net/url"
)

//go:embed page
var pageFiles embed.FS

// readPages reads the templates of both pages.
func readPages() (*template.Template, error) {
	return template.ParseFS(pageFiles, "page/*.html")
}

// viewerRoutes are the viewer's page and what it calls.
func (s *Sandbox) viewerRoutes(mux *http.ServeMux) {
	serve := func(pattern string, answer http.HandlerFunc) {
		mux.Handle(pattern, s.inside(s.ours(answer)))
	}
	serve("GET /{$}", s.viewerPage)
	for _, name := range []string{"viewer.css", "viewer.js", "icon.svg"} {
		serve("GET /sandbox/"+name, asset(name))
	}
	serve("GET /sandbox/state", s.showState)
	serve("POST /sandbox/donate", changing(s.viewerDonates))
	serve("POST /sandbox/fault", changing(s.switchFault))
	serve("POST /sandbox/faults/clear", changing(s.clearSwitches))
	serve("POST /sandbox/job-time", changing(s.changeJobTime))
	serve("POST /sandbox/revoke", changing(s.revoke))
}

func asset(name string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		pageHeaders(w, "")
		http.ServeFileFS(w, r, pageFiles, "page/"+name)
	}
}

// label is a name for the program and one for people.
type label struct{ Name, Text, About string }

func partLabels() []label {
	return []label{
		{string(PartAuthorize), "Consent page", "DonationAlerts"},
		{string(PartToken), "Tokens", "DonationAlerts"},
		{string(PartUser), "Account", "DonationAlerts"},
		{string(PartDonations), "List of donations", "DonationAlerts"},
		{string(PartSubscribe), "Leave to listen", "DonationAlerts"},
		{string(PartSocket), "Realtime pushes", "DonationAlerts"},
		{string(PartCBR), "Central Bank", "Rates"},
		{string(PartOpenER), "open.er-api", "Rates"},
		{string(PartExchangeRate), "exchangerate-api", "Rates"},
		{string(PartModels), "Catalogue", "AIML"},
		{string(PartSubmit), "Start of a clip", "AIML"},
		{string(PartPoll), "Look at a clip", "AIML"},
		{string(PartFile), "Download", "AIML"},
		{string(PartLogs), "Log of requests", "AIML"},
		{string(PartBilling), "Charges", "AIML"},
		{string(PartGeminiStart), "Start of a clip", "Gemini"},
		{string(PartGeminiLook), "Look at a clip", "Gemini"},
		{string(PartGeminiFile), "Download", "Gemini"},
	}
}

func kindLabels() []label {
	about := map[Kind][2]string{
		Slow:         {"slow", "Answers, but later"},
		Status400:    {"400", "Bad request"},
		Status401:    {"401", "Not signed in"},
		Status403:    {"403", "Forbidden; at AIML: no credits"},
		Status404:    {"404", "Not found"},
		Status408:    {"408", "The request took too long"},
		Status409:    {"409", "A conflict with another request"},
		Status429:    {"429", "Too many requests"},
		Status500:    {"500", "Broken server"},
		Status503:    {"503", "Out of service"},
		HTML:         {"502 page", "502 and a web page"},
		HTML200:      {"200 page", "200 and a web page"},
		Hang:         {"silence", "No answer at all"},
		HangBody:     {"stalls", "Silence after half of the answer"},
		Cut:          {"cut", "Cut after half of the answer"},
		Lost:         {"lost", "Done, but the answer is lost"},
		Refused:      {"refused", "Consent denied, prompt refused, key or signature wrong"},
		Endless:      {"endless", "An answer without an end"},
		Empty:        {"empty", "An empty answer"},
		OtherShape:   {"other shape", "An answer of another shape"},
		WrongType:    {"wrong type", "A good answer under another content type"},
		Strings:      {"strings", "Numbers as texts"},
		Nulls:        {"nulls", "Null in place of every value"},
		Huge:         {"100 MB", "100 MB with the answer"},
		KindRedirect: {"redirect", "Sent to another address"},
		OddStatus:    {"odd status", "A status that nobody knows"},
	}
	var labels []label
	for _, k := range Kinds() {
		labels = append(labels, label{string(k), about[k][0], about[k][1]})
	}
	return labels
}

func (s *Sandbox) viewerPage(w http.ResponseWriter, _ *http.Request) {
	pageHeaders(w, "")
	s.render(w, "index.html", map[string]any{
		"Streamer": userName, "Parts": partLabels(), "Kinds": kindLabels(),
		"Currencies": []string{"RUB", "USD", "EUR", "KZT", "BYN", "UAH", "BRL", "TRY", "PLN", "UZS", "JPY", "GBP", "XAU"},
	})
}

// consentPage asks the person. The form leads to the redirect address in
// the end, so the policy of the page must know it.
func (s *Sandbox) consentPage(w http.ResponseWriter, a ask) {
	forms := ""
	if u, err := url.Parse(a.Redirect); err == nil {
		forms = " " + u.Scheme + "://" + u.Host + " http://localhost:* http://127.0.0.1:*"
	}
	pageHeaders(w, forms)
	means := map[string]string{
		scopeUser:     "See the name and the language of your account",
		scopeList:     "Read the list of your donations",
		scopeRealtime: "Hear of new donations at once",
		scopeAlert:    "Show alerts of its own on your stream",
	}
	var asked []label
	for _, scope := range a.Scopes {
		asked = append(asked, label{Name: scope, Text: means[scope]})
	}
	s.render(w, "consent.html", map[string]any{"Ask": a, "Scopes": asked, "User": userName, "App": "StreamSpark"})
}

func (s *Sandbox) render(w http.ResponseWriter, name string, values any) {
	var page bytes.Buffer
	if err := s.pages.ExecuteTemplate(&page, name, values); err != nil {
		s.log.Error().Err(err).Str("page", name).Msg("a page of the sandbox cannot be written")
		http.Error(w, "the page cannot be written", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_, _ = w.Write(page.Bytes())
}
