package lexis

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestWordsInEveryScript(t *testing.T) {
	for text, want := range map[string]string{
		"Who'd you TALK to first?":  "who'd you talk to first",
		"Don’t know":                "don't know",
		"Czy dorośli cię słuchają?": "czy dorośli cię słuchają",
		"Хто тобі допомагає?":       "хто тобі допомагає",
		"هل تشعر بالأمان؟":          "هل تشعر بالأمان",
		"ਕੀ ਤੁਸੀਂ ਸੁਰੱਖਿਅਤ ਹੋ?":     "ਕੀ ਤੁਸੀਂ ਸੁਰੱਖਿਅਤ ਹੋ",
		"你安全吗？":                     "你安 安全 全吗",
		"好。":                        "好",
		"11-13 years, 2 homes":      "11 13 years 2 homes",
		"":                          "",
		" \t…!":                     "",
		"Am bheil thu sàbhailte?":   "am bheil thu sàbhailte",
		"安全 and safe":               "安全 and safe",
	} {
		if got := strings.Join(Words(text), " "); got != want {
			t.Errorf("%q: %q, not %q", text, got, want)
		}
	}
}

func TestStemsBringFormsTogether(t *testing.T) {
	for lang, forms := range map[string][]string{
		"en": {"listen", "listened", "listening", "listens"},
		"ro": {"copil", "copilul"},
		"pl": {"słuchają", "słuchaliśmy"},
		"uk": {"допомагає", "допомагали"},
		"ar": {"المدرسة", "مدرسة"},
	} {
		first := Stem(forms[0], lang)
		for _, f := range forms {
			if got := Stem(f, lang); got != first {
				t.Errorf("%s: %s becomes %s, not %s", lang, f, got, first)
			}
		}
	}
	if a, b := Stem("safe", "en"), Stem("school", "en"); a == b {
		t.Errorf("both become %s", a)
	}
	if got := Stems("Workers who listened", "en"); !slices.Equal(got, []string{"worker", "who", "listen"}) {
		t.Errorf("%q", got)
	}
}

func TestLikeness(t *testing.T) {
	for _, c := range []struct {
		a, b        string
		least, most int
	}{
		{"safe", "safe", 100, 100}, {"listen", "lisen", 60, 99}, {"school", "Shcool", 40, 99},
		{"safe", "worker", 0, 10}, {"", "", 0, 100},
	} {
		if got := Likeness(Triples(c.a), Triples(c.b)); got < c.least || got > c.most {
			t.Errorf("%q and %q: %d", c.a, c.b, got)
		}
	}
	if got := Likeness(nil, nil); got != 0 {
		t.Errorf("nothing and nothing: %d", got)
	}
}

func FuzzStems(f *testing.F) {
	for _, seed := range []string{"Who listens?", "هل تشعر بالأمان؟", "你安全吗", "\xff\xfe", "ŻÓŁĆ’s"} {
		for _, lang := range []string{"en", "ar", "ro", "pl", "zh-Hans", ""} {
			f.Add(seed, lang)
		}
	}
	f.Fuzz(func(t *testing.T, text, lang string) {
		for i, stem := range Stems(text, lang) {
			if stem == "" || utf8.ValidString(text) && !utf8.ValidString(stem) {
				t.Fatalf("word %d of %q in %q becomes %q", i, text, lang, stem)
			}
		}
	})
}
