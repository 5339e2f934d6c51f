-- How many of the orders are of clips: speech and texts cost money too.

-- +goose Up
ALTER TABLE costs ADD COLUMN clips INTEGER NOT NULL DEFAULT 0;
UPDATE costs SET clips = (SELECT count(*) FROM ledger l WHERE l.at >= slot * 3600000 AND l.at < (slot + 1) * 3600000 AND l.rubles = costs.rubles
    AND l.state <> 'released' AND l.order_id NOT GLOB 'ss-say-*' AND l.order_id NOT GLOB 'ss-write-*')
WHERE orders > 0;

DROP TRIGGER ledger_added;
DROP TRIGGER ledger_settled;

-- +goose StatementBegin
CREATE TRIGGER ledger_added AFTER INSERT ON ledger WHEN new.state <> 'released' BEGIN
    INSERT INTO costs VALUES (new.at / 3600000, new.rubles, 1, coalesce(new.charge, new.price),
        new.order_id NOT GLOB 'ss-say-*' AND new.order_id NOT GLOB 'ss-write-*')
    ON CONFLICT (slot, rubles) DO UPDATE SET orders = orders + 1, micros = micros + excluded.micros, clips = clips + excluded.clips;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER ledger_settled AFTER UPDATE OF state, price, charge, rubles, at ON ledger BEGIN
    UPDATE costs SET orders = orders - 1, micros = micros - coalesce(old.charge, old.price),
        clips = clips - (old.order_id NOT GLOB 'ss-say-*' AND old.order_id NOT GLOB 'ss-write-*')
    WHERE slot = old.at / 3600000 AND rubles = old.rubles AND old.state <> 'released';
    INSERT INTO costs SELECT new.at / 3600000, new.rubles, 1, coalesce(new.charge, new.price),
        new.order_id NOT GLOB 'ss-say-*' AND new.order_id NOT GLOB 'ss-write-*' WHERE new.state <> 'released'
    ON CONFLICT (slot, rubles) DO UPDATE SET orders = orders + 1, micros = micros + excluded.micros, clips = clips + excluded.clips;
END;
-- +goose StatementEnd

-- +goose Down
DROP TRIGGER ledger_added;
DROP TRIGGER ledger_settled;
ALTER TABLE costs DROP COLUMN clips;
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
