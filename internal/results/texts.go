package results

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"kist/internal/fault"
	"kist/internal/inspections"
	"kist/internal/store"
	"kist/surveys"
)

// The groupings of a release of themes (R8). No question has these keys: they begin with
// no letter.
const (
	ByEdition = "_edition"
	BySetting = "_setting"
)

// Texts is what a release of themes has beside its tables, whose columns are themes and
// whose counts are texts, not children: how many texts with an answer to a question carry
// each. It tells of no theme that fewer than MinGroup texts carry.
type Texts struct {
	Round    string `json:"round"`    // id of the round whose texts they are
	Codebook string `json:"codebook"` // id of the version of the codebook
	// Later says that texts which were ready since the release before are in no number:
	// they are too few to be told (R5).
	Later bool `json:"later,omitempty"`
	// Themes and Settings are the names that stood for them when the release was made, as
	// far as it tells of them, and Sum is of these names.
	Themes   []Named `json:"themes"`
	Settings []Named `json:"settings,omitempty"`
	Sum      string  `json:"sum"`
}

// Named is a key with what people called it.
type Named struct {
	Key  string `json:"key"`
	Name string `json:"name"`
}

// Coding is what people settled on about the texts of a round.
type Coding struct {
	Codebook string  // id of the version of the codebook
	Themes   []Named // all of it, those that were retired too, in its order
	Texts    []Coded
}

// Coded is a text that passed review, or that did once.
type Coded struct {
	ID, Question, Edition, Setting string
	Settled                        bool     // it is settled which themes it has; else it is not counted
	Themes                         []string // keys
	// Gone says that its child took it back, or that it is reviewed anew: it is in no number,
	// and is told of so that what earlier releases counted can be counted again.
	Gone bool
}

const textsPrefix = "themes_"

// TextSeries stands for the releases of the themes of a round, where its own have its id.
func TextSeries(round string) string { return textsPrefix + round }

// RoundID is the round whose answers or texts the release counts; the Series of one over
// places.
func (r *Release) RoundID() string {
	if r.Texts != nil {
		return r.Texts.Round
	}
	return r.Round
}

// NameOf is what a theme or setting was called when the release was made; its key if it has no
// name there.
func NameOf(list []Named, key string) string {
	for _, n := range list {
		if n.Key == key {
			return n.Name
		}
	}
	return key
}

// SumOf is what Sum is of these names. It is the same for keys as files have them.
func (t *Texts) SumOf() string {
	h := sha256.New()
	for _, list := range [][]Named{t.Themes, t.Settings} {
		for _, n := range list {
			fmt.Fprintf(h, "%q %q\n", sameCode(n.Key), n.Name)
		}
		fmt.Fprintln(h)
	}
	return hex.EncodeToString(h.Sum(nil))
}

// MakeTexts makes the next release of the themes of a sealed round (R8): by question, how
// many texts carry each theme, of all and by edition and setting. Texts are counted as
// answers are (R2 to R4), attacked together with the earlier releases of the round's
// themes (R6), and wait for a second person (Second) unless they are synthetic. A theme that
// fewer than MinGroup texts carry is not told. A number of the very same texts as in an
// earlier release is told as it was there: what is between two releases, one text that a
// child took back say, is attacked like any other number. Texts that were ready since the release before
// are counted only if they are MinJoined and as many as those before.
// fault.Denied for a pilot and without a signing key; fault.Closed unless the round is
// sealed, for a fourth release, while another waits, if too few texts are settled, and if a
// text that an earlier release counted is none of these: it could not be attacked;
// fault.Exists if nothing changed since the release before; ErrUndecided while boxes stand
// apart.
func (r *Releases) MakeTexts(ctx context.Context, round, who string, coding Coding, progress func(done, total int)) (*Release, error) {
	return r.makeTexts(ctx, round, who, coding, progress, nil)
}

