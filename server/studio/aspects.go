package studio

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"kist/internal/editing"
	"kist/internal/i18n"
	"kist/surveys"
)

// aspect is one thing about how a question is asked, in words; empty where there
// is nothing to say.
type aspect struct{ what, text string }

// aspectsOf are all that can be said of how a question is asked beside its words
// and the order of its answers, which are told of elsewhere.
func aspectsOf(p *i18n.Printer, s *surveys.Survey, q *surveys.Question) []aspect {
	if q.Key == "" {
		return nil
	}
	list := []aspect{
		{p.T("staff.build.kind"), p.T("staff.draft.kind." + q.KindName)},
		{p.T("staff.build.ages"), agesIn(p, q.Editions)},
		{p.T("staff.build.about"), ""},
		{p.T("staff.build.beside"), ""},
		{p.T("staff.build.hard"), themeNames(p, q.Hard)},
		{p.T("staff.build.limits"), limitsIn(p, q)},
		{p.T("staff.build.conditions"), conditionsIn(p, s, q)},
		{p.T("staff.build.links"), strings.Join(linksOf(p, q), "\n")},
		{p.T("staff.build.purpose"), q.Why},
		{p.T("staff.build.credit"), q.Source},
	}
	if q.AboutChild {
		list[2].text = p.T("staff.build.about.yes")
	}
	if q.Picture != "" {
		list[3].text = pictureWords(p, q.Picture)
	}
	for _, o := range q.Options {
		list = append(list, aspect{p.T("staff.build.answer", "Key", o.Key), answerIn(p, o)})
	}
	return list
}

// agesIn are the editions of a list, where none means all.
func agesIn(p *i18n.Printer, list []surveys.Edition) string {
	if len(list) == 0 {
		return p.T("staff.build.ages.all")
	}
	return editionsIn(p, list)
}

func limitsIn(p *i18n.Printer, q *surveys.Question) string {
	var parts []string
	for _, l := range []struct {
		id string
		n  int
	}{{"staff.build.least", q.Min}, {"staff.build.most", q.Max}, {"staff.build.faces", q.Faces}} {
		if l.n != 0 {
			parts = append(parts, p.T(l.id)+": "+strconv.Itoa(l.n))
		}
	}
	if len(q.Bands) > 0 {
		parts = append(parts, p.T("staff.build.bands", "List", numbers(q.Bands)))
	}
	return strings.Join(parts, ". ")
}

func conditionsIn(p *i18n.Printer, s *surveys.Survey, q *surveys.Question) string {
	var parts []string
	for _, clause := range q.AskIf {
		asked, answers := clause.Question, slices.Clone(clause.Any)
		if on := s.Question(clause.Question); on != nil {
			asked, _ = sayAny(s, on, p.Lang())
			for i, code := range answers {
				answers[i] = codeWords(p, s, on, code)
			}
		}
		parts = append(parts, p.T("staff.build.condition", "Question", asked, "Answers", strings.Join(answers, "; ")))
	}
	return strings.Join(parts, "\n")
}

func answerIn(p *i18n.Printer, o surveys.Option) string {
	var parts []string
	if o.Picture != "" {
		parts = append(parts, p.T("staff.build.pictured", "Picture", pictureWords(p, o.Picture)))
	}
	if o.Exclusive {
		parts = append(parts, p.T("staff.build.alone"))
	}
	if len(o.Editions) > 0 {
		parts = append(parts, editionsIn(p, o.Editions))
	}
	return strings.Join(parts, ". ")
}

// pictureWords are what a picture shows; its id for one that is not ours.
func pictureWords(p *i18n.Printer, id string) string {
	if text := p.T("sheet.picture." + id); !strings.HasPrefix(text, "[") {
		return text
	}
	return id
}

// aspectViews tell what of how a question is asked became another.
func aspectViews(p *i18n.Printer, what string, before, after []aspect) []changeView {
	said := func(list []aspect, what string) string {
		i := slices.IndexFunc(list, func(a aspect) bool { return a.what == what })
		if i < 0 {
			return ""
		}
		return list[i].text
	}
	var views []changeView
	for _, list := range [][]aspect{after, before} {
		for _, a := range list {
			what := p.T("staff.build.of", "In", what, "What", a.what)
			was, now := said(before, a.what), said(after, a.what)
			if was != now && !slices.ContainsFunc(views, func(v changeView) bool { return v.What == what }) {
				views = append(views, changeView{What: what, Pieces: editing.WordDiff(was, now)})
			}
		}
	}
	return views
}

// headViews tell what of a survey beside its words and questions became another.
func headViews(p *i18n.Printer, before, after string) []changeView {
	var was, now surveys.Survey
	if json.Unmarshal([]byte(before), &was) != nil || json.Unmarshal([]byte(after), &now) != nil {
		return nil
	}
	return aspectViews(p, p.T("staff.build.survey"), headAspects(p, &was), headAspects(p, &now))
}

func headAspects(p *i18n.Printer, s *surveys.Survey) []aspect {
	tongues := make([]string, len(s.Languages))
	for i, l := range s.Languages {
		tongues[i] = i18n.Describe(l).Endonym
	}
	var minutes []string
	for _, e := range s.Editions {
		if n := s.Start.Minutes[e]; n > 0 {
			minutes = append(minutes, p.T("staff.edition."+string(e))+": "+strconv.Itoa(n))
		}
	}
	return []aspect{
		{p.T("staff.plan.editions"), editionsIn(p, s.Editions)},
		{p.T("staff.plan.languages"), strings.Join(tongues, ", ")},
		{p.T("staff.start.minutes"), strings.Join(minutes, "; ")},
		{p.T("staff.build.groupings"), strings.Join(s.Groupings, ", ")},
		{p.T("staff.build.purpose"), s.Why},
		{p.T("staff.build.credit"), strings.Join(s.Credits, "\n")},
	}
}
