package results

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
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
	// Undecided says whether boxes of a round stand apart of which people have not decided.
	Undecided(ctx context.Context, round string) (bool, error)
}

// Versions is where the frozen survey of a round is read from.
type Versions interface {
	// Get decodes a version. fault.NotFound if there is none.
	Get(ctx context.Context, id string) (*surveys.Version, *surveys.Survey, error)
	// Alike are the keys of the questions whose answers to two versions may stand side
	// by side. fault.NotFound if there is no such version.
	Alike(ctx context.Context, a, b string) ([]string, error)
}

// Releases makes and keeps releases.
type Releases struct {
	docs     *store.Collection[*Release]
	heads    *store.Collection[*Head]
	bases    *store.Collection[*Basis]
	known    sync.Map // id -> *Head
	own      sync.Map // id of a key -> struct{}: it is proved
	shares   sync.Map // id -> map[string]Figure: question -> who answered it
	book     *inspections.Book
	boxes    Boxes
	versions Versions
	signer   seal.Signer
	keys     *store.Collection[*SigningKey]
	now      func() time.Time
}

// OpenReleases ensures the collections, and writes down the public half of the key
// that signs. With the zero signer releases can be read and none can be published.
func OpenReleases(ctx context.Context, e store.Engine, book *inspections.Book, boxes Boxes, versions Versions, signer seal.Signer) (*Releases, error) {
	spec := store.Spec{Name: "releases", Indexes: []store.Index{{Field: "round", Order: "number"}}}
	docs, err := store.Open[Release](ctx, e, spec)
	if err != nil {
		return nil, err
	}
	heads, err := store.Open[Head](ctx, e, spec)
	if err != nil {
		return nil, err
	}
	bases, err := store.Open[Basis](ctx, e, store.Spec{Name: "release_bases"})
	if err != nil {
		return nil, err
	}
	keys, err := store.Open[SigningKey](ctx, e, store.Spec{Name: "signing_keys"})
	if err != nil {
		return nil, err
	}
	r := &Releases{docs: docs, heads: heads, bases: bases, keys: keys, book: book, boxes: boxes, versions: versions, signer: signer, now: time.Now}
	return r, r.noteKey(ctx)
}

// Get reads a published release. fault.NotFound if there is none; fault.Invalid if it
// is not any more what was signed.
func (r *Releases) Get(ctx context.Context, id string) (*Release, error) {
	rel, err := r.docs.Get(ctx, id)
	if err != nil {
		return nil, err
	}
	if rel.State != Published {
		return nil, fault.Wrap(fault.NotFound, "release %s is %s", id, rel.State)
	}
	return rel, r.genuine(ctx, rel)
}

// genuine says whether a published release is what was signed, and marks one that somebody
// else signed. fault.Invalid if it was changed, or its signature was taken out.
func (r *Releases) genuine(ctx context.Context, rel *Release) (err error) {
	if err := rel.untouched(); err != nil {
		return err
	}
	if rel.Signature != nil {
		rel.Foreign, err = r.foreign(ctx, rel.Signature.Key)
		return err
	}
	gone, err := r.stripped(ctx, rel.ID)
	if err == nil && gone {
		err = fault.Wrap(fault.Invalid, "release %s was signed, and its signature is gone", rel.ID)
	}
	return err
}

// Waiting reads the release of a round that waits for a second person; nil if none
// does.
func (r *Releases) Waiting(ctx context.Context, round string) (*Release, error) {
	rel, err := r.docs.First(ctx, store.Query{Field: "round", Is: round, Order: "number", Desc: true, Strong: true})
	if errors.Is(err, fault.NotFound) || err == nil && rel.State != Waits {
		return nil, nil
	}
	return rel, err
}

// Next is the id that the next release of a round will have, whatever became of
// those before it.
func (r *Releases) Next(ctx context.Context, round string) (string, error) {
	n, err := r.docs.Count(ctx, store.Query{Field: "round", Is: round})
	return ReleaseID(round, int(n)+1), err
}

