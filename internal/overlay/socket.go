package overlay

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"time"

	"streamspark/internal/fault"
	"streamspark/internal/socket"
)

// What a connection is allowed, and what it must do in time. Pings, the
// wait for their answers and the wait of a write are the socket's own.
const (
	maxPages        = 200 // that have said hello
	maxUnidentified = 50  // that have not yet
	maxFrame        = 4 << 10
	maxGarbage      = 20               // frames that make no sense
	helloWait       = 10 * time.Second // for the first frame that makes sense

	// outbox is how many frames may wait for a page. One that lets more
	// pile up is dropped and comes back by itself.
	outbox = 256

	stopping = "StreamSpark is stopping: try again soon"
	tooMany  = "too many widgets are open: close some of them"
)

// Serve serves GET /ws/widget and returns when the page has left. An error
// says why no connection was made; nothing was written then.
func (o *Overlay) Serve(w http.ResponseWriter, r *http.Request) error {
	defer o.sockets.Add(-1)
	if o.sockets.Add(1) > 2*(maxPages+maxUnidentified) { // also of those that were sent away and do not go
		return fault.New(fault.Unavailable, "overlay.too_many")
	}
	select {
	case <-o.stopped:
		return ErrStopped
	default:
	}
	conn, err := socket.Accept(w, r, socket.Options{AllowOrigin: o.allow, ReadLimit: maxFrame, Outbox: outbox})
	if err != nil {
		o.log.Debug().Err(err).Msg("a widget's connection was refused") // the answer says why
		return nil
	}
	p := newPage(conn.Send, conn.Close)
	p.browser = r.Header.Get("Origin") != ""
	defer close(p.done)
	if !o.post(func(ctx context.Context) { o.join(ctx, p) }) {
		conn.Close(socket.GoingAway, stopping)
	}
	err = o.listen(r.Context(), conn, p)
	var closed *socket.Closed
	inOrder := errors.As(err, &closed) && (closed.Code == socket.Normal || closed.Code == socket.GoingAway)
	o.post(func(ctx context.Context) { o.leave(ctx, p, inOrder) })
	return nil
}

// listen queues the frames of a page for the loop until the connection ends.
func (o *Overlay) listen(ctx context.Context, conn *socket.Conn, p *page) error {
	silent := time.AfterFunc(helloWait, func() { conn.Close(socket.Refused, "no hello came") })
	defer silent.Stop()
	garbage, greeted := 0, false
	for {
		frame, err := conn.Read(ctx)
		if err != nil {
			return err
		}
		r, err := parse(frame)
		if err != nil || !greeted && r.Type != "hello" {
			garbage++
			o.log.Debug().Err(err).Int("count", garbage).Msg("a widget sent an invalid frame")
			if garbage == maxGarbage {
				conn.Close(socket.Refused, "too many frames that make no sense")
			}
			continue
		}
		silent.Stop()
		greeted = true
		o.post(func(ctx context.Context) { o.take(ctx, p, r) })
	}
}

// take dispatches a frame by its type.
func (o *Overlay) take(ctx context.Context, p *page, r report) {
	if !slices.Contains(o.state.pages, p) {
		return // it was let go in the meantime
	}
	switch r.Type {
	case "hello":
		o.hello(ctx, p, r)
	case "visible":
		o.setVisible(ctx, p, r)
	case "thanked":
		o.acknowledged(p, r.Key)
	case "sound_failed":
		p.noSound = r.Sound
		o.log.Warn().Str("page", p.id).Str("sound", r.Sound).Str("words", r.Words).Msg("a page cannot play the sound of thank-yous and plays another")
	default:
		o.takeReport(ctx, p, r)
	}
}
