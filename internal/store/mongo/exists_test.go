package mongo

import (
	"errors"
	"fmt"
	"testing"

	"go.mongodb.org/mongo-driver/v2/mongo"

	"kist/internal/fault"
	"kist/internal/store"
	"kist/internal/store/mongo/mongotest"
)

// What an insert met is said to be there only if it stays: nothing came with the refusal, and
// where there is more than one machine a majority has it.
func TestWhatIsThereStays(t *testing.T) {
	duplicate := mongo.WriteErrors{{Code: 11000}}
	unsure := &mongo.WriteConcernError{Code: 64, Message: "waiting for replication timed out"}
	for want, list := range map[bool][]error{
		true: {mongo.WriteException{WriteErrors: duplicate}, fmt.Errorf("insert: %w", mongo.WriteException{WriteErrors: duplicate})},
		false: {nil, errors.New("cut"), mongo.WriteException{WriteConcernError: unsure},
			mongo.WriteException{WriteErrors: duplicate, WriteConcernError: unsure}, fmt.Errorf("insert: %w", mongo.WriteException{WriteErrors: duplicate, WriteConcernError: unsure})},
	} {
		for _, err := range list {
			if met(err) != want {
				t.Errorf("%v: it met a document: %v", err, !want)
			}
		}
	}
	for _, replicated := range []bool{false, true} {
		if mongotest.Real() && replicated {
			continue // a standalone refuses linearizable reads; storetest covers the real thing
		}
		w, c := watched(t, replicated)
		if err := c.Insert(t.Context(), &page{Head: store.Head{ID: "a"}}); err != nil {
			t.Fatal(err)
		}
		if err := c.Insert(t.Context(), &page{Head: store.Head{ID: "a"}}); !errors.Is(err, fault.Exists) {
			t.Errorf("replicated %v: %v", replicated, err)
		}
		if !replicated {
			continue
		}
		if got := w.last(t, "find", "readConcern", "level"); got != `"linearizable"` {
			t.Errorf("it is confirmed by reading %s", got)
		}
		refused := errors.New("refused by a document of that id")
		if err := newDocs(w.engine, pageSpec).exists(t.Context(), "gone", refused); !errors.Is(err, refused) {
			t.Errorf("what no majority has is there: %v", err)
		}
	}
}
