package api

import (
	"cmp"
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"net/http"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v5"

	"streamspark/internal/celebration"
	"streamspark/internal/fault"
	"streamspark/internal/locale"
	"streamspark/internal/store"
)

// orderRoutes returns the two ways to have a clip made by hand: a test donation
// and a prompt. Both answer at once with the celebration's number, or with
// ?wait=true as the original did, when it is over.
func (s *Server) orderRoutes() []Route {
	wait := []Param{{Name: "wait", Type: "boolean", Doc: "answer when it is over, with status 200", Default: false}}
	return []Route{
		withBody(Route{
			Method: "POST", Path: "/test-donation", Summary: "Send a test donation; it takes the way of a real one.", Query: wait,
			Out: ordered{}, OK: http.StatusAccepted, Also: http.StatusOK, Fails: map[int]any{http.StatusBadGateway: failedOrder{}},
		}, s.testDonation),
		withBody(Route{
			Method: "POST", Path: "/api/generate-video", Summary: "Make a clip by hand; it waits in the gallery.",
			Out: ordered{}, OK: http.StatusAccepted,
		}, s.generateVideo),
		withBody(Route{
			Method: "POST", Path: "/api/generate-veo-video", Summary: "Make a clip by hand, under the original's other path.", Query: wait,
			Out: ordered{}, OK: http.StatusAccepted, Also: http.StatusOK, Fails: map[int]any{http.StatusBadGateway: failedOrder{}},
		}, s.generateVeoVideo),
	}
}

// The bodies have lengths so that nobody fills the disk; what of a text goes
// into a prompt is cut further.

type testDonationBody struct {
	Donor    string `json:"donor_name" alias:"name" default:"Test User" max:"200" doc:"who gives" example:"viewer42"`
	Message  string `json:"message" default:"Test donation" max:"4000" doc:"what they write"`
	Amount   Number `json:"amount" default:"1000" doc:"how much" example:"1500"`
	Currency string `json:"currency" default:"RUB" max:"100" doc:"three letters"`
	Paid     bool   `json:"paid" default:"false" doc:"true: order the clip from the generator in use, at its price; else the widget draws a scene, free of charge"`
	Clip     bool   `json:"generate_video" default:"true" doc:"false: record it, and make no clip"`
}

type promptBody struct {
	Prompt string `json:"prompt" alias:"custom_prompt" max:"4000" required:"prompt.missing" doc:"what to show" example:"a cat on a rocket"`
}

type veoBody struct {
	Prompt   string `json:"prompt" max:"4000" required:"prompt.empty" doc:"what to show" example:"a cat on a rocket"`
	Duration string `json:"duration" max:"100" doc:"taken, and without effect: how clips look is a setting"`
	Quality  string `json:"quality" max:"100" doc:"taken, and without effect"`
}

// ordered is the answer to an order, at once and when it is over.
type ordered struct {
	Success       bool         `json:"success"`
	Message       string       `json:"message"`
	CelebrationID int64        `json:"celebration_id"`
	StatusURL     string       `json:"status_url" doc:"tells how it goes on"`
	Status        standing     `json:"status,omitempty" doc:"with wait=true: where it ended"`
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
	Failure
	CelebrationID int64    `json:"celebration_id"`
	Status        standing `json:"status"`
	RateLimited   *bool    `json:"rate_limited,omitempty"`
}

func (s *Server) testDonation(c *echo.Context, in testDonationBody, got Given) error {
	wait, err := queryBool(c, "wait")
	if err != nil {
		return err
	}
	d, err := s.donationOf(in, got)
	if err != nil {
		return err
	}
	ctx := c.Request().Context()
	id, err := s.o.Pipeline.Record(ctx, d)
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
		return c.JSON(http.StatusBadGateway, s.failedAs(c, over))
	}
	answer := orderedAs(id, outcome(over))
	answer.Status, answer.AmountRUB = standing(over.Status), numberOf(over.AmountRUB)
	if over.Clip != nil {
		answer.VideoPath, answer.VideoURL = s.clipPath(over.Clip.Filename), ClipURL(over.Clip.Filename)
	}
	return c.JSON(http.StatusOK, answer)
}

func (s *Server) donationOf(in testDonationBody, got Given) (celebration.Donation, error) {
	if got.Fields == 0 {
		return celebration.Donation{}, fault.New(fault.Invalid, "request.no_fields")
	}
	sum, err := AmountOf("amount", in.Amount, in.Currency)
	if err != nil {
		return celebration.Donation{}, err
	}
	return celebration.Donation{
		Source: celebration.SourceTest, ID: rand.Text(), Donor: in.Donor, Message: in.Message,
		Amount: sum, CreatedAt: s.o.Now().UTC(), NoClip: !in.Clip, Paid: in.Paid,
	}, nil
}

