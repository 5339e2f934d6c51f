package locale

import (
	"cmp"
	"net/http"
	"strings"
	"sync"

	"golang.org/x/text/language"
)

var matcher = sync.OnceValue(func() language.Matcher {
	var tags []language.Tag
	for _, l := range catalogs() {
		tags = append(tags, l.tag)
	}
	return language.NewMatcher(tags)
})

// Choose returns the language of a request: the one that it names, else the
// one of the reader's cookie, else the one that the browser prefers.
func Choose(all []*Language, r *http.Request) *Language {
	wishes := []string{r.URL.Query().Get("lang")}
	if cookie, err := r.Cookie("lang"); err == nil {
		wishes = append(wishes, cookie.Value)
	}
	for _, wish := range wishes {
		for _, l := range all {
			if wish == l.code {
				return l
			}
		}
	}
	return Accepted(all, r)
}

// System returns the language in which the system speaks, by its environment
// variables, else English.
func System(getenv func(string) string) *Language {
	code, _, _ := strings.Cut(cmp.Or(getenv("LC_ALL"), getenv("LC_MESSAGES"), getenv("LANG")), "_")
	for _, l := range catalogs() {
		if l.code == code {
			return l
		}
	}
	return English()
}

// Accepted returns the language that the header Accept-Language prefers, else
// the first. A related language is no match: who reads Ukrainian is not given
// Russian.
func Accepted(all []*Language, r *http.Request) *Language {
	header := r.Header.Get("Accept-Language")
	wishes, weights, err := language.ParseAcceptLanguage(header[:min(len(header), 500)])
	if err != nil {
		return all[0]
	}
	for i, wish := range wishes {
		if _, index, confidence := matcher().Match(wish); weights[i] > 0 && confidence >= language.High {
			return all[index]
		}
	}
	return all[0]
}
