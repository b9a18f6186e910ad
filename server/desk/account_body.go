package desk

import (
	"cmp"
	"errors"
	"slices"
	"strings"

	"kist/internal/docx"
	"kist/internal/evidence"
	"kist/internal/fault"
	"kist/internal/findings"
	"kist/internal/i18n"
	"kist/internal/inspections"
	paper "kist/internal/report"
	"kist/internal/results"
	"kist/internal/store"
)

// summary says what two inspectors stand for, in their own sentences.
func (a *account) summary() error {
	a.out.Heading(1, a.b.T("staff.account.summary"))
	if len(a.items) == 0 {
		a.out.Say(paper.Lead, "", a.b.T("staff.evidence.none"))
		return nil
	}
	a.out.Say(paper.Lead, "", a.b.T("staff.account.agreed", "count", len(a.items)))
	for _, bears := range []findings.Bears{findings.Strength, findings.Improvement} {
		first := true
		for i, t := range a.told {
			if t.Bears != bears {
				continue
			}
			if first {
				a.out.Heading(2, a.b.T("staff.account."+string(bears)))
				first = false
			}
			a.out.Say(paper.List, a.name(i)+".", a.statement(i))
		}
	}
	return nil
}

// rounds says what was asked and who answered, as far as a release tells.
func (a *account) rounds() error {
	a.out.Heading(1, a.b.T("staff.account.rounds"))
	list, err := a.Book.Rounds.All(a.ctx, store.Query{Field: "inspection", Is: a.in.ID})
	if err != nil {
		return err
	}
	slices.SortStableFunc(list, func(x, y *inspections.Round) int { return strings.Compare(x.Opens, y.Opens) })
	t := docx.Table{Caption: a.b.T("staff.account.rounds.caption"), Heads: true, Columns: []docx.Column{
		{Head: a.b.T("staff.rounds.round"), Share: 3}, {Head: a.b.T("staff.account.editions"), Share: 3}, {Head: a.b.T("staff.account.languages"), Share: 3}, {Head: a.b.T("staff.rounds.answers"), Share: 3},
	}}
	for _, r := range list {
		if r.Pilot != "" || r.Feedback || r.Stage == inspections.Draft { // whether the answer answers them is told in the cycle
			continue
		}
		answered, err := a.answered(r)
		if err != nil {
			return err
		}
		days := a.b.T("staff.account.days", "From", a.b.Date(r.Opens), "To", a.b.Date(r.Closes))
		t.Rows = append(t.Rows, append([]docx.Cell{{docx.Plain(r.Name), docx.Run{Text: "\n" + days, Light: true}}}, docx.Cells(a.editions(r.Editions), languageNames(r.Languages), answered)...))
	}
	if len(t.Rows) == 0 {
		a.out.Say(paper.Para, "", a.b.T("staff.rounds.none"))
		return nil
	}
	t.Source = a.b.T("staff.account.rounds.source")
	a.out.Table(t)
	return nil
}

// answered is how many answered, as the latest release of a round tells it.
func (a *account) answered(r *inspections.Round) (string, error) {
	heads, err := a.Releases.Heads(a.ctx, r.ID)
	if err != nil || len(heads) == 0 {
		return a.b.T("staff.rounds.no_release"), err
	}
	h := heads[len(heads)-1]
	text := responsesWords(a.b.Printer, h.Responses)
	if h.Responses.Shown {
		least, most := h.Responses.Range()
		text += " (" + a.b.T("staff.range", "Least", least, "Most", most) + ")"
	}
	text += "\n" + a.b.T("staff.release.number", "Number", h.Number)
	if h.Interim {
		text += "\n" + a.b.T("staff.cycle.interim")
	}
	return text, nil
}

func (a *account) editions(list []string) string {
	names := make([]string, len(list))
	for i, e := range list {
		names[i] = a.b.T("staff.edition." + e)
	}
	return strings.Join(names, ", ")
}

func languageNames(tags []string) string {
	var names []string
	for _, l := range i18n.InOrder(tags) {
		names = append(names, l.Endonym)
	}
	return strings.Join(names, ", ")
}

// privacy says how the counting keeps people private, and how to read the numbers.
func (a *account) privacy() error {
	a.out.Heading(1, a.b.T("staff.account.privacy"))
	a.out.Say(paper.Para, "", a.b.T("staff.pack.method.text"))
	for _, text := range howToRead(words{Printer: a.b.Printer}) {
		a.out.Say(paper.List, "", text)
	}
	return nil
}

