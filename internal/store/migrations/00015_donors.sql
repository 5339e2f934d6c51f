-- What each donor gave, as widgets list it: without tests, orders by hand, what
-- was given before the program was connected, and donations whose words may not
-- be on the stream.

-- +goose Up
CREATE TABLE donors (
    donor     TEXT    PRIMARY KEY,
    donations INTEGER NOT NULL,
    kopecks   INTEGER NOT NULL
) WITHOUT ROWID;
INSERT INTO donors
SELECT d.donor, count(*), sum(c.kopecks) FROM celebrations c JOIN donations d ON d.id = c.id
WHERE c.kopecks IS NOT NULL AND c.status NOT IN ('received', 'waiting_rate', 'held', 'rejected')
    AND d.older = 0 AND d.source NOT IN ('test', 'manual') AND d.donor <> ''
GROUP BY d.donor;
CREATE INDEX donors_top ON donors (kopecks);

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
