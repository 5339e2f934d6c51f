-- The verdict of the moderation, and the words of a donation that viewers may see:
-- NULL where they are those of the donation. What each donor gave is kept by the
-- name that may be shown.

-- +goose Up
ALTER TABLE celebrations ADD COLUMN verdict TEXT NOT NULL DEFAULT '';
ALTER TABLE celebrations ADD COLUMN public_donor TEXT;
ALTER TABLE celebrations ADD COLUMN public_message TEXT;
CREATE INDEX celebrations_unjudged ON celebrations (id) WHERE verdict = '';

DROP TRIGGER donors_added;
DROP TRIGGER donors_moved;

-- +goose StatementBegin
CREATE TRIGGER donors_added AFTER INSERT ON celebrations
WHEN new.kopecks IS NOT NULL AND new.status NOT IN ('received', 'waiting_rate', 'held', 'rejected') BEGIN
    INSERT INTO donors SELECT coalesce(new.public_donor, donor), 1, new.kopecks FROM donations
    WHERE id = new.id AND older = 0 AND source NOT IN ('test', 'manual') AND coalesce(new.public_donor, donor) <> ''
    ON CONFLICT (donor) DO UPDATE SET donations = donations + 1, kopecks = kopecks + excluded.kopecks;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER donors_moved AFTER UPDATE OF status, kopecks, public_donor ON celebrations
WHEN old.public_donor IS NOT new.public_donor OR iif(old.status IN ('received', 'waiting_rate', 'held', 'rejected'), NULL, old.kopecks)
    IS NOT iif(new.status IN ('received', 'waiting_rate', 'held', 'rejected'), NULL, new.kopecks) BEGIN
    UPDATE donors SET donations = donations - 1, kopecks = kopecks - old.kopecks
    WHERE old.kopecks IS NOT NULL AND old.status NOT IN ('received', 'waiting_rate', 'held', 'rejected')
        AND donor = (SELECT coalesce(old.public_donor, donor) FROM donations WHERE id = old.id AND older = 0 AND source NOT IN ('test', 'manual'));
    INSERT INTO donors SELECT coalesce(new.public_donor, donor), 1, new.kopecks FROM donations
    WHERE new.kopecks IS NOT NULL AND new.status NOT IN ('received', 'waiting_rate', 'held', 'rejected')
        AND id = new.id AND older = 0 AND source NOT IN ('test', 'manual') AND coalesce(new.public_donor, donor) <> ''
    ON CONFLICT (donor) DO UPDATE SET donations = donations + 1, kopecks = kopecks + excluded.kopecks;
END;
-- +goose StatementEnd

-- +goose Down
DROP TRIGGER donors_added;
DROP TRIGGER donors_moved;
DROP INDEX celebrations_unjudged;
ALTER TABLE celebrations DROP COLUMN public_message;
ALTER TABLE celebrations DROP COLUMN public_donor;
ALTER TABLE celebrations DROP COLUMN verdict;
-- +goose StatementBegin
CREATE TRIGGER donors_added AFTER INSERT ON celebrations
WHEN new.kopecks IS NOT NULL AND new.status NOT IN ('received', 'waiting_rate', 'held', 'rejected') BEGIN
    INSERT INTO donors SELECT donor, 1, new.kopecks FROM donations
    WHERE id = new.id AND older = 0 AND source NOT IN ('test', 'manual') AND donor <> ''
    ON CONFLICT (donor) DO UPDATE SET donations = donations + 1, kopecks = kopecks + excluded.kopecks;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER donors_moved AFTER UPDATE OF status, kopecks ON celebrations
WHEN iif(old.status IN ('received', 'waiting_rate', 'held', 'rejected'), NULL, old.kopecks)
    IS NOT iif(new.status IN ('received', 'waiting_rate', 'held', 'rejected'), NULL, new.kopecks) BEGIN
    UPDATE donors SET donations = donations - 1, kopecks = kopecks - old.kopecks
    WHERE old.kopecks IS NOT NULL AND old.status NOT IN ('received', 'waiting_rate', 'held', 'rejected')
        AND donor = (SELECT donor FROM donations WHERE id = old.id AND older = 0 AND source NOT IN ('test', 'manual'));
    INSERT INTO donors SELECT donor, 1, new.kopecks FROM donations
    WHERE new.kopecks IS NOT NULL AND new.status NOT IN ('received', 'waiting_rate', 'held', 'rejected')
        AND id = new.id AND older = 0 AND source NOT IN ('test', 'manual') AND donor <> ''
    ON CONFLICT (donor) DO UPDATE SET donations = donations + 1, kopecks = kopecks + excluded.kopecks;
END;
-- +goose StatementEnd
