package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"streamspark/internal/celebration"
	"streamspark/internal/fault"
	"streamspark/internal/money"
)

// Celebration reads one with its history, as both were at one moment; fs.ErrNotExist
// where there is none.
func (s *Store) Celebration(ctx context.Context, id int64) (celebration.Celebration, error) {
	for {
		c, err := s.celebration(ctx, id)
		if err != nil {
			return c, err
		}
		var version int64
		if err := s.row(ctx, `SELECT coalesce(max(version), 0) FROM celebrations WHERE id = $1`, id).Scan(&version); err != nil {
			return c, fmt.Errorf("read the version of celebration %d: %w", id, err)
		}
		if version == c.Version {
			return c, nil
		}
	}
}

func (s *Store) celebration(ctx context.Context, id int64) (celebration.Celebration, error) {
	c, err := scanCelebration(s.row(ctx, `SELECT`+columns+joins+`WHERE c.id = $1`, id))
	if errors.Is(err, sql.ErrNoRows) {
		return c, fault.Wrap(fs.ErrNotExist, fault.NotFound, "celebration.not_found")
	}
	if err != nil {
		return c, fmt.Errorf("read celebration %d: %w", id, err)
	}
	rows, err := s.query(ctx, `SELECT status, at, reason FROM moves WHERE celebration = $1 ORDER BY n`, id)
	if err != nil {
		return c, fmt.Errorf("read the moves of %d: %w", id, err)
	}
	if c.Moves, err = collect(rows, scanMove); err != nil {
		return c, fmt.Errorf("read the moves of %d: %w", id, err)
	}
	c.Decisions, err = s.decisionsOf(ctx, id)
	return c, err
}

// OfDonation reads the celebration of a donation, without its moves;
// fs.ErrNotExist where there is none.
func (s *Store) OfDonation(ctx context.Context, source, id string) (celebration.Celebration, error) {
	found, err := s.list(ctx, `WHERE d.source = $1 AND d.source_id = $2`, source, id)
	if err == nil && len(found) == 0 {
		err = fmt.Errorf("donation %s %s: %w", source, id, fs.ErrNotExist)
	}
	if err != nil {
		return celebration.Celebration{}, err
	}
	return found[0], nil
}

// Save writes a celebration that was read before, if nobody else has saved
// it since: else ErrStale. A change of status is checked against the legal
// moves and added to the history, and so is a decision that leaves the status
// as it is. On success the version of c is the new one.
func (s *Store) Save(ctx context.Context, c *celebration.Celebration) error {
	return s.save(ctx, c, func(*tx) error { return nil })
}

// Claim saves a celebration that goes to the generator, if fewer than
// places others are there, else ErrNoPlace; and if the money for it may be
// set aside, else the error of the reservation. Then nothing is written. A
// nil reservation is for what costs nothing.
func (s *Store) Claim(ctx context.Context, c *celebration.Celebration, places int, r *Reservation) error {
	return s.save(ctx, c, func(tx *tx) error {
		taken, err := s.atGenerator(tx.row)
		if err == nil && taken >= places {
			return ErrNoPlace
		}
		if err != nil || r == nil {
			return err
		}
		return reserve(tx, r, s.now())
	})
}

func (s *Store) save(ctx context.Context, c *celebration.Celebration, allow func(*tx) error) error {
	now := s.now()
	err := s.change(ctx, func(tx *tx, what *Change) error {
		if err := allow(tx); err != nil {
			return err
		}
		what.Celebrations = append(what.Celebrations, c.ID)
		if c.Clip != nil {
			if err := putClip(tx, *c.Clip); err != nil {
				return err
			}
			what.clip(c.Clip.Filename)
		}
		return update(tx, c, now)
	})
	if err != nil {
		return fmt.Errorf("save celebration %d: %w", c.ID, err)
	}
	c.Version++
	c.UpdatedAt = now.UTC()
	return nil
}

