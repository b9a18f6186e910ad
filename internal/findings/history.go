package findings

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"

	"kist/internal/fault"
	"kist/internal/inspections"
	"kist/internal/store"
)

// History lists the versions of a finding, the latest first.
func (s *Findings) History(ctx context.Context, f *Finding) ([]Version, error) {
	before, err := s.log.All(ctx, store.Query{Field: "finding", Is: f.ID, Order: "number", Desc: true, To: int64(f.Latest.Number)})
	if err != nil {
		return nil, err
	}
	list := []Version{f.Latest} // which may be on the finding alone
	for _, v := range before {
		list = append(list, *v)
	}
	return list, nil
}

// Version reads one version of a finding. fault.NotFound if it never came so far.
func (s *Findings) Version(ctx context.Context, f *Finding, number int) (*Version, error) {
	return s.version(ctx, f, number)
}

func (s *Findings) version(ctx context.Context, f *Finding, number int) (*Version, error) {
	if number == f.Latest.Number {
		return &f.Latest, nil
	}
	if number < 1 || number > f.Latest.Number {
		return nil, fault.Wrap(fault.NotFound, "version %d of finding %s", number, f.ID)
	}
	return s.log.GetStrong(ctx, versionID(f.ID, number))
}

// Remark is what somebody said about a finding.
type Remark struct {
	store.Head `bson:",inline"`
	Finding    string `json:"finding"`
	Version    int    `json:"version"` // that they spoke of
	By         string `json:"by"`      // account id
	At         string `json:"at"`      // minute in UTC
	Text       string `json:"text"`
}

// NewForm makes the random text of a form, by which sending it twice counts once.
func NewForm() string { return inspections.NewID() }

// Say adds a remark. The same form with the same words again changes nothing; with
// other words it is another remark. fault.Problem for an empty or too long text,
// fault.NotFound if there is no such finding.
func (s *Findings) Say(ctx context.Context, finding, form, text, who string) error {
	f, err := s.docs.Get(ctx, finding)
	if err != nil {
		return err
	}
	if text = lines(text); text == "" {
		return fault.Problem{Field: "text", ID: "staff.problem.missing"}
	}
	if bad := fits(nil, "text", text, MaxRemark); bad != nil {
		return bad
	}
	sum := sha256.Sum256([]byte(who + "\n" + form + "\n" + text))
	r := &Remark{Head: store.Head{ID: finding + "/" + hex.EncodeToString(sum[:12])}, Finding: finding, Version: f.Latest.Number, By: who, At: s.minute(), Text: text}
	if err := s.remarks.Insert(ctx, r); err != nil && !errors.Is(err, fault.Exists) {
		return err
	}
	return nil
}

// Talk lists what was said about a finding, the first first.
func (s *Findings) Talk(ctx context.Context, finding string) ([]*Remark, error) {
	return s.remarks.All(ctx, store.Query{Field: "finding", Is: finding, Order: "at"})
}
