package aiml

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"golang.org/x/time/rate"

	"streamspark/internal/celebration"
	"streamspark/internal/fault"
	"streamspark/internal/outbound"
)

const (
	// AIML lets 200 searches a minute pass. Half of that is ours.
	searchEvery = rate.Limit(100.0 / 60)
	searchBurst = 20
	// searchWait is how long a search waits for its turn: many that wait
	// would keep the pipeline from its other work.
	searchWait = 3 * time.Second

	findTime = 25 * time.Second // a step of the pipeline ends within 30 s
	pageSize = 100
	maxPages = 30
	// around is how far the clock here may differ from AIML's.
	around = time.Hour
	// longest is how long after the order its row can be dated.
	longest = 24 * time.Hour
)

// ErrNotListed is returned while AIML's log does not show the order. That
// proves nothing: its rows come late.
var ErrNotListed = fault.New(fault.Retry, "aiml.not_listed")

// Find searches for an order in the account's log by our own id of it. since is
// when the request left. ErrNotListed, like any other plain error, is worth
// another try; a Refusal is the log's word that the request failed.
func (g *Generator) Find(ctx context.Context, order celebration.Order, since time.Time) (celebration.Operation, error) {
	if !validRequestID(order.RequestID) {
		return "", fault.New(fault.Retry, "aiml.no_request_id")
	}
	ctx, cancel := context.WithTimeout(ctx, findTime)
	defer cancel()
	// From before the order to now, but no longer than its row can take.
	end := since.Add(min(max(time.Since(since), 0), longest))
	window := url.Values{
		"start": {since.Add(-around).UTC().Format(time.RFC3339)},
		"end":   {end.Add(around).UTC().Format(time.RFC3339)},
		"limit": {strconv.Itoa(pageSize)},
	}
	if order.Model != "" {
		window.Set("model", order.Model)
		found, err := g.search(ctx, window, order.RequestID)
		if err == nil || !errors.Is(err, ErrNotListed) && outbound.Status(err) != http.StatusBadRequest {
			return found, err
		}
		// The log may know the model by another of its names.
		window.Del("model")
	}
	return g.search(ctx, window, order.RequestID)
}

// row is one request in the log, as far as it is needed.
type row struct {
	Status    json.RawMessage `json:"status"`
	Operation json.RawMessage `json:"inference_id"`
	RequestID json.RawMessage `json:"client_request_id"`
	Created   json.RawMessage `json:"created"`
	Model     json.RawMessage `json:"model"`
	Cost      struct {
		USD     json.RawMessage `json:"usd"`
		Credits json.RawMessage `json:"credits"`
	} `json:"cost"`
}

// search goes through the log page by page.
func (g *Generator) search(ctx context.Context, window url.Values, requestID string) (celebration.Operation, error) {
	for page, offset := 0, 0; page < maxPages; page++ {
		window.Set("offset", strconv.Itoa(offset))
		rows, more, err := g.rows(ctx, window)
		if err != nil {
			return "", failed(err, "aiml.search_failed")
		}
		for _, r := range rows {
			if outbound.Text(r.RequestID) == requestID {
				return r.operation()
			}
		}
		if offset += len(rows); !more || len(rows) == 0 {
			return "", ErrNotListed
		}
	}
	return "", failed(nil, "aiml.log_too_long", "n", maxPages*pageSize)
}

func (r row) operation() (celebration.Operation, error) {
	id := outbound.Text(r.Operation)
	switch {
	case strings.EqualFold(outbound.Text(r.Status), "failed"):
		return "", fault.Refuse(nil, "aiml.log_failed")
	case id == "" || len(id) > maxID:
		return "", failed(nil, "aiml.log_unnamed")
	}
	return celebration.Operation(id), nil
}

func (g *Generator) rows(ctx context.Context, window url.Values) (rows []row, more bool, err error) {
	turn, cancel := context.WithTimeout(ctx, searchWait)
	defer cancel()
	if err := g.searches.Wait(turn); err != nil {
		return nil, false, failed(err, "aiml.too_many_searches")
	}
	var list struct {
		Data       []row `json:"data"`
		Pagination struct {
			More bool `json:"has_more"`
		} `json:"pagination"`
	}
	_, err = g.client.Do(ctx, outbound.Request{
		URL: g.base + "/v2/logs", Query: window, Bearer: g.key, Limit: bodyLimit, Timeout: pollTimeout, Decode: &list,
	})
	if err != nil {
		return nil, false, err
	}
	if list.Data == nil {
		return nil, false, failed(nil, "aiml.no_requests")
	}
	return list.Data, list.Pagination.More, nil
}
