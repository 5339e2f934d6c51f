package ui

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/labstack/echo/v5"

	"streamspark/internal/celebration"
	"streamspark/internal/money"
	"streamspark/internal/pipeline"
)

// donationsPath is the page of all donations.
const donationsPath = "/donations"

// donations returns the page of all donations: what its address asks for.
func (p *Pages) donations(c *echo.Context) error {
	asked := keepFilter(c.QueryParams())
	view, err := p.readDonations(c.Request().Context(), asked)
	if err != nil {
		return p.broken(c, "the donations", err)
	}
	return p.show(c, http.StatusOK, "donations", page{Title: "donations.page", Live: view.live(), Keep: asked, Body: view})
}

// celebration returns the page of one donation with its whole history.
func (p *Pages) celebration(c *echo.Context) error {
	id, err := strconv.ParseInt(c.Param("id"), 10, 64)
	if err != nil {
		return p.Message(c, http.StatusNotFound, Message{Title: "missing.title", Text: "missing.donation"})
	}
	found, err := p.detail(c.Request().Context(), id)
	if errors.Is(err, fs.ErrNotExist) {
		return p.Message(c, http.StatusNotFound, Message{Title: "missing.title", Text: "missing.donation"})
	}
	if err != nil {
		return p.broken(c, "a celebration", err)
	}
	found.Back = cameFrom(c.Request())
	return p.show(c, http.StatusOK, "celebration", page{
		Title: p.reader(c.Request()).T("detail.title", int(id)), Live: pageOf(id), Body: found,
	})
}

// cameFrom returns the page of donations that the reader came from, with its
// filter, or that of all.
func cameFrom(r *http.Request) string {
	from, err := url.Parse(r.Referer())
	if err != nil || from.Host != r.Host || from.Path != donationsPath {
		return donationsPath
	}
	return withQuery(donationsPath, keepFilter(from.Query()))
}

// keepFilter leaves of an address what the page of donations knows.
func keepFilter(q url.Values) url.Values {
	kept := url.Values{}
	for _, name := range []string{"status", "from", "to", "min_rub", "max_rub", "donor", "of", "q", "before", "after"} {
		for _, value := range q[name] {
			if value != "" {
				kept.Add(name, value)
			}
		}
	}
	return kept
}

// queryWith returns the query of an address with some values set, or taken away
// where they are empty.
func queryWith(q url.Values, set map[string]string) url.Values {
	changed := url.Values{}
	for name, values := range q {
		changed[name] = values
	}
	for name, value := range set {
		if value == "" {
			changed.Del(name)
		} else {
			changed.Set(name, value)
		}
	}
	return changed
}

func withQuery(path string, q url.Values) string {
	if len(q) == 0 {
		return path
	}
	return path + "?" + q.Encode()
}

// priceWait is how long a page waits for a price that is not remembered.
const priceWait = time.Second

// priceOf returns what a clip for a donation would cost now, where it costs
// anything and the price is known.
func (p *Pages) priceOf(ctx context.Context, d celebration.Donation) money.Amount {
	ctx, cancel := context.WithTimeout(ctx, priceWait)
	defer cancel()
	_, price, err := p.o.Pipeline.Preview(ctx, d)
	if err != nil || !price.Decimal.IsPositive() {
		return money.Amount{}
	}
	return dollars(price.Decimal)
}

// detail reads one celebration with all that belongs to it.
func (p *Pages) detail(ctx context.Context, id int64) (detail, error) {
	found, err := p.o.Store.Celebration(ctx, id)
	if err != nil {
		return detail{}, err
	}
	d := newDetail(found)
	if d.Value != nil && d.Value.Amount == "" && p.o.Config.Get().Values(found.Donation.Source).Text("account_currency") == string(money.RUB) {
		d.Value.Amount = found.Donation.InUserCurrency // what the source counts
	}
	if _, on := p.writer(); on && found.Status == celebration.Held && pipeline.MayWrite(found) {
		d.Write = action{Key: "action.write", Icon: "wand", Class: "button-small", Path: fmt.Sprintf("/api/celebrations/%d/prompt", id), About: found.Donation.Donor}
	}
	p.priced(found, d.Actions)
	d.Stills = p.stillsOf(found)
	if d.Clip != nil { // the gallery knows its picture; without one it does as well
		if kept, err := p.o.Store.Clip(ctx, d.Clip.Filename); err == nil {
			d.Clip = &kept
		}
	}
	if folder, ok := p.o.Setting("videos_dir"); ok && d.Delivery != nil {
		d.Delivery.Folder = folder.Value
	}
	if d.Reorder != "" {
		d.Price = p.priceOf(ctx, found.Donation)
	}
	showings, err := p.o.Store.PlaybacksOf(ctx, id)
	if err != nil {
		return detail{}, err
	}
	for _, showing := range showings {
		d.Showings = append(d.Showings, newShownView(showing))
	}
	if d.Before, d.After, err = p.o.Store.SameDonor(ctx, id); err != nil {
		return detail{}, err
	}
	if found.Donation.Donor != "" {
		d.OfDonor = fmt.Sprintf("%s?of=%d", donationsPath, id)
	}
	return d, p.describeDonor(ctx, &d, found)
}

// describeDonor adds what is known of the donor, if there is a name.
func (p *Pages) describeDonor(ctx context.Context, d *detail, found celebration.Celebration) error {
	if celebration.Name(found.Donation.Donor, 100) == "" {
		return nil
	}
	record, err := p.o.Store.DonorRecord(ctx, found.ID)
	if err != nil {
		return err
	}
	d.Writer = newWriterView(found, p.o.Config.Get().Moderation.OfDonor(found.Donation.Donor), record)
	return nil
}
