package main

import (
	"database/sql"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"kist/internal/ballot"
	"kist/internal/proof"
	"kist/internal/seal"
	"kist/internal/synthetic"
	"kist/surveys"
)

// atOnce is how many phones a benchmark drives at the same time.
const atOnce = 64

// BenchmarkQuestionnaire compares serving a questionnaire with a bare handler
// that writes the same bytes: "share" is the rate of the one by that of the
// other, both measured in turns in the same run.
func BenchmarkQuestionnaire(b *testing.B) {
	a := newTestApp(b)
	round, err := a.firstLight(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	address, _ := serveTest(b, a)
	page := address + "/r/" + round.Codes[0] + "/11-13/en"
	bytes, header := fetch(b, page)
	bare := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		for name, values := range header {
			w.Header()[name] = values
		}
		_, _ = w.Write(bytes)
	}))
	defer bare.Close()
	compareRates(b, func() { many(b, address, pageAt(page)) }, func() { many(b, bare.URL, getRequest("/")) })
	b.ReportMetric(float64(len(bytes)), "bytes")
}

func pageAt(address string) []byte {
	_, path, _ := strings.Cut(strings.TrimPrefix(address, "http://"), "/")
	return getRequest("/" + path)
}

// eachTurn is how many requests a turn has.
const eachTurn = 5000

// many asks for the same page eachTurn times, many phones at once.
func many(b *testing.B, address string, request []byte) {
	crowd(b, address, eachTurn, func(int) []byte { return request })
}

// compareRates runs two ways of doing the same in alternating turns, so that a
// busy machine is as bad for the one as for the other.
func compareRates(b *testing.B, ours, bare func()) {
	const turns = 10
	var oursTime, bareTime time.Duration
	for b.Loop() {
		oursTime, bareTime = 0, 0
		for range turns {
			oursTime += took(ours)
			bareTime += took(bare)
		}
	}
	b.ReportMetric(turns*eachTurn/oursTime.Seconds(), "ours/s")
	b.ReportMetric(turns*eachTurn/bareTime.Seconds(), "bare/s")
	b.ReportMetric(100*bareTime.Seconds()/oursTime.Seconds(), "share%")
}

func took(do func()) time.Duration {
	start := time.Now()
	do()
	return time.Since(start)
}

