package evidence

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kist/internal/fault"
	"kist/internal/findings"
	"kist/internal/store/storetest"
)

func TestAnAgreedFindingBecomesAnItem(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open storetest.Open) {
		d := newDesk()
		b := newBase(t, open(), d)
		d.agree(place, 4, told("Only 40% were told", "“Nobody asked me”"))
		d.agree(place, 5, findings.Content{Statement: "Not yet"}).Readings[0].Is = findings.No
		for range 3 { // the second finds nothing, and the third is another server
			check(t, b.Sweep(t.Context()))
		}
		check(t, newBase(t, open(), d).Sweep(t.Context()))
		list := b.all(t)
		if len(list) != 1 {
			t.Fatalf("%d items", len(list))
		}
		it := list[0]
		want := Record{Number: 1, Kind: Finding, Inspection: place, Place: 1, About: "strathlinn-4", Version: 1, Made: "2026-11-16T09:30:00Z", Synthetic: true, Before: First, Within: First}
		if diff := cmp.Diff(want, it.Record); diff != "" {
			t.Error(diff)
		}
		forty := 40
		rel := decoded[Cites](t, it, "source/t1/cites")
		if len(rel.Signed) != 64 {
			t.Errorf("what of the release was signed: %q", rel.Signed)
		}
		rel.Signed = ""
		if diff := cmp.Diff(Cites{Kind: findings.Table, Bearing: findings.Supports, Weight: findings.Strong, Voice: true, Release: "spring-1", Question: "told", By: "age_band",
			Figures: []Figure{{"14-18", "yes", 30, 26, 34, &forty}}}, rel); diff != "" {
			t.Error(diff)
		}
		if diff := cmp.Diff(Terms{findings.Improvement, findings.Worrying, []string{"5.4"}, []string{"R1"}, []int{12}, []string{"t1", "o1"}}, decoded[Terms](t, it, "terms")); diff != "" {
			t.Error(diff)
		}
		if diff := cmp.Diff(Place{"Joint inspection of strathlinn", "S12000033", "at_risk", "qif2019"}, decoded[Place](t, it, "inspection")); diff != "" {
			t.Error(diff)
		}
		for part, want := range map[string]string{"statement": "Only 40% were told", "unknown": "Why.", "source/o1/says": "“Nobody asked me”", "source/o1/title": "A meeting", "source/t1/says": "40% were told.", "source/t1/title": ""} {
			if got := it.Words(part); got != want {
				t.Errorf("%s: %q", part, got)
			}
		}
	})
}

// Corrections supersede, and what was agreed before stays as it was.
func TestACorrectionSupersedes(t *testing.T) {
	d := newDesk()
	b := newBase(t, storetest.SQLite(t)(), d)
	d.agree(place, 1, told("First", "a"))
	check(t, b.Sweep(t.Context()))
	before := b.all(t)[0]
	d.agree("elsewhere", 1, told("Between", "a"))
	check(t, b.Sweep(t.Context()))
	d.agree(place, 1, told("Second", "a"))
	f := d.agree(place, 1, told("Third", "a")) // two at once, which the sweep finds late
	f.Stage = findings.Draft                   // and which is taken up again already
	check(t, b.Sweep(t.Context()))
	list := b.all(t)
	if diff := cmp.Diff(before, list[0]); diff != "" {
		t.Errorf("an item changed: %s", diff)
	}
	type row struct {
		Number, Place, Version, Supersedes int
		Statement                          string
	}
	var got []row
	for _, it := range list {
		got = append(got, row{it.Number, it.Place, it.Version, it.Supersedes, it.Words("statement")})
	}
	if diff := cmp.Diff([]row{{1, 1, 1, 0, "First"}, {2, 1, 1, 0, "Between"}, {3, 2, 2, 1, "Second"}, {4, 3, 3, 3, "Third"}}, got); diff != "" {
		t.Error(diff)
	}
	c, err := Check(list)
	if err != nil || !c.Whole || c.Items != 4 || c.From != 1 || c.To != 4 || len(c.Keys) != 1 || c.Blanked != 0 {
		t.Errorf("%+v, %v", c, err)
	}
	own, err := b.Of(t.Context(), place)
	check(t, err)
	if c, err := Check(own); err != nil || !c.Whole || c.Items != 3 {
		t.Errorf("of one inspection: %+v, %v", c, err)
	}
	if n, err := b.Last(t.Context()); n != 4 || err != nil {
		t.Errorf("last %d, %v", n, err)
	}
	for inspection, want := range map[string][]int{"": {4, 3}, place: {4, 3}, "elsewhere": {2}, "nowhere": nil} {
		latest, err := b.Latest(t.Context(), inspection, 2)
		check(t, err)
		if got := numbers(latest); !slices.Equal(got, want) {
			t.Errorf("the latest of %q are %v", inspection, got)
		}
	}
	for _, c := range []struct {
		inspection    string
		number, limit int
		want          []int
	}{{place, 0, 0, []int{1, 3, 4}}, {place, 1, 1, []int{3}}, {place, 4, 9, nil}, {"elsewhere", 0, 9, []int{2}}} {
		some, err := b.AfterIn(t.Context(), c.inspection, c.number, c.limit)
		check(t, err)
		if got := numbers(some); !slices.Equal(got, c.want) {
			t.Errorf("of %s after %d: %v", c.inspection, c.number, got)
		}
	}
}

