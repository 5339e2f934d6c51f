package ui

import (
	"context"
	"fmt"
	"path"
	"slices"
	"strings"
	"sync"
	"time"

	"streamspark/internal/celebration"
	"streamspark/internal/fault"
	"streamspark/internal/locale"
	"streamspark/internal/money"
	"streamspark/internal/pipeline"
	"streamspark/internal/store"
	"streamspark/internal/web/api"
)

// shownCelebrations is how many of the newest celebrations the dashboard shows and
// keeps up to date; oldestWaiting, how many older ones that need a decision.
const (
	shownCelebrations = 20
	oldestWaiting     = 20
)

// celebrationView is one celebration as the pages show it. It is free of language: the
// templates say its keys.
type celebrationView struct {
	ID       int64
	Version  int64
	Element  string // its id in the page
	Status   celebration.Status
	Tone     string // the colour of the status
	Icon     string
	Word     string
	Donor    string
	Message  string
	Written  []celebration.Piece // the message, with what of it is hidden on the stream
	Nameless bool                // the name is hidden on the stream
	Missed   []fault.Message     // minimums that hide a part of it, where Judged does not say it
	Judged   fault.Message       // what the moderation has done, where the reason does not say it
	Opinion  string              // a model's own words about it: untrusted
	Unseen   string              // what nobody sees of name and message, told
	Audio    bool
	ToSee    *celebration.Clip // it waits until the streamer has seen it
	Stills   []stillView       // of its clip
	Tag      string
	Amount   money.Amount
	Rubles   money.Amount
	Foreign  bool // Rubles says something that Amount does not
	Reason   celebration.Reason
	Until    time.Time // when what it waits for is tried again; zero: not said
	Busy     bool
	Progress int
	At       time.Time
	NeedsMe  bool
	Toast    string
	Actions  []action
}

// action is a button that asks the API for something, or a link.
type action struct {
	Key     string // of the catalogue
	Icon    string
	Class   string
	Bare    bool   // the sign alone is seen
	Href    string // then it is a link
	Method  string // POST where empty
	Path    string
	Body    string        // JSON
	Confirm string        // the question before it is done
	Ask     locale.Phrase // the question, where it has particulars
	Done    string        // what is said after it
	Gone    string        // the element that is gone after it
	Cost    locale.Phrase // what the order that it leads to costs
	About   string        // whom it is about, for those who do not see the page
	Hotkey  string        // the key that presses it
	Record  string        // where the page hands in what it recorded

	Download string // the name that a link saves its file under
}

// statusStyle is how a status is shown.
type statusStyle struct{ tone, icon string }

var statusStyles = map[celebration.Status]statusStyle{
	celebration.Received:    {"busy", "dots"},
	celebration.WaitingRate: {"warn", "rate"},
	celebration.Skipped:     {"calm", "dots"},
	celebration.Held:        {"warn", "hand"},
	celebration.Rejected:    {"calm", "cross"},
	celebration.Approved:    {"busy", "clock"},
	celebration.Submitting:  {"busy", "wand"},
	celebration.Generating:  {"busy", "wand"},
	celebration.Fetching:    {"busy", "save"},
	celebration.Review:      {"warn", "hand"},
	celebration.Ready:       {"good", "check"},
	celebration.Playing:     {"live", "play"},
	celebration.Played:      {"done", "check"},
	celebration.Failed:      {"bad", "alert"},
	celebration.Unknown:     {"odd", "ask"},
}

