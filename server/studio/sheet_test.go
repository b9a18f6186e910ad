package studio

import (
	"errors"
	"net/url"
	"slices"
	"strings"
	"testing"

	"kist/internal/editing"
	"kist/internal/fault"
	"kist/internal/i18n"
	"kist/locales"
	"kist/surveys"
	"kist/surveys/samples"
)

func starterSurvey(t testing.TB) *surveys.Survey {
	t.Helper()
	s, err := surveys.Parse(samples.Files, "what_its_like.yaml")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// withOptions is the first question that has at least three options.
func withOptions(t testing.TB, s *surveys.Survey) *surveys.Question {
	t.Helper()
	for _, q := range s.Questions {
		if len(q.Options) >= 3 {
			return q
		}
	}
	t.Fatal("no question has three options")
	return nil
}

func asked(s *surveys.Survey) []string {
	var keys []string
	for _, q := range s.Questions {
		keys = append(keys, q.Key)
	}
	return keys
}

// A form that says nothing changes nothing, whatever its language, and one that
// says what stands already does not either.
func TestSheetThatChangesNothing(t *testing.T) {
	s := starterSurvey(t)
	for _, lang := range s.Languages {
		for i, q := range s.Questions {
			form := url.Values{"why": {"No reason."}, afterField: {before(s, i)}}
			for _, text := range textsOf(s, q.Key) {
				for _, e := range append([]surveys.Edition{surveys.All}, text.Editions...) {
					form.Set(wordName(text.Place, e), strings.ReplaceAll((*text.Words)[lang][e], "\n", "\r\n"))
				}
			}
			for _, f := range []url.Values{{}, form} {
				after, err := sheet{q.Key, lang, f}.onto(s)
				if err != nil {
					t.Fatal(err)
				}
				if edits := editing.Diff(s, after); len(edits) > 0 {
					t.Errorf("%s in %s: %v", q.Key, lang, edits)
				}
			}
		}
	}
	if _, err := (sheet{"nothing", "en", nil}).onto(s); !errors.Is(err, fault.NotFound) {
		t.Errorf("a question that there is not: %v", err)
	}
}

func TestSheetOrdersOptions(t *testing.T) {
	s := starterSurvey(t)
	q := withOptions(t, s)
	first, second := q.Options[0].Key, q.Options[1].Key
	for name, test := range map[string]struct {
		form url.Values
		want []string // how the options begin; nil: refused
		n    int
	}{
		"swapped":      {url.Values{orderField + first: {"2"}, orderField + second: {"1"}}, []string{second, first}, len(q.Options)},
		"one away":     {url.Values{orderField + first: {" "}}, []string{second}, len(q.Options) - 1},
		"one more":     {url.Values{newField: {"  My dog, Bess  "}}, []string{first, second}, len(q.Options) + 1},
		"a word":       {url.Values{orderField + first: {"top"}}, nil, 0},
		"nought":       {url.Values{orderField + first: {"0"}}, nil, 0},
		"a big one":    {url.Values{orderField + first: {"100"}}, nil, 0},
		"of no option": {url.Values{orderField + "cat": {"1"}}, []string{first, second}, len(q.Options)},
	} {
		after, err := sheet{q.Key, "en", test.form}.onto(s)
		if test.want == nil {
			if problem := (fault.Problem{}); !errors.As(err, &problem) || problem.Field != "options" {
				t.Errorf("%s: %v", name, err)
			}
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		keys := keysOf(after.Question(q.Key).Options)
		if len(keys) != test.n || !slices.Equal(keys[:len(test.want)], test.want) {
			t.Errorf("%s: %v", name, keys)
		}
	}
	if other, err := (sheet{q.Key, "ar", url.Values{newField: {"كلبي"}}}).onto(s); err != nil || len(other.Question(q.Key).Options) != len(q.Options) {
		t.Errorf("an option without words in the survey's own language: %v", err)
	}
}

func TestOptionKey(t *testing.T) {
	q := &surveys.Question{Options: []surveys.Option{{Key: "my_dog"}, {Key: "my_dog_2"}, {Key: "answer"}}}
	for text, want := range map[string]string{
		"My cat": "my_cat", "My dog!": "my_dog_3", "42 things": "things", "كلبي": "answer_2", "A -- b": "a_b",
		strings.Repeat("long ", 20): "long_long_long_long_long_long",
	} {
		if got := optionKey(q, text); got != want {
			t.Errorf("%q gets %q, want %q", text, got, want)
		}
	}
}

func TestSheetMovesAndRemoves(t *testing.T) {
	s := starterSurvey(t)
	keys := asked(s)
	last := keys[len(keys)-1]
	for after, want := range map[string][]string{
		startValue: {last, keys[0], keys[1]}, keys[0]: {keys[0], last, keys[1]}, "gone": keys[:3], last: keys[:3], "": keys[:3],
	} {
		moved, err := sheet{last, "en", url.Values{afterField: {after}}}.onto(s)
		if err != nil || !slices.Equal(asked(moved)[:3], want) || len(moved.Questions) != len(keys) {
			t.Errorf("after %q: %v, %v", after, asked(moved)[:3], err)
		}
	}
	cut, err := sheet{keys[1], "en", url.Values{removeField: {"yes"}, word(keys[1]): {"lost?"}}}.onto(s)
	if err != nil || cut.Question(keys[1]) != nil || len(cut.Questions) != len(keys)-1 {
		t.Errorf("removing: %v, %v", asked(cut), err)
	}
	if !slices.Equal(asked(s), keys) {
		t.Error("the survey itself was changed")
	}
}

// Every edit is told of in words: which text of which age and language, or what
// was put in, taken out or moved.
func TestChangeViews(t *testing.T) {
	bundle, err := i18n.Load(locales.Files)
	if err != nil {
		t.Fatal(err)
	}
	p, s := bundle.Printer("en"), starterSurvey(t)
	q := withOptions(t, s)
	first, second := q.Options[0].Key, q.Options[1].Key
	form := url.Values{orderField + first: {"2"}, orderField + second: {"1"}, newField: {"My dog"}, afterField: {startValue}}
	after, err := sheet{q.Key, "en", form}.onto(s)
	if err != nil {
		t.Fatal(err)
	}
	var told strings.Builder
	for _, v := range changeViews(p, s, editing.Diff(s, after)) {
		told.WriteString(v.What + ": ")
		for _, piece := range v.Pieces {
			told.WriteString(string(piece.Is) + " " + piece.Text + "; ")
		}
	}
	for _, want := range []string{
		"which answers there are", "removed 1. " + first, "added 2. " + first, "added " + "My dog", "my_dog",
		"Which questions there are, in order", "All ages, where nothing else is written, English",
	} {
		if !strings.Contains(told.String(), want) {
			t.Errorf("%q is not told: %s", want, told.String())
		}
	}
	if strings.Contains(told.String(), p.T("staff.build.kind")) {
		t.Errorf("what did not change is told: %s", told.String())
	}
	faces := editing.Edit{Unit: surveys.Unit{Place: "questions." + q.Key}, Before: `{"key":"x","kind":"faces"}`, After: `{"key":"x","kind":"faces","faces":5}`}
	if views := changeViews(p, s, []editing.Edit{faces}); len(views) != 1 || views[0].Pieces[0].Text != "How many faces: 5" {
		t.Errorf("another number of faces is told as %v", views)
	}
}

// A page of talk has the latest remarks, and an answer stands for itself where what
// it answers is on another page.
func TestPageOfTalk(t *testing.T) {
	var list []*editing.Remark
	for i := range 2*talkSize + 1 {
		r := &editing.Remark{Text: strings.Repeat("x", i+1)}
		r.ID = string(rune('a'+i/26)) + string(rune('a'+i%26))
		if i > 0 {
			r.Answers = list[i-1].ID
		}
		list = append(list, r)
	}
	for at, want := range map[int]int{1: talkSize, 2: talkSize, 3: 1, 4: 0} {
		page, more := pageOf(list, at)
		if len(page) != want || more != (at < 3) {
			t.Errorf("page %d has %d remarks, more %v", at, len(page), more)
		}
		if want > 0 && page[0].Answers != "" || want > 1 && page[1].Answers != page[0].ID {
			t.Errorf("page %d does not begin with a remark of its own", at)
		}
	}
	if list[talkSize].Answers == "" {
		t.Error("the remarks themselves were changed")
	}
}

// A text in a list is cut after whole letters, and what is short stays whole.
func TestBegin(t *testing.T) {
	for _, test := range []struct {
		text string
		most int
		want string
	}{
		{"", 3, ""},
		{"abc", 3, "abc"},
		{"abcd", 3, "abc…"},
		{"ñandú", 2, "ña…"},
		{"你好吗", 2, "你好…"},
		{"你好", 2, "你好"},
	} {
		if got := begin(test.text, test.most); got != test.want {
			t.Errorf("%q begins with %q, want %q", test.text, got, test.want)
		}
	}
	if got := clean(" a\r\nb\xff "); got != "a\nb" {
		t.Errorf("a text from a form is kept as %q", got)
	}
}
