package editing

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"kist/internal/audit"
	"kist/internal/fault"
	"kist/internal/store"
	"kist/surveys"
)

// Draft is a survey as people work on it: always one that could be published,
// with the change that made it so.
type Draft struct {
	store.Head    `bson:",inline"` // ID: the survey's key
	audit.Audited `bson:",inline"`
	Survey        *surveys.Survey `json:"survey"`
	Seq           int             `json:"seq"`              // changes made so far; 0 at the start
	Latest        *Change         `json:"latest,omitempty"` // the one numbered Seq; nil at the start
	Retired       bool            `json:"retired,omitempty"`
	Review        *Review         `json:"review,omitempty"` // of the state numbered Review.Seq
}

// Change is one step in a draft's history. Steps are only ever added.
type Change struct {
	store.Head `bson:",inline"` // ID: survey/seq, six digits
	Survey     string           `json:"survey"`
	Seq        int              `json:"seq"` // from 1
	Who        string           `json:"who"` // account id
	At         string           `json:"at"`  // minute in UTC
	Why        string           `json:"why,omitempty"`
	Proposal   string           `json:"proposal,omitempty"` // that was accepted; empty: none
	Restored   *int             `json:"restored,omitempty"` // the state gone back to; nil: none
	Edits      []Edit           `json:"edits"`
}

// The most that people may write.
const (
	MaxWhy    = 1000 // runes of a reason
	MaxRemark = 4000 // runes of a remark
)

// Drafts are the surveys that people work on, with their history.
type Drafts struct {
	docs         *store.Collection[*Draft]
	log          *store.Collection[*Change]
	proposals    *store.Collection[*Proposal]
	parts        *store.Collection[*part]
	remarks      *store.Collection[*Remark]
	translations *store.Collection[*translation]
	glossary     *store.Collection[*Term]
	deliveries   *store.Collection[*delivery]
	arrivals     *store.Collection[*Arrival]
	overruled    *store.Collection[*overruling]
	trail        *audit.Trail
	now          func() time.Time
	read         sync.Map   // by survey, its draft as last read: what remembers by survey knows it again
	turn         sync.Mutex // writers of one server take turns: to lose a race costs more than to wait
}

const draftsName = "survey_drafts"

// OpenDrafts ensures the collections.
func OpenDrafts(ctx context.Context, e store.Engine) (*Drafts, error) {
	d, errs := &Drafts{now: time.Now}, [11]error{}
	d.docs, errs[0] = store.Open[Draft](ctx, e, store.Spec{Name: draftsName, Indexes: []store.Index{{Field: audit.WaitingField}}})
	d.log, errs[1] = store.Open[Change](ctx, e, store.Spec{Name: "survey_changes", Indexes: []store.Index{{Field: "survey", Order: "seq"}}})
	d.proposals, errs[2] = store.Open[Proposal](ctx, e, proposalsSpec)
	d.remarks, errs[3] = store.Open[Remark](ctx, e, remarksSpec)
	d.translations, errs[4] = store.Open[translation](ctx, e, translationsSpec)
	d.glossary, errs[5] = store.Open[Term](ctx, e, glossarySpec)
	d.trail, errs[6] = audit.OpenTrail(ctx, e, d.now)
	d.deliveries, errs[7] = store.Open[delivery](ctx, e, store.Spec{Name: "translation_files"})
	d.overruled, errs[8] = store.Open[overruling](ctx, e, overrulingsSpec)
	d.arrivals, errs[10] = store.Open[Arrival](ctx, e, store.Spec{Name: "survey_arrivals"})
	d.parts, errs[9] = store.Open[part](ctx, e, partsSpec)
	return d, errors.Join(errs[:]...)
}

// Start makes a draft of a survey, which may come from a file, a version or a
// copy. fault.Exists if there is one of its key, surveys.Findings if it could
// not be published.
func (d *Drafts) Start(ctx context.Context, s *surveys.Survey, who string) (*Draft, error) {
	if err := s.Flaws().Err(); err != nil {
		return nil, err
	}
	doc := &Draft{Head: store.Head{ID: s.Key}, Survey: s}
	doc.Sign(draftsName, doc.Head, who, "survey.start", d.now())
	return doc, d.docs.Insert(ctx, doc)
}

