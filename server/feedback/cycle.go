package feedback

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"kist/internal/evidence"
	"kist/internal/fault"
	"kist/internal/findings"
	"kist/internal/i18n"
	"kist/internal/inspections"
	"kist/internal/results"
	"kist/internal/store"
	"kist/server/web"
	"kist/surveys"
)

// Releases is where it is read how many answered: as published, and not otherwise.
type Releases interface {
	// Heads lists the published releases of a round, first to last.
	Heads(ctx context.Context, round string) ([]*results.Head, error)
}

// Versions is where it is read what was asked.
type Versions interface {
	// Survey is the frozen survey. fault.NotFound if there is none.
	Survey(ctx context.Context, id string) (*surveys.Survey, error)
}

// Findings is where it is read what inspectors concluded.
type Findings interface {
	// Of lists the findings of an inspection in the order of their numbers.
	Of(ctx context.Context, inspection string) ([]*findings.Finding, error)
	// Version reads one version of a finding.
	Version(ctx context.Context, f *findings.Finding, number int) (*findings.Version, error)
	// Show reads the evidence that a finding cites.
	Show(ctx context.Context, inspection string, c findings.Content) ([]findings.Shown, error)
}

// Evidence is where it is read what was handed on.
type Evidence interface {
	// Of lists the items of an inspection in order.
	Of(ctx context.Context, inspection string) ([]*evidence.Item, error)
}

// Tablets is where it is read whether a round had some.
type Tablets interface {
	// OfRound lists the tablets of a round.
	OfRound(ctx context.Context, round string) ([]*inspections.Tablet, error)
}

// cyclePage tells at a glance how children's voice goes through an inspection, in the
// four steps of Lundy (2007). It holds no score: what is missing is said.
type cyclePage struct {
	web.StaffBase
	Steps []cycleStep
}

// cycleStep is one of the four.
type cycleStep struct {
	Key, Head, Asks string
	Lines           []cycleLine
}

// cycleLine is something that is there, with where it is, or something that is missing.
type cycleLine struct {
	Lead, Link string // Link: empty if it is nowhere, or not for whoever reads
	Text       string
	Lacks      bool
}

// cycle gathers the page.
type cycle struct {
	web.StaffBase
	r      *room
	c      echo.Context
	ctx    context.Context
	s      sight
	rounds []*inspections.Round // that were open, or are, by their first day
	drafts int
	asks   []*inspections.Round // whether it answers them
}

func (r *room) showCycle(c echo.Context) error {
	s, err := r.of(c)
	if err != nil {
		return err
	}
	y := &cycle{r: r, c: c, ctx: c.Request().Context(), s: s}
	y.StaffBase = r.Staff.Base(c, "inspections", r.Staff.Printer(c).T("staff.cycle.title", "Inspection", s.in.Title))
	y.Synthetic = s.in.Synthetic
	y.Crumbs = []web.Crumb{{Text: y.T("staff.room.inspections"), Link: "/staff/inspections"}, {Text: s.in.Title, Link: inspectionPath(s.in.ID)}, {Text: y.T("staff.cycle.way")}}
	if err := y.readRounds(); err != nil {
		return err
	}
	page := cyclePage{StaffBase: y.StaffBase}
	if page.Steps, err = y.steps(); err != nil {
		return err
	}
	return r.pages.Write(c, http.StatusOK, "cycle", page)
}

// steps tells all four.
func (y *cycle) steps() (list []cycleStep, err error) {
	for _, step := range []struct {
		key  string
		tell func() ([]cycleLine, error)
	}{{"space", y.space}, {"voice", y.voice}, {"audience", y.audience}, {"influence", y.influence}} {
		lines, err := step.tell()
		if err != nil {
			return nil, err
		}
		list = append(list, cycleStep{step.key, y.T("staff.cycle." + step.key), y.T("staff.cycle." + step.key + ".asks"), lines})
	}
	return list, nil
}

// EachLine tells how children's voice went through an inspection to whoever puts it into a
// report: line by line, with the step of each, and no addresses. fault.NotFound if there is
// no such inspection.
func EachLine(ctx context.Context, d Deps, p *i18n.Printer, inspection string, tell func(step, asks, lead, text string, lacks bool)) error {
	r := &room{Deps: d}
	s, err := r.read(ctx, inspection)
	if err != nil {
		return err
	}
	y := &cycle{r: r, ctx: ctx, s: s, StaffBase: web.StaffBase{Printer: p}}
	if err := y.readRounds(); err != nil {
		return err
	}
	steps, err := y.steps()
	for _, step := range steps {
		for _, l := range step.Lines {
			if l.Text == "" {
				continue // it only leads somewhere
			}
			tell(step.Head, step.Asks, l.Lead, l.Text, l.Lacks)
		}
	}
	return err
}

func inspectionPath(id string) string { return "/staff/inspections/" + url.PathEscape(id) }

