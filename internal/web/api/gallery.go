package api

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"mime"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v5"

	"streamspark/internal/clip"
	"streamspark/internal/fault"
	"streamspark/internal/store"
)

func (s *Server) galleryRoutes() []Route {
	return []Route{
		{
			Method: "GET", Path: "/api/clips", Summary: "List clips with their posters, the newest first.",
			Query: []Param{
				{Name: "favourite", Type: "boolean", Doc: "only favourites", Default: false},
				{Name: "q", Type: "string", Doc: "what to look for in the donor's name, the message and the name of the file"},
				{Name: "before", Type: "string", Doc: "next of the page before"},
				{Name: "limit", Type: "integer", Doc: "1 to 200", Default: 24},
			},
			Out: galleryAnswer{}, Handler: s.listGallery,
		},
		{
			Method: "POST", Path: "/api/clips/:filename/favourite", Summary: "Make a clip a favourite: it is never removed to free space.",
			Out: galleryOne{}, Handler: s.setFavourite(true),
		},
		{
			Method: "DELETE", Path: "/api/clips/:filename/favourite", Summary: "Remove a clip from the favourites.",
			Out: galleryOne{}, Handler: s.setFavourite(false),
		},
		{
			Method: "PUT", Path: "/api/clips/:filename/poster", Summary: "Replace a clip's poster by a JPEG of at most 200 kB and 1280 pixels a side.",
			Sends: "image/jpeg", Out: galleryOne{}, Handler: s.putPoster,
		},
		{
			Method: "GET", Path: "/posters/:filename", Summary: "Show a clip's poster.",
			Media: "image/jpeg", Handler: s.poster,
		},
		{
			Method: "GET", Path: "/stills/:filename/:number", Summary: "Show a still of a clip that was taken to see what is in it.",
			Media: "image/jpeg", Handler: s.still,
		},
	}
}

// galleryClip is a clip as the API tells it.
type galleryClip struct {
	Filename    string  `json:"filename"`
	URL         string  `json:"url"`
	Poster      *string `json:"poster" doc:"the address of its still picture; null: there is none yet"`
	ContentType string  `json:"content_type"`
	CreatedAt   *moment `json:"created_at"`
	DurationMS  int64   `json:"duration_ms"`
	Size        int64   `json:"size"`
	Favourite   bool    `json:"favourite"`
	Missing     bool    `json:"missing" doc:"its file is gone from the folder"`
	Celebration *int64  `json:"celebration" doc:"null: it was found in the folder"`
	Donor       string  `json:"donor"`
	Message     string  `json:"message"`
	Amount      string  `json:"amount"`
	Currency    string  `json:"currency"`
}

type galleryAnswer struct {
	Success bool          `json:"success"`
	Clips   []galleryClip `json:"clips"`
	Next    *string       `json:"next" doc:"what to ask for as before= to get the page after it; null: there is none"`
}

type galleryOne struct {
	Success bool        `json:"success"`
	Clip    galleryClip `json:"clip"`
}

func (s *Server) viewOfClip(c store.GalleryClip) galleryClip {
	v := galleryClip{
		Filename: c.Filename, URL: ClipURL(c.Filename), ContentType: c.ContentType, CreatedAt: stamp(c.CreatedAt),
		DurationMS: c.Duration.Milliseconds(), Size: c.Size, Favourite: c.Favourite, Missing: !s.o.Clips.Has(c.Filename),
		Donor: c.Donor, Message: c.Message,
	}
	if address := PosterURL(c); address != "" {
		v.Poster = &address
	}
	if c.Celebration != 0 {
		v.Celebration = &c.Celebration
	}
	if !c.Amount.IsNone() {
		v.Amount, v.Currency = c.Amount.Value().String(), string(c.Amount.Currency())
	}
	return v
}

// listGallery responds with a page of clips, the newest first. Next is what to
// ask for as before= to get the page after it.
func (s *Server) listGallery(c *echo.Context) error {
	wish, err := ClipWishOf(c)
	if err != nil {
		return err
	}
	limit, err := queryInt(c, "limit", 24, 1, 200)
	if err != nil {
		return err
	}
	filter := wish.Filter(int(limit) + 1) // one more shows whether there is a next page
	found, err := s.o.Store.Gallery(c.Request().Context(), filter)
	if err != nil {
		return err
	}
	answer := galleryAnswer{Success: true, Clips: []galleryClip{}}
	if len(found) > int(limit) {
		found = found[:limit]
		next := placeText(found[limit-1].Place())
		answer.Next = &next
	}
	for _, one := range found {
		answer.Clips = append(answer.Clips, s.viewOfClip(one))
	}
	return c.JSON(http.StatusOK, answer)
}

// setFavourite makes a clip a favourite, or none.
func (s *Server) setFavourite(favourite bool) echo.HandlerFunc {
	return func(c *echo.Context) error {
		name := c.Param("filename")
		if !clip.ValidName(name) {
			return fault.InvalidField("filename", "clip.bad_name")
		}
		ctx := c.Request().Context()
		if err := s.o.Store.SetFavourite(ctx, name, favourite); err != nil {
			return err
		}
		return s.oneClip(ctx, c, name)
	}
}

