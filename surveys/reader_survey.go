package surveys

import (
	"strings"

	"go.yaml.in/yaml/v3"
)

// survey reads a survey's own file into s. The language is read first, because
// every text needs it.
func (r *reader) survey(n *yaml.Node, s *Survey) {
	s.Source = "en"
	r.pairs(n, func(name string, _, value *yaml.Node) {
		if name == "language" {
			s.Source = r.text(value)
		}
	})
	none := func(*yaml.Node) {}
	r.fields(n, "", []field{
		{"language", none},
		{"languages", func(n *yaml.Node) { r.order = r.texts(n) }},
		{"title", func(n *yaml.Node) { r.words(n, "title", s.Source, &s.Title) }},
		{"why", func(n *yaml.Node) { s.Why = r.text(n) }},
		{"credits", func(n *yaml.Node) { s.Credits = r.texts(n) }},
		{"framework", func(n *yaml.Node) { s.Framework = r.text(n) }},
		{"editions", func(n *yaml.Node) { s.Editions = r.editions(n) }},
		{"groupings", func(n *yaml.Node) { s.Groupings = r.texts(n) }},
		{"start", func(n *yaml.Node) { r.start(n, s) }},
		{"questions", func(n *yaml.Node) { r.questions(n, s) }},
	})
}

func (r *reader) start(n *yaml.Node, s *Survey) {
	const at = "start"
	r.fields(n, at, []field{
		{"lead", func(n *yaml.Node) { r.words(n, at+".lead", s.Source, &s.Start.Lead) }},
		{"grown_up", func(n *yaml.Node) { r.words(n, at+".grown_up", s.Source, &s.Start.GrownUp) }},
		{"minutes", func(n *yaml.Node) { s.Start.Minutes = r.minutes(n, s) }},
		{"facts", func(n *yaml.Node) {
			r.pairs(n, func(name string, key, value *yaml.Node) {
				if len(s.Start.Facts) <= maxFacts {
					s.Start.Facts = append(s.Start.Facts, r.fact(name, key, value, s))
				}
			})
		}},
	})
}

func (r *reader) fact(name string, key, n *yaml.Node, s *Survey) Fact {
	f, at := Fact{Key: name}, "start.facts."+name
	r.lines[at] = key.Line
	r.fields(n, at, []field{
		{"head", func(n *yaml.Node) { r.words(n, at+".head", s.Source, &f.Head) }},
		{"text", func(n *yaml.Node) { r.words(n, at+".text", s.Source, &f.Text) }},
		{"picture", func(n *yaml.Node) { f.Picture = r.text(n) }},
		{"editions", func(n *yaml.Node) { f.Editions = r.editions(n) }},
	})
	return f
}

// minutes reads one number for all editions, or one for each.
func (r *reader) minutes(n *yaml.Node, s *Survey) map[Edition]int {
	by := map[Edition]int{}
	if n.Kind == yaml.ScalarNode {
		m := r.number(n)
		for _, e := range s.Editions {
			by[e] = m
		}
		return by
	}
	r.pairs(n, func(name string, key, value *yaml.Node) {
		if e := Edition(name); e.Valid() {
			by[e] = r.number(value)
			return
		}
		r.add(key.Line, "edition_unknown", "name", short(name))
	})
	return by
}

func (r *reader) questions(n *yaml.Node, s *Survey) {
	r.pairs(n, func(name string, key, value *yaml.Node) {
		r.lines["questions."+name] = key.Line
		if len(s.Questions) <= maxQuestions {
			s.Questions = append(s.Questions, r.question(name, value, s.Source))
		}
	})
}

