package ballot_test

// The protocol of submitting, sealing and closing as an exhaustive model. It
// stands alone: it imports nothing of kist, and says what the package beside it
// must do rather than what it does.
//
// Every interleaving of single-document steps is visited, with a crash between
// any two. "Acknowledged" must mean: in exactly one box when the round is
// sealed, or withdrawn; see check for all promises, and mutants for what each
// rule of the protocol is there for. From every content of the store that can
// come about, one fresh sealer must be able to close the round.
//
// A read that is stale, but no older than what the same process read or wrote
// before, is the same as a fresh read and then a pause; so all such reads are
// in the model already. Reads older than that are mutants where they do harm,
// and scenario.stale where they do not.

import (
	"flag"
	"testing"
	"time"
)

var long = flag.Bool("model.long", false, "search the large configurations of the protocol model: two minutes, over a gigabyte")

// ending is the way in which closing makes sure that no box comes after.
type ending int

const (
	fenceOnLast ending = iota // the box that takes all that waits is the last, and the fence
	fenceApart                // seal until empty, then insert an empty box as a fence
	noFence                   // seal until empty
)

// request is a hand: what it brings, and how often the page tries.
type request struct{ submission, tries uint8 }

// scenario is one bounded world to search.
type scenario struct {
	name      string
	k         int     // the least that goes into a box
	most      int     // the most; 0: no limit
	slipOf    []uint8 // of each submission
	hands     []request
	sealers   []uint8 // runs of each
	withdraw  uint8   // set of submissions that may be withdrawn, at any time
	laneRuns  uint8   // of the safety lane
	scan      bool    // lists are read document by document
	stale     bool    // reads that need not be fresh are old as well
	end       ending
	moreSmall bool // do not mind when more than one box is smaller than k
	mutant    mutant
}

var (
	handNames = [maxHands]string{"hand 0", "hand 1", "hand 2", "hand 3"}
	sealNames = [maxSeals]string{"sealer 0", "sealer 1"}
)

// apart is one slip for each of n submissions.
func apart(n uint8) (slips []uint8) {
	for i := range n {
		slips = append(slips, i)
	}
	return slips
}

// tries is one hand for each submission, with so many tries.
func tries(each ...uint8) (hands []request) {
	for i, n := range each {
		hands = append(hands, request{submission: uint8(i), tries: n})
	}
	return hands
}

// scenarios are searched every time: some fifteen million states together.
var scenarios = []scenario{
	{name: "boxes, two sealers, retries", k: 2, slipOf: apart(3), hands: tries(2, 1, 1), sealers: []uint8{2, 1}},
	{name: "closing twice, late inserts", k: 2, slipOf: apart(2), hands: tries(2, 2), sealers: []uint8{2, 2}},
	{name: "a slip used by two", k: 2, slipOf: []uint8{0, 0, 1}, hands: tries(2, 1, 1), sealers: []uint8{2, 1}},
	{name: "a retry beside its first try", k: 2, slipOf: apart(2), hands: []request{{0, 2}, {0, 1}, {1, 1}}, sealers: []uint8{2, 1}},
	{name: "withdrawals", k: 2, slipOf: apart(2), hands: tries(2, 1), sealers: []uint8{2, 1}, withdraw: 0b11},
	{name: "a withdrawal among three", k: 2, slipOf: apart(3), hands: tries(1, 1, 1), sealers: []uint8{2, 1}, withdraw: 0b001},
	{name: "safety copies", k: 2, slipOf: apart(2), hands: tries(1, 1), sealers: []uint8{2}, laneRuns: 2},
	{name: "safety copies and a withdrawal", k: 1, slipOf: apart(2), hands: tries(1, 1), sealers: []uint8{1}, withdraw: 0b01, laneRuns: 2},
	{name: "boxes that cannot hold all", k: 1, most: 1, slipOf: apart(3), hands: tries(1, 1, 1), sealers: []uint8{2, 1}},
	{name: "lists read document by document", k: 2, slipOf: apart(3), hands: tries(1, 1, 1), sealers: []uint8{2, 1}, scan: true},
	{name: "stale reads where no strength is asked", k: 2, slipOf: apart(3), hands: tries(1, 1, 1), sealers: []uint8{2, 1}, stale: true},
}

// longScenarios go further in each direction, up to eight million states each.
var longScenarios = []scenario{
	{name: "boxes, two sealers, retries", k: 2, slipOf: apart(3), hands: tries(2, 2, 1), sealers: []uint8{2, 1}},
	{name: "boxes, more runs", k: 2, slipOf: apart(3), hands: tries(1, 1, 1), sealers: []uint8{3, 2}},
	{name: "four children", k: 2, slipOf: apart(4), hands: tries(1, 1, 1, 1), sealers: []uint8{1, 1}},
	{name: "closing often, late inserts", k: 2, slipOf: apart(2), hands: tries(3, 3), sealers: []uint8{3, 3}},
	{name: "a slip used by two", k: 2, slipOf: []uint8{0, 0, 1}, hands: tries(2, 2, 2), sealers: []uint8{2, 1}},
	{name: "a retry beside its first try", k: 2, slipOf: apart(2), hands: []request{{0, 2}, {0, 2}, {1, 2}}, sealers: []uint8{2, 1}},
	{name: "withdrawals", k: 2, slipOf: apart(3), hands: tries(1, 1, 1), sealers: []uint8{2, 1}, withdraw: 0b011},
	{name: "safety copies", k: 2, slipOf: apart(2), hands: tries(2, 1), sealers: []uint8{2, 1}, laneRuns: 2},
	{name: "boxes that cannot hold all", k: 2, most: 2, slipOf: apart(4), hands: tries(1, 1, 1, 1), sealers: []uint8{1, 1}},
	{name: "lists read document by document", k: 2, slipOf: apart(3), hands: tries(2, 1, 1), sealers: []uint8{2, 1}, scan: true},
	{name: "stale reads where no strength is asked", k: 2, slipOf: apart(3), hands: tries(2, 1, 1), sealers: []uint8{2, 1}, stale: true},
}

// TestModelHolds searches the protocol as designed: no promise is ever broken.
// The scenarios run one after the other, so that only one is in memory.
func TestModelHolds(t *testing.T) {
	list := scenarios
	if *long {
		list = longScenarios
	}
	for _, sc := range list {
		t.Run(sc.name, func(t *testing.T) {
			start := time.Now()
			r := newModel(sc).run()
			t.Logf("%d states, %d contents of the store, %v", r.states, r.stored, time.Since(start).Round(time.Millisecond))
			if r.broken != none {
				t.Errorf("%v:\n%s", r.broken, r.trace)
			}
			if r.stored < 10 {
				t.Errorf("the search went nowhere: %d contents", r.stored)
			}
		})
	}
}
