package ballot

import (
	"encoding/hex"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kist/internal/inspections"
	"kist/internal/seal"
	"kist/internal/store"
	"kist/internal/store/storetest"
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
// than a document may, and the round can be closed. Here no more than 24 fit.
func TestBoxesOfLongForms(t *testing.T) {
	for minBox, want := range map[int][2][]int{
		20: {{20}, {20, 10}}, // while the round runs, and once it is closed
		24: {{24}, {24, 6}},
		28: {nil, {24, 6}}, // they wait for the end
	} {
		storetest.Each(t, func(t *testing.T, open storetest.Open) {
			k := newKit(t, open(), inspections.Ticketed, minBox)
			k.sealer.mostBytes = 24 * k.sendAlike(t, 30)
			must(t, k.sealer.SealDue(t.Context()))
			if got := k.sizes(t); !slices.Equal(got, want[0]) {
				t.Errorf("at least %d: boxes of %v while it runs, want %v", minBox, got, want[0])
			}
			must(t, k.sealer.Close(t.Context(), k.round.ID, nil))
			if got := k.sizes(t); !slices.Equal(got, want[1]) {
				t.Errorf("at least %d: boxes of %v, want %v", minBox, got, want[1])
			}
			if diff := cmp.Diff(children(30), k.counted(t)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// As many forms as a round may ask for fit into a box, if they are no longer than 128 KiB;
// as many as a door asks for, if they are as long as forms can be.
func TestWhatFitsIntoABox(t *testing.T) {
	const (
		mostDocument = 16 << 20 // of MongoDB
		longest      = 60       // stories in one form
	)
	text := outerClasses[len(outerClasses)-1]
	if n := inspections.MaxMinBox * (2*text + seal.Overhead + memberBytes); n > mostBoxBytes {
		t.Errorf("%d bytes", n)
	}
	story := innerClasses[len(innerClasses)-1] + seal.Overhead + 2*tagSize
	if n := inspections.Open.MinBox() * ((longest*story/text+1)*text + seal.Overhead + memberBytes); n > mostBoxBytes {
		t.Errorf("%d bytes", n)
	}
	if mostBoxBytes > mostDocument-512<<10 {
		t.Error("a box may be larger than a document")
	}
}
