package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime/debug"
	"strings"
	"time"

	"kist/server/load"
)

// loadCommand is kist load URL.
type loadCommand struct {
	URL      string        `arg:"" help:"The server's address, such as http://127.0.0.1:8080."`
	Code     string        `required:"" help:"The join code of the round to answer in. It must be marked as synthetic, and be open without slips: the demonstration is."`
	Invented bool          `required:"" help:"Say that you know: the answers are invented, and stay in that round."`
	Profile  string        `default:"class" help:"class (35 phones in a minute), school (600 in ten), country (10,000 in an hour), burst (2,000 a second for ten seconds), soak (an hour of mixed use; asks for --metrics and --staff)."`
	Phones   int           `short:"n" help:"How many phones come, instead of the profile's number."`
	Over     time.Duration `help:"In which time they come, such as 90s or 2h, instead of the profile's."`
	Edition  string        `help:"The edition that they answer, as addresses have it, such as 11-13. Without it, any that is offered."`
	Lang     string        `help:"The language in which they answer. Without it, any that is offered."`
	Within   time.Duration `default:"500ms" help:"How long sending may take at p95, from when a form was due until it was acknowledged; likewise each page before it, but in a burst."`
	Beyond   bool          `help:"More come than the server carries: that it asks to come again, and that pages take long, is no failure then. A lost form is."`
	Patience time.Duration `default:"2m" help:"For how long phones go on trying when the time is over."`
	Log      string        `type:"path" help:"A file that takes a line for every form that was acknowledged, with the form's secret, for kist campaign to find it by."`
	Staff    []string      `help:"A link that works once, as kist person add prints it: somebody signs in by it and reads pages meanwhile, files and all. More links, more people."`
	Metrics  string        `help:"Where the server tells of itself, such as http://127.0.0.1:9100/metrics (its KIST_METRICS_ADDR): then it may not grow either."`
	Process  int           `help:"The number of the server's process, if it runs on this machine: its metrics tell memory and files in wide steps, and so it is looked at exactly."`
}

// Run drives the server, and fails if something was not as it should be.
func (c loadCommand) Run() error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	// Where phones and server share a machine, what the phones do not need the server has.
	debug.SetGCPercent(400)
	return c.drive(ctx, os.Stdout, progressOn(os.Stdout))
}

func (c loadCommand) drive(ctx context.Context, out io.Writer, steps stepsOf) (err error) {
	o, err := c.options()
	if err != nil {
		return err
	}
	if c.Log != "" {
		if o.Ledger, err = load.OpenLedger(c.Log); err != nil {
			return err
		}
		defer func() { err = errors.Join(err, o.Ledger.Close()) }()
	}
	step, done := steps("Forms acknowledged", o.Profile.Phones)
	told := 0
	o.Told = func(n int) {
		for ; told < n; told++ {
			step()
		}
	}
	report, err := load.Drive(ctx, o)
	if err != nil {
		return err
	}
	o.Told(o.Profile.Phones) // the bar ends; how many it were stands below
	done()
	if err := report.Write(out); err != nil {
		return err
	}
	wrong := report.Failed(c.Within)
	if !c.Beyond {
		wrong = append(wrong, report.NotCarried(c.Within)...)
	}
	if len(wrong) > 0 {
		return errors.New(strings.Join(wrong, "; "))
	}
	return nil
}

// options puts the profile and what was said instead of it together.
func (c loadCommand) options() (load.Options, error) {
	o := load.Options{URL: c.URL, Code: c.Code, Edition: c.Edition, Lang: c.Lang, Patience: c.Patience, Staff: c.Staff, Metrics: c.Metrics, Process: c.Process}
	for _, p := range load.Profiles() {
		if p.Name == c.Profile {
			o.Profile = p
		}
	}
	switch {
	case o.Profile.Name == "":
		return o, fmt.Errorf("there is no profile %q: %w", c.Profile, errMisused)
	case o.Profile.Around && c.Metrics == "":
		return o, fmt.Errorf("whether a server grows is told by its metrics: give --metrics: %w", errMisused)
	case o.Profile.Around && len(c.Staff) == 0:
		return o, fmt.Errorf("in mixed use staff read pages: give --staff: %w", errMisused)
	case c.Phones < 0 || c.Phones > load.MaxPhones || c.Over < 0:
		return o, fmt.Errorf("from 1 to %d phones can come, in more than no time: %w", load.MaxPhones, errMisused)
	}
	if c.Phones > 0 {
		o.Profile.Phones = c.Phones
	}
	if c.Over > 0 {
		o.Profile.Over = c.Over
	}
	if o.Profile.Around {
		o.Every = min(30*time.Second, o.Profile.Over/12)
	}
	return o, nil
}
