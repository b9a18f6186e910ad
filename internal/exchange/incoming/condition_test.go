package incoming

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	_ "kist/internal/sameseed"
	"kist/surveys"
)

// write is a condition in one way of writing it.
func (c *Cond) write() string {
	switch c.Op {
	case All, Any:
		var parts []string
		for _, of := range c.Of {
			parts = append(parts, of.write())
		}
		return "(" + strings.Join(parts, " "+string(c.Op)+" ") + ")"
	case Not:
		return "not(" + c.Of[0].write() + ")"
	case Is:
		return fmt.Sprintf("%s=%s", c.Question, c.Value)
	case Below:
		return fmt.Sprintf("%s<%d", c.Question, c.Number)
	}
	return c.Question + "?"
}

func TestConditionsAreRead(t *testing.T) {
	for text, want := range map[string]string{
		"${a} = 'yes'": "a=yes",
		"selected(${a}, 'x') and selected(${b}, \"y\")": "(a=x and b=y)",
		"${a}='x' or (${a} = 'y')":                      "(a=x or a=y)",
		"not(selected(${a},'x'))":                       "not(a=x)",
		"${a} != ''":                                    "a?",
		"string-length(${a}) > 0":                       "a?",
		"count-selected(${a}) >= 1":                     "a?",
		"'x' = ${a}":                                    "a=x",
		"${age} < 12":                                   "age<12",
		"12 > ${age}":                                   "age<12",
		"${age} <= 12":                                  "age<13",
		"${age} > 12":                                   "(age? and not(age<13))",
		"${age} >= 12 and ${age} <= 15":                 "((age? and not(age<12)) and age<16)",
		"((Q1.NAOK == \"A1\"))":                         "Q1=A1",
		"Q1.NAOK == 'A1' && !is_empty(Q2.NAOK)":         "(Q1=A1 and not(not(Q2?)))",
		"(Q1.NAOK eq \"A\" || Q1 ne \"B\")":             "(Q1=A or not(Q1=B))",
		"true()":                                        "()",
		"${a} = ‘yes’ and selected(${b}, “no”)":         "(a=yes and b=no)",
	} {
		c, err := ParseCondition(text)
		if err != nil || c.write() != want {
			t.Errorf("%s: %v, %v; want %s", text, c, err, want)
		}
	}
	for _, text := range []string{
		"${a}", "${a} + 1 = 2", "${a} = ${b}", "today() > '2020-01-01'", "selected(${a})", "(${a}='x'", "${a}='x')", "${a} = 'x' and", "or", "regex(${a}, '.*')",
		"jr:choice-name(${a}, 'b') = 'x'", "${a} = 'x' ${b}", "'x' = 'x'", "not(${a})", "${a", "'x", "${a} < 1.5", "if(${a}='x', 1, 0) = 1", "#", "count-selected(${a}) > 2",
		strings.Repeat("(", maxDepth+5) + "${a}='x'" + strings.Repeat(")", maxDepth+5), strings.Repeat("${a}='x' and ", 400) + "${a}='x'",
	} {
		if c, err := ParseCondition(text); !errors.Is(err, ErrCondition) {
			t.Errorf("%.40s is read as %v, %v", text, c, err)
		}
	}
	if c, err := ParseCondition("  "); c != nil || err != nil {
		t.Error("no condition is a condition")
	}
}

// someQuestions are earlier questions of three kinds.
func someQuestions() map[string]*known {
	option := func(keys ...string) (list []surveys.Option) {
		for _, k := range keys {
			list = append(list, surveys.Option{Key: k, Text: surveys.Text("en", k)})
		}
		return list
	}
	same := map[string]string{"x": "x", "y": "y", "z": "z"}
	return map[string]*known{
		"one":  {&surveys.Question{Key: "one", KindName: "one_choice", Options: option("x", "y", "z")}, same},
		"many": {&surveys.Question{Key: "many", KindName: "several", Options: option("x", "y", "z")}, same},
		"num":  {&surveys.Question{Key: "num", KindName: "number", Min: 1, Max: 8}, nil},
		"text": {&surveys.Question{Key: "text", KindName: "story"}, nil},
	}
}

// TestConditionsMeanTheSame draws conditions and answers: where a survey can say the
// condition at all, it asks for just the answers for which the condition holds, as
// worked out here from the condition itself.
func TestConditionsMeanTheSame(t *testing.T) {
	said := 0
	rapid.Check(t, func(t *rapid.T) {
		questions := someQuestions()
		c := drawCondition(t, 3)
		list, ok, _ := c.clauses(func(name string) *known { return questions[name] })
		if !ok {
			return
		}
		said++
		for range 30 {
			given := map[string][]string{
				"one":  rapid.SampledFrom([][]string{nil, {"x"}, {"y"}, {"z"}}).Draw(t, "one"),
				"many": rapid.SampledFrom([][]string{nil, {"x"}, {"y"}, {"x", "y"}, {"x", "y", "z"}, {"z"}}).Draw(t, "many"),
				"num":  rapid.SampledFrom([][]string{nil, {"1"}, {"4"}, {"5"}, {"8"}}).Draw(t, "num"),
			}
			if asked, holds := asksFor(list, given), holdsFor(c, given); asked != holds {
				t.Fatalf("%s: with %v it holds: %v, the survey asks: %v (%v)", c.write(), given, holds, asked, list)
			}
		}
	})
	if said < 10 {
		t.Errorf("only %d conditions could be said: this test shows little", said)
	}
}

