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
	set := flag.NewFlagSet("streamspark", flag.ContinueOnError)
	set.SetOutput(out)
	set.Usage = func() {
		fmt.Fprintln(out, "StreamSpark plays a clip on your stream for every large enough donation.\n\nUsage: streamspark [flags] [backup [FILE] | restore FILE | check]")
		set.PrintDefaults()
		fmt.Fprintln(out, "\nEverything else is in config.yaml; config.example.yaml shows each key.")
	}
	file := set.String("config", "", "the configuration `file` (default config.yaml, if it is there)")
	demo := set.Bool("demo", false, "run against stand-ins for the source of donations, the rates and a generator: no account, no money")
	version := set.Bool("version", false, "print the version and end")
	notices := set.Bool("licenses", false, "print the licences of what the program is made of and end")
	flags := map[string]string{}
	keep := func(key string) func(string) error {
		return func(value string) error { flags[key] = value; return nil }
	}
	set.Func("data-dir", "the `folder` of the database and the logs (default data)", keep("data_dir"))
	set.Func("port", "the `port` to listen on (default 5002)", keep("server.port"))
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
	options := Options{ConfigPath: *file, Flags: flags, Demo: *demo, Assets: assets, Version: revision(), Output: out}
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
		return backup(ctx, o.Output, dir, "")
	case args[0] == "backup" && len(args) == 2:
		return backup(ctx, o.Output, dir, args[1])
	case args[0] == "restore" && len(args) == 2:
		return restore(ctx, o.Output, dir, args[1])
	case args[0] == "restore":
		return fault.New(fault.Invalid, "app.backup_not_named", "folder", dir+"/backups")
	}
	return fault.New(fault.Invalid, "app.not_understood", "words", args[0])
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
