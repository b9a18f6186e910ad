package evidence

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"maps"
	"slices"
	"testing"

	"kist/internal/fault"
	"kist/internal/findings"
	"kist/internal/inspections"
	"kist/internal/results"
	"kist/internal/store"
)

// The protocol of appending and blanking, walked in every order in which servers break
// into each other's work at most twice; how little is needed to find a mistake
// that is there, TestEveryRuleIsNeeded shows. The code is the package's own. It runs on a store in memory that stands still before each operation
// until the search lets one server go on, or ends it: before the operation, or after it
// with nobody told.

// errPower is what a server that ended gets to see, of which nobody hears.
var errPower = errors.New("the power is cut")

// memory is a store of documents, one operation at a time.
type memory struct {
	docs map[string]map[string]stored // by collection and id
}

// stored is a document, and what of it can be asked for.
type stored struct {
	text                               []byte
	head                               store.Head
	subject, inspection, about, number any
	waiting                            any
}

// server is one server's way to the memory.
type server struct {
	*memory
	ask   chan struct{} // it wants to do an operation
	leave chan choice   // what becomes of it
	free  bool          // the search has not begun, or is over
	dead  bool
}

type choice int

const (
	goOn      choice = iota
	endBefore        // the operation is not done
	endAfter         // it is done, and nobody is told
)

func (s *server) Ensure(_ context.Context, spec store.Spec) (store.Docs, error) {
	if s.docs[spec.Name] == nil {
		s.docs[spec.Name] = map[string]stored{}
	}
	return memoryDocs{s, spec}, nil
}

func (*server) Ping(context.Context) error { return nil }
func (*server) Close() error               { return nil }

// do is one operation, when the search lets it be.
func (s *server) do(operation func() error) error {
	if s.free {
		return operation()
	}
	if s.dead {
		return errPower
	}
	s.ask <- struct{}{}
	c := <-s.leave
	if c != goOn {
		s.dead = true
	}
	if c == endBefore {
		return errPower
	}
	err := operation()
	if c == endAfter {
		return errPower
	}
	return err
}

type memoryDocs struct {
	*server
	spec store.Spec
}

func (d memoryDocs) all() map[string]stored { return d.docs[d.spec.Name] }

func (d memoryDocs) Insert(_ context.Context, id string, doc any) error {
	return d.do(func() error {
		if _, there := d.all()[id]; there {
			return fault.Exists
		}
		return d.put(id, doc)
	})
}

func (d memoryDocs) put(id string, doc any) error {
	b, err := json.Marshal(doc)
	if k, ok := doc.(*kept); ok {
		d.all()[id] = stored{b, k.Head, k.Subject, k.Inspection, k.About, k.Number, k.Waiting}
	} else {
		d.all()[id] = stored{text: b}
	}
	return err
}

func (d memoryDocs) Get(_ context.Context, id string, _ store.Read, doc any) error {
	return d.do(func() error {
		found, there := d.all()[id]
		if !there {
			return fault.NotFound
		}
		return json.Unmarshal(found.text, doc)
	})
}

func (d memoryDocs) Replace(_ context.Context, id string, rev int64, doc any) error {
	return d.do(func() error {
		was, there := d.all()[id]
		if !there {
			return fault.NotFound
		}
		if was.head.Rev != rev {
			return fault.Conflict
		}
		return d.put(id, doc)
	})
}

func (d memoryDocs) Delete(context.Context, string) error {
	return errors.New("nothing is ever deleted")
}

func (d memoryDocs) Find(_ context.Context, q store.Query) iter.Seq2[store.Decode, error] {
	return func(yield func(store.Decode, error) bool) {
		var found [][]byte
		err := d.do(func() (err error) { found, err = d.find(q); return err })
		if err != nil {
			yield(nil, err)
			return
		}
		for _, b := range found {
			if !yield(func(doc any) error { return json.Unmarshal(b, doc) }, nil) {
				return
			}
		}
	}
}

// find answers what the package asks: equality, and an order by number or id.
func (d memoryDocs) find(q store.Query) (found [][]byte, err error) {
	if _, err := d.spec.Serve(q); err != nil {
		return nil, err
	}
	ids := slices.Sorted(maps.Keys(d.all()))
	if q.Desc {
		slices.Reverse(ids)
	}
	for _, id := range ids {
		doc := d.all()[id]
		is := map[string]any{"": nil, "subject": doc.subject, "inspection": doc.inspection, "about": doc.about, "waiting": doc.waiting}
		to, bounded := q.To.(int64)
		from, _ := q.From.(string)
		if is[q.Field] != q.Is || bounded && doc.number.(int) >= int(to) || id < from {
			continue
		}
		if found = append(found, doc.text); len(found) == q.Limit {
			break
		}
	}
	return found, nil
}

