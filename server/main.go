// Command kist is the survey and participation platform for children and young
// people in joint inspections. This file reads what was asked for; the other
// files of the package wire the parts together.
package main

import (
	"errors"
	"fmt"
	"os"

	"github.com/alecthomas/kong"

	"kist/internal/config"
)

// commands is the whole command line: kong makes the help from it.
type commands struct {
	Serve  serveCommand  `cmd:"" default:"1" help:"Serve children's and staff pages (what kist does when nothing is said)."`
	Demo   demoCommand   `cmd:"" help:"Fill an empty store with a synthetic programme of 32 inspections, to look around in."`
	Ping   pingCommand   `cmd:"" help:"Ask the server on this machine whether it is well; for health checks."`
	Check  checkCommand  `cmd:"" help:"Check a questionnaire file and say what to mend, with advice for the age."`
	Keys   keysCommand   `cmd:"" help:"Look after the key file."`
	Person personCommand `cmd:"" help:"Look after people's accounts."`
}

// The statuses with which the program ends.
const (
	failed  = 1
	misused = 2
)

// errMisused marks what the person at the keyboard can put right.
var errMisused = errors.New("see kist --help")

func main() {
	var c commands
	parser := kong.Must(&c, kong.Name("kist"), kong.UsageOnError(),
		kong.Description("Kist asks children and young people, keeps their answers private, and counts them safely."))
	ctx, err := parser.Parse(os.Args[1:])
	if err != nil {
		fmt.Fprintln(os.Stderr, "kist:", err)
		os.Exit(misused)
	}
	if err := ctx.Run(); err != nil {
		fmt.Fprintln(os.Stderr, "kist:", err)
		if errors.Is(err, errMisused) {
			os.Exit(misused)
		}
		os.Exit(failed)
	}
}

// settings reads the environment; everything wrong is said at once.
func settings() (*config.Config, error) {
	c, err := config.FromEnvironment()
	if err != nil {
		return nil, fmt.Errorf("some settings need mending:\n%w\n%w", err, errMisused)
	}
	return c, nil
}
