package limesurvey

import (
	"slices"
	"testing"

	"kist/internal/exchange/incoming/incomingtest"
)

// one is a survey of the corpus, with what becomes of it.
type one struct{ name, noted, draft, account string }

// corpus are all surveys, with what becomes of each.
var corpus = slices.Concat(lists, arrayed, around)

// TestCorpus takes each survey of the corpus in both layouts: the same comes of both.
func TestCorpus(t *testing.T) {
	seen := map[string]bool{}
	for _, c := range corpus {
		if seen[c.name] {
			t.Errorf("two surveys are called %s", c.name)
		}
		seen[c.name] = true
		for _, layout := range []string{old, modern} {
			t.Run(c.name+"/"+layout, func(t *testing.T) {
				draft, account := taken(t, file(layout, c.noted))
				incomingtest.Same(t, "the draft", draft, c.draft)
				incomingtest.Same(t, "the account", account, c.account)
			})
		}
	}
	if len(corpus) < 60 {
		t.Errorf("the corpus has %d surveys", len(corpus))
	}
}
