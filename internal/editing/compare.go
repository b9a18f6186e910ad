package editing

import (
	"encoding/json"
	"maps"
	"slices"

	"kist/surveys"
)

// Likeness says how a question of one version stands to that of another.
type Likeness string

// How a question may stand to the same key in the version before.
const (
	Same     Likeness = "same"     // what children read and choose from is the same
	Reworded Likeness = "reworded" // the question's or its answers' words differ in the survey's own language
	Altered  Likeness = "altered"  // how it is answered, or who is asked, differs
	Added    Likeness = "added"
	Removed  Likeness = "removed"
)

// Comparison is one question of two versions.
type Comparison struct {
	Question string   `json:"question"`
	Is       Likeness `json:"is"`
	// Comparable says that answers of both versions may stand side by side:
	// the question is the same, or was reworded and somebody judged so.
	Comparable bool `json:"comparable"`
}

// Compare lists the questions of two versions of a survey, or of two surveys,
// in the order of b, those that only a has last. judged are the keys of
// reworded questions that somebody holds to be comparable.
func Compare(a, b *surveys.Survey, judged []string) []Comparison {
	var list []Comparison
	for _, q := range b.Questions {
		is := likeness(a.Question(q.Key), q, a.Source, b.Source)
		comparable := is == Same || is == Reworded && slices.Contains(judged, q.Key)
		list = append(list, Comparison{q.Key, is, comparable})
	}
	for _, q := range a.Questions {
		if b.Question(q.Key) == nil {
			list = append(list, Comparison{q.Key, Removed, false})
		}
	}
	return list
}

func likeness(p, q *surveys.Question, from, to string) Likeness {
	switch {
	case p == nil:
		return Added
	case answering(p) != answering(q):
		return Altered
	case !maps.Equal(readings(p, from), readings(q, to)):
		return Reworded
	}
	return Same
}

// answering is all of a question that decides who answers it and how.
func answering(q *surveys.Question) string {
	bare := *q
	bare.Text, bare.Hint, bare.Low, bare.High, bare.Labels = nil, nil, nil, nil, nil
	bare.Why, bare.Links, bare.Source, bare.Picture, bare.Hard = "", surveys.Links{}, "", "", nil
	bare.Options = nil
	for _, o := range q.Options {
		o.Text, o.Picture = nil, ""
		bare.Options = append(bare.Options, o)
	}
	text, err := json.Marshal(bare)
	if err != nil {
		panic(err) // plain structs cannot fail
	}
	return string(text)
}

// readings are the words of a question, its answers among them, as each edition
// reads them in the survey's own language.
func readings(q *surveys.Question, lang string) map[surveys.Unit]string {
	texts := map[string]surveys.Words{"text": q.Text, "hint": q.Hint, "low": q.Low, "high": q.High}
	for _, o := range q.Options {
		texts["option "+o.Key] = o.Text
	}
	for code, w := range q.Labels {
		texts["label "+code] = w
	}
	read := map[surveys.Unit]string{}
	for place, w := range texts {
		for _, e := range surveys.Editions() {
			if text, ok := w.In(e, lang); ok && q.In(e) {
				read[surveys.Unit{Place: place, Edition: e}] = text
			}
		}
	}
	return read
}

// compared is Compare with the version before; none for the first.
func compared(last *frozen, s *surveys.Survey, signed *Review) ([]Comparison, error) {
	if last == nil {
		return nil, nil
	}
	before, err := last.Version.Survey()
	if err != nil {
		return nil, err
	}
	var judged []string
	if signed != nil {
		judged = signed.Comparable
	}
	return Compare(before, s, judged), nil
}
