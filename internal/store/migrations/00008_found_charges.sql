-- A charge that the generator's account shows and that no celebration here
-- knows of, because a backup was restored, has no celebration.

-- +goose Up
CREATE TABLE ledger_free (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    order_id    TEXT    NOT NULL UNIQUE,
    celebration INTEGER REFERENCES celebrations (id),
    generator   TEXT    NOT NULL,
    model       TEXT    NOT NULL,
    donor       TEXT    NOT NULL,
    operation   TEXT    NOT NULL,
    state       TEXT    NOT NULL,
    price       INTEGER NOT NULL,
    charge      INTEGER,
    rubles      TEXT    NOT NULL,
    at          INTEGER NOT NULL,
    settled_at  INTEGER NOT NULL
);
INSERT INTO ledger_free SELECT id, order_id, celebration, generator, model, donor, operation, state, price, charge, rubles, at, settled_at FROM ledger;
DROP TABLE ledger;
ALTER TABLE ledger_free RENAME TO ledger;
CREATE INDEX ledger_at ON ledger (at);
CREATE INDEX ledger_of ON ledger (celebration);
CREATE INDEX ledger_job ON ledger (generator, operation);
CREATE INDEX ledger_donor ON ledger (donor, at);
