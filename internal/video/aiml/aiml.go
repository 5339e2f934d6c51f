// Package aiml makes clips with AIML, which resells Google's Veo and other
// models: a paid request starts a job, the job is asked about until it is
// done, and its file is downloaded at once.
//
// AIML has no way to make a request twice and pay once. So Start never
// repeats anything, and sorts its errors by one question: is it certain
// that nothing was begun? What is lost on the way can be looked up by
// Order.RequestID, which travels as X-Client-Request-Id and is written into
// AIML's own log; a lookup there, and the prices of its catalogue, are
// further calls of this package, each in a file of its own.
package aiml

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/rs/zerolog"
	"golang.org/x/time/rate"

	"streamspark/internal/celebration"
	"streamspark/internal/fault"
	"streamspark/internal/outbound"
	"streamspark/internal/provider"
)

const (
	ownAddress  = "https://api.aimlapi.com"
	ownFiles    = "https://cdn.aimlapi.com" // where finished clips are
	ownPath     = "/v2/video/generations"
	startTime   = 25 * time.Second // a step of the pipeline ends within 30 s
	pollTimeout = 20 * time.Second
	bodyLimit   = 1 << 20
)

// Options is what a generator is made of.
type Options struct {
	Client     *outbound.Client
	Files      *outbound.Downloader
	BaseURL    string // AIML's own where empty
	SubmitPath string // the current path where empty; the legacy one works too
	Key        string
	Keep       provider.Documents // of the last prices; may be nil
	Log        zerolog.Logger
}

// Generator makes clips. It is safe for concurrent use.
type Generator struct {
	client *outbound.Client
	files  *outbound.Downloader
	base   string
	url    string
	path   string
	key    string
	keep   provider.Documents
	log    zerolog.Logger

	searches *rate.Limiter
	prices   catalogue
}

// New makes a generator. It calls nobody.
func New(o Options) *Generator {
	address, path := strings.TrimRight(o.BaseURL, "/"), o.SubmitPath
	if address == "" {
		address = ownAddress
	}
	if path == "" {
		path = ownPath
	}
	path = "/" + strings.Trim(path, "/")
	return &Generator{
		client: o.Client, files: o.Files, base: address, url: address + path, path: path,
		key: strings.TrimSpace(o.Key), keep: o.Keep, log: o.Log, searches: rate.NewLimiter(searchEvery, searchBurst),
	}
}

// Start sends the one paid request for an order. After a fault of the kinds
// Permanent and NotSent nothing was begun; after any other a paid job may be
// running, and the request must not be sent again.
func (g *Generator) Start(ctx context.Context, order celebration.Order) (celebration.Operation, error) {
	if err := g.sendable(order); err != nil {
		return "", err
	}
	var id string
	_, err := g.client.Do(ctx, outbound.Request{
		Method: http.MethodPost, URL: g.url, Bearer: g.key,
		Header: http.Header{"X-Client-Request-Id": {order.RequestID}},
		JSON:   body(order), Limit: bodyLimit, Timeout: startTime,
		Order: func(answer *outbound.Answer, err error) error {
			id, err = g.taken(answer, err, order.Model)
			return err
		},
	})
	if err != nil {
		return "", err
	}
	g.log.Debug().Int64("celebration", order.Celebration).Str("operation", id).Str("model", order.Model).
		Msg("AIML accepted the order")
	return celebration.Operation(id), nil
}

// taken returns the id of the job that a paid request began. Where the body of
// a good answer does not tell it, the header does: for a job it is the same.
func (g *Generator) taken(answer *outbound.Answer, err error, model string) (string, error) {
	if cut, ok := outbound.FailureOf(err); ok && named(cut.Header) != "" {
		return named(cut.Header), nil
	}
	if err != nil {
		return "", account().OrderFault(err, model, g.said(err))
	}
	var fields map[string]json.RawMessage
	err = answer.Decode(&fields)
	job := g.read(fields)
	switch header := named(answer.Header); {
	case err == nil && job.bad():
		return "", account().Refused(nil, job.problem)
	case err == nil && job.id != "":
		return job.id, nil
	case header != "":
		return header, nil
	case err != nil:
		return "", account().UnreadableAnswer(err)
	}
	return "", account().NoJobID(job.problem)
}

// named returns the id of a job as the headers of an answer tell it.
func named(h http.Header) string {
	id := strings.TrimSpace(h.Get("X-Inference-Id"))
	if len(id) > maxID || !outbound.OneWord(id) {
		return ""
	}
	return id
}

// sendable refuses an order that would be paid for and not be ours to find
// again, or that certainly cannot be taken.
func (g *Generator) sendable(order celebration.Order) error {
	if err := account().CheckRequest(g.key, order.Model); err != nil {
		return err
	}
	if !validRequestID(order.RequestID) {
		return fault.Refuse(nil, "aiml.no_request_id")
	}
	return nil
}

// validRequestID reports whether AIML keeps an id of ours: another one it
// drops without a word, and charges all the same.
func validRequestID(id string) bool {
	strange := func(r rune) bool {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9':
			return false
		}
		return !strings.ContainsRune("._:-", r)
	}
	return len(id) >= 1 && len(id) <= 128 && !strings.ContainsFunc(id, strange)
}

// Poll asks how a job stands. Only AIML's own word that the job failed is a
// fault.Permanent; a look that fails, in whatever way, is made again: the job is
// paid for.
func (g *Generator) Poll(ctx context.Context, operation celebration.Operation) (celebration.Progress, error) {
	job, err := g.ask(ctx, operation)
	switch {
	case err != nil:
		return celebration.Progress{}, err
	case job.bad():
		return celebration.Progress{}, job.refusal()
	case !job.done():
		return celebration.Progress{}, nil // the stage that is told says nothing of how far it is
	}
	// Where its clip is, Fetch asks until it is told: the job is done.
	return celebration.Progress{Done: true, Percent: 100, Cost: job.cost}, nil
}

// Fetch writes the finished file to w. It asks for the job again, because
// the address of a file may be a signed one that ends soon; the address is
// never kept and never shown.
func (g *Generator) Fetch(ctx context.Context, operation celebration.Operation, w io.Writer) error {
	job, err := g.ask(ctx, operation)
	switch {
	case err != nil:
		return err
	case job.bad():
		return job.refusal()
	case !job.done():
		return account().NotFinished(job.status)
	}
	address, err := job.address()
	if err != nil {
		return err
	}
	if _, err := g.files.Get(ctx, address, nil, w); err != nil {
		return account().DownloadFault(err)
	}
	return nil
}

// ask gets the present answer about a job.
func (g *Generator) ask(ctx context.Context, operation celebration.Operation) (job, error) {
	var fields map[string]json.RawMessage
	_, err := g.client.Do(ctx, outbound.Request{
		URL: g.url, Query: url.Values{"generation_id": {string(operation)}},
		Bearer: g.key, Limit: bodyLimit, Timeout: pollTimeout, Decode: &fields,
	})
	if err != nil {
		return job{}, account().PollFault(err)
	}
	found := g.read(fields)
	if found.status == "" {
		return job{}, account().NoStatus()
	}
	return found, nil
}
