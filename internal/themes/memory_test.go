package themes

import (
	"context"
	"encoding/json"
	"iter"
	"maps"
	"slices"

	"kist/internal/fault"
	"kist/internal/store"
)

// memory is an engine for one test at a time, that keeps nothing: for walks of many
// steps, where a disk would take most of the time. It knows equality and the order of
// ids, and no more.
type memory map[string]memoryDocs

func (m memory) Ensure(_ context.Context, s store.Spec) (store.Docs, error) {
	if m[s.Name] == nil {
		m[s.Name] = memoryDocs{}
	}
	return m[s.Name], nil
}

func (memory) Ping(context.Context) error { return nil }
func (memory) Close() error               { return nil }

type memoryDocs map[string][]byte

func (d memoryDocs) Insert(_ context.Context, id string, doc any) (err error) {
	if d[id] != nil {
		return fault.Exists
	}
	d[id], err = json.Marshal(doc)
	return err
}

func (d memoryDocs) Get(_ context.Context, id string, _ store.Read, doc any) error {
	if d[id] == nil {
		return fault.NotFound
	}
	return json.Unmarshal(d[id], doc)
}

func (d memoryDocs) Replace(_ context.Context, id string, rev int64, doc any) (err error) {
	var was store.Head
	if d[id] == nil {
		return fault.NotFound
	}
	if err := json.Unmarshal(d[id], &was); err != nil || was.Rev != rev {
		return fault.Conflict
	}
	d[id], err = json.Marshal(doc)
	return err
}

func (d memoryDocs) Delete(_ context.Context, id string) error {
	delete(d, id)
	return nil
}

func (d memoryDocs) Find(_ context.Context, q store.Query) iter.Seq2[store.Decode, error] {
	return func(yield func(store.Decode, error) bool) {
		for _, id := range slices.Sorted(maps.Keys(d)) {
			var fields map[string]any
			if json.Unmarshal(d[id], &fields) != nil || q.Field != "" && fields[q.Field] != q.Is {
				continue
			}
			if !yield(func(doc any) error { return json.Unmarshal(d[id], doc) }, nil) {
				return
			}
		}
	}
}

func (d memoryDocs) Count(ctx context.Context, q store.Query) (n int64, err error) {
	for range d.Find(ctx, q) {
		n++
	}
	return n, nil
}
