package desk

import (
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"kist/internal/fault"
	"kist/internal/review"
	"kist/server/web"
)

// newPoint stands in the address of a point that is not kept yet.
const newPoint = "new"

// agreed are the points that two inspectors stand for, by their kinds.
func (v reviewed) agreed(points []*review.Point) (groups []pointGroup) {
	for _, kind := range review.Kinds() {
		g := pointGroup{Title: v.T("staff.programme.review.points." + string(kind))}
		for _, p := range points {
			if p.Agreed != nil && p.Agreed.Content.Kind == kind {
				g.Points = append(g.Points, v.point(p, p.Agreed.Content))
			}
		}
		if g.Points != nil {
			groups = append(groups, g)
		}
	}
	return groups
}

// open are the points of which something is being written, or waits.
func (v reviewed) open(points []*review.Point) (list []pointView) {
	for _, p := range points {
		if p.Stage == review.Draft || p.Stage == review.Offered {
			list = append(list, v.point(p, p.Latest.Content))
		}
	}
	return list
}

// point is a point in words.
func (v reviewed) point(p *review.Point, c review.Content) pointView {
	out := pointView{
		Name: v.T("staff.programme.review.point.name", "N", p.Number), Kind: v.T("staff.programme.review.point." + string(c.Kind)), Text: c.Text, Stage: v.T("staff.programme.review.stage." + string(p.Stage)),
		Gone: v.itemNames(p.Gone(v.Review)),
	}
	if v.reads {
		out.Link = v.pointPath(strconv.Itoa(p.Number))
	}
	for _, n := range c.Items {
		if f, place, ok := v.Finding(n); ok {
			l := v.line(place, f)
			rests := web.Crumb{Text: v.T("staff.programme.review.rests", "Item", l.Name, "Place", l.Place)}
			if v.reads {
				rests.Link = l.Link
				out.Findings = append(out.Findings, l.Place+": "+l.Statement)
			}
			out.Rests = append(out.Rests, rests)
		}
	}
	return out
}

func (v reviewed) itemNames(items []int) string {
	names := make([]string, len(items))
	for i, n := range items {
		names[i] = v.T("staff.evidence.name", "N", n)
	}
	return strings.Join(names, ", ")
}

func (v reviewed) pointPath(number string) string {
	return reviewPath(v.Programme.ID) + "/points/" + number
}

// pointPage is one point: as it was agreed, as it is being written, and who has a part in
// it.
type pointPage struct {
	formPart
	Here     string
	Clashed  bool // somebody changed it meanwhile
	Point    pointView
	Agreed   *pointView // what two stand for; nil: nothing yet
	Kinds    []web.Choice
	Text     string
	Items    []pointItem
	More     string // numbers typed in
	Missing  []string
	Readings []readingView
	History  []versionView
	May      pointMay
	Why      string
}

// pointItem is a finding that can be cited.
type pointItem struct {
	underLine
	On bool
}

// pointMay is what the reader can do to the point as it is now.
type pointMay struct{ Write, Offer, Read, Out, Back, Wrote bool }

// pointOf reads the point of the address; nil for a new one.
func (k *desk) pointOf(c echo.Context, v reviewed) (*review.Point, error) {
	if c.Param("number") == newPoint {
		return nil, nil
	}
	number, err := strconv.Atoi(c.Param("number"))
	if err != nil {
		return nil, fault.Wrap(fault.NotFound, "point")
	}
	return k.Points.Get(c.Request().Context(), v.Programme.ID, number)
}

func (k *desk) showPoint(c echo.Context) error { return k.drawPoint(c, http.StatusOK, nil, nil) }

// drawPoint shows a point. typed is what was sent and could not be kept, wrong is why.
func (k *desk) drawPoint(c echo.Context, status int, typed *review.Content, wrong fault.Problems) error {
	number := c.Param("number")
	b := k.Staff.Printer(c)
	title := b.T("staff.programme.review.point.new")
	if number != newPoint {
		title = b.T("staff.programme.review.point.name", "N", number)
	}
	v, err := k.theReview(c, title)
	if err != nil {
		return err
	}
	p, err := k.pointOf(c, v)
	if err != nil {
		return err
	}
	if p == nil && !v.writes {
		return fault.Wrap(fault.Denied, "a new point")
	}
	page := pointPage{formPart: formPart{StaffBase: v.StaffBase, Action: v.pointPath(number), Back: reviewPath(v.Programme.ID), wrong: wrong}, Here: v.pointPath(number), Clashed: status == http.StatusConflict}
	content := review.Content{Kind: review.Consider, Items: itemsIn(c.QueryParams()["items"])}
	if p != nil {
		if content, err = p.Latest.Content, k.fillPoint(c, v, p, &page); err != nil {
			return err
		}
	} else {
		page.May.Write = true
	}
	if typed != nil {
		content = *typed
		page.More = c.FormValue("more")
	}
	page.Text, page.Why = content.Text, c.FormValue("why")
	page.Kinds = web.Choices(review.Kinds(), func(kind review.Kind) string { return v.T("staff.programme.review.point." + string(kind)) }, content.Kind)
	page.Items = v.pointItems(content.Items)
	return k.room.Write(c, status, "review_point", page)
}

// pointItems are the findings that a point cites.
func (v reviewed) pointItems(items []int) (list []pointItem) {
	for _, n := range items {
		if f, place, ok := v.Finding(n); ok {
			list = append(list, pointItem{v.line(place, f), true})
		}
	}
	return list
}

