package texts

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"strings"
	"unicode/utf8"

	"kist/internal/audit"
	"kist/internal/fault"
	"kist/internal/redact"
	"kist/internal/seal"
	"kist/internal/store"
)

// MaxTranslation is the most letters in a translation: twice what a child may write.
const MaxTranslation = 6000

// maxSteps is how many steps of a translation are kept; the oldest go first.
const maxSteps = 20

// translation is a reviewed text in English, as translators wrote it. Its words are
// sealed to the round's key for texts, as the text is, and die with it.
type translation struct {
	store.Head    `bson:",inline"` // ID: of the text
	audit.Audited `bson:",inline"`
	Round         string       `json:"round"`
	Steps         []translated `json:"steps"` // the latest last
}

// translated is one step: somebody wrote a translation, or took the latest back.
type translated struct {
	Who    string `json:"who"`
	Day    string `json:"day"`
	Sealed []byte `json:"sealed,omitempty"` // none: there is no translation after it
	Back   bool   `json:"back,omitempty"`   // it took back the one before
}

// insideTranslation is what is sealed. Of names the words that were translated: with
// other words, after another review, it is shown to nobody.
type insideTranslation struct {
	Words string `json:"words"`
	Of    string `json:"of"`
}

const translationsName = "translations"

func translationPurpose(id string) string { return "kist translation " + id }

func openTranslations(ctx context.Context, e store.Engine) (*store.Collection[*translation], error) {
	return store.Open[translation](ctx, e, store.Spec{Name: translationsName, Clustered: true, Indexes: []store.Index{{Field: "round"}, {Field: audit.WaitingField}}})
}

func ofWords(words string) string {
	sum := sha256.Sum256([]byte(words))
	return hex.EncodeToString(sum[:16])
}

// Translate keeps a translation into English of a text that passed review, in the
// place of the one before. It is redacted as a child's own words are. The same words
// again are no error and no step. fault.Problem of the field "words" if there are none
// or too many, fault.NotFound for what is not among the session's reviewed texts or is
// in English, fault.Closed without a session.
func (t *Texts) Translate(ctx context.Context, s *Session, who, id, words string) error {
	words = strings.TrimSpace(strings.ReplaceAll(strings.ToValidUTF8(words, ""), "\r\n", "\n"))
	switch {
	case words == "":
		return fault.Problem{Field: "words", ID: "staff.problem.missing"}
	case utf8.RuneCountInString(words) > MaxTranslation:
		return fault.Problem{Field: "words", ID: "staff.problem.long", Args: map[string]any{"Max": MaxTranslation}}
	}
	in, err := t.oneReviewed(ctx, s, id)
	if err != nil {
		return err
	}
	if in.Language == "en" {
		return fault.Wrap(fault.NotFound, "texts: a text in English to translate")
	}
	r, err := t.Book.Round(ctx, s.Round)
	if err != nil {
		return err
	}
	words = redact.New(redact.Own{People: r.Own.People, Schools: r.Own.Schools, Homes: r.Own.Homes}).Text(words, "en")
	if now, err := t.translationOf(ctx, s, in.Reviewed); err != nil || now == words {
		return err
	}
	key, err := seal.ParsePublic(r.TextsKey)
	if err != nil {
		return err
	}
	plain, err := json.Marshal(insideTranslation{redact.Short(words), ofWords(in.Words)})
	if err != nil {
		return err
	}
	step := translated{Who: who, Day: t.today()}
	if step.Sealed, err = key.Seal(translationPurpose(id), seal.Pad(plain, classes)); err != nil {
		return err
	}
	return t.stepTranslation(ctx, s, id, "text.translate", step)
}

// Untranslate takes the latest translation of a text back: the one before it is there
// again, or none. One that is not there is no error.
func (t *Texts) Untranslate(ctx context.Context, s *Session, who, id string) error {
	if _, err := t.oneReviewed(ctx, s, id); err != nil {
		return err
	}
	doc, err := t.translations.GetStrong(ctx, id)
	if errors.Is(err, fault.NotFound) || err == nil && len(doc.now().Sealed) == 0 {
		return nil
	}
	if err != nil {
		return err
	}
	return t.stepTranslation(ctx, s, id, "text.untranslate", translated{Who: who, Day: t.today(), Back: true})
}

// now is the latest step.
func (d *translation) now() translated {
	if len(d.Steps) == 0 {
		return translated{}
	}
	return d.Steps[len(d.Steps)-1]
}

