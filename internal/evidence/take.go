package evidence

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"kist/internal/fault"
	"kist/internal/findings"
)

// The parts of a finding's item. Those that hold words can be blanked.
const (
	placePart     = "inspection"
	termsPart     = "terms"
	statementPart = "statement"
	unknownPart   = "unknown"
	sourcePart    = "source/" // and the key of a piece of evidence, and one of these:
	citesSuffix   = "/cites"
	titleSuffix   = "/title"
	saysSuffix    = "/says"
	quoteSuffix   = "/quote" // the words of a child, as two people let them through
)

// Place is the part that says what was inspected, as JSON.
type Place struct {
	Title     string `json:"title"`
	Area      string `json:"area,omitempty"` // GSS code; empty for an invented place
	Programme string `json:"programme"`
	Framework string `json:"framework,omitempty"`
}

// Terms is the part that says what a finding comes to in codes, as JSON.
type Terms struct {
	Bears      findings.Bears   `json:"bears"`
	State      findings.Concern `json:"state"` // of the evidence, when it was agreed
	Indicators []string         `json:"indicators"`
	Wellbeing  []string         `json:"wellbeing,omitempty"`
	Rights     []int            `json:"rights,omitempty"`
	Sources    []string         `json:"sources,omitempty"` // keys, in order
}

// Cites is the part that says what a piece of evidence is, as JSON.
type Cites struct {
	Kind     findings.Kind    `json:"kind"`
	Bearing  findings.Bearing `json:"bearing"`
	Weight   findings.Weight  `json:"weight,omitempty"`
	Voice    bool             `json:"voice,omitempty"` // children and young people speak in it
	Day      string           `json:"day,omitempty"`
	Release  string           `json:"release,omitempty"`
	Signed   string           `json:"signed,omitempty"` // SHA-256 of the release's statement, in hexadecimal
	Question string           `json:"question,omitempty"`
	By       string           `json:"by,omitempty"`
	Figures  []Figure         `json:"figures,omitempty"`
}

// Figure is one that is cited, with what it can mean.
type Figure struct {
	Group   string `json:"group,omitempty"`
	Answer  string `json:"answer,omitempty"` // empty: how many answered
	Count   int    `json:"count"`
	Least   int    `json:"least"`
	Most    int    `json:"most"`
	Percent *int   `json:"percent,omitempty"`
}

