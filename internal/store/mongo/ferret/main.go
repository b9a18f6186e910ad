// Command ferret is a server that speaks MongoDB's wire protocol, for tests on
// machines that have no MongoDB. It lives in a module of its own so that
// nothing of it can come into the program.
//
// It keeps its data in the folder given as its last argument, listens on a
// port of the kernel's choice, prints its address on one line, and stops when
// its standard input is closed: when the test that started it ends, however it
// ends, the server does too.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"

	"github.com/FerretDB/FerretDB/ferretdb"
)

func main() {
	synced := flag.Bool("synced", false, "answer a write when it would survive a power cut")
	flag.Parse()
	if flag.NArg() != 1 {
		fmt.Fprintln(os.Stderr, "usage: ferret [--synced] FOLDER")
		os.Exit(2)
	}
	if *synced {
		options = patient + "&_pragma=synchronous(full)"
	}
	if err := run(flag.Arg(0)); err != nil {
		fmt.Fprintln(os.Stderr, "ferret:", err)
		os.Exit(1)
	}
}

// patient lets writers wait for each other as long as a busy machine needs.
const patient = "_pragma=busy_timeout(120000)"

// options are those of every file. Little of a test has to survive a power cut, so files
// are not synced unless somebody asks for it.
var options = patient + "&_pragma=synchronous(off)"

// run serves until standard input is closed.
func run(folder string) error {
	f, err := ferretdb.New(&ferretdb.Config{
		Listener:  ferretdb.ListenerConfig{TCP: "127.0.0.1:0"},
		Logger:    slog.New(slog.DiscardHandler),
		Handler:   "sqlite",
		SQLiteURL: "file:" + folder + "/?" + options,
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
