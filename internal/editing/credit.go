package editing

import (
	"context"
	"slices"

	"kist/internal/audit"
	"kist/internal/store"
	"kist/surveys"
)

// ProposedBy lists every proposal that a person made, the latest first. Those that were
// accepted come with their edits.
func (d *Drafts) ProposedBy(ctx context.Context, who string) ([]*Proposal, error) {
	list, err := d.proposals.All(ctx, store.Query{Field: "by", Is: who, Order: "at", Desc: true})
	for _, p := range list {
		if err == nil && p.State == Accepted {
			err = d.readPart(ctx, p)
		}
	}
	return list, err
}

// VotedOn is on how many proposals a person voted. A vote of the last minute may not
// be counted yet: it is read from the trail.
func (d *Drafts) VotedOn(ctx context.Context, who string) (int, error) {
	ids := map[string]bool{}
	if who == "" {
		return 0, nil // the trail would give everybody's
	}
	for line, err := range d.trail.Find(ctx, audit.Filter{Who: who, Did: "proposal.vote"}) {
		if err != nil {
			return 0, err
		}
		ids[line.Document()] = true
	}
	return len(ids), nil
}

// Rendered is what a person did for one language of a survey, as its texts are now.
type Rendered struct {
	Language         string
	Written, Checked int
	marks            map[surveys.Unit]string // of the texts that they wrote or checked
}

// RenderedBy lists the languages of a draft in which a person wrote or checked texts.
func (d *Drafts) RenderedBy(ctx context.Context, doc *Draft, who string) ([]Rendered, error) {
	var list []Rendered
	for _, lang := range doc.Survey.Languages {
		if lang == doc.Survey.Source {
			continue
		}
		known, err := d.entries(ctx, doc.ID, lang)
		if err != nil {
			return nil, err
		}
		r := Rendered{Language: lang, marks: map[surveys.Unit]string{}}
		for _, e := range known.Entries {
			if e.By == who {
				r.Written++
			}
			if e.Checked == who {
				r.Checked++
			}
			if e.By == who || e.Checked == who {
				r.marks[surveys.Unit{Place: e.Place, Language: lang, Edition: e.Edition}] = e.Text
			}
		}
		if len(r.marks) > 0 {
			list = append(list, r)
		}
	}
	return list, nil
}

// Published is a version that people signed, with its texts taken apart.
type Published struct {
	ID, Survey  string // Survey is the key
	Number, Seq int    // Seq: the state of the draft that it froze; -1 if a program published it
	Signed      []string
	units       map[surveys.Unit]string
}

// PublishedOf lists the versions of a survey, the first first.
func (v *Versions) PublishedOf(ctx context.Context, survey string) ([]Published, error) {
	all, err := v.listed.All(ctx, store.Query{Field: "survey", Is: survey, Order: "number"})
	if err != nil {
		return nil, err
	}
	var list []Published
	for _, l := range all {
		if l.Trial {
			continue
		}
		p := Published{ID: l.ID, Survey: survey, Number: l.Number, Seq: -1}
		signed, _, err := v.Notes(ctx, l.ID)
		if err != nil {
			return nil, err
		}
		if signed != nil {
			p.Seq, p.Signed = signed.Seq, []string{signed.Coordinator, signed.Volunteer}
		}
		s, err := v.Survey(ctx, l.ID)
		if err != nil {
			return nil, err
		}
		p.units = s.Units()
		list = append(list, p)
	}
	return list, nil
}

// Holds says that an accepted proposal went into a version: the version was frozen
// after it, and at least one of its texts or pieces stands there as it was proposed.
func (v Published) Holds(p *Proposal) bool {
	return p.State == Accepted && p.Became > 0 && v.Seq >= p.Became &&
		slices.ContainsFunc(p.Edits, func(e Edit) bool { return v.units[e.Unit] == e.After })
}

// Reads says that a version has at least one text as somebody wrote or checked it.
func (v Published) Reads(r Rendered) bool {
	for u, m := range r.marks {
		if text := v.units[u]; text != "" && mark(text) == m {
			return true
		}
	}
	return false
}

// Given are the questions that a proposal gave to a version: those of its edits that
// stand there as it proposed them, each once.
func (v Published) Given(p *Proposal) []string {
	var keys []string
	for _, e := range p.Edits {
		if v.units[e.Unit] == e.After {
			keys = once(keys, e.Question())
		}
	}
	return keys
}

// Rendered are the questions of a version of which a text stands there as somebody
// wrote or checked it, each once.
func (v Published) Rendered(r Rendered) []string {
	var keys []string
	for u, m := range r.marks {
		if text := v.units[u]; text != "" && mark(text) == m {
			keys = once(keys, u.Question())
		}
	}
	slices.Sort(keys)
	return keys
}

// once adds a key to those that there are, unless it is empty or there.
func once(keys []string, key string) []string {
	if key == "" || slices.Contains(keys, key) {
		return keys
	}
	return append(keys, key)
}
