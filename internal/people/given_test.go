package people

import (
	"slices"
	"testing"
	"time"
)

// Whoever an administrator lets in, gives a role or lets in anew is told of for fourteen
// days, ended or not; who comes by the command line, or lost a role, is not.
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
