package child

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"

	"github.com/labstack/echo/v4"

	"kist/internal/contacts"
	"kist/internal/fault"
	"kist/internal/i18n"
	"kist/internal/inspections"
	"kist/internal/media"
	"kist/server/web"
	"kist/surveys"
)

// The form's fields for what a child writes who wants to be contacted.
const (
	nameField  = "name"
	reachField = "reach"
	safeField  = "safe"
	moreField  = "more"
)

// What an address tells of where a child comes from: the edition, and that the page stands
// beside the questions, which are open and not sent yet.
const (
	ageField    = "age"
	besideField = "beside"
)

// contactPage asks how a child who wants that can be reached. It has nothing to
// do with answers: its round is all that they share.
type contactPage struct {
	base
	codeAndWords
	Age    string // slug of the edition that the child comes from; empty: not known
	Asks   asks
	Secret string // by which sending the form twice counts once
	Fields []contactField
	Beside bool // the questions are open in another tab, and not sent yet
	Sent   bool
	None   bool // the round takes no requests
	Slow   bool // too many came at once: nothing was sent
}

// asks are the words of an edition in which a child is asked, and what the round
// promises.
type asks struct {
	tone string
	Name string // who reads it; empty: not told
	Days int    // working days within which it is read; 0: nothing is promised
}

// The ids of what is said, in the words of the edition.
func (a asks) LeadID() string {
	if a.tone == "e14" {
		return "child.contact.lead.older"
	}
	return a.id("child.contact.lead", "child.contact.lead.young")
}

// Say is where a message is read aloud.
func (a asks) Say(id string) string { return media.OfPage(id) }

func (a asks) WhoID() string  { return a.id("child.contact.who", "child.contact.who.young") }
func (a asks) WhenID() string { return a.id("child.contact.when", "child.contact.when.young") }
func (a asks) ApartID() string {
	return a.id("child.contact.apart", "child.contact.apart.young")
}

// id is that of the words for the youngest two editions and easy read, or for all others.
func (a asks) id(others, young string) string {
	if a.tone == "e4" || a.tone == "e8" || a.tone == "easy" {
		return young
	}
	return others
}

// asksOf are the words in a tone with what a round promises.
func asksOf(r *inspections.Round, tone string) asks {
	return asks{tone, r.ContactName, r.ContactDays}
}

// contactField is one thing to write.
type contactField struct {
	Name  string
	Label string // id
	Hint  string // id
	Most  int    // letters
	Long  bool   // on more than one line
	Value string
	Bad   string // what is wrong with it, in words; empty: nothing
}

// toContact leads from a page of the questions, which does not know its code, to
// the form, and hands the code and the language along.
func (p *Pages) toContact(c echo.Context) error {
	return web.Redirect(c, contactPath(c.Param("code"), c.Param("edition"), c.Param("lang"), true))
}

// contactPath is the address of the form for who comes from these pages.
func contactPath(code, edition, lang string, beside bool) string {
	q := url.Values{codeField: {code}, ageField: {edition}, "lang": {lang}}
	if beside {
		q.Set(besideField, "yes")
	}
	return "/contact?" + q.Encode()
}

// contact asks how to reach the child.
func (p *Pages) contact(c echo.Context) error {
	page := p.contactPage(c)
	page.Code, page.Secret = inspections.CleanCode(c.QueryParam(codeField)), contacts.NewForm()
	if page.Code != "" {
		if at, err := p.opens(c, page.Code); err == nil {
			page.Asks, page.None = asksOf(at.round, page.Tone), at.round.Stage != inspections.Draft && !contacts.Takes(at.round)
		}
	}
	page.fill(nil, nil)
	return p.room.Write(c, http.StatusOK, "contact", page)
}

func (p *Pages) contactPage(c echo.Context) contactPage {
	printer := p.reader(c)
	if lang := c.QueryParam("lang"); p.Words.Has(lang) {
		printer = p.Words.Printer(lang)
	}
	tone, age := "e11", surveys.Edition(c.QueryParam(ageField))
	if age.Valid() {
		tone = toneOf(age)
	}
	page := contactPage{base: p.base(printer, tone, "child.title.help"), Asks: asks{tone: tone}, Beside: c.QueryParam(besideField) != ""}
	page.Contact = "" // it is here
	p.readOut(c, &page.base, contactPlaces(page.Asks)...)
	if age.Valid() {
		page.Age = age.Slug()
	}
	return page
}

