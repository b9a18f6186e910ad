package redact

import (
	"slices"
	"testing"
)

// Under each hash are the words that have it, or would with a letter left out, and no other;
// the last first, since no more than some are looked at.
func TestNearKeepsAllInOrder(t *testing.T) {
	words := []string{"aileen", "ailsa", "alisa", "isla", "islay", "зоряна", "one", "aileen's-name-that-is-longer-than-any-that-is-looked-up"}
	n := newNear(words)
	want := make([][]uint32, len(n.ends))
	for i, w := range n.words {
		if w == "one" || len(w) > longest {
			continue
		}
		cuts(w, func(cut []byte) bool {
			h := hash(cut) & uint32(len(n.ends)-1)
			want[h] = append([]uint32{uint32(i)}, want[h]...)
			return true
		})
	}
	for h, under := range want {
		if got := n.under(uint32(h)); !slices.Equal(got, under) {
			t.Errorf("%d: %v, want %v", h, got, under)
		}
	}
	for typed, meant := range map[string]string{"ailsaa": "ailsa", "ilsay": "islay", "зряна": "зоряна", "on": "", "aberdeen": ""} {
		if got := n.find(typed, func(string) bool { return true }); got != meant {
			t.Errorf("%s is near %q, want %q", typed, got, meant)
		}
	}
	if newNear(nil).has("isla") {
		t.Error("something is near in an empty list")
	}
}
