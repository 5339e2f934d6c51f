// StreamSpark celebrates donations on a stream: a viewer donates, the
// stream says thanks at once, and a clip made for them plays. This file
// reads the command line; everything else is below internal.
package main

import (
	"context"
	"embed"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"

	"streamspark/internal/app"
	"streamspark/internal/licenses"
	"streamspark/internal/locale"
)

//go:embed all:templates all:widget
var assets embed.FS

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), ends()...)
	err := run(ctx, os.Args[1:], os.Stdout)
	stop()
	if errors.Is(err, flag.ErrHelp) {
		return
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "streamspark:", locale.System(os.Getenv).Detail(err))
		os.Exit(1)
	}
}

// ends returns the signals that end the program: also that its terminal was
// closed, unless it was started so as to outlive it.
func ends() []os.Signal {
	all := []os.Signal{os.Interrupt, syscall.SIGTERM}
	if !signal.Ignored(syscall.SIGHUP) {
		all = append(all, syscall.SIGHUP)
	}
	return all
}

func run(ctx context.Context, args []string, out io.Writer) error {
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
	options := app.Options{ConfigPath: *file, Flags: flags, Demo: *demo, Assets: assets, Version: revision(), Output: out}
	if set.NArg() > 0 {
		return app.Command(ctx, options, set.Args())
	}
	program, err := app.New(ctx, options)
	if err != nil {
		return err
	}
	return program.Run(ctx)
}

// revision returns the version that the build was stamped with.
func revision() string {
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
		return info.Main.Version
	}
	return "(development)"
}