// outcome describes what became of a test donation that is over, in the
// words of the original where it had any.
func outcome(c celebration.Celebration) string {
	switch {
	case c.Status == celebration.Review:
		return "Test donation processed and video generated: it waits until you have seen it"
	case c.Clip != nil:
		return "Test donation processed and video generated"
	case c.Scene != nil:
		return "Test donation processed: the widget shows a scene"
	case c.Reason.Code == celebration.WhyBelowThreshold:
		return "Test donation processed (no video: below threshold)"
	case c.Reason.Code == celebration.WhyNotAsked:
		return "Test donation processed (no video: disabled)"
	case c.Status == celebration.Held:
		return "Test donation processed - video generation pending approval: " + locale.English().Message(c.Reason)
	}
	return "Test donation processed (no video: " + locale.English().Message(c.Reason) + ")"
}

func (s *Server) failedAs(c *echo.Context, over celebration.Celebration) failedOrder {
	why := fault.New(fault.Retry, cmp.Or(over.Reason.Code, "order.failed"))
	why.Args = over.Reason.Args
	return failedOrder{Failure: FailureOf(why, s.hooks.Accepted(c.Request())), CelebrationID: over.ID, Status: standing(over.Status)}
}

// generateVideo orders a clip for a prompt. It waits in the gallery.
func (s *Server) generateVideo(c *echo.Context, in promptBody, _ Given) error {
	id, err := s.order(c, in.Prompt, "prompt.missing")
	if err != nil {
		return err
	}
	return c.JSON(http.StatusAccepted, orderedAs(id, "Video generation started"))
}

// generateVeoVideo returns the other way of the original to say the same. Its
// duration and quality are taken and, as there, have no effect: how clips
// look is a setting.
func (s *Server) generateVeoVideo(c *echo.Context, in veoBody, _ Given) error {
	wait, err := queryBool(c, "wait")
	if err != nil {
		return err
	}
	id, err := s.order(c, in.Prompt, "prompt.empty")
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
	case over.Scene != nil:
		answer := orderedAs(id, "A scene is ready: it is drawn by the widget, without a video")
		answer.Status = standing(over.Status)
		return c.JSON(http.StatusOK, answer)
	case over.Clip == nil:
		failed := s.failedAs(c, over)
		failed.RateLimited = new(false)
		return c.JSON(http.StatusBadGateway, failed)
	}
	answer := orderedAs(id, "Video generated successfully")
	answer.Status, answer.VideoURL = standing(over.Status), ClipURL(over.Clip.Filename)
	return c.JSON(http.StatusOK, answer)
}

// order records a clip that the streamer ordered: a celebration with no
// donation behind it, whose message is the prompt.
func (s *Server) order(c *echo.Context, prompt, lacking string) (int64, error) {
	if strings.TrimSpace(prompt) == "" {
		return 0, fault.InvalidField("prompt", lacking)
	}
	id, err := s.o.Pipeline.Record(c.Request().Context(), celebration.Donation{
		Source: celebration.SourceManual, ID: rand.Text(), Message: strings.TrimSpace(prompt), CreatedAt: s.o.Now().UTC(),
	})
	if err != nil {
		return 0, fmt.Errorf("take the order: %w", err)
	}
	return id, nil
}

// longestWait is how long ?wait=true may take: as long as a generator may.
const longestWait = 20 * time.Minute

// await waits until a celebration needs nothing more of the program: its
// clip is there, or it is known why there is none. It gives up, without an
// error, after longestWait and when the program stops.
func (s *Server) await(c *echo.Context, id int64) (found celebration.Celebration, over bool, err error) {
	// The server may limit how long an answer takes; this one takes its time.
	_ = http.NewResponseController(c.Response()).SetWriteDeadline(time.Time{}) // not every writer has one
	ctx := c.Request().Context()
	limit := time.NewTimer(longestWait)
	defer limit.Stop()
	watch := s.o.Store.Watch() // before the first look, so that no change is missed
	defer watch.Close()
	for {
		found, err = s.o.Store.Celebration(ctx, id)
		if err != nil || settled(found.Status) {
			return found, err == nil, err
		}
		if !s.nextChange(ctx, watch, id, limit.C) {
			return found, false, ctx.Err()
		}
	}
}

// nextChange waits for a change of the celebration, and is false if none is
// to be waited for any more.
func (s *Server) nextChange(ctx context.Context, watch *store.Watch, id int64, limit <-chan time.Time) bool {
	for {
		select {
		case <-watch.C:
			if slices.Contains(watch.Take().Celebrations, id) {
				return true
			}
		case <-limit:
			return false
		case <-s.hooks.Stopping:
			return false
		case <-ctx.Done():
			return false
		}
	}
}

// settled reports whether a celebration waits for somebody, or for nothing.
func settled(status celebration.Status) bool {
	switch status {
	case celebration.Received, celebration.Approved, celebration.Submitting, celebration.Generating, celebration.Fetching:
		return false
	}
	return true
}

// clipPath returns where a clip lies, as the original wrote it.
func (s *Server) clipPath(filename string) string {
	folder, _ := s.o.Setting("videos_dir")
	return path.Join(folder.Value, filename)
}
