package main

import (
	"compress/gzip"
	"context"
	"errors"
	"flag"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"kist/internal/ballot"
	"kist/internal/store/mongo/mongotest"
	"kist/server/campaign"
	"kist/server/load"
)

var (
	upgradeFrom = flag.String("from", "", "the commit whose program TestUpgrade begins with: one of the history of this folder")
	keepStore   = flag.Bool("keep-store", false, "have TestUpgrade keep what the older program wrote, for the tests of every day (testdata/upgrade)")
	phaseForms  = flag.Int("each", 300, "how many forms are acknowledged in each phase of TestUpgrade, at least")
)

// before is what the version before this one left: its store with boxes and forms that wait,
// its key file, and the clients' log. All of it is invented.
const before = "testdata/upgrade"

// TestUpgrade takes an installation of two servers behind a proxy from an older version to
// this one, one server after the other, back to the older, and to this one again, while
// phones send and staff are signed in; then the round is closed and released. Nothing is
// refused, lost or counted twice, and nobody signs in anew.
func TestUpgrade(t *testing.T) {
	if *upgradeFrom == "" {
		t.Skip("it builds two versions of the program: go test ./server -run TestUpgrade -from COMMIT -timeout 20m -v")
	}
	old, today := builtFrom(t, *upgradeFrom), buildWithFailpoints(t)
	for name, address := range map[string]string{"sqlite": "sqlite:" + filepath.Join(t.TempDir(), "kist.db"), "stand-in": mongotest.URI(t)} {
		t.Run(name, func(t *testing.T) {
			upgrade(t, newSwap(t, address), old, today)
		})
	}
	if *keepStore {
		keepWhatItWrote(t, old)
	}
}

// builtFrom builds the program as it was at a commit.
func builtFrom(t *testing.T, commit string) string {
	t.Helper()
	dir := t.TempDir()
	program := filepath.Join(dir, "kist")
	script := `git -C "$(git rev-parse --show-toplevel)" archive "$1" | tar -x -C "$2" && cd "$2" && go build -o "$3" ./server`
	if out, err := exec.Command("sh", "-ec", script, "sh", commit, dir, program).CombinedOutput(); err != nil {
		t.Fatalf("the program of %s: %v\n%s", commit, err, out)
	}
	return program
}

// swap is an installation whose servers are replaced while it is used.
type swap struct {
	t       *testing.T
	address string
	keys    string
	front   *campaign.Proxy
	servers [2]*crashServer
	ledger  *load.Ledger
	log     string

	mu    sync.Mutex
	seen  load.Report // of all waves
	boxes int         // at the end of the latest phase
}

func newSwap(t *testing.T, address string) *swap {
	t.Helper()
	s := &swap{t: t, address: address, keys: filepath.Join(t.TempDir(), "kist.key"), log: filepath.Join(t.TempDir(), "acknowledged")}
	s.seen.Refused, s.seen.GivenUp = map[int]int{}, map[string]int{}
	var err error
	if s.front, err = campaign.NewProxy(0); err != nil {
		t.Fatal(err)
	}
	if s.ledger, err = load.OpenLedger(s.log); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _, _ = s.front.Close(), s.ledger.Close() })
	return s
}

// first starts both servers from one program, and signs in.
func (s *swap) first(program string) {
	for i := range s.servers {
		s.servers[i] = &crashServer{t: s.t, store: s.address, keys: s.keys, program: program, env: []string{"KIST_SEAL_EVERY=2s"}}
		s.servers[i].start("")
		if i == 0 { // before another prints a link of its own
			s.servers[0].signIn()
		}
	}
	s.servers[1].cookie = s.servers[0].cookie
	s.lead(0, 1)
}

// lead has the proxy lead to some of the servers.
func (s *swap) lead(which ...int) {
	var to []string
	for _, i := range which {
		to = append(to, strings.TrimPrefix(s.servers[i].address, "http://"))
	}
	s.front.Lead(to...)
}

