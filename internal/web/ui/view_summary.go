package ui

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/labstack/echo/v5"

	"streamspark/internal/fault"
	"streamspark/internal/locale"
	"streamspark/internal/money"
	"streamspark/internal/web/api"
)

const (
	summaryPage = "summary"
	pastSummary = "summary-past" // of a stream before: it changes no more
)

// summaryView is the page that sums up a stream.
type summaryView struct {
	Stream  int
	Since   time.Time
	When    locale.Phrase
	Before  string // the address of the stream before; empty: there is none
	After   string
	Facts   summaryFacts
	Donors  []donorRow
	Moments summaryMoments
	Video   summaryVideo
}

// summaryVideo is the video of a stream.
type summaryVideo struct {
	Path     string // of the API
	Can      bool   // there is an ffmpeg
	Address  string // of the video; empty: there is none
	Length   time.Duration
	Size     int64
	At       time.Time
	SaveName string
	Making   bool
	LeftOut  int
	Failed   *fault.Error
}

// summaryMoments are the best shows of a stream.
type summaryMoments struct {
	Cards   []clipCard
	Deleted bool // something was shown, and its files are deleted
}

// summaryFacts are the numbers of a stream.
type summaryFacts struct {
	Received  money.Amount
	Donations int
	Shown     int
	Orders    int
	Clips     int
	Spent     money.Amount
	InRubles  money.Amount
	Unpriced  int
	Left      money.Amount
}

// donorRow is one of those who gave most, with the part of the first one's sum.
type donorRow struct {
	Place     int
	Donor     string
	Donations int
	Rubles    money.Amount
	Percent   int
}

func (p *Pages) readSummary(ctx context.Context, stream int) (summaryView, error) {
	s, err := api.SummaryOf(ctx, p.o, stream)
	if err != nil {
		return summaryView{}, err
	}
	v := summaryView{
		Stream: stream, Since: s.Since, When: locale.Say("summary.since", s.Since),
		Facts: summaryFacts{
			Received: s.Received, Donations: s.Donations, Shown: s.Shown, Orders: s.Orders, Clips: s.Clips,
			Spent: dollars(s.Dollars), InRubles: rubles(s.Rubles), Unpriced: s.Unpriced, Left: rubles(s.Left),
		},
	}
	if stream > 0 {
		v.When, v.After = locale.Say("summary.span", s.Since, s.Seen), summaryPath(stream-1)
	}
	if stream < s.Streams-1 {
		v.Before = summaryPath(stream + 1)
	}
	for i, d := range s.Donors {
		percent := d.Rubles.Value().Div(s.Donors[0].Rubles.Value()).Shift(2).IntPart()
		v.Donors = append(v.Donors, donorRow{i + 1, d.Name, d.Donations, d.Rubles, int(max(percent, 2))})
	}
	for _, m := range s.Moments {
		if m.Filename != "" {
			v.Moments.Cards = append(v.Moments.Cards, p.clip(m.GalleryClip))
		}
	}
	v.Moments.Deleted = s.Shown > 0
	v.Video = p.videoOf(stream, s.Since)
	return v, nil
}

func (p *Pages) videoOf(stream int, since time.Time) summaryVideo {
	made, state := p.o.Recaps.Find(since)
	v := summaryVideo{
		Path: "/api/summary/video?stream=" + strconv.Itoa(stream), Can: p.o.Converts,
		Making: state.Cutting, LeftOut: state.LeftOut, SaveName: saveNameOf(since) + ".mp4",
	}
	if made != nil {
		v.Address, v.Length, v.Size, v.At = api.RecapURL(made.Name), made.Duration, made.Size, made.MadeAt
	}
	if state.Err != nil {
		v.Failed, _ = api.FaultOf(state.Err)
	}
	return v
}

// PictureName returns the name under which the picture to share is saved.
func (v summaryView) PictureName() string { return saveNameOf(v.Since) + ".png" }

func saveNameOf(since time.Time) string {
	return "streamspark-" + since.In(time.Local).Format(time.DateOnly)
}

func summaryPath(stream int) string {
	if stream == 0 {
		return "/summary"
	}
	return "/summary?stream=" + strconv.Itoa(stream)
}

func (p *Pages) summary(c *echo.Context) error {
	stream, err := strconv.Atoi("0" + c.QueryParam("stream"))
	if err != nil {
		stream = -1
	}
	v, err := p.readSummary(c.Request().Context(), stream)
	if err != nil {
		return err
	}
	shown := page{Title: "summary.title", Live: summaryPage, Body: v}
	if stream > 0 {
		shown.Live, shown.Keep = pastSummary, url.Values{"stream": {strconv.Itoa(stream)}}
	}
	return p.show(c, http.StatusOK, summaryPage, shown)
}

// summaryPieces renders what of the page of the present stream is live.
func (d *Live) summaryPieces(ctx context.Context, l reader, changed bool) ([]piece, error) {
	v, err := d.board.summary.get(d.p.o.Now(), changed, func() (summaryView, error) { return d.p.readSummary(ctx, 0) })
	if err != nil {
		return nil, err
	}
	s := d.p.newSheet(l)
	s.add("summary-facts", "summary-facts", v.Facts)
	s.add("summary-donors", "summary-donors", v.Donors)
	s.add("summary-moments", "summary-moments", v.Moments)
	return s.all.pieces, s.err
}
