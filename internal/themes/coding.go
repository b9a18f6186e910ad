package themes

import (
	"context"
	"errors"
	"slices"

	"kist/internal/fault"
	"kist/internal/store"
)

// Sheet is what people made of one text. Whose words they may be, by edition or setting,
// is not part of it: beside the themes it would tell of small groups. One text is one document, so that what
// anybody does to it is one write. It carries its whole history; to copy every coding
// into the trail of the house would drown what else is written there.
type Sheet struct {
	store.Head `bson:",inline"` // ID: round/question/text
	Set        string           `json:"set"`  // round/question
	Text       string           `json:"text"` // id
	Codings    []Coding         `json:"codings"`
	Open       bool             `json:"open"`              // brought together: its coders see each other's
	Said       *Decision        `json:"said,omitempty"`    // what one wants to settle on
	Settled    *Decision        `json:"settled,omitempty"` // what two settled on
	Steps      []Step           `json:"steps"`             // all that was done, the first first
}

// Coding is what one person made of a text on their own.
type Coding struct {
	Who    string   `json:"who"`
	Themes []string `json:"themes"` // sorted; none: no theme fits
	// Declined: they would rather not read it, and need not say why.
	Declined bool     `json:"declined"`
	Helped   bool     `json:"helped"` // a machine's proposals were shown
	Offered  []string `json:"offered,omitempty"`
	At       string   `json:"at"` // minute in UTC
}

// Decision is what a text is about as people settled it, once they had seen each
// other's codings.
type Decision struct {
	Themes []string `json:"themes"` // sorted
	By     []string `json:"by"`     // account ids: one who says so, two who settled it
	At     string   `json:"at"`     // minute in UTC
}

// Step is one thing that somebody did.
type Step struct {
	Who      string   `json:"who"`
	Did      Deed     `json:"did"`
	At       string   `json:"at"` // minute in UTC
	Themes   []string `json:"themes,omitempty"`
	Declined bool     `json:"declined,omitempty"`
	Helped   bool     `json:"helped,omitempty"`
}

// Deed is a kind of step.
type Deed string

// The deeds there are.
const (
	Coded   Deed = "coded"   // gave themes to a text, or declined it
	Undone  Deed = "undone"  // took the last of their own back
	Opened  Deed = "opened"  // brought the codings together
	Said    Deed = "said"    // said what to settle on
	Settled Deed = "settled" // said the same as another
	Reopen  Deed = "reopened"
)

// maxSteps is how many things can be done to one text: far more than anybody needs.
const maxSteps = 200

// maxCoders is how many people can code one text.
const maxCoders = 12

// Of is the coding of a person; nil if they have none.
func (s *Sheet) Of(who string) *Coding {
	for i, c := range s.Codings {
		if c.Who == who {
			return &s.Codings[i]
		}
	}
	return nil
}

// Read are the codings of those who read the text: those who declined it are left out.
func (s *Sheet) Read() []Coding {
	return slices.DeleteFunc(slices.Clone(s.Codings), func(c Coding) bool { return c.Declined })
}

// Code keeps what a person makes of a text; a person has one coding of it, and their
// last counts. fault.Closed once the codings of the text were brought together, or if
// too many people coded it; a fault.Problem for a theme that is not in use in the
// codebook.
func (s *Themes) Code(ctx context.Context, v Version, t Text, c Coding) (*Sheet, error) {
	c.Themes, c.At = sorted(slices.Clone(c.Themes)), s.minute()
	for _, key := range c.Themes {
		if v.Resolve(key) != key {
			return nil, fault.Problem{Field: "theme", ID: "staff.themes.problem.gone"}
		}
	}
	if c.Declined {
		c.Themes = nil
	}
	if err := s.lay(ctx, t); err != nil {
		return nil, err
	}
	return s.step(ctx, t, Step{Who: c.Who, Did: Coded, Themes: c.Themes, Declined: c.Declined, Helped: c.Helped}, func(d *Sheet) error {
		if d.Open {
			return fault.Wrap(fault.Closed, "the codings of %s are together", d.ID)
		}
		if mine := d.Of(c.Who); mine != nil {
			if slices.Equal(mine.Themes, c.Themes) && mine.Declined == c.Declined {
				return errSame
			}
			*mine = c
			return nil
		}
		if len(d.Codings) >= maxCoders {
			return fault.Wrap(fault.Closed, "%s was coded by %d people", d.ID, maxCoders)
		}
		d.Codings = append(d.Codings, c)
		return nil
	})
}

