package app

import (
	"context"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"

	"streamspark/internal/config"
	"streamspark/internal/fault"
	"streamspark/internal/licenses"
	"streamspark/internal/locale"
	"streamspark/internal/logbuf"
	"streamspark/internal/store"
)

// Main reads the command line, and runs the program until ctx ends, or one of
// its commands. It prints to out, and serves pages and widget from assets.
func Main(ctx context.Context, args []string, assets fs.FS, out io.Writer) error {
	l := locale.System(os.Getenv)
	set := flag.NewFlagSet("streamspark", flag.ContinueOnError)
	set.SetOutput(out)
	set.Usage = func() {
		fmt.Fprint(out, l.T("terminal.usage"), "\n\n", l.T("terminal.usage_line"), "\n")
		set.PrintDefaults()
		fmt.Fprint(out, "\n", l.T("terminal.usage_config"), "\n")
	}
	file := set.String("config", "", l.T("terminal.flag_config"))
	demo := set.Bool("demo", false, l.T("terminal.flag_demo"))
	version := set.Bool("version", false, l.T("terminal.flag_version"))
	notices := set.Bool("licenses", false, l.T("terminal.flag_licenses"))
	flags := map[string]string{}
	keep := func(key string) func(string) error {
		return func(value string) error { flags[key] = value; return nil }
	}
	set.Func("data-dir", l.T("terminal.flag_data_dir"), keep("data_dir"))
	set.Func("port", l.T("terminal.flag_port"), keep("server.port"))
	if err := set.Parse(args); err != nil {
		return err
	}
	if *version {
		fmt.Fprintln(out, "StreamSpark", revision())
		return nil
	}
	if *notices {
		fmt.Fprint(out, licenses.Text())
		return nil
	}
	options := Options{ConfigPath: *file, Flags: flags, Demo: *demo, Assets: assets, Version: revision(), Output: out, Language: l}
	if set.NArg() > 0 {
		return Command(ctx, options, set.Args())
	}
	program, err := New(ctx, options)
	if err != nil {
		return err
	}
	return program.Run(ctx)
}

// Signals returns the signals that end the program: also that its terminal was
// closed, unless it was started so as to outlive it.
func Signals() []os.Signal {
	all := []os.Signal{os.Interrupt, syscall.SIGTERM}
	if !signal.Ignored(syscall.SIGHUP) {
		all = append(all, syscall.SIGHUP)
	}
	return all
}

// revision returns the version that the build was stamped with.
func revision() string {
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
		return info.Main.Version
	}
	return "(development)"
}

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
		return backup(ctx, o.terminal(), dir, "")
	case args[0] == "backup" && len(args) == 2:
		return backup(ctx, o.terminal(), dir, args[1])
	case args[0] == "restore" && len(args) == 2:
		return restore(ctx, o.terminal(), dir, args[1])
	case args[0] == "restore":
		return fault.New(fault.Invalid, "app.backup_not_named", "folder", dir+"/backups")
	}
	return fault.New(fault.Invalid, "app.not_understood", "words", args[0])
}

func backup(ctx context.Context, t terminal, dir, target string) error {
	path, err := store.Backup(ctx, dir, target)
	if err == nil {
		t.say("store.backed_up", "path", path)
	}
	return err
}

// restoring lists what is done with the copy of a backup before it takes the
// place of the database.
func restoring() []store.Prepare { return []store.Prepare{holdRestored} }

func restore(ctx context.Context, t terminal, dir, file string) error {
	done, err := store.Restore(ctx, dir, file, t.tell, restoring()...)
	if err != nil {
		return err
	}
	t.say("terminal.restored", "path", file)
	if done.Kept != "" {
		t.say("store.kept_before", "path", done.Kept)
	}
	return nil
}