// before is what there was before the latest translation: each that was taken back
// took one with it.
func (d *translation) before() []byte {
	back := 1
	for i := len(d.Steps) - 1; i >= 0; i-- {
		switch s := d.Steps[i]; {
		case s.Back:
			back++
		case back > 0:
			back--
		default:
			return s.Sealed
		}
	}
	return nil
}

// stepTranslation adds a step and leaves a line.
func (t *Texts) stepTranslation(ctx context.Context, s *Session, id, did string, step translated) error {
	doc := &translation{Head: store.Head{ID: id}, Round: s.Round, Steps: []translated{step}}
	doc.Sign(translationsName, doc.Head, step.Who, did, t.Now())
	t.at("translation.keep")
	if !step.Back {
		if err := t.translations.Insert(ctx, doc); !errors.Is(err, fault.Exists) {
			return err
		}
	}
	_, err := t.translations.Update(ctx, id, func(d *translation) error {
		if err := t.trail.Move(ctx, d.Audited); err != nil {
			return err
		}
		if step.Back {
			step.Sealed = d.before()
		}
		d.Steps = append(d.Steps, step)
		d.Steps = d.Steps[max(0, len(d.Steps)-maxSteps):]
		d.Sign(translationsName, d.Head, step.Who, did, t.Now())
		return nil
	})
	return err
}

// translationOf is the translation of a reviewed text; empty if there is none of these
// words.
func (t *Texts) translationOf(ctx context.Context, s *Session, r Reviewed) (string, error) {
	doc, err := t.translations.GetStrong(ctx, r.ID)
	if errors.Is(err, fault.NotFound) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	key, err := s.private()
	if err != nil {
		return "", err
	}
	return doc.open(key, r.Words)
}

// open gives the translation of these words; empty if it is one of others.
func (d *translation) open(key seal.Private, of string) (string, error) {
	sealed := d.now().Sealed
	if len(sealed) == 0 {
		return "", nil
	}
	plain, err := unseal(key, translationPurpose(d.ID), sealed)
	if err != nil {
		return "", err
	}
	var in insideTranslation
	if json.Unmarshal(plain, &in) != nil { // its error would quote the words
		return "", fault.Wrap(fault.Invalid, "texts: a translation")
	}
	if in.Of != ofWords(of) {
		return "", nil
	}
	return redact.Spell(in.Words), nil
}

// TranslationStep is a step of a text's translation, as a page may show it.
type TranslationStep struct {
	Who, Day string
	Back     bool // the latest was taken back
}

// TranslationSteps are those of a text, the first first; nil if nobody translated it.
func (t *Texts) TranslationSteps(ctx context.Context, id string) (list []TranslationStep, err error) {
	doc, err := t.translations.Get(ctx, id)
	if errors.Is(err, fault.NotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	for _, s := range doc.Steps {
		list = append(list, TranslationStep{s.Who, s.Day, s.Back})
	}
	return list, nil
}

// translationsIn are those of a round, by text.
func (t *Texts) translationsIn(ctx context.Context, round string) (map[string]*translation, error) {
	all, err := t.translations.All(ctx, store.Query{Field: "round", Is: round})
	byID := make(map[string]*translation, len(all))
	for _, d := range all {
		byID[d.ID] = d
	}
	return byID, err
}

// dropTranslation forgets the translation of a text whose review is opened anew: what is
// taken out of the text then stands in it too.
func (t *Texts) dropTranslation(ctx context.Context, id string) error {
	_, err := t.translations.Update(ctx, id, func(d *translation) error {
		if len(d.Steps) == 0 {
			return errSaid
		}
		if err := t.trail.Move(ctx, d.Audited); err != nil {
			return err
		}
		d.Steps = nil
		d.Sign(translationsName, d.Head, audit.Server, "text.untranslate", t.Now())
		return nil
	})
	if errors.Is(err, fault.NotFound) || errors.Is(err, errSaid) {
		return nil
	}
	return err
}

// translationFor is the translation of a text that is known by its id in the lane, if it
// passed review since. Once the key to answers is gone no box tells which one is its: there
// is none, and the concern is read without it.
func (t *Texts) translationFor(ctx context.Context, s *Session, lane string) (string, error) {
	found, _, err := t.found(ctx, s)
	if errors.Is(err, fault.NotFound) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	for _, f := range found {
		if f.Language == "en" || t.Lane.ID(s.Round, f.Envelope) != lane {
			continue
		}
		r, err := t.OneReviewed(ctx, s, t.id(s.Round, f.Envelope))
		if errors.Is(err, fault.NotFound) {
			return "", nil
		}
		return r.Translation, err
	}
	return "", nil
}
