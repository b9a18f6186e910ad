package office

import (
	"context"
	"errors"
	"strconv"
	"strings"

	"kist/internal/fault"
	"kist/internal/i18n"
	"kist/internal/inspections"
	"kist/server/web"
	"kist/surveys"
)

// planLine is one line of the table of what was decided about a round.
type planLine struct{ What, Set string }

// plan is what was decided about the round before it opened: the same lines for
// every round, with nothing set where nothing was.
func (o *office) plan(ctx context.Context, b web.StaffBase, r *inspections.Round) ([]planLine, error) {
	s, err := o.Versions.Survey(ctx, r.Version)
	if err != nil && !errors.Is(err, fault.NotFound) {
		return nil, err
	}
	version, groupings := r.Version, b.T("staff.plan.groupings.none")
	if s != nil {
		version = titleOf(s)
		if len(r.Groupings) > 0 {
			groupings = inLine(r.Groupings, func(key string) string { return groupingWords(b, s, key) })
		}
	}
	languages := inLine(i18n.InOrder(r.Languages), func(l i18n.Language) string { return l.Endonym })
	lines := []planLine{
		{"stage", b.T("staff.stage." + string(r.Stage))}, {"version", version}, {"door", b.T("staff.door." + string(r.Door))},
		{"keys", o.keyWords(ctx, b, r)}, {"min_box", b.T("staff.plan.answers", "N", r.MinBox)},
		{"opens", b.Date(r.Opens)}, {"closes", b.Date(r.Closes)}, {"expected", ""},
		{"editions", inLine(r.Editions, func(e string) string { return b.T("staff.edition." + e) })}, {"languages", languages},
		{"groupings", groupings},
		{"contact", contactWords(b, r)}, {"keys_until", keysWords(b, r)}, {"own", numeral(r.Own.Count())},
		{"settings", inLine(r.Settings, func(s inspections.Setting) string { return settingWords(b, s) })},
	}
	for i := range lines {
		if lines[i].What == "expected" && r.Expected > 0 {
			lines[i].Set = b.T("staff.plan.about", "N", r.Expected)
		}
		lines[i].What = b.T("staff.plan." + lines[i].What)
	}
	return lines, nil
}

// contactWords say what children are promised who want to be contacted; empty:
// nothing.
func contactWords(b web.StaffBase, r *inspections.Round) string {
	if r.ContactDays == 0 {
		return r.ContactName
	}
	days := b.T("staff.plan.contact.days", "count", r.ContactDays)
	if r.ContactName == "" {
		return days
	}
	return r.ContactName + ", " + days
}

// keysWords say when the round's keys are destroyed, or that they were; empty: on no
// day yet.
func keysWords(b web.StaffBase, r *inspections.Round) string {
	if r.KeysGone != "" {
		return b.T("staff.plan.keys_gone", "Day", b.Date(r.KeysGone))
	}
	if r.KeysUntil == "" {
		return ""
	}
	return b.Date(r.KeysUntil)
}

// groupingWords names a grouping: age, or the question as the oldest ask it.
func groupingWords(b web.StaffBase, s *surveys.Survey, key string) string {
	q := s.Question(key)
	if key == surveys.AgeBandKey || q == nil {
		return b.T("staff.grouping.age")
	}
	for i := len(s.Editions) - 1; i >= 0; i-- {
		if text, _ := s.Say(q.Text, s.Editions[i], b.Lang()); text != "" && q.In(s.Editions[i]) {
			return text
		}
	}
	return key
}

// settingWords names a setting with how many children could answer there.
func settingWords(b web.StaffBase, s inspections.Setting) string {
	if s.Expected == 0 {
		return s.Name
	}
	return b.T("staff.plan.setting", "Name", s.Name, "N", strconv.Itoa(s.Expected))
}

// inLine writes things with commas.
func inLine[T any](list []T, words func(T) string) string {
	texts := make([]string, len(list))
	for i, v := range list {
		texts[i] = words(v)
	}
	return strings.Join(texts, ", ")
}