func (d memoryDocs) Count(context.Context, store.Query) (int64, error) {
	return 0, errors.New("nobody counts")
}

// world is what the servers of one run do.
type world struct {
	name    string
	before  func(b *Base, d *desk)             // in peace
	do      []func(b *Base) error              // by each server
	crashes int                                // that may happen
	holds   func(list []*Item) (broken string) // when one more sweep is over
}

// breaks is how often a server may be left standing in the middle of its work.
func (w world) breaks() int { return 2 - w.crashes }

// run lets the servers go as the choices say, and after the last choice the first goes
// first. It gives how many choices there were at each point.
func (w world) run(choices []int) (options []int, broken string) {
	m := &memory{docs: map[string]map[string]stored{}}
	d := newDesk()
	quiet := &server{memory: m, free: true}
	calm := modelBase(quiet, d)
	if w.before != nil {
		w.before(calm, d)
	}
	var servers []*server
	done := make([]chan struct{}, len(w.do))
	for i, do := range w.do {
		s := &server{memory: m, free: true, ask: make(chan struct{}), leave: make(chan choice)}
		b := modelBase(s, d)
		s.free = false
		servers, done[i] = append(servers, s), make(chan struct{})
		go func() { defer close(done[i]); _ = do(b) }()
	}
	options = w.schedule(servers, done, choices)
	if err := calm.Sweep(context.Background()); err != nil {
		return options, err.Error()
	}
	list, err := calm.After(context.Background(), 0, 0)
	if err != nil {
		return options, err.Error()
	}
	if err := chained(list); err != nil {
		return options, err.Error()
	}
	return options, w.holds(list)
}

// schedule lets one server at a time do its next operation, as the choices say.
func (w world) schedule(servers []*server, done []chan struct{}, choices []int) (options []int) {
	waiting, crashed, broke, last := map[int]bool{}, 0, 0, -1
	for {
		for i, s := range servers { // each comes to its next operation, or to its end
			if !waiting[i] {
				select {
				case <-s.ask:
					waiting[i] = true
				case <-done[i]:
				}
			}
		}
		who := slices.Sorted(maps.Keys(waiting))
		if len(who) == 0 {
			return options
		}
		if waiting[last] && broke == w.breaks() {
			who = []int{last}
		}
		ways := 1
		if crashed < w.crashes {
			ways = 3
		}
		at := 0
		if len(options) < len(choices) {
			at = choices[len(options)]
		}
		options = append(options, len(who)*ways)
		c := choice(at / len(who))
		if c != goOn {
			crashed++
		}
		next := who[at%len(who)]
		if waiting[last] && next != last {
			broke++
		}
		last = next
		delete(waiting, next)
		servers[next].leave <- c
	}
}

// search walks every order, and stops at the first that breaks a promise.
func (w world) search() (runs int, broken string) {
	var choices []int
	for {
		runs++
		options, broken := w.run(choices)
		if broken != "" {
			return runs, fmt.Sprintf("%s after %v", broken, choices)
		}
		for len(choices) < len(options) {
			choices = append(choices, 0)
		}
		for len(choices) > 0 && choices[len(choices)-1]+1 >= options[len(choices)-1] {
			choices = choices[:len(choices)-1]
		}
		if len(choices) == 0 {
			return runs, ""
		}
		choices[len(choices)-1]++
	}
}

// once says of each subject whether it is in the chain, and not twice.
func once(want int) func(list []*Item) string {
	return func(list []*Item) string {
		seen := map[string]bool{}
		for _, it := range list {
			if it.Kind != Finding {
				continue
			}
			about := fmt.Sprint(it.About, "/", it.Version)
			if seen[about] {
				return about + " is in the chain twice"
			}
			seen[about] = true
		}
		if len(seen) != want {
			return fmt.Sprintf("%d versions are in the chain, not %d", len(seen), want)
		}
		return ""
	}
}

// wordless says that no item holds the words that were blanked; unless nobody ever was
// told so, if it may end before that.
func wordless(mayEnd bool) func(list []*Item) string {
	return func(list []*Item) string {
		blanked := slices.ContainsFunc(list, func(it *Item) bool { return it.Kind == Blanking })
		for _, it := range list {
			if it.Words("source/o1/says") == "a quote" && (blanked || !mayEnd) {
				return fmt.Sprintf("item %d still has the words", it.Number)
			}
		}
		return once(2)(list)
	}
}

// chained is Check without the signatures, which take most of its time.
func chained(list []*Item) error {
	var errs []error
	for i, it := range list[1:] {
		errs = append(errs, follows(list[i], it))
	}
	_, places := checkPlaces(list)
	_, blanks := checkBlanks(list)
	return errors.Join(append(errs, places, blanks)...)
}

