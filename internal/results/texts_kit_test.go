package results

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"kist/internal/inspections"
	"kist/internal/store"
	"kist/surveys"
)

// talk is a sealed round of which texts were coded: of a question to all, and of one about
// the child that the youngest are not asked.
type talk struct {
	*Releases
	book   *inspections.Book
	coding Coding
	wrote  int
}

func talkSurvey() *surveys.Survey {
	s := gateSurvey()
	s.Title, s.Start.Lead = surveys.Text("en", "Talk"), surveys.Text("en", "Hello.")
	s.Questions = append(s.Questions,
		&surveys.Question{Key: "change", KindName: "story", Text: surveys.Text("en", "What should change?")},
		&surveys.Question{Key: "home", KindName: "story", AboutChild: true, Editions: []surveys.Edition{surveys.E11, surveys.E14}, Text: surveys.Text("en", "How is home?")})
	return s
}

func newTalk(t *testing.T, e store.Engine, synthetic bool) *talk {
	t.Helper()
	version, err := surveys.Publish(talkSurvey(), 1)
	check(t, err)
	o := &talk{coding: Coding{Codebook: "in/000007"}}
	for _, name := range []string{"heard", "told", "safe", "rare", "gone"} {
		o.coding.Themes = append(o.coding.Themes, Named{name, "The theme " + name})
	}
	o.book, err = inspections.OpenBook(t.Context(), e)
	check(t, err)
	o.Releases, err = OpenReleases(t.Context(), e, o.book, &boxed{}, shelf{version, version}, testSigner)
	check(t, err)
	o.now = func() time.Time { return time.Date(2026, 11, 26, 12, 0, 0, 0, time.UTC) }
	check(t, o.book.Rounds.Insert(t.Context(), &inspections.Round{
		Head: store.Head{ID: "r"}, Stage: inspections.Sealed, Version: version.ID(), Synthetic: synthetic, Editions: []string{"8-10", "11-13", "14-18"},
		Settings: []inspections.Setting{{Key: "school", Name: "Schools"}, {Key: "house", Name: "Houses"}, {Key: "online", Name: "Online"}},
	}))
	return o
}

// write adds texts, about so many; a few themes are more common than others.
func (o *talk) write(r *rand.Rand, n int) {
	for i := range n {
		x := Coded{ID: fmt.Sprintf("t%05d", o.wrote), Question: "change", Edition: pick(r, []string{"8-10", "11-13", "14-18"}, 0.3), Setting: pick(r, []string{"school", "house", "online"}, 0.5), Settled: true}
		if i%3 == 0 && x.Edition != "8-10" {
			x.Question = "home"
		}
		x.Themes = someThemes(r)
		o.wrote++
		o.coding.Texts = append(o.coding.Texts, x)
	}
}

func someThemes(r *rand.Rand) (list []string) {
	for i, theme := range []string{"heard", "told", "safe"} {
		if r.IntN(2+2*i) == 0 {
			list = append(list, theme)
		}
	}
	return list
}

func (o *talk) tell(t *testing.T) *Release {
	t.Helper()
	rel, err := o.MakeTexts(t.Context(), "r", "ros", o.coding, nil)
	check(t, err)
	return rel
}

// truly is how many texts there are, counted by hand: of a table's question, in a group, with a
// theme ("": any).
func (o *talk) truly(b *Basis, t Table, group, theme string) (n int) {
	for _, x := range o.coding.Texts {
		themes, counted := b.Texts[x.ID]
		in := map[string]string{"": "", ByEdition: x.Edition, BySetting: x.Setting}[t.By]
		if counted && x.Question == t.Question && slices.Contains(Parts(group), in) && (theme == "" || slices.Contains(themes, theme)) {
			n++
		}
	}
	return n
}

func (o *talk) basis(t *testing.T, rel *Release) *Basis {
	t.Helper()
	b, err := o.bases.Get(context.Background(), rel.Basis)
	check(t, err)
	return b
}
