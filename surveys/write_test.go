package surveys_test

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"kist/surveys"

	"pgregory.net/rapid"
)

// file writes a survey the way a person might, to be read again. Only what the
// drawn surveys hold is written.
type file struct{ strings.Builder }

// line writes one line, steps in.
func (f *file) line(steps int, format string, args ...any) {
	fmt.Fprintf(f, strings.Repeat("  ", steps)+format+"\n", args...)
}

// words writes a text of one language.
func (f *file) words(steps int, name string, by map[surveys.Edition]string) {
	if text, all := by[surveys.All]; all && len(by) == 1 {
		f.line(steps, "%s: %q", name, text)
		return
	}
	if len(by) == 0 {
		return
	}
	f.line(steps, "%s:", name)
	for _, e := range append(surveys.Editions(), surveys.All) {
		if text := by[e]; text != "" {
			f.line(steps+1, "%s: %q", e, text)
		}
	}
}

func (f *file) editions(steps int, eds []surveys.Edition) {
	if len(eds) > 0 {
		f.line(steps, "editions: [%s]", join(eds))
	}
}

func join(eds []surveys.Edition) string {
	var list []string
	for _, e := range eds {
		list = append(list, string(e))
	}
	return strings.Join(list, ", ")
}

func (f *file) number(steps int, name string, n int) {
	if n != 0 {
		f.line(steps, "%s: %d", name, n)
	}
}

func (f *file) question(q *surveys.Question) {
	f.line(1, "%s:", q.Key)
	f.line(2, "kind: %s", q.KindName)
	f.editions(2, q.Editions)
	if q.AboutChild {
		f.line(2, "about_child: yes")
	}
	f.words(2, "text", q.Text["en"])
	f.words(2, "hint", q.Hint["en"])
	if q.Picture != "" {
		f.line(2, "picture: %s", q.Picture)
	}
	if len(q.Options) > 0 {
		f.line(2, "options:")
	}
	for _, o := range q.Options {
		f.line(3, "- key: %s", o.Key)
		f.words(4, "text", o.Text["en"])
		f.line(4, "picture: %s", o.Picture)
		if o.Exclusive {
			f.line(4, "alone: yes")
		}
		f.editions(4, o.Editions)
	}
	f.labels(2, q, "en")
	f.words(2, "low", q.Low["en"])
	f.words(2, "high", q.High["en"])
	if len(q.Bands) > 0 {
		f.line(2, "bands: %s", strings.ReplaceAll(fmt.Sprint(q.Bands), " ", ", "))
	}
	f.text(2, "why", q.Why)
	f.text(2, "source", q.Source)
	f.links(2, q.Links)
	f.number(2, "min", q.Min)
	f.number(2, "max", q.Max)
	f.number(2, "faces", q.Faces)
	if len(q.AskIf) > 0 {
		f.line(2, "ask_if:")
	}
	for _, c := range q.AskIf {
		f.line(3, "%s: [%q]", c.Question, strings.Join(c.Any, `", "`))
	}
}

func (f *file) text(steps int, name, text string) {
	if text != "" {
		f.line(steps, "%s: %q", name, text)
	}
}

func (f *file) labels(steps int, q *surveys.Question, lang string) {
	if len(q.Labels) > 0 {
		f.line(steps, "labels:")
	}
	for _, code := range []string{"1", "3", "4", "5", "yes", "no", "not_sure", "-"} {
		f.words(steps+1, fmt.Sprintf("%q", code), q.Labels[code][lang])
	}
}

func (f *file) links(steps int, l surveys.Links) {
	if len(l.Quality) == 0 {
		return
	}
	f.line(steps, "links: {quality: [%s], wellbeing: [%s], uncrc: %s, promise: [%s]}", strings.Join(l.Quality, ", "),
		strings.Join(l.Wellbeing, ", "), strings.ReplaceAll(fmt.Sprint(l.UNCRC), " ", ", "), strings.Join(l.Promise, ", "))
}

func (f *file) start(s *surveys.Survey, lang string) {
	f.line(0, "start:")
	f.words(1, "lead", s.Start.Lead[lang])
	f.words(1, "grown_up", s.Start.GrownUp[lang])
	f.line(1, "facts:")
	for _, fact := range s.Start.Facts {
		f.line(2, "%s:", fact.Key)
		f.words(3, "head", fact.Head[lang])
		f.words(3, "text", fact.Text[lang])
		if lang == s.Source {
			f.editions(3, fact.Editions)
		}
	}
}

