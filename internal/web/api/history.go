package api

import (
	"encoding/json"
	"math"
	"net/http"
	"slices"
	"strconv"

	"github.com/labstack/echo/v5"

	"streamspark/internal/celebration"
	"streamspark/internal/store"
)

// historyRoutes returns what the original told of the past and the present:
// counts, donations, the work under way, the log.
func (s *Server) historyRoutes() []Route {
	return []Route{
		{
			Method: "GET", Path: "/api/donations", Summary: "List donations, the oldest first, with the original's fields.",
			Query: []Param{{Name: "limit", Type: "integer", Doc: "the last so many, at most 100", Default: 50}},
			Out:   donationList{}, Handler: s.donations,
		},
		{Method: "GET", Path: "/api/stats", Summary: "Count donations and clips.", Out: statsAnswer{}, Handler: s.stats},
		{
			Method: "GET", Path: "/api/generation-status", Summary: "Show what is being made, with the original's fields.",
			Out: generationAnswer{}, Handler: s.generationStatus,
		},
		{
			Method: "GET", Path: "/api/aiml-status", Summary: "Show the generator, with the original's fields.",
			Out: aimlAnswer{}, Handler: s.aimlStatus,
		},
		{
			Method: "GET", Path: "/api/logs", Summary: "Show the log of this run, as JSON or as text.", Media: "text/plain",
			Query: []Param{
				{Name: "format", Type: "string", Doc: "text: one line for each, to be kept as a file"},
				{Name: "level", Type: "string", Doc: "the least severe level: debug, info, warn or error"},
				{Name: "part", Type: "string", Doc: "of this part of the program"},
				{Name: "celebration", Type: "integer", Doc: "of this celebration"},
				{Name: "q", Type: "string", Doc: "containing these words"},
				{Name: "before", Type: "integer", Doc: "before the line with this id"},
				{Name: "since", Type: "integer", Doc: "milliseconds since 1970"},
				{Name: "show_ip", Type: "boolean", Doc: "include clients' addresses", Default: false},
			},
			Out: logAnswer{}, Handler: s.logs,
		},
	}
}

type statsAnswer struct {
	TotalVideos    int     `json:"totalVideos"`
	TotalDonations int     `json:"totalDonations"`
	TotalAmount    string  `json:"totalAmount"`
	PollingStatus  string  `json:"pollingStatus"`
	APIConfigured  bool    `json:"apiConfigured"`
	LastPoll       *moment `json:"lastPoll"`
	APIErrors      int     `json:"apiErrors"`
}

func (s *Server) stats(c *echo.Context) error {
	totals, err := s.o.Store.Totals(c.Request().Context())
	if err != nil {
		return err
	}
	state := s.o.Source.State()
	polling := "Stopped"
	if state.Polling {
		polling = "Running"
	}
	return c.JSON(http.StatusOK, statsAnswer{
		TotalVideos: totals.Clips, TotalDonations: totals.Donations, TotalAmount: totals.Rubles.String(),
		PollingStatus: polling, APIConfigured: state.HasToken, LastPoll: stamp(state.LastPoll), APIErrors: state.Errors,
	})
}

type pastDonation struct {
	ID       pastID       `json:"id" doc:"a number where the source has numbers"`
	Donor    string       `json:"donor"`
	Amount   *json.Number `json:"amount"`
	Currency string       `json:"currency"`
	Message  string       `json:"message"`
	Time     *moment      `json:"time"`
	IsTest   bool         `json:"isTest"`
}

type donationList struct {
	Success   bool           `json:"success"`
	Donations []pastDonation `json:"donations"`
}

// donations responds with the last ones, the oldest of them first, at most 100:
// as the original did. /api/celebrations has all of them.
func (s *Server) donations(c *echo.Context) error {
	limit, err := queryInt(c, "limit", 50, math.MinInt64, math.MaxInt64)
	if err != nil {
		return err
	}
	answer := donationList{Success: true, Donations: []pastDonation{}}
	if limit <= 0 {
		return c.JSON(http.StatusOK, answer)
	}
	found, err := s.lastDonations(c, int(min(limit, 100)))
	if err != nil {
		return err
	}
	for _, cel := range slices.Backward(found) {
		d, public := cel.Donation, cel.Public() // programs show these on streams
		answer.Donations = append(answer.Donations, pastDonation{
			ID: pastID(d.ID), Donor: public.Donor, Amount: numberOf(d.Amount), Currency: string(d.Amount.Currency()),
			Message: public.Message, Time: stamp(d.CreatedAt), IsTest: d.Source == celebration.SourceTest,
		})
	}
	return c.JSON(http.StatusOK, answer)
}

// lastDonations reads the newest celebrations that have a donation behind
// them: clips that the streamer ordered have none.
func (s *Server) lastDonations(c *echo.Context, limit int) (found []celebration.Celebration, err error) {
	filter := store.Filter{Limit: 200}
	for len(found) < limit {
		page, err := s.o.Store.Celebrations(c.Request().Context(), filter)
		if err != nil {
			return nil, err
		}
		for _, cel := range page {
			if cel.Donation.Source != celebration.SourceManual && len(found) < limit {
				found = append(found, cel)
			}
		}
		if len(page) < filter.Limit {
			break
		}
		filter.Before = page[len(page)-1].ID
	}
	return found, nil
}

// pastID is what a source calls a donation.
type pastID string

// Schema describes what an id may be in JSON.
func (pastID) Schema() Schema { return Schema{Type: Types{"integer", "string"}} }

// MarshalJSON writes a number where it is one.
func (id pastID) MarshalJSON() ([]byte, error) {
	if n, err := strconv.ParseInt(string(id), 10, 64); err == nil && strconv.FormatInt(n, 10) == string(id) {
		return []byte(id), nil
	}
	return json.Marshal(string(id))
}

type aimlAnswer struct {
	Success       bool        `json:"success"`
	HasAPIKey     bool        `json:"has_api_key"`
	Generator     string      `json:"generator"`
	ThresholdRUB  json.Number `json:"threshold_rub"`
	PollerRunning bool        `json:"poller_running"`
	Donations     int         `json:"total_donations_processed"`
	Videos        int         `json:"total_videos_generated"`
	LastPoll      *moment     `json:"last_poll_time"`
	Preview       string      `json:"system_prompt_preview"`
}

func (s *Server) aimlStatus(c *echo.Context) error {
	totals, err := s.o.Store.Totals(c.Request().Context())
	if err != nil {
		return err
	}
	state := s.o.Source.State()
	generator, paid := s.o.Generator()
	preview := []rune(s.o.Config.Get().Generation.SystemPrompt)
	if len(preview) > 120 {
		preview = append(preview[:120:120], []rune("...")...)
	}
	return c.JSON(http.StatusOK, aimlAnswer{
		Success: true, HasAPIKey: paid, Generator: generator, ThresholdRUB: s.threshold(),
		PollerRunning: state.Polling, Donations: totals.Donations, Videos: totals.Clips,
		LastPoll: stamp(state.LastPoll), Preview: string(preview),
	})
}