// byIndicator lays out every finding under the first quality indicator that it bears on.
func (a *account) byIndicator() error {
	a.out.Heading(1, a.b.T("staff.account.findings"))
	if len(a.items) == 0 {
		a.out.Say(paper.Para, "", a.b.T("staff.evidence.none"))
		return nil
	}
	first := func(t evidence.Told) string {
		for _, q := range a.frame.Indicators {
			if slices.Contains(t.Indicators, q.Code) {
				return q.Code
			}
		}
		return ""
	}
	for _, q := range append(slices.Clone(a.frame.Indicators), inspections.Indicator{}) {
		begun := false
		for i, t := range a.told {
			if first(t) != q.Code {
				continue
			}
			if !begun {
				a.out.Heading(2, a.indicator(q))
				begun = true
			}
			a.finding(i)
		}
	}
	return nil
}

// indicator is an indicator with its title.
func (a *account) indicator(q inspections.Indicator) string {
	if q.Code == "" {
		return a.b.T("staff.account.no_indicator")
	}
	return strings.TrimSpace(q.Code + " " + q.Title)
}

// finding writes one finding: what it comes to, what it rests on, and what is not known.
func (a *account) finding(i int) {
	t, shown, steps := a.told[i], a.shown[i], a.states[i]
	a.out.Heading(3, a.name(i)+". "+a.statement(i))
	terms := termsLine(a.b, findings.Content{Indicators: t.Indicators, Wellbeing: t.Wellbeing, Rights: t.Rights})
	line := a.b.T("staff.findings.state."+string(t.State)) + ". " + a.b.T("staff.findings.agreement."+string(findings.Weigh(shown).Agreement())) + ". " + terms + "."
	lead := ""
	if t.Bears != "" {
		lead = a.b.T("staff.findings.bears."+string(t.Bears)) + "."
	}
	a.out.Say(paper.Para, lead, line)
	if len(steps) > 1 {
		a.out.Say(paper.Para, a.b.T("staff.account.states"), strings.Join(steps, " → ")+".")
	}
	a.out.Table(a.triangle(i, shown))
	for n, g := range t.Grounds {
		if said := shown[n].Said; said != nil {
			a.quote(g.Quote, said.Reworded)
		}
	}
	for n, text := range paragraphs(t.Unknown) {
		lead := ""
		if n == 0 {
			lead = a.b.T("staff.findings.unknown") + ":"
		}
		a.out.Say(paper.Para, lead, text)
	}
}

// grounds reads how the pieces of evidence of an item stand now, in its order, and the
// states that the evidence had until it was agreed. A quote that was taken back is gone.
func (a *account) grounds(it *evidence.Item, t evidence.Told) (list []findings.Shown, steps []string, err error) {
	f, err := a.findings.Get(a.ctx, it.About)
	if err != nil {
		return nil, nil, err
	}
	v, err := a.findings.Version(a.ctx, f, it.Version)
	if err != nil {
		return nil, nil, err
	}
	now, err := a.findings.Show(a.ctx, f.Inspection, v.Content)
	if err != nil {
		return nil, nil, err
	}
	for _, g := range t.Grounds {
		one := findings.Shown{Source: findings.Source{Key: g.Key, Kind: g.Kind, Bearing: g.Bearing, Weight: g.Weight}, Voice: g.Voice}
		if i := slices.IndexFunc(now, func(s findings.Shown) bool { return s.Key == g.Key }); i >= 0 {
			one.Gone, one.Said = now[i].Gone, now[i].Said
			one.Voice = one.Voice && !one.Gone
		}
		list = append(list, one)
	}
	return list, a.statesOf(f, it.Version), nil
}

// statesOf are those that the evidence had until a version was agreed, with the week of each.
func (a *account) statesOf(f *findings.Finding, version int) []string {
	var list []string
	i := slices.IndexFunc(f.Readings, func(r findings.Reading) bool { return r.Version == version && r.Is == findings.Yes })
	for _, s := range f.States {
		if i >= 0 && s.At > f.Readings[i].At {
			break
		}
		text := a.b.T("staff.findings.state." + string(s.Is))
		if s.Week > 0 {
			text = a.b.T("staff.account.week", "State", text, "Week", s.Week)
		}
		list = append(list, text)
	}
	return list
}

