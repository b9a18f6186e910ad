package incoming

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"kist/internal/fault"
	"kist/surveys"
)

func wanted() Wanted {
	w := Wanted{Editions: []surveys.Edition{surveys.E11, surveys.E14}}
	w.Start.Facts = []surveys.Fact{
		{Key: "who", Head: surveys.Words{"en": {surveys.All: "Who?", surveys.E4: "Hello"}, "pl": {surveys.All: "Kto?"}}, Text: surveys.Text("en", "We ask.")},
		{Key: "back", Head: surveys.Text("en", "Then?"), Editions: []surveys.Edition{surveys.E8, surveys.E11}},
	}
	return w
}

func story(name, text string) Item {
	return Item{At: Place{Part: "survey", Line: 2, Name: name}, Name: name, Kind: "story", Text: Text{"en": text}}
}

func form(items ...Item) *Form {
	return &Form{Name: "My Form", Title: Text{"en": "A form"}, Source: "en", Languages: []string{"en"}, Lead: Text{"en": "Hello."}, Items: items}
}

// account writes notes for tests.
func account(notes []Note) string {
	var b strings.Builder
	for _, n := range notes {
		fmt.Fprintf(&b, "%s:%d %s %s %s\n", n.Part, n.Line, n.Name, n.Fate, n.Why)
	}
	return b.String()
}

func TestDraftBeginsWithWhatEveryChildReads(t *testing.T) {
	s, notes, err := Draft(form(story("q", "Tell us")), wanted(), "", "survey")
	if err != nil {
		t.Fatal(err)
	}
	if s.Key != "my_form" || len(s.Start.Facts) != 2 || s.Start.Facts[0].Head["pl"] != nil || s.Start.Facts[0].Head["en"][surveys.E4] != "" {
		t.Errorf("the draft begins with %+v", s.Start)
	}
	if got := account(notes); got != ":0  added facts\nsurvey:2 q kept \n" {
		t.Errorf("the account is\n%s", got)
	}
	f := form(story("q", "Tell us"))
	f.Source, f.Languages, f.Items[0].Text, f.Lead = "fr", []string{"fr"}, Text{"fr": "Dis-nous"}, nil
	if s, notes, err = Draft(f, wanted()); err != nil || len(s.Start.Facts) != 0 {
		t.Fatalf("in a language that the facts lack: %v, %v", s, err)
	}
	for _, want := range []string{"added facts_missing", "added title"} {
		if !strings.Contains(account(notes), want) {
			t.Errorf("the account lacks %q:\n%s", want, account(notes))
		}
	}
}

func TestWhatCannotBeAskedStaysBehindWithTheReason(t *testing.T) {
	long := strings.Repeat("word ", 100)
	for _, c := range []struct {
		item Item
		want string
	}{
		{story("q", ""), "left flaw.text_missing"},
		{story("q", long), "left flaw.text_long"},
		{Item{Name: "q", Kind: "one_choice", Text: Text{"en": "Q"}, Options: []Choice{{Name: "a", Text: Text{"en": "A"}}}}, "left flaw.options_few"},
		{Item{Name: "q", Kind: "number", Text: Text{"en": "Q"}, Min: 3, Max: 2}, "left flaw.number_range"},
		{Item{Name: "q", Kind: "unheard", Text: Text{"en": "Q"}}, "left flaw.other"},
		{Item{Name: "q", Kind: "several", Text: Text{"en": "Q"}, Options: manyChoices(21)}, "left flaw.too_many_items"},
	} {
		s, notes, err := Draft(form(story("first", "First"), c.item), wanted())
		if err != nil || len(s.Questions) != 1 || !strings.Contains(account(notes), c.want) {
			t.Errorf("want %q: %v\n%s", c.want, err, account(notes))
		}
		if s, _, err = Draft(form(c.item), wanted()); s != nil || !errors.Is(err, ErrNothing) || !errors.Is(err, fault.Invalid) {
			t.Errorf("nothing but that: %v, %v", s, err)
		}
	}
	hinted := story("q", "Q")
	hinted.Hint = Text{"en": long}
	s, notes, err := Draft(form(hinted), wanted())
	if err != nil || s.Questions[0].Hint != nil || !strings.Contains(account(notes), "changed hint_long") {
		t.Errorf("a hint that is too long: %v\n%s", err, account(notes))
	}
}

// "I'd rather not say" of a file of ours is no answer of its own where two others are left,
// whatever these are called: an answer whose key would be that gets another.
func TestRatherNotSay(t *testing.T) {
	for names, want := range map[string]string{
		"yes,rather_not":               "false [yes rather_not]",
		"yes,no,rather_not":            "true [yes no]",
		"yes,no,Rather Not,rather_not": "true [yes no rather_not_2]",
		"yes,no,Rather Not":            "false [yes no rather_not]",
	} {
		it, more := Item{Name: "q", Kind: "one_choice", Text: Text{"en": "Q"}}, story("more", "More?")
		for _, name := range strings.Split(names, ",") {
			it.Options = append(it.Options, Choice{Name: name, Text: Text{"en": "Say " + name}})
		}
		s, notes, err := Draft(form(it, more), wanted())
		if err != nil || len(s.Questions) != 2 {
			t.Errorf("%s: %v\n%s", names, err, account(notes))
			continue
		}
		var keys []string
		for _, o := range s.Questions[0].Options {
			keys = append(keys, o.Key)
		}
		if got := fmt.Sprint(s.Questions[0].AboutChild, keys); got != want {
			t.Errorf("%s: %s, want %s", names, got, want)
		}
	}
}

