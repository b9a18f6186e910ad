package people

import (
	"cmp"
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"net/mail"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"kist/internal/fault"
	"kist/internal/store"
)

// LinkLasts is how long a one-time link can be used.
const LinkLasts = 24 * time.Hour

// firstID is the account of the first administrator: a fixed id, so that every
// start of the program finds the invitation of the one before and replaces it.
const firstID = "first"

// FirstLink makes the token of a link for the first administrator. The link
// of an earlier call stops working. Empty once there is an administrator;
// fault.Denied on a server that holds no staff key.
func (p *People) FirstLink(ctx context.Context) (token string, err error) {
	joined, err := p.Administrators(ctx)
	if err != nil || len(joined) > 0 {
		return "", err
	}
	first := &Account{Head: store.Head{ID: firstID}, Grants: []Grant{{Role: Administrator}}, Roles: []Role{Administrator}}
	token, err = p.invite(ctx, first, Server)
	if !errors.Is(err, fault.Exists) {
		return token, err
	}
	token, err = p.renew(ctx, firstID, Server, "account.first_link", func(a *Account) error {
		if a.Joined != "" {
			return fault.Wrap(fault.Exists, "the first administrator")
		}
		return nil
	})
	if errors.Is(err, fault.Exists) || errors.Is(err, fault.Closed) { // accepted meanwhile, or ended
		return "", nil
	}
	return token, err
}

// Invite makes an account with a role for the whole installation and no name
// yet, and the token of the link by which somebody takes it. by is who
// invites. fault.Invalid for a role that does not exist.
func (p *People) Invite(ctx context.Context, by string, role Role) (token string, err error) {
	_, token, err = p.InviteTo(ctx, by, "", Grant{Role: role})
	return token, err
}

func (p *People) invite(ctx context.Context, a *Account, by string) (string, error) {
	token, err := p.newLink()
	if err != nil {
		return "", err
	}
	p.setLink(a, token)
	p.give(a, by)
	a.Sign(accountsName, a.Head, by, "account.invite", p.now())
	return token, p.accounts.Insert(ctx, a)
}

// freeEmail tidies an address that no other account has. Empty stays empty.
func (p *People) freeEmail(ctx context.Context, typed string) (string, error) {
	email := CleanEmail(typed)
	if email == "" {
		if strings.TrimSpace(typed) == "" {
			return "", nil
		}
		return "", fault.Problem{Field: "email", ID: "staff.problem.email"}
	}
	switch _, err := p.accounts.First(ctx, store.Query{Field: "email", Is: email}); {
	case errors.Is(err, fault.NotFound):
		return email, nil
	case err != nil:
		return "", err
	}
	return "", fault.Problem{Field: "email", ID: "staff.problem.email_taken"}
}

// CleanEmail gives an e-mail address in the form in which it is kept; empty if
// what was typed is none.
func CleanEmail(typed string) string {
	email := strings.ToLower(strings.TrimSpace(typed))
	a, err := mail.ParseAddress(email)
	if err != nil || a.Address != email || len(email) > maxEmail || !utf8.ValidString(email) || strings.ContainsFunc(email, unicode.IsControl) {
		return ""
	}
	return email
}

// maxEmail is as long as an address can be, in bytes.
const maxEmail = 254

// Add makes an account for somebody by name, with a role for the whole
// installation, and the token of the link by which they take it. It is for the
// command line, so the trail names the server. fault.Invalid for a role or a
// name that cannot be.
func (p *People) Add(ctx context.Context, name string, role Role) (id, token string, err error) {
	a := &Account{Head: store.Head{ID: newID()}}
	if a.Name, err = p.freeName(ctx, a.ID, name); err != nil {
		return "", "", err
	}
	if err := a.setGrants([]Grant{{Role: role}}); err != nil {
		return "", "", err
	}
	token, err = p.invite(ctx, a, Server)
	return a.ID, token, err
}

