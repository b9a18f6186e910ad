package surveys

// Role says what a text is for; limits and checks depend on it.
type Role string

// The roles of texts.
const (
	RoleTitle    Role = "title"
	RoleStart    Role = "start"    // the start page
	RoleGrownUp  Role = "grown_up" // the note for the grown-up beside a small child
	RoleQuestion Role = "question"
	RoleHint     Role = "hint"
	RoleOption   Role = "option" // an answer: option, label, or end of a scale
)

// maxRunes limits every text by its role.
var maxRunes = map[Role]int{
	RoleTitle: 120, RoleStart: 600, RoleGrownUp: 1200,
	RoleQuestion: 300, RoleHint: 300, RoleOption: 120,
}

// TextAt is one text of a survey: where it stands, what it is for, and the
// editions that read it.
type TextAt struct {
	Place    string // "questions.safe_home.options.friend", the same in every language
	Role     Role
	Words    *Words // the survey's own: what is written here is written there
	Editions []Edition
	Needed   bool // must not be empty in the source language
}

// Texts lists every text that a reader of the survey may see, in reading order.
// Labels come in the order of their codes.
func (s *Survey) Texts() []TextAt {
	list := []TextAt{
		{"title", RoleTitle, &s.Title, s.Editions, true},
		{"start.lead", RoleStart, &s.Start.Lead, s.Editions, true},
	}
	for i := range s.Start.Facts {
		f := &s.Start.Facts[i]
		at, eds := "start.facts."+f.Key, narrow(s.Editions, f.Editions)
		list = append(list,
			TextAt{at + ".head", RoleStart, &f.Head, eds, true},
			TextAt{at + ".text", RoleStart, &f.Text, eds, false})
	}
	list = append(list, TextAt{"start.grown_up", RoleGrownUp, &s.Start.GrownUp, narrow(s.Editions, []Edition{E4}), false})
	for _, q := range s.Questions {
		list = append(list, q.texts(narrow(s.Editions, q.Editions))...)
	}
	return list
}

// texts lists the texts of one question, which is in the editions eds.
func (q *Question) texts(eds []Edition) []TextAt {
	at := "questions." + q.Key
	list := []TextAt{
		{at + ".text", RoleQuestion, &q.Text, eds, true},
		{at + ".hint", RoleHint, &q.Hint, eds, false},
	}
	for i := range q.Options {
		o := &q.Options[i]
		list = append(list, TextAt{at + ".options." + o.Key, RoleOption, &o.Text, narrow(eds, o.Editions), true})
	}
	for _, code := range sortedKeys(q.Labels) {
		list = append(list, label(q, at, code, eds))
	}
	return append(list,
		TextAt{at + ".low", RoleOption, &q.Low, eds, false},
		TextAt{at + ".high", RoleOption, &q.High, eds, false})
}

// label is a survey's own label. A map's value cannot be pointed to: Words is itself a
// map, so writing into the copy writes into the survey's.
func label(q *Question, at, code string, eds []Edition) TextAt {
	w := q.Labels[code]
	return TextAt{at + ".labels." + code, RoleOption, &w, eds, false}
}

// narrow keeps those of eds that are in list, where an empty list means all.
func narrow(eds, list []Edition) []Edition {
	var kept []Edition
	for _, e := range eds {
		if in(list, e) {
			kept = append(kept, e)
		}
	}
	return kept
}

// Missing lists the texts that lang lacks where the source language has them:
// in all their editions, or in one that the source words apart.
func (s *Survey) Missing(lang string) []TextAt {
	var list []TextAt
	for _, t := range s.Texts() {
		if gaps := missingIn(*t.Words, t.Editions, s.Source, lang); len(gaps) > 0 {
			t.Editions = gaps
			list = append(list, t)
		}
	}
	return list
}

// missingIn are the editions that cannot read w in lang though they can in the source language,
// or that have words of their own there only.
func missingIn(w Words, eds []Edition, source, lang string) []Edition {
	var gaps []Edition
	for _, e := range eds {
		if _, there := w.In(e, source); !there {
			continue
		}
		_, said := w.In(e, lang)
		if !said || w[source][e] != "" && w[lang][e] == "" {
			gaps = append(gaps, e)
		}
	}
	return gaps
}
