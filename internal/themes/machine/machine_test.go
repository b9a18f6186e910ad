package machine

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"kist/internal/lexis"

	"pgregory.net/rapid"
)

// Texts of one theme come together, with words that name it, and every text is somewhere
// once.
func TestGroupsFindWhatIsAlike(t *testing.T) {
	docs, themes := sample(400)
	g := Lay(docs).Groups()
	seen, pure := map[string]int{}, 0
	for _, group := range g.Groups {
		counts := map[string]int{}
		for _, m := range group.Members {
			seen[m.ID]++
			counts[themes[m.ID][0]]++
			if m.Near <= 0 || m.Near > 1 {
				t.Errorf("%s is near by %v", m.ID, m.Near)
			}
		}
		most := 0
		for _, n := range counts {
			most = max(most, n)
		}
		pure += most
		if len(group.Words) == 0 {
			t.Errorf("a group of %d has no words", len(group.Members))
		}
	}
	for _, id := range g.Alone {
		seen[id]++
	}
	if len(seen) != len(docs) {
		t.Errorf("%d of %d texts are somewhere", len(seen), len(docs))
	}
	for id, n := range seen {
		if n != 1 {
			t.Errorf("%s is in %d places", id, n)
		}
	}
	if p := portion(t, pure, len(docs)-len(g.Alone)); p < 0.85 {
		t.Errorf("of a hundred texts, %.0f lie with their like", 100*p)
	}
	if !reflect.DeepEqual(g, Lay(docs).Groups()) {
		t.Error("the same texts are grouped otherwise")
	}
}

// Words of two languages do not meet, whatever they look like; few texts make no group.
func TestGroupsByLanguage(t *testing.T) {
	docs, _ := sample(60)
	for i := range docs {
		if i%3 == 0 {
			docs[i].Lang = "sco"
		}
	}
	docs = append(docs, Doc{"g1", "gd", "cha do dh’innis duine dhomh"}, Doc{"z1", "zh", "没有人告诉我"})
	g := Lay(docs).Groups()
	langs := map[string]string{}
	for _, d := range docs {
		langs[d.ID] = d.Lang
	}
	for _, group := range g.Groups {
		for _, m := range group.Members {
			if langs[m.ID] != group.Lang {
				t.Errorf("%s of %s lies in a group of %s", m.ID, langs[m.ID], group.Lang)
			}
		}
	}
	if !slices.Contains(g.Alone, "g1") || !slices.Contains(g.Alone, "z1") {
		t.Errorf("alone: %v", g.Alone)
	}
	if g := Lay(nil).Groups(); len(g.Groups)+len(g.Alone) != 0 {
		t.Errorf("of nothing: %+v", g)
	}
}

// Texts without a word that tells anything, or all the same, break nothing.
func TestGroupsOfNothingMuch(t *testing.T) {
	for name, text := range map[string]string{
		"empty":      "",
		"stop words": "and it is the",
		"the same":   "more football please",
		"signs":      "!!! ... ?",
	} {
		var docs []Doc
		for i := range 20 {
			docs = append(docs, Doc{fmt.Sprint(i), "en", text})
		}
		g := Lay(docs).Groups()
		n := len(g.Alone)
		for _, group := range g.Groups {
			n += len(group.Members)
		}
		if n != len(docs) {
			t.Errorf("%s: %d of %d texts are somewhere", name, n, len(docs))
		}
	}
}

// What is proposed is right far more often than not on texts that it did not learn
// from, it says why in the text's own words, and it is measured as it is.
func TestProposals(t *testing.T) {
	docs, themes := sample(500)
	s := Lay(docs)
	scores := s.Measure(themes)
	all := scores[0]
	precision, _ := all.Precision()
	recall, _ := all.Recall()
	t.Logf("precision %.2f, recall %.2f on %d texts", precision, recall, all.Texts)
	if precision < 0.8 || recall < 0.8 || all.Texts < 60 || len(scores) != 5 {
		t.Errorf("%+v", scores)
	}
	taught := map[string][]string{}
	for id, list := range themes {
		if !Held(id) {
			taught[id] = list
		}
	}
	l, right, wrong := s.Learn(taught), 0, 0
	for id, list := range themes {
		if !Held(id) {
			continue
		}
		d, _ := s.Doc(id)
		for _, p := range l.Propose(id) {
			if slices.Contains(list, p.Theme) {
				right++
			} else {
				wrong++
			}
			for _, w := range p.Because {
				if !strings.Contains(strings.Join(lexis.Words(d.Text), " "), strings.TrimPrefix(w, "not ")) && !sharesStem(d, w) {
					t.Errorf("%q is not in %q", w, d.Text)
				}
			}
		}
	}
	if right != all.Right || wrong != all.Wrong {
		t.Errorf("measured %d right and %d wrong, are %d and %d", all.Right, all.Wrong, right, wrong)
	}
}

