package web

import (
	"crypto/rand"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"github.com/labstack/echo/v5"

	"streamspark/internal/celebration"
)

// How long a name, a message and a prompt may be that are sent to us. What
// of it goes into a prompt is cut further.
const (
	maxDonor   = 200
	maxMessage = 4000
)

// orderRoutes are the two ways to have a clip made by hand: a test donation
// and a prompt. Both answer at once with the celebration's number, or with
// ?wait=true as the original did, when it is over.
func (s *Server) orderRoutes(e *echo.Echo) {
	e.GET("/test-donation", func(c *echo.Context) error {
		return c.Redirect(http.StatusTemporaryRedirect, "/dashboard")
	})
	e.POST("/test-donation", s.testDonation)
	e.POST("/api/generate-video", s.generateVideo)
	e.POST("/api/generate-veo-video", s.generateVeoVideo)
}

// ordered is the answer to an order, at once and when it is over.
type ordered struct {
	Success       bool         `json:"success"`
	Message       string       `json:"message"`
	CelebrationID int64        `json:"celebration_id"`
	StatusURL     string       `json:"status_url"`
	Status        string       `json:"status,omitempty"`
	VideoPath     string       `json:"video_path,omitempty"`
	VideoURL      string       `json:"video_url,omitempty"`
	AmountRUB     *json.Number `json:"amount_rub,omitempty"`
}

func orderedAs(id int64, message string) ordered {
	return ordered{
		Success: true, Message: message, CelebrationID: id,
		StatusURL: "/api/celebrations/" + strconv.FormatInt(id, 10),
	}
}

// failedOrder is the answer to an order that led to no clip.
type failedOrder struct {
	Success       bool   `json:"success"`
	Error         string `json:"error"`
	CelebrationID int64  `json:"celebration_id"`
	Status        string `json:"status"`
	RateLimited   *bool  `json:"rate_limited,omitempty"`
}

func (s *Server) testDonation(c *echo.Context) error {
	wait, err := queryTruth(c, "wait")
	if err != nil {
		return err
	}
	d, err := s.readTestDonation(c)
	if err != nil {
		return err
	}
	ctx := c.Request().Context()
	id, err := s.o.Line.Take(ctx, d)
	if err != nil {
		return fmt.Errorf("take the test donation: %w", err)
	}
	taken := orderedAs(id, "Test donation taken: status_url tells how it goes on")
	if !wait {
		return c.JSON(http.StatusAccepted, taken)
	}
	over, settled, err := s.await(c, id)
	switch {
	case err != nil:
		return err
	case !settled:
		return c.JSON(http.StatusAccepted, taken)
	case over.Status == celebration.Failed, over.Status == celebration.Unknown:
		return c.JSON(http.StatusBadGateway, failedAs(over))
	}
	answer := orderedAs(id, outcome(over))
	answer.Status, answer.AmountRUB = string(over.Status), numberOf(over.AmountRUB)
	if over.Clip != nil {
		answer.VideoPath, answer.VideoURL = s.clipPath(over.Clip.Filename), clipURL(over.Clip.Filename)
	}
	return c.JSON(http.StatusOK, answer)
}

func (s *Server) readTestDonation(c *echo.Context) (celebration.Donation, error) {
	var none celebration.Donation
	b, err := readBody(c)
	if err != nil {
		return none, err
	}
	if len(b) == 0 {
		return none, bad("No JSON data provided: name at least one field, such as {\"amount\": 1500}.")
	}
	donor, named, err := b.text(maxDonor, "donor_name", "name")
	if err != nil {
		return none, err
	}
	if !named {
		donor = "Test User"
	}
	note, noted, err := b.text(maxMessage, "message")
	if err != nil {
		return none, err
	}
	if !noted {
		note = "Test donation"
	}
	sum, err := b.amount("amount", "1000", "currency")
	if err != nil {
		return none, err
	}
	clip, err := b.truth("generate_video", true)
	if err != nil {
		return none, err
	}
	return celebration.Donation{
		Source: celebration.SourceTest, ID: rand.Text(), Donor: donor, Message: note,
		Amount: sum, CreatedAt: s.o.Now().UTC(), NoClip: !clip,
	}, nil
}

// outcome says of a test donation that is over what became of it, in the
// words of the original where it had any.
func outcome(c celebration.Celebration) string {
	switch {
	case c.Clip != nil:
		return "Test donation processed and video generated"
	case c.Reason.Code == celebration.WhyBelowThreshold:
		return "Test donation processed (no video: below threshold)"
	case c.Reason.Code == celebration.WhyNotAsked:
		return "Test donation processed (no video: disabled)"
	case c.Status == celebration.Held:
		return "Test donation processed - video generation pending approval: " + c.Reason.String()
	}
	return "Test donation processed (no video: " + c.Reason.String() + ")"
}

func failedAs(c celebration.Celebration) failedOrder {
	reason := c.Reason.String()
	if reason == "" {
		reason = "Video generation failed"
	}
	return failedOrder{Error: reason, CelebrationID: c.ID, Status: string(c.Status)}
}

// generateVideo orders a clip for a prompt. It waits in the gallery.
func (s *Server) generateVideo(c *echo.Context) error {
	b, err := readBody(c)
	if err != nil {
		return err
	}
	id, err := s.order(c, b, "Prompt is required.", "prompt", "custom_prompt")
	if err != nil {
		return err
	}
	return c.JSON(http.StatusAccepted, orderedAs(id, "Video generation started"))
}

// generateVeoVideo is the other way of the original to say the same. Its
// duration and quality are taken and, as there, have no effect: how clips
// look is a setting.
func (s *Server) generateVeoVideo(c *echo.Context) error {
	wait, err := queryTruth(c, "wait")
	if err != nil {
		return err
	}
	b, err := readBody(c)
	if err != nil {
		return err
	}
	for _, name := range []string{"duration", "quality"} {
		if _, _, err := b.text(100, name); err != nil {
			return err
		}
	}
	id, err := s.order(c, b, "Prompt cannot be empty.", "prompt")
	if err != nil {
		return err
	}
	started := orderedAs(id, "Video generation started")
	if !wait {
		return c.JSON(http.StatusAccepted, started)
	}
	over, settled, err := s.await(c, id)
	switch {
	case err != nil:
		return err
	case !settled:
		return c.JSON(http.StatusAccepted, started)
	case over.Clip == nil:
		failed := failedAs(over)
		failed.RateLimited = new(false)
		return c.JSON(http.StatusBadGateway, failed)
	}
	answer := orderedAs(id, "Video generated successfully")
	answer.Status, answer.VideoURL = string(over.Status), clipURL(over.Clip.Filename)
	return c.JSON(http.StatusOK, answer)
}

// order records a clip that the streamer ordered: a celebration with no
// donation behind it, whose message is the prompt.
func (s *Server) order(c *echo.Context, b body, lacking string, names ...string) (int64, error) {
	prompt, _, err := b.text(maxMessage, names...)
	if err != nil {
		return 0, err
	}
	if strings.TrimSpace(prompt) == "" {
		return 0, bad("%s", lacking)
	}
	id, err := s.o.Line.Take(c.Request().Context(), celebration.Donation{
		Source: celebration.SourceManual, ID: rand.Text(), Message: strings.TrimSpace(prompt), CreatedAt: s.o.Now().UTC(),
	})
	if err != nil {
		return 0, fmt.Errorf("take the order: %w", err)
	}
	return id, nil
}
