package office

import (
	"context"

	"kist/internal/i18n"
	"kist/internal/inspections"
	"kist/internal/media"
	"kist/surveys"
)

// Recordings tells what children can hear and see of a survey.
type Recordings interface {
	// States tells of every passage of an edition in the printer's language
	// whether it has a recording.
	States(ctx context.Context, s *surveys.Survey, e surveys.Edition, p *i18n.Printer) ([]media.State, error)
	// SharedStates tells of every text of every survey's pages whether it has one.
	SharedStates(ctx context.Context, e surveys.Edition, p *i18n.Printer) ([]media.State, error)
	// Signs tells of every question whether it has a signed video.
	Signs(ctx context.Context, s *surveys.Survey, e surveys.Edition, source *i18n.Printer) ([]media.State, error)
}

// recordedRow is how much of a round's survey children can hear in a language, or see
// signed: no check, for a round may open without.
type recordedRow struct {
	Name       string
	Everywhere bool // the words of every survey's pages
	Done, Of   int
	Mark       string // symbol
}

// count takes in how it stands with the passages of one edition.
func (row *recordedRow) count(states []media.State) {
	row.Of += len(states)
	for _, st := range states {
		if st.Checked() {
			row.Done++
		}
	}
	row.Mark = "m-half"
	switch row.Done {
	case 0:
		row.Mark = "m-no"
	case row.Of:
		row.Mark = "m-full"
	}
}

// recorded tells what is recorded in each language of a round, and signed, and
// where that is seen to.
func (o *office) recorded(ctx context.Context, p *i18n.Printer, r *inspections.Round) (rows []recordedRow, link string, err error) {
	survey, err := o.Versions.Survey(ctx, r.Version)
	if o.Recordings == nil || err != nil {
		return nil, "", err
	}
	signs := recordedRow{Name: p.T("staff.recordings.sign")}
	var around []recordedRow
	for _, lang := range r.Languages {
		row := recordedRow{Name: i18n.Describe(lang).Endonym}
		everywhere := recordedRow{Name: row.Name, Everywhere: true}
		for _, e := range r.Editions {
			states, err := o.Recordings.States(ctx, survey, surveys.Edition(e), o.Words.Printer(lang))
			if err != nil {
				return nil, "", err
			}
			row.count(states)
			if states, err = o.Recordings.SharedStates(ctx, surveys.Edition(e), o.Words.Printer(lang)); err != nil {
				return nil, "", err
			}
			everywhere.count(states)
		}
		rows, around = append(rows, row), append(around, everywhere)
	}
	for _, e := range r.Editions {
		states, err := o.Recordings.Signs(ctx, survey, surveys.Edition(e), o.Words.Printer(survey.Source))
		if err != nil {
			return nil, "", err
		}
		signs.count(states)
	}
	return append(append(rows, signs), around...), "/staff/surveys/" + survey.Key, nil
}
