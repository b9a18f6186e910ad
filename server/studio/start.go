package studio

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/labstack/echo/v4"

	"kist/internal/editing"
	"kist/internal/fault"
	"kist/internal/i18n"
	"kist/server/web"
	"kist/surveys"
)

// The names of the fields that the start page has beside a question's.
const (
	newTextField = "new_text"
	minutesField = "minutes|" // and an edition
)

// showStart is the form of a change to the title and to what a child reads before
// the first question.
func (s *studio) showStart(c echo.Context) error {
	doc, err := s.draftOf(c)
	if err != nil {
		return err
	}
	return s.drawPropose(c, http.StatusOK, doc, doc.Survey, "", nil)
}

// startForm is the form over a state of the survey.
func (s *studio) startForm(c echo.Context, doc *editing.Draft, base *surveys.Survey) (*proposePage, error) {
	p, lang, here := s.Staff.Printer(c), tongueOf(c, base), surveyPath(doc.ID)+"/start"
	page := &proposePage{
		StaffBase: s.below(c, doc, p.T("staff.start.title")), Action: here, Back: surveyPath(doc.ID), Start: true,
		Seq: doc.Seq, WordsLang: lang, WordsDir: i18n.Direction(lang), LangName: i18n.Describe(lang).Endonym,
		CanAdd: lang == base.Source, Direct: s.may(c, changeRoute),
	}
	for _, l := range base.Languages {
		page.Tongues = append(page.Tongues, web.Crumb{Text: i18n.Describe(l).Endonym, Link: here + "?lang=" + url.QueryEscape(l)})
		if l == lang {
			page.Tongues[len(page.Tongues)-1].Link = ""
		}
	}
	for _, t := range textsOf(base, "") {
		page.Texts = append(page.Texts, fieldsOf(p, base, t, lang))
	}
	for i, f := range base.Start.Facts {
		text, in := sayFact(base, f, lang)
		page.Options = append(page.Options, optionField{orderField + f.Key, "o-" + f.Key, text, in, strconv.Itoa(i + 1)})
	}
	for _, e := range base.Editions {
		m := wordingField{Name: minutesField + string(e), ID: "m-" + string(e), Label: editionWords(p, e)}
		if n := base.Start.Minutes[e]; n > 0 {
			m.Value = strconv.Itoa(n)
		}
		page.Minutes = append(page.Minutes, m)
	}
	page.Script, page.AdviceAt = s.Advise, here+"/advice"
	var err error
	page.Advice, err = s.adviseOnForm(c, page.StaffBase, base, theStart)
	return page, err
}

// sayFact is how a point of the start page begins, as the first of its readers
// reads it.
func sayFact(s *surveys.Survey, f surveys.Fact, lang string) (text, in string) {
	for _, e := range s.Editions {
		if text, in = s.Say(f.Head, e, lang); text != "" {
			return text, in
		}
	}
	return f.Key, s.Source
}

// start writes what the form says of the title and the start page.
func (f sheet) start(s *surveys.Survey) error {
	f.words(s)
	facts, err := ordered(f.form, s.Start.Facts, func(x surveys.Fact) string { return x.Key })
	if err != nil {
		return err
	}
	s.Start.Facts = facts
	if head := clean(f.form.Get(newField)); head != "" && f.lang == s.Source {
		key := keyOf(head, "point", func(key string) bool {
			return slices.ContainsFunc(s.Start.Facts, func(x surveys.Fact) bool { return x.Key == key })
		})
		fact := surveys.Fact{Key: key, Head: surveys.Text(f.lang, head)}
		fact.Text.Set(surveys.All, f.lang, clean(f.form.Get(newTextField)))
		s.Start.Facts = append(s.Start.Facts, fact)
	}
	return f.minutes(s)
}

// minutes writes about how long each edition takes; an empty one is not said.
func (f sheet) minutes(s *surveys.Survey) error {
	for _, e := range s.Editions {
		values, there := f.form[minutesField+string(e)]
		if !there {
			continue
		}
		text := clean(values[0])
		n, err := strconv.Atoi(text)
		switch {
		case text == "":
			delete(s.Start.Minutes, e)
		case err != nil || n < 1 || n > 60:
			return fault.Problem{Field: "minutes", ID: "staff.start.minutes.wrong"}
		case s.Start.Minutes == nil:
			s.Start.Minutes = map[surveys.Edition]int{e: n}
		default:
			s.Start.Minutes[e] = n
		}
	}
	return nil
}
