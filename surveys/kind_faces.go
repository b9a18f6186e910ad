package surveys

import "slices"

// faces is a choice among three or five faces. Three are the codes 1, 3 and 5 of
// five, so that editions with three compare with editions with five.
type faces struct{}

var _ = register(faces{})

var (
	threeFaces = []string{"1", "3", "5"}
	fiveFaces  = []string{"1", "2", "3", "4", "5"}
)

// codes are the faces of edition e: never more than three for the youngest, by
// default three up to 10 and in easy-read, and five from 11 on.
func (faces) codes(q *Question, e Edition) []string {
	switch {
	case e == E4, q.Faces == 3:
		return threeFaces
	case q.Faces == 0 && (e == E8 || e == Easy):
		return threeFaces
	}
	return fiveFaces
}

func (faces) Name() string { return "faces" }

func (k faces) Check(q *Question, e Edition, raw []string) (Answer, error) {
	codes := k.codes(q, e)
	return oneOf(q, raw, func(code string) bool { return slices.Contains(codes, code) })
}

func (k faces) Cells(q *Question, e Edition) []string {
	return withRatherNot(q, slices.Clone(k.codes(q, e)))
}

func (faces) Fall(_ *Question, _ Edition, a Answer) []string { return a }

func (k faces) Wording(q *Question, e Edition) Wording {
	codes := k.codes(q, e)
	prefix := "kind.faces."
	if len(codes) == 3 {
		prefix = "kind.faces3."
	}
	w := Wording{}
	for _, c := range codes {
		w.Labels = append(w.Labels, Label{Code: c, TextID: prefix + c, Words: q.Labels[c], Picture: "f" + c})
	}
	return w
}

func (k faces) Columns(q *Question) []Column {
	return codeColumn(q, withRatherNot(q, slices.Clone(fiveFaces)))
}

func (faces) design(q *Question, eds []Edition, flaw flawFunc) {
	if q.Faces != 0 && q.Faces != 3 && q.Faces != 5 {
		flaw("faces_number", "faces", "given", q.Faces)
	}
	noOptions(q, flaw)
	labelsAmong(q, fiveFaces, flaw)
}
