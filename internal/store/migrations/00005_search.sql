-- What the list of donations is filtered and searched by.

-- +goose Up

-- A filter reads this narrow index from the newest down, and not the wide
-- rows: all of 100 000 in some milliseconds. So does what counts and sums.
CREATE INDEX celebrations_listed ON celebrations (id, status, created_at, kopecks);

-- The words of each donation as they are compared: in small letters, without
-- signs that cannot be seen. SQLite knows the small letters of ASCII alone,
-- so the program folds them (search.go), also for what was there before.
CREATE TABLE findable (
    id    INTEGER PRIMARY KEY REFERENCES donations (id),
    donor TEXT    NOT NULL,
    text  TEXT    NOT NULL -- donor, message and the source's number, a line each
);
CREATE INDEX findable_by_donor ON findable (donor, id);

-- Every three letters in a row, and where they stand. A donation never
-- changes, so neither does what is found of it.
CREATE VIRTUAL TABLE findable_text USING fts5 (
    text, content = 'findable', content_rowid = 'id', tokenize = 'trigram case_sensitive 1', columnsize = 0
);
-- +goose StatementBegin
CREATE TRIGGER findable_arrived AFTER INSERT ON findable BEGIN
    INSERT INTO findable_text (rowid, text) VALUES (new.id, new.text);
END;
-- +goose StatementEnd

-- +goose Down
DROP TABLE findable_text;
DROP TABLE findable;
DROP INDEX celebrations_listed;
