package standin

import (
	"encoding/json"
	"io"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"time"
	"unicode/utf8"

	"github.com/shopspring/decimal"

	"streamspark/internal/money"
)

const (
	shownDonations = 20
	mostAtOnce     = 100
	longestName    = 100
	longestMessage = 500
	longestWait    = 3600 // seconds, of a slow answer or a job
)

// changing reads the JSON of a request that changes something and answers
// with the state after it, or with a sentence on what is wrong.
func changing[T any](change func(T) (sentence string)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if !isJSON(r) {
			viewerError(w, http.StatusUnsupportedMediaType, "Send JSON.")
			return
		}
		var body T
		raw, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 64<<10))
		if err != nil || json.Unmarshal(raw, &body) != nil {
			viewerError(w, http.StatusBadRequest, "The request cannot be read.")
			return
		}
		if sentence := change(body); sentence != "" {
			viewerError(w, http.StatusBadRequest, sentence)
			return
		}
		writeJSON(w, http.StatusOK, map[string]any{"success": true})
	}
}

func viewerError(w http.ResponseWriter, status int, sentence string) {
	writeJSON(w, status, map[string]any{"success": false, "error": sentence})
}

// wish is what a viewer fills in.
type wish struct {
	Name      string `json:"name"`
	Amount    string `json:"amount"`
	Currency  string `json:"currency"`
	Message   string `json:"message"`
	Audio     bool   `json:"audio"`
	Anonymous bool   `json:"anonymous"`
	Count     int    `json:"count"`
}

func (s *Server) viewerDonates(v wish) string {
	sum, err := money.Parse(v.Amount, v.Currency)
	amount := sum.Value()
	switch {
	case !regexp.MustCompile(`^[A-Z]{3}$`).MatchString(v.Currency):
		return "Choose a currency of three letters."
	case err != nil || !amount.IsPositive() || amount.Exponent() < -2 || amount.GreaterThan(decimal.New(1, 9)):
		return "Write an amount above zero, as in 1500 or 99.90."
	case utf8.RuneCountInString(v.Name) > longestName:
		return "The name is too long: write at most " + strconv.Itoa(longestName) + " signs."
	case utf8.RuneCountInString(v.Message) > longestMessage:
		return "The message is too long: write at most " + strconv.Itoa(longestMessage) + " signs."
	case v.Count < 0 || v.Count > mostAtOnce:
		return "Make at most " + strconv.Itoa(mostAtOnce) + " donations at once."
	}
	for i := range max(v.Count, 1) {
		d := Donation{
			Amount: json.Number(amount.String()), Currency: v.Currency, Audio: v.Audio,
			PayinSystem: map[string]string{"title": "stand-in"},
		}
		if !v.Anonymous {
			name := v.Name
			if v.Count > 1 {
				name += " #" + strconv.Itoa(i+1)
			}
			d.Donor = &name
		}
		if v.Message != "" && !v.Audio {
			d.Message = &v.Message
		}
		s.Donate(d)
	}
	return ""
}

// faultSwitch is a switch of the panel. An empty kind switches it off.
type faultSwitch struct {
	Part     Part    `json:"part"`
	Kind     Kind    `json:"kind"`
	Times    int     `json:"times"`
	After    float64 `json:"after_seconds"`
	Retry    int     `json:"retry_seconds"`
	Redirect string  `json:"redirect"`
}

func (s *Server) switchFault(f faultSwitch) string {
	switch {
	case !slices.Contains(Parts(), f.Part):
		return "There is no such part."
	case f.Kind != "" && !slices.Contains(Kinds(), f.Kind):
		return "There is no such fault."
	case f.Times < 0 || f.Times > 1000:
		return "A fault meets 1 to 1000 requests, or 0 for all of them."
	case f.After < 0 || f.After > longestWait || f.Retry < 0 || f.Retry > longestWait:
		return "Wait at most an hour."
	case f.Kind == KindRedirect && !loopbackAddress(f.Redirect):
		return "A redirect leads to an address on this machine only."
	}
	s.Set(f.Part, Fault{
		Kind: f.Kind, Times: f.Times, After: seconds(f.After), Retry: f.Retry, Redirect: f.Redirect,
	})
	return ""
}

func (s *Server) clearSwitches(struct{}) string {
	s.ClearFaults()
	return ""
}

func (s *Server) changeJobTime(body struct {
	Seconds float64 `json:"seconds"`
},
) string {
	if body.Seconds < 0 || body.Seconds > longestWait {
		return "A clip takes 0 to 3600 seconds."
	}
	s.SetJobTime(seconds(body.Seconds))
	return ""
}

func (s *Server) revoke(body struct {
	All bool `json:"all"`
},
) string {
	if body.All {
		s.RevokeAll()
	} else {
		s.RevokeAccess()
	}
	return ""
}

func seconds(n float64) time.Duration { return time.Duration(n * float64(time.Second)) }

// showState serves everything that the page shows.
func (s *Server) showState(w http.ResponseWriter, _ *http.Request) {
	rows, total := s.list.page(1, shownDonations)
	shown := []any{}
	for _, row := range rows {
		var fields any
		if json.Unmarshal(row, &fields) != nil {
			fields = map[string]string{"raw": string(row)}
		}
		shown = append(shown, fields)
	}
	type switched struct {
		Kind  Kind `json:"kind"`
		Times int  `json:"times"`
	}
	faults := map[Part]switched{}
	for p, f := range s.faults.all() {
		faults[p] = switched{f.Kind, f.Times}
	}
	waiting, made, jobTime := s.aiml.tally()
	pageHeaders(w, "")
	writeJSON(w, http.StatusOK, map[string]any{
		"donations": shown, "total": total, "faults": faults, "requests": s.requests.newest(),
		"job_seconds": jobTime.Seconds(), "jobs_open": waiting, "jobs_done": made, "access_tokens": s.account.alive(),
	})
}

// tally counts the jobs.
func (j *jobs) tally() (open, done int, takes time.Duration) {
	j.mu.Lock()
	defer j.mu.Unlock()
	for _, one := range j.order {
		if one.Done {
			done++
		}
	}
	return len(j.order) - done, done, j.takes
}

// alive counts the access tokens that still open something.
func (a *account) alive() int {
	a.mu.Lock()
	defer a.mu.Unlock()
	count := 0
	for _, g := range a.access {
		if time.Now().Before(g.expires) {
			count++
		}
	}
	return count
}
