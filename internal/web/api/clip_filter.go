package api

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v5"

	"streamspark/internal/clip"
	"streamspark/internal/store"
	"streamspark/internal/web/problem"
)

// ClipWish is which clips a page or a program asks for.
type ClipWish struct {
	Favourites bool
	Query      string
	Before     store.ClipPlace
}

// Filter is the wish as the store knows it.
func (w ClipWish) Filter(limit int) store.GalleryFilter {
	return store.GalleryFilter{Favourites: w.Favourites, Query: w.Query, Before: w.Before, Limit: limit}
}

// Address is the wish as the end of an address: "?favourite=true", or
// nothing.
func (w ClipWish) Address() string {
	values := url.Values{}
	if w.Favourites {
		values.Set("favourite", "true")
	}
	if w.Query != "" {
		values.Set("q", w.Query)
	}
	if !w.Before.CreatedAt.IsZero() {
		values.Set("before", PlaceText(w.Before))
	}
	if len(values) == 0 {
		return ""
	}
	return "?" + values.Encode()
}

// ClipWishOf reads favourite, q and before.
func ClipWishOf(c *echo.Context) (w ClipWish, err error) {
	if w.Favourites, err = QueryTruth(c, "favourite"); err != nil {
		return w, err
	}
	if w.Query = strings.TrimSpace(c.QueryParam("q")); len(w.Query) > 400 {
		return w, problem.Bad("q in the address is too long: at most 400 bytes are taken.")
	}
	w.Before, err = PlaceOf(c.QueryParam("before"))
	return w, err
}

// PlaceText writes a place down for an address: "1763700000000-a.mp4".
func PlaceText(p store.ClipPlace) string {
	return fmt.Sprintf("%d-%s", p.CreatedAt.UnixMilli(), p.Filename)
}

// PlaceOf reads what PlaceText wrote; the zero value where there is none.
func PlaceOf(text string) (store.ClipPlace, error) {
	if text == "" {
		return store.ClipPlace{}, nil
	}
	moment, name, _ := strings.Cut(text, "-")
	millis, err := strconv.ParseInt(moment, 10, 64)
	if err != nil || millis < 1 || !clip.ValidName(name) {
		return store.ClipPlace{}, problem.Bad("before in the address must be the next of an earlier answer.")
	}
	return store.ClipPlace{CreatedAt: time.UnixMilli(millis), Filename: name}, nil
}

// PosterURL is where the poster of a clip is, or empty. It names the moment
// at which it was made, so that a browser may keep it for ever.
func PosterURL(c store.GalleryClip) string {
	if c.Poster.IsZero() {
		return ""
	}
	return fmt.Sprintf("/posters/%s?v=%d", url.PathEscape(c.Filename), c.Poster.UnixMilli())
}

// ClipURL is where the file of a clip is.
func ClipURL(filename string) string { return "/videos/" + url.PathEscape(filename) }

// KeptURL is where what came of the clip of a celebration can be downloaded.
func KeptURL(id int64) string { return fmt.Sprintf("/api/celebrations/%d/file", id) }
