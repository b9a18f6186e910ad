package redact

import "testing"

// TestNamesWithAMistake: a name with a mistake in it is one where the name would be, also when
// the name, or what the mistake makes of it, is a word.
func TestNamesWithAMistake(t *testing.T) {
	for in, want := range map[string]string{
		// the name is a word, the mistake makes none
		"my social worker garce comes on friday": "my social worker [name 1] comes on friday",
		"i hate it when grac ignores me":         "i hate it when [name 1] ignores me",
		"Grrace shouts at me":                    "[name 1] shouts at me",
		// the mistake makes a word, rarely written, where a name stands
		"my uncle grape hit me":         "my uncle [name 1] hit me",
		"my carer Robe has a dog":       "my carer [name 1] has a dog",
		"i hate it when Loan shouts":    "i hate it when [name 1] shouts",
		"my auntie roes helps me a lot": "my auntie [name 1] helps me a lot",
		// or one of another language
		"my carer Tyle has a dog": "my carer [name 1] has a dog",
		"I told Kare about it":    "I told [name 1] about it",
		// three letters are left
		"emi telt me tae wheesht": "[name 1] telt me tae wheesht",
		// somebody in a place
		"Grace in my class has the same shoes":  "[name 1] in my class has the same shoes",
		"ailsaa at our unit has the same shoes": "[name 1] at our unit has the same shoes",
		"radger in ma school has the same bag":  "[name 1] in ma school has the same bag",
		"hope in my heart is what i need":       "hope in my heart is what i need",
		// what a sentence is about
		"diasy was nice to me":         "[name 1] was nice to me",
		"kristy is my best friend":     "[name 1] is my best friend",
		"ambber and me fell out":       "[name 1] and me fell out",
		"I was sad. Jaems never calls": "I was sad. [name 1] never calls",
	} {
		if got := Text(in, "en"); got != want {
			t.Errorf("%q\n got %q\nwant %q", in, got, want)
		}
	}
}

// TestMistakesInWords are words with a mistake, and words that stand where a name could:
// they stay.
func TestMistakesInWords(t *testing.T) {
	for _, in := range []string{
		"and pink wheelchair cries", "the boy and pink wheelchair cries", "Pink is my colour and golden too", "me and general stuff",
		"my Mum Always shouts and my Dad Cries", "My Sister sings. My Brother shouts.", "my mum barely helps", "my dad mostly shouts", "my uncle never said",
		"my sister angrily shouts", "my teacher shouts", "tht makes me sad", "ths says no", "becuse it helps", "kids in my class shout",
		"the food in my school is bad", "shcool is good", "peopel are nice", "frinds and me play", "Footbal is the best", "Mornngs are bad", "my mum said skool was good",
		"a gril in my class hit me", "my carer alwys helps", "my techer shoutd at me",
	} {
		if got := Text(in, "en"); got != in {
			t.Errorf("harmless %q became %q", in, got)
		}
	}
	if got := Text("عمري ١١ سنة", "en"); got != "عمري ١١ سنة" {
		t.Errorf("a word of another language became %q", got)
	}
}

// TestMistakesInOtherLanguages: what somebody is called, who comes right after uncle or
// with, and who does something is a name if it is nearly one, though what the mistake
// makes of it is a word.
func TestMistakesInOtherLanguages(t *testing.T) {
	for _, x := range []struct{ lang, in, want string }{
		{"uk", "мою вчительку звати дім.", "мою вчительку звати [name 1]."},
		{"ar", "معلمتي اسمها أحد وهي لطيفة", "معلمتي اسمها [name 1] وهي لطيفة"},
		{"ar", "ألعب مع أمد بعد المدرسة", "ألعب مع [name 1] بعد المدرسة"},
		{"ar", "عمي أمد يصرخ علي كثيرا", "عمي [name 1] يصرخ علي كثيرا"},
		{"ur", "میری ٹیچر کا نام زیب ہے", "میری ٹیچر کا نام [name 1] ہے"},
		{"ur", "احد نے مجھے مارا", "[name 1] نے مجھے مارا"},
		{"gd", "bha mi a' bruidhinn ri mòram an-dè.", "bha mi a' bruidhinn ri [name 1] an-dè."},
		{"pl", "lubię bawić się z rża po szkole.", "lubię bawić się z [name 1] po szkole."},
		// and what is none
		{"gd", "Tha mo charaid math dhomh", "Tha mo charaid math dhomh"},
		{"ro", "tata sună o dată pe săptămână", "tata sună o dată pe săptămână"},
		{"pl", "lubię rysować róże i grća w piłkę", "lubię rysować róże i grća w piłkę"},
		{"pl", "mój tata z mamą i z psem", "mój tata z mamą i z psem"},
		{"ar", "ابن عمي يسرق أغراضي", "ابن عمي يسرق أغراضي"},
		{"ar", "لا أحد يلعب مع أحد", "لا أحد يلعب مع أحد"},
		{"ur", "چچا نے مجھے مارا", "چچا نے مجھے مارا"},
		{"uk", "мій дім великий", "мій дім великий"},
	} {
		if got := Text(x.in, x.lang); got != x.want {
			t.Errorf("%s %q\n got %q\nwant %q", x.lang, x.in, got, x.want)
		}
	}
}