// replace ends a server as systemd does, once the proxy leads past it, and starts another
// program in its place.
func (s *swap) replace(i int, program string) {
	s.t.Helper()
	s.lead(1 - i)
	_ = s.servers[i].cmd.Process.Signal(syscall.SIGTERM)
	<-s.servers[i].exited
	if !s.servers[i].cmd.ProcessState.Success() {
		s.t.Errorf("it ended with %s", s.servers[i].cmd.ProcessState)
	}
	s.servers[i].program = program
	s.servers[i].start("")
	s.lead(0, 1)
}

// waves has phones send until ctx ends.
func (s *swap) waves(ctx context.Context) {
	for ctx.Err() == nil {
		r, err := load.Drive(ctx, load.Options{
			URL: "http://" + s.front.Address(), Code: s.servers[0].code, Edition: "11-13", Lang: "en", Each: 5, Ledger: s.ledger, Sure: true, Twice: 0.1,
			FirstWait: 50 * time.Millisecond, LongWait: time.Second, Patience: patience, Profile: load.Profile{Name: "upgrade", Phones: 8, Over: 500 * time.Millisecond},
		})
		if err != nil {
			return // it ends
		}
		s.mu.Lock()
		s.seen.Again, s.seen.Cut, s.seen.Contradicted = s.seen.Again+r.Again, s.seen.Cut+r.Cut, s.seen.Contradicted+r.Contradicted
		for status, n := range r.Refused {
			s.seen.Refused[status] += n
		}
		if ctx.Err() == nil { // those of the last wave are sent home
			for why, n := range r.GivenUp {
				s.seen.GivenUp[why] += n
			}
		}
		s.mu.Unlock()
	}
}

// phase lets phones send for a while, and then looks whether somebody sealed meanwhile
// and whether staff are still signed in, at each server.
func (s *swap) phase(name string, a *app) {
	s.t.Helper()
	from, was := s.ledger.Count(), s.boxes
	for end := time.Now().Add(patience); s.ledger.Count() < from+*phaseForms || s.boxes <= was; time.Sleep(100 * time.Millisecond) {
		if s.boxes = s.made(a); time.Now().After(end) {
			s.t.Fatalf("%s: %d forms and %d boxes came in %s", name, s.ledger.Count()-from, s.boxes-was, patience)
		}
	}
	for i, server := range s.servers {
		if resp, page, err := server.ask(http.MethodGet, "/staff/rounds/"+demoID, nil); err != nil || resp.StatusCode != http.StatusOK || !strings.Contains(page, demoID+"/close") {
			s.t.Errorf("%s: staff are no longer signed in at server %d: %v %v", name, i, resp, err)
		}
	}
	if a == nil {
		s.t.Logf("%-22s %5d forms acknowledged", name, s.ledger.Count()-from)
		return
	}
	s.t.Logf("%-22s %5d forms acknowledged, %3d boxes made", name, s.ledger.Count()-from, s.boxes-was)
}

// made is how many boxes there are; nil is told as more and more, where no program of
// today may look yet.
func (s *swap) made(a *app) (n int) {
	if a == nil {
		return s.boxes + 1
	}
	if err := a.opener.Batches(s.t.Context(), demoID, func(ballot.Batch) error { n++; return nil }); err != nil {
		s.t.Fatal(err)
	}
	return n
}

func upgrade(t *testing.T, s *swap, old, today string) {
	s.first(old)
	ctx, stop := context.WithCancel(t.Context())
	var phones sync.WaitGroup
	phones.Go(func() { s.waves(ctx) })
	defer phones.Wait()
	defer stop()
	s.phase("both old", nil)
	a := openTestApp(t, s.address, s.keys)
	s.boxes = s.made(a)
	s.replace(0, today)
	s.phase("new and old", a)
	s.replace(1, today)
	s.phase("both new", a)
	s.replace(0, old)
	s.phase("one step back, half", a)
	s.replace(1, old)
	s.phase("one step back, whole", a)
	s.replace(1, today)
	s.phase("old and new again", a)
	stop()
	phones.Wait()
	s.servers[0].close() // at the old one; either seals what is left
	s.servers[0].waitSealed()
	s.servers[1].waitSealed()
	s.servers[1].oneRelease()
	for _, server := range s.servers {
		server.stop()
	}
	s.count()
}

