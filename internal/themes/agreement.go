package themes

import (
	"math"
	"math/rand/v2"
	"slices"
)

// Estimate is a figure with the interval in which it would lie in 19 of 20 repeats.
type Estimate struct {
	Value, Low, High float64
	// Known is false where the figure does not exist: nothing was coded, or all said
	// the same of everything, so that chance would have agreed as well.
	Known bool
}

// Kappa is Cohen's kappa of two people (Cohen, "A coefficient of agreement for nominal
// scales", Educational and Psychological Measurement 20, 1960), from how often the
// first gave a value (row) when the second gave one (column). Its interval is that of
// a large sample (Fleiss, Cohen and Everitt, "Large sample standard errors of kappa
// and weighted kappa", Psychological Bulletin 72, 1969), cut off at -1 and 1.
func Kappa(table [][]int) Estimate {
	t := marginsOf(table)
	if t.n == 0 || t.expected == 1 {
		return Estimate{}
	}
	kappa := (t.observed - t.expected) / (1 - t.expected)
	return around(kappa, t.deviation(table, kappa))
}

// margins are the shares of a square table.
type margins struct {
	n                  float64
	rows, columns      []float64
	observed, expected float64 // agreement
}

func marginsOf(table [][]int) margins {
	m := margins{rows: make([]float64, len(table)), columns: make([]float64, len(table))}
	for _, row := range table {
		for _, count := range row {
			m.n += float64(count)
		}
	}
	if m.n == 0 {
		return m
	}
	for i, row := range table {
		for j, count := range row {
			m.rows[i] += float64(count) / m.n
			m.columns[j] += float64(count) / m.n
		}
		m.observed += float64(row[i]) / m.n
	}
	for i := range table {
		m.expected += m.rows[i] * m.columns[i]
	}
	return m
}

// deviation is the standard error of kappa where it is not 0.
func (m margins) deviation(table [][]int, kappa float64) float64 {
	a, b := 0.0, 0.0
	for i, row := range table {
		for j, count := range row {
			p := float64(count) / m.n
			if i == j {
				k := 1 - (m.rows[i]+m.columns[i])*(1-kappa)
				a += p * k * k
			} else {
				k := m.columns[i] + m.rows[j]
				b += p * k * k
			}
		}
	}
	c := kappa - m.expected*(1-kappa)
	v := a + (1-kappa)*(1-kappa)*b - c*c
	return math.Sqrt(max(0, v)) / ((1 - m.expected) * math.Sqrt(m.n))
}

// z is how many standard errors to each side hold 95 of a hundred.
const z = 1.959964

func around(value, deviation float64) Estimate {
	return Estimate{value, max(-1, value-z*deviation), min(1, value+z*deviation), true}
}

// missing stands for a value that an observer did not give.
const missing = -1

// Alpha is Krippendorff's alpha of nominal values (Krippendorff, "Computing
// Krippendorff's Alpha-Reliability", University of Pennsylvania, 2011): for any number
// of people, and with values that some did not give. Each unit lists its values, from
// 0 on, in any order. Its interval is where the middle 95 of a hundred draws of as many
// units with replacement lie (Efron, "Bootstrap methods", Annals of Statistics 7,
// 1979); the same units always draw the same.
func Alpha(units [][]int) Estimate {
	pairable, most := pairs(units)
	value, ok := alpha(pairable, most)
	if !ok {
		return Estimate{}
	}
	e := Estimate{value, value, value, true}
	e.Low, e.High = bootstrap(pairable, most, value)
	return e
}

// pairs are the units that at least two people gave a value, each as how often it was
// given each value, with how many values there are.
func pairs(units [][]int) (counted [][]int, values int) {
	for _, u := range units {
		for _, v := range u {
			values = max(values, v+1)
		}
	}
	for _, u := range units {
		row, n := make([]int, values), 0
		for _, v := range u {
			if v != missing {
				row[v]++
				n++
			}
		}
		if n > 1 {
			counted = append(counted, row)
		}
	}
	return counted, values
}

// alpha is one minus the disagreement that is seen by that which chance would bring;
// false if chance could bring none.
func alpha(counted [][]int, values int) (float64, bool) {
	total, n, seen := make([]float64, values), 0.0, 0.0
	for _, row := range counted {
		m, same := 0.0, 0.0
		for v, count := range row {
			c := float64(count)
			m += c
			same += c * (c - 1)
			total[v] += c
		}
		n += m
		seen += (m*(m-1) - same) / (m - 1)
	}
	by := n * n
	for _, c := range total {
		by -= c * c
	}
	if by <= 0 {
		return 0, false
	}
	return 1 - (n-1)*seen/by, true
}

