package heard

import (
	"slices"
	"testing"

	"kist/surveys"
)

// Easy read takes no wording but its own; other editions take that of all ages.
func TestWhatIsLacking(t *testing.T) {
	entry := func(state State) Entry {
		return Entry{Key: "firstentry", State: state, Texts: Texts{
			Title: surveys.Text("en", "T"), Said: surveys.Text("en", "S"), Heard: surveys.Text("en", "H"), Change: surveys.Text("en", "C"),
		}}
	}
	e := entry(Cannot)
	c := Content{Entries: []Entry{e}}
	for _, x := range []struct {
		lang string
		e    surveys.Edition
		want int
	}{{"en", surveys.E8, 0}, {"en", surveys.Easy, 4}, {"pl", surveys.E8, 4}, {"pl", surveys.Easy, 4}} {
		if got := c.Lacks(x.lang, x.e); got != x.want {
			t.Errorf("%s %s lacks %d, not %d", x.lang, x.e, got, x.want)
		}
	}
	for i, part := range e.Parts() {
		if part.Name == "by" {
			continue
		}
		part.Words.Set(surveys.Easy, "en", "Own.")
		if got := (Content{Entries: []Entry{e}}).Lacks("en", surveys.Easy); got != 3-i {
			t.Errorf("%d written, %d lacking", i+1, got)
		}
	}
	promise := entry(Planned)
	if got := (Content{Entries: []Entry{e, promise}}).Lacks("en", surveys.Easy); got != 5 { // who does it, too
		t.Errorf("%d", got)
	}
	promise.News = []News{{Text: surveys.Text("en", "N")}}
	if got := (Content{Entries: []Entry{promise}}).Lacks("en", surveys.Easy); got != 6 {
		t.Errorf("%d", got)
	}
	if got := (Content{}).Lacks("en", surveys.E8); got != 1 {
		t.Errorf("nothing lacks %d", got)
	}
}

// Easy read can be written everywhere, once.
func TestWriting(t *testing.T) {
	reach := []surveys.Edition{surveys.E8, surveys.E11}
	if got := Writing(reach); !slices.Equal(got, []surveys.Edition{surveys.E8, surveys.E11, surveys.Easy}) || len(reach) != 2 {
		t.Errorf("%q", got)
	}
	with := []surveys.Edition{surveys.Easy}
	if got := Writing(with); !slices.Equal(got, with) {
		t.Errorf("%q", got)
	}
	if got := Writing(nil); len(got) != 1 {
		t.Errorf("%q", got)
	}
}
