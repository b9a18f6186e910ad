package editing

import (
	"cmp"
	"context"
	"slices"

	"kist/surveys"
)

// Mark gives the mark of a translation, by which it is seen whether somebody
// changed it since; empty for none.
func (x Text) Mark() string {
	if x.Target == "" {
		return ""
	}
	return mark(x.Target)
}

// Of gives the mark of what the text translates, by which it is seen whether that
// was changed since somebody read it.
func (x Text) Of() string { return mark(x.Source) }

// Keeps are the placeholders that a translation has to keep, and keeps.
func (x Text) Keeps() []string {
	if x.Target == "" {
		return nil
	}
	return placeholder.FindAllString(x.Source, -1)
}

// ToWrite says that somebody has to write the text, or to look at it again.
func (x Text) ToWrite() bool { return x.State == Missing || x.State == Stale }

// ToCheck says that the text waits for a second reader, who can be this person. What
// nobody is known to have written, such as what came with a file, waits too.
func (x Text) ToCheck(who string) bool {
	return x.State == Drafted && x.Entry.By != who && (x.Sent() || x.Entry.By == "")
}

// Sent says that who wrote the text, as it stands, sent it to be checked.
func (x Text) Sent() bool {
	return x.State == Drafted && x.Entry.Sent && x.Entry.Text == mark(x.Target)
}

// urgency is the place of a text in the order of work: first what fell behind,
// then what is missing, then what waits to be checked.
func (x Text) urgency() int {
	switch {
	case x.State == Stale:
		return 0
	case x.State == Missing:
		return 1
	case x.State == Drafted && x.Trouble != "":
		return 2
	case x.Sent():
		return 3
	case x.State == Drafted:
		return 4
	}
	return 5
}

// ByWork sorts texts so that those that need work come first, each kind in
// reading order.
func ByWork(list []Text) {
	slices.SortStableFunc(list, func(a, b Text) int { return cmp.Compare(a.urgency(), b.urgency()) })
}

// Tongue is how far one language of a survey is.
type Tongue struct {
	Language string
	Texts    map[Progress]int
	Write    int // texts that wait to be written
	Check    int // texts that wait to be checked by whoever was asked for
	Known    int // texts that somebody wrote or checked here
}

// All is how many texts there are.
func (t Tongue) All() int {
	n := 0
	for _, of := range t.Texts {
		n += of
	}
	return n
}

// Tongues tells how far each language of a draft is that it is translated into,
// and what waits there for a person.
func (d *Drafts) Tongues(ctx context.Context, doc *Draft, who string) ([]Tongue, error) {
	var list []Tongue
	for _, lang := range doc.Survey.Languages {
		if lang == doc.Survey.Source {
			continue
		}
		known, err := d.entries(ctx, doc.ID, lang)
		if err != nil {
			return nil, err
		}
		texts := Translate(doc.Survey, lang, known.Entries)
		t := Tongue{Language: lang, Texts: Count(texts), Known: len(known.Entries)}
		for _, x := range texts {
			if x.ToWrite() {
				t.Write++
			} else if x.ToCheck(who) {
				t.Check++
			}
		}
		list = append(list, t)
	}
	return list, nil
}

// lookBack is how many of a draft's latest changes are searched for the text
// that was translated.
const lookBack = 500

// Before finds what the sources of stale texts said when they were translated,
// as far as the draft's history still tells.
func (d *Drafts) Before(ctx context.Context, survey string, list []Text) (map[surveys.Unit]string, error) {
	found := map[surveys.Unit]string{}
	if !slices.ContainsFunc(list, func(x Text) bool { return x.State == Stale }) {
		return found, nil
	}
	log, err := d.History(ctx, survey, 0, lookBack)
	if err != nil {
		return nil, err
	}
	said := map[string]string{} // by place and mark
	for _, c := range log {
		for _, e := range c.Edits {
			if e.Wording() && e.Before != "" {
				said[e.Place+" "+mark(e.Before)] = e.Before
			}
		}
	}
	for _, x := range list {
		if text, ok := said[x.Place+" "+x.Entry.Source]; ok && x.State == Stale {
			found[x.Unit] = text
		}
	}
	return found, nil
}
