package store

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"testing"

	"streamspark/internal/celebration"
	"streamspark/internal/dirtest"
)

// stepEnv names the step that this test's own program carries out on its
// working directory, in a process of its own, to be killed.
const stepEnv = "STREAMSPARK_STORE_STEP"

// TestMain carries out a step where one is asked for, and else the tests.
func TestMain(m *testing.M) {
	step := os.Getenv(stepEnv)
	if step == "" {
		dirtest.Main()
		m.Run()
		return
	}
	runtime.LockOSThread() // the calls are counted by thread
	if err := carryOut(context.Background(), step, "."); err != nil {
		panic(err)
	}
}

func carryOut(ctx context.Context, step, dir string) error {
	switch step {
	case "checkpoint":
		s, err := Open(ctx, dir)
		if err != nil {
			return err
		}
		return s.Close()
	case "backup":
		_, err := Backup(ctx, dir, "")
		return err
	case "restore":
		_, err := Restore(ctx, dir, filepath.Join(dir, "older.db"), nil)
		return err
	}
	return errors.New("there is no such step")
}

// writing are the calls by which anything reaches the disk.
var writing = [...]string{"pwrite64", "write", "ftruncate", "fsync", "fdatasync", "rename,renameat,renameat2", "unlink,unlinkat"}

const (
	olderDonations = 3
	allDonations   = 8
)

// interrupted makes a data folder as a crash leaves it: the database with
// most of it in the log only, and beside it an older backup.
func interrupted(t *testing.T) string {
	t.Helper()
	dir, running := t.TempDir(), t.TempDir()
	s := open(t, running)
	for i := range allDonations {
		take(t, s, fmt.Sprint(i))
		if i+1 == olderDonations {
			if _, err := Backup(t.Context(), running, filepath.Join(dir, "older.db")); err != nil {
				t.Fatal(err)
			}
		}
	}
	for _, ending := range []string{"", "-wal"} {
		copied(t, filepath.Join(running, File+ending), filepath.Join(dir, File+ending))
	}
	return dir
}

func copied(t *testing.T, from, to string) {
	t.Helper()
	content, err := os.ReadFile(from)
	if err == nil {
		err = os.WriteFile(to, content, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// TestAKillAtAnyWriteLosesNothing kills a checkpoint, a backup and a restore
// at every call that writes, by means of strace, and starts again.
func TestAKillAtAnyWriteLosesNothing(t *testing.T) {
	if testing.Short() {
		t.Skip("takes half a minute, and needs strace")
	}
	if _, err := exec.LookPath("strace"); err != nil {
		t.Fatal("this test needs strace: install it (.ci/need does)")
	}
	for step, holds := range map[string]func(*testing.T, string){
		"checkpoint": hasAll, "backup": hasAllAndWholeBackups, "restore": wentThereOrBack,
	} {
		t.Run(step, func(t *testing.T) {
			t.Parallel()
			start, kills := interrupted(t), 0
			for _, calls := range writing {
				for n := 1; killedAt(t, start, step, calls, n, holds); n++ {
					kills++
				}
			}
			t.Logf("killed %d times", kills)
			if kills < 20 {
				t.Errorf("it was killed only %d times", kills)
			}
		})
	}
}

// killedAt kills a step in a copy of the folder at the call of that number,
// if it comes so far, and checks what is left.
func killedAt(t *testing.T, start, step, calls string, n int, holds func(*testing.T, string)) bool {
	t.Helper()
	dir, err := os.MkdirTemp(t.TempDir(), "")
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(dir)
	if err := os.CopyFS(dir, os.DirFS(start)); err != nil {
		t.Fatal(err)
	}
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	command := exec.CommandContext(t.Context(), "strace", "-f", "-qq", "-o", "/dev/null",
		"-e", "trace="+calls, "-e", fmt.Sprintf("inject=%s:signal=KILL:when=%d", calls, n), program)
	command.Dir, command.Env = dir, append(os.Environ(), stepEnv+"="+step)
	out, err := command.CombinedOutput()
	var ended *exec.ExitError
	if err != nil && (!errors.As(err, &ended) || ended.ExitCode() >= 0) {
		t.Fatalf("%s, to be killed at %s %d: %v: %s", step, calls, n, err, out)
	}
	holds(t, dir)
	if t.Failed() {
		t.Fatalf("%s was killed at %s %d", step, calls, n)
	}
	return err != nil
}

// donations counts what is in a data folder, which is opened for it.
func donations(t *testing.T, dir string) int {
	t.Helper()
	s, err := Open(t.Context(), dir)
	if err != nil {
		t.Errorf("it does not start: %v", err)
		return -1
	}
	defer s.Close()
	list, err := s.Celebrations(t.Context(), Filter{})
	if err != nil {
		t.Error(err)
	}
	for _, c := range list {
		if c.Status != celebration.Received {
			t.Errorf("one is %s", c.Status)
		}
	}
	return len(list)
}

func hasAll(t *testing.T, dir string) {
	t.Helper()
	if n := donations(t, dir); n != allDonations {
		t.Errorf("it has %d donations", n)
	}
}

func hasAllAndWholeBackups(t *testing.T, dir string) {
	t.Helper()
	hasAll(t, dir)
	found, err := Backups(dir)
	if err != nil {
		t.Error(err)
	}
	for _, path := range found {
		other := t.TempDir()
		if _, err := Restore(t.Context(), other, path, nil); err != nil || donations(t, other) != allDonations {
			t.Errorf("the backup is not whole: %v", err)
		}
	}
	if _, err := Backup(t.Context(), dir, ""); err != nil {
		t.Errorf("another backup: %v", err)
	}
}

func wentThereOrBack(t *testing.T, dir string) {
	t.Helper()
	switch n := donations(t, dir); n {
	case allDonations: // nothing had been decided
	case olderDonations:
		kept, err := filepath.Glob(filepath.Join(dir, File+replacedEnding+"*[0-9]"))
		if err != nil || len(kept) != 1 {
			t.Fatalf("kept are %v, %v", kept, err)
		}
		if _, err := Restore(t.Context(), dir, kept[0], nil); err != nil {
			t.Errorf("what was replaced cannot be restored: %v", err)
		}
		hasAll(t, dir)
	default:
		t.Errorf("it has %d donations", n)
	}
	left, err := filepath.Glob(filepath.Join(dir, "*.db.[cd]*"))
	if err != nil || len(left) > 0 {
		t.Errorf("left over: %v, %v", left, err)
	}
}
