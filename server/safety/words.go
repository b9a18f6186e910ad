package safety

import (
	"context"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"kist/internal/ballot"
	"kist/internal/i18n"
	"kist/internal/inspections"
	"kist/internal/store"
	"kist/server/web"
	"kist/surveys"
)

// asked puts what stands beside a text into words.
type asked struct {
	Question     string // in the words that the child read, or others if there are none
	QuestionLang string
	Comment      bool // said of the question itself, in a pilot
	Setting      string
	About        string // edition and language
	Lang, Dir    string // of the text
	Text         string
	Translation  string // into English, by a translator; empty: none, or it stands in a form
	Label        string // what it is, in words
}

// wording knows a round's questions and settings in words.
type wording struct {
	web.StaffBase
	round  *inspections.Round
	survey *surveys.Survey
}

func (r *room) wording(ctx context.Context, b web.StaffBase, rd *inspections.Round) (wording, error) {
	survey, err := r.Versions.Survey(ctx, rd.Version)
	return wording{b, rd, survey}, err
}

func (w wording) asked(t ballot.Text) asked {
	a := asked{
		Question: t.Question, QuestionLang: w.Lang(), Comment: t.Comment, Setting: w.setting(t.Setting),
		Lang: t.Language, Dir: i18n.Direction(t.Language), Text: t.Text, Label: w.T("staff.themes.translation"),
	}
	if q := w.survey.Question(t.Question); q != nil {
		if text, lang := w.survey.Say(q.Text, surveys.Edition(t.Edition), t.Language); text != "" {
			a.Question, a.QuestionLang = text, lang
		}
	}
	edition := t.Edition
	if slices.Contains([]string{"4-7", "8-10", "11-13", "14-18", "easy", "adult"}, edition) {
		edition = w.T("staff.edition." + edition)
	}
	a.About = w.T("staff.safety.about", "Edition", edition, "Language", i18n.Describe(t.Language).Endonym)
	return a
}

// setting is the name of a setting; its key if the round has none of it.
func (w wording) setting(key string) string {
	for _, s := range w.round.Settings {
		if s.Key == key {
			return s.Name
		}
	}
	return key
}

// roundLine is a round in a list of the room.
type roundLine struct {
	*inspections.RoundHead
	Link       string
	Inspection string // title
	at         web.Place
}

// rounds are those that were opened and lie where who is asking may use the route,
// the latest first.
func (r *room) rounds(c echo.Context, b web.StaffBase, route, root string) ([]roundLine, error) {
	ctx := c.Request().Context()
	heads, err := r.Book.Heads(ctx, store.Query{})
	if err != nil {
		return nil, err
	}
	all, err := r.Book.Inspections.All(ctx, store.Query{})
	if err != nil {
		return nil, err
	}
	byID := map[string]*inspections.Inspection{}
	for _, in := range all {
		byID[in.ID] = in
	}
	var lines []roundLine
	for _, h := range heads {
		var at web.Place // a pilot lies in the installation as a whole
		title := b.T("staff.contacts.pilot")
		if in := byID[h.Inspection]; in != nil {
			at, title = web.Place{Programme: in.Programme, Inspection: in.ID}, in.Title
		}
		if h.Stage != inspections.Draft && !h.Feedback && r.Staff.May(c, route, at) {
			lines = append(lines, roundLine{h, root + h.ID, title, at})
		}
	}
	slices.SortStableFunc(lines, func(x, y roundLine) int { return strings.Compare(y.Closes, x.Closes) })
	return lines, nil
}

// base is the frame of a page about a round.
func (r *room) base(c echo.Context, room, title string, rd *inspections.Round, crumbs ...web.Crumb) web.StaffBase {
	b := r.Staff.Base(c, room, title)
	b.Synthetic = rd.Synthetic
	b.Crumbs = append([]web.Crumb{{Text: b.T("staff.room." + room), Link: "/staff/" + room}}, crumbs...)
	return b
}
