package locale

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
)

// Choose finds the language of a request: what it asks for by name, else
// what the reader chose before, else what the browser prefers.
func Choose(all []*Language, r *http.Request) *Language {
	wishes := []string{r.URL.Query().Get("lang")}
	if cookie, err := r.Cookie("lang"); err == nil {
		wishes = append(wishes, cookie.Value)
	}
	wishes = append(wishes, accepted(r.Header.Get("Accept-Language"))...)
	for _, wish := range wishes {
		for _, l := range all {
			if wish == l.code {
				return l
			}
		}
	}
	return all[0]
}

// accepted lists the languages of the header, the most wanted first, without
// their regions.
func accepted(header string) []string {
	type wish struct {
		code   string
		weight float64
	}
	var wishes []wish
	for part := range strings.SplitSeq(header[:min(len(header), 500)], ",") {
		tag, rest, _ := strings.Cut(part, ";")
		weight := 1.0
		if q, ok := strings.CutPrefix(strings.TrimSpace(rest), "q="); ok {
			weight, _ = strconv.ParseFloat(q, 64) // what is no number is not wanted
		}
		code, _, _ := strings.Cut(strings.ToLower(strings.TrimSpace(tag)), "-")
		if weight > 0 {
			wishes = append(wishes, wish{code, weight})
		}
	}
	slices.SortStableFunc(wishes, func(a, b wish) int {
		switch {
		case a.weight > b.weight:
			return -1
		case a.weight < b.weight:
			return 1
		}
		return 0
	})
	codes := make([]string, len(wishes))
	for i, w := range wishes {
		codes[i] = w.code
	}
	return codes
}
