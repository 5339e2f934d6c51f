-- Fewer rows are read for the page of money, and fewer pages are written for
-- a donation.

-- +goose Up

-- What came in is added up by the hour: slot times 3 600 000 ms.
CREATE TABLE hours (
    slot      INTEGER PRIMARY KEY,
    first_id  INTEGER NOT NULL,
    last_id   INTEGER NOT NULL,
    donations INTEGER NOT NULL,
    kopecks   INTEGER NOT NULL
);
INSERT INTO hours SELECT slot / 4, min(first_id), max(last_id), sum(donations), sum(kopecks) FROM quarters GROUP BY slot / 4;

-- So is what clips cost, for each rate of the dollar.
CREATE TABLE costs (
    slot   INTEGER NOT NULL,
    rubles TEXT    NOT NULL,
    orders INTEGER NOT NULL,
    micros INTEGER NOT NULL,
    PRIMARY KEY (slot, rubles)
) WITHOUT ROWID;
INSERT INTO costs SELECT slot / 4, rubles, sum(orders), sum(micros) FROM spendings GROUP BY slot / 4, rubles;

DROP TRIGGER celebrations_added;
DROP TRIGGER celebrations_priced;
DROP TRIGGER ledger_added;
DROP TRIGGER ledger_settled;
DROP TABLE quarters;
DROP TABLE spendings;

-- +goose StatementBegin
CREATE TRIGGER celebrations_added AFTER INSERT ON celebrations BEGIN
    INSERT INTO statuses
    SELECT new.status, 1, source NOT IN ('test', 'manual'),
        CASE WHEN source IN ('test', 'manual') THEN 0 ELSE coalesce(new.kopecks, 0) END
    FROM donations WHERE id = new.id
    ON CONFLICT (status) DO UPDATE SET celebrations = celebrations + 1,
        donations = donations + excluded.donations, kopecks = kopecks + excluded.kopecks;
    INSERT INTO hours
    SELECT new.created_at / 3600000, new.id, new.id, older = 0 AND source NOT IN ('test', 'manual'),
        CASE WHEN older = 0 AND source NOT IN ('test', 'manual') THEN coalesce(new.kopecks, 0) ELSE 0 END
    FROM donations WHERE id = new.id
    ON CONFLICT (slot) DO UPDATE SET first_id = min(first_id, excluded.first_id), last_id = max(last_id, excluded.last_id),
        donations = donations + excluded.donations, kopecks = kopecks + excluded.kopecks;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER celebrations_priced AFTER UPDATE OF kopecks, created_at ON celebrations
WHEN old.kopecks IS NOT new.kopecks OR old.created_at <> new.created_at BEGIN
    UPDATE hours SET
        donations = donations - (SELECT older = 0 AND source NOT IN ('test', 'manual') FROM donations WHERE id = old.id),
        kopecks = kopecks - coalesce(old.kopecks, 0) * (SELECT older = 0 AND source NOT IN ('test', 'manual') FROM donations WHERE id = old.id)
    WHERE slot = old.created_at / 3600000;
    INSERT INTO hours
    SELECT new.created_at / 3600000, new.id, new.id, older = 0 AND source NOT IN ('test', 'manual'),
        CASE WHEN older = 0 AND source NOT IN ('test', 'manual') THEN coalesce(new.kopecks, 0) ELSE 0 END
    FROM donations WHERE id = new.id
    ON CONFLICT (slot) DO UPDATE SET first_id = min(first_id, excluded.first_id), last_id = max(last_id, excluded.last_id),
        donations = donations + excluded.donations, kopecks = kopecks + excluded.kopecks;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER ledger_added AFTER INSERT ON ledger WHEN new.state <> 'released' BEGIN
    INSERT INTO costs VALUES (new.at / 3600000, new.rubles, 1, coalesce(new.charge, new.price))
    ON CONFLICT (slot, rubles) DO UPDATE SET orders = orders + 1, micros = micros + excluded.micros;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER ledger_settled AFTER UPDATE OF state, price, charge, rubles, at ON ledger BEGIN
    UPDATE costs SET orders = orders - 1, micros = micros - coalesce(old.charge, old.price)
    WHERE slot = old.at / 3600000 AND rubles = old.rubles AND old.state <> 'released';
    INSERT INTO costs SELECT new.at / 3600000, new.rubles, 1, coalesce(new.charge, new.price) WHERE new.state <> 'released'
    ON CONFLICT (slot, rubles) DO UPDATE SET orders = orders + 1, micros = micros + excluded.micros;
END;
-- +goose StatementEnd

-- What waits for a step or for the streamer. What was skipped waits for
-- nothing, and most donations are.
DROP INDEX celebrations_due;
CREATE INDEX celebrations_due ON celebrations (status, next_at) WHERE status <> 'skipped';

-- What came while the streamer was away.
CREATE INDEX celebrations_away ON celebrations (id)
WHERE status = 'held' AND (reason GLOB '{"code":"catch_up"*' OR reason GLOB '{"code":"restored"*');
