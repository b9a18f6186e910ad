package main

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"io"
	"net/http"
	"strings"
	"testing"

	"kist/internal/exchange"
	"kist/internal/people"
)

// searchFiles takes every file of the first release, as an administrator does,
// and looks for what children sent in each: none of it may leave. The table
// with a row a figure has as many rows as the release has figures and tables left out: there
// is none for a child.
func searchFiles(t *testing.T, a *app, needles []string) {
	t.Helper()
	h, cookies := signedIn(t, a, people.Administrator)
	for _, f := range exchange.Formats() {
		w := look(h, cookies, "/staff/releases/"+demoID+"-1"+f.Suffix)
		if w.Code != http.StatusOK {
			t.Fatalf("%s: status %d", f.Name, w.Code)
		}
		hay := w.Body.Bytes()
		if f.Name == "xlsx" {
			hay = unzipped(t, hay)
		}
		if !bytes.Contains(hay, []byte(demoID+"-1")) {
			t.Errorf("%s does not name its release: this test would find nothing", f.Name)
		}
		search(t, "file "+f.Name, hay, needles)
	}
	rows, err := csv.NewReader(look(h, cookies, "/staff/releases/"+demoID+"-1.csv").Body).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if want := 1 + figuresOf(t, a); len(rows) != want {
		t.Errorf("%d rows, want one for each figure and the head: %d", len(rows), want)
	}
	if line := look(h, cookies, "/staff/audit?did=release.file").Body.String(); !strings.Contains(line, "took a file of a release") {
		t.Error("nobody is written down as having taken the files")
	}
}

// figuresOf counts the figures of the first release.
func figuresOf(t *testing.T, a *app) int {
	t.Helper()
	rel, err := a.releases.Get(t.Context(), demoID+"-1")
	if err != nil {
		t.Fatal(err)
	}
	n := 1 // how many answered at all
	for _, table := range rel.Tables {
		n += max(1, len(table.Groups)) * (1 + len(table.Columns))
	}
	if rel.Attack != nil {
		n += len(rel.Attack.Dropped) // a row for each table that was left out
	}
	return n
}

// unzipped is every byte in an archive.
func unzipped(t *testing.T, b []byte) []byte {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	var all bytes.Buffer
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.Copy(&all, r); err != nil {
			t.Fatal(err)
		}
	}
	return all.Bytes()
}
