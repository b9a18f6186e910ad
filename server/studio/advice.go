package studio

import (
	"net/http"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"kist/internal/advice"
	"kist/internal/editing"
	"kist/internal/fault"
	"kist/internal/i18n"
	"kist/server/web"
	"kist/surveys"
)

// advicePart is the advice on one question in one language, or on the title and the
// start page: how long the text is at each age, and what could be better.
type advicePart struct {
	*i18n.Printer
	Figures []figureLine
	Cases   []adviceLine
	English bool   // the lists of words were used
	Turned  bool   // in another language, but there is a list of its words for "not"
	Start   bool   // it is about the title and the start page, which have no answers
	Empty   bool   // nothing is written yet
	Keep    string // address that keeps a case as it is; empty: nothing can be kept here
	Lang    string // of the question, as it was asked for
}

// figureLine is how long a question is, as one age reads it.
type figureLine struct {
	Age            string
	Words, Longest int // 0 in a language that parts no words
	Most           int // 0: no limit
	From, To       int // reading age; 0 in other languages than English
	Answers, Best  int // 0 answers: it has none to choose from
}

// adviceLine is advice that is the same at several ages.
type adviceLine struct {
	advice.Said
	Ages, Simpler, Means string
	Cases                []string // by which it is kept
	Kept                 string   // who keeps it as it is, and when; empty: nobody
	KeptWhy              string
}

// adviseOn is the advice on a question of a survey for readers of a language; kept
// are the cases that somebody keeps.
func (s *studio) adviseOn(b web.StaffBase, survey *surveys.Survey, q *surveys.Question, lang string, kept map[string]editing.Overruled, names map[string]string) advicePart {
	part := newAdvice(b.Printer, lang)
	for _, e := range survey.Editions {
		if q.In(e) {
			part.Figures = append(part.Figures, figures(b.Printer, survey, q, e, lang))
		}
	}
	part.say(b, advice.Question(survey, q, lang), kept, names)
	return part
}

// newAdvice is no advice yet, on what is written in a language.
func newAdvice(p *i18n.Printer, lang string) advicePart {
	return advicePart{Printer: p, English: lang == i18n.Source, Turned: advice.Turns(lang), Lang: lang}
}

// say puts pieces of advice into words, once what is the same at several ages.
func (part *advicePart) say(b web.StaffBase, list []advice.Advice, kept map[string]editing.Overruled, names map[string]string) {
	p, same := b.Printer, map[string]int{}
	for _, a := range list {
		line := adviceLine{Said: advice.Say(p, a), Simpler: strings.Join(a.Simpler, ", "), Means: a.Means, Ages: ageOf(p, a.Edition), Cases: []string{a.Case()}}
		if o, ok := kept[a.Case()]; ok {
			line.Kept, line.KeptWhy = p.T("staff.advice.kept", "Who", nameIn(p, names, o.Who), "At", b.Minute(o.At)), o.Why
		}
		key := line.What + a.Place + line.Kept + line.KeptWhy
		if i, there := same[key]; there {
			part.Cases[i].Ages += ", " + line.Ages
			part.Cases[i].Cases = append(part.Cases[i].Cases, line.Cases...)
			continue
		}
		same[key] = len(part.Cases)
		part.Cases = append(part.Cases, line)
	}
}

// ageOf is an edition in words; empty for none.
func ageOf(p *i18n.Printer, e surveys.Edition) string {
	if e == "" {
		return ""
	}
	return p.T("staff.edition." + string(e))
}

// figures are how long a question is at one age.
func figures(p *i18n.Printer, survey *surveys.Survey, q *surveys.Question, e surveys.Edition, lang string) figureLine {
	text, in := survey.Say(q.Text, e, lang)
	f, fit := measured(p, e, text, in), advice.FitOf(e)
	f.Most, f.Best = fit.Words, fit.Options
	if q.KindName != "number" {
		f.Answers = len(q.Choices(e))
	}
	return f
}

// measured is how long a text in a language is, as one age reads it, and in English
// how hard.
func measured(p *i18n.Printer, e surveys.Edition, text, lang string) figureLine {
	n := advice.Count(text, lang)
	f := figureLine{Age: ageOf(p, e), Words: n.Words, Longest: n.Longest}
	if lang == i18n.Source {
		m := advice.Measure(text)
		f.From, f.To = m.AgeFrom, m.AgeTo
	}
	return f
}

