package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"kist/internal/fault"
	"kist/internal/findings"
	"kist/internal/inspections"
	"kist/internal/results"
	"kist/internal/texts"
	"kist/internal/themes"
	"kist/server/coding"
)

// readAs are the themes that invented people see in invented texts, by words of these.
var readAs = []struct {
	words  string
	themes []string
}{
	{"know what happens next", []string{"told"}}, {"listens to me", []string{"listened"}}, {"my brother", []string{"contact"}},
	{"same worker", []string{"changes"}}, {"nobody to talk to", []string{"talk"}},
}

func themesIn(words string) []string {
	for _, r := range readAs {
		if strings.Contains(words, r.words) {
			return r.themes
		}
	}
	return nil
}

// shownFirst has the round whose texts are coded before the others.
func (d *demonstration) shownFirst(rounds []*inspections.Round) []*inspections.Round {
	list := slices.Clone(rounds)
	slices.SortStableFunc(list, func(a, b *inspections.Round) int {
		switch {
		case a.ID == d.shown:
			return -1
		case b.ID == d.shown:
			return 1
		}
		return 0
	})
	return list
}

// code has the texts coded that are to be.
func (d *demonstration) code(ctx context.Context) error {
	if d.shown == "" {
		return nil
	}
	for _, round := range append([]string{d.shown}, d.also...) {
		if err := d.codeRound(ctx, round); err != nil {
			return err
		}
	}
	return nil
}

// codeRound has two invented inspectors unlock the texts that passed review, code each on their
// own, settle most of what they read differently, and release the themes. What there is to cite
// of that is kept for a finding of the inspection that is shown.
func (d *demonstration) codeRound(ctx context.Context, round string) error {
	r, err := d.book.Round(ctx, round)
	if err != nil {
		return err
	}
	in, err := d.book.Inspections.Get(ctx, r.Inspection)
	if err != nil || len(in.Team) < 2 {
		return err
	}
	first, second := in.Team[0], in.Team[1]
	reviewed, err := d.unlock(ctx, r, first, second)
	if err != nil {
		return err
	}
	step, done := d.steps("Coding texts", len(reviewed))
	b, err := d.themes.Book(ctx, in.ID)
	if err != nil {
		return err
	}
	for i, t := range reviewed {
		if err := d.codeOne(ctx, b.Latest, t, i, first, second); err != nil {
			return err
		}
		step()
	}
	done()
	if err := d.settle(ctx, b.Latest, reviewed, first, second); err != nil {
		return err
	}
	if err := d.release(ctx, r, b.Latest, reviewed, first); err != nil {
		return err
	}
	if err := d.quote(ctx, b.Latest, reviewed, first, second); err != nil {
		return err
	}
	return d.texts.End(ctx, r.ID, texts.Analysis, second)
}

// unlock has two people open what passed review.
func (d *demonstration) unlock(ctx context.Context, r *inspections.Round, first, second string) (list []themes.Text, err error) {
	if err := d.texts.Ask(ctx, r.ID, texts.Analysis, first); err != nil {
		return nil, err
	}
	if err := d.texts.Confirm(ctx, r.ID, texts.Analysis, second, ""); err != nil {
		return nil, err
	}
	s, err := d.texts.Enter(ctx, r.ID, texts.Analysis, first)
	if err != nil {
		return nil, err
	}
	for x, err := range d.texts.Reviewed(ctx, s) {
		if err != nil {
			return nil, err
		}
		list = append(list, themes.Text{ID: x.ID, Round: x.Round, Question: x.Question, Edition: x.Edition, Language: x.Language, Setting: x.Setting, Words: x.Words})
	}
	return list, nil
}

// codeOne has both code the i-th text; the second sees less in some.
func (d *demonstration) codeOne(ctx context.Context, v themes.Version, t themes.Text, i int, first, second string) error {
	seen := themesIn(t.Words)
	for n, who := range []string{first, second} {
		if n > 0 && i%8 == 0 {
			seen = nil
		}
		if _, err := d.themes.Code(ctx, v, t, themes.Coding{Who: who, Themes: seen}); err != nil {
			return err
		}
	}
	return nil
}

// settle brings the codings together, and settles what they read differently but in one text
// of each question, which waits.
func (d *demonstration) settle(ctx context.Context, v themes.Version, list []themes.Text, first, second string) error {
	waits := map[string]bool{}
	for _, t := range list {
		if !waits[t.Set()] {
			if _, err := d.themes.Join(ctx, t.Set(), first); err != nil {
				return err
			}
		}
		waits[t.Set()] = true
	}
	for _, t := range list {
		sheet, err := d.themes.Sheet(ctx, t, first)
		if err != nil {
			return err
		}
		if len(sheet.Split(v)) == 0 {
			continue
		}
		if waits[t.Set()] {
			waits[t.Set()] = false
			continue
		}
		for _, who := range []string{first, second} {
			if _, err := d.themes.Settle(ctx, v, t, themesIn(t.Words), who); err != nil {
				return err
			}
		}
	}
	return nil
}

// release has the themes released, if enough texts are settled, and keeps the most common one
// as something to cite.
func (d *demonstration) release(ctx context.Context, r *inspections.Round, v themes.Version, list []themes.Text, who string) error {
	counted, err := d.themes.Counted(ctx, v, list)
	if err != nil {
		return err
	}
	rel, err := d.releases.MakeTexts(ctx, r.ID, who, coding.CodingOf(v, counted), nil)
	if errors.Is(err, fault.Closed) {
		return nil
	}
	if err != nil {
		return err
	}
	for _, t := range rel.Tables {
		if t.By != "" || len(t.Groups) == 0 || !t.Groups[0].Base.Shown {
			continue
		}
		if most := commonest(t.Groups[0]); most >= 0 && r.ID == d.shown {
			d.voices = append(d.voices, findings.Source{
				Kind: findings.Table, Release: rel.ID, Question: t.Question, Cells: []findings.Cell{{Column: t.Columns[most]}}, Bearing: findings.Supports, Weight: findings.Moderate,
				Says: fmt.Sprintf("%d%% of the texts are about “%s”", *t.Groups[0].Cells[most].Percent, results.NameOf(rel.Texts.Themes, t.Columns[most])),
			})
			return nil
		}
	}
	return nil
}

// quote lets one text of each theme through, word for word, and keeps the first as something to
// cite. Where too few texts carry a theme none is.
func (d *demonstration) quote(ctx context.Context, v themes.Version, list []themes.Text, first, second string) error {
	editions, quoted := map[string]string{}, map[string]bool{}
	for _, t := range list {
		editions[t.ID] = t.Edition
	}
	for _, t := range list {
		of := themesIn(t.Words)
		if len(of) == 0 || quoted[t.Question+of[0]] {
			continue
		}
		q, err := d.themes.Approve(ctx, v, themes.Offer{Text: t, Theme: of[0], Words: t.Words, Who: first}, false, editions, second)
		if _, few := fault.ProblemsOf(err); few {
			continue
		}
		if err != nil {
			return err
		}
		if quoted[t.Question+of[0]] = true; len(quoted) == 1 && t.Round == d.shown {
			d.voices = append(d.voices, findings.Source{
				Kind: findings.Quoted, Quote: q.ID, Bearing: findings.Supports, Weight: findings.Limited, Says: "An invented text, as two invented people let it through.",
			})
		}
	}
	return nil
}
