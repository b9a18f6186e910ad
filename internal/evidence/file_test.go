package evidence

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kist/internal/fault"
	"kist/internal/store/storetest"
)

// filed is an inspection's evidence base with a correction and a blanking, as a file.
func filed(t testing.TB) []byte {
	t.Helper()
	d := newDesk()
	b := newBase(t, storetest.SQLite(t)(), d)
	d.agree(place, 1, told("First", "a quote"))
	d.agree("elsewhere", 1, told("Elsewhere", "a quote"))
	d.agree(place, 1, told("First, corrected", "a quote"))
	check(t, b.Sweep(t.Context()))
	own, err := b.Of(t.Context(), place)
	check(t, err)
	_, err = b.Blank(t.Context(), own[0].Number, "source/o1/says", "It tells who.")
	check(t, err)
	own, err = b.Of(t.Context(), place)
	check(t, err)
	var out bytes.Buffer
	check(t, Write(&out, place, own))
	return out.Bytes()
}

func TestAFileIsCheckedByItself(t *testing.T) {
	text := filed(t)
	f, err := Read(bytes.NewReader(text))
	check(t, err)
	c, err := f.Check()
	if err != nil || c.Items != 3 || c.Blanked != 2 || !c.Whole {
		t.Errorf("%+v, %v", c, err)
	}
	var again bytes.Buffer
	check(t, Write(&again, f.Inspection, f.Items))
	if diff := cmp.Diff(string(text), again.String()); diff != "" {
		t.Error(diff)
	}
	if strings.Contains(string(text), "a quote") || !strings.Contains(string(text), "It tells who.") {
		t.Error("the blanked words are in the file, or why is not")
	}
	for what, change := range map[string]func(f *File){
		"the first is missing":   func(f *File) { f.Items = f.Items[1:] },
		"one is missing":         func(f *File) { f.Items = append(f.Items[:1], f.Items[2:]...) },
		"the blanking is gone":   func(f *File) { f.Items = f.Items[:2] },
		"of another inspection":  func(f *File) { f.Inspection = "elsewhere" },
		"a word is another":      func(f *File) { f.Items[0].Part("statement").Text = "Other" },
		"the words are put back": func(f *File) { p := f.Items[0].Part("source/o1/says"); *p = commit(p.Name, "a quote") },
	} {
		f, err := Read(bytes.NewReader(text))
		check(t, err)
		change(f)
		if _, err := f.Check(); !errors.Is(err, fault.Invalid) {
			t.Errorf("%s: %v", what, err)
		}
	}
	var none bytes.Buffer
	check(t, Write(&none, place, nil))
	f, err = Read(&none)
	check(t, err)
	if c, err := f.Check(); err != nil || c.Items != 0 {
		t.Errorf("of nothing: %+v, %v", c, err)
	}
}

func TestWhatIsNoFile(t *testing.T) {
	for _, text := range []string{"", "{", "[]", `{"format":"kist-evidence-2"}`, `{"format":"kist-evidence-1","items":[null]}`, `{"format":"kist-evidence-1","items":[{"number":"1"}]}`} {
		_, err := Read(strings.NewReader(text))
		wants(t, err, fault.Invalid)
	}
	_, err := Read(endless{})
	wants(t, err, fault.Invalid)
}

// endless is a file that never ends.
type endless struct{}

func (endless) Read(b []byte) (int, error) { return len(b), nil }

// FuzzRead: whatever is read is checked without an end, and one that stands is written as
// it was read.
func FuzzRead(f *testing.F) {
	text := filed(f)
	f.Add(text)
	f.Add([]byte(`{"format":"kist-evidence-1","inspection":"a","items":[{"number":1,"parts":[{"blanked":1}],"blanks":[{"number":1}]}]}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		file, err := Read(bytes.NewReader(text))
		if err != nil {
			wants(t, err, fault.Invalid)
			return
		}
		if _, err := file.Check(); err != nil {
			wants(t, err, fault.Invalid)
			return
		}
		var once bytes.Buffer
		check(t, Write(&once, file.Inspection, file.Items))
		again, err := Read(&once)
		check(t, err)
		if _, err := again.Check(); err != nil {
			t.Fatal(err)
		}
	})
}
