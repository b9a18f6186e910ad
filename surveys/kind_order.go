package surveys

import (
	"slices"
	"strconv"
	"strings"
)

// order puts all options of the edition in an order. It reads the options in order,
// or "option=place" for each, 1 being first; see Question.Fields.
type order struct{}

const orderName = "order"

var _ = register(order{})

func (order) Name() string { return orderName }

// Check forgives one option without a place: there is only one left for it.
// Nothing placed at all is skipped.
func (k order) Check(q *Question, e Edition, raw []string) (Answer, error) {
	if q.AboutChild && slices.Contains(raw, RatherNot) {
		return Answer{RatherNot}, nil
	}
	options := optionKeys(q.OptionsIn(e))
	listed, placed := make(Answer, 0, len(options)), make(Answer, len(options))
	for _, value := range raw {
		key, place, dotted := strings.Cut(value, "=")
		switch {
		case value == "":
		case !slices.Contains(options, key):
			return nil, problem(q, "problem.option")
		case !dotted:
			listed = append(listed, key)
		default:
			i, err := strconv.Atoi(place)
			if err != nil || i < 1 || i > len(options) {
				return nil, problem(q, "problem.option")
			}
			if placed[i-1] != "" {
				return nil, problem(q, "problem.order.places")
			}
			placed[i-1] = key
		}
	}
	if len(listed) == 0 {
		listed = k.fill(placed, options)
	}
	return k.whole(q, listed, options)
}

// fill gives the places in order, and to the one option without a place the one
// place without an option. Other gaps stay out.
func (order) fill(placed Answer, options []string) Answer {
	left := slices.DeleteFunc(slices.Clone(options), func(o string) bool { return slices.Contains(placed, o) })
	if gap := slices.Index(placed, ""); gap >= 0 && len(left) == 1 {
		placed[gap] = left[0]
	}
	return slices.DeleteFunc(placed, func(o string) bool { return o == "" })
}

// whole refuses an order in which an option is missing or twice.
func (order) whole(q *Question, a Answer, options []string) (Answer, error) {
	if len(a) == 0 {
		return nil, nil
	}
	for i, key := range a {
		if slices.Contains(a[:i], key) {
			return nil, problem(q, "problem.order.places")
		}
	}
	if len(a) != len(options) {
		return nil, problem(q, "problem.order.places")
	}
	return a, nil
}

// Cells are "option:place" for every option and place.
func (order) Cells(q *Question, e Edition) []string {
	options := optionKeys(q.OptionsIn(e))
	cells := make([]string, 0, len(options)*len(options)+1)
	for _, o := range options {
		for place := range options {
			cells = append(cells, cell(o, place))
		}
	}
	return withRatherNot(q, cells)
}

// cell is the cell of an option in a place counted from 0.
func cell(option string, place int) string { return option + ":" + strconv.Itoa(place+1) }

func (order) Fall(_ *Question, _ Edition, a Answer) []string {
	if !a.given() {
		return a
	}
	cells := make([]string, len(a))
	for place, o := range a {
		cells[place] = cell(o, place)
	}
	return cells
}

func (order) Wording(q *Question, e Edition) Wording {
	labels := optionLabels(q, e)
	return Wording{HintID: "kind.order.hint", HintArgs: map[string]any{"Options": len(labels)}, Labels: labels}
}

// Columns are one for each option, holding its place, and one that marks RatherNot
// where it is offered.
func (order) Columns(q *Question) []Column {
	var columns []Column
	for _, key := range optionKeys(q.Options) {
		columns = append(columns, Column{Name: q.Key + "." + key, Type: "place", Value: func(a Answer) string {
			if place := slices.Index(a, key); place >= 0 {
				return strconv.Itoa(place + 1)
			}
			return ""
		}})
	}
	if q.AboutChild {
		columns = append(columns, markColumn(q, RatherNot))
	}
	return columns
}

func (order) design(q *Question, eds []Edition, flaw flawFunc) {
	needOptions(q, eds, flaw)
	labelsAmong(q, nil, flaw)
	if len(q.Options) > maxOrder {
		flaw("too_many_items", "options", "what", "options to order", "given", len(q.Options), "most", maxOrder)
	}
}

// maxOrder is how many things can be put in order at most.
const maxOrder = 8
