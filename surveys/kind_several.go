package surveys

import "slices"

// several is any number of options, or up to Question.Max of them.
type several struct{}

const severalName = "several"

var _ = register(several{})

func (several) Name() string { return severalName }

// Check gives the options in the survey's order. An exclusive one ("none of
// these") beside others is left out: the others say more, and the child sees what
// is kept before sending.
func (several) Check(q *Question, e Edition, raw []string) (Answer, error) {
	if q.AboutChild && slices.Contains(raw, RatherNot) {
		return Answer{RatherNot}, nil
	}
	for _, value := range raw {
		if value != "" && q.option(e, value) == nil {
			return nil, problem(q, "problem.option")
		}
	}
	var chosen, alone Answer
	for i := range q.Options {
		o := &q.Options[i]
		switch {
		case !in(o.Editions, e) || !slices.Contains(raw, o.Key):
		case o.Exclusive:
			alone = append(alone, o.Key)
		default:
			chosen = append(chosen, o.Key)
		}
	}
	if len(chosen) == 0 && len(alone) > 0 {
		return alone[:1], nil
	}
	if q.Max > 0 && len(chosen) > q.Max {
		return nil, problem(q, "problem.several.max", "Max", q.Max)
	}
	return chosen, nil
}

func (several) Cells(q *Question, e Edition) []string {
	return withRatherNot(q, optionKeys(q.OptionsIn(e)))
}

func (several) Fall(_ *Question, _ Edition, a Answer) []string { return a }

func (several) Wording(q *Question, e Edition) Wording {
	w := Wording{HintID: "kind.several.hint", Labels: optionLabels(q, e)}
	if q.Max > 0 {
		w.HintID, w.HintArgs = "kind.several.hint_max", map[string]any{"Max": q.Max}
	}
	return w
}

// Columns are one for each option.
func (several) Columns(q *Question) []Column {
	var columns []Column
	for _, key := range withRatherNot(q, optionKeys(q.Options)) {
		columns = append(columns, markColumn(q, key))
	}
	return columns
}

func (several) design(q *Question, eds []Edition, flaw flawFunc) {
	needOptions(q, eds, flaw)
	labelsAmong(q, nil, flaw)
	if q.Max != 0 && (q.Max < 2 || q.Max > len(q.Options)) {
		flaw("choose", "choose", "given", q.Max)
	}
}
