package ballot

import (
	"context"
	"errors"
	"math"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"kist/internal/fault"
	"kist/internal/store"
)

// Stand is whether what is in a box is counted.
type Stand int

const (
	// Counts is how boxes stand that do not stand apart, and those that were let in.
	Counts Stand = iota
	// Undecided is how a box stands that was set apart, until two people have decided.
	Undecided
	// LeftOut is how it stands if they left it out. Nothing of it is deleted.
	LeftOut
)

// MaxWhy is how long the reason of a decision may be, in runes.
const MaxWhy = 1000

// Verdict is what two people decide of all boxes of a round that stand apart at the time.
// They decide of all together, so that nobody can pick the boxes that suit them. Once both
// agree it never changes: what a release has counted is counted in every later one.
type Verdict struct {
	Through int64  `json:"through"` // number of the last box that it is about
	N       int    `json:"n"`       // answers in those boxes
	Count   bool   `json:"count"`   // they are let in; false: they are left out
	Why     string `json:"why"`
	By      string `json:"by"`               // whoever asked for it, by a name that is this person's alone
	Second  string `json:"second,omitempty"` // whoever agreed
	Day     string `json:"day"`              // of the latest step, 2006-01-02
	Stand   int    `json:"stand,omitempty"`  // answers of the round that stood in the count with it
}

// asideDoc is what was decided of one round. It is a document of its own, for a server of
// the version before would lose it from any other.
type asideDoc struct {
	store.Head `bson:",inline"` // ID: the round
	Asked      *Verdict         `json:"asked,omitempty"` // waits for a second person
	Given      []Verdict        `json:"given,omitempty"` // by Through
}

// stand is how a box stands.
func (d *asideDoc) stand(number int64, why Reason) Stand {
	if why == "" {
		return Counts
	}
	for _, v := range d.Given {
		switch {
		case number > v.Through:
		case v.Count:
			return Counts
		default:
			return LeftOut
		}
	}
	return Undecided
}

// accepted is how many answers stood when people last let boxes in.
func (d *asideDoc) accepted() (n int) {
	for _, v := range d.Given {
		if v.Count {
			n = v.Stand
		}
	}
	return n
}

// Aside is what of a round stands apart. Its numbers are true ones: floor them before
// they are shown.
type Aside struct {
	Undecided int       // answers that stand apart until people decide
	LeftOut   int       // answers that people left out
	Why       []Reason  // of what is undecided, each once
	Through   int64     // number of the last box that is undecided; 0: none
	Asked     *Verdict  // waits for a second person; nil: none does
	Given     []Verdict // in their order
	Mark      int64     // another after each step

	stand int // answers in boxes that count
}

// Asides keeps which boxes stand apart, and what people decide of them.
type Asides struct {
	docs  *store.Collection[*asideDoc]
	sizes *store.Collection[*boxSize]
	now   func() time.Time

	mu    sync.Mutex
	known map[string]*sums
}

// sums is what the boxes of a round hold. What a box holds, and its mark, never change,
// and one that comes has a higher number: so each is read once, for a page that is opened
// again and again would read all answers of a round each time.
type sums struct {
	mu      sync.Mutex
	last    int64 // number of the last box that is in it
	all     int
	spoiled int
	apart   []boxSize
}

// OpenAsides ensures the collections.
func OpenAsides(ctx context.Context, e store.Engine) (*Asides, error) {
	docs, err := store.Open[asideDoc](ctx, e, store.Spec{Name: "asides"})
	if err != nil {
		return nil, err
	}
	sizes, err := store.Open[boxSize](ctx, e, boxesSpec())
	return &Asides{docs: docs, sizes: sizes, now: time.Now, known: map[string]*sums{}}, err
}

// doc is what was decided of a round; an empty one if nothing was.
func (a *Asides) doc(ctx context.Context, round string) (*asideDoc, error) {
	d, err := a.docs.GetStrong(ctx, round)
	if errors.Is(err, fault.NotFound) {
		return &asideDoc{Head: store.Head{ID: round}}, nil
	}
	return d, err
}

// AllBoxes is the number up to which Of looks at every box.
const AllBoxes = math.MaxInt64

// Of is what of a round stands apart, in boxes up to a number. While a round runs people
// are told of those that were there when its answers were counted that day, for
// otherwise somebody who sends all but one of the forms of a box would see it come when a
// child sends the last.
func (a *Asides) Of(ctx context.Context, round string, upTo int64) (Aside, error) {
	d, err := a.doc(ctx, round)
	if err != nil {
		return Aside{}, err
	}
	return a.sum(ctx, d, upTo)
}

// sum counts the boxes of a round as they stand by what was decided; what is undecided is
// told of up to a number.
func (a *Asides) sum(ctx context.Context, d *asideDoc, upTo int64) (Aside, error) {
	list, all, err := a.boxes(ctx, d.ID)
	sum := Aside{Asked: d.Asked, Given: d.Given, Mark: d.Rev, stand: all}
	for _, b := range list {
		switch d.stand(b.Number, b.Apart) {
		case Undecided:
			if sum.stand -= b.N; b.Number > upTo {
				continue
			}
			sum.Undecided, sum.Through = sum.Undecided+b.N, b.Number
			if !slices.Contains(sum.Why, b.Apart) {
				sum.Why = append(sum.Why, b.Apart)
			}
		case LeftOut:
			sum.LeftOut, sum.stand = sum.LeftOut+b.N, sum.stand-b.N
		case Counts:
		}
	}
	return sum, err
}

