package hooks

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"kist/internal/audit"
	"kist/internal/fault"
	"kist/internal/store"
	"kist/internal/store/storetest"
)

// Items go as soon as they are there, in order and once; a pause keeps them, the end
// stops them.
func TestItemsAreSentInOrder(t *testing.T) {
	both(t, everything, func(t *testing.T, r *room) {
		ctx := t.Context()
		r.chain.add("a")
		r.chain.add("b")
		r.run()
		r.run()
		r.is("sent", r.to.asked, 1, 2)
		_, err := r.Pause(ctx, r.hook, "ros")
		check(t, err)
		r.chain.add("a")
		r.run()
		r.is("while it is paused", r.to.asked, 1, 2)
		_, err = r.Resume(ctx, r.hook, "ros")
		check(t, err)
		r.run()
		r.is("after the pause", r.to.asked, 1, 2, 3)
		if doc := r.doc(); doc.Cursor != 3 || doc.Status != 204 || doc.Told == "" || doc.Lease != 0 {
			t.Errorf("%+v", doc)
		}
		_, err = r.End(ctx, r.hook, "ros")
		check(t, err)
		r.chain.add("a")
		r.run()
		r.is("after the end", r.to.asked, 1, 2, 3)
		for name, change := range map[string]func() (*Hook, error){
			"resume": func() (*Hook, error) { return r.Resume(ctx, r.hook, "ros") },
			"rotate": func() (*Hook, error) { return r.Rotate(ctx, r.hook, "ros") },
			"replay": func() (*Hook, error) { return r.Replay(ctx, r.hook, 1, "ros") },
		} {
			if _, err := change(); err == nil {
				t.Errorf("%s after the end", name)
			} else {
				wants(t, err, fault.Closed)
			}
		}
	})
}

func TestOneInspectionAlone(t *testing.T) {
	both(t, "b", func(t *testing.T, r *room) {
		for _, inspection := range []string{"a", "b", "a", "b", "c"} {
			r.chain.add(inspection)
		}
		r.run()
		r.is("sent", r.to.asked, 2, 4)
		_, err := r.Replay(t.Context(), r.hook, 3, "ros")
		check(t, err)
		r.run()
		r.is("replayed", r.to.asked, 2, 4, 4)
	})
}

// What is not taken is tried at longer and longer distances for five days; then it is a
// dead letter, and the next one goes.
func TestBackOff(t *testing.T) {
	both(t, everything, func(t *testing.T, r *room) {
		r.chain.add("a")
		r.chain.add("a")
		r.to.answer = func(number int) int { return map[int]int{1: 503, 2: 200}[number] }
		began := r.clock
		r.run()
		for i, wait := range backOff {
			if i > 0 && wait < backOff[i-1] {
				t.Errorf("wait %d is shorter than the one before", i)
			}
			r.later(wait - time.Second)
			if doc := r.doc(); len(r.to.asked) != i+1 || doc.Tries != i+1 || doc.Trying != 1 || doc.Status != 503 {
				t.Fatalf("before wait %d is over: asked %v, %+v", i, r.to.asked, doc)
			}
			r.later(time.Second)
		}
		if took := r.clock.Sub(began); took < 4*24*time.Hour || took > 6*24*time.Hour {
			t.Errorf("given up after %v", took)
		}
		r.is("dead", r.dead(), 1)
		r.is("taken", r.to.took, 2)
		if doc := r.doc(); doc.Cursor != 2 || doc.Tries != 0 || doc.Trying != 0 {
			t.Errorf("%+v", doc)
		}
		letters, err := r.Letters(t.Context(), r.hook, 9)
		check(t, err)
		if l := letters[0]; l.Status != 503 || l.At != r.clock.Format(audit.Minute) || l.Hook != r.hook {
			t.Errorf("%+v", l)
		}
	})
}

