//go:build linux

package campaign

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"kist/internal/store/mongo/replica"
)

// Report is what happened in one shape, and what became of the forms.
type Report struct {
	Shape        Shape
	Store        string
	Kills        int // of servers
	AtStep       int // of these, such as ended themselves at a step of a protocol
	Stops        int // of servers that were woken again
	StoreKills   int
	Freezes      int // of the store
	Starts       int // that failed, besides those on a disk that cannot be written, and were tried again
	Forms        int // acknowledged
	Found        Found
	Contradicted int // acknowledged, and refused when they came once more
	Unwritten    int // acknowledged, and not in the clients' log
	Wrongly      int // refused while the round was open to every server
	Fell         int // servers that ended by themselves, and at no step
	Again        int // answers that asked to try again
	NotSaidWhen  int // of these, such as did not say when
	Unanswered   int // requests without an answer
	Refused      map[int]int
	Acts         map[string]int // what went wrong, by name
	Steps        map[string]int // at which servers were killed, or stopped
	Cut          map[string]int // lines between phones and servers, by where
	StoreCut     map[string]int // lines between servers and store
	Writes       replica.Counts // that servers asked their store for
	Took         time.Duration
}

// Failed says in words what must not be; empty if nothing is so.
func (r *Report) Failed() []string {
	var list []string
	for what, n := range map[string]int{
		"lost": r.Found.Lost, "doubled": r.Found.Doubled, "spoiled": r.Found.Spoiled, "acknowledged and then refused": r.Contradicted,
		"told to try again and not when": r.NotSaidWhen, "there with other answers": r.Found.Changed, "texts not once in the safety lane": r.Found.Unseen, "there and sent by nobody": r.Found.Invented,
		"acknowledged and not written down": r.Unwritten, "refused though the round was open": r.Wrongly, "servers that ended by themselves": r.Fell,
	} {
		if n > 0 {
			list = append(list, fmt.Sprintf("%s on %s: %d %s", r.Shape, r.Store, n, what))
		}
	}
	slices.Sort(list)
	return list
}

// columns are those of the table, in their order.
var columns = []struct {
	name  string
	value func(r *Report) int
}{
	{"kills", func(r *Report) int { return r.Kills }},
	{"at a step", func(r *Report) int { return r.AtStep }},
	{"stops", func(r *Report) int { return r.Stops }},
	{"store killed", func(r *Report) int { return r.StoreKills }},
	{"frozen", func(r *Report) int { return r.Freezes }},
	{"lines cut", func(r *Report) int { return sum(r.Cut) + sum(r.StoreCut) + sum(r.Writes.Faults) }},
	{"asked again", func(r *Report) int { return r.Writes.Again }},
	{"acknowledged", func(r *Report) int { return r.Forms }},
	{"told to wait", func(r *Report) int { return r.Again }},
	{"lost", func(r *Report) int { return r.Found.Lost }},
	{"doubled", func(r *Report) int { return r.Found.Doubled }},
	{"changed", func(r *Report) int { return r.Found.Changed }},
	{"invented", func(r *Report) int { return r.Found.Invented }},
	{"seconds", func(r *Report) int { return int(r.Took.Seconds()) }},
}

// Write writes one table of all shapes with their sum, and under it what befell them, by
// its kind.
func Write(out io.Writer, reports []*Report) error {
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprint(table, "store\tshape\t")
	for _, c := range columns {
		fmt.Fprintf(table, "%s\t", c.name)
	}
	fmt.Fprintln(table)
	row := func(store, shape string, r *Report) {
		fmt.Fprintf(table, "%s\t%s\t", store, shape)
		for _, c := range columns {
			fmt.Fprintf(table, "%d\t", c.value(r))
		}
		fmt.Fprintln(table)
	}
	for _, r := range reports {
		row(r.Store, string(r.Shape), r)
	}
	all := Sum(reports...)
	if all == nil {
		return table.Flush()
	}
	row("all", "", all)
	if err := table.Flush(); err != nil {
		return err
	}
	return writeKinds(out, all)
}

