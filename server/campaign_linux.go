package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"strings"

	"kist/server/campaign"
)

// campaignCommand is kist campaign.
type campaignCommand struct {
	Kills int      `default:"500" help:"How many kills of servers there are at least, over all shapes."`
	Forms int      `default:"100000" help:"How many forms are acknowledged at least, over all shapes."`
	Shape []string `default:"one,three,apart,disk" enum:"one,three,apart,disk" help:"Which servers there are: ${enum} (one server for all; three behind a proxy sharing a store; two that collect and one that reviews; one on a disk that is full at times and fails, which only root can mount)."`
	On    []string `default:"sqlite" enum:"sqlite,alone,set" help:"Which stores: ${enum} (a SQLite file; MongoDB alone, with retryable writes off; MongoDB as the primary of a replica set, with retryable writes on)."`
	Store string   `type:"existingfile" help:"The program that stands in for MongoDB: it keeps its data in the folder that is its last argument, syncs what it answers if --synced stands before that, and prints its address."`
	Dir   string   `type:"path" help:"An empty folder for stores and logs, which stay there. Without it, one that is removed."`
	Long  bool     `default:"true" negatable:"" help:"Freeze the store, and kill it, for half a minute as well."`

	failpoints bool // the program that is run has them
}

// Run runs the campaign, and fails if a form was lost or doubled.
func (c campaignCommand) Run() error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	program, err := os.Executable()
	if err != nil {
		return err
	}
	c.failpoints = failpoints
	return c.campaign(ctx, program, os.Stdout)
}

func (c campaignCommand) campaign(ctx context.Context, program string, out io.Writer) (err error) {
	if c.Dir == "" {
		if c.Dir, err = os.MkdirTemp("", "kist-campaign-"); err != nil {
			return err
		}
		defer func() { err = errors.Join(err, os.RemoveAll(c.Dir)) }()
	}
	if !c.failpoints {
		fmt.Fprintln(out, "This build has no steps at which it ends itself, nor a clock that can be wrong: for those, build it with -tags failpoint.")
	}
	reports, err := c.laps(ctx, program, out)
	if wrote := campaign.Write(out, reports); wrote != nil || err != nil {
		return errors.Join(err, wrote) // what was counted until then is told, too
	}
	return c.judge(reports)
}

// lapForms are so many forms that a store that stands in, which looks through all of them to seal,
// is still quick: then a new one begins.
const lapForms = 3000

// lapsOn says in how many laps a store has its share of forms.
func (c campaignCommand) lapsOn(on string) int {
	if on == "sqlite" {
		return 1
	}
	return max(1, (c.share(c.Forms)+lapForms-1)/lapForms)
}

// laps runs every shape on every store, one lap after the other, each with a new store, and
// sums the laps of each: nobody has to wait for the last shape to hear of it.
func (c campaignCommand) laps(ctx context.Context, program string, out io.Writer) (sums []*campaign.Report, err error) {
	type part struct{ on, shape string }
	var parts []part
	laps, most := map[part][]*campaign.Report{}, 1
	for _, on := range c.On {
		most = max(most, c.lapsOn(on))
		for _, shape := range c.Shape {
			parts = append(parts, part{on, shape})
		}
	}
	for lap := 0; lap < most && err == nil; lap++ {
		for _, p := range parts {
			if lap >= c.lapsOn(p.on) || campaign.Shape(p.shape) == campaign.Disk && lap > 0 {
				continue
			}
			report, wrong := c.one(ctx, program, p.on, campaign.Shape(p.shape), lap, out)
			if wrong != nil {
				err = fmt.Errorf("shape %s on %s: %w", p.shape, p.on, wrong)
				break
			}
			if report != nil {
				laps[p] = append(laps[p], report)
			}
		}
	}
	for _, p := range parts {
		if sum := campaign.Sum(laps[p]...); sum != nil {
			sums = append(sums, sum)
		}
	}
	return sums, err
}

// one runs a lap of one shape on one store; nil if that cannot be had here.
func (c campaignCommand) one(ctx context.Context, program, on string, shape campaign.Shape, lap int, out io.Writer) (*campaign.Report, error) {
	o, err := c.options(program, on, shape, lap, out)
	if err != nil {
		return nil, err
	}
	report, err := campaign.Run(ctx, o)
	if errors.Is(err, campaign.ErrNoDisk) {
		fmt.Fprintf(out, "Shape %s was left out: %v\n", shape, err)
		return nil, nil
	}
	return report, err
}

// manyKills are so many that some are at every step.
const manyKills = 100

// judge fails if a form was lost or doubled, or if a step was left out.
func (c campaignCommand) judge(reports []*campaign.Report) error {
	var wrong []string
	for _, r := range reports {
		wrong = append(wrong, r.Failed()...)
	}
	if missing := campaign.Missing(reports); c.failpoints && c.Kills >= manyKills && len(missing) > 0 {
		wrong = append(wrong, "there was no "+strings.Join(missing, ", no "))
	}
	if len(wrong) > 0 {
		return errors.New(strings.Join(wrong, "; "))
	}
	return nil
}

// A disk that is full at times takes few forms: its share of the whole is this many.
const (
	diskKills = 60
	diskForms = 1500
)

// share is that of one shape on one store, but for that of a disk, of a number.
func (c campaignCommand) share(n int) int {
	shares := 0
	for _, s := range c.Shape {
		if campaign.Shape(s) != campaign.Disk {
			shares += len(c.On)
		}
	}
	return (n + max(shares, 1) - 1) / max(shares, 1)
}

// options are those of a lap of one shape on one store, with its share of kills and forms.
// The longest faults are in the first lap.
func (c campaignCommand) options(program, on string, shape campaign.Shape, lap int, out io.Writer) (campaign.Options, error) {
	store := campaign.Store{Set: on == "set"}
	if on != "sqlite" {
		if store.Program = c.Store; c.Store == "" {
			return campaign.Options{}, fmt.Errorf("give a program that stands in for MongoDB by --store: %w", errMisused)
		}
	}
	dir := filepath.Join(c.Dir, fmt.Sprintf("%s-%s-%d", on, shape, lap+1))
	if err := os.Mkdir(dir, 0o700); err != nil {
		return campaign.Options{}, fmt.Errorf("the folder has to be an empty one: %w", err)
	}
	o := campaign.Options{
		Program: program, Failpoints: c.failpoints, Dir: dir, Round: demoID, Shape: shape, Lap: lap, Long: c.Long && lap == 0, Check: formsFound,
		Store: store,
		Told: func(kills, forms int) {
			fmt.Fprintf(out, "%s on %s, lap %d: %d kills, %d forms acknowledged\n", shape, on, lap+1, kills, forms)
		},
	}
	o.Kills, o.Forms = min(c.Kills, diskKills), min(c.Forms, diskForms)
	if shape != campaign.Disk {
		laps := c.lapsOn(on)
		o.Kills, o.Forms = (c.share(c.Kills)+laps-1)/laps, (c.share(c.Forms)+laps-1)/laps
	}
	return o, nil
}
