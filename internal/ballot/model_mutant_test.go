package ballot_test

import (
	"slices"
	"testing"
	"time"
)

// mutant is one rule of the protocol left out.
type mutant int

const (
	asDesigned mutant = iota
	noSecondRead
	staleSecondRead
	tellFirst
	onceIgnored
	tombWithoutOnce
	retryTellsFull
	staleOwnRead
	namedByMembers
	deleteInstead
	noSweep
	emptiedFirst
	staleList
	staleClosingList
	sealedFirst
	sealedUnswept
	countMembers
	withdrawnLeftOut
	laneDeletes
	laneInboxOnly
	laneBoxesFirst
	laneMarksEarly
)

// TestModelCatchesMutants shows that the search can fail, and what each rule is
// there for: with it left out, one of these promises is broken.
func TestModelCatchesMutants(t *testing.T) {
	two := scenario{k: 2, slipOf: apart(2), hands: tries(2, 2), sealers: []uint8{2, 1}}
	slip := scenario{k: 1, slipOf: []uint8{0, 0}, hands: tries(2, 2), sealers: []uint8{2, 1}}
	out := scenario{k: 2, slipOf: apart(2), hands: tries(2, 1), sealers: []uint8{2, 1}, withdraw: 0b11}
	lane := scenario{k: 2, slipOf: apart(1), hands: tries(1), sealers: []uint8{1}, laneRuns: 2}
	passed := scenario{k: 1, slipOf: apart(2), hands: tries(1, 1), sealers: []uint8{2}, laneRuns: 2}
	noEnd, beside := two, two
	noEnd.end, noEnd.moreSmall = noFence, true
	beside.end = fenceApart

	for _, c := range []struct {
		name   string
		base   scenario
		mutant mutant
		breaks []violation
	}{
		{"no second read of the round", two, noSecondRead, []violation{ackedUnsealed, ackedRefused}},
		{"a second read that may be stale", two, staleSecondRead, []violation{ackedUnsealed, ackedRefused}},
		{"told 'sent' before the insert", two, tellFirst, []violation{ackedLost}},
		{"once is not compared", slip, onceIgnored, []violation{ackedTwice, ackedLost}},
		{"tombstones keep no once", slip, tombWithoutOnce, []violation{ackedRefused}},
		{"a retry after closing is told 'sent' though it still waits", two, retryTellsFull, []violation{ackedUnsealed}},
		{"a retry after closing reads its document stale", two, staleOwnRead, []violation{ackedRefused, closedCounted}},
		{"boxes named by their members", two, namedByMembers, []violation{countTwice, afterLast}},
		{"documents deleted instead of tombstoned", two, deleteInstead, []violation{countTwice, closedCounted}},
		{"no recovery sweep", two, noSweep, []violation{countTwice}},
		{"members emptied before all are tombstones", two, emptiedFirst, []violation{countTwice}},
		{"a list older than the sweep", two, staleList, []violation{countTwice}},
		{"a closing list older than the round being final", two, staleClosingList, []violation{ackedUnsealed}},
		{"marked sealed before the inbox is empty", two, sealedFirst, []violation{ackedUnsealed, afterSealed}},
		{"marked sealed before the last sweep", two, sealedUnswept, []violation{ackedRefused, closedCounted}},
		{"withdrawn answers count towards k", out, countMembers, []violation{tooSmall}},
		{"withdrawn answers are no members", out, withdrawnLeftOut, []violation{ackedUnsealed, cannotClose}},
		{"lane documents deleted after the decision", lane, laneDeletes, []violation{copiedTwice}},
		{"the lane copies only what waits", passed, laneInboxOnly, []violation{passedOver}},
		{"the lane looks into boxes before the inbox", passed, laneBoxesFirst, []violation{passedOver}},
		{"the lane moves its mark before it has copied", passed, laneMarksEarly, []violation{passedOver}},
		{"sealing until empty without a fence", noEnd, asDesigned, []violation{afterSealed}},
		{"sealing until empty and a fence apart", beside, asDesigned, []violation{afterLast}},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.base.mutant = c.mutant
			start := time.Now()
			r := newModel(c.base).run()
			t.Logf("%v after %d states, %v\n%s", r.broken, r.states, time.Since(start).Round(time.Millisecond), r.trace)
			if !slices.Contains(c.breaks, r.broken) {
				t.Errorf("broken: %v; want one of %v", r.broken, c.breaks)
			}
		})
	}
}
