package paper

import (
	"slices"
	"strings"

	"github.com/clipperhouse/uax29/v2/sentences"

	"kist/internal/docx"
	"kist/internal/helplines"
	"kist/internal/i18n"
	"kist/internal/report"
	"kist/surveys"
)

// form writes the forms of one document.
type form struct {
	Print
	d     *docx.Document
	title said
	asked []Asked
}

// said is a text, and the language that it is in where that is not the form's.
type said struct{ text, lang string }

func (s said) run() docx.Run    { return docx.Run{Text: s.text, Lang: s.lang} }
func (s said) strong() docx.Run { return docx.Run{Text: s.text, Lang: s.lang, Strong: true} }

func newForm(p Print) *form {
	f := &form{Print: p, asked: Number(p.Survey, p.Edition)}
	f.title = f.say(p.Survey.Title)
	return f
}

func (f *form) begin(mark string) {
	a := f.about(f.title.text)
	if mark != "" {
		a.Foot = f.footOf(mark)
	}
	f.d = docx.New(a)
}

// specimen writes a form that is not for answering, on every page.
func (f *form) specimen() error {
	f.Notice = strings.TrimSpace(f.Words.T("sheet.form.specimen") + " " + f.Notice)
	f.begin("")
	if err := f.start(nil); err != nil {
		return err
	}
	f.questions()
	f.end()
	f.d.Para(f.thanks()...)
	return nil
}

// whole writes one form from its slip to its last question.
func (f *form) whole(slip *Slip) error {
	if err := f.start(slip); err != nil {
		return err
	}
	f.questions()
	f.end()
	return nil
}

func (f *form) footOf(mark string) string { return f.Words.T("sheet.form.mark", "Mark", mark) }

func (f *form) thanks() []docx.Run {
	return []docx.Run{docx.Strong(f.Words.T("sheet.form.thanks"))}
}

// say gives one text of the survey, marked if it is in another language.
func (f *form) say(w surveys.Words) said {
	text, lang := f.Survey.Say(w, f.Edition, f.Lang)
	if lang == f.Lang {
		lang = ""
	}
	return said{text, lang}
}

// label gives an answer's words: the survey's own, else the interface's, else the code
// itself, which is a number then.
func (f *form) label(l surveys.Label) said {
	if own := f.say(l.Words); own.text != "" {
		return own
	}
	if l.TextID != "" {
		return f.own(l.TextID)
	}
	return said{text: l.Code}
}

// own is a text of the interface.
func (f *form) own(id string, args ...any) said {
	s := said{text: f.Words.T(id, args...)}
	if f.Words.Lang() != f.Lang {
		s.lang = f.Words.Lang()
	}
	return s
}

// lines are a text as it stands on the form: easy read has one sentence a line.
func (f *form) lines(s said) []docx.Run {
	if s.text == "" {
		return nil
	}
	if f.Layout != Easy {
		return []docx.Run{s.run()}
	}
	var list []docx.Run
	for all := sentences.FromString(s.text); all.Next(); {
		if line := strings.TrimSpace(all.Value()); line != "" {
			list = append(list, said{line, s.lang}.run())
		}
	}
	return list
}

// start writes what comes before the first question; slip is nil on a specimen.
func (f *form) start(slip *Slip) error {
	f.titled()
	if err := f.slip(slip); err != nil {
		return err
	}
	for _, run := range f.lines(f.say(f.Survey.Start.Lead)) {
		f.d.Lead(run)
	}
	if lang := f.borrowed(); lang != "" {
		f.d.Notice(f.own("child.borrowed", "Language", lang).run())
	}
	f.facts()
	if f.Edition == surveys.E4 && !f.Survey.Start.GrownUp.Empty() {
		f.d.Heading(3, f.Words.T("child.start.grown_up"))
		f.d.Para(f.say(f.Survey.Start.GrownUp).run())
	}
	f.d.Heading(2, f.Words.T("sheet.form.how"))
	for _, id := range []string{"sheet.form.choice", "sheet.form.name", "sheet.form.tick", "sheet.form.typed", "sheet.form.back"} {
		for _, run := range f.lines(f.own(id)) {
			f.d.Item(run)
		}
	}
	f.help()
	return nil
}

// titled writes the title of a form, in whatever language it is.
func (f *form) titled() { f.d.Titled(f.title.run()) }

// borrowed is the language of words that the form's own lacks, by its own name; empty if
// none is lacking.
func (f *form) borrowed() string {
	for _, t := range f.Survey.Texts() {
		if !slices.Contains(t.Editions, f.Edition) {
			continue
		}
		if s := f.say(*t.Words); s.lang != "" {
			return i18n.Describe(s.lang).Endonym
		}
	}
	return ""
}

// facts writes what there is to know before the first question.
func (f *form) facts() {
	for _, fact := range f.Survey.FactsIn(f.Edition) {
		head, text := f.say(fact.Head), f.lines(f.say(fact.Text))
		if f.Layout != Easy {
			f.d.Para(append([]docx.Run{head.strong(), docx.Plain(" ")}, text...)...)
			continue
		}
		paragraphs := [][]docx.Run{{head.strong()}}
		for _, run := range text {
			paragraphs = append(paragraphs, []docx.Run{run})
		}
		f.d.Beside(f.drawing(fact.Picture, "sun"), paragraphs...)
	}
}

// help writes whom a child can talk to.
func (f *form) help() {
	f.d.Heading(2, f.Words.T("help.title"))
	for _, run := range f.lines(f.own("help.lead")) {
		f.d.Kept(run)
	}
	f.d.Item(f.own("help.grown_up.name").run())
	for _, l := range helplines.All() {
		f.d.Entry(docx.Plain(f.Words.T(l.NameID())+" "+f.Words.T(l.TextID())+" "), docx.Strong(digits(strings.ReplaceAll(l.Number, " ", "\u00a0"))))
	}
}

// digits keeps a number from being turned round in a line that runs from the right.
func digits(number string) string { return "\u200e" + number + "\u200e" }

// end writes what follows the last question.
func (f *form) end() {
	f.d.Heading(2, f.Words.T("child.end.title"))
	for _, id := range []string{"child.end.hard", "sheet.form.back"} {
		for _, run := range f.lines(f.own(id)) {
			f.d.Para(run)
		}
	}
	f.help()
}

// drawing is a drawing of ours, or another where there is none of that name.
func (f *form) drawing(name, otherwise string) docx.Picture {
	for _, id := range []string{name, otherwise} {
		if p, err := report.PictureOf(id, f.Words.T("sheet.picture."+id)); err == nil {
			p.Across = besideAcross
			return p
		}
	}
	return docx.Picture{}
}

// besideAcross is how wide a drawing beside a question is, in millimetres.
const besideAcross = 36
