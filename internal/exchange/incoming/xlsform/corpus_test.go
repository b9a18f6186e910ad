package xlsform

import (
	"slices"
	"testing"

	"kist/internal/exchange/incoming/own/owntest"
)

// filed is one form of the corpus: what is in the file, what becomes of it, and what
// the account says. All are written for these tests, in the words of the XLSForm
// reference table.
type filed struct{ name, form, draft, account string }

// corpus are the forms, by what they are about.
var corpus = slices.Concat(schoolForms1, schoolForms2, careForms1, careForms2, wellbeingForms1, wellbeingForms2, youthworkForms1, carersForms1, languagesForms1, oldForms1, oddForms1)

// TestCorpus reads every form, and compares the draft and the whole account.
func TestCorpus(t *testing.T) {
	if n := len(corpus) + len(made); n < 60 {
		t.Errorf("%d files are no corpus", n)
	}
	seen := map[string]bool{}
	for _, f := range corpus {
		if seen[f.name] {
			t.Errorf("%s is there twice", f.name)
		}
		seen[f.name] = true
		s, notes := taken(t, workbook(t, f.form))
		if s != nil {
			owntest.TakesWhole(t, s)
		}
		if got := "\n" + outline(s); got != f.draft {
			t.Errorf("%s: the draft is%s\nwant%s", f.name, got, f.draft)
		}
		if "\n"+notes != f.account {
			t.Errorf("%s: the account is\n%s\nwant%s", f.name, notes, f.account)
		}
	}
}