// Make counts a round, attacks what it would publish together with all that it
// published before (R6), leaves out what must not be told, and stores the next
// release: the final one of a sealed round, an interim one of a running round. who
// makes it; it waits for a second person, but that of a synthetic round does not.
// fault.Denied for a pilot, whose report is another matter (Pilots.Make), and without
// a signing key;
// fault.Exists if the round has its final release; fault.Closed if it is in another
// stage, or the release is not due (R5), or another one waits; ErrUndecided if it is to be
// the final one and boxes stand apart. progress, if not nil,
// is told how many boxes of how many are counted, then how many questions are
// attacked.
func (r *Releases) Make(ctx context.Context, round, who string, progress func(done, total int)) (*Release, error) {
	return r.make(ctx, round, who, progress, func() error { return nil })
}

// make is Make; it stores nothing if before says no, which is asked when all else is
// done.
func (r *Releases) make(ctx context.Context, round, who string, progress func(done, total int), before func() error) (*Release, error) {
	if !r.signer.Can() {
		return nil, fault.Wrap(fault.Denied, "this server holds no signing key")
	}
	rd, err := r.book.Rounds.GetStrong(ctx, round)
	if err != nil {
		return nil, err
	}
	earlier, err := r.docs.All(ctx, store.Query{Field: "round", Is: round, Order: "number", Strong: true})
	if err != nil {
		return nil, err
	}
	if err := errors.Join(mayRelease(rd, earlier), r.decided(ctx, rd)); err != nil {
		return nil, err
	}
	version, survey, err := r.versions.Get(ctx, rd.Version)
	if err != nil {
		return nil, err
	}
	views, err := r.recount(ctx, rd, survey, earlier, false, progress)
	if err != nil {
		return nil, err
	}
	interim, late := rd.Stage == inspections.Running, len(views) > 1 && joined(views) < MinJoined
	if interim && !due(views) {
		return nil, fault.Wrap(fault.Closed, "round %s: too few joined for an interim release", round)
	}
	if late { // whoever came since could be guessed at: what was told stays as it was
		if views, err = r.recount(ctx, rd, survey, earlier, true, progress); err != nil {
			return nil, err
		}
	}
	now := views[len(views)-1]
	rel := now.release
	number := len(earlier) + 1
	*rel = Release{
		Head: store.Head{ID: ReleaseID(rd.ID, number)}, Round: rd.ID, Number: number, Version: rd.Version, Hash: version.Hash,
		Made: r.now().Format(time.DateOnly), Synthetic: rd.Synthetic, Interim: interim, Late: late, By: who, Editions: rd.Editions, Aside: aside(views),
	}
	if !rd.Synthetic {
		rel.State = Waits
	}
	now.publish(rel)
	if late {
		rel.repeat(earlier[len(earlier)-1])
	}
	g := newGate(rd, survey, views).backwards(func(v, other *view) bool { return v.basis.within(other.basis) })
	if err := g.reporting().pass(ctx, progress); err != nil {
		return nil, err
	}
	if rel.State == Published {
		if err := rel.Sign(r.signer.Sign); err != nil {
			return nil, err
		}
	}
	if err := before(); err != nil {
		return nil, err
	}
	return rel, r.keep(ctx, rel, now.basis)
}

// keep stores a release after its basis, so that no release is without one. One that
// a crash or another server's release left alone is of no use and does no harm.
func (r *Releases) keep(ctx context.Context, rel *Release, basis *Basis) error {
	rel.Basis = hex.EncodeToString(seal.Random(16))
	basis.Head = store.Head{ID: rel.Basis}
	if err := r.bases.Insert(ctx, basis); err != nil {
		return err
	}
	return r.docs.Insert(ctx, rel)
}

// ErrUndecided says that people have to decide first of boxes that stand apart. It is
// fault.Closed.
var ErrUndecided = fmt.Errorf("answers stand apart: %w", fault.Closed)

// decided is ErrUndecided if the last that is told of a round would leave out answers of
// which people may still say that they count. What an interim release leaves out joins
// later, as children do.
func (r *Releases) decided(ctx context.Context, rd *inspections.Round) error {
	if rd.Stage != inspections.Sealed {
		return nil
	}
	undecided, err := r.boxes.Undecided(ctx, rd.ID)
	if err == nil && undecided {
		err = fmt.Errorf("round %s: %w", rd.ID, ErrUndecided)
	}
	return err
}

