package people

import (
	"errors"
	"testing"
	"time"

	"kist/internal/fault"
	"kist/internal/store"
)

func TestASessionEndsWhenNothingHappens(t *testing.T) {
	p, c := open(t)
	session := join(t, p, "Ailsa")
	for range 5 { // use keeps it going
		c.pass(Idle - 2*time.Minute)
		if _, err := p.Who(t.Context(), session); err != nil {
			t.Fatalf("in use: %v", err)
		}
	}
	c.pass(Idle)
	if _, err := p.Who(t.Context(), session); !errors.Is(err, fault.Denied) {
		t.Errorf("after %v with nothing: %v, want denied", Idle, err)
	}
}

func TestASessionEndsAfterADay(t *testing.T) {
	p, c := open(t)
	session := join(t, p, "Ailsa")
	const step = 10 * time.Minute
	for passed := step; passed < Absolute; passed += step {
		c.pass(step)
		if _, err := p.Who(t.Context(), session); err != nil {
			t.Fatalf("after %v: %v", passed, err)
		}
	}
	c.pass(step)
	if _, err := p.Who(t.Context(), session); !errors.Is(err, fault.Denied) {
		t.Errorf("after %v in use: %v, want denied", Absolute, err)
	}
}

func TestSigningOut(t *testing.T) {
	p, _ := open(t)
	ctx := t.Context()
	session := join(t, p, "Ailsa")
	for range 2 { // a second time is no error
		if err := p.SignOut(ctx, session); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := p.Who(ctx, session); !errors.Is(err, fault.Denied) {
		t.Errorf("after signing out: %v, want denied", err)
	}
	for _, token := range []string{"", "made-up"} {
		if _, err := p.Who(ctx, token); !errors.Is(err, fault.Denied) {
			t.Errorf("token %q: %v, want denied", token, err)
		}
	}
}

func TestASessionOfAnAccountThatIsGone(t *testing.T) {
	p, _ := open(t)
	session := join(t, p, "Ailsa")
	if err := p.accounts.Delete(t.Context(), firstID); err != nil {
		t.Fatal(err)
	}
	if _, err := p.Who(t.Context(), session); !errors.Is(err, fault.Denied) {
		t.Errorf("%v, want denied", err)
	}
}

// An administrator signs somebody else out everywhere: the account goes on, its other
// sessions and nobody else's are gone, and the line says who did it.
func TestEndingAllSessionsOfAnother(t *testing.T) {
	p, _ := open(t)
	ctx := t.Context()
	admin := join(t, p, "Ailsa")
	link, err := p.Invite(ctx, firstID, Inspector)
	if err != nil {
		t.Fatal(err)
	}
	one, err := p.Accept(ctx, link, "Ros")
	if err != nil {
		t.Fatal(err)
	}
	ros, err := p.Who(ctx, one)
	if err != nil {
		t.Fatal(err)
	}
	two, err := p.enter(ctx, ros.ID, "")
	if err != nil {
		t.Fatal(err)
	}
	if err := p.EndAll(ctx, ros.ID, ros.ID); !errors.Is(err, fault.Denied) {
		t.Errorf("one's own: %v", err)
	}
	if err := p.EndAll(ctx, firstID, "nobody"); !errors.Is(err, fault.NotFound) {
		t.Errorf("nobody's: %v", err)
	}
	if err := p.EndAll(ctx, firstID, ros.ID); err != nil {
		t.Fatal(err)
	}
	for _, token := range []string{one, two} {
		if _, err := p.Who(ctx, token); !errors.Is(err, fault.Denied) {
			t.Errorf("still signed in: %v", err)
		}
	}
	if _, err := p.Who(ctx, admin); err != nil {
		t.Errorf("the administrator: %v", err)
	}
	a, err := p.Get(ctx, ros.ID)
	if err != nil || a.State() != Active || a.Last.Who != firstID || a.Last.Did != "account.sessions_end_all" {
		t.Errorf("%+v, %v", a, err)
	}
	if err := p.End(ctx, firstID, ros.ID); err != nil {
		t.Fatal(err)
	}
	if err := p.EndAll(ctx, firstID, ros.ID); !errors.Is(err, fault.Closed) {
		t.Errorf("of an account that has ended: %v", err)
	}
}

func TestNoTokenIsStored(t *testing.T) {
	p, _ := open(t)
	ctx := t.Context()
	session := join(t, p, "Ailsa")
	link, err := p.Reset(ctx, firstID)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.sessions.Get(ctx, session); !errors.Is(err, fault.NotFound) {
		t.Errorf("a session is stored under its token: %v", err)
	}
	if _, err := p.accounts.First(ctx, store.Query{Field: "link", Is: link}); !errors.Is(err, fault.NotFound) {
		t.Errorf("a link is stored as its token: %v", err)
	}
}

func TestSweepDropsOnlySessionsThatEnded(t *testing.T) {
	p, c := open(t)
	ctx := t.Context()
	old := join(t, p, "Ailsa")
	c.pass(Idle)
	link, err := p.Invite(ctx, firstID, Inspector)
	if err != nil {
		t.Fatal(err)
	}
	fresh, err := p.Accept(ctx, link, "Ros")
	if err != nil {
		t.Fatal(err)
	}
	if err := p.Sweep(ctx); err != nil {
		t.Fatal(err)
	}
	if n, err := p.sessions.Count(ctx, store.Query{}); n != 1 || err != nil {
		t.Errorf("%d sessions left, %v; want one", n, err)
	}
	if _, err := p.Who(ctx, fresh); err != nil {
		t.Errorf("the fresh session: %v", err)
	}
	if _, err := p.Who(ctx, old); !errors.Is(err, fault.Denied) {
		t.Errorf("the old session: %v, want denied", err)
	}
}

// Who changes or takes away a way in stays signed in where they did so, and nowhere
// else: somebody who came in by the old one is out. Trying in vain ends nothing.
func TestAChangedWayInEndsTheOtherSessions(t *testing.T) {
	for what, change := range map[string]func(p *People, c *clock, keep string) error{
		"another password": func(p *People, c *clock, keep string) error {
			e, err := p.BeginPassword(t.Context(), firstID)
			if err == nil {
				_, err = p.SetPassword(t.Context(), firstID, keep, e.Held, "ailsa", goodPassword+" and more", codeAt(t, e.Key, c.now()))
			}
			return err
		},
		"no password": func(p *People, _ *clock, keep string) error { return p.RemovePassword(t.Context(), firstID, keep) },
		"one passkey less": func(p *People, _ *clock, keep string) error {
			return p.RemovePasskey(t.Context(), firstID, keep, "aAAA")
		},
	} {
		t.Run(what, func(t *testing.T) {
			p, c := open(t)
			ctx := t.Context()
			here := join(t, p, "Ailsa")
			key := setPassword(t, p, c, firstID, "ailsa")
			if _, err := p.change(ctx, firstID, firstID, "test", func(a *Account) error {
				a.Passkeys = []Passkey{{ID: "aAAA"}}
				return nil
			}); err != nil {
				t.Fatal(err)
			}
			c.pass(time.Minute)
			here, err := p.EnterByPassword(ctx, "ailsa", goodPassword, codeAt(t, key, c.now()), here)
			if err != nil {
				t.Fatal(err)
			}
			_, kept, err := p.Session(ctx, here)
			if err != nil {
				t.Fatal(err)
			}
			c.pass(time.Minute)
			thief, err := p.EnterByPassword(ctx, "ailsa", goodPassword, codeAt(t, key, c.now()), "")
			if err != nil {
				t.Fatal(err)
			}
			_, other := hire(t, p, "Ros", Grant{Role: Inspector})
			if err := p.RemovePasskey(ctx, firstID, kept.ID, "none"); !errors.Is(err, fault.NotFound) {
				t.Errorf("a passkey that is not there: %v", err)
			}
			wantSessions(t, p, map[string]bool{here: true, thief: true, other: true})
			if err := change(p, c, kept.ID); err != nil {
				t.Fatal(err)
			}
			wantSessions(t, p, map[string]bool{here: true, thief: false, other: true})
		})
	}
}

// wantSessions checks which tokens still open something.
func wantSessions(t *testing.T, p *People, want map[string]bool) {
	t.Helper()
	for token, holds := range want {
		if _, err := p.Who(t.Context(), token); (err == nil) != holds || err != nil && !errors.Is(err, fault.Denied) {
			t.Errorf("session %.4s: %v, want it to hold: %t", token, err, holds)
		}
	}
}
