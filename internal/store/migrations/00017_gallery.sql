-- Scenes stand in the gallery beside clips, but for those that were recorded,
-- which are clips.

-- +goose Up

CREATE INDEX celebrations_scenes ON celebrations (created_at) WHERE scene <> '' AND clip IS NULL;
