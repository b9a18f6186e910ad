package hooks

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	_ "kist/internal/sameseed"
	"kist/internal/store"
	"kist/internal/store/storetest"
)

// pass lets a server whose engine ends at its nth write do what there is to do, and
// another go on when the lease is over. It gives whether the first came so far.
func (r *room) pass(e store.Engine, nth int, after bool, do func(h *Hooks) error) (came bool) {
	r.t.Helper()
	f := &fragile{Engine: e, after: after}
	weak := r.worker(f)
	f.left, f.writes = nth, 0
	err := do(weak)
	if f.dead != (err != nil) {
		r.t.Fatalf("write %d: %v", nth, err)
	}
	r.clock = r.clock.Add(leaseTime + time.Second)
	return f.dead
}

// A server that ends at any of its writes loses nothing: what is taken, what is refused
// for the last time, what is sent again and what is set aside. Whoever goes on comes to
// the same end.
func TestAnEndAtEveryWrite(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open storetest.Open) {
		e, ended, step := open(), 0, 1
		if strings.HasSuffix(t.Name(), "mongo") {
			step = 4 // the same writes on a slower server: every fourth will do
		}
		for name, s := range scenes() {
			for nth, came := 1, true; came; nth += step {
				for _, after := range []bool{false, true} {
					r := began(t, e, everything)
					s.prepare(r)
					came = r.pass(e, nth, after, func(h *Hooks) error { return s.do(r, h) })
					check(t, s.do(r, r.Hooks))
					r.run()
					r.is(fmt.Sprintf("%s, ended at write %d: taken", name, nth), r.to.took, s.took...)
					r.is(fmt.Sprintf("%s, ended at write %d: dead", name, nth), r.dead(), s.dead...)
					if doc := r.doc(); doc.Cursor != 3 || doc.Lease != 0 || len(doc.Again) != 0 {
						t.Errorf("%s, ended at write %d: %+v", name, nth, doc)
					}
					if came {
						ended++
					}
					check(t, r.docs.Delete(t.Context(), r.hook)) // there are not to be too many
				}
			}
		}
		if ended < 60/step {
			t.Errorf("%d ends: this test shows little", ended)
		}
	})
}

// scene is what a server that ends was about to do. Doing it a second time changes nothing.
type scene struct {
	prepare    func(r *room)
	do         func(r *room, h *Hooks) error
	took, dead []int
}

func scenes() map[string]scene {
	three := func(r *room) {
		for range 3 {
			r.chain.add("a")
		}
	}
	run := func(r *room, h *Hooks) error { return h.Run(context.Background(), r.now, r.to.Send) }
	refused := func(tries int) func(r *room) {
		return func(r *room) {
			three(r)
			r.to.answer = func(number int) int { return map[int]int{1: 400, 2: 200, 3: 200}[number] }
			r.run()
			_, err := r.docs.Update(context.Background(), r.hook, func(doc *Hook) error { doc.Tries = tries; return nil })
			check(r.t, err)
			r.clock = r.clock.Add(24 * time.Hour)
		}
	}
	return map[string]scene{
		"taking":    {three, run, []int{1, 2, 3}, nil},
		"giving up": {refused(len(backOff)), run, []int{2, 3}, []int{1}},
		"setting aside": {refused(1), func(r *room, h *Hooks) error {
			if r.doc().Trying == 0 {
				return run(r, h)
			}
			if _, err := h.SetAside(context.Background(), r.hook, 1, "ros"); err != nil {
				return err
			}
			return run(r, h)
		}, []int{2, 3}, []int{1}},
		"sending again": {func(r *room) {
			refused(len(backOff))(r)
			r.run()
			r.to.answer = nil
			_, err := r.SendAgain(context.Background(), r.hook, 1, "ros")
			check(r.t, err)
		}, run, []int{2, 3, 1}, nil},
		"replaying": {func(r *room) {
			refused(len(backOff))(r)
			r.run()
			r.to.answer = nil
		}, func(r *room, h *Hooks) error {
			if len(r.dead()) > 0 {
				if _, err := h.Replay(context.Background(), r.hook, 1, "ros"); err != nil {
					return err
				}
			}
			return run(r, h)
		}, []int{2, 3, 1}, nil},
	}
}

