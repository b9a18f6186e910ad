package people

import (
	"context"
	"errors"
	"time"

	"kist/internal/fault"
	"kist/internal/store"
)

// recoveryLasts is how long the wish of one administrator waits for another.
const recoveryLasts = 24 * time.Hour

// Recovery is one administrator's wish to let somebody in anew. It takes a
// second one, so that no administrator alone can become another person.
type Recovery struct {
	By string `json:"by"` // account id
	At string `json:"at"` // minute in UTC
}

// Recovering is the wish that waits for a second administrator; nil if none
// does any more.
func (p *People) Recovering(a *Account) *Recovery {
	if a.Recovery == nil || p.since(a.Recovery.At) >= recoveryLasts {
		return nil
	}
	return a.Recovery
}

// AskRecovery says that somebody has lost every way in. fault.Denied for one's
// own account, fault.Closed unless it is active.
func (p *People) AskRecovery(ctx context.Context, by, id string) error {
	_, err := p.change(ctx, id, by, "account.recovery_ask", func(a *Account) error {
		switch {
		case by == id:
			return fault.Wrap(fault.Denied, "nobody recovers their own account")
		case a.State() != Active:
			return fault.Wrap(fault.Closed, "account %s is %s", id, a.State())
		}
		a.Recovery = &Recovery{By: by, At: p.now().UTC().Format(minute)}
		return nil
	})
	return err
}

// ConfirmRecovery makes the one-time link, takes every other way in off the
// account and ends its sessions. The address of the invitation goes too: by it the
// organisation would vouch for whoever has the login there. fault.Denied for who asked and
// for the person themselves, fault.Closed if nobody asked within a day.
func (p *People) ConfirmRecovery(ctx context.Context, by, id string) (token string, err error) {
	var login string
	token, err = p.renew(ctx, id, by, "account.recovery_confirm", func(a *Account) error {
		wish := p.Recovering(a)
		switch {
		case wish == nil || a.State() != Active:
			return fault.Wrap(fault.Closed, "nobody asked to recover account %s", id)
		case by == id || by == wish.By:
			return fault.Wrap(fault.Denied, "it takes a second administrator")
		}
		if a.Password != nil {
			login = a.Password.Login
		}
		a.Recovery, a.Password, a.Passkeys, a.Subject, a.Email = nil, nil, nil, "", ""
		p.give(a, by)
		return nil
	})
	if err != nil {
		return "", err
	}
	if login != "" {
		if err := p.freeLogin(ctx, login); err != nil {
			return "", err
		}
	}
	return token, p.endSessions(ctx, id)
}

// Stranger is somebody whom an organisation vouches for.
type Stranger struct {
	Subject string // issuer and the issuer's own id of the person, which never changes
	Email   string // empty unless the issuer verified it
	Name    string
	At      time.Time // when they signed in there, which may be long ago; zero: it does not say
}

// EnterByOrganisation signs in whom an organisation vouches for; old is the
// token that the browser held before. Only who was invited comes in: the first
// time by the verified e-mail address of the invitation, which it accepts, and
// from then on by the subject. The session is as fresh as their sign-in there: who finds
// a browser that is still signed in to the organisation has shown nothing. fault.Denied
// for everybody else.
func (p *People) EnterByOrganisation(ctx context.Context, s Stranger, old string) (token string, err error) {
	a, err := p.vouched(ctx, s)
	if err != nil {
		return "", err
	}
	name := a.Name
	if a.Joined == "" {
		if name, err = p.freeName(ctx, a.ID, s.Name); errors.Is(err, fault.Invalid) { // none, or another's
			name, err = s.Email, nil // which is theirs alone
		}
	}
	if err != nil {
		return "", err
	}
	_, err = p.change(ctx, a.ID, a.ID, "account.sign_in", func(a *Account) error {
		if a.Ended != "" || a.Subject != "" && a.Subject != s.Subject {
			return fault.Wrap(fault.Denied, "account %s", a.ID)
		}
		a.Subject = s.Subject
		if a.Joined != "" {
			return nil
		}
		a.Name, a.Joined, a.Link, a.Until = name, p.now().UTC().Format(time.DateOnly), "", ""
		return nil
	})
	if err != nil {
		return "", err
	}
	return p.enterProved(ctx, a.ID, old, s.At)
}

// vouched finds the account of a stranger.
func (p *People) vouched(ctx context.Context, s Stranger) (*Account, error) {
	denied := fault.Wrap(fault.Denied, "nobody invited them")
	if s.Subject == "" {
		return nil, denied
	}
	for _, q := range []store.Query{{Field: "subject", Is: s.Subject}, {Field: "email", Is: CleanEmail(s.Email)}} {
		if q.Is == "" {
			continue
		}
		all, err := p.accounts.All(ctx, q)
		if err != nil {
			return nil, err
		}
		if len(all) == 1 {
			return all[0], nil
		}
	}
	return nil, denied
}
