package load

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"math"
	"net/http"
	"slices"
	"sync"
	"sync/atomic"
	"text/tabwriter"
	"time"
)

// The steps of a phone, in their order.
const (
	stepAround    = "other pages"
	stepJoin      = "join page"
	stepFiles     = "its files"
	stepQuestions = "questionnaire"
	stepHead      = "connected?"
	stepCheck     = "answers shown"
	stepSend      = "sent"
	stepStaff     = "staff pages"
)

var steps = []string{stepAround, stepJoin, stepFiles, stepQuestions, stepHead, stepCheck, stepSend, stepStaff}

// tally is what happens in a run.
type tally struct {
	in, out atomic.Int64 // bytes on the lines

	mu    sync.Mutex
	times map[string][]time.Duration // by step, of every answer
	bytes map[string]int64           // of pages, by step
	seen  Report
	until []time.Duration // from when a form was due until it was acknowledged
}

func newTally() *tally {
	return &tally{times: map[string][]time.Duration{}, bytes: map[string]int64{}, seen: Report{Refused: map[int]int{}, GivenUp: map[string]int{}, Broken: map[string]int{}}}
}

func (t *tally) took(step string, d time.Duration, bytes int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.times[step] = append(t.times[step], d)
	t.bytes[step] += int64(bytes)
}

// again counts an answer that asks to try again, or none, and gives what the server
// asks to wait.
func (t *tally) again(a *answer, err error) time.Duration {
	if err != nil {
		t.count(func(r *Report) { r.Cut++ })
		return 0
	}
	after := a.after()
	t.count(func(r *Report) {
		if r.Again++; after == 0 {
			r.NotSaidWhen++
		}
	})
	return after
}

func (t *tally) count(do func(*Report)) {
	if t == nil {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	do(&t.seen)
}

func (t *tally) acknowledge(d time.Duration, err error) {
	t.count(func(r *Report) {
		r.Acknowledged++
		t.until = append(t.until, d)
		if err != nil {
			r.Unwritten++
		}
	})
}

func (t *tally) acknowledged() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.seen.Acknowledged
}

func (t *tally) refuse(status int) { t.count(func(r *Report) { r.Refused[status]++ }) }

// giveUp counts a phone that came to no end: why is what it would say.
func (t *tally) giveUp(why error) {
	t.count(func(r *Report) { r.GivenUp[cmp.Or(outOfPatience(why), why.Error())]++ })
}

func outOfPatience(why error) string {
	if errors.Is(why, context.DeadlineExceeded) || errors.Is(why, context.Canceled) {
		return "out of patience"
	}
	return ""
}

// Report is what the phones saw.
type Report struct {
	Profile      Profile
	Forms        int            // to be sent
	Acknowledged int            // forms of which the server said that they are there
	Unwritten    int            // of these, such as are not in the clients' log
	Contradicted int            // such as were refused when they came once more
	Refused      map[int]int    // forms that were refused, by status
	GivenUp      map[string]int // phones that came to no end, by the reason
	Broken       map[string]int // pages of staff that failed, with the status
	Again        int            // answers that asked to try again
	NotSaidWhen  int            // of these, such as did not say when
	Cut          int            // requests without an answer
	Took         time.Duration
	Steps        []Step
	Until        Times // from when a form was to be sent until it was acknowledged
	In, Out      int64 // bytes on the lines
	Server       Server
}

// Step is what one kind of request took.
type Step struct {
	Name string
	N    int
	Size int64 // of an answer's body, on average, in bytes
	Times
}

// Times are of what half, 95 and 99 in a hundred did not exceed, and the longest.
type Times struct{ P50, P95, P99, Most time.Duration }

// TimesOf sorts what was taken; none is all zero.
func TimesOf(taken []time.Duration) Times {
	if len(taken) == 0 {
		return Times{}
	}
	slices.Sort(taken)
	at := func(share float64) time.Duration {
		return taken[max(0, int(math.Ceil(share*float64(len(taken))))-1)]
	}
	return Times{at(.5), at(.95), at(.99), taken[len(taken)-1]}
}

func (t *tally) report(o Options) *Report {
	t.mu.Lock()
	defer t.mu.Unlock()
	r := t.seen
	r.Forms = o.Profile.Phones
	if !o.Profile.Ready {
		r.Forms *= max(1, o.Each)
	}
	r.Profile, r.In, r.Out, r.Until = o.Profile, t.in.Load(), t.out.Load(), TimesOf(t.until)
	for _, name := range steps {
		if n := len(t.times[name]); n > 0 {
			r.Steps = append(r.Steps, Step{name, n, t.bytes[name] / int64(n), TimesOf(t.times[name])})
		}
	}
	return &r
}

