package inspections

import (
	"context"
	"errors"
	"strings"
	"time"

	"kist/internal/audit"
	"kist/internal/fault"
	"kist/internal/store"
)

// Confirmation is a person's word that something was looked at, with its day.
type Confirmation struct {
	store.Head    `bson:",inline"` // ID: what was confirmed
	audit.Audited `bson:",inline"`
	Who           string `json:"who"`  // account id
	Name          string `json:"name"` // of the person who answers for it
	Day           string `json:"day"`  // 2006-01-02
	Note          string `json:"note,omitempty"`
	Of            string `json:"of,omitempty"` // mark of the round as it was then
}

// HelpLines is what is confirmed once for the whole installation: that the
// numbers on children's pages are right.
const HelpLines = "helplines"

// What is confirmed of one round, as parts of ids.
const (
	PrivacySeen = "privacy"
	TestAnswer  = "test"
	Translation = "translation" // followed by "/" and the language
	LeastLevel  = "level"       // followed by "/" and the language; the note is the level
)

// AboutRound is the id of a confirmation of one round.
func AboutRound(round, what string) string { return "rounds/" + round + "/" + what }

// Confirm writes down, with today's day, that somebody answers for what the
// confirmation names. A later one takes the place of an earlier.
func (b *Book) Confirm(ctx context.Context, c Confirmation) error {
	c.Name, c.Note = tidy(c.Name), tidy(c.Note)
	if bad := named(nil, "name", c.Name, MaxName); bad != nil {
		return bad
	}
	if len(c.Note) > 4*MaxTitle {
		return fault.Problem{Field: "note", ID: "staff.problem.long", Args: map[string]any{"Max": MaxTitle}}
	}
	c.Day = b.now().Format(time.DateOnly)
	fresh := c
	err := b.confirmed.add(ctx, &fresh, c.Who, "confirm")
	if !errors.Is(err, fault.Exists) {
		return err
	}
	_, err = b.confirmed.change(ctx, c.ID, anyMark, c.Who, "confirm", func(now *Confirmation) error {
		now.Who, now.Name, now.Day, now.Note, now.Of = c.Who, c.Name, c.Day, c.Note, c.Of
		return nil
	})
	return err
}

// Confirmed gives what was confirmed of one round, by its part of the id, and
// of the installation under HelpLines.
func (b *Book) Confirmed(ctx context.Context, round string) (map[string]*Confirmation, error) {
	prefix := AboutRound(round, "")
	all, err := b.confirms.All(ctx, store.Query{From: prefix, To: strings.TrimSuffix(prefix, "/") + "0"})
	if err != nil {
		return nil, err
	}
	found := map[string]*Confirmation{}
	for _, c := range all {
		found[strings.TrimPrefix(c.ID, prefix)] = c
	}
	c, err := b.confirms.Get(ctx, HelpLines)
	if errors.Is(err, fault.NotFound) {
		return found, nil
	}
	found[HelpLines] = c
	return found, err
}
