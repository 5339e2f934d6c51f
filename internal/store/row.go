package store

import (
	"database/sql"
	"encoding/json"
	"fmt"
	"time"

	"github.com/shopspring/decimal"

	"streamspark/internal/celebration"
	"streamspark/internal/money"
)

// columns and joins are what a celebration is read from, in the order of
// scanCelebration.
const columns = `
	c.id, c.version, c.status, c.reason, c.kopecks, c.rate, c.tier, c.tier_name, c.generator, c.job,
	c.operation, c.progress, c.charged, c.submitted_at, c.attempts, c.next_at, c.alerted_at, c.created_at, c.updated_at, c.insisted, c.deadline_from, c.delivery, c.thank_at, c.scene, c.unspoken, c.recording, c.verdict, c.screening,
	d.source, d.source_id, d.donor, d.message, d.audio, d.amount, d.currency, d.in_user_currency, d.made_at,
	d.older, d.by_hand, d.no_clip, d.paid, d.unreadable, d.raw, d.clock_ahead,
	k.filename, k.content_type, k.size, k.duration_ms, k.created_at, k.video_codec, k.audio_codec`

const joins = ` FROM celebrations c JOIN donations d ON d.id = c.id LEFT JOIN clips k ON k.filename = c.clip `

type scanner interface{ Scan(...any) error }

func scanCelebration(row scanner) (celebration.Celebration, error) {
	var c celebration.Celebration
	var reason, rate, job, amount, currency, delivery, scene, unspoken, verdict, screening string
	var kopecks sql.NullInt64
	var submitted, next, alerted, created, updated, made, deadline, ahead, thank int64
	var clip struct {
		name, contentType, video, audio sql.NullString
		size, duration, createdAt       sql.NullInt64
	}
	d := &c.Donation
	err := row.Scan(
		&c.ID, &c.Version, &c.Status, &reason, &kopecks, &rate, &c.Tier, &c.TierName, &c.Generator, &job,
		&c.Operation, &c.Progress, &c.Charged, &submitted, &c.Attempts, &next, &alerted, &created, &updated, &c.Insisted, &deadline, &delivery, &thank, &scene, &unspoken, &c.Recording, &verdict, &screening,
		&d.Source, &d.ID, &d.Donor, &d.Message, &d.Audio, &amount, &currency, &d.InUserCurrency, &made,
		&d.Older, &d.ByHand, &d.NoClip, &d.Paid, &d.Unreadable, &d.Raw, &ahead,
		&clip.name, &clip.contentType, &clip.size, &clip.duration, &clip.createdAt, &clip.video, &clip.audio)
	if err != nil {
		return c, err
	}
	if kopecks.Valid {
		c.AmountRUB = rublesOf(kopecks.Int64)
	}
	if d.Amount, err = readAmount(amount, currency); err != nil {
		return c, err
	}
	if c.Reason, err = readReason(reason); err != nil {
		return c, err
	}
	if c.Unspoken, err = readReason(unspoken); err != nil {
		return c, err
	}
	if c.Order, err = readOrder(job); err != nil {
		return c, err
	}
	if verdict != "" {
		if err := json.Unmarshal([]byte(verdict), &c.Verdict); err != nil {
			return c, fmt.Errorf("read the verdict: %w", err)
		}
	}
	if screening != "" {
		if err := json.Unmarshal([]byte(screening), &c.Screening); err != nil {
			return c, fmt.Errorf("read the screening: %w", err)
		}
	}
	if rate != "" {
		if err := json.Unmarshal([]byte(rate), &c.Rate); err != nil {
			return c, fmt.Errorf("read the rate: %w", err)
		}
	}
	if delivery != "" {
		if err := json.Unmarshal([]byte(delivery), &c.Delivery); err != nil {
			return c, fmt.Errorf("read the delivery: %w", err)
		}
	}
	if c.Scene, err = readScene(scene); err != nil {
		return c, err
	}
	if clip.name.Valid {
		c.Clip = &celebration.Clip{
			Filename: clip.name.String, ContentType: clip.contentType.String, Size: clip.size.Int64,
			Duration:  time.Duration(clip.duration.Int64) * time.Millisecond,
			CreatedAt: fromMillis(clip.createdAt.Int64), Celebration: c.ID,
			Video: clip.video.String, Audio: clip.audio.String,
		}
	}
	c.SubmittedAt, c.NextAt, c.AlertedAt = fromMillis(submitted), fromMillis(next), fromMillis(alerted)
	c.DeadlineFrom, d.ClockAhead = fromMillis(deadline), time.Duration(ahead)*time.Millisecond
	c.ThankAt = fromMillis(thank)
	c.Order.Celebration = c.ID
	c.CreatedAt, c.UpdatedAt, d.CreatedAt = fromMillis(created), fromMillis(updated), fromMillis(made)
	return c, nil
}

