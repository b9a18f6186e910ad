package ballot

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"testing"

	"kist/internal/seal"
)

// closedBoxes are n boxes of one row each, and then an error, if there is one.
func closedBoxes(t *testing.T, private seal.Private, n int, after error) func(context.Context) iter.Seq2[*boxRows, error] {
	t.Helper()
	var list []*boxRows
	for i := range n {
		b := newBox(fmt.Sprint("r", i), nil)
		must(t, b.fill(private.Public(), []outer{{Row: Row{Tag: fmt.Sprintf("%04x", i)}}}))
		list = append(list, &boxRows{Head: b.Head, Key: b.Key, Rows: b.Rows})
	}
	return func(ctx context.Context) iter.Seq2[*boxRows, error] {
		return func(yield func(*boxRows, error) bool) {
			for _, b := range list {
				if err := ctx.Err(); err != nil {
					yield(nil, err)
					return
				}
				if !yield(b, nil) {
					return
				}
			}
			if after != nil {
				yield(nil, after)
			}
		}
	}
}

func anyPrivate(t *testing.T) seal.Private {
	t.Helper()
	private, err := seal.NewPrivate()
	must(t, err)
	return private
}

// TestBoxesComeInTheirOrder, each once, whichever is open first.
func TestBoxesComeInTheirOrder(t *testing.T) {
	private, n := anyPrivate(t), 0
	for o := range openAhead(t.Context(), private, closedBoxes(t, private, 50, nil)) {
		if o.err != nil || o.in.Len() != 1 || o.in.Row(0).Tag != fmt.Sprintf("%04x", n) {
			t.Fatalf("box %d: %+v, %v", n, o.in, o.err)
		}
		n++
	}
	if n != 50 {
		t.Errorf("%d of 50 boxes", n)
	}
}

// TestOpeningEndsWithTheFirstError: one of reading, of opening, or of who waits.
func TestOpeningEndsWithTheFirstError(t *testing.T) {
	private, broken := anyPrivate(t), errors.New("broken")
	n, last := 0, error(nil)
	for o := range openAhead(t.Context(), private, closedBoxes(t, private, 5, broken)) {
		n, last = n+1, o.err
	}
	if n != 6 || !errors.Is(last, broken) {
		t.Errorf("after %d boxes: %v", n, last)
	}
	n = 0
	for o := range openAhead(t.Context(), anyPrivate(t), closedBoxes(t, private, 5, nil)) {
		n, last = n+1, o.err
	}
	if n != 1 || last == nil {
		t.Errorf("with another key %d boxes, %v", n, last)
	}
	ctx, stop := context.WithCancel(t.Context())
	stop()
	for o := range openAhead(ctx, private, closedBoxes(t, private, 5, nil)) {
		if o.err == nil {
			t.Error("a box is opened for nobody")
		}
	}
	for range openAhead(t.Context(), private, closedBoxes(t, private, 50, nil)) {
		break // who has enough waits for nothing
	}
}
