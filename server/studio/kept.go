package studio

import (
	"cmp"
	"html/template"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"kist/internal/editing"
	"kist/internal/i18n"
	"kist/internal/inspections"
	"kist/internal/results"
	"kist/internal/store"
	"kist/server/web"
	"kist/surveys"
)

// What a page of the library tells at most.
const (
	usesShown   = 20 // versions
	roundsShown = 20
)

// keptPage is one question of the library.
type keptPage struct {
	web.StaffBase
	Key, Link         string
	Kind, Why, Source string
	WordsLang         string // language that is shown
	Tongues           []web.Crumb
	Editions          []editionView
	Tellings          []telling
	Links             []linkView
	Uses              []useView
	Rounds            []askedRound
	Take              *takePart     // nil for those who may not take
	Sprite            template.HTML // with the pictures of its answers
}

// telling are the wordings of a question in one language.
type telling struct {
	Language, Lang, Dir string
	Wordings            []wording
}

// wording is one text with the ages that read it.
type wording struct{ Editions, Text string }

// linkView is a part of a framework that a question gives evidence for.
type linkView struct {
	Frame, Code, Title string
	Check              string // what is to be checked, in words; empty: nothing
}

// useView is a version that asked the question.
type useView struct {
	Survey, Lang string // title
	Number       int
	Is           string // in words
}

// askedRound is a round that asked it, and how it did.
type askedRound struct {
	Name, Link, Inspection, Area string // name and link are empty for those who may not open it
	Closes, Did                  string // in words
	Release                      string // address of the release that says so; empty: none yet
	Number                       int    // of the release
}

func (s *studio) theKept(c echo.Context) (*editing.Kept, error) {
	library, err := s.Stock.Library(c.Request().Context())
	if err != nil {
		return nil, err
	}
	return library.Question(c.Param("key"))
}

func (s *studio) showKept(c echo.Context) error {
	k, err := s.theKept(c)
	if err != nil {
		return err
	}
	hidden, err := s.hides(c, k.Survey())
	if err != nil {
		return err
	}
	if done, err := s.folded(c, s.inLibrary(c, ""), "/staff/library", hidden[k.Key]); done || err != nil {
		return err
	}
	return s.drawKept(c, http.StatusOK, k, nil)
}

func (s *studio) drawKept(c echo.Context, status int, k *editing.Kept, wrong map[string]string) error {
	p, survey := s.Staff.Printer(c), k.Survey()
	lang, here := tongueOf(c, survey), keptPath(k.Key)
	title, _ := sayAny(survey, k.Question, p.Lang())
	page := keptPage{
		StaffBase: s.inLibrary(c, title), Key: k.Key, Link: here, Kind: p.T("staff.draft.kind." + k.KindName),
		Why: k.Why, Source: cmp.Or(k.Question.Source, p.T("staff.library.own")), WordsLang: lang, Tellings: tellings(p, k), Links: titled(p, k), Sprite: s.sprite(k.Question),
	}
	page.Crumbs = append(page.Crumbs, web.Crumb{Text: p.T("staff.library.title"), Link: "/staff/library"}, web.Crumb{Text: k.Key})
	for _, l := range spoken(k) {
		page.Tongues = append(page.Tongues, web.Crumb{Text: i18n.Describe(l).Endonym})
		if l != lang {
			page.Tongues[len(page.Tongues)-1].Link = here + "?lang=" + url.QueryEscape(l)
		}
	}
	for _, e := range k.Offered {
		page.Editions = append(page.Editions, s.edition(p, survey, k.Question, e, lang))
	}
	if err := s.fate(c, &page, k); err != nil {
		return err
	}
	var err error
	if page.Take, err = s.takeForm(c, k, wrong); err != nil {
		return err
	}
	return s.room.Write(c, status, "kept", page)
}

// tellings are all wordings of the question, each with the ages that read it.
func tellings(p *i18n.Printer, k *editing.Kept) []telling {
	var list []telling
	for _, lang := range spoken(k) {
		t := telling{Language: i18n.Describe(lang).Endonym, Lang: lang, Dir: i18n.Direction(lang)}
		ages := map[string][]surveys.Edition{}
		var texts []string
		for _, e := range k.Offered {
			text, ok := k.Text.In(e, lang)
			if ok && ages[text] == nil {
				texts = append(texts, text)
			}
			if ok {
				ages[text] = append(ages[text], e)
			}
		}
		for _, text := range texts {
			t.Wordings = append(t.Wordings, wording{editionsIn(p, ages[text]), text})
		}
		list = append(list, t)
	}
	return list
}

