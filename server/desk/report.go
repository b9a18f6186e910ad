package desk

import (
	"slices"
	"strconv"
	"strings"

	"kist/internal/fault"
	"kist/internal/i18n"
	"kist/internal/inspections"
	"kist/internal/results"
	"kist/server/web"
	"kist/surveys"
)

// report is a release with all that is needed to show it.
type report struct {
	rel        *results.Release
	round      *inspections.Round
	inspection string // its title; of a release over places the programme's
	words      words
}

// partSize is how many questions stand on one page, so that none weighs more
// than 60 KB.
const partSize = 4

// releasePage is one part of a release. What it cannot tell, how to read it and
// the list of all findings stand on the first part.
type releasePage struct {
	web.StaffBase
	Heading   string
	Inspected string
	Round     string
	FilesLink string // of where the files are
	Attack    string // address of how it was attacked; empty where that was not kept
	Files     []fileView
	Signed    string // who stands behind the numbers
	Facts     []fact
	Summary   summary
	Limits    []limit
	Numbers   []string
	Contents  []contentsLine // every question in a sentence; empty if all are on this page
	Questions []questionView
	Part      int
	Parts     []partLink // empty if there is one part only
}

// fact is a number about the release.
type fact struct{ Value, Text string }

// contentsLine leads to a question.
type contentsLine struct{ Text, Link, Asked string }

// partLink leads to a part of the release.
type partLink struct {
	Text, Link string
	Here       bool
}

// page makes the page of a part: "" or "1" and so on. fault.NotFound for a
// part that is not there.
func (r *report) page(base web.StaffBase, part string) (releasePage, error) {
	all := r.words.questions(r.rel)
	parts := max(1, (len(all)+partSize-1)/partSize)
	number, ok := partNumber(part, parts)
	if !ok {
		return releasePage{}, fault.Wrap(fault.NotFound, "part of release %s", r.rel.ID)
	}
	base.Synthetic = r.rel.Synthetic
	base.Title = base.T("staff.release.title", "Number", r.rel.Number, "Round", r.round.Name)
	base.Crumbs = []web.Crumb{{Text: base.T("staff.room.results"), Link: "/staff/releases"}, {Text: r.inspection, Link: skimPath(r.round.Inspection)}, {Text: r.round.Name}, {Text: base.T("staff.release.number", "Number", r.rel.Number)}}
	page := releasePage{
		StaffBase: base, Heading: r.heading(all), Inspected: r.inspection, Round: r.round.Name,
		FilesLink: releasePath(r.rel.ID) + "#files", Part: number,
	}
	first := (number - 1) * partSize
	if r.rel.Attack != nil && len(r.rel.Attack.Questions) > 0 {
		page.Attack = questionPath(r.rel.ID, attackKey)
	}
	for i, q := range all[first:min(len(all), first+partSize)] {
		page.Questions = append(page.Questions, r.question(q, first+i+1))
	}
	if parts > 1 {
		page.Parts = r.partLinks(parts, number, len(all))
	}
	if number == 1 {
		page.Signed = r.signed()
		page.Facts, page.Summary, page.Limits, page.Numbers = r.facts(all), r.summary(all), r.limits(), r.numbers()
		if parts > 1 {
			page.Contents = r.contents(all)
		}
	}
	return page, nil
}

func partNumber(asked string, parts int) (number int, ok bool) {
	if asked == "" {
		return 1, true
	}
	number, err := strconv.Atoi(asked)
	return number, err == nil && number >= 1 && number <= parts
}

func (r *report) partPath(part int) string {
	if part == 1 {
		return releasePath(r.rel.ID)
	}
	return releasePath(r.rel.ID) + "?part=" + strconv.Itoa(part)
}

func (r *report) partLinks(parts, here, questions int) []partLink {
	list := make([]partLink, parts)
	for i := range list {
		from, to := i*partSize+1, min(questions, (i+1)*partSize)
		text := r.words.T("staff.release.part", "From", from, "To", to)
		if from == to {
			text = r.words.T("staff.release.part.one", "Number", from)
		}
		list[i] = partLink{text, r.partPath(i + 1), i+1 == here}
	}
	return list
}

func (r *report) contents(all []question) []contentsLine {
	list := make([]contentsLine, len(all))
	for i, q := range all {
		list[i] = contentsLine{r.words.sentence(q), r.partPath(i/partSize+1) + "#" + questionID(q), r.words.question(q.whole.Question)}
	}
	return list
}

// questionID names a question on the page. Keys of questions are letters,
// figures and underscores only.
func questionID(q question) string { return "q-" + q.whole.Question }

// heading says what the whole release found: a sentence that could be wrong.
func (r *report) heading(all []question) string {
	if !r.rel.Responses.Shown {
		return r.words.T("staff.release.heading.withheld", "Least", results.MinGroup)
	}
	compared, clear := 0, 0
	for _, q := range all {
		if f := findingOf(q); f.compared > 1 {
			compared++
			if f.trend != noTrend {
				clear++
			}
		}
	}
	answered := r.words.T(r.words.who("staff.release.heading.answered"), "count", r.rel.Responses.Count)
	if compared == 0 {
		return answered
	}
	ages := r.words.T("staff.release.heading.same")
	if clear > 0 {
		ages = r.words.T("staff.release.heading.differ", "count", clear, "Of", compared)
	}
	return r.words.T("staff.finding.join", "First", answered, "Second", ages)
}

