package surveys

// picture is a choice among pictures with a word or two under each.
type picture struct{ choice }

var _ = register(picture{choice{"picture"}})

func (picture) Wording(q *Question, e Edition) Wording {
	return Wording{HintID: "kind.picture.hint", Labels: optionLabels(q, e)}
}

func (k picture) design(q *Question, eds []Edition, flaw flawFunc) {
	k.choice.design(q, eds, flaw)
	for _, o := range q.Options {
		if o.Picture == "" {
			flaw("picture_missing", "options."+o.Key)
		}
	}
}
