-- What a model found in stills of a clip before it airs.

-- +goose Up
ALTER TABLE celebrations ADD COLUMN screening TEXT NOT NULL DEFAULT '';

-- +goose Down
ALTER TABLE celebrations DROP COLUMN screening;
