package store

import (
	"errors"
	"strings"
	"testing"
	"time"

	"streamspark/internal/celebration"
)

// TestAFullDisk: what does not fit is not there at all, is said in one way,
// and everything goes on when there is space.
func TestAFullDisk(t *testing.T) {
	s := open(t, t.TempDir())
	take(t, s, "a")
	if s.Trouble(t.Context()) != nil {
		t.Error("there is trouble before there is any")
	}
	if _, err := s.tx.conn.ExecContext(t.Context(), `PRAGMA max_page_count = 1`); err != nil { // it becomes the present size
		t.Fatal(err)
	}
	large := donation("large")
	large.Message = strings.Repeat("long ", 100_000)
	small := donation("small")
	if _, _, err := s.Record(t.Context(), []celebration.Donation{small, large}, time.Now()); !errors.Is(err, ErrDisk) {
		t.Fatalf("a full disk is %v", err)
	}
	if err := s.Put(t.Context(), "large", make([]byte, 1<<20)); !errors.Is(err, ErrDisk) {
		t.Errorf("a document on a full disk is %v", err)
	}
	if list, err := s.Celebrations(t.Context(), Filter{}); err != nil || len(list) != 1 {
		t.Errorf("half of it was written: %v, %v", list, err)
	}
	if _, err := s.tx.conn.ExecContext(t.Context(), `PRAGMA max_page_count = 1000000`); err != nil {
		t.Fatal(err)
	}
	if err := s.Trouble(t.Context()); err != nil {
		t.Errorf("there is room, and it says %v", err)
	}
	if _, fresh, err := s.Record(t.Context(), []celebration.Donation{small, large}, time.Now()); err != nil || fresh != 2 {
		t.Errorf("with room %d were new, %v", fresh, err)
	}
}

// TestDocumentsThatBelongTogetherAreWrittenTogether: where one of several
// cannot be written, none is.
func TestDocumentsThatBelongTogetherAreWrittenTogether(t *testing.T) {
	s := open(t, t.TempDir())
	ctx := t.Context()
	if err := s.PutAll(ctx, map[string][]byte{"a": []byte("old"), "b": []byte("old")}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.write.ExecContext(ctx, `CREATE TRIGGER no BEFORE UPDATE ON documents WHEN NEW.key = 'b' BEGIN SELECT raise(ABORT, 'not this one'); END`); err != nil {
		t.Fatal(err)
	}
	err := s.PutAll(ctx, map[string][]byte{"a": []byte("new"), "b": []byte("new"), "d": []byte("new")})
	if err == nil || !strings.Contains(said(err), "write b") || errors.Is(err, ErrDisk) {
		t.Errorf("it says %v", err)
	}
	for key, want := range map[string]string{"a": "old", "b": "old", "d": ""} {
		if value, found, err := s.Get(ctx, key); string(value) != want || found != (want != "") || err != nil {
			t.Errorf("%s is %q, %v", key, value, err)
		}
	}
}
