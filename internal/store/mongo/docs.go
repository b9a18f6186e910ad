package mongo

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
	"go.mongodb.org/mongo-driver/v2/mongo/readconcern"

	"kist/internal/fault"
	"kist/internal/store"
)

// docs is one collection, in three degrees of freshness.
type docs struct {
	spec         store.Spec
	engine       *Engine
	primary      *mongo.Collection
	linearizable *mongo.Collection // for a Get that is Strong
	majority     *mongo.Collection // for a Query that is Strong
}

var _ store.Docs = (*docs)(nil)

func newDocs(e *Engine, spec store.Spec) *docs {
	d := &docs{spec: spec, engine: e, primary: e.db.Collection(spec.Name)}
	d.linearizable, d.majority = d.primary, d.primary
	if e.replicated {
		reading := func(rc *readconcern.ReadConcern) *mongo.Collection {
			return e.db.Collection(spec.Name, options.Collection().SetReadConcern(rc))
		}
		d.linearizable, d.majority = reading(readconcern.Linearizable()), reading(readconcern.Majority())
	}
	return d
}

// Insert implements store.Docs.
func (d *docs) Insert(ctx context.Context, id string, doc any) error {
	ctx, end, err := d.engine.begin(ctx)
	if err != nil {
		return err
	}
	defer end()
	_, err = d.primary.InsertOne(ctx, doc)
	return d.exists(ctx, id, err)
}

// unnamed is an error of a write without MongoDB's words for it, which name documents and
// quote them: with its codes alone.
func unnamed(err error) error {
	var refused mongo.WriteException
	var said mongo.ServerError
	if errors.As(err, &said) && (errors.As(err, &refused) || mongo.IsDuplicateKeyError(err)) {
		return fmt.Errorf("MongoDB refused a write with the codes %v", said.ErrorCodes())
	}
	return err
}

// met says of an error of an insert that it met a document, and nothing else: what comes
// with an error of the write concern may be gone when another primary is elected.
func met(err error) bool {
	var refused mongo.WriteException
	return mongo.IsDuplicateKeyError(err) && !(errors.As(err, &refused) && refused.WriteConcernError != nil)
}

// exists is what an insert ends with, given its error. One that met a document met its id,
// for _id is the only unique index there is. Who is told that it is there believes that it
// stays, and a primary refuses by documents too that no majority has yet: so it is read as
// a majority has it.
func (d *docs) exists(ctx context.Context, id string, refused error) error {
	if !met(refused) {
		return unnamed(refused)
	}
	if !d.engine.replicated {
		return fault.Exists
	}
	err := d.linearizable.FindOne(ctx, byID(id), options.FindOne().SetProjection(bson.D{{Key: "_id", Value: 1}})).Err()
	switch {
	case err == nil:
		return fault.Exists
	case errors.Is(err, mongo.ErrNoDocuments):
		return unnamed(refused)
	}
	return err
}

// Get implements store.Docs.
func (d *docs) Get(ctx context.Context, id string, read store.Read, doc any) error {
	ctx, end, err := d.engine.begin(ctx)
	if err != nil {
		return err
	}
	defer end()
	from := d.primary
	if read == store.Strong {
		from = d.linearizable
	}
	err = from.FindOne(ctx, byID(id)).Decode(doc)
	if errors.Is(err, mongo.ErrNoDocuments) {
		return fault.NotFound
	}
	return err
}

// Replace implements store.Docs. Why nothing was replaced is found out
// afterwards, when it may have changed again; both answers are then true of a
// moment during the call.
func (d *docs) Replace(ctx context.Context, id string, rev int64, doc any) error {
	ctx, end, err := d.engine.begin(ctx)
	if err != nil {
		return err
	}
	defer end()
	res, err := d.primary.ReplaceOne(ctx, append(byID(id), bson.E{Key: "rev", Value: rev}), doc)
	if err != nil || res.MatchedCount > 0 {
		return unnamed(err)
	}
	n, err := d.primary.CountDocuments(ctx, byID(id))
	if err != nil {
		return err
	}
	if n == 0 {
		return fault.NotFound
	}
	return fault.Conflict
}

// Delete implements store.Docs.
func (d *docs) Delete(ctx context.Context, id string) error {
	ctx, end, err := d.engine.begin(ctx)
	if err != nil {
		return err
	}
	defer end()
	res, err := d.primary.DeleteOne(ctx, byID(id))
	if err == nil && res.DeletedCount == 0 {
		return fault.NotFound
	}
	return unnamed(err)
}

