package desk

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"kist/internal/evidence"
	"kist/internal/fault"
	"kist/internal/inspections"
	"kist/server/web"
)

// Evidence is where what was agreed is kept for good.
type Evidence interface {
	// Get reads an item. fault.NotFound if there is none with this number.
	Get(ctx context.Context, number int) (*evidence.Item, error)
	// Of lists the items of an inspection in order.
	Of(ctx context.Context, inspection string) ([]*evidence.Item, error)
	// AskBlank asks for the words of a part to be destroyed.
	AskBlank(ctx context.Context, number int, part, why, who string) (*evidence.Wish, error)
	// Decide does what somebody else asked for, or leaves the words where they are.
	Decide(ctx context.Context, number int, part string, yes bool, who string) error
	// Asked lists what waits for a second person.
	Asked(ctx context.Context) ([]*evidence.Wish, error)
}

// mountEvidence puts the evidence base on e.
func (k *desk) mountEvidence(e *echo.Echo) {
	const base = "/staff/inspections/:id/evidence"
	e.GET(base, k.showEvidence)
	e.GET(base+".json", k.sendEvidence)
	e.GET(base+".zip", k.sendPack)
	e.GET(base+"/:item", k.showItem)
	e.POST(base+"/:item/blank", k.blankPart)
}

func evidencePath(inspection string) string {
	return "/staff/inspections/" + url.PathEscape(inspection) + "/evidence"
}

// evidencePage is the evidence base of an inspection.
type evidencePage struct {
	web.StaffBase
	Items []itemLine
	File  string
	Pack  string
	Wrong bool // something in it is not what was signed
}

// itemLine is one item in a list.
type itemLine struct {
	Link, Name, Statement, Made string
	Gone                        bool // the statement was blanked
	Later                       web.Crumb
}

// itemPage is one item with its parts.
type itemPage struct {
	web.StaffBase
	Line    itemLine
	Action  string
	Parts   []partView
	Records []partView // what is not words
	Hash    string
	Key     string
	Wrong   []web.Crumb // what is wrong with what was sent, each with the field
	Why     string
	Chosen  string
	Broken  bool // it is not what was signed
	Can     bool // the reader may blank words
	Asked   []wishView
}

// wishView is what somebody asked to blank.
type wishView struct {
	Value, Name, Why, By string
	Mine                 bool // the reader asked
}

// partView is one part of an item.
type partView struct {
	Value, Name, Text string
	Gone              string // by which item; empty: it is there
	On                bool   // it is chosen
}

func (k *desk) showEvidence(c echo.Context) error {
	in, items, err := k.evidenceOf(c)
	if err != nil {
		return err
	}
	page := evidencePage{StaffBase: k.evidenceBase(c, in, ""), File: evidencePath(in.ID) + ".json", Pack: evidencePath(in.ID) + ".zip"}
	_, wrong := evidence.Check(items)
	if page.Wrong, err = k.foreign(c.Request().Context(), items...); err != nil {
		return err
	}
	page.Wrong = page.Wrong || wrong != nil
	later := laterThan(items)
	for i := len(items) - 1; i >= 0; i-- {
		page.Items = append(page.Items, page.itemLine(items[i], later[items[i].Number]))
	}
	return k.room.Write(c, http.StatusOK, "evidence", page)
}

// foreign says whether any of the items was signed with a key that is none of this
// installation's.
func (k *desk) foreign(ctx context.Context, items ...*evidence.Item) (bool, error) {
	if k.Keys == nil {
		return false, nil
	}
	own, err := k.Keys(ctx)
	return slices.ContainsFunc(items, func(it *evidence.Item) bool { return !slices.Contains(own, it.Signature.Key) }), err
}

// evidenceBase is the common part of the pages of an inspection's evidence; last is what
// the page is called below its list.
func (k *desk) evidenceBase(c echo.Context, in *inspections.Inspection, last string) web.StaffBase {
	name := k.Staff.Printer(c).T("staff.evidence.title")
	if last == "" {
		return k.below(c, in, name)
	}
	b := k.below(c, in, last)
	end := len(b.Crumbs) - 1
	b.Crumbs = append(b.Crumbs[:end:end], web.Crumb{Text: name, Link: evidencePath(in.ID)}, b.Crumbs[end])
	return b
}

