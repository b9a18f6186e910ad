package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// metrics counts requests by route pattern and status: what an operator needs
// to see that all is well, and nothing that tells of a round or a child. A join
// code is in no pattern.
type metrics struct {
	registry *prometheus.Registry
	requests *prometheus.CounterVec
	seconds  *prometheus.HistogramVec
	failed   *prometheus.CounterVec // of what is due by time
	done     *prometheus.GaugeVec   // when it was last done
}

func newMetrics() *metrics {
	m := &metrics{
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "kist_requests_total", Help: "Requests by route pattern and status.",
		}, []string{"route", "status"}),
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "kist_request_seconds", Help: "Time to answer, by route pattern.",
			Buckets: []float64{.001, .005, .02, .1, .5, 2, 10},
		}, []string{"route"}),
	}
	m.failed = prometheus.NewCounterVec(prometheus.CounterOpts{
		Name: "kist_due_failures_total", Help: "What is due by time and failed, by kind; it is tried again at the next turn.",
	}, []string{"what"})
	m.done = prometheus.NewGaugeVec(prometheus.GaugeOpts{
		Name: "kist_due_done_timestamp_seconds", Help: "When what is due by time last came to its end without a failure, by kind. It says nothing of whether there was something to do.",
	}, []string{"what"})
	version := prometheus.NewGaugeVec(prometheus.GaugeOpts{
		Name: "kist_version_info", Help: "Always 1; the commit that the program was built from.",
	}, []string{"commit"})
	version.WithLabelValues(versionOf()).Set(1)
	m.registry.MustRegister(version, m.requests, m.seconds, m.failed, m.done, collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// observe counts one request.
func (m *metrics) observe(route string, status int, took time.Duration) {
	m.requests.WithLabelValues(route, strconv.Itoa(status)).Inc()
	m.seconds.WithLabelValues(route).Observe(took.Seconds())
}

// due counts what a clock set off.
func (m *metrics) due(what string, err error, now time.Time) {
	if err != nil {
		m.failed.WithLabelValues(what).Inc()
		return
	}
	m.done.WithLabelValues(what).Set(float64(now.Unix()))
}

// scrapePatience is how long the store may take to answer when Prometheus asks.
const scrapePatience = 2 * time.Second

// watch adds what is looked at whenever Prometheus asks: the store, the disks that this
// server writes to, and the latest backup.
func (m *metrics) watch(a *app) {
	gauge := func(name, help string, labels prometheus.Labels, look func() float64) {
		m.registry.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: name, Help: help, ConstLabels: labels}, look))
	}
	gauge("kist_store_up", "1 if the store answers within two seconds.", nil, func() float64 {
		ctx, cancel := context.WithTimeout(context.Background(), scrapePatience)
		defer cancel()
		if a.engine.Ping(ctx) != nil {
			return 0
		}
		return 1
	})
	free := func(of, folder string) {
		gauge("kist_disk_free_bytes", "Free on a disk that this server writes to; -1 where that cannot be told.", prometheus.Labels{"of": of}, func() float64 {
			n, _, err := space(folder)
			if err != nil {
				return -1
			}
			return float64(n)
		})
	}
	if path := sqlitePath(a.cfg); path != "" {
		free("store", filepath.Dir(path))
	}
	if dir := a.cfg.Backups.Dir; dir != "" {
		free("backups", dir)
		gauge("kist_backup_timestamp_seconds", "When the latest backup in KIST_BACKUP_DIR was made; 0 if there is none.", nil, func() float64 { return lastBackup(dir) })
	}
}

// lastBackup is when the latest backup in a folder was written, in seconds; 0: there is
// none.
func lastBackup(dir string) float64 {
	list, err := backups(dir)
	if err != nil || len(list) == 0 {
		return 0
	}
	info, err := os.Stat(list[len(list)-1])
	if err != nil {
		return 0
	}
	return float64(info.ModTime().Unix())
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
	mux.Handle("GET /metrics", promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{}))
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
