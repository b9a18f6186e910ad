package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"text/tabwriter"

	"kist/internal/attack"
	"kist/internal/exchange/jsonfile"
	"kist/internal/results"
)

// attackCommand is kist attack FILE.
type attackCommand struct {
	Files []string `arg:"" help:"JSON files of releases of one round: of one, or of it and earlier ones, which then are attacked together."`
	Left  bool     `help:"Take it that answers may have been withdrawn between two releases. Otherwise: that children only joined, of which more follows. Texts may always have been coded otherwise."`
	All   bool     `help:"Print every count that can be 1 to 4 and is not shown to be safe by example, not the narrowest alone."`
}

// Run attacks what the files tell, and fails if it is more than may follow.
func (c attackCommand) Run() error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	return c.attack(ctx, os.Stdout)
}

func (c attackCommand) attack(ctx context.Context, out io.Writer) error {
	var files []*jsonfile.File
	var list []*results.Release
	for _, name := range c.Files {
		f, err := readRelease(name)
		if err != nil {
			return err
		}
		files, list = append(files, f), append(list, f.Release)
	}
	s, err := results.NewStranger(list, c.Left)
	if err != nil {
		return fmt.Errorf("%w; attack the releases of each round by themselves", err)
	}
	c.introduce(out, files)
	var sum results.Told
	for _, key := range s.Questions() {
		e, err := s.Examine(ctx, key)
		if results.Impossible(err) {
			return fmt.Errorf("what is told of question %s cannot all be true: a file was changed, or answers were withdrawn between two releases (then say --left)", key)
		}
		if err != nil {
			return err
		}
		attackReport{out, files, e}.write(c.All)
		sum.Cells, sum.Shown, sum.Breaks, sum.Doubtful, sum.Undecided = sum.Cells+e.Cells, sum.Shown+e.Shown, sum.Breaks+e.Breaks, sum.Doubtful+e.Doubtful, sum.Undecided+e.Undecided
	}
	fmt.Fprintf(out, "\nIn all: %d counts; %d break the rule whatever is true, %d unless they are 0 or at least 5; %d not decided within the limit.\n", sum.Cells, sum.Breaks, sum.Doubtful, sum.Undecided)
	if sum.Breaks > 0 {
		return fmt.Errorf("too much follows of %d counts", sum.Breaks)
	}
	return nil
}

// ofWhat says which release a file holds, and what it counts.
func ofWhat(rel *results.Release) string {
	text := fmt.Sprintf("release %s, number %d of round %s, made %s", rel.ID, rel.Number, rel.Round, rel.Made)
	if rel.Texts != nil {
		text += fmt.Sprintf("; it counts texts of round %s by their themes", rel.Texts.Round)
	}
	return text
}

// introduce says what is attacked and how to read what follows.
func (c attackCommand) introduce(out io.Writer, files []*jsonfile.File) {
	for i, f := range files {
		_ = say(out, "%s: %s\n", c.Files[i], ofWhat(f.Release)) // the terminal is not ours to check
	}
	fmt.Fprint(out, `
The rule (R6): a true count of 1 to 4 must keep at least three possible values; of a
question about the child it must not even follow that the count lies in 1 to 4. Counts
are those of every release, group and answer, and of those who joined between two.
"Shown" are those of which whole tables that fit all that was published show at least
three values, one of them not 1 to 4. The others were bounded by linear programmes.
`)
}

// attackReport is what is printed of one question.
type attackReport struct {
	out   io.Writer
	files []*jsonfile.File
	*results.Examined
}

func (r attackReport) write(all bool) {
	about := ""
	if r.AboutChild {
		about = " (about the child)"
	}
	_ = say(r.out, "\n%s%s: %s\n  %d counts, %d shown, %d bounded, %d not decided\n", r.Question, about, r.files[0].Text(r.Question), r.Cells, r.Shown, r.Cells-r.Shown-r.Undecided, r.Undecided)
	if len(r.Findings) == 0 {
		fmt.Fprintln(r.out, "  no count that can be 1 to 4 is left to look at")
		return
	}
	for i, f := range r.Findings {
		breaks := f.Breaks(r.AboutChild)
		if i > 0 && !breaks && !f.Doubtful() && !all {
			continue
		}
		_ = say(r.out, "  %s: %s%s\n", r.place(f), valuesOf(f), map[bool]string{true: "  BREAKS THE RULE"}[breaks])
		if i == 0 || breaks {
			r.witnesses(f)
		}
	}
}

// place says in words where a count stands.
func (r attackReport) place(f results.Finding) string {
	parts := []string{"release " + f.Release}
	if f.Joined && f.View > 0 {
		parts[0] = "who joined with release " + f.Release
	}
	parts = append(parts, "how many answered", groupName(f.By, f.Group, f.None))
	if f.Answer != "" {
		parts[1] = "answer " + f.Answer
	}
	return strings.Join(parts, ", ")
}

func groupName(by, group string, none bool) string {
	switch {
	case by == "":
		return "everybody"
	case none:
		return "in no group of " + by
	}
	return by + " " + group
}

// valuesOf says which values a count can have.
func valuesOf(f results.Finding) string {
	if f.Most >= attack.Enough {
		return fmt.Sprintf("%d or more", f.Least)
	}
	if f.Values == f.Most-f.Least+1 {
		return fmt.Sprintf("%d to %d (%d values)", f.Least, f.Most, f.Values)
	}
	return fmt.Sprintf("%d values from %d to %d", f.Values, f.Least, f.Most)
}

// witnesses prints two whole tables that fit everything that was published: one with the
// least value of the count, one with the most.
func (r attackReport) witnesses(f results.Finding) {
	for _, n := range []int{f.Least, f.Most} {
		lines := r.Witness(f, n)
		if lines == nil {
			fmt.Fprintf(r.out, "    no whole table in which it is %d was found within the limit\n", n)
			continue
		}
		fmt.Fprintf(r.out, "    a table in which it is %d:\n", n)
		w := tabwriter.NewWriter(r.out, 0, 0, 2, ' ', tabwriter.AlignRight)
		fmt.Fprint(w, "\tanswered\t")
		for _, answer := range r.Answers() {
			fmt.Fprint(w, oneLine(answer)+"\t")
		}
		fmt.Fprintln(w)
		for _, l := range lines {
			fmt.Fprint(w, oneLine(groupName(l.By, l.Group, l.None))+"\t")
			for _, count := range l.Counts {
				fmt.Fprintf(w, "%d\t", count)
			}
			fmt.Fprintln(w)
		}
		if err := w.Flush(); err != nil {
			return // nobody reads any more
		}
		if f.Least == f.Most {
			return
		}
	}
}
