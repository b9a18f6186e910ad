package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	telling "github.com/VictoriaMetrics/metrics"

	"kist/internal/config"
)

// metrics counts requests by route pattern and status: what an operator needs
// to see that all is well, and nothing that tells of a round or a child. A join
// code is in no pattern.
type metrics struct{ set *telling.Set }

// secondsUpTo are the bounds by which the time to answer is counted.
var secondsUpTo = []float64{.001, .005, .02, .1, .5, 2, 10}

func newMetrics() *metrics {
	m := &metrics{telling.NewSet()}
	m.set.NewGauge(fmt.Sprintf("kist_version_info{commit=%q}", versionOf()), nil).Set(1)
	m.set.NewCounter(faultsName)
	m.set.NewCounter(waitsName)
	m.set.RegisterMetricsWriter(process)
	return m
}

// steps are what is told of the process, each rounded up to so much. Of all else that the
// library knows (processor time, what was allocated, faults of pages, what was read and
// written) a look every few seconds would tell when somebody answered on a quiet server;
// so would the exact number of open connections or of bytes.
var steps = map[string]float64{
	"process_resident_memory_bytes": memoryStep,
	"process_open_fds":              100,
	"process_max_fds":               1,
	"process_start_time_seconds":    1,
	"go_goroutines":                 100,
}

// memoryStep is in what memory is told, and free space of disks, in bytes.
const memoryStep = 64 << 20

// process tells of the process, in steps.
func process(w io.Writer) {
	var all bytes.Buffer
	telling.WriteProcessMetrics(&all)
	telling.WriteFDMetrics(&all)
	for line := range strings.Lines(all.String()) {
		name, value, _ := strings.Cut(strings.TrimSpace(line), " ")
		n, err := strconv.ParseFloat(value, 64)
		if step := steps[name]; step > 0 && err == nil {
			fmt.Fprintf(w, "%s %.0f\n", name, math.Ceil(n/step)*step)
		}
	}
}

// faultsName counts what ended in a fault of the server, of whatever route, and waitsName
// what was asked to come again because the server could not now: that is honest where many
// come at once, and worth a look where it lasts. Both are there from the start: Prometheus
// sees no increase in a counter that was not there before.
const (
	faultsName = "kist_faults_total"
	waitsName  = "kist_told_to_wait_total"
)

// observe counts one request, and its time to answer.
func (m *metrics) observe(route string, status int, took time.Duration) {
	m.set.GetOrCreateCounter(fmt.Sprintf(`kist_requests_total{route=%q,status="%d"}`, route, status)).Inc()
	switch {
	case status == http.StatusServiceUnavailable:
		m.set.GetOrCreateCounter(waitsName).Inc()
	case status >= http.StatusInternalServerError:
		m.set.GetOrCreateCounter(faultsName).Inc()
	}
	m.set.GetOrCreatePrometheusHistogramExt(fmt.Sprintf("kist_request_seconds{route=%q}", route), secondsUpTo).Update(took.Seconds())
}

// due counts what a clock set off: failures, which are tried again at the next turn; and
// when it last came to its end without one, which says nothing of whether there was
// something to do.
func (m *metrics) due(what string, err error, now time.Time) {
	if err != nil {
		m.failures(what).Inc()
		return
	}
	m.set.GetOrCreateGauge(fmt.Sprintf("kist_due_done_timestamp_seconds{what=%q}", what), nil).Set(float64(now.Unix()))
}

// failures counts how often something that is due did not go well.
func (m *metrics) failures(what string) *telling.Counter {
	return m.set.GetOrCreateCounter(fmt.Sprintf("kist_due_failures_total{what=%q}", what))
}

// scrapePatience is how long the store may take to answer when Prometheus asks.
const scrapePatience = 2 * time.Second

// watch adds what is looked at whenever Prometheus asks: the store, the disks that this
// server writes to, and the latest backup; and what is to be done from now on.
func (m *metrics) watch(a *app) {
	started := time.Now()
	if a.cfg.Role != config.Collect {
		for _, what := range []string{"seal", "lane"} { // an alarm sees too that one never went well, and the first failure
			m.due(what, nil, started)
			m.failures(what)
		}
	}
	m.set.NewGauge("kist_store_up", func() float64 {
		ctx, cancel := context.WithTimeout(context.Background(), scrapePatience)
		defer cancel()
		if a.engine.Ping(ctx) != nil {
			return 0
		}
		return 1
	})
	free := func(of, folder string) {
		m.set.NewGauge(fmt.Sprintf("kist_disk_free_bytes{of=%q}", of), func() float64 {
			n, _, err := space(folder)
			if err != nil {
				return -1
			}
			return float64(n / memoryStep * memoryStep)
		})
	}
	if path := sqlitePath(a.cfg); path != "" {
		free("store", filepath.Dir(path))
	}
	if dir := a.cfg.Backups.Dir; dir != "" && a.cfg.Role != config.Collect { // which makes none
		free("backups", dir)
		m.set.NewGauge("kist_backup_timestamp_seconds", func() float64 { return lastBackup(dir, started, time.Now()) })
	}
}

// tell writes all as Prometheus reads it.
func (m *metrics) tell(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
	m.set.WritePrometheus(w)
}

// lastBackup is when the latest backup in a folder was written, in seconds of Unix time;
// where there is none yet, when the server started: the first comes within a day. One of a
// day to come was written by a clock that was wrong, and would hide for years that no other
// came. 0: it cannot be told.
func lastBackup(dir string, started, now time.Time) float64 {
	list, err := backups(dir)
	if err != nil {
		return 0
	}
	if len(list) == 0 {
		return float64(started.Unix())
	}
	latest := int64(0)
	for _, path := range list {
		if info, err := os.Stat(path); err == nil && !info.ModTime().After(now.Add(skew)) {
			latest = max(latest, info.ModTime().Unix())
		}
	}
	return float64(latest)
}

// serve answers at /metrics of an address of its own until ctx ends, and tells
// which that is; an empty address is off.
func (m *metrics) serve(ctx context.Context, address string) (at string, err error) {
	if address == "" {
		return "", nil
	}
	ln, err := net.Listen("tcp", address)
	if err != nil {
		return "", fmt.Errorf("cannot listen on KIST_METRICS_ADDR=%s: %w", address, err)
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /metrics", m.tell)
	server := &http.Server{Handler: mux, ReadHeaderTimeout: 5 * time.Second}
	go func() {
		<-ctx.Done()
		_ = server.Close()
	}()
	go func() {
		if err := server.Serve(ln); !errors.Is(err, http.ErrServerClosed) {
			_ = ln.Close()
		}
	}()
	return ln.Addr().String(), nil
}
