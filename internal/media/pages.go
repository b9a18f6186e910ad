package media

import (
	"strings"

	"kist/internal/i18n"
	"kist/surveys"
)

// ofPages are the messages of the children's pages that stand around a
// questionnaire, each line read in one go. A passage has the name of its first
// message, without "child.". What differs from child to child, such as a day, is
// in no recording.
var ofPages = [][]string{
	{"child.enter.title"},
	{"child.enter.label"},
	{"child.enter.hint", "child.enter.none"},
	{"child.enter.form"},
	{"child.enter.letters"},
	{"child.enter.unknown"},
	{"child.enter.many"},
	{"child.join.age", "child.join.age_hint"},
	{"child.save.title"},
	{"child.save.only"},
	{"child.save.where", "child.come_back.title"},
	{"child.come_back.title", "child.come_back.lead"},
	{"child.words.label", "child.words.hint"},
	{"child.words.english"},
	{"child.withdraw.title", "child.withdraw.lead"},
	{"child.withdraw.never"},
	{"child.withdraw.done", "child.withdraw.read"},
	{"child.withdraw.if"},
	{"child.withdraw.closed"},
	{"child.withdraw.final"},
	{"child.thanks.words", "child.thanks.words_text"},
	{"child.contact.title"},
	{"child.contact.lead"}, {"child.contact.lead.young"}, {"child.contact.lead.older"},
	{"child.contact.who"}, {"child.contact.who.young"},
	{"child.contact.when"}, {"child.contact.when.young"},
	{"child.contact.apart"}, {"child.contact.apart.young"},
	{"child.contact.now"},
	{"child.contact.name", "child.contact.maybe"},
	{"child.contact.reach", "child.contact.reach_hint"},
	{"child.contact.safe", "child.contact.safe_hint"},
	{"child.contact.more", "child.contact.maybe"},
	{"child.contact.done"},
	{"child.contact.done_text"},
	{"child.contact.none", "child.contact.none_text"},
	{"child.away.title", "child.away.text"},
	{"child.error.not_found.title", "child.error.not_found.text"},
	{"child.error.closed.title", "child.error.closed.text"},
	{"child.error.not_open.title", "child.error.not_open.text"},
	{"child.error.exists.title", "child.error.exists.text"},
	{"child.error.conflict.title", "child.error.conflict.text"},
	{"child.error.denied.title", "child.error.denied.text"},
	{"child.error.invalid.title", "child.error.invalid.text"},
	{"child.error.too_large.title", "child.error.too_large.text"},
	{"child.error.too_many.title", "child.error.too_many.text"},
	{"child.error.broken.title", "child.error.broken.text"},
}

// OfPage is where the message that begins a passage stands on a child's page.
func OfPage(id string) string { return strings.TrimPrefix(id, "child.") }

// OfAges is where an edition is chosen.
func OfAges(e surveys.Edition) string { return "edition." + e.Slug() }

// pages lists what is read aloud on the children's pages around a questionnaire.
func pages(p *i18n.Printer) []Passage {
	var list []Passage
	for _, texts := range ofPages {
		var said []string
		for _, id := range texts {
			said = append(said, p.T(id))
		}
		name := OfPage(texts[0])
		list = append(list, Passage{ID: name, Words: sentences(said...), Shared: true, Names: []string{name}})
	}
	for _, e := range surveys.Editions() {
		if e == surveys.Adult {
			continue // parents and carers choose it, and it is no child's page
		}
		at := "child.edition." + e.Slug()
		list = append(list, Passage{ID: OfAges(e), Words: sentences(p.T(at+".name") + " " + p.T(at+".text")), Shared: true, Names: []string{OfAges(e)}})
	}
	return list
}
