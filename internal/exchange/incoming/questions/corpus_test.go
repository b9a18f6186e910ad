package questions

import (
	"slices"
	"testing"

	"kist/internal/exchange/incoming/incomingtest"
	"kist/internal/exchange/incoming/own/owntest"
)

// one is a table of the corpus, with what becomes of it.
type one struct{ name, table, draft, account string }

// corpus are all tables.
var corpus = slices.Concat(plain, answers, languages, odd)

func TestCorpus(t *testing.T) {
	seen := map[string]bool{}
	for _, c := range corpus {
		if seen[c.name] {
			t.Errorf("two tables are called %s", c.name)
		}
		seen[c.name] = true
		t.Run(c.name, func(t *testing.T) {
			draft, account := taken(t, []byte(c.table))
			incomingtest.Same(t, "the draft", draft, c.draft)
			incomingtest.Same(t, "the account", account, c.account)
		})
	}
	if len(corpus) < 60 {
		t.Errorf("the corpus has %d tables", len(corpus))
	}
}

// taken is what became of a file: the draft, and the account.
func taken(t testing.TB, file []byte) (draft, account string) {
	t.Helper()
	form, err := Read(file)
	if err != nil {
		t.Fatal(err)
	}
	s, account := incomingtest.Drafted(t, form, Parts())
	if s != nil {
		owntest.TakesWhole(t, s)
	}
	return incomingtest.Outline(s), account
}
