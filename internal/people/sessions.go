package people

import (
	"context"
	"errors"
	"time"

	"kist/internal/fault"
	"kist/internal/store"
)

// How long a session lasts: after the last page asked for, and in all.
const (
	Idle     = 15 * time.Minute
	Absolute = 8 * time.Hour
)

// session is somebody signed in. Its id is the hash of the token that the
// browser holds.
type session struct {
	store.Head `bson:",inline"`
	Account    string `json:"account"`
	Began      string `json:"began"` // minute in UTC
	Seen       string `json:"seen"`  // minute in UTC
}

func (p *People) startSession(ctx context.Context, account string) (token string, err error) {
	token = newToken()
	at := p.now().UTC().Format(minute)
	return token, p.sessions.Insert(ctx, &session{
		Head: store.Head{ID: p.hash("session", token)}, Account: account, Began: at, Seen: at,
	})
}

// Who is the account that is signed in with this token, and keeps it signed
// in. fault.Denied if nobody is, or no more.
func (p *People) Who(ctx context.Context, token string) (*Account, error) {
	s, err := p.sessions.Get(ctx, p.hash("session", token))
	if errors.Is(err, fault.NotFound) {
		return nil, fault.Wrap(fault.Denied, "no such session")
	}
	if err != nil {
		return nil, err
	}
	if p.over(s) {
		return nil, fault.Wrap(fault.Denied, "the session is over")
	}
	if err := p.touch(ctx, s); err != nil {
		return nil, err
	}
	a, err := p.accounts.Get(ctx, s.Account)
	if errors.Is(err, fault.NotFound) {
		return nil, fault.Wrap(fault.Denied, "the account is gone")
	}
	return a, err
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
	began, _ := time.Parse(minute, s.Began)
	seen, _ := time.Parse(minute, s.Seen)
	now := p.now()
	return now.Sub(began) >= Absolute || now.Sub(seen) >= Idle
}

// SignOut ends the session of this token; one that has ended is no error.
func (p *People) SignOut(ctx context.Context, token string) error {
	return p.endSession(ctx, p.hash("session", token))
}

func (p *People) endSession(ctx context.Context, id string) error {
	if err := p.sessions.Delete(ctx, id); err != nil && !errors.Is(err, fault.NotFound) {
		return err
	}
	return nil
}

// endSessions ends every session of an account.
func (p *People) endSessions(ctx context.Context, account string) error {
	return p.endWhere(ctx, store.Query{Field: "account", Is: account}, func(*session) bool { return true })
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
