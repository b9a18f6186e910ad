//go:build linux

package campaign

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"time"

	"kist/internal/config"
)

// patience is how long a program may take to start, or to come to its end. It only bounds
// a failure.
const patience = 10 * time.Minute

// process is a program that is started again after each end.
type process struct {
	name    string
	dir     string // where it keeps its log, and is at home
	args    []string
	env     []string
	says    *regexp.Regexp // the line by which it tells that it is ready; its first group is the address
	needs   bool           // it ends when its standard input does
	cmd     *exec.Cmd
	told    chan heard // once: that it is ready, or has ended before
	exited  chan struct{}
	at      string   // address, host and port
	up      bool     // it was ready, since it began last
	counted bool     // its end is
	said    []string // lines up to the one by which it was ready
	stdin   io.Closer
}

var (
	serverReady = regexp.MustCompile(`(?:running|serves) at https?://(\S+)`)
	storeReady  = regexp.MustCompile(`^mongodb://([^/]+)`)
	codeLine    = regexp.MustCompile(`/j/([A-Z]{6})$`)
	linkLine    = regexp.MustCompile(`(/staff/sign-in/\S+)`)
)

// errEnded says that a program ended before it was ready.
var errEnded = errors.New("it ended before it was ready")

// start starts the program with further settings and waits until it is ready: errEnded if
// it ended before that, with what it said last.
func (p *process) start(ctx context.Context, settings ...string) error {
	if err := p.begin(settings...); err != nil {
		return err
	}
	return p.ready(ctx)
}

// begin starts the program and does not wait.
func (p *process) begin(settings ...string) error {
	log, err := os.OpenFile(filepath.Join(p.dir, p.name+".log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer log.Close()
	p.cmd = exec.Command(p.args[0], p.args[1:]...) // #nosec G204 -- the server that the campaign was told to start
	p.cmd.Dir, p.cmd.Stderr = p.dir, log
	p.cmd.Env = config.ForServer(append(p.env, settings...)...)
	p.cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if p.needs {
		if p.stdin, err = p.cmd.StdinPipe(); err != nil {
			return err
		}
	}
	if err := p.cmd.Start(); err != nil {
		return err
	}
	p.told, p.exited, p.up, p.counted = make(chan heard, 1), make(chan struct{}), false, false
	go func(cmd *exec.Cmd, told chan<- heard, exited chan struct{}) {
		p.listen(out, told) // to the end: waiting closes what it reads from
		_ = cmd.Wait()
		close(exited)
	}(p.cmd, p.told, p.exited)
	return nil
}

// ready waits until a program that has begun is ready; the errors of start.
func (p *process) ready(ctx context.Context) error {
	select {
	case h := <-p.told:
		p.said = h.said
		if h.at == "" {
			p.kill()
			return fmt.Errorf("%s: %w: %s", p.name, errEnded, p.last())
		}
		p.at, p.up = h.at, true
		return nil
	case <-time.After(patience):
		p.kill()
		return fmt.Errorf("%s is not ready after %s: %s", p.name, patience, p.last())
	case <-ctx.Done():
		p.kill()
		return ctx.Err()
	}
}

// heard is what a program said up to where it was ready.
type heard struct {
	at   string // its address; empty: it ended before
	said []string
}

// listen reads what the program says, and tells once whether it is ready.
func (p *process) listen(out io.Reader, told chan<- heard) {
	var h heard
	lines := bufio.NewScanner(out)
	for at := ""; lines.Scan(); {
		h.said = append(h.said, lines.Text())
		if m := p.says.FindStringSubmatch(lines.Text()); m != nil {
			at = m[1]
		}
		// A server of everything says more, of which the last is how to stop it.
		if at != "" && (strings.HasPrefix(lines.Text(), "To stop") || !strings.Contains(lines.Text(), "running at") && p.says.MatchString(lines.Text())) {
			h.at = at
			told <- h
			_, _ = io.Copy(io.Discard, out)
			return
		}
	}
	told <- h
}

// find is the first group of a pattern in what the program said at its start.
func (p *process) find(pattern *regexp.Regexp) string {
	for _, l := range p.said {
		if m := pattern.FindStringSubmatch(l); m != nil {
			return m[1]
		}
	}
	return ""
}

// last is the last line of the program's log.
func (p *process) last() string {
	text, err := os.ReadFile(filepath.Join(p.dir, p.name+".log"))
	if err != nil {
		return err.Error()
	}
	lines := strings.Split(strings.TrimSpace(string(text)), "\n")
	return lines[len(lines)-1]
}

// alive says whether the program runs.
func (p *process) alive() bool {
	if p.exited == nil {
		return false
	}
	select {
	case <-p.exited:
		return false
	default:
		return true
	}
}

// kill ends the program as a power cut would, and waits until it is gone.
func (p *process) kill() {
	if p.exited == nil {
		return
	}
	_ = p.cmd.Process.Kill()
	<-p.exited
	if p.stdin != nil {
		_ = p.stdin.Close()
	}
}

// signal sends a signal that does not end it.
func (p *process) signal(s syscall.Signal) { _ = p.cmd.Process.Signal(s) }

// ends waits until the program has ended by itself, and says whether it has.
func (p *process) ends(ctx context.Context, within time.Duration) bool {
	select {
	case <-p.exited:
		return true
	case <-time.After(within):
	case <-ctx.Done():
	}
	return false
}

// endedItself says of a program that has ended that it did so at its step, as a power cut
// would, and not because something was wrong.
func (p *process) endedItself() bool {
	how, ok := p.cmd.ProcessState.Sys().(syscall.WaitStatus)
	return ok && how.Signaled() && how.Signal() == syscall.SIGKILL
}

// standing says whether the program stands still.
func (p *process) standing() bool { return p.alive() && stopped(p.cmd.Process.Pid) }

// stands waits until the program stands still by itself, and says whether it does.
func (p *process) stands(ctx context.Context, within time.Duration) bool {
	for end := time.Now().Add(within); time.Now().Before(end) && p.alive(); {
		if stopped(p.cmd.Process.Pid) {
			return true
		}
		if !sleep(ctx, 10*time.Millisecond) {
			return false
		}
	}
	return false
}

// stopped says whether a process was stopped by a signal.
func stopped(pid int) bool {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return false
	}
	_, state, ok := strings.Cut(string(text), ") ") // what comes before is its name
	return ok && strings.HasPrefix(state, "T")
}
