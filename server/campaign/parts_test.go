//go:build linux

package campaign

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"kist/internal/store/mongo/replica"
)

// sh is a program that a shell plays.
func sh(t *testing.T, script string) *process {
	t.Helper()
	p := &process{name: "played", dir: t.TempDir(), args: []string{"/bin/sh", "-c", script}, says: serverReady}
	t.Cleanup(p.kill)
	return p
}

func TestAServerIsReadyWhenItSaysSo(t *testing.T) {
	all := sh(t, `echo; echo "Kist is running at http://127.0.0.1:7"; echo "  http://127.0.0.1:7/j/BCDFGH"; echo "  http://127.0.0.1:7/staff/sign-in/TOKEN"; echo "To stop, press"; exec sleep 600`)
	if err := all.start(t.Context()); err != nil {
		t.Fatal(err)
	}
	if all.at != "127.0.0.1:7" || all.find(codeLine) != "BCDFGH" || all.find(linkLine) != "/staff/sign-in/TOKEN" || all.find(storeReady) != "" || !all.alive() {
		t.Errorf("%+v", all.said)
	}
	if all.ends(t.Context(), time.Millisecond) {
		t.Error("it has not ended")
	}
	all.signal(syscall.SIGSTOP)
	all.signal(syscall.SIGCONT)
	all.kill()
	if all.alive() || !all.ends(t.Context(), time.Millisecond) {
		t.Error("it has ended")
	}
	collects := sh(t, `echo "Kist (collect) serves at http://127.0.0.1:8"; exec sleep 600`)
	if err := collects.start(t.Context()); err != nil || collects.at != "127.0.0.1:8" {
		t.Errorf("%v at %s", err, collects.at)
	}
	store := sh(t, `echo "mongodb://127.0.0.1:9/"; exec cat`)
	store.says, store.needs = storeReady, true
	if err := store.start(t.Context()); err != nil || store.at != "127.0.0.1:9" {
		t.Errorf("%v at %s", err, store.at)
	}
}

// TestAServerIsStartedAgain: one that ended because a line was cut is, also where it was to
// end at a step and did not come to it; one that ended itself at its step is not.
func TestAServerIsStartedAgain(t *testing.T) {
	const secondTime = `if [ -e begun ]; then echo "Kist (all) serves at http://127.0.0.1:8"; exec sleep 600; fi; touch begun; `
	for _, c := range []struct {
		settings, end string
		starts        int
	}{{"", "", 1}, {"KIST_CLOCK_OFF=24h", "", 1}, {"KIST_FAILPOINT=seal.box:1", "exit 1", 1}, {"KIST_FAILPOINT=seal.box:1", "kill -KILL $$", 0}} {
		p := sh(t, secondTime+c.end)
		f := &field{front: newTestProxy(t), servers: []*process{p}, takers: 1}
		err := f.again(t.Context(), p, c.settings)
		if errors.Is(err, errEnded) != (c.starts == 0) || c.starts > 0 && err != nil || f.report.Starts != c.starts {
			t.Errorf("%q, %q: %d more starts, %v", c.settings, c.end, f.report.Starts, err)
		}
	}
}

// TestWhoClosesSignsInAgain: the first account is not made, of the second the link is not
// taken.
func TestWhoClosesSignsInAgain(t *testing.T) {
	asked := 0
	staff := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if asked++; r.URL.Path == "/staff/sign-in/SECOND" {
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		http.SetCookie(w, &http.Cookie{Name: "staff", Value: r.URL.Path})
	}))
	t.Cleanup(staff.Close)
	dir := t.TempDir()
	program := filepath.Join(dir, "kist")
	script := "#!/bin/sh\nif [ -e second ]; then echo /staff/sign-in/THIRD; elif [ -e first ]; then touch second; echo /staff/sign-in/SECOND; else touch first; exit 1; fi\n"
	if err := os.WriteFile(program, []byte(script), 0o700); err != nil {
		t.Fatal(err)
	}
	f := &field{Options: Options{Program: program, Dir: dir}}
	if err := f.signInAgain(t.Context(), &process{at: strings.TrimPrefix(staff.URL, "http://")}); err != nil {
		t.Fatal(err)
	}
	if asked != 2 || len(f.cookies) != 1 || f.cookies[0].Value != "/staff/sign-in/THIRD" {
		t.Errorf("%d links were tried: %v", asked, f.cookies)
	}
}

