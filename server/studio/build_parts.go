package studio

import (
	"cmp"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"kist/internal/i18n"
	"kist/internal/inspections"
	"kist/server/web"
	"kist/surveys"
)

// seqOf is the state that a form was made of; 0 if it says none.
func seqOf(form url.Values) int {
	n, _ := strconv.Atoi(form.Get("seq")) // read before by madeOf
	return n
}

// numbers fills in the limits that the question's kind has.
func (page *buildPage) numbers(q *surveys.Question, form url.Values) {
	page.HasLeast, page.HasFaces = q.KindName == "number", q.KindName == "faces"
	page.HasMost = slices.Contains([]string{"number", "several", "story"}, q.KindName)
	for _, n := range []struct {
		into  *string
		field string
		now   int
	}{{&page.Least, leastField, q.Min}, {&page.Most, mostField, q.Max}, {&page.Faces, facesField, q.Faces}} {
		if form != nil {
			*n.into = form.Get(n.field)
		} else if n.now != 0 {
			*n.into = strconv.Itoa(n.now)
		}
	}
}

// answers fills in what can be said of each answer beside its words, or lines for
// new ones where there are none yet.
func (page *buildPage) answers(s *studio, survey *surveys.Survey, q *surveys.Question, form url.Values) {
	page.Pictured, page.Alone = q.KindName != "order", q.KindName == "several"
	page.Bare = len(q.Options) == 0 || form.Has(answerWordField+"0")
	if !page.Bare {
		for _, o := range q.Options {
			text, in := s.optionWords(survey, q, o, page.Printer.Lang())
			page.Answers = append(page.Answers, answerField{o.Key, text, in, o.Picture, o.Exclusive})
		}
		return
	}
	for n := range newAnswers {
		name := strconv.Itoa(n)
		page.Answers = append(page.Answers, answerField{name, form.Get(answerWordField + name), survey.Source, form.Get(pictureField + name), form.Get(aloneField+name) != ""})
	}
}

// links fills in which parts of the frameworks can be served, and which are.
func (page *buildPage) links(survey *surveys.Survey, q *surveys.Question) {
	f, _ := inspections.FrameworkByID(survey.Framework) // without one there is nothing to choose from
	codes := make([]string, len(f.Indicators))
	for i, in := range f.Indicators {
		codes[i] = in.Code
	}
	for _, code := range q.Links.Quality { // of an older framework
		if !slices.Contains(codes, code) {
			codes = append(codes, code)
		}
	}
	page.Quality = web.Choices(codes, func(code string) string { return code + " " + indicator(survey.Framework, code).Title }, q.Links.Quality...)
	page.Being = web.Choices(wellbeing, func(w string) string { return page.T("staff.wellbeing." + strings.ToLower(w)) }, q.Links.Wellbeing...)
	page.Promise = web.Choices(foundations, func(name string) string { return name }, q.Links.Promise...)
}

// foundations are those of The Promise, by their published names.
var foundations = []string{"Voice", "Family", "Care", "People", "Scaffolding"}

// conditionsOf fills in the question's conditions, and the questions that another
// can be on: those before it that can be counted.
func (s *studio) conditionsOf(page *buildPage, survey *surveys.Survey, q *surveys.Question, form url.Values) {
	ticked := map[string][]string{}
	var on []string
	for _, clause := range q.AskIf {
		on, ticked[clause.Question] = append(on, clause.Question), clause.Any
	}
	for _, key := range append(slices.Clone(form[onField]), form.Get("more")) {
		if key != "" && !slices.Contains(on, key) {
			on = append(on, key)
		}
	}
	for i, x := range survey.Questions {
		switch {
		case x.Key == q.Key:
			return
		case slices.Contains(on, x.Key):
			page.Conditions = append(page.Conditions, conditionFieldOf(page, survey, q, x, ticked[x.Key]))
		case x.KindName != "story" && x.KindName != "order":
			text, _ := sayAny(survey, x, page.Printer.Lang())
			page.Earlier = append(page.Earlier, web.Choice{Value: x.Key, Text: page.T("staff.build.question", "N", i+1, "Text", begin(text, 80))})
		}
	}
}

func conditionFieldOf(page *buildPage, survey *surveys.Survey, q, on *surveys.Question, ticked []string) conditionField {
	f := conditionField{Key: on.Key}
	f.Text, f.Lang = sayAny(survey, on, page.Printer.Lang())
	for _, code := range codesOf(survey, q, on) {
		f.Answers = append(f.Answers, web.Choice{Value: code, Text: codeWords(page.Printer, survey, on, code), On: slices.Contains(ticked, code)})
	}
	return f
}

// codesOf are the answers to a question that a later one can be asked after, as
// readers of both meet them.
func codesOf(survey *surveys.Survey, q, on *surveys.Question) []string {
	var codes []string
	for _, e := range survey.Editions {
		if !q.In(e) || !on.In(e) {
			continue
		}
		for _, code := range on.Kind().Cells(on, e) {
			if code != surveys.RatherNot && !slices.Contains(codes, code) {
				codes = append(codes, code)
			}
		}
	}
	return append(codes, surveys.SkippedCode)
}

// codeWords are the words of an answer's code.
func codeWords(p *i18n.Printer, survey *surveys.Survey, on *surveys.Question, code string) string {
	if code == surveys.SkippedCode {
		return p.T("staff.build.skipped")
	}
	for _, e := range survey.Editions {
		for _, l := range on.Choices(e) {
			if l.Code != code {
				continue
			}
			if text, _ := survey.Say(l.Words, e, p.Lang()); text != "" {
				return text
			}
			if l.TextID != "" {
				return p.T(l.TextID)
			}
		}
	}
	return cmp.Or(code, on.Key)
}
