package store

import (
	"context"
	"database/sql"
	"fmt"
	"io/fs"
	"strings"

	"streamspark/internal/fault"
)

// ErrStrange is returned for a database in which something runs by itself
// that is not StreamSpark's.
var ErrStrange = fault.New(fault.Invalid, "store.strange")

// checkSchema refuses a database that brings statements of its own: triggers,
// views and virtual tables run whenever we read or write, and a backup may
// come from anywhere. Tables and indexes hold only data. It is asked before
// anything is written to the database.
func checkSchema(ctx context.Context, db *sql.DB) error {
	rows, err := db.QueryContext(ctx, `SELECT name, coalesce(sql, '') FROM sqlite_schema`)
	if err != nil {
		return fmt.Errorf("read the schema: %w", err)
	}
	defer rows.Close()
	ours, err := statements()
	if err != nil {
		return err
	}
	for rows.Next() {
		var name, statement string
		if err := rows.Scan(&name, &statement); err != nil {
			return fmt.Errorf("read the schema: %w", err)
		}
		// What SQLite does follows from the statement, whatever type stands beside it.
		if statement != "" && !isData(statement) && !strings.Contains(ours, statement) {
			return fault.New(ErrStrange.Kind, ErrStrange.Code, "name", fmt.Sprintf("%.100s", name))
		}
	}
	return rows.Err()
}

func isData(statement string) bool {
	for _, begins := range []string{"CREATE TABLE ", "CREATE INDEX ", "CREATE UNIQUE INDEX "} {
		if strings.HasPrefix(statement, begins) {
			return true
		}
	}
	return false
}

// statements returns all that our migrations say. SQLite keeps a statement as
// it was written.
func statements() (string, error) {
	files, err := fs.Glob(migrations, "migrations/*.sql")
	if err != nil {
		return "", fmt.Errorf("list the migrations: %w", err)
	}
	var all strings.Builder
	for _, name := range files {
		content, err := fs.ReadFile(migrations, name)
		if err != nil {
			return "", fmt.Errorf("read the migrations: %w", err)
		}
		all.Write(content)
	}
	return all.String(), nil
}
