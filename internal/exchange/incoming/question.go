package incoming

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"kist/surveys"
)

// item takes one question over, or says why not.
func (d *drafting) item(it *Item) {
	if len(d.survey.Questions) == MaxQuestions {
		d.say(it.At, Left, "questions_many", "most", MaxQuestions)
		return
	}
	if it.With != "" && d.known[it.With] == nil {
		d.say(it.At, Left, "with_left", "question", it.With)
		return
	}
	if n := len(it.Options); n > MaxOptions { // before all of them are made
		d.say(it.At, Left, "flaw.too_many_items", "place", "options", "given", n, "most", MaxOptions)
		return
	}
	q, options := d.question(it)
	changed := it.Changed
	if flaw := d.flaw(q); flaw != nil && flaw.Place == "questions."+q.Key+".hint" {
		d.say(it.At, Changed, "hint_long", flawArgs(flaw)...)
		q.Hint, changed = nil, true
	}
	if flaw := d.flaw(q); flaw != nil {
		d.say(it.At, Left, cmp.Or(flawed[flaw.Rule], "flaw.other"), flawArgs(flaw)...)
		return
	}
	if q.AboutChild {
		d.say(it.At, Changed, "rather_not")
		changed = true
	}
	if it.When != nil || it.Asked != "" {
		kept, err := d.condition(it, q)
		if err != nil {
			d.say(it.At, Left, "never_asked", "condition", it.Asked)
			return
		}
		changed = !kept || changed
	}
	if !changed {
		d.say(it.At, Kept, "")
	}
	d.keys[q.Key] = true
	if _, twice := d.known[it.Name]; twice {
		d.known[it.Name] = nil // a condition on this name does not say which is meant
	} else {
		d.known[it.Name] = &known{q, options}
	}
	d.survey.Questions = append(d.survey.Questions, q)
}

// condition gives a question its condition. False if a survey cannot say it: the
// question is then always asked. errNever if it would never be.
func (d *drafting) condition(it *Item, q *surveys.Question) (bool, error) {
	if it.When != nil {
		list, ok, err := it.When.clauses(func(name string) *known { return d.known[name] })
		if err != nil {
			return false, err
		}
		if ok && len(list) <= maxClauses && d.askedBefore(list) && d.holds(q, list) {
			q.AskIf = list
			return true, nil
		}
	}
	d.say(it.At, Changed, "condition", "condition", it.Asked)
	return false, nil
}

// holds says whether a question may have these conditions in the survey's editions: an
// answer that none of them offers cannot be asked for.
func (d *drafting) holds(q *surveys.Question, list []surveys.Clause) bool {
	probe, asked := *d.survey, *q
	asked.AskIf = list
	probe.Questions = append(slices.Clip(d.survey.Questions), &asked)
	return len(probe.Flaws()) == 0
}

// askedBefore says whether, where no answer to a question is asked for, that question
// is always asked under the other clauses. A form that sees an empty answer does not
// tell whether the question was asked; a survey does.
func (d *drafting) askedBefore(list []surveys.Clause) bool {
	for _, c := range list {
		if !slices.Contains(c.Any, surveys.SkippedCode) {
			continue
		}
		for _, own := range d.survey.Question(c.Question).AskIf {
			held := slices.ContainsFunc(list, func(other surveys.Clause) bool {
				return other.Question == own.Question && !slices.ContainsFunc(other.Any, func(a string) bool { return !slices.Contains(own.Any, a) })
			})
			if !held {
				return false
			}
		}
	}
	return true
}

// question makes a question of an item, and the keys of its options by their names.
func (d *drafting) question(it *Item) (*surveys.Question, map[string]string) {
	key := keyOf(it.Name, "question")
	if key == surveys.AgeBandKey { // the program reads that one itself
		key = "age_band_asked"
	}
	q := &surveys.Question{
		Key: unique(key, d.keys), KindName: it.Kind, Min: it.Min, Max: it.Max,
		Text: d.words(it.Text), Hint: d.words(it.Hint), Low: d.words(it.Low), High: d.words(it.High),
	}
	options, taken := map[string]string{}, map[string]bool{surveys.SkippedCode: true}
	taken[surveys.RatherNotKey] = slices.ContainsFunc(it.Options, func(c Choice) bool { return unsaid(it, c) })
	maps.Copy(options, it.Codes)
	for _, c := range it.Options {
		if unsaid(it, c) {
			q.AboutChild, options[c.Name] = true, surveys.RatherNot
			if words := d.words(c.Text); !words.Empty() {
				q.Labels = map[string]surveys.Words{surveys.RatherNot: words}
			}
			continue
		}
		o := surveys.Option{Key: unique(optionKey(c.Name), taken), Text: d.words(c.Text), Exclusive: c.Alone && it.Kind == "several"}
		taken[o.Key], options[c.Name] = true, o.Key
		q.Options = append(q.Options, o)
	}
	return q, options
}

// unsaid says whether an answer is "I'd rather not say" of a question about the child, as our
// own files have it, and can stand for that: two others at least have to be left.
func unsaid(it *Item, c Choice) bool {
	return c.Name == surveys.RatherNotKey && (it.Kind == "one_choice" || it.Kind == "several") && len(it.Options) > 2
}

// words are a text in the languages of the survey, for all editions. A language
// without it stays empty, and is shown as not translated.
func (d *drafting) words(t Text) surveys.Words {
	var w surveys.Words
	for _, lang := range d.survey.Languages {
		if t[lang] != "" {
			w.Set(surveys.All, lang, t[lang])
		}
	}
	return w
}

// flaw is the first thing for which a question could not be published.
func (d *drafting) flaw(q *surveys.Question) *surveys.Finding {
	s := &surveys.Survey{
		Key: "probe", Source: d.survey.Source, Languages: d.survey.Languages, Editions: d.survey.Editions,
		Title: surveys.Text(d.survey.Source, "-"), Questions: []*surveys.Question{q},
	}
	s.Start.Lead = s.Title
	for _, f := range s.Flaws() {
		return &f
	}
	return nil
}

// flawed are the flaws that the account has words of its own for.
var flawed = map[string]string{
	"text_missing": "flaw.text_missing", "text_long": "flaw.text_long", "options_few": "flaw.options_few", "too_many_items": "flaw.too_many_items", "number_range": "flaw.number_range",
}

// flawArgs are what the words of a flaw need to know.
func flawArgs(f *surveys.Finding) []any {
	_, what, _ := strings.Cut(strings.TrimPrefix(f.Place, "questions."), ".")
	args := []any{"place", what, "message", f.Message}
	for _, name := range []string{"given", "most", "min", "max"} {
		if v, ok := f.Args[name]; ok {
			args = append(args, name, v)
		}
	}
	return args
}
