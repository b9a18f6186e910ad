package mongo

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
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
		if err := newDocs(w.engine, pageSpec).exists(t.Context(), "gone", mongo.WriteException{WriteErrors: duplicate}); err == nil || errors.Is(err, fault.Exists) {
			t.Errorf("what no majority has is there: %v", err)
		}
	}
}

// What MongoDB says of a write names documents: an id of the inbox in the log, beside the
// reference of a request, would tell which submission was whose.
func TestWhatIsRefusedNamesNoDocument(t *testing.T) {
	const id = "0123abcd"
	says := mongo.WriteErrors{{Code: 11000, Message: `E11000 duplicate key error collection: kist.inbox index: _id_ dup key: { _id: "` + id + `" }`}}
	late := &mongo.WriteConcernError{Code: 64, Message: "waiting for replication timed out"}
	for _, refused := range []error{
		mongo.WriteException{WriteErrors: says}, mongo.WriteException{WriteErrors: says, WriteConcernError: late},
		mongo.CommandError{Code: 11000, Message: says[0].Message}, fmt.Errorf("insert: %w", mongo.WriteException{WriteErrors: says, WriteConcernError: late}),
	} {
		w, _ := watched(t, !mongotest.Real())
		err := newDocs(w.engine, pageSpec).exists(t.Context(), id, refused)
		for _, err := range []error{err, unnamed(refused)} {
			if err == nil || strings.Contains(err.Error(), id) {
				t.Errorf("%v", err)
			}
		}
	}
	if err := unnamed(mongo.WriteException{WriteErrors: says, WriteConcernError: late}); !strings.Contains(err.Error(), "[11000 64]") {
		t.Errorf("%v tells nothing", err)
	}
	for _, err := range []error{nil, fault.NotFound, mongo.CommandError{Code: 10107, Message: "not primary"}} {
		if got := unnamed(err); !reflect.DeepEqual(got, err) {
			t.Errorf("%v became %v", err, got)
		}
	}
}
