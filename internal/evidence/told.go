package evidence

// Told is what an item of a finding says, blanked words left out.
type Told struct {
	Terms
	Statement, Unknown string
	Grounds            []Ground // in order
}

// Ground is a piece of evidence as an item tells it.
type Ground struct {
	Cites
	Key                string
	Title, Says, Quote string // empty: it has none, or they were blanked
}

// Tell reads what an item of a finding says. fault.Invalid if it is none.
func (it *Item) Tell() (Told, error) {
	var t Told
	if err := it.decode(termsPart, &t.Terms); err != nil {
		return t, err
	}
	t.Statement, t.Unknown = it.Words(statementPart), it.Words(unknownPart)
	for _, key := range t.Terms.Sources {
		of := sourcePart + key
		s := Ground{Key: key, Title: it.Words(of + titleSuffix), Says: it.Words(of + saysSuffix), Quote: it.Words(of + quoteSuffix)}
		if err := it.decode(of+citesSuffix, &s.Cites); err != nil {
			return t, err
		}
		t.Grounds = append(t.Grounds, s)
	}
	return t, nil
}
