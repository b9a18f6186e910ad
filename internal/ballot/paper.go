package ballot

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"kist/internal/fault"
	"kist/internal/inspections"
	"kist/internal/seal"
	"kist/internal/store"
	"kist/surveys"
)

// PaperDays is how many days a form on paper that one person typed waits for the other:
// within a week two who work together come by. Then it is forgotten, and the paper is
// typed anew.
const PaperDays = 7

// ModePaper is how a form was answered that was typed from paper.
const ModePaper = "paper"

// ErrSent says that what was typed of this form is in the inbox or in a box already.
var ErrSent = errors.New("this form was sent")

// Paper is one form on paper in the hands of one person.
type Paper struct {
	Round string // id
	Slip  string // its code, as typed
	By    string // who types, by a name that is this person's alone
}

// Entry is what one person typed of a form: what stands there, whatever the conditions of
// its questions say.
type Entry struct {
	Edition  string            `json:"edition"`
	Language string            `json:"language"`
	Setting  string            `json:"setting"`
	Answers  surveys.Answers   `json:"answers"`
	Texts    map[string]string `json:"texts"`  // redacted, in an entry that was kept
	Unread   []string          `json:"unread"` // questions whose answer cannot be read
}

// Pair is what two people typed of a form, as it is kept.
type Pair struct {
	First  Entry
	Second *Entry // nil: nobody typed it a second time yet
	Mine   bool   // the first is of who asks
	Until  string // the last day on which it is kept, 2006-01-02
	Mark   string // another for every other content

	in  papersInside
	doc *draft
}

// Head says that two entries are of the same edition in the same language and setting:
// only then can their answers be compared.
func (e Entry) Head(o Entry) bool {
	return e.Edition == o.Edition && e.Language == o.Language && e.Setting == o.Setting
}

// Same says whether two entries have the same answer to a question. How a text is broken
// into lines and spaced is no difference, nor is why there is no answer.
func (e Entry) Same(o Entry, question string) bool {
	return slices.Equal(e.Answers[question], o.Answers[question]) &&
		slices.Equal(strings.Fields(e.Texts[question]), strings.Fields(o.Texts[question]))
}

// papersInside is what is sealed in a draft of a form on paper.
type papersInside struct {
	Secret []byte `json:"secret"` // of the form, made once
	First  Entry  `json:"first"`
	By     string `json:"by"` // who typed the first: a tag of theirs for this slip
	Second *Entry `json:"second,omitempty"`
}

// Papers takes forms on paper in, each typed by two people. Until both agree, what they
// typed is kept as a draft, closed with the slip's code: nothing in the store leads
// from it to a round, a person, a time or an order.
type Papers struct {
	*stretch
	docs  *store.Collection[*draft]
	inbox *Inbox
	root  seal.Key
	older *Papers // where forms lie that were typed once before the root was renewed; nil: nowhere
	now   func() time.Time
	step  Step
}

// OpenPapers ensures the collection. root is a key outside the database, which a
// server that only collects need not have; step may be nil.
func OpenPapers(ctx context.Context, e store.Engine, inbox *Inbox, root seal.Key, step Step) (*Papers, error) {
	docs, err := store.Open[draft](ctx, e, draftSpec("papers"))
	if err != nil {
		return nil, err
	}
	return &Papers{stretch: newStretch(root.Tag("papers")), docs: docs, inbox: inbox, root: root, now: time.Now, step: step}, nil
}

// Renewed has forms looked for as well where they were put while root was another. Call it
// before anything else.
func (p *Papers) Renewed(before seal.Key) {
	if before.Can() {
		older := *p
		older.stretch, older.root = newStretch(before.Tag("papers")), before
		p.older = &older
	}
}

// Lie counts the forms that were typed once and wait for the second.
func (p *Papers) Lie(ctx context.Context) (int64, error) { return p.docs.Count(ctx, store.Query{}) }

// sheet is a form whose slip was found good.
type sheet struct {
	round *inspections.Round
	inbox string // where its answers wait, whoever sends them
	by    string
	lock
}

// sheet finds the slip. fault.Problem if it cannot be one, fault.NotFound if it is none of
// the round's, fault.Invalid for a round without slips.
func (p *Papers) sheet(ctx context.Context, of Paper) (sheet, error) {
	r, err := p.inbox.rounds.Round(ctx, of.Round)
	if err != nil {
		return sheet{}, err
	}
	if r.Door != inspections.Ticketed || r.Pilot != "" {
		return sheet{}, fault.Wrap(fault.Invalid, "round %s has no slips", r.ID)
	}
	id, err := p.inbox.id(ctx, r, Form{Round: r.ID, Slip: of.Slip})
	if err != nil {
		return sheet{}, err
	}
	s := sheet{round: r, inbox: id}
	if p.older != nil {
		err := p.older.place(ctx, &s, of)
		if err == nil {
			_, err = p.docs.GetStrong(ctx, s.id)
		}
		if !errors.Is(err, fault.NotFound) {
			return s, err
		}
	}
	return s, p.place(ctx, &s, of)
}

