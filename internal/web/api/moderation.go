package api

import (
	"cmp"
	"net/http"
	"slices"

	"github.com/labstack/echo/v5"

	"streamspark/internal/celebration"
	"streamspark/internal/fault"
	"streamspark/internal/pipeline"
)

func (s *Server) moderationRoutes() []Route {
	return []Route{withBody(Route{
		Method: "POST", Path: "/api/moderation/try", Summary: "Show what viewers would see of a phrase, and why; nothing is recorded.", Out: phraseAnswer{},
	}, s.tryPhrase), {
		Method: "GET", Path: "/api/moderation/lists", Summary: "List the lists of words that are in use.", Out: wordLists{}, Handler: s.wordLists,
	}, {
		Method: "GET", Path: "/api/moderation/lists/:list", Summary: "Show a list of words as it is in use.", Media: "text/plain", Handler: s.wordList,
	}, {
		Method: "GET", Path: "/api/celebrations/:id/donor", Summary: "Show what the donor of a celebration gave so far, and the rule for what the donor writes.", Out: donorAnswer{}, Handler: s.getDonor,
	}, withBody(Route{
		Method: "PUT", Path: "/api/celebrations/:id/donor", Summary: "Set the rule for what the donor of a celebration writes from now on.", Out: donorAnswer{},
	}, s.setDonor)}
}

type wordLists struct {
	Success bool           `json:"success"`
	Lists   []wordListView `json:"lists"`
}

type wordListView struct {
	Name string `json:"name"`
	Own  bool   `json:"own" doc:"it is yours; false: the program's"`
	Path string `json:"path" doc:"where yours is or would be: it is read at the next start, in place of the program's"`
	URL  string `json:"url"`
}

func (s *Server) wordLists(c *echo.Context) error {
	answer := wordLists{Success: true, Lists: []wordListView{}}
	for _, l := range s.o.Lists {
		answer.Lists = append(answer.Lists, wordListView{l.Name, l.Own, l.Path, "/api/moderation/lists/" + l.Name})
	}
	return c.JSON(http.StatusOK, answer)
}

// wordList sends one of the lists, and no other file.
func (s *Server) wordList(c *echo.Context) error {
	for _, l := range s.o.Lists {
		if l.Name == c.Param("list") {
			return c.String(http.StatusOK, l.Text)
		}
	}
	return fault.New(fault.NotFound, "moderation.no_list")
}

type donorBody struct {
	Rule string `json:"rule" required:"donor.no_rule" doc:"check, as for everyone; allow, but for links, slurs and personal data; hold, until you decide; block" example:"hold"`
}

type donorAnswer struct {
	Success   bool    `json:"success"`
	Donor     string  `json:"donor"`
	Rule      string  `json:"rule" doc:"check, allow, hold or block"`
	Donations int     `json:"donations" doc:"so far, of the newest 1000; tests do not count"`
	AmountRUB *string `json:"amount_rub"`
	Hidden    int     `json:"hidden" doc:"donations of whose words not all are public"`
	Rejected  int     `json:"rejected"`
	Since     *moment `json:"since" doc:"the first of them"`
}

// checkedAsAll is the rule for a donor on no list.
const checkedAsAll = "check"

func (s *Server) getDonor(c *echo.Context) error {
	found, err := s.celebration(c)
	if err != nil {
		return err
	}
	record, err := s.o.Store.DonorRecord(c.Request().Context(), found.ID)
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, donorAnswer{
		Success: true, Donor: found.Donation.Donor, Rule: cmp.Or(string(s.o.Config.Get().Moderation.OfDonor(found.Donation.Donor)), checkedAsAll),
		Donations: record.Donations, AmountRUB: decimalOf(record.Rubles), Hidden: record.Hidden, Rejected: record.Rejected, Since: stamp(record.Since),
	})
}

func (s *Server) setDonor(c *echo.Context, in donorBody, _ Given) error {
	found, err := s.celebration(c)
	if err != nil {
		return err
	}
	rule := celebration.Action(in.Rule)
	if rule == checkedAsAll {
		rule = ""
	}
	switch {
	case rule == celebration.ActionMask || rule != "" && !slices.Contains(celebration.Actions(), rule):
		return fault.InvalidField("rule", "donor.no_rule")
	case celebration.Name(found.Donation.Donor, 100) == "":
		return fault.New(fault.Conflict, "donor.anonymous")
	}
	before := s.o.Config.Get().Moderation.OfDonor(found.Donation.Donor)
	if err := s.o.Config.SetDonor(c.Request().Context(), found.Donation.Donor, rule); err != nil {
		return err
	}
	if rule != before {
		s.o.Pipeline.Keep(c.Request().Context(), found.ID, donorRules[rule], decider(c))
	}
	return s.getDonor(c)
}

// donorRules are the decisions that set the rule for a donor.
var donorRules = map[celebration.Action]pipeline.Action{
	"": pipeline.CheckDonor, celebration.ActionAllow: pipeline.TrustDonor, celebration.ActionHold: pipeline.HoldDonor, celebration.ActionBlock: pipeline.Block,
}

type phraseBody struct {
	Donor   string `json:"donor" max:"200" example:"Anna"`
	Message string `json:"message" max:"2000" doc:"the phrase" example:"look at example.com"`
}

type phraseAnswer struct {
	Success bool         `json:"success"`
	Public  wordsView    `json:"public"`
	Verdict *verdictView `json:"verdict"`
	Written []pieceView  `json:"written" doc:"the phrase in pieces"`
	Says    string       `json:"says" doc:"the verdict in one sentence, in the reader's language"`
}

type pieceView struct {
	Text   string `json:"text"`
	Hidden bool   `json:"hidden"`
}

func (s *Server) tryPhrase(c *echo.Context, in phraseBody, _ Given) error {
	donation := celebration.Donation{Donor: in.Donor, Message: in.Message}
	verdict := s.o.Pipeline.Moderate(in.Donor, in.Message)
	tried := celebration.Celebration{Donation: donation, Verdict: verdict}
	l := s.hooks.Language(c.Request())
	answer := phraseAnswer{Success: true, Public: wordsView(tried.Public()), Verdict: viewOfVerdict(verdict), Written: []pieceView{}}
	answer.Says = l.T("moderation.try."+string(verdict.Action), l.Message(verdict.Why()))
	for _, p := range verdict.Pieces(celebration.FieldMessage, in.Message) {
		answer.Written = append(answer.Written, pieceView(p))
	}
	return c.JSON(http.StatusOK, answer)
}
