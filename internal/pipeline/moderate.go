package pipeline

import (
	"cmp"
	"context"
	"strings"

	"github.com/shopspring/decimal"

	"streamspark/internal/celebration"
	"streamspark/internal/crash"
	"streamspark/internal/fault"
	"streamspark/internal/money"
	"streamspark/internal/store"
)

// moderate sets the verdict on what a viewer wrote, by the streamer's rules of now.
// The streamer's own words, and what was decided of others, stay.
func moderate(c *celebration.Celebration, set Settings) {
	if set.Moderate == nil || c.Donation.Source == celebration.SourceManual || c.Verdict.IsDecided() {
		return
	}
	// Whoever was known as it was recorded stays so; of whom nobody looked for is new.
	known, d, opinion := c.Known || c.Verdict.Known, c.Donation, c.Verdict.Opinion()
	c.Verdict = set.verdict(d.Donor, d.Message)
	c.Verdict.Known = known
	if isAllowed := c.Verdict.Action == celebration.ActionAllow && c.Verdict.By == celebration.ByList; isAllowed {
		return
	}
	byLists := c.Verdict
	c.Verdict = c.Verdict.With(append(set.Minimums.missed(*c), set.waits(d, !known)...)...)
	switch {
	case opinion.Model != "":
		c.Verdict = c.Verdict.WithOpinion(d.Donor, d.Message, opinion)
	case set.AsksModel && (!set.AsksForMoney || !isFree(d)) && !byLists.Action.IsStricter(celebration.ActionMask) && left(d, byLists) != (celebration.Words{}):
		c.Verdict = c.Verdict.Awaiting(d.Donor, d.Message)
	}
}

// left returns what the lists leave of a donation's words, which is what a model is
// asked about. Minimums are not among them: what a donation is worth may be said later.
func left(d celebration.Donation, byLists celebration.Verdict) celebration.Words {
	words := celebration.Celebration{Donation: d, Verdict: byLists}.Public()
	seen := func(text string) string {
		text, _ = celebration.Visible(strings.ReplaceAll(text, celebration.MaskedPart, " "))
		return strings.TrimSpace(text)
	}
	return celebration.Words{Donor: seen(words.Donor), Message: seen(words.Message)}
}

// isAwaited reports whether a model is to be asked before anything else becomes of a
// celebration. What never goes on by itself is not worth a question.
func isAwaited(c celebration.Celebration) bool {
	return c.Verdict.IsAwaited() && !c.Donation.Older && c.Donation.Unreadable == ""
}

// consulted is what a model said of a celebration's words, and wrote of them for a
// clip in a frame. The zero value is that of none that was asked.
type consulted struct {
	opinion celebration.Opinion
	written celebration.Writing
	frame   string
}

// consult asks a model about a celebration's words, where that is to be done. It fails
// where the program ends meanwhile: the next start asks; and where somebody else was
// faster: what a step reads may be older than the last one, and nothing is asked twice.
func (p *Pipeline) consult(ctx context.Context, c celebration.Celebration, set Settings) (said consulted, err error) {
	if moderate(&c, set); !isAwaited(c) {
		return said, nil
	}
	switch now, err := p.o.Store.Celebration(ctx, c.ID); {
	case err != nil:
		return said, err
	case now.Version != c.Version:
		return said, store.ErrStale
	}
	said.frame = p.frameOf(ctx, c, set)
	crash.At("verdict: before")
	said.opinion, said.written = p.o.Judge(ctx, c, left(c.Donation, set.verdict(c.Donation.Donor, c.Donation.Message)), said.frame)
	crash.At("verdict: after")
	said.written = set.harmless(said.written)
	if said.opinion.Model == "" {
		return said, cmp.Or(ctx.Err(), error(fault.New(fault.Unforeseen, "unforeseen")))
	}
	return said, nil
}

// applyTo sets a celebration's verdict by what a model said. What it wrote of words that
// viewers are not to see is kept for a person who lets them see them.
func (s consulted) applyTo(c *celebration.Celebration) {
	if s.opinion.Model == "" {
		return
	}
	c.Verdict = c.Verdict.WithOpinion(c.Donation.Donor, c.Donation.Message, s.opinion)
	if s.written.IsZero() || c.Order.Edited || s.opinion.Action == celebration.ActionMask {
		return
	}
	if c.Order.Writing = s.written; s.written.IsWritten() {
		c.Order.Prompt = celebration.WrittenPrompt(s.frame, s.written)
	}
}

// frameOf returns the frame of the clip that a celebration gets if its words are
// allowed, for the prompt to be written with the verdict; empty where none would be
// ordered, or that is not known without asking anybody.
func (p *Pipeline) frameOf(ctx context.Context, c celebration.Celebration, set Settings) string {
	if p.o.Write == nil {
		return ""
	}
	c.Verdict = c.Verdict.WithOpinion(c.Donation.Donor, c.Donation.Message, celebration.Opinion{Model: "-", Action: celebration.ActionAllow})
	atOnce := func(a money.Amount) (money.Amount, celebration.Rate, error) {
		rubles, rate, known := p.o.InRublesAtOnce(a)
		if !known {
			return rubles, rate, fault.New(fault.Retry, celebration.WhyNoRate)
		}
		return rubles, rate, nil
	}
	if assess(&c, set, atOnce) != nil || c.Status != celebration.Approved || !MayWrite(c) {
		return ""
	}
	set = p.chooseGenerator(c, set)
	maker, ok := p.o.Maker(set.Generator)
	if !ok || !maker.Paid || maker.drawsScenes() {
		return ""
	}
	c.Generator, c.Order = set.Generator, order(c, set, maker)
	needs, err := p.reservation(ctx, c, set, maker)
	if err != nil || p.o.Store.CanReserve(ctx, needs) != nil {
		return ""
	}
	return cmp.Or(set.Tiers.At(c.Tier).Prompt, set.Frame, celebration.DefaultFrame)
}

