package media

import (
	"slices"

	"kist/internal/helplines"
	"kist/internal/i18n"
	"kist/surveys"
)

// Everywhere stands for a survey where a text belongs to all of them. No survey
// has this key.
const Everywhere = "_"

// around are the texts around the questions, by passage, each with the messages
// that are read in one go.
var around = []struct {
	id    string
	texts []string
}{
	{Help, []string{"help.lead"}},
	{"talk.trusted", []string{"help.grown_up.name", "help.grown_up.text"}},
	{"help.after", []string{"help.after"}},
	{"contact", []string{"child.contact.title", "child.contact.lead"}},
	{End, []string{"child.end.title", "child.end.text", "child.end.hard"}},
	{"check", []string{"child.check.title"}},
	{"check.lead", []string{"child.check.lead"}},
	{"check.not_sent", []string{"child.check.not_sent"}},
	{"check.notice.mend", []string{"child.check.notice.mend"}},
	{"check.notice.not_sent", []string{"child.check.notice.not_sent"}},
	{"check.notice.unsure", []string{"child.check.notice.unsure"}},
	{"check.notice.slip", []string{"child.check.notice.slip"}},
	{"check.notice.slip_used", []string{"child.check.notice.slip_used"}},
	{"check.notice.again", []string{"child.check.notice.again"}},
	{"check.skipped", []string{"child.check.skipped"}},
	{"check.slip", []string{"child.check.slip", "child.check.slip_hint"}},
	{"check.helped", []string{"child.check.helped"}},
	{receipts, []string{"child.check.receipt", "child.check.receipt_hint"}},
	{"check.send", []string{"child.check.send"}},
	{"check.again", []string{"child.check.again"}},
	{"check.throw", []string{"child.check.throw"}},
	{"thanks", []string{"child.thanks.title", "child.thanks.text"}},
	{"thanks.talk", []string{"child.thanks.talk"}},
	{"thanks.next", []string{"child.thanks.next", "child.thanks.heard"}},
}

// receipts are heard only where words are given to take answers back with.
const receipts = "check.receipt"

// Shared lists the texts of every survey's pages that can be read aloud to a
// reader of one edition, in the printer's language: what stands around the
// questions, and the answers and hints that kinds of questions bring along.
func Shared(e surveys.Edition, p *i18n.Printer) []Passage {
	var list []Passage
	for _, a := range around {
		if a.id == receipts && (e == surveys.E4 || e == surveys.E8) {
			continue
		}
		var texts []string
		for _, id := range a.texts {
			texts = append(texts, p.T(id))
		}
		list = append(list, Passage{ID: a.id, Words: sentences(texts...), Shared: true, Names: []string{a.id}})
	}
	for _, l := range helplines.All() {
		words := sentences(p.T(l.NameID()) + " " + p.T(l.TextID()) + " " + l.Number) // a new number makes it out of date
		list = append(list, Passage{ID: l.Passage(), Words: words, Shared: true, Names: []string{l.Passage()}})
	}
	return slices.Concat(list, pages(p), standard(e, p))
}

// standard are the answers and hints that kinds bring along: those of a question
// of each kind that says nothing itself.
func standard(e surveys.Edition, p *i18n.Printer) []Passage {
	t := teller{p, &surveys.Survey{Source: p.Lang()}, e}
	var list []Passage
	for _, kind := range surveys.Kinds() {
		for _, faces := range []int{0, 3, 5} {
			q := &surveys.Question{KindName: kind, Faces: faces, AboutChild: true}
			for _, piece := range slices.Concat(t.question(q), t.answers(q)) {
				known := slices.ContainsFunc(list, func(p Passage) bool { return p.ID == piece.ID })
				if piece.Shared && !known {
					piece.Names = nil
					list = append(list, piece)
				}
			}
		}
	}
	last, _ := (&surveys.Question{KindName: "yes_no"}).RatherNot(e)
	if !slices.ContainsFunc(list, func(p Passage) bool { return p.ID == last.TextID }) {
		list = append(list, t.shared(last.TextID))
	}
	return list
}
