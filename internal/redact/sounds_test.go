package redact

import "testing"

// TestNamesByEar: names written as they sound, in two parts, or together with a word.
func TestNamesByEar(t *testing.T) {
	become(t, "en", []told{
		{"my pal kaytlin is off sick", "my pal [name 1] is off sick"},
		{"my uncle steeven shouts", "my uncle [name 1] shouts"},
		{"i play with cal lum at break", "i play with [name 1] at break"},
		{"ei lidh is nice to me", "[name 1] is nice to me"},
		{"calluemily is one word", "[name 1] is one word"},
		{"eilidhsaid no", "[name 1] no"},
		{"mymumeilidh said no", "[name 1] said no"},
		{"anybody said no and somethin happend", "anybody said no and somethin happend"},
		{"breakfastclub was fun", "breakfastclub was fun"},
	})
	for w, want := range map[string]string{"kaytlin": soundOf("caitlin"), "": "", "abc": "", "Тарас": ""} {
		if got := soundOf(w); got != want {
			t.Errorf("%q sounds as %q, want %q", w, got, want)
		}
	}
}

// TestListsOfNames: where several people are named, one that is a word too is one of them.
func TestListsOfNames(t *testing.T) {
	become(t, "en", []told{
		{"Cam, Jonesy and Fitz got chucked out", "[name 1], [name 2] and [name 3] got chucked out"},
		{"Ngozi plaits my hair", "[name 1] plaits my hair"},
		{"Zorvana and me play", "[name 1] and me play"},
		{"Kirsty and Finaly fell out", "[name 1] and [name 2] fell out"},
		{"Kirsty and I fell out", "[name 1] and I fell out"},
		{"English, Maths and Art are ok", "English, Maths and Art are ok"},
		{"Pizza, Chips and Beans", "Pizza, Chips and Beans"},
		{"Honestly dogs are best", "Honestly dogs are best"},
		{"we saw Hibs and St Mirren", "we saw [team 1] and [school 1]"},
	})
	become(t, "ar", []told{
		{"زورفان وفاطمة معي في الصف", "[name 1] [name 2] معي في الصف"},
		{"كتابي وفاطمة", "كتابي [name 1]"},
		{"عمري سنة وأخي ٧ سنوات", "عمري سنة وأخي ٧ سنوات"},
		{"عيد ميلادي قريب", "عيد ميلادي قريب"},
	})
	become(t, "ur", []told{
		{"میرا بھائی اچھا ہے", "میرا بھائی اچھا ہے"},
		{"زورفانہ اور بلال میرے ساتھ کھیلتے ہیں", "[name 1] اور [name 2] میرے ساتھ کھیلتے ہیں"},
	})
	become(t, "zh", []told{
		{"我不喜欢刘凯，他老是推我", "我不喜欢[name 1]，他老是推我"},
		{"李大伟叔叔帮我们搬家", "[name 1]叔叔帮我们搬家"},
	})
}
