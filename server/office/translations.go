package office

import (
	"slices"
	"strings"

	"kist/internal/i18n"
	"kist/internal/people"
)

// translations gives translators what waits to be written or checked, by survey
// and language.
func (w *work) translations() error {
	role, me := string(people.Translator), w.o.Staff.Visitor(w.c)
	if w.o.Drafts == nil || !slices.Contains(me.Roles, role) {
		return nil
	}
	docs, err := w.o.Drafts.All(w.ctx)
	if err != nil {
		return err
	}
	for _, doc := range docs {
		if doc.Retired {
			continue
		}
		tongues, err := w.o.Drafts.Tongues(w.ctx, doc, me.ID)
		if err != nil {
			return err
		}
		for _, t := range tongues {
			var waits []string
			if t.Write > 0 {
				waits = append(waits, w.T("staff.translate.write", "count", t.Write))
			}
			if t.Check > 0 {
				waits = append(waits, w.T("staff.translate.check", "count", t.Check))
			}
			if len(waits) > 0 {
				text := w.T("staff.today.translate", "Language", i18n.Describe(t.Language).Endonym, "What", strings.Join(waits, ", "))
				w.add(role, task{Text: text, Link: "/staff/translate/" + doc.ID + "/" + t.Language, Why: titleOf(doc.Survey)})
			}
		}
	}
	return nil
}
