-- Times are milliseconds since 1970 in UTC, 0 where there is none. Amounts
-- are decimals as text, except rubles, which are whole kopecks so that they
-- can be summed and sorted exactly.

-- +goose Up
CREATE TABLE donations (
    id               INTEGER PRIMARY KEY,
    source           TEXT    NOT NULL,
    source_id        TEXT    NOT NULL,
    donor            TEXT    NOT NULL,
    message          TEXT    NOT NULL,
    audio            TEXT    NOT NULL,
    amount           TEXT    NOT NULL,
    currency         TEXT    NOT NULL,
    in_user_currency TEXT    NOT NULL,
    made_at          INTEGER NOT NULL,
    older            INTEGER NOT NULL,
    by_hand          INTEGER NOT NULL,
    no_clip          INTEGER NOT NULL,
    unreadable       TEXT    NOT NULL,
    raw              TEXT    NOT NULL,
    UNIQUE (source, source_id)
);

CREATE TABLE clips (
    filename     TEXT    PRIMARY KEY,
    content_type TEXT    NOT NULL,
    size         INTEGER NOT NULL,
    duration_ms  INTEGER NOT NULL,
    created_at   INTEGER NOT NULL,
    celebration  INTEGER NOT NULL
);
CREATE INDEX clips_newest ON clips (created_at DESC);

-- A celebration has the id of its donation: every donation has exactly one.
CREATE TABLE celebrations (
    id           INTEGER PRIMARY KEY REFERENCES donations (id),
    version      INTEGER NOT NULL,
    status       TEXT    NOT NULL,
    reason       TEXT    NOT NULL,
    kopecks      INTEGER,
    rate         TEXT    NOT NULL,
    tier         INTEGER NOT NULL,
    tier_name    TEXT    NOT NULL,
    generator    TEXT    NOT NULL,
    job          TEXT    NOT NULL,
    operation    TEXT    NOT NULL,
    progress     INTEGER NOT NULL,
    charged      TEXT    NOT NULL,
    submitted_at INTEGER NOT NULL,
    clip         TEXT    REFERENCES clips (filename) ON DELETE SET NULL,
    attempts     INTEGER NOT NULL,
    next_at      INTEGER NOT NULL,
    alerted_at   INTEGER NOT NULL,
    created_at   INTEGER NOT NULL,
    updated_at   INTEGER NOT NULL
);
CREATE INDEX celebrations_due ON celebrations (status, next_at);

CREATE TABLE moves (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    celebration INTEGER NOT NULL REFERENCES celebrations (id),
    status      TEXT    NOT NULL,
    at          INTEGER NOT NULL,
    reason      TEXT    NOT NULL
);
CREATE INDEX moves_of ON moves (celebration, id);

CREATE TABLE playbacks (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    celebration INTEGER NOT NULL,
    filename    TEXT    NOT NULL,
    replay      INTEGER NOT NULL,
    state       TEXT    NOT NULL,
    reason      TEXT    NOT NULL,
    player      TEXT    NOT NULL,
    returns     INTEGER NOT NULL,
    cuts        INTEGER NOT NULL,
    created_at  INTEGER NOT NULL,
    sent_at     INTEGER NOT NULL,
    started_at  INTEGER NOT NULL,
    ended_at    INTEGER NOT NULL
);
CREATE INDEX playbacks_open ON playbacks (id) WHERE state IN ('queued', 'sent', 'started');
CREATE INDEX playbacks_of ON playbacks (celebration);

-- Small things that rooms keep for themselves under a key of their own:
-- tokens, the last rates, what the dashboard saved.
CREATE TABLE documents (
    key        TEXT    PRIMARY KEY,
    value      BLOB    NOT NULL,
    updated_at INTEGER NOT NULL
);

-- +goose Down
DROP TABLE documents;
DROP TABLE playbacks;
DROP TABLE moves;
DROP TABLE celebrations;
DROP TABLE clips;
DROP TABLE donations;
