package replica

import (
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	driver "go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
	"go.mongodb.org/mongo-driver/v2/mongo/readconcern"

	"kist/internal/store"
)

// TestANewPrimaryShowsWhatWasAcknowledged: whoever was told that a document is there finds
// it in every strong list from then on, though another primary was elected. A driver that is
// told nothing of what was written before is shown an older state, as MongoDB would.
func TestANewPrimaryShowsWhatWasAcknowledged(t *testing.T) {
	t.Parallel() // a driver waits half a second after each cut
	l := lead(t, "kist")
	lists := map[string]func() (int, error){
		"all": func() (int, error) {
			all, err := l.pages.All(t.Context(), store.Query{Strong: true})
			return len(all), err
		},
		"count": func() (int, error) {
			n, err := l.pages.Count(t.Context(), store.Query{Strong: true})
			return int(n), err
		},
	}
	wrote := 0
	for name, list := range lists {
		l.next.Store(int32(elected))
		if err := l.pages.Insert(t.Context(), &page{Head: store.Head{ID: name}}); err != nil {
			t.Fatal(err)
		}
		wrote++
		l.elect() // the driver may have taken its time to ask again
		if n, err := list(); err != nil || n != wrote {
			t.Errorf("%s: %d of %d, %v", name, n, wrote, err)
		}
	}
	if c := l.Counts(); c.Waited != len(lists) || c.Old != 0 {
		t.Errorf("%+v", c)
	}
	if p, err := l.pages.GetStrong(t.Context(), "all"); err != nil || p.ID != "all" {
		t.Errorf("a single document: %+v, %v", p, err)
	}

	forgets, err := driver.Connect(options.Client().ApplyURI("mongodb://" + l.Address() + "/?directConnection=true").
		SetReadConcern(readconcern.Majority()))
	if err != nil {
		t.Fatal(err)
	}
	defer forgets.Disconnect(t.Context())
	pages := forgets.Database(l.database).Collection("pages")
	for want, when := range []string{"at once", "later"} {
		if l.elect(); when == "later" {
			time.Sleep(behindFor)
		}
		n, err := pages.CountDocuments(t.Context(), bson.D{})
		if err != nil || n != int64(want*wrote) {
			t.Errorf("%s it finds %d documents, %v", when, n, err)
		}
	}
	if c := l.Counts(); c.Old != 1 {
		t.Errorf("%+v", c)
	}
}
