// Package gemini makes clips with Google's Gemini Omni over its
// Interactions API: a paid request starts an interaction in the background,
// which is asked about until it is completed. The finished clip is either
// in the answer itself or at an address that wants the key.
//
// Google has no way to make a request twice and pay once, nor to look for
// one whose answer was lost. So Start never repeats anything, and whatever
// may have begun something is an error of unknown fate.
package gemini

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/rs/zerolog"

	"streamspark/internal/celebration"
	"streamspark/internal/fault"
	"streamspark/internal/outbound"
)

const (
	ownAddress  = "https://generativelanguage.googleapis.com"
	path        = "/v1beta/interactions"
	revision    = "2026-05-20"     // of the API that this package was written for
	startTime   = 25 * time.Second // a step of the pipeline ends within 30 s
	pollTimeout = 20 * time.Second
	silence     = 30 * time.Second // that a clip may make on its way
	fileLimit   = 1 << 20
	clipLimit   = 112 << 20 // of an answer with a clip of 80 MB in it
)

// Options is what a generator is made of.
type Options struct {
	Client  *outbound.Client
	Files   *outbound.Downloader
	BaseURL string // Google's own where empty
	Key     string
	Log     zerolog.Logger
}

// Generator makes clips. It is safe for concurrent use.
type Generator struct {
	client *outbound.Client
	files  *outbound.Downloader
	base   string
	key    string
	log    zerolog.Logger
}

// New makes a generator. It calls nobody.
func New(o Options) *Generator {
	address := strings.TrimRight(o.BaseURL, "/")
	if address == "" {
		address = ownAddress
	}
	return &Generator{client: o.Client, files: o.Files, base: address, key: strings.TrimSpace(o.Key), log: o.Log}
}

// Start sends the one paid request for an order. After a fault of the kinds
// Permanent and NotSent no job is running, though a Permanent may say that
// money was taken; after any other a paid job may be running, and the request
// must not be sent again.
func (g *Generator) Start(ctx context.Context, order celebration.Order) (celebration.Operation, error) {
	if err := account().CheckRequest(g.key, order.Model); err != nil {
		return "", err
	}
	request, in := g.request(g.base+path), new(sieve)
	request.Method, request.JSON, request.Timeout = http.MethodPost, body(order), startTime
	request.Into, request.Limit = in, clipLimit
	var id string
	request.Order = func(_ *outbound.Answer, err error) error {
		if err != nil {
			return g.failed(account(), err, order.Model)
		}
		id, err = g.begun(in.kept)
		return err
	}
	if _, err := g.client.Do(ctx, request); err != nil {
		return "", err
	}
	g.log.Debug().Int64("celebration", order.Celebration).Str("operation", id).Str("model", order.Model).
		Msg("Gemini accepted the order")
	return celebration.Operation(id), nil
}

// begun returns the id of the job that a paid request began. How it went, if
// it has ended already, a look tells.
func (g *Generator) begun(answer []byte) (string, error) {
	job, err := g.read(answer)
	switch {
	case err != nil:
		return "", account().UnreadableAnswer(err)
	case job.id == "" && job.isOver():
		return "", job.refusal()
	case job.id == "":
		return "", account().NoJobID(job.said)
	}
	return job.id, nil
}

// request returns a call with the key in its header. An address may be logged
// on its way; a header is not.
func (g *Generator) request(address string) outbound.Request {
	return outbound.Request{
		URL: address, Secret: g.key,
		Header: http.Header{"X-Goog-Api-Key": {g.key}, "Api-Revision": {revision}},
	}
}

// Poll asks how a job stands. Only Gemini's own word that it ended without
// a clip is fault.Permanent; a look that fails, in whatever way, is made again:
// the job is paid for.
func (g *Generator) Poll(ctx context.Context, operation celebration.Operation) (celebration.Progress, error) {
	job, err := g.ask(ctx, operation)
	switch {
	case err != nil:
		return celebration.Progress{}, err
	case job.isOver():
		return celebration.Progress{}, job.refusal()
	case job.has(), job.status == completed: // where its clip is, Fetch asks until it is told
		return celebration.Progress{Done: true, Percent: 100}, nil
	}
	return celebration.Progress{}, nil // the stage that is told says nothing of how far it is
}

// Fetch writes the finished file to w. It asks for the job again, because
// only the job knows whether the clip is in it or elsewhere.
func (g *Generator) Fetch(ctx context.Context, operation celebration.Operation, w io.Writer) error {
	job, err := g.ask(ctx, operation)
	switch {
	case err != nil:
		return err
	case job.isOver() && !job.has():
		return job.refusal()
	case job.status == completed && !job.has():
		return account().NoClipAddress("")
	case !job.has():
		return account().NotFinished(job.status)
	case job.inside > 0:
		return g.unpack(ctx, operation, job.inside, w)
	}
	return g.download(ctx, job.address, w)
}

// ask gets the present answer about a job. A clip in it is passed over.
func (g *Generator) ask(ctx context.Context, operation celebration.Operation) (job, error) {
	in := &sieve{early: true}
	err := g.stream(ctx, operation, in, pollTimeout)
	switch {
	case errors.Is(err, errEnough):
		return job{status: completed, inside: in.texts}, nil
	case err != nil:
		return job{}, g.pollError(err)
	}
	found, err := g.read(in.kept)
	switch {
	case err != nil:
		return job{}, account().PollFault(err)
	case found.status == "":
		return job{}, account().NoStatus()
	}
	return found, nil
}

// unpack gets the answer about a job again and writes the clip in it to w.
func (g *Generator) unpack(ctx context.Context, operation celebration.Operation, which int, w io.Writer) error {
	in := &sieve{want: which, into: w}
	err := g.stream(ctx, operation, in, 0)
	switch {
	case in.failed != nil: // the writer's own error
		return in.failed
	case err != nil && !errors.Is(err, errEnough):
		return g.pollError(err)
	case !in.done:
		return fault.New(fault.Retry, "gemini.clip_gone")
	}
	return nil
}

// stream gets the answer about a job into w, within a limit of time; 0 is as
// long as it comes.
func (g *Generator) stream(ctx context.Context, operation celebration.Operation, w io.Writer, limit time.Duration) error {
	id := string(operation)
	if id == "" || id == "." || id == ".." { // it would be another address
		return refused(nil, fault.ChargedUnknown, "gemini.bad_job")
	}
	request := g.request(g.base + path + "/" + url.PathEscape(id))
	request.Into, request.Limit, request.Timeout = w, clipLimit, limit
	if limit == 0 {
		request.Silence = silence
	}
	_, err := g.client.Do(ctx, request)
	return heed(err)
}
