package people

import (
	"context"
	"errors"
	"time"

	"kist/internal/fault"
	"kist/internal/store"
)

// How long a session lasts: after the last page asked for, and in all; and for
// how long after signing in somebody may do what cannot be undone.
const (
	Idle     = 15 * time.Minute
	Absolute = 8 * time.Hour
	FreshFor = 10 * time.Minute
)

// session is somebody signed in. Its id is the hash of the token that the
// browser holds. It says nothing of where they sit or what they sit at.
type session struct {
	store.Head `bson:",inline"`
	Account    string `json:"account"`
	Began      string `json:"began"`  // minute in UTC
	Seen       string `json:"seen"`   // minute in UTC
	Proved     string `json:"proved"` // minute in UTC of the last sign-in: a step-up moves it, Began stays
}

// Session is somebody signed in, as its owner may see it.
type Session struct {
	ID          string // to end it by
	Began, Seen string // minutes in UTC, audit.Minute
	Fresh       bool   // signed in within FreshFor
}

// enter starts a session for an account and ends the one whose token the
// browser held before, so that no token lives through a sign-in. If that was a
// live session of the same account this is a step-up, and its time goes on.
func (p *People) enter(ctx context.Context, account, old string) (token string, err error) {
	return p.enterProved(ctx, account, old, p.now())
}

// enterProved is enter for somebody who showed who they are at another time than now.
func (p *People) enterProved(ctx context.Context, account, old string, proved time.Time) (token string, err error) {
	token = newToken()
	at := p.now().UTC().Format(minute)
	s := &session{Head: store.Head{ID: p.hash("session", token)}, Account: account, Began: at, Seen: at, Proved: min(at, proved.UTC().Format(minute))}
	was, err := p.sessions.Get(ctx, p.hash("session", old))
	switch {
	case err == nil && was.Account == account && !p.over(was):
		s.Began = was.Began
	case err != nil && !errors.Is(err, fault.NotFound):
		return "", err
	}
	if err := p.sessions.Insert(ctx, s); err != nil {
		return "", err
	}
	return token, p.endSession(ctx, p.hash("session", old))
}

// Who is the account that is signed in with this token, and keeps it signed
// in. fault.Denied if nobody is, or no more.
func (p *People) Who(ctx context.Context, token string) (*Account, error) {
	a, _, err := p.Session(ctx, token)
	return a, err
}

// Session is Who, with the session.
func (p *People) Session(ctx context.Context, token string) (*Account, Session, error) {
	s, err := p.sessions.Get(ctx, p.hash("session", token))
	if errors.Is(err, fault.NotFound) {
		return nil, Session{}, fault.Wrap(fault.Denied, "no such session")
	}
	if err != nil {
		return nil, Session{}, err
	}
	if p.over(s) {
		return nil, Session{}, fault.Wrap(fault.Denied, "the session is over")
	}
	if err := p.touch(ctx, s); err != nil {
		return nil, Session{}, err
	}
	a, err := p.accounts.Get(ctx, s.Account)
	if errors.Is(err, fault.NotFound) || err == nil && a.Ended != "" {
		return nil, Session{}, fault.Wrap(fault.Denied, "the account is gone")
	}
	return a, p.shown(s), err
}

func (p *People) shown(s *session) Session {
	return Session{ID: s.ID, Began: s.Began, Seen: s.Seen, Fresh: p.since(s.Proved) < FreshFor}
}

// since is how long ago a minute was; one that cannot be read is long past.
func (p *People) since(at string) time.Duration {
	t, _ := time.Parse(minute, at)
	return p.now().Sub(t)
}

// touch notes that the session is in use, at most once a minute. That another
// request did so meanwhile is as good; that it was ended meanwhile is denied.
func (p *People) touch(ctx context.Context, s *session) error {
	at := p.now().UTC().Format(minute)
	if s.Seen >= at {
		return nil
	}
	s.Seen = at
	err := p.sessions.Replace(ctx, s)
	switch {
	case errors.Is(err, fault.Conflict):
		return nil
	case errors.Is(err, fault.NotFound):
		return fault.Wrap(fault.Denied, "the session was ended")
	}
	return err
}

