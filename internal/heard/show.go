package heard

import (
	"context"
	"errors"
	"slices"
	"strings"
	"unicode/utf8"

	"kist/internal/fault"
)

// maxChecks is how many times one page can be read by a second person.
const maxChecks = 200

// step alters a page, but not its content, and leaves a line. mark is that of the page
// as the person saw it: fault.Conflict if somebody changed it since.
func (s *Pages) step(ctx context.Context, inspection, mark, who, did string, alter func(*Page) error) (*Page, error) {
	return s.docs.Update(ctx, inspection, func(p *Page) error {
		if p.Mark() != mark {
			return fault.Wrap(fault.Conflict, "feedback of %s is at %q, not %q", inspection, p.Mark(), mark)
		}
		if len(p.Checks) >= maxChecks {
			return fault.Wrap(fault.Closed, "feedback of %s was read %d times", inspection, maxChecks)
		}
		if err := s.settle(ctx, p); err != nil { // as it is stored, before anything is altered
			return err
		}
		if err := alter(p); err != nil {
			return err
		}
		p.Sign(collection, p.Head, who, did, s.now())
		return nil
	})
}

// Missing lists what a page needs before it can be offered: an entry, every text of
// each in the source language for every edition, of a promise by whom and by when, and no
// quote that was taken back.
func (s *Pages) Missing(ctx context.Context, p *Page) (fault.Problems, error) {
	editions, _, err := s.Reach(ctx, p.ID)
	if err != nil {
		return nil, err
	}
	c := p.Latest.Content
	var bad fault.Problems
	if len(c.Entries) == 0 {
		bad = append(bad, fault.Problem{ID: "staff.feedback.missing.entries"})
	}
	if len(editions) == 0 {
		bad = append(bad, fault.Problem{ID: "staff.feedback.missing.rounds"})
	}
	for i, e := range c.Entries {
		for _, name := range e.lacks(Source, editions) {
			bad = append(bad, fault.Problem{Field: name, ID: "staff.feedback.missing.text", Args: map[string]any{"N": i + 1}})
			break
		}
		if e.State.Promises() && e.Due == "" {
			bad = append(bad, fault.Problem{Field: "due", ID: "staff.feedback.missing.due", Args: map[string]any{"N": i + 1}})
		}
	}
	lost, err := s.lost(ctx, p.ID, c)
	for _, n := range lost {
		bad = append(bad, fault.Problem{Field: "quote", ID: "staff.feedback.missing.quote", Args: map[string]any{"N": n}})
	}
	return bad, err
}

// Offer lays a page before a second person. fault.Problems if something is missing,
// fault.Closed unless it is a draft.
func (s *Pages) Offer(ctx context.Context, inspection, mark, who string) (*Page, error) {
	return s.step(ctx, inspection, mark, who, "feedback.offer", func(p *Page) error {
		if p.Stage != Draft {
			return fault.Wrap(fault.Closed, "feedback of %s is %s", inspection, p.Stage)
		}
		if err := s.ready(ctx, p); err != nil {
			return err
		}
		p.Stage = Offered
		return nil
	})
}

func (s *Pages) ready(ctx context.Context, p *Page) error {
	missing, err := s.Missing(ctx, p)
	if err != nil {
		return err
	}
	return missing.Err()
}

// Read keeps what a second person found, and shows the page to children or makes it a
// draft again. fault.Denied for who wrote any of it since it was last shown,
// fault.Problem for sending it back without a reason, fault.Closed unless it was
// offered.
func (s *Pages) Read(ctx context.Context, inspection, mark string, yes bool, why, who string) (*Page, error) {
	why = strings.Join(strings.Fields(why), " ")
	did := "feedback.return"
	if yes {
		did = "feedback.show"
	}
	return s.step(ctx, inspection, mark, who, did, func(p *Page) error {
		switch {
		case p.Stage != Offered:
			return fault.Wrap(fault.Closed, "feedback of %s is %s", inspection, p.Stage)
		case slices.Contains(p.Writers, who):
			return fault.Wrap(fault.Denied, "feedback of %s was written by the same person", inspection)
		case !yes && why == "":
			return fault.Problem{Field: "why", ID: "staff.problem.missing"}
		case utf8.RuneCountInString(why) > MaxWhy:
			return fault.Problem{Field: "why", ID: "staff.problem.long", Args: map[string]any{"Max": MaxWhy}}
		case !utf8.ValidString(why):
			return fault.Problem{Field: "why", ID: "staff.problem.signs"}
		}
		p.Checks = append(p.Checks, Check{Yes: yes, Version: p.Latest.Number, Who: who, At: s.minute(), Why: why})
		p.Stage = Draft
		if !yes {
			return nil
		}
		if err := s.ready(ctx, p); err != nil {
			return err
		}
		return s.show(ctx, p, who)
	})
}