// longRun is how long a run is after which a server has no reason to grow: a shorter one
// tells how much it holds, and judges nothing.
const longRun = 5 * time.Minute

// Failed says in words what should not have been, p95 of sending above within included;
// empty if all was well.
func (r *Report) Failed(within time.Duration) []string {
	var list []string
	if missing := r.Forms - r.Acknowledged; missing > 0 {
		list = append(list, fmt.Sprintf("%d forms were not acknowledged", missing))
	}
	if r.Unwritten > 0 {
		list = append(list, fmt.Sprintf("%d acknowledged forms could not be written down", r.Unwritten))
	}
	if r.Contradicted > 0 {
		list = append(list, fmt.Sprintf("%d acknowledged forms were refused when they came once more", r.Contradicted))
	}
	for _, path := range slices.Sorted(maps.Keys(r.Broken)) {
		list = append(list, fmt.Sprintf("%s answered staff with %d", path, r.Broken[path]))
	}
	if r.NotSaidWhen > 0 {
		list = append(list, fmt.Sprintf("%d answers asked to try again and did not say when", r.NotSaidWhen))
	}
	if r.Until.P95 > within {
		list = append(list, fmt.Sprintf("sending took %s at p95, more than %s", short(r.Until.P95), within))
	}
	if r.Took >= longRun && r.Server.Grew() {
		list = append(list, "the server grew")
	}
	return list
}

// NotCarried says in words what a server did that did not carry as many as came: each was
// told to come again, or waited longer than within at p95 for one of the pages before
// sending. Of phones that stand ready those pages are not looked at: they are asked for as
// fast as can be. Empty if it carried them.
func (r *Report) NotCarried(within time.Duration) []string {
	var list []string
	if r.Again > 0 {
		list = append(list, fmt.Sprintf("%d answers asked to try again", r.Again))
	}
	if r.Cut > 0 {
		list = append(list, fmt.Sprintf("%d requests had no answer", r.Cut))
	}
	for _, s := range r.Steps {
		if !r.Profile.Ready && s.Name != stepSend && s.Name != stepStaff && s.P95 > within {
			list = append(list, fmt.Sprintf("%s took %s at p95, more than %s", s.Name, short(s.P95), within))
		}
	}
	return list
}

// Write puts the report into words.
func (r *Report) Write(out io.Writer) error {
	fmt.Fprintf(out, "%d phones in %s, done in %s; all answers are invented.\n", r.Profile.Phones, r.Profile.Over, r.Took.Round(100*time.Millisecond))
	fmt.Fprintf(out, "  acknowledged  %d\n", r.Acknowledged)
	fmt.Fprintf(out, "  refused       %d", total(r.Refused))
	for _, status := range slices.Sorted(maps.Keys(r.Refused)) {
		fmt.Fprintf(out, "; %d times %d %s", r.Refused[status], status, http.StatusText(status))
	}
	fmt.Fprintf(out, "\n  gave up       %d", total(r.GivenUp))
	for _, why := range slices.Sorted(maps.Keys(r.GivenUp)) {
		fmt.Fprintf(out, "; %d times: %s", r.GivenUp[why], why)
	}
	fmt.Fprintf(out, "\n  \"try again\"   %d, all but %d with Retry-After; and %d requests without an answer\n\n", r.Again, r.NotSaidWhen, r.Cut)
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(w, "\trequests\tp50\tp95\tp99\tlongest\tbytes each\t")
	for _, s := range r.Steps {
		fmt.Fprintf(w, "%s\t%d\t%s\t%d\t\n", s.Name, s.N, s.Times, s.Size)
	}
	fmt.Fprintf(w, "from due to acknowledged\t%d\t%s\t\t\n", r.Acknowledged, r.Until)
	if err := w.Flush(); err != nil {
		return err
	}
	fmt.Fprintf(out, "\nBytes on the lines: %d received, %d sent; %d and %d a phone.\n", r.In, r.Out, r.In/int64(r.Profile.Phones), r.Out/int64(r.Profile.Phones))
	return r.Server.write(out)
}

func total[K comparable](counts map[K]int) (n int) {
	for _, c := range counts {
		n += c
	}
	return n
}

// String is a row of a table.
func (t Times) String() string {
	return short(t.P50) + "\t" + short(t.P95) + "\t" + short(t.P99) + "\t" + short(t.Most)
}

func short(d time.Duration) string { return fmt.Sprintf("%.1f ms", d.Seconds()*1000) }
