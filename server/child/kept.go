package child

import (
	"net/url"
	"strings"

	"kist/internal/fault"
	"kist/surveys"
)

// A child may go on in another edition. What was answered there and is not asked
// here, or not with these answers, is carried on unseen, so that it is there again
// if the child goes back. It is left out when the answers are sent.

// settle sorts the answers of a form between those that edition e asks for and
// those that are kept. A form that comes from another edition may hold answers
// that do not fit here: they are kept too, but for stories, which the child can
// mend. fault.Problem if what was kept cannot be read.
func (f form) settle(s *surveys.Survey, e surveys.Edition) error {
	values, err := url.ParseQuery(f.get(keptField))
	if err != nil {
		return fault.Problem{ID: "problem.form"}
	}
	kept := form(values)
	for name := range kept {
		if !s.Asks(name) {
			delete(kept, name)
		}
	}
	asked := map[string]bool{}
	for _, q := range s.QuestionsIn(e) {
		fields := q.Fields(e)
		for _, name := range fields {
			asked[name] = true
		}
		f.exchange(kept, q, e, fields)
	}
	for name := range f {
		if !strings.HasPrefix(name, "_") && !asked[name] && s.Asks(name) {
			f.move(kept, name)
		}
	}
	f[keptField] = []string{url.Values(kept).Encode()}
	return nil
}

// exchange takes back the kept answer to a question, or keeps the one that is
// there and does not fit. What a child answered here replaces what was kept.
func (f form) exchange(kept form, q *surveys.Question, e surveys.Edition, fields []string) {
	from := f.get(fromField)
	moved := from != "" && from != string(e) && q.KindName != "story"
	switch {
	case !f.given(fields):
		if q.Fits(e, kept) {
			kept.move(f, fields...)
		}
	case moved && !q.Fits(e, f):
		f.move(kept, fields...)
	default:
		for _, name := range fields {
			delete(kept, name)
		}
	}
}

// given says whether one of the fields holds something.
func (f form) given(fields []string) bool {
	for _, name := range fields {
		if strings.Join(f[name], "") != "" {
			return true
		}
	}
	return false
}

// move takes fields that hold something to another form.
func (f form) move(to form, fields ...string) {
	for _, name := range fields {
		if f.given([]string{name}) {
			to[name] = f[name]
		}
		delete(f, name)
	}
}

// kept is how many questions have an answer that is kept.
func (f form) kept() int {
	values, err := url.ParseQuery(f.get(keptField))
	if err != nil {
		return 0
	}
	keys := map[string]bool{}
	for name := range values {
		key, _, _ := strings.Cut(name, ".")
		keys[key] = true
	}
	return len(keys)
}

// carried are those of these fields that hold something.
func (f form) carried(names ...string) []field {
	var list []field
	for _, name := range names {
		if v := f.get(name); v != "" {
			list = append(list, field{name, v})
		}
	}
	return list
}
