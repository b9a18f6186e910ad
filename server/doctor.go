package main

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"kist/internal/config"
	"kist/internal/i18n"
	"kist/internal/seal"
	"kist/locales"
	"kist/server/web"
)

// doctorCommand is kist doctor.
type doctorCommand struct{}

// Run looks at everything that an installation needs, and says of each part that it is
// well, or what to do. It fails if something has to be mended.
func (doctorCommand) Run() error {
	words, err := i18n.Open(locales.Files)
	if err != nil {
		return err
	}
	cfg, err := config.FromEnvironment()
	d := newDoctor(cfg, words.Printer(i18n.Source), os.Stdout)
	if err == nil {
		if slices.Contains(web.StaffLanguages, cfg.Lang) {
			d.words = words.Printer(cfg.Lang)
		}
		return d.examine(context.Background())
	}
	for _, line := range lines(err) {
		d.say(mend, "staff.doctor.settings.wrong", "Why", line)
	}
	return d.sum()
}

// lines are the errors that were joined into one.
func lines(err error) []string {
	var joined interface{ Unwrap() []error }
	if !errors.As(err, &joined) {
		return []string{err.Error()}
	}
	var list []string
	for _, e := range joined.Unwrap() {
		list = append(list, e.Error())
	}
	return list
}

// health is how something is.
type health int

const (
	well  health = iota
	note         // it works, and could be better
	mend         // it does not work, or answers are in danger
	kinds        // how many there are
)

// doctor looks at one installation.
type doctor struct {
	cfg   *config.Config
	words *i18n.Printer
	out   io.Writer
	now   func() time.Time
	roots *x509.CertPool // nil: the machine's
	space func(path string) (free, total uint64, err error)
	kept  func() (bool, error) // whether something keeps this machine's clock right
	names func() []string      // of settings that nothing asks for

	patience time.Duration // with the public address
	keys     seal.Keys
	app      *app
	seen     [kinds]int
}

func newDoctor(cfg *config.Config, words *i18n.Printer, out io.Writer) *doctor {
	return &doctor{cfg: cfg, words: words, out: out, now: time.Now, space: space, kept: clockKept, names: config.Unasked, patience: proxyIn}
}

// marks stand before each line, as wide as each other.
var marks = [kinds]string{well: "ok   ", note: "note ", mend: "MEND "}

// say prints a line and counts it.
func (d *doctor) say(h health, id string, args ...any) {
	d.seen[h]++
	fmt.Fprintln(d.out, marks[h]+visible(d.words.T(id, args...)))
}

// examine goes from what everything else needs to what needs everything.
func (d *doctor) examine(ctx context.Context) error {
	d.say(well, "staff.doctor.settings.well", "Settings", d.cfg.String())
	if names := d.names(); len(names) > 0 {
		d.say(note, "staff.doctor.settings.unasked", "Names", strings.Join(names, ", "))
	}
	d.address(ctx)
	d.disks()
	if d.keyFile() && d.store(ctx) {
		d.clock(ctx)
		d.rounds(ctx)
		d.backups(ctx)
		d.reached(ctx)
		if err := d.app.close(); err != nil {
			d.say(mend, "staff.doctor.store.closed", "Why", err.Error())
		}
	}
	d.issuer(ctx)
	return d.sum()
}

// sum says how many lines there were of each kind.
func (d *doctor) sum() error {
	fmt.Fprintln(d.out, d.words.T("staff.doctor.sum", "Well", d.seen[well], "Notes", d.seen[note], "Mend", d.seen[mend]))
	if d.seen[mend] > 0 {
		return errors.New("something has to be mended: see the lines with MEND")
	}
	return nil
}
