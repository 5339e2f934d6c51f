package standin

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"
)

func TestOtherSitesCanDoNothing(t *testing.T) {
	s := started(t, Options{})
	port := s.Host()[strings.LastIndex(s.Host(), ":"):]
	form, _ := url.Parse(s.authorizeURL())
	cases := []struct {
		name    string
		headers []string
		status  int
	}{
		{"curl", nil, 302},
		{"the page itself", []string{"Origin", s.URL(), "Sec-Fetch-Site", "same-origin"}, 302},
		{"by the name localhost", []string{"Host", "localhost" + port, "Origin", "http://localhost" + port}, 302},
		{"another site", []string{"Origin", "https://example.org"}, 403},
		{"no origin to tell", []string{"Origin", "null"}, 403},
		{"another port", []string{"Origin", "http://127.0.0.1:1"}, 403},
		{"another name for it", []string{"Origin", "http://localhost" + port}, 403},
		{"told by the browser", []string{"Sec-Fetch-Site", "cross-site"}, 403},
		{"a name that leads here", []string{"Host", "example.org" + port}, 403},
	}
	for _, c := range cases {
		headers := append([]string{"Content-Type", "application/x-www-form-urlencoded"}, c.headers...)
		if answer := call(t, "POST", s.DonationAlertsURL()+"/oauth/authorize", form.RawQuery, headers...); answer.StatusCode != c.status {
			t.Errorf("%s: %d", c.name, answer.StatusCode)
		}
	}
	for _, path := range []string{"/standin/consent.css", s.authorizeURL()[len(s.URL()):]} {
		if answer := call(t, "GET", s.URL()+path, "", "Host", "example.org"); answer.StatusCode != http.StatusForbidden {
			t.Errorf("%s by another name: %d", path, answer.StatusCode)
		}
	}
}

func TestPagesAreStrict(t *testing.T) {
	s := started(t, Options{})
	inline := regexp.MustCompile(`(?i)<script(?:>|[^>]*[^>]>\s*[^<\s])|\son\w+=|\sstyle=|<style`)
	foreign := regexp.MustCompile(`(?:src|href|action)="(?:https?:)?//`)
	for _, path := range []string{s.authorizeURL()[len(s.URL()):]} {
		page := call(t, "GET", s.URL()+path, "")
		policy := page.Header.Get("Content-Security-Policy")
		if page.StatusCode != http.StatusOK || !strings.HasPrefix(policy, "default-src 'none'; script-src 'self';") || strings.Contains(policy, "unsafe") {
			t.Errorf("%s: %d %s", path, page.StatusCode, policy)
		}
		if page.Header.Get("X-Content-Type-Options") != "nosniff" || page.Header.Get("X-Frame-Options") != "DENY" {
			t.Errorf("%s: %v", path, page.Header)
		}
		if found := inline.FindString(page.body) + foreign.FindString(page.body); found != "" {
			t.Errorf("%s has %s", path, found)
		}
	}
}

func TestConsentPageEscapesWhatItIsGiven(t *testing.T) {
	s := started(t, Options{})
	address := strings.Replace(s.authorizeURL(), "st%26te", "%22%3E%3Cscript%3Ealert(1)%3C%2Fscript%3E", 1)
	if page := call(t, "GET", address, ""); strings.Contains(page.body, "<script") {
		t.Errorf("markup got through: %s", page.body)
	}
}

func TestEverythingAtOnce(t *testing.T) {
	t.Parallel()
	s := started(t, Options{})
	all := places(s)
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			for p, place := range all {
				if i%2 == 0 {
					s.Set(p, Fault{Kind: []Kind{Status500, Cut, Empty, Slow}[i/2], Times: 1})
				}
				_, _ = visit(t, place)
				s.Donate(Donation{Amount: i, Currency: "USD"})
				s.SetRate("USD", fmt.Sprint(80+i))
				s.SetJobTime(time.Duration(i))
				s.IssueTokens()
				s.Jobs()
				s.Requests(p)
			}
		})
	}
	wg.Wait()
	if _, total := s.list.page(1, perPage); total != 8*len(all) {
		t.Errorf("%d donations", total)
	}
}
