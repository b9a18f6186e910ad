package store

import (
	"context"
	"errors"
	"fmt"
	"iter"

	"kist/internal/fault"
)

// Head is the part that every document has. Embed it first, with the tag
// `bson:",inline"`, which is what JSON does with it anyway.
type Head struct {
	ID  string `json:"_id"`
	Rev int64  `json:"rev"` // 1 when inserted, one more with each Replace
}

func (h *Head) head() *Head { return h }

// document is any pointer to a struct that embeds Head.
type document[T any] interface {
	*T
	head() *Head
}

// Revision is the document's, for engines that keep it beside the document.
func (h *Head) Revision() int64 { return h.Rev }

// Typed is an engine that is told what kind of documents a collection holds.
type Typed interface {
	// Holds is told of each collection that is opened, with a function that makes a
	// document of its type.
	Holds(collection string, fresh func() any)
}

// Collection is a typed view of Docs.
type Collection[T any, P document[T]] struct {
	docs Docs
	name string
}

// Open ensures the collection in the engine and gives its typed view.
func Open[T any, P document[T]](ctx context.Context, e Engine, spec Spec) (*Collection[T, P], error) {
	docs, err := e.Ensure(ctx, spec)
	if err != nil {
		return nil, fmt.Errorf("collection %s: %w", spec.Name, err)
	}
	if t, ok := e.(Typed); ok {
		t.Holds(spec.Name, func() any { return new(T) })
	}
	return &Collection[T, P]{docs: docs, name: spec.Name}, nil
}

// Insert adds a document whose ID the caller chose, as revision 1.
// fault.Exists if the id is taken; fault.Invalid if it is empty, not UTF-8, or
// holds a zero byte.
func (c *Collection[T, P]) Insert(ctx context.Context, doc *T) error {
	h := P(doc).head()
	if !possibleID(h.ID) {
		return fault.Wrap(fault.Invalid, "%s: insert with id %q", c.name, h.ID)
	}
	h.Rev = 1
	return c.wrap(c.docs.Insert(ctx, h.ID, doc))
}

// Get reads from the primary. fault.NotFound if there is none.
func (c *Collection[T, P]) Get(ctx context.Context, id string) (*T, error) {
	return c.read(ctx, id, Primary)
}

// GetStrong reads what was acknowledged by anybody before the call.
// fault.NotFound if there is none.
func (c *Collection[T, P]) GetStrong(ctx context.Context, id string) (*T, error) {
	return c.read(ctx, id, Strong)
}

func (c *Collection[T, P]) read(ctx context.Context, id string, read Read) (*T, error) {
	if err := c.possible(id); err != nil {
		return nil, err
	}
	doc := new(T)
	if err := c.docs.Get(ctx, id, read, doc); err != nil {
		return nil, c.wrap(err)
	}
	return doc, nil
}

// Replace stores doc if the stored revision is still doc's, and counts doc's
// revision up. On an error doc is as it was. fault.Conflict, fault.NotFound.
func (c *Collection[T, P]) Replace(ctx context.Context, doc *T) error {
	h := P(doc).head()
	if err := c.possible(h.ID); err != nil {
		return err
	}
	was := h.Rev
	h.Rev++
	err := c.docs.Replace(ctx, h.ID, was, doc)
	if err != nil {
		h.Rev = was
	}
	return c.wrap(err)
}

// Update reads the document strongly, lets change alter it, and replaces it,
// again if somebody else was first. It stops at the error of change and keeps
// nothing then. change may run more than once.
func (c *Collection[T, P]) Update(ctx context.Context, id string, change func(*T) error) (*T, error) {
	for {
		doc, err := c.GetStrong(ctx, id)
		if err != nil {
			return nil, err
		}
		if err := change(doc); err != nil {
			return nil, err
		}
		err = c.Replace(ctx, doc)
		if err == nil {
			return doc, nil
		}
		if !errors.Is(err, fault.Conflict) {
			return nil, err
		}
	}
}

// Delete removes the document. fault.NotFound if there is none.
func (c *Collection[T, P]) Delete(ctx context.Context, id string) error {
	if err := c.possible(id); err != nil {
		return err
	}
	return c.wrap(c.docs.Delete(ctx, id))
}

// possible answers for ids that no document can have, whoever sent them.
func (c *Collection[T, P]) possible(id string) error {
	if possibleID(id) {
		return nil
	}
	return fault.Wrap(fault.NotFound, "%s %q", c.name, id)
}

// Find streams documents; the sequence ends after its first error.
func (c *Collection[T, P]) Find(ctx context.Context, q Query) iter.Seq2[*T, error] {
	return func(yield func(*T, error) bool) {
		for decode, err := range c.docs.Find(ctx, q) {
			var doc *T
			if err == nil {
				doc = new(T)
				err = decode(doc)
			}
			if err != nil {
				yield(nil, c.wrap(err))
				return
			}
			if !yield(doc, nil) {
				return
			}
		}
	}
}

// All collects what Find streams; for small answers only.
func (c *Collection[T, P]) All(ctx context.Context, q Query) ([]*T, error) {
	var all []*T
	for doc, err := range c.Find(ctx, q) {
		if err != nil {
			return nil, err
		}
		all = append(all, doc)
	}
	return all, nil
}

// First is the first document of the query. fault.NotFound if none matches.
func (c *Collection[T, P]) First(ctx context.Context, q Query) (*T, error) {
	q.Limit = 1
	for doc, err := range c.Find(ctx, q) {
		return doc, err
	}
	return nil, fault.Wrap(fault.NotFound, "%s: nothing matches", c.name)
}

// Count is the number of documents that Find would stream.
func (c *Collection[T, P]) Count(ctx context.Context, q Query) (int64, error) {
	n, err := c.docs.Count(ctx, q)
	return n, c.wrap(err)
}

// wrap names the collection and not the document: an id of the inbox beside
// the line of a request would tell which submission was whose.
func (c *Collection[T, P]) wrap(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", c.name, err)
}
