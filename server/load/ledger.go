package load

import (
	"bufio"
	"errors"
	"fmt"
	"net/url"
	"os"
	"regexp"
	"sync"
	"sync/atomic"
)

// Ledger is the clients' log: a line for each form before it is sent, and one for each that
// the server acknowledged, with the form's secret and what it said. Whoever holds the keys
// finds by it what the form became. All that is in it is invented.
type Ledger struct {
	file  *os.File
	lines chan entry
	ended sync.WaitGroup
	count atomic.Int64
}

type entry struct {
	text string
	done chan error // nil: nobody waits until it is on the disk
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

// Tried writes that a form is about to be sent, and does not wait.
func (l *Ledger) Tried(secret string) { l.lines <- entry{text: triedMark + secret} }

// Add writes that a form was acknowledged, and returns when it is on the disk. to is where
// it was sent, as a path.
func (l *Ledger) Add(secret, to string, values url.Values) error {
	done := make(chan error, 1)
	l.lines <- entry{secret + " " + to + "?" + values.Encode(), done}
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
		l.put(together)
	}
}

func (l *Ledger) put(together []entry) {
	var text []byte
	waits := 0
	for _, n := range together {
		text = append(append(text, n.text...), '\n')
		if n.done != nil {
			waits++
		}
	}
	_, err := l.file.Write(text)
	if waits > 0 {
		err = errors.Join(err, l.file.Sync())
	}
	if err == nil {
		l.count.Add(int64(waits))
	}
	for _, n := range together {
		if n.done != nil {
			n.done <- err
		}
	}
}

// Count is how many forms were acknowledged.
func (l *Ledger) Count() int { return int(l.count.Load()) }

// Close ends the log. Nothing may be added after it.
func (l *Ledger) Close() error {
	close(l.lines)
	l.ended.Wait()
	return l.file.Close()
}

// Log is what a Ledger wrote.
type Log struct {
	Acknowledged []Sent          // each once for each time that it was
	Tried        map[string]bool // secrets of all that were sent, whatever became of them
}

// Sent is a form that was acknowledged.
type Sent struct {
	Secret string
	To     string     // path of the questionnaire; empty: an older log does not say
	Values url.Values // of its fields
}

// triedMark begins the line of a form that is about to be sent.
const triedMark = "? "

var ledgerLine = regexp.MustCompile(`^(\? )?([A-Za-z0-9_-]{22})(?: (/[^ ?]+)\?([^ ]*))?$`)

// maxLine is the longest line that is read, in bytes.
const maxLine = 1 << 20

// ReadLedger reads a log. The last line may have been broken off: whoever wrote it was not
// told that it is there. Any other that is none is an error.
func ReadLedger(path string) (*Log, error) {
	f, err := os.Open(path) // #nosec G304 -- named by whoever runs the command
	if err != nil {
		return nil, fmt.Errorf("the clients' log: %w", err)
	}
	defer f.Close()
	log, broken, n := &Log{Tried: map[string]bool{}}, false, 0
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, maxLine)
	for ; lines.Scan(); n++ {
		if broken {
			return nil, fmt.Errorf("the clients' log: line %d tells of no form", n)
		}
		broken = !log.add(lines.Text())
	}
	return log, lines.Err()
}

// add takes in a line, and says whether it tells of a form.
func (l *Log) add(line string) bool {
	m := ledgerLine.FindStringSubmatch(line)
	if m == nil {
		return false
	}
	values, err := url.ParseQuery(m[4])
	if err != nil {
		return false
	}
	if l.Tried[m[2]] = true; m[1] == "" {
		l.Acknowledged = append(l.Acknowledged, Sent{m[2], m[3], values})
	}
	return true
}
