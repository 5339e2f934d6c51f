package standin

import (
	"bytes"
	"embed"
	"html/template"
	"net/http"
	"net/url"
)

//go:embed page
var pageFiles embed.FS

// readPages reads the template of the consent page.
func readPages() (*template.Template, error) {
	return template.ParseFS(pageFiles, "page/*.html")
}

// consentRoutes registers the files of the consent page.
func (s *Server) consentRoutes(mux *http.ServeMux) {
	for _, name := range []string{"consent.css", "icon.svg"} {
		mux.Handle("GET /standin/"+name, s.inside(s.ours(asset(name))))
	}
}

func asset(name string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		pageHeaders(w, "")
		http.ServeFileFS(w, r, pageFiles, "page/"+name)
	}
}

// label is a scope, and what it permits in words.
type label struct{ Name, Text string }

// consentPage asks the person. The form leads to the redirect address in
// the end, so the policy of the page must know it.
func (s *Server) consentPage(w http.ResponseWriter, a ask) {
	forms := ""
	if u, err := url.Parse(a.Redirect); err == nil {
		forms = " " + u.Scheme + "://" + u.Host + " http://localhost:* http://127.0.0.1:*"
	}
	pageHeaders(w, forms)
	means := map[string]string{
		scopeUser:     "See the name and the language of your account",
		scopeList:     "Read the list of your donations",
		scopeRealtime: "Receive new donations at once",
		scopeAlert:    "Show alerts of its own on your stream",
	}
	var asked []label
	for _, scope := range a.Scopes {
		asked = append(asked, label{Name: scope, Text: means[scope]})
	}
	s.render(w, "consent.html", map[string]any{"Ask": a, "Scopes": asked, "User": userName, "App": "StreamSpark"})
}

func (s *Server) render(w http.ResponseWriter, name string, values any) {
	var page bytes.Buffer
	if err := s.pages.ExecuteTemplate(&page, name, values); err != nil {
		s.log.Error().Err(err).Str("page", name).Msg("a page of a stand-in cannot be written")
		http.Error(w, "the page cannot be written", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_, _ = w.Write(page.Bytes())
}
