package surveys

import (
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// How much a survey may hold.
const (
	maxQuestions = 60
	maxOptions   = 20
	maxFacts     = 10
	maxLanguages = 40
	maxGroupings = 3
	maxClauses   = 5
	maxCredits   = 20
	maxStaffText = 1000 // runes of a why, a source or a credit
)

var (
	keyForm      = regexp.MustCompile(`^[a-z][a-z0-9_]{0,39}$`)
	optionForm   = regexp.MustCompile(`^[a-z0-9][a-z0-9_-]{0,39}$`)
	languageForm = regexp.MustCompile(`^[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,2}$`)
)

// review gathers findings about a survey.
type review struct {
	s    *Survey
	list Findings
}

// add records a finding at a place; args in pairs, of which "edition" and
// "language" also go into the finding's own fields.
func (r *review) add(rule, place string, args ...any) {
	if len(r.list) >= maxFindings {
		return
	}
	f := finding(rule, args...)
	f.Place = place
	f.Edition, _ = f.Args["edition"].(Edition)
	f.Language, _ = f.Args["language"].(string)
	r.list = append(r.list, f)
}

// Flaws lists what keeps the survey from being published, in its own order;
// empty if nothing does. Advice is elsewhere: see internal/advice.
func (s *Survey) Flaws() Findings {
	r := &review{s: s}
	r.head()
	r.start()
	r.texts()
	seen := map[string]bool{}
	for i, q := range s.Questions {
		r.question(i, q, seen)
	}
	r.groupings()
	return r.list
}

func (r *review) head() {
	s := r.s
	if !keyForm.MatchString(s.Key) {
		r.add("key", "", "name", s.Key)
	}
	if len(s.Editions) == 0 {
		r.add("no_editions", "editions")
	}
	r.editions("editions", s.Editions)
	for _, e := range s.Editions {
		if e.Valid() && len(s.QuestionsIn(e)) == 0 {
			r.add("no_questions", "questions", "edition", e)
		}
	}
	for _, l := range append([]string{s.Source}, s.Languages...) {
		if !languageForm.MatchString(l) {
			r.add("language_tag", "languages", "name", l)
		}
	}
	if !slices.Contains(s.Languages, s.Source) {
		r.add("language_tag", "languages", "name", s.Source)
	}
	r.atMost("questions", "questions", len(s.Questions), maxQuestions)
	r.atMost("languages", "languages", len(s.Languages), maxLanguages)
	r.atMost("credits", "credits", len(s.Credits), maxCredits)
	r.staffText("why", s.Why)
	for _, c := range s.Credits {
		r.staffText("credits", c)
	}
}

// atMost limits how many of something there are.
func (r *review) atMost(place, what string, given, most int) {
	if given > most {
		r.add("too_many_items", place, "what", what, "given", given, "most", most)
	}
}

func (r *review) staffText(place, text string) {
	if n := utf8.RuneCountInString(text); n > maxStaffText {
		r.add("text_long", place, "given", n, "most", maxStaffText)
	}
}

// editions checks a list of editions, of the survey or of a part of it.
func (r *review) editions(place string, list []Edition) {
	seen := map[Edition]bool{}
	for _, e := range list {
		switch {
		case !e.Valid():
			r.add("edition_unknown", place, "name", string(e))
		case seen[e]:
			r.add("key_twice", place, "name", string(e))
		case !slices.Contains(r.s.Editions, e):
			r.add("edition_not_survey", place, "edition", e)
		}
		seen[e] = true
	}
}

func (r *review) start() {
	facts := r.s.Start.Facts
	r.atMost("start.facts", "facts", len(facts), maxFacts)
	seen := map[string]bool{}
	for _, f := range facts {
		place := "start.facts." + f.Key
		if !keyForm.MatchString(f.Key) {
			r.add("key", place, "name", f.Key)
		}
		if seen[f.Key] {
			r.add("key_twice", place, "name", f.Key)
		}
		seen[f.Key] = true
		r.editions(place, f.Editions)
	}
	for _, e := range sortedKeys(r.s.Start.Minutes) {
		r.editions("start.minutes", []Edition{e})
		if m := r.s.Start.Minutes[e]; m < 1 || m > 60 {
			r.add("minutes", "start.minutes", "given", m)
		}
	}
}

// texts checks that every text is there for every edition that needs it, and
// is not too long in any language.
func (r *review) texts() {
	for _, t := range r.s.Texts() {
		if t.Needed {
			r.needed(t)
		}
		for _, lang := range sortedKeys(*t.Words) {
			r.lengths(t, lang)
		}
	}
}

func (r *review) needed(t TextAt) {
	if t.Role == RoleTitle && t.Words.Empty() {
		r.add("no_title", t.Place)
		return
	}
	for _, e := range t.Editions {
		if _, ok := t.Words.In(e, r.s.Source); !ok {
			r.add("text_missing", t.Place, "edition", e)
		}
	}
}

func (r *review) lengths(t TextAt, lang string) {
	by := (*t.Words)[lang]
	for _, e := range sortedKeys(by) {
		if e != All && !e.Valid() {
			r.add("edition_unknown", t.Place, "name", string(e), "language", lang)
		}
		if n := utf8.RuneCountInString(by[e]); n > maxRunes[t.Role] {
			r.add("text_long", t.Place, "given", n, "most", maxRunes[t.Role], "language", lang)
		}
	}
}

func (r *review) groupings() {
	r.atMost("groupings", "groupings", len(r.s.Groupings), maxGroupings)
	for i, name := range r.s.Groupings {
		if slices.Contains(r.s.Groupings[:i], name) {
			r.add("key_twice", "groupings", "name", name)
		}
		if name == AgeBandKey {
			continue
		}
		q := r.s.Question(name)
		if q == nil || q.Many() || q.KindName == storyName || q.KindName == numberName {
			r.add("grouping", "groupings", "name", name)
		}
	}
}

// sortedKeys are a map's keys in order.
func sortedKeys[K ~string, V any](m map[K]V) []K {
	return slices.Sorted(maps.Keys(m))
}

// list writes codes with commas for a sentence.
func list(codes []string) string { return strings.Join(codes, ", ") }

// validQuality says whether text is the number of a quality indicator.
func validQuality(text string) bool {
	area, number, ok := strings.Cut(text, ".")
	a, err1 := strconv.Atoi(area)
	n, err2 := strconv.Atoi(number)
	return ok && err1 == nil && err2 == nil && a >= 1 && a <= 10 && n >= 1 && n <= 20
}
