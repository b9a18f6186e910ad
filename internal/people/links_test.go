package people

import (
	"cmp"
	"errors"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"kist/internal/fault"
	"kist/internal/seal"

	"pgregory.net/rapid"
)

func TestTheFirstLinkMakesTheAdministrator(t *testing.T) {
	p, _ := open(t)
	ctx := t.Context()
	session := join(t, p, "  Ailsa   Munro ")
	a, err := p.Who(ctx, session)
	if err != nil {
		t.Fatal(err)
	}
	if a.Name != "Ailsa Munro" || !a.Has(Administrator) || a.Has(Inspector) || a.Joined != "2026-11-23" || a.Link != "" {
		t.Errorf("account %+v", a)
	}
	if again, err := p.FirstLink(ctx); again != "" || err != nil {
		t.Errorf("a second first link %q, %v; none is made once there is an administrator", again, err)
	}
}

func TestEachStartReplacesTheFirstLink(t *testing.T) {
	p, _ := open(t)
	ctx := t.Context()
	old, err := p.FirstLink(ctx)
	if err != nil {
		t.Fatal(err)
	}
	fresh, err := p.FirstLink(ctx)
	if err != nil || fresh == "" || fresh == old {
		t.Fatalf("fresh link %q after %q: %v", fresh, old, err)
	}
	if _, err := p.Accept(ctx, old, "Ailsa"); !errors.Is(err, fault.NotFound) {
		t.Errorf("the old link: %v, want not found", err)
	}
	if _, err := p.Accept(ctx, fresh, "Ailsa"); err != nil {
		t.Errorf("the fresh link: %v", err)
	}
}

// TestServersThatStartTogether on an empty store each print a first link, of which one
// holds, for one account: there are never two first administrators.
func TestServersThatStartTogether(t *testing.T) {
	p, _ := open(t)
	links := make([]string, 6)
	var wg sync.WaitGroup
	for i := range links {
		wg.Go(func() {
			var err error
			if links[i], err = p.FirstLink(t.Context()); err != nil || links[i] == "" {
				t.Errorf("start %d: %q, %v", i, links[i], err)
			}
		})
	}
	wg.Wait()
	holds := 0
	for _, link := range links {
		switch _, err := p.Peek(t.Context(), link); {
		case err == nil:
			holds++
		case !errors.Is(err, fault.NotFound):
			t.Error(err)
		}
	}
	if holds != 1 {
		t.Errorf("%d links hold", holds)
	}
}

func TestALinkIsUsedOnce(t *testing.T) {
	p, _ := open(t)
	ctx := t.Context()
	link, err := p.Invite(ctx, "first", Inspector)
	if err != nil {
		t.Fatal(err)
	}
	var won atomic.Int32
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			switch _, err := p.Accept(ctx, link, "Ros"); {
			case err == nil:
				won.Add(1)
			case !errors.Is(err, fault.NotFound):
				t.Errorf("a loser got %v, want not found", err)
			}
		})
	}
	wg.Wait()
	if won.Load() != 1 {
		t.Errorf("%d won, want one", won.Load())
	}
}

func TestLookingAtALinkDoesNotUseItUp(t *testing.T) {
	p, _ := open(t)
	link, err := p.Invite(t.Context(), "first", Inspector)
	if err != nil {
		t.Fatal(err)
	}
	for range 3 {
		if a, err := p.Peek(t.Context(), link); err != nil || a.Name != "" || !a.Has(Inspector) {
			t.Fatalf("peek: %+v, %v", a, err)
		}
	}
	if _, err := p.Accept(t.Context(), link, "Ros"); err != nil {
		t.Error(err)
	}
}

func TestALinkEnds(t *testing.T) {
	p, c := open(t)
	link, err := p.Invite(t.Context(), "first", Inspector)
	if err != nil {
		t.Fatal(err)
	}
	c.pass(LinkLasts - time.Minute)
	if _, err := p.Peek(t.Context(), link); err != nil {
		t.Errorf("a minute before its end: %v", err)
	}
	c.pass(time.Minute)
	if _, err := p.Accept(t.Context(), link, "Ros"); !errors.Is(err, fault.Closed) {
		t.Errorf("at its end: %v, want closed", err)
	}
}

func TestUnknownLinks(t *testing.T) {
	p, _ := open(t)
	join(t, p, "Ailsa") // an account whose link is used up
	for _, token := range []string{"", "x", strings.Repeat("A", 5000), "\x00", "é"} {
		if _, err := p.Accept(t.Context(), token, "Ros"); !errors.Is(err, fault.NotFound) {
			t.Errorf("token %.20q: %v, want not found", token, err)
		}
	}
}

