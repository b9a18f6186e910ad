package media

import (
	"context"
	"slices"

	"kist/internal/i18n"
	"kist/surveys"
)

// OfFeedback stands for a survey where a text belongs to an inspection's page of
// feedback. No survey has such a key.
func OfFeedback(inspection string) string { return "feedback:" + inspection }

// TextStates tells of texts that belong to no survey whether each has a recording, in
// the edition and language of a slot that names what they belong to (OfFeedback).
func (l *Library) TextStates(ctx context.Context, at Slot, list []Passage) ([]State, error) {
	made := &passages{states: slot(list, all, at)}
	for _, st := range made.states {
		made.ids = append(made.ids, st.Slot.id())
	}
	return l.find(ctx, at.place(), made)
}

// HeardWith is Heard without a survey, together with texts that belong to none.
func (l *Library) HeardWith(ctx context.Context, e surveys.Edition, words *i18n.Printer, at Slot, list []Passage) (Heard, error) {
	found, err := l.shared(ctx, nil, e, words, State.Checked)
	if err != nil {
		return Heard{}, err
	}
	own, err := l.TextStates(ctx, at, list)
	if err != nil {
		return Heard{}, err
	}
	return l.offer(ctx, slices.DeleteFunc(slices.Concat(found, own), func(st State) bool { return !st.Checked() }))
}

// Together puts texts one after another as they are read out in one go, with a stop
// where one has none; empty ones are left out.
func Together(texts ...string) string { return sentences(texts...) }
