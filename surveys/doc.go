// Package surveys says what may be asked and what counts as an answer: surveys
// with their editions, languages, questions and kinds, the files they are
// written in, and the frozen versions that answers are given to. It must
// not know the web, the store, people, or how a page looks.
//
// # For whoever builds on it
//
// A survey comes from files (Parse, Check) or from a stored Version:
//
//	s, err := surveys.Parse(samples.Files, "what_its_like.yaml")
//	v, err := surveys.Publish(s, 1)        // v.ID(), v.Hash, v.JSON: store it as it is
//	s, err = v.Survey()                    // a new copy of what was frozen
//
// A page draws what QuestionsIn(e) lists (without script, all of them; AskIf tells
// which may not be for the reader) with
//
//	text, lang := s.Say(q.Text, e, lang)   // mark lang= when it differs
//	w := q.Kind().Wording(q, e)            // standard hint (q.Hint goes before it) and labels
//	no, offered := q.RatherNot(e)          // "I'd rather not say"
//
// A Label with Words prints s.Say(label.Words, ...); otherwise the interface's text
// label.TextID; with neither, its Code. TextIDs lists every interface text that kinds and
// problems use, so that a test can hold locales/ to it.
//
// # Form fields
//
// A field has the question's key; its values are codes (several: the field
// repeated). An order may be posted in two ways: repeated values of the key, all
// options in order; or, without script, one field "key.option" for each option with its
// place, 1 being first, empty while not chosen. RatherNot ("-") is one more value
// of the key and wins over anything beside it. Field names that begin with "_"
// are the server's own.
//
// # Answers
//
// Accept gives Answers and, apart from them, the texts of stories. Cells lists
// what can be counted of a question, Fall the cells that an answer counts in;
// Question.Many says that the cells of one answer may be several. A question
// with three faces in one edition and five in another uses the codes 1, 3 and 5 of
// five, so that the same code means the same everywhere.
package surveys
