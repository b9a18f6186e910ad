package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"kist/internal/exchange/incoming"
	"kist/internal/exchange/incoming/anyfile"
	"kist/internal/i18n"
	"kist/internal/people"
	"kist/locales"
	"kist/surveys"
)

// importCommand is kist import FILE.
type importCommand struct {
	File     string   `arg:"" help:"A questionnaire: XLSForm (.xlsx), LimeSurvey (.lss), a table of questions (.csv) or Kist's own (.yaml)."`
	Editions []string `default:"14-18" help:"The ages that its words are for, such as 11-13,14-18; 4-7, 8-10, easy and adult are the others."`
	Begin    string   `placeholder:"KEY" help:"Begin a draft under this key in the store. Without it nothing is changed: you only see what would become of each line."`
}

// Run prints what becomes of each line, and begins a draft if told so.
func (c importCommand) Run() error {
	wanted, err := c.wanted()
	if err != nil {
		return err
	}
	survey, err := c.account(os.Stdout, wanted)
	if err != nil || c.Begin == "" {
		return err
	}
	return withPeople(func(ctx context.Context, a *app) error {
		doc, err := a.writing.Copy(ctx, survey, c.Begin, people.Server)
		if err != nil {
			return fmt.Errorf("no draft was begun: %w", err)
		}
		fmt.Printf("A draft has begun: %s/staff/surveys/%s\n", a.cfg.URL, doc.ID)
		return nil
	})
}

// wanted is what no file tells.
func (c importCommand) wanted() (incoming.Wanted, error) {
	start, err := everyStart()
	w := incoming.Wanted{Start: start, Key: c.Begin}
	for _, name := range c.Editions {
		e := surveys.Edition(name)
		if !e.Valid() {
			return w, fmt.Errorf("%q is no edition; use 4-7, 8-10, 11-13, 14-18, easy or adult: %w", name, errMisused)
		}
		w.Editions = append(w.Editions, e)
	}
	return w, err
}

// account reads the file and writes a line for each of its lines to out. The error
// says in words why nothing of it can be asked.
func (c importCommand) account(out io.Writer, w incoming.Wanted) (*surveys.Survey, error) {
	words, err := i18n.Open(locales.Files)
	if err != nil {
		return nil, err
	}
	p := words.Printer(i18n.Source)
	file, err := readAtMost(c.File, incoming.MaxFile+1)
	if err != nil {
		return nil, err
	}
	form, parts, format, err := anyfile.Read(filepath.Base(c.File), file)
	var trouble *incoming.Trouble
	if errors.As(err, &trouble) {
		return nil, fmt.Errorf("%s: %s", c.File, p.TArgs("staff.import.trouble."+trouble.Why, trouble.Args))
	}
	if err != nil {
		return nil, err
	}
	survey, notes, err := incoming.Draft(form, w, parts...)
	printNotes(out, p, notes)
	n := incoming.Fates(notes)
	_ = say(out, "%s (%s): %d came over whole, %d changed, %d left behind, %d added\n", c.File, format, n[incoming.Kept], n[incoming.Changed], n[incoming.Left], n[incoming.Added])
	return survey, err
}

// printNotes writes an account; the terminal is not ours to check.
func printNotes(out io.Writer, p *i18n.Printer, notes []incoming.Note) {
	for _, n := range notes {
		at := n.Part
		if n.Line > 0 {
			at = fmt.Sprintf("%s:%d", n.Part, n.Line)
		}
		line := strings.Join(strings.Fields(at+" "+n.Name), " ") + ": " + string(n.Fate)
		if n.Why != "" {
			line += ": " + p.TArgs("staff.import.why."+n.Why, n.Args)
		}
		_ = say(out, "%s\n", line)
	}
}

// readAtMost reads a file, or the beginning of it.
func readAtMost(name string, most int64) ([]byte, error) {
	f, err := os.Open(name) // #nosec G304 -- named by whoever runs the command
	if err != nil {
		return nil, err
	}
	defer f.Close() // it was only read
	return io.ReadAll(io.LimitReader(f, most))
}
