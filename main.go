// StreamSpark celebrates donations on a stream: a viewer donates, the
// stream says thanks at once, and a clip made for them plays. Everything but
// the files that are embedded is below internal.
package main

import (
	"context"
	"embed"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"

	"streamspark/internal/app"
	"streamspark/internal/locale"
)

//go:embed all:templates all:widget
var assets embed.FS

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), app.Signals()...)
	err := app.Main(ctx, os.Args[1:], assets, os.Stdout)
	stop()
	if errors.Is(err, flag.ErrHelp) {
		return
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "streamspark:", locale.System(os.Getenv).Detail(err))
		os.Exit(1)
	}
}
