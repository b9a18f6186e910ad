package store

import (
	"context"
	"errors"
	"fmt"

	"kist/internal/fault"
)

// untyped is a collection whose documents it makes and hands on without knowing their type.
type untyped struct {
	docs  Docs
	name  string
	fresh func() headed // an empty document
}

func openUntyped(ctx context.Context, e Engine, spec Spec, fresh func() headed) (untyped, error) {
	docs, err := e.Ensure(ctx, spec)
	if err != nil {
		return untyped{}, fmt.Errorf("collection %s: %w", spec.Name, err)
	}
	if t, ok := e.(Typed); ok {
		t.Holds(spec.Name, func() any { return fresh() })
	}
	return untyped{docs: docs, name: spec.Name, fresh: fresh}, nil
}

func (c *untyped) insert(ctx context.Context, doc headed) error {
	h := doc.head()
	if !possibleID(h.ID) {
		return fault.Wrap(fault.Invalid, "%s: insert with id %q", c.name, h.ID)
	}
	h.Rev = 1
	return c.wrap(c.docs.Insert(ctx, h.ID, doc))
}

func (c *untyped) read(ctx context.Context, id string, read Read) (headed, error) {
	if err := c.possible(id); err != nil {
		return nil, err
	}
	doc := c.fresh()
	if err := c.docs.Get(ctx, id, read, doc); err != nil {
		return nil, c.wrap(err)
	}
	return doc, nil
}

func (c *untyped) replace(ctx context.Context, doc headed) error {
	h := doc.head()
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

func (c *untyped) update(ctx context.Context, id string, change func(headed) error) (headed, error) {
	for {
		doc, err := c.read(ctx, id, Strong)
		if err != nil {
			return nil, err
		}
		if err := change(doc); err != nil {
			return nil, err
		}
		err = c.replace(ctx, doc)
		if err == nil {
			return doc, nil
		}
		if !errors.Is(err, fault.Conflict) {
			return nil, err
		}
	}
}

func (c *untyped) delete(ctx context.Context, id string) error {
	if err := c.possible(id); err != nil {
		return err
	}
	return c.wrap(c.docs.Delete(ctx, id))
}

// possible answers for ids that no document can have, whoever sent them.
func (c *untyped) possible(id string) error {
	if possibleID(id) {
		return nil
	}
	return fault.Wrap(fault.NotFound, "%s %q", c.name, id)
}

// each hands on what the query matches until yield returns false, or after an error.
func (c *untyped) each(ctx context.Context, q Query, yield func(headed, error) bool) {
	for decode, err := range c.docs.Find(ctx, q) {
		var doc headed
		if err == nil {
			doc = c.fresh()
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

func (c *untyped) first(ctx context.Context, q Query) (doc headed, err error) {
	q.Limit = 1
	err = fault.Wrap(fault.NotFound, "%s: nothing matches", c.name)
	c.each(ctx, q, func(found headed, wrong error) bool {
		doc, err = found, wrong
		return false
	})
	return doc, err
}

func (c *untyped) count(ctx context.Context, q Query) (int64, error) {
	n, err := c.docs.Count(ctx, q)
	return n, c.wrap(err)
}

func (c *untyped) amend(ctx context.Context, dry bool, again func(headed) (bool, error)) (n int, err error) {
	var all []headed
	c.each(ctx, Query{}, func(doc headed, wrong error) bool {
		all, err = append(all, doc), wrong
		return err == nil
	})
	if err != nil {
		return 0, err
	}
	for _, doc := range all {
		changed, err := again(doc)
		if err != nil {
			return n, err
		}
		if !changed {
			continue
		}
		n++
		if dry {
			continue
		}
		if err := c.replace(ctx, doc); err != nil && !errors.Is(err, fault.NotFound) && !errors.Is(err, fault.Conflict) {
			return n, err
		}
	}
	return n, nil
}

// wrap names the collection and not the document: an id of the inbox beside
// the line of a request would tell which submission was whose.
func (c *untyped) wrap(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", c.name, err)
}
