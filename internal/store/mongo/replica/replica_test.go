package replica

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"

	kistfault "kist/internal/fault"
	"kist/internal/store"
	"kist/internal/store/mongo"
	"kist/internal/store/mongo/mongotest"
)

// page is what the tests keep.
type page struct {
	store.Head `bson:",inline"`
	Count      int `json:"count"`
}

// led is a way to the stand-in, as the program would use it.
type led struct {
	*Primary
	pages    *store.Collection[*page]
	database string
	next     atomic.Int32 // what befalls the next write
}

// lead makes a way to a fresh database. Set is as for New.
func lead(t *testing.T, set string) *led {
	t.Helper()
	if mongotest.Real() {
		t.Skip("a real MongoDB needs nobody to look like one")
	}
	host, path, _ := strings.Cut(strings.TrimPrefix(mongotest.URI(t), "mongodb://"), "/")
	p, err := New(set)
	if err != nil {
		t.Fatal(err)
	}
	l := &led{Primary: p}
	l.database, _, _ = strings.Cut(path, "?")
	p.chosen = func() fault { return fault(l.next.Swap(int32(none))) }
	p.Lead(host)
	e, err := mongo.Open(t.Context(), "mongodb://"+p.Address()+"/"+path+"&directConnection=true")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := errors.Join(e.Close(), p.Close()); err != nil {
			t.Error(err)
		}
	})
	if l.pages, err = store.Open[page](t.Context(), e, store.Spec{Name: "pages", Clustered: true}); err != nil {
		t.Fatal(err)
	}
	return l
}

// TestADriverAsksAgain: where there is a replica set nobody notices that an answer was
// lost, and nothing is done twice.
func TestADriverAsksAgain(t *testing.T) {
	t.Parallel() // a driver waits half a second after each cut
	l := lead(t, "kist")
	for how, remembered := range map[fault]bool{lost: false, unheard: true, elected: true} {
		before, id := l.Counts(), how.String()
		l.next.Store(int32(how))
		if err := l.pages.Insert(t.Context(), &page{Head: store.Head{ID: id}}); err != nil {
			t.Errorf("%s: %v", how, err)
		}
		l.next.Store(int32(how))
		p, err := l.pages.Update(t.Context(), id, func(p *page) error { p.Count++; return nil })
		if err != nil || p.Count != 1 || p.Rev != 2 {
			t.Errorf("%s: %+v, %v", how, p, err)
		}
		l.next.Store(int32(how))
		if err := l.pages.Delete(t.Context(), id); err != nil {
			t.Errorf("%s: %v", how, err)
		}
		after := l.Counts()
		if n := after.Again - before.Again; n != 3 {
			t.Errorf("%s: %d writes were asked for again", how, n)
		}
		if n := after.Remembered - before.Remembered; (n == 3) != remembered || n != 0 && n != 3 {
			t.Errorf("%s: %d answers were remembered", how, n)
		}
		if n := after.Faults[how.String()] - before.Faults[how.String()]; n != 3 {
			t.Errorf("%s befell %d writes", how, n)
		}
	}
}

// TestAWriteComesLate: the driver has asked again before it comes.
func TestAWriteComesLate(t *testing.T) {
	t.Parallel() // a driver waits half a second after each cut
	l := lead(t, "kist")
	if err := l.pages.Insert(t.Context(), &page{Head: store.Head{ID: "a"}}); err != nil {
		t.Fatal(err)
	}
	l.next.Store(int32(late))
	for n := range 5 {
		p, err := l.pages.Update(t.Context(), "a", func(p *page) error { p.Count++; return nil })
		if err != nil || p.Count != n+1 {
			t.Errorf("%+v, %v", p, err)
		}
	}
	if c := l.Counts(); c.Again != 1 || c.Faults["done late"] != 1 {
		t.Errorf("%+v", c)
	}
}

