// Command kist is the survey and participation platform for children and young
// people in joint inspections. This file reads what was asked for; the other
// files of the package wire the parts together.
package main

import (
	"errors"
	"fmt"
	"os"
	"text/tabwriter"

	"github.com/alecthomas/kong"

	"kist/internal/config"
)

// commands is the whole command line: kong makes the help from it.
type commands struct {
	Version  kong.VersionFlag `help:"Print the commit that this program was built from."`
	Serve    serveCommand     `cmd:"" default:"1" help:"Serve children's and staff pages (what kist does when nothing is said)."`
	Demo     demoCommand      `cmd:"" help:"Fill an empty store with a synthetic programme of 32 inspections, to look around in."`
	Ping     pingCommand      `cmd:"" help:"Ask the server on this machine whether it is well; for health checks."`
	Redact   redactCommand    `cmd:"" help:"Measure and try what is taken out of children's own words before they are stored."`
	Check    checkCommand     `cmd:"" help:"Check a questionnaire file and say what to mend, with advice for the age."`
	Import   importCommand    `cmd:"" help:"Take a questionnaire in that another program wrote: see what would become of each line, then begin a draft."`
	Move     moveCommand      `cmd:"" help:"Carry everything from one store into another: from SQLite to MongoDB, or back. It can be broken off and run again."`
	Backup   backupCommand    `cmd:"" help:"Write all documents to a file or to standard output, while the servers run; the keys of rounds to a file of their own."`
	Restore  restoreCommand   `cmd:"" help:"Bring a backup back into an empty store. It can be broken off and run again."`
	Doctor   doctorCommand    `cmd:"" help:"Look at settings, disks, keys, store, clock, certificate and backups, and say what is well and what to do."`
	Load     loadCommand      `cmd:"" help:"Drive a running server as children's phones would, with invented answers, and say what they saw."`
	Campaign campaignCommand  `cmd:"" help:"Run servers of this program under load while faults strike, and count what became of every form that was acknowledged."`
	Attack   attackCommand    `cmd:"" help:"Work out all that follows from files of releases about small numbers of children, as a stranger would."`
	Verify   verifyCommand    `cmd:"" help:"Check that files of releases, evidence bases and packs are as they were handed out, without asking anybody."`
	Parts    partsCommand     `cmd:"" help:"List the modules that this program was built from, in the form of CycloneDX."`
	Keys     keysCommand      `cmd:"" help:"Look after the key file."`
	Person   personCommand    `cmd:"" help:"Look after people's accounts."`
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
	parser := kong.Must(&c, kong.Name("kist"), kong.UsageOnError(), kong.Help(help), kong.Vars{"version": versionOf()},
		kong.Description("Kist asks children and young people, keeps their answers private, and counts them safely."))
	ctx, err := parser.Parse(os.Args[1:])
	if err != nil {
		fmt.Fprintln(os.Stderr, "kist:", visible(err.Error()))
		os.Exit(misused)
	}
	if err := ctx.Run(); err != nil {
		fmt.Fprintln(os.Stderr, "kist:", visible(err.Error()))
		if errors.Is(err, errMisused) {
			os.Exit(misused)
		}
		os.Exit(failed)
	}
}

// help is kong's own, with the settings after the commands: they are what
// most who ask for help of a server look for.
func help(options kong.HelpOptions, ctx *kong.Context) error {
	if err := kong.DefaultHelpPrinter(options, ctx); err != nil {
		return err
	}
	if at := ctx.Selected(); at != nil && at.Name != "serve" {
		return nil
	}
	w := tabwriter.NewWriter(ctx.Stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintf(w, "\nSettings, from the environment:\n")
	for _, s := range config.Settings() {
		fmt.Fprintf(w, "  %s\t%s\n", s.Name, s.What)
		if s.Default != "" {
			fmt.Fprintf(w, "  \tdefault %s\n", s.Default)
		}
	}
	return w.Flush()
}

// settings reads the environment; everything wrong is said at once.
func settings() (*config.Config, error) {
	c, err := config.FromEnvironment()
	if err != nil {
		return nil, fmt.Errorf("some settings need mending:\n%w\n%w", err, errMisused)
	}
	return c, nil
}
