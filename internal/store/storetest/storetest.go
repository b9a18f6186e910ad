// Package storetest is what every engine of store has to pass, and the way for
// other packages to run their own journeys on every engine. It is imported by
// tests only.
//
// Strong reads are Get with store.Strong, and Find and Count of a Query that is
// Strong; see strongReads. They see what was acknowledged before them, through
// whichever server. All other reads come from the primary and promise less.
package storetest

import (
	"context"
	"path/filepath"
	"reflect"
	"testing"

	"kist/internal/store"
	"kist/internal/store/mongo"
	"kist/internal/store/mongo/mongotest"
	"kist/internal/store/sqlite"
)

// Open opens the database of a test, the same one each time, empty at first.
// What it opens is closed when the test ends.
type Open func() store.Engine

// Each runs a test on every engine, as subtests "sqlite" and "mongo".
// What "mongo" is, and when it is skipped, says package mongotest.
func Each(t *testing.T, run func(t *testing.T, open Open)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { run(t, SQLite(t)) })
	t.Run("mongo", func(t *testing.T) { run(t, Mongo(t)) })
}

// EachAtomic is Each for tests in which several write the same documents at
// once: it leaves out the stand-in for MongoDB, whose updates get lost then.
func EachAtomic(t *testing.T, run func(t *testing.T, open Open)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { run(t, SQLite(t)) })
	t.Run("mongo", func(t *testing.T) {
		if !mongotest.Real() {
			t.Skipf("the stand-in for MongoDB is not atomic: set %s", mongotest.Variable)
		}
		run(t, Mongo(t))
	})
}

// SQLite opens a file in the test's folder.
func SQLite(t testing.TB) Open {
	path := filepath.Join(t.TempDir(), "kist.db")
	return func() store.Engine {
		e, err := sqlite.Open(path)
		return closing(t, e, err)
	}
}

// Mongo opens a database of the test's MongoDB; see mongotest.URI.
func Mongo(t testing.TB) Open {
	uri := mongotest.URI(t)
	return func() store.Engine {
		e, err := mongo.Open(context.Background(), uri)
		return closing(t, e, err)
	}
}

func closing(t testing.TB, e store.Engine, err error) store.Engine {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := e.Close(); err != nil {
			t.Errorf("closing: %v", err)
		}
	})
	return e
}

// Run is the conformance suite: what holds with one writer at a time.
func Run(t *testing.T, open Open) {
	e := open()
	for _, test := range []struct {
		name string
		run  func(*testing.T, store.Engine)
	}{
		{"declarations", testDeclarations},
		{"insert", testInsert},
		{"ids", testIDs},
		{"values", testValues},
		{"large", testLarge},
		{"get", testGet},
		{"replace", testReplace},
		{"update", testUpdate},
		{"delete", testDelete},
		{"apart", testApart},
		{"equality", testEquality},
		{"types", testTypes},
		{"order", testOrder},
		{"missing order", testMissingOrder},
		{"refused", testRefused},
		{"stream", testStream},
		{"early stop", testEarlyStop},
		{"given up", testGivenUp},
		{"model", testModel},
	} {
		t.Run(test.name, func(t *testing.T) { test.run(t, e) })
	}
	t.Run("reopened", func(t *testing.T) { testReopened(t, open) })
	t.Run("grown", func(t *testing.T) { testGrown(t, open) })
	t.Run("strong", func(t *testing.T) { testStrong(t, open) })
}

// leaf is a document with a field of every kind.
type leaf struct {
	store.Head `bson:",inline"`
	Text       string            `json:"text"`
	Number     int64             `json:"number"`
	Flag       bool              `json:"flag"`
	Tags       []string          `json:"tags"`
	Day        int               `json:"day,omitempty"`
	Share      float64           `json:"share"`
	Bytes      []byte            `json:"bytes"`
	Digest     [4]byte           `json:"digest"`
	Inner      vein              `json:"inner"`
	Maybe      *vein             `json:"maybe,omitempty"`
	Veins      []vein            `json:"veins"`
	Words      map[string]string `json:"words"`
	Counts     map[string]int    `json:"counts"`
	Hidden     string            `json:"-"`
}

type vein struct {
	Name  string `json:"name"`
	Depth int    `json:"depth"`
	Under []vein `json:"under,omitempty"`
}

type leaves = store.Collection[*leaf]

// leafIndexes are all ways in which the tests ask for leaves.
var leafIndexes = []store.Index{
	{Field: "text", Order: "number"},
	{Field: "number"},
	{Field: "flag", Order: "text"},
	{Field: "tags", Order: "day"},
	{Order: "number"},
}

func openLeaves(t *testing.T, e store.Engine, name string) *leaves {
	t.Helper()
	c, err := store.Open[leaf](t.Context(), e, store.Spec{Name: name, Indexes: leafIndexes})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func insert(t *testing.T, c *leaves, all ...*leaf) {
	t.Helper()
	for _, l := range all {
		if err := c.Insert(t.Context(), l); err != nil {
			t.Fatal(err)
		}
	}
}

func ids(t *testing.T, c *leaves, q store.Query) []string {
	t.Helper()
	got := []string{}
	for l, err := range c.Find(t.Context(), q) {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, l.ID)
	}
	return got
}

// expect checks what Find streams and that Count agrees.
func expect(t *testing.T, c *leaves, q store.Query, want ...string) {
	t.Helper()
	if got := ids(t, c, q); !reflect.DeepEqual(got, append([]string{}, want...)) {
		t.Errorf("Find(%+v) = %q, want %q", q, got, want)
	}
	if n, err := c.Count(t.Context(), q); err != nil || n != int64(len(want)) {
		t.Errorf("Count(%+v) = %d, %v, want %d", q, n, err, len(want))
	}
}
