package texts

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"iter"

	"kist/internal/ballot"
	"kist/internal/fault"
	"kist/internal/redact"
	"kist/internal/seal"
	"kist/internal/store"
)

// Reviewed is a text that two people reviewed: what would tell who somebody is has
// been taken out of it.
type Reviewed struct {
	ID       string `json:"-"` // leads to no row, no box and no time
	Round    string `json:"-"`
	Question string `json:"question"` // key
	Edition  string `json:"edition"`
	Language string `json:"language"`
	Setting  string `json:"setting"` // key
	Words    string `json:"words"`

	Translation string `json:"-"` // into English, by a translator; empty: none
	Out         string `json:"-"` // by which a quote of it is found once it was taken back (Withdrawn)
}

// Text is what passed review, as pages show texts.
func (r Reviewed) Text() ballot.Text {
	return ballot.Text{Question: r.Question, Edition: r.Edition, Language: r.Language, Setting: r.Setting, Text: r.Words}
}

// sealedDoc is a reviewed text as stored.
type sealedDoc struct {
	store.Head `bson:",inline"` // ID: of the text
	Round      string           `json:"round"`
	Sealed     []byte           `json:"sealed"` // to the round's key for texts
}

// inside is what a sealedDoc holds.
type inside struct {
	Reviewed
	Tag string `json:"tag"` // by which it can be withdrawn
}

// classes are the sizes of what is sealed.
var classes = seal.Classes{512, 2 << 10, 8 << 10}

func reviewedPurpose(id string) string { return "kist reviewed " + id }

// Reviewed streams the reviewed texts of the session's round, by id, which is no
// order. A text is left out once its child has taken it back or its review was
// opened again, so an id that was there may be gone the next time. The sequence ends
// after its first error; fault.Closed when the session is over, even half way.
func (t *Texts) Reviewed(ctx context.Context, s *Session) iter.Seq2[Reviewed, error] {
	return func(yield func(Reviewed, error) bool) {
		if err := t.eachReviewed(ctx, s, func(r Reviewed) bool { return yield(r, nil) }); err != nil {
			yield(Reviewed{}, err)
		}
	}
}

// eachReviewed hands out reviewed texts until do has enough.
func (t *Texts) eachReviewed(ctx context.Context, s *Session, do func(Reviewed) bool) error {
	if err := s.Alive(); err != nil {
		return err
	}
	gone, err := t.Boxes.Withdrawn(ctx, s.Round)
	if err != nil {
		return err
	}
	reviews, err := t.reviewsOf(ctx, s.Round)
	if err != nil {
		return err
	}
	translations, err := t.translationsIn(ctx, s.Round)
	if err != nil {
		return err
	}
	for doc, err := range t.reviewed.Find(ctx, store.Query{Field: "round", Is: s.Round}) {
		if err != nil {
			return err
		}
		if r := reviews[doc.ID]; r == nil || r.State != Approved {
			continue // it is looked at again
		}
		key, err := s.private()
		if err != nil {
			return err
		}
		in, err := doc.open(key)
		if err != nil {
			return err
		}
		if gone[in.Tag] {
			continue
		}
		in.Out = t.out(s.Round, in.Tag)
		if d := translations[doc.ID]; d != nil {
			if in.Translation, err = d.open(key, in.Words); err != nil {
				return err
			}
		}
		if !do(in.Reviewed) {
			return nil
		}
	}
	return nil
}

// Head is where a text belongs, without a word of it.
type Head struct {
	ID, Question, Edition, Setting string
}

// Heads are those of all texts that are or were in the boxes of the session's round, also of
// those that children took back or whose review was opened again: a release of themes may
// have counted them, and the next must be attacked together with it. They are in no order;
// fault.Closed without a session.
func (t *Texts) Heads(ctx context.Context, s *Session) (heads []Head, err error) {
	key, err := s.private()
	if err != nil {
		return nil, err
	}
	there, _, err := t.Boxes.TextsWith(ctx, s.Round, key)
	if err != nil {
		return nil, err
	}
	gone, err := t.Boxes.TextsGone(ctx, s.Round, key)
	for _, f := range append(there, gone...) {
		heads = append(heads, Head{t.id(s.Round, f.Envelope), f.Question, f.Edition, f.Setting})
	}
	return heads, err
}

// OneReviewed is a reviewed text by its id. fault.NotFound for what is not of the
// session's round, is looked at again, or was taken back; fault.Closed without a
// session.
func (t *Texts) OneReviewed(ctx context.Context, s *Session, id string) (Reviewed, error) {
	in, err := t.oneReviewed(ctx, s, id)
	if err == nil {
		in.Translation, err = t.translationOf(ctx, s, in.Reviewed)
	}
	return in.Reviewed, err
}

func (t *Texts) oneReviewed(ctx context.Context, s *Session, id string) (inside, error) {
	key, err := s.private()
	if err != nil {
		return inside{}, err
	}
	none := fault.Wrap(fault.NotFound, "texts: reviewed text of round %s", s.Round)
	doc, err := t.reviewed.GetStrong(ctx, id)
	if err != nil || doc.Round != s.Round {
		return inside{}, cmp.Or(err, none)
	}
	r, err := t.reviews.GetStrong(ctx, id)
	if err != nil || r.State != Approved {
		return inside{}, cmp.Or(err, none)
	}
	in, err := doc.open(key)
	if err != nil {
		return inside{}, err
	}
	gone, err := t.Boxes.Withdrawn(ctx, s.Round)
	if err != nil || gone[in.Tag] {
		return inside{}, cmp.Or(err, none)
	}
	in.Out = t.out(s.Round, in.Tag)
	return in, nil
}

func (d *sealedDoc) open(key seal.Private) (inside, error) {
	plain, err := unseal(key, reviewedPurpose(d.ID), d.Sealed)
	if err != nil {
		return inside{}, err
	}
	var in inside
	if json.Unmarshal(plain, &in) != nil { // its error would quote the words
		return inside{}, fault.Wrap(fault.Invalid, "texts: a reviewed text")
	}
	in.ID, in.Round, in.Words = d.ID, d.Round, redact.Spell(in.Words)
	return in, nil
}

// keep stores a reviewed text, in place of what was kept of it before.
func (t *Texts) keep(ctx context.Context, key seal.Public, in inside) error {
	in.Words = redact.Short(in.Words)
	plain, err := json.Marshal(in)
	if err != nil {
		return err
	}
	doc := &sealedDoc{Head: store.Head{ID: in.ID}, Round: in.Round}
	if doc.Sealed, err = key.Seal(reviewedPurpose(in.ID), seal.Pad(plain, classes)); err != nil {
		return err
	}
	t.at("review.keep")
	err = t.reviewed.Insert(ctx, doc)
	if !errors.Is(err, fault.Exists) {
		return err
	}
	_, err = t.reviewed.Update(ctx, doc.ID, func(d *sealedDoc) error {
		d.Sealed = doc.Sealed
		return nil
	})
	return err
}