// laterThan says of items which later one took their place.
func laterThan(items []*evidence.Item) map[int]*evidence.Item {
	later := map[int]*evidence.Item{}
	for _, it := range items {
		if it.Supersedes != 0 {
			later[it.Supersedes] = it
		}
	}
	return later
}

func (p *evidencePage) itemLine(it, later *evidence.Item) itemLine {
	return itemLineOf(p.StaffBase, it, later)
}

func itemLineOf(b web.StaffBase, it, later *evidence.Item) itemLine {
	name := func(it *evidence.Item) string { return b.T("staff.evidence.name", "N", it.Number) }
	link := func(it *evidence.Item) string { return evidencePath(it.Inspection) + "/" + strconv.Itoa(it.Number) }
	l := itemLine{Link: link(it), Name: name(it), Made: minuteOf(b, it.Made)}
	switch {
	case it.Kind == evidence.Blanking:
		l.Statement = b.T("staff.evidence.blanking", "count", len(it.Blanks))
	case it.Words("statement") == "":
		l.Gone = true
	default:
		l.Statement = it.Words("statement")
	}
	if later != nil {
		l.Later = web.Crumb{Text: name(later), Link: link(later)}
	}
	return l
}

// minuteOf writes the minute of an item in words.
func minuteOf(b web.StaffBase, made string) string {
	return b.Minute(strings.Replace(made, ":00Z", "Z", 1))
}

// evidenceOf reads the inspection of the address, and its items.
func (k *desk) evidenceOf(c echo.Context) (*inspections.Inspection, []*evidence.Item, error) {
	in, err := k.theInspection(c)
	if err != nil {
		return nil, nil, err
	}
	items, err := k.Evidence.Of(c.Request().Context(), in.ID)
	return in, items, err
}

// sendEvidence hands out the whole base of an inspection, once it is written down who
// takes it.
func (k *desk) sendEvidence(c echo.Context) error {
	in, items, err := k.evidenceOf(c)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := evidence.Write(&b, in.ID, items); err != nil {
		return err
	}
	if err := k.Trail.NoteEach(c.Request().Context(), evidenceLines, in.ID, "json", k.Staff.Visitor(c).ID, "evidence.file"); err != nil {
		return err
	}
	c.Response().Header().Set("Content-Disposition", `attachment; filename="evidence-`+fileName(in.ID)+`.json"`)
	return c.Blob(http.StatusOK, echo.MIMEApplicationJSON, b.Bytes())
}

// evidenceLines is under which name the audit knows the evidence base.
const evidenceLines = "evidence"

// itemOf reads the item of the address. fault.NotFound if it is of another inspection.
func (k *desk) itemOf(c echo.Context) (*inspections.Inspection, *evidence.Item, error) {
	in, err := k.theInspection(c)
	if err != nil {
		return nil, nil, err
	}
	number, err := strconv.Atoi(c.Param("item"))
	if err != nil {
		return nil, nil, fault.Wrap(fault.NotFound, "item")
	}
	it, err := k.Evidence.Get(c.Request().Context(), number)
	if err == nil && it.Inspection != in.ID {
		err = fault.Wrap(fault.NotFound, "item %d of another inspection", number)
	}
	return in, it, err
}

func (k *desk) showItem(c echo.Context) error {
	return k.drawItem(c, http.StatusOK, nil)
}

// drawItem shows an item; wrong is what could not be done with what was sent.
func (k *desk) drawItem(c echo.Context, status int, wrong fault.Problems) error {
	in, it, err := k.itemOf(c)
	if err != nil {
		return err
	}
	items, err := k.Evidence.Of(c.Request().Context(), in.ID)
	if err != nil {
		return err
	}
	b := k.evidenceBase(c, in, k.Staff.Printer(c).T("staff.evidence.name", "N", it.Number))
	page := itemPage{StaffBase: b, Line: itemLineOf(b, it, laterThan(items)[it.Number]), Hash: it.Hash, Key: it.Signature.Key}
	if page.Broken, err = k.foreign(c.Request().Context(), it); err != nil {
		return err
	}
	page.Broken = page.Broken || it.Fits() != nil
	page.Synthetic, page.Action, page.Why, page.Chosen = it.Synthetic, page.Line.Link+"/blank", c.FormValue("why"), cmp.Or(c.FormValue("part"), c.QueryParam("part"))
	page.Can = k.Staff.May(c, "POST /staff/inspections/:id/evidence/:item/blank", placeOf(in))
	if page.Asked, err = k.asked(c, b, it); err != nil {
		return err
	}
	for _, p := range wrong {
		page.Wrong = append(page.Wrong, web.Crumb{Text: b.TArgs(p.ID, p.Args), Link: "#" + p.Field})
	}
	for i := range it.Parts {
		page.add(&it.Parts[i])
	}
	return k.room.Write(c, status, "evidence_item", page)
}

