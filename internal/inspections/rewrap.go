package inspections

import (
	"context"

	"kist/internal/seal"
)

// Rewrap closes with the key file's key of now what the one before it closed: the
// private halves of rounds, the copies that readers hold of them, and the readers' own
// keys. dry only counts. Each document is replaced by itself and only while it is there,
// so that it can be broken off, repeated and done by several at once, and nothing that was
// destroyed comes back. n is how many documents there were to do. fault.Invalid, naming
// the document, for one that neither key opens.
func (v *Vault) Rewrap(ctx context.Context, dry bool) (n int, err error) {
	if !v.wrap.Can() {
		return 0, errNoWrap
	}
	held, err := v.docs.Amend(ctx, dry, v.rewrapKey)
	if err != nil {
		return held, err
	}
	own, err := v.readers.Amend(ctx, dry, func(doc *reader) (changed bool, err error) {
		doc.Wrapped, changed, err = seal.Again(v.wrap, readerPurpose(doc.ID), doc.Wrapped)
		return changed, err
	})
	return held + own, err
}

// rewrapKey closes a round's key anew, or each of its readers' copies.
func (v *Vault) rewrapKey(doc *keyDoc) (changed bool, err error) {
	if len(doc.Readers) == 0 {
		doc.Wrapped, changed, err = seal.Again(v.wrap, doc.ID, doc.Wrapped)
		return changed, err
	}
	round := doc.ID[:len(doc.ID)-len(textsKey)]
	for i, c := range doc.Readers {
		again, fresh, err := seal.Again(v.wrap, copyPurpose(round, c.Who), c.Sealed)
		if err != nil {
			return false, err
		}
		doc.Readers[i].Sealed, changed = again, changed || fresh
	}
	return changed, nil
}
