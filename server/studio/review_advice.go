package studio

import (
	"net/url"
	"slices"

	"github.com/labstack/echo/v4"

	"kist/internal/advice"
	"kist/internal/editing"
	"kist/internal/fault"
	"kist/server/web"
	"kist/surveys"
)

// adviceView is advice of one rule that stands, to be followed or overruled.
type adviceView struct {
	advice.Said
	Rule   string
	Says   []adviceCase
	More   int    // cases that are not shown
	Reason string // for those that nobody kept one by one
	Who    string // who gave it; empty: nobody yet
}

// adviceCase is one case of a rule: what it is about, what is so, and who keeps it.
type adviceCase struct{ About, What, Kept, KeptWhy string }

// saysSize is how many cases of one rule a page shows.
const saysSize = 4

// adviceOf is the advice that stands, by rule, with who keeps what as it is and the
// reasons that were given. Of what the reader stepped out of it says which question it is
// about, and no more.
func adviceOf(b web.StaffBase, names map[string]string, survey *surveys.Survey, reviewed editing.Review, kept map[string]editing.Overruled, out advice.Away) []adviceView {
	var list []adviceView
	hidden := editing.Hidden(out, survey)
	for _, a := range advice.Of(survey) {
		i := slices.IndexFunc(list, func(v adviceView) bool { return v.Rule == string(a.Kind) })
		if i < 0 {
			i, list = len(list), append(list, adviceView{Said: advice.Say(b.Printer, a), Rule: string(a.Kind)})
			list[i].reason(b, names, reviewed)
		}
		if len(list[i].Says) == saysSize {
			list[i].More++
			continue
		}
		one := adviceCase{About: aboutAdvice(b.Printer, survey, a), What: adviceWords(b.Printer, survey, a)}
		if o, ok := kept[a.Case()]; ok {
			one.Kept, one.KeptWhy = b.T("staff.advice.kept", "Who", nameIn(b.Printer, names, o.Who), "At", b.Minute(o.At)), o.Why
		}
		if hidden[a.Question()] { // what is so, and why it is kept, may repeat the words
			one.What, one.KeptWhy = b.T("staff.care.away"), ""
		}
		list[i].Says = append(list[i].Says, one)
	}
	return list
}

// reason finds what whoever signed said of a rule.
func (v *adviceView) reason(b web.StaffBase, names map[string]string, reviewed editing.Review) {
	for _, o := range reviewed.Overruled {
		if o.Rule == v.Rule && o.Who == reviewed.Coordinator {
			v.Reason, v.Who = o.Why, nameIn(b.Printer, names, o.Who)
			return
		}
	}
}

// notes are what a form says at signing off: the words that children could read, and
// what is overruled, each case by whoever kept it or else by who signs, with the
// reason for its rule if there is one.
func (s *studio) notes(c echo.Context, doc *editing.Draft) (editing.Notes, error) {
	form, err := c.FormParams()
	if err != nil {
		return editing.Notes{}, err
	}
	n := editing.Notes{News: clean(form.Get("news")), Comparable: form["comparable"]}
	if n.News == "" {
		return n, fault.Problem{Field: "news", ID: "staff.review.news.missing"}
	}
	n.Overruled, err = s.Drafts.Standing(c.Request().Context(), doc, s.Staff.Visitor(c).ID, reasons(form))
	return n, err
}

// reasonField and a rule name the field of a rule's reason.
const reasonField = "why-"

// reasons are those of a form, by rule.
func reasons(form url.Values) map[string]string {
	by := map[string]string{}
	for name := range form {
		if len(name) > len(reasonField) && name[:len(reasonField)] == reasonField {
			by[name[len(reasonField):]] = clean(form.Get(name))
		}
	}
	return by
}
