package inspections

import (
	"context"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"kist/internal/fault"
)

// The longest names, in runes.
const (
	MaxTitle = 120
	MaxName  = 60
)

// AddProgramme stores a new programme; its id is made. who is the account that
// does so. fault.Problems if something is wrong with it.
func (b *Book) AddProgramme(ctx context.Context, p *Programme, who string) error {
	if err := p.check(); err != nil {
		return err
	}
	p.ID = NewID()
	return b.programmes.add(ctx, p, who, "programme.make")
}

// SaveProgramme stores what a form says of a programme: title, framework and
// indicators. mark is that of the programme as the person saw it.
// fault.Conflict if somebody changed it since; fault.Problems as AddProgramme.
func (b *Book) SaveProgramme(ctx context.Context, p *Programme, mark, who string) (*Programme, error) {
	if err := p.check(); err != nil {
		return nil, err
	}
	return b.programmes.change(ctx, p.ID, mark, who, "programme.edit", func(now *Programme) error {
		now.Title, now.Framework, now.Evaluated = p.Title, p.Framework, p.Evaluated
		return nil
	})
}

// check tidies the programme and says what is wrong with it.
func (p *Programme) check() error {
	var bad fault.Problems
	p.Title = tidy(p.Title)
	bad = named(bad, "title", p.Title, MaxTitle)
	f, known := FrameworkByID(p.Framework)
	if !known {
		bad = append(bad, fault.Problem{Field: "framework", ID: "staff.problem.framework"})
	}
	p.Evaluated = slices.DeleteFunc(p.Evaluated, func(code string) bool {
		_, there := f.Indicator(code)
		return !there
	})
	return bad.Err()
}

// AddInspection stores a new inspection; its id is made. fault.Problems if
// something is wrong with it, fault.NotFound if its programme is not there.
func (b *Book) AddInspection(ctx context.Context, in *Inspection, who string) error {
	p, err := b.Programmes.Get(ctx, in.Programme)
	if err != nil {
		return err
	}
	if err := in.check(); err != nil {
		return err
	}
	in.ID, in.Synthetic = NewID(), in.Synthetic || p.Synthetic
	return b.inspections.add(ctx, in, who, "inspection.make")
}

// SaveInspection stores what a form says of an inspection: title, area, first
// day, stage and team. Errors as for SaveProgramme.
func (b *Book) SaveInspection(ctx context.Context, in *Inspection, mark, who string) (*Inspection, error) {
	if err := in.check(); err != nil {
		return nil, err
	}
	return b.inspections.change(ctx, in.ID, mark, who, "inspection.edit", func(now *Inspection) error {
		now.Title, now.Area, now.Starts, now.Stage, now.Team = in.Title, in.Area, in.Starts, in.Stage, in.Team
		return nil
	})
}

// Hold keeps an evaluation that the inspectors made; grade 0 takes it away. It
// is theirs: nothing computes or suggests one. fault.Invalid for a grade that is
// not on the scale.
func (b *Book) Hold(ctx context.Context, id, indicator string, grade int, who string) (*Inspection, error) {
	known := slices.ContainsFunc(grades, func(g Grade) bool { return g.Value == grade })
	if grade != 0 && !known || indicator == "" || utf8.RuneCountInString(indicator) > 8 {
		return nil, fault.Wrap(fault.Invalid, "evaluation %q %d", indicator, grade)
	}
	return b.inspections.change(ctx, id, anyMark, who, "inspection.evaluate", func(in *Inspection) error {
		in.Evaluations = slices.DeleteFunc(in.Evaluations, func(e Evaluation) bool { return e.Indicator == indicator })
		if grade != 0 {
			in.Evaluations = append(in.Evaluations, Evaluation{indicator, grade, who, b.now().UTC().Format(time.DateOnly)})
		}
		return nil
	})
}

// Evaluation is the evaluation held for an indicator; false if there is none.
func (in *Inspection) Evaluation(indicator string) (Evaluation, bool) {
	i := slices.IndexFunc(in.Evaluations, func(e Evaluation) bool { return e.Indicator == indicator })
	if i < 0 {
		return Evaluation{}, false
	}
	return in.Evaluations[i], true
}

func (in *Inspection) check() error {
	var bad fault.Problems
	in.Title = tidy(in.Title)
	bad = named(bad, "title", in.Title, MaxTitle)
	if in.Area != "" {
		a, known := AreaByCode(in.Area)
		if !known {
			bad = append(bad, fault.Problem{Field: "area", ID: "staff.problem.area"})
		}
		in.Area = a.Code // a former code becomes the present one
	}
	if in.Starts != "" && !isDay(in.Starts) {
		bad = append(bad, fault.Problem{Field: "starts", ID: "staff.problem.day"})
	}
	if in.Stage != "" && !in.Stage.Valid() {
		bad = append(bad, fault.Problem{Field: "stage", ID: "staff.problem.choice"})
	}
	return bad.Err()
}

// named adds a problem if a name is missing, too long or holds control signs.
func named(bad fault.Problems, field, name string, most int) fault.Problems {
	id := ""
	switch {
	case name == "":
		id = "staff.problem.missing"
	case utf8.RuneCountInString(name) > most:
		id = "staff.problem.long"
	case !utf8.ValidString(name) || strings.ContainsFunc(name, unicode.IsControl):
		id = "staff.problem.signs"
	default:
		return bad
	}
	return append(bad, fault.Problem{Field: field, ID: id, Args: map[string]any{"Max": most}})
}

// tidy leaves single spaces between words.
func tidy(text string) string { return strings.Join(strings.Fields(text), " ") }

// isDay says whether the text is a day as documents keep it.
func isDay(text string) bool {
	_, err := time.Parse(time.DateOnly, text)
	return err == nil
}
