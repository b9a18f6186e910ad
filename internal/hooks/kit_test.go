package hooks

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"kist/internal/evidence"
	"kist/internal/fault"
	"kist/internal/store"
	"kist/internal/store/storetest"
)

// chain is an evidence base in memory.
type chain struct {
	mu    sync.Mutex
	items []*evidence.Item
}

// add appends an item of an inspection, and gives its number.
func (c *chain) add(inspection string) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	n := len(c.items) + 1
	it := &evidence.Item{Record: evidence.Record{Number: n, Kind: evidence.Finding, Inspection: inspection, Made: "2026-11-16T09:30:00Z"}, Hash: fmt.Sprintf("%064x", n)}
	c.items = append(c.items, it)
	return n
}

func (c *chain) Get(_ context.Context, number int) (*evidence.Item, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if number < 1 || number > len(c.items) {
		return nil, fault.Wrap(fault.NotFound, "item %d", number)
	}
	return c.items[number-1], nil
}

func (c *chain) After(ctx context.Context, number, limit int) ([]*evidence.Item, error) {
	return c.AfterIn(ctx, "", number, limit)
}

func (c *chain) AfterIn(_ context.Context, inspection string, number, limit int) (list []*evidence.Item, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, it := range c.items {
		if it.Number > number && (inspection == "" || it.Inspection == inspection) && len(list) < limit {
			list = append(list, it)
		}
	}
	return list, nil
}

// receiver is another system, which keeps what it took by id.
type receiver struct {
	mu     sync.Mutex
	answer func(number int) int // status for an item; nil: it is taken
	asked  []int                // numbers, as they came
	took   []int                // numbers, as they came first
	last   Delivery
}

// Send is what a worker calls.
func (r *receiver) Send(_ context.Context, d Delivery) int {
	r.mu.Lock()
	defer r.mu.Unlock()
	var number int
	if _, err := fmt.Sscanf(d.Headers["Webhook-Id"], "%d-", &number); err != nil {
		return Unreached
	}
	r.asked, r.last = append(r.asked, number), d
	status := 204
	if r.answer != nil {
		status = r.answer(number)
	}
	if status >= 200 && status <= 299 && !slices.Contains(r.took, number) {
		r.took = append(r.took, number)
	}
	return status
}

// room is an installation with an address to which everything is sent.
type room struct {
	*Hooks
	t     testing.TB
	chain *chain
	to    *receiver
	clock time.Time
	hook  string // id
}

const everything = "" // items of all inspections

// morning is when the tests begin.
var morning = time.Date(2026, 11, 16, 9, 30, 0, 0, time.UTC)

// derived is what follows from a key file.
func derived(use string) (key [32]byte) {
	copy(key[:], strings.Repeat(use, 32))
	return key
}

// began is a room on an engine whose hook sends the items of an inspection.
func began(t testing.TB, e store.Engine, inspection string) *room {
	t.Helper()
	r := &room{t: t, chain: &chain{}, to: &receiver{}, clock: morning}
	r.Hooks = r.worker(e)
	doc, err := r.Make(t.Context(), "https://cases.example.org/kist", inspection, "ros")
	check(t, err)
	r.hook = doc.ID
	return r
}

// worker is another server of the same installation.
func (r *room) worker(e store.Engine) *Hooks {
	r.t.Helper()
	h, err := Open(context.Background(), e, r.chain, derived, "https://kist.example/api/v1/evidence", nil)
	check(r.t, err)
	h.now = func() time.Time { return r.clock }
	return h
}

// run sends what is due now.
func (r *room) run() {
	r.t.Helper()
	check(r.t, r.Run(context.Background(), r.now, r.to.Send))
}

// later lets time go by, and sends what is due then.
func (r *room) later(d time.Duration) {
	r.t.Helper()
	r.clock = r.clock.Add(d)
	r.run()
}

func (r *room) doc() *Hook {
	r.t.Helper()
	doc, err := r.docs.Get(context.Background(), r.hook)
	check(r.t, err)
	return doc
}

// dead are the numbers of the dead letters.
func (r *room) dead() (list []int) {
	r.t.Helper()
	letters, err := r.Letters(context.Background(), r.hook, 0)
	check(r.t, err)
	for _, l := range letters {
		list = append(list, l.Number)
	}
	return list
}

// is wants numbers.
func (r *room) is(what string, got []int, want ...int) {
	r.t.Helper()
	if !slices.Equal(got, want) {
		r.t.Errorf("%s %v, want %v", what, got, want)
	}
}

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func wants(t testing.TB, err, kind error) {
	t.Helper()
	if !errors.Is(err, kind) {
		t.Errorf("got %v, want %v", err, kind)
	}
}

// errPower is what a server that ended gets to see, of which nobody hears.
var errPower = errors.New("the power is cut")

// fragile is an engine whose server ends at one of its writes: before it is done, or after
// it with nobody told. From then on it does nothing more. A write that is begun is done,
// whoever stops waiting for it.
type fragile struct {
	store.Engine
	left   int // writes until it ends; below 0: never
	after  bool
	writes int // that were done, or begun
	dead   bool
}

func (f *fragile) Ensure(ctx context.Context, spec store.Spec) (store.Docs, error) {
	docs, err := f.Engine.Ensure(ctx, spec)
	return fragileDocs{docs, f}, err
}

type fragileDocs struct {
	store.Docs
	f *fragile
}

func (d fragileDocs) write(do func() error) error {
	f := d.f
	if f.dead {
		return errPower
	}
	f.writes++
	f.left--
	if f.left != 0 {
		return do()
	}
	f.dead = true
	if f.after {
		_ = do()
	}
	return errPower
}

func (d fragileDocs) Insert(ctx context.Context, id string, doc any) error {
	return d.write(func() error { return d.Docs.Insert(context.WithoutCancel(ctx), id, doc) })
}

func (d fragileDocs) Replace(ctx context.Context, id string, rev int64, doc any) error {
	return d.write(func() error { return d.Docs.Replace(context.WithoutCancel(ctx), id, rev, doc) })
}

func (d fragileDocs) Delete(ctx context.Context, id string) error {
	return d.write(func() error { return d.Docs.Delete(context.WithoutCancel(ctx), id) })
}

func (d fragileDocs) Get(ctx context.Context, id string, read store.Read, doc any) error {
	if d.f.dead {
		return errPower
	}
	return d.Docs.Get(ctx, id, read, doc)
}

func (d fragileDocs) Find(ctx context.Context, q store.Query) iter.Seq2[store.Decode, error] {
	if d.f.dead {
		return func(yield func(store.Decode, error) bool) { yield(nil, errPower) }
	}
	return d.Docs.Find(ctx, q)
}

// both runs a test on every engine, with a room in it.
func both(t *testing.T, inspection string, run func(t *testing.T, r *room)) {
	storetest.Each(t, func(t *testing.T, open storetest.Open) { run(t, began(t, open(), inspection)) })
}