// lay makes sure that a text has a sheet.
func (s *Themes) lay(ctx context.Context, t Text) error {
	d := &Sheet{Head: store.Head{ID: sheetID(t.Set(), t.ID)}, Set: t.Set(), Text: t.ID, Codings: []Coding{}, Steps: []Step{}}
	if err := s.sheets.Insert(ctx, d); !errors.Is(err, fault.Exists) {
		return err
	}
	return nil
}

// step alters a sheet and notes who did what; nothing is written if alter says errSame.
// fault.NotFound if nobody coded the text yet.
func (s *Themes) step(ctx context.Context, t Text, step Step, alter func(*Sheet) error) (*Sheet, error) {
	id := sheetID(t.Set(), t.ID)
	d, err := s.sheets.Update(ctx, id, func(d *Sheet) error {
		if len(d.Steps) >= maxSteps {
			return fault.Wrap(fault.Closed, "%s had %d steps", id, maxSteps)
		}
		if err := alter(d); err != nil {
			return err
		}
		step.At = s.minute()
		d.Steps = append(d.Steps, step)
		return nil
	})
	if errors.Is(err, errSame) {
		return s.sheets.GetStrong(ctx, id)
	}
	return d, err
}

// Undo takes back what a person did last to a text on their own: their coding is again
// what it was before, or none. fault.Closed once the codings were brought together,
// fault.NotFound if there is nothing of theirs to undo.
func (s *Themes) Undo(ctx context.Context, t Text, who string) (*Sheet, error) {
	return s.step(ctx, t, Step{Who: who, Did: Undone}, func(d *Sheet) error {
		if d.Open {
			return fault.Wrap(fault.Closed, "the codings of %s are together", d.ID)
		}
		stack := d.standing(who)
		if len(stack) == 0 {
			return fault.Wrap(fault.NotFound, "a coding of %s", d.ID)
		}
		d.Codings = slices.DeleteFunc(d.Codings, func(c Coding) bool { return c.Who == who })
		if n := len(stack) - 1; n > 0 {
			was := stack[n-1]
			d.Codings = append(d.Codings, Coding{Who: who, Themes: was.Themes, Declined: was.Declined, Helped: was.Helped, At: was.At})
		}
		return nil
	})
}

// standing are a person's steps that were not undone.
func (s *Sheet) standing(who string) []Step {
	var stack []Step
	for _, step := range s.Steps {
		switch {
		case step.Who != who:
		case step.Did == Coded:
			stack = append(stack, step)
		case step.Did == Undone && len(stack) > 0:
			stack = stack[:len(stack)-1]
		}
	}
	return stack
}

// Sheet reads what people made of a text, as a person may see it: until the codings
// were brought together, their own alone. An empty one if nobody coded it.
func (s *Themes) Sheet(ctx context.Context, t Text, who string) (*Sheet, error) {
	d, err := s.sheets.GetStrong(ctx, sheetID(t.Set(), t.ID))
	if errors.Is(err, fault.NotFound) {
		return &Sheet{Head: store.Head{ID: sheetID(t.Set(), t.ID)}, Set: t.Set(), Text: t.ID}, nil
	}
	if err != nil {
		return nil, err
	}
	return d.blind(who), nil
}

// Sheets lists what people made of the texts of a set, by text, as a person may see it.
func (s *Themes) Sheets(ctx context.Context, set, who string) ([]*Sheet, error) {
	all, err := s.sheets.All(ctx, store.Query{Field: "set", Is: set})
	for i, d := range all {
		all[i] = d.blind(who)
	}
	return all, err
}

// blind leaves what others made of a text out of it until it was brought together.
func (s *Sheet) blind(who string) *Sheet {
	if s.Open {
		return s
	}
	s.Codings = slices.DeleteFunc(s.Codings, func(c Coding) bool { return c.Who != who })
	s.Steps = slices.DeleteFunc(s.Steps, func(p Step) bool { return p.Who != who })
	return s
}
