package surveys_test

import (
	"strconv"
	"testing"

	"kist/surveys"

	"pgregory.net/rapid"
)

func scale() *surveys.Question {
	return &surveys.Question{Key: "q", KindName: "number", Max: 10, AboutChild: true,
		Low: surveys.Text("en", "Not safe"), High: surveys.Text("en", "Safe")}
}

func count(bands ...int) *surveys.Question {
	return &surveys.Question{Key: "q", KindName: "number", Min: 1, Max: 30, Bands: bands}
}

func TestNumberCheck(t *testing.T) {
	checks(t, scale(), []checkCase{
		{raw: nil},
		{raw: []string{" "}},
		{raw: []string{"0"}, want: surveys.Answer{"0"}},
		{raw: []string{" 007 "}, want: surveys.Answer{"7"}},
		{raw: []string{"٧"}, want: surveys.Answer{"7"}},   // an Arabic keyboard
		{raw: []string{"۱۰"}, want: surveys.Answer{"10"}}, // a Persian one
		{raw: []string{"5", "-"}, want: surveys.Answer{"-"}},
		{raw: []string{"5", "6"}, problem: "problem.option"},
		{raw: []string{"11"}, problem: "problem.number.range"},
		{raw: []string{"1e3"}, problem: "problem.number.digits"},
		{raw: []string{"-5"}, problem: "problem.number.digits"},
		{raw: []string{"99999999999999999999"}, problem: "problem.number.digits"},
	})
	checks(t, count(), []checkCase{{raw: []string{"0"}, problem: "problem.number.range"}})
}

func TestNumberBands(t *testing.T) {
	q := count(1, 2, 5, 10)
	equal(t, "cells", q.Kind().Cells(q, surveys.E11), []string{"1", "2-4", "5-9", "10-30"})
	for n, want := range map[string]string{"1": "1", "2": "2-4", "4": "2-4", "5": "5-9", "30": "10-30"} {
		equal(t, "fall of "+n, q.Kind().Fall(q, surveys.E11, surveys.Answer{n}), []string{want})
	}
	plain := count()
	equal(t, "cells without bands", plain.Kind().Cells(plain, surveys.E11),
		[]string{"1-3", "4-6", "7-9", "10-12", "13-15", "16-18", "19-21", "22-24", "25-27", "28-30"})
}

func TestNumberFallsIntoExactlyOneOfItsCells(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		q := count()
		q.Min = rapid.IntRange(0, 20).Draw(t, "min")
		q.Max = q.Min + rapid.IntRange(1, 900).Draw(t, "span")
		n := rapid.IntRange(q.Min, q.Max).Draw(t, "n")
		fall := q.Kind().Fall(q, surveys.E11, surveys.Answer{strconv.Itoa(n)})
		cells := q.Kind().Cells(q, surveys.E11)
		if len(fall) != 1 || len(cells) > 11 {
			t.Fatalf("%d of %d to %d falls into %q of %d cells", n, q.Min, q.Max, fall, len(cells))
		}
		found := 0
		for _, c := range cells {
			if c == fall[0] {
				found++
			}
		}
		if found != 1 {
			t.Fatalf("%q is %d times among %q", fall, found, cells)
		}
	})
}

func TestScale(t *testing.T) {
	q := scale()
	if !q.Scale() || len(q.Choices(surveys.E11)) != 11 {
		t.Errorf("scale %v with %d labels", q.Scale(), len(q.Choices(surveys.E11)))
	}
	equal(t, "fall", q.Kind().Fall(q, surveys.E11, surveys.Answer{"-"}), []string{"-"})
	if c := q.Kind().Cells(q, surveys.E11); len(c) != 12 || c[11] != "-" {
		t.Errorf("cells = %q", c)
	}
	plain := count()
	if w := plain.Kind().Wording(plain, surveys.E11); plain.Scale() || w.HintID != "kind.number.hint" || w.HintArgs["Max"] != 30 {
		t.Errorf("a range that is no scale: %+v", w)
	}
	if c := plain.Kind().Columns(plain); len(c) != 1 || c[0].Value(surveys.Answer{"12"}) != "12" {
		t.Errorf("columns = %+v", c)
	}
}

func TestNumberDesign(t *testing.T) {
	flawed(t, around(scale()))
	flawed(t, around(count(1, 2, 3)))
	for _, bands := range [][]int{{2, 3}, {1, 1}, {1, 5, 3}, {1, 31}} {
		flawed(t, around(count(bands...)), "bands")
	}
	for _, r := range [][2]int{{0, 0}, {5, 5}, {-1, 5}, {0, 1001}, {7, 3}} {
		q := count()
		q.Min, q.Max = r[0], r[1]
		flawed(t, around(q), "number_range")
	}
}
