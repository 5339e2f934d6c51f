package standin

import (
	"encoding/base64"
	"net/http"
	"net/url"
	"slices"
	"time"

	"github.com/shopspring/decimal"
)

// topUp is what the account was filled with before its first clip.
const topUp = 100

// transaction is money that came or went.
type transaction struct {
	CreatedAt   string         `json:"created_at"`
	Direction   string         `json:"direction"`
	Type        string         `json:"type"`
	Amount      map[string]any `json:"amount"`
	Model       *string        `json:"model"`
	ReferenceID *string        `json:"reference_id"`
	at          time.Time
}

// cursor returns what asks for the rows after this one.
func (t transaction) cursor() string {
	mark := t.CreatedAt + t.Type
	if t.ReferenceID != nil {
		mark += *t.ReferenceID
	}
	return base64.RawURLEncoding.EncodeToString([]byte(mark))
}

// charges returns the transactions so far, newest first: one for each clip that
// was made. What failed has none at all.
func (j *jobs) charges(now time.Time) []transaction {
	j.mu.Lock()
	defer j.mu.Unlock()
	found := []transaction{{
		CreatedAt: stamp(j.started), Direction: "TOPUP", Type: "TOPUP", Amount: amountOf(decimal.NewFromInt(topUp)), at: j.started,
	}}
	for _, one := range j.order {
		end, over := one.ended(now)
		if !over || one.refused || now.Sub(end) < j.feed.delay {
			continue
		}
		found = append(found, transaction{
			CreatedAt: stamp(end), Direction: "CHARGE", Type: "MODEL_USAGE", Amount: amountOf(one.cost),
			Model: &one.Model, ReferenceID: &one.ID, at: end,
		})
	}
	slices.SortStableFunc(found, func(a, b transaction) int { return b.at.Compare(a.at) })
	return found
}

// Charged returns all that AIML took for clips so far, in dollars, also what
// its list does not show yet.
func (s *Server) Charged() decimal.Decimal {
	s.aiml.mu.Lock()
	defer s.aiml.mu.Unlock()
	sum := decimal.Zero
	for _, one := range s.aiml.order {
		if _, over := one.ended(time.Now()); over && !one.refused {
			sum = sum.Add(one.cost)
		}
	}
	return sum
}

// transactions lists money that came and went, by pages with a cursor.
func (s *Server) transactions(w http.ResponseWriter, r *http.Request) {
	query := r.URL.Query()
	limit, problems := logDefault, []problem(nil)
	if !number(query, "limit", &limit, 1, logMost) {
		problems = append(problems, problem{"limit", "Number out of range"})
	}
	if d := query.Get("direction"); d != "" && d != "TOPUP" && d != "CHARGE" {
		problems = append(problems, problem{"direction", "Invalid enum value. Expected 'TOPUP' | 'CHARGE'"})
	}
	from, fromOK := moment(query, "from", time.Time{})
	to, toOK := moment(query, "to", time.Now().Add(time.Hour))
	if !fromOK || !toOK {
		problems = append(problems, problem{"from", "Invalid datetime"})
	}
	rows := slices.DeleteFunc(s.aiml.charges(time.Now()), func(t transaction) bool {
		return t.at.Before(from) || t.at.After(to) ||
			query.Get("direction") != "" && query.Get("direction") != t.Direction ||
			query.Get("type") != "" && query.Get("type") != t.Type
	})
	if cursor := query.Get("cursor"); cursor != "" {
		last := slices.IndexFunc(rows, func(t transaction) bool { return t.cursor() == cursor })
		if last < 0 {
			problems = append(problems, problem{"cursor", "Invalid cursor"})
		}
		rows = rows[last+1:]
	}
	if len(problems) > 0 {
		aimlInvalid(w, r, problems)
		return
	}
	var next any
	more := len(rows) > limit
	if more {
		rows = rows[:limit]
		next = rows[limit-1].cursor()
	}
	writeJSON(w, http.StatusOK, map[string]any{
		"data": rows, "pagination": map[string]any{"next_cursor": next, "has_more": more},
	})
}

// moment reads a time that may be missing; false means that it is wrong.
func moment(query url.Values, name string, missing time.Time) (time.Time, bool) {
	if !query.Has(name) {
		return missing, true
	}
	at, err := time.Parse(time.RFC3339, query.Get(name))
	return at, err == nil
}