// fillPoint puts on the page what is known of a point, and what the reader can do.
func (k *desk) fillPoint(c echo.Context, v reviewed, p *review.Point, page *pointPage) error {
	ctx, me := c.Request().Context(), k.Staff.Visitor(c).ID
	page.Mark, page.Point = p.Mark(), v.point(p, p.Latest.Content)
	if p.Agreed != nil {
		agreed := v.point(p, p.Agreed.Content)
		page.Agreed = &agreed
	}
	for _, bad := range review.Missing(p.Latest.Content, v.Review) {
		page.Missing = append(page.Missing, v.TArgs(bad.ID, bad.Args))
	}
	wrote := slices.Contains(p.Writers, me)
	page.May = pointMay{
		Write: v.writes, Offer: v.writes && p.Stage == review.Draft && page.Missing == nil, Read: v.writes && p.Stage == review.Offered && !wrote, Wrote: p.Stage == review.Offered && wrote,
		Out: v.writes && p.Stage != review.Out && !p.Latest.Content.Out, Back: v.writes && p.Latest.Content.Out,
	}
	for _, x := range p.Checks {
		is := "staff.programme.review.check.no"
		if x.Yes {
			is = "staff.programme.review.check.yes"
		}
		page.Readings = append(page.Readings, readingView{Is: v.T(is), Why: x.Why, Who: k.who(ctx, x.Who), At: v.Minute(x.At)})
	}
	list, err := k.Points.History(ctx, p)
	for i, x := range list {
		var before review.Content
		if i+1 < len(list) {
			before = list[i+1].Content
		}
		page.History = append(page.History, versionView{
			Name: v.T("staff.findings.version", "N", x.Number), By: v.T("staff.findings.version.at", "Who", k.who(ctx, x.Who), "At", v.Minute(x.At)),
			Changes: v.pointChanges(before, x.Content), Agreed: p.Agreed != nil && p.Agreed.Number == x.Number,
		})
	}
	return err
}

// pointChanges tells what makes one content of another.
func (v reviewed) pointChanges(before, after review.Content) (list []changeLine) {
	add := func(what, was, is string) {
		if was != is {
			list = append(list, changeLine{v.T(what), was, is})
		}
	}
	kind := func(k review.Kind) string {
		if k == "" {
			return ""
		}
		return v.T("staff.programme.review.point." + string(k))
	}
	out := func(gone bool) string {
		if gone {
			return v.T("staff.programme.review.stage.out")
		}
		return ""
	}
	add("staff.programme.review.point.kind", kind(before.Kind), kind(after.Kind))
	add("staff.programme.review.point.text", before.Text, after.Text)
	add("staff.programme.review.point.items", v.itemNames(before.Items), v.itemNames(after.Items))
	add("staff.programme.review.point.out", out(before.Out), out(after.Out))
	return list
}

// itemsIn are the numbers of items in texts, in the order in which they stand there.
func itemsIn(texts []string) (list []int) {
	for _, text := range texts {
		for _, word := range strings.FieldsFunc(text, func(r rune) bool { return r < '0' || r > '9' }) {
			if n, err := strconv.Atoi(word); err == nil && n > 0 {
				list = append(list, n)
			}
		}
	}
	return list
}

// writePoint keeps what somebody wrote, in a form of its own or on the page of the point.
func (k *desk) writePoint(c echo.Context) error {
	v, err := k.theReview(c, "")
	if err != nil {
		return err
	}
	p, err := k.pointOf(c, v)
	if err != nil {
		return err
	}
	form, err := c.FormParams()
	if err != nil {
		return fault.Wrap(fault.Invalid, "form: %v", err)
	}
	content := review.Content{Kind: review.Kind(form.Get("kind")), Text: form.Get("text"), Items: append(itemsIn(form["items"]), itemsIn(form["more"])...)}
	return k.keepPoint(c, v, p, content)
}

// keepPoint writes the next version of a point, or its first.
func (k *desk) keepPoint(c echo.Context, v reviewed, p *review.Point, content review.Content) error {
	number := 0
	if p != nil {
		number = p.Number
	}
	kept, err := k.Points.Write(c.Request().Context(), v.Review, number, c.FormValue("_mark"), content, k.Staff.Visitor(c).ID)
	return k.afterPoint(c, v, kept, err, &content)
}

// afterPoint leads to a point that was changed, or shows what could not be done.
func (k *desk) afterPoint(c echo.Context, v reviewed, p *review.Point, err error, typed *review.Content) error {
	switch wrong, ok := fault.ProblemsOf(err); {
	case err == nil:
		return web.Redirect(c, v.pointPath(strconv.Itoa(p.Number)))
	case ok:
		return k.drawPoint(c, http.StatusUnprocessableEntity, typed, wrong)
	case errors.Is(err, fault.Conflict), errors.Is(err, fault.Closed):
		return k.drawPoint(c, http.StatusConflict, typed, nil)
	}
	return err
}

// stepPoint offers a point, keeps what a second inspector found, or asks for it to be taken
// out or brought back.
func (k *desk) stepPoint(c echo.Context) error {
	v, err := k.theReview(c, "")
	if err != nil {
		return err
	}
	p, err := k.pointOf(c, v)
	if err != nil {
		return err
	}
	if p == nil {
		return fault.Wrap(fault.NotFound, "a step of a new point")
	}
	ctx, mark, me := c.Request().Context(), c.FormValue("_mark"), k.Staff.Visitor(c).ID
	switch is := c.FormValue("is"); is {
	case "offer":
		p, err = k.Points.Offer(ctx, v.Review, p.Number, mark, me)
	case "yes", "no":
		p, err = k.Points.Check(ctx, v.Review, p.Number, mark, is == "yes", c.FormValue("why"), me)
	case "out", "back":
		content := p.Latest.Content
		content.Out = is == "out"
		return k.keepPoint(c, v, p, content)
	default:
		err = fault.Problem{Field: "is", ID: "staff.problem.choice"}
	}
	return k.afterPoint(c, v, p, err, nil)
}
