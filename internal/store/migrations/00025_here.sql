-- What waits for somebody to look at it and did not come while the streamer
-- was away: every page shows its number and the oldest of it.

-- +goose Up
CREATE INDEX celebrations_here ON celebrations (id)
WHERE status IN ('held', 'review') AND NOT (status = 'held' AND (reason GLOB '{"code":"catch_up"*' OR reason GLOB '{"code":"restored"*'));

-- +goose Down
DROP INDEX celebrations_here;
