//go:build unix

package main

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"kist/internal/people"
	"kist/server/load"
)

// counter counts the bytes that are written to it.
type counter int64

func (c *counter) Write(b []byte) (int, error) {
	*c += counter(len(b))
	return len(b), nil
}

// spent is the processor time of this process.
func spent(b *testing.B) time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// costs are what one of each kind costs.
type costs struct {
	b     *testing.B
	a     *app
	h     http.Handler
	forms int
}

// each reports the processor time of something that is done n times, in microseconds.
func (c costs) each(name string, n int, do func(i int)) {
	runtime.GC()
	begin := spent(c.b)
	for i := range n {
		do(i)
	}
	c.b.ReportMetric(float64((spent(c.b)-begin).Microseconds())/float64(n), "cpu-µs/"+name)
}

// all reports the processor time of something that is done with all forms at once, for
// each of them.
func (c costs) all(name string, do func()) {
	runtime.GC()
	begin := spent(c.b)
	do()
	c.b.ReportMetric(float64((spent(c.b)-begin).Microseconds())/float64(c.forms), "cpu-µs/"+name)
}

// stored is how many bytes a collection takes in a backup: bytes in base64, the rest as
// text. A store takes about three quarters of it, and what its indexes take.
func (c costs) stored(collection string) int64 {
	var n counter
	if err := c.a.house.Write(c.b.Context(), &n, collection, nil, func(string, int) (step, done func()) { return func() {}, func() {} }); err != nil {
		c.b.Fatal(err)
	}
	return int64(n)
}

func (c costs) serve(method, path string, form url.Values, cookies []*http.Cookie, want int) {
	r := httptest.NewRequest(method, path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	r.Header.Set("Accept-Encoding", "br")
	for _, cookie := range cookies {
		r.AddCookie(cookie)
	}
	w := httptest.NewRecorder()
	if c.h.ServeHTTP(w, r); w.Code != want {
		c.b.Fatalf("%s %s: %d", method, path, w.Code)
	}
}

// BenchmarkCosts prints what one of each costs, on a SQLite file that is synced: a form
// that is taken, from the page with questions to thanks; one that is sealed; a release; a
// page of staff; and the bytes that are kept and that go over the wire. docs/scale.md has
// what follows for a country. Nothing else should run on the machine.
func BenchmarkCosts(b *testing.B) {
	a := newTestApp(b)
	round, err := a.firstLight(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	c := costs{b: b, a: a, h: a.handler(slog.New(slog.DiscardHandler)), forms: 2000}
	at := "/r/" + round.Codes[0] + "/11-13/en"
	c.serve(http.MethodGet, at, nil, nil, http.StatusOK)
	time.Sleep(2 * time.Second) // the page is made as small as can be, aside
	phones, forms := newClients(nil), make([]url.Values, c.forms)
	for i := range forms {
		_, forms[i] = phones.next()
		prove(round.Codes[0], forms[i])
	}
	inbox := c.stored(inboxName)
	c.each("page", c.forms, func(int) { c.serve(http.MethodGet, at, nil, nil, http.StatusOK) })
	c.each("check", c.forms, func(i int) { c.serve(http.MethodPost, at+"/check", forms[i], nil, http.StatusOK) })
	c.each("send", c.forms, func(i int) { c.serve(http.MethodPost, at+"/send", forms[i], nil, http.StatusOK) })
	b.ReportMetric(float64(c.stored(inboxName)-inbox)/float64(c.forms), "bytes-waiting/form")
	boxes := c.stored(boxesName)
	c.all("seal", func() {
		if err := a.sealer.Close(b.Context(), demoID, nil); err != nil {
			b.Fatal(err)
		}
	})
	b.ReportMetric(float64(c.stored(boxesName)-boxes)/float64(c.forms), "bytes-sealed/form")
	b.ReportMetric(float64(c.stored(inboxName))/float64(c.forms), "bytes-tombstone/form")
	c.all("release", func() {
		if _, err := a.releases.Make(b.Context(), demoID, "somebody", func(int, int) {}); err != nil {
			b.Fatal(err)
		}
	})
	var cookies []*http.Cookie
	c.h, cookies = signedIn(b, a, people.Inspector)
	c.each("staff-page", 200, func(int) { c.serve(http.MethodGet, "/staff/releases/"+demoID+"-1", nil, cookies, http.StatusOK) })
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	b.ReportMetric(float64(m.HeapInuse)/1e6, "heap-MB")
	c.wire()
}

// wire reports what a phone sends and receives, heads and pages and pictures, without TLS.
func (c costs) wire() {
	a := newTestApp(c.b)
	round, err := a.firstLight(c.b.Context())
	if err != nil {
		c.b.Fatal(err)
	}
	address, _ := serveTest(c.b, a)
	r, err := load.Drive(c.b.Context(), load.Options{URL: address, Code: round.Codes[0], Lang: "en", Patience: time.Minute, Profile: load.Profile{Name: "cost", Phones: 50, Over: time.Second}})
	if err != nil || r.Acknowledged != 50 {
		c.b.Fatal(err)
	}
	c.b.ReportMetric(float64(r.In)/50, "bytes-to/child")
	c.b.ReportMetric(float64(r.Out)/50, "bytes-from/child")
}
