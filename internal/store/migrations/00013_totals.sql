-- Totals are kept as rows change, by triggers and so in the same transaction:
-- nothing that is shown often is counted over the whole history.

-- +goose Up

-- Celebrations by status. donations and kopecks are without tests and orders
-- by hand.
CREATE TABLE statuses (
    status       TEXT    PRIMARY KEY,
    celebrations INTEGER NOT NULL,
    donations    INTEGER NOT NULL,
    kopecks      INTEGER NOT NULL
) WITHOUT ROWID;
INSERT INTO statuses
SELECT c.status, count(*), sum(d.source NOT IN ('test', 'manual')),
    sum(CASE WHEN d.source IN ('test', 'manual') THEN 0 ELSE coalesce(c.kopecks, 0) END)
FROM celebrations c JOIN donations d ON d.id = c.id GROUP BY c.status;

-- What came in within a quarter of an hour, which is slot times 900 000 ms:
-- the range of its celebrations, and the donations that count as received.
CREATE TABLE quarters (
    slot      INTEGER PRIMARY KEY,
    first_id  INTEGER NOT NULL,
    last_id   INTEGER NOT NULL,
    donations INTEGER NOT NULL,
    kopecks   INTEGER NOT NULL
);
INSERT INTO quarters
SELECT c.created_at / 900000, min(c.id), max(c.id), sum(d.older = 0 AND d.source NOT IN ('test', 'manual')),
    sum(CASE WHEN d.older = 0 AND d.source NOT IN ('test', 'manual') THEN coalesce(c.kopecks, 0) ELSE 0 END)
FROM celebrations c JOIN donations d ON d.id = c.id GROUP BY 1;

-- What clips cost within a quarter of an hour, for each rate of the dollar.
CREATE TABLE spendings (
    slot   INTEGER NOT NULL,
    rubles TEXT    NOT NULL,
    orders INTEGER NOT NULL,
    micros INTEGER NOT NULL,
    PRIMARY KEY (slot, rubles)
) WITHOUT ROWID;
INSERT INTO spendings
SELECT at / 900000, rubles, count(*), sum(coalesce(charge, price)) FROM ledger WHERE state <> 'released' GROUP BY 1, 2;

CREATE TABLE clip_totals (
    id         INTEGER PRIMARY KEY CHECK (id = 1),
    clips      INTEGER NOT NULL,
    favourites INTEGER NOT NULL,
    bytes      INTEGER NOT NULL
);
INSERT INTO clip_totals SELECT 1, count(*), coalesce(sum(favourite), 0), coalesce(sum(size), 0) FROM clips;

-- The history of one celebration stands together, and needs no index.
CREATE TABLE moves_together (
    celebration INTEGER NOT NULL REFERENCES celebrations (id),
    n           INTEGER NOT NULL,
    status      TEXT    NOT NULL,
    at          INTEGER NOT NULL,
    reason      TEXT    NOT NULL,
    PRIMARY KEY (celebration, n)
) WITHOUT ROWID;
INSERT INTO moves_together
SELECT celebration, row_number() OVER (PARTITION BY celebration ORDER BY id), status, at, reason FROM moves;

-- How long the last clips took, from the order to the file.
CREATE TABLE clip_times (
    id        INTEGER PRIMARY KEY,
    generator TEXT    NOT NULL,
    took      INTEGER NOT NULL
);
INSERT INTO clip_times (generator, took)
SELECT generator, took FROM (
    SELECT done.id, c.generator, done.at - begun.at AS took
    FROM moves done
    JOIN celebrations c ON c.id = done.celebration
    JOIN moves begun ON begun.id = (
        SELECT max(id) FROM moves WHERE celebration = done.celebration AND id < done.id AND status = 'submitting')
    WHERE done.id > (SELECT coalesce(max(id), 0) FROM moves) - 5000 AND done.status = 'ready' AND 'fetching' = (
        SELECT status FROM moves WHERE celebration = done.celebration AND id < done.id ORDER BY id DESC LIMIT 1)
    ORDER BY done.id DESC LIMIT 60)
ORDER BY id;

DROP TABLE moves;
ALTER TABLE moves_together RENAME TO moves;
-- Who qualified lately, and may have to be thanked.
CREATE INDEX moves_approved ON moves (at) WHERE status = 'approved';
DROP INDEX celebrations_unthanked;
CREATE INDEX celebrations_thanked ON celebrations (next_at) WHERE status = 'skipped' AND reason GLOB '{"code":"thanked"*';

-- Dates are found by the ranges of the quarters.
DROP INDEX celebrations_newest;

-- A clip that is deleted or replaced is taken from its celebration.
CREATE INDEX celebrations_clip ON celebrations (clip) WHERE clip IS NOT NULL;