// A dead letter is sent again when somebody says so, whatever else waits, and goes when it
// is taken.
func TestADeadLetterIsSentAgain(t *testing.T) {
	both(t, everything, func(t *testing.T, r *room) {
		ctx := t.Context()
		for range 4 {
			r.chain.add("a")
		}
		r.to.answer = func(int) int { return 500 }
		r.run()
		for number := 1; number <= 2; number++ {
			_, err := r.SetAside(ctx, r.hook, number, "ros")
			check(t, err)
			_, err = r.SetAside(ctx, r.hook, number, "ros") // clicked twice
			wants(t, err, fault.Conflict)
			r.run()
		}
		r.is("dead", r.dead(), 1, 2)
		_, err := r.SendAgain(ctx, r.hook, 3, "ros")
		wants(t, err, fault.NotFound)
		again := func() {
			t.Helper()
			for range 2 { // clicked twice
				_, err := r.SendAgain(ctx, r.hook, 2, "ros")
				check(t, err)
			}
		}
		again()
		before := r.doc()
		r.to.answer, r.to.asked = func(int) int { return 410 }, nil
		r.run()
		r.is("asked", r.to.asked, 2)
		r.is("dead still", r.dead(), 1, 2)
		if doc := r.doc(); doc.Next != before.Next || doc.Tries != before.Tries || doc.Status != 500 || len(doc.Again) != 0 {
			t.Errorf("what waits its turn was touched: %+v, before %+v", doc, before)
		}
		letters, err := r.Letters(ctx, r.hook, 0)
		check(t, err)
		if letters[1].Status != 410 {
			t.Errorf("%+v", letters[1])
		}
		again()
		r.to.answer, r.to.asked = nil, nil
		r.run()
		r.is("asked, and what waited for it", r.to.asked, 2, 3, 4)
		r.is("dead", r.dead(), 1)
		_, err = r.Replay(ctx, r.hook, 1, "ros")
		check(t, err)
		r.run()
		r.is("after a replay dead", r.dead())
		r.is("taken", r.to.took, 2, 3, 4, 1)
	})
}

// Somebody is told when an item has waited for hours, or was given up; of a hook that is
// paused only what was given up, of one that ended nothing.
func TestStuck(t *testing.T) {
	both(t, everything, func(t *testing.T, r *room) {
		ctx := t.Context()
		stuck := func(what string, want bool) {
			t.Helper()
			list, err := r.Stuck(ctx)
			check(t, err)
			if (len(list) == 1) != want || want && list[0].Host() != "cases.example.org" {
				t.Errorf("%s: %d stuck", what, len(list))
			}
		}
		r.chain.add("a")
		r.to.answer = func(int) int { return 500 }
		r.run()
		for n := range stuckAfter - 1 {
			stuck("tried a few times", false)
			r.later(backOff[n])
		}
		stuck("tried for hours", true)
		_, err := r.Pause(ctx, r.hook, "ros")
		check(t, err)
		stuck("paused", false)
		_, err = r.Resume(ctx, r.hook, "ros")
		check(t, err)
		r.run()
		stuck("begun anew", false)
		_, err = r.SetAside(ctx, r.hook, 1, "ros")
		check(t, err)
		stuck("given up", true)
		_, err = r.Pause(ctx, r.hook, "ros")
		check(t, err)
		stuck("given up, and paused", true)
		_, err = r.End(ctx, r.hook, "ros")
		check(t, err)
		stuck("ended", false)
		if host := (&Hook{Address: "https://%zz"}).Host(); host != "" {
			t.Errorf("the host of no address is %q", host)
		}
	})
}

func TestReplayLeavesNothingOut(t *testing.T) {
	both(t, everything, func(t *testing.T, r *room) {
		for range 3 {
			r.chain.add("a")
		}
		r.run()
		for _, number := range []int{-1, 0, 5, 1 << 40} {
			_, err := r.Replay(t.Context(), r.hook, number, "ros")
			if problems, ok := fault.ProblemsOf(err); !ok || problems[0].Field != "number" {
				t.Errorf("from %d: %v", number, err)
			}
		}
		for number, want := range map[int][]int{1: {1, 2, 3}, 3: {3}, 4: nil} {
			r.to.asked = nil
			_, err := r.Replay(t.Context(), r.hook, number, "ros")
			check(t, err)
			r.run()
			r.is(fmt.Sprint("from ", number), r.to.asked, want...)
		}
		r.is("new to it", r.to.took, 1, 2, 3)
	})
}

// signers says with which of these secrets the last delivery is signed.
func (r *room) signers(secrets ...string) (which []int) {
	r.t.Helper()
	d := r.to.last
	for i, text := range secrets {
		key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(text, "whsec_"))
		check(r.t, err)
		mac := hmac.New(sha256.New, key)
		fmt.Fprintf(mac, "%s.%s.%s", d.Headers["Webhook-Id"], d.Headers["Webhook-Timestamp"], d.Body)
		if slices.Contains(strings.Fields(d.Headers["Webhook-Signature"]), "v1,"+base64.StdEncoding.EncodeToString(mac.Sum(nil))) {
			which = append(which, i)
		}
	}
	return which
}

// The example in the documentation, by which others try their programs, is signed as we sign.
func TestTheExampleInTheDocumentation(t *testing.T) {
	page, err := os.ReadFile("../../docs/feed.md")
	check(t, err)
	m := regexp.MustCompile("(?s)with the secret `whsec_([^`]+)`, the id `([^`]+)`, the timestamp `([^`]+)` and the body\\s+`([^`]+)`, the signature is `([^`]+)`").FindStringSubmatch(string(page))
	if m == nil {
		t.Fatal("there is no example")
	}
	key, err := base64.StdEncoding.DecodeString(m[1])
	check(t, err)
	if got := signature([32]byte(key), m[2], m[3], []byte(m[4])); got != m[5] || strings.Count(string(page), got) != 2 {
		t.Errorf("signed %s, and the documentation says %s", got, m[5])
	}
}

