-- Whether a test donation is to order its clip for money. All from before
-- are free.

-- +goose Up

ALTER TABLE donations ADD COLUMN paid INTEGER NOT NULL DEFAULT 0;

-- +goose Down
ALTER TABLE donations DROP COLUMN paid;