// triangle lays the evidence of a finding side by side: where it comes from, what it says,
// and whether it agrees.
func (a *account) triangle(i int, shown []findings.Shown) docx.Table {
	t := docx.Table{Caption: a.b.T("staff.account.triangle", "Name", a.name(i)), Heads: true, Columns: []docx.Column{
		{Head: a.b.T("staff.account.source"), Share: 4}, {Head: a.b.T("staff.findings.says"), Share: 6}, {Head: a.b.T("staff.findings.bearing"), Share: 2}, {Head: a.b.T("staff.findings.weight"), Share: 2},
	}}
	for n, g := range a.told[i].Grounds {
		kind := a.b.T("staff.findings.kind." + string(g.Kind))
		from, says := docx.Cell{docx.Strong(kind)}, []string{g.Says}
		if title := a.titled(g); title != "" {
			from = append(from, docx.Run{Text: "\n" + title, Light: true})
		}
		if shown[n].Gone {
			says = append(says, a.b.T("staff.account.gone"))
		} else if r := a.reports[g.Release]; r != nil {
			for _, f := range g.Figures {
				says = append(says, r.figure(g.Cites, f))
			}
		}
		weight := "–"
		if g.Weight != "" {
			weight = a.b.T("staff.findings.weight." + string(g.Weight))
		}
		text := strings.Join(slices.DeleteFunc(says, func(s string) bool { return s == "" }), "\n")
		t.Rows = append(t.Rows, []docx.Cell{from, {docx.Plain(text)}, {docx.Plain(a.b.T("staff.findings.bearing." + string(g.Bearing)))}, {docx.Plain(weight)}})
	}
	return t
}

// titled is what a piece of evidence is called.
func (a *account) titled(g evidence.Ground) string {
	if r := a.reports[g.Release]; r != nil {
		return a.b.T("staff.account.of", "Release", r.title(), "Question", r.words.question(g.Question))
	}
	if g.Day != "" {
		return strings.TrimPrefix(g.Title+", "+a.b.Date(g.Day), ", ")
	}
	return g.Title
}

// figure is a figure that is cited, with what it can mean.
func (r *report) figure(c evidence.Cites, f evidence.Figure) string {
	value := results.Figure{Shown: true, Count: f.Count, Percent: f.Percent}
	v := r.words.cited(c.Question, c.By, findings.Cell{Group: f.Group, Column: f.Answer}, value)
	return r.words.T("staff.findings.cite.figure", "What", v.What, "Value", v.Value, "Range", r.words.T("staff.range", "Least", f.Least, "Most", f.Most))
}

// matrix says for every indicator which findings bear on it, and whether children speak there.
func (a *account) matrix() error {
	codes := slices.Clone(a.frame.evaluated)
	for _, q := range a.frame.Indicators {
		used := slices.ContainsFunc(a.told, func(t evidence.Told) bool { return slices.Contains(t.Indicators, q.Code) })
		if used && !slices.Contains(codes, q.Code) {
			codes = append(codes, q.Code)
		}
	}
	slices.Sort(codes)
	t := docx.Table{Caption: a.b.T("staff.account.matrix.caption"), Heads: true, Columns: []docx.Column{
		{Head: a.b.T("staff.findings.indicator"), Share: 5}, {Head: a.b.T("staff.room.findings"), Share: 3}, {Head: a.b.T("staff.account.voice"), Share: 3},
	}}
	for _, code := range codes {
		q, _ := a.frame.Indicator(code)
		q.Code = code
		var names []string
		voice := false
		for i, told := range a.told {
			if !slices.Contains(told.Indicators, code) {
				continue
			}
			names, voice = append(names, a.name(i)), voice || findings.Weigh(a.shown[i]).Voice
		}
		said := "staff.account.voice.missing"
		if voice {
			said = "staff.account.voice.there"
		}
		t.Rows = append(t.Rows, docx.Cells(a.indicator(q), cmp.Or(strings.Join(names, ", "), a.b.T("staff.account.none")), a.b.T(said)))
	}
	if len(t.Rows) > 0 {
		a.out.Heading(1, a.b.T("staff.account.matrix"))
		a.out.Table(t)
	}
	return nil
}

// voice tells how children's voice went through the inspection.
func (a *account) voice() error {
	if a.Cycle == nil {
		return nil
	}
	steps, err := a.Cycle(a.ctx, a.b.Printer, a.in.ID)
	if err != nil && !errors.Is(err, fault.NotFound) {
		return err
	}
	a.out.Heading(1, a.b.T("staff.account.cycle"))
	for _, s := range steps {
		a.out.Heading(2, s.Head)
		a.out.Say(paper.Para, "", s.Asks)
		for _, l := range s.Lines {
			lead := l.Lead
			if lead != "" {
				lead += "."
			}
			if l.Lacks {
				lead = strings.TrimSpace(a.b.T("staff.account.lacks") + " " + lead)
			}
			a.out.Say(paper.List, lead, l.Text)
		}
	}
	a.out.Say(paper.Small, "", a.b.T("staff.cycle.source"))
	return nil
}
