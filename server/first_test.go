package main

import (
	"context"
	"math/rand/v2"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"kist/internal/inspections"
	"kist/server/campaign"
	"kist/server/load"
)

// TestAFirstStartThatBrokeOff goes on where it was: what is missing is sent, and nothing
// twice, whatever of it is sealed already and however many servers do it at once.
func TestAFirstStartThatBrokeOff(t *testing.T) {
	dir := t.TempDir()
	address, keys := "sqlite:"+filepath.Join(dir, "kist.db"), filepath.Join(dir, "kist.key")
	ended, killed := context.WithCancel(t.Context())
	sent := 0
	var mu sync.Mutex
	failpoint = func(step string) {
		mu.Lock()
		defer mu.Unlock()
		if sent++; step == "submit.check" && sent > demoAnswers/2 {
			killed()
		}
	}
	t.Cleanup(func() { failpoint = nil })
	first := openTestApp(t, address, keys)
	failpoint = nil
	round, err := first.light(t.Context())
	if err != nil || len(round.Invents) == 0 {
		t.Fatal(round, err)
	}
	if err := first.fill(ended); err == nil {
		t.Fatal("it was not broken off")
	}
	n, err := first.inbox.Waiting(t.Context(), demoID)
	if err != nil || n == 0 || n == demoAnswers {
		t.Fatalf("%d sent, %v: this test shows nothing", n, err)
	}
	if err := first.sealer.SealDue(t.Context()); err != nil {
		t.Fatal(err)
	}
	second := openTestApp(t, address, keys)
	var servers sync.WaitGroup
	for _, a := range []*app{first, second} {
		servers.Go(func() {
			if err := a.fill(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
	servers.Wait()
	wholeDemonstration(t, second)
}

// wholeDemonstration says that every invented answer is there once, counted, and that the
// round knows of none that is to come.
func wholeDemonstration(t *testing.T, a *app) {
	t.Helper()
	round, err := a.book.Rounds.Get(t.Context(), demoID)
	if err != nil || len(round.Invents) != 0 {
		t.Errorf("%x are to come, %v", round.Invents, err)
	}
	if p, err := a.watch.Shown(t.Context(), demoID); err != nil || p.AtLeast != demoAnswers {
		t.Errorf("staff are told of %d, %v", p.AtLeast, err)
	}
	if err := a.sealer.Close(t.Context(), demoID, nil); err != nil {
		t.Fatal(err)
	}
	if n := countedRows(t, a); n != demoAnswers {
		t.Errorf("%d rows, want %d", n, demoAnswers)
	}
}

// TestFirstStartsTogether on one store make one demonstration, with each answer once.
func TestFirstStartsTogether(t *testing.T) {
	dir := t.TempDir()
	address, keys := "sqlite:"+filepath.Join(dir, "kist.db"), filepath.Join(dir, "kist.key")
	apps := []*app{openTestApp(t, address, keys), openTestApp(t, address, keys), openTestApp(t, address, keys)}
	var servers sync.WaitGroup
	for _, a := range apps {
		servers.Go(func() {
			if _, err := a.firstLight(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
	servers.Wait()
	wholeDemonstration(t, apps[0])
}

// TestAClosedDemonstrationIsLeft has somebody close the round before all was sent: what
// is missing then never comes, and no start tries again.
func TestAClosedDemonstrationIsLeft(t *testing.T) {
	a := newTestApp(t)
	if _, err := a.light(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := a.sealer.Close(t.Context(), demoID, nil); err != nil {
		t.Fatal(err)
	}
	if err := a.furnish(t.Context()); err != nil {
		t.Fatal(err)
	}
	round, err := a.book.Rounds.Get(t.Context(), demoID)
	if err != nil || len(round.Invents) != 0 || round.Stage != inspections.Sealed {
		t.Errorf("%+v, %v", round, err)
	}
	if n := countedRows(t, a); n != 0 {
		t.Errorf("%d rows in a round that was closed empty", n)
	}
}

// crashFirst kills servers in their first seconds, at steps of sending what is invented and
// at any moment, each on what the one before left: in the end all is there, once.
func crashFirst(t *testing.T, program string) {
	for i, step := range []string{"", "submit.insert:1", "submit.insert:60", "submit.check:1", "submit.check:130", "submit.check:200"} {
		part := filepath.Join(t.TempDir(), "kist")
		s := &crashServer{t: t, program: program, store: "sqlite:" + part + ".db", keys: part + ".key"}
		if step != "" {
			s.begin(step)
			s.waitEnd()
			s.stop()
			if s.atFailpoint == 0 {
				t.Errorf("%s was not reached", step)
			}
		}
		rng := rand.New(rand.NewPCG(11, uint64(i)))
		for range 2 {
			s.ends = time.Duration(20+rng.IntN(400)) * time.Millisecond
			s.begin("fast:1")
			s.waitEnd()
		}
		s.ends = 0
		s.start("")
		s.signIn()
		s.close()
		s.waitSealed()
		s.stop()
		found, err := formsFound(t.Context(), s.store, s.keys, &load.Log{})
		if want := (campaign.Found{}); err != nil || found != want {
			t.Errorf("after %q: besides %d answers %+v, %v", step, demoAnswers, found, err)
		}
	}
}
