-- Who decided what, when and by which way. Nothing is removed from it.

-- +goose Up
CREATE TABLE decisions (
    id INTEGER PRIMARY KEY,
    celebration INTEGER REFERENCES celebrations (id),
    at INTEGER NOT NULL,
    via TEXT NOT NULL,
    who TEXT NOT NULL,
    action TEXT NOT NULL
) STRICT;
CREATE INDEX decisions_of ON decisions (celebration) WHERE celebration IS NOT NULL;

-- +goose Down
DROP TABLE decisions;