// adviseOnDraft is the advice on a question of a draft, with what people keep of it.
func (s *studio) adviseOnDraft(c echo.Context, b web.StaffBase, doc *editing.Draft, q *surveys.Question, lang string) (advicePart, error) {
	ctx := c.Request().Context()
	kept, err := s.Drafts.Overrulings(ctx, doc.ID)
	if err != nil {
		return advicePart{}, err
	}
	names, err := s.names(ctx)
	if err != nil {
		return advicePart{}, err
	}
	part := s.adviseOn(b, doc.Survey, q, lang, kept, names)
	if !doc.Retired {
		part.Keep = questionPath(doc.ID, q.Key) + "/keep"
	}
	return part, nil
}

// keepAdvised keeps what advice is about as it is, or lets the advice stand again.
func (s *studio) keepAdvised(c echo.Context) error {
	doc, q, err := s.theQuestion(c)
	if err != nil {
		return err
	}
	if doc.Retired {
		return fault.Wrap(fault.Closed, "survey %s is retired", doc.ID)
	}
	form, err := c.FormParams()
	if err != nil {
		return err
	}
	lang := tongueOf(c, doc.Survey)
	for _, a := range advice.Question(doc.Survey, q, lang) {
		if !slices.Contains(form["case"], a.Case()) {
			continue
		}
		if form.Get("heed") != "" {
			err = s.Drafts.Heed(c.Request().Context(), doc.ID, a.Case())
		} else {
			err = s.Drafts.Overrule(c.Request().Context(), doc.ID, a, s.Staff.Visitor(c).ID, clean(form.Get("why")))
		}
		if err != nil {
			return err
		}
	}
	return web.Redirect(c, questionPath(doc.ID, q.Key)+"?lang="+lang+"#advice")
}

// overruledPage lists what a version was published with against advice.
type overruledPage struct {
	web.StaffBase
	Cases []overruledCase
	Pager web.Pager
}

// overruledCase is one case that was overruled.
type overruledCase struct {
	About, What, Who, At, Why string
}

func (s *studio) showOverruled(c echo.Context) error {
	doc, err := s.draftOf(c)
	if err != nil {
		return err
	}
	ctx, p := c.Request().Context(), s.Staff.Printer(c)
	survey, err := s.versionOf(ctx, doc.ID, c.Param("version"))
	if err != nil {
		return err
	}
	signed, _, err := s.Versions.Notes(ctx, c.Param("version"))
	if err != nil {
		return err
	}
	names, err := s.names(ctx)
	if err != nil {
		return err
	}
	hidden, err := s.hides(c, survey)
	if err != nil {
		return err
	}
	page := overruledPage{StaffBase: s.below(c, doc, p.T("staff.overruled.title"))}
	var list []editing.Overruled
	if signed != nil {
		list = signed.Overruled
	}
	list, page.Pager = web.Paginate(c, page.StaffBase, list)
	for _, o := range list {
		one := overruledCase{
			About: aboutAdvice(p, survey, o.Advice()), What: overruledWords(p, survey, o), Who: nameIn(p, names, o.Who), At: page.Minute(o.At), Why: o.Why,
		}
		if hidden[o.Advice().Question()] { // both may repeat the words
			one.What, one.Why = p.T("staff.care.away"), ""
		}
		page.Cases = append(page.Cases, one)
	}
	return s.room.Write(c, http.StatusOK, "overruled", page)
}

// overruledWords are the words for a case; the name of the rule alone for one of
// which no more was kept.
func overruledWords(p *i18n.Printer, survey *surveys.Survey, o editing.Overruled) string {
	if o.At == "" {
		return o.Rule
	}
	return adviceWords(p, survey, o.Advice())
}

// adviceWords say what is so. Where advice names a text by its place in the survey, it
// is named as people name it.
func adviceWords(p *i18n.Printer, survey *surveys.Survey, a advice.Advice) string {
	if a.Kind == advice.NotTranslated {
		a.Words = placeWords(p, survey, a.Words)
	}
	return advice.Say(p, a).What
}

// adviceText is the place of the text that a piece of advice is about: of the question
// itself for what is about the whole of it, or about its answers together.
func adviceText(a advice.Advice) string {
	at := surveys.QuestionsPlace + "." + a.Question()
	if a.Place == at || a.Place == at+".options" {
		return at + ".text"
	}
	return a.Place
}

// aboutAdvice tells which text, age and language a piece of advice is about.
func aboutAdvice(p *i18n.Printer, survey *surveys.Survey, a advice.Advice) string {
	var about []string
	if a.Question() != "" {
		about = append(about, placeWords(p, survey, adviceText(a)))
	}
	if a.Edition != "" {
		about = append(about, editionWords(p, a.Edition))
	}
	if a.Language != "" {
		about = append(about, i18n.Describe(a.Language).Endonym)
	}
	return strings.Join(about, ", ")
}
