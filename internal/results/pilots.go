package results

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"kist/internal/ballot"
	"kist/internal/fault"
	"kist/internal/inspections"
	"kist/internal/seal"
	"kist/internal/store"
	"kist/surveys"
)

// Report is what a pilot told the group that writes the survey: a release of its
// own kind, under R2, R3 and R6, kept in a collection of its own and never cited.
type Report struct {
	store.Head `bson:",inline"` // ID: the round
	Survey     string           `json:"survey"`  // key
	Version    string           `json:"version"` // id of the trial
	Number     int              `json:"number"`  // of the trial
	Made       string           `json:"made"`    // day, 2006-01-02
	Synthetic  bool             `json:"synthetic,omitempty"`
	Testers    Figure           `json:"testers"`
	Spoiled    int              `json:"spoiled"`          // forms that arrived, could not be opened, and are in no number
	Unread     int              `json:"unread,omitempty"` // texts and comments that could not be opened
	Questions  []Tried          `json:"questions"`
	Sealed     []byte           `json:"sealed"` // the comments, closed for this installation: see Pilots.Comments
}

// Tried is how one question did in a pilot, in the whole of it: nothing is told
// apart by groups.
type Tried struct {
	Question string   `json:"question"`
	Kind     string   `json:"kind"`
	Multiple bool     `json:"multiple,omitempty"` // a tester may fall in several columns
	Columns  []string `json:"columns"`            // as in a Table, or Written for a story; surveys.SkippedCode last
	Asked    Figure   `json:"asked"`              // testers whom it was put to
	Cells    []Figure `json:"cells,omitempty"`    // one a column; none: withheld
	Changed  Figure   `json:"changed"`
	Helped   Figure   `json:"helped"`
	Heard    Figure   `json:"heard"`
}

// Written is the column of a story that was told.
const Written = "_written"

// Skipped is how many were asked and gave no answer.
func (t Tried) Skipped() Figure {
	if len(t.Cells) == 0 {
		return Figure{}
	}
	return t.Cells[len(t.Cells)-1]
}

// Comment is what a tester said of a question, without who said it.
type Comment struct {
	Question string `json:"question"`
	Language string `json:"language"`
	// Edition is the one that the tester read, where at least MinGroup testers did;
	// else empty.
	Edition string `json:"edition,omitempty"`
	Text    string `json:"text"` // redacted
}

// Question finds how a question did; false if the pilot did not ask it.
func (r *Report) Question(key string) (Tried, bool) {
	for _, t := range r.Questions {
		if t.Question == key {
			return t, true
		}
	}
	return Tried{}, false
}

// TrialBoxes is where a pilot is counted from.
type TrialBoxes interface {
	Boxes
	// Texts are the texts and comments of a round's boxes, in no order, and how many
	// could not be opened.
	Texts(ctx context.Context, round string) ([]ballot.Text, int, error)
}

// Pilots makes and keeps the reports of pilots, and ends pilots.
type Pilots struct {
	docs     *store.Collection[*Report]
	book     *inspections.Book
	vault    *inspections.Vault
	boxes    TrialBoxes
	versions Versions
	key      seal.Closer
	step     ballot.Step
	now      func() time.Time
}

// OpenPilots ensures the collection. key closes the comments, which are children's
// own words: a stolen database must not hold them. step may be nil.
func OpenPilots(ctx context.Context, e store.Engine, book *inspections.Book, vault *inspections.Vault, boxes TrialBoxes, versions Versions, key seal.Closer, step ballot.Step) (*Pilots, error) {
	docs, err := store.Open[Report](ctx, e, store.Spec{Name: "pilot_reports", Indexes: []store.Index{{Field: "survey", Order: "number"}}})
	if err != nil {
		return nil, err
	}
	return &Pilots{docs, book, vault, boxes, versions, key, step, time.Now}, nil
}

func (p *Pilots) at(step string) {
	if p.step != nil {
		p.step(step)
	}
}

// Get reads the report of a pilot. fault.NotFound if there is none yet.
func (p *Pilots) Get(ctx context.Context, round string) (*Report, error) {
	return p.docs.GetStrong(ctx, round)
}

// Last reads the report of a survey's latest trial that has one; nil if none has.
func (p *Pilots) Last(ctx context.Context, survey string) (*Report, error) {
	r, err := p.docs.First(ctx, store.Query{Field: "survey", Is: survey, Order: "number", Desc: true})
	if errors.Is(err, fault.NotFound) {
		return nil, nil
	}
	return r, err
}

// Rewrap closes with the key of now the comments that the one before it closed; dry only
// counts. It can be broken off, repeated and done by several at once.
func (p *Pilots) Rewrap(ctx context.Context, dry bool) (n int, err error) {
	return p.docs.Amend(ctx, dry, func(r *Report) (changed bool, err error) {
		if len(r.Sealed) == 0 {
			return false, nil
		}
		r.Sealed, changed, err = seal.Again(p.key, commentsPurpose(r.ID), r.Sealed)
		return changed, err
	})
}

