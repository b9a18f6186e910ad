package surveys

import (
	"bytes"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Files writes a survey as Parse reads it: its own file, and one for each other
// language, by their names. What is read of them is the same survey, if its texts have
// no spaces but one between words.
func (s *Survey) Files() map[string][]byte {
	files := map[string][]byte{s.Key + ".yaml": encoded(s.own())}
	for _, lang := range s.Languages {
		if lang != s.Source {
			files[s.Key+"."+lang+".yaml"] = encoded(s.translated(lang))
		}
	}
	return files
}

// encoded is a file's text. Characters that a reader of files refuses because they
// cannot be seen are written by their numbers.
func encoded(n *yaml.Node) []byte {
	var b bytes.Buffer
	e := yaml.NewEncoder(&b)
	e.SetIndent(2)
	_ = e.Encode(n) // to memory, of nodes made here
	_ = e.Close()
	var text strings.Builder
	for _, r := range b.String() {
		if r != '\n' && odd(r) {
			hex := strconv.FormatInt(int64(r), 16)
			text.WriteString(`\u` + strings.Repeat("0", 4-len(hex)) + hex)
			continue
		}
		text.WriteRune(r)
	}
	return []byte(text.String())
}

// sheet is a mapping of a file in the making.
type sheet struct{ *yaml.Node }

func newSheet() sheet { return sheet{&yaml.Node{Kind: yaml.MappingNode}} }

// put adds a name with a value; nothing happens if the value is nil or holds nothing.
func (m sheet) put(name string, value *yaml.Node) {
	if value == nil || value.Kind != yaml.ScalarNode && len(value.Content) == 0 {
		return
	}
	m.Content = append(m.Content, scalar(name), value)
}

// within is the mapping of a name, made if it is not there.
func (m sheet) within(name string) sheet {
	for i := 0; i+1 < len(m.Content); i += 2 {
		if m.Content[i].Value == name {
			return sheet{m.Content[i+1]}
		}
	}
	inner := newSheet()
	m.Content = append(m.Content, scalar(name), inner.Node)
	return inner
}

func scalar(text string) *yaml.Node {
	n := &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: text}
	if strings.ContainsFunc(text, odd) {
		n.Style = yaml.DoubleQuotedStyle
	}
	return n
}

// text is a text; nil if it is empty.
func text(s string) *yaml.Node {
	if s == "" {
		return nil
	}
	return scalar(s)
}

// integer is a number.
func integer(n int) *yaml.Node {
	return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!int", Value: strconv.Itoa(n)}
}

// digits is a number; nil for 0.
func digits(n int) *yaml.Node {
	if n == 0 {
		return nil
	}
	return integer(n)
}

func truth(is bool) *yaml.Node {
	if !is {
		return nil
	}
	return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!bool", Value: "true"}
}

// row is a list on one line.
func row[T any](items []T, each func(T) *yaml.Node) *yaml.Node {
	n := &yaml.Node{Kind: yaml.SequenceNode, Style: yaml.FlowStyle}
	for _, item := range items {
		n.Content = append(n.Content, each(item))
	}
	return n
}

func editionRow(eds []Edition) *yaml.Node {
	return row(eds, func(e Edition) *yaml.Node { return scalar(string(e)) })
}

// words are a text in one language; nil if there is none.
func words(w Words, lang string) *yaml.Node {
	by := w[lang]
	if only := by[All]; only != "" && len(by) == 1 {
		return scalar(only)
	}
	m := newSheet()
	for _, e := range append(Editions(), All) {
		m.put(string(e), text(by[e]))
	}
	if len(m.Content) == 0 {
		return nil
	}
	return m.Node
}

// own is the survey's own file.
func (s *Survey) own() *yaml.Node {
	m := newSheet()
	m.put("language", scalar(s.Source))
	if others := slices.DeleteFunc(slices.Clone(s.Languages), func(l string) bool { return l == s.Source }); !slices.IsSorted(others) {
		m.put("languages", row(s.Languages, scalar))
	}
	m.put("title", words(s.Title, s.Source))
	m.put("why", text(s.Why))
	m.put("framework", text(s.Framework))
	m.put("credits", row(s.Credits, scalar))
	m.put("editions", editionRow(s.Editions))
	m.put("groupings", row(s.Groupings, scalar))
	m.put("start", s.ownStart())
	qs := newSheet()
	for _, q := range s.Questions {
		qs.put(q.Key, q.own(s.Source))
	}
	m.put("questions", qs.Node)
	return m.Node
}

