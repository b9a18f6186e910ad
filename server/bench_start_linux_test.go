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

// BenchmarkStart starts the program as it is shipped until it answers its first request:
// in an empty folder, where it makes keys, tables and a small demonstration of 200 answers
// ("start-ms", the middle one of the starts), of which the answers are sent while it serves
// already ("whole-ms"), again on what it made ("again-ms"), and on the demonstration of
// kist demo ("demo-ms"). It reads the size of its file ("program-MB")
// and, 90 seconds after the last start in an empty folder and one page, its memory
// ("resident-MB"), of which what is its own ("own-MB") and what is of its file ("file-MB"),
// and all of it after the first page that somebody asks for then ("woken-MB"). MB are millions.
// The figures to hold are 200 ms, 60 MB resident and 40 MB.
func BenchmarkStart(b *testing.B) {
	program := filepath.Join(b.TempDir(), "kist")
	if out, err := exec.Command("../build.sh", program).CombinedOutput(); err != nil {
		b.Fatalf("%v\n%s", err, out)
	}
	var took, again, whole []time.Duration
	var s *crashServer
	for b.Loop() {
		s = folder(b, program)
		begin := time.Now()
		took = append(took, startTime(b, s))
		s.furnished()
		whole = append(whole, time.Since(begin))
		s.stop()
		again = append(again, startTime(b, s))
		s.stop()
	}
	report := func(name string, all []time.Duration) {
		slices.Sort(all)
		b.ReportMetric(float64(all[len(all)/2].Microseconds())/1000, name)
	}
	report("start-ms", took)
	report("again-ms", again)
	report("whole-ms", whole)
	report("demo-ms", []time.Duration{startDemo(b, program)})
	rest := folder(b, program)
	startTime(b, rest)
	time.Sleep(90 * time.Second) // nothing tells from outside when it has come to rest
	held := memoryOf(b, rest.cmd)
	if resp, err := http.Get(rest.address + "/"); err != nil || resp.Body.Close() != nil {
		b.Fatal(err)
	}
	b.ReportMetric(memoryOf(b, rest.cmd)["VmRSS"]/1e6, "woken-MB")
	rest.stop()
	for name, of := range map[string]string{"resident-MB": "VmRSS", "own-MB": "RssAnon", "file-MB": "RssFile"} {
		b.ReportMetric(held[of]/1e6, name)
	}
	file, err := os.Stat(program)
	if err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(float64(file.Size())/1e6, "program-MB")
}

// folder is a server that was never started, in a folder of its own.
func folder(b *testing.B, program string) *crashServer {
	dir := b.TempDir()
	return &crashServer{t: b, program: program, store: "sqlite:" + filepath.Join(dir, "kist.db"), keys: filepath.Join(dir, "kist.key")}
}

// startTime starts the program until it answers, and lets it run.
func startTime(b *testing.B, s *crashServer) time.Duration {
	b.Helper()
	begin := time.Now()
	s.begin("")
	resp, err := http.Get(s.address + "/")
	if err != nil {
		b.Fatal(err)
	}
	_ = resp.Body.Close()
	return time.Since(begin)
}

// startDemo starts the program on the demonstration of 32 inspections.
func startDemo(b *testing.B, program string) time.Duration {
	b.Helper()
	s := folder(b, program)
	demo := exec.Command(program, "demo")
	demo.Env = append(os.Environ(), "KIST_STORE="+s.store, "KIST_KEY_FILE="+s.keys)
	if out, err := demo.CombinedOutput(); err != nil {
		b.Fatalf("%v\n%s", err, out)
	}
	defer s.stop()
	return startTime(b, s)
}
