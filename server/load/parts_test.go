package load

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"kist/internal/proof"
)

const aSecret = "AAAAAAAAAAAAAAAAAAAAA"

func TestTheLedgerKeepsEveryLine(t *testing.T) {
	path := filepath.Join(t.TempDir(), "log")
	for range 2 { // it goes on where it was
		l, err := OpenLedger(path)
		if err != nil {
			t.Fatal(err)
		}
		var wg sync.WaitGroup
		for i := range 100 {
			wg.Go(func() {
				if err := l.Add(aSecret+string(rune('A'+i%26)), "/r/BCDFGH/11-13/en", url.Values{"story": {"a b\n" + fmt.Sprint(i)}}); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		l.Tried(aSecret + "-")
		if err := l.Close(); err != nil || l.Count() != 100 {
			t.Fatal(l.Count(), err)
		}
	}
	log, err := ReadLedger(path)
	if err != nil || len(log.Acknowledged) != 200 || len(log.Tried) != 27 {
		t.Fatalf("%+v, %v", log, err)
	}
	if a := log.Acknowledged[0]; a.To != "/r/BCDFGH/11-13/en" || !strings.HasPrefix(a.Values.Get("story"), "a b\n") {
		t.Errorf("%+v", a)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("others can read it: %v %v", info, err)
	}
}

func TestALedgerThatCannotBeWrittenSaysSo(t *testing.T) {
	l, err := OpenLedger(filepath.Join(t.TempDir(), "log"))
	if err != nil {
		t.Fatal(err)
	}
	_ = l.file.Close() // as a disk that went away
	if err := l.Add(aSecret+"A", "/r", nil); err == nil {
		t.Error("it says that the line is there")
	}
	_ = l.Close()
	if _, err := OpenLedger(t.TempDir()); err == nil {
		t.Error("a folder was opened as a log")
	}
	if _, err := ReadLedger(filepath.Join(t.TempDir(), "none")); err == nil {
		t.Error("a log that is not there was read")
	}
}

func TestReadingALedger(t *testing.T) {
	whole := aSecret + "A\n" + aSecret + "B\n"
	for text, want := range map[string]int{
		whole: 2, whole + "AAAA": 2, "": 0, "AAAA\n" + whole: -1, whole + "\n" + whole: -1, "? " + whole: 1, whole + aSecret + "C /r/A/11-13/en?a=b": 3,
		aSecret + "C /r/A/11-13/en?a=%\n" + whole: -1, whole + aSecret + "C /r/A": 2,
	} {
		path := filepath.Join(t.TempDir(), "log")
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		log, err := ReadLedger(path)
		if want < 0 && err == nil || want >= 0 && (err != nil || len(log.Acknowledged) != want) {
			t.Errorf("%q: %v %v", text, log, err)
		}
	}
}

func TestTimes(t *testing.T) {
	var taken []time.Duration
	for i := range 100 {
		taken = append(taken, time.Duration(100-i)*time.Millisecond)
	}
	if got := TimesOf(taken); got != (Times{50 * time.Millisecond, 95 * time.Millisecond, 99 * time.Millisecond, 100 * time.Millisecond}) {
		t.Errorf("%+v", got)
	}
	if got := TimesOf(nil); got != (Times{}) {
		t.Errorf("of none: %+v", got)
	}
	if got := TimesOf([]time.Duration{7}); got != (Times{7, 7, 7, 7}) {
		t.Errorf("of one: %+v", got)
	}
}

func TestNotCarried(t *testing.T) {
	slow := Times{P95: time.Second}
	r := &Report{Again: 2, Cut: 3, Steps: []Step{{Name: stepCheck, Times: slow}, {Name: stepSend, Times: slow}, {Name: stepStaff, Times: slow}, {Name: stepJoin}}}
	want := []string{"2 answers asked to try again", "3 requests had no answer", "answers shown took 1000.0 ms at p95, more than 500ms"}
	if got := r.NotCarried(500 * time.Millisecond); !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
	if r.Profile.Ready = true; !slices.Equal(r.NotCarried(500*time.Millisecond), want[:2]) {
		t.Error("pages of phones that stand ready are judged")
	}
	if got := (&Report{Forms: 1, Acknowledged: 1}).NotCarried(0); len(got) != 0 {
		t.Errorf("%q", got)
	}
}

func TestFailed(t *testing.T) {
	r := Report{Forms: 3, Acknowledged: 2, Unwritten: 1, Contradicted: 5, NotSaidWhen: 4, Until: Times{P95: time.Second}, Server: growing(fewSamples, 64<<20), Took: longRun}
	want := []string{"1 forms were not acknowledged", "1 acknowledged forms could not be written down", "5 acknowledged forms were refused when they came once more", "4 answers asked to try again and did not say when",
		"sending took 1000.0 ms at p95, more than 500ms", "the server grew"}
	if got := r.Failed(500 * time.Millisecond); !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
	if r.Took--; slices.Contains(r.Failed(0), "the server grew") {
		t.Error("a server that is still warming up was judged")
	}
	if got := (&Report{Forms: 1, Acknowledged: 1}).Failed(0); len(got) != 0 {
		t.Errorf("%q", got)
	}
}

// growing are looks at a server whose memory begins at 100 MB and grows.
func growing(looks int, by float64) Server {
	var s Server
	for i := range looks {
		s = append(s, []float64{100<<20 + by*float64(i), 20, 30})
	}
	return s
}

func TestGrowth(t *testing.T) {
	for _, c := range []struct {
		looks int
		by    float64
		want  bool
	}{{0, 0, false}, {3, 64 << 20, false}, {40, 0, false}, {40, 100 << 10, false}, {40, 2 << 20, true}, {40, -2 << 20, false}} {
		if got := growing(c.looks, c.by).Grew(); got != c.want {
			t.Errorf("%d looks, each %.0f more: %v", c.looks, c.by, got)
		}
	}
	peaks := growing(40, 0)
	for i := range peaks { // what a collector leaves for later is no growth
		peaks[i][0] += float64(i%5) * float64(i) * (4 << 20)
	}
	if peaks.Grew() {
		t.Error("peaks were taken for growth")
	}
	peaks[37][1], peaks[38][1], peaks[39][1] = 5000, 5000, 5000
	if peaks.Grew() {
		t.Error("a crowd at the end was taken for growth")
	}
	steps := growing(40, 0)
	for i := range steps {
		steps[i][0] = 2 * memoryStep
		if i >= 20 {
			steps[i] = []float64{3 * memoryStep, steps[i][1] + aHundred, steps[i][2] + aHundred}
		}
	}
	if steps.Grew() {
		t.Error("one step of the metrics was taken for growth")
	}
	steps[5][0]++
	if !steps.Grew() {
		t.Error("64 MiB more were not seen by exact looks")
	}
	for i := 30; i < 40; i++ {
		peaks[i][1] = 5000
	}
	if !peaks.Grew() {
		t.Error("goroutines that stay were not seen")
	}
}

func TestWatchingAServer(t *testing.T) {
	text := "# HELP x\ngo_goroutines 17\nprocess_open_fds 9\nprocess_resident_memory_bytes 1.2582912e+08\nother{a=\"b\"} 3\n"
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, text) }))
	defer s.Close()
	end := watchServer(t.Context(), Options{Metrics: s.URL, Every: time.Millisecond})
	time.Sleep(5 * time.Millisecond)
	seen, err := end()
	if err != nil || len(seen) == 0 || !slices.Equal(seen[0], []float64{120 << 20, 17, 9}) {
		t.Errorf("%v %v", seen, err)
	}
	var said strings.Builder
	if err := growing(fewSamples, 0).write(&said); err != nil || !strings.Contains(said.String(), "memory, MB   100 at first, 100 at last, 100 at most; least in the second quarter 100, in the last 100") {
		t.Errorf("%v %s", err, said.String())
	}
	exactly, err := look(t.Context(), Options{Metrics: s.URL, Process: os.Getpid()})
	if err != nil || exactly[0] < 1<<20 || exactly[0] == 120<<20 || exactly[1] != 17 || exactly[2] < 4 {
		t.Errorf("this process: %v %v", exactly, err)
	}
	if _, err := look(t.Context(), Options{Metrics: s.URL, Process: 1 << 30}); err == nil {
		t.Error("a process that is not there tells something")
	}
	text = "nothing 1\n"
	if _, err := look(t.Context(), Options{Metrics: s.URL}); err == nil || !strings.Contains(err.Error(), "KIST_METRICS_ADDR") {
		t.Errorf("%v", err)
	}
	if seen, err := watchServer(t.Context(), Options{})(); seen != nil || err != nil {
		t.Errorf("nobody asked: %v %v", seen, err)
	}
}