func newCelebrationView(c celebration.Celebration) celebrationView {
	shown := statusStyles[c.Status]
	g := celebrationView{
		ID: c.ID, Version: c.Version, Element: fmt.Sprintf("celebration-%d", c.ID),
		Status: c.Status, Tone: shown.tone, Icon: shown.icon, Word: "status." + string(c.Status),
		Donor: c.Donation.Donor, Message: c.Donation.Message, Audio: c.Donation.Audio != "",
		Unseen: celebration.DescribeUnseen(c.Donation.Unseen()),
		Tag:    tagOf(c.Donation), Amount: c.Donation.Amount, Rubles: c.AmountRUB,
		Foreign: !c.AmountRUB.IsNone() && c.Donation.Amount.Currency() != money.RUB,
		Reason:  c.Reason, At: c.CreatedAt, Actions: actionsOf(c),
	}
	g.Written, g.Judged, g.Opinion = written(c), judged(c), c.Verdict.Said
	for _, m := range c.Verdict.Minimums() {
		if said := c.Verdict.Why(); g.Judged.IsZero() || m.Code != said.Code {
			g.Missed = append(g.Missed, fault.Say("moderation.masked", "cause", m))
		}
	}
	g.Nameless = c.Donation.Donor != "" && c.Thanked().Donor == ""
	switch {
	case slices.Contains(celebration.Ordered(), c.Status):
		g.Busy = c.Reason.Code != celebration.WhySilent && c.Reason.Code != celebration.WhyLookingFor // else nothing moves
		g.Progress = min(c.Progress, 100)
	case slices.Contains(celebration.Undecided(), c.Status):
		g.NeedsMe = true
		g.Toast = "toast." + string(c.Status)
		if c.Reason.Code == celebration.WhyCatchUp || c.Reason.Code == celebration.WhyRestored {
			g.Toast = "" // they are told all together: see awayView
		}
	}
	if c.Status == celebration.Review {
		g.ToSee = c.Clip
	}
	if c.Status == celebration.Approved && c.Reason.IsZero() {
		g.Reason = fault.Say(celebration.WhyWaitsForPlace)
	}
	g.Until = triedAgain(c)
	return g
}

// written returns the message of a celebration in pieces that can be seen.
func written(c celebration.Celebration) (pieces []celebration.Piece) {
	for _, p := range c.Verdict.Pieces(celebration.FieldMessage, c.Donation.Message) {
		text := celebration.Legible(p.Text, 2000)
		if strings.TrimLeft(p.Text, " \n\t") != p.Text {
			text = " " + text
		}
		if strings.TrimRight(p.Text, " \n\t") != p.Text {
			text += " "
		}
		pieces = append(pieces, celebration.Piece{Text: text, Hidden: p.Hidden})
	}
	return pieces
}

// judged returns what the moderation has done with a celebration; zero where that is
// nothing, or its reason says it.
func judged(c celebration.Celebration) fault.Message {
	v := c.Verdict
	switch {
	case v.Code == "" || c.Reason.Code == celebration.WhyModerated || c.Reason.Code == celebration.WhyBlocked:
		return fault.Message{}
	case v.By == celebration.ByPerson:
		return fault.Say("moderation.released", "cause", v.Why())
	case v.Action == celebration.ActionMask:
		return fault.Say("moderation.masked", "cause", v.Why())
	}
	return fault.Say("moderation.hidden", "cause", v.Why())
}

// triedAgain returns when the step of a celebration that says why it waits is
// done again; zero where that is at once or nobody's business.
func triedAgain(c celebration.Celebration) time.Time {
	const soon = 3 * time.Second
	if c.Reason.IsZero() || !slices.Contains(celebration.Working(), c.Status) || c.NextAt.Sub(c.UpdatedAt) < soon {
		return time.Time{}
	}
	return c.NextAt
}

func tagOf(d celebration.Donation) string {
	switch {
	case d.Source == celebration.SourceTest:
		return "donation.tag.test"
	case d.Source == celebration.SourceManual:
		return "donation.tag.manual"
	case d.ByHand:
		return "donation.tag.by_hand"
	}
	return ""
}

// decision returns the button that asks for one about a celebration.
func decision(c celebration.Celebration, verb pipeline.Action, key, icon, class string) action {
	return action{
		Key: "action." + key, Icon: icon, Class: "button-small " + class, Done: "done." + string(verb),
		Path: fmt.Sprintf("/api/celebrations/%d/%s", c.ID, verb), About: c.Donation.Donor,
	}
}

// actionsOf returns the buttons of a celebration in a list: what pipeline
// allows, without what would be of no use there.
func actionsOf(c celebration.Celebration) []action {
	var actions []action
	for _, verb := range pipeline.Actions(c) {
		if verb == pipeline.Thank && c.Clip != nil && c.Status == celebration.Failed { // kept, whatever became of its showing
			actions = append(actions, action{
				Key: "action.download", Icon: "save", Class: "button-small button-quiet",
				Href: api.ClipURL(c.Clip.Filename), Download: c.Clip.Filename,
			})
		}
		if button, shown := buttonOf(c, verb); shown {
			actions = append(actions, button)
		}
	}
	return actions
}

