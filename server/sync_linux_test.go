package main

import (
	"bufio"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
)

// TestSyncedBeforeAnswered looks at the system calls of the real program while many send
// at once: between the reading of a form and the writing of "sent" the store's log was
// synced, from the beginning of the sync to its end.
func TestSyncedBeforeAnswered(t *testing.T) {
	if testing.Short() {
		t.Skip("traces the real program")
	}
	strace, err := exec.LookPath("strace")
	if err != nil {
		if os.Getenv("CI") != "" {
			t.Fatal(err)
		}
		t.Skip("strace is missing (Debian: strace): when the store's log is synced is not looked at")
	}
	dir := t.TempDir()
	s := &crashServer{t: t, program: buildWithFailpoints(t), store: "sqlite:" + filepath.Join(dir, "kist.db"), keys: filepath.Join(dir, "kist.key")}
	s.start("")
	staysSmall(t, s.program, s.cmd)
	trace := filepath.Join(dir, "trace")
	tracer := exec.Command(strace, "-f", "-y", "-s", "80", "-e", "trace=read,write,fsync,fdatasync", "-e", "signal=none", "-o", trace, "-p", strconv.Itoa(s.cmd.Process.Pid))
	said, err := tracer.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := tracer.Start(); err != nil {
		t.Fatal(err)
	}
	if line, err := bufio.NewReader(said).ReadString('\n'); err != nil || !strings.Contains(line, "attached") {
		_ = tracer.Wait()
		t.Skipf("no process can be traced here: %s", line)
	}
	go func() { _, _ = io.Copy(io.Discard, said) }()
	sent := sendMany(t, s, 8, 20)
	s.stop()
	_ = tracer.Process.Signal(syscall.SIGINT)
	_ = tracer.Wait()
	text, err := os.ReadFile(trace)
	if err != nil {
		t.Fatal(err)
	}
	answers, early := syncedFirst(strings.Split(string(text), "\n"))
	t.Logf("%d forms answered, %d of them seen; %d syncs of the log", sent, answers, strings.Count(string(text), "sync("))
	if answers < sent*9/10 { // an answer may come in two lines of the trace
		t.Errorf("only %d of %d answers were seen", answers, sent)
	}
	for _, line := range early {
		t.Errorf("answered before the log was synced: %s", line)
	}
}

// sendMany lets phones send at once, each over one line, and says how many forms were
// acknowledged.
func sendMany(t *testing.T, s *crashServer, phones, forms int) (sent int) {
	t.Helper()
	c := newClients(t)
	var mu sync.Mutex
	var wg sync.WaitGroup
	for range phones {
		wg.Go(func() {
			line := http.Client{Transport: &http.Transport{}, Timeout: patience}
			defer line.CloseIdleConnections()
			for range forms {
				_, form := c.next()
				resp, err := line.PostForm(s.address+"/r/"+s.code+"/11-13/en/send", form)
				if err != nil {
					t.Error(err)
					return
				}
				_, _ = io.Copy(io.Discard, resp.Body)
				_ = resp.Body.Close()
				if resp.StatusCode == http.StatusOK {
					mu.Lock()
					sent++
					mu.Unlock()
				}
			}
		})
	}
	wg.Wait()
	return sent
}

var (
	tracedCall = regexp.MustCompile(`^(\d+) +(read|write|fsync|fdatasync)\((\d+)<([^>]*)>`)
	tracedRest = regexp.MustCompile(`^(\d+) +<\.\.\. (read|write|fsync|fdatasync) resumed>`)
	// A form that follows an answer at once is read without its first letter: net/http reads
	// one byte ahead, to see whether the line is cut, until it has done with the answer.
	formRead = regexp.MustCompile(`"P?OST /r/[^ ]*/send `)
)

