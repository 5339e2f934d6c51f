-- The streamer may bring what waits into another order. Until now the order
-- was that of the numbers.

-- +goose Up
ALTER TABLE playbacks ADD COLUMN place INTEGER NOT NULL DEFAULT 0;
UPDATE playbacks SET place = id WHERE state IN ('queued', 'sent', 'started');
-- What came in today is counted often.
CREATE INDEX celebrations_newest ON celebrations (created_at);

-- +goose Down
DROP INDEX celebrations_newest;
ALTER TABLE playbacks DROP COLUMN place;
