package api

import (
	"context"
	"net/http"
	"path"
	"slices"
	"time"

	"github.com/labstack/echo/v5"

	"streamspark/internal/celebration"
	"streamspark/internal/store"
)

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

// settled tells whether a celebration waits for somebody, or for nothing.
func settled(status celebration.Status) bool {
	switch status {
	case celebration.Received, celebration.Approved, celebration.Submitting, celebration.Generating, celebration.Fetching:
		return false
	}
	return true
}

// clipPath is where a clip lies, as the original wrote it.
func (s *Server) clipPath(filename string) string {
	folder, _ := s.o.Setting("videos_dir")
	return path.Join(folder.Value, filename)
}
