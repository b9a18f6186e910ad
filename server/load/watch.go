package load

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"io/fs"
	"math"
	"net/http"
	"os"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"
)

// The server's own figures that must not grow, by their names in its metrics, and how
// much is no growth: what a garbage collector leaves for later, and lines that come
// and go.
var figures = []struct {
	name, said string
	slack      float64 // besides a tenth
	unit       float64
}{
	{"process_resident_memory_bytes", "memory, MB", 24 << 20, 1 << 20},
	{"go_goroutines", "goroutines", aHundred, 1},
	{"process_open_fds", "open files", aHundred, 1},
}

// The steps in which a server's metrics tell them: one step is no growth.
const (
	memoryStep = 64 << 20
	aHundred   = 100
)

// Their places, of those that a process tells as well.
const (
	memory    = 0
	openFiles = 2
)

// fewSamples is how many looks a judgement of growth needs.
const fewSamples = 8

// Server is what a server told of itself during a run: for each figure what it was at
// each look. Empty if it was not asked.
type Server [][]float64

// watchServer looks at the server's metrics until the function that it gives is called.
func watchServer(ctx context.Context, o Options) func() (Server, error) {
	if o.Metrics == "" {
		return func() (Server, error) { return nil, nil }
	}
	if o.Every == 0 {
		o.Every = o.Profile.Over / 10
	}
	ctx, stop := context.WithCancel(ctx)
	var seen Server
	var last error
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		for ok := true; ok; ok = pause(ctx, o.Every) {
			var now []float64
			if now, last = look(context.WithoutCancel(ctx), o); last == nil {
				seen = append(seen, now)
			}
		}
	}()
	return func() (Server, error) {
		stop()
		<-ended
		return seen, last
	}
}

// look reads the figures once: from the server, and exactly from its process if that is
// on this machine.
func look(ctx context.Context, o Options) ([]float64, error) {
	now, err := ask(ctx, o.Metrics)
	if err != nil || o.Process == 0 {
		return now, err
	}
	now[memory], now[openFiles], err = ofProcess(o.Process)
	return now, err
}

// ofProcess is the memory of a process of this machine that is in use, in bytes, and how
// many files it has open, as Linux tells it.
func ofProcess(id int) (bytes, files float64, err error) {
	place := strconv.Itoa(id)
	proc := os.DirFS("/proc")
	open, err := fs.ReadDir(proc, path.Join(place, "fd"))
	if err != nil {
		return 0, 0, fmt.Errorf("the server's process: %w", err)
	}
	status, err := fs.ReadFile(proc, path.Join(place, "status"))
	if err != nil {
		return 0, 0, fmt.Errorf("the server's process: %w", err)
	}
	_, rest, _ := strings.Cut(string(status), "\nVmRSS:")
	var kib float64
	if _, err := fmt.Sscan(rest, &kib); err != nil {
		return 0, 0, fmt.Errorf("the server's process tells no memory: %w", err)
	}
	return kib * 1024, float64(len(open)), nil
}

// ask reads the figures from the server's metrics.
func ask(ctx context.Context, address string) ([]float64, error) {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, err
	}
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		return nil, fmt.Errorf("the server's metrics: %w", err)
	}
	defer resp.Body.Close()
	now := make([]float64, len(figures))
	found := 0
	for lines := bufio.NewScanner(io.LimitReader(resp.Body, maxPage)); lines.Scan(); {
		name, value, _ := strings.Cut(lines.Text(), " ")
		for i, f := range figures {
			if n, err := strconv.ParseFloat(value, 64); name == f.name && err == nil {
				now[i] = n
				found++
			}
		}
	}
	if found < len(figures) {
		return nil, fmt.Errorf("%s holds %d of %d figures: it is the address that KIST_METRICS_ADDR opens, with /metrics", address, found, len(figures))
	}
	return now, nil
}

// parts are the least of a figure in the second quarter of the looks, when all is warm,
// and the least in the last: what a server cannot let go of is there at its least.
func (s Server) parts(figure int) (early, late float64) {
	least := func(looks [][]float64) float64 {
		return slices.MinFunc(looks, func(a, b []float64) int { return int(a[figure] - b[figure]) })[figure]
	}
	quarter := len(s) / 4
	return least(s[quarter : 2*quarter]), least(s[len(s)-quarter:])
}

// Grew says whether a figure is more in the last quarter than in the second by more than
// a tenth and what is no growth. Too few looks tell nothing.
func (s Server) Grew() bool {
	if len(s) < fewSamples {
		return false
	}
	for i, f := range figures {
		slack := f.slack
		if i == memory && s.inSteps() {
			slack = memoryStep
		}
		if early, late := s.parts(i); late > early*1.1+slack {
			return true
		}
	}
	return false
}

// inSteps says whether memory was told in steps alone.
func (s Server) inSteps() bool {
	return !slices.ContainsFunc(s, func(look []float64) bool { return math.Mod(look[memory], memoryStep) != 0 })
}

func (s Server) write(out io.Writer) error {
	if len(s) == 0 {
		return nil
	}
	fmt.Fprintf(out, "\nThe server, by itself, at %d looks:\n", len(s))
	for i, f := range figures {
		most := slices.MaxFunc(s, func(a, b []float64) int { return int(a[i] - b[i]) })[i]
		fmt.Fprintf(out, "  %-12s %.0f at first, %.0f at last, %.0f at most", f.said, s[0][i]/f.unit, s[len(s)-1][i]/f.unit, most/f.unit)
		if len(s) >= fewSamples {
			early, late := s.parts(i)
			fmt.Fprintf(out, "; least in the second quarter %.0f, in the last %.0f", early/f.unit, late/f.unit)
		}
		fmt.Fprintln(out)
	}
	return nil
}
