package surveys

import (
	"slices"
	"strconv"
	"strings"
)

// number is a whole number from Question.Min to Question.Max. With words at its
// ends (Low, High) and at most 11 steps it is a scale, drawn as buttons.
type number struct{}

const (
	numberName = "number"
	maxNumber  = 1000 // the greatest Max
	maxScale   = 11   // steps that are drawn, and counted, one by one
	maxBands   = 20
)

var _ = register(number{})

func (number) Name() string { return numberName }

// Scale says that the number is picked from buttons rather than typed.
func (q *Question) Scale() bool {
	return q.KindName == numberName && q.Max-q.Min < maxScale && !(q.Low.Empty() && q.High.Empty())
}

func (number) Check(q *Question, _ Edition, raw []string) (Answer, error) {
	given := ""
	for _, value := range raw {
		value = strings.TrimSpace(value)
		switch {
		case value == RatherNot && q.AboutChild:
			return Answer{RatherNot}, nil
		case value == "":
		case given != "" && given != value:
			return nil, problem(q, "problem.option")
		default:
			given = value
		}
	}
	if given == "" {
		return nil, nil
	}
	n, ok := whole(given)
	if !ok {
		return nil, problem(q, "problem.number.digits")
	}
	if n < q.Min || n > q.Max {
		return nil, problem(q, "problem.number.range", "Min", q.Min, "Max", q.Max)
	}
	return Answer{strconv.Itoa(n)}, nil
}

// zeros begin the ten digits of the keyboards that children type on: ours, Arabic,
// Persian and Urdu, Punjabi, and the wide ones of Chinese.
var zeros = []rune{'0', '٠', '۰', '੦', '０'}

// whole reads digits, in any of these.
func whole(text string) (int, bool) {
	n, count := 0, 0
	for _, r := range text {
		i := slices.IndexFunc(zeros, func(zero rune) bool { return r >= zero && r <= zero+9 })
		if i < 0 {
			return 0, false
		}
		if n, count = n*10+int(r-zeros[i]), count+1; count > 6 {
			return 0, false
		}
	}
	return n, count > 0
}

// starts are the numbers at which the counted bands begin: the survey's own, or
// each number alone up to maxScale of them, or ten bands of one width.
func (q *Question) starts() []int {
	if len(q.Bands) > 0 {
		return q.Bands
	}
	width := 1
	if span := q.Max - q.Min + 1; span > maxScale {
		width = (span + 9) / 10
	}
	var starts []int
	for n := q.Min; n <= q.Max; n += width {
		starts = append(starts, n)
	}
	return starts
}

// band names the band that begins at starts[i]: "4", or "5-9".
func (q *Question) band(starts []int, i int) string {
	last := q.Max
	if i+1 < len(starts) {
		last = starts[i+1] - 1
	}
	if last == starts[i] {
		return strconv.Itoa(last)
	}
	return strconv.Itoa(starts[i]) + "-" + strconv.Itoa(last)
}

func (number) Cells(q *Question, _ Edition) []string {
	starts := q.starts()
	cells := make([]string, len(starts), len(starts)+1)
	for i := range starts {
		cells[i] = q.band(starts, i)
	}
	return withRatherNot(q, cells)
}

func (number) Fall(q *Question, _ Edition, a Answer) []string {
	if !a.given() {
		return a
	}
	n, _ := whole(a[0])
	starts := q.starts()
	i, found := slices.BinarySearch(starts, n)
	if !found {
		i--
	}
	if i < 0 {
		return nil
	}
	return []string{q.band(starts, i)}
}

func (number) Wording(q *Question, _ Edition) Wording {
	if !q.Scale() {
		return Wording{HintID: "kind.number.hint", HintArgs: map[string]any{"Min": q.Min, "Max": q.Max}}
	}
	w := Wording{}
	for n := q.Min; n <= q.Max; n++ {
		w.Labels = append(w.Labels, Label{Code: strconv.Itoa(n)})
	}
	return w
}

func (number) Columns(q *Question) []Column {
	return []Column{{Name: q.Key, Type: "number", Value: first}}
}

func (number) design(q *Question, _ []Edition, flaw flawFunc) {
	noOptions(q, flaw)
	labelsAmong(q, nil, flaw)
	if q.Min < 0 || q.Max > maxNumber || q.Max <= q.Min {
		flaw("number_range", "max", "min", q.Min, "max", q.Max)
		return
	}
	if n := len(q.Bands); n > 0 {
		rising := slices.IsSorted(q.Bands) && len(slices.Compact(slices.Clone(q.Bands))) == n
		if !rising || n > maxBands || q.Bands[0] != q.Min || q.Bands[n-1] > q.Max {
			flaw("bands", "bands", "min", q.Min, "max", q.Max)
		}
	}
}