// syncedFirst goes through the lines of a trace in their order, and gives how many
// answers to forms it saw, and those before which the log was not synced since the form
// was read.
func syncedFirst(lines []string) (answers int, early []string) {
	type call struct {
		name, file string
		begun      int
	}
	open := map[string]call{} // by thread
	read := map[string]int{}  // by line to a phone: where its form was read whole
	lastSync := struct{ begun, ended int }{-1, -1}
	for i, line := range lines {
		var c call
		if m := tracedCall.FindStringSubmatch(line); m != nil {
			c = call{m[2], m[3] + m[4], i}
			if strings.HasSuffix(line, "<unfinished ...>") {
				open[m[1]] = c
			}
		} else if m := tracedRest.FindStringSubmatch(line); m != nil {
			c = open[m[1]]
			delete(open, m[1])
		}
		ended := !strings.HasSuffix(line, "<unfinished ...>")
		switch {
		case c.name == "read" && ended && formRead.MatchString(line):
			read[c.file] = i
		case strings.HasSuffix(c.name, "sync") && ended && strings.HasSuffix(c.file, "-wal") && strings.HasSuffix(line, "= 0"):
			if c.begun > lastSync.begun {
				lastSync.begun, lastSync.ended = c.begun, i
			}
		case c.name == "write" && c.begun == i && strings.Contains(line, `"HTTP/1.1 200`):
			at, asked := read[c.file]
			if !asked {
				continue
			}
			delete(read, c.file)
			if answers++; lastSync.begun < at {
				early = append(early, line)
			}
		}
	}
	return answers, early
}

// TestTheTraceIsRead: a server that answers first is seen.
func TestTheTraceIsRead(t *testing.T) {
	ask := func(fd int) string {
		return fmt.Sprintf(`7 read(%d<TCP:[1->2]>, "POST /r/BCDFGH/11-13/en/send HTT"..., 4096) = 900`, fd)
	}
	answer := func(fd int) string {
		return fmt.Sprintf(`8 write(%d<TCP:[1->2]>, "HTTP/1.1 200 OK\r\n"..., 400) = 400`, fd)
	}
	const sync, begin, end = `9 fdatasync(5</x/kist.db-wal>) = 0`, `9 fdatasync(5</x/kist.db-wal> <unfinished ...>`, `9 <... fdatasync resumed>) = 0`
	for name, c := range map[string]struct {
		lines          []string
		answers, early int
	}{
		"as it should be":      {[]string{ask(3), sync, answer(3)}, 1, 0},
		"in two parts":         {[]string{ask(3), begin, end, answer(3)}, 1, 0},
		"answered first":       {[]string{ask(3), answer(3), sync}, 1, 1},
		"answered meanwhile":   {[]string{ask(3), begin, answer(3), end}, 1, 1},
		"synced for another":   {[]string{begin, ask(3), end, answer(3)}, 1, 1},
		"another file":         {[]string{ask(3), `9 fsync(5</x/kist.db>) = 0`, answer(3)}, 1, 1},
		"it failed":            {[]string{ask(3), `9 fsync(5</x/kist.db-wal>) = -1 EIO (Input/output error)`, answer(3)}, 1, 1},
		"two together":         {[]string{ask(3), ask(4), sync, answer(4), answer(3)}, 2, 0},
		"one of two":           {[]string{ask(3), sync, ask(4), answer(3), answer(4)}, 2, 1},
		"a page was asked for": {[]string{`7 read(3<TCP:[1->2]>, "GET /j/BCDFGH HTTP"..., 4096) = 90`, answer(3)}, 0, 0},
		"read byte first":      {[]string{`7 read(3<TCP:[1->2]>, "P", 1) = 1`, strings.Replace(ask(3), "POST", "OST", 1), sync, answer(3)}, 1, 0},
		"byte first, too soon": {[]string{`7 read(3<TCP:[1->2]>, "P", 1) = 1`, sync, strings.Replace(ask(3), "POST", "OST", 1), answer(3)}, 1, 1},
		"read in two parts":    {[]string{`7 read(3<TCP:[1->2]> <unfinished ...>`, `7 <... read resumed>, "POST /r/BCDFGH/11-13/en/send H"..., 4096) = 9`, sync, answer(3)}, 1, 0},
	} {
		if answers, early := syncedFirst(c.lines); answers != c.answers || len(early) != c.early {
			t.Errorf("%s: %d answers, %d of them early", name, answers, len(early))
		}
	}
}
