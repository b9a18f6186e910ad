package machine

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"kist/internal/lexis"
)

// saidIn are invented ways of speaking of three themes in our other languages. No native
// reader has checked them; they only have to be made of words that come again.
var saidIn = map[string]map[string][]string{
	"gd": {
		"told": {
			"cha do dh’innis duine dhomh dè thachair às dèidh na coinneimh",
			"chan innis iad dhomh dè chaidh a cho-dhùnadh",
			"tha mi ag iarraidh gun innis iad dhuinn dè thachras",
		},
		"home": {
			"tha mi ag ionndrainn mo mhàthair agus mo phiuthar",
			"barrachd tìde còmhla ri mo bhràthair is mo phiuthar",
			"bu toil leam mo mhàthair fhaicinn nas trice",
		},
		"play": {
			"ball-coise agus pàirc nas fheàrr",
			"chan eil pàirc no ball-coise againn an seo",
			"club ball-coise feasgar Disathairne sa phàirc",
		},
	},
	"pl": {
		"told": {
			"nikt mi nie powiedział co się stało po spotkaniu",
			"nigdy nie mówią co postanowili na spotkaniu",
			"chcę żeby ktoś powiedział co będzie po spotkaniu",
		},
		"home": {
			"tęsknię za mamą i siostrą",
			"chcę częściej widywać siostrę i brata",
			"więcej czasu z mamą i bratem",
		},
		"play": {
			"więcej piłki nożnej i lepsze boisko",
			"nie mamy boiska do piłki nożnej",
			"boisko i klub piłki w sobotę",
		},
	},
	"ro": {
		"told": {
			"nimeni nu mi-a spus ce s-a hotărât la întâlnire",
			"nu ne spun niciodată ce au hotărât",
			"vreau să mi se spună ce urmează după întâlnire",
		},
		"home": {
			"mi-e dor de mama și de sora mea",
			"vreau să o văd pe mama mai des",
			"mai mult timp cu sora și fratele meu",
		},
		"play": {
			"mai mult fotbal și un parc mai bun",
			"nu avem parc și nici teren de fotbal",
			"un club de fotbal în parc sâmbăta",
		},
	},
	"uk": {
		"told": {
			"ніхто не сказав мені що вирішили на зустрічі",
			"вони ніколи не кажуть що вирішили",
			"хочу щоб мені сказали що буде після зустрічі",
		},
		"home": {
			"я сумую за мамою і сестрою",
			"хочу частіше бачити сестру і маму",
			"більше часу з братом і сестрою",
		},
		"play": {
			"більше футболу і кращий парк",
			"у нас немає парку для футболу",
			"футбольний клуб у парку в суботу",
		},
	},
	"ar": {
		"told": {
			"لم يخبرني أحد بما حدث بعد الاجتماع",
			"لا يخبروننا بما تقرر في الاجتماع",
			"أريد أن يخبرني أحد بما تقرر",
		},
		"home": {
			"أشتاق إلى أمي وأختي",
			"أريد أن أرى أختي وأمي أكثر",
			"وقت أكثر مع أخي وأختي",
		},
		"play": {
			"كرة القدم وحديقة أفضل",
			"ليس عندنا حديقة للعب كرة القدم",
			"نادي كرة القدم في الحديقة",
		},
	},
	"ur": {
		"told": {
			"مجھے کسی نے نہیں بتایا کہ میٹنگ میں کیا فیصلہ ہوا",
			"وہ کبھی نہیں بتاتے کہ فیصلہ کیا ہوا",
			"میٹنگ کے بعد مجھے بتایا جائے",
		},
		"home": {
			"مجھے امی اور بہن کی یاد آتی ہے",
			"بہن اور بھائی کے ساتھ زیادہ وقت",
			"میں امی سے زیادہ ملنا چاہتا ہوں بہن سے بھی",
		},
		"play": {
			"فٹبال اور بہتر پارک چاہیے",
			"ہمارے پاس فٹبال کے لیے پارک نہیں",
			"پارک میں فٹبال کلب",
		},
	},
	"pa": {
		"told": {
			"ਮੈਨੂੰ ਕਿਸੇ ਨੇ ਨਹੀਂ ਦੱਸਿਆ ਮੀਟਿੰਗ ਵਿੱਚ ਕੀ ਫੈਸਲਾ ਹੋਇਆ",
			"ਉਹ ਫੈਸਲਾ ਕਦੇ ਨਹੀਂ ਦੱਸਦੇ",
			"ਮੀਟਿੰਗ ਤੋਂ ਬਾਅਦ ਫੈਸਲਾ ਦੱਸਿਆ ਜਾਵੇ",
		},
		"home": {
			"ਮੈਨੂੰ ਮੰਮੀ ਅਤੇ ਭੈਣ ਯਾਦ ਆਉਂਦੀ ਹੈ",
			"ਭੈਣ ਅਤੇ ਭਰਾ ਨਾਲ ਹੋਰ ਸਮਾਂ",
			"ਮੰਮੀ ਨੂੰ ਹੋਰ ਮਿਲਣਾ ਭੈਣ ਨੂੰ ਵੀ",
		},
		"play": {
			"ਫੁੱਟਬਾਲ ਅਤੇ ਵਧੀਆ ਪਾਰਕ",
			"ਸਾਡੇ ਕੋਲ ਫੁੱਟਬਾਲ ਲਈ ਪਾਰਕ ਨਹੀਂ",
			"ਪਾਰਕ ਵਿੱਚ ਫੁੱਟਬਾਲ ਕਲੱਬ",
		},
	},
	"sco": {
		"told": {
			"naebody telt me whit happened efter the meetin",
			"they never telt us whit wis decided at the meetin",
			"Ah want telt whit happens efter the meetin",
		},
		"home": {
			"Ah miss ma mammy an ma wee sister",
			"mair time wi ma sister an ma brither",
			"let me see ma mammy and ma brither",
		},
		"play": {
			"mair fitba an a better park",
			"there's nae park fur fitba",
			"a fitba club at the park",
		},
	},
	"zh": {
		"told": {
			"没有人告诉我会议以后发生了什么",
			"他们从来不告诉我们会议的决定",
			"希望会议以后告诉我决定",
		},
		"home": {
			"我想念妈妈和妹妹",
			"想多见妹妹和妈妈",
			"多一点时间和弟弟妹妹在一起",
		},
		"play": {
			"多踢足球还要更好的公园",
			"我们没有踢足球的公园",
			"公园里的足球俱乐部",
		},
	},
}