func (s *Survey) ownStart() *yaml.Node {
	m := newSheet()
	m.put("lead", words(s.Start.Lead, s.Source))
	m.put("grown_up", words(s.Start.GrownUp, s.Source))
	minutes := newSheet()
	for _, e := range Editions() {
		minutes.put(string(e), digits(s.Start.Minutes[e]))
	}
	m.put("minutes", minutes.Node)
	facts := newSheet()
	for _, f := range s.Start.Facts {
		one := newSheet()
		one.put("head", words(f.Head, s.Source))
		one.put("text", words(f.Text, s.Source))
		one.put("picture", text(f.Picture))
		one.put("editions", editionRow(f.Editions))
		facts.put(f.Key, one.Node)
	}
	m.put("facts", facts.Node)
	return m.Node
}

func (q *Question) own(lang string) *yaml.Node {
	m := newSheet()
	m.put("kind", scalar(q.KindName))
	m.put("editions", editionRow(q.Editions))
	m.put("about_child", truth(q.AboutChild))
	m.put("hard", row(q.Hard, scalar))
	m.put("text", words(q.Text, lang))
	m.put("hint", words(q.Hint, lang))
	m.put("picture", text(q.Picture))
	options := &yaml.Node{Kind: yaml.SequenceNode}
	for _, o := range q.Options {
		options.Content = append(options.Content, o.own(lang))
	}
	m.put("options", options)
	labels := newSheet()
	for _, code := range sortedKeys(q.Labels) {
		labels.Content = append(labels.Content, scalar(code), orBlank(words(q.Labels[code], lang)))
	}
	m.put("labels", labels.Node)
	m.put("min", digits(q.Min))
	m.put("max", digits(q.Max))
	m.put("bands", row(q.Bands, integer))
	m.put("faces", digits(q.Faces))
	m.put("low", words(q.Low, lang))
	m.put("high", words(q.High, lang))
	m.put("ask_if", clauses(q.AskIf))
	m.put("why", text(q.Why))
	m.put("links", q.Links.own())
	m.put("source", text(q.Source))
	return m.Node
}

// clauses are conditions: a mapping, or a list of such where one question is asked of
// more than once.
func clauses(list []Clause) *yaml.Node {
	m, all := newSheet(), &yaml.Node{Kind: yaml.SequenceNode}
	seen := map[string]bool{}
	for _, c := range list {
		one := newSheet()
		one.put(c.Question, row(c.Any, scalar))
		m.put(c.Question, row(c.Any, scalar))
		all.Content = append(all.Content, one.Node)
		seen[c.Question] = true
	}
	if len(seen) < len(list) {
		return all
	}
	return m.Node
}

// orBlank is a value, or nothing after the colon: labels may be worded in another
// language alone.
func orBlank(n *yaml.Node) *yaml.Node {
	if n == nil {
		return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!null", Value: ""}
	}
	return n
}

func (o Option) own(lang string) *yaml.Node {
	m := newSheet()
	said := words(o.Text, lang)
	if o.Picture == "" && !o.Exclusive && len(o.Editions) == 0 && o.Key != "key" && said != nil {
		m.put(o.Key, said)
		return m.Node
	}
	m.put("key", scalar(o.Key))
	m.put("text", said)
	m.put("picture", text(o.Picture))
	m.put("alone", truth(o.Exclusive))
	m.put("editions", editionRow(o.Editions))
	return m.Node
}

func (l Links) own() *yaml.Node {
	m := newSheet()
	m.put("quality", row(l.Quality, scalar))
	m.put("wellbeing", row(l.Wellbeing, func(code string) *yaml.Node {
		if full := wellbeing[code]; full != "" {
			return scalar(full)
		}
		return scalar(code)
	}))
	m.put("uncrc", row(l.UNCRC, integer))
	m.put("promise", row(l.Promise, scalar))
	m.Style = yaml.FlowStyle
	return m.Node
}

// translated is the file of another language: the words alone.
func (s *Survey) translated(lang string) *yaml.Node {
	m := newSheet()
	m.put("language", scalar(lang))
	m.put("checked_by", text(s.Checked[lang]))
	for _, t := range s.Texts() {
		said := words(*t.Words, lang)
		if said == nil {
			continue
		}
		path := strings.Split(t.Place, ".")
		at := m
		for _, name := range path[:len(path)-1] {
			at = at.within(name)
		}
		at.put(path[len(path)-1], said)
	}
	return m.Node
}