// titled are the links of a question with their titles. What was not read at the
// publisher is marked.
func titled(p *i18n.Printer, k *editing.Kept) []linkView {
	var list []linkView
	for _, code := range k.Links.Quality {
		q := indicator(k.Framework, code)
		link := linkView{Frame: p.T("staff.library.quality"), Code: code, Title: q.Title}
		switch {
		case !q.Verified:
			link.Check = p.T("staff.unchecked")
		case !q.NumberVerified:
			link.Check = p.T("staff.unchecked.number")
		}
		list = append(list, link)
	}
	for _, code := range k.Links.Wellbeing {
		list = append(list, linkView{Frame: p.T("staff.library.wellbeing"), Title: p.T("staff.wellbeing." + strings.ToLower(code))})
	}
	for _, n := range k.Links.UNCRC {
		article, _ := inspections.Article(n)
		link := linkView{Frame: p.T("staff.library.article"), Code: strconv.Itoa(n), Title: article.Title}
		if !article.Verified {
			link.Check = p.T("staff.unchecked")
		}
		list = append(list, link)
	}
	for _, name := range k.Links.Promise {
		list = append(list, linkView{Frame: p.T("staff.library.promise"), Title: name})
	}
	return list
}

// fate adds which versions and rounds asked the question, and how it did.
func (s *studio) fate(c echo.Context, page *keptPage, k *editing.Kept) error {
	if len(k.Versions) == 0 {
		return nil
	}
	uses, err := s.Versions.Uses(c.Request().Context(), k.Key)
	if err != nil {
		return err
	}
	for _, u := range uses[:min(usesShown, len(uses))] {
		v := useView{Number: u.Number, Is: page.T("staff.library.is." + string(u.Is))}
		if u.Is == editing.Reworded && u.Comparable {
			v.Is = page.T("staff.library.is.judged")
		}
		v.Survey, v.Lang = u.Survey.Say(u.Survey.Title, u.Survey.Editions[0], page.Lang())
		page.Uses = append(page.Uses, v)
	}
	rounds, err := s.roundsOf(c, k)
	if err != nil {
		return err
	}
	for _, r := range rounds {
		v, err := s.asked(c, page.StaffBase, r, k.Key)
		if err != nil {
			return err
		}
		page.Rounds = append(page.Rounds, v)
		page.Synthetic = page.Synthetic || r.Synthetic
	}
	return nil
}

// seenRound is a round with the inspection that it lies in.
type seenRound struct {
	*inspections.RoundHead
	in   *inspections.Inspection
	open bool // the reader may open it
}

// roundsOf are the latest rounds that asked the question. One in preparation has
// asked nobody. Who may not open a round is told of it once it is over and its
// answers are sealed: then the children of a whole area know of it.
func (s *studio) roundsOf(c echo.Context, k *editing.Kept) ([]seenRound, error) {
	ctx := c.Request().Context()
	heads, err := s.Book.Heads(ctx, store.Query{})
	if err != nil {
		return nil, err
	}
	all, err := s.Book.Inspections.All(ctx, store.Query{})
	if err != nil {
		return nil, err
	}
	in := map[string]*inspections.Inspection{}
	for _, x := range all {
		in[x.ID] = x
	}
	var seen []seenRound
	for _, r := range heads {
		at := in[r.Inspection]
		if at == nil || r.Stage == inspections.Draft || !slices.Contains(k.Versions, r.Version) {
			continue
		}
		open := s.Staff.May(c, "GET /staff/rounds/:id", web.Place{Programme: at.Programme, Inspection: at.ID})
		if open || r.Stage == inspections.Sealed {
			seen = append(seen, seenRound{r, at, open})
		}
	}
	slices.SortFunc(seen, func(x, y seenRound) int {
		return cmp.Or(cmp.Compare(y.Closes, x.Closes), cmp.Compare(x.Name, y.Name))
	})
	return seen[:min(roundsShown, len(seen))], nil
}

// asked tells of a round how the question did there, by its latest release alone.
// Who may not open the round reads the inspection, the area, the day and the
// share, and nothing that leads further.
func (s *studio) asked(c echo.Context, b web.StaffBase, r seenRound, question string) (askedRound, error) {
	ctx := c.Request().Context()
	v := askedRound{Name: r.Name, Link: "/staff/rounds/" + url.PathEscape(r.ID), Inspection: r.in.Title, Closes: b.Date(r.Closes), Did: b.T("staff.library.did.waits")}
	area, _ := inspections.AreaByCode(r.in.Area) // an invented place has none
	v.Area = area.Name
	if !r.open {
		v.Name, v.Link = "", ""
	}
	list, err := s.Releases.Heads(ctx, r.ID)
	if err != nil || len(list) == 0 {
		return v, err
	}
	last := list[len(list)-1]
	f, ok, err := s.Releases.Answered(ctx, last.ID, question)
	v.Release, v.Number, v.Did = "/staff/releases/"+url.PathEscape(last.ID), last.Number, did(b.Printer, f, ok)
	if !r.open {
		v.Release = ""
	}
	return v, err
}

// did says which part of those who answered in a round answered a question; ok
// is false where the release has no numbers for it.
func did(p *i18n.Printer, f results.Figure, ok bool) string {
	switch {
	case !ok:
		return p.T("staff.library.did.none")
	case !f.Shown || f.Percent == nil:
		return p.T("staff.library.did.few")
	}
	return p.T("staff.library.did", "Percent", *f.Percent)
}
