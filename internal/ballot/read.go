package ballot

import (
	"context"
	"crypto/sha256"
	"encoding/hex"

	"kist/internal/seal"
)

// Found is one text as it was found in a box or in the safety lane.
type Found struct {
	Text
	// Envelope names the inner envelope that it came in, the same wherever that is
	// kept, and leads to no row: rows and texts are shuffled apart.
	Envelope string
	// Tag is the one by which it can be withdrawn: only the child's words lead to it.
	Tag string
}

// Texts are the texts of a round's boxes that count and that were not withdrawn, in no order
// that tells anything, opened with the round's key of simple mode. unread is how
// many could not be opened: they were altered in the store, or whoever has the
// round's link sent one that holds nothing. Who may see them is for the caller to
// decide.
func (o *Opener) Texts(ctx context.Context, round string) (texts []Text, unread int, err error) {
	key, err := o.vault.Texts(ctx, round)
	if err != nil {
		return nil, 0, err
	}
	found, unread, err := o.TextsWith(ctx, round, key)
	for _, f := range found {
		texts = append(texts, f.Text)
	}
	return texts, unread, err
}

// TextsWith is Texts for who holds the round's key to texts.
func (o *Opener) TextsWith(ctx context.Context, round string, key seal.Private) (found []Found, unread int, err error) {
	return o.textsOf(ctx, round, key, false)
}

// TextsGone are those of a round's boxes that were withdrawn. They are to be shown to
// nobody: what an earlier release counted is known by them, so that the next is attacked
// together with it.
func (o *Opener) TextsGone(ctx context.Context, round string, key seal.Private) ([]Found, error) {
	found, _, err := o.textsOf(ctx, round, key, true)
	return found, err
}

// textsOf are the texts that were withdrawn, or those that were not.
func (o *Opener) textsOf(ctx context.Context, round string, key seal.Private, withdrawn bool) (found []Found, unread int, err error) {
	err = eachBox(ctx, o, round, o.texts.Find, func(b *boxTexts, texts []sealedText, now state) error {
		if now.aside.stand(b.Number, b.Apart) != Counts {
			return nil
		}
		for _, t := range texts {
			if now.gone[t.Tag] != withdrawn {
				continue
			}
			f, err := t.open(key, round)
			if err != nil {
				unread++
				continue
			}
			found = append(found, f)
		}
		return nil
	})
	shuffle(found)
	return found, unread, err
}

// open opens an inner envelope.
func (t sealedText) open(key seal.Private, round string) (Found, error) {
	text, err := openText(key, round, t.Sealed)
	return Found{text, t.envelope(), t.Tag}, err
}

// envelope names the inner envelope.
func (t sealedText) envelope() string {
	sum := sha256.Sum256(t.Sealed)
	return hex.EncodeToString(sum[:])
}

// Withdrawn are the tags that were withdrawn in a round: what carries one is to be
// shown to nobody.
func (o *Opener) Withdrawn(ctx context.Context, round string) (map[string]bool, error) {
	return o.out.of(ctx, round)
}