func (r *reader) question(key string, n *yaml.Node, lang string) *Question {
	q, at := &Question{Key: key}, "questions."+key
	words := func(name string, w *Words) field {
		return field{name, func(n *yaml.Node) { r.words(n, at+"."+name, lang, w) }}
	}
	number := func(name string, i *int) field {
		return field{name, func(n *yaml.Node) { *i = r.number(n) }}
	}
	r.fields(n, at, []field{
		{"kind", func(n *yaml.Node) { q.KindName = r.text(n) }},
		{"editions", func(n *yaml.Node) { q.Editions = r.editions(n) }},
		{"about_child", func(n *yaml.Node) { q.AboutChild = r.yes(n) }},
		{"hard", func(n *yaml.Node) { q.Hard = r.texts(n) }},
		words("text", &q.Text), words("hint", &q.Hint), words("low", &q.Low), words("high", &q.High),
		{"picture", func(n *yaml.Node) { q.Picture = r.text(n) }},
		{"options", func(n *yaml.Node) { q.Options = r.options(n, at+".options", lang) }},
		{"labels", func(n *yaml.Node) { r.labels(n, at+".labels", lang, &q.Labels) }},
		number("min", &q.Min), number("max", &q.Max), number("choose", &q.Max), number("faces", &q.Faces),
		{"bands", func(n *yaml.Node) { q.Bands = r.numbers(n) }},
		{"ask_if", func(n *yaml.Node) { q.AskIf = r.conditions(n) }},
		{"why", func(n *yaml.Node) { q.Why = r.text(n) }},
		{"source", func(n *yaml.Node) { q.Source = r.text(n) }},
		{"links", func(n *yaml.Node) { q.Links = r.linksOf(n, at+".links") }},
	})
	return q
}

// labels reads the survey's own words for standard answers, by code.
func (r *reader) labels(n *yaml.Node, at, lang string, labels *map[string]Words) {
	r.pairs(n, func(code string, _, value *yaml.Node) {
		w := (*labels)[code]
		r.words(value, join(at, code), lang, &w)
		if *labels == nil {
			*labels = map[string]Words{}
		}
		if w != nil {
			(*labels)[code] = w
		}
	})
}

// options reads a list of options, each "key: words", or in full with
// key, text, picture, alone and editions.
func (r *reader) options(n *yaml.Node, at, lang string) []Option {
	var list []Option
	r.items(n, func(n *yaml.Node) {
		if n.Kind != yaml.MappingNode {
			r.add(n.Line, "want_map")
			return
		}
		if len(list) <= maxOptions {
			list = append(list, r.option(n, at, lang))
		}
	})
	return list
}

func (r *reader) option(n *yaml.Node, at, lang string) Option {
	var o Option
	if len(n.Content) == 2 && n.Content[0].Value != "key" {
		r.pairs(n, func(name string, _, value *yaml.Node) {
			o.Key = name
			r.words(value, join(at, name), lang, &o.Text)
		})
		return o
	}
	r.pairs(n, func(name string, _, value *yaml.Node) {
		if name == "key" {
			o.Key = r.text(value)
		}
	})
	line := n.Line
	r.fields(n, join(at, o.Key), []field{
		{"key", func(*yaml.Node) {}},
		{"text", func(n *yaml.Node) { r.words(n, join(at, o.Key), lang, &o.Text) }},
		{"picture", func(n *yaml.Node) { o.Picture = r.text(n) }},
		{"alone", func(n *yaml.Node) { o.Exclusive = r.yes(n) }},
		{"editions", func(n *yaml.Node) { o.Editions = r.editions(n) }},
	})
	r.lines[join(at, o.Key)] = line
	return o
}

// conditions reads "question: answers", all of which must hold. A list of such asks for
// answers of one question more than once.
func (r *reader) conditions(n *yaml.Node) []Clause {
	var all []Clause
	one := func(n *yaml.Node) {
		r.pairs(n, func(name string, _, value *yaml.Node) {
			if len(all) <= maxClauses {
				all = append(all, Clause{Question: name, Any: r.texts(value)})
			}
		})
	}
	if n.Kind == yaml.SequenceNode {
		r.items(n, one)
	} else {
		one(n)
	}
	return all
}

func (r *reader) linksOf(n *yaml.Node, at string) Links {
	var l Links
	r.fields(n, at, []field{
		{"quality", func(n *yaml.Node) { l.Quality = r.texts(n) }},
		{"wellbeing", func(n *yaml.Node) {
			for _, name := range r.texts(n) {
				l.Wellbeing = append(l.Wellbeing, wellbeingCode(name))
			}
		}},
		{"uncrc", func(n *yaml.Node) { l.UNCRC = r.numbers(n) }},
		{"promise", func(n *yaml.Node) { l.Promise = r.texts(n) }},
	})
	return l
}

// wellbeingCode is the code of an indicator that a file may name in full.
func wellbeingCode(name string) string {
	for code, full := range wellbeing {
		if strings.EqualFold(name, full) {
			return code
		}
	}
	return name
}
