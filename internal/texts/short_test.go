package texts

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"

	"kist/internal/ballot"
	"kist/internal/seal"
)

// plain opens something that this package sealed.
func (k *kit) plain(t *testing.T, purpose string, sealed []byte) string {
	t.Helper()
	key, err := k.vault.Texts(t.Context(), k.round.ID)
	must(t, err)
	b, err := unseal(key, purpose, sealed)
	must(t, err)
	return string(b)
}

// TestWhatIsStoredIsNeverLonger: in the envelope, in a concern and after review, where
// people took out more, each name is one character; whoever reads it reads its marker.
func TestWhatIsStoredIsNeverLonger(t *testing.T) {
	each(t, func(t *testing.T, k *kit) {
		ctx, wrote, read := t.Context(), "uncle Al hit me, Zo saw, ox too", "uncle [name 1] hit me, [name 2] saw, ox too"
		k.send(t, wrote, plays, loud)
		must(t, k.lane.CopyDue(ctx, k.now()))
		must(t, k.sealer.SealDue(ctx))
		s := k.unlock(t, Unreviewed)
		_, ids := k.desk(t, s, "ros")
		at := strings.Index(read, "ox")
		for _, who := range []string{"ros", "tom"} {
			must(t, k.texts.Say(ctx, s, who, ids[read], false, []Cut{{at, at + 2, "name"}}))
		}
		waiting, _, err := k.texts.Waiting(ctx, s)
		must(t, err)
		for _, w := range waiting {
			if w.Text.Text == read {
				must(t, k.texts.Raise(ctx, s, "ros", w.ID, "He names somebody."))
			}
		}
		list, err := k.texts.Concerns(ctx, k.round.ID)
		must(t, err)
		o, err := k.texts.Read(ctx, s, list[0], "ros")
		must(t, err)
		if o.Text.Text != read {
			t.Errorf("a concern is read as %q", o.Text.Text)
		}
		var stored struct{ Text, Words string }
		must(t, json.Unmarshal([]byte(k.plain(t, concernPurpose(list[0].ID, "words"), list[0].Words)), &stored))
		doc, err := k.texts.reviewed.Get(ctx, ids[read])
		must(t, err)
		must(t, json.Unmarshal([]byte(k.plain(t, reviewedPurpose(doc.ID), doc.Sealed)), &stored))
		for what, words := range map[string]string{"concern": stored.Text, "reviewed": stored.Words} {
			if n := utf8.RuneCountInString(words); words == "" || strings.Contains(words, "[") || n > utf8.RuneCountInString(wrote) {
				t.Errorf("%s: %q of %d characters for %q", what, words, n, wrote)
			}
		}
		if got := k.reviewedWords(t); len(got) != 1 || got[0] != strings.Replace(read, "ox", "[name 3]", 1) {
			t.Errorf("after review it is read as %q", got)
		}
	})
}

// TestWhatWasStoredSpelled before is read as it was, and reviewed as ever.
func TestWhatWasStoredSpelled(t *testing.T) {
	each(t, func(t *testing.T, k *kit) {
		old := "[name 1] and [phone] (\uF8FF)"
		text, err := ballot.ParseText([]byte(`{"question":"story","text":"` + old + `"}`))
		must(t, err)
		if text.Text != old {
			t.Errorf("read as %q", text.Text)
		}
		s := k.boxed(t, named, plays, loud)
		_, ids := k.desk(t, s, "ros")
		for _, who := range []string{"ros", "tom"} {
			must(t, k.texts.Say(t.Context(), s, who, ids[plays], false, nil))
		}
		public, err := k.texts.public(t.Context(), k.round.ID)
		must(t, err)
		sealed, err := public.Seal(reviewedPurpose(ids[plays]), seal.Pad([]byte(`{"words":"`+old+`"}`), classes))
		must(t, err)
		_, err = k.texts.reviewed.Update(t.Context(), ids[plays], func(d *sealedDoc) error { d.Sealed = sealed; return nil })
		must(t, err)
		if got := k.reviewedWords(t); len(got) != 1 || got[0] != old {
			t.Errorf("read as %q", got)
		}
	})
}
