package people

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// deeds are the lines about a document, as "id who did".
func deeds(t *testing.T, p *People, collection, id string) []string {
	t.Helper()
	lines, err := p.Trail.Of(t.Context(), collection, id)
	if err != nil {
		t.Fatal(err)
	}
	var list []string
	for _, l := range lines {
		list = append(list, fmt.Sprintf("%s %s %s", l.ID, l.Who, l.Did))
	}
	return list
}

func TestEveryChangeLeavesALine(t *testing.T) {
	p, _ := open(t)
	ctx := t.Context()
	join(t, p, "Ailsa")
	if err := p.SetLang(ctx, firstID, "gd"); err != nil {
		t.Fatal(err)
	}
	want := []string{"accounts/first/1 server account.invite", "accounts/first/2 first account.accept"}
	if diff := cmp.Diff(want, deeds(t, p, accountsName, firstID)); diff != "" {
		t.Errorf("the line of the latest change waits on the account; before it:\n%s", diff)
	}
	for range 2 { // the sweep brings it over, once
		if err := p.Sweep(ctx); err != nil {
			t.Fatal(err)
		}
	}
	want = append(want, "accounts/first/3 first account.language")
	if diff := cmp.Diff(want, deeds(t, p, accountsName, firstID)); diff != "" {
		t.Errorf("after the sweep:\n%s", diff)
	}
	a, err := p.Get(ctx, firstID)
	if err != nil || a.Waiting || a.Last != nil || a.Lang != "gd" {
		t.Errorf("the account after the sweep: %+v, %v", a, err)
	}
}

// A crash between the insertion of a line and the write that follows it must
// not lose or double a line.
func TestALineThatWasMovedAlreadyIsDone(t *testing.T) {
	p, _ := open(t)
	ctx := t.Context()
	join(t, p, "Ailsa")
	a, err := p.Get(ctx, firstID)
	if err != nil {
		t.Fatal(err)
	}
	if err := p.Trail.Move(ctx, a.Audited); err != nil { // then the crash
		t.Fatal(err)
	}
	if err := p.SetLang(ctx, firstID, "gd"); err != nil {
		t.Fatal(err)
	}
	want := []string{"accounts/first/1 server account.invite", "accounts/first/2 first account.accept"}
	if diff := cmp.Diff(want, deeds(t, p, accountsName, firstID)); diff != "" {
		t.Error(diff)
	}
}

func TestANoteIsWrittenOnce(t *testing.T) {
	p, _ := open(t)
	ctx := t.Context()
	for _, who := range []string{"ros", "sam"} {
		if err := p.Trail.Note(ctx, "rounds", "r1", who, "close"); err != nil {
			t.Fatal(err)
		}
	}
	if err := p.Trail.Note(ctx, "rounds", "r10", "sam", "close"); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"rounds/r1/close ros close"}, deeds(t, p, "rounds", "r1")); diff != "" {
		t.Error(diff)
	}
}

func TestTimesInTheTrailAreMinutes(t *testing.T) {
	p, _ := open(t)
	if err := p.Trail.Note(t.Context(), "rounds", "r1", "ros", "close"); err != nil {
		t.Fatal(err)
	}
	lines, err := p.Trail.Of(t.Context(), "rounds", "r1")
	if err != nil || len(lines) != 1 || lines[0].At != "2026-11-23T09:30Z" {
		t.Errorf("%+v, %v", lines, err)
	}
}
