package desk

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"

	"kist/internal/exchange"
	"kist/internal/exchange/jsonfile"
	"kist/internal/results"
)

// TestEveryFile takes each file from the address that the page gives, and finds
// what the release is in it, and who took it in the trail.
func TestEveryFile(t *testing.T) {
	list, lines := shelf{example()}, &taken{}
	e := serveWith(t, Deps{Book: book(t), Releases: list, Versions: list, Trail: lines, URL: "https://kist.example"})
	page := get(t, e, "inspector", "/staff/releases/spring-1").Body.String()
	for _, f := range exchange.Formats() {
		path := "/staff/releases/spring-1" + f.Suffix
		if !strings.Contains(page, `<a href="`+path+`" download>`) {
			t.Errorf("the page does not offer %s", f.Name)
		}
		w := get(t, e, "inspector", path)
		h := w.Header()
		if w.Code != http.StatusOK || h.Get("Content-Type") != f.Media || h.Get("Content-Disposition") != `attachment; filename="spring-1`+f.Suffix+`"` || h.Get("Cache-Control") != "no-store" {
			t.Errorf("%s: status %d, %v", f.Name, w.Code, h)
		}
		text := unpacked(t, f.Name, w.Body.Bytes())
		for _, must := range []string{"spring-1", "example-1", "I feel safe where I live", "Strongly agree"} {
			if !strings.Contains(text, must) {
				t.Errorf("%s does not say %q", f.Name, must)
			}
		}
		if want := "releases spring-1 " + f.Name + " ros release.file"; !slices.Contains(*lines, want) {
			t.Errorf("%q, without %q", *lines, want)
		}
	}
	if len(*lines) != len(exchange.Formats()) {
		t.Errorf("%d lines for %d files: a page is no file", len(*lines), len(exchange.Formats()))
	}
}

// unpacked checks that the file is what it says, and gives its text.
func unpacked(t *testing.T, name string, b []byte) string {
	t.Helper()
	switch name {
	case "xlsx":
		z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
		if err != nil {
			t.Fatal(err)
		}
		var all strings.Builder
		for _, part := range z.File {
			r, err := part.Open()
			if err != nil {
				t.Fatal(err)
			}
			if _, err := io.Copy(&all, r); err != nil {
				t.Fatal(err)
			}
		}
		return all.String()
	case "json":
		if !json.Valid(b) || !bytes.Contains(b, []byte(`"$schema": "https://kist.example/static/release-1.schema.json"`)) {
			t.Error("no JSON, or no schema")
		}
	case "ddi":
		if err := xml.Unmarshal(b, new(struct{})); err != nil {
			t.Error(err)
		}
	case "sav":
		if !bytes.HasPrefix(b, []byte("$FL2")) {
			t.Error("no system file")
		}
	}
	return string(b)
}

// The page says by which key its numbers can be told from invented ones.
func TestThePageSaysWhoSigned(t *testing.T) {
	signed, foreign := example(), example()
	for _, r := range []*results.Release{signed, foreign} {
		r.Signature = &results.Signature{Key: "00112233445566778899aabbccddeeff"}
	}
	foreign.Foreign = true
	for rel, says := range map[*results.Release]string{
		example(): "from before releases were signed", signed: "kist verify FILE --key 00112233445566778899aabbccddeeff", foreign: "none of this installation",
	} {
		if page := get(t, serve(t, shelf{rel}), "inspector", "/staff/releases/spring-1").Body.String(); strings.Count(page, says) != 1 {
			t.Errorf("the page does not say %q", says)
		}
	}
}

// A file that nobody could be named for does not leave.
func TestNoFileWithoutALine(t *testing.T) {
	list := shelf{example()}
	e := serveWith(t, Deps{Book: book(t), Releases: list, Versions: list, Trail: brokenTrail{}})
	for _, f := range exchange.Formats() {
		w := get(t, e, "inspector", "/staff/releases/spring-1"+f.Suffix)
		if w.Code != http.StatusInternalServerError || strings.Contains(w.Body.String(), "I feel safe") {
			t.Errorf("%s: status %d", f.Name, w.Code)
		}
	}
}

type brokenTrail struct{}

func (brokenTrail) NoteEach(context.Context, string, string, string, string, string) error {
	return errors.New("the store is away")
}

// TestFilesHaveTheSameGuards: every file is as well kept as the first was.
func TestFilesHaveTheSameGuards(t *testing.T) {
	e := serve(t, shelf{example()})
	for _, f := range exchange.Formats() {
		path := "/staff/releases/spring-1" + f.Suffix
		for role, status := range map[string]int{"inspector": 200, "volunteer": 403, "translator": 403, "nobody": 303, "inspector!": 303} {
			if w := get(t, e, role, path); w.Code != status {
				t.Errorf("%q gets %s with %d, want %d", role, path, w.Code, status)
			}
		}
		if to := get(t, e, "inspector!", path).Header().Get("Location"); !strings.HasPrefix(to, "/staff/again?to=") {
			t.Errorf("%s: who signed in long ago is led to %s", f.Name, to)
		}
	}
}

// A file in Gaelic is in Gaelic, with the codes of every other.
func TestAFileInGaelic(t *testing.T) {
	k := &desk{}
	var b bytes.Buffer
	if err := exchange.Formats()[1].Write(&b, k.worded(newReport(t, "gd"))); err != nil {
		t.Fatal(err)
	}
	if text := b.String(); !strings.Contains(text, ",all,all,Gach aois,_answered,Fhreagair,") || strings.Contains(text, "[staff.") {
		t.Error(text[:400])
	}
}

// TestTheSchemaIsServed at the address that every JSON file names, to anybody: a
// program that reads such a file has no account.
func TestTheSchemaIsServed(t *testing.T) {
	w := get(t, serve(t, nil), "", "/static/"+jsonfile.SchemaName)
	if w.Code != http.StatusOK || w.Header().Get("Content-Type") != "application/json" || !json.Valid(w.Body.Bytes()) || !strings.Contains(w.Body.String(), "kist-release-1") {
		t.Errorf("%d %s", w.Code, w.Header().Get("Content-Type"))
	}
}
