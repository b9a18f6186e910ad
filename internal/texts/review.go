package texts

import (
	"cmp"
	"context"
	"errors"
	"slices"

	"kist/internal/audit"
	"kist/internal/ballot"
	"kist/internal/fault"
	"kist/internal/store"
)

// Judged is how far the review of a text is.
type Judged string

// The states there are.
const (
	Fresh    Judged = ""       // nobody has said anything, or it is to be looked at again
	Half     Judged = "half"   // one person has
	Approved Judged = "passed" // two have, and it may enter analysis
	Held     Judged = "held"   // two have, and at least one holds it back
)

// review is what two people said of one text, each without knowing what the other
// says. It holds no words: of what is to be taken out it keeps where that is.
type review struct {
	store.Head    `bson:",inline"` // ID: of the text
	audit.Audited `bson:",inline"`
	Round         string  `json:"round"`
	State         Judged  `json:"state"`
	Said          []spoke `json:"said,omitempty"`
}

// spoke is what one person said.
type spoke struct {
	Who  string `json:"who"`
	Hold bool   `json:"hold,omitempty"`
	Cuts []Cut  `json:"cuts,omitempty"`
}

const reviewsName = "reviews"

func openReviews(ctx context.Context, e store.Engine) (*store.Collection[*review], error) {
	return store.Open[review](ctx, e, store.Spec{Name: reviewsName, Clustered: true, Indexes: []store.Index{{Field: "round"}, {Field: audit.WaitingField}}})
}

// ToReview is a text before its review is done.
type ToReview struct {
	ballot.Text
	ID   string
	Cuts []Cut // of one that is held: what the two would take out
}

// Desk is what one person has before them in the review of a round.
type Desk struct {
	Mine   []ToReview // to be looked at by this person, in no order that tells anything
	Other  int        // waits for the other alone
	Passed int
	Held   []ToReview // held back
	Unread int        // cannot be opened
}

// Desk sorts what is in a round's boxes by how far its review is for one of the two.
// What a crash left undone it does.
func (t *Texts) Desk(ctx context.Context, s *Session, who string) (Desk, error) {
	found, unread, err := t.found(ctx, s)
	if err != nil {
		return Desk{}, err
	}
	reviews, err := t.reviewsOf(ctx, s.Round)
	if err != nil {
		return Desk{}, err
	}
	kept, err := t.keptIDs(ctx, s.Round)
	if err != nil {
		return Desk{}, err
	}
	d := Desk{Unread: unread}
	for _, f := range found {
		x := ToReview{Text: f.Text, ID: t.id(s.Round, f.Envelope)}
		r := reviews[x.ID]
		switch {
		case r == nil || r.State == Fresh || r.State == Half && r.Said[0].Who != who:
			d.Mine = append(d.Mine, x)
		case r.State == Half:
			d.Other++
		case r.State == Held:
			x.Cuts = r.cuts()
			d.Held = append(d.Held, x)
		default:
			d.Passed++
			if !kept[x.ID] {
				if err := t.pass(ctx, s.Round, f, r); err != nil {
					return Desk{}, err
				}
			}
		}
	}
	byID := func(x, y ToReview) int { return cmp.Compare(x.ID, y.ID) }
	slices.SortFunc(d.Mine, byID)
	slices.SortFunc(d.Held, byID)
	return d, nil
}

// found are the texts of the round's boxes, opened once for each session and kept in
// its memory. What was withdrawn meanwhile is left out.
func (t *Texts) found(ctx context.Context, s *Session) (list []ballot.Found, unread int, err error) {
	key, err := s.raw()
	if err != nil {
		return nil, 0, err
	}
	all, unread := s.opened()
	if all == nil {
		if all, unread, err = t.Boxes.TextsWith(ctx, s.Round, key); err != nil {
			return nil, 0, err
		}
		s.remember(all, unread)
	}
	gone, err := t.Boxes.Withdrawn(ctx, s.Round)
	for _, f := range all {
		if !gone[f.Tag] {
			list = append(list, f)
		}
	}
	return list, unread, err
}

func (t *Texts) reviewsOf(ctx context.Context, round string) (map[string]*review, error) {
	all, err := t.reviews.All(ctx, store.Query{Field: "round", Is: round})
	byID := make(map[string]*review, len(all))
	for _, r := range all {
		byID[r.ID] = r
	}
	return byID, err
}

func (t *Texts) keptIDs(ctx context.Context, round string) (map[string]bool, error) {
	ids := map[string]bool{}
	for d, err := range t.reviewed.Find(ctx, store.Query{Field: "round", Is: round}) {
		if err != nil {
			return nil, err
		}
		ids[d.ID] = true
	}
	return ids, nil
}

