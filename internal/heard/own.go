package heard

import (
	"slices"

	"kist/surveys"
)

// Lacks is how many texts of a page a language lacks for an edition. An easy-read
// edition has a wording of its own, made for it; any other may have that of all ages. A
// page without entries lacks one text.
func (c Content) Lacks(lang string, e surveys.Edition) int {
	if len(c.Entries) == 0 {
		return 1
	}
	n := 0
	for i := range c.Entries {
		n += len(c.Entries[i].lacksOwn(lang, e))
	}
	return n
}

// lacksOwn is lacks for one edition, for which easy read takes no wording but its own.
func (e *Entry) lacksOwn(lang string, of surveys.Edition) []string {
	if of != surveys.Easy {
		return e.lacks(lang, []surveys.Edition{of})
	}
	var list []string
	for _, part := range e.Parts() {
		if (part.Needed || len((*part.Words)[Source]) > 0) && (*part.Words)[lang][of] == "" {
			list = append(list, part.Name)
		}
	}
	return list
}

// Writing is for which editions an inspection's page can be written: those of Reach, and
// easy read, which a report has even where no round had it.
func Writing(reach []surveys.Edition) []surveys.Edition {
	if slices.Contains(reach, surveys.Easy) {
		return reach
	}
	return append(slices.Clone(reach), surveys.Easy)
}
