package texts

import (
	"context"
	"errors"

	"kist/internal/ballot"
	"kist/internal/fault"
)

// Worry puts a text to the safeguarding lead: whoever reviews it, or reads it for its
// themes, thinks that a child may be in danger. It makes the same concern of it as
// Raise, with the words as they came, whether the text is still in the lane, was
// decided on there, or never was; in the lane it waits no longer. Worried about by the
// same person already, it is no error; by somebody else, this person's note is added.
// It asks for no note: worry comes before words for it. fault.Problem for one that is
// too long, fault.Closed without a session, fault.NotFound for a text that is not among
// those which the session opens.
func (t *Texts) Worry(ctx context.Context, s *Session, who, id, note string) error {
	note, err := checkNote(note, false)
	if err != nil {
		return err
	}
	f, err := t.boxed(ctx, s, id)
	if err != nil {
		return err
	}
	lane := t.Lane.ID(s.Round, f.Envelope)
	if err := t.raise(ctx, s.Round, lane, f.Text, who, note); err != nil {
		return err
	}
	if err := t.Lane.Bury(ctx, s.Round, lane); err != nil && !errors.Is(err, fault.NotFound) {
		return err
	}
	return nil
}

// Worried is the day on which somebody put a text to the safeguarding lead; empty if
// they did not, or if it has ended and is to be raised anew.
func (t *Texts) Worried(ctx context.Context, s *Session, who, id string) (day string, err error) {
	f, err := t.boxed(ctx, s, id)
	if err != nil {
		return "", err
	}
	c, err := t.concerns.GetStrong(ctx, t.Lane.ID(s.Round, f.Envelope))
	if errors.Is(err, fault.NotFound) || err == nil && c.Open == "" {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	return c.saidBy(who), nil
}

// boxed is a text of the round's boxes by its id, in a session of either use. In one of
// analysis only those that passed review are there, and what it gives is handed to
// nobody who reads.
func (t *Texts) boxed(ctx context.Context, s *Session, id string) (ballot.Found, error) {
	if err := s.Alive(); err != nil || s.Use == Unreviewed {
		if err != nil {
			return ballot.Found{}, err
		}
		return t.one(ctx, s, id)
	}
	if _, err := t.OneReviewed(ctx, s, id); err != nil {
		return ballot.Found{}, err
	}
	key, err := s.private()
	if err != nil {
		return ballot.Found{}, err
	}
	list, _, err := t.Boxes.TextsWith(ctx, s.Round, key)
	for _, f := range list {
		if t.id(s.Round, f.Envelope) == id {
			return f, nil
		}
	}
	if err == nil {
		err = fault.Wrap(fault.NotFound, "texts: text of round %s", s.Round)
	}
	return ballot.Found{}, err
}

// Shown is a text as the session opens it: as it came, or as it passed review, with its
// translation if there is one. fault.NotFound for what is not among those, fault.Closed
// without a session.
func (t *Texts) Shown(ctx context.Context, s *Session, id string) (text ballot.Text, translation string, err error) {
	if s != nil && s.Use == Unreviewed {
		f, err := t.one(ctx, s, id)
		return f.Text, "", err
	}
	r, err := t.OneReviewed(ctx, s, id)
	return r.Text(), r.Translation, err
}
