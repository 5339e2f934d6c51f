package e2e

import (
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// TestAFolderOfClipsThatIsMadeReadOnlyWhileItRuns: the clips are paid for
// and wait at the provider for as long as it takes. It needs a disk for the
// clips alone; for others internal/pipeline holds the same with stand-ins.
func TestAFolderOfClipsThatIsMadeReadOnlyWhileItRuns(t *testing.T) {
	t.Parallel()
	if len(tights(t)) < 2 {
		return // it said so
	}
	v := newVictim(t, buildVictim(t), func(v *victim) {
		path := filepath.Join(v.dir, "generated_videos")
		err := os.Mkdir(path, 0o700)
		if err == nil {
			err = unix.Mount("tmpfs", path, "tmpfs", 0, "size=600m")
		}
		if err != nil {
			v.t.Fatal(err)
		}
		v.t.Cleanup(func() { _ = unix.Unmount(path, unix.MNT_DETACH) })
	})
	remount := func(flags uintptr) {
		v.waitFor("a moment in which no file is written", func() bool {
			err := unix.Mount("", filepath.Join(v.dir, "generated_videos"), "", unix.MS_REMOUNT|flags, "")
			if err != nil && !errors.Is(err, unix.EBUSY) {
				t.Fatal(err)
			}
			return err == nil
		})
	}
	v.donate(0, 1)
	v.waitFor("the first clip", func() bool { return v.count("ready") == 1 })

	remount(unix.MS_RDONLY)
	v.donate(1, 4)
	v.waitFor("saying why each of them waits", func() bool {
		waiting := 0
		for _, c := range v.all() {
			if c.Status == "fetching" && c.Code == "unwritable" {
				waiting++
			}
		}
		return waiting == 3
	})
	v.staysCalm()

	remount(0)
	v.waitFor("the clips that waited", func() bool { return v.count("ready") == 4 })
	v.donate(4, 5)
	v.waitFor("the next one", func() bool { return v.count("ready") == 5 })
	v.paidOnce(5)
}

// fragile is a disk in a file that its system makes read-only at the first
// error, as it does with the real ones. No person can do that to a disk with
// an open file on it, and none can take it back but by taking the disk off.
type fragile struct{ image, folder string }

// newFragile makes the disk, where one may.
func newFragile(dir, folder string) (fragile, error) {
	f := fragile{filepath.Join(dir, "disk.img"), folder}
	err := errors.Join(os.WriteFile(f.image, nil, 0o600), os.Truncate(f.image, 64<<20), os.MkdirAll(folder, 0o700))
	if err == nil {
		err = run("mke2fs", "-q", "-F", "-t", "ext4", f.image)
	}
	if err == nil {
		err = f.attach()
	}
	return f, err
}

func (f fragile) attach() error {
	return run("mount", "-o", "loop,errors=remount-ro", f.image, f.folder)
}

func (f fragile) detach() error { return run("umount", f.folder) }

// fail lets the disk have an error.
func (f fragile) fail() error {
	mounts, err := os.ReadFile("/proc/self/mounts")
	if err != nil {
		return err
	}
	for line := range strings.Lines(string(mounts)) {
		if fields := strings.Fields(line); len(fields) > 1 && fields[1] == f.folder {
			return os.WriteFile(filepath.Join("/sys/fs/ext4", filepath.Base(fields[0]), "trigger_fs_error"), []byte("a test"), 0o600)
		}
	}
	return errors.New("the disk is not there")
}

func run(name string, args ...string) error {
	if out, err := exec.Command(name, args...).CombinedOutput(); err != nil {
		return fmt.Errorf("%s: %w: %s", name, err, out)
	}
	return nil
}

// TestADiskThatTurnsReadOnlyLosesNothing: what comes then is not said to be
// taken, and is made once the disk was mended and the program started again.
// It needs a disk of its own; for others TestAFullDiskLosesNothing has one
// that takes nothing either.
func TestADiskThatTurnsReadOnlyLosesNothing(t *testing.T) {
	t.Parallel()
	probe, err := newFragile(t.TempDir(), t.TempDir())
	if err == nil {
		err = errors.Join(probe.fail(), probe.detach())
	}
	if err != nil {
		t.Logf("without a disk that can fail, which is for the administrator: %v", err)
		return
	}
	var disk fragile
	v := newVictim(t, buildVictim(t), func(v *victim) {
		var err error
		if disk, err = newFragile(t.TempDir(), filepath.Join(v.dir, "data")); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = unix.Unmount(disk.folder, unix.MNT_DETACH) })
	})
	v.donate(0, 1)
	v.waitFor("the first clip", func() bool { return v.count("ready") == 1 })

	if err := disk.fail(); err != nil {
		t.Fatal(err)
	}
	v.donate(1, 4)
	v.waitFor("saying that nothing can be written down", func() bool {
		return strings.Contains(v.said.String(), "could not be recorded")
	})
	if status, answer := v.post("/test-donation", `{"amount":2000,"donor_name":"donor-0004"}`); status != http.StatusInsufficientStorage {
		t.Errorf("a test donation is answered with %d %s", status, answer)
	}
	if status, answer := v.ask("/readyz"); status != http.StatusServiceUnavailable || !strings.Contains(answer, "cannot be written: donations wait at the source") {
		t.Errorf("/readyz says %d %s", status, answer)
	}
	if n := len(v.all()); n != 1 {
		t.Errorf("%d celebrations, and only one could be written", n)
	}
	v.staysCalm()

	v.kill()
	if err := errors.Join(disk.detach(), disk.attach()); err != nil {
		t.Fatal(err)
	}
	v.live()
	v.waitFor("the donations that waited", func() bool { return v.count("ready") == 4 })
	v.donate(4, 5)
	v.waitFor("the next one", func() bool { return v.count("ready") == 5 })
	v.paidOnce(5)
}

// staysCalm holds that it waits for the disk, and neither spins nor dies.
func (v *victim) staysCalm() {
	v.t.Helper()
	before := strings.Count(v.said.String(), "\n")
	time.Sleep(3 * time.Second) // in which a program that spins says thousands of things
	if lines := strings.Count(v.said.String(), "\n") - before; lines > 100 {
		v.t.Errorf("it said %d things in 3 seconds", lines)
	}
	if v.get("/healthz") == "" {
		v.t.Error("it does not answer any more")
	}
}
