-- Why a donation was not spoken, as a reason. And the name of the audio message
-- that the streamer lets the stream hear, in the cache of what is spoken.

-- +goose Up
ALTER TABLE celebrations ADD COLUMN unspoken TEXT NOT NULL DEFAULT '';
ALTER TABLE celebrations ADD COLUMN recording TEXT NOT NULL DEFAULT '';

-- +goose Down
ALTER TABLE celebrations DROP COLUMN recording;
ALTER TABLE celebrations DROP COLUMN unspoken;