// draws is how many draws an interval rests on, and its seed.
const (
	draws = 1000
	seed  = 20261126
)

// bootstrap gives the ends of alpha's interval. A draw in which everything was given
// the same value has no alpha of its own and counts as full agreement, as it is seen.
func bootstrap(counted [][]int, values int, value float64) (low, high float64) {
	random := rand.New(rand.NewPCG(seed, uint64(len(counted)))) // #nosec G404 -- the same texts have the same interval, on purpose
	found, drawn := make([]float64, draws), make([][]int, len(counted))
	for d := range found {
		for i := range drawn {
			drawn[i] = counted[random.IntN(len(counted))]
		}
		a, ok := alpha(drawn, values)
		if !ok {
			a = 1
		}
		found[d] = a
	}
	slices.Sort(found)
	const tail = 40 // one in so many lies beyond each end
	return min(value, found[draws/tail]), max(value, found[draws-1-draws/tail])
}

// Accord is how far people agree about one theme.
type Accord struct {
	Theme  string
	Kappa  Estimate // the mean over all pairs, if more than two people coded
	Alpha  Estimate
	Texts  int // that at least two people read on their own
	Both   int // of these: all gave the theme
	Splits int // of these: some gave it and others did not
}

// Accords says how far people agree about each theme, on their own, in the texts whose
// codings were brought together. What they settled afterwards changes nothing here.
func Accords(v Version, sheets []*Sheet) []Accord {
	var list []Accord
	for _, key := range v.InUse() {
		a := Accord{Theme: key}
		var units [][]int
		tables := map[[2]string][][]int{}
		for _, d := range sheets {
			if unit := d.unit(v, key); unit != nil {
				units = append(units, unit.values)
				unit.count(tables)
				a.add(unit.values)
			}
		}
		a.Alpha, a.Kappa = Alpha(units), meanKappa(tables)
		list = append(list, a)
	}
	return list
}

// unit is what each who read a text says of one theme: 1 if they gave it, else 0.
type unit struct {
	who    []string // sorted
	values []int
}

// unit is nil if the text says nothing of how far people agree.
func (s *Sheet) unit(v Version, key string) *unit {
	read := s.Read()
	if !s.Open || len(read) < enough {
		return nil
	}
	slices.SortFunc(read, func(a, b Coding) int {
		if a.Who < b.Who {
			return -1
		}
		return 1
	})
	u := &unit{}
	for _, c := range read {
		u.who = append(u.who, c.Who)
		value := 0
		if slices.Contains(v.ResolveAll(c.Themes), key) {
			value = 1
		}
		u.values = append(u.values, value)
	}
	return u
}

// count adds a text to the table of every pair of those who read it.
func (u *unit) count(tables map[[2]string][][]int) {
	for i, a := range u.who {
		for j := i + 1; j < len(u.who); j++ {
			pair := [2]string{a, u.who[j]}
			if tables[pair] == nil {
				tables[pair] = [][]int{{0, 0}, {0, 0}}
			}
			tables[pair][u.values[i]][u.values[j]]++
		}
	}
}

func (a *Accord) add(values []int) {
	a.Texts++
	gave := 0
	for _, v := range values {
		gave += v
	}
	switch gave {
	case 0:
	case len(values):
		a.Both++
	default:
		a.Splits++
	}
}

// meanKappa is the kappa of one pair, or the mean over all pairs for more (Light,
// "Measures of response agreement for qualitative data", Psychological Bulletin 76,
// 1971), with the mean of their intervals, which is wider than the mean's own.
func meanKappa(tables map[[2]string][][]int) Estimate {
	var sum Estimate
	n := 0.0
	for _, table := range tables {
		k := Kappa(table)
		if !k.Known {
			continue
		}
		sum.Value, sum.Low, sum.High, sum.Known = sum.Value+k.Value, sum.Low+k.Low, sum.High+k.High, true
		n++
	}
	if n > 0 {
		sum.Value, sum.Low, sum.High = sum.Value/n, sum.Low/n, sum.High/n
	}
	return sum
}
