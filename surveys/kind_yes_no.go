package surveys

import "slices"

// yesNo is yes, no, or not sure.
type yesNo struct{}

var _ = register(yesNo{})

// yesNoAnswers are the codes in reading order, and the symbol of each.
var (
	yesNoAnswers  = []string{"yes", "no", notSure}
	yesNoPictures = map[string]string{"yes": "yes", "no": "nah", notSure: "dunno"}
)

// notSure is the code of "not sure" in every kind that has one.
const notSure = "not_sure"

func (yesNo) Name() string { return "yes_no" }

func (yesNo) Check(q *Question, _ Edition, raw []string) (Answer, error) {
	return oneOf(q, raw, func(code string) bool { return slices.Contains(yesNoAnswers, code) })
}

func (yesNo) Cells(q *Question, _ Edition) []string {
	return withRatherNot(q, slices.Clone(yesNoAnswers))
}

func (yesNo) Fall(_ *Question, _ Edition, a Answer) []string { return a }

func (yesNo) Wording(q *Question, _ Edition) Wording {
	w := Wording{}
	for _, c := range yesNoAnswers {
		w.Labels = append(w.Labels, Label{Code: c, TextID: "kind.yes_no." + c, Words: q.Labels[c], Picture: yesNoPictures[c]})
	}
	return w
}

func (k yesNo) Columns(q *Question) []Column { return codeColumn(q, k.Cells(q, All)) }

func (yesNo) design(q *Question, _ []Edition, flaw flawFunc) {
	noOptions(q, flaw)
	labelsAmong(q, yesNoAnswers, flaw)
}