// oneRelease asks for a release and waits for it.
func (s *crashServer) oneRelease() {
	s.t.Helper()
	if resp, err := s.post("/staff/rounds/"+demoID+"/release", nil); err != nil || resp.StatusCode >= http.StatusBadRequest {
		s.t.Fatal(resp, err)
	}
	for end := time.Now().Add(patience); ; time.Sleep(50 * time.Millisecond) {
		if _, page, err := s.ask(http.MethodGet, "/staff/rounds/"+demoID, nil); err == nil && strings.Contains(page, "/staff/releases/"+demoID+"-1\"") {
			return
		}
		if time.Now().After(end) {
			s.t.Fatal("there is no release")
		}
	}
}

// count holds the clients' log against the boxes.
func (s *swap) count() {
	log, err := load.ReadLedger(s.log)
	if err != nil {
		s.t.Fatal(err)
	}
	found, err := formsFound(s.t.Context(), s.address, s.keys, log)
	if err != nil {
		s.t.Fatal(err)
	}
	s.t.Logf("%d forms acknowledged: lost %d, doubled %d, changed %d, invented %d, spoiled %d; %d were refused, %d phones gave up, %d answers asked to try again, %d requests had no answer",
		len(log.Acknowledged), found.Lost, found.Doubled, found.Changed, found.Invented, found.Spoiled, len(s.seen.Refused), len(s.seen.GivenUp), s.seen.Again, s.seen.Cut)
	if found.Lost+found.Doubled+found.Changed+found.Invented+found.Spoiled+len(s.seen.Refused)+len(s.seen.GivenUp)+s.seen.Contradicted > 0 {
		s.t.Errorf("refused %v, gave up %v, contradicted %d", s.seen.Refused, s.seen.GivenUp, s.seen.Contradicted)
	}
}

// keepWhatItWrote keeps a store of the older program as it is when that has stopped, with some
// forms in boxes and some that wait.
func keepWhatItWrote(t *testing.T, old string) {
	dir := t.TempDir()
	s := newSwap(t, "sqlite:"+filepath.Join(dir, "kist.db"))
	one := &crashServer{t: t, store: s.address, keys: s.keys, program: old, env: []string{"KIST_SEAL_EVERY=1s"}}
	s.servers[0] = one
	one.start("")
	one.signIn()
	s.lead(0)
	drive := func(forms int) {
		if _, err := load.Drive(t.Context(), load.Options{URL: "http://" + s.front.Address(), Code: one.code, Edition: "11-13", Lang: "en", Ledger: s.ledger,
			Patience: patience, Profile: load.Profile{Name: "kept", Phones: forms, Over: time.Millisecond}}); err != nil {
			t.Fatal(err)
		}
	}
	end := func() {
		_ = one.cmd.Process.Signal(syscall.SIGTERM)
		<-one.exited
	}
	drive(45)
	time.Sleep(3 * time.Second) // the clock seals
	end()
	one.env = []string{"KIST_SEAL_EVERY=1h"}
	one.start("")
	s.lead(0)
	drive(12)
	end()
	if err := os.MkdirAll(before, 0o755); err != nil {
		t.Fatal(err)
	}
	for from, to := range map[string]string{filepath.Join(dir, "kist.db"): "kist.db.gz", s.keys: "keys.invented", s.log: "acknowledged"} {
		b, err := os.ReadFile(from)
		if err != nil {
			t.Fatal(err)
		}
		f, err := os.Create(filepath.Join(before, to))
		if err != nil {
			t.Fatal(err)
		}
		var w io.WriteCloser = f
		if strings.HasSuffix(to, ".gz") {
			w, _ = gzip.NewWriterLevel(f, gzip.BestCompression)
		}
		_, err = w.Write(b)
		if err = errors.Join(err, w.Close()); err != nil {
			t.Fatal(err)
		}
		_ = f.Close()
	}
	if err := os.WriteFile(filepath.Join(before, "version"), []byte(*upgradeFrom+"\n"), 0o644); err != nil {
		t.Fatal(err)
	}
}

