package pipeline

import (
	"context"
	"errors"
	"slices"
	"time"

	"streamspark/internal/celebration"
	"streamspark/internal/fault"
	"streamspark/internal/store"
)

// Action is what the streamer may do about a celebration.
type Action string

// The actions. Decide carries out the first six.
const (
	Approve Action = "approve"
	Mask    Action = "mask" // go on with what was held, its words hidden
	Reject  Action = "reject"
	Retry   Action = "retry"
	Forget  Action = "forget"
	Thank   Action = "thank"   // on the stream, now; where one waits for a decision, without a clip
	Worth   Action = "value"   // say what it is worth: Value
	Prompt  Action = "reorder" // order with another prompt: Reorder
	Replay  Action = "play"    // show its clip or scene: the overlay's Replay
	Aloud   Action = "aloud"   // play its audio message on the stream: the narrator's PlayRecording
)

// AllActions returns all actions, in the order of Actions.
func AllActions() []Action {
	return []Action{Retry, Approve, Mask, Reject, Forget, Worth, Prompt, Thank, Aloud, Replay}
}

// Actions returns what the streamer may do about a celebration now, the most
// obvious first. Whatever else is asked for is refused.
func Actions(c celebration.Celebration) []Action {
	return slices.DeleteFunc(AllActions(), func(a Action) bool { return !allows(c, a) })
}

func allows(c celebration.Celebration, action Action) bool {
	switch action {
	case Worth:
		return c.CanBeValued()
	case Prompt:
		return c.IsRefused()
	case Replay:
		return c.Clip != nil || c.Scene != nil
	case Aloud:
		return c.Donation.Audio != ""
	}
	return mayDecide(c, action) == nil
}

// decisions are the statuses from which each decision may be taken.
var decisions = map[Action][]celebration.Status{
	Approve: {celebration.WaitingRate, celebration.Skipped, celebration.Held, celebration.Review, celebration.Rejected, celebration.Failed},
	Mask:    {celebration.Held},
	Reject:  {celebration.WaitingRate, celebration.Held, celebration.Review, celebration.Approved},
	Retry:   {celebration.WaitingRate, celebration.Approved, celebration.Generating, celebration.Failed, celebration.Unknown},
	Forget:  {celebration.Failed, celebration.Unknown},
	Thank:   celebration.Statuses(),
}

// Decide carries out a decision about a celebration, and records whose it is. The error
// is of the kind fault.Conflict if the status does not allow it: of two decisions the
// first one counts.
func (p *Pipeline) Decide(ctx context.Context, id int64, action Action, by celebration.By) (celebration.Celebration, error) {
	c, err := p.o.Store.Celebration(ctx, id)
	if err == nil && thanksOnly(c, action) {
		if err = mayDecide(c, action); err == nil {
			err = p.o.Store.AskThanks(ctx, *decided(id, action, by), "")
		}
	} else if err == nil {
		c, err = p.decideOne(ctx, id, action, by, false)
	}
	if err != nil {
		return c, err
	}
	p.o.Log.Info().Int64("celebration", id).Str("decision", string(action)).Str("via", string(by.Via)).Str("who", by.Who).Msg("decided")
	return p.o.Store.Celebration(ctx, id)
}

func decided(id int64, action Action, by celebration.By) *celebration.Decision {
	return &celebration.Decision{At: time.Now(), By: by, Action: string(action), Celebration: id}
}

// mayDecide returns an error if a celebration's status does not allow an
// action.
func mayDecide(c celebration.Celebration, action Action) error {
	allowed, known := decisions[action]
	switch {
	case !known:
		return fault.New(fault.Conflict, "decision.unknown", "action", string(action))
	case !slices.Contains(allowed, c.Status):
		return notAllowed(c, action)
	case c.Status == celebration.Failed && action == Approve && !c.IsUnreadable():
		return notAllowed(c, action)
	case action == Retry && c.IsUnreadable():
		return fault.New(fault.Conflict, "decision.unread")
	case action == Thank && c.Donation.Source == celebration.SourceManual:
		return fault.New(fault.Conflict, "decision.nobody_to_thank")
	}
	return nil
}

func notAllowed(c celebration.Celebration, action Action) error {
	return fault.New(fault.Conflict, "decision.not_allowed", "status", fault.Say("status."+string(c.Status)), "action", fault.Say("action."+string(action)))
}

// thanksOnly reports whether a thank-you changes nothing but that the donor is
// thanked (again): the celebration stays where it stands. Where one was
// held or skipped, the first one is a decision to make no clip.
func thanksOnly(c celebration.Celebration, action Action) bool {
	decides := c.Status == celebration.Held || c.Status == celebration.Skipped
	return action == Thank && (c.IsThanked() || !decides)
}