func TestAServerThatEndsAtOnce(t *testing.T) {
	p := sh(t, `echo "$KIST_FAILPOINT is why" >&2`)
	err := p.start(t.Context(), "KIST_FAILPOINT=seal.box:1")
	if !errors.Is(err, errEnded) || !strings.Contains(err.Error(), "seal.box:1 is why") || p.alive() || p.endedItself() {
		t.Errorf("%v", err)
	}
	if p = sh(t, `kill -KILL $$`); !errors.Is(p.start(t.Context()), errEnded) || !p.endedItself() {
		t.Error("it did what a server does at a step")
	}
	none := &process{name: "none", dir: t.TempDir(), args: []string{"/nowhere/kist"}, says: serverReady}
	if err := none.start(t.Context()); err == nil || none.alive() {
		t.Error("there is no such program")
	}
	none.kill()
	ctx, stop := context.WithCancel(t.Context())
	stop()
	if err := sh(t, "exec sleep 600").start(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
}

// Every shape meets each fault that it can meet.
func TestActs(t *testing.T) {
	for _, c := range []struct {
		name   string
		field  *field
		want   []string
		absent []string
	}{
		{"one", &field{Options: Options{Shape: One, Failpoints: true}},
			[]string{"killed at submit.insert", "killed at submit.check", "killed at seal.box", "killed at seal.tombstone", "killed at seal.forget", "killed at any moment", "stopped and woken", "stopped at a step and woken", "clock a day off"},
			[]string{"store frozen", "disk full"}},
		{"stand-in", &field{Options: Options{Shape: Three, Failpoints: true}, store: &process{}}, []string{"store frozen", "store killed"}, []string{"disk full"}},
		{"disk", &field{Options: Options{Shape: Disk, Failpoints: true}}, []string{"disk full", "disk read-only", "disk fails", "killed at seal.box"}, []string{"store killed"}},
		{"as it is shipped", &field{Options: Options{Shape: One}}, []string{"killed at any moment", "stopped and woken"}, []string{"killed at seal.box", "stopped at a step and woken", "clock a day off"}},
	} {
		var names []string
		for _, a := range c.field.acts() {
			names = append(names, a.name)
		}
		for _, want := range c.want {
			if !slices.Contains(names, want) {
				t.Errorf("%s: no %q", c.name, want)
			}
		}
		for _, absent := range c.absent {
			if slices.Contains(names, absent) {
				t.Errorf("%s: %q", c.name, absent)
			}
		}
	}
}

func TestAddresses(t *testing.T) {
	f := field{Options: Options{Dir: "/x"}}
	if f.address() != "sqlite:/x/data/kist.db" || f.Store.name() != "SQLite" || f.Store.sealEvery() != time.Second {
		t.Errorf("%s, %s", f.address(), f.Store.name())
	}
	f.back = newTestProxy(t)
	for set, want := range map[bool][2]string{false: {"MongoDB, alone", "retryWrites=false"}, true: {"MongoDB, replica set", "retryWrites=true"}} {
		f.Store = Store{Program: "/ferret", Set: set}
		if a := f.address(); !strings.HasPrefix(a, "mongodb://127.0.0.1:") || !strings.HasSuffix(a, "/kist?directConnection=true&"+want[1]) {
			t.Error(a)
		}
		if f.Store.name() != want[0] || f.Store.sealEvery() != 2*time.Second {
			t.Error(f.Store.name())
		}
	}
}

func TestPerKill(t *testing.T) {
	for _, c := range []struct{ kills, forms, want int }{{500, 100_000, 200}, {20, 10, 1}, {0, 10, 10}} {
		f := field{Options: Options{Kills: c.kills, Forms: c.forms}}
		if got := f.perKill(); got != c.want {
			t.Errorf("%+v: %d", c, got)
		}
	}
}

func TestADiskIsFullAndReadOnly(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("only root can mount a small disk")
	}
	d, err := newDisk(t.TempDir())
	if errors.Is(err, ErrNoDisk) {
		t.Skip(err)
	}
	t.Cleanup(func() {
		if err := d.end(); err != nil {
			t.Error(err)
		}
	})
	write := func() error { return os.WriteFile(filepath.Join(d.dir, "x"), []byte("text"), 0o600) }
	free, err := d.fill()
	if err != nil {
		t.Fatal(err)
	}
	if err := write(); !errors.Is(err, syscall.ENOSPC) {
		t.Errorf("on a full disk: %v", err)
	}
	if err := errors.Join(free(), write(), d.readOnly(true)); err != nil {
		t.Fatal(err)
	}
	if err := write(); !errors.Is(err, syscall.EROFS) || !d.locked() {
		t.Errorf("on one that cannot be written: %v", err)
	}
	if _, err := d.fill(); err == nil {
		t.Error("it was filled all the same")
	}
	if err := errors.Join(d.readOnly(false), write()); err != nil || d.locked() {
		t.Error(err)
	}
	fails(t, d)
	if (*disk)(nil).locked() {
		t.Error("there is no disk")
	}
}

