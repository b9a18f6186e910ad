package ballot

import (
	"fmt"
	"testing"

	"kist/surveys"
)

// forms are n forms: of each question the answer that say gives the ith.
func forms(n, questions int, say func(i, q int) string) (list []outer) {
	for i := range n {
		a := surveys.Answers{"skipped": nil}
		for q := range questions {
			a[fmt.Sprint("q", q)] = surveys.Answer{say(i, q)}
		}
		list = append(list, outer{Row: Row{Answers: a, Tag: fmt.Sprint(i), Language: fmt.Sprint(i % 3)}})
	}
	return list
}

func clone(int, int) string { return "yes" }

// each child answers otherwise than the others.
func own(i, q int) string { return fmt.Sprint(i>>(q%10)&1, i/1024) }

func TestFormsThatAreAlike(t *testing.T) {
	join := func(lists ...[]outer) (all []outer) {
		for _, l := range lists {
			all = append(all, l...)
		}
		return all
	}
	for name, test := range map[string]struct {
		list []outer
		want bool
	}{
		"nobody":                         {nil, false},
		"all of them":                    {forms(30, 10, clone), true},
		"too few":                        {forms(29, 10, clone), false},
		"a short survey":                 {forms(300, 9, clone), false},
		"a script among children":        {join(forms(60, 12, own), forms(31, 12, clone)), true},
		"a third is not more than that":  {join(forms(60, 12, own), forms(30, 12, clone)), false},
		"children":                       {forms(500, 12, own), false},
		"two scripts of which one is so": {join(forms(40, 12, clone), forms(25, 12, func(int, int) string { return "no" })), true},
		"where one answer ends": {join(forms(20, 12, func(int, int) string { return "a" }), forms(20, 12, func(_, q int) string {
			return map[bool]string{true: "1:a", false: "a"}[q == 0]
		})), false},
	} {
		if got := alike(test.list); got != test.want {
			t.Errorf("%s: got %t", name, got)
		}
	}
}

func TestMoreThanExpected(t *testing.T) {
	for _, test := range []struct {
		expected, accepted, stand, more int
		want                            bool
	}{
		{0, 0, 9000, 500, false}, // nobody said how many
		{100, 0, 170, 30, false},
		{100, 0, 171, 30, true},
		{100, 0, 0, 201, true},
		{10, 0, 20, 39, false}, // small rounds may grow
		{10, 0, 21, 39, true},
		{100, 260, 260, 260, false}, // what people let in, they expect
		{100, 260, 260, 261, true},
		{1000, 260, 1000, 1000, false},
	} {
		if got := tooMany(test.expected, test.accepted, test.stand, test.more); got != test.want {
			t.Errorf("%+v: got %t", test, got)
		}
	}
}