// While a key file has keys from before, what is sent is signed with the secrets that
// follow from either; who was not shown a new secret since is counted.
func TestSecretsOfARenewedKeyFile(t *testing.T) {
	both(t, everything, func(t *testing.T, r *room) {
		old := r.Secret(r.doc())
		r.Renewed(r.derive)
		r.derive = func(use string) [32]byte { return sha256.Sum256([]byte("renewed " + use)) }
		send := func(want ...int) {
			t.Helper()
			r.chain.add("a")
			r.run()
			r.is("signed by", r.signers(old, r.Secret(r.doc())), want...)
		}
		send(0, 1)
		since := r.clock.Add(time.Minute)
		for untold := 1; untold >= 0; untold-- {
			if n, err := r.Untold(t.Context(), since); err != nil || n != untold {
				t.Errorf("%d were not told, %v", n, err)
			}
			r.clock = since
			_, err := r.Rotate(t.Context(), r.hook, "ros")
			check(t, err)
		}
		r.Renewed(nil)
		r.clock = r.clock.Add(Overlap + time.Minute)
		send(1)
	})
}

// Each secret signs for a week after it was changed, then never again; none is stored. It did
// not sign any more after another change in that week, and what the other system had not been
// told of by then it refused.
func TestRotation(t *testing.T) {
	both(t, everything, func(t *testing.T, r *room) {
		secrets := []string{r.Secret(r.doc())}
		send := func(want ...int) {
			t.Helper()
			r.chain.add("a")
			r.run()
			r.is("signed by", r.signers(secrets...), want...)
		}
		rotate := func() {
			t.Helper()
			doc, err := r.Rotate(t.Context(), r.hook, "ros")
			check(t, err)
			if want := r.clock.Add(Overlap).Format(audit.Minute); doc.Until != want || doc.Turn != len(secrets)+1 {
				t.Errorf("%+v, want until %s", doc, want)
			}
			secrets = append(secrets, r.Secret(doc))
		}
		send(0)
		rotate()
		send(0, 1)
		r.clock = r.clock.Add(24 * time.Hour)
		rotate()
		send(0, 1, 2)
		r.clock = r.clock.Add(Overlap - 24*time.Hour)
		send(0, 1, 2)
		r.clock = r.clock.Add(time.Minute)
		send(1, 2)
		rotate()
		send(1, 2, 3)
		r.clock = r.clock.Add(24 * time.Hour)
		send(2, 3)
		r.clock = r.clock.Add(Overlap)
		send(3)
		for range 2 * maxBefore {
			rotate()
		}
		r.chain.add("a")
		r.run()
		if got := r.signers(secrets...); len(got) != 1+maxBefore || got[0] != len(secrets)-1-maxBefore {
			t.Errorf("signed by %v of %d", got, len(secrets))
		}
		other, err := r.Make(t.Context(), "https://other.example.org/", everything, "ros")
		check(t, err)
		if secrets[0] == secrets[1] || secrets[1] == secrets[2] || r.Secret(other) == secrets[0] || len(secrets[0]) != len("whsec_")+44 {
			t.Errorf("secrets %q", secrets)
		}
		stored, err := json.Marshal(r.doc())
		check(t, err)
		for _, s := range secrets {
			if strings.Contains(string(stored), s[len("whsec_"):]) {
				t.Error("a secret is stored")
			}
		}
	})
}

// What an event is: the same id whenever it is sent, another time of sending.
func TestAnEvent(t *testing.T) {
	r := began(t, storetest.SQLite(t)(), everything)
	r.chain.add("strathlinn")
	r.run()
	first := r.to.last
	r.clock = r.clock.Add(time.Hour)
	_, err := r.Replay(t.Context(), r.hook, 1, "ros")
	check(t, err)
	r.run()
	second := r.to.last
	if first.Headers["Webhook-Id"] != second.Headers["Webhook-Id"] || string(first.Body) != string(second.Body) || first.Headers["Webhook-Timestamp"] == second.Headers["Webhook-Timestamp"] {
		t.Errorf("%v\n%v", first.Headers, second.Headers)
	}
	var e map[string]any
	check(t, json.Unmarshal(first.Body, &e))
	for field, want := range map[string]any{
		"specversion": "1.0", "id": fmt.Sprintf("1-%064x", 1), "source": "https://kist.example/api/v1/evidence", "type": "kist.evidence.finding",
		"subject": "1", "time": "2026-11-16T09:30:00Z", "datacontenttype": "application/json",
	} {
		if e[field] != want {
			t.Errorf("%s is %v, want %v", field, e[field], want)
		}
	}
	if data := e["data"].(map[string]any); data["number"] != 1.0 || data["inspection"] != "strathlinn" || first.Headers["Content-Type"] != MediaType || len(e) != 8 {
		t.Errorf("%s", first.Body)
	}
}

