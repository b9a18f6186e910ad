package desk

import (
	"net/http"
	"strings"
	"testing"
)

const bothPath = "/staff/releases/compare?now=spring-1&was=autumn-1"

func TestTwoReleasesSideBySide(t *testing.T) {
	h := serveBook(t, shelf{example(), earlier()}, yearsBook(t))
	must(t, get(t, h, "inspector", "/staff/releases/compare"), http.StatusOK, []string{"Compare two inspections", `<option value="spring-1">`, `<option value="autumn-1">`}, "<svg class=\"c\"")
	must(t, get(t, h, "inspector", bothPath), http.StatusOK, []string{
		"1 of 3 questions differs clearly between the two", "Strathlinn joint inspection: Spring round, release 1", "Inspection strathlinn-2023: Autumn round, release 1",
		"I feel safe where I live: Strathlinn joint inspection: Spring round, release 1 80%, Inspection strathlinn-2023: Autumn round, release 1 45%, a clear difference",
		"<td>80</td><td>45</td>", "none clear", "Asked in both, but changed in between", "<li>How do you feel about your plan?</li>",
		`href="/staff/releases/compare.svg?now=spring-1&amp;was=autumn-1"`, "What this cannot tell you", "Two rounds reach different children",
	})
	one := get(t, h, "inspector", bothPath+"&question=who")
	must(t, one, http.StatusOK, []string{"No answer differs clearly between the two", "Mum, dad or main carer", "<td>70</td><td>70</td>", `href="/staff/releases/spring-1/who"`, "All questions of both"}, "changed in between")
	must(t, get(t, h, "inspector", bothPath+"&question=visits"), http.StatusOK, []string{"No answer differs clearly"}, "<svg class=\"c\"") // withheld in both
}

// What does not compare is not compared: a wording that changed, one round with itself,
// and what the reader may not open.
func TestWhatDoesNotCompare(t *testing.T) {
	b := yearsBook(t)
	second := example()
	second.ID, second.Number = "spring-2", 2
	real := earlier()
	real.ID, real.Round, real.Synthetic = "real-1", "real", false
	addRound(t, b, "real", "S12000047", "real", "Real round")
	h := serveBook(t, shelf{example(), earlier(), second, real}, b)
	for name, path := range map[string]string{
		"a question in other words": bothPath + "&question=plan", "no such question": bothPath + "&question=nothing", "no such release": "/staff/releases/compare?now=spring-1&was=nothing-1",
		"itself": "/staff/releases/compare?now=spring-1&was=spring-1", "two releases of one round": "/staff/releases/compare?now=spring-2&was=spring-1",
		"invented beside real": "/staff/releases/compare?now=spring-1&was=real-1", "a picture of nothing": "/staff/releases/compare.svg",
	} {
		if w := get(t, h, "inspector", path); w.Code != http.StatusNotFound {
			t.Errorf("%s: %d", name, w.Code)
		}
	}
	for _, path := range []string{bothPath, strings.Replace(bothPath, "compare", "compare.svg", 1)} {
		if w := get(t, h, "inspector@strathlinn", path); w.Code != http.StatusNotFound || strings.Contains(w.Body.String(), "Autumn") {
			t.Errorf("who belongs to one inspection gets %s with %d", path, w.Code)
		}
	}
	must(t, get(t, h, "inspector@strathlinn", "/staff/releases/compare"), http.StatusOK, []string{"spring-2"}, "autumn-1")
}

// Answers that were other ones do not compare, even if words were judged to.
func TestOtherAnswersDoNotCompare(t *testing.T) {
	was := earlier()
	for i, table := range was.Tables {
		if table.Question == "told" {
			was.Tables[i].Columns = []string{"yes", "no", "maybe"}
		}
	}
	h := serveBook(t, shelf{example(), was}, yearsBook(t))
	must(t, get(t, h, "inspector", bothPath), http.StatusOK, []string{"1 of 2 questions differs clearly", "<li>Did somebody tell you what happened after you spoke?</li>"})
	if w := get(t, h, "inspector", bothPath+"&question=told"); w.Code != http.StatusNotFound {
		t.Errorf("%d", w.Code)
	}
}

func TestAPictureOfTwo(t *testing.T) {
	lines := &taken{}
	list := shelf{example(), earlier()}
	h := serveWith(t, Deps{Book: yearsBook(t), Releases: list, Versions: list, Trail: lines, URL: "https://kist.example"})
	w := get(t, h, "inspector", strings.Replace(bothPath, "compare", "compare.svg", 1))
	must(t, w, http.StatusOK, []string{"1 of 3 questions differs clearly", "Autumn round", "https://kist.example/staff/releases/compare?now=spring-1&amp;was=autumn-1", "Synthetic data."})
	if got := w.Header().Get("Content-Disposition"); got != `attachment; filename="spring-1-autumn-1.svg"` {
		t.Error(got)
	}
	_ = shapes(t, w.Body.Bytes())
	if len(*lines) != 1 || (*lines)[0] != "releases spring-1 autumn-1.svg ros release.file" {
		t.Errorf("%q", *lines)
	}
	if w := get(t, h, "inspector!", strings.Replace(bothPath, "compare", "compare.svg", 1)); w.Code != http.StatusSeeOther {
		t.Errorf("after a long while: %d", w.Code)
	}
}