// over says whether the session's time is up. Times that cannot be read count
// as long past.
func (p *People) over(s *session) bool {
	return p.since(s.Began) >= Absolute || p.since(s.Seen) >= Idle
}

// Sessions lists the sessions of an account that still hold, by id.
func (p *People) Sessions(ctx context.Context, account string) ([]Session, error) {
	all, err := p.sessions.All(ctx, store.Query{Field: "account", Is: account})
	if err != nil {
		return nil, err
	}
	var list []Session
	for _, s := range all {
		if !p.over(s) {
			list = append(list, p.shown(s))
		}
	}
	return list, nil
}

// EndSession ends one session of an account. fault.NotFound if that account
// has none with this id.
func (p *People) EndSession(ctx context.Context, account, id string) error {
	s, err := p.sessions.Get(ctx, id)
	if err != nil {
		return err
	}
	if s.Account != account {
		return fault.Wrap(fault.NotFound, "session of another account")
	}
	if err := p.sign(ctx, account, account, "account.session_end"); err != nil {
		return err
	}
	return p.endSession(ctx, id)
}

// EndOthers ends every session of an account but the one to keep.
func (p *People) EndOthers(ctx context.Context, account, keep string) error {
	if err := p.sign(ctx, account, account, "account.sessions_end"); err != nil {
		return err
	}
	return p.endAllBut(ctx, account, keep)
}

// EndAll ends every session of another account, which goes on: a device is lost, or
// somebody else sits at it. by is who does so. fault.Denied for one's own account, whose
// owner ends sessions one by one, fault.Closed if the account has ended.
func (p *People) EndAll(ctx context.Context, by, id string) error {
	if by == id {
		return fault.Wrap(fault.Denied, "one's own sessions end on one's own page")
	}
	_, err := p.change(ctx, id, by, "account.sessions_end_all", func(a *Account) error {
		if a.Ended != "" {
			return fault.Wrap(fault.Closed, "account %s has ended", id)
		}
		return nil
	})
	if err != nil {
		return err
	}
	return p.endSessions(ctx, id)
}

// endAllBut ends every session of an account but the one with the id keep, without a
// line of its own.
func (p *People) endAllBut(ctx context.Context, account, keep string) error {
	return p.endWhere(ctx, store.Query{Field: "account", Is: account}, func(s *session) bool { return s.ID != keep })
}

// sign leaves a line on an account about something that is not written on it.
func (p *People) sign(ctx context.Context, id, who, did string) error {
	_, err := p.change(ctx, id, who, did, func(*Account) error { return nil })
	return err
}

// SignOut ends the session of this token, with a line; one that has ended is no
// error and leaves none.
func (p *People) SignOut(ctx context.Context, token string) error {
	s, err := p.sessions.Get(ctx, p.hash("session", token))
	if errors.Is(err, fault.NotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	if err := p.sign(ctx, s.Account, s.Account, "account.sign_out"); err != nil {
		return err
	}
	return p.endSession(ctx, s.ID)
}

func (p *People) endSession(ctx context.Context, id string) error {
	if err := p.sessions.Delete(ctx, id); err != nil && !errors.Is(err, fault.NotFound) {
		return err
	}
	return nil
}

// endSessions ends every session of an account.
func (p *People) endSessions(ctx context.Context, account string) error {
	return p.endAllBut(ctx, account, "")
}

func (p *People) sweepSessions(ctx context.Context) error {
	return p.endWhere(ctx, store.Query{}, p.over)
}

func (p *People) endWhere(ctx context.Context, q store.Query, end func(*session) bool) error {
	all, err := p.sessions.All(ctx, q)
	if err != nil {
		return err
	}
	var errs []error
	for _, s := range all {
		if end(s) {
			errs = append(errs, p.endSession(ctx, s.ID))
		}
	}
	return errors.Join(errs...)
}