// readRounds reads the rounds in which children could answer.
func (y *cycle) readRounds() error {
	list, err := y.r.Book.Rounds.All(y.ctx, store.Query{Field: "inspection", Is: y.s.in.ID})
	for _, r := range list {
		switch {
		case r.Feedback:
			y.asks = append(y.asks, r)
			continue
		case r.Stage == inspections.Draft:
			y.drafts++
			continue
		}
		y.rounds = append(y.rounds, r)
	}
	slices.SortStableFunc(y.rounds, func(a, b *inspections.Round) int { return strings.Compare(a.Opens, b.Opens) })
	return err
}

// link is an address if whoever reads may open it; empty if not, or on paper.
func (y *cycle) link(route, address string) string {
	if y.c == nil || !y.r.Staff.May(y.c, route, web.Place{Programme: y.s.in.Programme, Inspection: y.s.in.ID}) {
		return ""
	}
	return address
}

func (y *cycle) lacks(id string, args ...any) cycleLine {
	return cycleLine{Text: y.T("staff.cycle."+id, args...), Lacks: true}
}

// space is what was offered.
func (y *cycle) space() ([]cycleLine, error) {
	if len(y.rounds) == 0 {
		if y.drafts > 0 {
			return []cycleLine{y.lacks("none.open")}, nil
		}
		return []cycleLine{y.lacks("none.rounds")}, nil
	}
	var list []cycleLine
	for _, r := range y.rounds {
		tablets, err := y.r.Tablets.OfRound(y.ctx, r.ID)
		if err != nil {
			return nil, err
		}
		text := []string{y.T("staff.stage."+string(r.Stage)) + ".", y.T("staff.cycle.days", "From", y.Date(r.Opens), "To", y.Date(r.Closes)), y.T("staff.door."+string(r.Door)) + "."}
		if slices.ContainsFunc(tablets, (*inspections.Tablet).Ready) {
			text = append(text, y.T("staff.cycle.tablets"))
		}
		list = append(list, cycleLine{Lead: r.Name, Link: y.link("GET /staff/rounds/:id", "/staff/rounds/"+url.PathEscape(r.ID)), Text: strings.Join(text, " ")})
	}
	return append(append(list, y.ages()...), y.tongues()), nil
}

// ages are the editions that rounds had, and those that none had.
func (y *cycle) ages() []cycleLine {
	var had, not []string
	for _, e := range surveys.Editions() {
		offered := func(r *inspections.Round) bool { return slices.Contains(r.Editions, string(e)) }
		switch name := y.T("staff.edition." + string(e)); {
		case slices.ContainsFunc(y.rounds, offered):
			had = append(had, name)
		case e != surveys.Adult:
			not = append(not, name)
		}
	}
	list := []cycleLine{{Lead: y.T("staff.cycle.ages"), Text: strings.Join(had, ", ")}}
	if len(not) > 0 {
		list = append(list, y.lacks("none.ages", "Ages", strings.Join(not, ", ")))
	}
	return list
}

// tongues are the languages that rounds had.
func (y *cycle) tongues() cycleLine {
	var tags, names []string
	for _, r := range y.rounds {
		tags = append(tags, r.Languages...)
	}
	slices.Sort(tags)
	for _, l := range i18n.InOrder(slices.Compact(tags)) {
		names = append(names, l.Endonym)
	}
	return cycleLine{Lead: y.T("staff.cycle.languages"), Text: strings.Join(names, ", ")}
}

// voice is what was asked, and how many answered as far as a release tells.
func (y *cycle) voice() ([]cycleLine, error) {
	if len(y.rounds) == 0 {
		return []cycleLine{y.lacks("none.asked")}, nil
	}
	var list []cycleLine
	for _, r := range y.rounds {
		survey, err := y.r.Versions.Survey(y.ctx, r.Version)
		if err != nil && !errors.Is(err, fault.NotFound) {
			return nil, err
		}
		if survey != nil {
			title, _ := survey.Title.In(surveys.All, survey.Source)
			list = append(list, cycleLine{Lead: title, Link: y.link("GET /staff/surveys/:id", "/staff/surveys/"+url.PathEscape(survey.Key)), Text: y.T("staff.cycle.asked", "count", len(survey.Questions), "Round", r.Name)})
		}
		heads, err := y.r.Releases.Heads(y.ctx, r.ID)
		if err != nil {
			return nil, err
		}
		if len(heads) == 0 {
			list = append(list, y.lacks("none.release", "Round", r.Name))
			continue
		}
		list = append(list, y.answered(r, heads[len(heads)-1]))
	}
	return list, nil
}

// answered is how many answered, as the latest release tells it.
func (y *cycle) answered(r *inspections.Round, h *results.Head) cycleLine {
	text := y.T("staff.progress.few") + "."
	if h.Responses.Shown {
		text = y.T("staff.release.answered", "count", h.Responses.Count)
	}
	if h.Interim {
		text += " " + y.T("staff.cycle.interim")
	}
	name := y.T("staff.release.number", "Number", h.Number)
	return cycleLine{Lead: r.Name + ": " + name, Link: y.released(h), Text: text + " " + y.T("staff.cycle.made", "Day", y.Date(h.Made))}
}

func (y *cycle) released(h *results.Head) string {
	return y.link("GET /staff/releases/:id", "/staff/releases/"+url.PathEscape(h.ID))
}
