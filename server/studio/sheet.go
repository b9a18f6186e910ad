package studio

import (
	"cmp"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"kist/internal/editing"
	"kist/internal/fault"
	"kist/surveys"
)

// sheet is the words of a question, or of the start page, as a form asks for
// them in one language. What the form does not have stays as it is.
type sheet struct {
	question, lang string // question is empty for the title and the start page
	form           url.Values
}

// The names of a sheet's fields: a wording is "w", its place and its edition.
const (
	wordField   = "w|"
	orderField  = "o|" // an option's place among the others; empty takes it away
	newField    = "new"
	afterField  = "after"
	removeField = "remove"
	startValue  = "-" // of afterField: before every other question
)

func wordName(place string, e surveys.Edition) string { return wordField + place + "|" + string(e) }

// onto gives base with what the form says.
func (f sheet) onto(base *surveys.Survey) (*surveys.Survey, error) {
	s, err := base.Clone()
	if err != nil {
		return nil, err
	}
	if f.question == "" {
		return s, f.start(s)
	}
	q := s.Question(f.question)
	if q == nil {
		return nil, fault.Wrap(fault.NotFound, "question %q", f.question)
	}
	if f.form.Get(removeField) != "" {
		s.Questions = slices.DeleteFunc(s.Questions, func(x *surveys.Question) bool { return x == q })
		return s, nil
	}
	f.words(s)
	if err := f.options(q); err != nil {
		return nil, err
	}
	f.add(s, q)
	f.move(s, q)
	return s, nil
}

// words writes every wording that the form has.
func (f sheet) words(s *surveys.Survey) {
	for _, t := range textsOf(s, f.question) {
		for _, e := range append([]surveys.Edition{surveys.All}, t.Editions...) {
			if values, there := f.form[wordName(t.Place, e)]; there {
				t.Words.Set(e, f.lang, clean(values[0]))
			}
		}
	}
}

// textsOf are the texts of one question; of none the title and the start page.
func textsOf(s *surveys.Survey, question string) []surveys.TextAt {
	at := "questions."
	if question != "" {
		at += question + "."
	}
	return slices.DeleteFunc(s.Texts(), func(t surveys.TextAt) bool { return strings.HasPrefix(t.Place, at) != (question != "") })
}

// options puts the options in the order that the form asks for, without those
// whose place is empty.
func (f sheet) options(q *surveys.Question) error {
	list, err := ordered(f.form, q.Options, func(o surveys.Option) string { return o.Key })
	if err == nil {
		q.Options = list
	}
	return err
}

// ordered puts things in the order that a form asks for, without those whose
// place is empty. fault.Problem for a place that is none.
func ordered[T any](form url.Values, things []T, key func(T) string) ([]T, error) {
	place := map[string]int{}
	for i, x := range things {
		values, there := form[orderField+key(x)]
		switch {
		case !there:
			place[key(x)] = i + 1
		case clean(values[0]) != "":
			n, err := strconv.Atoi(clean(values[0]))
			if err != nil || n < 1 || n > 99 {
				return nil, fault.Problem{Field: "options", ID: "staff.propose.place.wrong"}
			}
			place[key(x)] = n
		}
	}
	things = slices.DeleteFunc(things, func(x T) bool { return place[key(x)] == 0 })
	slices.SortStableFunc(things, func(x, y T) int { return cmp.Compare(place[key(x)], place[key(y)]) })
	return things, nil
}

// add puts a new option behind the others, or before one that stands alone.
func (f sheet) add(s *surveys.Survey, q *surveys.Question) {
	text := clean(f.form.Get(newField))
	if text == "" || f.lang != s.Source {
		return
	}
	o := surveys.Option{Key: optionKey(q, text), Text: surveys.Text(f.lang, text)}
	at := slices.IndexFunc(q.Options, func(o surveys.Option) bool { return o.Exclusive })
	if at < 0 {
		at = len(q.Options)
	}
	q.Options = slices.Insert(q.Options, at, o)
}

// optionKey makes a key of an option's words, which no other has.
func optionKey(q *surveys.Question, text string) string {
	return keyOf(text, "answer", func(key string) bool {
		return slices.ContainsFunc(q.Options, func(o surveys.Option) bool { return o.Key == key })
	})
}

// keyOf makes a key of words, or of a word for what has none in our letters, that
// is not taken.
func keyOf(text, otherwise string, taken func(string) bool) string {
	var b strings.Builder
	for _, r := range strings.ToLower(text) {
		switch {
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9' && b.Len() > 0:
			b.WriteRune(r)
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "_"):
			b.WriteByte('_')
		}
		if b.Len() == 30 {
			break
		}
	}
	base := cmp.Or(strings.Trim(b.String(), "_"), otherwise)
	key := base
	for n := 2; taken(key); n++ {
		key = base + "_" + strconv.Itoa(n)
	}
	return key
}

// move puts the question behind another.
func (f sheet) move(s *surveys.Survey, q *surveys.Question) {
	after := f.form.Get(afterField)
	i := slices.Index(s.Questions, q)
	if after == "" || after == q.Key || after == before(s, i) {
		return
	}
	rest := slices.Delete(slices.Clone(s.Questions), i, i+1)
	to := 0
	if after != startValue {
		to = 1 + slices.IndexFunc(rest, func(x *surveys.Question) bool { return x.Key == after })
		if to == 0 {
			return // the question that it should follow is gone
		}
	}
	s.Questions = slices.Insert(rest, to, q)
}

// before is the key of the question before the i-th; startValue for the first.
func before(s *surveys.Survey, i int) string {
	if i == 0 {
		return startValue
	}
	return s.Questions[i-1].Key
}

// split parts edits into those that fit and those that clash.
func split(edits []editing.Edit, clashes editing.Clashes) (fit []editing.Edit) {
	return slices.DeleteFunc(slices.Clone(edits), func(e editing.Edit) bool {
		return slices.ContainsFunc(clashes, func(c editing.Clash) bool { return c.Unit == e.Unit })
	})
}
