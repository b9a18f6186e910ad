package ballot

import (
	"context"
	"maps"
	"slices"
	"strconv"
	"strings"

	"kist/internal/inspections"
	"kist/surveys"
)

// Behind an open link somebody can send a form as often as they like: nothing that is
// stored tells one who sends twice from two. What can be seen is what was sent. A sealer
// looks at each cut that goes into a box, at nothing but what it has opened anyway, and
// if that looks as if one had sent many, the box is marked to stand apart. The limits are
// ours, chosen so that a school full of children does not look so; they prove nothing,
// and people decide (see Asides).

// Reason is why a box stands apart; empty: it does not.
type Reason string

const (
	// Alike says that many of its forms have the very same answers.
	Alike Reason = "alike"
	// More says that with it far more would have answered than were expected.
	More Reason = "more"
)

const (
	// LeastAlike is how many forms of a box have to be the same: the least that a box of
	// an open round holds, so that no fewer can be a box of their own.
	LeastAlike = 30
	// LeastGiven is how many questions each of those has to answer. Of ten questions that
	// four of five children answer alike, one child in ten answers all alike.
	LeastGiven = 10
	// AlikeOf says that they have to be more than one in so many of the box.
	AlikeOf = 3
	// MoreTimes is how many times as many as were expected have to be exceeded: a number
	// that somebody guessed too low is seldom out by more.
	MoreTimes = 2
	// LeastMore is by how many at least, so that small rounds may grow.
	LeastMore = 50
)

// stuffable says whether somebody could have sent many forms to a round: it has no slips.
func stuffable(r *inspections.Round) bool { return r.Door == inspections.Open && r.Pilot == "" }

// noticed says why the box of a cut is to stand apart; empty: it is not. A last box of
// fewer than k never is: it is told of with others, or not at all.
func (s *Sealer) noticed(ctx context.Context, r *inspections.Round, c cut) (Reason, error) {
	if !stuffable(r) || c.kept < r.MinBox {
		return "", nil
	}
	if alike(c.opened()) {
		return Alike, nil
	}
	if r.Expected == 0 {
		return "", nil
	}
	d, err := s.aside.doc(ctx, r.ID)
	if err != nil {
		return "", err
	}
	sum, err := s.aside.sum(ctx, d, AllBoxes)
	if err != nil || !tooMany(r.Expected, d.accepted(), sum.stand, c.kept) {
		return "", err
	}
	return More, nil
}

// alike says whether more of these forms are the same than children would send.
func alike(list []outer) bool {
	most, n := 0, map[string]int{}
	for _, o := range list {
		given, name := answersName(o.Row.Answers)
		if given >= LeastGiven {
			n[name]++
			most = max(most, n[name])
		}
	}
	return most >= LeastAlike && most*AlikeOf > len(list)
}

// answersName is the same for the same answers, and says how many there are.
func answersName(a surveys.Answers) (given int, name string) {
	var b strings.Builder
	write := func(part string) { b.WriteString(strconv.Itoa(len(part)) + ":" + part) }
	for _, question := range slices.Sorted(maps.Keys(a)) {
		if len(a[question]) == 0 {
			continue
		}
		given++
		write(question)
		b.WriteString(strconv.Itoa(len(a[question])))
		for _, part := range a[question] {
			write(part)
		}
	}
	return given, b.String()
}

// tooMany says whether so many more on top of those that stand in the count are far more
// than were expected. accepted is how many stood when people last let a box in: what they
// let in, they expect. Where nobody said how many, none are too many.
func tooMany(expected, accepted, stand, more int) bool {
	if expected <= 0 {
		return false
	}
	expected = max(expected, accepted)
	return stand+more > MoreTimes*expected && stand+more >= expected+LeastMore
}