// MaxReleases is how many releases a round can have (R5). The last of them is kept
// for the final one.
const MaxReleases = 3

// mayRelease says why a round can have no release now. earlier are those it has.
func mayRelease(rd *inspections.Round, earlier []*Release) error {
	switch {
	case rd.Pilot != "":
		return fault.Wrap(fault.Denied, "round %s is a pilot, which is never cited", rd.ID)
	case rd.Stage != inspections.Running && rd.Stage != inspections.Sealed:
		return fault.Wrap(fault.Closed, "round %s is %s", rd.ID, rd.Stage)
	case slices.ContainsFunc(earlier, func(r *Release) bool { return !r.Interim && r.State != Declined }):
		return fault.Wrap(fault.Exists, "round %s has its final release", rd.ID)
	case slices.ContainsFunc(earlier, func(r *Release) bool { return r.State == Waits }):
		return fault.Wrap(fault.Closed, "round %s: a release waits for a second person", rd.ID)
	case len(earlier) >= MaxReleases, rd.Stage == inspections.Running && len(earlier) >= MaxReleases-1:
		return fault.Wrap(fault.Closed, "round %s has had its releases", rd.ID)
	}
	return nil
}

// MinJoined is how many children must have answered for an interim release, and have
// joined since for the next one. R5 asks for twice as many; but a child who joins
// with few others can be guessed at from the differences of rounded counts. Measured
// by TestTheGameOfOneChild: with as many as this no more than 5 points better than
// from frequencies.
const MinJoined = 150

// due says whether an interim release may be made: enough answered, and twice as
// many as for the one before (R5).
func due(views []*view) bool {
	n := views[len(views)-1].all.n
	if len(views) > 1 {
		return joined(views) >= max(MinJoined, n-joined(views))
	}
	return n >= MinJoined
}

// joined is how many more children the last view has than the one before.
func joined(views []*view) int {
	return views[len(views)-1].all.n - views[len(views)-2].all.n
}

// repeat takes the numbers of the whole round over from an earlier release of the
// same rows, or of more, if some were withdrawn since: told twice with other roundings,
// they would say more. What they say together with the groups that are told now, the
// attack asks (view.compare). A question that the earlier release left out stays left out:
// numbers of it would be no repeated ones, which the attack takes them for.
func (r *Release) repeat(earlier *Release) {
	r.Responses = earlier.Responses
	r.Attack = &Attacked{}
	for i, t := range r.Tables {
		if was, told := earlier.table(t.Question, ""); told && t.By == "" {
			r.Tables[i] = was
		}
	}
	for _, t := range slices.Clone(r.Tables) {
		if _, told := earlier.table(t.Question, ""); !told {
			r.drop(t.Question, "", WithPast)
		}
	}
}

// Second approves or declines a release that waits. It must be another person than
// the one who made it: fault.Denied. Doing the same again changes nothing;
// fault.Closed if it went the other way.
func (r *Releases) Second(ctx context.Context, id, who string, approve bool) (*Release, error) {
	to := Declined
	if approve {
		to = Published
	}
	return r.docs.Update(ctx, id, func(rel *Release) error {
		switch {
		case rel.By == who:
			return fault.Wrap(fault.Denied, "release %s was made by the same person", id)
		case rel.State == to && rel.Second == who:
			return nil
		case rel.State != Waits:
			return fault.Wrap(fault.Closed, "release %s waits no more", id)
		}
		rel.State, rel.Second = to, who
		if approve {
			return rel.Sign(r.signer.Sign)
		}
		return nil
	})
}

// publish fills in every figure; of an interim release, of the whole round only.
func (c *count) publish(rel *Release) {
	rel.Spoiled = c.spoiled
	if c.all.n >= MinGroup {
		rel.Responses = c.all.publish()
	}
	for _, t := range c.tables {
		for _, part := range t.cuts {
			by := c.groupings[part.grouping]
			if rel.Interim && by.by != "" || !c.tells(t.question, by) {
				continue // groups are told once, with all who answered
			}
			rel.Tables = append(rel.Tables, t.table(part, by, merging{}))
		}
	}
}
