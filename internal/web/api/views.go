package api

import (
	"encoding/json"
	"time"

	"streamspark/internal/celebration"
	"streamspark/internal/fault"
	"streamspark/internal/locale"
	"streamspark/internal/money"
	"streamspark/internal/pipeline"
)

// The views are what the API says of things. Amounts are decimals as text,
// times are RFC 3339 in UTC, and what is not known is null. The answers of
// the original keep its shapes: there, an amount is a JSON number with the
// same exact digits.

// standing is the status of a celebration.
type standing string

// Schema lists all statuses that there are.
func (standing) Schema() Schema {
	s := Schema{Type: Types{"string"}}
	for _, status := range celebration.Statuses() {
		s.Enum = append(s.Enum, string(status))
	}
	return s
}

// actionView is something that may be done about a celebration.
type actionView string

// Schema lists all actions that there are.
func (actionView) Schema() Schema {
	s := Schema{Type: Types{"string"}}
	for _, action := range pipeline.AllActions() {
		s.Enum = append(s.Enum, string(action))
	}
	return s
}

type celebrationView struct {
	ID         int64          `json:"id"`
	Donation   donationView   `json:"donation"`
	AmountRUB  *string        `json:"amount_rub" doc:"a decimal; null: no rate yet"`
	Rate       *rateView      `json:"rate"`
	Tier       *int           `json:"tier" doc:"counted from 0; null: none was reached"`
	TierName   string         `json:"tier_name"`
	Status     standing       `json:"status"`
	Public     wordsView      `json:"public" doc:"what of the donation's words viewers may see"`
	Verdict    *verdictView   `json:"verdict" doc:"of the moderation; null: it was recorded before there was any, or is the streamer's own"`
	Reason     string         `json:"reason" doc:"why it stands there, in one sentence"`
	ReasonCode string         `json:"reason_code" doc:"the same for programs"`
	Charged    string         `json:"charged" doc:"whether the generator took money"`
	Generator  string         `json:"generator"`
	Progress   int            `json:"progress" doc:"percent, as the generator tells it; while it is fetching, of the download"`
	Clip       *clipView      `json:"clip"`
	Stills     []string       `json:"stills,omitempty" doc:"the addresses of three stills of the clip; absent: none were taken"`
	Screening  *screeningView `json:"screening,omitempty" doc:"who looked at the clip before it airs; absent: nobody did"`
	Scene      *sceneView     `json:"scene" doc:"drawn by the widget instead of a clip; with a clip beside it, that is what was recorded of it"`
	Delivery   *delivery      `json:"delivery,omitempty" doc:"of a clip that was made and is not here yet"`
	Unspoken   *refusal       `json:"unspoken,omitempty" doc:"why it was not spoken; absent: it was, or nothing is"`
	Prompt     string         `json:"prompt,omitempty" doc:"as it was sent, where the generator refused it: reorder sends another one"`
	Writing    *writingView   `json:"writing,omitempty" doc:"what a text model wrote of the message for the prompt; absent: none was asked"`
	Moves      []moveView     `json:"moves,omitempty" doc:"its history; of a single one, not of a list"`
	Decisions  []decisionView `json:"decisions,omitempty" doc:"who decided what about it; of a single one, not of a list"`
	Actions    []actionView   `json:"actions" doc:"what may be done about it now: POST /api/celebrations/{id}/ACTION"`
	CreatedAt  *moment        `json:"created_at"`
	UpdatedAt  *moment        `json:"updated_at"`
}

// wordsView is what of a viewer's words is public.
type wordsView struct {
	Donor   string `json:"donor"`
	Message string `json:"message"`
}

// verdictView is what the moderation has done, and why.
type verdictView struct {
	Action   string `json:"action" doc:"allow, mask, hold or block"`
	Category string `json:"category,omitempty"`
	Code     string `json:"code,omitempty" doc:"what was found"`
	Reason   string `json:"reason,omitempty" doc:"the same in words"`
	By       string `json:"by,omitempty" doc:"list, rule, model, person, or timeout: nobody decided within the time limit"`
	Model    string `json:"model,omitempty" doc:"the model that was asked about what the lists had left"`
	Said     string `json:"said,omitempty" doc:"why, in the model's words: not to be trusted, as a donor may have had a hand in it"`

	Minimums []minimumView `json:"minimums,omitempty" doc:"what is hidden because the donation is too small for it"`
}

