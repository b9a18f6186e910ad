package desk

import (
	"errors"
	"net/http"
	"slices"
	"strconv"

	"github.com/labstack/echo/v4"

	"kist/internal/fault"
	"kist/internal/findings"
	"kist/server/web"
)

// step does one thing to a finding and leads back to it. What could not be done is
// shown again with what was typed.
func (k *desk) step(c echo.Context, s sent, do func(id, mark, who string) error) error {
	id, err := web.Param(c, "id")
	if err != nil {
		return fault.Wrap(fault.NotFound, "finding")
	}
	err = do(id, c.FormValue("_mark"), k.Staff.Visitor(c).ID)
	switch wrong, ok := fault.ProblemsOf(err); {
	case err == nil:
		return web.Redirect(c, findingPath(id))
	case ok:
		s.wrong = wrong
		return k.drawFinding(c, http.StatusUnprocessableEntity, s)
	case errors.Is(err, fault.Conflict), errors.Is(err, fault.Closed):
		s.clashed = true
		return k.drawFinding(c, http.StatusConflict, s)
	}
	return err
}

func (k *desk) moveFinding(c echo.Context) error {
	s := sent{form: "state", text: c.FormValue("why"), choice: c.FormValue("state")}
	return k.step(c, s, func(id, mark, who string) error {
		_, err := k.Findings.Move(c.Request().Context(), id, mark, findings.Concern(s.choice), s.text, who)
		return err
	})
}

func (k *desk) offerFinding(c echo.Context) error {
	return k.step(c, sent{form: "offer"}, func(id, mark, who string) error {
		_, err := k.Findings.Offer(c.Request().Context(), id, mark, who)
		return err
	})
}

func (k *desk) readFinding(c echo.Context) error {
	s := sent{form: "read", text: c.FormValue("why"), choice: c.FormValue("is")}
	return k.step(c, s, func(id, mark, who string) error {
		_, err := k.Findings.Read(c.Request().Context(), id, mark, findings.Verdict(s.choice), s.text, who)
		return err
	})
}

// turnFinding takes an agreed finding up again, or gives one up.
func (k *desk) turnFinding(c echo.Context) error {
	s := sent{form: "turn", text: c.FormValue("why"), choice: c.FormValue("to")}
	return k.step(c, s, func(id, mark, who string) error {
		turn := k.Findings.Reopen
		if s.choice == string(findings.Withdrawn) {
			turn = k.Findings.Withdraw
		}
		_, err := turn(c.Request().Context(), id, mark, s.text, who)
		return err
	})
}

func (k *desk) sayOfFinding(c echo.Context) error {
	s := sent{form: "say", text: c.FormValue("text")}
	return k.step(c, s, func(id, _, who string) error {
		return k.Findings.Say(c.Request().Context(), id, c.FormValue("_form"), s.text, who)
	})
}

// dropSource takes a piece of evidence away from the version that the reader saw.
func (k *desk) dropSource(c echo.Context) error {
	return k.step(c, sent{form: "drop"}, func(id, _, who string) error {
		f, base, err := k.baseOf(c)
		if err != nil {
			return err
		}
		_, err = k.Findings.Save(c.Request().Context(), f.ID, base.Number, base.Content.Without(c.FormValue("source")), "", who)
		return err
	})
}

// baseOf is the version that a form was made from.
func (k *desk) baseOf(c echo.Context) (*findings.Finding, *findings.Version, error) {
	f, _, err := k.theFinding(c)
	if err != nil {
		return nil, nil, err
	}
	number, err := strconv.Atoi(c.FormValue("_version"))
	if err != nil {
		return nil, nil, fault.Wrap(fault.Invalid, "version of a finding")
	}
	v, err := k.Findings.Version(c.Request().Context(), f, number)
	return f, v, err
}

// versionsPage tells what a finding was, the latest first.
type versionsPage struct {
	web.StaffBase
	Versions []versionView
	Back     string
}

// versionView is one version with what it changed.
type versionView struct {
	Name, By, Why string
	Changes       []changeLine
	Agreed        bool
}

// changeLine is one part that a version changed.
type changeLine struct{ What, Before, After string }

func (k *desk) showVersions(c echo.Context) error {
	ctx := c.Request().Context()
	f, in, err := k.theFinding(c)
	if err != nil {
		return err
	}
	list, err := k.Findings.History(ctx, f)
	if err != nil {
		return err
	}
	b := k.below(c, in, k.Staff.Printer(c).T("staff.findings.history"))
	b.Crumbs = slices.Insert(b.Crumbs, 2, web.Crumb{Text: findingName(b, f), Link: findingPath(f.ID)})
	page := versionsPage{StaffBase: b, Back: findingPath(f.ID)}
	for i, v := range list {
		var before findings.Content
		if i+1 < len(list) {
			before = list[i+1].Content
		}
		page.Versions = append(page.Versions, versionView{
			Name: b.T("staff.findings.version", "N", v.Number), By: b.T("staff.findings.version.at", "Who", k.who(ctx, v.Who), "At", b.Minute(v.At)), Why: v.Why,
			Changes: changesOf(b, before, v.Content), Agreed: f.Agreed != nil && f.Agreed.Version == v.Number,
		})
	}
	return k.room.Write(c, http.StatusOK, "finding_history", page)
}

// changesOf tells what makes one content of another, part by part.
func changesOf(b web.StaffBase, before, after findings.Content) []changeLine {
	var list []changeLine
	add := func(what, was, is string) {
		if was != is {
			list = append(list, changeLine{what, was, is})
		}
	}
	add(b.T("staff.findings.statement"), before.Statement, after.Statement)
	add(b.T("staff.findings.comes"), bearsWords(b, before), bearsWords(b, after))
	add(b.T("staff.findings.unknown"), before.Unknown, after.Unknown)
	add(b.T("staff.findings.terms"), termsLine(b, before), termsLine(b, after))
	for _, s := range before.Sources {
		is, _ := after.Source(s.Key)
		add(b.T("staff.findings.evidence"), sourceLine(b, s), sourceLine(b, is))
	}
	for _, s := range after.Sources {
		if _, was := before.Source(s.Key); !was {
			add(b.T("staff.findings.evidence"), "", sourceLine(b, s))
		}
	}
	return list
}