// TestAStoreOfTheVersionBefore goes on with what the version before this one wrote: every
// document is read to its last field, a form that waited and came once more counts once,
// all is sealed, and the release counts each form that was acknowledged then and now.
func TestAStoreOfTheVersionBefore(t *testing.T) {
	t.Parallel()
	address, keys := unpacked(t)
	a := openTestApp(t, address, keys)
	if err := a.houseIsKnown(t.Context()); err != nil {
		t.Fatalf("a document of the version before: %v", err)
	}
	log, err := load.ReadLedger(filepath.Join(before, "acknowledged"))
	if err != nil || len(log.Acknowledged) != 57 {
		t.Fatal(log, err)
	}
	round, err := a.book.Rounds.Get(t.Context(), demoID)
	if err != nil {
		t.Fatal(err)
	}
	a.inbox.UseClock(func() time.Time {
		day, _ := time.ParseInLocation(time.DateOnly, round.Opens, time.Local)
		return day.Add(12 * time.Hour)
	})
	if waits, err := a.inbox.Waiting(t.Context(), demoID); err != nil || waits != 12 {
		t.Fatalf("%d wait: %v", waits, err)
	}
	log.Acknowledged = append(log.Acknowledged, load.Sent{Secret: ballot.NewSecret().String()})
	for _, sent := range log.Acknowledged {
		secret, err := ballot.ParseSecret(sent.Secret)
		if err != nil {
			t.Fatal(err)
		}
		if err := a.inbox.Submit(t.Context(), inventedForm(t, a, secret)); err != nil {
			t.Fatal(err)
		}
	}
	if err := a.sealer.Close(t.Context(), demoID, nil); err != nil {
		t.Fatal(err)
	}
	found, err := formsFound(t.Context(), address, keys, log)
	if want := (campaign.Found{}); err != nil || found != want {
		t.Errorf("%+v, want %+v: %v", found, want, err)
	}
	rel, err := a.releases.Make(t.Context(), demoID, "u1", func(int, int) {})
	if err != nil || rel.Round != demoID || len(rel.Tables) == 0 {
		t.Fatalf("no release: %v", err)
	}
}

// unpacked is a copy of the store of the version before, and its key file.
func unpacked(t *testing.T) (address, keys string) {
	t.Helper()
	dir := t.TempDir()
	packed, err := os.Open(filepath.Join(before, "kist.db.gz"))
	if err != nil {
		t.Fatal(err)
	}
	defer packed.Close()
	z, err := gzip.NewReader(packed)
	if err != nil {
		t.Fatal(err)
	}
	db, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	key, err := os.ReadFile(filepath.Join(before, "keys.invented"))
	if err != nil {
		t.Fatal(err)
	}
	keys = filepath.Join(dir, "kist.key")
	if err := errors.Join(os.WriteFile(filepath.Join(dir, "kist.db"), db, 0o600), os.WriteFile(keys, key, 0o600)); err != nil {
		t.Fatal(err)
	}
	return "sqlite:" + filepath.Join(dir, "kist.db"), keys
}

// houseIsKnown reads every document of the store as strictly as a backup does, which
// refuses one with a field that this program does not know.
func (a *app) houseIsKnown(ctx context.Context) error {
	for _, name := range a.house.Collections() {
		if err := a.house.Write(ctx, io.Discard, name, nil, func(string, int) (step, done func()) { return func() {}, func() {} }); err != nil {
			return err
		}
	}
	return nil
}