// spoken are the texts of one language, each many times over with something beside it.
func spoken(lang string) (docs []Doc, themes map[string][]string) {
	themes = map[string][]string{}
	for _, theme := range []string{"home", "play", "told"} {
		for i, words := range saidIn[lang][theme] {
			for round := range 6 {
				id := fmt.Sprint(lang, theme, i, round)
				other := saidIn[lang][theme][(i+round)%3]
				docs, themes[id] = append(docs, Doc{id, lang, words + " " + other}), []string{theme}
			}
		}
	}
	return docs, themes
}

// In every language themes are proposed right from examples, with words of the text to
// show for it, and texts that are alike come together.
func TestEveryLanguage(t *testing.T) {
	for lang := range saidIn {
		docs, themes := spoken(lang)
		s := Lay(docs)
		all := s.Measure(themes)[0]
		precision, proposed := all.Precision()
		recall, _ := all.Recall()
		if !proposed || precision < 0.9 || recall < 0.75 {
			t.Errorf("%s: precision %.2f, recall %.2f of %d", lang, precision, recall, all.Texts)
		}
		l := s.Learn(themes)
		for _, d := range docs {
			for _, p := range l.Propose(d.ID) {
				if len(p.Because) == 0 {
					t.Errorf("%s: %q is proposed for no reason", d.ID, p.Theme)
				}
				for _, w := range p.Because {
					if stem := lexis.Stem(strings.TrimPrefix(w, "not "), lang); !slices.Contains(lexis.Stems(d.Text, lang), stem) {
						t.Errorf("%s: %q is not in it", d.ID, w)
					}
				}
			}
		}
		together(t, lang, s.Groups(), themes)
	}
}

// together checks that most texts of a group are of one theme.
func together(t *testing.T, lang string, g Grouped, themes map[string][]string) {
	t.Helper()
	pure, all := 0, 0
	for _, group := range g.Groups {
		counts := map[string]int{}
		for _, m := range group.Members {
			counts[themes[m.ID][0]]++
		}
		most := 0
		for _, n := range counts {
			most = max(most, n)
		}
		pure, all = pure+most, all+len(group.Members)
	}
	if portion(t, pure, all) < 0.8 || all < len(themes)*3/4 {
		t.Errorf("%s: %d of %d lie with their like, of %d texts: %+v", lang, pure, all, len(themes), g.Groups)
	}
}

