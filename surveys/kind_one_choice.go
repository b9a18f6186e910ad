package surveys

// choice is one option out of several, with or without pictures.
type choice struct{ name string }

var _ = register(choice{"one_choice"})

func (k choice) Name() string { return k.name }

func (choice) Check(q *Question, e Edition, raw []string) (Answer, error) {
	return oneOf(q, raw, func(code string) bool { return q.option(e, code) != nil })
}

func (choice) Cells(q *Question, e Edition) []string {
	return withRatherNot(q, optionKeys(q.OptionsIn(e)))
}

func (choice) Fall(_ *Question, _ Edition, a Answer) []string { return a }

func (choice) Wording(q *Question, e Edition) Wording {
	return Wording{HintID: "kind.one_choice.hint", Labels: optionLabels(q, e)}
}

func (choice) Columns(q *Question) []Column {
	return codeColumn(q, withRatherNot(q, optionKeys(q.Options)))
}

func (k choice) design(q *Question, eds []Edition, flaw flawFunc) {
	needOptions(q, eds, flaw)
	labelsAmong(q, nil, flaw)
}

// optionKeys are the keys of options in order.
func optionKeys(options []Option) []string {
	keys := make([]string, len(options), len(options)+1)
	for i, o := range options {
		keys[i] = o.Key
	}
	return keys
}

// optionLabels are the labels of the options of e.
func optionLabels(q *Question, e Edition) []Label {
	var labels []Label
	for _, o := range q.OptionsIn(e) {
		labels = append(labels, Label{Code: o.Key, Words: o.Text, Picture: o.Picture})
	}
	return labels
}
