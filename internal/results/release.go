package results

import (
	"kist/internal/seal"
	"kist/internal/store"
)

// Release is the results of a round as published: numbered, and never changed
// once stored. Every page, chart and file reads its numbers from here.
type Release struct {
	store.Head `bson:",inline"`
	Round      string  `json:"round"`   // or the Series of a release over places, or the TextSeries of one of themes
	Number     int     `json:"number"`  // from 1, within the round
	Version    string  `json:"version"` // the survey version the answers were given to
	Hash       string  `json:"hash"`    // of that version
	Made       string  `json:"made"`    // day, 2006-01-02
	Synthetic  bool    `json:"synthetic"`
	Responses  Figure  `json:"responses"` // children who answered, in the whole round; texts of all questions, in one of themes
	Spoiled    int     `json:"spoiled"`   // answers that arrived, could not be opened, and are in no number
	Tables     []Table `json:"tables"`    // in the order of the survey, but for those that the gate left out

	// Aside is what stood apart, in no number or let in; nil: nothing did.
	Aside *Aside `json:"aside,omitempty"`
	// Apart is what releases of 27 November 2026 tell in place of Aside.Out, floored to
	// RoundBase; 0 in all others. It is in no statement.
	Apart int `json:"apart,omitempty"`

	Interim bool `json:"interim,omitempty"` // made while the round was open
	// Late says that the release before is of nearly the same answers: those that came
	// since are too few to be told. The numbers of the whole round are that one's, and
	// groups are of the same answers, but for what was withdrawn since.
	Late   bool      `json:"late,omitempty"`
	Basis  string    `json:"basis,omitempty"`  // id of the Basis
	Attack *Attacked `json:"attack,omitempty"` // nil before there was a gate
	By     string    `json:"by,omitempty"`     // id of who made it
	State  State     `json:"state,omitempty"`
	Second string    `json:"second,omitempty"` // id of who approved or declined it
	// Editions are those that the round asked; empty before that was kept.
	Editions []string `json:"editions,omitempty"`
	// Programme is what a release over places is of, and Places are what it brings
	// together; neither in one of a round.
	Programme string  `json:"programme,omitempty"`
	Places    []Place `json:"places,omitempty"`
	// Texts is what a release of themes has beside; nil in one of answers.
	Texts *Texts `json:"texts,omitempty"`
	// Signature is of the Statement, from when it was published; nil of those from
	// before releases were signed.
	Signature *seal.Signature `json:"signature,omitempty"`
	// Foreign says, of a release that was read, that its signature fits but is by a key
	// that is none of this installation's.
	Foreign bool `json:"-"`
}

// State is how far a release is. One that waits can be approved or declined by a
// second person; nothing else of a release ever changes.
type State string

// The states. A declined release takes a number and is attacked with all later ones,
// as if somebody had read it.
const (
	Published State = "" // as are all from before a second person was asked
	Waits     State = "waits"
	Declined  State = "declined"
)

// Table is one question by one grouping.
type Table struct {
	Question string   `json:"question"`
	Kind     string   `json:"kind"`     // name of the question's kind
	By       string   `json:"by"`       // "" for the whole round, ByAgeBand, or the key of a question
	Columns  []string `json:"columns"`  // cell codes in order; surveys.RatherNot last where offered
	Groups   []Group  `json:"groups"`   // in order of age or of the question's answers; one where By is ""
	Multiple bool     `json:"multiple"` // a child may fall in several columns
	// AboutChild says that the question is marked as about the child (R4, R6); false
	// before that was kept.
	AboutChild bool `json:"about_child,omitempty"`
	// Alone are columns that stand alone: a child who falls in one falls in no other. Choices
	// say how many of the others each child falls in. Both only where it may be several, and
	// empty before that was kept.
	Alone   []string `json:"alone,omitempty"`
	Choices []Choice `json:"choices,omitempty"`
}

// Group is one row of a table: the children of one age band, those who gave one
// answer to the question that groups, or all of them.
type Group struct {
	Value string   `json:"value"` // the age band or the answer's code; "" for the whole round
	Base  Figure   `json:"base"`  // children of this group who answered this question
	Cells []Figure `json:"cells"` // one a column, in the same order; empty if Base is withheld
	// Either says of a withheld group that it is too small or that nearly all of it
	// answered alike (R4); which of the two is not told.
	Either bool `json:"either,omitempty"`
	// Offered says of each column whether anybody in the group could choose it, in the
	// editions that the round asks; empty if they could choose all, or if the group is
	// withheld and some. Before 28 November 2026 it was kept of age bands alone.
	Offered []bool `json:"offered,omitempty"`
	// Why says of a place without figures that it is not for its size; empty of groups
	// of other tables.
	Why Why `json:"why,omitempty"`
}

// Figure is one published number. Its zero value is withheld.
type Figure struct {
	Shown   bool `json:"shown"`             // false: fewer than MinGroup children; nothing is told
	Count   int  `json:"count"`             // rounded to RoundBase; 0 if withheld
	Percent *int `json:"percent,omitempty"` // of the base, to the nearest 5; nil if too few
	// Added is of how many published counts it is the sum, where no other total could be
	// told; 0 of one that was counted.
	Added int `json:"added,omitempty"`
}

const (
	// RoundBase is what every published count is a multiple of.
	RoundBase = 5
	// MinGroup is the least true size of a group that is shown at all.
	MinGroup = 10
	// MinApart is how many children of a group must have answered otherwise than
	// the rest, if the question is about the child, for the group to be shown.
	MinApart = 5
	// MinPercent is the least published base from which percentages are given.
	MinPercent = 20
)

// Range is what a published count can mean: the least and the most that the
// true count may be. It is 0 to 4 for 0, because rounding may go down to it.
// Each count that was added up may be out by as much.
func (f Figure) Range() (least, most int) {
	out := (RoundBase - 1) * max(1, f.Added)
	return max(0, f.Count-out), f.Count + out
}
