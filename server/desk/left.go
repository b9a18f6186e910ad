package desk

import (
	"slices"

	"kist/internal/results"
	"kist/server/web"
)

// leftPage is a question of which the release tells nothing, because with it somebody
// could have worked out too much. What cites it finds the reason.
type leftPage struct {
	web.StaffBase
	Heading          string
	Asked            []asked
	Inspected, Round string
	Release          string // address
	Why              []string
	Signed           string
}

// leftOut says whether the release left out the whole of a question.
func (r *report) leftOut(key string) bool {
	return r.rel.Attack != nil && slices.ContainsFunc(r.rel.Attack.Dropped, func(d results.Dropped) bool { return d.Question == key && d.By == "" })
}

func (r *report) leftPage(base web.StaffBase, key string) leftPage {
	base.Synthetic = r.rel.Synthetic
	base.Title = base.T("staff.left.title")
	base.Crumbs = append(r.crumbs(base), web.Crumb{Text: base.Title})
	page := leftPage{
		StaffBase: base, Heading: base.Title, Asked: r.words.wordings(key), Inspected: r.inspection, Round: r.round.Name, Release: releasePath(r.rel.ID),
		Why: []string{base.T("staff.left.why"), base.T("staff.left.ask"), base.T("staff.left.stays")}, Signed: r.signed(),
	}
	if r.rel.Over() {
		page.Why[0] = base.T("staff.left.across")
	}
	return page
}

// crumbs lead to the release, itself among them.
func (r *report) crumbs(base web.StaffBase) []web.Crumb {
	here := web.Crumb{Text: base.T("staff.release.number", "Number", r.rel.Number), Link: releasePath(r.rel.ID)}
	first := web.Crumb{Text: base.T("staff.room.results"), Link: "/staff/releases"}
	if r.rel.Over() {
		return []web.Crumb{first, {Text: r.inspection, Link: "/staff/programmes/" + r.rel.Programme + "/release"}, here}
	}
	return []web.Crumb{first, {Text: r.inspection, Link: skimPath(r.round.Inspection)}, {Text: r.round.Name}, here}
}