// TestAloneNobodyAsksAgain: without a replica set the program is told that it cannot
// know, and finds out by asking for the same once more.
func TestAloneNobodyAsksAgain(t *testing.T) {
	t.Parallel() // a driver waits half a second after each cut
	l := lead(t, "")
	for how, there := range map[fault]bool{lost: false, unheard: true, elected: true} {
		p := &page{Head: store.Head{ID: how.String()}}
		l.next.Store(int32(how))
		if err := l.pages.Insert(t.Context(), p); err == nil || errors.Is(err, kistfault.Exists) {
			t.Errorf("%s: the program was told that it is there: %v", how, err)
		}
		err := l.pages.Insert(t.Context(), &page{Head: store.Head{ID: how.String()}})
		if errors.Is(err, kistfault.Exists) != there || !there && err != nil {
			t.Errorf("%s: asked for once more: %v", how, err)
		}
		l.next.Store(int32(how))
		if _, err := l.pages.Update(t.Context(), p.ID, func(p *page) error { p.Count = 7; return nil }); err == nil {
			t.Errorf("%s: the program was told that it is done", how)
		}
		if got, err := l.pages.Get(t.Context(), p.ID); err != nil || (got.Count == 7) != there {
			t.Errorf("%s: %+v, %v", how, got, err)
		}
	}
	if c := l.Counts(); c.Again != 0 || c.Remembered != 0 || c.Writes < 9 || c.Faults[elected.String()] != 0 {
		t.Errorf("%+v", c)
	}
}

// TestOneAfterTheOther: what many change at once is changed as often.
func TestOneAfterTheOther(t *testing.T) {
	for _, set := range []string{"", "kist"} {
		l := lead(t, set)
		l.chosen = func() fault { return none }
		if err := l.pages.Insert(t.Context(), &page{Head: store.Head{ID: "a"}}); err != nil {
			t.Fatal(err)
		}
		const many, each = 6, 5
		var changed atomic.Int32
		var wg sync.WaitGroup
		for range many {
			wg.Go(func() {
				for range each {
					_, err := l.pages.Update(t.Context(), "a", func(p *page) error { p.Count++; return nil })
					if err == nil {
						changed.Add(1)
					}
				}
			})
		}
		wg.Wait()
		p, err := l.pages.Get(t.Context(), "a")
		if err != nil || p.Count != int(changed.Load()) || p.Rev != int64(p.Count)+1 {
			t.Errorf("set %q: %+v, and %d were told that they changed it: %v", set, p, changed.Load(), err)
		}
	}
}

// answers is a server that answers every message with "ok", and the commands that it got.
type answers struct {
	mu  sync.Mutex
	got []string
}

func (a *answers) serve(t *testing.T) (at string) {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = ln.Close() })
	go func() {
		for {
			c, err := ln.Accept()
			if err != nil {
				return
			}
			go a.talk(c)
		}
	}()
	return ln.Addr().String()
}

func (a *answers) talk(c net.Conn) {
	defer c.Close()
	for {
		f, err := readFrame(c)
		if err != nil {
			return
		}
		r, _ := f.request()
		a.mu.Lock()
		a.got = append(a.got, r.command)
		a.mu.Unlock()
		if f, err = f.answer(bson.D{{Key: "ok", Value: 1.0}, {Key: "command", Value: r.command}}); err != nil || f.write(c) != nil {
			return
		}
	}
}

// told asks a Primary over a line of its own, and reads the answer.
func told(t *testing.T, p *Primary, doc bson.D) bson.Raw {
	t.Helper()
	c, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", p.Address())
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	_ = c.SetDeadline(time.Now().Add(time.Minute))
	f, err := frame{id: 1}.answer(doc)
	if err != nil {
		t.Fatal(err)
	}
	f.id = 5
	if err := f.write(c); err != nil {
		t.Fatal(err)
	}
	got, err := readFrame(c)
	if err != nil {
		return nil // it was cut
	}
	if got.to != 5 {
		t.Errorf("an answer to %d", got.to)
	}
	_, answer, err := got.document()
	if err != nil {
		t.Fatal(err)
	}
	return answer
}

// inserting is a write of a session.
func inserting(session byte, number int64) bson.D {
	return bson.D{{Key: "insert", Value: "pages"}, {Key: "lsid", Value: bson.D{{Key: "id", Value: bson.Binary{Subtype: 4, Data: []byte{session}}}}}, {Key: "txnNumber", Value: number}}
}

