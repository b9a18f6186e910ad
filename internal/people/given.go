package people

import (
	"cmp"
	"context"
	"slices"
	"time"

	"kist/internal/store"
)

// Given says by whom an account last came by a role that it did not have, or a place of one,
// or was let in anew, and on which day. The zero value is an account from before this was kept.
type Given struct {
	By  string `json:"by"`  // account id; Server for the command line
	Day string `json:"day"` // 2006-01-02
}

// newDays is for how many days those who look after children's safety are told of it.
const newDays = 14

// give notes who gave an account what it has now.
func (p *People) give(a *Account, by string) {
	a.Given = Given{by, p.now().UTC().Format(time.DateOnly)}
}

// Newcomers are the accounts with one of these roles to which administrators gave a role or a
// place of one, or that they let in anew, in the last fourteen days, the latest first. Those
// that have ended are among them: somebody who makes an account to read by it may end it the
// same day.
func (p *People) Newcomers(ctx context.Context, roles ...Role) ([]*Account, error) {
	all, err := p.accounts.All(ctx, store.Query{})
	if err != nil {
		return nil, err
	}
	since := p.now().UTC().AddDate(0, 0, -newDays).Format(time.DateOnly)
	list := slices.DeleteFunc(all, func(a *Account) bool {
		return a.Given.Day < since || a.Given.By == Server || !slices.ContainsFunc(roles, a.Has)
	})
	slices.SortStableFunc(list, func(a, b *Account) int { return cmp.Compare(b.Given.Day, a.Given.Day) })
	return list, nil
}
