-- How long credits are, in milliseconds, as far as it is known before they
-- begin; 0: it is not, or something else is shown.

-- +goose Up
ALTER TABLE playbacks ADD COLUMN credits_length INTEGER NOT NULL DEFAULT 0;

-- +goose Down
ALTER TABLE playbacks DROP COLUMN credits_length;
