package office

import (
	"kist/internal/inspections"
	"kist/server/web"
)

// jobView is long work as a page shows it.
type jobView struct {
	web.StaffBase
	web.JobState
	Label string
	Link  string // the page without watching
	Watch bool
	Steps []step
}

// step is one stage of long work.
type step struct {
	Text string
	Mark string // symbol
	Now  bool
}

// Job shows the work of the page's round: what is "closing" or "making".
func (p roundPage) Job(s web.JobState, what string) jobView {
	return jobOf(p.StaffBase, s, what, p.Link, p.Watch)
}

// jobOf shows long work on a page with this address.
func jobOf(base web.StaffBase, s web.JobState, what, link string, watch bool) jobView {
	v := jobView{StaffBase: base, JobState: s, Link: link, Watch: watch, Label: base.T("staff." + what + ".begun")}
	if s.Total > 0 {
		v.Label = base.T("staff." + what + ".so_far")
	}
	marks := []string{"m-full", "m-half", "m-no"}
	for i, part := range []string{"1", "2", "3"} {
		v.Steps = append(v.Steps, step{base.T("staff." + what + ".step." + part), marks[i], i == 1})
	}
	return v
}

// Next names what is to be done about the round, for the ids of its texts.
func (p roundPage) Next() string {
	switch {
	case p.Second != nil:
		return "second"
	case p.Stage == inspections.Running:
		return "running"
	case p.Stage == inspections.Final:
		return "final"
	case p.Stage == inspections.Sealed && p.Final():
		return "released"
	case p.Stage == inspections.Sealed:
		return "sealed"
	}
	return "draft"
}
