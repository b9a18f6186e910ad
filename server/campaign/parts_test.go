//go:build linux

package campaign

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
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

func TestAServerThatEndsAtOnce(t *testing.T) {
	p := sh(t, `echo "$KIST_FAILPOINT is why" >&2`)
	err := p.start(t.Context(), "KIST_FAILPOINT=seal.box:1")
	if !errors.Is(err, errEnded) || !strings.Contains(err.Error(), "seal.box:1 is why") || p.alive() {
		t.Errorf("%v", err)
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
			[]string{"killed at submit.insert", "killed at submit.check", "killed at seal.box", "killed at seal.tombstone", "killed at seal.forget", "killed at any moment", "stopped and woken", "clock a day off"},
			[]string{"store frozen", "disk full"}},
		{"stand-in", &field{Options: Options{Shape: Three, Failpoints: true}, store: &process{}}, []string{"store frozen", "store killed"}, []string{"disk full"}},
		{"disk", &field{Options: Options{Shape: Disk, Failpoints: true}}, []string{"disk full", "disk read-only", "killed at seal.box"}, []string{"store killed"}},
		{"as it is shipped", &field{Options: Options{Shape: One}}, []string{"killed at any moment", "stopped and woken"}, []string{"killed at seal.box", "clock a day off"}},
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
	if f.address() != "sqlite:/x/data/kist.db" || f.Store.name() != "SQLite" || f.Store.sealEvery() != "1s" {
		t.Errorf("%s, %s", f.address(), f.Store.name())
	}
	f.back = newTestProxy(t)
	f.Store = Store{Program: "/ferret", Settings: "retryWrites=false"}
	if a := f.address(); !strings.HasPrefix(a, "mongodb://127.0.0.1:") || !strings.HasSuffix(a, "/kist?directConnection=true&retryWrites=false") {
		t.Error(a)
	}
	if f.Store.name() != "MongoDB's stand-in retryWrites=false" || f.Store.sealEvery() != "5s" {
		t.Error(f.Store.name())
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
	if (*disk)(nil).locked() {
		t.Error("there is no disk")
	}
}

func TestNobodyMountsInNoFolder(t *testing.T) {
	if _, err := newDisk(filepath.Join(t.TempDir(), "none")); !errors.Is(err, ErrNoDisk) {
		t.Errorf("%v", err)
	}
}

func TestWhatAReportSays(t *testing.T) {
	r := Report{Shape: Three, Store: "SQLite", Kills: 12, AtStep: 9, Forms: 340, Refused: map[int]int{410: 2}, Took: 3 * time.Second,
		Acts: map[string]int{"stopped and woken": 2, "killed at any moment": 3}, Cut: map[string]int{"before the answer": 4}}
	var said strings.Builder
	if err := r.Write(&said); err != nil || len(r.Failed()) != 0 {
		t.Fatal(err, r.Failed())
	}
	for _, want := range []string{"Shape three on SQLite, 3s", "kills         12, 9 of them at a step", "acknowledged  340", "lost          0", "doubled       0",
		"refused       2 with 410", "killed at any moment 3, stopped and woken 2", "before the answer 4"} {
		if !strings.Contains(said.String(), want) {
			t.Errorf("it does not say %q:\n%s", want, said.String())
		}
	}
	r.Found, r.Contradicted, r.NotSaidWhen = Found{Lost: 1, Doubled: 2, Spoiled: 3, Rest: 4}, 5, 6
	want := []string{"three: 1 lost", "three: 2 doubled", "three: 3 spoiled", "three: 5 acknowledged and then refused", "three: 6 told to try again and not when"}
	if got := r.Failed(); !slices.Equal(got, want) {
		t.Errorf("%q", got)
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