func TestWhatANameCanBe(t *testing.T) {
	tests := []struct{ typed, name, problem string }{
		{"Ros", "Ros", ""},
		{" Màiri\u00a0Anna  NicDhòmhnaill ", "Màiri Anna NicDhòmhnaill", ""},
		{"", "", "staff.problem.name_missing"},
		{" \u2003 ", "", "staff.problem.name_missing"},
		{"\u200d \u200e", "", "staff.problem.name_missing"},
		{"\u3164", "", "staff.problem.name_missing"}, // letters and signs of which nothing is seen
		{"\u2800 \ufe0f\U000e0100", "", "staff.problem.name_missing"},
		{strings.Repeat("é", MaxName), strings.Repeat("é", MaxName), ""},
		{strings.Repeat("é", MaxName+1), "", "staff.problem.name_long"},
		{"a\x00b", "", "staff.problem.name_signs"},
		{"a\nb", "", "staff.problem.name_signs"},
		{"a\xffb", "", "staff.problem.name_signs"},
		{"Ros \u202edriaB", "", "staff.problem.name_signs"}, // reads Baird
		{"\u202aRos\u202c", "", "staff.problem.name_signs"},
		{"Ros\u2066 \u2069", "", "staff.problem.name_signs"},
		{"\u200fرُس\u200e", "\u200fرُس\u200e", ""}, // which way a name is read, and how letters join
		{"نام\u200cها \u0d15\u0d4d\u200d", "نام\u200cها \u0d15\u0d4d\u200d", ""},
	}
	for _, test := range tests {
		name, err := cleanName(test.typed)
		var problem fault.Problem
		errors.As(err, &problem)
		if name != test.name || problem.ID != test.problem || (err != nil && problem.Field != "name") {
			t.Errorf("%.20q: %q, %v", test.typed, name, err)
		}
	}
}

// TestANameIsOnePersons: two people in one place cannot have one name, however it is
// written; it is free again once its account has ended, and nobody is in their own way.
func TestANameIsOnePersons(t *testing.T) {
	p, _ := open(t)
	ctx := t.Context()
	join(t, p, "Ailsa Munro")
	ros, _ := hire(t, p, "Ros Baird", Grant{Role: SafeguardingLead})
	taken := func(err error) {
		t.Helper()
		var problem fault.Problem
		if !errors.As(err, &problem) || problem.Field != "name" || problem.ID != "staff.problem.name_taken" {
			t.Errorf("the name of another: %v", err)
		}
	}
	link, err := p.Invite(ctx, firstID, Inspector)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"Ros Baird", " ros\u00a0 BAIRD", "Ros\u200d Bai\u200crd\u200e", "Ｒｏｓ Baird",
		"Ros Baird\ufe0f", "Ros\u034f Baird", "Ros Baird\u3164", "Ros Baird\u180b", "Ros Baird\U000e0100", "Ros\u2800Baird"} {
		_, err = p.Accept(ctx, link, name)
		taken(err)
	}
	_, _, err = p.Add(ctx, "Ros Baird", Inspector)
	taken(err)
	if _, _, err := p.Add(ctx, "Zoë Reid", Inspector); err != nil {
		t.Fatal(err)
	}
	_, err = p.Accept(ctx, link, "Zoe\u034f\u0308 Reid") // an accent that is kept from its letter, and looks the same
	taken(err)
	if _, _, err := p.Add(ctx, "Iona Ross", Inspector); err != nil {
		t.Fatal(err)
	}
	_, err = p.Accept(ctx, link, "Iona Ross") // who is awaited has it already
	taken(err)
	again, err := p.Reset(ctx, ros)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.Accept(ctx, again, "Ros Baird"); err != nil {
		t.Errorf("their own name: %v", err)
	}
	if err := p.End(ctx, firstID, ros); err != nil {
		t.Fatal(err)
	}
	if _, err := p.Accept(ctx, link, "Ros Baird"); err != nil {
		t.Errorf("the name of one who has left: %v", err)
	}
}

