package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"kist/internal/ballot"
	"kist/internal/config"
	"kist/internal/inspections"
	"kist/internal/store"
	"kist/internal/store/moving"
	"kist/surveys"
)

func noSteps(string, int) (step, done func()) { return func() {}, func() {} }

// openRound is a running round with boxes of three at least.
func openRound(t testing.TB, a *app, id string) *inspections.Round {
	t.Helper()
	r := &inspections.Round{
		Head: store.Head{ID: id}, Door: inspections.Open, Stage: inspections.Running, MinBox: 3,
		Closes: time.Now().AddDate(0, 0, 7).Format(time.DateOnly),
	}
	if err := errors.Join(a.vault.Equip(t.Context(), r), a.book.Rounds.Insert(t.Context(), r)); err != nil {
		t.Fatal(err)
	}
	return r
}

// answer is a child's form whose story is its name.
func answer(round, story string) ballot.Form {
	return ballot.Form{
		Round: round, Edition: "11-13", AgeBand: "11-13", Language: "en", Setting: "school", Mode: "online", Secret: ballot.NewSecret(),
		Answers: surveys.Answers{"child": {story}}, Texts: map[string]string{"story": story},
	}
}

// slow is a sealer that takes a step only when it is let.
type slow struct {
	permits  chan struct{}
	arrivals atomic.Int64
	ended    chan struct{}
	err      error
}

// sealSlowly seals what waits in a round, and closes it.
func sealSlowly(t testing.TB, a *app, round string) *slow {
	t.Helper()
	s := &slow{permits: make(chan struct{}), ended: make(chan struct{})}
	sealer, err := ballot.OpenSealer(t.Context(), a.engine, a.book, a.vault, func(string) {
		s.arrivals.Add(1)
		<-s.permits
	})
	if err != nil {
		t.Fatal(err)
	}
	go func() {
		defer close(s.ended)
		// The turn is another sealer's at the first ask.
		s.err = errors.Join(sealer.SealDue(t.Context()), sealer.SealDue(t.Context()), sealer.Close(t.Context(), round, nil))
	}()
	return s
}

// advance lets it take n steps, and waits a little for the last one's end, which it
// cannot see where several steps are taken at once.
func (s *slow) advance(n int) {
	for range n {
		before := s.arrivals.Load()
		select {
		case <-s.ended:
			return
		case s.permits <- struct{}{}:
		}
		for range 5 {
			if s.arrivals.Load() > before {
				break
			}
			select {
			case <-s.ended:
				return
			case <-time.After(time.Millisecond):
			}
		}
	}
}

// places are where a backup has the answers of one round.
type placed struct {
	waiting, boxed, buried int
	stage                  string
	last                   bool
}