// numbers are those of items.
func numbers(list []*Item) (n []int) {
	for _, it := range list {
		n = append(n, it.Number)
	}
	return n
}

func TestWhatCannotBeTaken(t *testing.T) {
	d := newDesk()
	b := newBase(t, storetest.SQLite(t)(), d)
	if n, err := b.Last(t.Context()); n != 0 || err != nil {
		t.Errorf("of nothing: %d, %v", n, err)
	}
	_, err := b.Get(t.Context(), 1)
	wants(t, err, fault.NotFound)
	wants(t, b.Take(t.Context(), "nothing"), fault.NotFound)
	d.agree("nowhere", 1, told("Of no inspection", "a"))
	d.agree(place, 2, told("Good", "a"))
	wants(t, b.Sweep(t.Context()), fault.NotFound)
	if list := b.all(t); len(list) != 1 || list[0].Words("statement") != "Good" {
		t.Errorf("one that fails keeps others out: %d items", len(list))
	}
	d.gone = true
	d.agree(place, 3, told("Its release is gone", "a"))
	wants(t, b.Take(t.Context(), "strathlinn-3"), fault.Invalid)
	d.gone = false
	check(t, b.Take(t.Context(), "strathlinn-3"))
	b.sign = nil // a server without a key
	d.agree(place, 6, told("More", "a"))
	wants(t, b.Take(t.Context(), "strathlinn-6"), fault.Denied)
	check(t, b.Sweep(t.Context()))
	if n, _ := b.Last(t.Context()); n != 2 {
		t.Errorf("%d items", n)
	}
}

