package standin

import (
	"mime"
	"net"
	"net/http"
	"net/url"
	"slices"
)

// ours allows requests from the stand-ins' own pages or from no page at
// all, such as curl. A page of another site can neither read nor change
// anything here, also not through a name that leads to this machine.
func (s *Server) ours(answer http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if !s.ownHost(r.Host) {
			http.Error(w, "This address is not the stand-in's own.", http.StatusForbidden)
			return
		}
		if r.Method != http.MethodGet && r.Method != http.MethodHead && !s.ownOrigin(r) {
			http.Error(w, "A page of another site may not change anything here.", http.StatusForbidden)
			return
		}
		answer(w, r)
	}
}

// ownHost reports whether a host is this listener, by one of its names.
func (s *Server) ownHost(host string) bool {
	_, port, err := net.SplitHostPort(s.addr)
	if err != nil {
		return false
	}
	names := []string{s.addr, "localhost:" + port, "127.0.0.1:" + port, "[::1]:" + port}
	return slices.Contains(names, host)
}

// ownOrigin reports whether a changing request may be let in.
func (s *Server) ownOrigin(r *http.Request) bool {
	if site := r.Header.Get("Sec-Fetch-Site"); site != "" && site != "same-origin" && site != "none" {
		return false
	}
	origin := r.Header.Get("Origin")
	if origin == "" {
		return true
	}
	u, err := url.Parse(origin)
	return err == nil && u.Scheme == "http" && u.Host == r.Host
}

// isJSON reports whether a body says that it is JSON. A form of another site
// cannot say so without asking first.
func isJSON(r *http.Request) bool {
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	return err == nil && kind == "application/json"
}

// pageHeaders sets the headers of every page of ours. forms are further
// places that a form may lead to.
func pageHeaders(w http.ResponseWriter, forms string) {
	h := w.Header()
	h.Set("Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "+
		"connect-src 'self'; form-action 'self'"+forms+"; base-uri 'none'; frame-ancestors 'none'")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "DENY")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Referrer-Policy", "same-origin")
	h.Set("Cache-Control", "no-store")
}
