package main

import (
	"context"
	"iter"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"kist/internal/ballot"
	"kist/internal/store"
	"kist/internal/store/sqlite"
)

// noting is an engine that writes down what is read, and how strongly.
type noting struct {
	store.Engine
	mu   sync.Mutex
	read map[string]bool // "inbox find" -> every one of them was strong
}

// Ensure implements store.Engine.
func (n *noting) Ensure(ctx context.Context, spec store.Spec) (store.Docs, error) {
	docs, err := n.Engine.Ensure(ctx, spec)
	return notingDocs{docs, n, spec.Name}, err
}

func (n *noting) note(what string, strong bool) {
	n.mu.Lock()
	defer n.mu.Unlock()
	was, there := n.read[what]
	n.read[what] = strong && (was || !there)
}

// during is what do reads.
func (n *noting) during(t *testing.T, do func() error) map[string]bool {
	t.Helper()
	n.read = map[string]bool{}
	if err := do(); err != nil {
		t.Fatal(err)
	}
	return n.read
}

type notingDocs struct {
	store.Docs
	n    *noting
	name string
}

// Get implements store.Docs.
func (d notingDocs) Get(ctx context.Context, id string, read store.Read, doc any) error {
	d.n.note(d.name+" get", read == store.Strong)
	return d.Docs.Get(ctx, id, read, doc)
}

// Find implements store.Docs.
func (d notingDocs) Find(ctx context.Context, q store.Query) iter.Seq2[store.Decode, error] {
	d.n.note(d.name+" find", q.Strong)
	return d.Docs.Find(ctx, q)
}

// Count implements store.Docs.
func (d notingDocs) Count(ctx context.Context, q store.Query) (int64, error) {
	d.n.note(d.name+" count", q.Strong)
	return d.Docs.Count(ctx, q)
}

// TestWhatIsReadStrongly: what decides whether an answer is acknowledged, sealed or counted
// is read strongly, as docs/scale.md says; internal/store/mongo has how that is asked for.
func TestWhatIsReadStrongly(t *testing.T) {
	t.Parallel()
	e, err := sqlite.Open(filepath.Join(t.TempDir(), "kist.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = e.Close() })
	n := &noting{Engine: e, read: map[string]bool{}}
	a := testAppOn(t, n, filepath.Join(t.TempDir(), "kist.key"))
	if _, err := a.firstLight(t.Context()); err != nil {
		t.Fatal(err)
	}
	form := inventedForm(t, a, ballot.NewSecret())
	agreed := concluded(t, a).agree(t, "Moved twice in a year.")
	for _, c := range []struct {
		name   string
		do     func() error
		strong []string
		weak   []string // may be; all else has to be strong
	}{
		{"sending", func() error { return a.inbox.Submit(t.Context(), form) }, []string{"rounds get"}, nil},
		{"sending again", func() error { return a.inbox.Submit(t.Context(), form) }, []string{"rounds get", "inbox get"}, nil},
		{"sealing", func() error {
			for range 12 {
				if err := a.inbox.Submit(t.Context(), inventedForm(t, a, ballot.NewSecret())); err != nil {
					return err
				}
			}
			return a.sealer.SealDue(t.Context())
		}, []string{"leases get", "inbox find", "boxes find"}, []string{"rounds find", "keys get", "versions get", "rounds get"}},
		{"closing", func() error { return a.sealer.Close(t.Context(), demoID, nil) }, []string{"rounds get", "inbox find", "inbox count", "boxes find"}, []string{"keys get"}},
		{"counting", func() error {
			_, err := a.releases.Make(t.Context(), demoID, "somebody", func(int, int) {})
			return err
		}, []string{"rounds get", "boxes find", "withdrawals find", "releases find"}, []string{"keys get", "versions get", "releases get", "signing_keys find", "signing_keys get", "inspections get", "programmes get", "boxes count"}},
		{"evidence", func() error { return a.evidence.Take(t.Context(), agreed.ID) }, []string{"findings get", "evidence find"}, []string{"inspections get", "programmes get"}},
		{"evidence by the minute", func() error { a.agree(t, "Moved once more."); return a.evidence.Sweep(t.Context()) }, []string{"findings find"}, []string{"inspections get", "programmes get", "evidence find"}},
	} {
		read := n.during(t, c.do)
		for _, what := range c.strong {
			if strong, there := read[what]; !strong && !slices.Contains(c.weak, what) {
				t.Errorf("%s: %s is read strongly: %v, at all: %v", c.name, what, strong, there)
			}
		}
		for what, strong := range read {
			if !strong && !slices.Contains(c.weak, what) {
				t.Errorf("%s reads %s and may miss what was acknowledged", c.name, what)
			}
		}
	}
}

// TestEveryCollectionHasItsPlaceOnShards holds the table of shard keys against the
// collections of the program.
func TestEveryCollectionHasItsPlaceOnShards(t *testing.T) {
	text, err := os.ReadFile("../docs/scale.md")
	if err != nil {
		t.Fatal(err)
	}
	_, table, ok := strings.Cut(string(text), "## Shard keys")
	if !ok {
		t.Fatal("docs/scale.md has no table of shard keys")
	}
	table, _, _ = strings.Cut(table, "\n## ")
	told := map[string]int{}
	for _, row := range regexp.MustCompile("(?m)^\\| (`[^|]+`) \\|").FindAllStringSubmatch(table, -1) {
		for _, name := range regexp.MustCompile("`([a-z_]+)`").FindAllStringSubmatch(row[1], -1) {
			told[name[1]]++
		}
	}
	for name := range typesOf(t) {
		if told[name] != 1 {
			t.Errorf("the table tells of %s %d times", name, told[name])
		}
		delete(told, name)
	}
	for name := range told {
		t.Errorf("the table tells of %s, which is no collection", name)
	}
}
