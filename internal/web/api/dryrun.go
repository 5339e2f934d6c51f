package api

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"time"

	"github.com/labstack/echo/v5"
	"github.com/shopspring/decimal"

	"streamspark/internal/celebration"
	"streamspark/internal/config"
	"streamspark/internal/fault"
	"streamspark/internal/locale"
	"streamspark/internal/money"
	"streamspark/internal/pipeline"
	"streamspark/internal/store"
)

const (
	// maxTried is how many donations of a stream a dry run goes over.
	maxTried = 1000
	// knownPrices is how many entries of the ledger it takes prices from.
	knownPrices = 2000
)

func (s *Server) dryRunRoutes() []Route {
	return []Route{withBody(Route{
		Method: "POST", Path: "/api/dry-run", Out: dryRunAnswer{},
		Summary: "Show what would have become of the last stream's donations with other settings or tiers: nothing is saved or recorded, and nobody is asked.",
	}, s.dryRun)}
}

type dryRunBody struct {
	Settings []settingChange `json:"settings" max:"100" doc:"each as PUT /api/settings takes it, with its key" example:"[{\"key\": \"moderation.links\", \"value\": \"hold\"}]"`
	Tiers    []tierBody      `json:"tiers" max:"20" doc:"all of them, as PUT /api/tiers takes them; left out they stay as they are"`
}

type settingChange struct {
	Key   string `json:"key" max:"200" required:"field.missing" example:"moderation.links"`
	Value string `json:"value" max:"20000" doc:"as it would be written in the file" example:"hold"`
}

type dryRunAnswer struct {
	Success   bool          `json:"success"`
	Since     *moment       `json:"since" doc:"when that stream began; null: none had a donation"`
	Changed   int           `json:"changed" doc:"donations to which something else would have happened"`
	Before    outcomeTotals `json:"before" doc:"by the settings in force, without anybody's decisions"`
	After     outcomeTotals `json:"after"`
	Donations []triedRow    `json:"donations" doc:"those that change first, then in their order"`
	Says      string        `json:"says" doc:"the same in one sentence, in the reader's language"`
	Cut       bool          `json:"cut" doc:"the stream had more donations than were tried"`
}

type outcomeTotals struct {
	Aired   int    `json:"aired"`
	Held    int    `json:"held"`
	Masked  int    `json:"masked" doc:"of those that air, with a part of their words hidden"`
	Blocked int    `json:"blocked"`
	Skipped int    `json:"skipped" doc:"no clip, as below the threshold"`
	Waiting int    `json:"waiting" doc:"for a rate"`
	Clips   int    `json:"clips" doc:"that are ordered"`
	Spent   string `json:"spent_usd" doc:"for clips, at the prices that such clips had"`
}

type triedRow struct {
	Celebration int64        `json:"celebration"`
	Donor       string       `json:"donor"`
	Amount      string       `json:"amount" doc:"as the reader's language writes it"`
	Changed     bool         `json:"changed"`
	Before      triedOutcome `json:"before"`
	After       triedOutcome `json:"after"`
}

type triedOutcome struct {
	Status string     `json:"status" doc:"approved: a clip is ordered; ready: a scene is shown; or where it waits or ends"`
	Code   string     `json:"code" doc:"why, for programs"`
	Args   fault.Args `json:"args,omitempty"`
	Tier   string     `json:"tier"`
	Masked bool       `json:"masked"`
	Price  string     `json:"price_usd"`
	Says   string     `json:"says" doc:"in the reader's language"`
}

func (s *Server) dryRun(c *echo.Context, in dryRunBody, got Given) error {
	if got.Known == 0 {
		return fault.New(fault.Invalid, "dry_run.nothing")
	}
	other, err := s.tried(in)
	if err != nil {
		return err
	}
	past, cut, err := lastStream(c.Request().Context(), s.o)
	if err != nil {
		return err
	}
	before := s.o.Pipeline.DryRun(past, s.o.Rules(s.o.Config.Get()))
	after := s.o.Pipeline.DryRun(past, s.o.Rules(other))
	l := s.hooks.Language(c.Request())
	answer := dryRunAnswer{Success: true, Cut: cut, Before: totalsOf(before), After: totalsOf(after), Donations: []triedRow{}}
	if len(past.Donations) > 0 {
		answer.Since = stamp(past.Since)
	}
	for i, recorded := range past.Donations {
		row := triedRow{
			Celebration: recorded.ID, Donor: celebration.Name(recorded.Donation.Donor, 100), Amount: l.Money(recorded.Donation.Amount),
			Changed: !before[i].SameAs(after[i]), Before: viewOfOutcome(l, before[i]), After: viewOfOutcome(l, after[i]),
		}
		if row.Changed {
			answer.Changed++
		}
		answer.Donations = append(answer.Donations, row)
	}
	slices.SortStableFunc(answer.Donations, func(a, b triedRow) int {
		switch {
		case a.Changed == b.Changed:
			return 0
		case a.Changed:
			return -1
		}
		return 1
	})
	answer.Says = l.T("dry_run.empty")
	if len(past.Donations) > 0 {
		answer.Says = l.T("dry_run.says", len(past.Donations), l.When(past.Since), answer.Changed)
	}
	return c.JSON(http.StatusOK, answer)
}

