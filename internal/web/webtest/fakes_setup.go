package webtest

import (
	"context"
	"os"
	"time"

	"streamspark/internal/locale"
	"streamspark/internal/web/ports"
)

type fakeChecks struct{ asked string }

func (f *fakeChecks) Check(ctx context.Context, name string) ports.Finding {
	f.asked = name
	if _, limited := ctx.Deadline(); !limited {
		return ports.Finding{Good: true, Sentence: locale.Say("it may take for ever")}
	}
	if name == "aiml" {
		return ports.Finding{Sentence: locale.Say(ports.FoundRefusedKey, "AIML"), Advice: locale.Say(ports.AdviceKey)}
	}
	return ports.Finding{Good: true, Sentence: locale.Say(ports.FoundDraws)}
}

// fakeBackups are the files of a folder.
type fakeBackups struct {
	root *os.Root
	kept []ports.Backup
	Err  error
}

func (f *fakeBackups) List() ([]ports.Backup, error) { return f.kept, f.Err }

func (f *fakeBackups) Make(context.Context) (ports.Backup, error) {
	made := ports.Backup{Name: "streamspark-1.db", Size: 5, At: time.Now()}
	if f.Err == nil {
		f.Err = f.root.WriteFile(made.Name, []byte("whole"), 0o600)
		f.kept = append(f.kept, made)
	}
	return made, f.Err
}

func (f *fakeBackups) Open(name string) (*os.File, error) { return f.root.Open(name) }

func (f *fakeBackups) Folder() string { return "/data/backups" }

type fakeFirst struct {
	GivenState ports.FirstState
	err        error
}

func (f *fakeFirst) State(context.Context) (ports.FirstState, error) { return f.GivenState, f.err }

func (f *fakeFirst) Mark(_ context.Context, what string) error {
	switch what {
	case "builtin":
		f.GivenState.Builtin = true
	default:
		f.GivenState.Closed = what == "close"
	}
	return f.err
}
