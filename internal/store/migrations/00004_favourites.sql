-- What the gallery keeps of a clip: whether it is a favourite, and when its
-- still picture was made (0: not yet, -1: this computer cannot make it).

-- +goose Up
ALTER TABLE clips ADD COLUMN favourite INTEGER NOT NULL DEFAULT 0;
ALTER TABLE clips ADD COLUMN poster    INTEGER NOT NULL DEFAULT 0;
DROP INDEX clips_newest;
CREATE INDEX clips_newest ON clips (created_at DESC, filename DESC);
CREATE INDEX clips_favourite ON clips (created_at DESC, filename DESC) WHERE favourite = 1;
CREATE INDEX clips_without_poster ON clips (created_at DESC, filename DESC) WHERE poster = 0;

-- +goose Down
DROP INDEX clips_without_poster;
DROP INDEX clips_favourite;
DROP INDEX clips_newest;
CREATE INDEX clips_newest ON clips (created_at DESC);
ALTER TABLE clips DROP COLUMN poster;
ALTER TABLE clips DROP COLUMN favourite;