type minimumView struct {
	Code   string     `json:"code" example:"verdict.link_min"`
	Args   fault.Args `json:"args" doc:"what the sentence is made with: min, the sum from which on it is shown"`
	Reason string     `json:"reason" doc:"the same in words"`
}

func viewOfVerdict(v celebration.Verdict) *verdictView {
	if v.IsZero() {
		return nil
	}
	view := &verdictView{Action: string(v.Action), Category: v.Category, Code: v.Code, Reason: locale.English().Message(v.Why()), By: v.By, Model: v.Model, Said: v.Said}
	for _, m := range v.Minimums() {
		view.Minimums = append(view.Minimums, minimumView{m.Code, m.Args, locale.English().Message(m)})
	}
	return view
}

type donationView struct {
	Source    string  `json:"source"`
	ID        string  `json:"id"`
	Donor     string  `json:"donor"`
	Amount    *string `json:"amount" doc:"a decimal, as it was given"`
	Currency  *string `json:"currency"`
	Message   string  `json:"message"`
	Unseen    string  `json:"unseen,omitempty" doc:"characters of the name and the message that nobody sees, which no generator gets: tags as the letters that they hide, others by their numbers"`
	CreatedAt *moment `json:"created_at"`
}

// refusal is why something was not done.
type refusal struct {
	Reason string     `json:"reason" doc:"in one sentence"`
	Code   string     `json:"code" doc:"the same for programs"`
	Args   fault.Args `json:"args,omitempty"`
}

type rateView struct {
	Rubles    string  `json:"rubles" doc:"for one unit of the currency"`
	Source    string  `json:"source"`
	Published *moment `json:"published"`
}

type clipView struct {
	Filename   string `json:"filename"`
	URL        string `json:"url"`
	DurationMS int64  `json:"duration_ms"`
	Size       int64  `json:"size"`
}

type sceneView struct {
	Seed       int64  `json:"seed" doc:"the same scene is drawn from the same seed"`
	Production int    `json:"production" doc:"1 a stroke, 2 a scene, 3 a fanfare over the whole screen"`
	ID         string `json:"id" doc:"which one the widget chose; empty: it was not shown yet"`
	DurationMS int64  `json:"duration_ms" doc:"about"`
}

func viewOfScene(s *celebration.Scene) *sceneView {
	if s == nil {
		return nil
	}
	return &sceneView{s.Seed, int(s.Production), s.ID, s.Length().Milliseconds()}
}

// delivery is how far a clip has come, and what is left where it did not arrive.
type delivery struct {
	Address string `json:"address,omitempty" doc:"where the provider has it: it may be signed, and open for a while only"`
	Keyed   bool   `json:"keyed,omitempty" doc:"the address opens with the provider's key only"`
	Bytes   int64  `json:"bytes" doc:"how many came"`
	Total   int64  `json:"total,omitempty" doc:"how many there are; absent: the provider does not say"`
	Kept    string `json:"kept,omitempty" doc:"the name of what came, in the folder of clips"`
	URL     string `json:"url,omitempty" doc:"where it can be downloaded from this program"`
}

func deliveryOf(c celebration.Celebration) *delivery {
	d := c.Delivery
	if d.IsZero() {
		return nil
	}
	v := &delivery{Address: d.Address, Keyed: d.Keyed, Bytes: d.Got, Total: d.Total, Kept: d.Kept}
	if d.Kept != "" {
		v.URL = KeptURL(c.ID)
	}
	return v
}

type moveView struct {
	Status standing `json:"status"`
	At     *moment  `json:"at"`
	Reason string   `json:"reason"`
}

type playbackView struct {
	ID          int64      `json:"id"`
	Celebration *int64     `json:"celebration" doc:"null: the clip was played by hand"`
	Clip        *clipView  `json:"clip" doc:"null: a scene is shown, or credits"`
	Scene       *sceneView `json:"scene" doc:"null: a clip is shown, or credits"`
	Credits     *moment    `json:"credits" doc:"when the stream began whose credits are shown; null: a clip is shown, or a scene"`
	Donor       string     `json:"donor"`
	Amount      *string    `json:"amount"`
	Currency    *string    `json:"currency"`
	Message     string     `json:"message"`
	State       string     `json:"state"`
	Place       int        `json:"place,omitempty"` // among those that wait; 1 is the next
	Reason      string     `json:"reason"`
	ReasonCode  string     `json:"reason_code,omitempty" doc:"the same for programs"`
	Replay      bool       `json:"replay"`
	CreatedAt   *moment    `json:"created_at"`
	StartedAt   *moment    `json:"started_at"`
}

