package review

import (
	"context"
	"errors"
	"slices"
	"strings"

	"kist/internal/evidence"
	"kist/internal/fault"
	"kist/internal/inspections"
	"kist/internal/results"
	"kist/internal/store"
)

// cycle reads what stands of an inspection. One whose items or releases of themes are not
// what was signed has nothing, and the review names it.
func (s Sources) cycle(ctx context.Context, r *Review, in *inspections.Inspection) (Cycle, error) {
	c := Cycle{Inspection: in, day: in.Starts}
	items, err := s.Items.Of(ctx, in.ID)
	if err != nil || len(items) == 0 {
		return c, err
	}
	ours, err := s.ours(ctx, items)
	if err != nil {
		return c, err
	}
	if _, wrong := evidence.Check(items); wrong != nil || !ours {
		r.Broken = append(r.Broken, in.Title)
		return c, nil
	}
	if c.day == "" {
		c.day = items[0].Made[:min(len("2006-01-02"), len(items[0].Made))]
	}
	for _, it := range evidence.Standing(items) {
		said, err := it.Concluded()
		if err != nil {
			return c, err
		}
		c.Findings = append(c.Findings, Finding{Item: it.Number, ID: it.About, Framework: said.Place.Framework, Statement: said.Statement, Terms: said.Terms, Voice: said.Voice})
	}
	if err := s.themesOf(ctx, &c); errors.Is(err, fault.Invalid) {
		r.Broken = append(r.Broken, in.Title)
		return Cycle{Inspection: in, day: c.day}, nil
	} else if err != nil {
		return c, err
	}
	return c, nil
}

// ours says whether every item was signed by a key of the installation.
func (s Sources) ours(ctx context.Context, items []*evidence.Item) (bool, error) {
	if s.Keys == nil {
		return true, nil
	}
	own, err := s.Keys(ctx)
	return !slices.ContainsFunc(items, func(it *evidence.Item) bool { return !slices.Contains(own, it.Signature.Key) }), err
}

// themesOf reads which themes the latest release of themes of each round names.
func (s Sources) themesOf(ctx context.Context, c *Cycle) error {
	rounds, err := s.Book.Rounds.All(ctx, store.Query{Field: "inspection", Is: c.Inspection.ID})
	if err != nil {
		return err
	}
	for _, rd := range rounds {
		if rd.Pilot != "" {
			continue
		}
		heads, err := s.Releases.Heads(ctx, results.TextSeries(rd.ID))
		if err != nil {
			return err
		}
		if len(heads) == 0 {
			continue
		}
		rel, err := s.Releases.Get(ctx, heads[len(heads)-1].ID)
		if err != nil {
			return err
		}
		if rel.Foreign {
			return fault.Wrap(fault.Invalid, "release %s was signed by another installation", rel.ID)
		}
		c.released = true
		c.themes = append(c.themes, named(rel)...)
	}
	return nil
}

// named are the names of the themes that a release of themes tells a figure of, which is
// not of several together.
func named(rel *results.Release) (list []string) {
	if rel.Texts == nil {
		return nil
	}
	for _, t := range rel.Tables {
		if t.By != "" || len(t.Groups) == 0 || !t.Groups[0].Base.Shown {
			continue
		}
		for i, f := range t.Groups[0].Cells {
			if f.Shown && f.Count >= results.MinGroup && len(results.Parts(t.Columns[i])) == 1 {
				list = append(list, results.NameOf(rel.Texts.Themes, t.Columns[i]))
			}
		}
	}
	return list
}

// sameName is a theme's name as it is compared: its spaces and its case do not tell it
// from another.
func sameName(name string) string { return strings.ToLower(strings.Join(strings.Fields(name), " ")) }