// sharesStem says whether a text has another form of a word.
func sharesStem(d Doc, word string) bool {
	return slices.Contains(lexis.Stems(d.Text, d.Lang), lexis.Stem(strings.TrimPrefix(word, "not "), d.Lang))
}

// With few examples, or with themes that words do not tell, nothing is proposed.
func TestNothingToGoBy(t *testing.T) {
	docs, themes := sample(100)
	s := Lay(docs)
	few := map[string][]string{}
	for id, list := range themes {
		if len(few) < 2 {
			few[id] = list
		}
	}
	random := map[string][]string{}
	for i, d := range docs {
		random[d.ID] = nil
		if i%10 == 3 {
			random[d.ID] = []string{"weather"}
		}
	}
	for name, coded := range map[string]map[string][]string{
		"none":                     nil,
		"two":                      few,
		"not in words":             random,
		"texts that are not there": {"x": {"told"}, "y": {"told"}},
	} {
		l := s.Learn(coded)
		n := 0
		for _, d := range docs {
			n += len(l.Propose(d.ID))
		}
		if n > len(docs)/10 {
			t.Errorf("%s: %d proposals on %d texts", name, n, len(docs))
		}
	}
	if got := s.Learn(themes).Propose("not there"); got != nil {
		t.Errorf("of a text that is not there: %v", got)
	}
	scores := s.Measure(nil)
	if _, ok := scores[0].Precision(); ok || len(scores) != 1 {
		t.Errorf("of nothing: %+v", scores)
	}
	if _, ok := scores[0].Recall(); ok {
		t.Error("a recall of nothing")
	}
}

// One text in five is held out, whatever their ids look like.
func TestHeldOut(t *testing.T) {
	n := 0
	for i := range 5000 {
		if Held(fmt.Sprint("text", i)) {
			n++
		}
	}
	if n < 900 || n > 1100 {
		t.Errorf("%d of 5000", n)
	}
}

var shelf = []Doc{
	{"a", "en", "Nobody told me anything. My worker keeps changing."},
	{"b", "en", "They tell us what happens"},
	{"c", "en", "I do not want to go to the park"},
	{"d", "pl", "Nikt mi nie powiedział, co dalej"},
	{"e", "gd", "Cha do dh'innis duine sam bith dhomh"},
	{"f", "ar", "أريد أن أرى المدرسة والمدرسين"},
	{"g", "zh", "没有人告诉我发生了什么"},
	{"h", "en", "My freind was kind to everybody"},
	{"i", "uk", "Мені ніхто не сказав про школу"},
	{"j", "ur", "مجھے کسی نے نہیں بتایا"},
	{"k", "pa", "ਮੈਨੂੰ ਕਿਸੇ ਨੇ ਨਹੀਂ ਦੱਸਿਆ"},
	{"l", "sco", "Naebody telt me whit wis happenin"},
}

func TestSearch(t *testing.T) {
	s := Lay(shelf)
	for _, c := range []struct {
		query, lang string
		want        string
	}{
		{"told", "", "a"},
		{"changes", "", "a"},
		{"worker changed", "", "a"},
		{"happening", "", "b"},
		{"wokrer", "", "a"},
		{"friend", "", "h"},
		{"everybuddy", "", "h"},
		{"happ", "", "b l"},
		{"powiedziała", "", "d"},
		{"dh’innis", "", "e"},
		{"مدرسة", "", "f"},
		{"告诉", "", "g"},
		{"школи", "", "i"},
		{"بتایا", "", "j"},
		{"ਦੱਸਿਆ", "", "k"},
		{"telt", "", "l"},
		{"me", "sco", "l"},
		{"me", "pl", ""},
		{"zzzz", "", ""},
		{"", "", ""},
		{"!!", "", ""},
		{"not park", "", "c"},
	} {
		got := strings.Join(slices.Sorted(slices.Values(ids(s.Search(c.query, c.lang)))), " ")
		if got != c.want {
			t.Errorf("%q in %q finds %q, want %q", c.query, c.lang, got, c.want)
		}
	}
	if hits := s.Search("told worker", ""); len(hits) != 1 || strings.Join(hits[0].Words, " ") != "told worker" {
		t.Errorf("%+v", hits)
	}
	if hits := s.Search("happens nobody", ""); len(hits) < 2 {
		t.Errorf("either word finds: %+v", hits)
	}
}

