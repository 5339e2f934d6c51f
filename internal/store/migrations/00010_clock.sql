-- How far the clock of a donation's source was ahead of this computer's when
-- the donation came, in milliseconds: its age is told by that clock.

-- +goose Up

ALTER TABLE donations ADD COLUMN clock_ahead INTEGER NOT NULL DEFAULT 0;
