package api

import (
	"net/http"

	"github.com/labstack/echo/v5"

	"streamspark/internal/celebration"
)

func (s *Server) moderationRoutes() []Route {
	return []Route{withBody(Route{
		Method: "POST", Path: "/api/moderation/try", Summary: "Show what viewers would see of a phrase, and why; nothing is recorded.", Out: phraseAnswer{},
	}, s.tryPhrase)}
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
