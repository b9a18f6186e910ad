package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/signal"
	"sync"
	"syscall"
	"time"

	"kist/internal/config"
	"kist/internal/inspections"
	"kist/server/web"
)

// serveCommand is kist serve.
type serveCommand struct{}

// drainTime is how long requests under way may take at shutdown, in seconds
// enough for the slowest phone to finish sending.
const drainTime = 15 * time.Second

// How long a connection may take: to say what it asks, to send it all (a form over a very
// slow line), to take the answer, and to be silent between two requests. The head of a
// request may have so many bytes.
const (
	headTimeout   = 10 * time.Second
	readTimeout   = 60 * time.Second
	writeTimeout  = 60 * time.Second
	idleTimeout   = 120 * time.Second
	maxHeadLength = 16 << 10
)

// Run serves until it is told to stop.
func (serveCommand) Run() error {
	cfg, err := settings()
	if err != nil {
		return err
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	logger := slog.New(slog.NewJSONHandler(os.Stderr, nil))
	return serve(ctx, cfg, logger, os.Stdout)
}

// serve opens the store, greets on out, and serves until ctx ends.
func serve(ctx context.Context, cfg *config.Config, logger *slog.Logger, out io.Writer) (err error) {
	a, err := openApp(ctx, cfg)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.close()) }()
	ln, err := net.Listen("tcp", cfg.Addr)
	if err != nil {
		return fmt.Errorf("cannot listen on %s (set KIST_ADDR to another port, such as 127.0.0.1:8081): %w", cfg.Addr, err)
	}
	if cfg.URL.Port() == "0" { // the kernel chose
		cfg.URL.Host = ln.Addr().String()
	}
	mounted := make(chan *http.Server, 1)
	go func() { mounted <- a.server(logger) }() // beside the greeting, which waits for the disk
	err = a.greet(ctx, out)
	server := <-mounted
	if err != nil {
		return errors.Join(err, ln.Close())
	}
	a.metrics.watch(a)
	if _, err := a.metrics.serve(ctx, cfg.Metrics); err != nil {
		return errors.Join(err, ln.Close())
	}
	done := make(chan error, 1)
	a.furnishing.Store(a.cfg.Role != config.Collect)
	go func() { done <- server.Serve(ln) }()
	clock, stopClock := context.WithCancel(ctx)
	var ticking sync.WaitGroup
	ticking.Go(func() { a.runClock(clock, logger) })
	ticking.Go(func() { a.runHooks(clock, logger) })
	ticking.Go(func() { a.runBackups(clock, logger) })
	defer func() { stopClock(); ticking.Wait() }() // before the store is closed
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
	}
	return drain(server)
}

// drain lets requests under way end.
func drain(server *http.Server) error {
	ctx, cancel := context.WithTimeout(context.Background(), drainTime)
	defer cancel()
	if err := server.Shutdown(ctx); err != nil {
		return fmt.Errorf("shutdown: %w", err)
	}
	return nil
}

// server is the HTTP server with every room mounted.
func (a *app) server(logger *slog.Logger) *http.Server {
	return &http.Server{
		Handler:           web.HeadAsGet(a.handler(logger)),
		ReadHeaderTimeout: headTimeout,
		ReadTimeout:       readTimeout,
		WriteTimeout:      writeTimeout,
		IdleTimeout:       idleTimeout,
		MaxHeaderBytes:    maxHeadLength,
		ErrorLog:          log.New(quiet{logger}, "", 0),
	}
}

// quiet takes what net/http prints of panics and broken connections and says
// only that there was something: its lines hold the client's address.
type quiet struct{ log *slog.Logger }

func (q quiet) Write(b []byte) (int, error) {
	q.log.Warn("connection broken")
	return len(b), nil
}

// greet makes what a first start needs and tells the person at the terminal, in
// plain words, where to go.
func (a *app) greet(ctx context.Context, out io.Writer) error {
	if a.cfg.Role != config.All {
		_, err := fmt.Fprintf(out, "Kist (%s) serves at %s\n", a.cfg.Role, a.cfg.URL)
		return err
	}
	round, err := a.light(ctx)
	if err != nil {
		return fmt.Errorf("first start: %w", err)
	}
	link, err := a.people.FirstLink(ctx)
	if err != nil {
		return err
	}
	g := greeting{Address: a.cfg.URL.String(), Link: link}
	if round != nil && round.Stage == inspections.Running {
		g.Code = round.Codes[0]
	}
	return g.write(out)
}
