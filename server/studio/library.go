package studio

import (
	"cmp"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"kist/internal/editing"
	"kist/internal/i18n"
	"kist/internal/inspections"
	"kist/server/web"
	"kist/surveys"
)

// hitsShown is how many questions a page of the library shows.
const hitsShown = 25

// wellbeing are the codes of the wellbeing indicators, in their usual order.
var wellbeing = []string{"S1", "H", "A1", "N", "A2", "R1", "R2", "I"}

// libraryPage lists questions that can be taken: searched, filtered and paged by
// its address.
type libraryPage struct {
	web.StaffBase
	Filter web.Filter
	Found  int
	Hits   []hitView
	Pager  web.Pager
}

// hitView is one question in the list.
type hitView struct {
	Away           bool // it touches a theme that the reader stepped out of: nothing more is said
	Text, Link     string
	Lang, Dir      string // of the text
	Kind, Editions string
	Languages      int
	Asked          int // versions that asked it
	Links          []string
}

func keptPath(key string) string { return "/staff/library/" + url.PathEscape(key) }

func (s *studio) showLibrary(c echo.Context) error {
	library, err := s.Stock.Library(c.Request().Context())
	if err != nil {
		return err
	}
	p := s.Staff.Printer(c)
	page := libraryPage{StaffBase: s.inLibrary(c, p.T("staff.library.title"))}
	page.Crumbs = append(page.Crumbs, web.Crumb{Text: page.Title})
	page.Filter = libraryFilter(c, page.StaffBase, library.Find(editing.Wanted{}))
	found := library.Find(wanted(c))
	page.Found = len(found)
	found, page.Pager = web.PaginateBy(c, page.StaffBase, found, hitsShown)
	out, err := s.away(c)
	if err != nil {
		return err
	}
	for _, k := range found {
		if out.From(k.Survey(), k.Question) {
			page.Hits = append(page.Hits, hitView{Away: true})
			continue
		}
		page.Hits = append(page.Hits, hit(p, k))
	}
	return s.room.Write(c, http.StatusOK, "library", page)
}

// inLibrary is the common part of the library's pages. It leads back to the
// surveys only those who may open them.
func (s *studio) inLibrary(c echo.Context, title string) web.StaffBase {
	if !web.MayUse("GET /staff/surveys", s.Staff.Visitor(c).Roles) {
		return s.Staff.Base(c, "library", title)
	}
	b := s.Staff.Base(c, "surveys", title)
	b.Crumbs = []web.Crumb{{Text: b.T("staff.surveys.title"), Link: "/staff/surveys"}}
	return b
}

// wanted is what the address asks for; a filter that says nothing lets all through.
func wanted(c echo.Context) editing.Wanted {
	article, _ := strconv.Atoi(c.QueryParam("article")) // no number: any
	return editing.Wanted{
		Words: c.QueryParam("q"), Edition: surveys.Edition(c.QueryParam("edition")), Kind: c.QueryParam("kind"),
		Wellbeing: c.QueryParam("wellbeing"), Quality: c.QueryParam("quality"), UNCRC: article,
	}
}

// libraryFilter is the form over the list; it offers the links that some
// question has.
func libraryFilter(c echo.Context, b web.StaffBase, all []*editing.Kept) web.Filter {
	quality, articles := linked(all)
	f := web.NewFilter(c, b)
	f.Search("q", b.T("staff.library.find"))
	f.Select("edition", b.T("staff.library.edition"), web.Choices(surveys.Editions(), func(e surveys.Edition) string { return b.T("staff.edition." + string(e)) }))
	f.Select("kind", b.T("staff.library.kind"), web.Choices(surveys.Kinds(), func(k string) string { return b.T("staff.draft.kind." + k) }))
	f.Select("wellbeing", b.T("staff.library.wellbeing"), web.Choices(wellbeing, func(w string) string { return b.T("staff.wellbeing." + strings.ToLower(w)) }))
	f.Select("quality", b.T("staff.library.quality"), web.Choices(slices.SortedFunc(maps.Keys(quality), byNumber), func(code string) string { return code + " " + quality[code] }))
	f.Select("article", b.T("staff.library.article"), web.Choices(slices.SortedFunc(maps.Keys(articles), byNumber), func(n string) string { return n + " " + articles[n] }))
	return f
}

// linked are the titles of the indicators and of the articles that questions
// give evidence for.
func linked(all []*editing.Kept) (quality, articles map[string]string) {
	quality, articles = map[string]string{}, map[string]string{}
	for _, k := range all {
		for _, code := range k.Links.Quality {
			quality[code] = cmp.Or(quality[code], indicator(k.Framework, code).Title)
		}
		for _, n := range k.Links.UNCRC {
			article, _ := inspections.Article(n) // one that there is not has no title
			articles[strconv.Itoa(n)] = article.Title
		}
	}
	return quality, articles
}

// indicator is an indicator of a framework; without a title if it is not known.
func indicator(framework, code string) inspections.Indicator {
	f, _ := inspections.FrameworkByID(framework)
	q, _ := f.Indicator(code)
	return q
}

// byNumber orders numbers and codes such as "10.1" as numbers.
func byNumber(a, b string) int {
	x, _ := strconv.ParseFloat(a, 64)
	y, _ := strconv.ParseFloat(b, 64)
	return cmp.Or(cmp.Compare(x, y), cmp.Compare(a, b))
}

// hit is a question in the list.
func hit(p *i18n.Printer, k *editing.Kept) hitView {
	text, lang := sayAny(k.Survey(), k.Question, p.Lang())
	return hitView{
		Text: text, Lang: lang, Dir: i18n.Direction(lang), Link: keptPath(k.Key), Kind: p.T("staff.draft.kind." + k.KindName),
		Editions: editionsIn(p, k.Offered), Languages: len(spoken(k)), Asked: len(k.Versions), Links: linksOf(p, k.Question),
	}
}

// spoken are the languages that have a wording of the question.
func spoken(k *editing.Kept) []string {
	return slices.DeleteFunc(slices.Clone(k.Languages), func(lang string) bool { return len(k.Text[lang]) == 0 })
}

// editionsIn lists editions in words.
func editionsIn(p *i18n.Printer, list []surveys.Edition) string {
	texts := make([]string, len(list))
	for i, e := range list {
		texts[i] = p.T("staff.edition." + string(e))
	}
	return strings.Join(texts, ", ")
}
