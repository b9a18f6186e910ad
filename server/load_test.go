package main

import (
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"kist/internal/ballot"
	"kist/internal/inspections"
	"kist/internal/store"
	"kist/server/load"
)

// kistLoad is the command, as it is given for a quick run.
func kistLoad(address, code string) loadCommand {
	return loadCommand{URL: address, Code: code, Invented: true, Profile: "class", Edition: "11-13", Lang: "en", Phones: 40, Over: 50 * time.Millisecond, Within: time.Minute, Patience: time.Minute}
}

// withMetrics lets the program tell of itself, and gives where.
func withMetrics(t *testing.T, a *app) string {
	t.Helper()
	at, err := a.metrics.serve(t.Context(), "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	return "http://" + at + "/metrics"
}

// TestLoad drives the real pages, and finds in the boxes what was acknowledged: each
// form once, as invented.
func TestLoad(t *testing.T) {
	a := newTestApp(t)
	round, err := a.firstLight(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	address, _ := serveTest(t, a)
	c := kistLoad(address, round.Codes[1])
	c.Metrics = withMetrics(t, a)
	c.Log = filepath.Join(t.TempDir(), "acknowledged")
	var said strings.Builder
	if err := c.drive(t.Context(), &said, plainSteps(io.Discard)); err != nil {
		t.Fatal(err, said.String())
	}
	for _, want := range []string{"acknowledged  40", "refused       0", "gave up       0", "from due to acknowledged", "goroutines"} {
		if !strings.Contains(said.String(), want) {
			t.Errorf("it does not say %q:\n%s", want, said.String())
		}
	}
	t.Run("to no children", func(t *testing.T) { loadAmongChildren(t, a, address) })
	log, err := load.ReadLedger(c.Log)
	if err != nil || len(log.Acknowledged) != 40 {
		t.Fatal(log, err)
	}
	if err := a.sealer.Close(t.Context(), demoID, nil); err != nil {
		t.Fatal(err)
	}
	found := rowsByTag(t, a)
	for _, s := range log.Acknowledged {
		secret, err := ballot.ParseSecret(s.Secret)
		if err != nil {
			t.Fatal(err)
		}
		rows := found[secret.Receipt().Tag()]
		if len(rows) != 1 || rows[0].Mode != "synthetic" || rows[0].Setting != round.Settings[1].Key {
			t.Errorf("an acknowledged form is there as %+v", rows)
		}
	}
	if len(found) != demoAnswers+40 {
		t.Errorf("%d responses in all", len(found))
	}
}

// rowsByTag reads every row of the demonstration's boxes.
func rowsByTag(t testing.TB, a *app) map[string][]ballot.Row {
	t.Helper()
	found := map[string][]ballot.Row{}
	err := a.opener.Batches(t.Context(), demoID, func(b ballot.Batch) error {
		for i := range b.Rows.Len() {
			r := b.Rows.Row(i)
			found[r.Tag] = append(found[r.Tag], r)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// loadAmongChildren: a round in which children answer takes nothing that was invented,
// and one with slips nothing without.
func loadAmongChildren(t *testing.T, a *app, address string) {
	for what, change := range map[string]func(*inspections.Round){
		"takes no invented": func(r *inspections.Round) { r.Synthetic = false },
		"asks for slips":    func(r *inspections.Round) { r.Door = inspections.Ticketed },
	} {
		r, err := a.book.Rounds.Get(t.Context(), demoID)
		if err != nil {
			t.Fatal(err)
		}
		r.Head = store.Head{ID: strings.Fields(what)[0]}
		r.Codes = []string{inspections.NewCode()}
		r.Settings = r.Settings[:1]
		r.Settings[0].Code = r.Codes[0]
		change(r)
		if err := a.book.Rounds.Insert(t.Context(), r); err != nil {
			t.Fatal(err)
		}
		err = kistLoad(address, r.Codes[0]).drive(t.Context(), io.Discard, plainSteps(io.Discard))
		if err == nil || !strings.Contains(err.Error(), what) {
			t.Errorf("%q: %v", what, err)
		}
		if n, err := a.inbox.Waiting(t.Context(), r.ID); n != 0 || err != nil {
			t.Errorf("%s: %d came in, %v", r.ID, n, err)
		}
	}
}

func TestLoadIsToldEnough(t *testing.T) {
	for want, c := range map[string]loadCommand{
		"there is no profile": {Profile: "horde"},
		"give --metrics":      {Profile: "soak"},
		"give --staff":        {Profile: "soak", Metrics: "http://x"},
		"phones can come":     {Profile: "class", Phones: -1},
		"is not the address":  {Profile: "burst", URL: "here"},
		"the clients' log":    {Profile: "class", Log: filepath.Join(os.DevNull, "x")},
	} {
		if err := c.drive(t.Context(), io.Discard, plainSteps(io.Discard)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%+v: %v", c, err)
		}
	}
	o, err := loadCommand{Profile: "soak", Metrics: "http://x", Staff: []string{"x"}, Over: 2 * time.Minute}.options()
	if err != nil || o.Every != 10*time.Second || o.Profile.Phones != 7200 {
		t.Errorf("%+v %v", o, err)
	}
	for _, p := range load.Profiles() { // the figures of the design
		rate := float64(p.Phones) / p.Over.Seconds()
		if p.Name == "burst" && rate != 2000 || p.Name == "country" && p.Phones != 10_000 {
			t.Errorf("%+v", p)
		}
	}
}
