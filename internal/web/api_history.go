package web

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

// historyRoutes are what the original told of the past and the present:
// counts, donations, the work under way, the log.
func (s *Server) historyRoutes(e *echo.Echo) {
	e.GET("/api/stats", s.stats)
	e.GET("/api/donations", s.donations)
	e.GET("/api/generation-status", s.generationStatus)
	e.GET("/api/aiml-status", s.aimlStatus)
	e.GET("/api/logs", s.logs)
}

type statsAnswer struct {
	TotalVideos    int     `json:"totalVideos"`
	TotalDonations int     `json:"totalDonations"`
	TotalAmount    string  `json:"totalAmount"`
	PollingStatus  string  `json:"pollingStatus"`
	APIConfigured  bool    `json:"apiConfigured"`
	LastPoll       *string `json:"lastPoll"`
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
	ID       any          `json:"id"` // a number where the source has numbers
	Donor    string       `json:"donor"`
	Amount   *json.Number `json:"amount"`
	Currency string       `json:"currency"`
	Message  string       `json:"message"`
	Time     *string      `json:"time"`
	IsTest   bool         `json:"isTest"`
}

type donationList struct {
	Success   bool           `json:"success"`
	Donations []pastDonation `json:"donations"`
}

// donations gives the last ones, the oldest of them first, at most 100: as
// the original did. /api/celebrations has all of them.
func (s *Server) donations(c *echo.Context) error {
	limit, err := queryNumber(c, "limit", 50, math.MinInt64, math.MaxInt64)
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
		d := cel.Donation
		answer.Donations = append(answer.Donations, pastDonation{
			ID: pastID(d.ID), Donor: d.Donor, Amount: numberOf(d.Amount), Currency: string(d.Amount.Currency()),
			Message: d.Message, Time: stamp(d.CreatedAt), IsTest: d.Source == celebration.SourceTest,
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

func pastID(id string) any {
	if n, err := strconv.ParseInt(id, 10, 64); err == nil && strconv.FormatInt(n, 10) == id {
		return n
	}
	return id
}

type aimlAnswer struct {
	Success       bool        `json:"success"`
	HasAPIKey     bool        `json:"has_api_key"`
	Generator     string      `json:"generator"`
	ThresholdRUB  json.Number `json:"threshold_rub"`
	PollerRunning bool        `json:"poller_running"`
	Donations     int         `json:"total_donations_processed"`
	Videos        int         `json:"total_videos_generated"`
	LastPoll      *string     `json:"last_poll_time"`
	Preview       string      `json:"system_prompt_preview"`
}

func (s *Server) aimlStatus(c *echo.Context) error {
	totals, err := s.o.Store.Totals(c.Request().Context())
	if err != nil {
		return err
	}
	state := s.o.Source.State()
	generator, paid := s.o.Settings.Generator()
	preview := []rune(s.o.Settings.SystemPrompt())
	if len(preview) > 120 {
		preview = append(preview[:120:120], []rune("...")...)
	}
	return c.JSON(http.StatusOK, aimlAnswer{
		Success: true, HasAPIKey: paid, Generator: generator, ThresholdRUB: s.threshold(),
		PollerRunning: state.Polling, Donations: totals.Donations, Videos: totals.Clips,
		LastPoll: stamp(state.LastPoll), Preview: string(preview),
	})
}