func commentsPurpose(round string) string { return "kist pilot comments " + round }

// Comments opens the comments of a report, in no order.
func (p *Pilots) Comments(r *Report) ([]Comment, error) {
	plain, err := p.key.Unwrap(commentsPurpose(r.ID), r.Sealed)
	if err != nil {
		return nil, err
	}
	var list []Comment
	if json.Unmarshal(plain, &list) != nil { // its error would quote a comment
		return nil, fault.Wrap(fault.Invalid, "comments of pilot %s", r.ID)
	}
	return list, nil
}

// Make counts a sealed pilot and stores its report, and gives the one that is
// stored: it is made once, however often it is asked for. fault.Closed unless the
// pilot is sealed, fault.Denied for a round that is no pilot.
func (p *Pilots) Make(ctx context.Context, round string) (*Report, error) {
	rd, err := p.book.Round(ctx, round)
	if err != nil {
		return nil, err
	}
	if rd.Pilot == "" {
		return nil, fault.Wrap(fault.Denied, "round %s is no pilot", round)
	}
	there, err := p.docs.GetStrong(ctx, round)
	if !errors.Is(err, fault.NotFound) {
		return there, err
	}
	if rd.Stage != inspections.Sealed {
		return nil, fault.Wrap(fault.Closed, "pilot %s is %s", round, rd.Stage)
	}
	made, err := p.count(ctx, rd)
	if err != nil {
		return nil, err
	}
	p.at("pilot.report")
	err = p.docs.Insert(ctx, made)
	if errors.Is(err, fault.Exists) { // another server was first, with a key of its own
		return p.docs.GetStrong(ctx, round)
	}
	return made, err
}

// count makes the report. The key that decides every direction of rounding lives in
// this call only.
func (p *Pilots) count(ctx context.Context, rd *inspections.Round) (*Report, error) {
	version, survey, err := p.versions.Get(ctx, rd.Version)
	if err != nil {
		return nil, err
	}
	if !version.Trial {
		return nil, fault.Wrap(fault.Denied, "pilot %s of version %s, which is no trial", rd.ID, rd.Version)
	}
	t, v := newTrial(survey), newValues(seal.Random(32))
	err = p.boxes.Batches(ctx, rd.ID, func(b ballot.Batch) error {
		t.addBatch(b, v)
		return nil
	})
	if err != nil {
		return nil, err
	}
	texts, unread, err := p.boxes.Texts(ctx, rd.ID)
	if err != nil {
		return nil, err
	}
	r := &Report{
		Head: store.Head{ID: rd.ID}, Survey: rd.Pilot, Version: rd.Version, Number: version.Number, Made: p.now().Format(time.DateOnly), Synthetic: rd.Synthetic, Unread: unread,
	}
	if err := t.publish(r); err != nil {
		return nil, err
	}
	plain, err := json.Marshal(t.comments(texts))
	r.Sealed = p.key.Wrap(commentsPurpose(rd.ID), plain)
	return r, err
}

// End destroys the keys of a pilot whose report is stored. The report stays; the
// boxes can never be opened again. It may be called again after any error or crash,
// and EndDue goes on where it was. While a child's request to be contacted still
// has words, or something that was written waits in the safety lane, the key to those
// is left, and the pilot stays ending. fault.Closed if
// the pilot has no report, and as Book.MarkEnding.
func (p *Pilots) End(ctx context.Context, round, who string, kept inspections.Kept) (*inspections.Round, error) {
	if _, err := p.docs.GetStrong(ctx, round); errors.Is(err, fault.NotFound) {
		return nil, fault.Wrap(fault.Closed, "pilot %s has no report", round)
	} else if err != nil {
		return nil, err
	}
	p.at("pilot.ending")
	rd, err := p.book.MarkEnding(ctx, round, who)
	if err != nil {
		return nil, err
	}
	return p.destroy(ctx, rd, kept)
}

// EndDue goes on with pilots that are ending. Call it every minute; several
// servers may.
func (p *Pilots) EndDue(ctx context.Context, kept inspections.Kept) error {
	list, err := p.book.Rounds.All(ctx, store.Query{Field: "stage", Is: string(inspections.Ending)})
	errs := []error{err}
	for _, rd := range list {
		_, err := p.destroy(ctx, rd, kept)
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}

func (p *Pilots) destroy(ctx context.Context, rd *inspections.Round, kept inspections.Kept) (*inspections.Round, error) {
	if rd.Stage == inspections.Ended {
		return rd, nil
	}
	held, err := kept.Held(ctx, rd)
	if err != nil {
		return nil, err
	}
	if err := p.vault.Destroy(ctx, rd, held, func() { p.at("pilot.keys") }); err != nil || held.Any() {
		return rd, err
	}
	p.at("pilot.ended")
	return p.book.MarkEnded(ctx, rd.ID)
}

// story says whether a question is answered in words.
func story(q *surveys.Question) bool { return q.KindName == "story" }