// tried returns the configuration with what a body changes.
func (s *Server) tried(in dryRunBody) (config.Config, error) {
	values := map[string]string{}
	for i, change := range in.Settings {
		known, ok := s.o.Setting(change.Key)
		switch {
		case !ok:
			return config.Config{}, fault.InvalidField(fmt.Sprintf("settings[%d].key", i), "setting.not_found")
		case known.Secret:
			return config.Config{}, fault.InvalidField(fmt.Sprintf("settings[%d].key", i), "dry_run.secret")
		}
		values[change.Key] = change.Value
	}
	if in.Tiers != nil {
		tiers, err := s.readTiers(in.Tiers)
		if err != nil {
			return config.Config{}, err
		}
		values["tiers"] = config.WriteTiers(tiers)
	}
	return s.o.Config.Try(values)
}

// lastStream reads the present stream, or the one before where that has no donation
// yet, and reports whether it had more donations than are read.
func lastStream(ctx context.Context, o Options) (past pipeline.Past, cut bool, err error) {
	for _, span := range o.Stream.Get().Spans() {
		found, err := o.Store.Celebrations(ctx, store.Filter{From: span.Since, To: span.Until, Limit: maxTried + 1})
		if err != nil {
			return past, false, err
		}
		if len(found) == 0 {
			continue
		}
		cut = len(found) > maxTried
		found = found[:min(len(found), maxTried)]
		slices.Reverse(found)
		past = pipeline.Past{Since: span.Since, Donations: found, Known: map[string]bool{}}
		for _, c := range found {
			donor := celebration.DonorKey(c.Donation.Donor)
			if _, asked := past.Known[donor]; asked {
				continue
			}
			record, err := o.Store.DonorRecord(ctx, c.ID)
			if err != nil {
				return past, cut, err
			}
			past.Known[donor] = record.Donations > 0 && record.Since.Before(span.Since)
		}
		if past.Entries, err = o.Store.Entries(ctx, time.Time{}, time.Time{}, knownPrices); err != nil {
			return past, cut, err
		}
		flows, err := o.Store.Flows(ctx, []store.Stretch{{From: celebration.StartOfDay(span.Since, 0), To: span.Since}})
		if err != nil {
			return past, cut, err
		}
		past.Spent = flows[0].Dollars
		break
	}
	return past, cut, nil
}

func totalsOf(outcomes []pipeline.Outcome) (t outcomeTotals) {
	spent := decimal.Zero
	counts := map[celebration.Status]*int{
		celebration.Held: &t.Held, celebration.Rejected: &t.Blocked, celebration.Skipped: &t.Skipped, celebration.Failed: &t.Skipped, celebration.WaitingRate: &t.Waiting,
		celebration.Approved: &t.Aired, celebration.Ready: &t.Aired,
	}
	for _, o := range outcomes {
		if n := counts[o.Status]; n != nil {
			*n++
		}
		if o.IsMasked() {
			t.Masked++
		}
		if o.Clip {
			t.Clips++
		}
		spent = spent.Add(o.Price)
	}
	t.Spent = spent.String()
	return t
}

// viewOfOutcome returns where a donation would have come, in words of a language too.
func viewOfOutcome(l *locale.Language, o pipeline.Outcome) triedOutcome {
	v := triedOutcome{Status: string(o.Status), Code: o.Reason.Code, Args: o.Reason.Args, Tier: o.TierName, Masked: o.IsMasked(), Price: o.Price.String()}
	switch {
	case o.Clip && o.Price.IsPositive():
		v.Says = l.T("dry_run.clip", l.Money(money.New(o.Price, "USD")))
	case o.IsAired():
		v.Says = l.T("dry_run.aired")
	default:
		v.Says = l.T("status." + string(o.Status))
		if !o.Reason.IsZero() {
			v.Says += ": " + l.Message(o.Reason)
		}
	}
	if !v.Masked {
		return v
	}
	hidden := append([]fault.Message{o.Verdict.Why()}, o.Verdict.Minimums()...)
	for i, why := range hidden {
		if i == 0 || why.Code != hidden[0].Code {
			v.Says += ". " + l.Message(fault.Say("moderation.masked", "cause", why))
		}
	}
	return v
}
