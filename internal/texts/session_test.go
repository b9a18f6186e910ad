package texts

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kist/internal/audit"
	"kist/internal/codewords"
	"kist/internal/fault"
	"kist/internal/inspections"
	"kist/internal/seal"
	"kist/internal/store"
)

// TestTwoPeopleUnlock: nothing is read before the second, the second is another
// person, nobody else reads, ten minutes later nobody does, and each step is in the
// audit.
func TestTwoPeopleUnlock(t *testing.T) {
	each(t, func(t *testing.T, k *kit) {
		ctx, id := t.Context(), k.round.ID
		fails(t, "confirming what nobody asked for", k.texts.Confirm(ctx, id, Unreviewed, "tom", ""), closed)
		fails(t, "asking for nothing", k.texts.Ask(ctx, id, "tea", "ros"), fault.Invalid)
		must(t, k.texts.Ask(ctx, id, Unreviewed, "ros"))
		fails(t, "asking again", k.texts.Ask(ctx, id, Unreviewed, "tom"), exists)
		_, err := k.texts.Enter(ctx, id, Unreviewed, "ros")
		fails(t, "reading alone", err, closed)
		fails(t, "being one's own second", k.texts.Confirm(ctx, id, Unreviewed, "ros", ""), denied)
		if st := k.texts.Standing(id, Unreviewed); !st.Waits() || !st.Has("ros") || st.Has("tom") || st.Has("") {
			t.Errorf("it stands %+v", st)
		}
		fails(t, "confirming what another asked for", k.texts.ConfirmOf(ctx, id, Unreviewed, "iona", "tom", ""), closed)
		k.pass(9 * time.Minute)
		must(t, k.texts.ConfirmOf(ctx, id, Unreviewed, "ros", "tom", ""))
		fails(t, "confirming again", k.texts.Confirm(ctx, id, Unreviewed, "iona", ""), exists)
		k.pass(9 * time.Minute) // ten from the second's yes
		for _, who := range []string{"ros", "tom"} {
			s, err := k.texts.Enter(ctx, id, Unreviewed, who)
			must(t, err)
			must(t, s.Alive())
		}
		for _, who := range []string{"iona", ""} {
			_, err = k.texts.Enter(ctx, id, Unreviewed, who)
			fails(t, "reading in a session of others", err, denied)
		}
		_, err = k.texts.Enter(ctx, id, Analysis, "ros")
		fails(t, "reading for another use", err, closed)
		_, err = k.texts.Enter(ctx, "autumn", Unreviewed, "ros")
		fails(t, "reading another round", err, closed)
		s, _ := k.texts.Enter(ctx, id, Unreviewed, "ros")
		k.pass(time.Minute)
		fails(t, "the session after ten minutes", s.Alive(), closed)
		_, err = k.texts.Enter(ctx, id, Unreviewed, "ros")
		fails(t, "reading after ten minutes", err, closed)
		if st := k.texts.Standing(id, Unreviewed); st != (Standing{}) {
			t.Errorf("it stands %+v", st)
		}
		if diff := cmp.Diff(map[string]int{"ros texts.ask": 1, "tom texts.ask": 1, "tom texts.unlock": 1}, k.deeds(t, sessionsName, id)); diff != "" {
			t.Error(diff)
		}
	})
}

// TestEitherEndsASession at once and for both; nobody else can, and the key is gone
// from memory.
func TestEitherEndsASession(t *testing.T) {
	each(t, func(t *testing.T, k *kit) {
		ctx, id := t.Context(), k.round.ID
		for _, who := range []string{"ros", "tom"} {
			s := k.unlock(t, Unreviewed)
			fails(t, "somebody else", k.texts.End(ctx, id, Unreviewed, "iona"), denied)
			must(t, s.Alive())
			must(t, k.texts.End(ctx, id, Unreviewed, who))
			fails(t, "after its end", s.Alive(), closed)
			must(t, k.texts.End(ctx, id, Unreviewed, who)) // over is no error
			if b, err := s.key.Bytes(); err == nil {
				t.Errorf("the session keeps a key of %d bytes", len(b))
			}
		}
		must(t, k.texts.Ask(ctx, id, Unreviewed, "ros"))
		must(t, k.texts.End(ctx, id, Unreviewed, "ros"))
		fails(t, "confirming what was taken back", k.texts.Confirm(ctx, id, Unreviewed, "tom", ""), closed)
	})
}

