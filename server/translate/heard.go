package translate

import (
	"context"
	"slices"
	"strings"

	"kist/internal/editing"
	"kist/internal/i18n"
	"kist/internal/media"
	"kist/surveys"
)

// heard is how it stands with the recordings of a language, by edition and where
// they stand on the child's page.
type heard map[surveys.Edition]map[string]media.State

func (r *room) heard(ctx context.Context, d desk) (heard, error) {
	h := heard{}
	for _, e := range d.doc.Survey.Editions {
		states, err := r.Recordings.States(ctx, d.doc.Survey, e, r.Words.Printer(d.lang))
		if err != nil {
			return nil, err
		}
		h[e] = map[string]media.State{}
		for _, st := range states {
			for _, at := range st.Names {
				h[e][at] = st
			}
		}
	}
	return h, nil
}

// heardAt is where a text is read aloud on the child's page.
func heardAt(place string) string {
	parts := strings.Split(place, ".")
	switch {
	case place == "start.grown_up":
		return media.GrownUp
	case parts[0] != surveys.QuestionsPlace || len(parts) < 3:
		return media.Start
	case parts[2] == "text":
		return media.NameOf(parts[1])
	case len(parts) > 3:
		return media.NameOfAnswer(parts[1], parts[3])
	}
	return media.NameOf(parts[1]) + "." + parts[2] // hint, low, high
}

// of are the recordings in which a text is heard: one for each edition that
// reads this wording of it.
func (h heard) of(d desk, x editing.Text) []media.State {
	at := heardAt(x.Place)
	var list []media.State
	for _, e := range d.doc.Survey.Editions {
		st, there := h[e][at]
		own := slices.ContainsFunc(d.list, func(y editing.Text) bool { return y.Place == x.Place && y.Edition == e })
		if there && (x.Edition == e || x.Edition == surveys.All && !own) {
			list = append(list, st)
		}
	}
	return list
}

// record says how it stands with the recordings of a text.
func (u *unit) record(p *i18n.Printer, list []media.State) {
	done, checked, stale := 0, 0, false
	for _, st := range list {
		if !st.Missing() {
			done++
		}
		if st.Checked() {
			checked++
		}
		stale = stale || st.Stale()
	}
	switch {
	case len(list) == 0:
	case stale:
		u.Recorded, u.RecordMark = p.T("staff.translate.heard.stale"), "m-old"
	case checked == len(list):
		u.Recorded, u.RecordMark = p.T("staff.translate.heard.checked"), "m-full"
	case done == len(list):
		u.Recorded, u.RecordMark = p.T("staff.translate.heard.all"), "m-full"
	case done == 0:
		u.Recorded, u.RecordMark = p.T("staff.translate.heard.none"), "m-no"
	default:
		u.Recorded, u.RecordMark = p.T("staff.translate.heard.some", "Done", done, "Of", len(list)), "m-half"
	}
}
