package main

import (
	"bytes"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"kist/internal/evidence"
	"kist/internal/findings"
	"kist/internal/inspections"
	"kist/internal/people"
	"kist/internal/seal"
	"kist/internal/store"
)

const inspected = "strathlinn" // the inspection that these tests conclude on

// concluded is an app with an inspection in which findings can be agreed.
func concluded(t testing.TB, a *app) *app {
	t.Helper()
	ctx := t.Context()
	for _, err := range []error{
		a.book.Programmes.Insert(ctx, &inspections.Programme{Head: store.Head{ID: "at_risk"}, Title: "At risk", Framework: "qif2019", Evaluated: []string{"5.4"}}),
		a.book.Inspections.Insert(ctx, &inspections.Inspection{Head: store.Head{ID: inspected}, Programme: "at_risk", Title: "Strathlinn joint inspection", Synthetic: true}),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	return a
}

// agree makes a finding of records that says something, agreed by two.
func (a *app) agree(t testing.TB, says string) *findings.Finding {
	t.Helper()
	c := findings.Content{Statement: "Young people are moved without being asked", Bears: findings.Improvement, Indicators: []string{"5.4"}, Rights: []int{12}}
	c = c.With(findings.Source{Kind: findings.Observation, Title: "A meeting", Says: says, Bearing: findings.Supports, Weight: findings.Strong})
	ctx := t.Context()
	f, err := a.findings.Start(ctx, inspected, c, findings.Worrying, "Because.", "morven")
	if err == nil {
		f, err = a.findings.Offer(ctx, f.ID, f.Mark(), "morven")
	}
	if err == nil {
		f, err = a.findings.Read(ctx, f.ID, f.Mark(), findings.Yes, "It carries the sentence.", "david")
	}
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// agreeAgain corrects what a finding says of its evidence.
func (a *app) agreeAgain(t testing.TB, f *findings.Finding, statement string) {
	t.Helper()
	ctx := t.Context()
	f, err := a.findings.Reopen(ctx, f.ID, f.Mark(), "More is known.", "david")
	if err == nil {
		c := f.Latest.Content
		c.Statement = statement
		f, err = a.findings.Save(ctx, f.ID, f.Latest.Number, c, "", "david")
	}
	if err == nil {
		f, err = a.findings.Offer(ctx, f.ID, f.Mark(), "david")
	}
	if err == nil {
		_, err = a.findings.Read(ctx, f.ID, f.Mark(), findings.Yes, "It carries the sentence.", "iona")
	}
	if err != nil {
		t.Fatal(err)
	}
}

// What was agreed can be checked by anybody who has the file and the key's id; changed, it
// does not stand.
func TestTheEvidenceBaseIsVerifiedOffline(t *testing.T) {
	a := concluded(t, newTestApp(t))
	f := a.agree(t, "a quote")
	a.agreeAgain(t, f, "Most young people are moved without being asked")
	if err := a.evidence.Sweep(t.Context()); err != nil {
		t.Fatal(err)
	}
	items, err := a.evidence.Of(t.Context(), inspected)
	if err != nil || len(items) != 2 || items[1].Supersedes != 1 {
		t.Fatalf("%d items, %v", len(items), err)
	}
	var b bytes.Buffer
	if err := evidence.Write(&b, inspected, items); err != nil {
		t.Fatal(err)
	}
	own := []string{seal.KeyID(a.keys.Signer().Public())}
	verify := func(text string, trusted []string) (string, error) {
		t.Helper()
		path := filepath.Join(t.TempDir(), "evidence.json")
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		var out bytes.Buffer
		err := verifyFile(&out, path, trusted)
		return out.String(), err
	}
	said, err := verify(b.String(), own)
	if err != nil || !strings.Contains(said, "2 items, numbers 1 to 2") || !strings.Contains(said, own[0]) || !strings.Contains(said, "blanked: 0") {
		t.Errorf("%s %v", said, err)
	}
	stranger := []string{seal.KeyID(seal.Keys{Wrap: seal.Key{7}}.Signer().Public())}
	if _, err := verify(b.String(), stranger); err == nil || !strings.Contains(err.Error(), "none of those you trust") {
		t.Errorf("with a key that signed nothing: %v", err)
	}
	for what, change := range map[string]string{
		"a word":        strings.Replace(b.String(), "Most young", "Some young", 1),
		"cut off":       b.String()[:b.Len()/2],
		"no item":       `{"format":"kist-evidence-1","inspection":"strathlinn","items":[]}`,
		"another form":  strings.Replace(b.String(), "kist-evidence-1", "kist-evidence-2", 1),
		"one correct":   strings.Replace(b.String(), `"supersedes": 1`, `"supersedes": 2`, 1),
		"not synthetic": strings.Replace(b.String(), `"synthetic": true`, `"synthetic": false`, 1),
	} {
		if said, err := verify(change, own); err == nil || said != "" {
			t.Errorf("%s: %q, %v", what, said, err)
		}
	}
}

// The places at which the server ends itself while it takes findings into the evidence
// base, and while it blanks words there.
var (
	evidenceSteps = []string{"evidence.read:1", "evidence.insert:1", "evidence.insert:2"}
	blankSteps    = []string{"evidence.insert:1", "evidence.blank:1", "evidence.blanked:1"}
)

// crashEvidence ends the real program at each step: everything that was agreed is in the
// chain once, and words that somebody blanked are gone.
func crashEvidence(t *testing.T, program, address string) {
	s := &crashServer{t: t, program: program, store: address, keys: filepath.Join(t.TempDir(), "kist.key")}
	prepared := concluded(t, openTestApp(t, address, s.keys))
	const quote = "They moved me to Kirkwhistle"
	for n := range 4 {
		f := prepared.agree(t, quote)
		if n == 0 {
			prepared.agreeAgain(t, f, "A better sentence")
		}
	}
	for _, step := range evidenceSteps {
		s.start(step)
		s.waitEnd()
		s.stop()
	}
	s.start("")
	waitFor(t, "nobody took what was agreed", func() bool {
		n, err := prepared.evidence.Last(t.Context())
		return err == nil && n == 5
	})
	items, err := prepared.evidence.Of(t.Context(), inspected)
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(items[0].Parts, func(p evidence.Part) bool { return p.Text == quote })
	_, s.link, err = prepared.people.Add(t.Context(), "Morven Baird", people.Inspector)
	if err != nil {
		t.Fatal(err)
	}
	s.signIn()
	if _, err := prepared.evidence.AskBlank(t.Context(), items[0].Number, items[0].Parts[i].Name, "It names a place.", "somebody else"); err != nil {
		t.Fatal(err)
	}
	for _, step := range blankSteps {
		s.stop()
		s.start(step)
		path := fmt.Sprintf("/staff/inspections/%s/evidence/%d/blank", inspected, items[0].Number)
		_, _ = s.post(path, url.Values{"do": {"yes"}, "part": {items[0].Parts[i].Name}})
		s.waitEnd()
	}
	s.stop()
	s.start("") // whose clock finishes it
	waitFor(t, "the words are still there, or too much is gone", func() bool {
		items, err := prepared.evidence.Of(t.Context(), inspected)
		c, wrong := evidence.Check(items)
		return err == nil && wrong == nil && c.Items == 6 && c.Blanked == 5
	})
	s.stop()
	t.Logf("%d kills, %d of them at a failpoint", s.killed, s.atFailpoint)
	if want := len(evidenceSteps) + len(blankSteps); s.atFailpoint < want {
		t.Errorf("%d of %d failpoints were reached", s.atFailpoint, want)
	}
}

// waitFor waits until something is so.
func waitFor(t testing.TB, otherwise string, so func() bool) {
	t.Helper()
	for end := time.Now().Add(patience); !so(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal(otherwise)
		}
	}
}
