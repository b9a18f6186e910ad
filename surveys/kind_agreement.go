package surveys

import "slices"

// agreement is how far a child agrees with a sentence: four steps, 4 being the
// most, and "not sure" apart. There is no middle step, because it would be taken
// for "not sure".
type agreement struct{}

var _ = register(agreement{})

var (
	agreementCells = []string{"1", "2", "3", "4", notSure} // as counted, from least to most
	agreementRead  = []string{"4", "3", "2", "1", notSure} // as read
)

func (agreement) Name() string { return "agreement" }

func (agreement) Check(q *Question, _ Edition, raw []string) (Answer, error) {
	return oneOf(q, raw, func(code string) bool { return slices.Contains(agreementCells, code) })
}

func (agreement) Cells(q *Question, _ Edition) []string {
	return withRatherNot(q, slices.Clone(agreementCells))
}

func (agreement) Fall(_ *Question, _ Edition, a Answer) []string { return a }

// Wording is plainer up to 13 and in easy-read than for those who are older.
func (agreement) Wording(q *Question, e Edition) Wording {
	prefix := "kind.agreement."
	if e == E14 || e == Adult {
		prefix = "kind.agreement.older."
	}
	w := Wording{HintID: prefix + "hint"}
	for _, c := range agreementRead {
		id := prefix + c
		if c == notSure {
			id = "kind.agreement.not_sure"
		}
		w.Labels = append(w.Labels, Label{Code: c, TextID: id, Words: q.Labels[c]})
	}
	return w
}

func (k agreement) Columns(q *Question) []Column { return codeColumn(q, k.Cells(q, All)) }

func (agreement) design(q *Question, _ []Edition, flaw flawFunc) {
	noOptions(q, flaw)
	labelsAmong(q, agreementCells, flaw)
}