// oneClip answers with a clip as it is now.
func (s *Server) oneClip(ctx context.Context, c *echo.Context, name string) error {
	found, err := s.o.Store.Gallery(ctx, store.GalleryFilter{Files: []string{name}})
	if err != nil {
		return err
	}
	if len(found) == 0 {
		return fault.New(fault.NotFound, "clip.not_found")
	}
	return c.JSON(http.StatusOK, galleryOne{true, s.viewOfClip(found[0])})
}

// putPoster takes the poster of a clip that a page made, because there was
// nothing else that could.
func (s *Server) putPoster(c *echo.Context) error {
	name := c.Param("filename")
	if !clip.ValidName(name) {
		return fault.InvalidField("filename", "clip.bad_name")
	}
	r := c.Request()
	// That a page of another site cannot send this content type unasked is one
	// more protection.
	if kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || kind != "image/jpeg" {
		return fault.New(fault.Unsupported, "poster.not_jpeg_type")
	}
	ctx := r.Context()
	if _, err := s.o.Store.Clip(ctx, name); err != nil {
		return err
	}
	content, err := io.ReadAll(io.LimitReader(r.Body, clip.MaxPoster+1))
	if err != nil {
		return unread(err)
	}
	if err := s.o.Clips.SavePoster(name, content); err != nil {
		return err
	}
	if err := s.o.Store.SetPoster(ctx, name, s.o.Now()); err != nil {
		return err
	}
	return s.oneClip(ctx, c, name)
}

// poster serves the still picture of a clip. Asked for with its moment it
// never changes.
func (s *Server) poster(c *echo.Context) error {
	gone := fault.New(fault.NotFound, "poster.not_found")
	name := c.Param("filename")
	if !clip.ValidName(name) {
		return gone
	}
	file, err := s.o.Clips.OpenPoster(name)
	if errors.Is(err, fs.ErrNotExist) {
		return gone
	}
	if err != nil {
		return fmt.Errorf("open the poster of %s: %w", name, err)
	}
	h := c.Response().Header()
	h.Set("Content-Type", "image/jpeg")
	h.Set("Cache-Control", "private, no-cache")
	if c.QueryParam("v") != "" {
		h.Set("Cache-Control", "private, max-age=31536000, immutable")
	}
	return sendFile(c, file, name)
}

// ClipWish is which clips a page or a program asks for. Scenes are for pages
// alone: a program finds them in the list of celebrations.
type ClipWish struct {
	Scenes     store.ScenesIn
	Favourites bool
	Query      string
	Before     store.ClipPlace
}

// Filter returns the wish as the store knows it.
func (w ClipWish) Filter(limit int) store.GalleryFilter {
	return store.GalleryFilter{Scenes: w.Scenes, Favourites: w.Favourites, Query: w.Query, Before: w.Before, Limit: limit}
}

// Address returns the wish as the end of an address: "?favourite=true", or
// nothing.
func (w ClipWish) Address() string {
	values := url.Values{}
	if w.Favourites {
		values.Set("favourite", "true")
	}
	if w.Scenes == store.ScenesAlone {
		values.Set("scenes", "true")
	}
	if w.Query != "" {
		values.Set("q", w.Query)
	}
	if !w.Before.CreatedAt.IsZero() {
		values.Set("before", placeText(w.Before))
	}
	if len(values) == 0 {
		return ""
	}
	return "?" + values.Encode()
}

// ClipWishOf reads favourite, q and before.
func ClipWishOf(c *echo.Context) (w ClipWish, err error) {
	if w.Favourites, err = queryBool(c, "favourite"); err != nil {
		return w, err
	}
	if w.Query = strings.TrimSpace(c.QueryParam("q")); len(w.Query) > 400 {
		return w, fault.InvalidField("q", "query.too_long", "max", 400)
	}
	w.Before, err = PlaceOf(c.QueryParam("before"))
	return w, err
}

// placeText writes a place down for an address: "1763700000000-a.mp4".
func placeText(p store.ClipPlace) string {
	return fmt.Sprintf("%d-%s", p.CreatedAt.UnixMilli(), p.Filename)
}

// PlaceOf reads what placeText wrote; the zero value where there is none.
func PlaceOf(text string) (store.ClipPlace, error) {
	if text == "" {
		return store.ClipPlace{}, nil
	}
	moment, name, _ := strings.Cut(text, "-")
	millis, err := strconv.ParseInt(moment, 10, 64)
	if err != nil || millis < 1 || !clip.ValidName(name) && !strings.HasPrefix(name, "scene-") {
		return store.ClipPlace{}, fault.InvalidField("before", "query.not_next")
	}
	return store.ClipPlace{CreatedAt: time.UnixMilli(millis), Filename: name}, nil
}

// PosterURL returns where the poster of a clip is, or empty. It names the
// moment at which it was made, so that a browser may keep it for ever.
func PosterURL(c store.GalleryClip) string {
	if c.Poster.IsZero() {
		return ""
	}
	return fmt.Sprintf("/posters/%s?v=%d", url.PathEscape(c.Filename), c.Poster.UnixMilli())
}

// ClipURL returns where the file of a clip is.
func ClipURL(filename string) string { return "/videos/" + url.PathEscape(filename) }

// KeptURL returns where what came of the clip of a celebration can be
// downloaded.
func KeptURL(id int64) string { return fmt.Sprintf("/api/celebrations/%d/file", id) }
