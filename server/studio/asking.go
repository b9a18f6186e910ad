package studio

import (
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"kist/internal/fault"
	"kist/surveys"
)

// asking is how a question is asked, as a form has it: its kind and pictures, who
// is asked and when, and what it is for. Its words are on a sheet of their own.
type asking struct{ form url.Values }

// The names of its fields.
const (
	kindField       = "kind"
	agesField       = "edition"
	aboutField      = "about_child"
	hardField       = "hard"
	leastField      = "min"
	mostField       = "max"
	facesField      = "faces"
	purposeField    = "purpose"
	creditField     = "credit"
	qualityField    = "quality"
	beingField      = "wellbeing"
	promiseField    = "promise"
	rightsField     = "articles"
	onField         = "on"       // keys of the questions that conditions are on
	anyField        = "any|"     // and a key: the answers that let the question through
	besideField     = "beside"   // the drawing above the question in easy read
	pictureField    = "picture|" // and an option's key, or the number of a new answer
	aloneField      = "alone|"   // the same
	answerWordField = "answer|"  // and a number: a new answer
)

// newAnswers is how many answers a form offers where there are none yet.
const newAnswers = 8

// offering are the kinds whose answers a survey writes itself.
var offering = []string{"one_choice", "several", "picture", "order"}

// onto writes the form into a question of s, which it may change. What can be
// read is written even if the error, fault.Problems, tells of the rest.
func (f asking) onto(s *surveys.Survey, q *surveys.Question) error {
	var bad fault.Problems
	f.kind(q)
	f.answers(s, q)
	if ages := f.ages(s); len(ages) == 0 {
		bad = append(bad, fault.Problem{Field: agesField, ID: "staff.build.ages.missing"})
	} else if q.Editions = ages; len(ages) == len(s.Editions) {
		q.Editions = nil
	}
	q.AboutChild = f.form.Get(aboutField) != ""
	if f.form.Has(besideField) {
		q.Picture = f.form.Get(besideField)
	}
	q.Hard = inOrder(q.Hard, slices.DeleteFunc(slices.Clone(f.form[hardField]), func(t string) bool { return !slices.Contains(surveys.HardThemes(), t) }))
	bad = append(bad, f.limits(q)...)
	bad = append(bad, f.links(q)...)
	f.conditions(q)
	q.Why, q.Source = clean(f.form.Get(purposeField)), clean(f.form.Get(creditField))
	return bad.Err()
}

// kind sets the kind, and takes out what only another kind reads.
func (f asking) kind(q *surveys.Question) {
	kind := f.form.Get(kindField)
	if !slices.Contains(surveys.Kinds(), kind) || kind == q.KindName {
		return
	}
	q.KindName, q.Min, q.Max, q.Bands, q.Faces, q.Low, q.High = kind, 0, 0, nil, 0, nil, nil
	maps.DeleteFunc(q.Labels, func(code string, _ surveys.Words) bool { return code != surveys.RatherNot })
	if !slices.Contains(offering, kind) {
		q.Options = nil
	}
}

// answers sets what the form says of the answers beside their words, and adds new
// ones where there are none.
func (f asking) answers(s *surveys.Survey, q *surveys.Question) {
	if !slices.Contains(offering, q.KindName) {
		return
	}
	if len(q.Options) == 0 {
		for n := range newAnswers {
			name := strconv.Itoa(n)
			if text := clean(f.form.Get(answerWordField + name)); text != "" {
				o := surveys.Option{Key: optionKey(q, text), Text: surveys.Text(s.Source, text), Picture: f.form.Get(pictureField + name)}
				o.Exclusive = q.KindName == "several" && f.form.Get(aloneField+name) != ""
				q.Options = append(q.Options, o)
			}
		}
		return
	}
	for i := range q.Options {
		o := &q.Options[i]
		if f.form.Has(pictureField + o.Key) {
			o.Picture = f.form.Get(pictureField + o.Key)
		}
		o.Exclusive = q.KindName == "several" && f.form.Get(aloneField+o.Key) != ""
	}
}

// ages are the survey's editions that the form has.
func (f asking) ages(s *surveys.Survey) []surveys.Edition {
	return slices.DeleteFunc(slices.Clone(s.Editions), func(e surveys.Edition) bool { return !slices.Contains(f.form[agesField], string(e)) })
}

// limits are the least and the most, and how many faces. Bands of a range that
// changed would no longer divide it.
func (f asking) limits(q *surveys.Question) (bad fault.Problems) {
	least, most := q.Min, q.Max
	defer func() {
		if least != q.Min || most != q.Max {
			q.Bands = nil
		}
	}()
	for _, l := range []struct {
		field string
		into  *int
		kinds []string
	}{
		{leastField, &q.Min, []string{"number"}},
		{mostField, &q.Max, []string{"number", "several", "story"}},
		{facesField, &q.Faces, []string{"faces"}},
	} {
		text := clean(f.form.Get(l.field))
		n, err := strconv.Atoi(text)
		switch {
		case !slices.Contains(l.kinds, q.KindName):
		case text == "":
			*l.into = 0
		case err != nil || n < 0 || n > 100_000:
			bad = append(bad, fault.Problem{Field: l.field, ID: "staff.build.number.wrong"})
		default:
			*l.into = n
		}
	}
	return bad
}

// links are the parts of the frameworks that the question serves.
func (f asking) links(q *surveys.Question) (bad fault.Problems) {
	q.Links = surveys.Links{
		Quality:   inOrder(q.Links.Quality, f.form[qualityField]),
		Wellbeing: inOrder(q.Links.Wellbeing, f.form[beingField]),
		Promise:   inOrder(q.Links.Promise, f.form[promiseField]),
	}
	for _, text := range strings.FieldsFunc(f.form.Get(rightsField), func(r rune) bool { return r == ',' || r == ' ' || r == '\n' || r == ';' }) {
		n, err := strconv.Atoi(clean(text))
		if err != nil || n < 1 || n > 42 {
			return append(bad, fault.Problem{Field: rightsField, ID: "staff.build.articles.wrong"})
		}
		if !slices.Contains(q.Links.UNCRC, n) {
			q.Links.UNCRC = append(q.Links.UNCRC, n)
		}
	}
	return nil
}

// inOrder are the codes that a form has: those that stood before as they stood, so
// that a form that changes nothing changes no order either.
func inOrder(before, given []string) []string {
	list := kept(before, given)
	for _, code := range given {
		if code != "" && !slices.Contains(list, code) {
			list = append(list, code)
		}
	}
	return list
}

// conditions are those of the form that name an answer.
func (f asking) conditions(q *surveys.Question) {
	before := q.AskIf
	q.AskIf = nil
	for _, key := range f.form[onField] {
		given := f.form[anyField+key]
		if len(given) == 0 || slices.ContainsFunc(q.AskIf, func(c surveys.Clause) bool { return c.Question == key }) {
			continue
		}
		var was []string
		if i := slices.IndexFunc(before, func(c surveys.Clause) bool { return c.Question == key }); i >= 0 {
			was = before[i].Any
		}
		q.AskIf = append(q.AskIf, surveys.Clause{Question: key, Any: inOrder(was, given)})
	}
}