// contactPlaces are where the words of the form are recorded, in order.
func contactPlaces(a asks) []string {
	list := []string{"contact.title"}
	for _, id := range []string{a.LeadID(), a.WhoID(), a.WhenID(), a.ApartID()} {
		list = append(list, a.Say(id))
	}
	return append(list, "contact.now", "enter.label", "contact.name", "contact.reach", "contact.safe", "contact.more")
}

// takeContact keeps the request, and says "sent" only if it is durable. One that was taken
// while the round took any was sent, also when the child hears it only now.
func (p *Pages) takeContact(c echo.Context) error {
	page := p.contactPage(c)
	f, err := readForm(c)
	if err != nil {
		return err
	}
	if page.Secret = f.get(secretField); !contacts.IsForm(page.Secret) {
		page.Secret = contacts.NewForm()
	}
	page.fill(f, nil)
	at, err := p.readCode(c, f, page.Printer, &page.codeAndWords)
	if err != nil { // the store is away: what was written stays on the page
		return p.contactNotSent(c, page, err)
	}
	if at.round != nil {
		page.Asks = asksOf(at.round, page.Tone)
	}
	switch {
	case page.BadCode != "":
		return p.room.Write(c, http.StatusUnprocessableEntity, "contact", page)
	case p.slowDown(c, "contact", at.round.ID) != nil:
		page.Slow = true
		c.Response().Header().Set(echo.HeaderRetryAfter, retryAfter)
		return p.room.Write(c, http.StatusTooManyRequests, "contact", page)
	}
	err = p.Contacts.Take(c.Request().Context(), at.round, page.Secret, f.contact())
	var problems fault.Problems
	wrong := errors.As(err, &problems)
	if errors.Is(err, fault.Closed) || wrong && !contacts.Takes(at.round) {
		page.None, page.places = true, []string{"contact.none"}
		return p.room.Write(c, http.StatusGone, "contact", page)
	}
	if wrong {
		page.fill(f, problems)
		return p.room.Write(c, http.StatusUnprocessableEntity, "contact", page)
	}
	if err != nil {
		return p.contactNotSent(c, page, err)
	}
	page.Sent, page.places = true, []string{"contact.done", "contact.done_text", "contact.now"}
	letGo(c)
	return p.room.Write(c, http.StatusOK, "contact", page)
}

// contactNotSent shows the form again with all that was written, since trying
// again can help.
func (p *Pages) contactNotSent(c echo.Context, page contactPage, err error) error {
	p.Log.Error("not sent", "ref", web.Ref(c), "error", err.Error())
	page.Slow = true
	c.Response().Header().Set(echo.HeaderRetryAfter, retryAfter)
	return p.room.Write(c, http.StatusServiceUnavailable, "contact", page)
}

// contact are the words in a form.
func (f form) contact() contacts.Words {
	return contacts.Words{Name: f.get(nameField), Reach: f.get(reachField), Safe: f.get(safeField), More: f.get(moreField)}
}

// fill sets the fields of the page as they were written, with what is wrong.
func (page *contactPage) fill(f form, problems fault.Problems) {
	page.Fields = contactFields(f, problems, page.Printer)
}

// contactFields are what there is to write, as it was written.
func contactFields(f form, problems fault.Problems, say *i18n.Printer) []contactField {
	fields := []contactField{
		{Name: nameField, Label: "child.contact.name", Hint: "child.contact.maybe", Most: contacts.MaxName},
		{Name: reachField, Label: "child.contact.reach", Hint: "child.contact.reach_hint", Most: contacts.MaxReach, Long: true},
		{Name: safeField, Label: "child.contact.safe", Hint: "child.contact.safe_hint", Most: contacts.MaxSafe, Long: true},
		{Name: moreField, Label: "child.contact.more", Hint: "child.contact.maybe", Most: contacts.MaxMore, Long: true},
	}
	for i := range fields {
		field := &fields[i]
		field.Value, field.Bad = clip(f.get(field.Name), 4*field.Most+200), wrongWith(say, problems, field.Name)
	}
	return fields
}

// contactMark changes with what a page says of requests to be contacted.
func contactMark(r *inspections.Round) string {
	return fmt.Sprint(len(r.ContactKey) > 0, r.ContactDays, r.ContactName)
}

// wrongWith says what is wrong with a field; empty if nothing is.
func wrongWith(say *i18n.Printer, problems fault.Problems, field string) string {
	if problem := at(problems, field); problem != nil {
		return say.TArgs(problem.ID, problem.Args)
	}
	return ""
}
