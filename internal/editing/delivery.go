package editing

import (
	"context"
	"slices"
	"strings"

	"kist/internal/fault"
	"kist/internal/store"
	"kist/surveys"
)

// Incoming is one translation as a file brings it back.
type Incoming struct {
	surveys.Unit `bson:",inline"`
	Mark         string `json:"mark,omitempty"` // of the translation that the file was made from; empty: there was none
	Source       string `json:"source"`         // that was translated
	Text         string `json:"text"`           // empty: left untranslated
}

// Outcome is what becomes of a translation that a file brings.
type Outcome string

// What can become of it.
const (
	Replaces Outcome = "change"  // it takes its place
	Clashing Outcome = "clash"   // somebody wrote there since the file was made
	Moved    Outcome = "moved"   // what it translates changed since
	Foreign  Outcome = "foreign" // there is no such text
	Nothing  Outcome = "nothing" // the file has no translation, or the one that stands there
)

// Brought is a translation of a file beside what stands in its place.
type Brought struct {
	Incoming
	Now     Text // the zero Text for a foreign one
	Is      Outcome
	Trouble string // as in Text
}

// delivery is what a person's file brought that is not settled yet. One person
// has one for each survey and language.
type delivery struct {
	store.Head `bson:",inline"` // ID: survey/language/account
	Units      []Incoming       `json:"units"`
}

func deliveryID(survey, lang, who string) string { return survey + "/" + lang + "/" + who }

// Weigh tells what would become of each translation, in the order of the file. Of
// several for one text the last counts.
func Weigh(list []Text, units []Incoming) []Brought {
	by := make(map[surveys.Unit]Text, len(list))
	for _, x := range list {
		by[x.Unit] = x
	}
	last := make(map[surveys.Unit]int, len(units))
	for i, u := range units {
		last[u.Unit] = i
	}
	var all []Brought
	for i, u := range units {
		if last[u.Unit] == i {
			x, ours := by[u.Unit]
			all = append(all, Brought{u, x, u.outcome(x, ours), trouble(x.Source, u.Text)})
		}
	}
	return all
}

func (u Incoming) outcome(x Text, ours bool) Outcome {
	switch {
	case !ours:
		return Foreign
	case u.Text == "" || u.Text == spaced(x.Target):
		return Nothing
	case u.Mark != x.Mark():
		return Clashing
	case spaced(u.Source) != spaced(x.Source):
		return Moved
	}
	return Replaces
}

// spaced is a text as a file gives it back: with single spaces.
func spaced(text string) string { return strings.Join(strings.Fields(text), " ") }

// Receive keeps what a file brings into lang, for its person to look at; nothing
// is changed yet. What an earlier file of theirs left is forgotten.
func (d *Drafts) Receive(ctx context.Context, survey, lang, who string, units []Incoming) error {
	list, err := d.Workspace(ctx, survey, lang)
	if err != nil {
		return err
	}
	fresh := &delivery{Head: store.Head{ID: deliveryID(survey, lang, who)}}
	for _, b := range Weigh(list, units) {
		if b.Is == Foreign {
			b.Text, b.Source = "", "" // its place says enough
		}
		if b.Is != Nothing {
			fresh.Units = append(fresh.Units, b.Incoming)
		}
	}
	return d.keepDelivery(ctx, fresh)
}

func (d *Drafts) keepDelivery(ctx context.Context, fresh *delivery) error {
	for {
		there, err := d.deliveries.GetStrong(ctx, fresh.ID)
		if err == nil {
			fresh.Rev = there.Rev
			err = d.deliveries.Replace(ctx, fresh)
		} else if isNotFound(err) {
			fresh.Rev = 0
			err = d.deliveries.Insert(ctx, fresh)
		}
		if !raced(err) {
			return err
		}
	}
}

// Received gives what a person's file brings, beside what stands there now.
// Empty if they brought none, or all of it is settled.
func (d *Drafts) Received(ctx context.Context, survey, lang, who string) ([]Brought, error) {
	list, err := d.Workspace(ctx, survey, lang)
	if err != nil {
		return nil, err
	}
	there, err := d.deliveries.GetStrong(ctx, deliveryID(survey, lang, who))
	if isNotFound(err) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(Weigh(list, there.Units), func(b Brought) bool { return b.Is == Nothing }), nil
}

// TakeIn writes what a person's file brings where nothing stands against it, as
// one change, and sends it to be checked. It gives how many texts that were. The
// rest waits, for the person to decide text by text. Done again it does nothing.
func (d *Drafts) TakeIn(ctx context.Context, survey, lang, who string) (int, error) {
	all, err := d.Received(ctx, survey, lang, who)
	if err != nil {
		return 0, err
	}
	var list []Written
	for _, b := range all {
		if b.Is == Replaces {
			list = append(list, Written{Unit: b.Unit, Of: b.Now.Of(), Was: b.Now.Target, Text: b.Text, Sent: true})
		}
	}
	if len(list) == 0 {
		return 0, nil
	}
	if err := d.Translate(ctx, survey, lang, list, who); err != nil || len(list) < len(all) {
		return len(list), err
	}
	return len(list), d.Forget(ctx, survey, lang, who) // nothing of it is left to decide
}

// Forget lets go of what is left of a person's file; no error if nothing is.
func (d *Drafts) Forget(ctx context.Context, survey, lang, who string) error {
	err := d.deliveries.Delete(ctx, deliveryID(survey, lang, who))
	if isNotFound(err) {
		return nil
	}
	return err
}

// UnitName names a text in a file, by place and edition; UnitOf reads it back.
func UnitName(u surveys.Unit) string { return u.Place + " " + string(u.Edition) }

// UnitOf is the unit of a language that a name in a file means. fault.Invalid for
// what is no name.
func UnitOf(name, lang string) (surveys.Unit, error) {
	place, edition, ok := strings.Cut(name, " ")
	if !ok || place == "" || edition == "" {
		return surveys.Unit{}, fault.Wrap(fault.Invalid, "name of a text")
	}
	return surveys.Unit{Place: place, Language: lang, Edition: surveys.Edition(edition)}, nil
}