// Two servers that work at the same time do not both send: each item comes once.
func TestTwoServersSendOnce(t *testing.T) {
	storetest.EachAtomic(t, func(t *testing.T, open storetest.Open) {
		r := began(t, open(), everything)
		other := r.worker(open())
		for range 40 {
			r.chain.add("a")
		}
		var working sync.WaitGroup
		for _, h := range []*Hooks{r.Hooks, other, r.Hooks, other} {
			working.Go(func() {
				for r.doc().Cursor < 40 && t.Context().Err() == nil {
					if err := h.Run(context.Background(), r.now, r.to.Send); err != nil {
						t.Error(err)
						return
					}
				}
			})
		}
		working.Wait()
		r.is("asked", r.to.asked, r.to.took...)
		if len(r.to.took) != 40 || !slices.IsSorted(r.to.took) {
			t.Errorf("taken %v", r.to.took)
		}
	})
}

// While one server waits for an answer nobody else sends; when its lease is over somebody
// does, with the same id; and what the first hears too late changes nothing.
func TestTheLease(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open storetest.Open) {
		r := began(t, open(), everything)
		other := r.worker(open())
		r.chain.add("a")
		r.chain.add("a")
		reached, answer, done := make(chan string), make(chan int), make(chan error)
		go func() {
			done <- r.Run(context.Background(), func() time.Time { return morning }, func(_ context.Context, d Delivery) int {
				reached <- d.Headers["Webhook-Id"]
				return <-answer
			})
		}()
		id := <-reached
		run := func(after time.Duration) {
			t.Helper()
			check(t, other.Run(t.Context(), func() time.Time { return morning.Add(after) }, r.to.Send))
		}
		run(SendTime)
		run(leaseTime - time.Second)
		r.is("within the lease", r.to.asked)
		run(leaseTime)
		r.is("after it", r.to.asked, 1, 2)
		answer <- 500 // too late
		check(t, <-done)
		if doc := r.doc(); doc.Cursor != 2 || doc.Tries != 0 || doc.Status != 204 || len(r.dead()) != 0 {
			t.Errorf("%+v", doc)
		}
		if it, err := r.chain.Get(t.Context(), 1); err != nil || id != eventID(it) {
			t.Errorf("sent as %s", id)
		}
	})
}

// A lease, or a next try, by a clock that is a day ahead holds nobody up: no right clock
// would have written either.
func TestAClockADayAhead(t *testing.T) {
	both(t, everything, func(t *testing.T, r *room) {
		r.chain.add("a")
		write := func(change func(*Hook)) {
			_, err := r.docs.Update(t.Context(), r.hook, func(doc *Hook) error { change(doc); return nil })
			check(t, err)
		}
		tomorrow := r.clock.Add(24 * time.Hour)
		write(func(doc *Hook) { doc.Lease = tomorrow.Add(leaseTime).Unix() })
		r.to.answer = func(int) int { return 503 }
		r.run()
		r.is("by the lease of tomorrow", r.to.asked, 1)
		write(func(doc *Hook) { doc.Next = tomorrow.Add(backOff[0]).Unix() })
		r.to.answer = nil
		r.run() // it waits by what was seen here
		r.is("taken too soon", r.to.took)
		r.later(backOff[0])
		r.is("taken", r.to.took, 1)
	})
}

// Two servers whose clocks are a day apart do not use up an item's tries between them.
func TestTwoClocksADayApart(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open storetest.Open) {
		r := began(t, open(), everything)
		other := r.worker(open())
		r.chain.add("a")
		r.to.answer = func(int) int { return 503 }
		for s := range 60 { // a minute, each server every other second
			at := r.clock.Add(time.Duration(s) * time.Second)
			check(t, r.Run(t.Context(), func() time.Time { return at }, r.to.Send))
			check(t, other.Run(t.Context(), func() time.Time { return at.Add(24 * time.Hour) }, r.to.Send))
		}
		if n := len(r.to.asked); n < 2 || n > 4 {
			t.Errorf("%d tries in a minute", n)
		}
	})
}