// place sets where a form lies, what opens it, and the mark of who types.
func (p *Papers) place(ctx context.Context, s *sheet, of Paper) (err error) {
	slip := CleanSlip(of.Slip)
	by := p.root.Tag("paper by", s.round.ID, slip, of.By)
	s.by = hex.EncodeToString(by[:])
	s.lock, err = p.lock(ctx, []byte(slip+" "+s.round.ID))
	return err
}

// Look gives what lies under a slip; nil if nothing does, so that what comes next is a first
// entry. ErrSent or fault.Exists if the slip is spent, by this form or by another; fault.Closed if the
// round takes no answers any more; ErrUnsure; the errors of a slip that cannot be found:
// fault.Problem and fault.NotFound. With all but the last three nothing is left of it.
func (p *Papers) Look(ctx context.Context, of Paper) (*Pair, error) {
	s, err := p.sheet(ctx, of)
	if err != nil {
		return nil, err
	}
	return p.look(ctx, s)
}

func (p *Papers) look(ctx context.Context, s sheet) (*Pair, error) {
	pair, err := p.read(ctx, s)
	if err != nil {
		return nil, err
	}
	if err := p.standing(ctx, s, pair); err != nil {
		return nil, err
	}
	return pair, nil
}

// standing says whether what lies under a slip can still become an answer; if it
// cannot, or is one, it is deleted.
func (p *Papers) standing(ctx context.Context, s sheet, pair *Pair) error {
	var sent mark
	if pair != nil {
		sent.once = pair.in.secret().once()
	}
	_, err := p.inbox.inbox.GetStrong(ctx, s.inbox)
	switch {
	case err == nil:
		if err = p.inbox.retried(ctx, s.round, s.inbox, sent); err == nil {
			err = ErrSent
		}
	case !errors.Is(err, fault.NotFound):
		return err
	case s.round.TakesAnswers(p.now()), pair != nil && pair.Second != nil: // the second may be on its way in
		return nil
	default:
		err = fault.Wrap(fault.Closed, "round %s", s.round.ID)
	}
	if errors.Is(err, ErrSent) || errors.Is(err, fault.Exists) || errors.Is(err, fault.Closed) {
		return errors.Join(err, p.drop(ctx, s.id))
	}
	return err
}

// Keep keeps an entry, redacted: as the first, in the place of an earlier one of the same
// person; or as the second, of another person. What lies there afterwards it gives back:
// where two entries are kept already, those, and what was typed now is let go. With
// anew the entry becomes the first whoever typed the one that was there. Errors are
// those of Look; besides, fault.Conflict with the pair as it is if the first entry has another
// head, fault.Problem if what was typed is too long, ErrBusy.
func (p *Papers) Keep(ctx context.Context, of Paper, e Entry, anew bool) (*Pair, error) {
	s, err := p.sheet(ctx, of)
	if err != nil {
		return nil, err
	}
	if e, err = p.redacted(s.round, e); err != nil {
		return nil, err
	}
	for range 5 {
		pair, err := p.look(ctx, s)
		if err != nil || pair != nil && pair.Second != nil {
			return pair, err
		}
		if pair != nil && !pair.Mine && !anew && !e.Head(pair.First) {
			return pair, fault.Wrap(fault.Conflict, "another edition")
		}
		pair, err = p.put(ctx, s, pair, e, anew)
		if err == nil {
			// Somebody may have sent and deleted what was there, between the look and the
			// writing: then what is there now is deleted here.
			return pair, p.standing(ctx, s, pair)
		}
		if !errors.Is(err, fault.Exists) && !errors.Is(err, fault.Conflict) && !errors.Is(err, fault.NotFound) {
			return nil, err
		}
	}
	return nil, ErrBusy
}

// redacted takes out of an entry's texts what would tell who wrote them.
func (p *Papers) redacted(r *inspections.Round, e Entry) (Entry, error) {
	k, err := p.inbox.publicKeys(r)
	if err != nil {
		return e, err
	}
	e.Texts = maps.Clone(e.Texts)
	for q, text := range e.Texts {
		e.Texts[q] = k.words.Text(text, e.Language)
	}
	return e, nil
}

