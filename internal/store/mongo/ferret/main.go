// Command ferret is a server that speaks MongoDB's wire protocol, for tests on
// machines that have no MongoDB. It lives in a module of its own so that
// nothing of it can come into the program.
//
// It keeps its data in the folder given as its only argument, listens on a
// port of the kernel's choice, prints its address on one line, and stops when
// its standard input is closed: when the test that started it ends, however it
// ends, the server does too.
package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"

	"github.com/FerretDB/FerretDB/ferretdb"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: ferret FOLDER")
		os.Exit(2)
	}
	if err := run(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, "ferret:", err)
		os.Exit(1)
	}
}

// run serves until standard input is closed. Nothing of a test has to survive
// a power cut, so its files are not synced; writers wait for each other as long as
// a busy machine needs.
func run(folder string) error {
	f, err := ferretdb.New(&ferretdb.Config{
		Listener:  ferretdb.ListenerConfig{TCP: "127.0.0.1:0"},
		Logger:    slog.New(slog.DiscardHandler),
		Handler:   "sqlite",
		SQLiteURL: "file:" + folder + "/?_pragma=busy_timeout(120000)&_pragma=synchronous(off)",
	})
	if err != nil {
		return err
	}
	ctx, stop := context.WithCancel(context.Background())
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin)
		stop()
	}()
	go index(ctx, folder)
	go func() { fmt.Println(f.MongoDBURI()) }() // blocks until Run listens
	return f.Run(ctx)
}