// TestWhatSomebodyAskedForIsForgotten when they are gone, and neither what another asked for
// nor what two people have open.
func TestWhatSomebodyAskedForIsForgotten(t *testing.T) {
	each(t, func(t *testing.T, k *kit) {
		ctx, id := t.Context(), k.round.ID
		must(t, k.texts.Ask(ctx, id, Unreviewed, "ros"))
		k.texts.Forget(id, Unreviewed, "tom")
		if st := k.texts.Standing(id, Unreviewed); st.First != "ros" {
			t.Errorf("it stands %+v", st)
		}
		k.texts.Forget(id, Unreviewed, "ros")
		fails(t, "confirming what is forgotten", k.texts.Confirm(ctx, id, Unreviewed, "tom", ""), closed)
		s := k.unlock(t, Unreviewed)
		k.texts.Forget(id, Unreviewed, "ros")
		must(t, s.Alive())
	})
}

// stuck is a store in which the line of a session that opens waits for what is to come of it.
type stuck struct {
	store.Engine
	came  chan struct{}
	leave chan error
}

type stuckDocs struct {
	store.Docs
	*stuck
}

func (e *stuck) Ensure(ctx context.Context, spec store.Spec) (store.Docs, error) {
	docs, err := e.Engine.Ensure(ctx, spec)
	return stuckDocs{docs, e}, err
}

func (d stuckDocs) Insert(ctx context.Context, id string, doc any) error {
	if line, ok := doc.(*audit.Line); ok && line.Did == "texts.unlock" {
		d.came <- struct{}{}
		if err := <-d.leave; err != nil {
			return err
		}
	}
	return d.Docs.Insert(ctx, id, doc)
}

// TestALineThatHangsHoldsUpNobodyElse: while the store takes its time over the line of one
// session, others go on and end, nobody else is its second, and it can be taken back; what
// could not be written opened nothing.
func TestALineThatHangsHoldsUpNobodyElse(t *testing.T) {
	each(t, func(t *testing.T, k *kit) {
		ctx, id := t.Context(), k.round.ID
		s := k.unlock(t, Analysis)
		e := &stuck{k.engine, make(chan struct{}), make(chan error)}
		trail, err := audit.OpenTrail(ctx, e, k.now)
		must(t, err)
		k.texts.trail, k.texts.sessions.trail = trail, trail
		must(t, k.texts.Ask(ctx, id, Unreviewed, "ros"))
		confirmed := make(chan error)
		confirm := func() {
			go func() { confirmed <- k.texts.Confirm(ctx, id, Unreviewed, "tom", "") }()
			<-e.came
		}
		confirm()
		others := make(chan error)
		go func() {
			others <- errors.Join(s.Alive(), k.texts.End(ctx, id, Analysis, "ros"))
		}()
		select {
		case err := <-others:
			must(t, err)
		case <-time.After(10 * time.Second):
			t.Fatal("another session waits for it")
		}
		if st := k.texts.Standing(id, Unreviewed); !st.Waits() {
			t.Errorf("it stands %+v", st)
		}
		fails(t, "a second second", k.texts.Confirm(ctx, id, Unreviewed, "iona", ""), exists)
		lost := errors.New("the store is lost")
		e.leave <- lost
		fails(t, "what was not written", <-confirmed, lost)
		confirm()
		e.leave <- nil
		must(t, <-confirmed)
		must(t, k.texts.End(ctx, id, Unreviewed, "ros"))
		must(t, k.texts.Ask(ctx, id, Unreviewed, "ros"))
		k.pass(time.Minute) // a line of its own
		confirm()
		must(t, k.texts.End(ctx, id, Unreviewed, "ros"))
		e.leave <- nil
		fails(t, "what was taken back meanwhile", <-confirmed, closed)
		if st := k.texts.Standing(id, Unreviewed); st != (Standing{}) {
			t.Errorf("it stands %+v", st)
		}
	})
}