// Whatever bit of an item is changed, it is found.
func TestEveryChangeIsFound(t *testing.T) {
	d := newDesk()
	b := newBase(t, storetest.SQLite(t)(), d)
	for n := range 3 {
		d.agree(place, n+1, told("A statement", "a"))
	}
	check(t, b.Sweep(t.Context()))
	list := b.all(t)
	_, err := Check(list)
	check(t, err)
	changes := map[string]func(it *Item){
		"number":        func(it *Item) { it.Number = 7 },
		"kind":          func(it *Item) { it.Kind = Blanking },
		"inspection":    func(it *Item) { it.Inspection = "elsewhere" },
		"place":         func(it *Item) { it.Place = 9 },
		"about":         func(it *Item) { it.About = "strathlinn-9" },
		"version":       func(it *Item) { it.Version++ },
		"made":          func(it *Item) { it.Made = "2026-11-17T09:30:00Z" },
		"synthetic":     func(it *Item) { it.Synthetic = false },
		"supersedes":    func(it *Item) { it.Supersedes = 1 },
		"before":        func(it *Item) { it.Before = First[1:] + "1" },
		"within":        func(it *Item) { it.Within = First[1:] + "1" },
		"blanks":        func(it *Item) { it.Blanks = []Target{{1, "statement"}} },
		"a text":        func(it *Item) { it.Part("statement").Text += "." },
		"a salt":        func(it *Item) { it.Part("statement").Salt[0] ^= 1 },
		"a short salt":  func(it *Item) { it.Part("statement").Salt = it.Part("statement").Salt[1:] },
		"a name":        func(it *Item) { it.Part("statement").Name = "unknown " },
		"a part's hash": func(it *Item) { it.Part("statement").Hash = First },
		"a part less":   func(it *Item) { it.Parts = it.Parts[1:] },
		"the order":     func(it *Item) { it.Parts[0], it.Parts[1] = it.Parts[1], it.Parts[0] },
		"the hash":      func(it *Item) { it.Hash = First },
		"the signature": func(it *Item) { it.Signature.Value[0] ^= 1 },
		"blanked by nobody": func(it *Item) {
			p := it.Part("statement")
			p.Salt, p.Text, p.Blanked = nil, "", 3
		},
	}
	for name, change := range changes {
		for i := range list {
			altered := copied(t, list)
			change(altered[i])
			if _, err := Check(altered); !errors.Is(err, fault.Invalid) {
				t.Errorf("%s of item %d: %v", name, i+1, err)
			}
		}
	}
	if _, err := Check([]*Item{list[0], list[2]}); !errors.Is(err, fault.Invalid) {
		t.Error("an item in the middle can be taken out")
	}
	if _, err := Check([]*Item{list[0], list[0], list[1]}); !errors.Is(err, fault.Invalid) {
		t.Error("an item can be there twice")
	}
	if c, err := Check(list[1:]); err != nil || c.Whole {
		t.Errorf("without the first: %+v, %v", c, err)
	}
	if c, err := Check(nil); err != nil || c.Items != 0 || c.From != 0 {
		t.Errorf("of nothing: %+v, %v", c, err)
	}
}

// copied is a copy that can be altered.
func copied(t testing.TB, list []*Item) []*Item {
	t.Helper()
	b, err := json.Marshal(list)
	check(t, err)
	var c []*Item
	check(t, json.Unmarshal(b, &c))
	return c
}

// What one program says of a statement another must be able to make: it is as the
// documentation has it.
func TestTheStatementIsAsItIsDocumented(t *testing.T) {
	it := Item{Record: Record{Number: 12, Kind: Finding, Inspection: "strathlinn", Place: 3, About: "strathlinn-4", Version: 2, Made: "2026-11-17T09:30:00Z", Supersedes: 7, Before: "aa", Within: "bb"},
		Parts: []Part{{Name: "statement", Hash: "cc"}, {Name: "source/k/says", Hash: "dd"}}}
	want := `number 12
kind finding
inspection strathlinn
place 3
about strathlinn-4
version 2
made 2026-11-17T09:30:00Z
synthetic false
supersedes 7
before aa
within bb
part statement cc
part source/k/says dd
`
	if diff := cmp.Diff(want, string(it.Statement())); diff != "" {
		t.Error(diff)
	}
	it.Blanks = []Target{{4, "statement"}}
	if !strings.Contains(string(it.Statement()), "within bb\nblanks 4 statement\npart statement cc\n") {
		t.Errorf("%s", it.Statement())
	}
	for _, bad := range []func(){func() { it.About = "a b" }, func() { it.About = "" }, func() { it.About = "a\nb" }, func() { it.Parts[0].Name = "x\u00a0y" }} {
		it.About, it.Parts[0].Name = "a", "x"
		bad()
		wants(t, it.plain(), fault.Invalid)
	}
}

