package load

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"regexp"
	"sync"
	"sync/atomic"
)

// Ledger is the clients' log: one line for each form that the server acknowledged, with
// the form's secret and nothing else. Whoever holds the keys finds by it what the form
// became.
type Ledger struct {
	file  *os.File
	lines chan entry
	ended sync.WaitGroup
	count atomic.Int64
}

type entry struct {
	secret string
	done   chan error
}

// OpenLedger goes on with a log, or begins one that only its owner can read.
func OpenLedger(path string) (*Ledger, error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600) // #nosec G304 -- named by whoever runs the command
	if err != nil {
		return nil, fmt.Errorf("the clients' log: %w", err)
	}
	l := &Ledger{file: f, lines: make(chan entry, 1024)}
	l.ended.Go(l.write)
	return l, nil
}

// Add writes a line, and returns when it is on the disk.
func (l *Ledger) Add(secret string) error {
	done := make(chan error, 1)
	l.lines <- entry{secret, done}
	return <-done
}

// write writes what came together, and syncs once for all of it.
func (l *Ledger) write() {
	for first := range l.lines {
		together := []entry{first}
		for more := true; more && len(together) < cap(l.lines); {
			select {
			case next, open := <-l.lines:
				if more = open; open {
					together = append(together, next)
				}
			default:
				more = false
			}
		}
		var text []byte
		for _, n := range together {
			text = append(append(text, n.secret...), '\n')
		}
		_, err := l.file.Write(text)
		err = errors.Join(err, l.file.Sync())
		if err == nil {
			l.count.Add(int64(len(together)))
		}
		for _, n := range together {
			n.done <- err
		}
	}
}

// Count is how many lines were added.
func (l *Ledger) Count() int { return int(l.count.Load()) }

// Close ends the log. Nothing may be added after it.
func (l *Ledger) Close() error {
	close(l.lines)
	l.ended.Wait()
	return l.file.Close()
}

var secretLine = regexp.MustCompile(`^[A-Za-z0-9_-]{22}$`)

// ReadLedger reads the secrets of a log, each once for each time that it was
// acknowledged. The last line may have been broken off: whoever wrote it was not told
// that it is there. Any other that is no secret is an error.
func ReadLedger(path string) (secrets []string, err error) {
	f, err := os.Open(path) // #nosec G304 -- named by whoever runs the command
	if err != nil {
		return nil, fmt.Errorf("the clients' log: %w", err)
	}
	defer f.Close()
	broken := false
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		if broken {
			return nil, fmt.Errorf("the clients' log: line %d is no secret of a form", len(secrets)+1)
		}
		if broken = !secretLine.MatchString(lines.Text()); !broken {
			secrets = append(secrets, lines.Text())
		}
	}
	return secrets, lines.Err()
}
