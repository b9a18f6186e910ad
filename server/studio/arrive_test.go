package studio

import (
	"bytes"
	"io/fs"
	"net/http"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"kist/internal/browsertest"
	"kist/internal/exchange/incoming"
	"kist/internal/fault"
	"kist/internal/i18n"
	"kist/surveys"
)

// xlsForm is a small form as KoboToolbox would give it out.
func xlsForm(t testing.TB) []byte {
	t.Helper()
	f := excelize.NewFile()
	for name, rows := range map[string][][]string{
		"survey": {
			{"type", "name", "label::English (en)", "label::العربية (ar)", "relevant", "required"},
			{"start", "start"},
			{"select_one yn", "club", "Do you go to a <b>club</b>?", "هل تذهب إلى نادٍ؟", "", "yes"},
			{"text", "which", "Tell us about it", "أخبرنا عنه", "${club} = 'yes'"},
			{"text", "why", "Why not?", "", "today() > '2020-01-01'"},
			{"geopoint", "home", "Where do you live?"},
		},
		"choices": {{"list_name", "name", "label::English (en)"}, {"yn", "yes", "Yes"}, {"yn", "no", "No"}},
	} {
		if _, err := f.NewSheet(name); err != nil {
			t.Fatal(err)
		}
		for i, cells := range rows {
			for j, text := range cells {
				at, _ := excelize.CoordinatesToCellName(j+1, i+1)
				if err := f.SetCellStr(name, at, text); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// bring sends a file as a coordinator.
func (h *house) bring(name string, file []byte, editions ...string) string {
	h.t.Helper()
	w := h.sendNamed(ros, arrivePath, name, file, url.Values{"editions": editions})
	if w.Code == http.StatusSeeOther {
		return w.Header().Get("Location")
	}
	return want(h.t, w, http.StatusUnprocessableEntity)
}

// The journey: a coordinator brings a form, reads what would become of each line,
// and begins a draft; until then nothing has begun.
func TestAQuestionnaireComesIn(t *testing.T) {
	h := newHouse(t)
	want(t, h.as(ros, "/staff/surveys"), http.StatusOK, `href="/staff/import"`)
	want(t, h.as(iona, "/staff/surveys"), http.StatusOK, `!href="/staff/import"`)
	want(t, h.as(ros, arrivePath), http.StatusOK, "Bring in a questionnaire", "!Line by line")
	if at := h.bring(`C:\forms\clubs <2>.xlsx`, xlsForm(t), "11-13", "14-18"); at != arrivePath {
		t.Fatal(at)
	}
	want(t, h.as(ros, arrivePath), http.StatusOK,
		"What clubs &lt;2&gt;.xlsx brings", "1 line comes over whole", "4 lines stay behind", "survey, line 2", "Nothing of the device, the time or the person",
		"the words come over plain", "It is always asked", "today() &gt;", "Where a child is (geopoint) is never asked", "A child may skip every question", `value="survey"`)
	want(t, h.as(ros, arrivePath+"?only=left"), http.StatusOK, "survey, line 6", "!survey, line 3")
	want(t, h.as("ada:coordinator", arrivePath), http.StatusOK, "!clubs") // another person's
	drafts, err := h.drafts.All(t.Context())
	if err != nil || len(drafts) != 1 {
		t.Fatalf("%d drafts, %v: nothing was to begin yet", len(drafts), err)
	}
	want(t, h.post(ros, arrivePath+"/begin", url.Values{"do": {"begin"}, "key": {"what_its_like"}}), http.StatusUnprocessableEntity, `value="what_its_like"`, `id="key-error"`)
	h.sent(ros, arrivePath+"/begin", url.Values{"do": {"begin"}, "key": {"clubs"}})
	doc, err := h.drafts.Get(t.Context(), "clubs")
	if err != nil {
		t.Fatal(err)
	}
	if s := doc.Survey; len(s.Questions) != 3 || s.Questions[1].AskIf[0].Question != "club" || len(s.Start.Facts) == 0 || !s.Has(surveys.E11, "ar") || !s.Draft("ar") {
		t.Errorf("the draft is %+v", s)
	}
	want(t, h.as(ros, "/staff/surveys/clubs"), http.StatusOK, "Do you go to a club?")
	want(t, h.as(ros, arrivePath), http.StatusOK, "!Line by line")
}

func TestWhatCannotComeInSaysWhy(t *testing.T) {
	h := newHouse(t)
	for _, c := range []struct {
		file     []byte
		editions []string
		want     string
	}{
		{nil, []string{"14-18"}, "Choose a file first."},
		{xlsForm(t), nil, "Say who its words are for."},
		{xlsForm(t), []string{"90-100"}, "Say who its words are for."},
		{xlsForm(t)[:900], []string{"14-18"}, "not a workbook"},
		{make([]byte, incoming.MaxFile+1), []string{"14-18"}, "larger than 8 MB"},
	} {
		if page := h.bring("form.xlsx", c.file, c.editions...); !strings.Contains(page, c.want) || strings.Contains(page, "staff.import") {
			t.Errorf("the page does not say %q:\n%s", c.want, page)
		}
	}
	h.sent(ros, arrivePath+"/begin", url.Values{"do": {"let_go"}})
	if w := h.post(ros, arrivePath+"/begin", url.Values{"do": {"begin"}, "key": {"clubs"}}); w.Code != http.StatusNotFound {
		t.Errorf("nothing begins with %d", w.Code)
	}
	if _, err := h.drafts.Get(t.Context(), "clubs"); err == nil || !strings.Contains(err.Error(), fault.NotFound.Error()) {
		t.Errorf("a draft of nothing: %v", err)
	}
}

func TestLettingGoForgets(t *testing.T) {
	h := newHouse(t)
	h.bring("form.xlsx", xlsForm(t), "14-18")
	want(t, h.as(ros, h.sent(ros, arrivePath+"/begin", url.Values{"do": {"let_go"}})), http.StatusOK, "Nothing of it is kept", "!Line by line")
}

// said by readers: Kept, Changed, Left and Added with a reason, reasons by name in
// tables, and Troubled.
var (
	whys     = regexp.MustCompile(`(?:Kept|Changed|Left|Added), "([a-z][a-z_.]*[a-z_])"|"((?:type|column|setting|cell)\.[a-z_]+)"`)
	troubles = regexp.MustCompile(`Troubled\("([a-z_]+)"`)
)

// TestEveryReasonHasWords reads the readers' code: an account without words would
// show a bare id.
func TestEveryReasonHasWords(t *testing.T) {
	h := newHouse(t)
	ids := h.words.IDs(i18n.Source)
	n := 0
	has := func(id string) {
		if n++; !slices.Contains(ids, id) {
			t.Errorf("there are no words %s", id)
		}
	}
	err := fs.WalkDir(os.DirFS("../../internal/exchange/incoming"), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			return err
		}
		text, err := os.ReadFile("../../internal/exchange/incoming/" + name)
		for _, m := range whys.FindAllSubmatch(text, -1) {
			has("staff.import.why." + string(m[1]) + string(m[2]))
		}
		for _, m := range troubles.FindAllSubmatch(text, -1) {
			has("staff.import.trouble." + string(m[1]))
		}
		return err
	})
	if err != nil || n < 60 {
		t.Errorf("%d reasons were found: %v", n, err)
	}
}

func TestImportInABrowser(t *testing.T) {
	h := newHouse(t)
	h.bring("clubs.xlsx", xlsForm(t), "11-13", "14-18")
	for _, width := range []int64{320, 1280} {
		p := h.browserOf(ros, browsertest.Width(width), browsertest.NoScript())
		p.Visit(arrivePath)
		p.Screenshot("studio-import-" + strconv.FormatInt(width, 10))
		if over := browsertest.Eval[int](p, "document.documentElement.scrollWidth - innerWidth"); over > 0 {
			t.Errorf("at %d px it is %d px too wide", width, over)
		}
	}
	p := h.browserOf(ros, browsertest.Width(390))
	p.Visit(arrivePath)
	p.Axe()
}