// crowd sends n requests from many phones at once and waits for every answer.
func crowd(b *testing.B, address string, n int, request func(i int) []byte) {
	var next atomic.Int64
	var wg sync.WaitGroup
	for range atOnce {
		wg.Go(func() {
			p, err := dialPhone(address)
			if err != nil {
				b.Error(err)
				return
			}
			defer p.close()
			for i := next.Add(1) - 1; i < int64(n); i = next.Add(1) - 1 {
				if err := p.ask(request(int(i))); err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	wg.Wait()
}

var phones = &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 2 * atOnce, DisableCompression: true}}

func fetch(b *testing.B, address string) ([]byte, http.Header) {
	b.Helper()
	r, err := http.NewRequest("GET", address, nil)
	if err != nil {
		b.Fatal(err)
	}
	r.Header.Set("Accept-Encoding", "gzip, br")
	resp, err := phones.Do(r)
	if err != nil {
		b.Fatal(err)
	}
	defer resp.Body.Close()
	all, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != http.StatusOK {
		b.Fatal(resp.Status, err)
	}
	return all, resp.Header
}

func get(b *testing.B, address string) { fetch(b, address) }

// BenchmarkSubmit sends sealed submissions through HTTP, 64 at once, with the
// load generator on the same cores, and compares with bare SQL in group commits
// of 64 with the same settings and documents of the same size. Then it sends at
// half the rate reached and reports the 99th percentile.
func BenchmarkSubmit(b *testing.B) {
	a := newTestApp(b)
	round, err := a.firstLight(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	address, _ := serveTest(b, a)
	to := "/r/" + round.Codes[0] + "/11-13/en/send"
	const n = 8000
	var ours, bare, p99 float64
	for b.Loop() {
		bodies := forms(b, a, round.Codes[0], n+n/2)
		before := inboxCount(b, a)
		ours = n / took(func() { crowd(b, address, n, func(i int) []byte { return postRequest(to, bodies[i]) }) }).Seconds()
		if got := inboxCount(b, a) - before; got != n {
			b.Fatalf("%d of %d are in the inbox", got, n)
		}
		bare = bareCommits(b, n)
		p99 = paced(b, address+to, bodies[n:], ours/2)
	}
	b.ReportMetric(ours, "submissions/s")
	b.ReportMetric(bare, "bare/s")
	b.ReportMetric(100*ours/bare, "share%")
	b.ReportMetric(p99, "p99-ms-at-half")
}

// forms are urlencoded bodies as phones would post them.
func forms(b *testing.B, a *app, code string, n int) []string {
	b.Helper()
	survey := roundSurvey(b, a)
	rng := rand.New(rand.NewPCG(3, 4))
	bodies := make([]string, n)
	for i := range bodies {
		form := url.Values(synthetic.Form(rng, survey, surveys.E11))
		form.Set("_s", ballot.NewSecret().String())
		prove(code, form)
		bodies[i] = form.Encode()
	}
	return bodies
}

// prove adds to a form what the page's script finds: without it, no more than a school's
// are taken at once.
func prove(code string, form url.Values) {
	form.Set("_p", proof.Find(code, form.Get("_s"), proof.Bits))
}

func inboxCount(b *testing.B, a *app) int64 {
	b.Helper()
	n, err := a.inbox.Waiting(b.Context(), demoID)
	if err != nil {
		b.Fatal(err)
	}
	return n
}

func post(b *testing.B, address, body string) {
	resp, err := phones.Post(address, "application/x-www-form-urlencoded", strings.NewReader(body))
	if err != nil {
		b.Error(err)
		return
	}
	defer resp.Body.Close()
	_, _ = io.Copy(io.Discard, resp.Body)
	if resp.StatusCode != http.StatusOK {
		b.Errorf("answered %s", resp.Status)
	}
}

// paced sends one body at each tick of a fixed rate and gives the 99th
// percentile of the time to the answer, waiting for a turn included, in
// milliseconds.
func paced(b *testing.B, address string, bodies []string, rate float64) float64 {
	took := make([]time.Duration, len(bodies))
	gap := time.Duration(float64(time.Second) / rate)
	start := time.Now()
	var wg sync.WaitGroup
	for i, body := range bodies {
		due := start.Add(time.Duration(i) * gap)
		time.Sleep(time.Until(due))
		wg.Go(func() {
			post(b, address, body)
			took[i] = time.Since(due)
		})
	}
	wg.Wait()
	slices.Sort(took)
	return took[len(took)*99/100].Seconds() * 1000
}

// bareCommits is how many documents a second plain SQL inserts in transactions
// of 64 with the settings that the store uses.
func bareCommits(b *testing.B, n int) float64 {
	b.Helper()
	db, err := sql.Open("sqlite", "file:"+filepath.Join(b.TempDir(), "bare.db")+"?_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_pragma=secure_delete(ON)")
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	if _, err := db.Exec("create table inbox (id text primary key, rev integer, doc text) without rowid"); err != nil {
		b.Fatal(err)
	}
	doc := strings.Repeat("x", (4<<10+seal.Overhead)*4/3+200) // as long as a submission is, in base64 and JSON
	start := time.Now()
	for i := 0; i < n; i += atOnce {
		tx, err := db.Begin()
		if err != nil {
			b.Fatal(err)
		}
		for j := i; j < i+atOnce; j++ {
			if _, err := tx.Exec("insert into inbox values (?, 1, ?)", fmt.Sprintf("%032x", rand.Uint64()), doc); err != nil {
				b.Fatal(err)
			}
		}
		if err := tx.Commit(); err != nil {
			b.Fatal(err)
		}
	}
	return float64(n) / time.Since(start).Seconds()
}
