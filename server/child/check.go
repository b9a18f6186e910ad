package child

import (
	"net/http"
	"slices"

	"github.com/labstack/echo/v4"

	"kist/internal/ballot"
	"kist/internal/fault"
	"kist/internal/media"
	"kist/surveys"
)

// checkPage shows the answers before they are sent, and again when they could
// not be: nothing that was answered is ever lost.
type checkPage struct {
	base
	Notice  string // last part of the ids of what happened; empty: nothing did
	Answers []answered
	Fields  []field
	Secret  string
	AskSlip bool
	Slip    string // as given; carried on unseen unless AskSlip
	SlipID  string // id of what is wrong with the slip; empty: nothing
	Mend    string // the screen of the first answer to mend; empty: all can be sent
	Again   bool   // sending was tried before
	Saved   bool   // what was answered is also kept under six words
	Tried   bool   // it may have been sent
	Helped  bool   // a grown-up helped
	Offers  bool   // words to take the answers back with
	Receipt bool   // the child wants them
	Kept    int    // answers to questions that this edition does not have: they are not sent
	Pilot   bool
	Work    int // what the script is to find, in bits (internal/proof); 0: nothing
}

// answered is one question with what was answered.
type answered struct {
	Key      string
	Screen   string // id of the question's screen in the questionnaire
	Question said
	Lines    []line // none: skipped
	Ordered  bool   // the lines are an order
	Quiet    said   // "I'd rather not say"; empty if something was said
	Problem  string // what to mend, in words; empty: nothing
	Noted    string // in a pilot: what was noted, in words; empty: nothing
	Remark   string // in a pilot: what the tester says of the question
}

// line is what was answered, and where its words are read aloud; what a child
// wrote is at no place.
type line struct {
	said
	Place string
}

// HeadingSay is where the heading is read aloud.
func (c checkPage) HeadingSay() string {
	if c.Again {
		return "check.not_sent"
	}
	return "check"
}

// SendSay is where the button that sends is read aloud.
func (c checkPage) SendSay() string {
	if c.Again {
		return "check.again"
	}
	return "check.send"
}

// HeadingID is the id of the page's heading.
func (c checkPage) HeadingID() string {
	if c.Again {
		return "child.check.not_sent"
	}
	return "child.check.title"
}

// NoticeID is the id of what happened.
func (c checkPage) NoticeID() string { return "child.check.notice." + c.Notice }

// Place is where the question is read aloud.
func (a answered) Place() string { return media.NameOf(a.Key) }

// check shows the answers. Nothing is stored.
func (p *Pages) check(c echo.Context) error {
	v, err := p.read(c)
	if err != nil {
		return err
	}
	if !v.round.TakesAnswers(p.Now()) {
		return fault.Wrap(fault.Closed, "round %s", v.round.ID)
	}
	return p.showCheck(c, v, http.StatusOK, "")
}

// showCheck shows the answers with what happened to them. Answers to mend come
// before everything else.
func (p *Pages) showCheck(c echo.Context, v *visit, status int, notice string) error {
	page, status := p.checkOf(v, status, notice)
	return p.room.Write(c, status, "check", page)
}

// checkOf is the page on which the answers are looked over, and its status.
func (p *Pages) checkOf(v *visit, status int, notice string) (checkPage, int) {
	page := checkPage{
		base:   p.base(v.Printer, toneOf(v.edition), "child.title.check"),
		Notice: notice, Again: notice == "not_sent" || notice == "unsure", Saved: v.form.get(savedField) != "", Tried: v.form.get(triedField) != "",
		Fields: slices.Concat(v.fields(v.form, v.answers, v.texts, v.problems), v.form.carried(proofField, keptField, savedField, triedField, inventedField), v.form.tryFields()), Kept: v.form.kept(),
		Helped: v.mode() == modeHelped, Offers: v.offersReceipt(), Receipt: v.receipt(),
		Secret: v.secret().String(), Slip: v.form.get(slipField), Pilot: v.pilot, Work: v.work,
	}
	page.Contact = v.contactAt()
	p.aloudOn(&page.base, v.heard, v.address()+"/hear")
	page.places = []string{page.HeadingSay(), "check.lead", "check.send"}
	if len(v.problems) > 0 {
		page.Mend, page.Notice, status = screen(v.survey, v.problems[0].Field), "mend", http.StatusUnprocessableEntity
	}
	if v.ticketed() {
		page.AskSlip = ballot.CleanSlip(page.Slip) == "" || notice == "slip" || notice == "slip_used"
	}
	if notice == "slip" || notice == "slip_used" {
		page.SlipID = "child.check.notice." + notice
	}
	trace, remarks := v.tried()
	for _, q := range v.survey.Path(v.edition, v.answers) {
		shown := v.answered(q)
		shown.Noted, shown.Remark = v.notedWords(trace[q.Key]), remarks[q.Key]
		page.Answers = append(page.Answers, shown)
	}
	return page, status
}

// secret is the form's own, or a new one if the page sent none that can be one.
func (v *visit) secret() ballot.Secret {
	s, err := ballot.ParseSecret(v.form.get(secretField))
	if err != nil {
		return ballot.NewSecret()
	}
	return s
}

// answered puts one question's answer into words.
func (v *visit) answered(q *surveys.Question) answered {
	shown := answered{Key: q.Key, Screen: screen(v.survey, q.Key), Question: v.say(q.Text), Ordered: q.KindName == "order"}
	given := v.answers[q.Key]
	if problem := at(v.problems, q.Key); problem != nil {
		shown.Problem = v.TArgs(problem.ID, problem.Args)
		given = v.form[q.Key]
	}
	rather, _ := q.RatherNot(v.edition)
	if given.RatherNot() {
		shown.Quiet = v.label(rather)
		return shown
	}
	if text := v.texts[q.Key]; text != "" {
		given = surveys.Answer{text}
	}
	labels := q.Choices(v.edition)
	for _, code := range given {
		shown.Lines = append(shown.Lines, v.line(q.Key, labels, code))
	}
	return shown
}

// line are the words of an answer's code; what is none is what was written.
func (v *visit) line(key string, labels []surveys.Label, code string) line {
	i := slices.IndexFunc(labels, func(l surveys.Label) bool { return l.Code == code })
	if i < 0 {
		return line{said: said{Text: code}}
	}
	return line{v.label(labels[i]), media.NameOfAnswer(key, code)}
}

// change shows the questionnaire again with the answers in it.
func (p *Pages) change(c echo.Context) error {
	v, err := p.read(c)
	if err != nil {
		return err
	}
	return p.again(c, v)
}

// again shows the questionnaire with the answers in it.
func (p *Pages) again(c echo.Context, v *visit) error {
	page, err := p.prepare(v.speaker, v.form)
	if err != nil {
		return err
	}
	page.Action, page.Other, page.Save = v.address()+"/check", v.address()+"/other", v.address()+"/save"
	page.hearAt(v.address() + "/hear")
	page.Contact = v.contactAt()
	return p.writeStyled(c, http.StatusOK, "questionnaire", page, string(page.Inline))
}
