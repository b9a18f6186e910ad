package surveys

import (
	"io"
	"strings"

	"go.yaml.in/yaml/v3"
)

// readUpTo reads at most one byte more than most, so that the caller can tell.
func readUpTo(f io.Reader, most int64) ([]byte, error) {
	return io.ReadAll(io.LimitReader(f, most+1))
}

// words reads one text in lang into w: a text alone serves all editions;
// a mapping words editions apart, several with commas between.
func (r *reader) words(n *yaml.Node, at, lang string, w *Words) {
	r.lines[at] = n.Line
	if n.Kind != yaml.MappingNode {
		w.Set(All, lang, r.text(n))
		return
	}
	r.pairs(n, func(name string, key, value *yaml.Node) {
		text := r.text(value)
		for e := range strings.SplitSeq(name, ",") {
			e := Edition(strings.TrimSpace(e))
			if e != All && !e.Valid() {
				r.add(key.Line, "words_edition", "name", short(string(e)))
				continue
			}
			if (*w)[lang][e] != "" {
				r.add(key.Line, "words_twice", "edition", e)
				continue
			}
			w.Set(e, lang, text)
			r.lines[join(at, string(e))] = key.Line
		}
	})
}

// editions reads a list of editions; one text may hold several with commas.
func (r *reader) editions(n *yaml.Node) []Edition {
	var eds []Edition
	r.items(n, func(n *yaml.Node) {
		for e := range strings.SplitSeq(r.text(n), ",") {
			eds = append(eds, Edition(strings.TrimSpace(e)))
		}
	})
	return eds
}

// texts reads a list of texts.
func (r *reader) texts(n *yaml.Node) []string {
	var list []string
	r.items(n, func(n *yaml.Node) { list = append(list, r.text(n)) })
	return list
}

// numbers reads a list of whole numbers.
func (r *reader) numbers(n *yaml.Node) []int {
	var list []int
	r.items(n, func(n *yaml.Node) { list = append(list, r.number(n)) })
	return list
}

// suggest names the known field that is most like name, or all of them.
func suggest(name string, known []field) string {
	best, least := "", 3
	var all []string
	for _, f := range known {
		all = append(all, f.name)
		if d := distance(name, f.name); d < least {
			best, least = f.name, d
		}
	}
	if best != "" {
		return "Did you mean " + best + "?"
	}
	return "Known here: " + list(all) + "."
}

// distance is how many letters to change, add or take out between two names.
// Long names are not worth the reckoning.
func distance(a, b string) int {
	if len(a) > 40 || len(b) > 40 {
		return 40
	}
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
