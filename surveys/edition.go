package surveys

import "slices"

// Edition is a survey's wording for one age band, or for easy reading, or for
// grown-ups. Editions share question keys, so that answers compare across them.
// The text itself is stored and stands in addresses.
type Edition string

// The editions there are.
const (
	E4    Edition = "4-7"   // with a grown-up beside the child
	E8    Edition = "8-10"  //
	E11   Edition = "11-13" //
	E14   Edition = "14-18" //
	Easy  Edition = "easy"  // easy-read, for any age; asks the age band
	Adult Edition = "adult" // parents, carers and other grown-ups

	// All is where a Words keeps the text of every edition that has no wording
	// of its own. It is not an edition: All.Valid() is false.
	All Edition = "all"
)

// AgeBandKey is the question in which the easy edition asks the age band, and
// the grouping that stands for the age band in every edition.
const AgeBandKey = "age_band"

var editions = []Edition{E4, E8, E11, E14, Easy, Adult}

// Editions lists every edition from the youngest on, easy-read and grown-ups
// last. The slice is the caller's own.
func Editions() []Edition { return slices.Clone(editions) }

// Valid says whether e is one of Editions.
func (e Edition) Valid() bool { return slices.Contains(editions, e) }

// AgeBand is the band that follows from the edition; it is empty for Easy,
// which asks (see Survey.AgeBand).
func (e Edition) AgeBand() string {
	if e == Easy || !e.Valid() {
		return ""
	}
	return string(e)
}

// Slug is the edition as it stands in an address.
func (e Edition) Slug() string { return string(e) }

// young says whether a grown-up reads this edition out.
func (e Edition) young() bool { return e == E4 }