// boxes are those of a round that were set apart, whatever became of them, and how many
// answers all of its boxes hold.
func (a *Asides) boxes(ctx context.Context, round string) (apart []boxSize, all int, err error) {
	err = a.read(ctx, round, func(k *sums) { apart, all = slices.Clone(k.apart), k.all })
	return apart, all, err
}

// spoiled is how many envelopes of a round could not be opened.
func (a *Asides) spoiled(ctx context.Context, round string) (n int, err error) {
	err = a.read(ctx, round, func(k *sums) { n = k.spoiled })
	return n, err
}

// read takes in the boxes that came since the last time, and hands on what all hold.
func (a *Asides) read(ctx context.Context, round string, do func(*sums)) error {
	k := a.of(round)
	k.mu.Lock()
	defer k.mu.Unlock()
	q := inOrder(round)
	q.From = k.last + 1
	for b, err := range a.sizes.Find(ctx, q) {
		if err != nil {
			return err
		}
		k.last, k.all, k.spoiled = b.Number, k.all+b.N, k.spoiled+b.Spoiled
		if b.Apart != "" {
			k.apart = append(k.apart, *b)
		}
	}
	do(k)
	return nil
}

func (a *Asides) of(round string) *sums {
	a.mu.Lock()
	defer a.mu.Unlock()
	k := a.known[round]
	if k == nil {
		k = &sums{}
		a.known[round] = k
	}
	return k
}

// CheckAsk is why Ask is refused of what stands so; nil: it is not. Callers ask it before
// they write down who asks.
func (a Aside) CheckAsk(through int64, why string) error {
	why = strings.TrimSpace(why)
	switch {
	case why == "":
		return fault.Problem{Field: "why", ID: "staff.problem.missing"}
	case utf8.RuneCountInString(why) > MaxWhy:
		return fault.Problem{Field: "why", ID: "staff.problem.long", Args: map[string]any{"Max": MaxWhy}}
	case a.Undecided == 0:
		return fault.Wrap(fault.Closed, "no box is undecided")
	case a.Asked != nil || a.Through != through:
		return fault.Wrap(fault.Conflict, "it was asked already, or more stand apart")
	}
	return nil
}

// CheckAnswer is why Answer is refused of what stands so; nil: it is not.
func (a Aside) CheckAnswer(who string, mark int64, agree bool) error {
	switch {
	case a.Asked == nil || a.Mark != mark:
		return fault.Wrap(fault.Conflict, "nothing is asked, or something else")
	case agree && a.Asked.By == who:
		return fault.Wrap(fault.Denied, "it was asked by the same person")
	}
	return nil
}

// Ask asks a second person to agree to let in, or to leave out, all boxes of a round that
// stand apart up to the number through, which is Aside.Through as whoever asks has seen it.
// A fault.Problem for no reason or one that is too long; fault.Closed if nothing up to there
// is undecided, fault.Conflict if something else is, or another asked meanwhile.
func (a *Asides) Ask(ctx context.Context, round, who string, through int64, count bool, why string) error {
	return a.change(ctx, round, through, func(d *asideDoc, sum Aside) error {
		if err := sum.CheckAsk(through, why); err != nil {
			return err
		}
		d.Asked = &Verdict{Through: through, N: sum.Undecided, Count: count, Why: strings.TrimSpace(why), By: who, Day: a.now().Format(time.DateOnly)}
		return nil
	})
}

// Answer agrees to what was asked, or drops it. mark is Aside.Mark as whoever answers has
// seen it. fault.Denied for agreeing with oneself, fault.Conflict if nothing was asked, or
// something else than was seen.
func (a *Asides) Answer(ctx context.Context, round, who string, mark int64, agree bool) error {
	return a.change(ctx, round, AllBoxes, func(d *asideDoc, sum Aside) error {
		if err := sum.CheckAnswer(who, mark, agree); err != nil {
			return err
		}
		v := *d.Asked
		if d.Asked = nil; !agree {
			return nil
		}
		v.Second, v.Day, v.Stand = who, a.now().Format(time.DateOnly), sum.stand
		if v.Count {
			v.Stand += v.N
		}
		d.Given = append(d.Given, v)
		return nil
	})
}

// change writes what was decided of a round. fault.Conflict if somebody else did meanwhile.
func (a *Asides) change(ctx context.Context, round string, upTo int64, do func(*asideDoc, Aside) error) error {
	d, err := a.doc(ctx, round)
	if err != nil {
		return err
	}
	sum, err := a.sum(ctx, d, upTo)
	if err != nil {
		return err
	}
	if err := do(d, sum); err != nil {
		return err
	}
	if d.Rev > 0 {
		return a.docs.Replace(ctx, d)
	}
	err = a.docs.Insert(ctx, d)
	if errors.Is(err, fault.Exists) {
		err = fault.Wrap(fault.Conflict, "round %s: somebody else decided", round)
	}
	return err
}
