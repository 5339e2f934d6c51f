package api

import (
	"context"
	"time"

	"streamspark/internal/celebration"
	"streamspark/internal/store"
)

// TheirNow lets tests that surround the API ask for it.
func (s *Server) TheirNow() time.Time { return s.theirNow() }

// NextChange lets tests wait as a request does.
func (s *Server) NextChange(ctx context.Context, watch *store.Watch, id int64, limit <-chan time.Time) bool {
	return s.nextChange(ctx, watch, id, limit)
}

// Settled lets tests ask of each status.
func Settled(status celebration.Status) bool { return settled(status) }
