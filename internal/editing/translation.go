package editing

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"regexp"
	"slices"
	"strings"

	"kist/internal/audit"
	"kist/internal/fault"
	"kist/internal/store"
	"kist/surveys"
)

// Progress is how far the translation of one text is.
type Progress string

// What a translated text can be. A stale one stays in use until it is replaced.
const (
	Missing Progress = "missing" // children read the survey's own language, marked as such
	Drafted Progress = "draft"   // written, and not checked by a second native reader
	Checked Progress = "checked" // by a native reader who did not write it
	Stale   Progress = "stale"   // what it translates changed since
)

// Entry is what is known of one translated text beyond its words.
type Entry struct {
	Place   string          `json:"place"`
	Edition surveys.Edition `json:"edition"`
	Source  string          `json:"source"`            // mark of the text that was translated
	Text    string          `json:"text"`              // mark of the translation that By wrote
	By      string          `json:"by"`                // account id
	At      string          `json:"at"`                // minute in UTC
	Back    string          `json:"back,omitempty"`    // said back in the survey's own language
	Checked string          `json:"checked,omitempty"` // account id of who checked that text; empty: nobody
	Sent    bool            `json:"sent,omitempty"`    // who wrote it holds it to be ready for a second reader
}

// translation is what is known of one language of a draft.
type translation struct {
	store.Head    `bson:",inline"` // ID: survey/language
	audit.Audited `bson:",inline"`
	Entries       []Entry `json:"entries,omitempty"` // by place and edition
}

const translationsName = "survey_translations"

var translationsSpec = store.Spec{Name: translationsName, Indexes: []store.Index{{Field: audit.WaitingField}}}

// Text is one text beside its translation.
type Text struct {
	surveys.Unit              // of the translation
	Role         surveys.Role // what it is for
	Source       string       // in the survey's own language, as this edition reads it
	Target       string       // empty if missing
	State        Progress
	Entry        Entry  // the zero Entry if nothing is known
	Trouble      string // last part of the id of what is wrong with the translation; empty: nothing seen
}

// mark stands for a text without keeping it twice.
func mark(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:8])
}

// Workspace lists every text of a draft with its translation into lang, in
// reading order: one for each wording of either language.
// fault.NotFound if the survey is not offered in it, or is written in it.
func (d *Drafts) Workspace(ctx context.Context, survey, lang string) ([]Text, error) {
	doc, err := d.docs.Get(ctx, survey)
	if err != nil {
		return nil, err
	}
	if lang == doc.Survey.Source || !slices.Contains(doc.Survey.Languages, lang) {
		return nil, fault.Wrap(fault.NotFound, "survey %s in %q", survey, lang)
	}
	known, err := d.entries(ctx, survey, lang)
	if err != nil {
		return nil, err
	}
	return Translate(doc.Survey, lang, known.Entries), nil
}

// entries reads what is known of a language; nothing if nobody translated yet.
func (d *Drafts) entries(ctx context.Context, survey, lang string) (*translation, error) {
	t, err := d.translations.GetStrong(ctx, survey+"/"+lang)
	if errors.Is(err, fault.NotFound) {
		return &translation{Head: store.Head{ID: survey + "/" + lang}}, nil
	}
	return t, err
}

// Translate puts the texts of a survey beside their translations into lang, with
// what is known of each.
func Translate(s *surveys.Survey, lang string, known []Entry) []Text {
	by := make(map[surveys.Unit]Entry, len(known))
	for _, e := range known {
		by[surveys.Unit{Place: e.Place, Language: lang, Edition: e.Edition}] = e
	}
	var list []Text
	for _, t := range s.Texts() {
		for _, e := range wordings(*t.Words, s.Source, lang) {
			u := surveys.Unit{Place: t.Place, Language: lang, Edition: e}
			x := Text{Unit: u, Role: t.Role, Target: (*t.Words)[lang][e], Entry: by[u]}
			if x.Source, _ = t.Words.In(e, s.Source); x.Source == "" {
				continue // nobody reads it: the survey's own language says nothing here
			}
			x.Entry = x.Entry.of(x.Target)
			x.State, x.Trouble = x.Entry.state(x.Source, x.Target), trouble(x.Source, x.Target)
			list = append(list, x)
		}
	}
	return list
}

