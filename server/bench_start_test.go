package main

import (
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
	"time"
)

// BenchmarkStart starts the program as it is shipped in an empty folder until it
// answers ("start-ms", the middle one of the starts), lets it rest, and reads its
// resident memory ("resident-MB") and the size of its file ("program-MB"). The
// figures to hold are 200 ms, 60 MB and 40 MB.
func BenchmarkStart(b *testing.B) {
	program := filepath.Join(b.TempDir(), "kist")
	build := exec.Command("go", "build", "-trimpath", "-ldflags=-s -w", "-o", program, ".")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		b.Fatalf("%v\n%s", err, out)
	}
	var took []time.Duration
	var rests float64
	for b.Loop() {
		t, mb := startEmpty(b, program)
		took, rests = append(took, t), max(rests, mb)
	}
	slices.Sort(took)
	file, err := os.Stat(program)
	if err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "start-ms")
	b.ReportMetric(rests, "resident-MB")
	b.ReportMetric(float64(file.Size())/1e6, "program-MB")
}

// startEmpty starts the program once, and ends it.
func startEmpty(b *testing.B, program string) (took time.Duration, residentMB float64) {
	b.Helper()
	s := &crashServer{t: b, program: program, store: "sqlite:" + filepath.Join(b.TempDir(), "kist.db"), keys: filepath.Join(b.TempDir(), "kist.key")}
	begin := time.Now()
	s.start("")
	resp, err := http.Get(s.address + "/healthz")
	if err != nil {
		b.Fatal(err)
	}
	_ = resp.Body.Close()
	took = time.Since(begin)
	time.Sleep(2 * time.Second) // nothing tells from outside when it has come to rest
	residentMB = resident(b, s.cmd)
	s.stop()
	return took, residentMB
}