func viewOf(c celebration.Celebration) celebrationView {
	v := celebrationView{
		ID:       c.ID,
		Donation: viewOfDonation(c.Donation),
		Public:   wordsView(c.Public()), Verdict: viewOfVerdict(c.Verdict),
		AmountRUB: decimalOf(c.AmountRUB), TierName: c.TierName,
		Status: standing(c.Status), Reason: locale.English().Message(c.Reason), ReasonCode: c.Reason.Code, Charged: string(c.Charged),
		Generator: c.Generator, Progress: c.Progress,
		Actions: []actionView{}, CreatedAt: stamp(c.CreatedAt), UpdatedAt: stamp(c.UpdatedAt),
	}
	for _, action := range pipeline.Actions(c) {
		v.Actions = append(v.Actions, actionView(action))
	}
	if c.Rate.Rubles != "" {
		v.Rate = &rateView{c.Rate.Rubles, c.Rate.Source, stamp(c.Rate.Published)}
	}
	if c.Tier >= 0 {
		v.Tier = &c.Tier
	}
	if c.Clip != nil {
		v.Clip = new(viewOfClip(*c.Clip))
	}
	v.Scene, v.Delivery, v.Writing, v.Screening = viewOfScene(c.Scene), deliveryOf(c), viewOfWriting(c.Order), viewOfScreening(c.Screening)
	if !c.Unspoken.IsZero() {
		v.Unspoken = &refusal{locale.English().Message(c.Unspoken), c.Unspoken.Code, c.Unspoken.Args}
	}
	if c.IsRefused() {
		v.Prompt = c.Order.Prompt
	}
	for _, m := range c.Moves {
		v.Moves = append(v.Moves, moveView{standing(m.Status), stamp(m.At), locale.English().Message(m.Reason)})
	}
	for _, d := range c.Decisions {
		v.Decisions = append(v.Decisions, viewOfDecision(d, locale.English()))
	}
	return v
}

func viewOfDonation(d celebration.Donation) donationView {
	return donationView{
		Source: d.Source, ID: d.ID, Donor: d.Donor, Amount: decimalOf(d.Amount), Currency: currencyOf(d.Amount),
		Message: d.Message, Unseen: celebration.DescribeUnseen(d.Unseen()), CreatedAt: stamp(d.CreatedAt),
	}
}

func viewOfClip(c celebration.Clip) clipView {
	return clipView{c.Filename, ClipURL(c.Filename), c.Duration.Milliseconds(), c.Size}
}

func viewOfPlayback(p celebration.Playback) playbackView {
	v := playbackView{
		ID: p.ID, Scene: viewOfScene(p.Scene), Donor: p.Donor, Amount: decimalOf(p.Amount), Currency: currencyOf(p.Amount),
		Message: p.Message, State: string(p.State), Reason: locale.English().Message(p.Reason), ReasonCode: p.Reason.Code, Replay: p.Replay,
		CreatedAt: stamp(p.CreatedAt), StartedAt: stamp(p.StartedAt),
	}
	if v.Credits = stamp(p.Credits); p.IsClip() {
		v.Clip = new(viewOfClip(p.Clip))
	}
	if p.Celebration != 0 {
		v.Celebration = &p.Celebration
	}
	return v
}

// moment is a time as the API writes it, with milliseconds so that two moves
// within a second can be told apart.
type moment string

// Schema describes the text as a time.
func (moment) Schema() Schema {
	return Schema{Type: Types{"string"}, Format: "date-time"}
}

func stamp(t time.Time) *moment {
	if t.IsZero() {
		return nil
	}
	return new(moment(t.UTC().Format("2006-01-02T15:04:05.000Z")))
}

func decimalOf(a money.Amount) *string {
	if a.IsNone() {
		return nil
	}
	return new(a.Decimal())
}

func currencyOf(a money.Amount) *string {
	if a.IsNone() {
		return nil
	}
	return new(string(a.Currency()))
}

// numberOf returns an amount as the original wrote it.
func numberOf(a money.Amount) *json.Number {
	if a.IsNone() {
		return nil
	}
	return new(json.Number(a.Decimal()))
}

// unixOf returns a time as the original wrote it: seconds with a fraction.
func unixOf(t time.Time) float64 { return float64(t.UnixMilli()) / 1000 }