// Sweep appends every agreed version of a finding that is not in the chain, and goes on
// with blankings that somebody began. Call it every minute; several servers may. A
// finding that cannot be taken does not keep others out; all errors come together.
func (b *Base) Sweep(ctx context.Context) error {
	if b.sign == nil {
		return nil
	}
	errs := []error{b.finishAll(ctx)}
	for _, stage := range []findings.Stage{findings.Settled, findings.Offered, findings.Draft} {
		list, err := b.from.In(ctx, stage)
		errs = append(errs, err)
		for _, f := range list {
			if rev, ok := b.taken.Load(f.ID); ok && rev == f.Rev {
				continue
			}
			err := b.take(ctx, f)
			if err == nil {
				b.taken.Store(f.ID, f.Rev)
			}
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}

// Take appends what was agreed of a finding and is not in the chain.
func (b *Base) Take(ctx context.Context, finding string) error {
	f, err := b.from.GetStrong(ctx, finding)
	if err != nil {
		return err
	}
	return b.take(ctx, f)
}

// take appends the agreed versions in their order, so that each supersedes the one before.
func (b *Base) take(ctx context.Context, f *findings.Finding) error {
	for _, r := range f.Readings {
		if r.Is != findings.Yes {
			continue
		}
		if err := b.version(ctx, f, r); err != nil {
			return fmt.Errorf("finding %s, version %d: %w", f.ID, r.Version, err)
		}
	}
	return nil
}

func (b *Base) version(ctx context.Context, f *findings.Finding, r findings.Reading) error {
	_, err := b.append(ctx, b.drafted(ctx, f, r))
	return err
}

// drafted is the item that an agreed version of a finding becomes.
func (b *Base) drafted(ctx context.Context, f *findings.Finding, r findings.Reading) draft {
	return draft{
		subject: fmt.Sprintf("finding/%s/%d", f.ID, r.Version), inspection: f.Inspection, about: f.ID, kind: Finding, version: r.Version, synthetic: f.Synthetic,
		fill: func(about, inspection []*kept, it *Item) error {
			texts, err := b.texts(ctx, f, r)
			if err != nil {
				return err
			}
			for _, t := range texts {
				it.Parts = append(it.Parts, commit(t.name, t.text))
			}
			if err := b.carryQuotes(ctx, f, r, inspection, it); err != nil {
				return err
			}
			before := latest(about)
			if before == nil {
				return nil
			}
			it.Supersedes = before.Number
			for _, k := range inspection {
				before.blank(k.Item) // the store may not have come so far
			}
			return b.carry(ctx, f, before, it)
		},
	}
}

// latest is the last of the items that is a version of the finding; nil if there is none.
func latest(about []*kept) *kept {
	for _, k := range slices.Backward(about) {
		if k.Kind == Finding {
			return k
		}
	}
	return nil
}

// carry leaves out of the next item of a finding the words that were blanked in the one
// before, if they are still in it.
func (b *Base) carry(ctx context.Context, f *findings.Finding, before *kept, it *Item) error {
	was := map[string]bool{}
	for _, p := range before.Parts {
		was[p.Name] = p.Blanked != 0
	}
	if !slices.Contains(slices.Collect(maps.Values(was)), true) {
		return nil
	}
	v, err := b.from.Version(ctx, f, before.Version)
	if err != nil {
		return err
	}
	for _, t := range words(v.Content) {
		if p := it.Part(t.name); was[t.name] && p != nil && p.Text == t.text {
			it.leaveOut(p)
		}
	}
	return nil
}

// carryQuotes leaves out of an item the quotes that were blanked anywhere in the
// inspection, whichever finding cited them.
func (b *Base) carryQuotes(ctx context.Context, f *findings.Finding, r findings.Reading, inspection []*kept, it *Item) error {
	gone := map[string]bool{} // by the id of the quote
	for _, k := range inspection {
		for _, by := range inspection {
			k.blank(by.Item) // the store may not have come so far
		}
		for _, p := range k.Parts {
			key, quote := quoteKey(p.Name)
			if !quote || p.Blanked == 0 {
				continue
			}
			id, err := b.quoteOf(ctx, k, key)
			if err != nil {
				return err
			}
			gone[id] = true
		}
	}
	if len(gone) == 0 {
		return nil
	}
	v, err := b.from.Version(ctx, f, r.Version)
	if err != nil {
		return err
	}
	for _, s := range v.Content.Sources {
		if p := it.Part(sourcePart + s.Key + quoteSuffix); p != nil && gone[s.Quote] {
			it.leaveOut(p)
		}
	}
	return nil
}

// quoteKey is the key of the source whose quote a part is; false if it is none.
func quoteKey(part string) (key string, ok bool) {
	rest, ok := strings.CutPrefix(part, sourcePart)
	key, quote := strings.CutSuffix(rest, quoteSuffix)
	return key, ok && quote
}

// quoteOf is the id of the quote that an item cites as a piece of evidence.
func (b *Base) quoteOf(ctx context.Context, k *kept, key string) (string, error) {
	f, err := b.from.GetStrong(ctx, k.About)
	if err != nil {
		return "", err
	}
	v, err := b.from.Version(ctx, f, k.Version)
	if err != nil {
		return "", err
	}
	s, _ := v.Content.Source(key)
	return s.Quote, nil
}

// leaveOut makes a part blank from the start, which the record of the item says.
func (it *Item) leaveOut(p *Part) {
	if p.Blanked == 0 {
		p.Salt, p.Text, p.Blanked = nil, "", it.Number
		it.Blanks = append(it.Blanks, Target{it.Number, p.Name})
	}
}

// text is a part before it is salted.
type text struct{ name, text string }

// texts are the parts of an agreed version.
func (b *Base) texts(ctx context.Context, f *findings.Finding, r findings.Reading) ([]text, error) {
	v, err := b.from.Version(ctx, f, r.Version)
	if err != nil {
		return nil, err
	}
	place, err := b.place(ctx, f.Inspection)
	if err != nil {
		return nil, err
	}
	shown, err := b.from.Show(ctx, f.Inspection, v.Content)
	if err != nil {
		return nil, err
	}
	c := v.Content
	terms := Terms{Bears: c.Bears, State: stateAt(f, r), Indicators: c.Indicators, Wellbeing: c.Wellbeing, Rights: c.Rights}
	var list []text
	for _, s := range shown {
		if s.Gone && s.Kind != findings.Quoted {
			return nil, fault.Wrap(fault.Invalid, "evidence %s: its release cannot be read", s.Key)
		}
		terms.Sources = append(terms.Sources, s.Key)
		list = append(list, coded(sourcePart+s.Key+citesSuffix, citesOf(s)))
		if s.Said != nil {
			list = append(list, text{sourcePart + s.Key + quoteSuffix, s.Said.Words})
		}
	}
	return slices.Concat([]text{coded(placePart, place), coded(termsPart, terms)}, words(c), list), nil
}

// words are the parts that hold what people wrote.
func words(c findings.Content) []text {
	list := []text{{statementPart, c.Statement}, {unknownPart, c.Unknown}}
	for _, s := range c.Sources {
		list = append(list, text{sourcePart + s.Key + titleSuffix, s.Title}, text{sourcePart + s.Key + saysSuffix, s.Says})
	}
	return slices.DeleteFunc(list, func(t text) bool { return t.text == "" })
}

// coded is a part that holds JSON.
func coded(name string, v any) text {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err) // structs of texts and numbers
	}
	return text{name, string(b)}
}

// place says what was inspected.
func (b *Base) place(ctx context.Context, inspection string) (Place, error) {
	in, err := b.book.Inspections.Get(ctx, inspection)
	if err != nil {
		return Place{}, err
	}
	p := Place{Title: in.Title, Area: in.Area, Programme: in.Programme}
	programme, err := b.book.Programmes.Get(ctx, in.Programme)
	if errors.Is(err, fault.NotFound) {
		return p, nil
	}
	if err == nil {
		p.Framework = programme.Framework
	}
	return p, err
}

// stateAt is what the evidence was taken to show when a version was agreed.
func stateAt(f *findings.Finding, r findings.Reading) findings.Concern {
	if f.Agreed != nil && f.Agreed.Version == r.Version {
		return f.Agreed.Is
	}
	is := findings.Uncertain
	for _, s := range f.States {
		if s.At <= r.At {
			is = s.Is
		}
	}
	return is
}

func citesOf(s findings.Shown) Cites {
	c := Cites{Kind: s.Kind, Bearing: s.Bearing, Weight: s.Weight, Voice: s.Voice, Day: s.Day, Question: s.Question, By: s.By}
	if s.Release != nil {
		sum := sha256.Sum256(s.Release.Statement())
		c.Release, c.Signed = s.Release.ID, hex.EncodeToString(sum[:])
	}
	for _, f := range s.Figures {
		least, most := f.Value.Range()
		c.Figures = append(c.Figures, Figure{f.Group, f.Column, f.Value.Count, least, most, f.Value.Percent})
	}
	return c
}
