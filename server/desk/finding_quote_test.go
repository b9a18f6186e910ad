package desk

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"kist/internal/fault"
	"kist/internal/results"
	"kist/internal/store"
	"kist/internal/themes"
)

// spokens are quotes that two people let through, by id.
type spokens map[string]*themes.Spoken

func (s spokens) Spoken(_ context.Context, _, id string) (*themes.Spoken, error) {
	if q := s[id]; q != nil {
		return q, nil
	}
	return nil, fault.Wrap(fault.NotFound, "quote %s", id)
}

func (s spokens) Fits(ctx context.Context, in, id string) (bool, error) {
	q, err := s.Spoken(ctx, in, id)
	return err == nil && !q.Back, err
}

func (s spokens) SpokenOf(_ context.Context, _, round, question string) (list []*themes.Spoken, err error) {
	for id, q := range s {
		if strings.HasPrefix(id, themes.Set(round, question)+"/") && !q.Back {
			list = append(list, q)
		}
	}
	return list, nil
}

// spokenHere is one word for word and one in other words beside an edition.
func spokenHere() spokens {
	return spokens{
		"spring/change/t1": {Quote: themes.Quote{Head: store.Head{ID: "spring/change/t1"}, Words: "“<b>nothing</b>” came of it", Theme: "told"}, Name: "Told what happened"},
		"spring/sad/t2":    {Quote: themes.Quote{Head: store.Head{ID: "spring/sad/t2"}, Words: "A child misses an animal.", Reworded: true, Edition: "8-10", Theme: "loss"}, Name: "Loss"},
	}
}

// cites is the form in which a quote is put under a finding.
func cites(version, quote string) url.Values {
	return url.Values{"_version": {version}, "_fresh": {"q1"}, "quote": {quote}, "says": {"Nobody told them."}, "bearing": {"supports"}, "weight": {"limited"}}
}

// A quote is chosen from those that were let through, stands in the finding with how its
// words came about, and goes from it with a note when it is taken back.
func TestAQuoteUnderAFinding(t *testing.T) {
	o := newOffice(t)
	o.begun()
	version := o.field(morven, first+"/quote", "_version")
	o.shows(morven, first+"/quote", http.StatusOK, []string{"&lt;b&gt;nothing&lt;/b&gt;", "A child misses an animal.", "Loss", "8 to 10", "What would you say of change?", "stay until they are blanked"}, "<b>nothing")
	o.shows(morven, first, http.StatusOK, []string{first + "/quote"})
	o.sent(morven, first+"/quote", cites(version, "spring/change/t1"))
	o.shows(morven, first, http.StatusOK, []string{"A child’s words", "&lt;b&gt;nothing&lt;/b&gt;", "Told what happened", "Nobody told them.", "/quote?source="}, "[staff.")
	o.shows(morven, first+"/quote?source=q1", http.StatusOK, []string{`value="spring/change/t1" required checked`})
	o.shows(morven, first+"/history", http.StatusOK, []string{"Nobody told them."}, "nothing&lt;/b&gt;")
	o.said["spring/change/t1"].Back, o.said["spring/change/t1"].Words = true, ""
	o.shows(morven, first, http.StatusOK, []string{"This quote was taken back", "Take it out, or choose another"}, "nothing&lt;")
	o.shows(morven, first+"/quote", http.StatusOK, []string{"A child misses an animal."}, "spring/change/t1")
}

// What was not let through is not cited, whatever a form says; what was typed is not lost.
func TestAQuoteThatIsNotThere(t *testing.T) {
	o := newOffice(t)
	o.begun()
	version := o.field(morven, first+"/quote", "_version")
	for _, id := range []string{"spring/change/t9", "spring/change", "elsewhere/change/t1", ""} {
		w := o.send(morven, first+"/quote", cites(version, id))
		if w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), "Choose a quote") || !strings.Contains(w.Body.String(), "Nobody told them.") {
			t.Errorf("%q: %d", id, w.Code)
		}
	}
	form := cites(version, "spring/change/t1")
	form.Set("kind", "quote")
	if w := o.send(morven, first+"/refer", form); w.Code != http.StatusUnprocessableEntity && w.Code != http.StatusBadRequest {
		t.Errorf("as a reference: %d", w.Code)
	}
	o.shows("hanan:coordinator", first+"/quote", http.StatusForbidden, nil)
}

// A table of themes is cited as other tables are: its numbers are read from the release, and the
// page says that they count texts.
func TestAThemeTableUnderAFinding(t *testing.T) {
	o := newOffice(t)
	o.begun()
	at := first + "/cite?" + url.Values{"release": {"themes_spring-1"}, "question": {"change"}, "by": {results.BySetting}}.Encode()
	o.shows(morven, first+"/cite", http.StatusOK, []string{"themes, release 1", "where children were reached", "edition"})
	o.shows(morven, at, http.StatusOK, []string{"Schools, texts about “Told what happened”: 25%", "fewer than 10"})
	form := url.Values{
		"_version": {o.field(morven, at, "_version")}, "_fresh": {"t1"}, "release": {"themes_spring-1"}, "question": {"change"}, "by": {results.BySetting},
		"cell": {"school|told"}, "says": {"25% of the texts tell of it."}, "bearing": {"supports"}, "weight": {"moderate"},
	}
	o.sent(morven, first+"/cite", form)
	o.shows(morven, first, http.StatusOK, []string{"Schools, texts about “Told what happened”:", "25%", "Themes, release 1", "/staff/releases/themes_spring-1/change"}, "[staff.")
	form.Set("_fresh", "t2")
	form.Set("_version", o.field(morven, at, "_version"))
	form["cell"] = []string{"house|told"}
	if w := o.send(morven, first+"/cite", form); w.Code != http.StatusUnprocessableEntity {
		t.Errorf("a number that is withheld: %d", w.Code)
	}
}
