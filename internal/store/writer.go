package store

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"sync"
	"time"

	"streamspark/internal/fault"
)

// How much one commit takes with it. Whoever comes later has the next.
const (
	batchWriters = 64
	batchFor     = 5 * time.Millisecond
)

// tx is the open transaction of the one connection that writes. Its
// statements are prepared once. No context interrupts them: SQLite would
// undo the whole transaction, which others may share.
type tx struct {
	conn  *sql.Conn
	known map[string]*sql.Stmt // by text
	spent bool                 // the ledger was written to since the last commit
}

func (t *tx) exec(query string, args ...any) (sql.Result, error) {
	prepared, err := t.prepare(query) //nolint:sqlclosecheck // it stays until Close
	if err != nil {
		return nil, err
	}
	return prepared.ExecContext(context.Background(), args...)
}

func (t *tx) query(query string, args ...any) (*sql.Rows, error) {
	prepared, err := t.prepare(query) //nolint:sqlclosecheck // it stays until Close
	if err != nil {
		return nil, err
	}
	return prepared.QueryContext(context.Background(), args...)
}

func (t *tx) row(query string, args ...any) *sql.Row {
	if prepared, err := t.prepare(query); err == nil { //nolint:sqlclosecheck // it stays until Close
		return prepared.QueryRowContext(context.Background(), args...)
	}
	return t.conn.QueryRowContext(context.Background(), query, args...) // for its error
}

// prepare prepares a statement once. Statements say LIMIT $1 + 0: SQLite plans by
// the value of a bare parameter, and prepares the statement anew for each.
func (t *tx) prepare(query string) (*sql.Stmt, error) {
	t.spent = t.spent || strings.Contains(query, "UPDATE ledger ") || strings.Contains(query, "INTO ledger ")
	if prepared := t.known[query]; prepared != nil {
		return prepared, nil
	}
	prepared, err := t.conn.PrepareContext(context.Background(), query)
	if err == nil {
		t.known[query] = prepared
	}
	return prepared, err
}

// batch is one transaction that those share who wait for the writer: each
// has its answer only after the commit. It belongs to whoever has the turn.
type batch struct {
	writers int // whose work is in it
	ahead   bool
	began   time.Time
	ended   chan struct{} // closed after the commit, or after it failed
	err     error         // why nothing of it was written
}

// change runs one transaction and tells the watchers after the commit. The
// change describes what it did by filling in the Change. It may share the
// transaction with others; its own error undoes its own work alone.
func (s *Store) change(ctx context.Context, do func(*tx, *Change) error) error {
	if err := s.place.check(); err != nil {
		return err
	}
	if err := s.turns.acquire(ctx); err != nil {
		return fmt.Errorf("wait for the disk: %w", err)
	}
	b, err := s.join(ctx)
	if err != nil {
		return s.wrote(err)
	}
	var what Change
	err = s.part(ctx, b, do, &what)
	<-b.ended // also for an error: it may be about what another writes here
	if b.err != nil {
		return s.wrote(b.err)
	}
	if err == nil {
		s.watch.notify(what)
	}
	return s.wrote(err)
}

// join begins a part of the transaction that is open, or of a new one. It is
// called by whoever has the turn, and gives the turn on where it fails.
func (s *Store) join(ctx context.Context) (*batch, error) {
	if s.batch == nil {
		if _, err := s.tx.exec(`BEGIN IMMEDIATE`); err != nil {
			s.turns.release()
			return nil, fmt.Errorf("begin: %w", err)
		}
		s.batch = &batch{began: time.Now(), ended: make(chan struct{})}
	}
	b := s.batch
	b.ahead = b.ahead || hasPriority(ctx)
	if _, err := s.tx.exec(`SAVEPOINT part`); err != nil {
		_, _ = s.tx.exec(`ROLLBACK`)
		err = fmt.Errorf("begin: %w", err)
		s.end(b, err)
		return nil, err
	}
	return b, nil
}

