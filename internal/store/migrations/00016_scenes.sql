-- A scene is drawn by the widget: see celebration.Scene. JSON, empty where a
-- clip is played. A playback has its own, so that one that waits is shown as it
-- was queued.

-- +goose Up

ALTER TABLE celebrations ADD COLUMN scene TEXT NOT NULL DEFAULT '';
ALTER TABLE playbacks ADD COLUMN scene TEXT NOT NULL DEFAULT '';

-- Which scene was shown last.
CREATE INDEX playbacks_scenes ON playbacks (id) WHERE scene <> '' AND started_at > 0;

-- The generator that drew films is gone: what it had begun waits again, for a
-- scene.
INSERT INTO moves (celebration, n, status, at, reason)
SELECT c.id, (SELECT coalesce(max(n), 0) + 1 FROM moves WHERE celebration = c.id), 'approved', c.updated_at, ''
FROM celebrations c WHERE c.generator = 'builtin' AND c.status IN ('submitting', 'generating', 'fetching');
UPDATE celebrations SET version = version + 1, status = 'approved', reason = '', generator = '', job = '', operation = '', progress = 0,
    submitted_at = 0, deadline_from = 0, delivery = '', attempts = 0, next_at = 0
WHERE generator = 'builtin' AND status IN ('submitting', 'generating', 'fetching');
