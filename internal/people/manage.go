package people

import (
	"context"
	"slices"
	"time"

	"kist/internal/fault"
	"kist/internal/seal"
	"kist/internal/store"
)

// State is how far an account is.
type State string

// The states of an account, in the order in which it passes them.
const (
	Invited State = "invited" // nobody has used the link yet
	Active  State = "active"
	Ended   State = "ended" // nobody can come in by it any more; what it did stays
)

// State is how far the account is.
func (a *Account) State() State {
	switch {
	case a.Ended != "":
		return Ended
	case a.Joined == "":
		return Invited
	}
	return Active
}

// All lists every account, invitations and ended ones too, by id.
func (p *People) All(ctx context.Context) ([]*Account, error) {
	return p.accounts.All(ctx, store.Query{})
}

// InviteTo makes an account with these grants, and the token of the link by
// which somebody takes it. email, which may be empty, lets them come in by
// their organisation as well. Errors are fault.Problem of "email" or "role".
func (p *People) InviteTo(ctx context.Context, by, email string, grants ...Grant) (id, token string, err error) {
	a := &Account{Head: store.Head{ID: newID()}}
	if err := a.setGrants(grants); err != nil {
		return "", "", err
	}
	if a.Email, err = p.freeEmail(ctx, email); err != nil {
		return "", "", err
	}
	token, err = p.invite(ctx, a, by)
	return a.ID, token, err
}

// SetGrants changes what an account may do, from the next page on: alter is given what it
// may do now, whoever changed that meanwhile, and gives what it may do then. by is who
// does so. fault.Denied for one's own account and for the last administrator,
// fault.Closed if the account has ended; errors of the grants as for InviteTo.
func (p *People) SetGrants(ctx context.Context, by, id string, alter func([]Grant) []Grant) error {
	if by == id {
		return fault.Wrap(fault.Denied, "nobody changes their own roles")
	}
	_, err := p.change(ctx, id, by, "account.roles", func(a *Account) error {
		if a.Ended != "" {
			return fault.Wrap(fault.Closed, "account %s has ended", id)
		}
		before := a.Grants
		if err := a.setGrants(alter(slices.Clone(before))); err != nil {
			return err
		}
		if slices.ContainsFunc(a.Grants, func(g Grant) bool { return !g.within(before) }) {
			p.give(a, by)
		}
		return nil
	})
	return err
}

// End closes an account for good: its way in, its link and its sessions are
// gone, its name stays beside what it did. fault.Denied for one's own account,
// so that an administrator is always left. An account that has ended is no error.
func (p *People) End(ctx context.Context, by, id string) error {
	if by == id {
		return fault.Wrap(fault.Denied, "nobody ends their own account")
	}
	a, err := p.Get(ctx, id)
	if err != nil {
		return err
	}
	if a.Ended == "" {
		if _, err := p.change(ctx, id, by, "account.end", p.close); err != nil {
			return err
		}
	}
	if a.Password != nil {
		if err := p.freeLogin(ctx, a.Password.Login); err != nil {
			return err
		}
	}
	if err := p.forgetSteps(ctx, id); err != nil {
		return err
	}
	return p.endSessions(ctx, id)
}

func (p *People) close(a *Account) error {
	a.Ended = p.now().UTC().Format(time.DateOnly)
	a.Link, a.Until = "", ""
	a.Password, a.Passkeys, a.Subject, a.Recovery = nil, nil, "", nil
	return nil
}

// RenewLink makes a new link for an invitation that nobody has used yet; the
// old one stops working. fault.Closed for any other account.
func (p *People) RenewLink(ctx context.Context, by, id string) (token string, err error) {
	return p.renew(ctx, id, by, "account.invite_again", func(a *Account) error {
		if a.State() != Invited {
			return fault.Wrap(fault.Closed, "account %s is %s", id, a.State())
		}
		p.give(a, by) // the days of the first may be over before anybody has a name
		return nil
	})
}

// mayLink says whether this server can let anybody in.
func (p *People) mayLink() error {
	if p.key == (seal.Key{}) {
		return fault.Wrap(fault.Denied, "this server holds no staff key")
	}
	return nil
}
