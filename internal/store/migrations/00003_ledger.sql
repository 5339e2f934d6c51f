-- Money is whole millionths of a US dollar, so that it can be summed
-- exactly. Rubles for a dollar are a decimal as text, empty where unknown.

-- +goose Up
CREATE TABLE ledger (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    order_id    TEXT    NOT NULL UNIQUE,
    celebration INTEGER NOT NULL REFERENCES celebrations (id),
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
CREATE INDEX ledger_at ON ledger (at);
CREATE INDEX ledger_of ON ledger (celebration);
CREATE INDEX ledger_job ON ledger (generator, operation);
CREATE INDEX ledger_donor ON ledger (donor, at);

-- The streamer approved it by hand, so the limits that judge one donation
-- alone no longer hold for it.
ALTER TABLE celebrations ADD COLUMN insisted INTEGER NOT NULL DEFAULT 0;

-- +goose Down
ALTER TABLE celebrations DROP COLUMN insisted;
DROP TABLE ledger;