// TestOldSessionsAreForgotten: an ask that nobody answered, and keys whose ten
// minutes are over, leave memory though nobody looks.
func TestOldSessionsAreForgotten(t *testing.T) {
	each(t, func(t *testing.T, k *kit) {
		s := k.unlock(t, Unreviewed)
		must(t, k.texts.Ask(t.Context(), k.round.ID, Analysis, "ros"))
		must(t, k.texts.Sweep(t.Context()))
		if n := len(k.texts.slots()); n != 2 {
			t.Fatalf("%d sessions, want 2", n)
		}
		k.pass(Lasts)
		must(t, k.texts.Sweep(t.Context()))
		if _, err := s.key.Bytes(); len(k.texts.slots()) != 0 || err == nil {
			t.Error("a session outlives its time")
		}
		fails(t, "confirming after ten minutes", k.texts.Confirm(t.Context(), k.round.ID, Analysis, "tom", ""), closed)
	})
}

func (x *sessions) slots() []slot { return slices.Collect(maps.Keys(x.at)) }

// TestOthersJoinAnAnalysis: whoever the page lets in reads what was reviewed, with a
// line, while it lasts.
func TestOthersJoinAnAnalysis(t *testing.T) {
	each(t, func(t *testing.T, k *kit) {
		ctx, id := t.Context(), k.round.ID
		_, err := k.texts.Enter(ctx, id, Analysis, "iona")
		fails(t, "joining nothing", err, closed)
		k.unlock(t, Analysis)
		for range 2 {
			s, err := k.texts.Enter(ctx, id, Analysis, "iona")
			must(t, err)
			must(t, s.Alive())
		}
		_, err = k.texts.Enter(ctx, id, Analysis, "")
		fails(t, "nobody joins", err, denied)
		if n := k.deeds(t, sessionsName, id)["iona texts.join"]; n != 1 {
			t.Errorf("%d lines of joining, want 1", n)
		}
	})
}

// hold makes the round one that readers hold, tom and iona, and gives their words.
func (k *kit) hold(t *testing.T) map[string]string {
	t.Helper()
	words := map[string]string{}
	for i, who := range []string{"tom", "iona"} {
		words[who] = codewords.From([]byte(strings.Repeat(string(rune('a'+i)), codewords.Size))).String()
		must(t, k.vault.MakeReader(t.Context(), who, words[who]))
	}
	held := *k.round
	held.ID, held.KeyMode, held.Readers = "held", inspections.ReaderHeld, []string{"tom", "iona"}
	must(t, k.vault.Equip(t.Context(), &held))
	must(t, k.book.Rounds.Insert(t.Context(), &held))
	k.round = &held
	return words
}

