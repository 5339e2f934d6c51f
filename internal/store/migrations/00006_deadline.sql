-- Since when the deadline of paid work runs, apart from when it was ordered:
-- it stands still while a provider is silent.

-- +goose Up

ALTER TABLE celebrations ADD COLUMN deadline_from INTEGER NOT NULL DEFAULT 0;
UPDATE celebrations SET deadline_from = submitted_at;