// wordings are the editions with words of their own in either language, those
// for all first, then from the youngest on.
func wordings(w surveys.Words, a, b string) []surveys.Edition {
	var list []surveys.Edition
	for _, e := range append([]surveys.Edition{surveys.All}, surveys.Editions()...) {
		if w[a][e] != "" || w[b][e] != "" {
			list = append(list, e)
		}
	}
	return list
}

// state is how far a translation is. What nobody knows anything of, such as a
// text that came with a file, is a draft.
func (e Entry) state(source, target string) Progress {
	switch {
	case target == "":
		return Missing
	case e.Source != "" && e.Source != mark(source):
		return Stale
	case e.Checked != "" && e.Text == mark(target):
		return Checked
	}
	return Drafted
}

// of is what is known of a translation as it stands. Where it was changed since
// somebody wrote or checked it, it is nobody's, until it is known who did.
func (e Entry) of(target string) Entry {
	if target != "" && e.Text != "" && e.Text != mark(target) {
		return Entry{Place: e.Place, Edition: e.Edition, Source: e.Source}
	}
	return e
}

// placeholder is what a text holds for the program to fill in.
var placeholder = regexp.MustCompile(`\{[a-z_]+\}`)

// trouble is what a person should look at in a translation: "placeholder" if it
// lost or gained one, "markup" for signs that would show as they are, "same" if
// it is a sentence left untranslated.
func trouble(source, target string) string {
	switch {
	case target == "":
		return ""
	case !slices.Equal(slices.Sorted(slices.Values(placeholder.FindAllString(source, -1))), slices.Sorted(slices.Values(placeholder.FindAllString(target, -1)))):
		return "placeholder"
	case strings.ContainsAny(target, "<>") && !strings.ContainsAny(source, "<>"):
		return "markup"
	case source == target && strings.Count(source, " ") >= 3:
		return "same"
	}
	return ""
}

// Count counts the texts of each progress.
func Count(list []Text) map[Progress]int {
	n := map[Progress]int{}
	for _, t := range list {
		n[t.State]++
	}
	return n
}

// Written is one translation as a person wrote it.
type Written struct {
	surveys.Unit
	Of   string // mark of the source that the person read: see Text.Of
	Was  string // how it stood when the person began; empty: missing
	Text string
	Back string // said back in the survey's own language; may be empty
	Sent bool   // ready for a second reader
}

// Translate writes translations into lang: the words into the draft, then who
// wrote them. Clashes if somebody else wrote there meanwhile: both texts are
// in it, and nothing is written. fault.Conflict if a source reads otherwise by now
// than the person read it, fault.Invalid for what is no wording in lang.
// After a crash between the two the texts stand as drafts of nobody. Who sends a
// text of somebody else's as it is has not written it: it stays theirs.
func (d *Drafts) Translate(ctx context.Context, survey, lang string, list []Written, who string) error {
	var edits []Edit
	for _, w := range list {
		if w.Language != lang || w.Text == "" {
			return fault.Wrap(fault.Invalid, "translation of %s into %q", w.Place, lang)
		}
		edits = append(edits, Edit{w.Unit, w.Was, w.Text})
	}
	if _, _, err := d.change(ctx, survey, Change{Who: who}, translating(lang, list, edits)); err != nil {
		return err
	}
	return d.note(ctx, survey, lang, who, "translation.write", func(x Text, e *Entry) bool {
		i := slices.IndexFunc(list, func(w Written) bool { return w.Unit == x.Unit })
		if i < 0 || x.Target != list[i].Text {
			return false // not theirs, or written over by now
		}
		before, w := *e, list[i]
		if w.Text == w.Was && e.By != "" && e.Text == mark(w.Text) {
			e.Back, e.Sent = w.Back, e.Sent || w.Sent
		} else {
			*e = Entry{x.Place, x.Edition, w.Of, mark(w.Text), who, d.minute(), w.Back, "", w.Sent}
		}
		return *e != before
	})
}

