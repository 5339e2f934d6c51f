package api

import (
	"encoding/json"
	"net/http"
	"strconv"

	"github.com/labstack/echo/v5"

	"streamspark/internal/celebration"
	"streamspark/internal/locale"
	"streamspark/internal/store"
)

type generationAnswer struct {
	Success bool       `json:"success"`
	Status  generation `json:"status"`
}

// generation is the work under way, in the words of the original. It knew
// one job at a time; of several this is the newest. /api/celebrations has
// all of them.
type generation struct {
	Active   bool   `json:"active"`
	Status   string `json:"status"`
	Progress int    `json:"progress"`
	*generationJob
}

type generationJob struct {
	ID         string             `json:"generation_id"`
	StartedAt  float64            `json:"started_at"`
	FinishedAt *float64           `json:"finished_at,omitempty"`
	Elapsed    int64              `json:"elapsed"`
	Donation   generationDonation `json:"donation"`
	AmountRUB  *json.Number       `json:"amount_rub"`
	VideoURL   string             `json:"video_url,omitempty"`
	VideoPath  string             `json:"video_path,omitempty"`
	Error      string             `json:"error,omitempty"`
}

type generationDonation struct {
	Username string `json:"username"`
	Message  string `json:"message"`
}

func (s *Server) generationStatus(c *echo.Context) error {
	ctx := c.Request().Context()
	for _, statuses := range [][]celebration.Status{
		celebration.Making(),
		{celebration.Review, celebration.Ready, celebration.Playing, celebration.Played, celebration.Failed, celebration.Unknown},
	} {
		found, err := s.o.Store.Celebrations(ctx, store.Filter{Statuses: statuses, Limit: 1})
		if err != nil {
			return err
		}
		if len(found) > 0 {
			return c.JSON(http.StatusOK, generationAnswer{true, s.generationOf(found[0])})
		}
	}
	return c.JSON(http.StatusOK, generationAnswer{true, generation{Status: "idle"}})
}

func (s *Server) generationOf(c celebration.Celebration) generation {
	started := c.SubmittedAt
	if started.IsZero() {
		started = c.CreatedAt
	}
	public := c.Public()
	g := generation{generationJob: &generationJob{
		ID: strconv.FormatInt(c.ID, 10), StartedAt: unixOf(started), AmountRUB: numberOf(c.AmountRUB),
		Donation: generationDonation{public.Donor, public.Message},
	}}
	end := s.o.Now()
	switch c.Status {
	case celebration.Approved:
		g.Active, g.Status, g.Progress = true, "queued", 5
	case celebration.Submitting:
		g.Active, g.Status, g.Progress = true, "starting", 10
	case celebration.Generating:
		g.Active, g.Status, g.Progress = true, "generating", 15+c.Progress*70/100
	case celebration.Fetching:
		g.Active, g.Status, g.Progress = true, "downloading", 90
	case celebration.Failed, celebration.Unknown:
		g.Status, g.Progress, g.Error = "error", 100, locale.English().Message(c.Reason)
		end = c.UpdatedAt
	default:
		g.Status, g.Progress = "done", 100
		end = c.UpdatedAt
		if c.Clip != nil {
			end = c.Clip.CreatedAt
		}
	}
	if !g.Active {
		g.FinishedAt = new(unixOf(end))
	}
	if c.Clip != nil {
		g.VideoURL, g.VideoPath = ClipURL(c.Clip.Filename), s.clipPath(c.Clip.Filename)
	}
	g.Elapsed = max(int64(end.Sub(started).Seconds()), 0)
	return g
}
