package texts

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"

	"kist/internal/ballot"
	"kist/internal/fault"
	"kist/internal/inspections"
	"kist/surveys"
)

const polish = "mama krzyczy na mnie"

// passed sends a Polish text and two others, which two people pass, and unlocks the
// round for those who read them. It gives the ids by words.
func (k *kit) passed(t *testing.T) (*Session, map[string]string) {
	t.Helper()
	must(t, k.inbox.Submit(t.Context(), ballot.Form{
		Round: k.round.ID, Edition: "11-13", AgeBand: "11-13", Language: "pl", Setting: "school", Mode: "online", Secret: ballot.NewSecret(),
		Answers: surveys.Answers{}, Texts: map[string]string{"story": polish},
	}))
	s := k.boxed(t, plays, loud)
	_, ids := k.desk(t, s, "ros")
	for _, who := range []string{"ros", "tom"} {
		for _, id := range ids {
			must(t, k.texts.Say(t.Context(), s, who, id, false, nil))
		}
	}
	return k.unlock(t, Analysis), ids
}

// english is the translation that a reader sees of a text.
func (k *kit) english(t *testing.T, s *Session, id string) string {
	t.Helper()
	one, err := k.texts.OneReviewed(t.Context(), s, id)
	must(t, err)
	for r, err := range k.texts.Reviewed(t.Context(), s) {
		must(t, err)
		if r.ID == id && r.Translation != one.Translation {
			t.Errorf("%q in the list, %q alone", r.Translation, one.Translation)
		}
	}
	return one.Translation
}

// TestTranslating: a translator writes a text that passed review in English; names are
// taken out of it, it can be written anew and taken back, step by step, and it is sealed.
func TestTranslating(t *testing.T) {
	each(t, func(t *testing.T, k *kit) {
		ctx := t.Context()
		s, ids := k.passed(t)
		id := ids[polish]
		fails(t, "no words", k.texts.Translate(ctx, s, "yusuf", id, " \n"), fault.Invalid)
		fails(t, "too many", k.texts.Translate(ctx, s, "yusuf", id, strings.Repeat("ß", MaxTranslation+1)), fault.Invalid)
		fails(t, "of English", k.texts.Translate(ctx, s, "yusuf", ids[loud], "x"), fault.NotFound)
		fails(t, "of none", k.texts.Translate(ctx, s, "yusuf", "none", "x"), fault.NotFound)
		must(t, k.texts.Untranslate(ctx, s, "yusuf", id))
		for range 2 {
			must(t, k.texts.Translate(ctx, s, "yusuf", id, "mum shouts at me and at Karen"))
		}
		if got := k.english(t, s, id); got != "mum shouts at me and at [name 1]" {
			t.Errorf("it reads %q", got)
		}
		must(t, k.texts.Translate(ctx, s, "marta", id, "my mum shouts at me"))
		if got := k.english(t, s, id); got != "my mum shouts at me" {
			t.Errorf("it reads %q", got)
		}
		doc, err := k.texts.translations.Get(ctx, id)
		must(t, err)
		for _, step := range doc.Steps {
			if strings.Contains(string(step.Sealed), "shouts") {
				t.Error("it lies there in clear")
			}
		}
		must(t, k.texts.Untranslate(ctx, s, "yusuf", id))
		if got := k.english(t, s, id); !strings.HasSuffix(got, "[name 1]") {
			t.Errorf("taken back, it reads %q", got)
		}
		for range 2 {
			must(t, k.texts.Untranslate(ctx, s, "yusuf", id))
		}
		steps, err := k.texts.TranslationSteps(ctx, id)
		if got := k.english(t, s, id); got != "" || err != nil || len(steps) != 4 || steps[1].Who != "marta" || !steps[3].Back {
			t.Errorf("it reads %q after %+v, %v", got, steps, err)
		}
		must(t, k.texts.Sweep(ctx))
		if d := k.deeds(t, translationsName, id); d["yusuf text.translate"] != 1 || d["marta text.translate"] != 1 || d["yusuf text.untranslate"] != 2 {
			t.Errorf("%v", d)
		}
		k.pass(Lasts)
		fails(t, "after the session", k.texts.Translate(ctx, s, "yusuf", id, "x"), closed)
	})
}