func TestABadNameDoesNotUseUpTheLink(t *testing.T) {
	p, _ := open(t)
	link, err := p.FirstLink(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.Accept(t.Context(), link, " "); !errors.Is(err, fault.Invalid) {
		t.Fatalf("no name: %v, want invalid", err)
	}
	if _, err := p.Accept(t.Context(), link, "Ailsa"); err != nil {
		t.Errorf("then a name: %v", err)
	}
}

func TestResetLetsSomebodyInAgain(t *testing.T) {
	p, _ := open(t)
	ctx := t.Context()
	lost := join(t, p, "Ailsa")
	admins, err := p.Administrators(ctx)
	if err != nil || len(admins) != 1 {
		t.Fatalf("administrators %v, %v", admins, err)
	}
	link, err := p.Reset(ctx, admins[0].ID)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.Who(ctx, lost); !errors.Is(err, fault.Denied) {
		t.Errorf("the lost session: %v, want denied", err)
	}
	session, err := p.Accept(ctx, link, "somebody else")
	if err != nil {
		t.Fatal(err)
	}
	if a, err := p.Who(ctx, session); err != nil || a.Name != "Ailsa" || a.ID != admins[0].ID {
		t.Errorf("after the reset: %+v, %v", a, err)
	}
	if _, err := p.Reset(ctx, "nobody"); !errors.Is(err, fault.NotFound) {
		t.Errorf("reset of nobody: %v", err)
	}
}

func TestAnInvitationNeedsARole(t *testing.T) {
	p, _ := open(t)
	if _, err := p.Invite(t.Context(), "first", "king"); !errors.Is(err, fault.Invalid) {
		t.Errorf("invited a king: %v", err)
	}
	for _, r := range Roles() {
		if _, err := p.Invite(t.Context(), "first", r); err != nil {
			t.Errorf("%s: %v", r, err)
		}
	}
}

func TestAServerWithoutAStaffKeyLetsNobodyIn(t *testing.T) {
	p, _ := open(t)
	p.key = seal.Key{}
	if link, err := p.FirstLink(t.Context()); link != "" || !errors.Is(err, fault.Denied) {
		t.Errorf("first link %q, %v; want denied", link, err)
	}
	if link, err := p.Invite(t.Context(), "first", Inspector); link != "" || !errors.Is(err, fault.Denied) {
		t.Errorf("invitation %q, %v; want denied", link, err)
	}
}

// Whatever is done with links in whatever order, at most one of an account's
// links works, and it is the newest that was not used.
func TestOnlyTheNewestLinkOfAnAccountWorks(t *testing.T) {
	p, _ := open(t)
	join(t, p, "Ailsa")
	rapid.Check(t, func(rt *rapid.T) {
		ctx := t.Context()
		var links []string
		newest := -1
		for range rapid.IntRange(1, 8).Draw(rt, "steps") {
			if rapid.Bool().Draw(rt, "reset") {
				link, err := p.Reset(ctx, firstID)
				if err != nil {
					rt.Fatal(err)
				}
				links, newest = append(links, link), len(links)
				continue
			}
			if len(links) == 0 {
				continue
			}
			i := rapid.IntRange(0, len(links)-1).Draw(rt, "link")
			_, err := p.Accept(ctx, links[i], "")
			if works := i == newest; works != (err == nil) {
				rt.Fatalf("link %d of %d, newest unused %d: %v", i, len(links), newest, err)
			}
			if i == newest {
				newest = -1
			}
		}
	})
}

func TestAddingSomebodyByName(t *testing.T) {
	p, _ := open(t)
	ctx := t.Context()
	for typed, added := range map[string]string{"": " Ros  Baird", "Iona R": "Iona Ross"} {
		want := cmp.Or(typed, "Ros Baird")
		id, link, err := p.Add(ctx, added, Coordinator)
		if err != nil {
			t.Fatal(err)
		}
		session, err := p.Accept(ctx, link, typed)
		if err != nil {
			t.Fatal(err)
		}
		if a, err := p.Who(ctx, session); err != nil || a.ID != id || a.Name != want || a.State() != Active || !a.Has(Coordinator) {
			t.Errorf("%+v, %v", a, err)
		}
	}
	for name, role := range map[string]Role{"": Coordinator, "Ros": "king"} {
		if _, _, err := p.Add(ctx, name, role); !errors.Is(err, fault.Invalid) {
			t.Errorf("%q as %s: %v", name, role, err)
		}
	}
}

// Where the first account has ended and nobody else is an administrator, a start makes no
// link and goes on: children answer all the same.
func TestTheFirstAccountHasEnded(t *testing.T) {
	p, _ := open(t)
	ctx := t.Context()
	join(t, p, "Ailsa")
	second, _ := hire(t, p, "Sam", Grant{Role: Administrator})
	for by, id := range map[string]string{firstID: second, second: firstID} { // both at once
		if err := p.End(ctx, by, id); err != nil {
			t.Fatal(err)
		}
	}
	if link, err := p.FirstLink(ctx); link != "" || err != nil {
		t.Errorf("link %q, %v", link, err)
	}
}

// A link that is used ends every session that was there.
func TestALinkEndsAllSessions(t *testing.T) {
	p, _ := open(t)
	ctx := t.Context()
	join(t, p, "Ailsa")
	id, session := hire(t, p, "Ros", Grant{Role: Inspector})
	link, err := p.Reset(ctx, id)
	if err != nil {
		t.Fatal(err)
	}
	other, err := p.enter(ctx, id, "") // by an old way in, meanwhile
	if err != nil {
		t.Fatal(err)
	}
	fresh, err := p.Accept(ctx, link, "")
	if err != nil {
		t.Fatal(err)
	}
	for _, old := range []string{session, other} {
		if _, err := p.Who(ctx, old); !errors.Is(err, fault.Denied) {
			t.Errorf("an old session: %v", err)
		}
	}
	if _, err := p.Who(ctx, fresh); err != nil {
		t.Errorf("the new one: %v", err)
	}
}
