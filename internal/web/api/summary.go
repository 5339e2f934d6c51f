package api

import (
	"context"
	"net/http"
	"slices"
	"time"

	"github.com/labstack/echo/v5"
	"github.com/shopspring/decimal"

	"streamspark/internal/celebration"
	"streamspark/internal/fault"
	"streamspark/internal/money"
	"streamspark/internal/store"
)

// How much of a stream its summary lists.
const (
	summaryDonors  = 5
	summaryMoments = 6
)

func (s *Server) summaryRoutes() []Route {
	return []Route{
		{
			Method: "GET", Path: "/api/summary", Summary: "Sum up a stream: what came in, who gave most, what was shown, and what it cost.",
			Query: []Param{ofStream()}, Out: summaryAnswer{}, Handler: s.getSummary,
		},
		{
			Method: "POST", Path: "/api/credits", Summary: "Play the credits of this stream after what waits: parts of its clips and scenes with the donors' names, 30 to 60 s. Those that wait already are not queued again.",
			Out: creditsAnswer{}, Handler: s.playCredits,
		},
		{
			Method: "GET", Path: "/api/summary/video", Summary: "Show the video of a stream, and how far the one is that is being made.",
			Query: []Param{ofStream()}, Out: videoAnswer{}, Handler: s.getVideo,
		},
		{
			Method: "POST", Path: "/api/summary/video", Summary: "Plan the video of a stream: its best clips and scenes, 30 to 60 s where there are enough. The page Summary draws a film by the plan.",
			Query: []Param{ofStream()}, Out: planAnswer{}, Handler: s.planVideo,
		},
		{
			Method: "PUT", Path: "/api/summary/video", Summary: "Make the video of a stream: send the film that was drawn by a plan, and ffmpeg lays the clips into it. It replaces an earlier one.",
			Query: []Param{{Name: "plan", Type: "string", Doc: "the id of the plan", Example: "7F3CWAYQ5ZJ3M2GYJ6XKQ7ZVQD"}},
			Sends: "video/webm", MaxBody: maxFilm, Out: videoAnswer{}, OK: http.StatusAccepted, Handler: s.cutVideo,
		},
		{Method: "DELETE", Path: "/api/summary/video", Summary: "Delete the video of a stream. While one is being made, that is given up instead, and the one before stays.", Query: []Param{ofStream()}, Out: Done{}, Handler: s.deleteVideo},
		{
			Method: "GET", Path: "/videos/recaps/:recap", Summary: "Play or download the video of a stream; ranges work.", Media: "video/*",
			Also: http.StatusPartialContent, Handler: s.video,
		},
	}
}

func ofStream() Param {
	return Param{Name: "stream", Type: "integer", Doc: "0 is the present one, 1 the one before, and so on", Default: 0}
}

// Summary is what came of one stream.
type Summary struct {
	celebration.Span
	Stream  int // 0: the present one
	Streams int // that are remembered, this one among them
	store.Evening
	Shown int // shows, replays included
	Left  decimal.Decimal
}

// SummaryOf sums up a stream: 0 is the present one, 1 the one before.
func SummaryOf(ctx context.Context, o Options, stream int) (v Summary, err error) {
	if v.Span, v.Streams, err = spanOf(o, stream); err != nil {
		return v, err
	}
	v.Stream = stream
	x := store.Stretch{From: v.Since, To: v.Until}
	if v.Evening, err = o.Store.Evening(ctx, x); err != nil {
		return v, err
	}
	v.Left = v.Received.Value().Sub(v.Rubles).Round(2)
	v.Donors = slices.DeleteFunc(v.Donors, func(d store.Donor) bool { return celebration.Name(d.Name, 100) == "" })
	for _, m := range v.Moments {
		v.Shown += m.Times
	}
	v.Donors, v.Moments = v.Donors[:min(len(v.Donors), summaryDonors)], v.Moments[:min(len(v.Moments), summaryMoments)]
	return v, nil
}

// spanOf returns when a stream was, and how many are remembered.
func spanOf(o Options, stream int) (span celebration.Span, remembered int, err error) {
	spans := o.Stream.Get().Spans()
	if stream < 0 || stream >= len(spans) {
		return span, len(spans), fault.New(fault.NotFound, "summary.no_stream")
	}
	return spans[stream], len(spans), nil
}

// askedSpan returns when the stream was that a request asks for.
func (s *Server) askedSpan(c *echo.Context) (celebration.Span, error) {
	stream, err := queryInt(c, "stream", 0, 0, 1000)
	if err != nil {
		return celebration.Span{}, err
	}
	span, _, err := spanOf(s.o, int(stream))
	return span, err
}