// buttonOf returns how an action is shown in a list, and false where it is not.
func buttonOf(c celebration.Celebration, verb pipeline.Action) (button action, shown bool) {
	is := func(statuses ...celebration.Status) bool { return slices.Contains(statuses, c.Status) }
	var key, icon, class, confirm string
	switch verb {
	case pipeline.Retry:
		switch key, icon = "retry", "retry"; {
		case is(celebration.Unknown):
			key, confirm = "pay", "confirm.pay"
		case is(celebration.WaitingRate):
			key = "look"
		case is(celebration.Approved, celebration.Generating):
			key, class, shown = "look", "button-quiet", !triedAgain(c).IsZero()
			return decision(c, verb, key, icon, class), shown
		}
	case pipeline.Approve:
		key, icon, class = approveButton(c)
	case pipeline.Mask:
		return decision(c, verb, "mask", "eye-off", "button-quiet"), hasWords(c)
	case pipeline.Reject:
		key, icon = "reject", "cross"
		if !is(celebration.Held, celebration.Review) {
			class = "button-quiet"
		}
	case pipeline.Forget:
		key, icon, class, confirm = "forget", "cross", "button-quiet", "confirm.forget"
	case pipeline.Worth:
		return action{
			Key: "action.value", Class: "button-small", Href: fmt.Sprintf("/celebrations/%d#value", c.ID), About: c.Donation.Donor,
		}, c.Rate.Source != celebration.RateByHand
	case pipeline.Thank:
		return decision(c, verb, thankKey(c), "donation", "button-quiet"), firstThanks(c)
	case pipeline.Replay:
		key = "replay"
		if is(celebration.Ready) {
			key = "play"
		}
		shown = is(celebration.Played) || is(celebration.Ready) && c.Donation.Source == celebration.SourceManual
		return decision(c, verb, key, "play", "button-quiet"), shown
	default:
		return action{}, false
	}
	button = decision(c, verb, key, icon, class)
	if button.Confirm = confirm; key == "show" {
		button.Done = "done.show"
	}
	return button, true
}

// approveButton returns how it is called and looks: a clip that is there is shown.
func approveButton(c celebration.Celebration) (key, icon, class string) {
	switch {
	case c.Status == celebration.Held:
		return "approve", "check", "button-main"
	case c.Status == celebration.Review:
		return "show", "play", "button-main"
	case c.Clip != nil:
		return "show", "play", "button-quiet"
	case c.Status == celebration.WaitingRate:
		return "anyway", "check", ""
	case c.Status == celebration.Failed:
		return "anyway", "wand", ""
	}
	return "anyway", "wand", "button-quiet"
}

// hasWords reports whether there are words to go on without.
func hasWords(c celebration.Celebration) bool {
	return c.Donation.Message != "" || c.Verdict.Action.IsStricter(celebration.ActionMask)
}

// thankKey returns the word for a thank-you, which may go without the text.
func thankKey(c celebration.Celebration) string {
	if c.Donation.Message != "" && c.Thanked().Message == "" {
		return "thank_silent"
	}
	return "thank"
}

// firstThanks reports whether a thank-you would be the first, and is a
// decision to make no clip.
func firstThanks(c celebration.Celebration) bool {
	waits := c.Status == celebration.Held || c.Status == celebration.Skipped
	return waits && c.Donation.Unreadable == "" && !c.IsThanked()
}

// recentCelebrations reads the newest ones, and older ones that wait for the
// streamer: they must not sink out of sight.
func (p *Pages) recentCelebrations(ctx context.Context) ([]celebrationView, error) {
	found, err := p.newest.read(p.o.Store, func() ([]celebration.Celebration, error) {
		found, err := p.o.Store.Celebrations(ctx, store.Filter{Limit: shownCelebrations})
		if err != nil || len(found) < shownCelebrations {
			return found, err
		}
		older, err := p.o.Store.Celebrations(ctx, store.Filter{
			Statuses: celebration.Undecided(), Before: found[shownCelebrations-1].ID, Limit: oldestWaiting,
		})
		return append(found, older...), err
	})
	if err != nil {
		return nil, err
	}
	views := make([]celebrationView, len(found))
	for i, c := range found {
		views[i] = p.celebrationView(c)
	}
	return views, nil
}

