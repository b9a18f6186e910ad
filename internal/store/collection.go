package store

import (
	"context"
	"iter"
)

// Head is the part that every document has. Embed it first, with the tag
// `bson:",inline"`, which is what JSON does with it anyway.
type Head struct {
	ID  string `json:"_id"`
	Rev int64  `json:"rev"` // 1 when inserted, one more with each Replace
}

func (h *Head) head() *Head { return h }

// headed is a pointer to a document, whatever its type.
type headed interface{ head() *Head }

// document is any pointer to a struct that embeds Head.
type document[T any] interface {
	*T
	headed
}

// Revision is the document's, for engines that keep it beside the document.
func (h *Head) Revision() int64 { return h.Rev }

// Typed is an engine that is told what kind of documents a collection holds.
type Typed interface {
	// Holds is told of each collection that is opened, with a function that makes a
	// document of its type.
	Holds(collection string, fresh func() any)
}

// Collection is a typed view of Docs; P is a pointer to a document, such as *Round. Its
// methods only name the type: what they do is in untyped. All are compiled once and not
// again for every type of document, as they know of P only that it is a pointer.
type Collection[P headed] struct{ of untyped }

// Open ensures the collection in the engine and gives its typed view.
func Open[T any, P document[T]](ctx context.Context, e Engine, spec Spec) (*Collection[P], error) {
	of, err := openUntyped(ctx, e, spec, func() headed { return P(new(T)) })
	if err != nil {
		return nil, err
	}
	return &Collection[P]{of}, nil
}

// typed is what untyped gave, which is nothing where there is an error.
func typed[P headed](doc headed, err error) (none P, _ error) {
	if err != nil {
		return none, err
	}
	return doc.(P), nil
}

// Insert adds a document whose ID the caller chose, as revision 1.
// fault.Exists if the id is taken; fault.Invalid if it is empty, not UTF-8, or
// holds a zero byte.
func (c *Collection[P]) Insert(ctx context.Context, doc P) error { return c.of.insert(ctx, doc) }

// Get reads from the primary. fault.NotFound if there is none.
func (c *Collection[P]) Get(ctx context.Context, id string) (P, error) {
	return typed[P](c.of.read(ctx, id, Primary))
}

// GetStrong reads what was acknowledged by anybody before the call.
// fault.NotFound if there is none.
func (c *Collection[P]) GetStrong(ctx context.Context, id string) (P, error) {
	return typed[P](c.of.read(ctx, id, Strong))
}

// Replace stores doc if the stored revision is still doc's, and counts doc's
// revision up. On an error doc is as it was. fault.Conflict, fault.NotFound.
func (c *Collection[P]) Replace(ctx context.Context, doc P) error {
	return c.of.replace(ctx, doc)
}

// Update reads the document strongly, lets change alter it, and replaces it,
// again if somebody else was first. It stops at the error of change and keeps
// nothing then. change may run more than once.
func (c *Collection[P]) Update(ctx context.Context, id string, change func(P) error) (P, error) {
	return typed[P](c.of.update(ctx, id, func(doc headed) error { return change(doc.(P)) }))
}

// Delete removes the document. fault.NotFound if there is none.
func (c *Collection[P]) Delete(ctx context.Context, id string) error { return c.of.delete(ctx, id) }

// Find streams documents; the sequence ends after its first error.
func (c *Collection[P]) Find(ctx context.Context, q Query) iter.Seq2[P, error] {
	return func(yield func(P, error) bool) {
		c.of.each(ctx, q, func(doc headed, err error) bool { return yield(typed[P](doc, err)) })
	}
}

// All collects what Find streams; for small answers only.
func (c *Collection[P]) All(ctx context.Context, q Query) (all []P, err error) {
	c.of.each(ctx, q, func(doc headed, wrong error) bool {
		if err = wrong; err == nil {
			all = append(all, doc.(P))
		}
		return err == nil
	})
	if err != nil {
		return nil, err
	}
	return all, nil
}

// First is the first document of the query. fault.NotFound if none matches.
func (c *Collection[P]) First(ctx context.Context, q Query) (P, error) {
	return typed[P](c.of.first(ctx, q))
}

// Count is the number of documents that Find would stream.
func (c *Collection[P]) Count(ctx context.Context, q Query) (int64, error) {
	return c.of.count(ctx, q)
}

// Amend hands every document to again, and replaces those that it says it changed, each
// by itself and only while it is there in the revision that was read: what was deleted or
// changed meanwhile is left to another run. So it can be broken off, repeated and done by
// several at once. dry replaces nothing. n is how many again changed.
func (c *Collection[P]) Amend(ctx context.Context, dry bool, again func(P) (changed bool, err error)) (n int, err error) {
	return c.of.amend(ctx, dry, func(doc headed) (bool, error) { return again(doc.(P)) })
}
