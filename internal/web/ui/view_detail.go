package ui

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"streamspark/internal/celebration"
	"streamspark/internal/fault"
	"streamspark/internal/locale"
	"streamspark/internal/money"
	"streamspark/internal/pipeline"
	"streamspark/internal/provider"
	"streamspark/internal/store"
	"streamspark/internal/web/api"
)

// detail is one celebration with its whole history, for its own page.
type detail struct {
	celebrationView
	Page      string // the id of its part of the page
	Clip      *celebration.Clip
	Scene     *sceneHook
	Record    action // saves the scene as a video
	Aloud     action // plays the audio message on the stream
	Moves     []stepView
	Decisions []celebration.Decision
	Facts     []fact
	Prompt    string

	Writing  celebration.Writing // what a text model made of the message, or why nothing
	Write    action              // has it written; no Path: it may not be
	Delivery *deliveryView       // of a clip that is not here
	Reorder  string              // where another prompt is sent to; empty: none is asked for
	Price    money.Amount        // of that order; none: not known, or free
	Value    *valueView          // nil: it may not be valued by hand
	Raw      string              // what came, where it could not be read
	Unspoken fault.Message       // why its voice was not made; zero: nothing to say
	Screened fault.Message       // who let the clip air; zero: nothing to say

	Showings []shownView
	Back     string // the list that the reader came from
	OfDonor  string // all of the same donor; empty for an anonymous one
	Writer   *writerView
	Before   int64 // the same donor's one before this and the one after it; 0: none
	After    int64
}

// writerView is what a donor gave so far, and the rule for what the donor writes.
type writerView struct {
	Rule    string // the key of its sentence
	Tone    string
	Record  locale.Phrase
	Trouble locale.Phrase // zero: none
	Actions []action
}

func newWriterView(c celebration.Celebration, rule celebration.Action, r store.DonorRecord) *writerView {
	v := &writerView{Rule: "donor.rule." + string(rule), Tone: "calm"}
	if rule == "" {
		v.Rule = "donor.rule.check"
	}
	if rule.IsStricter(celebration.ActionMask) {
		v.Tone = "warn"
	}
	if r.Donations > 0 {
		v.Record = locale.Say("donor.record", r.Donations, r.Rubles, r.Since)
	}
	if r.Hidden+r.Rejected > 0 {
		v.Trouble = locale.Say("donor.trouble", r.Hidden, r.Rejected)
	}
	for _, choice := range []struct{ rule, icon string }{{"check", "check"}, {"allow", "check"}, {"hold", "hand"}, {"block", "cross"}} {
		if "donor.rule."+choice.rule == v.Rule {
			continue
		}
		v.Actions = append(v.Actions, action{
			Key: "donor.set." + choice.rule, Icon: choice.icon, Class: "button-small button-quiet", Method: "PUT",
			Path: fmt.Sprintf("/api/celebrations/%d/donor", c.ID), Body: fmt.Sprintf(`{"rule":%q}`, choice.rule), Done: "done.donor." + choice.rule,
			About: c.Donation.Donor,
		})
	}
	return v
}

// shownView is one showing of the clip in words.
type shownView struct {
	Key    string
	State  string
	Tone   string
	Replay bool
	Reason celebration.Reason
	At     time.Time // when it began, else when it was queued
	Ended  time.Time
}

func newShownView(p celebration.Playback) shownView {
	v := shownView{
		Key: fmt.Sprintf("shown-%d", p.ID), State: "shown." + string(p.State), Replay: p.Replay, Reason: p.Reason,
		At: p.StartedAt, Ended: p.EndedAt,
	}
	if v.At.IsZero() {
		v.At = p.CreatedAt
	}
	switch p.State {
	case celebration.PlaybackStarted:
		v.Tone = "live"
	case celebration.PlaybackEnded:
		v.Tone = "good"
	case celebration.PlaybackFailed:
		v.Tone = "bad"
	default:
		v.Tone = "calm"
	}
	return v
}

// stepView is one move of the history in words.
type stepView struct {
	Key      string
	Tone     string
	Icon     string
	Sentence string
	Reason   celebration.Reason
	At       time.Time
}

