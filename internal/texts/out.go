package texts

import (
	"context"
	"encoding/hex"
)

// out is the mark of a text by which a quote of it is found once its child has taken the
// text back. Nothing but the key file leads from it to a tag, so that a quote beside the
// tags that were withdrawn tells nobody whose it was.
func (t *Texts) out(round, tag string) string {
	mark := t.IDs.Tag("quote", round, tag)
	return hex.EncodeToString(mark[:])
}

// Withdrawn are the marks of all that children took back in a round, as Reviewed.Out
// gives them. It needs no session: a mark says nothing of any words.
func (t *Texts) Withdrawn(ctx context.Context, round string) (map[string]bool, error) {
	tags, err := t.Boxes.Withdrawn(ctx, round)
	if err != nil {
		return nil, err
	}
	marks := make(map[string]bool, len(tags))
	for tag := range tags {
		marks[t.out(round, tag)] = true
	}
	return marks, nil
}
