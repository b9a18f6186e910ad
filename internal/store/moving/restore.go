package moving

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"strings"

	"golang.org/x/sync/errgroup"

	"kist/internal/fault"
	"kist/internal/store"
)

// Nowhere is an engine that keeps nothing: the program is opened on a House of it to
// learn its collections, where there is no store yet that it could be opened on.
type Nowhere struct{}

// Ensure gives a collection in which there is nothing and nothing stays.
func (Nowhere) Ensure(context.Context, store.Spec) (store.Docs, error) { return nothingThere{}, nil }

// Ping answers.
func (Nowhere) Ping(context.Context) error { return nil }

// Close lets go of nothing.
func (Nowhere) Close() error { return nil }

type nothingThere struct{}

func (nothingThere) Insert(context.Context, string, any) error { return nil }
func (nothingThere) Get(context.Context, string, store.Read, any) error {
	return fault.NotFound
}
func (nothingThere) Replace(context.Context, string, int64, any) error { return fault.NotFound }
func (nothingThere) Delete(context.Context, string) error              { return fault.NotFound }
func (nothingThere) Find(context.Context, store.Query) iter.Seq2[store.Decode, error] {
	return func(func(store.Decode, error) bool) {}
}
func (nothingThere) Count(context.Context, store.Query) (int64, error) { return 0, nil }

// Source is a file that was checked, to be read once more.
type Source struct {
	*Contents
	In io.Reader // at its beginning
}

// Knows says whether this program can hold a document of a file: for Check, before
// anything is put anywhere. fault.Invalid if it cannot.
func (h *House) Knows(collection string, text []byte) error {
	k := h.kinds[collection]
	if k == nil {
		return fault.Wrap(fault.Invalid, "the file holds the collection %s, which this program does not know: use the one that wrote it, or a newer one", collection)
	}
	_, id, err := k.open(func(doc any) error { return json.Unmarshal(text, doc) })
	if err == nil && id == "" {
		err = errors.New("it has no id")
	}
	if err != nil {
		return fault.Wrap(fault.Invalid, "the file holds a document of %s that this program cannot read (use the one that wrote it, or a newer one): %v", collection, err)
	}
	return nil
}

// Restore puts what files hold into an engine that holds nothing, or what an earlier
// Restore of the same files left there, and gives what it put, read anew from there.
// The collections are those of the house, whose own engine is not asked. ErrNotEmpty,
// ErrDiffer; fault.Invalid for what this program does not know, which Knows tells before.
func (h *House) Restore(ctx context.Context, to store.Engine, progress Progress, files ...Source) ([]Moved, error) {
	var ids []string
	for _, f := range files {
		ids = append(ids, f.ID)
	}
	target, err := h.ensure(ctx, to)
	if err != nil {
		return nil, err
	}
	mark, err := begin(ctx, to, target, Restoring, strings.Join(ids, " "))
	if err != nil {
		return nil, err
	}
	var all []Moved
	for _, f := range files {
		parts, err := h.put(ctx, target, f, progress)
		if err != nil {
			return nil, err
		}
		all = append(all, parts...)
	}
	for _, p := range all {
		if err := h.kinds[p.Collection].same(ctx, target[p.Collection], p); err != nil {
			return nil, fmt.Errorf("%s: %w", p.Collection, err)
		}
	}
	return all, mark.end(ctx)
}

// same reads a collection anew and compares it with what was put there.
func (k *kind) same(ctx context.Context, docs store.Docs, p Moved) error {
	there, err := k.read(ctx, docs)
	if err != nil {
		return err
	}
	if there.n != p.Documents || there.text() != p.Sum {
		return fmt.Errorf("%w: %d documents in the file, %d there", ErrDiffer, p.Documents, there.n)
	}
	return nil
}

// putting is a part on its way into a store.
type putting struct {
	kind  *kind
	docs  store.Docs
	group *errgroup.Group
	each  context.Context
	step  func()
	done  func()
	sum   *sum // of its documents as this program writes them, which may know more fields than the file's did
}

// put inserts what a file holds and the store has not, and says what that is.
func (h *House) put(ctx context.Context, target map[string]store.Docs, f Source, progress Progress) (parts []Moved, err error) {
	r := newReader(f.In)
	about, err := r.about()
	if err == nil && about != f.About {
		err = r.damaged("it is another file than the one that was checked")
	}
	if err != nil {
		return nil, err
	}
	sizes := map[string]int{}
	for _, p := range f.Parts {
		sizes[p.Collection] = int(p.Documents)
	}
	var now putting
	err = r.all(visit{
		begin: func(name string) error {
			if h.kinds[name] == nil {
				return h.Knows(name, nil)
			}
			now = putting{kind: h.kinds[name], docs: target[name], sum: &sum{hash: sha256.New()}}
			now.step, now.done = progress(name, sizes[name])
			now.group, now.each = errgroup.WithContext(ctx)
			now.group.SetLimit(atOnce)
			return nil
		},
		document: func(text []byte) error { return now.put(text) },
		end: func(m Moved) error {
			err := now.group.Wait()
			now.done()
			parts = append(parts, Moved{m.Collection, now.sum.n, now.sum.text()})
			return err
		},
	})
	return parts, err
}

// put inserts one document, unless it is there.
func (p *putting) put(text []byte) error {
	if p.each.Err() != nil {
		return errors.Join(p.group.Wait(), p.each.Err())
	}
	doc, id, err := p.kind.open(func(doc any) error { return json.Unmarshal(text, doc) })
	if err == nil {
		err = p.sum.add(doc)
	}
	if err != nil {
		return errors.Join(err, p.group.Wait())
	}
	p.group.Go(func() error {
		defer p.step()
		if err := p.docs.Insert(p.each, id, doc); err != nil && !errors.Is(err, fault.Exists) {
			return err
		}
		return nil
	})
	return nil
}