// update writes the row within a transaction.
func update(tx *tx, c *celebration.Celebration, now time.Time) error {
	var before celebration.Status
	var because string
	err := tx.row(`SELECT status, reason FROM celebrations WHERE id = $1 AND version = $2`, c.ID, c.Version).Scan(&before, &because)
	if errors.Is(err, sql.ErrNoRows) {
		return ErrStale
	}
	if err != nil {
		return err
	}
	path := celebration.Path(before, c.Status, c.Scene != nil)
	if path == nil {
		return fault.New(fault.Unforeseen, "store.no_move", "from", string(before), "to", string(c.Status))
	}
	var clip, kopecks any
	if c.Clip != nil {
		clip = c.Clip.Filename
	}
	if !c.AmountRUB.IsNone() {
		kopecks = kopecksOf(c.AmountRUB)
	}
	donor, message := writePublic(c)
	_, err = tx.exec(`
		UPDATE celebrations SET version = version + 1, status = $2, reason = $3, kopecks = $4, rate = $5, tier = $6,
			tier_name = $7, generator = $8, job = $9, operation = $10, progress = $11, charged = $12,
			submitted_at = $13, clip = $14, attempts = $15, next_at = $16, updated_at = $17, insisted = $18,
			deadline_from = $19, delivery = $20, scene = $21, verdict = $22, public_donor = $23, public_message = $24, screening = $25
		WHERE id = $1`,
		c.ID, c.Status, writeReason(c.Reason), kopecks, writeRate(c.Rate), c.Tier, c.TierName, c.Generator,
		writeOrder(c.Order), c.Operation, c.Progress, c.Charged, millis(c.SubmittedAt), clip, c.Attempts,
		millis(c.NextAt), millis(now), c.Insisted, millis(c.DeadlineFrom), writeDelivery(c.Delivery), writeScene(c.Scene),
		writeVerdict(c.Verdict), donor, message, writeScreening(c.Screening))
	if err != nil {
		return err
	}
	if err := settle(tx, c, now); err != nil {
		return fmt.Errorf("settle its money: %w", err)
	}
	if c.Decided != nil {
		if err := addDecision(tx, *c.Decided, now); err != nil {
			return fmt.Errorf("record the decision: %w", err)
		}
	}
	// A step that is tried again says each time why, and that is no move. Where
	// no step is left to do, another reason is another decision.
	decided := !slices.Contains(celebration.Working(), c.Status) && because != writeReason(c.Reason)
	if before == c.Status && !decided {
		return nil
	}
	for i, status := range path {
		move := celebration.Move{Status: status, At: now}
		if i == 0 {
			move.Reason = c.Reason
		}
		if err := addMove(tx, c.ID, move); err != nil {
			return err
		}
	}
	return nil
}

func addMove(tx *tx, id int64, m celebration.Move) error {
	_, err := tx.exec(`
		INSERT INTO moves (celebration, n, status, at, reason)
		SELECT $1, coalesce(max(n), 0) + 1, $2, $3, $4 FROM moves WHERE celebration = $1`,
		id, m.Status, millis(m.At), writeReason(m.Reason))
	return err
}

// farthest is more than any step is ever put off. A step that is to be done
// later than that was put off by a clock that was set back since: it is due.
const farthest = time.Hour + time.Minute

// Due lists what has a step to do now, the longest waiting first. Of the
// approved ones only as many as have a free place at the generator.
func (s *Store) Due(ctx context.Context, now time.Time, places, limit int) ([]celebration.Celebration, error) {
	busy := slices.DeleteFunc(celebration.Working(), func(s celebration.Status) bool { return s == celebration.Approved })
	due, err := s.list(ctx, `WHERE c.id IN (
			SELECT id FROM celebrations INDEXED BY celebrations_due WHERE `+waiting(busy)+` AND (next_at <= $1 OR next_at > $2)
			ORDER BY next_at, id LIMIT $3 + 0) ORDER BY c.next_at, c.id`, millis(now), millis(now.Add(farthest)), limit)
	if err != nil {
		return nil, err
	}
	taken, err := s.atGenerator(s.rower(ctx))
	if err != nil || taken >= places {
		return due, err
	}
	approved, err := s.approved(ctx, now, "true", places-taken)
	return append(due, approved...), err
}

