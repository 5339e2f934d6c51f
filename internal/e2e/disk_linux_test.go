package e2e

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"streamspark/internal/app"
	"streamspark/internal/locale"
	"streamspark/internal/standin"
	"streamspark/internal/store"
)

// tight is a way to take the disk space of a running program, and to give
// it back.
type tight struct {
	name    string
	prepare func(*victim)
	fill    func(*victim)
	free    func(*victim)
}

// limited lets no file grow: any person may do that to a program of theirs.
func limited() tight {
	set := func(v *victim, most uint64) {
		var before unix.Rlimit
		err := unix.Prlimit(v.command.Process.Pid, unix.RLIMIT_FSIZE, nil, &before)
		if err == nil {
			err = unix.Prlimit(v.command.Process.Pid, unix.RLIMIT_FSIZE, &unix.Rlimit{Cur: min(most, before.Max), Max: before.Max}, nil)
		}
		if err != nil {
			v.t.Fatal(err)
		}
	}
	return tight{
		"no file may grow", func(*victim) {},
		func(v *victim) { set(v, 0) }, func(v *victim) { set(v, unix.RLIM_INFINITY) },
	}
}

// disks are real ones in memory, which only the administrator may mount:
// one for the data that is filled to the last byte, and one for the clips
// that is filled below what we want to have free.
func disks() tight {
	const dataSize, clipsSize, ballast = 24 << 20, 510 << 20, 16 << 20
	return tight{
		"a full disk",
		func(v *victim) {
			for folder, size := range map[string]int{"data": dataSize, "generated_videos": clipsSize} {
				path := filepath.Join(v.dir, folder)
				if err := os.Mkdir(path, 0o700); err != nil {
					v.t.Fatal(err)
				}
				if err := unix.Mount("tmpfs", path, "tmpfs", 0, fmt.Sprint("size=", size)); err != nil {
					v.t.Fatal(err)
				}
				v.t.Cleanup(func() { _ = unix.Unmount(path, unix.MNT_DETACH) })
			}
		},
		func(v *victim) {
			_ = os.WriteFile(filepath.Join(v.dir, "data", "ballast"), bytes.Repeat([]byte{1}, dataSize), 0o600) // ends where the disk ends
			if err := os.WriteFile(filepath.Join(v.dir, "generated_videos", "ballast"), bytes.Repeat([]byte{1}, ballast), 0o600); err != nil {
				v.t.Fatal(err)
			}
		},
		func(v *victim) {
			for _, folder := range []string{"data", "generated_videos"} {
				if err := os.Remove(filepath.Join(v.dir, folder, "ballast")); err != nil {
					v.t.Error(err)
				}
			}
		},
	}
}

// tights are the ways that are open to whoever runs the test.
func tights(t *testing.T) []tight {
	t.Helper()
	place := t.TempDir()
	if err := unix.Mount("tmpfs", place, "tmpfs", 0, "size=1m"); err != nil {
		t.Logf("without disks of its own, which are for the administrator: %v", err)
		return []tight{limited()}
	}
	if err := unix.Unmount(place, 0); err != nil {
		t.Error(err)
	}
	return []tight{limited(), disks()}
}

// TestAFullDiskLosesNothing: what cannot be written down waits where it is,
// and is said; when there is space it comes, and is paid for once.
func TestAFullDiskLosesNothing(t *testing.T) {
	t.Parallel()
	binary := buildVictim(t)
	for _, way := range tights(t) {
		t.Run(way.name, func(t *testing.T) {
			t.Parallel()
			v := newVictim(t, binary, way.prepare)
			v.donate(0, 1)
			v.waitFor("the first clip", func() bool { return v.all()["donor-0000"].Status == "ready" })

			way.fill(v)
			v.donate(1, 4)
			v.waitFor("saying that nothing can be written down", func() bool {
				return strings.Contains(v.said.String(), "could not be recorded")
			})
			status, answer := v.post("/test-donation", `{"amount":2000,"donor_name":"donor-0004"}`)
			if status != http.StatusInsufficientStorage || !strings.Contains(answer, "make room and try again") {
				t.Errorf("a test donation is answered with %d %s", status, answer)
			}
			if status, answer := v.ask("/readyz"); status != http.StatusServiceUnavailable || !strings.Contains(answer, "until there is room") {
				t.Errorf("/readyz says %d %s", status, answer)
			}
			if n := len(v.all()); n != 1 {
				t.Errorf("%d celebrations, and only one could be written", n)
			}
			v.staysCalm()

			way.free(v)
			v.waitFor("the donations that waited", func() bool { return v.count("ready") == 4 })
			if status, answer := v.post("/test-donation", `{"amount":2000,"donor_name":"donor-0004","paid":true}`); status != http.StatusAccepted {
				t.Errorf("with room again: %d %s", status, answer)
			}
			v.waitFor("the next one", func() bool { return v.count("ready") == 5 })
			if status, answer := v.ask("/readyz"); strings.Contains(answer, "until there is room") {
				t.Errorf("/readyz still says %d %s", status, answer)
			}
			v.paidOnce(5)
		})
	}
}