func scanMove(row scanner) (m celebration.Move, err error) {
	var at int64
	var reason string
	if err = row.Scan(&m.Status, &at, &reason); err != nil {
		return m, err
	}
	m.At = fromMillis(at)
	m.Reason, err = readReason(reason)
	return m, err
}

func readAmount(amount, currency string) (money.Amount, error) {
	if currency == "" {
		return money.Amount{}, nil
	}
	value, err := decimal.NewFromString(amount)
	if err != nil {
		return money.Amount{}, fmt.Errorf("read the amount: %w", err)
	}
	return money.New(value, money.Currency(currency)), nil
}

func writeReason(r celebration.Reason) string {
	if r.IsZero() {
		return ""
	}
	encoded, _ := json.Marshal(r) // strings alone: it cannot fail
	return string(encoded)
}

func readReason(text string) (r celebration.Reason, err error) {
	if text == "" {
		return r, nil
	}
	if r, err = celebration.ReadReason([]byte(text)); err != nil {
		return r, fmt.Errorf("read the reason: %w", err)
	}
	return r, nil
}

// job is an order as it is written down.
type job struct {
	RequestID  string        `json:"request_id"`
	Prompt     string        `json:"prompt"`
	Negative   string        `json:"negative,omitempty"`
	Donor      string        `json:"donor,omitempty"`
	Message    string        `json:"message,omitempty"`
	Amount     string        `json:"amount,omitempty"`
	Currency   string        `json:"currency,omitempty"`
	Tier       int           `json:"tier"`
	Model      string        `json:"model,omitempty"`
	Aspect     string        `json:"aspect,omitempty"`
	Resolution string        `json:"resolution,omitempty"`
	Duration   time.Duration `json:"duration,omitempty"`
	Audio      bool          `json:"audio,omitempty"`
	Seed       int64         `json:"seed,omitempty"`
	Edited     bool          `json:"edited,omitempty"`
	Language   string        `json:"language,omitempty"`
	Writing    *jobText      `json:"writing,omitempty"`
}

// jobText is what a text model wrote for an order, as it is written down.
type jobText struct {
	Scene    string          `json:"scene,omitempty"`
	Mood     string          `json:"mood,omitempty"`
	Sound    string          `json:"sound,omitempty"`
	Provider string          `json:"provider,omitempty"`
	Model    string          `json:"model,omitempty"`
	Why      json.RawMessage `json:"why,omitempty"`
}

func writeWriting(w celebration.Writing) *jobText {
	if w.IsZero() {
		return nil
	}
	return &jobText{w.Scene, w.Mood, w.Sound, w.Provider, w.Model, json.RawMessage(writeReason(w.Why))}
}

func (w *jobText) read() (celebration.Writing, error) {
	if w == nil {
		return celebration.Writing{}, nil
	}
	why, err := readReason(string(w.Why))
	return celebration.Writing{Scene: w.Scene, Mood: w.Mood, Sound: w.Sound, Provider: w.Provider, Model: w.Model, Why: why}, err
}