// TestReasonsAreNeeded: without any one reason, a name with a mistake stays that only it takes.
func TestReasonsAreNeeded(t *testing.T) {
	for _, c := range []struct {
		table   []reason
		lang    []string // by reason, with what it takes
		example []string
	}{
		{meant, []string{"pl", "pl", "uk", "ar", "en"}, []string{
			"mieszkam w pokoju z tomk", "kallina zabrał mi telefon", "мій молодший брат кли весь час плаче", "عمي سعي يصرخ علي كثيرا", "bonzie never turned up for contact",
		}},
		{stands, []string{"gd", "ro", "sco", "en", "en", "uk", "pa", "ar"}, []string{
			"chan eil fini snog rium", "fratele meu mic pauul plânge tot timpul", "ma wee brither sany is a pest", "loen has a new baby and is never in",
			"everyone laughs at roao", "саа", "ਕੱਲ੍ਹ ਬਲਦੇ ਨੇ ਮੈਨੂੰ ਮਾਰਿਆ", "أنام في غرفة مع سار",
		}},
	} {
		if len(c.table) != len(c.example) || len(c.table) != len(c.lang) {
			t.Fatalf("%d reasons and %d examples", len(c.table), len(c.example))
		}
		for i, in := range c.example {
			with := Text(in, c.lang[i])
			kept := c.table[i]
			c.table[i].holds = func(*stray, string, info) bool { return false }
			without := Text(in, c.lang[i])
			c.table[i] = kept
			if with == in || without != in {
				t.Errorf("%q: %q became %q, and %q without it", kept.why, in, with, without)
			}
		}
	}
}

// TestMistakesInHeads: the word that says what a name is of may have a mistake too.
func TestMistakesInHeads(t *testing.T) {
	become(t, "en", []told{
		{"we moved to kestrel drrive", "we moved to [street 1]"},
		{"i live at 4 castle wydn with mum", "i live at [street 1] with mum"},
		{"we stay in rowan ldoge now", "we stay in [home 1] now"},
		{"i went to Corrieburn hihg school", "i went to [school 1]"},
		{"a big huose and a skool bag", "a big huose and a skool bag"},
		{"my grans hosue is nice and the lodgee is not", "my grans hosue is nice and the lodgee is not"},
	})
}

// TestWordsBesideAName: what says that a name comes, and what is said of a brother, are none.
func TestWordsBesideAName(t *testing.T) {
	become(t, "sco", []told{{"the heidie karen shouts", "the heidie [name 1] shouts"}})
	become(t, "ar", []told{{"أخي الصغير يبكي دائما", "أخي الصغير يبكي دائما"}})
	become(t, "ro", []told{{"fratele meu mic plânge tot timpul", "fratele meu mic plânge tot timpul"}})
}

func TestSameHead(t *testing.T) {
	for _, c := range []struct {
		a, b string
		same bool
	}{{"karen", "karn", true}, {"akren", "karen", true}, {"aren", "karen", false}, {"", "karen", false}, {"", "", true}, {"k", "ak", false}, {"таня", "атня", true}} {
		if sameHead(c.a, c.b) != c.same || sameHead(c.b, c.a) != c.same {
			t.Errorf("%q and %q: want %v", c.a, c.b, c.same)
		}
	}
}