// signed says by which key the release can be told from one that somebody made up.
func (r *report) signed() string {
	switch s := r.rel.Signature; {
	case s == nil:
		return r.words.T("staff.release.unsigned")
	case r.rel.Foreign:
		return r.words.T("staff.release.foreign", "Key", s.Key)
	default:
		return r.words.T("staff.release.signed", "Key", s.Key)
	}
}

func (r *report) facts(all []question) []fact {
	w := r.words
	value := w.T("staff.fact.withheld", "Least", results.MinGroup)
	if r.rel.Responses.Shown {
		value = strconv.Itoa(r.rel.Responses.Count)
	}
	return []fact{
		{value, w.T(w.who("staff.fact.answered"))},
		{strconv.Itoa(len(slices.DeleteFunc(slices.Clone(all), func(q question) bool { return q.everybody().Unasked() }))), w.T("staff.fact.questions")},
		{strconv.Itoa(len(r.round.Editions)), w.T("staff.fact.editions")},
		{strconv.Itoa(len(r.round.Languages)), w.T("staff.fact.languages")},
		{w.T("staff.release.number", "Number", r.rel.Number), w.T("staff.fact.made", "Day", web.DateIn(w.Printer, r.rel.Made))},
	}
}

// responsesWords says how many children answered.
func responsesWords(p *i18n.Printer, f results.Figure) string {
	if !f.Shown {
		return p.T("staff.progress.few")
	}
	return p.T("staff.release.answered", "count", f.Count)
}

// limit is something that the release cannot tell.
type limit struct{ Lead, Text string }

func (r *report) limits() []limit {
	if r.rel.Over() {
		return r.acrossLimits()
	}
	if r.rel.Texts != nil {
		return r.textLimits()
	}
	w := r.words
	say := func(id string, args ...any) limit {
		return limit{w.T("staff.limit."+id, args...), w.T("staff.limit."+id+".text", args...)}
	}
	list := []limit{say("all")}
	if r.rel.Responses.Shown && r.round.Expected > 0 {
		list = []limit{{w.T("staff.limit.all"), r.reached()}}
	}
	list = append(list, say("small", "Points", clearGap))
	if slices.Contains(r.round.Editions, string(surveys.E4)) {
		list = append(list, say("youngest"))
	}
	if r.withholds() {
		list = append(list, say("hidden", "Least", results.MinGroup))
	}
	if r.round.Door == inspections.Open {
		list = append(list, say("open"))
	}
	if r.alike() {
		list = append(list, say("alike", "Apart", results.MinApart))
	}
	if r.rel.Attack != nil && len(r.rel.Attack.Merged) > 0 {
		list = append(list, limit{w.T("staff.limit.merged"), w.T("staff.limit.merged.text", "What", strings.Join(r.merged(), "; "))})
	}
	if r.rel.Attack != nil && len(r.rel.Attack.Dropped) > 0 {
		list = append(list, limit{w.T("staff.limit.dropped"), w.T("staff.limit.dropped.text", "What", strings.Join(r.dropped(), "; "))})
	}
	if r.rel.Late {
		list = append(list, say("late", "Least", results.MinJoined))
	}
	if r.rel.Interim {
		list = append(list, say("interim"))
	}
	list = append(r.aside(), list...)
	if r.rel.Spoiled > 0 {
		list = append([]limit{say("spoiled", "N", r.rel.Spoiled)}, list...)
	}
	return append(list, say("asked"), say("why"))
}

// aside says how many forms stood apart, in no number and let in.
func (r *report) aside() (list []limit) {
	of := r.rel.AsideOf()
	for _, x := range []struct {
		id string
		n  int
	}{{"apart.out", of.Out}, {"apart.in", of.In}} {
		if x.n > 0 {
			least, most := results.AsideRange(x.n)
			list = append(list, limit{r.words.T("staff.limit."+x.id, "N", x.n, "Least", least, "Most", most), r.words.T("staff.limit." + x.id + ".text")})
		}
	}
	return list
}

// reached says how many answered of those who could have, and about what part that
// is; no part where it would be none or all, for those numbers are not that exact.
func (r *report) reached() string {
	answered, expected := r.rel.Responses.Count, r.round.Expected
	said := r.words.T("staff.limit.all.of", "Answered", answered, "Expected", expected)
	if rate := nearest5(100 * float64(answered) / float64(expected)); rate > 0 && rate < 100 {
		said += " " + r.words.T("staff.limit.all.rate", "Percent", rate)
	}
	return said
}

// withholds says whether any group of the release is not shown.
func (r *report) withholds() bool {
	return slices.ContainsFunc(r.rel.Tables, func(t results.Table) bool {
		return slices.ContainsFunc(t.Groups, func(g results.Group) bool { return !g.Base.Shown && !g.Unasked() })
	})
}

// alike says whether a group is not shown that may be one in which nearly all
// answered alike.
func (r *report) alike() bool {
	return slices.ContainsFunc(r.rel.Tables, func(t results.Table) bool {
		return slices.ContainsFunc(t.Groups, func(g results.Group) bool { return g.Either })
	})
}

// numbers says how to read the numbers.
func (r *report) numbers() []string {
	if r.rel.Texts != nil {
		return r.textNumbers()
	}
	return howToRead(r.words)
}

// howToRead says how to read the numbers of any release of answers.
func howToRead(w words) []string {
	example := results.Figure{Shown: true, Count: 10}
	least, most := example.Range()
	return []string{
		w.T("staff.numbers.counts", "N", example.Count, "Least", least, "Most", most),
		w.T("staff.numbers.percent", "From", results.MinPercent),
		w.T("staff.numbers.gaps", "Points", clearGap),
		w.T("staff.numbers.hidden", "Least", results.MinGroup),
	}
}