func manyChoices(n int) (list []Choice) {
	for i := range n {
		list = append(list, Choice{Name: fmt.Sprint(i), Text: Text{"en": fmt.Sprint("answer ", i)}})
	}
	return list
}

// TestWhatHangsTogether leaves a question that means nothing without one that stayed
// behind, and asks nothing of a name that two questions have.
func TestWhatHangsTogether(t *testing.T) {
	long := Item{Name: "town", Kind: "one_choice", Text: Text{"en": "Town?"}, Options: manyChoices(MaxOptions + 1)}
	which := story("town_other", "Which?")
	which.With = "town"
	s, notes, err := Draft(form(story("first", "First"), long, which), wanted())
	if err != nil || len(s.Questions) != 1 || !strings.Contains(account(notes), "left flaw.too_many_items") || !strings.Contains(account(notes), "left with_left") {
		t.Errorf("%v\n%s", err, account(notes))
	}
	twice := func(value string) Item {
		return Item{Name: "a", Kind: "one_choice", Text: Text{"en": "A?"}, Options: []Choice{{Name: "x", Text: Text{"en": "X"}}, {Name: value, Text: Text{"en": "Y"}}}}
	}
	asked := story("q", "Q")
	asked.When, asked.Asked = &Cond{Op: Is, Question: "a", Value: "x"}, "${a} = 'x'"
	s, notes, err = Draft(form(twice("y"), twice("z"), asked), wanted())
	if err != nil || len(s.Questions) != 3 || s.Questions[2].AskIf != nil || !strings.Contains(account(notes), "changed condition") {
		t.Errorf("%v\n%s", err, account(notes))
	}
}

// TestNoAnswerNeedsAQuestion holds that a condition on an empty answer comes over only
// where the question was asked for certain: a form sees the same where it was not.
func TestNoAnswerNeedsAQuestion(t *testing.T) {
	choice := func(name string, when *Cond) Item {
		return Item{Name: name, Kind: "one_choice", Text: Text{"en": "Q?"}, When: when, Options: []Choice{{Name: "x", Text: Text{"en": "X"}}, {Name: "y", Text: Text{"en": "Y"}}}}
	}
	isX := func(name string) *Cond { return &Cond{Op: Is, Question: name, Value: "x"} }
	none := &Cond{Op: Not, Of: []*Cond{isX("b")}}
	for name, c := range map[string]struct {
		when *Cond
		kept bool
	}{
		"nothing besides":            {none, false},
		"the same condition":         {&Cond{Op: All, Of: []*Cond{isX("a"), none}}, true},
		"another condition":          {&Cond{Op: All, Of: []*Cond{{Op: Is, Question: "a", Value: "y"}, none}}, false},
		"an answer that was given":   {&Cond{Op: All, Of: []*Cond{{Op: Answered, Question: "b"}, none}}, true},
		"a question always asked":    {&Cond{Op: Not, Of: []*Cond{isX("a")}}, true},
		"an answer, no need of more": {isX("b"), true},
	} {
		asked := story("q", "Q")
		asked.When, asked.Asked = c.when, "x"
		s, notes, err := Draft(form(choice("a", nil), choice("b", isX("a")), asked), wanted())
		if err != nil {
			t.Fatal(err)
		}
		if kept := s.Questions[2].AskIf != nil; kept != c.kept || kept == strings.Contains(account(notes), "changed condition") {
			t.Errorf("%s: asked if %v\n%s", name, s.Questions[2].AskIf, account(notes))
		}
	}
}

func TestSixtyQuestionsAndNoMore(t *testing.T) {
	var items []Item
	for i := range 10_000 {
		items = append(items, story(fmt.Sprint("q", i), "Tell us"))
	}
	s, notes, err := Draft(form(items...), wanted())
	if err != nil || len(s.Questions) != MaxQuestions || Fates(notes)[Left] != 10_000-MaxQuestions {
		t.Errorf("%v: %v", err, Fates(notes))
	}
}