func TestWhatASessionRemembers(t *testing.T) {
	p, err := New("kist")
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	if told(t, p, bson.D{{Key: "ping", Value: 1}}) != nil {
		t.Error("it leads nowhere, and somebody answered")
	}
	server := &answers{}
	p.Lead(server.serve(t))
	for i, want := range []string{`"ok": {"$numberDouble":"1.0"}`, `"ok": {"$numberDouble":"1.0"}`} { // the second is remembered
		if got := told(t, p, inserting(1, 2)).String(); !strings.Contains(got, want) {
			t.Errorf("%d: %s", i, got)
		}
	}
	if got := told(t, p, inserting(1, 1)).String(); !strings.Contains(got, `{"$numberInt":"225"}`) {
		t.Errorf("an old write: %s", got)
	}
	if got := told(t, p, bson.D{{Key: "hello", Value: 1}}).String(); !strings.Contains(got, `"setName": "kist"`) || !strings.Contains(got, p.Address()) {
		t.Errorf("it introduces itself with %s", got)
	}
	told(t, p, bson.D{{Key: "drop", Value: "pages"}})
	for n := range maxSessions {
		p.sessions[fmt.Sprint("session ", n)] = &session{}
	}
	if got := told(t, p, inserting(2, 1)).String(); !strings.Contains(got, `{"$numberInt":"261"}`) {
		t.Errorf("one session too many: %s", got)
	}
	server.mu.Lock()
	defer server.mu.Unlock()
	if got := strings.Join(server.got, " "); got != "insert hello drop" {
		t.Errorf("the server was asked for %s", got)
	}
	if c := p.Counts(); c.Writes != 4 || c.Again != 1 || c.Remembered != 1 || len(c.Faults) != 0 {
		t.Errorf("%+v", c)
	}
}

// TestByChance: a share of writes meets every fault.
func TestByChance(t *testing.T) {
	p, err := New("kist")
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	p.Cut(0.5)
	for range 2000 {
		p.arrive(request{command: "insert"})
	}
	c := p.Counts()
	total := 0
	for f := lost; f < faults; f++ {
		if n := c.Faults[f.String()]; n < 100 {
			t.Errorf("%s befell %d", f, n)
		}
		total += c.Faults[f.String()]
	}
	if total < 800 || total > 1200 || c.Writes != 2000 {
		t.Errorf("faults befell %d of %d", total, c.Writes)
	}
}

// TestCloseEndsLines: nobody is left waiting.
func TestCloseEndsLines(t *testing.T) {
	silent, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer silent.Close()
	p, err := New("")
	if err != nil {
		t.Fatal(err)
	}
	p.Lead(silent.Addr().String())
	cut := make(chan bool, 1)
	go func() { cut <- told(t, p, bson.D{{Key: "ping", Value: 1}}) == nil }()
	if _, err := silent.Accept(); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	if err := p.Close(); err != nil {
		t.Error(err)
	}
	select {
	case ok := <-cut:
		if !ok {
			t.Error("somebody answered")
		}
	case <-ctx.Done():
		t.Error("a line is still open")
	}
}

// TestWhoComesFirstReplaces: a revision is looked at, by whatever way.
func TestWhoComesFirstReplaces(t *testing.T) {
	t.Parallel()
	l := lead(t, "kist")
	p := &page{Head: store.Head{ID: "a"}}
	if err := l.pages.Insert(t.Context(), p); err != nil {
		t.Fatal(err)
	}
	old := *p
	p.Count = 5
	if err := l.pages.Replace(t.Context(), p); err != nil {
		t.Fatal(err)
	}
	old.Count = 6
	if err := l.pages.Replace(t.Context(), &old); !errors.Is(err, kistfault.Conflict) {
		t.Errorf("a revision that is gone was replaced: %v", err)
	}
	if err := l.pages.Replace(t.Context(), &page{Head: store.Head{ID: "b", Rev: 1}}); !errors.Is(err, kistfault.NotFound) {
		t.Errorf("a document that is not there was replaced: %v", err)
	}
	if got, err := l.pages.Get(t.Context(), "a"); err != nil || got.Count != 5 || got.Rev != 2 {
		t.Errorf("%+v, %v", got, err)
	}
}
