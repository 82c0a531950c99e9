// Command gouji lints annual reports of government bodies with rules written in
// YAML. See the README for its use.
package main

import (
	"context"
	"os"
	"os/signal"
	"runtime/debug"
)

// gcPercent trades memory for time: a run keeps only a few reports at a time, so
// that even four times the live memory is little.
const gcPercent = 400

// memoryLimit is where that ends, in bytes: a hostile file may take a gigabyte, and
// needs not take five.
const memoryLimit = 1 << 30

func main() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(gcPercent)
	}
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(memoryLimit)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	// A second interrupt ends the program at once.
	context.AfterFunc(ctx, stop)
	status := newCommand(os.Stdin, os.Stdout, os.Stderr, os.Getenv).run(ctx, os.Args[1:])
	stop()
	os.Exit(status)
}
