package web

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"streamspark/internal/celebration"
	"streamspark/internal/language"
	"streamspark/internal/money"
)

// detail is one celebration with its whole history, for its own page.
type detail struct {
	gift
	Page   string // the id of its part of the page
	Clip   *celebration.Clip
	Moves  []stepView
	Facts  []fact
	Prompt string
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
		gift: newGift(c), Page: pageOf(c.ID), Clip: c.Clip, Prompt: c.Order.Prompt, Facts: factsOf(c),
	}
	for i, m := range c.Moves {
		shown := looks()[m.Status]
		d.Moves = append(d.Moves, stepView{
			Key: fmt.Sprintf("move-%d", i), Tone: shown.tone, Icon: shown.icon,
			Sentence: "move." + string(m.Status), Reason: m.Reason, At: m.At,
		})
	}
	return d
}

// pageOf is the name of a celebration's own page, as the desk knows it.
func pageOf(id int64) string { return fmt.Sprintf("detail-%d", id) }

// idOf is the celebration whose page has this name.
func idOf(page string) (int64, bool) {
	number, ok := strings.CutPrefix(page, "detail-")
	id, err := strconv.ParseInt(number, 10, 64)
	return id, ok && err == nil
}

func factsOf(c celebration.Celebration) []fact {
	var facts []fact
	add := func(there bool, key, text string, args ...any) {
		if there {
			facts = append(facts, fact{Key: "fact." + key, Text: language.Say(text, args...)})
		}
	}
	d := c.Donation
	add(d.Source == celebration.SourceTest, "source", "source.test")
	add(d.Source == celebration.SourceManual, "source", "source.manual")
	add(d.Source != celebration.SourceTest && d.Source != celebration.SourceManual, "source", "source.named", sourceName(d.Source), d.ID)
	add(!d.CreatedAt.IsZero(), "paid_at", "plain", d.CreatedAt)
	add(d.CreatedAt.IsZero(), "paid_at", "fact.unread")
	add(true, "seen_at", "plain", c.CreatedAt)
	add(!d.Amount.IsNone(), "amount", "plain", d.Amount)
	add(!c.AmountRUB.IsNone(), "rubles", "plain", c.AmountRUB)
	if rubles, err := decimal.NewFromString(c.Rate.Rubles); err == nil {
		add(true, "rate", "fact.rate.text", money.New(rubles, money.RUB), string(c.Rate.Currency), rateSource(c.Rate.Source), language.DayOf(c.Rate.Published))
	}
	add(c.TierName != "", "tier", "plain", c.TierName)
	add(c.Generator != "", "generator", "generator."+c.Generator)
	add(c.Generator != "", "charged", "charged."+string(c.Charged))
	add(c.Operation != "", "operation", "plain", string(c.Operation))
	add(c.Attempts > 0, "attempts", "plain", c.Attempts)
	add(c.Attempts > 0 && !c.NextAt.IsZero(), "next", "plain", c.NextAt)
	return facts
}

func sourceName(source string) string {
	if source == "donationalerts" {
		return "DonationAlerts"
	}
	return source
}
