package app

import (
	"context"
	"errors"
	"fmt"
	"io"

	"streamspark/internal/config"
	"streamspark/internal/locale"
	"streamspark/internal/logbuf"
	"streamspark/internal/store"
)

// Command carries out a command other than running: backup, restore, check.
func Command(ctx context.Context, o Options, args []string) error {
	o.Providers = orAll(o.Providers)
	layers, err := config.Read(config.Source{Path: o.ConfigPath, Flags: o.Flags, Providers: o.Providers, Languages: locale.Codes()})
	if err != nil {
		return err
	}
	live, err := config.New(layers)
	if err != nil {
		return err
	}
	dir := live.Get().DataDir
	switch {
	case args[0] == "check" && len(args) == 1:
		return (&App{o: o, live: live, providers: o.Providers, redact: logbuf.NewRedactor()}).check(ctx)
	case args[0] == "backup" && len(args) == 1:
		return backup(ctx, o.Output, dir, "")
	case args[0] == "backup" && len(args) == 2:
		return backup(ctx, o.Output, dir, args[1])
	case args[0] == "restore" && len(args) == 2:
		return restore(ctx, o.Output, dir, args[1])
	case args[0] == "restore":
		return errors.New("name the backup: streamspark restore FILE; those of every day are in " + dir + "/backups")
	}
	return fmt.Errorf("%q is not understood: see --help", args[0])
}

func backup(ctx context.Context, out io.Writer, dir, target string) error {
	path, err := store.Backup(ctx, dir, target)
	if err == nil {
		fmt.Fprintln(out, "The backup is", path)
	}
	return err
}

// restoring lists what is done with the copy of a backup before it takes the
// place of the database.
func restoring() []store.Prepare { return []store.Prepare{holdRestored} }

func restore(ctx context.Context, out io.Writer, dir, file string) error {
	done, err := store.Restore(ctx, dir, file, func(sentence string) { fmt.Fprintln(out, sentence) }, restoring()...)
	if err != nil {
		return err
	}
	fmt.Fprintln(out, "Restored", file)
	fmt.Fprintln(out, "What may have been celebrated since that backup is held until you decide.")
	if done.Kept != "" {
		fmt.Fprintln(out, "What was there before is kept as", done.Kept)
	}
	return nil
}
