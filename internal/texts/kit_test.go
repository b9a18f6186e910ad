package texts

import (
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"kist/internal/ballot"
	"kist/internal/fault"
	"kist/internal/inspections"
	"kist/internal/seal"
	"kist/internal/store"
	"kist/internal/store/storetest"
	"kist/surveys"
)

// kit is a server's parts on a store, with a running round and a clock of its own.
type kit struct {
	engine store.Engine
	book   *inspections.Book
	vault  *inspections.Vault
	inbox  *ballot.Inbox
	sealer *ballot.Sealer
	lane   *ballot.Lane
	taken  *ballot.Withdrawals
	texts  *Texts
	round  *inspections.Round
	keys   seal.Keys

	mu   sync.Mutex
	time time.Time
}

// thursday is a working day after the lane's hour.
var thursday = time.Date(2026, 11, 26, 9, 0, 0, 0, time.UTC)

// each runs a test on every engine.
func each(t *testing.T, test func(t *testing.T, k *kit)) {
	t.Helper()
	storetest.Each(t, func(t *testing.T, open storetest.Open) { test(t, newKit(t, open())) })
}

func newKit(t *testing.T, e store.Engine) *kit {
	t.Helper()
	k := &kit{engine: e, keys: seal.Keys{Wrap: seal.NewKey(), Tickets: seal.NewKey()}, time: thursday}
	k.join(t, nil)
	k.round = &inspections.Round{Head: store.Head{ID: "spring"}, Door: inspections.Open, Stage: inspections.Running, MinBox: 3}
	must(t, k.vault.Equip(t.Context(), k.round))
	must(t, k.book.Rounds.Insert(t.Context(), k.round))
	return k
}

// join opens the parts on the store, as a server does when it starts.
func (k *kit) join(t *testing.T, step ballot.Step) {
	t.Helper()
	ctx := t.Context()
	var errs [7]error
	k.book, errs[0] = inspections.OpenBook(ctx, k.engine)
	k.vault, errs[1] = inspections.OpenVault(ctx, k.engine, k.keys.Wrap)
	k.inbox, errs[2] = ballot.OpenInbox(ctx, k.engine, k.book, k.keys.Tickets, nil)
	k.sealer, errs[3] = ballot.OpenSealer(ctx, k.engine, k.book, k.vault, nil)
	k.lane, errs[4] = ballot.OpenLane(ctx, k.engine, k.book, k.vault, k.keys.Wrap, nil)
	k.taken, errs[5] = ballot.OpenWithdrawals(ctx, k.engine)
	opener, err := ballot.OpenOpener(ctx, k.engine, k.vault)
	errs[6] = err
	must(t, errors.Join(errs[:]...))
	k.texts, err = Open(ctx, k.engine, Deps{Book: k.book, Keys: k.vault, Boxes: opener, Lane: k.lane, IDs: k.keys.Wrap, Step: step, Now: k.now})
	must(t, err)
}

func (k *kit) now() time.Time {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.time
}

// pass lets time pass.
func (k *kit) pass(d time.Duration) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.time = k.time.Add(d)
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// fails wants an error of this kind.
func fails(t *testing.T, what string, err, kind error) {
	t.Helper()
	if !errors.Is(err, kind) {
		t.Errorf("%s: %v, want %v", what, err, kind)
	}
}

// send submits a form with each of these stories and gives the forms back.
func (k *kit) send(t *testing.T, stories ...string) []ballot.Form {
	t.Helper()
	var forms []ballot.Form
	for i, story := range stories {
		f := ballot.Form{
			Round: k.round.ID, Edition: "11-13", AgeBand: "11-13", Language: "en", Setting: "school", Mode: "online", Secret: ballot.NewSecret(),
			Answers: surveys.Answers{"child": {fmt.Sprint(i)}}, Texts: map[string]string{"story": story},
		}
		must(t, k.inbox.Submit(t.Context(), f))
		forms = append(forms, f)
	}
	return forms
}

// unlock opens the round for two people and gives the session of the first.
func (k *kit) unlock(t *testing.T, use Use) *Session {
	t.Helper()
	must(t, k.texts.Ask(t.Context(), k.round.ID, use, "ros"))
	must(t, k.texts.Confirm(t.Context(), k.round.ID, use, "tom", ""))
	s, err := k.texts.Enter(t.Context(), k.round.ID, use, "ros")
	must(t, err)
	return s
}

// deeds counts what the audit says was done.
func (k *kit) deeds(t *testing.T, collection, id string) map[string]int {
	t.Helper()
	lines, err := k.texts.trail.Of(t.Context(), collection, id)
	must(t, err)
	n := map[string]int{}
	for _, l := range lines {
		n[l.Who+" "+l.Did]++
	}
	return n
}

var closed, denied, exists = fault.Closed, fault.Denied, fault.Exists