// makeTexts is MakeTexts; before it stores the release it asks before, if that is not nil.
func (r *Releases) makeTexts(ctx context.Context, round, who string, coding Coding, progress func(done, total int), before func() error) (*Release, error) {
	if !r.signer.Can() {
		return nil, fault.Wrap(fault.Denied, "this server holds no signing key")
	}
	rd, err := r.book.Rounds.GetStrong(ctx, round)
	if err != nil {
		return nil, err
	}
	earlier, err := r.docs.All(ctx, store.Query{Field: "round", Is: TextSeries(round), Order: "number", Strong: true})
	if err != nil {
		return nil, err
	}
	if err := errors.Join(mayTellTexts(rd, earlier), r.decided(ctx, rd)); err != nil {
		return nil, err
	}
	version, survey, err := r.versions.Get(ctx, rd.Version)
	if err != nil {
		return nil, err
	}
	c, err := r.texts(ctx, rd, survey, earlier, coding)
	if err != nil {
		return nil, err
	}
	rel := c.now().release
	rel.Head, rel.Round, rel.Number = store.Head{ID: ReleaseID(TextSeries(round), len(earlier)+1)}, TextSeries(round), len(earlier)+1
	rel.Version, rel.Hash, rel.Made, rel.By = rd.Version, version.Hash, r.now().Format(time.DateOnly), who
	rel.Synthetic, rel.Editions = rd.Synthetic, rd.Editions
	if !rd.Synthetic {
		rel.State = Waits
	}
	c.publish()
	if err := c.gate(rd).reporting().pass(ctx, progress); err != nil {
		return nil, err
	}
	c.name(coding, rd)
	if rel.State == Published {
		if err := rel.Sign(r.signer.Sign); err != nil {
			return nil, err
		}
	}
	if before != nil {
		if err := before(); err != nil {
			return nil, err
		}
	}
	return rel, r.keep(ctx, rel, c.basis)
}

// mayTellTexts says why a round can have no release of its themes now.
func mayTellTexts(rd *inspections.Round, earlier []*Release) error {
	switch {
	case rd.Pilot != "":
		return fault.Wrap(fault.Denied, "round %s is a pilot, which is never cited", rd.ID)
	case rd.Stage != inspections.Sealed:
		return fault.Wrap(fault.Closed, "round %s is %s", rd.ID, rd.Stage)
	case slices.ContainsFunc(earlier, func(r *Release) bool { return r.State == Waits }):
		return fault.Wrap(fault.Closed, "themes of round %s: a release waits for a second person", rd.ID)
	case len(earlier) >= MaxReleases:
		return fault.Wrap(fault.Closed, "themes of round %s have had their releases", rd.ID)
	}
	return nil
}

// publish fills in every figure of the last view.
func (c *textCount) publish() {
	v := c.now()
	if v.all.n >= MinGroup {
		v.release.Responses = v.all.publish()
		if was, ok := c.told[v.all]; ok {
			v.release.Responses.Count = was
		}
	}
	for _, t := range v.tables {
		if len(t.carried()) == 0 {
			continue
		}
		for _, part := range t.cuts {
			v.release.Tables = append(v.release.Tables, t.table(part, v.groupings[part.grouping], merging{}))
		}
	}
}

// gate is the attack of the last view. Every text has an edition, and a setting where they
// are told apart by it.
func (c *textCount) gate(rd *inspections.Round) *gate {
	g := newGate(rd, c.survey, c.views)
	g.closed[ByEdition], g.closed[BySetting] = true, true
	return g.backwards(func(v, other *view) bool { return kept(v.basis.Texts, other.basis.Texts) })
}

// name writes down what the themes and settings are called that the release tells of.
func (c *textCount) name(coding Coding, rd *inspections.Round) {
	rel, told, settings := c.now().release, map[string]bool{}, map[string]bool{}
	for _, t := range rel.Tables {
		for _, code := range t.Columns {
			told[code] = true
		}
		for _, g := range t.Groups {
			for _, part := range Parts(g.Value) {
				settings[part] = t.By == BySetting
			}
		}
	}
	rel.Texts.Themes = []Named{}
	for _, n := range coding.Themes {
		if told[n.Key] {
			rel.Texts.Themes = append(rel.Texts.Themes, n)
		}
	}
	for _, s := range rd.Settings {
		if settings[s.Key] {
			rel.Texts.Settings = append(rel.Texts.Settings, Named{s.Key, s.Name})
		}
	}
	rel.Texts.Sum = rel.Texts.SumOf()
}

// sortedTexts are the texts by id, each once.
func sortedTexts(list []Coded) []Coded {
	list = slices.Clone(list)
	slices.SortStableFunc(list, func(a, b Coded) int { return cmp.Compare(a.ID, b.ID) })
	return slices.CompactFunc(list, func(a, b Coded) bool { return a.ID == b.ID })
}

// storiesOf are the questions of a survey that are answered in words of one's own.
func storiesOf(s *surveys.Survey) (list []*surveys.Question) {
	for _, q := range s.Questions {
		if story(q) {
			list = append(list, q)
		}
	}
	return list
}

// noTheme is the column of the texts that carry none of the themes that are told of their
// question. It is counted for the attack and never told: what it tells changes with the
// themes beside it.
const noTheme = "_none"

// carried are the columns of a table of themes that can be told: of themes that enough
// texts carry.
func (t *tally) carried() (sets [][]int) {
	for i, code := range t.columns {
		if !strings.HasPrefix(code, "_") && code != surveys.RatherNot && t.cuts[0].cells[0][i].n >= MinGroup {
			sets = append(sets, []int{i})
		}
	}
	return sets
}