func TestWithin(t *testing.T) {
	for _, c := range []struct {
		a, b string
		most int
		want bool
	}{
		{"friend", "freind", 1, true},
		{"friend", "frend", 1, true},
		{"friend", "friends", 1, true},
		{"friend", "fiend", 1, true},
		{"friend", "fernd", 1, false},
		{"abcd", "dcba", 2, false},
		{"school", "shcoll", 2, true},
		{"", "a", 1, true},
		{"ab", "", 1, false},
	} {
		if got := within([]rune(c.a), []rune(c.b), c.most); got != c.want {
			t.Errorf("%s and %s within %d: %t", c.a, c.b, c.most, got)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		a, b := rapid.StringMatching(`[abc]{0,6}`).Draw(t, "a"), rapid.StringMatching(`[abc]{0,6}`).Draw(t, "b")
		if within([]rune(a), []rune(b), 2) != within([]rune(b), []rune(a), 2) || !within([]rune(a), []rune(a), 0) {
			t.Fatal(a, b)
		}
	})
}

// No word that denies is left out, in any language, and each language has its list.
func TestStopWordsKeepDenials(t *testing.T) {
	for _, lang := range []string{
		"ar",
		"en",
		"gd",
		"pa",
		"pl",
		"ro",
		"sco",
		"uk",
		"ur",
		"zh",
	} {
		if len(stopWords()[lang]) < 20 {
			t.Errorf("%s has %d stop words", lang, len(stopWords()[lang]))
		}
		for word := range denials {
			if stops(lang, word) {
				t.Errorf("%s leaves %q out", lang, word)
			}
		}
	}
	for _, word := range []string{
		"nobody",
		"help",
		"home",
		"family",
		"worker",
		"mum",
		"safe",
		"listen",
		"happy",
	} {
		if stops("en", word) {
			t.Errorf("%q is left out", word)
		}
	}
	docs := []Doc{
		{"1", "en", "I am happy"},
		{"2", "en", "I am not happy"},
		{"3", "en", "they don't listen"},
	}
	var words []string
	for _, term := range Lay(docs).terms {
		words = append(words, term.word)
	}
	for _, want := range []string{"not happy", "not listen", "happy"} {
		if !slices.Contains(words, want) {
			t.Errorf("%q is not among %q", want, words)
		}
	}
}

// Five hundred texts are grouped while somebody waits for a page. Measured: a hundredth
// of what is allowed here for a slow machine.
func TestGroupingIsQuick(t *testing.T) {
	docs := crowd(500)
	start := time.Now()
	Lay(docs).Groups()
	if took := time.Since(start); took > 20*time.Second {
		t.Errorf("500 texts took %v", took)
	}
}

func FuzzSearch(f *testing.F) {
	for _, d := range shelf {
		f.Add(d.Text, d.Lang)
	}
	f.Add("\x00\xff n't not not", "xx")
	s := Lay(shelf)
	f.Fuzz(func(t *testing.T, query, lang string) {
		for _, h := range s.Search(query, "") {
			if _, ok := s.Doc(h.ID); !ok || len(h.Words) == 0 {
				t.Fatalf("%+v", h)
			}
		}
		own := Lay(append(slices.Clone(shelf), Doc{"own", lang, query}))
		own.Groups()
		if d, ok := own.Doc("own"); !ok || d.Text != query {
			t.Fatal("a text is not there")
		}
	})
}

func BenchmarkGroups(b *testing.B) {
	for _, n := range []int{500, 10_000} {
		docs := crowd(n)
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				Lay(docs).Groups()
			}
		})
	}
}

func BenchmarkSearch(b *testing.B) {
	s := Lay(crowd(10_000))
	s.Search("enabc", "")
	for b.Loop() {
		s.Search("enabd enxbc", "")
	}
}
