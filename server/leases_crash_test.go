package main

import (
	"fmt"
	"math/rand/v2"
	"os"
	"runtime"
	"strings"
	"syscall"
	"testing"

	"kist/internal/ballot"
	"kist/internal/synthetic"
	"kist/server/campaign"
	"kist/surveys"
)

// Where a server that has its turn ends, or stands still, while it seals and while it
// sends. What it had begun is gone on with by another.
var (
	sealTurns = []string{"seal.box:1:stop", "seal.tombstone:3:stop", "seal.forget:1:stop", "seal.tombstone:2"}
	hookTurns = []string{"hook.claim:1:stop", "hook.sent:1:stop", "hook.claim:1"}
)

// turns is one installation with two servers, of which one has its turn and does not end it.
type turns struct {
	*crashServer
	a            *app // the test's own, by which it sends and looks
	acknowledged []string
}

// send has as many forms acknowledged as fill a box.
func (s *turns) send() {
	s.t.Helper()
	round, err := s.a.book.Rounds.Get(s.t.Context(), demoID)
	if err != nil {
		s.t.Fatal(err)
	}
	for range round.MinBox {
		secret := ballot.NewSecret()
		if err := s.a.inbox.Submit(s.t.Context(), inventedForm(s.t, s.a, secret)); err != nil {
			s.t.Fatal(err)
		}
		s.acknowledged = append(s.acknowledged, secret.String())
	}
}

// inventedForm is what a phone would send to the demonstration's round.
func inventedForm(t testing.TB, a *app, secret ballot.Secret) ballot.Form {
	t.Helper()
	round, err := a.book.Rounds.Get(t.Context(), demoID)
	if err != nil {
		t.Fatal(err)
	}
	survey := roundSurvey(t, a)
	answers, texts, err := survey.Accept(surveys.E11, "en", synthetic.Form(rand.New(rand.NewPCG(7, 7)), survey, surveys.E11))
	if err != nil {
		t.Fatal(err)
	}
	return ballot.Form{Round: demoID, Edition: string(surveys.E11), AgeBand: "11-13", Language: "en", Setting: round.Settings[0].Key, Mode: "synthetic", Secret: secret, Answers: answers, Texts: texts}
}

// allSealed waits until nothing waits any more.
func (s *turns) allSealed(by string) {
	s.t.Helper()
	waitFor(s.t, by+" seals nothing", func() bool {
		n, err := s.a.inbox.Waiting(s.t.Context(), demoID)
		if err != nil {
			s.t.Fatal(err)
		}
		return n == 0
	})
}

// standsStill waits until a server has come to its step: it has ended there, or is
// stopped by itself.
func (s *crashServer) standsStill() {
	s.t.Helper()
	waitFor(s.t, "it does not come to its step", func() bool {
		b, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", s.cmd.Process.Pid))
		_, state, _ := strings.Cut(string(b), ") ")
		return !s.alive() || err == nil && strings.HasPrefix(state, "T")
	})
}

// wake has a server that stands still go on; false: it has ended.
func (s *crashServer) wake() bool {
	return s.alive() && s.cmd.Process.Signal(syscall.SIGCONT) == nil
}

// stillThere says that a server which was to stand still at a step has not ended since, and
// that one which was to end there has.
func (s *crashServer) stillThere(step string) {
	s.t.Helper()
	if stops := strings.HasSuffix(step, ":stop"); s.alive() != stops {
		s.t.Errorf("at %s: alive %v, want %v", step, s.alive(), stops)
	}
}

// crashTurns has a server end, or stand still, in the middle of sealing: another one
// takes its turn over and seals what waits. The one that is woken goes on with what it
// had begun, which by then is done, and nothing is sealed twice. Then it is alone, and
// has its turn again. A process that stands still in the middle of a write holds the lock
// of a SQLite file, so this is about MongoDB, or what stands in for it.
func crashTurns(t *testing.T, program, address string) {
	if runtime.GOOS != "linux" {
		t.Skip("a process that stands still is looked for in /proc")
	}
	first := &crashServer{t: t, program: program, store: address, keys: t.TempDir() + "/kist.key"}
	s := &turns{crashServer: first, a: openTestApp(t, address, first.keys)}
	s.start("")
	s.signIn()
	s.stop()
	for _, step := range sealTurns {
		s.start(step)
		s.send()
		s.standsStill()
		b := s.another()
		b.start("")
		s.allSealed("who takes over at " + step)
		b.stop()
		if s.wake() { // what it had begun comes before this
			s.send()
			s.allSealed("who was woken at " + step)
		}
		s.stillThere(step)
		s.stop()
	}
	s.start("")
	s.close()
	s.waitSealed()
	s.stop()
	found, err := formsFound(t.Context(), address, s.keys, acknowledgedLog(s.acknowledged...))
	if want := (campaign.Found{}); err != nil || found != want {
		t.Errorf("of %d forms %+v, want %+v: %v", len(s.acknowledged), found, want, err)
	}
}

// crashHookTurns does the same while an item is sent: the other sends it, once its lease
// has ended, and goes on; the one that is woken may send it a second time, under the same
// id, and does not take the cursor back.
func crashHookTurns(t *testing.T, program, address string) {
	if runtime.GOOS != "linux" {
		t.Skip("a process that stands still is looked for in /proc")
	}
	c := beginHooks(t, program, address)
	for n, step := range hookTurns {
		c.due(2 * n)
		c.start(step)
		c.standsStill()
		b := c.another()
		b.start("fast:1")
		c.sentAll("who takes over at " + step)
		b.stop()
		if c.wake() {
			c.due(2*n + 2) // what it had begun comes before this
			c.sentAll("who was woken at " + step)
		}
		c.stillThere(step)
		c.stop()
	}
	last, err := c.prepared.evidence.Last(t.Context())
	if err != nil || last < len(hookTurns) {
		t.Fatal(last, err)
	}
	c.arrived(last)
}

// sentAll waits until every address has everything.
func (c *hookCrash) sentAll(by string) {
	c.t.Helper()
	last, err := c.prepared.evidence.Last(c.t.Context())
	if err != nil {
		c.t.Fatal(err)
	}
	waitFor(c.t, by+" sends nothing", func() bool { return c.to.has(last) && c.left(last) == 0 })
}
