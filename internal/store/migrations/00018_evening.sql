-- The end of a stream: what was shown in it, and its credits.

-- +goose Up

-- What was shown to its end, in the order of time.
CREATE INDEX playbacks_ended ON playbacks (ended_at) WHERE state = 'ended';

-- A playback may be the credits of the stream that began at this moment; 0 is
-- none. What they show is read when they begin.
ALTER TABLE playbacks ADD COLUMN credits INTEGER NOT NULL DEFAULT 0;
