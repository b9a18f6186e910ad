package ballot

import (
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kist/internal/inspections"
	"kist/internal/seal"
	"kist/internal/store"
	"kist/internal/store/storetest"
	"kist/surveys"
)

// sendAlike puts n forms into the inbox that are as long as each other, and gives what one
// takes in a box, at most.
func (k *kit) sendAlike(t *testing.T, n int) (size int) {
	t.Helper()
	keys, err := parseKeys(k.round)
	must(t, err)
	for i := range n {
		sealed, err := pack(keys, k.form(i))
		must(t, err)
		must(t, k.inbox.inbox.Insert(t.Context(), &pending{Head: store.Head{ID: hex.EncodeToString(seal.Random(16))}, Waits: k.round.ID, Sealed: sealed}))
		size = len(sealed) + memberBytes
	}
	return size
}

func (k *kit) sizes(t *testing.T) (list []int) {
	t.Helper()
	for b, err := range k.sealer.boxes.of(t.Context(), k.round.ID) {
		must(t, err)
		list = append(list, b.N)
	}
	return list
}

// However long children write, and however many a round asks for in a box, none has more
// than a document may, and the round can be closed.
func TestBoxesOfLongForms(t *testing.T) {
	for _, c := range []struct {
		minBox, fit     int
		running, closed []int
	}{
		{20, 24, []int{20}, []int{20, 10}},
		{24, 24, []int{24}, []int{24, 6}},
		{28, 24, nil, []int{24, 6}}, // they wait for the end
		{20, 8, nil, []int{8, 8, 8, 6}},
		{20, 1, nil, slices.Repeat([]int{1}, 30)},
	} {
		storetest.Each(t, func(t *testing.T, open storetest.Open) {
			k := newKit(t, open(), inspections.Ticketed, c.minBox)
			k.sealer.mostBytes = c.fit * k.sendAlike(t, 30)
			must(t, k.sealer.SealDue(t.Context()))
			if got := k.sizes(t); !slices.Equal(got, c.running) {
				t.Errorf("%+v: boxes of %v while it runs", c, got)
			}
			must(t, k.sealer.Close(t.Context(), k.round.ID, nil))
			if got := k.sizes(t); !slices.Equal(got, c.closed) {
				t.Errorf("%+v: boxes of %v", c, got)
			}
			if diff := cmp.Diff(children(30), k.counted(t)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// As many forms as a round may ask for fit into a box, if they are no longer than 128 KiB;
// as many as either door asks for, if they are the longest in letters; as many as slips ask
// for, if they are the longest that JSON makes of them: before the last box of a round there
// is none of fewer.
func TestWhatFitsIntoABox(t *testing.T) {
	const mostDocument = 16 << 20 // of MongoDB
	if mostBoxBytes > mostDocument-512<<10 {
		t.Error("a box may be larger than a document")
	}
	fits := func(what string, n, sealed int) {
		t.Helper()
		if all := n * (sealed + memberBytes); all > mostBoxBytes {
			t.Errorf("%s: %d bytes of %d forms", what, all, n)
		}
	}
	fits("long", inspections.MaxMinBox, 2*outerClasses[len(outerClasses)-1]+seal.Overhead)
	storetest.Each(t, func(t *testing.T, open storetest.Open) {
		keys, err := parseKeys(newKit(t, open(), inspections.Open, 30).round)
		must(t, err)
		longest := func(letter string) int {
			f := Form{Secret: NewSecret(), Texts: map[string]string{}}
			for i := range 60 {
				f.Texts[fmt.Sprint("story_", i)] = strings.Repeat(letter, surveys.MaxStory)
			}
			sealed, err := pack(keys, f)
			must(t, err)
			return len(sealed)
		}
		fits("letters", inspections.Open.MinBox(), longest("ش"))
		fits("as JSON writes it in six bytes", inspections.Ticketed.MinBox(), longest("<"))
	})
}
