package editing

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"

	"kist/internal/advice"
	"kist/internal/audit"
	"kist/internal/fault"
	"kist/internal/store"
	"kist/surveys"
)

// Overruled is one case of advice that somebody did not follow, on purpose.
type Overruled struct {
	Rule     string          `json:"rule"`
	Place    string          `json:"place"`
	Edition  surveys.Edition `json:"edition,omitempty"`
	Language string          `json:"language,omitempty"`
	Words    string          `json:"words,omitempty"` // that it is about
	Given    int             `json:"given,omitempty"` // what was counted, and how much would be enough
	Most     int             `json:"most,omitempty"`
	Who      string          `json:"who"`
	At       string          `json:"at,omitempty"`  // minute in UTC; empty: kept before this was noted
	Why      string          `json:"why,omitempty"` // empty: no reason was given
}

// Overrule is a case as somebody overruled it.
func Overrule(a advice.Advice, who, at, why string) Overruled {
	return Overruled{
		Rule: string(a.Kind), Place: a.Place, Edition: a.Edition, Language: a.Language, Words: a.Words, Given: a.Given, Most: a.Most,
		Who: who, At: at, Why: why,
	}
}

// Advice is the case that was overruled.
func (o Overruled) Advice() advice.Advice {
	return advice.Advice{
		Kind: advice.Kind(o.Rule), Place: o.Place, Edition: o.Edition, Language: o.Language, Words: o.Words, Given: o.Given, Most: o.Most,
	}
}

// overruling is a case that somebody keeps as it is while a survey is worked on.
type overruling struct {
	store.Head `bson:",inline"` // ID: survey, and a hash of the case
	Survey     string           `json:"survey"`
	Is         Overruled        `json:"is"`
}

var overrulingsSpec = store.Spec{Name: "survey_overruled", Indexes: []store.Index{{Field: "survey"}}}

// MaxOverruled is how many cases of one survey people may keep one by one.
const MaxOverruled = 5000

func overrulingID(survey, is string) string {
	sum := sha256.Sum256([]byte(is))
	return survey + "/" + hex.EncodeToString(sum[:12])
}

// Overrule notes that a person keeps what a piece of advice is about as it is.
// Nothing is changed if somebody did before: the first stays. fault.Problem for a
// reason that is too long.
func (d *Drafts) Overrule(ctx context.Context, survey string, a advice.Advice, who, why string) error {
	if err := limited("why", why, MaxWhy); err != nil {
		return err
	}
	n, err := d.overruled.Count(ctx, store.Query{Field: "survey", Is: survey})
	if err != nil {
		return err
	}
	if n >= MaxOverruled {
		return fault.Problem{Field: "why", ID: "staff.problem.much", Args: map[string]any{"Max": MaxOverruled}}
	}
	doc := &overruling{Head: store.Head{ID: overrulingID(survey, a.Case())}, Survey: survey, Is: Overrule(a, who, d.minute(), why)}
	err = d.overruled.Insert(ctx, doc)
	if errors.Is(err, fault.Exists) {
		return nil
	}
	return err
}

// Heed lets a piece of advice stand again that somebody kept from being followed; no
// error if nobody did.
func (d *Drafts) Heed(ctx context.Context, survey, is string) error {
	err := d.overruled.Delete(ctx, overrulingID(survey, is))
	if isNotFound(err) {
		return nil
	}
	return err
}

// Overrulings are the cases of a survey that people keep as they are, by case.
// Among them may be some whose words have changed since.
func (d *Drafts) Overrulings(ctx context.Context, survey string) (map[string]Overruled, error) {
	list, err := d.overruled.All(ctx, store.Query{Field: "survey", Is: survey})
	by := make(map[string]Overruled, len(list))
	for _, o := range list {
		by[o.Is.Advice().Case()] = o.Is
	}
	return by, err
}

// Standing is all advice on a survey as it would be overruled if who signed it off
// now: cases that somebody kept before stay theirs. reasons are by rule; a rule
// without one has none.
func (d *Drafts) Standing(ctx context.Context, doc *Draft, who string, reasons map[string]string) ([]Overruled, error) {
	before, err := d.Overrulings(ctx, doc.ID)
	if err != nil {
		return nil, err
	}
	s, err := d.Vouched(ctx, doc) // a language that was checked here needs no advice
	if err != nil {
		return nil, err
	}
	var list []Overruled
	at := d.now().UTC().Format(audit.Minute)
	for _, a := range advice.Of(s) {
		o, kept := before[a.Case()]
		if !kept {
			o = Overrule(a, who, at, reasons[string(a.Kind)])
		}
		list = append(list, o)
	}
	return list, nil
}