// show makes the latest version the one that children read. Who checked it has read
// the source language as well.
func (s *Pages) show(ctx context.Context, p *Page, who string) error {
	editions, languages, err := s.Reach(ctx, p.ID)
	if err != nil {
		return err
	}
	p.setTongue(Tongue{Language: Source, Checked: true, Who: who})
	shown := &Shown{Version: p.Latest.Number, Who: who, Day: s.today(), Editions: editions, Content: p.Latest.Content, Writers: p.Writers}
	for _, lang := range languages {
		if !shown.Content.Complete(lang, editions) {
			continue
		}
		shown.Languages = append(shown.Languages, lang)
		if p.Tongue(lang).Checked {
			shown.Checked = append(shown.Checked, lang)
		}
	}
	p.Stage, p.Shown, p.IsShown, p.Writers, p.Due = Public, shown, true, nil, shown.Content.due()
	return nil
}

// CheckLanguage says that somebody who reads a language, and wrote none of it, has
// checked what the page says in it. What children read of it is marked so too, if it is
// the same. fault.Denied for who wrote in it since it was last checked, fault.NotFound
// if nothing is written in it.
func (s *Pages) CheckLanguage(ctx context.Context, inspection, mark, lang, who string) (*Page, error) {
	return s.step(ctx, inspection, mark, who, "feedback.language", func(p *Page) error {
		t, said := p.Tongue(lang), p.Latest.Content.in(lang)
		switch {
		case said == "":
			return fault.Wrap(fault.NotFound, "feedback of %s in %s", inspection, lang)
		case slices.Contains(t.Writers, who):
			return fault.Wrap(fault.Denied, "feedback of %s in %s was written by the same person", inspection, lang)
		}
		p.setTongue(Tongue{Language: lang, Checked: true, Who: who})
		if p.Shown != nil && p.Shown.Content.in(lang) == said {
			p.Shown.Checked = with(p.Shown.Checked, lang)
		}
		return nil
	})
}

// Hide takes the page away from children, for a reason. fault.Closed if they cannot read
// it, fault.Problem without a reason. Who wrote what was hidden counts as a writer again:
// it needs two people to be shown once more.
func (s *Pages) Hide(ctx context.Context, inspection, mark, why, who string) (*Page, error) {
	why = strings.Join(strings.Fields(why), " ")
	return s.step(ctx, inspection, mark, who, "feedback.hide", func(p *Page) error {
		switch {
		case p.Shown == nil:
			return fault.Wrap(fault.Closed, "feedback of %s is not shown", inspection)
		case why == "":
			return fault.Problem{Field: "why", ID: "staff.problem.missing"}
		case utf8.RuneCountInString(why) > MaxWhy || !utf8.ValidString(why):
			return fault.Problem{Field: "why", ID: "staff.problem.long", Args: map[string]any{"Max": MaxWhy}}
		}
		writers, err := s.shownBy(ctx, p)
		if err != nil {
			return err
		}
		for _, w := range writers {
			p.Writers = with(p.Writers, w)
		}
		p.Checks = append(p.Checks, Check{Version: p.Shown.Version, Who: who, At: s.minute(), Why: why})
		p.Stage, p.Shown, p.IsShown, p.Due = Draft, nil, false, ""
		return nil
	})
}

// shownBy is who wrote what children read; of a page of before that was kept, who wrote
// its last version.
func (s *Pages) shownBy(ctx context.Context, p *Page) ([]string, error) {
	if len(p.Shown.Writers) > 0 {
		return p.Shown.Writers, nil
	}
	v, err := s.log.GetStrong(ctx, versionID(p.ID, p.Shown.Version))
	if errors.Is(err, fault.NotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return []string{v.Who}, nil
}
