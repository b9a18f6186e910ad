package review

import (
	"context"
	"errors"
	"reflect"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"kist/internal/fault"
	"kist/internal/findings"
	"kist/internal/store"
)

// Write keeps a point as somebody wrote it: the next version of the one with this number,
// or a new one for 0. mark is that of the point as the person saw it. A point that was
// offered or agreed is a draft again; what was agreed of it stays until then. One that was
// never agreed is taken out at once. fault.Problems for what is wrong with it,
// fault.Conflict if somebody changed it since, fault.NotFound if there is none.
func (s *Points) Write(ctx context.Context, r *Review, number int, mark string, c Content, who string) (*Point, error) {
	c = c.tidied()
	if err := c.check(); err != nil {
		return nil, err
	}
	if number == 0 {
		return s.begin(ctx, r, c, who)
	}
	id := pointID(r.Programme.ID, number)
	p, err := s.docs.Update(ctx, id, func(p *Point) error {
		if p.Mark() != mark {
			return fault.Wrap(fault.Conflict, "point %s is at %q, not %q", id, p.Mark(), mark)
		}
		if reflect.DeepEqual(c, p.Latest.Content) {
			return errSame
		}
		if err := s.settle(ctx, p); err != nil {
			return err
		}
		if p.Stage == Agreed {
			p.Writers = nil // two stand for it already
		}
		s.put(p, c, who)
		p.Sign(collection, p.Head, who, "review.edit", s.now())
		return nil
	})
	if errors.Is(err, errSame) {
		return s.docs.GetStrong(ctx, id)
	}
	return p, err
}

// begin makes a new point.
func (s *Points) begin(ctx context.Context, r *Review, c Content, who string) (*Point, error) {
	c.Out = false
	for {
		n, err := s.docs.Count(ctx, store.Query{Field: "programme", Is: r.Programme.ID, Strong: true})
		if err != nil {
			return nil, err
		}
		p := &Point{Head: store.Head{ID: pointID(r.Programme.ID, int(n)+1)}, Programme: r.Programme.ID, Number: int(n) + 1, Synthetic: r.Programme.Synthetic}
		s.put(p, c, who)
		p.Sign(collection, p.Head, who, "review.start", s.now())
		if err = s.docs.Insert(ctx, p); !errors.Is(err, fault.Exists) { // else somebody began one meanwhile
			return p, err
		}
	}
}

// put makes content the latest version. One document is one write, so that a version and
// its line cannot be parted.
func (s *Points) put(p *Point, c Content, who string) {
	n := p.Latest.Number + 1
	p.Latest = Version{Head: store.Head{ID: versionID(p.ID, n)}, Point: p.ID, Number: n, Who: who, At: s.minute(), Content: c}
	p.Stage = Draft
	if c.Out && p.Agreed == nil {
		p.Stage = Out
	}
	if !slices.Contains(p.Writers, who) {
		p.Writers = append(slices.Clone(p.Writers), who)
	}
}

