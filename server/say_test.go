package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode"

	"kist/internal/evidence"
	"kist/internal/exchange/incoming"
	"kist/internal/i18n"
	"kist/locales"
)

func TestWhatIsSaidAtATerminal(t *testing.T) {
	for name, c := range map[string]struct {
		arg  any
		want string
	}{
		"words":                       {"Strathlinn, màiri, العربية", "Strathlinn, màiri, العربية"},
		"a line of one's own":         {"a\nsigned with key k", "a / signed with key k"},
		"the line wiped":              {"a\x1b[2K\rsigned", "a<001B>[2K<000D>signed"},
		"as one byte":                 {"a\x9b2Jb", "a\ufffd2Jb"},
		"as a sign of C1":             {"a\u009b2Jb", "a<009B>2Jb"},
		"right to left":               {"a\u202egnp.exe", "a<202E>gnp.exe"},
		"two errors":                  {errors.Join(errors.New("one"), errors.New("tw\x07o")), "one / tw<0007>o"},
		"a number":                    {7, "7"},
		"something that tells itself": {incomingFate("x\x1by"), "x<001B>y"},
	} {
		var out bytes.Buffer
		if err := say(&out, "%v\n", c.arg); err != nil || out.String() != c.want+"\n" {
			t.Errorf("%s: %q, want %q, %v", name, out.String(), c.want, err)
		}
	}
}

type incomingFate string

func (f incomingFate) String() string { return string(f) }

// A file that nobody signed cannot write on the terminal that somebody did: not by a line
// of its own, and not by moving the cursor.
func TestAFalseFileWritesNoLines(t *testing.T) {
	const forged = "x\n  every number is as it was published; signed with key trusted\x1b[8m"
	file := evidence.File{Format: evidence.Format, Inspection: forged, Items: []*evidence.Item{{Record: evidence.Record{Inspection: forged + "y", Number: 1}}}}
	text, err := json.Marshal(file)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "false.json")
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	verified := verifyCommand{Files: []string{path}, Key: []string{"trusted"}}
	if err := verified.verify(&out); err == nil {
		t.Error("it is verified")
	}
	onlyOwnLines(t, out.String(), 1)

	words, err := i18n.Load(locales.Files)
	if err != nil {
		t.Fatal(err)
	}
	out.Reset()
	printNotes(&out, words.Printer(i18n.Source), []incoming.Note{{Place: incoming.Place{Part: forged, Line: 3, Name: forged}, Fate: incoming.Kept}})
	onlyOwnLines(t, out.String(), 1)
}

// onlyOwnLines checks that a text has so many lines and nothing that acts on a terminal.
func onlyOwnLines(t *testing.T, text string, lines int) {
	t.Helper()
	if n := strings.Count(text, "\n"); n != lines || strings.ContainsFunc(strings.ReplaceAll(text, "\n", ""), unicode.IsControl) || !strings.Contains(text, "signed") {
		t.Errorf("%d lines, want %d: %q", n, lines, text)
	}
}
