package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"kist/internal/ballot"
	"kist/internal/config"
)

// TestMetricsTellRoutesOnly asks for pages and finds patterns only, and of those
// by which children answer nothing: a counter that is read every few seconds
// would tell when each of them came.
func TestMetricsTellRoutesOnly(t *testing.T) {
	a := newTestApp(t)
	round, err := a.firstLight(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	h := a.handler(slog.New(slog.DiscardHandler))
	for _, path := range []string{"/j/" + round.Codes[0], "/help", "/static/child.css", "/readyz", "/healthz", "/staff/sign-in", "/staff/sign-in", "/nothing/of/the/kind"} {
		h.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", path, nil))
	}
	address, err := a.metrics.serve(t.Context(), "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	resp, err := http.Get("http://" + address + "/metrics")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`kist_requests_total{route="GET /staff/sign-in",status="200"} 2`, `status="404"} 1`, "kist_request_seconds_bucket", "kist_faults_total 0\n", "\nprocess_open_fds ", "\nprocess_resident_memory_bytes ", "\ngo_goroutines "} {
		if !strings.Contains(string(text), want) {
			t.Errorf("no %s in\n%s", want, text)
		}
	}
	for _, untold := range []string{round.Codes[0], "/j/", "/help", "/static/", "/readyz", "/healthz", "process_io", "process_cpu", "pagefaults", "go_memstats", "go_gc", "go_sched"} {
		if strings.Contains(string(text), untold) {
			t.Errorf("the metrics tell of a child on the way to the questions, or to help, or of what was written for one: %s", untold)
		}
	}
	inSteps(t, string(text))
	if _, err := a.metrics.serve(t.Context(), "256.0.0.1:1"); err == nil {
		t.Error("an address that cannot be listened on is no error")
	}
}

// inSteps holds that of the process nothing is told but what steps names, and only in those:
// one more connection or page of memory is not seen.
func inSteps(t *testing.T, text string) {
	t.Helper()
	n := 0
	for line := range strings.Lines(text) {
		name, value, _ := strings.Cut(strings.TrimSpace(line), " ")
		if !strings.HasPrefix(name, "process_") && !strings.HasPrefix(name, "go_") {
			continue
		}
		f, err := strconv.ParseFloat(value, 64)
		if step, ok := steps[name]; !ok || err != nil || f <= 0 || math.Mod(f, step) != 0 {
			t.Errorf("it tells %s", line)
		}
		n++
	}
	if n != len(steps) {
		t.Errorf("it tells %d things of the process, not %d", n, len(steps))
	}
	for name, least := range map[string]float64{"process_open_fds": 100, "go_goroutines": 100, "process_resident_memory_bytes": 32 << 20} {
		if steps[name] < least {
			t.Errorf("%s is told in steps of %.0f, which one phone can be seen in", name, steps[name])
		}
	}
}

// metricName finds the names of metrics in an expression: what is followed by a selector, a
// range or nothing, and is no function, label or word of the language.
var (
	metricName = regexp.MustCompile(`\b(kist_[a-z_]+|process_[a-z_]+|go_[a-z_]+|up)\b`)
	exprLine   = regexp.MustCompile(`(?m)^\s*"?expr"?: "?(.*)$`)
)

// Every metric that an alert or a panel asks for is one that the program has: an alert that
// asks for another never rings.
func TestAlertsAskForWhatThereIs(t *testing.T) {
	dir := t.TempDir()
	a := openTestApp(t, "sqlite:"+filepath.Join(dir, "kist.db"), filepath.Join(dir, "kist.key"))
	a.cfg.Backups.Dir = dir
	a.metrics.watch(a)
	a.metrics.observe("GET /staff/", 200, time.Second)
	log := slog.New(slog.DiscardHandler)
	a.due(t.Context(), log, "seal", func(context.Context) error { return nil })
	a.due(t.Context(), log, "lane", func(context.Context) error { return errors.New("no") })
	there := map[string]bool{"up": true} // Prometheus's own
	for line := range strings.Lines(scraped(t, a)) {
		name, _, _ := strings.Cut(line, " ")
		name, _, _ = strings.Cut(name, "{")
		there[name] = true
	}
	for _, name := range []string{"../deploy/alerts.yaml", "../deploy/grafana.json"} {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		asked := map[string]bool{}
		for _, m := range exprLine.FindAllStringSubmatch(string(text), -1) {
			for _, metric := range metricName.FindAllString(m[1], -1) {
				asked[metric] = true
			}
		}
		for metric := range asked {
			if !there[metric] {
				t.Errorf("%s asks for %s, which there is not", name, metric)
			}
		}
		if len(asked) < 8 {
			t.Errorf("%s asks for %v only: this test reads it wrongly", name, asked)
		}
	}
}

// An alarm for what stands still rings too where it never went well since the start: a server
// that is to seal and to copy into the safety lane says so before it has done either, and
// one that only collects does not.
func TestWhatStandsStillFromTheStartIsSeen(t *testing.T) {
	text, err := os.ReadFile("../deploy/alerts.yaml")
	ok(t, err)
	dated := regexp.MustCompile(`kist_due_done_timestamp_seconds\{what="(seal|lane)"\}`).FindAllString(string(text), -1)
	if len(dated) != 2 {
		t.Errorf("the alarms look at the age of %v", dated)
	}
	for _, role := range []config.Role{config.All, config.Collect} {
		a, before := newTestApp(t), time.Now().Unix()
		a.cfg.Role = role
		a.metrics.watch(a)
		said := scraped(t, a)
		for _, what := range []string{"seal", "lane"} {
			_, at, seen := strings.Cut(said, fmt.Sprintf("kist_due_done_timestamp_seconds{what=%q} ", what))
			at, _, _ = strings.Cut(at, "\n")
			if n, _ := strconv.ParseInt(at, 10, 64); seen != (role == config.All) || seen && n < before {
				t.Errorf("%s: %s was done at %q", role, what, at)
			}
			if strings.Contains(said, fmt.Sprintf("kist_due_failures_total{what=%q} 0\n", what)) != seen {
				t.Errorf("%s: the first failure of %s is no increase", role, what)
			}
		}
	}
}

// What is due is counted where it fails and dated where it does not; disks, store and
// backups are looked at when somebody asks.
func TestMetricsOfWhatIsDue(t *testing.T) {
	a, dir := newTestApp(t), t.TempDir()
	a.cfg.Backups.Dir = dir
	a.metrics.watch(a)
	log := slog.New(slog.DiscardHandler)
	a.due(t.Context(), log, "lane", func(context.Context) error { return errors.New("no") })
	a.due(t.Context(), log, "seal", func(context.Context) error { return nil })
	a.due(t.Context(), log, "release", func(context.Context) error { return ballot.ErrAnothersTurn })
	ended, stop := context.WithCancel(t.Context())
	stop()
	a.due(ended, log, "count", func(ctx context.Context) error { return ctx.Err() })
	for _, status := range []int{http.StatusOK, http.StatusNotFound, http.StatusInternalServerError, http.StatusServiceUnavailable} {
		a.metrics.observe("GET /staff/", status, time.Second)
	}
	said := scraped(t, a)
	for _, want := range []string{"kist_faults_total 1\n", "kist_told_to_wait_total 1\n", `kist_due_failures_total{what="lane"} 1`, `kist_due_done_timestamp_seconds{what="seal"} 1`, "kist_store_up 1", "kist_backup_timestamp_seconds 1", // when it started, until there is one
		`kist_disk_free_bytes{of="store"}`, `kist_disk_free_bytes{of="backups"}`} {
		if !strings.Contains(said, want) {
			t.Errorf("no %s in\n%s", want, said)
		}
	}
	if strings.Contains(said, `"count"`) {
		t.Error("what a server that ends gave up counts as a failure")
	}
	if strings.Contains(said, `"release"`) {
		t.Error("what another server had the turn for is dated, or counts as a failure")
	}
	backup := filepath.Join(dir, "kist-2026-11-26.backup")
	if err := errors.Join(os.WriteFile(backup, nil, 0o600), os.Chtimes(backup, time.Unix(7, 0), time.Unix(7, 0)), a.engine.Close()); err != nil {
		t.Fatal(err)
	}
	if said := scraped(t, a); !strings.Contains(said, "kist_backup_timestamp_seconds 7") || !strings.Contains(said, "kist_store_up 0") {
		t.Errorf("a backup, and a store that is away:\n%s", said)
	}
}

// A clock that was years ahead for a day leaves a backup behind which no later one shows.
func TestABackupOfADayToComeIsNotTheLatest(t *testing.T) {
	dir, now := t.TempDir(), time.Unix(1_800_000_000, 0)
	for name, at := range map[string]time.Time{"kist-2026-11-26.backup": now.Add(-time.Hour), "kist-2026-11-25.backup": now.Add(-25 * time.Hour), "kist-2036-11-27.backup": now.AddDate(10, 0, 0)} {
		path := filepath.Join(dir, name)
		ok(t, errors.Join(os.WriteFile(path, nil, 0o600), os.Chtimes(path, at, at)))
	}
	for want, list := range map[time.Time][]string{now.Add(-time.Hour): nil, now.Add(-25 * time.Hour): {"kist-2026-11-26.backup"}, time.Unix(0, 0): {"kist-2026-11-26.backup", "kist-2026-11-25.backup"}} {
		gone := t.TempDir()
		for _, name := range list {
			ok(t, os.Rename(filepath.Join(dir, name), filepath.Join(gone, name)))
		}
		if got := lastBackup(dir, now, now); got != float64(want.Unix()) {
			t.Errorf("without %v the latest is of %.0f, want %d", list, got, want.Unix())
		}
		for _, name := range list {
			ok(t, os.Rename(filepath.Join(gone, name), filepath.Join(dir, name)))
		}
	}
}

// scraped is what Prometheus would read.
func scraped(t testing.TB, a *app) string {
	t.Helper()
	w := httptest.NewRecorder()
	a.metrics.tell(w, httptest.NewRequest("GET", "/metrics", nil))
	return w.Body.String()
}