// TestReadersUnlock: in a reader-held round the second is one of its readers and lends
// six words; without them nothing opens, nothing says that it did, and the session
// still waits. What was reviewed is closed to the server as well.
func TestReadersUnlock(t *testing.T) {
	each(t, func(t *testing.T, k *kit) {
		ctx, words := t.Context(), k.hold(t)
		k.reviewedAs(t, "a", "I like the garden", "")
		must(t, k.texts.Ask(ctx, "held", Analysis, "ros"))
		var wrong fault.Problem
		for _, typed := range []string{"", words["iona"]} {
			if err := k.texts.Confirm(ctx, "held", Analysis, "tom", typed); !errors.As(err, &wrong) {
				t.Errorf("tom with %q: %v", typed, err)
			}
		}
		fails(t, "somebody who is no reader", k.texts.Confirm(ctx, "held", Analysis, "ada", words["tom"]), denied)
		if refused := k.deeds(t, sessionsName, "held")["tom texts.refused"]; refused != 1 { // of one minute
			t.Errorf("the audit has %d lines of refused words", refused)
		}
		lines, err := k.texts.trail.Of(ctx, sessionsName, "held")
		must(t, err)
		if said := fmt.Sprint(lines); strings.Contains(said, words["iona"]) {
			t.Error("the audit says the words")
		}
		if st := k.texts.Standing("held", Analysis); !st.Waits() || k.deeds(t, sessionsName, "held")["tom texts.unlock"] != 0 {
			t.Errorf("it stands %+v, and the audit says that it was unlocked", st)
		}
		must(t, k.texts.Confirm(ctx, "held", Analysis, "tom", words["tom"]))
		s, err := k.texts.Enter(ctx, "held", Analysis, "ros")
		must(t, err)
		list, err := k.words(ctx, s)
		must(t, err)
		if !slices.Equal(list, []string{"I like the garden"}) {
			t.Errorf("read %q", list)
		}
		_, err = k.vault.Texts(ctx, "held")
		fails(t, "the server alone", err, denied)
	})
}

// TestNoKeyNoSession: where the key is destroyed nobody unlocks anything.
func TestNoKeyNoSession(t *testing.T) {
	each(t, func(t *testing.T, k *kit) {
		must(t, k.texts.Ask(t.Context(), "gone", Unreviewed, "ros"))
		fails(t, "a round without keys", k.texts.Confirm(t.Context(), "gone", Unreviewed, "tom", ""), fault.NotFound)
		if st := k.texts.Standing("gone", Unreviewed); st.Open {
			t.Error("it is open")
		}
	})
}

// reviewedAs keeps a text as if two people had passed it.
func (k *kit) reviewedAs(t *testing.T, id, words, tag string) {
	t.Helper()
	key, err := seal.ParsePublic(k.round.TextsKey)
	must(t, err)
	err = k.texts.reviews.Insert(t.Context(), &review{Head: store.Head{ID: id}, Round: k.round.ID, State: Approved})
	if err != nil && !errors.Is(err, exists) {
		t.Fatal(err)
	}
	must(t, k.texts.keep(t.Context(), key, inside{Reviewed{ID: id, Round: k.round.ID, Question: "story", Edition: "11-13", Language: "en", Setting: "school", Words: words}, tag}))
}

// words are the reviewed texts of the session's round, in order of their words.
func (k *kit) words(ctx context.Context, s *Session) (list []string, err error) {
	for r, err := range k.texts.Reviewed(ctx, s) {
		if err != nil {
			return list, err
		}
		list = append(list, r.Words)
	}
	slices.Sort(list)
	return list, nil
}

// TestReviewedTextsNeedASession: they are in the store and closed; inside a session
// they come with what they were asked; they end with it, even half way.
func TestReviewedTextsNeedASession(t *testing.T) {
	each(t, func(t *testing.T, k *kit) {
		k.reviewedAs(t, "a", "I like the garden", "")
		k.reviewedAs(t, "a", "I like the [place]", "") // reviewed again: in place of the first
		k.reviewedAs(t, "b", "It is loud", "")
		_, err := k.words(t.Context(), nil)
		fails(t, "no session", err, closed)
		for doc, err := range k.texts.reviewed.Find(t.Context(), store.Query{}) {
			must(t, err)
			if strings.Contains(string(doc.Sealed), "like") || len(doc.Sealed) != innerSize {
				t.Errorf("%d bytes that tell something", len(doc.Sealed))
			}
		}
		s := k.unlock(t, Analysis)
		got, err := k.words(t.Context(), s)
		must(t, err)
		if diff := cmp.Diff([]string{"I like the [place]", "It is loud"}, got); diff != "" {
			t.Error(diff)
		}
		n := 0
		for r, err := range k.texts.Reviewed(t.Context(), s) {
			if n++; n == 1 {
				if want := (Reviewed{"a", "spring", "story", "11-13", "en", "school", "I like the [place]", "", k.texts.out("spring", "")}); r != want || err != nil {
					t.Errorf("%+v, %v", r, err)
				}
				k.pass(Lasts)
				continue
			}
			fails(t, "half way", err, closed)
		}
		if n != 2 {
			t.Errorf("%d turns", n)
		}
		for range k.texts.Reviewed(t.Context(), k.unlock(t, Analysis)) {
			break // stopping early is no error
		}
	})
}

