package mongotest

import (
	"bufio"
	"crypto/sha256"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"

	"github.com/rogpeppe/go-internal/lockedfile"
)

// server is the stand-in of this test program. It runs while a test uses it.
var server struct {
	sync.Mutex
	users   int
	uri     string
	folder  string
	process *exec.Cmd
	stdin   io.Closer // closing it stops the process
}

// standIn is the address of the running stand-in. The first test that needs it
// starts it, and the last one stops it.
func standIn(t testing.TB) string {
	t.Helper()
	binary, err := build()
	if err != nil {
		unavailable(t, err)
	}
	server.Lock()
	defer server.Unlock()
	if server.users == 0 {
		if err := start(binary); err != nil {
			unavailable(t, err)
		}
	}
	server.users++
	t.Cleanup(release)
	return server.uri
}

// Program is the stand-in's executable, for tests that start and end it themselves: it
// keeps its data in the folder that is its argument, prints its address on a line, and
// ends when its standard input does. It is the same whether or not there is a MongoDB.
func Program(t testing.TB) string {
	t.Helper()
	binary, err := build()
	if err != nil {
		unavailable(t, err)
	}
	return binary
}

func unavailable(t testing.TB, err error) {
	t.Helper()
	if os.Getenv("CI") != "" {
		t.Fatalf("no MongoDB: set %s, or: %v", Variable, err)
	}
	t.Skipf("no MongoDB: set %s, or: %v", Variable, err)
}

func release() {
	server.Lock()
	defer server.Unlock()
	server.users--
	if server.users == 0 {
		stop()
	}
}

// start runs the stand-in in a new folder and waits for the line with its address.
func start(binary string) error {
	folder, err := os.MkdirTemp("", "kist-mongo-")
	if err != nil {
		return err
	}
	server.folder = folder
	server.process = exec.Command(binary, filepath.ToSlash(folder)) // #nosec G204 -- in tests: what was just built
	server.process.Dir = folder
	server.process.Stderr = os.Stderr
	stdin, err := server.process.StdinPipe()
	if err != nil {
		return err
	}
	server.stdin = stdin
	stdout, err := server.process.StdoutPipe()
	if err != nil {
		return err
	}
	if err := server.process.Start(); err != nil {
		return err
	}
	line, err := bufio.NewReader(stdout).ReadString('\n')
	if err != nil {
		stop()
		return fmt.Errorf("the stand-in did not say where it listens: %w", err)
	}
	server.uri = strings.TrimSpace(line)
	return nil
}

// stop ends the process. It has nothing to save.
func stop() {
	_ = server.stdin.Close()
	_ = server.process.Process.Kill()
	_ = server.process.Wait()
	_ = os.RemoveAll(server.folder)
}

// build makes the stand-in once for each state of its source, in the user's
// cache, for all test programs and all their runs.
var build = sync.OnceValues(func() (string, error) {
	source, err := sourceFolder()
	if err != nil {
		return "", err
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", err
	}
	cache = filepath.Join(cache, "kist-test")
	if err := os.MkdirAll(cache, 0o750); err != nil {
		return "", err
	}
	name, err := binaryName(source)
	if err != nil {
		return "", err
	}
	return buildOnce(source, filepath.Join(cache, name))
})

// buildOnce lets one test program build while the others wait. Only a whole
// binary gets the name that they look for.
func buildOnce(source, binary string) (string, error) {
	unlock, err := lockedfile.MutexAt(binary + ".lock").Lock()
	if err != nil {
		return "", err
	}
	defer unlock()
	if _, err := os.Stat(binary); err == nil {
		return binary, nil
	}
	half := binary + ".half"
	cmd := exec.Command("go", "build", "-o", half, ".") // #nosec G204 -- in tests: go itself
	cmd.Dir = source
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0", "GOWORK=off", "GOFLAGS=-mod=readonly -buildvcs=false")
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("building the stand-in: %w\n%s", err, out)
	}
	return binary, os.Rename(half, binary)
}

func sourceFolder() (string, error) {
	mod, err := exec.Command("go", "env", "GOMOD").Output()
	if err != nil {
		return "", fmt.Errorf("finding the module: %w", err)
	}
	root := filepath.Dir(strings.TrimSpace(string(mod)))
	return filepath.Join(root, "internal", "store", "mongo", "ferret"), nil
}

// binaryName depends on all that the binary is made of.
func binaryName(source string) (string, error) {
	h := sha256.New()
	fmt.Fprintln(h, runtime.Version(), runtime.GOOS, runtime.GOARCH)
	made, err := filepath.Glob(filepath.Join(source, "*.go"))
	if err != nil {
		return "", err
	}
	for _, name := range append(made, filepath.Join(source, "go.mod"), filepath.Join(source, "go.sum")) {
		data, err := os.ReadFile(name) // #nosec G304 -- in tests: our own source
		if err != nil {
			return "", err
		}
		fmt.Fprintf(h, "%s %d\n%s", filepath.Base(name), len(data), data)
	}
	name := fmt.Sprintf("ferret-%x", h.Sum(nil)[:8])
	if runtime.GOOS == "windows" {
		name += ".exe"
	}
	return name, nil
}