func TestHooksThatCannotBe(t *testing.T) {
	r := began(t, storetest.SQLite(t)(), everything)
	ctx := t.Context()
	for _, address := range []string{"", "https://", "http://x.example/", "https://a@x.example/", "https://x.example/#y", "https://x.example/" + strings.Repeat("y", maxAddress), "https://x.example/\x00", "//x.example", "javascript:x"} {
		_, err := r.Make(ctx, address, everything, "ros")
		wants(t, err, fault.Invalid)
	}
	for n := 1; n < MaxHooks; n++ {
		_, err := r.Make(ctx, fmt.Sprintf(" https://x.example/%d ", n), everything, "ros")
		check(t, err)
	}
	_, err := r.Make(ctx, "https://x.example/", everything, "ros")
	wants(t, err, fault.Closed)
	_, err = r.End(ctx, r.hook, "ros")
	check(t, err)
	_, err = r.Make(ctx, "https://x.example/", everything, "ros") // there is room again
	check(t, err)
	_, err = r.Pause(ctx, "nobody", "ros")
	wants(t, err, fault.NotFound)
	list, err := r.All(ctx)
	check(t, err)
	if n := len(list); n != MaxHooks+1 || list[n-1].ID != r.hook || list[0].Address != "https://x.example/" || list[1].Address != "https://x.example/1" {
		t.Errorf("%d in the list, the last of them %+v", n, list[n-1])
	}
	keyless := r.worker(storetest.SQLite(t)())
	keyless.derive = nil
	_, err = keyless.Make(ctx, "https://x.example/", everything, "ros")
	wants(t, err, fault.Closed)
	check(t, keyless.Run(ctx, r.now, r.to.Send))
}

func TestSomeDeadLettersWaitAtMost(t *testing.T) {
	r := began(t, storetest.SQLite(t)(), everything)
	ctx := t.Context()
	for number := 1; number <= maxAgain+1; number++ {
		check(t, r.letters.Insert(ctx, &Letter{Head: store.Head{ID: letterID(r.hook, number)}, Hook: r.hook, Number: number}))
	}
	_, err := r.docs.Update(ctx, r.hook, func(doc *Hook) error {
		for number := range maxAgain {
			doc.Again = append(doc.Again, number+1)
		}
		return nil
	})
	check(t, err)
	_, err = r.SendAgain(ctx, r.hook, maxAgain+1, "ros")
	wants(t, err, fault.Closed)
	few, err := r.Letters(ctx, r.hook, 3)
	check(t, err)
	if len(few) != 3 || few[2].Number != 3 {
		t.Errorf("%d letters", len(few))
	}
}

// Everything that somebody does to a hook leaves a line, and sending leaves none.
func TestLines(t *testing.T) {
	both(t, everything, func(t *testing.T, r *room) {
		ctx := t.Context()
		r.chain.add("a")
		r.to.answer = func(int) int { return Forbidden }
		r.run()
		for _, change := range []func() (*Hook, error){
			func() (*Hook, error) { return r.SetAside(ctx, r.hook, 1, "morag") },
			func() (*Hook, error) { return r.SendAgain(ctx, r.hook, 1, "morag") },
			func() (*Hook, error) { return r.Rotate(ctx, r.hook, "ros") },
			func() (*Hook, error) { return r.Pause(ctx, r.hook, "ros") },
			func() (*Hook, error) { return r.Resume(ctx, r.hook, "ros") },
			func() (*Hook, error) { return r.Replay(ctx, r.hook, 1, "ros") },
			func() (*Hook, error) { return r.End(ctx, r.hook, "ros") },
		} {
			_, err := change()
			check(t, err)
			r.run()
		}
		check(t, r.Sweep(ctx))
		check(t, r.Sweep(ctx))
		lines, err := r.trail.Of(ctx, collection, r.hook)
		check(t, err)
		var did []string
		for _, l := range lines {
			did = append(did, l.Who+" "+l.Did)
		}
		slices.Sort(did)
		if got := strings.Join(did, ", "); got != "morag hook.again, morag hook.aside, ros hook.end, ros hook.make, ros hook.pause, ros hook.replay, ros hook.resume, ros hook.rotate" {
			t.Error(got)
		}
	})
}
