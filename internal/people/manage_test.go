package people

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kist/internal/fault"
)

// hire invites somebody, lets them in, and gives their account and session.
func hire(t *testing.T, p *People, name string, grants ...Grant) (id, session string) {
	t.Helper()
	id, link, err := p.InviteTo(t.Context(), firstID, "", grants...)
	if err != nil {
		t.Fatal(err)
	}
	if session, err = p.Accept(t.Context(), link, name); err != nil {
		t.Fatal(err)
	}
	return id, session
}

func TestInvitingTo(t *testing.T) {
	p, _ := open(t)
	ctx := t.Context()
	id, link, err := p.InviteTo(ctx, firstID, " Ros@Example.org ", Grant{Role: Inspector, Inspection: "strathlinn"})
	if err != nil {
		t.Fatal(err)
	}
	a, err := p.Get(ctx, id)
	if err != nil || a.Email != "ros@example.org" || a.State() != Invited || link == "" {
		t.Errorf("%+v, %v", a, err)
	}
	for email, id := range map[string]string{"ros@example.org": "staff.problem.email_taken", "ros": "staff.problem.email", "a@b\x00": "staff.problem.email"} {
		var problem fault.Problem
		if _, _, err := p.InviteTo(ctx, firstID, email, Grant{Role: Inspector}); !errors.As(err, &problem) || problem.ID != id || problem.Field != "email" {
			t.Errorf("%q: %v", email, err)
		}
	}
	if all, err := p.All(ctx); err != nil || len(all) != 1 {
		t.Errorf("%d accounts, %v", len(all), err)
	}
}

func TestChangingRoles(t *testing.T) {
	p, _ := open(t)
	ctx := t.Context()
	join(t, p, "Ailsa")
	id, session := hire(t, p, "Ros", Grant{Role: Inspector})
	if err := p.SetGrants(ctx, firstID, id, to([]Grant{{Role: Coordinator, Programme: "p"}})); err != nil {
		t.Fatal(err)
	}
	a, err := p.Who(ctx, session)
	if err != nil || a.Has(Inspector) || !a.May([]Role{Coordinator}, "p", "i") {
		t.Errorf("at the next page: %+v, %v", a, err)
	}
	if err := p.SetGrants(ctx, firstID, firstID, to([]Grant{{Role: Inspector}})); !errors.Is(err, fault.Denied) {
		t.Errorf("one's own: %v", err)
	}
	if err := p.SetGrants(ctx, firstID, id, to(nil)); !errors.Is(err, fault.Invalid) {
		t.Errorf("none: %v", err)
	}
	if a, err = p.Get(ctx, id); err != nil || !a.Has(Coordinator) {
		t.Errorf("a refused change was kept: %+v, %v", a, err)
	}
}