const innerSize = 512 + seal.Overhead

// TestATextTakenBackIsReadByNobody, though it was reviewed before.
func TestATextTakenBackIsReadByNobody(t *testing.T) {
	each(t, func(t *testing.T, k *kit) {
		sent := k.send(t, "one", "two", "three")
		must(t, k.sealer.SealDue(t.Context()))
		key, err := k.vault.Texts(t.Context(), k.round.ID)
		must(t, err)
		found, _, err := k.texts.Boxes.TextsWith(t.Context(), k.round.ID, key)
		must(t, err)
		for _, f := range found {
			k.reviewedAs(t, k.texts.id(k.round.ID, f.Envelope), f.Text.Text, f.Tag)
		}
		out := map[string]string{} // words -> mark
		s := k.unlock(t, Analysis)
		for r, err := range k.texts.Reviewed(t.Context(), s) {
			must(t, err)
			out[r.Words] = r.Out
			if one, err := k.texts.OneReviewed(t.Context(), s, r.ID); err != nil || one.Out != r.Out || r.Out == "" {
				t.Errorf("%q has two marks: %q and %q, %v", r.Words, r.Out, one.Out, err)
			}
		}
		must(t, k.texts.End(t.Context(), k.round.ID, Analysis, "ros"))
		if gone, err := k.texts.Withdrawn(t.Context(), k.round.ID); err != nil || len(gone) != 0 {
			t.Errorf("taken back before anybody did: %v, %v", gone, err)
		}
		must(t, k.taken.Withdraw(t.Context(), k.round.ID, sent[1].Secret.Receipt(), []string{"story"}))
		gone, err := k.texts.Withdrawn(t.Context(), k.round.ID)
		must(t, err)
		if !gone[out["two"]] || gone[out["one"]] || gone[out["three"]] {
			t.Errorf("of %v it is said that %v are taken back", out, gone)
		}
		for _, f := range found {
			if gone[f.Tag] {
				t.Error("a tag is told")
			}
		}
		got, err := k.words(t.Context(), k.unlock(t, Analysis))
		if diff := cmp.Diff([]string{"one", "three"}, got); diff != "" || err != nil {
			t.Error(diff, err)
		}
	})
}

// TestAlteredReviewedTextsAreTold, and what they hold is not.
func TestAlteredReviewedTextsAreTold(t *testing.T) {
	each(t, func(t *testing.T, k *kit) {
		k.reviewedAs(t, "a", "I like the garden", "")
		doc, err := k.texts.reviewed.Get(t.Context(), "a")
		must(t, err)
		doc.Sealed[40] ^= 1
		must(t, k.texts.reviewed.Replace(t.Context(), doc))
		_, err = k.words(t.Context(), k.unlock(t, Analysis))
		if !errors.Is(err, fault.Invalid) || strings.Contains(err.Error(), "garden") {
			t.Error(err)
		}
	})
}

// TestIDsLeadNowhere: an id depends on the key, the round and the envelope, and shows
// none of them.
func TestIDsLeadNowhere(t *testing.T) {
	a, b := &Texts{Deps: Deps{IDs: seal.NewKey()}}, &Texts{Deps: Deps{IDs: seal.NewKey()}}
	again := &Texts{Deps: Deps{IDs: a.IDs}}
	if a.id("r", "e1") != again.id("r", "e1") {
		t.Error("the same text has two ids")
	}
	if a.id("r", "e1") == a.id("r", "e2") || a.id("r", "e1") == a.id("s", "e1") || a.id("r", "e1") == b.id("r", "e1") {
		t.Error("two texts have one id")
	}
}