// Clocks that differ by less are believed.
func TestAClockSomewhatAhead(t *testing.T) {
	both(t, everything, func(t *testing.T, r *room) {
		r.chain.add("a")
		_, err := r.docs.Update(t.Context(), r.hook, func(doc *Hook) error {
			doc.Lease = r.clock.Add(leaseTime + clocksDiffer).Unix()
			return nil
		})
		check(t, err)
		r.run()
		r.is("within the lease", r.to.asked)
		r.later(leaseTime + clocksDiffer)
		r.is("after it", r.to.took, 1)
	})
}

// What somebody changes while an item is on its way stands; the item comes again.
func TestAChangeMeanwhile(t *testing.T) {
	both(t, everything, func(t *testing.T, r *room) {
		r.chain.add("a")
		pause := func(ctx context.Context, d Delivery) int {
			_, err := r.Pause(ctx, r.hook, "ros")
			check(t, err)
			return r.to.Send(ctx, d)
		}
		check(t, r.Run(t.Context(), r.now, pause))
		if doc := r.doc(); doc.On || doc.Cursor != 0 {
			t.Errorf("%+v", doc)
		}
		_, err := r.Resume(t.Context(), r.hook, "ros")
		check(t, err)
		r.later(leaseTime + time.Second)
		r.is("asked", r.to.asked, 1, 1)
		r.is("taken", r.to.took, 1)
	})
}

// The end of the server is no refusal: the item is not counted as tried.
func TestTheEndOfTheServerIsNoRefusal(t *testing.T) {
	e := storetest.SQLite(t)()
	r := began(t, e, everything)
	r.chain.add("a")
	ctx, end := context.WithCancel(t.Context())
	err := r.worker(&fragile{Engine: e}).Run(ctx, r.now, func(context.Context, Delivery) int { end(); return Unreached })
	wants(t, err, context.Canceled)
	if doc := r.doc(); doc.Tries != 0 || doc.Told != "" {
		t.Errorf("%+v", doc)
	}
	r.later(leaseTime + time.Second)
	r.is("taken", r.to.took, 1)
}

// An address that takes its time holds up nobody for longer than a turn.
func TestASlowAddress(t *testing.T) {
	r := began(t, storetest.SQLite(t)(), everything)
	for range 20 {
		r.chain.add("a")
	}
	check(t, r.Run(t.Context(), r.now, func(ctx context.Context, d Delivery) int {
		r.clock = r.clock.Add(SendTime - time.Second)
		return r.to.Send(ctx, d)
	}))
	if n := len(r.to.asked); n != 4 {
		t.Errorf("%d items in one turn of a slow address", n)
	}
	r.run()
	if len(r.to.took) != 20 {
		t.Errorf("taken %v", r.to.took)
	}
}

// Whatever happens in whatever order, nothing is lost and nothing comes before what is
// neither taken nor put down; and in the end the other system has everything.
func TestAnyOrder(t *testing.T) {
	e := storetest.SQLite(t)()
	rounds, ends := 0, 0
	rapid.Check(t, func(rt *rapid.T) {
		if rounds++; rounds > 30 { // enough: each is many writes
			return
		}
		m := &model{room: began(t, e, rapid.SampledFrom([]string{everything, "a"}).Draw(rt, "of")), e: e, rt: rt}
		defer func() { check(t, m.docs.Delete(context.Background(), m.hook)) }() // one at a time
		m.to.answer = func(int) int {
			return rapid.SampledFrom([]int{200, 202, 302, 400, 503, Unreached, Forbidden}).Draw(rt, "answer")
		}
		rt.Repeat(map[string]func(*rapid.T){
			"add":  func(rt *rapid.T) { m.chain.add(rapid.SampledFrom([]string{"a", "b"}).Draw(rt, "inspection")) },
			"run":  func(*rapid.T) { m.run() },
			"weak": func(*rapid.T) { ends += m.weak() },
			"time": func(rt *rapid.T) {
				m.clock = m.clock.Add(time.Duration(rapid.IntRange(1, 25).Draw(rt, "hours")) * time.Hour)
			},
			"human": func(*rapid.T) { m.human() },
			"":      func(*rapid.T) { m.holds() },
		})
		m.inTheEnd()
	})
	t.Logf("%d servers ended at a write", ends)
	if ends < 20 {
		t.Errorf("%d servers ended at a write: this test shows little", ends)
	}
}