func TestBlankingTakesTheWordsOutAndLeavesTheRest(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open storetest.Open) {
		const quote = "“They moved me to Kirkwhistle and nobody asked”"
		d := newDesk()
		b := newBase(t, open(), d)
		d.agree(place, 1, told("First", quote))
		d.agree(place, 2, told("Second", quote))
		d.agree("elsewhere", 1, told("Elsewhere", quote))
		check(t, b.Sweep(t.Context()))
		by, err := b.Blank(t.Context(), 2, "source/o1/says", "It names a place that   tells who it is.")
		check(t, err)
		if diff := cmp.Diff([]Target{{2, "source/o1/says"}, {3, "source/o1/says"}}, by.Blanks); diff != "" { // 1 is elsewhere's
			t.Error(diff)
		}
		if by.Words("why") != "It names a place that tells who it is." || by.Number != 4 || by.Kind != Blanking || by.Supersedes != 0 {
			t.Errorf("%+v", by.Record)
		}
		again, err := b.Blank(t.Context(), 3, "source/o1/says", "Again.")
		if err != nil || again.Number != 4 {
			t.Errorf("again: %v, %v", again, err)
		}
		if n, err := b.Last(t.Context()); n != 4 || err != nil {
			t.Errorf("last %d, %v", n, err)
		}
		own, err := b.Of(t.Context(), place)
		check(t, err)
		c, err := Check(own)
		if err != nil || c.Blanked != 2 {
			t.Errorf("%+v, %v", c, err)
		}
		// The next version still has the words: they are blank from the start.
		d.agree(place, 1, told("First, corrected", quote))
		check(t, b.Sweep(t.Context()))
		next, err := b.Get(t.Context(), 5)
		check(t, err)
		if p := next.Part("source/o1/says"); p.Text != "" || p.Salt != nil || p.Blanked != 5 || len(next.Blanks) != 1 || next.Words("statement") != "First, corrected" {
			t.Errorf("%+v", p)
		}
		// With other words in their place they are read again.
		d.agree(place, 1, told("First, corrected", "A child was moved."))
		d.agree(place, 1, told("First, corrected", quote+"!"))
		check(t, b.Sweep(t.Context()))
		own, err = b.Of(t.Context(), place)
		check(t, err)
		if c, err := Check(own); err != nil || c.Blanked != 3 || c.Items != 6 {
			t.Errorf("%+v, %v", c, err)
		}
		if own[4].Words("source/o1/says") != "A child was moved." {
			t.Error("words that were written anew are blank")
		}
	})
}

// A quote that was blanked comes in no later item, whichever finding cites it; another one
// does. Each part that is left out is named by its own signed record.
func TestABlankedQuoteStaysOut(t *testing.T) {
	d := newDesk()
	b := newBase(t, storetest.SQLite(t)(), d)
	quoting := func(ids ...string) findings.Content {
		c := findings.Content{Statement: "They are moved"}
		for i, id := range ids {
			c.Sources = append(c.Sources, findings.Source{Key: fmt.Sprint("k", i), Kind: findings.Quoted, Quote: id, Says: "See there."})
		}
		return c
	}
	d.agree(place, 1, quoting("q1", "q2"))
	check(t, b.Sweep(t.Context()))
	_, err := b.Blank(t.Context(), 1, "source/k0/quote", "It tells who.")
	check(t, err)
	d.agree(place, 2, quoting("q2", "q1"))
	d.agree(place, 1, quoting("q1", "q2", "q3"))
	d.agree("elsewhere", 1, quoting("q1")) // no quote is of two inspections
	check(t, b.Sweep(t.Context()))
	type row struct {
		about string
		said  []string
	}
	var got []row
	list := b.all(t)
	for _, it := range list {
		r := row{about: it.About}
		for _, p := range it.Parts {
			if _, quote := quoteKey(p.Name); quote {
				r.said = append(r.said, p.Text)
			}
		}
		got = append(got, r)
	}
	want := []row{
		{"strathlinn-1", []string{"", "words of q2"}}, {"strathlinn-1", nil}, {"elsewhere-1", []string{"words of q1"}},
		{"strathlinn-1", []string{"", "words of q2", "words of q3"}}, {"strathlinn-2", []string{"words of q2", ""}},
	}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(row{})); diff != "" {
		t.Error(diff)
	}
	if c, err := Check(list); err != nil || c.Blanked != 3 {
		t.Errorf("%+v, %v", c, err)
	}
	forged := copied(t, list) // words that were taken out of what is handed out
	p := forged[3].Part("source/k1/quote")
	p.Salt, p.Text, p.Blanked = nil, "", 2
	if _, err := Check(forged); !errors.Is(err, fault.Invalid) {
		t.Errorf("words can be taken out: %v", err)
	}
	forged[3].Blanks = append(forged[3].Blanks, Target{4, "source/k1/quote"})
	if _, err := Check(forged); !errors.Is(err, fault.Invalid) {
		t.Errorf("with a record that says so: %v", err)
	}
}

