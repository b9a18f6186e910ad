package coding

import (
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"kist/internal/browsertest"
	"kist/internal/fault"
	"kist/internal/themes"
	"kist/internal/themes/machine"
	"kist/server/web"
)

// base is the common part of a page outside a server.
func base(t testing.TB, lang string) web.StaffBase {
	t.Helper()
	words, err := loaded()
	check(t, err)
	return web.StaffBase{Printer: words.Printer(lang)}
}

func ofThree() *about {
	return &about{book: &themes.Codebook{Latest: themes.Version{Themes: []themes.Theme{
		{Key: "told", Name: "Told"},
		{Key: "work", Name: "Workers", Parent: "told"},
		{Key: "home", Name: "Home"},
	}}}}
}

// What people are told of how many texts have a theme is in fives, and never a number
// under ten.
func TestInFives(t *testing.T) {
	b := base(t, "en")
	for n, want := range map[int]string{
		0:   "under 10",
		9:   "under 10",
		10:  "10",
		14:  "10",
		15:  "15",
		104: "100",
	} {
		if got := inFives(b, n); got != want {
			t.Errorf("%d: %q, want %q", n, got, want)
		}
	}
}

// Each theme has a key of its own while there are keys; none of them is a key that does
// something else.
func TestKeysOfThemes(t *testing.T) {
	a := &about{book: &themes.Codebook{}}
	for i := range 60 {
		a.book.Latest.Themes = append(a.book.Latest.Themes, themes.Theme{Key: fmt.Sprint(i), Name: fmt.Sprint("Theme ", i)})
	}
	seen := map[string]bool{}
	for i, r := range rows(base(t, "en"), a, nil, "") {
		if i < len(keyboard) != (r.Hint != "") || r.Hint != "" && seen[r.Hint] || strings.ContainsAny(r.Hint, "0xzun") {
			t.Errorf("theme %d has the key %q", i, r.Hint)
		}
		seen[r.Hint] = true
		if r.Link != "" {
			t.Errorf("theme %d leads to %q", i, r.Link)
		}
	}
	list := rows(base(t, "en"), ofThree(), map[string]int{"work": 27}, "/edit")
	var got []string
	for _, r := range list {
		got = append(got, fmt.Sprint(r.Name, r.Depth, r.Count, r.Link))
	}
	want := []string{
		"Told0under 10/edit?key=told",
		"Workers125/edit?key=work",
		"Home0under 10/edit?key=home",
	}
	if !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
}