// TestADiskThatFillsWhileAClipIsMadeCostsNothing: the order is out when the
// space is gone.
func TestADiskThatFillsWhileAClipIsMadeCostsNothing(t *testing.T) {
	t.Parallel()
	binary := buildVictim(t)
	for _, way := range tights(t) {
		t.Run(way.name, func(t *testing.T) {
			t.Parallel()
			v := newVictim(t, binary, way.prepare)
			v.stand.SetJobTime(time.Hour)
			v.stand.Set(standin.PartSubmit, standin.Fault{Kind: standin.Slow, After: 500 * time.Millisecond, Times: 1})
			v.donate(0, 2)
			v.waitFor("the orders", func() bool { return len(v.stand.Jobs()) == 2 && v.count("generating") == 2 })
			way.fill(v)
			v.stand.FinishJobs()
			v.waitFor("saying so", func() bool {
				return strings.Contains(v.said.String(), "could not be saved") || strings.Contains(v.said.String(), "not enough free disk")
			})
			time.Sleep(3 * time.Second) // it tries meanwhile
			way.free(v)
			v.waitFor("both clips", func() bool { return v.count("ready") == 2 })
			v.paidOnce(2)
		})
	}
}

// TestADiskWithLittleSpaceForClips: the database can be written and no clip is taken.
// It needs a disk for the clips alone; for others internal/clip and
// internal/pipeline hold the same with stand-ins.
func TestADiskWithLittleSpaceForClips(t *testing.T) {
	t.Parallel()
	binary := buildVictim(t)
	for _, way := range tights(t)[1:] {
		v := newVictim(t, binary, way.prepare)
		way.fill(v)
		if err := os.Remove(filepath.Join(v.dir, "data", "ballast")); err != nil {
			t.Fatal(err)
		}
		v.donate(0, 1)
		v.waitFor("saying what is missing", func() bool {
			c := v.all()["donor-0000"]
			return c.Status == "fetching" && c.Code == "disk_full"
		})
		if err := os.WriteFile(filepath.Join(v.dir, "data", "ballast"), nil, 0o600); err != nil {
			t.Fatal(err)
		}
		way.free(v)
		v.waitFor("the clip", func() bool { return v.count("ready") == 1 })
		v.paidOnce(1)
	}
}

// TestAFolderThatCannotBeWrittenIsOneSentence: also for the administrator,
// whom no permission stops.
func TestAFolderThatCannotBeWrittenIsOneSentence(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "a-file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for name, flags := range map[string]map[string]string{
		"data in a file": {"data_dir": file}, "data below a file": {"data_dir": filepath.Join(file, "data")},
		"data where none can be": {"data_dir": "/proc/streamspark"}, "clips in a file": {"videos_dir": file},
		"clips where none can be": {"videos_dir": "/proc/streamspark"},
	} {
		said := locale.English().Detail(failing(t, flags))
		key := map[string]string{"data": "data_dir", "clips": "videos_dir"}[strings.Fields(name)[0]]
		if strings.Contains(said, "\n") || !strings.Contains(said, key) {
			t.Errorf("%s: %s", name, said)
		}
	}
}

// failing is what a start says that cannot be.
func failing(t *testing.T, change map[string]string) error {
	t.Helper()
	dir := t.TempDir()
	flags := map[string]string{
		"server.port": "0", "data_dir": filepath.Join(dir, "data"), "videos_dir": filepath.Join(dir, "videos"), "keyring": "false",
	}
	maps.Copy(flags, change)
	empty := filepath.Join(dir, "config.yaml")
	if err := os.WriteFile(empty, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	a, err := app.New(t.Context(), app.Options{ConfigPath: empty, Flags: flags, Assets: os.DirFS("../.."), Output: io.Discard})
	if err == nil {
		err = a.Close()
		t.Errorf("it started with %v", change)
	}
	return err
}

// ask and post make a request of the program in its process.
func (v *victim) ask(path string) (int, string) { return v.call(http.MethodGet, path, "") }

func (v *victim) post(path, body string) (int, string) { return v.call(http.MethodPost, path, body) }

func (v *victim) call(method, path, body string) (int, string) {
	v.t.Helper()
	request, err := http.NewRequestWithContext(v.t.Context(), method, "http://127.0.0.1:"+v.port+path, strings.NewReader(body))
	if err != nil {
		v.t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		v.t.Fatal(err)
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(response.Body)
	if err != nil {
		v.t.Fatal(err)
	}
	return response.StatusCode, string(answer)
}

// count tells how many celebrations stand at a status.
func (v *victim) count(status string) int {
	var stats struct{ Celebrations []celebration }
	if json.Unmarshal([]byte(v.get("/api/celebrations?limit=200&status="+status)), &stats) != nil {
		return -1
	}
	return len(stats.Celebrations)
}

// paidOnce stops the program and holds that so many orders were made, each
// once, and that all that is there is whole.
func (v *victim) paidOnce(want int) {
	v.t.Helper()
	if n := len(v.stand.Jobs()); n != want {
		v.t.Errorf("%d orders for %d donations", n, want)
	}
	for donor, n := range v.orders() {
		if n > 1 {
			v.t.Errorf("%s was paid for %d times", donor, n)
		}
	}
	v.kill()
	if left, err := filepath.Glob(filepath.Join(v.dir, "generated_videos", ".coming-*")); err != nil || len(left) > 0 {
		v.t.Errorf("files are left over: %v, %v", left, err)
	}
	backup, err := store.Backup(v.t.Context(), filepath.Join(v.dir, "data"), filepath.Join(v.t.TempDir(), "copy.db"))
	if err == nil {
		_, err = store.Restore(v.t.Context(), v.t.TempDir(), backup, nil) // looks through the whole copy
	}
	if err != nil {
		v.t.Errorf("the database is not whole: %v", err)
	}
}