func TestAPageIsReadAsItIsPacked(t *testing.T) {
	var p pages
	odd := &answer{header: http.Header{"Content-Encoding": {"zstd"}}, body: []byte("x")}
	if _, err := p.read(odd); err == nil {
		t.Error("it was read all the same")
	}
	plain := &answer{header: http.Header{}, body: []byte(questionnaire)}
	first, err := p.read(plain)
	if err != nil || len(first.fields) != 6 || len(first.files) != 2 || !slices.Equal(first.own, []string{"_helped"}) {
		t.Fatalf("%+v %v", first, err)
	}
	if again, _ := p.read(plain); again != first {
		t.Error("the same page was read twice")
	}
}

// What a page asks to be found is found where it asks for it, and where it asks for no
// more than a phone would do.
func TestWorkAsThePageAsksForIt(t *testing.T) {
	for asked, want := range map[string]int{`data-work="3"`: 3, ``: 0, `data-work="x"`: 0, `data-work="-1"`: 0, `data-work="25"`: 0} {
		p, err := readPage(strings.NewReader(strings.Replace(questionnaire, `data-work="14"`, asked, 1)))
		if err != nil || p.work != want {
			t.Errorf("%s: %d bits, %v", asked, p.work, err)
		}
		f := (&form{to: "/r/BCDFGH/11-13/en", page: p}).next()
		if found := f.values.Get(proofField); (found != "") != (want > 0) || want > 0 && !proof.Check("BCDFGH", f.values.Get(secretField), found, want) {
			t.Errorf("%s: found %q", asked, found)
		}
	}
}