// own writes the survey's own file.
func own(s *surveys.Survey) string {
	f := &file{}
	f.words(0, "title", s.Title["en"])
	f.line(0, "editions: [%s]", join(s.Editions))
	f.text(0, "why", s.Why)
	f.text(0, "framework", s.Framework)
	if len(s.Groupings) > 0 {
		f.line(0, "groupings: [%s]", strings.Join(s.Groupings, ", "))
	}
	if len(s.Credits) > 0 {
		f.line(0, "credits:")
	}
	for _, c := range s.Credits {
		f.line(0, "- %q", c)
	}
	f.start(s, "en")
	if len(s.Start.Minutes) > 0 {
		f.line(1, "minutes:")
	}
	for _, e := range surveys.Editions() {
		f.number(2, string(e), s.Start.Minutes[e])
	}
	f.line(0, "questions:")
	for _, q := range s.Questions {
		f.question(q)
	}
	return strings.ReplaceAll(f.String(), `\"`, `"`)
}

// translated writes the file of another language.
func translated(s *surveys.Survey, lang string) string {
	f := &file{}
	f.line(0, "language: %s", lang)
	f.text(0, "checked_by", s.Checked[lang])
	f.words(0, "title", s.Title[lang])
	f.start(s, lang)
	f.line(0, "questions:")
	for _, q := range s.Questions {
		f.line(1, "%s:", q.Key)
		f.words(2, "text", q.Text[lang])
		f.words(2, "hint", q.Hint[lang])
		f.words(2, "low", q.Low[lang])
		f.words(2, "high", q.High[lang])
		if len(q.Options) > 0 {
			f.line(2, "options:")
		}
		for _, o := range q.Options {
			f.words(3, o.Key, o.Text[lang])
		}
		f.labels(2, q, lang)
	}
	return f.String()
}

// furnish adds to a drawn survey what genSurvey leaves out.
func furnish(t *rapid.T, s *surveys.Survey) {
	s.Languages, s.Checked = []string{"en", "pl"}, map[string]string{"pl": "A reader"}
	s.Why, s.Framework, s.Groupings, s.Credits = "To know: why", "qif2019", []string{surveys.AgeBandKey}, []string{"One", "Two: more"}
	s.Start.Minutes = map[surveys.Edition]int{surveys.E4: 3, surveys.E14: 12}
	s.Start.Facts = []surveys.Fact{{Key: "who"}, {Key: "own", Editions: []surveys.Edition{surveys.E8, surveys.E11}}}
	for _, q := range s.Questions {
		if rapid.Bool().Draw(t, "linked") {
			q.Why, q.Source = "So", "Somebody"
			q.Links = surveys.Links{Quality: []string{"2.1", "9.4"}, Wellbeing: []string{"S1", "I"}, UNCRC: []int{3, 12}, Promise: []string{"Voice"}}
		}
		switch q.KindName {
		case "faces":
			q.Labels = map[string]surveys.Words{"1": {}, "5": {}}
		case "yes_no", "agreement":
			q.Labels = map[string]surveys.Words{"not_sure": {}}
		case "number":
			for n := q.Min; n <= q.Max && q.Max-q.Min <= 10; n++ {
				q.Bands = append(q.Bands, n) // as they are without: conditions name the cells
			}
		}
		if q.AboutChild && q.Labels != nil {
			q.Labels[surveys.RatherNot] = surveys.Words{}
		}
	}
}

// What is written is read again, whatever kinds, editions and words it has.
func TestFilesAreReadAsWritten(t *testing.T) {
	text := rapid.SampledFrom([]string{"", "Is it well?", "Yes", "12", "no: really", "Żółć, {so} ~", "# no remark", "null", "كيف؟"})
	rapid.Check(t, func(t *rapid.T) {
		s := genSurvey(t)
		furnish(t, s)
		for _, place := range s.Texts() {
			if end := strings.HasSuffix(place.Place, ".low") || strings.HasSuffix(place.Place, ".high"); end && s.Question(strings.Split(place.Place, ".")[1]).KindName != "number" {
				continue
			}
			for _, lang := range s.Languages {
				for _, e := range place.Editions {
					place.Words.Set(e, lang, text.Draw(t, place.Place))
				}
				place.Words.Set(surveys.All, lang, rapid.StringMatching(`[A-Za-zżćę]+( [a-z0-9:]+){0,3}`).Draw(t, "all"))
			}
		}
		files := map[string]string{"trial.yaml": own(s), "trial.pl.yaml": translated(s, "pl")}
		read, err := surveys.Parse(folder(files), "trial.yaml")
		if err != nil {
			t.Fatalf("%v\n%s", err, files)
		}
		if !reflect.DeepEqual(s, read) {
			t.Fatalf("read differently:\n%s", files)
		}
	})
}
