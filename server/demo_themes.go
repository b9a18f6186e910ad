package main

import (
	"context"
	"slices"

	"kist/internal/inspections"
	"kist/internal/themes"
)

// inventedThemes is a codebook such as people may come to. Its examples are made up, as all
// examples of a codebook are.
var inventedThemes = []themes.Theme{
	{Key: "heard", Name: "Synthetic: being heard", Links: []string{"5.4"}},
	{Key: "listened", Parent: "heard", Name: "Being listened to", Description: "Somebody takes time for what a child says. Not: what came of it.", Examples: []string{"She puts her phone away when I talk."}},
	{Key: "told", Parent: "heard", Name: "Told what happened", Description: "A child hears, or does not, what came of what they said.", Examples: []string{"They wrote it all down and then nothing."}},
	{Key: "people", Name: "Synthetic: people", Links: []string{"2.1"}},
	{Key: "talk", Parent: "people", Name: "Someone to talk to"},
	{Key: "changes", Parent: "people", Name: "Changes of worker", Examples: []string{"My third one since Easter."}},
	{Key: "family", Name: "Synthetic: family and home"},
	{Key: "contact", Parent: "family", Name: "Contact with family", Examples: []string{"More Saturdays with my brother."}},
}

// frame begins the codebook of the first inspection that has a team, and of others whose
// texts are coded.
func (d *demonstration) frame(ctx context.Context, rounds []*inspections.Round) error {
	first := true
	for _, r := range rounds {
		in, err := d.book.Inspections.Get(ctx, r.Inspection)
		if err != nil {
			return err
		}
		if len(in.Team) == 0 || !first && !slices.Contains(d.also, r.ID) {
			continue
		}
		first = false
		if err := d.themes.Begin(ctx, in.ID, true); err != nil {
			return err
		}
		for i, t := range inventedThemes {
			if _, err := d.themes.Put(ctx, in.ID, i, t, in.Team[0]); err != nil {
				return err
			}
		}
	}
	return nil
}
