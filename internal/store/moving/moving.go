// Package moving carries every document of one engine into another: from SQLite to
// MongoDB, or back; and into a file and out of it. It opens nothing that is sealed, and
// needs no key.
//
// Documents are carried as the types of the collections that hold them, for the
// engines write bytes and numbers each in their own way. A document is inserted as
// often as it takes: a move that was broken off is taken up by running it again, and
// ends only when both sides, read anew from end to end, are the same. Servers on
// either side have to be stopped: what they wrote meanwhile would be found at the end,
// and the move refused.
package moving

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"

	"kist/internal/fault"
	"kist/internal/store"
)

// kind is one collection with the types that its documents are opened as.
type kind struct {
	spec  store.Spec
	fresh []func() any
	from  store.Docs
}

// House is an engine that remembers the collections that are opened in it: open the
// whole program on it, then Move.
type House struct {
	store.Engine
	kinds map[string]*kind
}

// NewHouse wraps the engine that is moved from.
func NewHouse(e store.Engine) *House { return &House{e, map[string]*kind{}} }

// Ensure is the engine's own, remembered.
func (h *House) Ensure(ctx context.Context, spec store.Spec) (store.Docs, error) {
	docs, err := h.Engine.Ensure(ctx, spec)
	if err != nil {
		return nil, err
	}
	k := h.kind(spec.Name)
	k.spec, k.from = joined(k.spec, spec), docs
	return docs, nil
}

// Holds takes note of the type of a collection's documents (store.Typed).
func (h *House) Holds(collection string, fresh func() any) {
	k := h.kind(collection)
	k.fresh = append(k.fresh, fresh)
}

func (h *House) kind(name string) *kind {
	if h.kinds[name] == nil {
		h.kinds[name] = &kind{}
	}
	return h.kinds[name]
}

// joined is what two declarations of one collection ask for.
func joined(a, b store.Spec) store.Spec {
	b.Clustered, b.Shred = b.Clustered || a.Clustered, b.Shred || a.Shred
	for _, ix := range a.Indexes {
		if !slices.Contains(b.Indexes, ix) {
			b.Indexes = append(b.Indexes, ix)
		}
	}
	return b
}

// Collections are the names of all that were opened, sorted.
func (h *House) Collections() []string {
	var names []string
	for name := range h.kinds {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// Moved says of one collection what was carried.
type Moved struct {
	Collection string
	Documents  int64
	Sum        string // SHA-256 of all its documents in the order of their ids, in hex
}

// Progress is told of each collection that is begun, with how many documents it has,
// and gives what to call after each, from any goroutine, and at the end.
type Progress func(collection string, documents int) (step, done func())

// ErrNotEmpty says that the store that is filled holds documents of its own.
var ErrNotEmpty = errors.New("the store that is to be filled is not empty")

// ErrDiffer says that the two sides are not the same at the end.
var ErrDiffer = errors.New("the two stores are not the same")

// Move carries everything into an engine that holds nothing, or what an earlier Move
// of the same store left there, and gives what it carried, by name. ErrNotEmpty,
// ErrDiffer; fault.Invalid for a document of a field that this program does not know,
// which a newer one wrote.
func (h *House) Move(ctx context.Context, to store.Engine, progress Progress) ([]Moved, error) {
	target, err := h.ensure(ctx, to)
	if err != nil {
		return nil, err
	}
	from, err := h.face(ctx)
	if err != nil {
		return nil, err
	}
	mark, err := begin(ctx, to, target, Moving, from)
	if err != nil {
		return nil, err
	}
	var all []Moved
	for _, name := range h.Collections() {
		if err := h.kinds[name].carry(ctx, target[name], progress); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
	}
	for _, name := range h.Collections() {
		moved, err := h.kinds[name].compare(ctx, target[name])
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		all = append(all, moved)
	}
	return all, mark.end(ctx)
}

// ensure makes every collection in another engine.
func (h *House) ensure(ctx context.Context, to store.Engine) (map[string]store.Docs, error) {
	target := map[string]store.Docs{}
	for _, name := range h.Collections() {
		docs, err := to.Ensure(ctx, h.kinds[name].spec)
		if err != nil {
			return nil, err
		}
		target[name] = docs
	}
	return target, nil
}

// atOnce is how many documents are on their way together: engines take several in one
// go.
const atOnce = 64

// carry inserts what is not there yet.
func (k *kind) carry(ctx context.Context, to store.Docs, progress Progress) error {
	n, err := k.from.Count(ctx, store.Query{})
	if err != nil {
		return err
	}
	step, done := progress(k.spec.Name, int(n))
	group, each := errgroup.WithContext(ctx)
	group.SetLimit(atOnce)
	for decode, err := range k.from.Find(each, store.Query{}) {
		if err != nil {
			return errors.Join(err, group.Wait())
		}
		doc, id, err := k.open(decode)
		if err != nil {
			return errors.Join(err, group.Wait())
		}
		group.Go(func() error {
			defer step()
			if err := to.Insert(each, id, doc); err != nil && !errors.Is(err, fault.Exists) {
				return err
			}
			return nil
		})
	}
	if err := group.Wait(); err != nil {
		return err
	}
	done()
	return nil
}

// open decodes a document as the first of its types that has all of its fields.
func (k *kind) open(decode store.Decode) (doc any, id string, err error) {
	var raw map[string]any
	if err := decode(&raw); err != nil {
		return nil, "", err
	}
	id, _ = raw["_id"].(string)
	var lost []string
	for _, fresh := range k.fresh {
		doc = fresh()
		if err := decode(doc); err != nil {
			return nil, id, err
		}
		if lost, err = missing(raw, doc); err != nil || len(lost) == 0 {
			return doc, id, err
		}
	}
	return nil, id, fault.Wrap(fault.Invalid, "document %s has fields that this program does not know: %s", id, strings.Join(lost, ", "))
}
