package people

import (
	"errors"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"kist/internal/fault"
	_ "kist/internal/sameseed" // the same cases in every run
)

func TestMay(t *testing.T) {
	readers := []Role{Administrator, Inspector}
	whole, programme, single := Grant{Role: Inspector}, Grant{Role: Inspector, Programme: "p"}, Grant{Role: Inspector, Inspection: "i"}
	tests := []struct {
		name                  string
		account               Account
		programme, inspection string
		want                  bool
	}{
		{"whole, anywhere", Account{Grants: []Grant{whole}}, "p", "i", true},
		{"whole, the installation", Account{Grants: []Grant{whole}}, "", "", true},
		{"a programme, one of its inspections", Account{Grants: []Grant{programme}}, "p", "i", true},
		{"a programme, itself", Account{Grants: []Grant{programme}}, "p", "", true},
		{"a programme, another", Account{Grants: []Grant{programme}}, "q", "i", false},
		{"a programme, the installation", Account{Grants: []Grant{programme}}, "", "", false},
		{"an inspection, itself", Account{Grants: []Grant{single}}, "p", "i", true},
		{"an inspection, another", Account{Grants: []Grant{single}}, "p", "j", false},
		{"an inspection, its programme", Account{Grants: []Grant{single}}, "p", "", false},
		{"an inspection, the installation", Account{Grants: []Grant{single}}, "", "", false},
		{"another role there", Account{Grants: []Grant{{Role: Translator, Inspection: "i"}, {Role: Inspector, Inspection: "j"}}}, "p", "i", false},
		{"two grants", Account{Grants: []Grant{{Role: Translator}, single}}, "p", "i", true},
		{"no grant", Account{}, "p", "i", false},
		{"ended", Account{Grants: []Grant{whole}, Ended: "2026-11-23"}, "p", "i", false},
	}
	for _, test := range tests {
		if got := test.account.May(readers, test.programme, test.inspection); got != test.want {
			t.Errorf("%s: %t", test.name, got)
		}
	}
}

// Whoever may somewhere without a whole grant may not elsewhere, and no grant
// opens what none of its roles is asked for.
func TestScopesNeverLeak(t *testing.T) {
	place := rapid.SampledFrom([]string{"", "a", "b"})
	rapid.Check(t, func(rt *rapid.T) {
		var a Account
		for range rapid.IntRange(0, 3).Draw(rt, "grants") {
			g := Grant{Role: rapid.SampledFrom(roles).Draw(rt, "role"), Programme: place.Draw(rt, "programme")}
			if g.Programme == "" {
				g.Inspection = place.Draw(rt, "inspection")
			}
			a.Grants = append(a.Grants, g)
		}
		asked := []Role{rapid.SampledFrom(roles).Draw(rt, "asked")}
		programme, inspection := place.Draw(rt, "of programme"), place.Draw(rt, "of inspection")
		want := slices.ContainsFunc(a.Grants, func(g Grant) bool {
			return g.Role == asked[0] && (g.Programme+g.Inspection == "" || g.Programme != "" && g.Programme == programme || g.Inspection != "" && g.Inspection == inspection)
		})
		if got := a.May(asked, programme, inspection); got != want {
			rt.Fatalf("%+v, asked %v of %q %q: %t", a.Grants, asked, programme, inspection, got)
		}
	})
}

func TestGrantsAreTidied(t *testing.T) {
	var a Account
	err := a.setGrants([]Grant{{Role: Inspector, Inspection: "b"}, {Role: Volunteer}, {Role: Inspector, Inspection: "a"}, {Role: Inspector, Inspection: "b"}})
	want := []Grant{{Role: Volunteer}, {Role: Inspector, Inspection: "a"}, {Role: Inspector, Inspection: "b"}}
	if err != nil || !slices.Equal(a.Grants, want) || !slices.Equal(a.Roles, []Role{Volunteer, Inspector}) {
		t.Errorf("%+v %v, %v", a.Grants, a.Roles, err)
	}
	for _, bad := range [][]Grant{nil, {{}}, {{Role: "king"}}, {{Role: Inspector, Programme: "p", Inspection: "i"}}, {{Role: Administrator, Programme: "p"}}} {
		if err := a.setGrants(bad); !errors.Is(err, fault.Invalid) {
			t.Errorf("%+v: %v, want invalid", bad, err)
		}
	}
}