-- +goose StatementBegin
CREATE TRIGGER celebrations_added AFTER INSERT ON celebrations BEGIN
    INSERT INTO statuses
    SELECT new.status, 1, source NOT IN ('test', 'manual'),
        CASE WHEN source IN ('test', 'manual') THEN 0 ELSE coalesce(new.kopecks, 0) END
    FROM donations WHERE id = new.id
    ON CONFLICT (status) DO UPDATE SET celebrations = celebrations + 1,
        donations = donations + excluded.donations, kopecks = kopecks + excluded.kopecks;
    INSERT INTO quarters
    SELECT new.created_at / 900000, new.id, new.id, older = 0 AND source NOT IN ('test', 'manual'),
        CASE WHEN older = 0 AND source NOT IN ('test', 'manual') THEN coalesce(new.kopecks, 0) ELSE 0 END
    FROM donations WHERE id = new.id
    ON CONFLICT (slot) DO UPDATE SET first_id = min(first_id, excluded.first_id), last_id = max(last_id, excluded.last_id),
        donations = donations + excluded.donations, kopecks = kopecks + excluded.kopecks;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER celebrations_moved AFTER UPDATE OF status, kopecks ON celebrations
WHEN old.status <> new.status OR old.kopecks IS NOT new.kopecks BEGIN
    UPDATE statuses SET celebrations = celebrations - 1,
        donations = donations - (SELECT source NOT IN ('test', 'manual') FROM donations WHERE id = old.id),
        kopecks = kopecks - coalesce(old.kopecks, 0) * (SELECT source NOT IN ('test', 'manual') FROM donations WHERE id = old.id)
    WHERE status = old.status;
    INSERT INTO statuses
    SELECT new.status, 1, source NOT IN ('test', 'manual'),
        CASE WHEN source IN ('test', 'manual') THEN 0 ELSE coalesce(new.kopecks, 0) END
    FROM donations WHERE id = new.id
    ON CONFLICT (status) DO UPDATE SET celebrations = celebrations + 1,
        donations = donations + excluded.donations, kopecks = kopecks + excluded.kopecks;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER celebrations_priced AFTER UPDATE OF kopecks, created_at ON celebrations
WHEN old.kopecks IS NOT new.kopecks OR old.created_at <> new.created_at BEGIN
    UPDATE quarters SET
        donations = donations - (SELECT older = 0 AND source NOT IN ('test', 'manual') FROM donations WHERE id = old.id),
        kopecks = kopecks - coalesce(old.kopecks, 0) * (SELECT older = 0 AND source NOT IN ('test', 'manual') FROM donations WHERE id = old.id)
    WHERE slot = old.created_at / 900000;
    INSERT INTO quarters
    SELECT new.created_at / 900000, new.id, new.id, older = 0 AND source NOT IN ('test', 'manual'),
        CASE WHEN older = 0 AND source NOT IN ('test', 'manual') THEN coalesce(new.kopecks, 0) ELSE 0 END
    FROM donations WHERE id = new.id
    ON CONFLICT (slot) DO UPDATE SET first_id = min(first_id, excluded.first_id), last_id = max(last_id, excluded.last_id),
        donations = donations + excluded.donations, kopecks = kopecks + excluded.kopecks;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER ledger_added AFTER INSERT ON ledger WHEN new.state <> 'released' BEGIN
    INSERT INTO spendings VALUES (new.at / 900000, new.rubles, 1, coalesce(new.charge, new.price))
    ON CONFLICT (slot, rubles) DO UPDATE SET orders = orders + 1, micros = micros + excluded.micros;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER ledger_settled AFTER UPDATE OF state, price, charge, rubles, at ON ledger BEGIN
    UPDATE spendings SET orders = orders - 1, micros = micros - coalesce(old.charge, old.price)
    WHERE slot = old.at / 900000 AND rubles = old.rubles AND old.state <> 'released';
    INSERT INTO spendings SELECT new.at / 900000, new.rubles, 1, coalesce(new.charge, new.price) WHERE new.state <> 'released'
    ON CONFLICT (slot, rubles) DO UPDATE SET orders = orders + 1, micros = micros + excluded.micros;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER clips_added AFTER INSERT ON clips BEGIN
    UPDATE clip_totals SET clips = clips + 1, favourites = favourites + new.favourite, bytes = bytes + new.size;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER clips_changed AFTER UPDATE OF favourite, size ON clips WHEN old.favourite <> new.favourite OR old.size <> new.size BEGIN
    UPDATE clip_totals SET favourites = favourites + new.favourite - old.favourite, bytes = bytes + new.size - old.size;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER clips_deleted AFTER DELETE ON clips BEGIN
    UPDATE clip_totals SET clips = clips - 1, favourites = favourites - old.favourite, bytes = bytes - old.size;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER moves_ready AFTER INSERT ON moves WHEN new.status = 'ready' BEGIN
    INSERT INTO clip_times (generator, took)
    SELECT c.generator, new.at - begun.at
    FROM celebrations c JOIN moves begun ON begun.celebration = c.id AND begun.n = (
        SELECT max(n) FROM moves WHERE celebration = new.celebration AND n < new.n AND status = 'submitting')
    WHERE c.id = new.celebration AND 'fetching' = (
        SELECT status FROM moves WHERE celebration = new.celebration AND n < new.n ORDER BY n DESC LIMIT 1);
    DELETE FROM clip_times WHERE id <= (SELECT max(id) FROM clip_times) - 60;
END;
-- +goose StatementEnd
