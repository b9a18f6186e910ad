package people

import (
	"slices"
	"testing"
	"time"
)

// Whoever an administrator lets in, gives a role or a further place of it, or lets in anew is
// told of for fourteen days, ended or not; who comes by the command line, or lost a role or a
// place, is not.
func TestNewcomers(t *testing.T) {
	p, c := open(t)
	ctx := t.Context()
	join(t, p, "Ailsa")
	want := func(when string, ids ...string) {
		t.Helper()
		list, err := p.Newcomers(ctx, SafeguardingLead, Coordinator)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, a := range list {
			got = append(got, a.ID)
			if a.Given.By != firstID {
				t.Errorf("%s: let in by %q", when, a.Given.By)
			}
		}
		slices.Sort(got)
		if slices.Sort(ids); !slices.Equal(got, ids) {
			t.Errorf("%s: %q, want %q", when, got, ids)
		}
	}
	if _, _, err := p.Add(ctx, "Una", SafeguardingLead); err != nil {
		t.Fatal(err)
	}
	want("by the command line")
	lead, _, err := p.InviteTo(ctx, firstID, "lead@example.org", Grant{Role: SafeguardingLead})
	if err != nil {
		t.Fatal(err)
	}
	ros, _, err := p.InviteTo(ctx, firstID, "ros@example.org", Grant{Role: Volunteer})
	if err != nil {
		t.Fatal(err)
	}
	want("a lead and a volunteer", lead)
	if err := p.End(ctx, firstID, lead); err != nil {
		t.Fatal(err)
	}
	want("who has ended", lead)
	c.pass((newDays + 1) * 24 * time.Hour)
	want("fifteen days later")
	both := []Grant{{Role: Volunteer}, {Role: Coordinator}}
	if err := p.SetGrants(ctx, firstID, ros, to(both)); err != nil {
		t.Fatal(err)
	}
	want("who is a coordinator now", ros)
	c.pass((newDays + 1) * 24 * time.Hour)
	if err := p.SetGrants(ctx, firstID, ros, to(both[1:])); err != nil {
		t.Fatal(err)
	}
	want("who lost a role")
}

// One more place of a role that an account has is told of as the role is; one place fewer is
// not.
func TestNewcomersByAPlace(t *testing.T) {
	p, c := open(t)
	ctx := t.Context()
	join(t, p, "Ailsa")
	here := Grant{Role: Coordinator, Inspection: "fife"}
	ros, _, err := p.InviteTo(ctx, firstID, "ros@example.org", Grant{Role: Coordinator, Programme: "care"})
	if err != nil {
		t.Fatal(err)
	}
	for _, step := range []struct {
		when string
		to   []Grant
		told int
	}{
		{"another place", []Grant{here}, 1},
		{"the same place", []Grant{here, here}, 0},
		{"a second", []Grant{here, {Role: Coordinator, Inspection: "lewis"}}, 1},
		{"a programme", []Grant{here, {Role: Coordinator, Programme: "care"}}, 1},
		{"all", []Grant{{Role: Coordinator}}, 1},
		{"one place of all", []Grant{here}, 0},
	} {
		c.pass((newDays + 1) * 24 * time.Hour)
		if err := p.SetGrants(ctx, firstID, ros, to(step.to)); err != nil {
			t.Fatal(err)
		}
		if list, err := p.Newcomers(ctx, Coordinator); err != nil || len(list) != step.told {
			t.Errorf("who has %s: %d told of, %v", step.when, len(list), err)
		}
	}
}

// An invitation that nobody took up for fourteen days and that is made anew is told of
// anew: who takes it up has their name only then.
func TestNewcomersByARenewedLink(t *testing.T) {
	p, c := open(t)
	ctx := t.Context()
	join(t, p, "Ailsa")
	id, _, err := p.InviteTo(ctx, firstID, "", Grant{Role: Coordinator})
	if err != nil {
		t.Fatal(err)
	}
	c.pass((newDays + 1) * 24 * time.Hour)
	link, err := p.RenewLink(ctx, firstID, id)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.Accept(ctx, link, "Ros Baird"); err != nil {
		t.Fatal(err)
	}
	list, err := p.Newcomers(ctx, Coordinator)
	if err != nil || len(list) != 1 || list[0].Name != "Ros Baird" || list[0].Given.By != firstID {
		t.Errorf("%+v, %v", list, err)
	}
}
