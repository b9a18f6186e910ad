package surveys_test

import (
	"errors"
	"io"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"kist/internal/advice"
	"kist/internal/i18n"
	"kist/locales"
	"kist/surveys"
)

func TestFindingSaysWhereWhatAndHow(t *testing.T) {
	for _, c := range []struct {
		f    surveys.Finding
		want string
	}{
		{surveys.Finding{File: "s.yaml", Line: 7, Severity: surveys.Error, Message: "Bad.", Fix: "Mend it."}, "s.yaml:7: error: Bad. Mend it."},
		{surveys.Finding{File: "s.yaml", Severity: surveys.Error, Message: "Bad.", Fix: "Mend it."}, "s.yaml: error: Bad. Mend it."},
		{surveys.Finding{Place: "questions.q.text", Severity: surveys.Advice, Message: "Long.", Fix: "Cut it.", Source: "somebody"},
			"questions.q.text: advice: Long. Cut it. (somebody)"},
	} {
		if got := c.f.String(); got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
}

func TestFindingsApart(t *testing.T) {
	all := surveys.Findings{{Severity: surveys.Advice, Rule: "a"}, {Severity: surveys.Error, Rule: "b"}, {Severity: surveys.Advice, Rule: "c"}}
	if e := all.Errors(); len(e) != 1 || e[0].Rule != "b" {
		t.Errorf("errors = %v", e)
	}
	if a := all.Advice(); len(a) != 2 || a[1].Rule != "c" {
		t.Errorf("advice = %v", a)
	}
}

// advise lists advice as the command line does.
func advise(t *testing.T) func(*surveys.Survey) surveys.Findings {
	t.Helper()
	words, err := i18n.Load(locales.Files)
	if err != nil {
		t.Fatal(err)
	}
	return func(s *surveys.Survey) surveys.Findings { return advice.Findings(s, words.Printer("en")) }
}

// Advice about one edition points to that edition's wording, and advice about a
// language to that language's file.
func TestAdviceIsOnItsLine(t *testing.T) {
	own := small + `  q:
    kind: yes_no
    why: To know.
    text:
      all: Is it well?
      8-10: Is it not well?
    labels:
      no: {11-13: Never}
`
	list := surveys.Check(folder(map[string]string{"s.yaml": own, "s.pl.yaml": "language: pl\nchecked_by:\ntitle: {4-7: x}\n"}), "s.yaml", advise(t))
	for rule, want := range map[string]string{
		"negative": "s.yaml:11", "not_checked": "s.pl.yaml:2", "not_translated": "s.pl.yaml:1", "start_fact": "s.yaml:3",
	} {
		found := false
		for _, f := range list {
			found = found || f.Rule == rule && strings.HasPrefix(f.String(), want+": advice: ")
		}
		if !found {
			t.Errorf("no %s at %s in %s", rule, want, list)
		}
	}
	for _, f := range list.Advice() {
		if f.Rule == "edition_unused" && (f.Line != 13 && f.File == "s.yaml" || f.Line != 3 && f.File == "s.pl.yaml") {
			t.Errorf("on another line: %s", f)
		}
	}
}

func TestCheckGoesByFileAndLine(t *testing.T) {
	list := surveys.Check(folder(map[string]string{
		"s.yaml":    question("    kind: riddle\n    hnit: x\n") + "extra: 1\n",
		"s.pl.yaml": "odd: 1\nodder: 2\n",
		"s.ar.yaml": "odd: 1\n",
	}), "s.yaml")
	if len(list) < 6 {
		t.Fatalf("only %d findings: %s", len(list), list)
	}
	for i := 1; i < len(list); i++ {
		a, b := list[i-1], list[i]
		if a.File > b.File || a.File == b.File && a.Line > b.Line {
			t.Errorf("%s stands before %s", a, b)
		}
	}
}

// broken is a file system whose files or folders cannot be read.
type broken struct {
	fstest.MapFS
	file, folder bool
}

var errBroken = errors.New("the disk is gone")

func (b broken) Open(name string) (fs.File, error) {
	f, err := b.MapFS.Open(name)
	if err != nil || !b.file {
		return f, err
	}
	return brokenFile{f}, nil
}

func (b broken) ReadDir(name string) ([]fs.DirEntry, error) {
	if b.folder {
		return nil, errBroken
	}
	return b.MapFS.ReadDir(name)
}

type brokenFile struct{ fs.File }

func (brokenFile) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

func TestUnreadableDisk(t *testing.T) {
	files := folder(map[string]string{"s.yaml": question("    kind: faces\n")})
	for _, b := range []broken{{files, true, false}, {files, false, true}} {
		s, err := surveys.Parse(b, "s.yaml")
		var list surveys.Findings
		if s != nil || !errors.As(err, &list) || list[0].Rule != "file_read" || list[0].File != "s.yaml" {
			t.Errorf("file %v, folder %v: %v", b.file, b.folder, err)
		}
	}
}
