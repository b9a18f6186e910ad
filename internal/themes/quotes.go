package themes

import (
	"context"
	"slices"
	"strings"

	"kist/internal/audit"
	"kist/internal/fault"
	"kist/internal/store"
)

// Quote is what a child said, as two people let others read it. It is kept in clear,
// as it is meant to be read. A text gives one quote at most: two of one child beside
// each other would tell more than each.
type Quote struct {
	store.Head    `bson:",inline"` // ID: round/question/text
	audit.Audited `bson:",inline"`
	Set           string `json:"set"` // round/question
	Theme         string `json:"theme"`
	Words         string `json:"words"`
	Reworded      bool   `json:"reworded"`          // else it is a part of the text, word for word
	Edition       string `json:"edition,omitempty"` // whom it is shown beside; empty: nobody in particular
	First         string `json:"first"`             // who offered it
	Second        string `json:"second"`            // who let it through
	Day           string `json:"day"`               // 2006-01-02
	Back          bool   `json:"back"`              // taken back: it is shown no more
	// Out is the mark of its text among those that children took back; nothing but the key
	// file leads to it. Empty in a quote of before there were marks: that stays until
	// somebody takes it back.
	Out string `json:"out,omitempty"`
}

// Offer is a quote that one person wants and a second has not seen yet. It is in the
// memory of a session and stored nowhere.
type Offer struct {
	Text     Text
	Theme    string
	Words    string
	Reworded bool
	Edition  bool // it is to stand beside the edition
	Known    bool // somebody who knows the child could tell who wrote it
	Who      string
}

// What it takes to quote.
const (
	// MinTheme is in how many texts a theme must count for any of them to be quoted.
	MinTheme = 3
	// MinBeside is how many texts there must be of those whom a quote is shown beside.
	MinBeside = 10
	MaxQuote  = 400 // runes
)

// Fit says what is wrong with an offer, as its set stands: all are the sheets of the set,
// and editions that of each text which passed review. fault.Problems for what is wrong:
// that somebody could tell who wrote it, too.
func (o Offer) Fit(v Version, all []*Sheet, editions map[string]string) error {
	var bad fault.Problems
	add := func(field, id string) { bad = append(bad, fault.Problem{Field: field, ID: id}) }
	if o.Known {
		add("known", "staff.quotes.problem.known")
	}
	switch words := spaced(o.Words); {
	case words == "":
		add("words", "staff.problem.missing")
	case !o.Reworded && !strings.Contains(spaced(o.Text.Words), words):
		add("words", "staff.quotes.problem.verbatim")
	}
	bad = long(bad, "words", o.Words, MaxQuote)
	if has, texts, edition := o.standing(v, all, editions); !has {
		add("theme", "staff.quotes.problem.theme")
	} else if texts < MinTheme {
		add("theme", "staff.quotes.problem.few")
	} else if o.Edition && (o.beside(editions) < MinBeside || edition < MinTheme) {
		add("edition", "staff.quotes.problem.beside")
	}
	return bad.Err()
}

// standing says whether the theme counts in the text, in how many it does, and in how
// many of the same edition. A text that was taken back, or is reviewed anew, is none of
// those with an edition and counts no more.
func (o Offer) standing(v Version, all []*Sheet, editions map[string]string) (has bool, texts, edition int) {
	for _, d := range all {
		of, there := editions[d.Text]
		if !there || !slices.Contains(d.Confirmed(v), o.Theme) {
			continue
		}
		texts++
		if of == o.Text.Edition {
			edition++
		}
		has = has || d.Text == o.Text.ID
	}
	return has, texts, edition
}

// beside is how many texts there are of the same edition.
func (o Offer) beside(editions map[string]string) int {
	n := 0
	for _, e := range editions {
		if e == o.Text.Edition {
			n++
		}
	}
	return n
}

// spaced has one space between words.
func spaced(text string) string { return strings.Join(strings.Fields(text), " ") }

// Approve keeps a quote that a second person lets through, who says for themselves
// whether anybody could tell who wrote it. fault.Denied for who offered it; what Fit
// says for either of them; fault.Exists if the text has a quote already.
func (s *Themes) Approve(ctx context.Context, v Version, o Offer, known bool, editions map[string]string, who string) (*Quote, error) {
	if who == o.Who || who == "" || o.Who == "" {
		return nil, fault.Wrap(fault.Denied, "the second is another person")
	}
	all, err := s.sheets.All(ctx, store.Query{Field: "set", Is: o.Text.Set()})
	if err != nil {
		return nil, err
	}
	o.Known = o.Known || known
	if err := o.Fit(v, all, editions); err != nil {
		return nil, err
	}
	q := &Quote{
		Head: store.Head{ID: sheetID(o.Text.Set(), o.Text.ID)}, Set: o.Text.Set(), Theme: o.Theme, Words: spaced(o.Words), Reworded: o.Reworded,
		First: o.Who, Second: who, Day: s.now().Format("2006-01-02"),
		Out: o.Text.Out,
	}
	if o.Edition {
		q.Edition = o.Text.Edition
	}
	q.Sign(quotesName, q.Head, who, "quote.approve", s.now())
	return q, s.quotes.Insert(ctx, q)
}

// Quotes lists the quotes of a set by theme, those that were taken back too: their texts
// are quoted no second time.
func (s *Themes) Quotes(ctx context.Context, set string) ([]*Quote, error) {
	all, err := s.quotes.All(ctx, store.Query{Field: "set", Is: set})
	slices.SortStableFunc(all, func(a, b *Quote) int { return strings.Compare(a.Theme, b.Theme) })
	return all, err
}