// Reset makes the token of a one-time link for somebody who has lost the way
// in, and ends every session of the account. It is for the command line, so
// the trail names the server. fault.NotFound for an unknown account.
func (p *People) Reset(ctx context.Context, id string) (token string, err error) {
	token, err = p.renew(ctx, id, Server, "account.reset", func(*Account) error { return nil })
	if err != nil {
		return "", err
	}
	return token, p.endSessions(ctx, id)
}

// renew puts a fresh link on an account, if allow does not refuse.
func (p *People) renew(ctx context.Context, id, by, did string, allow func(*Account) error) (string, error) {
	token, err := p.newLink()
	if err != nil {
		return "", err
	}
	_, err = p.change(ctx, id, by, did, func(a *Account) error {
		if a.Ended != "" {
			return fault.Wrap(fault.Closed, "account %s has ended", id)
		}
		p.setLink(a, token)
		return allow(a)
	})
	return token, err
}

func (p *People) setLink(a *Account, token string) {
	a.Link, a.Until = p.hash("link", token), p.now().UTC().Add(LinkLasts).Format(minute)
}

// Peek reads the account that a link is for and changes nothing, so that a
// program that looks at links ahead does not use them up. fault.NotFound if
// the link was used, replaced or never made; fault.Closed if its time is over.
func (p *People) Peek(ctx context.Context, token string) (*Account, error) {
	a, err := p.accounts.First(ctx, store.Query{Field: "link", Is: p.hash("link", token)})
	if err != nil {
		return nil, err
	}
	return a, p.holds(a, token)
}

// holds says whether the account still has this link.
func (p *People) holds(a *Account, token string) error {
	if a.Link == "" || a.Link != p.hash("link", token) {
		return fault.Wrap(fault.NotFound, "this link was used or replaced")
	}
	if a.Until <= p.now().UTC().Format(minute) {
		return fault.Wrap(fault.Closed, "this link is over")
	}
	return nil
}

// Accept is AcceptWith for a browser that held no session.
func (p *People) Accept(ctx context.Context, token, name string) (session string, err error) {
	return p.AcceptWith(ctx, token, name, "")
}

// AcceptWith uses up a link: a new account gets its name, which may be empty
// if the invitation holds one, and the person a session, whose token comes back, and with it
// the session whose token the browser held before ends. Errors as for Peek,
// and a fault.Problem of the field "name".
func (p *People) AcceptWith(ctx context.Context, token, name, old string) (session string, err error) {
	seen, err := p.Peek(ctx, token)
	if err != nil {
		return "", err
	}
	if seen.Joined == "" && (seen.Name == "" || name != "") {
		if name, err = p.freeName(ctx, seen.ID, name); err != nil {
			return "", err
		}
	}
	_, err = p.change(ctx, seen.ID, seen.ID, "account.accept", func(a *Account) error {
		if err := p.holds(a, token); err != nil {
			return err
		}
		a.Link, a.Until = "", ""
		if a.Joined == "" {
			a.Name, a.Joined = cmp.Or(name, a.Name), p.now().UTC().Format(time.DateOnly)
		}
		return nil
	})
	if err != nil {
		return "", err
	}
	session, err = p.enter(ctx, seen.ID, old)
	if err != nil {
		return "", err
	}
	return session, p.endAllBut(ctx, seen.ID, p.hash("session", session))
}

// newLink is the token of a link, on a server that may make one.
func (p *People) newLink() (string, error) {
	if err := p.mayLink(); err != nil {
		return "", err
	}
	return newToken(), nil
}

// newToken is 256 random bits in 52 letters and figures.
func newToken() string { return rand.Text() + rand.Text() }

// newID is 60 random bits: accounts are few, and an insert refuses a second.
func newID() string { return strings.ToLower(rand.Text()[:12]) }

// hash is what is stored instead of a token, so that a stolen database opens
// no door.
func (p *People) hash(use, token string) string {
	tag := p.key.Tag("people", use, token)
	return hex.EncodeToString(tag[:])
}
