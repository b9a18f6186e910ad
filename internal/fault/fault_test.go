package fault

import (
	"errors"
	"fmt"
	"strings"
	"testing"
)

var kinds = []error{NotFound, Exists, Conflict, Denied, Closed, Invalid}

func TestKindsAreToldApart(t *testing.T) {
	for i, kind := range kinds {
		err := fmt.Errorf("room: %w", Wrap(kind, "round %s", "r1"))
		for j, other := range kinds {
			if errors.Is(err, other) != (i == j) {
				t.Errorf("%v is %v: %v", err, other, !(i == j))
			}
		}
		if !strings.HasPrefix(err.Error(), "room: round r1: ") {
			t.Errorf("the log reads %q", err)
		}
	}
}

func TestProblem(t *testing.T) {
	for _, c := range []struct {
		problem Problem
		says    string
	}{
		{Problem{ID: "problem.form"}, "problem.form"},
		{Problem{Field: "age", ID: "problem.range", Args: map[string]any{"Max": 7}}, "age: problem.range"},
	} {
		err := fmt.Errorf("accept: %w", c.problem)
		if !errors.Is(err, Invalid) || errors.Is(err, NotFound) {
			t.Errorf("%v is not invalid", err)
		}
		var got Problem
		if !errors.As(err, &got) || got.ID != c.problem.ID || got.Error() != c.says {
			t.Errorf("got %q, want %q", got.Error(), c.says)
		}
	}
}

func TestProblems(t *testing.T) {
	if err := (Problems{}).Err(); err != nil {
		t.Errorf("no problem is %v", err)
	}
	if err := Problems(nil).Err(); err != nil {
		t.Errorf("no list of problems is %v", err)
	}
	err := fmt.Errorf("accept: %w", Problems{{Field: "a", ID: "problem.one"}, {ID: "problem.two"}}.Err())
	if !errors.Is(err, Invalid) {
		t.Error("problems are not invalid")
	}
	var got Problems
	if !errors.As(err, &got) || len(got) != 2 || got[1].ID != "problem.two" {
		t.Errorf("got %v", got)
	}
	if err.Error() != "accept: a: problem.one; problem.two" {
		t.Errorf("the log reads %q", err)
	}
	var one Problem
	if errors.As(err, &one) {
		t.Error("a list of problems passes for one of them")
	}
}

// An argument may be what a child typed: it must never reach a log.
func TestArgumentsStayOutOfMessages(t *testing.T) {
	p := Problem{Field: "story", ID: "problem.long", Args: map[string]any{"Text": "what a child wrote"}}
	for _, err := range []error{p, Problems{p}, Wrap(p, "accept")} {
		if strings.Contains(err.Error(), "child wrote") {
			t.Errorf("the log reads %q", err)
		}
	}
}

func TestProblemsOf(t *testing.T) {
	one, two := Problem{Field: "a", ID: "x"}, Problem{Field: "b", ID: "y"}
	for _, c := range []struct {
		err  error
		want int
	}{{nil, 0}, {NotFound, 0}, {one, 1}, {Problems{one, two}, 2}, {fmt.Errorf("form: %w", Problems{one, two}), 2}, {fmt.Errorf("form: %w", one), 1}} {
		got, ok := ProblemsOf(c.err)
		if len(got) != c.want || ok != (c.want > 0) {
			t.Errorf("%v: %v, %v", c.err, got, ok)
		}
	}
}