// Many inventions, each such as a browser could send.
func TestInventions(t *testing.T) {
	p, err := readPage(strings.NewReader(questionnaire))
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]int{}
	for range 500 {
		f := p.invent()
		f.Set(inventedField, "yes")
		f.Set(secretField, newSecret())
		checkInvented(t, f)
		for name, values := range f {
			seen[name+fmt.Sprint(len(values))]++
		}
		seen[f.Get("calm")+" calm"]++
	}
	for _, want := range []string{"who1", "who2", "yes calm", "no calm", "- calm", " calm"} {
		if seen[want] == 0 {
			t.Errorf("%q never came", want)
		}
	}
}

func TestPause(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	if !pause(ctx, 0) || !pause(ctx, time.Nanosecond) {
		t.Error("there was time")
	}
	stop()
	if pause(ctx, 0) || pause(ctx, time.Hour) {
		t.Error("there was none")
	}
}

func FuzzPage(f *testing.F) {
	f.Add(questionnaire)
	f.Add(`<select name="a.b"><option>`)
	f.Add(`<input name="a"><input name="a" type="radio"><input type="email" name="b">`)
	f.Add(`<option>1<input type="radio" name="x"><div data-most="-1">`)
	f.Fuzz(func(t *testing.T, text string) {
		p, err := readPage(strings.NewReader(text))
		if err != nil {
			return
		}
		for name := range p.invent() {
			if strings.HasPrefix(name, "_") && !p.hidden.Has(name) {
				t.Errorf("%q is the server's own", name)
			}
		}
		p.questionnaires("", "")
	})
}
