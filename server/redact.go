package main

import (
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"kist/internal/redact"
	"kist/internal/redact/corpus"
)

// redactCommand is kist redact.
type redactCommand struct {
	Report redactReport `cmd:"" help:"Measure redaction on the kept texts: what is found of each kind, what is wrongly taken, and how fast."`
	Try    redactTry    `cmd:"" help:"Show what becomes of a text. Nothing is stored."`
}

// redactReport is kist redact report.
type redactReport struct {
	Tuned bool `help:"Of the texts that the rules were made by, too; the others say more."`
}

// Run prints the report of the part that nobody tuned on, and of the corpora by others.
func (c redactReport) Run() error {
	c.write(os.Stdout)
	return nil
}

func (c redactReport) write(out io.Writer) {
	texts := corpus.Texts()
	about(out, "that nobody tuned on", corpus.Measure(texts, corpus.Held))
	about(out, "of a third corpus: written on 26 November 2026 by somebody who had read neither rules nor texts; held out whole", corpus.Measure(corpus.ThirdTexts(), corpus.Third))
	about(out, "written by somebody who did not write the rules; learnt from since 26 November 2026", corpus.Measure(corpus.StrangerTexts(), corpus.Stranger))
	if c.Tuned {
		about(out, "that the rules were made by", corpus.Measure(texts, corpus.Tune))
	}
	fmt.Fprintf(out, "%-32s %5.1f MB of text a second, on one core\n", "speed", speed(texts))
}

// about prints the rows of one part under a heading that says which texts they are.
func about(out io.Writer, which string, r corpus.Report) {
	fmt.Fprintf(out, "%d texts %s\n\n%s\n\n", r.Texts, which, strings.Join(r.Lines(), "\n"))
}

// speed redacts all texts again and again for two seconds and says how many
// megabytes (a million bytes) go through in one, by the best time of each text:
// what else the machine does only slows down.
func speed(texts []corpus.Text) float64 {
	redact.Text("", "en") // the lists are read
	best := make([]time.Duration, len(texts))
	for began := time.Now(); time.Since(began) < 2*time.Second; {
		for i, t := range texts {
			start := time.Now()
			redact.Text(t.Words, t.Lang)
			if took := time.Since(start); best[i] == 0 || took < best[i] {
				best[i] = took
			}
		}
	}
	bytes, all := 0, time.Nanosecond
	for i, t := range texts {
		bytes, all = bytes+len(t.Words), all+best[i]
	}
	return float64(bytes) / 1e6 / all.Seconds()
}

// redactTry is kist redact try.
type redactTry struct {
	Lang string   `default:"en" help:"The language in which the text was asked for, such as pl."`
	Text []string `arg:"" optional:"" help:"The text; without one it is read from standard input, up to 1 MiB."`
}

// maxTry is how many bytes of standard input are read.
const maxTry = 1 << 20

// Run prints the text with markers in it.
func (c redactTry) Run() error { return c.try(os.Stdin, os.Stdout) }

func (c redactTry) try(in io.Reader, out io.Writer) error {
	text := strings.Join(c.Text, " ")
	if text == "" {
		all, err := io.ReadAll(io.LimitReader(in, maxTry+1))
		if err != nil {
			return err
		}
		if len(all) > maxTry {
			return fmt.Errorf("the text is over %d bytes: give it in parts", maxTry)
		}
		text = strings.TrimRight(string(all), "\n")
	}
	_, err := fmt.Fprintln(out, redact.Text(text, c.Lang))
	return err
}