// Nothing of blanked words is on disk.
func TestBlankedWordsAreGone(t *testing.T) {
	const marker = "zzqxkirkwhistle"
	d := newDesk()
	open := storetest.SQLite(t)
	e := open()
	b := newBase(t, e, d)
	d.agree(place, 1, told("First", "they said "+marker))
	check(t, b.Sweep(t.Context()))
	salt := b.all(t)[0].Part("source/o1/says").Salt
	_, err := b.Blank(t.Context(), 1, "source/o1/says", "It tells who.")
	check(t, err)
	check(t, e.Close())
	check(t, open().Ping(t.Context())) // opening it again folds the log in
	folder := filepath.Join(filepath.Dir(t.TempDir()), "*", "kist.db*")
	files, err := filepath.Glob(folder)
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	coded, _ := json.Marshal(salt)
	for _, name := range files {
		text, err := os.ReadFile(name)
		check(t, err)
		if bytes.Contains(text, []byte(marker)) || bytes.Contains(text, coded) || bytes.Contains(text, salt) {
			t.Errorf("%s still holds the words or their salt", filepath.Base(name))
		}
		if strings.HasSuffix(name, ".db") && !bytes.Contains(text, []byte("It tells who.")) {
			t.Error("this test reads the wrong file")
		}
	}
}

func TestWhatCannotBeBlanked(t *testing.T) {
	d := newDesk()
	b := newBase(t, storetest.SQLite(t)(), d)
	d.agree(place, 1, told("First", "a"))
	check(t, b.Sweep(t.Context()))
	for _, c := range []struct {
		number    int
		part, why string
		want      error
	}{
		{1, "statement", " ", fault.Invalid},
		{1, "statement", strings.Repeat("x", MaxWhy+1), fault.Invalid},
		{1, "terms", "Because.", fault.Invalid},
		{1, "inspection", "Because.", fault.Invalid},
		{1, "source/t1/cites", "Because.", fault.Invalid},
		{1, "source/none/says", "Because.", fault.NotFound},
		{2, "statement", "Because.", fault.NotFound},
	} {
		_, err := b.Blank(t.Context(), c.number, c.part, c.why)
		wants(t, err, c.want)
	}
	by, err := b.Blank(t.Context(), 1, "statement", "Because.")
	check(t, err)
	_, err = b.Blank(t.Context(), by.Number, "why", "Because.")
	wants(t, err, fault.Invalid)
	b.sign = nil
	_, err = b.Blank(t.Context(), 1, "unknown", "Because.")
	wants(t, err, fault.Denied)
}

// Several servers take the same findings, and blank the same words, at once.
func TestManyServersAtOnce(t *testing.T) {
	storetest.EachAtomic(t, func(t *testing.T, open storetest.Open) {
		d := newDesk()
		for n := range 6 {
			d.agree(place, n+1, told("A statement", "a quote"))
			d.agree(place, n+1, told("A better statement", "a quote"))
		}
		e := open()
		newBase(t, e, d) // so that what it needs is there
		var wg sync.WaitGroup
		for i := range 4 {
			b := newBase(t, e, d)
			wg.Go(func() {
				if err := b.Sweep(context.Background()); err != nil {
					t.Error(err)
				}
				if _, err := b.Blank(context.Background(), i+1, "source/o1/says", "Because."); err != nil && !errors.Is(err, fault.Conflict) {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		list := newBase(t, e, d).all(t)
		once := map[string]bool{}
		blankings := 0
		for _, it := range list {
			if it.Kind == Blanking {
				blankings++
				continue
			}
			about := it.About + it.Words("statement")
			if once[about] {
				t.Errorf("%s is there twice", about)
			}
			once[about] = true
			if p := it.Part("source/o1/says"); p.Text != "" {
				t.Errorf("item %d still has the words", it.Number)
			}
		}
		if c, err := Check(list); err != nil || !c.Whole || len(once) != 12 || blankings == 0 {
			t.Errorf("%+v, %d findings, %d blankings, %v", c, len(once), blankings, err)
		}
	})
}
