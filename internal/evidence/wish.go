package evidence

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"kist/internal/fault"
	"kist/internal/store"
)

// Wish is that words are blanked: one person asks, with a reason, and another does it or
// leaves them, because it cannot be undone. It never holds the words.
type Wish struct {
	store.Head `bson:",inline"` // ID: of the item, and the part
	Inspection string           `json:"inspection"`
	Number     int              `json:"number"`
	Part       string           `json:"part"`
	Why        string           `json:"why"`
	First      string           `json:"first"`            // who asked
	Day        string           `json:"day"`              // on which
	Second     string           `json:"second,omitempty"` // who decided; empty: nobody yet
	Done       bool             `json:"done"`             // they are blanked
	Waits      bool             `json:"waits"`            // for the second person
}

func wishID(number int, part string) string { return fmt.Sprintf("%s/%s", numberID(number), part) }

// Withdrawn is where it is read which quotes were taken back where they were let through.
type Withdrawn interface {
	// TakenBack lists the ids of all quotes that were taken back.
	TakenBack(ctx context.Context) ([]string, error)
}

// Suggest lets the base tell which words of children still stand in it that were taken
// back elsewhere. Call it before the base is used; without it nothing is told.
func (b *Base) Suggest(from Withdrawn) { b.withdrawn = from }

// AskBlank asks for the words of a part to be blanked. Asked again before somebody
// decided, it changes nothing. The errors of Blank; fault.Conflict for words that are
// blank already.
func (b *Base) AskBlank(ctx context.Context, number int, part, why, who string) (*Wish, error) {
	it, why, err := b.blankable(ctx, number, part, why)
	if err != nil {
		return nil, err
	}
	if it.Part(part).Blanked != 0 {
		return nil, fault.Wrap(fault.Conflict, "item %d: part %q is blank", number, part)
	}
	w := &Wish{
		Head: store.Head{ID: wishID(number, part)}, Inspection: it.Inspection, Number: number, Part: part,
		Why: why, First: who, Day: b.now().UTC().Format(time.DateOnly), Waits: true,
	}
	err = b.wishes.Insert(ctx, w)
	if !errors.Is(err, fault.Exists) {
		return w, err
	}
	again, err := b.wishes.Update(ctx, w.ID, func(now *Wish) error {
		if now.Waits {
			return errSame
		}
		w.Head = now.Head
		*now = *w
		return nil
	})
	if errors.Is(err, errSame) {
		return b.wishes.GetStrong(ctx, w.ID)
	}
	return again, err
}

// Decide does what somebody else asked for, or leaves the words where they are. Done
// again after a crash it goes on. fault.NotFound if nobody asked or it was decided,
// fault.Denied for who asked.
func (b *Base) Decide(ctx context.Context, number int, part string, yes bool, who string) error {
	w, err := b.wishes.GetStrong(ctx, wishID(number, part))
	switch {
	case err != nil:
		return err
	case !w.Waits:
		return fault.Wrap(fault.NotFound, "item %d: nobody asks to blank %q", number, part)
	case who == "" || who == w.First:
		return fault.Wrap(fault.Denied, "item %d: who asked does not decide", number)
	}
	if yes {
		if _, err := b.Blank(ctx, number, part, w.Why); err != nil && !errors.Is(err, fault.Conflict) { // else the same words were blanked elsewhere
			return err
		}
	}
	_, err = b.wishes.Update(ctx, w.ID, func(now *Wish) error {
		if !now.Waits {
			return errSame
		}
		now.Waits, now.Done, now.Second = false, yes, who
		return nil
	})
	if errors.Is(err, errSame) {
		return nil
	}
	return err
}

// Asked lists what waits for a second person, the oldest first: not words that were
// blanked meanwhile with the same ones elsewhere.
func (b *Base) Asked(ctx context.Context) ([]*Wish, error) {
	all, err := b.wishes.All(ctx, store.Query{Field: "waits", Is: true})
	var list []*Wish
	for _, w := range all {
		it, err := b.Get(ctx, w.Number)
		if err != nil {
			return nil, err
		}
		if p := it.Part(w.Part); p != nil && p.Blanked == 0 {
			list = append(list, w)
		}
	}
	slices.SortStableFunc(list, func(x, y *Wish) int { return strings.Compare(x.Day, y.Day) })
	return list, err
}

// ToBlank lists, for the inspections that it is asked about, the parts in which words of
// children still stand that were taken back where they were let through, and that nobody
// asked to blank yet.
func (b *Base) ToBlank(ctx context.Context, about func(inspection string) bool) (map[string][]Target, error) {
	if b.withdrawn == nil {
		return nil, nil
	}
	quotes, err := b.withdrawn.TakenBack(ctx)
	if err != nil || len(quotes) == 0 {
		return nil, err
	}
	of := map[string][]string{}
	for _, id := range quotes {
		round, _, _ := strings.Cut(id, "/")
		rd, err := b.book.Rounds.Get(ctx, round)
		if errors.Is(err, fault.NotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		if about(rd.Inspection) {
			of[rd.Inspection] = append(of[rd.Inspection], id)
		}
	}
	found := map[string][]Target{}
	for inspection, ids := range of {
		list, err := b.standing(ctx, inspection, ids)
		if err != nil {
			return nil, err
		}
		if len(list) > 0 {
			found[inspection] = list
		}
	}
	return found, nil
}

// standing lists the parts of an inspection's items that hold one of these quotes.
func (b *Base) standing(ctx context.Context, inspection string, quotes []string) (list []Target, err error) {
	items, err := b.docs.All(ctx, store.Query{Field: "inspection", Is: inspection, Order: "number"})
	if err != nil {
		return nil, err
	}
	for _, k := range items {
		for _, p := range k.Parts {
			key, quote := quoteKey(p.Name)
			if !quote || p.Blanked != 0 {
				continue
			}
			id, err := b.quoteOf(ctx, k, key)
			if err != nil {
				return nil, err
			}
			if !slices.Contains(quotes, id) {
				continue
			}
			w, err := b.wishes.Get(ctx, wishID(k.Number, p.Name))
			if err != nil && !errors.Is(err, fault.NotFound) {
				return nil, err
			}
			if w == nil || !w.Waits {
				list = append(list, Target{k.Number, p.Name})
			}
		}
	}
	return list, nil
}
