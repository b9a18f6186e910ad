package moving

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"hash"
	"reflect"
	"slices"

	"kist/internal/store"
)

// missing are the fields of a document, as it is stored, that have a value and that
// its type has none for.
func missing(raw map[string]any, doc any) ([]string, error) {
	text, err := json.Marshal(doc)
	if err != nil {
		return nil, err
	}
	var has map[string]json.RawMessage
	if err := json.Unmarshal(text, &has); err != nil {
		return nil, err
	}
	var lost []string
	for name, value := range raw {
		if _, ok := has[name]; !ok && !nothing(value) {
			lost = append(lost, name)
		}
	}
	slices.Sort(lost)
	return lost, nil
}

// nothing says that a stored value is one that a type may leave out.
func nothing(value any) bool {
	v := reflect.ValueOf(value)
	switch v.Kind() {
	case reflect.Invalid:
		return true
	case reflect.Slice, reflect.Map:
		return v.Len() == 0
	}
	return v.IsZero()
}

// sum is a running sum of documents.
type sum struct {
	hash hash.Hash
	n    int64
}

// add adds one document, as its type writes it.
func (s *sum) add(doc any) error {
	text, err := json.Marshal(doc)
	if err != nil {
		return err
	}
	s.addText(text)
	return nil
}

// addText adds a document that is text already.
func (s *sum) addText(text []byte) {
	s.n++
	fmt.Fprintf(s.hash, "%d:%s\n", len(text), text)
}

// text is the sum in hex.
func (s *sum) text() string { return hex.EncodeToString(s.hash.Sum(nil)) }

// read sums all of a collection in the order of ids.
func (k *kind) read(ctx context.Context, docs store.Docs) (*sum, error) {
	s := &sum{hash: sha256.New()}
	for decode, err := range docs.Find(ctx, store.Query{Strong: true}) {
		if err != nil {
			return nil, err
		}
		doc, _, err := k.open(decode)
		if err != nil {
			return nil, err
		}
		if err := s.add(doc); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// compare reads both sides anew.
func (k *kind) compare(ctx context.Context, to store.Docs) (Moved, error) {
	ours, err := k.read(ctx, k.from)
	if err != nil {
		return Moved{}, err
	}
	theirs, err := k.read(ctx, to)
	if err != nil {
		return Moved{}, err
	}
	if ours.n != theirs.n || !bytes.Equal(ours.hash.Sum(nil), theirs.hash.Sum(nil)) {
		return Moved{}, fmt.Errorf("%w: %d documents here, %d there", ErrDiffer, ours.n, theirs.n)
	}
	return Moved{k.spec.Name, ours.n, ours.text()}, nil
}

// face is the sum of the first document of each collection: enough to know a store
// again.
func (h *House) face(ctx context.Context) (string, error) {
	s := &sum{hash: sha256.New()}
	for _, name := range h.Collections() {
		k := h.kinds[name]
		for decode, err := range k.from.Find(ctx, store.Query{Limit: 1}) {
			if err != nil {
				return "", err
			}
			doc, _, err := k.open(decode)
			if err == nil {
				err = s.add(doc)
			}
			if err != nil {
				return "", fmt.Errorf("%s: %w", name, err)
			}
		}
	}
	return s.text(), nil
}
