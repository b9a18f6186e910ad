package surveys

// TextIDs lists the ids of all interface texts that kinds name (Label.TextID,
// Wording.HintID) and that problems carry, in order.
func TextIDs() []string {
	return []string{
		"kind.agreement.1", "kind.agreement.2", "kind.agreement.3", "kind.agreement.4",
		"kind.agreement.hint", "kind.agreement.not_sure",
		"kind.agreement.older.1", "kind.agreement.older.2", "kind.agreement.older.3", "kind.agreement.older.4",
		"kind.agreement.older.hint",
		"kind.faces.1", "kind.faces.2", "kind.faces.3", "kind.faces.4", "kind.faces.5",
		"kind.faces3.1", "kind.faces3.3", "kind.faces3.5",
		"kind.number.hint", // Min, Max
		"kind.one_choice.hint",
		"kind.order.hint", // Options
		"kind.picture.hint",
		"kind.rather_not", "kind.rather_not.young",
		"kind.several.hint", "kind.several.hint_max", // Max
		"kind.story.hint", // Max
		"kind.yes_no.no", "kind.yes_no.not_sure", "kind.yes_no.yes",
		"problem.edition",
		"problem.form_size",
		"problem.language",
		"problem.number.digits",
		"problem.number.range", // Min, Max
		"problem.option",
		"problem.order.places",
		"problem.several.max", // Max
		"problem.story.long",  // Max, Over
		"problem.unknown_question",
		"problem.utf8",
	}
}
