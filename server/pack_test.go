package main

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"kist/internal/docx/docxtest"
	"kist/internal/evidence"
	"kist/internal/findings"
	"kist/internal/inspections"
	"kist/internal/seal"
)

// cited is an app whose demonstration round is released, with so many findings that rest on
// its tables, agreed and in the evidence base.
func cited(t testing.TB, a *app, count int) {
	t.Helper()
	ctx := t.Context()
	_, err := a.book.Programmes.Update(ctx, demoID, func(p *inspections.Programme) error {
		p.Framework, p.Evaluated = "qif2019", []string{"5.4"}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	rel, err := a.releases.Get(ctx, demoID+"-1")
	if err != nil {
		t.Fatal(err)
	}
	for n := range count {
		c := findings.Content{Statement: fmt.Sprintf("Children agree more than they differ (question %d)", n), Bears: findings.Strength, Indicators: []string{"5.4"}, Rights: []int{12}}
		for i := range rel.Tables {
			table := rel.Tables[(i+n)%len(rel.Tables)]
			if table.By == "" && len(table.Groups) > 0 && table.Groups[0].Base.Shown && len(c.Sources) < 3 {
				c = c.With(findings.Source{Kind: findings.Table, Release: rel.ID, Question: table.Question, Cells: []findings.Cell{{}}, Says: "See there.", Bearing: findings.Supports, Weight: findings.Strong})
			}
		}
		c = c.With(findings.Source{Kind: findings.Observation, Title: "A meeting", Says: "They said “<b>Kirkwhistle</b>”", Bearing: findings.Supports, Weight: findings.Strong})
		f, err := a.findings.Start(ctx, demoID, c, findings.Worrying, "Because.", "morven")
		if err == nil {
			f, err = a.findings.Offer(ctx, f.ID, f.Mark(), "morven")
		}
		if err == nil {
			_, err = a.findings.Read(ctx, f.ID, f.Mark(), findings.Yes, "It carries the sentence.", "david")
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := a.evidence.Sweep(ctx); err != nil {
		t.Fatal(err)
	}
}

// files are those of an archive.
func files(t testing.TB, b []byte) map[string]string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]string{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		all[f.Name] = string(text)
	}
	return all
}

// A pack holds all that findings rest on, can be read without a server, and is verified
// offline; with a byte changed it is not.
func TestAnEvidencePack(t *testing.T) {
	a := newTestApp(t)
	h, cookies := releasedDemo(t, a)
	cited(t, a, 2)
	items, err := a.evidence.Of(t.Context(), demoID)
	if err != nil {
		t.Fatal(err)
	}
	says := slices.IndexFunc(items[0].Parts, func(p evidence.Part) bool { return strings.Contains(p.Text, "Kirkwhistle") })
	if _, err := a.evidence.Blank(t.Context(), items[0].Number, items[0].Parts[says].Name, "It tells who."); err != nil {
		t.Fatal(err)
	}
	w := look(h, cookies, "/staff/inspections/"+demoID+"/evidence.zip")
	if w.Code != http.StatusOK || w.Header().Get("Content-Type") != "application/zip" {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	pack := w.Body.Bytes()
	all := files(t, pack)
	var charts int
	for name, text := range all {
		if strings.HasPrefix(name, "charts/") && strings.HasPrefix(text, "<svg") {
			charts++
		}
		if strings.Contains(text, "Kirkwhistle") {
			t.Errorf("%s holds the blanked words", name)
		}
	}
	report := docxtest.Text(docxtest.Open(t, []byte(all["report.docx"]))["word/document.xml"])
	if strings.Contains(report, "Kirkwhistle") || !strings.Contains(report, "Children agree more than they differ (question 1)") {
		t.Errorf("the report holds the blanked words: %s", report)
	}
	round, err := a.book.Rounds.Get(t.Context(), demoID)
	if err != nil {
		t.Fatal(err)
	}
	for name, part := range map[string]string{
		"index.html": "Children agree more than they differ (question 1)", "style.css": "{", "evidence.json": "kist-evidence-1", "manifest.json": "kist-pack-1", "signature.json": "value",
		"report.html": "Children agree more than they differ (question 1)", "report.docx": "word/document.xml", "releases/" + demoID + "-1.json": "kist-release-1", "releases/" + demoID + "-1.csv": demoID, "questionnaires/" + round.Version + ".json": "what_its_like",
	} {
		if !strings.Contains(all[name], part) {
			t.Errorf("%s does not hold %q", name, part)
		}
	}
	page := all["index.html"]
	for _, part := range []string{"Synthetic data.", "How to read the numbers", `src="charts/`, `href="releases/` + demoID + `-1.csv"`, "article 12", "Area of concern", "Strong"} {
		if !strings.Contains(page, part) {
			t.Errorf("the page does not say %q", part)
		}
	}
	if charts == 0 || strings.Contains(page, "/staff/") || strings.Contains(page, "<script") {
		t.Errorf("%d charts", charts)
	}
	verifyAPack(t, a, pack)
	other := look(h, cookies, "/staff/inspections/"+inspected+"/evidence.zip")
	if other.Code != http.StatusNotFound {
		t.Errorf("of no inspection: %d", other.Code)
	}
}

// verifyAPack says whether a pack of three items stands, and that no other does.
func verifyAPack(t *testing.T, a *app, pack []byte) {
	t.Helper()
	own := []string{seal.KeyID(a.keys.Signer().Public())}
	verify := func(b []byte, trusted []string) (string, error) {
		t.Helper()
		path := filepath.Join(t.TempDir(), "pack.zip")
		if err := os.WriteFile(path, b, 0o600); err != nil {
			t.Fatal(err)
		}
		var out bytes.Buffer
		err := verifyFile(&out, path, trusted)
		return out.String(), err
	}
	said, err := verify(pack, own)
	if err != nil || !strings.Contains(said, "3 items") || !strings.Contains(said, "1 releases, each as it was when findings cited it") || !strings.Contains(said, "blanked: 2") {
		t.Errorf("%s %v", said, err)
	}
	cited := regexp.MustCompile(`release (\S+), SHA-256 ([0-9a-f]{64})`).FindStringSubmatch(said)
	if cited == nil || !strings.Contains(files(t, pack)["report.html"], cited[2]) || !strings.Contains(files(t, pack)["report.html"], cited[1]) {
		t.Errorf("the report does not cite the hash of %q", cited)
	}
	if _, err := verify(pack, []string{strings.Repeat("0", 32)}); err == nil {
		t.Error("with a key that signed nothing it stands")
	}
	at := bytes.Index(pack, []byte("releases/"))
	for _, i := range []int{100, at + 60, len(pack) / 2, len(pack) - 30} {
		changed := bytes.Clone(pack)
		changed[i] ^= 1
		if said, err := verify(changed, own); err == nil {
			t.Errorf("with byte %d changed it stands: %s", i, said)
		}
	}
}

// BenchmarkPack makes the pack of an inspection with 200 findings.
func BenchmarkPack(b *testing.B) {
	a := newTestApp(b)
	h, cookies := releasedDemo(b, a)
	cited(b, a, 200)
	size := 0
	for b.Loop() {
		start := time.Now()
		w := look(h, cookies, "/staff/inspections/"+demoID+"/evidence.zip")
		if w.Code != http.StatusOK {
			b.Fatal(w.Code)
		}
		size = w.Body.Len()
		b.ReportMetric(time.Since(start).Seconds(), "s/pack")
	}
	b.ReportMetric(float64(size)/1e6, "MB")
}
