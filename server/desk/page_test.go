package desk

import (
	"flag"
	"fmt"
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/jba/templatecheck"

	"kist/server/web"
)

var update = flag.Bool("update", false, "write golden files anew")

func room() *web.Room { return web.NewRoom(nil, web.StaffPages, pages) }

func TestTemplatesFitTheirPages(t *testing.T) {
	r := room()
	types := map[string]any{"release": releasePage{}, "releases": releasesPage{}, "findings": findingsPage{}, "matrix": matrixPage{}, "evidence": evidencePage{}, "pack": packPage{}, "evidence_item": itemPage{}, "finding": &findingPage{}, "finding_form": findingForm{}, "finding_refer": referForm{}, "finding_cite": citePage{}, "finding_quote": quotePage{}, "finding_history": versionsPage{}, "one": onePage{}, "skim": skimPage{}, "compare": comparePage{}, "map": mapPage{}, "across": acrossPage{}, "across_one": acrossOne{}, "left": leftPage{}, "attack": attackPage{}, "texts": textsPage{}, "reviews": reviewsPage{}, "review": reviewPage{}, "review_under": underPage{}, "review_point": pointPage{}, "account": accountPage{}, "account_file": accountFile{}}
	for _, name := range r.Pages() {
		page, ok := types[name]
		if !ok {
			t.Errorf("page %s is not checked", name)
			continue
		}
		if err := templatecheck.CheckHTML(r.Template(name), page); err != nil {
			t.Error(err)
		}
	}
}

// render gives the page of one part of the example.
func render(t testing.TB, r *report, lang, part string) string {
	t.Helper()
	page, err := r.page(base(t, lang), part)
	if err != nil {
		t.Fatal(err)
	}
	b, err := room().Bytes("release", page)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestReleasePageIsAsItWas(t *testing.T) {
	for part := 1; part <= 2; part++ {
		golden := fmt.Sprintf("testdata/release-%d.html", part)
		got := render(t, newReport(t, "en"), "en", fmt.Sprint(part))
		if *update {
			if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(golden)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), got); diff != "" {
			t.Errorf("%s changed (-update if that is meant):\n%s", golden, diff)
		}
	}
}
