// Package browsertest opens the project's pages in a real browser, at the size
// of a phone, with scripts or without, and says what a person would trip over:
// errors on the console, refused styles and scripts, requests that leave the
// site, and what axe-core finds.
//
// Tests import it and nothing else does. It knows no page: a test gives it the
// address of a server and asks. A package whose tests open pages says
//
//	func TestMain(m *testing.M) { os.Exit(browsertest.Main(m)) }
//
// and shares one browser between its tests, each of which has a profile of its
// own. Pictures are kept only when asked for: go test ./server/... -shots DIR.
package browsertest

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"sync"
	"testing"

	"github.com/chromedp/chromedp"
)

var shots = flag.String("shots", "", "write screenshots of the pages that tests open into this folder")

// browser is the one browser of a test binary; it starts when it is first needed.
var browser = struct {
	once  sync.Once
	ready bool            // Main is running the tests
	dir   string          // its profile, a new one each time
	ctx   context.Context // its first tab, which stays blank
	stop  context.CancelFunc
	err   error
}{}

// Main runs the tests of a package and stops the browser after them. It gives
// the status to exit with.
func Main(m *testing.M) int {
	browser.ready = true
	defer func() {
		if browser.stop != nil {
			browser.stop()
		}
		if browser.dir != "" {
			_ = os.RemoveAll(browser.dir)
		}
	}()
	return m.Run()
}

// names are those that Chromium goes by; Debian's come first. The one without windows
// opens the same pages with a third less of the processor.
var names = []string{"chromium-headless-shell", "chromium", "chromium-browser", "google-chrome"}

// find gives the browser's program; empty if none is installed.
func find() string {
	for _, name := range names {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	return ""
}

// start gives the context of the running browser. Without a browser the test
// is skipped, but on a machine that checks every change (CI set) it fails.
func start(t testing.TB) context.Context {
	t.Helper()
	if !browser.ready {
		t.Fatal("this package needs: func TestMain(m *testing.M) { os.Exit(browsertest.Main(m)) }")
	}
	program := find()
	if program == "" {
		if os.Getenv("CI") != "" {
			t.Fatal("Chromium is not installed, and CI is set: install Debian's package chromium-headless-shell")
		}
		t.Skip("Chromium is not installed: this page was not opened in a browser")
	}
	browser.once.Do(func() { browser.err = launch(program) })
	if browser.err != nil {
		t.Fatalf("the browser does not start: %v", browser.err)
	}
	return browser.ctx
}

func launch(program string) error {
	dir, err := os.MkdirTemp("", "kist-browser-")
	if err != nil {
		return fmt.Errorf("browser: %w", err)
	}
	browser.dir = dir
	alloc, stopAlloc := chromedp.NewExecAllocator(context.Background(), flags(program, dir)...)
	ctx, stopTab := chromedp.NewContext(alloc)
	browser.ctx = ctx
	browser.stop = func() { stopTab(); stopAlloc() }
	return chromedp.Do(ctx)
}

// OpenKept opens a tab in a browser of its own, whose profile is kept in dir from
// one time to the next. kill ends that browser at once, as a crash does.
func OpenKept(t testing.TB, site, dir string, options ...Option) (p *Page, kill func()) {
	t.Helper()
	start(t) // skips where there is no browser
	alloc, stop := chromedp.NewExecAllocator(context.Background(), flags(find(), dir)...)
	p = newPage(t, site, options)
	ctx, closeTab := chromedp.NewContext(alloc, chromedp.WithListener(p.event))
	p.ctx = ctx
	p.must("start a browser", chromedp.Do(ctx))
	p.applyLook()
	return p, func() {
		for _, problem := range p.seen.all() {
			t.Errorf("%s: %s", t.Name(), problem)
		}
		stop() // kills the process
		closeTab()
		chromedp.FromContext(ctx).Allocator.Wait()
	}
}

// windowHeight is that of the browser's window, in CSS pixels: higher than any
// page that is tried, for what changes beyond the window counts as never shown and
// the browser's account of touches ends with the next change within it.
const windowHeight = 1200

// flags make the browser quiet, alone and the same everywhere. No name is
// looked up but this machine's own, so that a test can never reach the world.
func flags(program, dir string) []chromedp.ExecAllocatorOption {
	options := []chromedp.ExecAllocatorOption{
		chromedp.ExecPath(program), chromedp.UserDataDir(dir), chromedp.Headless, chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.NoFirstRun, chromedp.NoDefaultBrowserCheck, chromedp.WSURLReadTimeout(patience),
		chromedp.Flag("force-color-profile", "srgb"),
		chromedp.WindowSize(Desk, windowHeight),
		chromedp.Flag("use-fake-device-for-media-stream", true), chromedp.Flag("use-fake-ui-for-media-stream", true), // a microphone that beeps
		chromedp.Flag("disable-features", "WebUIOmniboxPopup,WebUIOmniboxAimPopup"), // pages below the line for addresses, which take a fifth of the processor
		chromedp.Flag("host-resolver-rules", "MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost"),
	}
	for _, name := range []string{
		"disable-quic", "disable-background-networking", "disable-component-update", "disable-sync",
		"disable-default-apps", "disable-extensions", "disable-breakpad", "disable-dev-shm-usage",
		"disable-background-timer-throttling", "disable-renderer-backgrounding", "metrics-recording-only",
	} {
		options = append(options, chromedp.Flag(name, true))
	}
	return options
}