// Say writes down what one of the two says of a text: that it may pass without these
// stretches, or that it is held back. It may be said anew until the other has spoken.
// The second word decides: the text is held back if either holds it, and loses what
// either takes out. fault.Closed once two have spoken and without a session,
// fault.NotFound for a text that is not in the round's boxes, fault.Invalid for
// stretches that are none of the text's.
func (t *Texts) Say(ctx context.Context, s *Session, who, id string, hold bool, cuts []Cut) error {
	f, err := t.one(ctx, s, id)
	if err != nil {
		return err
	}
	if err := checkCuts(f.Text.Text, cuts); err != nil {
		return err
	}
	said := spoke{Who: who, Hold: hold, Cuts: cuts}
	r := &review{Head: store.Head{ID: id}, Round: s.Round}
	if err := r.say(said); err != nil {
		return err
	}
	r.Sign(reviewsName, r.Head, who, "text.review", t.Now())
	t.at("review.first")
	err = t.reviews.Insert(ctx, r)
	if !errors.Is(err, fault.Exists) {
		return err
	}
	if err := t.dropOld(ctx, id); err != nil {
		return err
	}
	t.at("review.second")
	r, err = t.changeReview(ctx, id, who, "text.review", func(r *review) error { return r.say(said) })
	if err != nil || r.State != Approved {
		return err
	}
	return t.pass(ctx, s.Round, f, r)
}

// dropOld drops what an earlier review kept of a text that is looked at again: if the
// server ended while its review was opened anew, it is still there, and would count as
// what two pass now, with all that they take out. Should they pass it meanwhile, Desk keeps
// it once more.
func (t *Texts) dropOld(ctx context.Context, id string) error {
	r, err := t.reviews.GetStrong(ctx, id)
	if err != nil || r.State == Approved {
		return err
	}
	if err := t.reviewed.Delete(ctx, id); err != nil && !errors.Is(err, fault.NotFound) {
		return err
	}
	return nil
}

// one is a text of the round's boxes by its id.
func (t *Texts) one(ctx context.Context, s *Session, id string) (ballot.Found, error) {
	found, _, err := t.found(ctx, s)
	if err != nil {
		return ballot.Found{}, err
	}
	for _, f := range found {
		if t.id(s.Round, f.Envelope) == id {
			return f, nil
		}
	}
	return ballot.Found{}, fault.Wrap(fault.NotFound, "texts: text of round %s", s.Round)
}

// say takes in the word of one person.
func (r *review) say(said spoke) error {
	switch {
	case r.State == Approved || r.State == Held:
		return fault.Wrap(fault.Closed, "texts: two have spoken")
	case r.State == Fresh:
		r.Said, r.State = []spoke{said}, Half
	case r.Said[0].Who == said.Who:
		r.Said[0] = said
	default:
		r.Said, r.State = append(r.Said, said), Approved
		if r.Said[0].Hold || said.Hold {
			r.State = Held
		}
	}
	return nil
}

// cuts are the stretches that either takes out.
func (r *review) cuts() []Cut {
	var all []Cut
	for _, s := range r.Said {
		all = append(all, s.Cuts...)
	}
	return all
}

// pass keeps a text that two people passed.
func (t *Texts) pass(ctx context.Context, round string, f ballot.Found, r *review) error {
	public, err := t.public(ctx, round)
	if err != nil {
		return err
	}
	return t.keep(ctx, public, inside{Reviewed{
		ID: r.ID, Round: round, Question: f.Question, Edition: f.Edition, Language: f.Language, Setting: f.Setting, Words: Without(f.Text.Text, r.cuts()),
	}, f.Tag})
}

// changeReview alters a review and leaves a line.
func (t *Texts) changeReview(ctx context.Context, id, who, did string, alter func(*review) error) (*review, error) {
	return t.reviews.Update(ctx, id, func(r *review) error {
		if err := alter(r); err != nil {
			return err
		}
		if err := t.trail.Move(ctx, r.Audited); err != nil {
			return err
		}
		r.Sign(reviewsName, r.Head, who, did, t.Now())
		return nil
	})
}

// Again opens the review of a text anew: of one that was held back, in a session of
// those who review; or, in one of analysis, of one in which somebody sees what should
// have been taken out, which nobody reads from then on. fault.NotFound for what is not
// of the session's round, fault.Closed without a session.
func (t *Texts) Again(ctx context.Context, s *Session, who, id string) error {
	if err := s.Alive(); err != nil {
		return err
	}
	_, err := t.changeReview(ctx, id, who, "text.again", func(r *review) error {
		if r.Round != s.Round || s.Use == Analysis && r.State != Approved {
			return fault.Wrap(fault.NotFound, "texts: text of round %s", s.Round)
		}
		r.State, r.Said = Fresh, nil
		return nil
	})
	if err != nil {
		return err
	}
	if err := t.dropTranslation(ctx, id); err != nil {
		return err
	}
	t.at("review.drop")
	if err := t.reviewed.Delete(ctx, id); err != nil && !errors.Is(err, fault.NotFound) {
		return err
	}
	return nil
}