// placesIn counts, as the first sealer on the copy would leave them.
func placesIn(t testing.TB, file []byte, round string) placed {
	t.Helper()
	type any struct {
		ID      string   `json:"_id"`
		Waits   string   `json:"waits"`
		Round   string   `json:"round"`
		Members []string `json:"members"`
		N       int      `json:"n"`
		Last    bool     `json:"last"`
		Stage   string   `json:"stage"`
	}
	var p placed
	waiting := map[string]bool{}
	_, err := moving.Check(bytes.NewReader(file), func(collection string, text []byte) error {
		var doc any
		if err := json.Unmarshal(text, &doc); err != nil {
			return err
		}
		switch {
		case collection == inboxName && doc.Waits == round:
			waiting[doc.ID] = true
		case collection == inboxName && doc.Waits == "":
			p.buried++
		case collection == boxesName && doc.Round == round:
			for _, m := range doc.Members {
				delete(waiting, m)
			}
			p.boxed += doc.N
			p.last = p.last || doc.Last
		case collection == roundsName && doc.ID == round:
			p.stage = doc.Stage
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	p.waiting = len(waiting)
	return p
}

// However a sealer and a backup take turns, step by step, the copy has every answer that
// was told "sent" once: waiting, or in a box.
func TestABackupBetweenAnyTwoSteps(t *testing.T) {
	a, rng := newTestApp(t), rand.New(rand.NewPCG(11, 11))
	const answers = 5
	seen := map[placed]bool{}
	for i := range 20 {
		round := fmt.Sprintf("round%02d", i)
		openRound(t, a, round)
		for n := range answers {
			if err := a.inbox.Submit(t.Context(), answer(round, fmt.Sprint(n))); err != nil {
				t.Fatal(err)
			}
		}
		s := sealSlowly(t, a, round)
		s.advance(rng.IntN(5))
		c, err := a.copier(t.Context(), t.TempDir(), noSteps)
		if err != nil {
			t.Fatal(err)
		}
		c.step = func(next string) {
			if next == inboxName || next == boxesName || next == roundsName || next == "the second look" {
				s.advance(rng.IntN(2) * (1 + rng.IntN(8))) // half the time, none
			}
		}
		var file bytes.Buffer
		if err := c.answers(t.Context(), &file); err != nil {
			t.Fatal(err)
		}
		p := placesIn(t, file.Bytes(), round)
		if p.waiting+p.boxed != answers {
			t.Errorf("round %d: %d answers wait and %d are in boxes, of %d", i, p.waiting, p.boxed, answers)
		}
		if p.stage == string(inspections.Running) && p.last || p.stage == string(inspections.Sealed) && (p.waiting > 0 || !p.last) {
			t.Errorf("round %d is %s in the copy, its last box there: %v, with %d waiting", i, p.stage, p.last, p.waiting)
		}
		p.buried = 0
		seen[p] = true
		for s.advance(1); s.err == nil; s.advance(1) {
			select {
			case <-s.ended:
			default:
				continue
			}
			break
		}
		if s.err != nil {
			t.Fatal(s.err)
		}
	}
	if !seen[placed{waiting: answers, stage: "running"}] || !seen[placed{boxed: answers, stage: "running"}] || len(seen) < 3 {
		t.Errorf("it only saw %v: this test shows little", slices.Collect(maps.Keys(seen)))
	}
}

// children send stories until they are stopped, and remember what they were told.
type sending struct {
	mu    sync.Mutex
	forms map[string]ballot.Form
	told  map[string]bool
}

func (s *sending) send(ctx context.Context, a *app, story string) error {
	form := answer("round", story)
	s.mu.Lock()
	s.forms[story] = form
	s.mu.Unlock()
	if err := a.inbox.Submit(ctx, form); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.told[story] = true
	return nil
}

// toldSoFar are the stories that were told "sent".
func (s *sending) toldSoFar() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Sorted(maps.Keys(s.told))
}

// Children send and a sealer runs while backups are made. What was told "sent" before one
// began is in it once; and whoever sends again to the server that came of it, for the first
// answer may have been lost on its way, is counted once too.
func TestABackupOfABusyServer(t *testing.T) {
	a, s := newTestApp(t), &sending{forms: map[string]ballot.Form{}, told: map[string]bool{}}
	openRound(t, a, "round")
	busy, stop := context.WithCancel(t.Context())
	var all sync.WaitGroup
	for child := range 4 {
		all.Go(func() {
			for n := 0; busy.Err() == nil; n++ {
				if err := s.send(busy, a, fmt.Sprintf("story %d of %d", n, child)); err != nil && busy.Err() == nil {
					t.Error(err)
				}
			}
		})
	}
	var pause atomic.Int64
	all.Go(func() {
		for busy.Err() == nil {
			if err := a.sealer.SealDue(busy); err != nil && busy.Err() == nil {
				t.Error(err)
			}
			// KIST_SEAL_EVERY. A backup needs a pause in it, of which a slow machine needs more.
			time.Sleep(time.Duration(pause.Add(pause.Load()/4 + 1)))
		}
	})
	dir, told := t.TempDir(), map[string][]string{}
	for i := range 3 {
		for before := len(s.toldSoFar()); len(s.toldSoFar()) < before+20; {
			time.Sleep(time.Millisecond)
		}
		file := filepath.Join(dir, fmt.Sprint(i))
		told[file] = s.toldSoFar()
		pause.Store(int64(time.Millisecond))
		c := backupCommand{File: file, Keys: filepath.Join(dir, keysName)}
		if err := c.make(t.Context(), a, nil, io.Discard, noSteps); err != nil {
			t.Error(err)
		}
	}
	stop()
	all.Wait()
	for file, before := range told {
		checkRestored(t, a, s, file, before)
	}
}

// checkRestored brings a backup back, lets everybody who had sent before send once more,
// closes the round and counts.
func checkRestored(t *testing.T, a *app, s *sending, file string, before []string) {
	t.Helper()
	cfg := *a.cfg
	cfg.Store = "sqlite:" + filepath.Join(t.TempDir(), "restored.db")
	if err := (restoreCommand{File: file}).restore(t.Context(), &cfg, nil, noSteps, io.Discard); err != nil {
		t.Fatal(err)
	}
	b := openTestApp(t, cfg.Store, cfg.KeyFile)
	again := before[len(before)/2:]
	for _, story := range again {
		if err := b.inbox.Submit(t.Context(), s.forms[story]); err != nil {
			t.Fatalf("%q sent again: %v", story, err)
		}
	}
	if err := b.sealer.Close(t.Context(), "round", nil); err != nil {
		t.Fatal(err)
	}
	texts, unread, err := b.opener.Texts(t.Context(), "round")
	if err != nil || unread != 0 {
		t.Fatal(unread, err)
	}
	counts := map[string]int{}
	for _, x := range texts {
		if counts[x.Text]++; counts[x.Text] > 1 {
			t.Errorf("%q is there %d times", x.Text, counts[x.Text])
		}
	}
	for _, story := range before {
		if counts[story] != 1 {
			t.Errorf("%q was told sent before the backup began, and is there %d times", story, counts[story])
		}
	}
	t.Logf("%d told sent before the backup, %d restored", len(before), len(texts))
}

// Every collection of the program is either in a backup or left out for a reason: a new
// one has to find its place in the order.
func TestEveryCollectionHasItsPlace(t *testing.T) {
	a := newTestApp(t)
	for _, name := range a.house.Collections() {
		if n := len(notCopied[name]); slices.Contains(copied, name) == (n > 0) {
			t.Errorf("the collection %s has to stand in copied or in notCopied, and in one of them", name)
		}
	}
	if want, got := len(a.house.Collections()), len(copied)+len(notCopied); want != got {
		t.Errorf("%d collections have a place, and there are %d", got, want)
	}
}

// comesBack restores a backup of the demonstration: every document is as it was, to the
// byte, but for what a backup leaves out.
func comesBack(t *testing.T, made backupCommand, cfg config.Config, want map[string]string) {
	t.Helper()
	back := filepath.Join(t.TempDir(), "restored.db")
	cfg.Store = "sqlite:" + back
	refuseOthers(t, made, cfg)
	var out strings.Builder
	if err := (restoreCommand{File: made.File}).restore(t.Context(), &cfg, nil, noSteps, &out); err != nil || !strings.Contains(out.String(), "read anew") {
		t.Fatalf("%s, %v", out.String(), err)
	}
	got := documents(t, &cfg, back)
	for name, doc := range want {
		if collection, _, _ := strings.Cut(name, "/"); collection == "leases" || collection == "sessions" {
			got[name] = doc
		}
		if got[name] != doc {
			t.Errorf("%s became\n%.300s\nand was\n%.300s", name, got[name], doc)
		}
	}
	if len(got) != len(want) {
		t.Errorf("%d documents became %d", len(want), len(got))
	}
	for _, path := range []string{made.File, made.Keys} {
		if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v, %v", path, info.Mode(), err)
		}
	}
	if left, err := filepath.Glob(filepath.Join(filepath.Dir(made.File), ".*")); err != nil || len(left) > 0 {
		t.Errorf("it left %v, %v", left, err)
	}
}

// changed writes a changed copy of a file beside it.
func changed(t testing.TB, path string, alter func([]byte) []byte) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	other := filepath.Join(t.TempDir(), "other")
	if err := os.WriteFile(other, alter(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return other
}