// Get reads a draft. Its survey is shared by all who read the same state: do not
// change it. fault.NotFound if there is none.
func (d *Drafts) Get(ctx context.Context, survey string) (*Draft, error) {
	doc, err := d.docs.Get(ctx, survey)
	if err != nil {
		return nil, err
	}
	if was, ok := d.read.Load(survey); ok && was.(*Draft).Rev == doc.Rev {
		doc.Survey = was.(*Draft).Survey
	} else {
		d.read.Store(survey, doc)
	}
	return doc, nil
}

// All lists every draft by key, retired ones too.
func (d *Drafts) All(ctx context.Context) ([]*Draft, error) { return d.docs.All(ctx, store.Query{}) }

// Change makes edits. Clashes if others changed the same places meanwhile, and
// surveys.Findings if the survey could not be published with them: nothing is
// written then. Edits that are made already change nothing. fault.Closed for a
// retired survey.
func (d *Drafts) Change(ctx context.Context, survey string, edits []Edit, who, why string) (*Draft, error) {
	doc, made, err := d.change(ctx, survey, Change{Who: who, Why: why}, applying(edits))
	if err != nil {
		return nil, err
	}
	return doc, d.credit(ctx, doc, made, who)
}

// applying is the alteration that makes edits.
func applying(edits []Edit) func(*surveys.Survey) (*surveys.Survey, error) {
	return func(s *surveys.Survey) (*surveys.Survey, error) { return Apply(s, edits) }
}

// change is the one way in which a draft moves on. It gives the edits that were
// made; none if there was nothing to change.
func (d *Drafts) change(ctx context.Context, survey string, c Change, alter func(*surveys.Survey) (*surveys.Survey, error)) (doc *Draft, made []Edit, err error) {
	if err := limited("why", c.Why, MaxWhy); err != nil {
		return nil, nil, err
	}
	d.turn.Lock()
	defer d.turn.Unlock()
	doc, err = d.docs.Update(ctx, survey, func(doc *Draft) error {
		if err := doc.inUse(); err != nil {
			return err
		}
		after, err := alter(doc.Survey)
		if err != nil {
			return err
		}
		made = Diff(doc.Survey, after)
		if len(made) == 0 {
			return errSame
		}
		if err := after.Flaws().Err(); err != nil {
			return err
		}
		return d.step(ctx, doc, after, c, made)
	})
	if errors.Is(err, errSame) {
		doc, err = d.docs.GetStrong(ctx, survey)
		return doc, nil, err
	}
	return doc, made, err
}

// errSame says that there is nothing to write.
var errSame = errors.New("no change")

// step puts the next change on the document, once the one before it is in the
// log. One document is one write, so that a change and its record cannot be
// parted by a crash.
func (d *Drafts) step(ctx context.Context, doc *Draft, after *surveys.Survey, c Change, edits []Edit) error {
	if err := d.settle(ctx, doc); err != nil {
		return err
	}
	c.Head, c.Survey, c.Seq, c.Edits = store.Head{ID: changeID(doc.ID, doc.Seq+1)}, doc.ID, doc.Seq+1, edits
	c.At = d.now().UTC().Format(audit.Minute)
	doc.Survey, doc.Seq, doc.Latest = after, c.Seq, &c
	doc.Sign(draftsName, doc.Head, c.Who, "survey.change", d.now())
	return nil
}

// settle brings what a draft carries of its latest write into the log and the
// trail. Done again it does nothing.
func (d *Drafts) settle(ctx context.Context, doc *Draft) error {
	if doc.Latest != nil {
		c := *doc.Latest
		if err := d.log.Insert(ctx, &c); err != nil && !errors.Is(err, fault.Exists) {
			return err
		}
	}
	return d.trail.Move(ctx, doc.Audited)
}

func changeID(survey string, seq int) string { return fmt.Sprintf("%s/%06d", survey, seq) }

// limited says whether a text fits.
func limited(field, text string, most int) error {
	if len([]rune(text)) > most {
		return fault.Problem{Field: field, ID: "staff.problem.long", Args: map[string]any{"Max": most}}
	}
	return nil
}