// fails has the disk fail under somebody who writes: what was synced is there afterwards.
func fails(t *testing.T, d *disk) {
	t.Helper()
	f, err := os.Create(filepath.Join(d.dir, "synced"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.WriteString("kept"); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(f.Sync(), d.fail()); err != nil {
		t.Fatal(err)
	}
	if _, err := f.WriteString(" and not"); !errors.Is(err, syscall.EROFS) || !d.locked() {
		t.Errorf("written on a disk that has failed: %v", err)
	}
	time.AfterFunc(100*time.Millisecond, func() { f.Close() })
	if err := d.repair(t.Context()); err != nil || d.locked() {
		t.Fatal(err)
	}
	text, err := os.ReadFile(f.Name())
	if err := errors.Join(err, os.WriteFile(f.Name(), nil, 0o600)); err != nil || string(text) != "kept" {
		t.Errorf("%q is left: %v", text, err)
	}
}

func TestNobodyMountsInNoFolder(t *testing.T) {
	if _, err := newDisk(filepath.Join(t.TempDir(), "none")); !errors.Is(err, ErrNoDisk) {
		t.Errorf("%v", err)
	}
}

func TestWhatReportsSay(t *testing.T) {
	first := &Report{Shape: Three, Store: "SQLite", Kills: 12, AtStep: 9, Stops: 5, Forms: 340, Again: 77, Refused: map[int]int{410: 2}, Took: 3 * time.Second,
		Acts: map[string]int{"stopped and woken": 2, "killed at any moment": 3}, Cut: map[string]int{"before the answer": 4, "before the request": 0}}
	second := &Report{Shape: Disk, Store: "MongoDB, alone", Kills: 30, StoreKills: 8, Freezes: 6, Forms: 60, Refused: map[int]int{410: 1}, Steps: map[string]int{"seal.box": 4},
		Writes: replica.Counts{Writes: 900, Again: 21, Remembered: 11, Waited: 3, Old: 2, Faults: map[string]int{"done late": 13}}, Found: Found{Rest: 19}}
	var said strings.Builder
	if err := Write(&said, []*Report{first, second}); err != nil || len(first.Failed())+len(second.Failed()) != 0 {
		t.Fatal(err, first.Failed(), second.Failed())
	}
	lines := strings.Split(said.String(), "\n")
	for i, want := range []string{
		"store shape kills at a step stops store killed frozen lines cut asked again acknowledged told to wait lost doubled changed invented seconds",
		"SQLite three 12 9 5 0 0 4 0 340 77 0 0 0 0 3",
		"MongoDB, alone disk 30 0 0 8 6 13 21 60 0 0 0 0 0 0",
		"all 42 9 5 8 6 17 21 400 77 0 0 0 0 3",
		"what went wrong: killed at any moment 3, stopped and woken 2",
		"killed at: seal.box 4",
		"lines of phones: before the answer 4",
		"writes of stores: done late 13",
		"refused: with 410 3",
		"besides: 11 writes answered from memory when a driver asked again; 3 lists waited for a primary just elected, 2 did not and were old; 0 starts of servers failed and were tried again; 0 requests without an answer; " +
			"0 told to wait and not how long; 0 forms that cannot be read, 0 refused after they were acknowledged, 19 there once that never were; 0 refused though the round was open, 0 servers that ended by themselves",
	} {
		if got := strings.Join(strings.Fields(lines[i]), " "); got != want {
			t.Errorf("line %d is\n%q, want\n%q", i+1, got, want)
		}
	}
}

func TestWhatMustNotBe(t *testing.T) {
	r := Report{Shape: Three, Store: "SQLite", Found: Found{Lost: 1, Doubled: 2, Spoiled: 3, Rest: 4, Changed: 7, Invented: 8, Unseen: 10}, Contradicted: 5, NotSaidWhen: 6, Unwritten: 9, Wrongly: 11, Fell: 12}
	want := []string{
		"three on SQLite: 1 lost", "three on SQLite: 10 texts not once in the safety lane", "three on SQLite: 11 refused though the round was open", "three on SQLite: 12 servers that ended by themselves", "three on SQLite: 2 doubled",
		"three on SQLite: 3 spoiled", "three on SQLite: 5 acknowledged and then refused", "three on SQLite: 6 told to try again and not when",
		"three on SQLite: 7 there with other answers", "three on SQLite: 8 there and sent by nobody", "three on SQLite: 9 acknowledged and not written down",
	}
	if got := r.Failed(); !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
}

// TestWhatIsMissing: what befell one store does not stand for another, nor what nobody felt.
func TestWhatIsMissing(t *testing.T) {
	whole := func(shape Shape, store string, but ...string) *Report {
		f := &field{Options: Options{Shape: shape, Failpoints: true}}
		if store != "SQLite" {
			f.store = &process{}
		}
		r := newReport(shape, store)
		for _, a := range f.acts() {
			r.Acts[a.name] = 1
		}
		for _, step := range append(stepsAtClosing(), twoClose) {
			r.Steps[step] = 1
		}
		for _, name := range but {
			delete(r.Acts, name)
			delete(r.Steps, name)
		}
		return r
	}
	alone := Store{Program: "ferret"}.name()
	for want, reports := range map[string][]*Report{
		"": {whole(One, "SQLite"), whole(Three, alone)},
		"killed at seal.box on SQLite, store frozen on " + alone: {whole(One, "SQLite", "killed at seal.box"), whole(One, alone, "store frozen")},
		"close.sealed of closing on SQLite":                      {whole(One, "SQLite", "close.sealed of closing"), whole(Three, alone)},
		twoClose + " on SQLite":                                  {whole(Three, "SQLite", twoClose), whole(One, "SQLite", twoClose)},
		"disk full on SQLite":                                    {whole(One, "SQLite"), whole(Disk, "SQLite", "disk full")},
	} {
		if got := strings.Join(Missing(reports), ", "); got != want {
			t.Errorf("missing are %q, want %q", got, want)
		}
	}
}

// TestWhoFell: a server that ended by itself was not killed, and an end is counted once.
func TestWhoFell(t *testing.T) {
	const up = `echo "Kist (all) serves at http://127.0.0.1:8"; `
	for script, want := range map[string][2]int{up + "exec sleep 600": {1, 0}, up + "exit 1": {0, 1}, up + "kill -KILL $$": {1, 0}, "exit 1": {0, 0}} {
		p := sh(t, script)
		if err := p.start(t.Context()); err != nil && !errors.Is(err, errEnded) {
			t.Fatal(err)
		}
		p.ends(t.Context(), 200*time.Millisecond)
		f := &field{}
		f.kill(p)
		f.kill(p)
		if got := [2]int{f.report.Kills, f.report.Fell}; got != want {
			t.Errorf("%q: %d killed, %d fell", script, got[0], got[1])
		}
	}
}

// TestWhoRefusesWrongly: what is refused while a clock is past the last day, or the round
// closes, has its reason.
func TestWhoRefusesWrongly(t *testing.T) {
	f := &field{}
	f.refuseUntil(time.Now().Add(time.Minute))
	for _, status := range []int{200, 410, 503, 429, 0} {
		f.heard(status)
	}
	f.refuseUntil(time.Now().Add(-time.Second))
	f.heard(409)
	if f.refusals.Load() != 2 || f.wrongly.Load() != 1 || f.waits.Load() != 2 {
		t.Errorf("%d refused, %d wrongly, %d waits", f.refusals.Load(), f.wrongly.Load(), f.waits.Load())
	}
}

// TestAProgramStandsStill: at once, before it is ready, or when it likes; and is woken.
func TestAProgramStandsStill(t *testing.T) {
	for name, script := range map[string]string{
		"before it is ready": `kill -STOP $$; echo "Kist (all) serves at http://127.0.0.1:8"; exec sleep 600`,
		"when it is":         `echo "Kist (all) serves at http://127.0.0.1:8"; kill -STOP $$; exec sleep 600`,
	} {
		p := sh(t, script)
		f := &field{front: newTestProxy(t), servers: []*process{p}, takers: 1, report: Report{Steps: map[string]int{}}}
		stands, wake, err := f.stand(t.Context(), p, "seal.box")
		if err != nil || !stands || !stopped(p.cmd.Process.Pid) || f.report.Steps["stopped at seal.box"] != 1 || f.report.Stops != 1 {
			t.Fatalf("%s: %v, %v, %+v", name, stands, err, f.report)
		}
		if err := wake(); err != nil || p.at != "127.0.0.1:8" {
			t.Errorf("%s: %v at %q", name, err, p.at)
		}
		p.kill()
		if p.stands(t.Context(), time.Minute) || stopped(p.cmd.Process.Pid) {
			t.Errorf("%s: it has ended", name)
		}
	}
	if stopped(0) {
		t.Error("there is no such process")
	}
}

func TestWhoseAStepIs(t *testing.T) {
	one, two := &process{name: "collects"}, &process{name: "reviews"}
	f := &field{Options: Options{Shape: Apart}, servers: []*process{one, two}}
	if f.whose("seal.box", one) != two || f.whose("submit.check", two) != one {
		t.Error("a step befalls one that never comes to it")
	}
	f.Shape = Three
	if f.whose("seal.box", one) != one || f.whose("submit.check", two) != two {
		t.Error("where each does all, each comes to every step")
	}
}

// TestWhoHasTheTurn: of three that seal, the others are ended so that one comes to its step,
// but for who stands still, and are back after it; where one alone seals, nobody is.
func TestWhoHasTheTurn(t *testing.T) {
	f := &field{Options: Options{Shape: Three}, front: newTestProxy(t), takers: 3}
	for n := range 3 {
		p := sh(t, fmt.Sprintf(`echo "Kist (all) serves at http://127.0.0.1:%d"; exec sleep 600`, n))
		if err := p.start(t.Context()); err != nil {
			t.Fatal(err)
		}
		f.servers = append(f.servers, p)
	}
	first, second, third := f.servers[0], f.servers[1], f.servers[2]
	third.signal(syscall.SIGSTOP)
	if !third.stands(t.Context(), time.Minute) {
		t.Fatal("the third does not stand")
	}
	f.alone(first, "submit.insert")
	f.Shape = One
	f.alone(first, "seal.box")
	if f.report.Kills != 0 || !second.alive() {
		t.Fatalf("%d ended though they are in nobody's way", f.report.Kills)
	}
	f.Shape = Three
	back := f.alone(first, "seal.box")
	if f.report.Kills != 1 || !first.alive() || second.alive() || !stopped(third.cmd.Process.Pid) {
		t.Errorf("%d ended; the first lives: %v, the second: %v", f.report.Kills, first.alive(), second.alive())
	}
	if err := back(t.Context()); err != nil || !second.alive() || !stopped(third.cmd.Process.Pid) {
		t.Errorf("not as before: %v", err)
	}
	if want := []string{first.at, second.at}; !slices.Equal(f.front.to, want) {
		t.Errorf("phones are led to %q, and not to %q", f.front.to, want)
	}
	first.kill()
	second.kill()
	f.servers = f.servers[2:]
	if f.takers = 1; !slices.Equal(leads(f), []string{third.at}) {
		t.Errorf("phones are led to %q: there is no other", f.front.to)
	}
}

func leads(f *field) []string {
	f.lead()
	return f.front.to
}

// TestARoundClosedByAnother has no steps any more, which nobody waits for.
func TestARoundClosedByAnother(t *testing.T) {
	page := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = w.Write([]byte(`<a href="/staff/rounds/r/release">`))
	}))
	t.Cleanup(page.Close)
	p := sh(t, `echo "Kist (all) serves at `+page.URL+`"; exec sleep 600`)
	if err := p.start(t.Context()); err != nil {
		t.Fatal(err)
	}
	f := &field{Options: Options{Round: "r"}}
	begin := time.Now()
	if f.closeUntilEnd(t.Context(), p) || time.Since(begin) > closeWithin/2 {
		t.Errorf("a server that ran on ended itself, or was waited for: %s", time.Since(begin))
	}
}