// waits returns what of a donation has it wait because of the mode.
func (s Settings) waits(d celebration.Donation, newcomer bool) (found []celebration.Find) {
	whole := celebration.Find{Action: celebration.ActionHold, Category: celebration.CategoryMode, By: celebration.ByRule}
	switch s.Mode {
	case celebration.ModeAll:
		whole.Code = celebration.CodeEach
		return celebration.Whole(d.Donor, d.Message, whole)
	case celebration.ModeNewcomers:
		if whole.Code = celebration.CodeNewcomer; newcomer {
			return celebration.Whole(d.Donor, d.Message, whole)
		}
	case celebration.ModeLinks:
		found = append(s.Minimums.links(celebration.FieldDonor, d.Donor), s.Minimums.links(celebration.FieldMessage, d.Message)...)
		for i := range found {
			found[i].Action, found[i].Category, found[i].By = celebration.ActionHold, celebration.CategoryMode, celebration.ByRule
		}
	}
	return found
}

// missed returns what is hidden of a donation that is too small for it. One whose
// value is not known is too small.
func (m Minimums) missed(c celebration.Celebration) (found []celebration.Find) {
	d := c.Donation
	isBelow := func(least decimal.Decimal) bool {
		return least.IsPositive() && (c.AmountRUB.IsNone() || c.AmountRUB.Value().LessThan(least))
	}
	add := func(f celebration.Find, code string, least decimal.Decimal) {
		f.Action, f.Category, f.Code, f.By, f.Min = celebration.ActionMask, celebration.CategoryMinimum, code, celebration.ByRule, least.String()
		found = append(found, f)
	}
	message := d.Message
	if isBelow(m.Message) && message != "" {
		add(celebration.Find{Field: celebration.FieldMessage, To: len(message)}, celebration.CodeMessageMin, m.Message)
		message = "" // its links are left out with it
	}
	if isBelow(m.Link) {
		for _, link := range append(m.links(celebration.FieldDonor, d.Donor), m.links(celebration.FieldMessage, message)...) {
			add(link, celebration.CodeLinkMin, m.Link)
		}
	}
	return found
}

// verdict returns what Moderate says. Where it panics or says nothing the words are
// held.
func (s Settings) verdict(donor, message string) (v celebration.Verdict) {
	v = celebration.Unjudged(donor, message)
	defer func() { _ = recover() }() // v is that the words are held
	if said := s.Moderate(donor, message); !said.IsZero() {
		v = said
	}
	return v
}

// judgingOnce returns the settings for a transaction, in which the lists judge the same
// words once: a donation is judged before it has a value and after.
func (s Settings) judgingOnce() Settings {
	moderate, known := s.Moderate, map[[2]string]celebration.Verdict{}
	if moderate == nil {
		return s
	}
	s.Moderate = func(donor, message string) celebration.Verdict {
		words := [2]string{donor, message}
		v, ok := known[words]
		if !ok {
			v = moderate(donor, message)
			known[words] = v
		}
		return v
	}
	return s
}

func (m Minimums) links(field, text string) []celebration.Find {
	switch {
	case text == "":
		return nil
	case m.Links == nil:
		return []celebration.Find{{Field: field, To: len(text)}}
	}
	return m.Links(field, text)
}

// JudgeOlder sets the verdict on what is from before there was any. It runs before
// anything is shown or ordered.
func (p *Pipeline) JudgeOlder(ctx context.Context) error {
	set := p.o.Settings()
	if set.Moderate == nil {
		return nil
	}
	judged, err := p.o.Store.JudgeOlder(ctx, set.verdict)
	if judged > 0 {
		p.o.Log.Info().Int("donations", judged).Msg("donations from before the moderation were judged")
	}
	return err
}

// logVerdicts logs what was not simply allowed, without its words.
func (p *Pipeline) logVerdicts(verdicts map[int64]celebration.Verdict) {
	for id, v := range verdicts {
		if v.Action.IsStricter(celebration.ActionAllow) {
			event := p.o.Log.Info().Int64("celebration", id).Str("action", string(v.Action)).Str("category", v.Category).
				Str("found", v.Code).Str("by", v.By)
			if v.Model != "" {
				event = event.Str("model", v.Model)
			}
			for _, m := range v.Minimums() {
				sum, _ := m.Args["min"].(fault.Sum)
				event = event.Str("below_"+m.Code[len("verdict."):], sum.Amount)
			}
			event.Msg("moderated")
		}
	}
}

// Moderate returns the verdict on words by the lists and rules of now, whatever is
// given with them. No model is asked, and nothing is recorded.
func (p *Pipeline) Moderate(donor, message string) celebration.Verdict {
	set := p.o.Settings()
	set.Minimums, set.AsksModel = Minimums{}, false
	c := celebration.Celebration{Donation: celebration.Donation{Donor: donor, Message: message}}
	moderate(&c, set)
	return c.Verdict
}
