package incoming

import (
	"strings"
	"testing"
)

// remarked makes a form of remarks and questions: each is a line, of which the first
// letter says what it is (? a question, ! one with a hint, - a remark), and what
// stands after | is its condition.
func remarked(lines ...string) *Form {
	f := form()
	r := Remarks{Form: f}
	for i, line := range lines {
		text, asked, _ := strings.Cut(line[1:], "|")
		at := Place{Line: i + 1, Name: text}
		switch line[0] {
		case '-':
			r.Remark(at, Text{"en": text}, asked)
		default:
			it := story(text, text)
			it.At, it.Asked = at, asked
			if line[0] == '!' {
				it.Hint = Text{"en": "own"}
			}
			r.Add(it)
		}
	}
	r.Remark(Place{}, nil, "")
	r.End()
	return f
}

// TestRemarksFindTheirPlace says of remarks where they are read afterwards, and what
// the account says.
func TestRemarksFindTheirPlace(t *testing.T) {
	long := strings.Repeat("x", maxLead)
	for _, c := range []struct {
		lines []string
		lead  string
		hints string // of the questions, with a comma after each
		says  string
	}{
		{[]string{"-a", "-b", "?q"}, "Hello. a b", ",", "a note_lead, b note_lead, "},
		{[]string{"?q", "-a", "?r"}, "Hello.", ",a,", "a note_hint, "},
		{[]string{"?q", "-a", "-b", "?r"}, "Hello.", ",b,", "a note_second, b note_hint, "},
		{[]string{"?q", "-a", "!r"}, "Hello.", ",own,", "a note_second, "},
		{[]string{"?q", "-a"}, "Hello.", ",", "a note_last, "},
		{[]string{"-a|q = 1", "?q"}, "Hello.", ",", "a note_condition, "},
		{[]string{"?q", "-a|q = 1", "?r"}, "Hello.", ",,", "a note_condition, "},
		{[]string{"?q", "-a|q = 1", "?r|q = 1"}, "Hello.", ",a,", "a note_hint, "},
		{[]string{"?q", "-a", "?r|q = 1"}, "Hello.", ",a,", "a note_hint, "},
		{[]string{"-" + long, "?q"}, "Hello.", long + ",", long + " note_hint, "},
	} {
		f := remarked(c.lines...)
		var hints, says string
		for _, it := range f.Items {
			hints += it.Hint["en"] + ","
		}
		for _, n := range f.Notes {
			says += n.Name + " " + n.Why + ", "
		}
		if f.Lead["en"] != c.lead || hints != c.hints || says != c.says {
			t.Errorf("%.60q: the start is %.60q, the hints are %.60q, the account is %.80q", c.lines, f.Lead["en"], hints, says)
		}
	}
}

func TestShortKeepsTheAccountReadable(t *testing.T) {
	for given, want := range map[string]string{"": "", "as it is": "as it is", strings.Repeat("ä", 120): strings.Repeat("ä", 120), strings.Repeat("ä", 121): strings.Repeat("ä", 120) + "…"} {
		if got := Short(given); got != want {
			t.Errorf("Short(%.20q) = %.20q", given, got)
		}
	}
}

func TestJoinedHasEveryLanguage(t *testing.T) {
	a, b := Text{"en": "One.", "pl": "Raz."}, Text{"en": "Two.", "ar": "اثنان."}
	got := Joined(a, b)
	if got["en"] != "One. Two." || got["pl"] != "Raz." || got["ar"] != "اثنان." || len(got) != 3 || a["en"] != "One." {
		t.Errorf("joined they are %v", got)
	}
}

// TestAnswersOfAKindAreKnownByTheFilesNames asks on an answer that no option stands for,
// and one that the survey's editions do not offer.
func TestAnswersOfAKindAreKnownByTheFilesNames(t *testing.T) {
	safe := Item{Name: "safe", Kind: "yes_no", Text: Text{"en": "Safe?"}, Codes: map[string]string{"Y": "yes", "N": "no"}}
	like := Item{Name: "like", Kind: "faces", Text: Text{"en": "Like?"}, Codes: map[string]string{"1": "1", "2": "2"}}
	why := story("why", "Why?")
	for _, c := range []struct {
		when  *Cond
		items []Item
		want  string
	}{
		{&Cond{Op: Is, Question: "safe", Value: "N"}, []Item{safe}, "no"},
		{&Cond{Op: Is, Question: "safe", Value: "no"}, []Item{safe}, ""},
		{&Cond{Op: Is, Question: "like", Value: "1"}, []Item{like}, "1"},
		{&Cond{Op: Is, Question: "like", Value: "2"}, []Item{like}, ""}, // the youngest have three faces
	} {
		why.When, why.Asked = c.when, "as it says"
		w := wanted()
		w.Editions = w.Editions[:0:0]
		w.Editions = append(w.Editions, "4-7")
		s, notes, err := Draft(form(append(c.items, why)...), w)
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		if list := s.Questions[1].AskIf; len(list) == 1 {
			got = strings.Join(list[0].Any, ",")
		}
		if got != c.want || (c.want == "") != strings.Contains(account(notes), "changed condition") {
			t.Errorf("%v is asked if %q, want %q:\n%s", *c.when, got, c.want, account(notes))
		}
	}
}