func TestACampaignThatCannotBegin(t *testing.T) {
	_, err := Run(t.Context(), Options{Program: "/nowhere/kist", Dir: t.TempDir(), Shape: One, Kills: 1, Forms: 1})
	if err == nil || !strings.Contains(err.Error(), "/nowhere/kist") {
		t.Errorf("%v", err)
	}
	_, err = Run(t.Context(), Options{Program: "/nowhere/kist", Dir: filepath.Join(t.TempDir(), "none"), Shape: One})
	if err == nil {
		t.Error("there is no folder")
	}
}

// TestSum: every number of a report is in the sum of two, and every kind of what befell.
func TestSum(t *testing.T) {
	if Sum() != nil {
		t.Error("there is a sum of nothing")
	}
	r := newReport(Three, "SQLite")
	number := 0
	for _, n := range numbers(reflect.ValueOf(r).Elem()) {
		number++
		n.SetInt(int64(number))
	}
	for _, kinds := range []map[string]int{r.Acts, r.Steps, r.Cut, r.StoreCut, r.Writes.Faults} {
		number++
		kinds["so"] = number
	}
	r.Refused[500] = 1
	sum := Sum(r, r)
	for i, n := range numbers(reflect.ValueOf(sum).Elem()) {
		if n.Int() != 2*int64(i+1) {
			t.Errorf("number %d of the sum of two reports is %d", i+1, n.Int())
		}
	}
	for i, kinds := range []map[string]int{sum.Acts, sum.Steps, sum.Cut, sum.StoreCut, sum.Writes.Faults} {
		if want := 2 * (number - 4 + i); kinds["so"] != want {
			t.Errorf("of the kinds %d: %v, want %d", i, kinds, want)
		}
	}
	if sum.Refused[500] != 2 || sum.Shape != Three || sum.Store != "SQLite" {
		t.Errorf("%+v", sum)
	}
}

// numbers are all whole numbers in a value, in the order of its fields.
func numbers(v reflect.Value) (list []reflect.Value) {
	for i := range v.NumField() {
		switch f := v.Field(i); f.Kind() {
		case reflect.Int, reflect.Int64:
			list = append(list, f)
		case reflect.Struct:
			list = append(list, numbers(f)...)
		}
	}
	return list
}
