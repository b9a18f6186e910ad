package ballot

import (
	"context"
	"reflect"

	"kist/internal/fault"
	"kist/internal/inspections"
	"kist/internal/redact"
)

// Rehearse sends an invented form the way of a child's, as far as that goes
// without the store: it is redacted and sealed with the round's own public keys,
// opened with the private ones, and compared. Nothing is inserted anywhere, so it
// can never be counted, in whatever stage the round is. fault.Invalid if what
// comes out is not what went in; errors of the keys as they are.
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
	private, err := s.vault.Answers(ctx, r.ID)
	if err != nil {
		return err
	}
	opened, err := unpack(private, r.ID, sealed)
	if err != nil {
		return err
	}
	want := Row{f.Edition, f.AgeBand, f.Language, f.Setting, f.Mode, f.Answers, f.Secret.Receipt().rowTag()}
	if !reflect.DeepEqual(opened.Row, want) || len(opened.Texts) != len(f.Texts) {
		return fault.Wrap(fault.Invalid, "round %s: the answers came out differently", r.ID)
	}
	return s.rehearseTexts(ctx, r.ID, f, opened.Texts)
}

func (s *Sealer) rehearseTexts(ctx context.Context, round string, f Form, sealed []sealedText) error {
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
		if want := redact.Text(f.Texts[text.Question], f.Language); text.Text != want || want == "" {
			return fault.Wrap(fault.Invalid, "round %s: a text came out differently", round)
		}
	}
	return nil
}
