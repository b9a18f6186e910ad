package texts

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	_ "kist/internal/sameseed"
	"kist/locales"
)

// TestWorriesAreFound in every language in which children are asked, in small
// letters, without accents, and in English whatever the language.
func TestWorriesAreFound(t *testing.T) {
	for _, c := range []struct {
		lang, text string
		want       []Worry
	}{
		{"en", "i dont want to be here anymore", []Worry{AboutSelf}},
		{"en", "I DON’T WANT TO LIVE.", []Worry{AboutSelf}},
		{"en", "he comes into my room at night and told me not to say", []Worry{AboutSexual, AboutSecret}},
		{"en", "my dads always drunk and i am scared", []Worry{AboutDrink, AboutAfraid}},
		{"en", "I like football", nil},
		{"en", "I hit the ball", nil},
		{"sco", "ma da batters me an i'm feart", []Worry{AboutHarm, AboutAfraid}},
		{"sco", "he hits me", []Worry{AboutHarm}},
		{"gd", "Tha e gam bhualadh agus tha eagal orm", []Worry{AboutHarm, AboutAfraid}},
		{"pl", "Tata mnie bije, boję się", []Worry{AboutAfraid}},
		{"pl", "on bije mnie i boje sie", []Worry{AboutHarm, AboutAfraid}},
		{"ro", "tata mă bate și mi-e frică", []Worry{AboutHarm, AboutAfraid}},
		{"uk", "він б’є мене, я боюся", []Worry{AboutHarm, AboutAfraid}},
		{"ar", "أبي يضربني وأنا خائفة", []Worry{AboutHarm}},
		{"ar", "هو يَضرِبُني وقال لا تخبر أحدا", []Worry{AboutHarm}},
		{"ur", "وہ مجھے مارتا ہے اور مجھے ڈر لگتا ہے", []Worry{AboutHarm, AboutAfraid}},
		{"pa", "ਉਹ ਮੈਨੂੰ ਮਾਰਦਾ ਹੈ", []Worry{AboutHarm}},
		{"zh-Hans", "他打我，我很害怕", []Worry{AboutHarm, AboutAfraid}},
		{"zh-Hans", "I want to die", []Worry{AboutSelf}},
		{"xx", "he hits me", []Worry{AboutHarm}},
	} {
		got, weight := Weigh(c.text, c.lang)
		for _, w := range c.want {
			if !slices.Contains(got, w) {
				t.Errorf("%s: %q: %v, want %v", c.lang, c.text, got, w)
			}
		}
		if c.want == nil && weight != 0 || (weight == 0) != (len(got) == 0) {
			t.Errorf("%s: %q weighs %d, %v", c.lang, c.text, weight, got)
		}
	}
}

// TestEveryLanguageHasAList with every kind in it.
func TestEveryLanguageHasAList(t *testing.T) {
	files, err := locales.Files.ReadDir(".")
	must(t, err)
	for _, f := range files {
		lang, isWords := strings.CutSuffix(f.Name(), ".yaml")
		if !isWords {
			continue
		}
		for _, kind := range Worries() {
			if len(lists()[lang][kind]) < 4 {
				t.Errorf("%s has %d words about %s", lang, len(lists()[lang][kind]), kind)
			}
		}
	}
	if len(lists()) < 10 {
		t.Errorf("%d lists", len(lists()))
	}
}

// TestEveryWordOfAListFindsItself, so that no line is written in a form that no text
// comes to.
func TestEveryWordOfAListFindsItself(t *testing.T) {
	files, err := worryFiles.ReadDir("worry")
	must(t, err)
	for _, f := range files {
		text, err := worryFiles.ReadFile("worry/" + f.Name())
		must(t, err)
		lang := strings.TrimSuffix(f.Name(), ".txt")
		for line := range strings.Lines(string(text)) {
			kind, rest, ok := strings.Cut(strings.TrimSpace(line), ": ")
			if !ok || line[0] == '#' {
				continue
			}
			for _, words := range strings.Split(rest, ", ") {
				written := strings.NewReplacer("*", "", "+", " and then at ").Replace(words)
				if got, _ := Weigh("so "+written+" so", lang); !slices.Contains(got, Worry(kind)) {
					t.Errorf("%s: %q is not found as %s: %v", lang, words, kind, got)
				}
			}
		}
	}
}

// TestListsThatAreNone are refused.
func TestListsThatAreNone(t *testing.T) {
	for _, text := range []string{"no colon", "moon: cheese", "self: ,", "self: -"} {
		if _, err := parseWorry(text, false); err == nil {
			t.Errorf("%q is read", text)
		}
	}
}