// TestATranslationIsOfItsWords: with another review, what was taken out of the text
// stands in no translation that anybody reads; the same words written later do not bring
// an old one back.
func TestATranslationIsOfItsWords(t *testing.T) {
	each(t, func(t *testing.T, k *kit) {
		ctx := t.Context()
		a, ids := k.passed(t)
		id := ids[polish]
		must(t, k.texts.Translate(ctx, a, "yusuf", id, "mum shouts at me"))
		must(t, k.texts.Again(ctx, a, "marta", id))
		fails(t, "while it is looked at again", k.texts.Translate(ctx, a, "yusuf", id, "mum shouts"), fault.NotFound)
		s, err := k.texts.Enter(ctx, k.round.ID, Unreviewed, "ros")
		must(t, err)
		for _, who := range []string{"ros", "tom"} {
			must(t, k.texts.Say(ctx, s, who, id, false, []Cut{{0, 4, "name"}}))
		}
		if got := k.english(t, a, id); got != "" {
			t.Errorf("it reads %q", got)
		}
		must(t, k.texts.Translate(ctx, a, "yusuf", id, "[name 1] shouts at me"))
		_, err = k.texts.reviewed.Update(ctx, id, func(d *sealedDoc) error { return nil })
		must(t, err)
		if got := k.english(t, a, id); got != "[name 1] shouts at me" {
			t.Errorf("it reads %q", got)
		}
		doc, err := k.texts.translations.Get(ctx, id)
		must(t, err)
		key, err := a.private()
		must(t, err)
		if got, err := doc.open(key, polish); got != "" || err != nil {
			t.Errorf("of other words it reads %q, %v", got, err)
		}
	})
}

// TestTheLeadReadsATranslation beside a concern.
func TestTheLeadReadsATranslation(t *testing.T) {
	each(t, func(t *testing.T, k *kit) {
		ctx := t.Context()
		a, ids := k.passed(t)
		must(t, k.texts.Worry(ctx, a, "yusuf", ids[polish], ""))
		s, err := k.texts.Enter(ctx, k.round.ID, Unreviewed, "ros")
		must(t, err)
		for _, want := range []string{"", "mum shouts at me"} {
			o, err := k.texts.Read(ctx, s, k.theConcern(t), "ros")
			must(t, err)
			if o.Translation != want || o.Text.Text != polish {
				t.Errorf("the lead reads %q for %q", o.Translation, o.Text.Text)
			}
			must(t, k.texts.Translate(ctx, a, "yusuf", ids[polish], "mum shouts at me"))
		}
	})
}

// TestACrashOfTranslating: there is a translation or none, and the same again makes one.
func TestACrashOfTranslating(t *testing.T) {
	each(t, func(t *testing.T, k *kit) {
		k.passed(t)
		ctx, crash := context.WithCancel(t.Context())
		defer crash()
		k.join(t, func(at string) {
			if at == "translation.keep" {
				crash()
			}
		})
		s := k.unlock(t, Analysis)
		var id string
		for r, err := range k.texts.Reviewed(t.Context(), s) {
			must(t, err)
			if r.Language == "pl" {
				id = r.ID
			}
		}
		if k.texts.Translate(ctx, s, "yusuf", id, "mum shouts at me") == nil {
			t.Error("nothing broke off")
		}
		k.join(t, nil)
		s = k.unlock(t, Analysis)
		if got := k.english(t, s, id); !slices.Contains([]string{"", "mum shouts at me"}, got) {
			t.Errorf("it reads %q", got)
		}
		must(t, k.texts.Translate(t.Context(), s, "yusuf", id, "mum shouts at me"))
		if got := k.english(t, s, id); got != "mum shouts at me" {
			t.Errorf("it reads %q", got)
		}
	})
}

