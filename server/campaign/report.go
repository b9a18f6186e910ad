//go:build linux

package campaign

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"
)

// Report is what happened, and what became of the forms.
type Report struct {
	Shape        Shape
	Store        string
	Kills        int // of servers
	AtStep       int // of these, such as were at a named step of a protocol
	StoreKills   int
	Starts       int // that failed, besides those on a disk that cannot be written, and were tried again
	Forms        int // acknowledged
	Found        Found
	Contradicted int // acknowledged, and refused when they came once more
	Again        int // answers that asked to try again
	NotSaidWhen  int // of these, such as did not say when
	Unanswered   int // requests without an answer
	Refused      map[int]int
	Acts         map[string]int // what went wrong, by name
	Cut          map[string]int // lines between phones and servers, by where
	StoreCut     map[string]int // lines between servers and store
	Took         time.Duration
}

// Failed says in words what must not be; empty if nothing is so.
func (r *Report) Failed() []string {
	var list []string
	for what, n := range map[string]int{
		"lost": r.Found.Lost, "doubled": r.Found.Doubled, "spoiled": r.Found.Spoiled, "acknowledged and then refused": r.Contradicted,
		"told to try again and not when": r.NotSaidWhen,
	} {
		if n > 0 {
			list = append(list, fmt.Sprintf("%s: %d %s", r.Shape, n, what))
		}
	}
	slices.Sort(list)
	return list
}

// Write puts the report into words.
func (r *Report) Write(out io.Writer) error {
	fmt.Fprintf(out, "Shape %s on %s, %s\n", r.Shape, r.Store, r.Took.Round(time.Second))
	fmt.Fprintf(out, "  kills         %d, %d of them at a step of a protocol; the store %d times; %d starts failed and were tried again\n", r.Kills, r.AtStep, r.StoreKills, r.Starts)
	fmt.Fprintf(out, "  acknowledged  %d\n  lost          %d\n  doubled       %d\n", r.Forms, r.Found.Lost, r.Found.Doubled)
	fmt.Fprintf(out, "  besides       %d that cannot be read, %d there once that were never acknowledged, %d refused after they were\n", r.Found.Spoiled, r.Found.Rest, r.Contradicted)
	fmt.Fprintf(out, "  \"try again\"   %d, all but %d with Retry-After; and %d requests without an answer\n", r.Again, r.NotSaidWhen, r.Unanswered)
	for status, n := range r.Refused {
		fmt.Fprintf(out, "  refused       %d with %d\n", n, status)
	}
	fmt.Fprintf(out, "  faults        %s\n", counted(r.Acts))
	fmt.Fprintf(out, "  lines cut     %s\n", counted(r.Cut))
	if len(r.StoreCut) > 0 {
		fmt.Fprintf(out, "  to the store  %s\n", counted(r.StoreCut))
	}
	_, err := fmt.Fprintln(out)
	return err
}

// counted lists what happened how often.
func counted(what map[string]int) string {
	var list []string
	for _, name := range slices.Sorted(maps.Keys(what)) {
		list = append(list, fmt.Sprintf("%s %d", name, what[name]))
	}
	return strings.Join(list, ", ")
}
