package store_test

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"

	"kist/internal/fault"
	"kist/internal/store"
)

// counter is a document that counts what happened to it.
type counter struct {
	store.Head `bson:",inline"`
	N          int64 `json:"n"`
}

// slowDocs holds one counter. A look at it waits for leave, if there is any.
type slowDocs struct {
	store.Docs
	n     atomic.Int64
	looks atomic.Int64
	leave chan struct{}
}

func (d *slowDocs) Get(_ context.Context, id string, read store.Read, doc any) error {
	d.looks.Add(1)
	n := d.n.Load()
	if d.leave != nil {
		<-d.leave
	}
	if id != "one" {
		return fault.NotFound
	}
	if read != store.Strong {
		return errors.New("not a strong read")
	}
	doc.(*counter).N = n
	return nil
}

type slowEngine struct {
	store.Engine
	docs *slowDocs
}

func (e slowEngine) Ensure(context.Context, store.Spec) (store.Docs, error) { return e.docs, nil }

func openJoined(t *testing.T, d *slowDocs) *store.Joined[*counter] {
	t.Helper()
	c, err := store.Open[counter](t.Context(), slowEngine{docs: d}, store.Spec{Name: "counters"})
	if err != nil {
		t.Fatal(err)
	}
	return c.Joined()
}

// TestJoinedSeesWhatWasBefore counts up and reads from many sides at once: no
// reader may get less than what stood before it asked.
func TestJoinedSeesWhatWasBefore(t *testing.T) {
	d := &slowDocs{}
	j := openJoined(t, d)
	const readers, each = 32, 300
	var wg sync.WaitGroup
	for range readers {
		wg.Go(func() {
			for range each {
				before := d.n.Add(1)
				got, err := j.GetStrong(t.Context(), "one")
				if err != nil || got.N < before {
					t.Errorf("read %v, %v after %d", got, err, before)
					return
				}
			}
		})
	}
	wg.Wait()
	t.Logf("%d looks for %d readings", d.looks.Load(), readers*each)
}

// TestJoinedBeginsAnew asks while a look is under way: that one began before, so
// the answer must come from another.
func TestJoinedBeginsAnew(t *testing.T) {
	d := &slowDocs{leave: make(chan struct{})}
	j := openJoined(t, d)
	first, second := make(chan int64), make(chan int64)
	ask := func(to chan int64) {
		got, err := j.GetStrong(t.Context(), "one")
		if err != nil {
			t.Error(err)
			got = &counter{}
		}
		to <- got.N
	}
	d.n.Store(1)
	go ask(first)
	for d.looks.Load() == 0 { // until it is under way
	}
	d.n.Store(2)
	go ask(second)
	d.leave <- struct{}{}
	if got := <-first; got != 1 {
		t.Errorf("first read %d", got)
	}
	d.leave <- struct{}{}
	if got := <-second; got != 2 {
		t.Errorf("second read %d", got)
	}
}

// TestJoinedGivesUp ends one caller's patience: it alone gets the error.
func TestJoinedGivesUp(t *testing.T) {
	d := &slowDocs{leave: make(chan struct{}, 1)}
	j := openJoined(t, d)
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	d.leave <- struct{}{}
	if _, err := j.GetStrong(gone, "one"); err != nil {
		t.Errorf("the first reads for others too, and got %v", err)
	}
	d.leave <- struct{}{}
	if _, err := j.GetStrong(t.Context(), "two"); !errors.Is(err, fault.NotFound) {
		t.Errorf("of nothing: %v", err)
	}
}
