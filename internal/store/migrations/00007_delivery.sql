-- How far a clip that was made has come on its way here: see
-- celebration.Delivery. JSON, empty where nothing is known.

-- +goose Up
ALTER TABLE celebrations ADD COLUMN delivery TEXT NOT NULL DEFAULT '';