// The floor from which a theme is proposed is where most is right, and there is none
// where too little is.
func TestBestFloor(t *testing.T) {
	yes, no := func(by float64) scored { return scored{by, true} }, func(by float64) scored { return scored{by, false} }
	for name, c := range map[string]struct {
		scores []scored
		with   int
		floor  float64
		ok     bool
	}{
		"apart":            {[]scored{yes(0.9), yes(0.8), no(0.2), no(0.1)}, 2, 0.8, true},
		"one among others": {[]scored{yes(0.9), no(0.8), yes(0.7), no(0.2)}, 2, 0.7, true},
		"turned round":     {[]scored{no(0.9), no(0.8), no(0.7), yes(0.1)}, 1, 0, false},
		"below nothing":    {[]scored{yes(-0.1), no(-0.2)}, 1, 0, false},
		"equals go in one": {[]scored{yes(0.5), no(0.5), yes(0.5)}, 2, 0.5, true},
	} {
		floor, ok := bestFloor(c.scores, c.with)
		if ok != c.ok || ok && floor != c.floor {
			t.Errorf("%s: from %v, %t; want %v, %t", name, floor, ok, c.floor, c.ok)
		}
	}
}

func TestScores(t *testing.T) {
	s := Score{Right: 6, Wrong: 2, Over: 6}
	if p, ok := s.Precision(); p != 0.75 || !ok {
		t.Errorf("precision %v", p)
	}
	if r, ok := s.Recall(); r != 0.5 || !ok {
		t.Errorf("recall %v", r)
	}
}

// Weights have length 1, a word that few texts have weighs more than one that many
// have, and texts that share no word are not alike at all.
func TestWeights(t *testing.T) {
	s := Lay([]Doc{{"a", "en", "park park swings"}, {"b", "en", "park football"}, {"c", "en", "park"}, {"d", "en", "mum"}, {"e", "en", "the and"}})
	for i, row := range s.rows[:4] {
		if d := dot(row, row); d < 0.999 || d > 1.001 {
			t.Errorf("%s has length %v", s.docs[i].ID, d)
		}
	}
	if len(s.rows[4]) != 0 {
		t.Errorf("stop words weigh %v", s.rows[4])
	}
	if dot(s.rows[0], s.rows[3]) != 0 || dot(s.rows[0], s.rows[1]) <= 0 {
		t.Error("what shares no word is alike, or what shares one is not")
	}
	b := s.rows[1]
	if s.terms[b[0].term].word != "park" || b[0].by >= b[1].by {
		t.Errorf("%v", b)
	}
	if s.Len() != 5 {
		t.Errorf("%d texts", s.Len())
	}
	if _, ok := s.Doc("z"); ok {
		t.Error("a text that is not there")
	}
}

// The word that stands for a stem is the one that most texts write.
func TestWordsThatStandForStems(t *testing.T) {
	s := Lay([]Doc{{"a", "en", "decide"}, {"b", "en", "decided"}, {"c", "en", "decided"}, {"d", "en", "deciding"}})
	if len(s.terms) != 1 || s.terms[0].word != "decided" || s.terms[0].docs != 4 {
		t.Errorf("%+v", s.terms)
	}
}

// Numbers tell no texts apart, in whatever signs they are written.
func TestNumbersAreNoWords(t *testing.T) {
	s := Lay([]Doc{
		{"a", "en", "5 workers in 2 years"},
		{"b", "en", "2026"},
		{"c", "ar", "٣ مدارس"},
	})
	for _, term := range s.terms {
		if number(term.stem) {
			t.Errorf("%q is a word", term.stem)
		}
	}
	if len(s.rows[1]) != 0 {
		t.Errorf("a number alone weighs %v", s.rows[1])
	}
	for word, want := range map[string]bool{
		"7":    true,
		"٣":    true,
		"p7":   false,
		"two":  false,
		"2nd":  false,
		"1234": true,
	} {
		if number(word) != want {
			t.Errorf("%q: %t", word, !want)
		}
	}
}
