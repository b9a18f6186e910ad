package evidence

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"kist/internal/fault"
	"kist/internal/store"
)

// MaxWhy is the longest reason for a blanking, in runes.
const MaxWhy = 1000

// whyPart is the part of a blanking that says why. It must say nothing of the words.
const whyPart = "why"

// CanBlank says whether a part holds words that people wrote, and not codes alone.
func (p *Part) CanBlank() bool {
	return p.Blanked == 0 && p.Name != placePart && p.Name != termsPart && p.Name != whyPart && !strings.HasSuffix(p.Name, citesSuffix)
}

// blankable reads the item whose part somebody wants blanked, and tidies the reason. The
// errors of Blank.
func (b *Base) blankable(ctx context.Context, number int, part, why string) (*Item, string, error) {
	why = strings.Join(strings.Fields(why), " ")
	switch {
	case why == "":
		return nil, why, fault.Problem{Field: "why", ID: "staff.problem.missing"}
	case utf8.RuneCountInString(why) > MaxWhy || !utf8.ValidString(why):
		return nil, why, fault.Problem{Field: "why", ID: "staff.problem.long", Args: map[string]any{"Max": MaxWhy}}
	}
	it, err := b.Get(ctx, number)
	if err != nil {
		return nil, why, err
	}
	switch p := it.Part(part); {
	case p == nil:
		return nil, why, fault.Wrap(fault.NotFound, "item %d has no part %q", number, part)
	case p.Blanked == 0 && !p.CanBlank():
		return nil, why, fault.Problem{Field: "part", ID: "staff.problem.choice"}
	}
	return it, why, nil
}

// Blank destroys the words of a part, in every item of the inspection that has the same
// words, and appends an item that says so. Done again, it does nothing more. It takes two
// people: see AskBlank and Decide.
// fault.NotFound if there is no such item or part, fault.Problem without a reason or for a
// part that holds no words, fault.Conflict if somebody blanked the same words meanwhile.
func (b *Base) Blank(ctx context.Context, number int, part, why string) (*Item, error) {
	it, why, err := b.blankable(ctx, number, part, why)
	if err != nil {
		return nil, err
	}
	p := it.Part(part)
	if p.Blanked != 0 {
		return b.finish(ctx, p.Blanked)
	}
	text := p.Text
	done, err := b.append(ctx, draft{
		subject: fmt.Sprintf("blank/%d/%s", number, part), inspection: it.Inspection, about: it.About, kind: Blanking, synthetic: it.Synthetic,
		fill: func(_, inspection []*kept, made *Item) error {
			made.Blanks, made.Parts = wherever(inspection, text), []Part{commit(whyPart, why)}
			if len(made.Blanks) == 0 {
				return errSame
			}
			return nil
		},
	})
	if errors.Is(err, errSame) {
		return nil, fault.Wrap(fault.Conflict, "item %d: part %q was blanked meanwhile", number, part)
	}
	if err != nil {
		return nil, err
	}
	return b.finish(ctx, done.Number)
}

// wherever lists the parts that hold these words.
func wherever(items []*kept, text string) (list []Target) {
	for _, k := range items {
		for _, p := range k.Parts {
			if p.CanBlank() && p.Text == text {
				list = append(list, Target{k.Number, p.Name})
			}
		}
	}
	return list
}

// finish blanks what the blanking with this number says, and gives it. Every step is one
// document's, and may be repeated.
func (b *Base) finish(ctx context.Context, number int) (*Item, error) {
	k, err := b.docs.GetStrong(ctx, numberID(number))
	if err != nil || !k.Waiting {
		return itemOf(k), err
	}
	for _, t := range k.Blanks {
		_, err := b.docs.Update(ctx, numberID(t.Number), func(target *kept) error {
			if !target.blank(k.Item) {
				return errSame
			}
			return nil
		})
		if err != nil && !errors.Is(err, errSame) {
			return nil, err
		}
		b.step(stepBlank)
	}
	k, err = b.docs.Update(ctx, k.ID, func(k *kept) error { k.Waiting = false; return nil })
	if err == nil {
		b.step(stepBlanked)
	}
	return itemOf(k), err
}

func itemOf(k *kept) *Item {
	if k == nil {
		return nil
	}
	return &k.Item
}

// errSame says that there is nothing to write.
var errSame = errors.New("no change")

// blank takes out the words that a blanking names; false if there are none here.
func (it *Item) blank(by Item) bool {
	changed := false
	for i := range it.Parts {
		p := &it.Parts[i]
		if by.Kind == Blanking && p.Blanked == 0 && slices.Contains(by.Blanks, Target{it.Number, p.Name}) {
			p.Salt, p.Text, p.Blanked = nil, "", by.Number
			changed = true
		}
	}
	return changed
}

// finishAll goes on with blankings that somebody began.
func (b *Base) finishAll(ctx context.Context) error {
	waiting, err := b.docs.All(ctx, store.Query{Field: "waiting", Is: true})
	errs := []error{err}
	for _, k := range waiting {
		_, err := b.finish(ctx, k.Number)
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}