// add puts a part where it belongs.
func (p *itemPage) add(part *evidence.Part) {
	v := partView{Value: part.Name, Name: partName(p.StaffBase, part.Name), Text: part.Text, On: part.Name == p.Chosen}
	if part.Blanked != 0 {
		v.Gone = p.T("staff.evidence.name", "N", part.Blanked)
	}
	if part.Blanked != 0 || part.CanBlank() {
		p.Parts = append(p.Parts, v)
	} else {
		p.Records = append(p.Records, v)
	}
}

// partName is what people call a part.
func partName(b web.StaffBase, name string) string {
	switch {
	case name == "statement":
		return b.T("staff.findings.statement")
	case name == "unknown":
		return b.T("staff.findings.unknown")
	case name == "why":
		return b.T("staff.findings.why")
	case strings.HasSuffix(name, "/says"):
		return b.T("staff.findings.says")
	case strings.HasSuffix(name, "/title"):
		return b.T("staff.findings.refer.title")
	case strings.HasSuffix(name, "/quote"):
		return b.T("staff.findings.kind.quote")
	}
	return name // a code, as files have it
}

// asked lists what somebody asked to blank in an item.
func (k *desk) asked(c echo.Context, b web.StaffBase, it *evidence.Item) (list []wishView, err error) {
	ctx := c.Request().Context()
	all, err := k.Evidence.Asked(ctx)
	for _, w := range all {
		if w.Number == it.Number {
			list = append(list, wishView{w.Part, partName(b, w.Part), w.Why, b.T("staff.evidence.blank.by", "Who", k.Name(ctx, w.First), "Day", b.Date(w.Day)), w.First == k.Staff.Visitor(c).ID})
		}
	}
	return list, err
}

// blankDeeds are what is written down of each step, before it is done.
var blankDeeds = map[string]string{"ask": "evidence.blank_ask", "yes": "evidence.blank", "no": "evidence.blank_leave"}

// blankPart asks for the words of a part to be destroyed, or decides what somebody else
// asked for. Who did so is written down before.
func (k *desk) blankPart(c echo.Context) error {
	in, it, err := k.itemOf(c)
	if err != nil {
		return err
	}
	ctx, part, why, do, who := c.Request().Context(), c.FormValue("part"), c.FormValue("why"), c.FormValue("do"), k.Staff.Visitor(c).ID
	if it.Part(part) == nil || blankDeeds[do] == "" {
		return k.drawItem(c, http.StatusUnprocessableEntity, fault.Problems{{Field: "part", ID: "staff.problem.choose"}})
	}
	if do != "ask" {
		if err := k.another(ctx, it, part, who); err != nil {
			return err
		}
	}
	if strings.TrimSpace(why) != "" || do != "ask" {
		if err := k.Trail.NoteEach(ctx, evidenceLines, in.ID, strconv.Itoa(it.Number), who, blankDeeds[do]); err != nil {
			return err
		}
	}
	if do == "ask" {
		_, err = k.Evidence.AskBlank(ctx, it.Number, part, why, who)
	} else {
		err = k.Evidence.Decide(ctx, it.Number, part, do == "yes", who)
	}
	if wrong, ok := fault.ProblemsOf(err); ok {
		return k.drawItem(c, http.StatusUnprocessableEntity, wrong)
	}
	if err != nil && !errors.Is(err, fault.Conflict) { // else somebody blanked it meanwhile
		return err
	}
	return web.Redirect(c, evidencePath(in.ID)+"/"+strconv.Itoa(it.Number))
}

// another is fault.Denied for who asked to blank a part, so that nothing is written down
// that they did not do.
func (k *desk) another(ctx context.Context, it *evidence.Item, part, who string) error {
	all, err := k.Evidence.Asked(ctx)
	if slices.ContainsFunc(all, func(w *evidence.Wish) bool { return w.Number == it.Number && w.Part == part && w.First == who }) {
		return fault.Wrap(fault.Denied, "item %d: who asked does not decide", it.Number)
	}
	return err
}
