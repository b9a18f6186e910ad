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
