package standin

import (
	"encoding/json"
	"fmt"
	"slices"
	"sync"
	"time"
)

const keepDonations = 100_000

// Donation is what a viewer gives.
type Donation struct {
	Donor       *string // nil: anonymous
	Amount      any     // sent as it is: a number, a text, anything
	Currency    string
	Message     *string
	Audio       bool           // Message is the address of a recording; one is made up where nil
	CreatedAt   time.Time      // now where zero
	ID          int64          // the next one where 0
	Extra       map[string]any // more keys of the row, or other values of the usual ones
	PayinSystem any            // nil: added by the streamer by hand
}

// donationList is what the account received, oldest first.
type donationList struct {
	mu     sync.Mutex
	nextID int64
	rows   []json.RawMessage
}

// add puts a row that make writes for the id at the newest end.
func (l *donationList) add(id int64, write func(id int64) json.RawMessage) int64 {
	l.mu.Lock()
	defer l.mu.Unlock()
	if id == 0 {
		l.nextID = max(l.nextID, 100_000_000) + 1
		id = l.nextID
	}
	l.nextID = max(l.nextID, id)
	l.rows = append(l.rows, write(id))
	if len(l.rows) > keepDonations {
		l.rows = l.rows[1:]
	}
	return id
}

// page returns one page of the list, newest first, and how long the list is.
func (l *donationList) page(number, size int) (rows []json.RawMessage, total int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	total = len(l.rows)
	end := total - (number-1)*size
	if number < 1 || number > total/size+1 || end <= 0 {
		return nil, total
	}
	rows = slices.Clone(l.rows[max(0, end-size):end])
	slices.Reverse(rows)
	return rows, total
}

// Donate adds a donation as a viewer would and returns its id.
func (s *Server) Donate(d Donation) int64 {
	return s.DonateTogether(d)[0]
}

// row writes a donation as the list shows it.
func (s *Server) row(id int64, d Donation) json.RawMessage {
	if d.CreatedAt.IsZero() {
		d.CreatedAt = time.Now()
	}
	fields := map[string]any{
		"id": id, "name": "Donations", "username": d.Donor, "message_type": "text", "message": d.Message,
		"payin_system": d.PayinSystem, "amount": d.Amount, "currency": d.Currency, "is_shown": 0,
		"amount_in_user_currency": s.rates.inRubles(d.Amount, d.Currency),
		"recipient_name":          userName,
		"recipient":               map[string]any{"user_id": userID, "code": userCode, "name": userName, "avatar": ""},
		"created_at":              d.CreatedAt.UTC().Format(time.DateTime),
		"shown_at":                nil,
	}
	if d.Audio {
		fields["message_type"] = "audio"
		if d.Message == nil {
			fields["message"] = fmt.Sprintf("%s/audiodonations/%d/%x.wav", s.DonationAlertsURL(), userID, id)
		}
	}
	for key, value := range d.Extra {
		fields[key] = value
	}
	encoded, err := json.Marshal(fields)
	if err != nil { // NaN, a function: no JSON can say it, so its text goes out
		fields["amount"], fields["payin_system"] = fmt.Sprint(d.Amount), fmt.Sprint(d.PayinSystem)
		for key, value := range d.Extra {
			fields[key] = fmt.Sprint(value)
		}
		encoded, _ = json.Marshal(fields)
	}
	return encoded
}