// part does one writer's work, undoes it where it fails or panics, and leaves
// the batch.
func (s *Store) part(ctx context.Context, b *batch, do func(*tx, *Change) error, what *Change) (err error) {
	err = fault.New(fault.Unforeseen, "store.not_finished") // where do panics
	defer func() {
		if err == nil { // an error that do kept to itself may have ended the whole
			_, err = s.tx.exec(`RELEASE part`)
		}
		if err != nil {
			s.undo(b, err)
		} else {
			b.writers++
		}
		s.leave(b)
	}()
	if stopped := ctx.Err(); stopped != nil {
		return stopped
	}
	err = do(&s.tx, what)
	return err
}

// undo takes the last part out of a batch. Where SQLite has undone the whole
// by then, as it does on a full disk, nobody's work is written, and all are
// told why.
func (s *Store) undo(b *batch, why error) {
	if b.writers > 0 {
		if _, err := s.tx.exec(`ROLLBACK TO part`); err == nil {
			return
		}
	}
	_, _ = s.tx.exec(`ROLLBACK`)
	b.err = why
}

// leave passes the turn to the next who waits, with the transaction open, or
// commits and gives it on.
func (s *Store) leave(b *batch) {
	if b.err != nil {
		s.end(b, b.err)
		return
	}
	full := b.writers >= batchWriters || time.Since(b.began) >= batchFor
	if !full && s.turns.share(b.ahead) {
		return
	}
	_, err := s.tx.exec(`COMMIT`)
	if err != nil {
		_, _ = s.tx.exec(`ROLLBACK`)
		err = fmt.Errorf("commit: %w", err)
	}
	s.end(b, err)
}

// alone takes the turn when no transaction is open.
func (s *Store) alone(ctx context.Context) error {
	for {
		if err := s.turns.acquire(ctx); err != nil {
			return fmt.Errorf("wait for the disk: %w", err)
		}
		if s.batch == nil {
			return nil
		}
		s.leave(s.batch) // others wait for what is begun
	}
}

// end answers everybody whose work is in a batch, and gives the turn on.
func (s *Store) end(b *batch, err error) {
	if b.err, s.batch = err, nil; err == nil {
		if s.tx.spent {
			s.spendings.Add(1)
		}
		s.version.Add(1)
	}
	s.tx.spent = false
	close(b.ended)
	s.turns.release()
}

// Version returns a number that rises with each commit: what was read after it
// was asked for is still true while it is the same.
func (s *Store) Version() uint64 { return s.version.Load() }

// maxPrepared is how many statements that read stay prepared. Those of
// filters have too many forms to keep all of them.
const maxPrepared = 120

// prepared are the statements that read, prepared once.
type prepared struct {
	mu    sync.Mutex
	known map[string]*sql.Stmt
}

// reading returns a prepared statement; nil where there are too many already.
func (s *Store) reading(ctx context.Context, query string) (*sql.Stmt, error) {
	s.reads.mu.Lock()
	defer s.reads.mu.Unlock()
	if known := s.reads.known[query]; known != nil || len(s.reads.known) >= maxPrepared {
		return known, nil
	}
	statement, err := s.read.PrepareContext(ctx, query) //nolint:sqlclosecheck // it stays until Close
	if err == nil {
		if s.reads.known == nil {
			s.reads.known = map[string]*sql.Stmt{}
		}
		s.reads.known[query] = statement
	}
	return statement, err
}

// row reads one row. The values of a query are its arguments, so that its
// text is one of a few.
func (s *Store) row(ctx context.Context, query string, args ...any) *sql.Row {
	if statement, err := s.reading(ctx, query); err == nil && statement != nil { //nolint:sqlclosecheck // it stays until Close
		return statement.QueryRowContext(ctx, args...)
	}
	return s.read.QueryRowContext(ctx, query, args...) // or for its error
}

// query reads rows as row does one.
func (s *Store) query(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	if statement, err := s.reading(ctx, query); err == nil && statement != nil { //nolint:sqlclosecheck // it stays until Close
		return statement.QueryContext(ctx, args...)
	}
	return s.read.QueryContext(ctx, query, args...)
}