// modelBase is a base whose chain is on a server's way to the memory.
func modelBase(s *server, d *desk) *Base {
	ctx := context.Background()
	book, err := inspections.OpenBook(ctx, &server{memory: s.memory, free: true})
	if err != nil {
		panic(err)
	}
	err = book.Inspections.Insert(ctx, &inspections.Inspection{Head: store.Head{ID: place}})
	if err != nil && !errors.Is(err, fault.Exists) {
		panic(err)
	}
	b, err := Open(ctx, s, d, book, func(string, []byte) (results.Signature, error) { return results.Signature{}, nil }, nil)
	if err != nil {
		panic(err)
	}
	return b
}

// short is a finding with no more than words that can be blanked.
func short(statement string) findings.Content {
	return findings.Content{Statement: statement, Sources: []findings.Source{{Key: "o1", Kind: findings.Observation, Says: "a quote"}}}
}

// take takes a finding as the package does, or with a change to how it appends.
func take(finding string, add func(*Base, draft) error) func(*Base) error {
	return func(b *Base) error {
		f, err := b.from.GetStrong(context.Background(), finding)
		if err != nil {
			return err
		}
		for _, r := range f.Readings {
			if err := add(b, b.drafted(context.Background(), f, r)); err != nil {
				return err
			}
		}
		return nil
	}
}

func asDesigned(b *Base, d draft) error {
	_, err := b.append(context.Background(), d)
	return err
}

// The worlds that are searched, with a way to append.
func worlds(add func(*Base, draft) error) []world {
	one, two := take("strathlinn-1", add), take("strathlinn-2", add)
	agreed := func(_ *Base, d *desk) {
		d.agree(place, 1, short("One"))
		d.agree(place, 2, short("Two"))
	}
	swept := func(b *Base, d *desk) {
		agreed(b, d)
		if err := b.Sweep(context.Background()); err != nil {
			panic(err)
		}
	}
	corrected := func(b *Base, d *desk) {
		d.agree(place, 1, short("One"))
		if err := b.Sweep(context.Background()); err != nil {
			panic(err)
		}
		d.agree(place, 1, short("One, corrected"))
	}
	blank := func(b *Base) error {
		_, err := b.Blank(context.Background(), 1, "source/o1/says", "Because.")
		return err
	}
	return []world{
		{name: "the same finding twice, and an end", before: agreed, do: []func(*Base) error{one, one}, crashes: 1, holds: once(2)},
		{name: "two findings", before: agreed, do: []func(*Base) error{one, two}, holds: once(2)},
		{name: "blanking beside a correction", before: corrected, do: []func(*Base) error{blank, one}, holds: wordless(false)},
		{name: "blanking twice", before: swept, do: []func(*Base) error{blank, blank}, holds: wordless(false)},
		{name: "blanking, and an end", before: swept, do: []func(*Base) error{blank, blank}, crashes: 1, holds: wordless(true)},
	}
}

func TestEveryOrderOfSteps(t *testing.T) {
	for _, w := range worlds(asDesigned) {
		t.Run(w.name, func(t *testing.T) {
			runs, broken := w.search()
			t.Logf("%d orders", runs)
			if broken != "" {
				t.Error(broken)
			}
			if runs < 5 {
				t.Error("the search went nowhere")
			}
		})
	}
}

// Each rule of the protocol is there for a reason: without it some order breaks a promise.
func TestEveryRuleIsNeeded(t *testing.T) {
	ctx := context.Background()
	there := func(b *Base, d draft) bool {
		_, err := b.docs.First(ctx, store.Query{Field: "subject", Is: d.subject, Strong: true})
		return err == nil
	}
	put := func(b *Base, d draft) error {
		last, err := b.last(ctx)
		if err != nil {
			return err
		}
		k, err := b.next(ctx, d, last)
		if err != nil {
			return err
		}
		return b.docs.Insert(ctx, k)
	}
	for name, add := range map[string]func(*Base, draft) error{
		"looking before the end of the chain is read": func(b *Base, d draft) error {
			for {
				if there(b, d) {
					return nil
				}
				if err := put(b, d); !errors.Is(err, fault.Exists) {
					return err
				}
			}
		},
		"not looking again when the number was taken": func(b *Base, d draft) error {
			if there(b, d) {
				return nil
			}
			for {
				if err := put(b, d); !errors.Is(err, fault.Exists) {
					return err
				}
			}
		},
		"deaf to a blanking that is under way": func(b *Base, d draft) error {
			fill := d.fill
			d.fill = func(about, _ []*kept, it *Item) error { return fill(about, nil, it) }
			return asDesigned(b, d)
		},
	} {
		t.Run(name, func(t *testing.T) {
			for _, w := range worlds(add) {
				if _, broken := w.search(); broken != "" {
					t.Logf("%s: %s", w.name, broken)
					return
				}
			}
			t.Error("the search finds nothing wrong without this rule")
		})
	}
}
