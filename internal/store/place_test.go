package store

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
)

// TestADatabaseThatIsTakenAwayIsNoticed: nothing is written any more, nobody
// makes an empty one, a copy of the open one is whole, and everything goes on
// when the file is back.
func TestADatabaseThatIsTakenAwayIsNoticed(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		take, giveBack func(dir string) error
	}{
		"deleted": {func(dir string) error { return os.Remove(filepath.Join(dir, File)) }, nil},
		"moved": {
			func(dir string) error { return os.Rename(filepath.Join(dir, File), filepath.Join(dir, "mine")) },
			func(dir string) error { return os.Rename(filepath.Join(dir, "mine"), filepath.Join(dir, File)) },
		},
		"replaced by another": {func(dir string) error {
			other := filepath.Join(dir, "other")
			return errors.Join(os.WriteFile(other, nil, 0o600), os.Rename(other, filepath.Join(dir, File)))
		}, nil},
		"its folder was moved": {
			func(dir string) error { return os.Rename(dir, dir+" mine") },
			func(dir string) error {
				return errors.Join(os.RemoveAll(dir), os.Rename(dir+" mine", dir))
			},
		},
		"its folder was deleted": {os.RemoveAll, nil},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "data")
			s := open(t, dir)
			take(t, s, "a", "b")
			if err := s.Gone(); err != nil {
				t.Fatal(err)
			}
			if err := test.take(dir); err != nil {
				t.Fatal(err)
			}
			s.read.SetMaxIdleConns(0) // whoever reads needs a new connection
			for what, err := range map[string]error{
				"look": s.Gone(), "trouble": s.Trouble(t.Context()), "put": s.Put(t.Context(), "a", nil), "delete": s.Delete(t.Context(), "a"),
				"read": second(s.Celebrations(t.Context(), Filter{})),
			} {
				if !errors.Is(err, ErrGone) {
					t.Errorf("%s says %v", what, err)
				}
			}
			backup, err := s.BackupOpen(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			other := t.TempDir()
			if _, err := Restore(t.Context(), other, backup, nil); err != nil || donationsIn(t, open(t, other)) != 2 {
				t.Errorf("the copy of the open one is not whole: %v", err)
			}
			if test.giveBack == nil {
				return
			}
			if err := test.giveBack(dir); err != nil {
				t.Fatal(err)
			}
			take(t, s, "c")
			if err := s.Trouble(t.Context()); err != nil || donationsIn(t, s) != 3 {
				t.Errorf("it is back, and it says %v", err)
			}
		})
	}
}

func donationsIn(t *testing.T, s *Store) int {
	t.Helper()
	list, err := s.Celebrations(t.Context(), Filter{})
	if err != nil {
		t.Error(err)
	}
	return len(list)
}

func second[T any](_ T, err error) error { return err }
