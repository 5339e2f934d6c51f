-- What a clip's picture and sound are coded in, as its check found it. Of
-- the clips that are here already nobody asked: empty is not known.

-- +goose Up

ALTER TABLE clips ADD COLUMN video_codec TEXT NOT NULL DEFAULT '';
ALTER TABLE clips ADD COLUMN audio_codec TEXT NOT NULL DEFAULT '';
