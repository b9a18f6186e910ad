package studio

import (
	"context"
	"strings"

	"github.com/labstack/echo/v4"

	"kist/internal/editing"
	"kist/internal/fault"
	"kist/internal/i18n"
	"kist/internal/people"
	"kist/server/web"
)

// talkPart is what was said about a proposal or a question.
type talkPart struct {
	Remarks []remarkView
	Action  string // where a remark goes
	Text    string // of a remark that was refused
	Wrong   string
	Pager   web.Pager
	Flat    []remarkView // every remark that can be answered
	// Words that every remark needs.
	Gone, TakeBack string
}

// Under is the part of a talk that answers a remark; nil if nothing does.
func (t talkPart) Under(r remarkView) *talkPart {
	if len(r.Answers) == 0 {
		return nil
	}
	t.Remarks = r.Answers
	return &t
}

// remarkView is one remark with the answers to it.
type remarkView struct {
	ID, Who, At, Text string
	Mine              bool
	Answers           []remarkView
}

// Start is how a remark begins, to tell it by.
func (r remarkView) Start() string {
	return begin(r.Text, 40)
}

// begin is how a text begins: at most most runes of it.
func begin(text string, most int) string {
	runes := []rune(text)
	if len(runes) <= most {
		return text
	}
	return string(runes[:most]) + "…"
}

// names are the people of the house by account id.
func (s *studio) names(ctx context.Context) (map[string]string, error) {
	all, err := s.People.All(ctx)
	names := make(map[string]string, len(all))
	for _, a := range all {
		names[a.ID] = a.Name
	}
	return names, err
}

// called are the accounts that a text calls by "@" and a name, or a first name
// that only one has.
func called(text string, all []*people.Account) []string {
	text = strings.ToLower(text)
	first := map[string][]string{}
	var ids []string
	for _, a := range all {
		if a.Name == "" || a.Ended != "" || !a.Has(people.Volunteer) && !a.Has(people.Coordinator) && !a.Has(people.Translator) && !a.Has(people.Administrator) {
			continue
		}
		name := strings.ToLower(a.Name)
		if callsFor(text, name) {
			ids = append(ids, a.ID)
		}
		short, _, _ := strings.Cut(name, " ")
		first[short] = append(first[short], a.ID)
	}
	for name, who := range first {
		if len(who) == 1 && callsFor(text, name) {
			ids = append(ids, who[0])
		}
	}
	return ids
}

// callsFor says whether "@" and the name stand in a text, and the name ends
// there.
func callsFor(text, name string) bool {
	for {
		_, after, found := strings.Cut(text, "@"+name)
		if !found {
			return false
		}
		if after == "" || !strings.ContainsAny(after[:1], "abcdefghijklmnopqrstuvwxyz0123456789") {
			return true
		}
		text = after
	}
}

// talkSize is how many remarks a page shows, so that it stays small.
const talkSize = 20

// pageOf are the remarks of one page, the latest on the first, and whether there
// are earlier ones. What answers a remark of another page stands for itself.
func pageOf(list []*editing.Remark, at int) (page []*editing.Remark, more bool) {
	to := max(0, len(list)-(at-1)*talkSize)
	from := max(0, to-talkSize)
	there := map[string]bool{}
	for _, r := range list[from:to] {
		if copied := *r; !there[r.Answers] {
			copied.Answers = ""
			r = &copied
		}
		there[r.ID] = true
		page = append(page, r)
	}
	return page, from > 0
}

// talk reads a thread; answers stand under what they answer.
func (s *studio) talk(c echo.Context, b web.StaffBase, thread, action string) (talkPart, error) {
	part := talkPart{Action: action, Gone: b.T("staff.talk.gone"), TakeBack: b.T("staff.talk.take_back")}
	list, err := s.Drafts.Talk(c.Request().Context(), thread)
	if err != nil {
		return part, err
	}
	names, err := s.names(c.Request().Context())
	if err != nil {
		return part, err
	}
	me := s.Staff.Visitor(c).ID
	list, more := pageOf(list, web.PageAsked(c))
	part.Pager = web.NewPager(c, b, web.PageAsked(c), more)
	part.Pager.Before, part.Pager.After = b.T("staff.talk.later"), b.T("staff.talk.earlier")
	view := func(r *editing.Remark) remarkView {
		return remarkView{ID: r.ID, Who: nameIn(b.Printer, names, r.By), At: b.Minute(r.At), Text: r.Text, Mine: r.By == me && !r.TakenBack}
	}
	for _, r := range list {
		if !r.TakenBack {
			part.Flat = append(part.Flat, view(r))
		}
	}
	part.Remarks = under("", list, view)
	return part, nil
}

// under are the remarks that answer one, in the order in which they were said.
func under(id string, list []*editing.Remark, view func(*editing.Remark) remarkView) []remarkView {
	var out []remarkView
	for _, r := range list {
		if r.Answers != id {
			continue
		}
		v := view(r)
		v.Answers = under(r.ID, list, view)
		out = append(out, v)
	}
	return out
}

// nameIn is somebody's name; the server has one, and who has none is somebody.
func nameIn(p *i18n.Printer, names map[string]string, id string) string {
	switch name := names[id]; {
	case id == people.Server:
		return p.T("staff.audit.server")
	case name == "":
		return p.T("staff.draft.somebody")
	default:
		return name
	}
}

// say takes a remark in, or takes one's own back; problems come back in words.
func (s *studio) say(c echo.Context, thread string) (wrong string, err error) {
	ctx, me := c.Request().Context(), s.Staff.Visitor(c).ID
	if id := c.FormValue("take_back"); id != "" {
		return "", s.takeBack(ctx, thread, id, me)
	}
	all, err := s.People.All(ctx)
	if err != nil {
		return "", err
	}
	text := clean(c.FormValue("text"))
	_, err = s.Drafts.Say(ctx, thread, c.FormValue("answers"), me, text, called(text, all))
	if problems, ok := said(s.Staff.Printer(c), err); ok {
		return problems["text"], nil
	}
	return "", err
}

func (s *studio) takeBack(ctx context.Context, thread, id, me string) error {
	list, err := s.Drafts.Talk(ctx, thread)
	if err != nil {
		return err
	}
	for _, r := range list {
		if r.ID == id {
			_, err := s.Drafts.TakeBack(ctx, id, me)
			return err
		}
	}
	return fault.Wrap(fault.NotFound, "remark %s in thread %s", id, thread)
}
