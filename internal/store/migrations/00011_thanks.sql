-- The streamer may want a donor thanked again, whatever became of the clip:
-- when it was asked for last. A thank-you may also be late for its clip.

-- +goose Up
ALTER TABLE celebrations ADD COLUMN thank_at INTEGER NOT NULL DEFAULT 0;
CREATE INDEX celebrations_thank ON celebrations (thank_at) WHERE thank_at > 0;
CREATE INDEX celebrations_unthanked ON celebrations (status) WHERE alerted_at = 0;

-- +goose Down
DROP INDEX celebrations_unthanked;
DROP INDEX celebrations_thank;
ALTER TABLE celebrations DROP COLUMN thank_at;
