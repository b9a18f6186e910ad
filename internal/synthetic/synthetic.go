// Package synthetic invents answers, for demonstrations, load and tests. What it
// makes is nobody's, and whatever shows it must say so. It knows surveys and
// nothing else.
package synthetic

import (
	"math/rand/v2"
	"strconv"

	"kist/surveys"
)

// stories are invented, and hold nothing to redact.
var stories = []string{
	"We went to the beach and the dog ran in the sea.",
	"I would like to know what happens next.",
	"My worker listens to me and it helps.",
	"More time with my brother please.",
	"I want the same worker for longer.",
}

// Form invents the form values of one child for an edition, as a browser would
// post them. About one question in ten is skipped.
func Form(rng *rand.Rand, s *surveys.Survey, e surveys.Edition) map[string][]string {
	form := map[string][]string{}
	mood := rng.Float64() // a happier child is happier in most answers
	for _, q := range s.QuestionsIn(e) {
		if rng.IntN(10) == 0 {
			continue
		}
		if _, ok := q.RatherNot(e); ok && rng.IntN(25) == 0 {
			form[q.Key] = []string{surveys.RatherNot}
			continue
		}
		answer(rng, form, q, e, mood)
	}
	return form
}

func answer(rng *rand.Rand, form map[string][]string, q *surveys.Question, e surveys.Edition, mood float64) {
	labels := q.Choices(e)
	switch q.KindName {
	case "story":
		form[q.Key] = []string{stories[rng.IntN(len(stories))]}
	case "number":
		form[q.Key] = []string{strconv.Itoa(q.Min + rng.IntN(q.Max-q.Min+1))}
	case "several":
		for _, i := range rng.Perm(len(labels))[:min(2, len(labels))] {
			form[q.Key] = append(form[q.Key], labels[i].Code)
		}
	case "order":
		for place, i := range rng.Perm(len(labels)) {
			form[q.Key+"."+labels[i].Code] = []string{strconv.Itoa(place + 1)}
		}
	default:
		form[q.Key] = []string{labels[lean(rng, len(labels), mood)].Code}
	}
}

// lean picks one of n, near the place that the mood points to.
func lean(rng *rand.Rand, n int, mood float64) int {
	at := int(mood*float64(n) + rng.NormFloat64()*0.8)
	return min(max(at, 0), n-1)
}