func writeOrder(o celebration.Order) string {
	if o.RequestID == "" && !o.Edited && o.Writing.IsZero() {
		return ""
	}
	encoded, _ := json.Marshal(job{ // strings and numbers alone: it cannot fail
		o.RequestID, o.Prompt, o.Negative, o.Donor, o.Message, amountText(o.Amount), string(o.Amount.Currency()),
		o.Tier, o.Model, o.AspectRatio, o.Resolution, o.Duration, o.Audio, o.Seed, o.Edited, o.Language,
		writeWriting(o.Writing),
	})
	return string(encoded)
}

func readOrder(text string) (celebration.Order, error) {
	if text == "" {
		return celebration.Order{}, nil
	}
	var j job
	if err := json.Unmarshal([]byte(text), &j); err != nil {
		return celebration.Order{}, fmt.Errorf("read the order: %w", err)
	}
	written, err := j.Writing.read()
	if err != nil {
		return celebration.Order{}, err
	}
	amount, err := readAmount(j.Amount, j.Currency)
	return celebration.Order{
		RequestID: j.RequestID, Prompt: j.Prompt, Negative: j.Negative, Donor: j.Donor, Message: j.Message,
		Amount: amount, Tier: j.Tier, Model: j.Model, AspectRatio: j.Aspect, Resolution: j.Resolution,
		Duration: j.Duration, Audio: j.Audio, Seed: j.Seed, Edited: j.Edited, Language: j.Language, Writing: written,
	}, err
}

func writeVerdict(v celebration.Verdict) string {
	if v.IsZero() {
		return ""
	}
	encoded, _ := json.Marshal(v) // strings and numbers alone: it cannot fail
	return string(encoded)
}

func writeScreening(s celebration.Screening) string {
	if s.IsZero() {
		return ""
	}
	encoded, _ := json.Marshal(s) // as a verdict
	return string(encoded)
}

// publicDonor and publicMessage are in SQL what celebration.Public returns, of a
// celebration c and its donation d.
const (
	publicDonor   = `coalesce(c.public_donor, d.donor)`
	publicMessage = `coalesce(c.public_message, d.message)`
)

// writePublic returns the words of a celebration that viewers may see; nil where
// they are those of the donation.
func writePublic(c *celebration.Celebration) (donor, message any) {
	public := c.Public()
	if public.Donor != c.Donation.Donor {
		donor = public.Donor
	}
	if public.Message != c.Donation.Message {
		message = public.Message
	}
	return donor, message
}

func writeRate(r celebration.Rate) string {
	if r.Rubles == "" {
		return ""
	}
	encoded, _ := json.Marshal(r) // strings and a time alone: it cannot fail
	return string(encoded)
}

func writeDelivery(d celebration.Delivery) string {
	if d.IsZero() {
		return ""
	}
	encoded, _ := json.Marshal(d) // strings and numbers alone: it cannot fail
	return string(encoded)
}

func writeScene(s *celebration.Scene) string {
	if s == nil {
		return ""
	}
	encoded, _ := json.Marshal(s) // strings and numbers alone: it cannot fail
	return string(encoded)
}

func readScene(text string) (*celebration.Scene, error) {
	if text == "" {
		return nil, nil
	}
	var s celebration.Scene
	if err := json.Unmarshal([]byte(text), &s); err != nil {
		return nil, fmt.Errorf("read the scene: %w", err)
	}
	return &s, nil
}

// each reads all rows with a function, and closes them.
func each(rows *sql.Rows, read func(scanner) error) error {
	defer rows.Close()
	for rows.Next() {
		if err := read(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

// collect lists what a function makes of each row, and closes the rows.
func collect[T any](rows *sql.Rows, scan func(scanner) (T, error)) ([]T, error) {
	var found []T
	err := each(rows, func(row scanner) error {
		one, err := scan(row)
		if err == nil {
			found = append(found, one)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return found, nil
}

// scanValue scans a row of one column.
func scanValue[T any](row scanner) (T, error) {
	var value T
	err := row.Scan(&value)
	return value, err
}