func decide(c *celebration.Celebration, action Action) {
	byHand := fault.Say(celebration.WhyByHand)
	switch {
	case action == Reject, action == Forget:
		moveTo(c, celebration.Rejected, byHand)
	case action == Thank: // the overlay sees to it, as soon as a page is there
		moveTo(c, celebration.Skipped, fault.Say(celebration.WhyThanked))
	case action == Retry && slices.Contains([]celebration.Status{celebration.WaitingRate, celebration.Approved, celebration.Generating}, c.Status):
		c.NextAt = time.Now() // it waits: look now
	case action == Retry && c.Reason.Code == celebration.WhyUndecodable: // it was not looked at yet
		moveTo(c, celebration.Fetching, byHand)
	case action == Retry && (c.Clip != nil || c.Scene != nil): // it is there; only its showing failed
		moveTo(c, celebration.Ready, byHand)
	case showsClip(*c, action):
		moveTo(c, celebration.Ready, byHand)
		c.Screening.By = celebration.ByPerson
	case action == Retry && c.Status == celebration.Failed && c.Operation != "" && c.Charged != celebration.ChargedNo && !refusedTwice(*c):
		// It may be paid for: look at it once more before paying anew.
		moveTo(c, celebration.Generating, byHand)
		c.DeadlineFrom = time.Now()
	default:
		orderAnyway(c)
	}
}

// showsClip reports whether a decision shows the clip that is there and waits.
func showsClip(c celebration.Celebration, action Action) bool {
	return (action == Approve || action == Mask) && c.Clip != nil && celebration.CanTransition(c.Status, celebration.Ready)
}

// orderAnyway orders anew, and says so where the player was known not to decode the clip.
func orderAnyway(c *celebration.Celebration) {
	anyway := c.Reason.Code == celebration.WhyPlayerLacks
	if orderAnew(c); anyway {
		c.Reason = fault.Say(celebration.WhyAnyway)
	}
}

// Orders reports whether a decision leads to a new order, which costs what that
// costs.
func Orders(c celebration.Celebration, action Action) bool {
	if c.Status == celebration.Approved || mayDecide(c, action) != nil || thanksOnly(c, action) {
		return false // it is ordered already, or nothing is decided
	}
	decide(&c, action)
	return c.Status == celebration.Approved
}

// refusedTwice reports whether the generator has refused the present order
// twice.
func refusedTwice(c celebration.Celebration) bool {
	refusals := 0
	for _, m := range slices.Backward(c.Moves) {
		if m.Status == celebration.Submitting {
			break
		}
		if m.Status == celebration.Failed && m.Reason.Code == celebration.WhyRefused {
			refusals++
		}
	}
	return refusals > 1 && c.Charged == celebration.ChargedUnknown
}

// orderAnew makes a celebration wait for a new order, with a request id of
// its own. A prompt that the streamer or a text model wrote stays.
func orderAnew(c *celebration.Celebration) {
	prompt := celebration.Order{Writing: c.Order.Writing.Kept()}
	if c.Order.Edited || prompt.Writing.IsWritten() {
		prompt.Prompt, prompt.Edited = c.Order.Prompt, c.Order.Edited
	}
	moveTo(c, celebration.Approved, fault.Say(celebration.WhyByHand))
	c.SubmittedAt, c.DeadlineFrom = time.Time{}, time.Time{}
	c.Operation, c.Order, c.Progress, c.Delivery = "", prompt, 0, celebration.Delivery{}
	c.Screening = celebration.Screening{}
	c.Charged = celebration.ChargedNo
	c.Tier = max(c.Tier, 0)
}

// Reorder orders a clip again, with another prompt, whose order the generator
// refused. Budgets apply as to any order.
func (p *Pipeline) Reorder(ctx context.Context, id int64, prompt string, by celebration.By) (celebration.Celebration, error) {
	prompt, _ = celebration.Visible(prompt)
	for {
		c, err := p.o.Store.Celebration(ctx, id)
		if err != nil {
			return c, err
		}
		if !allows(c, Prompt) {
			return c, fault.New(fault.Conflict, "decision.not_refused")
		}
		c.Order = celebration.Order{Prompt: prompt, Edited: true, Writing: c.Order.Writing}
		orderAnew(&c)
		c.Reason, c.Decided = fault.Say(celebration.WhyNewPrompt), decided(id, Prompt, by)
		if err = p.o.Store.Save(ctx, &c); !errors.Is(err, store.ErrStale) {
			p.o.Log.Info().Int64("celebration", id).Msg("the streamer ordered the clip again with another prompt")
			return c, err
		}
	}
}
