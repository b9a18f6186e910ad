package evidence

import (
	"encoding/json"
	"fmt"
	"strings"

	"kist/internal/fault"
)

// Concluded is what the item of a finding says, without the words of any piece of
// evidence: no quote is in it.
type Concluded struct {
	Place     Place
	Terms     Terms
	Statement string // empty: it was blanked
	Voice     bool   // children and young people speak in some of the evidence
}

// Concluded reads what the item of a finding says. fault.Invalid if it is none, or if its
// codes cannot be read.
func (it *Item) Concluded() (Concluded, error) {
	c := Concluded{Statement: it.Words(statementPart)}
	if it.Kind != Finding {
		return c, fault.Wrap(fault.Invalid, "item %d is a %s", it.Number, it.Kind)
	}
	if err := it.decode(placePart, &c.Place); err != nil {
		return c, err
	}
	if err := it.decode(termsPart, &c.Terms); err != nil {
		return c, err
	}
	for _, p := range it.Parts {
		if !strings.HasSuffix(p.Name, citesSuffix) {
			continue
		}
		var cites Cites
		if err := it.decode(p.Name, &cites); err != nil {
			return c, err
		}
		c.Voice = c.Voice || cites.Voice
	}
	return c, nil
}

// decode reads a part that holds JSON.
func (it *Item) decode(part string, into any) error {
	if err := json.Unmarshal([]byte(it.Words(part)), into); err != nil {
		return fmt.Errorf("%w: item %d, part %s: %v", fault.Invalid, it.Number, part, err)
	}
	return nil
}

// Standing are the items of findings that no later one of these supersedes, in their order:
// what two inspectors stand for now.
func Standing(items []*Item) []*Item {
	replaced := map[int]bool{}
	for _, it := range items {
		replaced[it.Supersedes] = it.Supersedes != 0
	}
	var list []*Item
	for _, it := range items {
		if it.Kind == Finding && !replaced[it.Number] {
			list = append(list, it)
		}
	}
	return list
}
