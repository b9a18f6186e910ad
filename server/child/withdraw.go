package child

import (
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"kist/internal/ballot"
	"kist/internal/fault"
	"kist/internal/i18n"
	"kist/internal/inspections"
	"kist/surveys"
)

// wordsField is what a child types the six words into; codeField is the join
// code beside it.
const (
	wordsField = "_words"
	codeField  = "code"
)

// withdrawPage asks for the words with which answers are taken back, and says
// what follows. It never says whether there were such answers.
type withdrawPage struct {
	base
	codeAndWords
	Words []string // as they were read; none: not done
	Open  bool     // the questions are
}

// codeAndWords is a form of a join code and six words, with what is wrong with
// each in words.
type codeAndWords struct {
	Code, Typed       string
	BadCode, BadWords string
}

// withdraw asks for the words.
func (p *Pages) withdraw(c echo.Context) error {
	page := p.withdrawPage(c)
	page.Code = inspections.CleanCode(c.QueryParam(codeField))
	return p.room.Write(c, http.StatusOK, "withdraw", page)
}

func (p *Pages) withdrawPage(c echo.Context) withdrawPage {
	page := withdrawPage{base: p.base(p.reader(c), "e11", "child.title.withdraw")}
	p.readOut(c, &page.base, "withdraw.title", "enter.label", "words.label", "withdraw.never")
	return page
}

// takeBack takes back what the words lead to.
func (p *Pages) takeBack(c echo.Context) error {
	page := p.withdrawPage(c)
	f, err := readForm(c)
	if err != nil {
		return err
	}
	c.Set(postedKey, f)
	at, err := p.readCode(c, f, page.Printer, &page.codeAndWords)
	if err != nil {
		return err
	}
	receipt, err := ballot.ParseReceipt(f.get(wordsField))
	page.refuseWords(page.Printer, err)
	if page.wrong() {
		return p.room.Write(c, http.StatusUnprocessableEntity, "withdraw", page)
	}
	if err := p.slowDown(c, "withdraw", at.round.ID); err != nil {
		return err
	}
	survey, err := p.Versions.Survey(c.Request().Context(), at.round.Version)
	if err != nil {
		return err
	}
	if err := p.Taken.Withdraw(c.Request().Context(), at.round.ID, receipt, withdrawable(at.round, survey)); err != nil {
		return err
	}
	page.Words, page.places = receipt.Words(), []string{"withdraw.done", "withdraw.if", "withdraw.final"}
	letGo(c)
	page.Open = at.round.Stage == inspections.Running
	return p.room.Write(c, http.StatusOK, "withdraw", page)
}

// readCode finds the place of the code that was typed; what is wrong with it is
// on the page then. Rounds in preparation are not known yet.
func (p *Pages) readCode(c echo.Context, f form, say *i18n.Printer, page *codeAndWords) (place, error) {
	page.Code, page.Typed = clip(f.get(codeField), 24), clip(f.get(wordsField), 200)
	code := inspections.CleanCode(page.Code)
	if code == "" {
		page.BadCode = say.T("child.enter." + misspelt(page.Code, "form"))
		return place{}, nil
	}
	at, err := p.opens(c, code)
	if errors.Is(err, errTries) {
		page.BadCode = say.T("child.enter.many")
		return place{}, nil
	}
	if errors.Is(err, fault.NotFound) || err == nil && at.round.Stage == inspections.Draft {
		page.BadCode = say.T("child.enter.unknown")
		return place{}, nil
	}
	page.Code = code
	return at, err
}

// refuseWords says what is wrong with the words, if anything is.
func (f *codeAndWords) refuseWords(say *i18n.Printer, err error) {
	var problem fault.Problem
	if errors.As(err, &problem) {
		f.BadWords = say.TArgs(problem.ID, problem.Args)
	}
}

// wrong says that something is.
func (f *codeAndWords) wrong() bool { return f.BadCode != "" || f.BadWords != "" }

// clip is a text as it can be shown again: not longer than most bytes.
func clip(text string, most int) string {
	return strings.ToValidUTF8(text[:min(len(text), most)], "")
}

// stories are the keys of the questions that can have a text, in any edition.
func stories(s *surveys.Survey) []string {
	var keys []string
	for _, q := range s.Questions {
		if q.KindName == "story" {
			keys = append(keys, q.Key)
		}
	}
	return keys
}

// dayIn writes a day (2006-01-02) in figures as the reader's language does;
// anything else comes back as it is.
func dayIn(say *i18n.Printer, day string) string {
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return day
	}
	return say.T("child.day", "Day", t.Day(), "Month", int(t.Month()), "Year", t.Year())
}
