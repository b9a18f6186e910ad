package ballot

import (
	"context"
	"encoding/hex"
	"errors"
	"sync"

	"kist/internal/fault"
	"kist/internal/seal"
	"kist/internal/store"
)

// lease says whose turn it is. It holds no time: a holder counts it up with
// each turn, and one that stops counting has lost it.
type lease struct {
	store.Head `bson:",inline"`
	Holder     string `json:"holder"` // random, made at start: names no machine
}

// leases gives turns. It saves work only; nothing is wrong if two have it.
type leases struct {
	docs *store.Collection[*lease]
	me   string
	mu   sync.Mutex
	seen map[string]int64 // revision of another's lease at our last turn
	left map[string]int   // of our next turns, after one that failed: left to others
}

// leftTurns is how many turns whoever failed leaves to others: at the first another sees
// that the lease moved, at the next that it did not, whichever of the two asks first.
const leftTurns = 2

func openLeases(ctx context.Context, e store.Engine) (*leases, error) {
	docs, err := store.Open[lease](ctx, e, store.Spec{Name: "leases"})
	if err != nil {
		return nil, err
	}
	return &leases{docs: docs, me: hex.EncodeToString(seal.Random(8)), seen: map[string]int64{}, left: map[string]int{}}, nil
}

// take asks for the turn. Whoever held it last keeps it while it counts; a
// lease that has not moved between two of our turns is taken over. After a turn that
// failed it only looks for two more: a server that can do nothing would hold up one that can.
func (l *leases) take(ctx context.Context, name string) (bool, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	held, err := l.docs.GetStrong(ctx, name)
	if errors.Is(err, fault.NotFound) {
		err := l.docs.Insert(ctx, &lease{Head: store.Head{ID: name}, Holder: l.me})
		return won(err)
	}
	if err != nil {
		return false, err
	}
	rests := l.left[name] > 0
	if rests {
		l.left[name]--
	}
	if held.Holder != l.me && l.seen[name] != held.Rev {
		l.seen[name] = held.Rev
		return false, nil
	}
	if rests {
		return false, nil
	}
	held.Holder = l.me
	return won(l.docs.Replace(ctx, held))
}

// ended is told how a turn that was taken ended.
func (l *leases) ended(name string, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if err != nil {
		l.left[name] = leftTurns
	}
}

// won turns losing a race into "not mine".
func won(err error) (bool, error) {
	if errors.Is(err, fault.Exists) || errors.Is(err, fault.Conflict) {
		return false, nil
	}
	return err == nil, err
}