// translating is the alteration that makes the edits of translations, each of the
// source that its writer read.
func translating(lang string, list []Written, edits []Edit) func(*surveys.Survey) (*surveys.Survey, error) {
	return func(s *surveys.Survey) (*surveys.Survey, error) {
		after, err := Apply(s, edits)
		if err != nil {
			return nil, err
		}
		of := sources(after, lang)
		for _, w := range list {
			if of[w.Unit] != w.Of {
				return nil, fault.Wrap(fault.Conflict, "the source of %s", w.Place)
			}
		}
		return after, nil
	}
}

// sources are the marks of what each text of a language translates.
func sources(s *surveys.Survey, lang string) map[surveys.Unit]string {
	of := map[surveys.Unit]string{}
	for _, x := range Translate(s, lang, nil) {
		of[x.Unit] = x.Of()
	}
	return of
}

// credit notes who wrote the translations that a change put in, whichever way they
// came. Those of a question that came with them, as from the library, stay
// nobody's: who takes a question has not written it. After a crash before it the
// texts are nobody's too.
func (d *Drafts) credit(ctx context.Context, doc *Draft, made []Edit, who string) error {
	fresh, written := map[string]bool{}, map[string]map[surveys.Unit]string{}
	for _, e := range made {
		switch {
		case !e.Wording():
			fresh[e.Question()] = fresh[e.Question()] || e.Before == ""
		case e.Language == doc.Survey.Source || e.After == "" || e.Question() != "" && fresh[e.Question()]: // the build comes first
		case written[e.Language] == nil:
			written[e.Language] = map[surveys.Unit]string{e.Unit: e.After}
		default:
			written[e.Language][e.Unit] = e.After
		}
	}
	for lang, texts := range written {
		err := d.note(ctx, doc.ID, lang, who, "translation.write", func(x Text, e *Entry) bool {
			if text, ours := texts[x.Unit]; !ours || text != x.Target || e.Text == mark(text) {
				return false
			}
			*e = Entry{Place: x.Place, Edition: x.Edition, Source: mark(x.Source), Text: mark(x.Target), By: who, At: d.minute(), Sent: true}
			return true
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// note changes what is known of a draft's texts in lang, and leaves a line if
// change altered any. The texts are read again at every turn, as they stand: by an
// older draft what is known of newer words would seem to be of none, and be lost.
func (d *Drafts) note(ctx context.Context, survey, lang, who, did string, change func(Text, *Entry) bool) error {
	for {
		t, err := d.entries(ctx, survey, lang)
		if err != nil {
			return err
		}
		doc, err := d.docs.GetStrong(ctx, survey)
		if err != nil {
			return err
		}
		if !t.change(Translate(doc.Survey, lang, t.Entries), change) {
			return nil
		}
		if err := d.trail.Move(ctx, t.Audited); err != nil {
			return err
		}
		t.Sign(translationsName, t.Head, who, did, d.now())
		if t.Rev == 0 {
			err = d.translations.Insert(ctx, t)
		} else {
			err = d.translations.Replace(ctx, t)
		}
		if !raced(err) {
			return err
		}
	}
}

// raced says that somebody else wrote first, so that it is worth another look.
func raced(err error) bool { return errors.Is(err, fault.Conflict) || errors.Is(err, fault.Exists) }

func isNotFound(err error) bool { return errors.Is(err, fault.NotFound) }

// change lets change alter the entry of each text; true if it altered any.
// Entries of texts that are no more fall away.
func (t *translation) change(list []Text, change func(Text, *Entry) bool) bool {
	var kept []Entry
	altered := false
	for _, x := range list {
		e := x.Entry
		if change(x, &e) {
			altered = true
		}
		if e != (Entry{}) {
			kept = append(kept, e)
		}
	}
	t.Entries = kept
	return altered
}
