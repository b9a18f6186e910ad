package surveys

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"kist/internal/fault"
)

// Unit names one part of a survey that is changed as a whole: one wording of one
// text, or one piece of its build. Parts that differ can be changed by two people
// at once.
type Unit struct {
	// Place is that of a text (see Survey.Texts), or for the build: HeadPlace,
	// FactsPlace, QuestionsPlace, or "questions." and a question's key.
	Place    string  `json:"place"`
	Language string  `json:"language,omitempty"` // of a wording; empty for the build
	Edition  Edition `json:"edition,omitempty"`  // of a wording, All among them; empty for the build
}

// The places of a survey's build beside its questions'.
const (
	HeadPlace      = "survey"      // languages, editions, framework, groupings and the like
	FactsPlace     = "start.facts" // which facts there are, in order
	QuestionsPlace = "questions"   // the keys of the questions, in order
)

// Wording says that the unit is a text as somebody reads it, not a piece of the build.
func (u Unit) Wording() bool { return u.Language != "" }

// Question is the key of the question that the unit belongs to; empty if none.
func (u Unit) Question() string {
	rest, ok := strings.CutPrefix(u.Place, QuestionsPlace+".")
	if !ok {
		return ""
	}
	key, _, _ := strings.Cut(rest, ".")
	return key
}

// Units takes the survey apart: every wording as it is, every piece of the
// build as JSON, always the same text for the same piece. Together they are the
// survey: see Assemble.
func (s *Survey) Units() map[Unit]string {
	units := map[Unit]string{
		{Place: HeadPlace}:      piece(s.head()),
		{Place: FactsPlace}:     piece(s.factList()),
		{Place: QuestionsPlace}: piece(s.order()),
	}
	for _, q := range s.Questions {
		units[Unit{Place: QuestionsPlace + "." + q.Key}] = piece(q.build())
	}
	for _, t := range s.Texts() {
		for lang, by := range *t.Words {
			for e, text := range by {
				if text != "" {
					units[Unit{t.Place, lang, e}] = text
				}
			}
		}
	}
	return units
}

// Assemble is the way back from Units. Wordings of what the build does not have
// are left out. fault.Invalid if a piece of the build cannot be read, or is missing.
func Assemble(units map[Unit]string) (*Survey, error) {
	s := new(Survey)
	var keys []string
	// The head first: it holds an empty place for what the others bring.
	err := errors.Join(read(units, HeadPlace, s), read(units, FactsPlace, &s.Start.Facts), read(units, QuestionsPlace, &keys))
	if err != nil {
		return nil, err
	}
	for _, key := range keys {
		q := new(Question)
		if err := read(units, QuestionsPlace+"."+key, q); err != nil {
			return nil, err
		}
		s.Questions = append(s.Questions, q)
	}
	s.write(units)
	return s, nil
}

// write puts in every wording that the build has a place for.
func (s *Survey) write(units map[Unit]string) {
	places, questions := map[string]*Words{}, map[string]*Question{}
	for _, t := range s.Texts() {
		places[t.Place] = t.Words
	}
	for _, q := range s.Questions {
		questions[q.Key] = q
	}
	for u, text := range units {
		if !u.Wording() {
			continue
		}
		if w := places[u.Place]; w != nil {
			w.Set(u.Edition, u.Language, text)
		} else if q := questions[u.Question()]; q != nil && u.label() != "" {
			q.setLabel(u.label(), u, text)
		}
	}
}

// label is the code whose label the unit words; empty if it is no label.
func (u Unit) label() string {
	code, ok := strings.CutPrefix(u.Place, QuestionsPlace+"."+u.Question()+".labels.")
	if !ok {
		return ""
	}
	return code
}

// setLabel writes a wording of the survey's own label for a code.
func (q *Question) setLabel(code string, u Unit, text string) {
	w := q.Labels[code]
	w.Set(u.Edition, u.Language, text)
	switch {
	case len(w) == 0:
		delete(q.Labels, code)
	case q.Labels == nil:
		q.Labels = map[string]Words{code: w}
	default:
		q.Labels[code] = w
	}
}

// head is the survey without its texts, facts and questions.
func (s *Survey) head() Survey {
	bare := *s
	bare.Title, bare.Start, bare.Questions = nil, Start{Minutes: s.Start.Minutes}, nil
	return bare
}

func (s *Survey) factList() []Fact {
	var list []Fact
	for _, f := range s.Start.Facts {
		list = append(list, Fact{Key: f.Key, Picture: f.Picture, Editions: f.Editions})
	}
	return list
}

func (s *Survey) order() []string {
	var keys []string
	for _, q := range s.Questions {
		keys = append(keys, q.Key)
	}
	return keys
}

// build is the question without its texts.
func (q *Question) build() Question {
	bare := *q
	bare.Text, bare.Hint, bare.Low, bare.High, bare.Labels, bare.Options = nil, nil, nil, nil, nil, nil
	for _, o := range q.Options {
		o.Text = nil
		bare.Options = append(bare.Options, o)
	}
	return bare
}

// piece writes a piece of the build.
func piece(v any) string {
	text, err := json.Marshal(v)
	if err != nil {
		panic(fmt.Sprintf("surveys: %T as JSON: %v", v, err)) // plain structs cannot fail
	}
	return string(text)
}

func read(units map[Unit]string, place string, into any) error {
	text, there := units[Unit{Place: place}]
	if !there {
		return fault.Wrap(fault.Invalid, "survey without %s", place)
	}
	if err := json.Unmarshal([]byte(text), into); err != nil {
		return fault.Wrap(fault.Invalid, "%s: %v", place, err)
	}
	return nil
}
