package editing

import (
	"context"

	"kist/internal/inspections"
	"kist/internal/store"
)

// part holds the edits of one state of a proposal. It is written once, before the
// proposal names it, so that a list of thousands of proposals reads none of
// their texts, and a crash between the two leaves a part that nobody names.
type part struct {
	store.Head `bson:",inline"` // ID: proposal/a number of its own
	Edits      []Edit           `json:"edits"`
}

var partsSpec = store.Spec{Name: "survey_proposed"}

// keepPart writes edits down and gives the id of their part.
func (d *Drafts) keepPart(ctx context.Context, proposal string, edits []Edit) (string, error) {
	p := &part{Head: store.Head{ID: proposal + "/" + inspections.NewID()}, Edits: edits}
	return p.ID, d.parts.Insert(ctx, p)
}

// readPart fills in a proposal's edits. Those of a proposal from before there were
// parts stand in it.
func (d *Drafts) readPart(ctx context.Context, p *Proposal) error {
	if p.Part == "" {
		return nil
	}
	kept, err := d.parts.GetStrong(ctx, p.Part)
	if err != nil {
		return err
	}
	p.Edits = kept.Edits
	return nil
}