type summaryAnswer struct {
	Success   bool         `json:"success"`
	Stream    int          `json:"stream" doc:"0: the present one"`
	Streams   int          `json:"streams" doc:"how many are remembered, this one among them"`
	Since     *moment      `json:"since" doc:"in UTC, as all times"`
	LastSeen  *moment      `json:"last_seen" doc:"when a player was last there"`
	Until     *moment      `json:"until" doc:"when the next stream began; null: this is the present one"`
	UTCOffset string       `json:"utc_offset" doc:"of the streamer's time zone when the stream began" example:"+03:00"`
	Donations int          `json:"donations" doc:"tests apart"`
	Received  string       `json:"received_rub"`
	Donors    []donorView  `json:"donors" doc:"who gave most, at most 5; nobody whose name is held back"`
	Moments   []momentView `json:"moments" doc:"what was shown of the largest sums, at most 6"`
	Shown     int          `json:"shows" doc:"clips and scenes that were shown to their end, replays included"`
	Orders    int          `json:"orders" doc:"paid orders that were not given back: of clips, voices and texts"`
	Clips     int          `json:"clips" doc:"of the orders"`
	Spent     string       `json:"spent_usd"`
	InRubles  string       `json:"spent_rub" doc:"at the rate of each order"`
	Unpriced  int          `json:"orders_without_rate" doc:"not in spent_rub, nor in left_rub"`
	Left      string       `json:"left_rub" doc:"received_rub without spent_rub"`
}

type creditsAnswer struct {
	Success  bool         `json:"success"`
	Playback playbackView `json:"playback"`
}

func (s *Server) playCredits(c *echo.Context) error {
	p, err := s.o.Overlay.PlayCredits(c.Request().Context(), s.o.Stream.Get().Since)
	if err != nil {
		return err
	}
	s.hooks.Changed()
	return c.JSON(http.StatusOK, creditsAnswer{true, viewOfPlayback(p)})
}

type donorView struct {
	Donor     string `json:"donor"`
	Donations int    `json:"donations"`
	Rubles    string `json:"rub"`
}

type momentView struct {
	Celebration int64      `json:"celebration"`
	Donor       string     `json:"donor" doc:"empty: nobody is named"`
	Message     string     `json:"message"`
	Amount      *string    `json:"amount"`
	Currency    *string    `json:"currency"`
	Rubles      string     `json:"rub"`
	Clip        *string    `json:"clip" doc:"the address of its video; null: it was a scene, or is deleted"`
	Poster      *string    `json:"poster" doc:"the address of its still picture; null: there is none"`
	Scene       *sceneView `json:"scene" doc:"null: it was a clip"`
	ShownAt     *moment    `json:"shown_at"`
	Times       int        `json:"times" doc:"how often it was shown"`
}

func viewOfMoment(m store.Moment) momentView {
	v := momentView{
		Celebration: m.Celebration, Donor: celebration.Name(m.Donor, 100), Message: celebration.Legible(m.Message, 2000),
		Amount: decimalOf(m.Amount), Currency: currencyOf(m.Amount), Rubles: m.Rubles.Decimal(), Scene: viewOfScene(m.Scene), ShownAt: stamp(m.At), Times: m.Times,
	}
	if m.Scene == nil && m.Filename != "" {
		v.Clip = new(ClipURL(m.Filename))
	}
	if poster := PosterURL(m.GalleryClip); poster != "" {
		v.Poster = &poster
	}
	return v
}

func (s *Server) getSummary(c *echo.Context) error {
	stream, err := queryInt(c, "stream", 0, 0, 1000)
	if err != nil {
		return err
	}
	v, err := SummaryOf(c.Request().Context(), s.o, int(stream))
	if err != nil {
		return err
	}
	answer := summaryAnswer{
		Success: true, Stream: v.Stream, Streams: v.Streams, Since: stamp(v.Since), LastSeen: stamp(v.Seen), Until: stamp(v.Until),
		UTCOffset: v.Since.In(time.Local).Format("-07:00"), Donations: v.Donations, Received: v.Received.Decimal(), Donors: []donorView{}, Moments: []momentView{},
		Shown: v.Shown, Orders: v.Orders, Clips: v.Clips, Spent: v.Dollars.String(), InRubles: v.Rubles.StringFixed(2), Unpriced: v.Unpriced,
		Left: money.New(v.Left, money.RUB).Decimal(),
	}
	for _, d := range v.Donors {
		answer.Donors = append(answer.Donors, donorView{celebration.Name(d.Name, 100), d.Donations, d.Rubles.Decimal()})
	}
	for _, m := range v.Moments {
		answer.Moments = append(answer.Moments, viewOfMoment(m))
	}
	return c.JSON(http.StatusOK, answer)
}
