package child

import (
	"html/template"
	"strconv"

	"kist/surveys"
)

// questionnaire is the page with every question.
type questionnaire struct {
	base
	Asks   asks        // to be contacted, on a tablet
	Tablet *tabletPart // on a facilitator's tablet; nil: elsewhere

	Action    string // where the answers go to be looked over
	Save      string // where it is saved to come back to
	Other     string // where another language or age is chosen
	Heading   said
	Lead      said
	GrownUp   said
	Minutes   int // about how long it takes; 0: not said
	Facts     []fact
	Questions []*question
	Sprite    template.HTML
	Changing  bool    // the child comes back from the check page
	Resumed   bool    // the child comes with answers from another edition, or later
	Borrowed  string  // the language of words that the page's own lacks, by its own name; empty: none
	Kept      int     // answers to questions that this edition does not have
	Hidden    []field // what the form carries on
	Pilot     bool
	Work      int // what the script is to find, in bits (internal/proof); 0: nothing
}

// fact is one thing to know before starting.
type fact struct {
	Head, Text said
	Picture    string // id of a drawing, in easy read; empty: none
}

// field is a hidden field of a form.
type field struct{ Name, Value string }

// Plain says that the page is for older readers: no scene, facts as a list.
func (q questionnaire) Plain() bool { return q.Tone == "e14" }

// Young says that a grown-up reads the page out.
func (q questionnaire) Young() bool { return q.Tone == "e4" }

// First is the id of the first question's screen.
func (q questionnaire) First() string {
	if len(q.Questions) == 0 {
		return "end"
	}
	return q.Questions[0].ID
}

// Last is the id of the last question's screen.
func (q questionnaire) Last() string {
	if len(q.Questions) == 0 {
		return "start"
	}
	return q.Questions[len(q.Questions)-1].ID
}

// prepare makes the questionnaire's page for a reader, with what was answered
// before; before is nil for the page that everybody gets.
func (p *Pages) prepare(s speaker, before form) (*questionnaire, error) {
	page := &questionnaire{
		base:    p.base(s.Printer, toneOf(s.edition), "child.title.questions"),
		Action:  s.lang + "/check",
		Other:   s.lang + "/other",
		Save:    s.lang + "/save",
		Heading: s.say(s.survey.Title), Lead: s.say(s.survey.Start.Lead),
		Minutes: s.survey.Start.Minutes[s.edition], Borrowed: s.borrowed(),
	}
	page.Contact, page.Work = s.lang+"/contact", s.work
	p.aloudOn(&page.base, s.heard, "")
	if page.Pilot = s.pilot; s.pilot {
		page.Noting = p.noting
	}
	if before != nil {
		page.Resumed = before.get(fromField) != ""
		page.Changing = !page.Resumed
		page.Hidden, page.Kept = s.unseen(before.own()), before.kept()
	}
	if page.Young() {
		page.GrownUp = s.say(s.survey.Start.GrownUp)
	}
	for _, f := range s.survey.FactsIn(s.edition) {
		page.Facts = append(page.Facts, fact{s.say(f.Head), s.say(f.Text), s.drawn(f.Picture)})
	}
	if err := p.fill(page, s, before); err != nil {
		return nil, err
	}
	page.hearAt(s.lang + "/hear")
	page.Inline = template.CSS(p.style(page)) // #nosec G203 -- the program's own style sheet
	return page, nil
}

// fill prepares the questions and draws them.
func (p *Pages) fill(page *questionnaire, s speaker, before form) error {
	asked := s.survey.QuestionsIn(s.edition)
	var pictures []string
	for _, f := range page.Facts {
		pictures = append(pictures, f.Picture)
	}
	for i, q := range asked {
		v := s.question(q, before)
		v.Number, v.Of, v.Changing = i+1, len(asked), page.Changing
		v.Back, v.Next = neighbours(s.survey, asked, i)
		pictures = append(pictures, v.Picture)
		for _, o := range v.Options {
			pictures = append(pictures, o.Picture)
		}
		if err := p.draw(v, q.KindName); err != nil {
			return err
		}
		page.Questions = append(page.Questions, v)
	}
	page.Sprite = p.drawings.Sprite(pictures)
	return nil
}

// hearAt says where recordings are heard without a script.
func (q *questionnaire) hearAt(address string) {
	q.HearAt = address
	for _, v := range q.Questions {
		v.HearAt = address
	}
}

// neighbours are the ids of the screens before and after the i-th question.
func neighbours(s *surveys.Survey, asked []*surveys.Question, i int) (back, next string) {
	back, next = "start", "end"
	if i > 0 {
		back = screen(s, asked[i-1].Key)
	}
	if i+1 < len(asked) {
		next = screen(s, asked[i+1].Key)
	}
	return back, next
}

// style is the style inside the page. The youngest count stones, so their
// style knows how many.
func (p *Pages) style(page *questionnaire) string {
	return counted(styleFor(p.sheet, page.Tone, page.Lang()), page)
}

// counted adds how many questions there are to the style of the youngest, who
// count stones.
func counted(style string, page *questionnaire) string {
	if page.Young() {
		style += ":root{--of:" + strconv.Itoa(len(page.Questions)) + "}"
	}
	return style
}