// What a version did to a theme is told in one line.
func TestChanged(t *testing.T) {
	before := ofThree().book.Latest
	before.Themes = append(before.Themes, themes.Theme{Key: "old", Name: "Old", Retired: true})
	for want, theme := range map[string]themes.Theme{
		"Added “New”":                          {Key: "new", Name: "New"},
		"Changed “Told”":                       {Key: "told", Name: "Told", Description: "More."},
		"“Told” is called “Heard”":             {Key: "told", Name: "Heard"},
		"Took “Home” out of use":               {Key: "home", Name: "Home", Retired: true},
		"“Home” counts as “Told” from here on": {Key: "home", Name: "Home", Retired: true, Into: "told"},
		"Took “Old” back into use":             {Key: "old", Name: "Old"},
	} {
		if got := changed(base(t, "en"), before, theme); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

// estimate is a kappa as people may have it.
func estimate(value, low, high float64) themes.Estimate {
	return themes.Estimate{Value: value, Low: low, High: high, Known: true}
}

// The heading is a sentence that could be wrong, and the chart draws what the table says.
func TestAgreementIsTold(t *testing.T) {
	good := themes.Accord{Theme: "told", Kappa: estimate(0.84, 0.7, 0.98), Alpha: estimate(0.83, 0.6, 0.9), Texts: 120}
	poor := themes.Accord{Theme: "work", Kappa: estimate(0.41, 0.2, 0.6), Alpha: estimate(0.4, 0.2, 0.6), Texts: 120}
	none := themes.Accord{Theme: "home", Texts: 4}
	for _, c := range []struct {
		list    []themes.Accord
		heading string
		bars    int
	}{
		{nil, "There is no agreement to show yet", 0},
		{[]themes.Accord{none}, "There is no agreement to show yet", 0},
		{[]themes.Accord{good, none}, "People agree on the one theme that they gave", 1},
		{[]themes.Accord{good, poor, none}, "People agree on 1 of 2 themes; “Workers” needs a talk", 2},
	} {
		p := agreementPage{StaffBase: base(t, "en")}
		p.tell(ofThree(), c.list)
		bars := 0
		if p.Chart != nil {
			bars = len(p.Chart.Bars)
		}
		if p.Heading != c.heading || bars != c.bars || len(p.Rows) != len(c.list) {
			t.Errorf("%q, %d bars, %d rows; want %q", p.Heading, bars, len(p.Rows), c.heading)
		}
	}
}

func TestRowsOfAgreement(t *testing.T) {
	p := agreementPage{StaffBase: base(t, "en")}
	p.tell(ofThree(), []themes.Accord{
		{Theme: "told", Kappa: estimate(0.6, 0.5, 0.7), Alpha: estimate(0.61, 0.5, 0.7), Texts: 42},
		{Theme: "work", Kappa: estimate(0.59, -0.2, 0.7), Texts: 42},
		{Theme: "home", Alpha: estimate(1, 1, 1), Texts: 42},
	})
	first, second, third := p.Rows[0], p.Rows[1], p.Rows[2]
	if !first.Use || first.Kappa != "0.60" || first.Alpha != "0.61" || first.Low != "0.50" || first.Texts != "40" {
		t.Errorf("%+v", first)
	}
	if second.Use || second.Alpha != "not known" || second.Low != "-0.20" {
		t.Errorf("%+v", second)
	}
	if third.Known || third.Kappa != "" || third.Alpha != "1.00" {
		t.Errorf("%+v", third)
	}
	if p.Desc != "Told 0.60, Workers 0.59" {
		t.Errorf("%q", p.Desc)
	}
}

// A figure lies on the chart where it says, what is under chance at its edge; numbers
// lie on no name and do not run out of the page.
func TestBarsOfAgreement(t *testing.T) {
	c := &chart{}
	c.add("Full", "1.00", estimate(1, 1, 1), false)
	c.add("Chance", "0.00", estimate(0, -0.4, 0.4), true)
	c.add("Between", "0.70", estimate(0.7, 0.5, 0.9), false)
	full, chance, between := c.Bars[0], c.Bars[1], c.Bars[2]
	if full.X != "100.0%" || full.Anchor != "e" || full.AtLeft {
		t.Errorf("%+v", full)
	}
	if chance.X1 != "0.0%" || chance.X2 != "40.0%" || !chance.AtLeft || !chance.Low {
		t.Errorf("%+v", chance)
	}
	if between.X != "70.0%" || between.Anchor != "mid" || between.Y <= chance.Y {
		t.Errorf("%+v", between)
	}
	if c.Height <= between.Y || c.Bottom <= between.Y {
		t.Errorf("the chart is %d high, and has a bar at %d", c.Height, between.Y)
	}
}

// Texts are found by id, and go round once from any of them.
func TestPiles(t *testing.T) {
	p := newPile([]themes.Text{{ID: "c"}, {ID: "a"}, {ID: "b"}})
	for after, want := range map[string]string{
		"":  "abc",
		"a": "bca",
		"b": "cab",
		"c": "abc",
		"0": "abc",
		"z": "abc",
	} {
		got := ""
		for _, text := range p.after(after) {
			got += text.ID
		}
		if got != want {
			t.Errorf("after %q: %s, want %s", after, got, want)
		}
	}
	if _, ok := p.text("b"); !ok {
		t.Error("b is not found")
	}
	if _, ok := p.text("bb"); ok {
		t.Error("what is not there is found")
	}
	if empty := newPile(nil); len(empty.after("a")) != 0 || empty.space().Len() != 0 || len(empty.group().Groups) != 0 {
		t.Error("an empty pile holds something")
	}
}

// A text that a translator put into English is compared by its English.
func TestPilesCompareTranslations(t *testing.T) {
	p := newPile([]themes.Text{
		{ID: "a", Language: "gd", Words: "cha do dh’innis duine dhomh", Translation: "nobody told me"},
		{ID: "b", Language: "en", Words: "they told me"},
	})
	if hits := p.space().Search("told", ""); len(hits) != 2 {
		t.Errorf("%+v", hits)
	}
	if d, ok := p.space().Doc("a"); !ok || d.Lang != "en" {
		t.Errorf("%+v", d)
	}
}

func TestHardThemesOfTexts(t *testing.T) {
	survey, _ := asked{}.Survey(t.Context(), "")
	r := &reader{a: &about{survey: survey}, key: "change"}
	for _, c := range []struct {
		text themes.Text
		want string
	}{
		{themes.Text{Language: "en", Words: "my dog died"}, "loss"},
		{themes.Text{Language: "sco", Words: "ma grannie died"}, "loss"},
		{themes.Text{Language: "gd", Words: "police"}, ""}, // its words are not looked at
		{themes.Text{Language: "gd", Words: "bhàsaich mo chù", Translation: "my dog died and they hit me"}, "harm loss"},
		{themes.Text{Language: "en", Words: "more football"}, ""},
	} {
		if got := strings.Join(r.hard(c.text), " "); got != c.want {
			t.Errorf("%q: %q, want %q", c.text.Words, got, c.want)
		}
	}
	r.key = "sad"
	if got := r.hard(themes.Text{Language: "en", Words: "nothing"}); !slices.Equal(got, []string{"loss"}) {
		t.Errorf("of the question: %v", got)
	}
	r.out = []string{"loss"}
	if r.shows(themes.Text{Language: "en", Words: "nothing"}) {
		t.Error("what somebody stepped out of is shown")
	}
	if got := hardOf(survey, "not asked"); got != nil {
		t.Errorf("of no question: %v", got)
	}
}

// Words that speak for a theme are pointed to in whatever form the text has them.
func TestLikeIn(t *testing.T) {
	text := themes.Text{Language: "en", Words: "They decided. I wasn't told, nor were deciding people."}
	if got := likeIn(text, []string{"decide", "not told"}); !slices.Equal(got, []string{"decided", "told", "deciding"}) {
		t.Errorf("%q", got)
	}
	if got := likeIn(text, nil); got != nil {
		t.Errorf("%q", got)
	}
}

// How often a person kept a proposal is counted from what they were offered.
func TestProposalsThatWereKept(t *testing.T) {
	r := &reader{b: base(t, "en"), a: ofThree(), offered: map[string][2]int{}}
	r.remember(&themes.Coding{Offered: []string{"told", "work"}, Themes: []string{"told"}})
	r.remember(&themes.Coding{Offered: []string{"told"}, Themes: nil})
	r.remember(&themes.Coding{Themes: []string{"told"}})
	got := r.proposal(machine.Proposal{Theme: "told", Because: []string{"told", "meeting"}})
	want := proposal{Key: "told", Name: "Told", Because: "because of: told, meeting", Kept: "you kept 1 of 2 like it"}
	if got != want {
		t.Errorf("%+v", got)
	}
	if got := r.proposal(machine.Proposal{Theme: "home"}); got.Kept != "" {
		t.Errorf("one never offered before: %+v", got)
	}
}

func TestScoresAreTold(t *testing.T) {
	p := groupsPage{StaffBase: base(t, "en")}
	p.measure(ofThree(), []machine.Score{{Texts: 20}})
	if p.Scores != nil || p.Held != "20" {
		t.Errorf("%+v", p)
	}
	p.measure(ofThree(), []machine.Score{
		{Texts: 20, Right: 6, Wrong: 2, Over: 2},
		{Theme: "told", Texts: 20, Right: 6, Wrong: 2},
		{Theme: "work", Texts: 20, Over: 2},
	})
	want := []scoreRow{
		{"All themes", "75%", "75%"},
		{"Told", "75%", "100%"},
		{"Workers", "not known", "0%"},
	}
	if !slices.Equal(p.Scores, want) {
		t.Errorf("%+v", p.Scores)
	}
}

func TestProblemsThatReadersCanPutRight(t *testing.T) {
	one := fault.Problem{Field: "name", ID: "staff.problem.missing"}
	for _, err := range []error{one, fault.Problems{one}, fmt.Errorf("saving: %w", one)} {
		if ps, ok := fault.ProblemsOf(err); !ok || len(ps) != 1 || ps[0].Field != "name" {
			t.Errorf("%v: %v, %t", err, ps, ok)
		}
	}
	if _, ok := fault.ProblemsOf(errors.New("the disk is full")); ok {
		t.Error("a full disk is the reader's to put right")
	}
	if got := wrongs(base(t, "en"), fault.Problems{one}); got[0].Text != "This cannot be empty." {
		t.Errorf("%+v", got)
	}
	page := themePage{Wrong: []wrong{{"name", "Bad."}}}
	if page.Bad("name") != "Bad." || page.Bad("parent") != "" {
		t.Error("problems are not by their fields")
	}
}

// Whatever people do on these pages, no word that a child wrote is in the store.
func TestNoWordIsStored(t *testing.T) {
	h := newHouse(t)
	v := h.framed()
	h.unlock()
	h.coded(v, "hanan", "iona")
	first := h.texts.list[0]
	for _, path := range []string{
		change,
		change + "?text=zz01",
		change + "/groups",
		change + "/search?q=worker",
		change + "/settle",
	} {
		must(t, h.get("iona", path), http.StatusOK)
	}
	h.post("morag", change, "text", "zz01", "do", "decline")
	h.post("iona", change+"/join")
	h.post("iona", change+"/settle", "text", first.ID, "theme", "told")
	h.post("hanan", change+"/settle", "text", first.ID, "theme", "told")
	looked := false
	check(t, filepath.WalkDir(h.dir, func(name string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		kept, err := os.ReadFile(name)
		looked = looked || bytes.Contains(kept, []byte("Changes of worker")) // which people wrote
		for _, words := range []string{
			"all the time",
			"after the meeting",
			"hurts",
			"mo sheanmhair",
		} {
			if bytes.Contains(kept, []byte(words)) {
				t.Errorf("%s holds %q", filepath.Base(name), words)
			}
		}
		return err
	}))
	if !looked {
		t.Error("the store was not looked into")
	}
}

// Without script the pages work by their forms, one text after another.
func TestCodingWithoutScript(t *testing.T) {
	h := newHouse(t)
	h.framed()
	h.unlock()
	p := browsertest.Open(t, h.site("iona"), browsertest.NoScript())
	p.Visit(change)
	for i := range 3 {
		if now := p.Text("#now"); now != fmt.Sprintf("Been through %d of 41", i) {
			t.Fatalf("%q", now)
		}
		p.Click(`.tree input[value="told"]`)
		if status := p.Follow(`button[value="code"]`); status != http.StatusOK {
			t.Fatalf("status %d", status)
		}
	}
	p.Follow("#back")
	if !browsertest.Eval[bool](p, `document.querySelector('.tree input[value="told"]').checked`) {
		t.Error("what was given is not ticked")
	}
	p.Follow(`button[value="undo"]`)
	if browsertest.Eval[bool](p, `document.querySelector('.tree input[value="told"]').checked`) {
		t.Error("what was undone is ticked")
	}
}

func TestWhatFormsSend(t *testing.T) {
	if got := lines("a\r\nb\nc"); got != "a\nb\nc" {
		t.Errorf("%q", got)
	}
	for text, want := range map[string]string{
		"":      "",
		"abc":   "abc",
		"abcd":  "abc",
		"äöüß":  "äöü",
		"告诉我们吧": "告诉我",
	} {
		if got := firstLetters(text, 3); got != want {
			t.Errorf("%q: %q", text, got)
		}
	}
}

// A machine's words for a group that hold an upper letter or none at all name no theme by
// themselves: the form is filled in, and nothing is kept until somebody sends it.
func TestANameFromAGroupIsOnlyProposed(t *testing.T) {
	h := newHouse(t)
	h.unlock()
	must(
		t, h.get("iona", home+"/theme?name=worker,+changes"), http.StatusOK,
		`value="worker, changes"`,
		"Add a theme",
	)
	b, err := h.themes.Book(t.Context(), "strathlinn")
	check(t, err)
	if b.Latest.Number != 0 || len(b.Latest.Themes) != 0 {
		t.Errorf("%+v", b.Latest)
	}
}