// DueUnordered lists the approved ones that have a step to do now and were never
// ordered, whatever places are free.
func (s *Store) DueUnordered(ctx context.Context, now time.Time, limit int) ([]celebration.Celebration, error) {
	return s.approved(ctx, now, "submitted_at = 0", limit)
}

func (s *Store) approved(ctx context.Context, now time.Time, condition string, limit int) ([]celebration.Celebration, error) {
	return s.list(ctx, `WHERE c.id IN (
			SELECT id FROM celebrations INDEXED BY celebrations_due WHERE `+waiting([]celebration.Status{celebration.Approved})+` AND (next_at <= $1 OR next_at > $2)
				AND `+condition+`
			ORDER BY id LIMIT $3 + 0) ORDER BY c.id`, millis(now), millis(now.Add(farthest)), limit)
}

// NextDue returns when the next step after now becomes due, and false where
// none does.
func (s *Store) NextDue(ctx context.Context, now time.Time) (time.Time, bool, error) {
	var next sql.NullInt64
	query := `SELECT min(next_at) FROM celebrations WHERE ` + waiting(celebration.Working()) + ` AND next_at > $1 AND next_at <= $2`
	if err := s.row(ctx, query, millis(now), millis(now.Add(farthest))).Scan(&next); err != nil {
		return time.Time{}, false, fmt.Errorf("find the next step: %w", err)
	}
	return time.UnixMilli(next.Int64), next.Valid, nil
}

// InProgress lists what is being made, at most so many: what is at the
// generator, then what waits for a place there, each the oldest first.
func (s *Store) InProgress(ctx context.Context, most int) ([]celebration.Celebration, error) {
	return s.list(ctx, `WHERE c.id IN (
			SELECT id FROM celebrations INDEXED BY celebrations_due WHERE `+waiting(celebration.Making())+`
			ORDER BY status = '`+string(celebration.Approved)+`', id LIMIT $1 + 0)
		ORDER BY c.status = '`+string(celebration.Approved)+`', c.id`, most)
}

// rower reads one row: within a transaction, or beside all of them.
type rower func(query string, args ...any) *sql.Row

func (s *Store) rower(ctx context.Context) rower {
	return func(query string, args ...any) *sql.Row { return s.row(ctx, query, args...) }
}

// atGenerator counts the places that are taken. A submit whose answer was
// searched for in vain takes none: the search lasts far longer than a clip
// is made, and others would wait for an order that may not even exist. If
// it is found after all, one more than the places is at work for a while.
func (s *Store) atGenerator(row rower) (taken int, err error) {
	query := `SELECT count(*) FROM celebrations WHERE ` + waiting(celebration.AtGenerator()) + `
		AND NOT (status = '` + string(celebration.Submitting) + `' AND attempts > 0)`
	if err := row(query).Scan(&taken); err != nil {
		return 0, fmt.Errorf("count the places: %w", err)
	}
	return taken, nil
}

func (s *Store) list(ctx context.Context, where string, args ...any) ([]celebration.Celebration, error) {
	rows, err := s.query(ctx, `SELECT`+columns+joins+where, args...)
	if err != nil {
		return nil, fmt.Errorf("list celebrations: %w", err)
	}
	found, err := collect(rows, scanCelebration)
	if err != nil {
		return nil, fmt.Errorf("list celebrations: %w", err)
	}
	return found, nil
}

// waiting returns the condition of some statuses without skipped, as the index
// of what waits has it.
func waiting(statuses []celebration.Status) string {
	return `status IN (` + statusList(statuses) + `) AND status <> 'skipped'`
}

// statusList writes statuses, which are words of ours, for an IN clause.
func statusList(statuses []celebration.Status) string {
	quoted := make([]string, len(statuses))
	for i, s := range statuses {
		quoted[i] = "'" + string(s) + "'"
	}
	return strings.Join(quoted, ", ")
}

func kopecksOf(rubles money.Amount) int64 { return rubles.Value().Shift(2).Round(0).IntPart() }

func rublesOf(kopecks int64) money.Amount { return money.New(decimal.New(kopecks, -2), money.RUB) }
