package results

import (
	"context"
	"sync"
	"time"

	"kist/internal/ballot"
	"kist/internal/fault"
	"kist/internal/inspections"
	"kist/internal/seal"
	"kist/internal/store"
	"kist/surveys"
)

// ByAgeBand is the grouping by age band; "" is the whole round, and any other the
// key of a question.
const ByAgeBand = surveys.AgeBandKey

// Boxes is where releases are counted from.
type Boxes interface {
	// Batches hands over the rows of every box of a round, in order.
	Batches(ctx context.Context, round string, each func(ballot.Batch) error) error
	// Count is how many boxes a round has.
	Count(ctx context.Context, round string) (int64, error)
}

// Versions is where the frozen survey of a round is read from.
type Versions interface {
	// Get decodes a version. fault.NotFound if there is none.
	Get(ctx context.Context, id string) (*surveys.Version, *surveys.Survey, error)
}

// Releases makes and keeps releases.
type Releases struct {
	docs     *store.Collection[Release, *Release]
	heads    *store.Collection[Head, *Head]
	known    sync.Map // id -> *Head
	shares   sync.Map // id -> map[string]Figure: question -> who answered it
	book     *inspections.Book
	boxes    Boxes
	versions Versions
	now      func() time.Time
}

// OpenReleases ensures the collection.
func OpenReleases(ctx context.Context, e store.Engine, book *inspections.Book, boxes Boxes, versions Versions) (*Releases, error) {
	spec := store.Spec{Name: "releases", Indexes: []store.Index{{Field: "round", Order: "number"}}}
	docs, err := store.Open[Release](ctx, e, spec)
	if err != nil {
		return nil, err
	}
	heads, err := store.Open[Head](ctx, e, spec)
	if err != nil {
		return nil, err
	}
	return &Releases{docs: docs, heads: heads, book: book, boxes: boxes, versions: versions, now: time.Now}, nil
}

// Get reads a release. fault.NotFound if there is none.
func (r *Releases) Get(ctx context.Context, id string) (*Release, error) { return r.docs.Get(ctx, id) }

// Make counts a sealed round and stores its first release. fault.Closed unless
// the round is sealed; fault.Denied for a pilot, whose report is another matter
// (Pilots.Make), and unless the round is marked synthetic, because the
// gate that attacks a release before it is stored does not exist yet;
// fault.Exists if the round has a release. progress, if not nil, is told how
// many boxes of how many are counted.
func (r *Releases) Make(ctx context.Context, round string, progress func(done, total int)) (*Release, error) {
	rd, err := r.book.Rounds.GetStrong(ctx, round)
	if err != nil {
		return nil, err
	}
	if rd.Pilot != "" {
		return nil, fault.Wrap(fault.Denied, "round %s is a pilot, which is never cited", round)
	}
	if rd.Stage != inspections.Sealed {
		return nil, fault.Wrap(fault.Closed, "round %s is %s: close it first", round, rd.Stage)
	}
	if !rd.Synthetic {
		return nil, fault.Wrap(fault.Denied, "round %s is not synthetic: a release cannot be attacked before it is stored yet", round)
	}
	rel, err := r.count(ctx, rd, progress)
	if err != nil {
		return nil, err
	}
	return rel, r.docs.Insert(ctx, rel)
}

// count makes the release. The key that decides every direction of rounding
// lives in this call only.
func (r *Releases) count(ctx context.Context, rd *inspections.Round, progress func(done, total int)) (*Release, error) {
	version, survey, err := r.versions.Get(ctx, rd.Version)
	if err != nil {
		return nil, err
	}
	total, err := r.boxes.Count(ctx, rd.ID)
	if err != nil {
		return nil, err
	}
	c, v, done := newCount(survey, rd.Groupings), newValues(seal.Random(32)), 0
	err = r.boxes.Batches(ctx, rd.ID, func(b ballot.Batch) error {
		c.addBatch(b, v)
		if done++; progress != nil {
			progress(done, int(total))
		}
		return ctx.Err()
	})
	if err != nil {
		return nil, err
	}
	const number = 1
	rel := &Release{
		Head: store.Head{ID: ReleaseID(rd.ID, number)}, Round: rd.ID, Number: number,
		Version: rd.Version, Hash: version.Hash, Made: r.now().Format(time.DateOnly), Synthetic: rd.Synthetic,
	}
	c.publish(rel)
	return rel, nil
}

// publish fills in every figure.
func (c *count) publish(rel *Release) {
	rel.Spoiled = c.spoiled
	if c.all.n >= MinGroup {
		rel.Responses = c.all.publish()
	}
	for _, t := range c.tables {
		for _, part := range t.cuts {
			rel.Tables = append(rel.Tables, t.table(part, c.groupings[part.grouping]))
		}
	}
}