// Sum is what happened in all of them, under the names of the first: nil if there is none.
func Sum(reports ...*Report) *Report {
	if len(reports) == 0 {
		return nil
	}
	all := newReport(reports[0].Shape, reports[0].Store)
	for _, r := range reports {
		for into, from := range map[*int]int{
			&all.Kills: r.Kills, &all.AtStep: r.AtStep, &all.Stops: r.Stops, &all.StoreKills: r.StoreKills, &all.Freezes: r.Freezes, &all.Starts: r.Starts,
			&all.Forms: r.Forms, &all.Contradicted: r.Contradicted, &all.Again: r.Again, &all.NotSaidWhen: r.NotSaidWhen, &all.Unanswered: r.Unanswered,
			&all.Found.Lost: r.Found.Lost, &all.Found.Doubled: r.Found.Doubled, &all.Found.Spoiled: r.Found.Spoiled, &all.Found.Rest: r.Found.Rest,
			&all.Found.Changed: r.Found.Changed, &all.Found.Unseen: r.Found.Unseen, &all.Found.Invented: r.Found.Invented, &all.Unwritten: r.Unwritten, &all.Wrongly: r.Wrongly, &all.Fell: r.Fell,
			&all.Writes.Writes: r.Writes.Writes, &all.Writes.Again: r.Writes.Again, &all.Writes.Remembered: r.Writes.Remembered,
			&all.Writes.Waited: r.Writes.Waited, &all.Writes.Old: r.Writes.Old,
		} {
			*into += from
		}
		for status, n := range r.Refused {
			all.Refused[status] += n
		}
		for into, from := range map[*map[string]int]map[string]int{&all.Acts: r.Acts, &all.Steps: r.Steps, &all.Cut: r.Cut, &all.StoreCut: r.StoreCut, &all.Writes.Faults: r.Writes.Faults} {
			addTo(*into, from)
		}
		all.Took += r.Took
	}
	return all
}

// newReport is that of a campaign in which nothing has happened yet.
func newReport(shape Shape, store string) *Report {
	return &Report{Shape: shape, Store: store, Refused: map[int]int{}, Acts: map[string]int{}, Steps: map[string]int{},
		Cut: map[string]int{}, StoreCut: map[string]int{}, Writes: replica.Counts{Faults: map[string]int{}}}
}

// writeKinds tells what befell all shapes together.
func writeKinds(out io.Writer, all *Report) error {
	refused := map[string]int{}
	for status, n := range all.Refused {
		refused[fmt.Sprintf("with %d", status)] += n
	}
	for _, line := range []struct{ name, said string }{
		{"what went wrong", counted(all.Acts)},
		{"killed at", counted(all.Steps)},
		{"lines of phones", counted(all.Cut)},
		{"lines of stores", counted(all.StoreCut)},
		{"writes of stores", counted(all.Writes.Faults)},
		{"refused", counted(refused)},
	} {
		if line.said != "" {
			fmt.Fprintf(out, "%-17s %s\n", line.name+":", line.said)
		}
	}
	_, err := fmt.Fprintf(out, "%-17s %d writes answered from memory when a driver asked again; %d lists waited for a primary just elected, %d did not and were old; %d starts of servers failed and were tried again; %d requests without an answer; "+
		"%d told to wait and not how long; %d forms that cannot be read, %d refused after they were acknowledged, %d there once that never were; "+
		"%d refused though the round was open, %d servers that ended by themselves\n",
		"besides:", all.Writes.Remembered, all.Writes.Waited, all.Writes.Old, all.Starts, all.Unanswered, all.NotSaidWhen, all.Found.Spoiled, all.Contradicted, all.Found.Rest, all.Wrongly, all.Fell)
	return err
}

// Missing is what befell no server on a store, though on each it had to: being killed at
// each step, and every fault of the shapes that were run on it.
func Missing(reports []*Report) (list []string) {
	for _, store := range storesOf(reports) {
		there, want := map[string]int{}, stepsAtClosing()
		for _, r := range reports {
			if r.Store == store {
				want = append(want, r.wanted()...)
				addTo(there, r.Acts)
				addTo(there, r.Steps)
			}
		}
		slices.Sort(want)
		for _, name := range slices.Compact(want) {
			if there[name] == 0 {
				list = append(list, name+" on "+store)
			}
		}
	}
	return list
}

// wanted is what has to befall the servers of this shape on this store.
func (r *Report) wanted() (list []string) {
	f := &field{Options: Options{Shape: r.Shape, Failpoints: true}}
	if r.Store != (Store{}).name() {
		f.store = &process{}
	}
	for _, a := range f.acts() {
		list = append(list, a.name)
	}
	if r.Shape == Three {
		list = append(list, twoClose)
	}
	return list
}

func addTo(all, more map[string]int) {
	for what, n := range more {
		all[what] += n
	}
}

func storesOf(reports []*Report) (list []string) {
	for _, r := range reports {
		if !slices.Contains(list, r.Store) {
			list = append(list, r.Store)
		}
	}
	return list
}

func stepsAtClosing() (list []string) {
	for _, step := range closeSteps {
		list = append(list, step+ofClosing)
	}
	return list
}

func sum(what map[string]int) (n int) {
	for _, m := range what {
		n += m
	}
	return n
}

// counted lists what happened how often.
func counted(what map[string]int) string {
	var list []string
	for _, name := range slices.Sorted(maps.Keys(what)) {
		if what[name] > 0 {
			list = append(list, fmt.Sprintf("%s %d", name, what[name]))
		}
	}
	return strings.Join(list, ", ")
}
