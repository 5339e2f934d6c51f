package web

import (
	"context"
	"os"
	"time"

	"streamspark/internal/language"
)

type fakeChecks struct{ asked string }

func (f *fakeChecks) Check(ctx context.Context, name string) Finding {
	f.asked = name
	if _, limited := ctx.Deadline(); !limited {
		return Finding{Good: true, Sentence: language.Say("it may take for ever")}
	}
	if name == "aiml" {
		return Finding{Sentence: language.Say(FoundRefusedKey, "AIML"), Advice: language.Say(AdviceKey)}
	}
	return Finding{Good: true, Sentence: language.Say(FoundDraws)}
}

// fakeBackups are the files of a folder.
type fakeBackups struct {
	root *os.Root
	kept []Backup
	err  error
}

func (f *fakeBackups) List() ([]Backup, error) { return f.kept, f.err }

func (f *fakeBackups) Make(context.Context) (Backup, error) {
	made := Backup{Name: "streamspark-1.db", Size: 5, At: time.Now()}
	if f.err == nil {
		f.err = f.root.WriteFile(made.Name, []byte("whole"), 0o600)
		f.kept = append(f.kept, made)
	}
	return made, f.err
}

func (f *fakeBackups) Open(name string) (*os.File, error) { return f.root.Open(name) }

func (f *fakeBackups) Folder() string { return "/data/backups" }

type fakeFirst struct {
	state FirstState
	err   error
}

func (f *fakeFirst) State(context.Context) (FirstState, error) { return f.state, f.err }

func (f *fakeFirst) Mark(_ context.Context, what string) error {
	switch what {
	case "builtin":
		f.state.Builtin = true
	default:
		f.state.Closed = what == "close"
	}
	return f.err
}