// step alters a point, but not its content, and leaves a line. mark is that of the point as
// the person saw it: fault.Conflict if somebody changed it since.
func (s *Points) step(ctx context.Context, r *Review, number int, mark, who, did string, alter func(*Point) error) (*Point, error) {
	id := pointID(r.Programme.ID, number)
	return s.docs.Update(ctx, id, func(p *Point) error {
		if p.Mark() != mark {
			return fault.Wrap(fault.Conflict, "point %s is at %q, not %q", id, p.Mark(), mark)
		}
		if len(p.Checks) >= maxSteps {
			return fault.Wrap(fault.Closed, "point %s was read %d times", id, maxSteps)
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

// Offer lays a point before a second inspector. fault.Problems if it lacks something
// (Missing), fault.Closed unless it is a draft.
func (s *Points) Offer(ctx context.Context, r *Review, number int, mark, who string) (*Point, error) {
	return s.step(ctx, r, number, mark, who, "review.offer", func(p *Point) error {
		if p.Stage != Draft {
			return fault.Wrap(fault.Closed, "point %s is %s", p.ID, p.Stage)
		}
		p.Stage = Offered
		return Missing(p.Latest.Content, r).Err()
	})
}

// Check keeps what a second inspector found, and agrees the point or makes it a draft
// again. fault.Denied for who wrote any of it since it was last agreed, fault.Problem for
// sending it back without a reason, fault.Problems if it lacks something by now,
// fault.Closed unless it was offered.
func (s *Points) Check(ctx context.Context, r *Review, number int, mark string, yes bool, why, who string) (*Point, error) {
	why = line(why)
	did := map[bool]string{true: "review.agree", false: "review.return"}[yes]
	return s.step(ctx, r, number, mark, who, did, func(p *Point) error {
		switch {
		case p.Stage != Offered:
			return fault.Wrap(fault.Closed, "point %s is %s", p.ID, p.Stage)
		case slices.Contains(p.Writers, who):
			return fault.Wrap(fault.Denied, "point %s was written by the same person", p.ID)
		case !yes && why == "":
			return fault.Problem{Field: "why", ID: "staff.problem.missing"}
		}
		if bad := fits(nil, "why", why, MaxWhy); bad != nil {
			return bad
		}
		p.Checks = append(p.Checks, Check{Yes: yes, Version: p.Latest.Number, Who: who, At: s.minute(), Why: why})
		p.Stage = Draft
		if !yes {
			return nil
		}
		if err := Missing(p.Latest.Content, r).Err(); err != nil { // the evidence is asked once more
			return err
		}
		p.agree(who)
		return nil
	})
}

// agree makes the latest version the one that two stand for, or takes the point out.
func (p *Point) agree(who string) {
	v := p.Latest
	p.Stage, p.Agreed, p.Second, p.Writers = Agreed, &v, who, nil
	if v.Content.Out {
		p.Stage, p.Agreed = Out, nil
	}
}

// Missing lists what a point lacks before it can be offered: findings of the review that
// stand, and that every number in its words is one of these: of the findings it rests on,
// of their partnerships, and of all partnerships. Numbers of children stand in releases.
func Missing(c Content, r *Review) fault.Problems {
	var bad fault.Problems
	if c.Out {
		return nil
	}
	if len(c.Items) == 0 {
		bad = append(bad, fault.Problem{Field: "items", ID: "staff.programme.review.missing.items"})
	}
	for _, n := range missing(c.Items, r) {
		bad = append(bad, fault.Problem{Field: "items", ID: "staff.programme.review.missing.gone", Args: map[string]any{"N": n}})
	}
	for _, n := range findings.Numbers(c.Text, held(c.Items, r)) {
		if !n.Words {
			bad = append(bad, fault.Problem{Field: "text", ID: "staff.programme.review.missing.number", Args: map[string]any{"Number": n.Text}})
		}
	}
	return bad
}

// tidied is the content with single spaces in its lines, and each item once, in order.
func (c Content) tidied() Content {
	c.Text = lines(c.Text)
	c.Items = slices.Clone(c.Items)
	slices.Sort(c.Items)
	c.Items = slices.Compact(c.Items)
	if len(c.Items) == 0 {
		c.Items = nil
	}
	return c
}

// check says what is wrong with tidied content by itself.
func (c Content) check() error {
	var bad fault.Problems
	if !slices.Contains(Kinds(), c.Kind) {
		bad = append(bad, fault.Problem{Field: "kind", ID: "staff.problem.choice"})
	}
	if c.Text == "" {
		bad = append(bad, fault.Problem{Field: "text", ID: "staff.problem.missing"})
	}
	if len(c.Items) > MaxItems {
		bad = append(bad, fault.Problem{Field: "items", ID: "staff.programme.review.problem.items", Args: map[string]any{"Max": MaxItems}})
	}
	return fits(bad, "text", c.Text, MaxText).Err()
}

// fits adds a problem if a text is too long, or holds signs that no text has.
func fits(bad fault.Problems, field, text string, most int) fault.Problems {
	switch {
	case utf8.RuneCountInString(text) > most:
		return append(bad, fault.Problem{Field: field, ID: "staff.problem.long", Args: map[string]any{"Max": most}})
	case !utf8.ValidString(text) || strings.ContainsFunc(text, func(r rune) bool { return r != '\n' && unicode.IsControl(r) }):
		return append(bad, fault.Problem{Field: field, ID: "staff.problem.signs"})
	}
	return bad
}

func line(text string) string { return strings.Join(strings.Fields(text), " ") }

// lines leaves single spaces between words, and the lines apart.
func lines(text string) string {
	var list []string
	for l := range strings.SplitSeq(strings.ReplaceAll(text, "\r\n", "\n"), "\n") {
		list = append(list, line(l))
	}
	return strings.Trim(strings.Join(list, "\n"), "\n")
}
