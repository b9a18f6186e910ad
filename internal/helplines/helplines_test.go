package helplines

import (
	"strings"
	"testing"
)

// What is dialled is the number that is shown, and danger has a line of its own.
func TestLines(t *testing.T) {
	urgent := 0
	seen := map[string]bool{}
	for _, l := range All() {
		scheme, dialled, _ := strings.Cut(l.Link, ":")
		if dialled != strings.ReplaceAll(l.Number, " ", "") || scheme != "tel" && scheme != "sms" {
			t.Errorf("%s shows %s and dials %s", l.Key, l.Number, l.Link)
		}
		if l.NameID() != l.Passage()+".name" || l.TextID() != l.Passage()+".text" || seen[l.Key] {
			t.Errorf("%s: %s, %s", l.Key, l.NameID(), l.TextID())
		}
		if seen[l.Key] = true; l.Urgent {
			urgent++
		}
	}
	if urgent != 1 || len(seen) < 3 {
		t.Errorf("%d lines, %d of them for danger", len(seen), urgent)
	}
}

// Whoever changes the list that they were given changes nobody else's.
func TestTheListIsTheCallersOwn(t *testing.T) {
	mine := All()
	mine[0].Number = "0"
	if All()[0].Number == "0" {
		t.Error("a number on every page was changed")
	}
}
