package review

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"kist/internal/audit"
	"kist/internal/fault"
	"kist/internal/inspections"
	"kist/internal/results"
	"kist/internal/store"
)

// Kind is what a point of a review is.
type Kind string

// The kinds there are.
const (
	Strong   Kind = "strength"      // what helps, and recurs
	Barrier  Kind = "barrier"       // what stands in the way, and recurs
	Consider Kind = "consideration" // an area for consideration
)

// Kinds lists them in order. The slice is the caller's own.
func Kinds() []Kind { return []Kind{Strong, Barrier, Consider} }

// Stage is how far a point has come.
type Stage string

// The stages. What was agreed of a point stays in the review until another version of it
// is agreed.
const (
	Draft   Stage = "draft"   // is being written
	Offered Stage = "offered" // waits for a second inspector
	Agreed  Stage = "agreed"  // by two
	Out     Stage = "out"     // of the review; it keeps its number
)

// Content is what inspectors write of a point.
type Content struct {
	Kind  Kind   `json:"kind"`
	Text  string `json:"text"`
	Items []int  `json:"items,omitempty"` // numbers of the findings that it rests on, in the evidence base
	Out   bool   `json:"out,omitempty"`   // it is to be taken out of the review
}

// The most that a point may have.
const (
	MaxText  = 2000 // runes
	MaxWhy   = 1000
	MaxItems = 200
	maxSteps = 200
)

// Point is something that a review says in words, as it is now.
type Point struct {
	store.Head    `bson:",inline"` // ID: programme-number
	audit.Audited `bson:",inline"`
	Programme     string   `json:"programme"`
	Number        int      `json:"number"` // from 1, within the programme
	Synthetic     bool     `json:"synthetic"`
	Stage         Stage    `json:"stage"`
	Latest        Version  `json:"latest"`
	Writers       []string `json:"writers,omitempty"` // who wrote any of it since it was last agreed
	Checks        []Check  `json:"checks,omitempty"`  // by second inspectors, the first first
	Agreed        *Version `json:"agreed,omitempty"`  // nil: none
	Second        string   `json:"second,omitempty"`  // who agreed it
}

// Version is a point as somebody wrote it.
type Version struct {
	store.Head `bson:",inline"` // ID: point/number, six digits
	Point      string           `json:"point"`
	Number     int              `json:"number"` // from 1
	Who        string           `json:"who"`    // account id
	At         string           `json:"at"`     // minute in UTC
	Content    Content          `json:"content"`
}

// Check is what a second inspector found.
type Check struct {
	Yes     bool   `json:"yes"`
	Version int    `json:"version"` // that was read
	Who     string `json:"who"`
	At      string `json:"at"` // minute in UTC
	Why     string `json:"why,omitempty"`
}

// Points are those of all reviews.
type Points struct {
	docs  *store.Collection[*Point]
	log   *store.Collection[*Version]
	trail *audit.Trail
	book  *inspections.Book
	now   func() time.Time
}

const collection = "review_points"

// Open ensures the collections.
func Open(ctx context.Context, e store.Engine, book *inspections.Book) (*Points, error) {
	s := &Points{book: book, now: time.Now}
	var errs [3]error
	s.docs, errs[0] = store.Open[Point](ctx, e, store.Spec{Name: collection, Indexes: []store.Index{{Field: "programme", Order: "number"}, {Field: audit.WaitingField}}})
	s.log, errs[1] = store.Open[Version](ctx, e, store.Spec{Name: "review_versions", Indexes: []store.Index{{Field: "point", Order: "number"}}})
	s.trail, errs[2] = audit.OpenTrail(ctx, e, func() time.Time { return s.now() })
	return s, errors.Join(errs[:]...)
}

// Of lists the points of a programme's review in the order of their numbers, those that
// were taken out too.
func (s *Points) Of(ctx context.Context, programme string) ([]*Point, error) {
	return s.docs.All(ctx, store.Query{Field: "programme", Is: programme, Order: "number"})
}

// Get reads a point. fault.NotFound if the programme has none with this number.
func (s *Points) Get(ctx context.Context, programme string, number int) (*Point, error) {
	return s.docs.Get(ctx, pointID(programme, number))
}

// History lists the versions of a point, the latest first.
func (s *Points) History(ctx context.Context, p *Point) ([]Version, error) {
	before, err := s.log.All(ctx, store.Query{Field: "point", Is: p.ID, Order: "number", Desc: true, To: int64(p.Latest.Number)})
	if err != nil {
		return nil, err
	}
	list := []Version{p.Latest} // which may be on the point alone
	for _, v := range before {
		list = append(list, *v)
	}
	return list, nil
}

// Sweep brings the lines that wait on points into the trail. Call it every minute; several
// servers may.
func (s *Points) Sweep(ctx context.Context) error {
	return audit.Sweep(ctx, s.trail, s.docs, func(p *Point) *audit.Audited { return &p.Audited })
}

// Gone are the findings on which what was agreed of a point rests and that stand no more:
// another took their place, or they are not in the review. Somebody must look at the point
// again.
func (p *Point) Gone(r *Review) (items []int) {
	if p.Agreed == nil {
		return nil
	}
	return missing(p.Agreed.Content.Items, r)
}

func missing(items []int, r *Review) (gone []int) {
	for _, n := range items {
		if _, _, ok := r.Finding(n); !ok {
			gone = append(gone, n)
		}
	}
	return gone
}

// held are the numbers that the words of a point may have: how many findings it rests on,
// in how many partnerships they are, and of how many.
func held(items []int, r *Review) (figures []results.Figure) {
	var places []string
	for _, n := range items {
		if _, p, ok := r.Finding(n); ok && !slices.Contains(places, p.Place) {
			places = append(places, p.Place)
		}
	}
	for _, n := range []int{len(items), len(places), r.Counted(), len(r.Partnerships)} {
		figures = append(figures, results.Figure{Shown: true, Count: n})
	}
	return figures
}

func pointID(programme string, number int) string { return fmt.Sprintf("%s-%d", programme, number) }

func versionID(point string, number int) string { return fmt.Sprintf("%s/%06d", point, number) }

func (s *Points) minute() string { return s.now().UTC().Format(audit.Minute) }

// errSame says that there is nothing to write.
var errSame = errors.New("no change")

// settle brings what a point carries of its latest write into the log and the trail. Done
// again it does nothing.
func (s *Points) settle(ctx context.Context, p *Point) error {
	v := p.Latest
	if err := s.log.Insert(ctx, &v); err != nil && !errors.Is(err, fault.Exists) {
		return err
	}
	return s.trail.Move(ctx, p.Audited)
}