// Find implements store.Docs. It holds a cursor of the server, which the
// server ends by itself after ten minutes without a turn.
func (d *docs) Find(ctx context.Context, q store.Query) iter.Seq2[store.Decode, error] {
	return func(yield func(store.Decode, error) bool) {
		if err := d.each(ctx, q, func(c *mongo.Cursor) bool { return yield(c.Decode, nil) }); err != nil {
			yield(nil, err)
		}
	}
}

// each walks the cursor for as long as do says.
func (d *docs) each(ctx context.Context, q store.Query, do func(*mongo.Cursor) bool) error {
	if _, err := d.spec.Serve(q); err != nil {
		return err
	}
	ctx, timing, err := d.engine.timed(ctx, q.Strong)
	if err != nil {
		return err
	}
	defer timing.end()
	cursor, err := d.list(ctx, q)
	if err != nil {
		return err
	}
	defer cursor.Close(context.WithoutCancel(ctx))
	timing.heard() // before anything is done with what was found
	for cursor.Next(ctx) {
		if !do(cursor) {
			return nil
		}
	}
	return cursor.Err()
}

// list asks for what is found, and waits for the first of it: a majority that does not go on
// would hold up a strong list for ever.
func (d *docs) list(ctx context.Context, q store.Query) (*mongo.Cursor, error) {
	return inTime(ctx, max(listWithin, d.engine.patience), func(ctx context.Context) (*mongo.Cursor, error) {
		return d.from(q).Find(ctx, filter(q), options.Find().SetSort(order(q)).SetLimit(int64(q.Limit)))
	})
}

// inTime bounds a beginning: errLate if it takes longer. That is no deadline of the context,
// which the server would take for one of all that follows.
func inTime[T any](ctx context.Context, d time.Duration, do func(context.Context) (T, error)) (T, error) {
	ctx, give := context.WithCancelCause(ctx)
	defer give(nil) // what follows goes on by itself
	late := time.AfterFunc(d, func() { give(errLate) })
	defer late.Stop()
	got, err := do(ctx)
	if err != nil && errors.Is(context.Cause(ctx), errLate) {
		err = errLate
	}
	return got, err
}

// errLate is an error as of a context whose time is over.
var errLate = fmt.Errorf("MongoDB gave no list in time: %w", context.DeadlineExceeded)

// Count implements store.Docs.
func (d *docs) Count(ctx context.Context, q store.Query) (int64, error) {
	if _, err := d.spec.Serve(q); err != nil {
		return 0, err
	}
	ctx, cancel := d.engine.within(ctx, listWithin)
	defer cancel()
	ctx, timing, err := d.engine.timed(ctx, q.Strong)
	if err != nil {
		return 0, err
	}
	defer timing.end()
	count := options.Count()
	if q.Limit > 0 {
		count.SetLimit(int64(q.Limit))
	}
	return d.from(q).CountDocuments(ctx, filter(q), count)
}

func (d *docs) from(q store.Query) *mongo.Collection {
	if q.Strong {
		return d.majority
	}
	return d.primary
}

func byID(id string) bson.D { return bson.D{{Key: "_id", Value: id}} }

// filter is the equality and the bounds of the query.
func filter(q store.Query) bson.D {
	f := bson.D{}
	if q.Field != "" {
		f = append(f, bson.E{Key: q.Field, Value: q.Is})
	}
	var bounds bson.D
	if q.From != nil {
		bounds = append(bounds, bson.E{Key: "$gte", Value: q.From})
	}
	if q.To != nil {
		bounds = append(bounds, bson.E{Key: "$lt", Value: q.To})
	}
	if bounds != nil {
		f = append(f, bson.E{Key: orderField(q), Value: bounds})
	}
	return f
}

// order walks the index in one direction: the order field, then _id.
func order(q store.Query) bson.D {
	direction := 1
	if q.Desc {
		direction = -1
	}
	by := bson.D{{Key: orderField(q), Value: direction}}
	if q.Order != "" {
		by = append(by, bson.E{Key: "_id", Value: direction})
	}
	return by
}

func orderField(q store.Query) string {
	if q.Order == "" {
		return "_id"
	}
	return q.Order
}