func TestConditionsFollowWhatCameOver(t *testing.T) {
	choice := Item{Name: "Has Worker", Kind: "one_choice", Text: Text{"en": "Q"}, Options: []Choice{{Name: "Yes!", Text: Text{"en": "Yes"}}, {Name: "yes", Text: Text{"en": "Yes, again"}}}}
	asked := story("q", "Q")
	asked.When, asked.Asked = &Cond{Op: Is, Question: "Has Worker", Value: "Yes!"}, "x"
	s, _, err := Draft(form(choice, asked), wanted())
	if err != nil {
		t.Fatal(err)
	}
	if q := s.Questions[1]; len(q.AskIf) != 1 || q.AskIf[0].Question != "has_worker" || q.AskIf[0].Any[0] != "yes" {
		t.Errorf("it is asked if %v", q.AskIf)
	}
	if s.Questions[0].Options[1].Key != "yes_2" {
		t.Errorf("two names that look alike become %v", s.Questions[0].Options)
	}
	s, notes, err := Draft(form(asked), wanted())
	if err != nil || s.Questions[0].AskIf != nil || !strings.Contains(account(notes), "changed condition") || strings.Contains(account(notes), "kept") {
		t.Errorf("a condition on nothing: %v\n%s", err, account(notes))
	}
}

func TestKeysAreMadeOfAnyName(t *testing.T) {
	for name, want := range map[string]string{
		"Q1": "q1", "How are you?": "how_are_you", "Cò às": "co_as", "1st": "s_1st", "___": "survey", "": "survey", "日本": "survey",
		strings.Repeat("a", 100): strings.Repeat("a", maxKey), "a--b": "a_b",
	} {
		if got := keyOf(name, "survey"); got != want {
			t.Errorf("keyOf(%q) = %q, want %q", name, got, want)
		}
	}
	taken := map[string]bool{"a": true, "a_2": true, strings.Repeat("a", maxKey): true}
	if got := unique("a", taken); got != "a_3" {
		t.Error(got)
	}
	if got := unique(strings.Repeat("a", maxKey), taken); got != strings.Repeat("a", maxKey-2)+"_2" {
		t.Error(got)
	}
	if got := optionKey("-1 Don't know"); got != "1_don_t_know" {
		t.Error(got)
	}
}

func TestLanguagesAreKnownByManyNames(t *testing.T) {
	for name, want := range map[string]string{
		"English (en)": "en", "Gàidhlig (gd)": "gd", "Gàidhlig": "gd", "polish": "pl", "pl": "pl", "en-GB": "en", "العربية": "ar", "Chinese": "zh-Hans", "zh-TW": "zh-Hant",
		"pa-Arab": "pa-Arab", "Klingonese": "", "": "", "default": "",
		"English (UK)": "en", "Portuguese (BR)": "pt", "Polski (PL)": "pl", "French(fr)": "fr", "English (United Kingdom)": "en", "Gaelic ( gd )": "gd", "Nobody's (UK)": "",
		"Chinese (zh-Hant)": "zh-Hant", "Farsi (fas)": "fa", "Welsh": "cy", "Español (es)": "es", "(en)": "en", "()": "", "English ()": "en",
	} {
		if got := Tag(name); got != want {
			t.Errorf("Tag(%q) = %q, want %q", name, got, want)
		}
	}
}

func TestPlainTextHasNothingThatRuns(t *testing.T) {
	for given, want := range map[string]string{
		"<p>Hello <b>you</b><br/>there</p>":                   "Hello you there",
		"a<script>alert(1)</script>b":                         "ab",
		"<style>p{}</style>Hi":                                "Hi",
		"2 < 3 &amp; 4 > 1":                                   "2 < 3 & 4 > 1",
		"**Bold** and __more__":                               "Bold and more",
		"*Soft*, _softer_ and (*softest*)":                    "Soft, softer and (softest)",
		"# A heading\n## and a smaller one":                   "A heading and a smaller one",
		"Read [this page](https://example.org/a?b=c) first":   "Read this page first",
		`2 \* 3 \_ 4 \# 5`:                                    "2 * 3 _ 4 # 5",
		"Fill in ____ please, file_name_here, 2*3*4":          "Fill in ____ please, file_name_here, 2*3*4",
		"Turned \u202eround\u202c and \ufeffmarked":           "Turned round\u202c and marked",
		"Dear ${name}, how?":                                  "Dear …, how?",
		"Dear {Q1.shown}, how?":                               "Dear …, how?",
		"a\x00b\u2028c \t d":                                  "ab c d",
		"<img src=x onerror=alert(1)>":                        "",
		"<<script>script>alert(1)</script>":                   "<",
		"snake_case__stays and 5 * 3 ** 2":                    "snake_case__stays and 5 * 3 ** 2",
		strings.Repeat("x", MaxText+10):                       strings.Repeat("x", MaxText),
		"&lt;script&gt;is words&lt;/script&gt; if so written": "<script>is words</script> if so written",
	} {
		if got, _, _ := Plain(given); got != want {
			t.Errorf("Plain(%.60q) = %.80q, want %.80q", given, got, want)
		}
	}
	if _, marked, piped := Plain("plain words"); marked || piped {
		t.Error("plain words are taken for something else")
	}
}

func FuzzPlain(f *testing.F) {
	for _, seed := range []string{"<p>a</p>", "${x}", "<script>", "<!--", "&#0;", "\xff\xfe", "<a href='javascript:x'>y</a>"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		plain, _, _ := Plain(text)
		if strings.ContainsAny(plain, "\x00\n\r\t\ufffd") || plain != strings.TrimSpace(plain) {
			t.Errorf("%q stays in %q", plain, text)
		}
	})
}