// TestWeighingKeepsOrder: what stands around words never hides them, and a longer
// text weighs no less than a part of it.
func TestWeighingKeepsOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		before, after := rapid.StringMatching(`[a-zéśا-ي ,.!]{0,40}`).Draw(t, "before"), rapid.StringMatching(`[a-zéśا-ي ,.!]{0,40}`).Draw(t, "after")
		got, weight := Weigh(before+" he hits me "+after, rapid.SampledFrom([]string{"en", "pl", "ar"}).Draw(t, "lang"))
		if !slices.Contains(got, AboutHarm) || weight < weights[AboutHarm] {
			t.Fatalf("%q %q: %v", before, after, got)
		}
	})
}

// FuzzWeigh reads anything without harm.
func FuzzWeigh(f *testing.F) {
	for _, text := range []string{"", "he hits me", "他打我", "\xff\xfe", "خائف", strings.Repeat("a ", 1000)} {
		f.Add(text, "en")
		f.Add(text, "zh-Hans")
	}
	f.Fuzz(func(t *testing.T, text, lang string) {
		found, weight := Weigh(text, lang)
		if (weight == 0) != (len(found) == 0) {
			t.Errorf("%v weighs %d", found, weight)
		}
	})
}

// TestWeighingIsQuick on the longest text that there can be many times over; the bound
// is for a machine that stands still for a while.
func TestWeighingIsQuick(t *testing.T) {
	text := strings.Repeat("he hit the ball and hits the door and then ", 5000)
	start := time.Now()
	if _, weight := Weigh(text, "en"); weight != 0 {
		t.Errorf("weighs %d", weight)
	}
	if took := time.Since(start); took > 20*time.Second {
		t.Errorf("%v", took)
	}
}

// TestWords cuts texts so that nothing is lost.
func TestWords(t *testing.T) {
	for text, want := range map[string][]string{
		"": nil, "one": {"one"}, " Kirsty  shouts. ": {" Kirsty", "shouts."}, "没有人和我说话的时候我很难过": {"没", "有", "人", "和", "我", "说", "话", "的", "时", "候", "我", "很", "难", "过"},
		"a\nb": {"a", "b"}, "جيد جدا": {"جيد", "جدا"},
	} {
		var got []string
		whole := ""
		for _, w := range Words(text) {
			got = append(got, w.Text)
			whole += w.Text + w.Space
			if text[w.From:w.To] != w.Text {
				t.Errorf("%q lies elsewhere in %q", w.Text, text)
			}
		}
		if diff := cmp.Diff(want, got); diff != "" || whole != text {
			t.Errorf("%q: %s; together %q", text, diff, whole)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		text, whole := rapid.String().Draw(t, "text"), ""
		for _, w := range Words(text) {
			whole += w.Text + w.Space
		}
		if whole != text {
			t.Fatalf("%q became %q", text, whole)
		}
	})
}

// TestWithout takes out what both people saw, and the same words elsewhere.
func TestWithout(t *testing.T) {
	const text = "Kirsty is in St Ann's, Kirsty is loud"
	got := Without(text, []Cut{{13, 21, "home"}, {0, 6, "name"}, {3, 6, "place"}})
	if want := "[name 1] is in [home 1], [name 1] is loud"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if got := Without(text, nil); got != text {
		t.Errorf("%q", got)
	}
}

// TestCalmTextsWeighNothing in any language: what children mostly write does not go
// before what worries.
func TestCalmTextsWeighNothing(t *testing.T) {
	for lang, list := range map[string][]string{
		"en":      {"I like my worker, she listens", "We went to the beach and the dog ran in the sea", "More time with my brother please", "I hit a goal and we won"},
		"sco":     {"Ah like ma worker, she hears me oot", "We gaed tae the beach"},
		"gd":      {"Is toil leam an sgoil", "Chaidh sinn dhan tràigh leis a' chù"},
		"pl":      {"Lubię moją szkołę", "Byliśmy na plaży z psem"},
		"ro":      {"Îmi place școala mea", "Am fost la plajă cu câinele"},
		"uk":      {"Мені подобається моя школа", "Ми були на пляжі з собакою"},
		"ar":      {"أحب مدرستي ومعلمتي", "ذهبنا إلى البحر مع الكلب"},
		"ur":      {"مجھے اپنا اسکول پسند ہے", "ہم سمندر پر گئے تھے"},
		"pa":      {"ਮੈਨੂੰ ਆਪਣਾ ਸਕੂਲ ਪਸੰਦ ਹੈ", "ਅਸੀਂ ਸਮੁੰਦਰ ਤੇ ਗਏ"},
		"zh-Hans": {"我喜欢我的学校", "我们带狗去了海边"},
	} {
		for _, text := range list {
			if found, weight := Weigh(text, lang); weight != 0 {
				t.Errorf("%s: %q weighs %d: %v", lang, text, weight, found)
			}
		}
	}
}