func TestEndingAnAccount(t *testing.T) {
	p, _ := open(t)
	ctx := t.Context()
	admin := join(t, p, "Ailsa")
	id, session := hire(t, p, "Ros", Grant{Role: Administrator})
	for range 2 { // a second time is no error
		if err := p.End(ctx, firstID, id); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := p.Who(ctx, session); !errors.Is(err, fault.Denied) {
		t.Errorf("their session: %v", err)
	}
	if _, err := p.Reset(ctx, id); !errors.Is(err, fault.Closed) {
		t.Errorf("a link for an ended account: %v", err)
	}
	if err := p.SetGrants(ctx, firstID, id, to([]Grant{{Role: Inspector}})); !errors.Is(err, fault.Closed) {
		t.Errorf("roles of an ended account: %v", err)
	}
	if err := p.End(ctx, firstID, firstID); !errors.Is(err, fault.Denied) {
		t.Errorf("one's own: %v", err)
	}
	if err := p.End(ctx, firstID, "nobody"); !errors.Is(err, fault.NotFound) {
		t.Errorf("nobody's: %v", err)
	}
	if admins, err := p.Administrators(ctx); err != nil || len(admins) != 1 {
		t.Errorf("administrators %v, %v", admins, err)
	}
	if _, err := p.Who(ctx, admin); err != nil {
		t.Errorf("who ended it: %v", err)
	}
	a, err := p.Get(ctx, id)
	if err != nil || a.State() != Ended || a.Name != "Ros" {
		t.Errorf("%+v, %v", a, err)
	}
}

func TestEndingAnInvitation(t *testing.T) {
	p, _ := open(t)
	ctx := t.Context()
	id, link, err := p.InviteTo(ctx, firstID, "", Grant{Role: Inspector})
	if err != nil {
		t.Fatal(err)
	}
	fresh, err := p.RenewLink(ctx, firstID, id)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.Peek(ctx, link); !errors.Is(err, fault.NotFound) {
		t.Errorf("the old link: %v", err)
	}
	if err := p.End(ctx, firstID, id); err != nil {
		t.Fatal(err)
	}
	if _, err := p.Accept(ctx, fresh, "Ros"); !errors.Is(err, fault.NotFound) {
		t.Errorf("the link of an ended invitation: %v", err)
	}
	if _, err := p.RenewLink(ctx, firstID, id); !errors.Is(err, fault.Closed) {
		t.Errorf("a link for an ended invitation: %v", err)
	}
}

func TestRecoveryTakesTwo(t *testing.T) {
	p, c := open(t)
	ctx := t.Context()
	join(t, p, "Ailsa")
	second, _ := hire(t, p, "Sam", Grant{Role: Administrator})
	id, session := hire(t, p, "Ros", Grant{Role: Inspector})
	setPassword(t, p, c, id, "ros.baird")
	confirm := func(by string) error { _, err := p.ConfirmRecovery(ctx, by, id); return err }

	if err := confirm(second); !errors.Is(err, fault.Closed) {
		t.Errorf("nobody asked: %v", err)
	}
	if err := p.AskRecovery(ctx, id, id); !errors.Is(err, fault.Denied) {
		t.Errorf("asked for oneself: %v", err)
	}
	if err := p.AskRecovery(ctx, firstID, id); err != nil {
		t.Fatal(err)
	}
	for _, by := range []string{firstID, id} {
		if err := confirm(by); !errors.Is(err, fault.Denied) {
			t.Errorf("confirmed by %s: %v", by, err)
		}
	}
	c.pass(recoveryLasts)
	if err := confirm(second); !errors.Is(err, fault.Closed) {
		t.Errorf("after a day: %v", err)
	}
	if err := p.AskRecovery(ctx, firstID, id); err != nil {
		t.Fatal(err)
	}
	link, err := p.ConfirmRecovery(ctx, second, id)
	if err != nil {
		t.Fatal(err)
	}
	if a, err := p.Get(ctx, id); err != nil || !a.Bare() || p.Recovering(a) != nil {
		t.Errorf("old ways in stay: %+v, %v", a, err)
	}
	if _, err := p.Who(ctx, session); !errors.Is(err, fault.Denied) {
		t.Errorf("the old session: %v", err)
	}
	if _, err := p.Accept(ctx, link, ""); err != nil {
		t.Errorf("the link: %v", err)
	}
	if err := p.Sweep(ctx); err != nil {
		t.Fatal(err)
	}
	got := deeds(t, p, accountsName, id)
	if tail := got[len(got)-1]; !strings.HasSuffix(tail, id+" account.accept") {
		t.Errorf("the trail ends in %q", tail)
	}
}

func TestSessionsAreListedAndEnded(t *testing.T) {
	p, c := open(t)
	ctx := t.Context()
	one := join(t, p, "Ailsa")
	two, err := p.enter(ctx, firstID, "")
	if err != nil {
		t.Fatal(err)
	}
	three, err := p.enter(ctx, firstID, "")
	if err != nil {
		t.Fatal(err)
	}
	_, here, err := p.Session(ctx, one)
	if err != nil || !here.Fresh {
		t.Fatalf("%+v, %v", here, err)
	}
	if list, err := p.Sessions(ctx, firstID); err != nil || len(list) != 3 || list[0].Began != "2026-11-23T09:30Z" {
		t.Errorf("%+v, %v", list, err)
	}
	_, other := hire(t, p, "Ros", Grant{Role: Inspector})
	_, foreign, err := p.Session(ctx, other)
	if err != nil {
		t.Fatal(err)
	}
	if err := p.EndSession(ctx, firstID, foreign.ID); !errors.Is(err, fault.NotFound) {
		t.Errorf("another's session: %v", err)
	}
	if err := p.EndSession(ctx, firstID, p.hash("session", two)); err != nil {
		t.Fatal(err)
	}
	if err := p.EndOthers(ctx, firstID, here.ID); err != nil {
		t.Fatal(err)
	}
	for token, want := range map[string]bool{one: true, two: false, three: false, other: true} {
		if _, err := p.Who(ctx, token); (err == nil) != want {
			t.Errorf("session %.4s: %v", token, err)
		}
	}
	c.pass(FreshFor)
	if _, s, err := p.Session(ctx, one); err != nil || s.Fresh {
		t.Errorf("after %v: %+v, %v", FreshFor, s, err)
	}
}

func TestSteppingUpRotatesTheTokenAndKeepsTheTime(t *testing.T) {
	p, c := open(t)
	ctx := t.Context()
	old := join(t, p, "Ailsa")
	c.pass(FreshFor)
	token, err := p.enter(ctx, firstID, old)
	if err != nil || token == old {
		t.Fatalf("%v", err)
	}
	if _, err := p.Who(ctx, old); !errors.Is(err, fault.Denied) {
		t.Errorf("the old token: %v", err)
	}
	_, s, err := p.Session(ctx, token)
	if err != nil || !s.Fresh || s.Began != "2026-11-23T09:30Z" {
		t.Errorf("%+v, %v", s, err)
	}
	id, _ := hire(t, p, "Ros", Grant{Role: Inspector})
	if token, err = p.enter(ctx, id, token); err != nil {
		t.Fatal(err)
	}
	if a, s, err := p.Session(ctx, token); err != nil || a.ID != id || s.Began != "2026-11-23T09:40Z" {
		t.Errorf("somebody else at the same browser: %+v, %v", s, err)
	}
}

func TestSealedHalvesAreUsedOnce(t *testing.T) {
	p, c := open(t)
	ctx := t.Context()
	held, err := p.hold("a", "ros", "secret")
	if err != nil || strings.Contains(held, "secret") {
		t.Fatalf("%q, %v", held, err)
	}
	var got string
	for name, try := range map[string][3]string{
		"another use": {"b", "ros", held}, "another account": {"a", "sam", held}, "made up": {"a", "ros", "AAAA"},
		"cut": {"a", "ros", held[1:]}, "no text": {"a", "ros", ""},
	} {
		if err := p.claim(ctx, try[0], try[1], try[2], &got); !errors.Is(err, fault.Closed) || got != "" {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := p.claim(ctx, "a", "ros", held, &got); err != nil || got != "secret" {
		t.Fatalf("%q, %v", got, err)
	}
	if err := p.claim(ctx, "a", "ros", held, &got); !errors.Is(err, fault.Closed) {
		t.Errorf("a second time: %v", err)
	}
	if err := p.claim(ctx, "a", "ros", held[:9]+"\n"+held[9:], &got); !errors.Is(err, fault.Closed) {
		t.Errorf("a second time, on two lines: %v", err)
	}
	late, err := p.hold("a", "ros", "secret")
	if err != nil {
		t.Fatal(err)
	}
	c.pass(onceLasts)
	if err := p.claim(ctx, "a", "ros", late, &got); !errors.Is(err, fault.Closed) {
		t.Errorf("too late: %v", err)
	}
	c.pass(time.Minute)
	if err := p.Sweep(ctx); err != nil {
		t.Fatal(err)
	}
	if left, err := p.used.Count(ctx, all); left != 0 || err != nil {
		t.Errorf("%d uses are kept, %v", left, err)
	}
}

func TestComingInByAnOrganisation(t *testing.T) {
	p, _ := open(t)
	ctx := t.Context()
	id, link, err := p.InviteTo(ctx, firstID, "ros@example.org", Grant{Role: Inspector})
	if err != nil {
		t.Fatal(err)
	}
	ros := Stranger{Subject: "https://idp.example 42", Email: "Ros@example.org", Name: "Ros Baird"}
	for name, s := range map[string]Stranger{
		"not verified": {Subject: ros.Subject, Name: ros.Name}, "not invited": {Subject: "x", Email: "sam@example.org"}, "nobody": {Email: ros.Email},
	} {
		if _, err := p.EnterByOrganisation(ctx, s, ""); !errors.Is(err, fault.Denied) {
			t.Errorf("%s: %v", name, err)
		}
	}
	session, err := p.EnterByOrganisation(ctx, ros, "")
	if err != nil {
		t.Fatal(err)
	}
	if a, err := p.Who(ctx, session); err != nil || a.ID != id || a.Name != "Ros Baird" || a.Bare() {
		t.Errorf("%+v, %v", a, err)
	}
	if _, err := p.Accept(ctx, link, "Sam"); !errors.Is(err, fault.NotFound) {
		t.Errorf("the link after that: %v", err)
	}
	if _, _, err := p.InviteTo(ctx, firstID, "other@example.org", Grant{Role: Inspector}); err != nil {
		t.Fatal(err)
	}
	session, err = p.EnterByOrganisation(ctx, Stranger{Subject: "https://idp.example 44", Email: "other@example.org", Name: "Ros Baird"}, "")
	if err != nil {
		t.Fatal(err)
	}
	if a, err := p.Who(ctx, session); err != nil || a.Name != "other@example.org" { // the name is another's
		t.Errorf("%+v, %v", a, err)
	}
	ros.Email = "ros@married.example"
	if _, err := p.EnterByOrganisation(ctx, ros, ""); err != nil {
		t.Errorf("with a new address: %v", err)
	}
	thief := Stranger{Subject: "https://idp.example 43", Email: "ros@example.org"}
	if _, err := p.EnterByOrganisation(ctx, thief, ""); !errors.Is(err, fault.Denied) {
		t.Errorf("another person who was given the old address: %v", err)
	}
	if err := p.End(ctx, firstID, id); err != nil {
		t.Fatal(err)
	}
	if _, err := p.EnterByOrganisation(ctx, ros, ""); !errors.Is(err, fault.Denied) {
		t.Errorf("after the end: %v", err)
	}
	if diff := cmp.Diff(Ended, (&Account{Ended: "x", Joined: "y"}).State()); diff != "" {
		t.Error(diff)
	}
}

// Somebody whose login at the organisation was stolen is let in anew: the thief is out, for
// the address of the invitation vouches for nobody any more.
func TestRecoveryClosesTheOrganisationsDoor(t *testing.T) {
	p, _ := open(t)
	ctx := t.Context()
	join(t, p, "Ailsa")
	second, _ := hire(t, p, "Sam", Grant{Role: Administrator})
	id, _, err := p.InviteTo(ctx, firstID, "ros@example.org", Grant{Role: Inspector})
	if err != nil {
		t.Fatal(err)
	}
	ros := Stranger{Subject: "https://idp.example 42", Email: "ros@example.org", Name: "Ros Baird"}
	enter := func() error { _, err := p.EnterByOrganisation(ctx, ros, ""); return err }
	if err := enter(); err != nil {
		t.Fatal(err)
	}
	if err := p.AskRecovery(ctx, firstID, id); err != nil {
		t.Fatal(err)
	}
	link, err := p.ConfirmRecovery(ctx, second, id)
	if err != nil {
		t.Fatal(err)
	}
	if err := enter(); !errors.Is(err, fault.Denied) {
		t.Errorf("before the link is used: %v", err)
	}
	if _, err := p.Accept(ctx, link, ""); err != nil {
		t.Fatal(err)
	}
	if err := enter(); !errors.Is(err, fault.Denied) {
		t.Errorf("after it: %v", err)
	}
}

// to sets grants, whatever there was.
func to(grants []Grant) func([]Grant) []Grant {
	return func([]Grant) []Grant { return grants }
}