// model is a room in which anything may happen.
type model struct {
	*room
	e  store.Engine
	rt *rapid.T
}

// weak has a server send that ends at one of its writes; 1 if it did.
func (m *model) weak() int {
	nth, after := rapid.IntRange(1, 4).Draw(m.rt, "write"), rapid.Bool().Draw(m.rt, "after")
	if m.pass(m.e, nth, after, func(h *Hooks) error { return h.Run(context.Background(), m.now, m.to.Send) }) {
		return 1
	}
	return 0
}

// human has somebody do something that can be done on the page, wise or not.
func (m *model) human() {
	ctx, number := context.Background(), rapid.IntRange(1, 6).Draw(m.rt, "number")
	switch rapid.SampledFrom([]string{"pause", "resume", "rotate", "replay", "aside", "again"}).Draw(m.rt, "what") {
	case "pause":
		_, _ = m.Pause(ctx, m.hook, "ros")
	case "resume":
		_, _ = m.Resume(ctx, m.hook, "ros")
	case "rotate":
		_, _ = m.Rotate(ctx, m.hook, "ros")
	case "replay":
		_, _ = m.Replay(ctx, m.hook, number, "ros")
	case "aside":
		_, _ = m.SetAside(ctx, m.hook, m.doc().Trying, "ros")
	case "again":
		_, _ = m.SendAgain(ctx, m.hook, number, "ros")
	}
}

// due are the numbers of the items that the hook is to send.
func (m *model) due() (list []int) {
	items, err := m.chain.AfterIn(context.Background(), m.doc().Inspection, 0, 1<<30)
	check(m.t, err)
	for _, it := range items {
		list = append(list, it.Number)
	}
	return list
}

// holds says what is true at any moment.
func (m *model) holds() {
	doc, dead := m.doc(), m.dead()
	most := doc.Cursor
	for _, n := range m.to.took {
		most = max(most, n)
	}
	for _, n := range m.due() {
		if n <= doc.Cursor && !slices.Contains(m.to.took, n) && !slices.Contains(dead, n) {
			m.rt.Fatalf("item %d is lost: taken %v, dead %v, cursor %d", n, m.to.took, dead, doc.Cursor)
		}
		if n < most && !slices.Contains(m.to.took, n) && !slices.Contains(dead, n) {
			m.rt.Fatalf("item %d was overtaken: taken %v, dead %v", n, m.to.took, dead)
		}
	}
	if (doc.Tries > 0) != (doc.Trying > 0) || doc.Trying > 0 && doc.Trying <= doc.Cursor {
		m.rt.Fatalf("%+v", doc)
	}
}

// inTheEnd mends everything: then the other system has what there is, and no letter is left.
func (m *model) inTheEnd() {
	m.to.answer = nil
	m.clock = m.clock.Add(time.Hour)
	_, err := m.Resume(context.Background(), m.hook, "ros")
	check(m.t, err)
	for _, n := range m.dead() {
		_, err := m.SendAgain(context.Background(), m.hook, n, "ros")
		check(m.t, err)
	}
	m.run()
	m.run()
	m.is("not sent in the end:", slices.DeleteFunc(m.due(), func(n int) bool { return slices.Contains(m.to.took, n) }))
	m.is("dead in the end:", m.dead())
}
