package evidence

import (
	"errors"
	"slices"

	"kist/internal/fault"
)

// Checked is what was found of items that were handed out together.
type Checked struct {
	Items   int
	From    int      // number of the first; 0 if there is none
	To      int      // number of the last
	Blanked int      // parts whose words are gone
	Keys    []string // ids of the keys that signed, each once
	Whole   bool     // of each inspection they begin with its first
}

// Check says whether items are what was signed, and follow each other as they say. They
// are all of one inspection, or all of the installation from some number on. What was
// taken off the end nobody can tell from the rest. All that is wrong comes together, each
// fault.Invalid.
func Check(items []*Item) (Checked, error) {
	items = slices.Clone(items)
	slices.SortFunc(items, func(a, b *Item) int { return a.Number - b.Number })
	var c Checked
	var errs []error
	for i, it := range items {
		errs = append(errs, it.Fits())
		c.Items, c.To = c.Items+1, it.Number
		if !slices.Contains(c.Keys, it.Signature.Key) {
			c.Keys = append(c.Keys, it.Signature.Key)
		}
		if i == 0 {
			c.From = it.Number
		} else {
			errs = append(errs, follows(items[i-1], it))
		}
	}
	whole, err := checkPlaces(items)
	errs = append(errs, err)
	c.Whole = whole
	c.Blanked, err = checkBlanks(items)
	return c, errors.Join(append(errs, err)...)
}

// follows says whether two items that are handed out one after the other do not deny it.
func follows(a, b *Item) error {
	switch {
	case a.Number == b.Number:
		return fault.Wrap(fault.Invalid, "item %d is there twice", a.Number)
	case b.Number == a.Number+1 && b.Before != a.Hash:
		return fault.Wrap(fault.Invalid, "item %d does not follow item %d: one of them was put in or changed", b.Number, a.Number)
	}
	return nil
}

// checkPlaces says whether the items of each inspection follow each other without a gap,
// and whether they begin with its first.
func checkPlaces(items []*Item) (whole bool, err error) {
	before := map[string]*Item{}
	whole = true
	var errs []error
	for _, it := range items {
		switch was := before[it.Inspection]; {
		case it.Place == 1 && it.Within != First, it.Number == 1 && it.Before != First:
			errs = append(errs, fault.Wrap(fault.Invalid, "item %d is the first, and follows another", it.Number))
		case was == nil:
			whole = whole && it.Place == 1
		case it.Place != was.Place+1:
			errs = append(errs, fault.Wrap(fault.Invalid, "inspection %s: between items %d and %d some are missing", it.Inspection, was.Number, it.Number))
		case it.Within != was.Hash:
			errs = append(errs, fault.Wrap(fault.Invalid, "inspection %s: item %d does not follow item %d", it.Inspection, it.Number, was.Number))
		}
		before[it.Inspection] = it
	}
	return whole, errors.Join(errs...)
}

// checkBlanks counts the parts that are blank, each of which a signed item must name; and
// no part that one names may still be there.
func checkBlanks(items []*Item) (n int, err error) {
	byNumber := map[int]*Item{}
	for _, it := range items {
		byNumber[it.Number] = it
	}
	var errs []error
	for _, it := range items {
		for _, p := range it.Parts {
			if p.Blanked == 0 {
				continue
			}
			n++
			if by := byNumber[p.Blanked]; by == nil || !by.names(it, p.Name) {
				errs = append(errs, fault.Wrap(fault.Invalid, "item %d: part %s is gone, and no item that is here says why", it.Number, p.Name))
			}
		}
		for _, t := range it.Blanks {
			if target := byNumber[t.Number]; target != nil && target.Part(t.Part) != nil && target.Part(t.Part).Blanked == 0 {
				errs = append(errs, fault.Wrap(fault.Invalid, "item %d: part %s was to be blanked by item %d, and is there", t.Number, t.Part, it.Number))
			}
		}
	}
	return n, errors.Join(errs...)
}

// names says whether an item says of a part that it is blank: a blanking, or the item
// itself if it was so from the start.
func (it *Item) names(of *Item, part string) bool {
	return (it.Kind == Blanking || it == of) && slices.Contains(it.Blanks, Target{of.Number, part})
}
