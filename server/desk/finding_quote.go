package desk

import (
	"cmp"
	"context"

	"github.com/labstack/echo/v4"

	"kist/internal/findings"
	"kist/internal/inspections"
	"kist/internal/store"
	"kist/internal/themes"
	"kist/server/web"
)

// Quotes is where it is read what children said and two people let others read.
type Quotes interface {
	// SpokenOf lists the quotes of a question of a round that were not taken back.
	SpokenOf(ctx context.Context, inspection, round, question string) ([]*themes.Spoken, error)
}

// quotePage is where a quote is chosen for a finding.
type quotePage struct {
	weighPart
	Rounds []quoteRound // none: nothing is let through
}

// quoteRound is a question of a round with what was said to it.
type quoteRound struct {
	Name, Asked string
	Quotes      []quoteChoice
}

// quoteChoice is one quote.
type quoteChoice struct {
	Value string
	saidView
	On bool
}

// saidView is a quote as it is read: never without how the words came about.
type saidView struct{ Words, How, Theme, Beside string }

func said(b web.StaffBase, q *themes.Spoken) saidView {
	v := saidView{Words: q.Words, How: b.T("staff.quotes.verbatim"), Theme: q.Name}
	if q.Reworded {
		v.How = b.T("staff.quotes.reworded")
	}
	if q.Edition != "" {
		v.Beside = b.T("staff.edition." + q.Edition)
	}
	return v
}

func (k *desk) askQuote(c echo.Context) error {
	f, in, err := k.theFinding(c)
	if err != nil {
		return err
	}
	s, err := sourceOf(c, f.Latest.Content)
	if err != nil {
		return err
	}
	return k.drawQuote(c, k.part(c, f, in, "staff.findings.quote", "/quote"), in, s)
}

func (k *desk) drawQuote(c echo.Context, part formPart, in *inspections.Inspection, s findings.Source) error {
	page := quotePage{weighPart: k.weigh(part, s)}
	rounds, err := k.Book.Heads(c.Request().Context(), store.Query{Field: "inspection", Is: in.ID})
	if err != nil {
		return err
	}
	for _, r := range rounds {
		if k.Quotes == nil || r.Pilot != "" || r.Feedback {
			continue
		}
		if err := k.quotable(c, &page, r, s.Quote); err != nil {
			return err
		}
	}
	return k.room.Write(c, part.status(), "finding_quote", page)
}

// quotable adds what can be quoted of a round; the quote with the id chosen is ticked.
func (k *desk) quotable(c echo.Context, page *quotePage, r *inspections.RoundHead, chosen string) error {
	ctx := c.Request().Context()
	survey, err := k.Versions.Survey(ctx, r.Version)
	if err != nil {
		return err
	}
	w := words{survey: survey, Printer: page.Printer}
	for _, q := range survey.Questions {
		if q.KindName != "story" {
			continue
		}
		list, err := k.Quotes.SpokenOf(ctx, r.Inspection, r.ID, q.Key)
		if err != nil {
			return err
		}
		of := quoteRound{Name: r.Name, Asked: w.question(q.Key)}
		for _, x := range list {
			of.Quotes = append(of.Quotes, quoteChoice{x.ID, said(page.StaffBase, x), x.ID == chosen})
		}
		if len(list) > 0 {
			page.Rounds = append(page.Rounds, of)
		}
	}
	return nil
}

func (k *desk) saveQuote(c echo.Context) error {
	f, base, err := k.baseOf(c)
	if err != nil {
		return err
	}
	s, err := sourceOf(c, base.Content)
	if err != nil {
		return err
	}
	s = weighed(c, s)
	s.Kind, s.Quote = findings.Quoted, cmp.Or(c.FormValue("quote"), s.Quote)
	return k.save(c, f, base, base.Content.With(s), func(part formPart, in *inspections.Inspection, _ findings.Content) error {
		part.fresh = part.fresh || c.FormValue("source") == ""
		part.Title, part.Action = part.T("staff.findings.quote"), findingPath(f.ID)+"/quote"
		return k.drawQuote(c, part, in, s)
	})
}

// quoted puts a quote that is cited into words. What was taken back has none.
func quoted(b web.StaffBase, v *sourceView) {
	v.Name, v.Detail = b.T("staff.findings.kind.quote"), ""
	if v.Said == nil {
		v.Lost = true
		return
	}
	one := said(b, v.Shown.Said)
	v.Quote, v.Detail = &one, b.T("staff.findings.quote.of", "Theme", one.Theme, "How", one.How)
	if one.Beside != "" {
		v.Detail += " · " + one.Beside
	}
}
