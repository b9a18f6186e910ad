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