// totals is what the heads of the lists say.
type totals struct {
	Donations int
	Clips     int
	Waiting   int // as many as the card of what needs the streamer says
	Rubles    money.Amount
}

func (p *Pages) totals(ctx context.Context) (totals, error) {
	counted, err := p.o.Store.Totals(ctx)
	if err != nil {
		return totals{}, err
	}
	t := totals{Donations: counted.Donations, Clips: counted.Clips}
	if counted.Donations > 0 {
		t.Rubles = counted.Rubles
	}
	return t, nil
}

// offersFresh is how long a price is shown without asking again.
const offersFresh = time.Minute

// offers are what an order would cost now, by tier, as far as anybody knows:
// a button that orders has its price on it. They are asked for beside the
// pages, which never wait for them.
type offers struct {
	mu   sync.Mutex
	of   map[int]money.Amount
	next time.Time // when to ask again
	busy bool
	news bool // they changed, and no page shows it yet
}

// changed reports whether prices changed that no page shows yet, and clears that.
func (o *offers) changed() bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	news := o.news
	o.news = false
	return news
}

// due reports whether it is time to ask, and takes the part of asking.
func (o *offers) due(now time.Time) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.busy || now.Before(o.next) {
		return false
	}
	o.busy = true
	return true
}

// ask reads the prices of all tiers, and reports whether they changed.
func (o *offers) ask(ctx context.Context, p *Pages) bool {
	of := map[int]money.Amount{}
	for i, tier := range p.o.Config.Get().Tiers {
		_, price, err := p.o.Pipeline.Preview(ctx, celebration.Donation{
			Source: celebration.SourceTest, Paid: true, ID: "offer", Amount: money.New(tier.MinRub, money.RUB),
		})
		if err == nil && price.Valid && price.Decimal.IsPositive() {
			of[i] = money.New(price.Decimal.Round(2), "USD")
		}
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	changed := len(of) != len(o.of)
	for i, price := range of {
		changed = changed || o.of[i].Decimal() != price.Decimal()
	}
	o.of, o.busy, o.next = of, false, p.o.Now().Add(offersFresh)
	o.news = o.news || changed
	return changed
}

// costOf returns what a new order for a celebration would cost; empty: nothing.
func (p *Pages) costOf(c celebration.Celebration) locale.Phrase {
	if _, paid := p.o.Generator(); !paid || c.Donation.Source == celebration.SourceTest && !c.Donation.Paid {
		return locale.Phrase{}
	}
	p.offers.mu.Lock()
	defer p.offers.mu.Unlock()
	price, known := p.offers.of[max(c.Tier, 0)]
	if !known {
		return locale.Say("action.cost.unknown")
	}
	return locale.Say("action.cost", price)
}

// stillView is a still of a clip.
type stillView struct {
	URL    string
	Number int
	Found  bool // something was found in it
}

// stillsOf returns the stills of a celebration's clip that were taken.
func (p *Pages) stillsOf(c celebration.Celebration) (stills []stillView) {
	for i, address := range api.StillURLs(p.o.Clips, c) {
		stills = append(stills, stillView{address, i + 1, c.Screening.Still == i+1})
	}
	return stills
}

// celebrationView returns a celebration with what may be done about it, each order with
// its price.
func (p *Pages) celebrationView(c celebration.Celebration) celebrationView {
	g := newCelebrationView(c)
	if g.ToSee != nil {
		g.Stills = p.stillsOf(c)
	}
	p.priced(c, g.Actions)
	return g
}

func (p *Pages) priced(c celebration.Celebration, actions []action) {
	for i, a := range actions {
		if pipeline.Orders(c, pipeline.Action(path.Base(a.Path))) {
			actions[i].Cost = p.costOf(c)
		}
	}
}