func newDetail(c celebration.Celebration) detail {
	d := detail{
		celebrationView: newCelebrationView(c), Page: pageOf(c.ID), Clip: c.Clip, Scene: newSceneHook(c.Scene, c.Public(), c.Donation.Amount), Prompt: c.Order.Prompt, Facts: factsOf(c),
		Value: valueOf(c), Raw: c.Donation.Raw, Unspoken: c.Unspoken, Screened: c.Screening.Message(), Writing: c.Order.Writing, Decisions: c.Decisions,
	}
	d.Record = recordAction(c.ID, c.Donation.Donor, false)
	may := pipeline.Actions(c)
	if slices.Contains(may, pipeline.Thank) && !firstThanks(c) {
		key := thankKey(c)
		if c.IsThanked() {
			key = "again"
		}
		d.Actions = append(d.Actions, decision(c, pipeline.Thank, key, "donation", "button-quiet"))
	}
	if slices.Contains(may, pipeline.Aloud) {
		d.Aloud = decision(c, pipeline.Aloud, string(pipeline.Aloud), "voice", "")
	}
	for i, m := range c.Moves {
		shown := statusStyles[m.Status]
		d.Moves = append(d.Moves, stepView{
			Key: fmt.Sprintf("move-%d", i), Tone: shown.tone, Icon: shown.icon,
			Sentence: "move." + string(m.Status), Reason: m.Reason, At: m.At,
		})
	}
	if slices.Contains(may, pipeline.Prompt) {
		d.Reorder = fmt.Sprintf("/api/celebrations/%d/reorder", c.ID)
	}
	d.Delivery = newDeliveryView(c)
	return d
}

// deliveryView is a clip that was made and is not here: where its provider
// has it, and what is here of it.
type deliveryView struct {
	Address, Host string
	Keyed         bool
	Got, Total    int64
	Kept          string // the name of what came
	Download      string // where to get it
	Folder        string // where it lies
}

func newDeliveryView(c celebration.Celebration) *deliveryView {
	d := c.Delivery
	if c.Clip != nil || d.Address == "" && d.Kept == "" {
		return nil
	}
	v := &deliveryView{Keyed: d.Keyed, Got: d.Got, Total: d.Total, Kept: d.Kept, Download: api.KeptURL(c.ID)}
	if u, err := url.Parse(d.Address); err == nil && (u.Scheme == "https" || u.Scheme == "http") {
		v.Address, v.Host = d.Address, u.Host
	}
	return v
}

// pageOf returns the name of a celebration's own page, as Live knows it.
func pageOf(id int64) string { return fmt.Sprintf("detail-%d", id) }

// idOf returns the celebration whose page has this name.
func idOf(page string) (int64, bool) {
	number, ok := strings.CutPrefix(page, "detail-")
	id, err := strconv.ParseInt(number, 10, 64)
	return id, ok && err == nil
}

func factsOf(c celebration.Celebration) []fact {
	var facts []fact
	add := func(there bool, key, text string, args ...any) {
		if there {
			facts = append(facts, fact{Key: "fact." + key, Text: locale.Say(text, args...)})
		}
	}
	d := c.Donation
	add(d.Source == celebration.SourceTest, "source", "source.test")
	add(d.Source == celebration.SourceManual, "source", "source.manual")
	add(d.Source != celebration.SourceTest && d.Source != celebration.SourceManual, "source", "source.named", provider.Title(d.Source), d.ID)
	add(!d.CreatedAt.IsZero(), "paid_at", "plain", d.CreatedAt)
	add(d.CreatedAt.IsZero(), "paid_at", "fact.unread")
	add(true, "seen_at", "plain", c.CreatedAt)
	add(!d.Amount.IsNone(), "amount", "plain", d.Amount)
	add(!c.AmountRUB.IsNone(), "rubles", "plain", c.AmountRUB)
	if c.Rate.Source == celebration.RateByHand {
		add(true, "rate", "fact.rate.by_hand")
	} else if rubles, err := decimal.NewFromString(c.Rate.Rubles); err == nil {
		add(true, "rate", "fact.rate.text", money.New(rubles, money.RUB), string(c.Rate.Currency), provider.Title(c.Rate.Source), fault.Day(c.Rate.Published))
	}
	add(c.TierName != "", "tier", "plain", c.TierName)
	add(c.Generator != "", "generator", "generator."+c.Generator)
	add(c.Order.Model != "", "model", "plain", c.Order.Model)
	add(!c.SubmittedAt.IsZero(), "ordered", "plain", c.SubmittedAt)
	add(c.Generator != "", "charged", "charged."+string(c.Charged))
	add(c.Order.RequestID != "", "request", "plain", c.Order.RequestID)
	add(c.Operation != "", "operation", "plain", string(c.Operation))
	add(c.Attempts > 0, "attempts", "plain", c.Attempts)
	again := triedAgain(c)
	add(!again.IsZero(), "next", "plain", again)
	return facts
}

// valueView is the form in which the streamer says what a donation is worth.
type valueView struct {
	Path   string
	Amount string // what stands in it: the last value, or what the source counts
}

// valueOf returns the form for a celebration; nil where it may not be valued.
func valueOf(c celebration.Celebration) *valueView {
	if !c.CanBeValued() {
		return nil
	}
	v := &valueView{Path: fmt.Sprintf("/api/celebrations/%d/value", c.ID)}
	if !c.AmountRUB.IsNone() {
		v.Amount = c.AmountRUB.Decimal()
	}
	return v
}
