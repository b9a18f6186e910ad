package ballot

import (
	"context"
	"errors"
	"reflect"

	"kist/internal/fault"
	"kist/internal/inspections"
	"kist/internal/redact"
	"kist/internal/store"
)

// Rehearse sends an invented form the way of a child's: it is redacted and sealed
// with the round's own public keys, put into the inbox as durably as any, read
// back, removed, opened with the private keys, and compared. In the inbox it
// belongs to no round and no sealer lists it, so it is never counted, in whatever
// stage the round is and wherever a crash falls: what one leaves, the next
// rehearsal removes. fault.Invalid if what comes out is not what went in; errors of
// the keys and the store as they are.
func (s *Sealer) Rehearse(ctx context.Context, r *inspections.Round, f Form) error {
	f.Round = r.ID
	keys, err := parseKeys(r)
	if err != nil {
		return err
	}
	sealed, err := pack(keys, f)
	if err != nil {
		return err
	}
	if sealed, err = s.thereAndBack(ctx, r.ID, sealed); err != nil {
		return err
	}
	private, err := s.vault.Answers(ctx, r.ID)
	if err != nil {
		return err
	}
	opened, err := unpack(private, r.ID, sealed)
	if err != nil {
		return err
	}
	if !reflect.DeepEqual(opened.Row, f.row()) || len(opened.Texts) != len(f.Texts) {
		return fault.Wrap(fault.Invalid, "round %s: the answers came out differently", r.ID)
	}
	if r.KeyMode == inspections.ReaderHeld {
		return nil // only its readers open texts
	}
	return s.rehearseTexts(ctx, r.ID, keys.words, f, opened.Texts)
}

// rehearsal begins the id of what a rehearsal keeps in the inbox; no child's id
// begins so.
const rehearsal = "rehearsal-"

// thereAndBack stores a sealed form, reads it back and removes it.
func (s *Sealer) thereAndBack(ctx context.Context, round string, sealed []byte) ([]byte, error) {
	id := rehearsal + round
	if err := s.inbox.Delete(ctx, id); err != nil && !errors.Is(err, fault.NotFound) {
		return nil, err
	}
	if err := s.inbox.Insert(ctx, &pending{Head: store.Head{ID: id}, Waits: rehearsal, Sealed: sealed}); err != nil {
		return nil, err
	}
	there, err := s.inbox.GetStrong(ctx, id)
	if err != nil {
		return nil, err
	}
	return there.Sealed, s.inbox.Delete(ctx, id)
}

func (s *Sealer) rehearseTexts(ctx context.Context, round string, words *redact.Redactor, f Form, sealed []sealedText) error {
	if len(sealed) == 0 {
		return nil
	}
	key, err := s.vault.Texts(ctx, round)
	if err != nil {
		return err
	}
	for _, t := range sealed {
		text, err := openText(key, round, t.Sealed)
		if err != nil {
			return err
		}
		if want := words.Text(f.Texts[text.Question], f.Language); text.Text != want || want == "" {
			return fault.Wrap(fault.Invalid, "round %s: a text came out differently", round)
		}
	}
	return nil
}
