// Package editing keeps surveys as people work on them. A draft changes by
// edits of single places, each with what it replaced: so two people's work can be
// joined, every state can be gone back to, and nothing is overwritten unseen.
// People propose, talk, vote and decide; two sign a state off; publishing
// freezes it as a numbered version that never changes, which is what rounds
// and answers name. It knows no answers and no pages.
package editing

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"kist/internal/fault"
	"kist/internal/store"
	"kist/surveys"
)

// frozen is a version as stored. Nothing ever replaces it.
type frozen struct {
	store.Head      `bson:",inline"` // ID: Version.ID()
	surveys.Version `bson:",inline"`
	Signed          *Review      `json:"signed,omitempty"`   // nil for a version that a program published
	Compared        []Comparison `json:"compared,omitempty"` // with the version before; none for the first
	Spoken          []Spoken     `json:"spoken,omitempty"`   // how far each translation was; none for a version that a program published
}

// Spoken is how far the translation into a language was when a version was
// frozen, as numbers of texts.
type Spoken struct {
	Language string `json:"language"`
	Texts    int    `json:"texts"`
	Missing  int    `json:"missing"`
	Checked  int    `json:"checked"` // by a native reader, as they stand
	Stale    int    `json:"stale"`   // what they translate changed since
}

// Written is how many per cent of the texts are translated, rounded down: only
// when none is missing is it all.
func (s Spoken) Written() int { return s.percent(s.Texts - s.Missing) }

// Read is how many per cent were checked by a native reader, rounded down.
func (s Spoken) Read() int { return s.percent(s.Checked) }

func (s Spoken) percent(n int) int {
	if s.Texts == 0 {
		return 100
	}
	return 100 * n / s.Texts
}

// spoken freezes how far the languages of a draft are.
func spoken(tongues []Tongue) []Spoken {
	list := make([]Spoken, len(tongues))
	for i, t := range tongues {
		list[i] = Spoken{t.Language, t.All(), t.Texts[Missing], t.Texts[Checked], t.Texts[Stale]}
	}
	return list
}

// Versions are the published versions of all surveys. Those read once stay in
// memory, since they cannot change.
type Versions struct {
	docs   *store.Collection[*frozen]
	listed *store.Collection[*Listed]
	trials *store.Collection[*frozen] // apart, so that nothing takes one for a version
	mu     sync.Mutex
	known  map[string]*known
}

type known struct {
	version *surveys.Version
	survey  *surveys.Survey
}

// OpenVersions ensures the collection.
func OpenVersions(ctx context.Context, e store.Engine) (*Versions, error) {
	spec := store.Spec{Name: "versions", Indexes: []store.Index{{Field: "survey", Order: "number"}}}
	docs, err := store.Open[frozen](ctx, e, spec)
	if err != nil {
		return nil, err
	}
	listed, err := store.Open[Listed](ctx, e, spec)
	if err != nil {
		return nil, err
	}
	trials, err := store.Open[frozen](ctx, e, store.Spec{Name: "trials", Indexes: spec.Indexes})
	if err != nil {
		return nil, err
	}
	return &Versions{docs: docs, listed: listed, trials: trials, known: map[string]*known{}}, nil
}

// Publish freezes the survey as its next version and gives its id. A survey
// that has not changed since its last version keeps that one's id.
func (v *Versions) Publish(ctx context.Context, s *surveys.Survey) (string, error) {
	return v.publish(ctx, s, nil, nil)
}

func (v *Versions) publish(ctx context.Context, s *surveys.Survey, signed *Review, spoken []Spoken) (string, error) {
	for {
		last, err := v.docs.First(ctx, store.Query{Field: "survey", Is: s.Key, Order: "number", Desc: true, Strong: true})
		if err != nil && !errors.Is(err, fault.NotFound) {
			return "", err
		}
		number := 1
		if last != nil {
			number = last.Number + 1
		}
		version, err := surveys.Publish(s, number)
		if err != nil {
			return "", err
		}
		if last != nil && last.Hash == version.Hash {
			return last.Head.ID, nil
		}
		doc := &frozen{Head: store.Head{ID: version.ID()}, Version: *version, Signed: signed, Spoken: spoken}
		if doc.Compared, err = compared(last, s, signed); err != nil {
			return "", err
		}
		err = v.docs.Insert(ctx, doc)
		if !errors.Is(err, fault.Exists) { // else somebody published meanwhile: look again
			return version.ID(), err
		}
	}
}

// Get reads a version, or a trial, and the survey in it, which is shared: do not
// change it. fault.NotFound if there is none.
func (v *Versions) Get(ctx context.Context, id string) (*surveys.Version, *surveys.Survey, error) {
	v.mu.Lock()
	k := v.known[id]
	v.mu.Unlock()
	if k != nil {
		return k.version, k.survey, nil
	}
	docs := v.docs
	if isTrial(id) {
		docs = v.trials
	}
	doc, err := docs.Get(ctx, id)
	if err != nil {
		return nil, nil, err
	}
	version := &doc.Version
	survey, err := version.Survey()
	if err != nil {
		return nil, nil, fmt.Errorf("version %s: %w", id, err)
	}
	v.mu.Lock()
	v.known[id] = &known{version, survey}
	v.mu.Unlock()
	return version, survey, nil
}

// Notes gives what was said at signing a version off (nil if a program
// published it), and how its questions compare with the version before.
// fault.NotFound if there is no such version.
func (v *Versions) Notes(ctx context.Context, id string) (*Review, []Comparison, error) {
	doc, err := v.docs.Get(ctx, id)
	if err != nil {
		return nil, nil, err
	}
	return doc.Signed, doc.Compared, nil
}

// Spoken gives how far each translation of a version was when it was frozen; none
// for one that a program published. fault.NotFound if there is no such version.
func (v *Versions) Spoken(ctx context.Context, id string) ([]Spoken, error) {
	doc, err := v.docs.Get(ctx, id)
	if err != nil {
		return nil, err
	}
	return doc.Spoken, nil
}

// Survey reads the survey of a version; errors as for Get.
func (v *Versions) Survey(ctx context.Context, id string) (*surveys.Survey, error) {
	_, s, err := v.Get(ctx, id)
	return s, err
}