func drawCondition(t *rapid.T, deep int) *Cond {
	op := rapid.SampledFrom([]Op{Is, Is, Below, Answered, All, Any, Not}).Draw(t, "op")
	if deep == 0 && (op == All || op == Any || op == Not) {
		op = Is
	}
	switch op {
	case All, Any:
		return &Cond{Op: op, Of: []*Cond{drawCondition(t, deep-1), drawCondition(t, deep-1)}}
	case Not:
		return &Cond{Op: op, Of: []*Cond{drawCondition(t, deep-1)}}
	case Below:
		return &Cond{Op: op, Question: "num", Number: rapid.IntRange(0, 10).Draw(t, "number")}
	case Answered:
		return &Cond{Op: op, Question: rapid.SampledFrom([]string{"one", "many", "num"}).Draw(t, "question")}
	}
	return &Cond{Op: Is, Question: rapid.SampledFrom([]string{"one", "many"}).Draw(t, "question"), Value: rapid.SampledFrom([]string{"x", "y", "z"}).Draw(t, "value")}
}

// asksFor says whether clauses ask the question after these answers.
func asksFor(list []surveys.Clause, given map[string][]string) bool {
	for _, c := range list {
		answers := given[c.Question]
		if len(answers) == 0 {
			answers = []string{surveys.SkippedCode}
		}
		if !slices.ContainsFunc(answers, func(a string) bool { return slices.Contains(c.Any, a) }) {
			return false
		}
	}
	return true
}

// holdsFor works a condition out.
func holdsFor(c *Cond, given map[string][]string) bool {
	switch c.Op {
	case All:
		return !slices.ContainsFunc(c.Of, func(of *Cond) bool { return !holdsFor(of, given) })
	case Any:
		return slices.ContainsFunc(c.Of, func(of *Cond) bool { return holdsFor(of, given) })
	case Not:
		return !holdsFor(c.Of[0], given)
	case Is:
		return slices.Contains(given[c.Question], c.Value)
	case Below:
		a := given[c.Question]
		return len(a) == 1 && len(a[0]) == 1 && int(a[0][0]-'0') < c.Number
	}
	return len(given[c.Question]) > 0
}

func TestConditionsThatSurveysCannotSay(t *testing.T) {
	questions := someQuestions()
	for _, text := range []string{
		"${one}='x' or ${many}='x'", "not(selected(${many}, 'x'))", "${text} != ''", "${gone} = 'x'", "${one} = 'w'", "${one}='x' and ${one}='y'", "${one} < 3", "false()", "${many} = 'x'", "${many} != 'x'",
	} {
		c, err := ParseCondition(text)
		if err != nil {
			t.Fatal(text, err)
		}
		if list, ok, _ := c.clauses(func(name string) *known { return questions[name] }); ok {
			t.Errorf("%s becomes %v", text, list)
		}
	}
}

// TestConditionsThatNothingMeets tells what is never asked from what cannot be said.
func TestConditionsThatNothingMeets(t *testing.T) {
	questions := someQuestions()
	for text, never := range map[string]bool{
		"false()": true, "${one}='x' and ${one}='y'": true, "${num} < 0": true, "${one} != '' and ${one} = ''": true,
		"${one}='x'": false, "${many}='x' and ${many}='y'": false, "${text} != ''": false, "true()": false,
	} {
		c, err := ParseCondition(text)
		if err != nil {
			t.Fatal(text, err)
		}
		if _, _, err := c.clauses(func(name string) *known { return questions[name] }); errors.Is(err, errNever) != never {
			t.Errorf("%s: %v", text, err)
		}
	}
	hidden := story("q", "Q")
	hidden.When, hidden.Asked = &Cond{Op: Any}, "false()"
	s, notes, err := Draft(form(story("first", "First"), hidden), wanted())
	if err != nil || len(s.Questions) != 1 || !strings.Contains(account(notes), "left never_asked") {
		t.Errorf("a question that is never asked: %v\n%s", err, account(notes))
	}
}

// TestChoicesThatAreNumbers compares the names of answers as numbers, if all are.
func TestChoicesThatAreNumbers(t *testing.T) {
	options := []surveys.Option{{Key: "a"}, {Key: "b"}, {Key: "c"}}
	scale := &known{&surveys.Question{Key: "scale", KindName: "one_choice", Options: options}, map[string]string{"-1": "a", "2": "b", "10": "c"}}
	mixed := &known{scale.Question, map[string]string{"-1": "a", "2": "b", "none": "c"}}
	for text, want := range map[string]string{
		"${q} < 3": "[a b]", "${q} >= 2": "[b c]", "${q} > 2": "[c]", "${q} != '' and ${q} <= 9": "[a b]", "not(${q} < 3)": "[c skipped]", "${q} = 10": "[c]",
	} {
		c, err := ParseCondition(text)
		if err != nil {
			t.Fatal(text, err)
		}
		list, ok, err := c.clauses(func(string) *known { return scale })
		if err != nil || !ok || len(list) != 1 || fmt.Sprint(list[0].Any) != want {
			t.Errorf("%s: %v, %v; want %s", text, list, err, want)
		}
		if list, ok, _ := c.clauses(func(string) *known { return mixed }); ok && !strings.Contains(text, "=") {
			t.Errorf("%s, where not all are numbers: %v", text, list)
		}
	}
}

func FuzzCondition(f *testing.F) {
	for _, seed := range []string{"${a} = 'yes' and not(selected(${b}, 'x'))", "((Q1.NAOK == \"A1\"))", "${a} < 12 or ${a}>=3", "((((", "'", "${", "a.b-c:d(", "!!is_empty(x)"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		c, err := ParseCondition(text)
		if err != nil && !errors.Is(err, ErrCondition) {
			t.Fatal(err)
		}
		if c != nil {
			questions := someQuestions()
			c.clauses(func(name string) *known { return questions[name] })
		}
	})
}
