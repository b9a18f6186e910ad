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

// sheet is a question as a form asks for it, in one language. What the form
// does not have stays as it is.
type sheet struct {
	question, lang string
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

// textsOf are the texts of one question.
func textsOf(s *surveys.Survey, question string) []surveys.TextAt {
	at := "questions." + question + "."
	return slices.DeleteFunc(s.Texts(), func(t surveys.TextAt) bool { return !strings.HasPrefix(t.Place, at) })
}

// options puts the options in the order that the form asks for, without those
// whose place is empty.
func (f sheet) options(q *surveys.Question) error {
	place := map[string]int{}
	for i, o := range q.Options {
		values, there := f.form[orderField+o.Key]
		switch {
		case !there:
			place[o.Key] = i + 1
		case clean(values[0]) != "":
			n, err := strconv.Atoi(clean(values[0]))
			if err != nil || n < 1 || n > 99 {
				return fault.Problem{Field: "options", ID: "staff.propose.place.wrong"}
			}
			place[o.Key] = n
		}
	}
	q.Options = slices.DeleteFunc(q.Options, func(o surveys.Option) bool { return place[o.Key] == 0 })
	slices.SortStableFunc(q.Options, func(x, y surveys.Option) int { return cmp.Compare(place[x.Key], place[y.Key]) })
	return nil
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
	base := cmp.Or(strings.Trim(b.String(), "_"), "answer")
	key := base
	for n := 2; slices.ContainsFunc(q.Options, func(o surveys.Option) bool { return o.Key == key }); n++ {
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