// put writes an entry where it belongs.
func (p *Papers) put(ctx context.Context, s sheet, pair *Pair, e Entry, anew bool) (*Pair, error) {
	if pair == nil {
		secret := NewSecret()
		pair, err := p.fill(s, &draft{Head: store.Head{ID: s.id}}, papersInside{Secret: secret[:], First: e, By: s.by})
		if err != nil {
			return nil, err
		}
		p.step.at("paper.first")
		return pair, p.docs.Insert(ctx, pair.doc)
	}
	in := papersInside{Secret: pair.in.Secret, First: e, By: s.by}
	if !pair.Mine && !anew {
		in.First, in.By, in.Second = pair.First, pair.in.By, &e
	}
	pair, err := p.fill(s, pair.doc, in)
	if err != nil {
		return nil, err
	}
	p.step.at("paper.second")
	return pair, p.docs.Replace(ctx, pair.doc)
}

// Send hands in what both agreed on; of f it takes what is counted, and all else from the
// pair and its slip. It may be asked again: the form counts once. The errors are those of
// Inbox.Submit; after nil, fault.Exists and fault.Closed nothing is left of the form.
func (p *Papers) Send(ctx context.Context, of Paper, pair *Pair, f Form) error {
	f.Round, f.Slip, f.Secret, f.Mode = of.Round, of.Slip, pair.in.secret(), ModePaper
	err := p.inbox.Submit(ctx, f)
	if errors.Is(err, ErrChanged) { // it was sent, and mended after; the first is what counts
		err = nil
	}
	if err == nil || errors.Is(err, fault.Exists) || errors.Is(err, fault.Closed) {
		// What cannot be deleted now is swept on its day: it could only be sent as the
		// same form again.
		_ = p.drop(ctx, pair.doc.ID)
	}
	return err
}

func (p *Papers) drop(ctx context.Context, id string) error {
	p.step.at("paper.drop")
	return gone(p.docs.Delete(ctx, id))
}

// Sweep forgets the forms whose last day is over.
func (p *Papers) Sweep(ctx context.Context) error { return sweep(ctx, p.docs, p.now()) }

// fill seals what two people typed into doc, and gives it as a pair. fault.Problem if it
// is too long.
func (p *Papers) fill(s sheet, doc *draft, in papersInside) (*Pair, error) {
	plain, err := json.Marshal(in) // #nosec G117 -- sealed below, and nothing else is done with it
	if err != nil {
		return nil, fmt.Errorf("ballot: encode: %w", err)
	}
	if len(plain) > maxPapers-4 {
		return nil, fault.Problem{ID: "problem.form_size"}
	}
	doc.Expires = p.now().AddDate(0, 0, PaperDays).Format(time.DateOnly)
	doc.Sealed = s.key.Wrap(papersPurpose+s.round.ID, seal.Pad(plain, papersClasses))
	return s.pair(doc, in, plain), nil
}

func (s sheet) pair(doc *draft, in papersInside, plain []byte) *Pair {
	mark := s.key.Tag("papers", string(plain))
	return &Pair{First: in.First, Second: in.Second, Mine: in.By == s.by, Until: doc.Expires, Mark: hex.EncodeToString(mark[:]), in: in, doc: doc}
}

// read opens what lies under a slip; nil if nothing does any more.
func (p *Papers) read(ctx context.Context, s sheet) (*Pair, error) {
	doc, err := p.docs.GetStrong(ctx, s.id)
	if errors.Is(err, fault.NotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	if doc.Expires < p.now().Format(time.DateOnly) { // swept soon: nothing is in its way
		return nil, gone(p.docs.Delete(ctx, s.id))
	}
	padded, err := s.key.Unwrap(papersPurpose+s.round.ID, doc.Sealed)
	if err != nil {
		return nil, err
	}
	in, plain, err := decodePapers(padded)
	if err != nil {
		return nil, err
	}
	return s.pair(doc, in, plain), nil
}

// The sizes that papers are padded to: one entry or two, mostly the same. The last is
// the most that they may hold, less its overhead.
var papersClasses = seal.Classes{16 << 10, 64 << 10, 256 << 10, maxPapers}

const (
	maxPapers     = 1 << 20
	papersPurpose = "kist papers "
)

// decodePapers reads what fill closed; fault.Invalid otherwise.
func decodePapers(padded []byte) (in papersInside, plain []byte, err error) {
	if plain, err = seal.Unpad(padded, papersClasses); err != nil {
		return papersInside{}, nil, err
	}
	if json.Unmarshal(plain, &in) != nil || len(in.Secret) != len(Secret{}) { // its error would quote what a child answered
		return papersInside{}, nil, fault.Wrap(fault.Invalid, "ballot: papers")
	}
	return in, plain, nil
}

func (in papersInside) secret() Secret { return Secret(in.Secret) }