// TestManySteps are kept up to a number.
func TestManySteps(t *testing.T) {
	k := sqliteKit(t)
	s, ids := k.passed(t)
	for i := range maxSteps + 3 {
		must(t, k.texts.Translate(t.Context(), s, "yusuf", ids[polish], strings.Repeat("so ", i+1)))
	}
	steps, err := k.texts.TranslationSteps(t.Context(), ids[polish])
	if err != nil || len(steps) != maxSteps {
		t.Errorf("%d steps, %v", len(steps), err)
	}
	if _, err := k.texts.TranslationSteps(t.Context(), "none"); errors.Is(err, fault.NotFound) {
		t.Error("no translation is an error")
	}
}

// TestTranslationsInAReaderHeldRound: the original and its translation stand side by side in
// a session that a reader opened with words of theirs, and nowhere else: neither a session
// that is over nor the server with all that it holds opens either, no word of them is stored
// in clear, and both are gone with the key.
func TestTranslationsInAReaderHeldRound(t *testing.T) {
	each(t, func(t *testing.T, k *kit) {
		ctx, words := t.Context(), k.hold(t)
		open := func(use Use) *Session {
			must(t, k.texts.Ask(ctx, "held", use, "ros"))
			must(t, k.texts.Confirm(ctx, "held", use, "tom", words["tom"]))
			s, err := k.texts.Enter(ctx, "held", use, "ros")
			must(t, err)
			return s
		}
		must(t, k.inbox.Submit(ctx, ballot.Form{
			Round: "held", Edition: "11-13", AgeBand: "11-13", Language: "pl", Setting: "school", Mode: "online", Secret: ballot.NewSecret(),
			Answers: surveys.Answers{}, Texts: map[string]string{"story": polish},
		}))
		k.send(t, plays, loud)
		must(t, k.sealer.SealDue(ctx))
		s := open(Unreviewed)
		_, ids := k.desk(t, s, "ros")
		for _, who := range []string{"ros", "tom"} {
			must(t, k.texts.Say(ctx, s, who, ids[polish], false, nil))
		}
		s = open(Analysis)
		const english = "mum shouts at me"
		must(t, k.texts.Translate(ctx, s, "yusuf", ids[polish], english))
		one, err := k.texts.OneReviewed(ctx, s, ids[polish])
		must(t, err)
		if one.Words != polish || k.english(t, s, ids[polish]) != english {
			t.Errorf("%q beside %q", one.Words, one.Translation)
		}
		doc, err := k.texts.translations.Get(ctx, ids[polish])
		must(t, err)
		kept, err := k.texts.reviewed.Get(ctx, ids[polish])
		must(t, err)
		stored, err := json.Marshal([]any{doc, kept})
		must(t, err)
		for _, word := range append(strings.Fields(polish), strings.Fields(english)...) {
			if len(word) > 3 && strings.Contains(string(stored), word) {
				t.Errorf("%q is stored in clear", word)
			}
		}
		must(t, k.texts.End(ctx, "held", Analysis, "tom"))
		_, err = k.texts.OneReviewed(ctx, s, ids[polish])
		fails(t, "when the session is over", err, fault.Closed)
		_, err = k.vault.Texts(ctx, "held")
		fails(t, "the server alone", err, denied)

		r, err := k.book.Rounds.Update(ctx, "held", func(r *inspections.Round) error { r.Stage, r.KeysGone = inspections.Sealed, "2026-11-27"; return nil })
		must(t, err)
		must(t, k.vault.Destroy(ctx, r, inspections.Held{}, nil))
		must(t, k.texts.Ask(ctx, "held", Analysis, "ros"))
		fails(t, "after the key is gone", k.texts.Confirm(ctx, "held", Analysis, "tom", words["tom"]), fault.NotFound)
	})
}
