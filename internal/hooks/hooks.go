// Package hooks sends the items of the evidence base to other systems, as soon as they
// are in it: webhooks. It says what is to be sent when, in which form and signed how;
// what goes over the net is its callers' (Send).
//
// # Protocol
//
// A hook is one document with a cursor in the chain. Whoever wants to send for it takes
// its lease, by a write that only one can win; sends the next item; and writes the outcome
// on the revision that it holds. A crash between any two steps, or somebody who changes
// the hook meanwhile, leaves the cursor where it was, so that the item is sent again:
// at least once, and in order. Each has an id that never changes, by which the other
// system knows it again.
//
// An item that is not taken is tried again after longer and longer times, for about five
// days. Then, or when somebody sets it aside, it is put down as a dead letter, whose id is
// the hook's and the item's number, and the cursor goes on. The letter goes when the item
// is taken after all.
package hooks

import (
	"cmp"
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"kist/internal/audit"
	"kist/internal/evidence"
	"kist/internal/fault"
	"kist/internal/store"
)

// Hook is an address to which items are sent.
type Hook struct {
	store.Head    `bson:",inline"`
	audit.Audited `bson:",inline"`
	Address       string `json:"address"`
	Inspection    string `json:"inspection,omitempty"` // whose items alone it gets; empty: all
	On            bool   `json:"on"`
	Made          string `json:"made"`            // minute in UTC
	Ended         string `json:"ended,omitempty"` // minute in UTC; empty: it is there
	Turn          int    `json:"turn"`            // number of its secret, from 1
	Until         string `json:"until,omitempty"` // minute in UTC until which the secret before signs as well
	Cursor        int    `json:"cursor"`          // number of the last item that is done with
	Again         []int  `json:"again,omitempty"` // dead letters that are to be sent once more
	Tries         int    `json:"tries"`           // of the item after the cursor, in vain
	Trying        int    `json:"trying"`          // number of that item; 0: none was tried in vain
	Next          int64  `json:"next"`            // when it is tried again, in seconds since 1970
	Lease         int64  `json:"lease"`           // until when somebody sends for it, in seconds since 1970
	Status        int    `json:"status"`          // what was answered last (Send); 0: nothing
	Told          string `json:"told,omitempty"`  // minute in UTC of that; empty: nothing was sent yet
	// Untils are what Until is, of each secret before that still signed when the last was
	// changed: the oldest first, Until itself last. None: Until is all there is.
	Untils []string `json:"untils,omitempty"`
}

// Letter is an item that a hook's address did not take: a dead letter.
type Letter struct {
	store.Head `bson:",inline"` // ID: the hook's, and the item's number
	Hook       string           `json:"hook"`
	Number     int              `json:"number"` // of the item
	Status     int              `json:"status"` // what was answered last
	At         string           `json:"at"`     // minute in UTC
}

const (
	// MaxHooks is how many there can be that have not ended.
	MaxHooks = 20
	// Overlap is how long the secret before still signs after a change.
	Overlap = 7 * 24 * time.Hour
	// maxBefore is how many secrets sign beside the new one, at most: the header that brings
	// the signatures must not grow until it is refused.
	maxBefore = 9
	// maxAddress is the longest address, in bytes.
	maxAddress = 500
	// maxAgain is how many dead letters can wait to be sent once more.
	maxAgain = 200

	collection = "hooks"
)

// Source is where items are read.
type Source interface {
	// Get reads an item. fault.NotFound if there is none with this number.
	Get(ctx context.Context, number int) (*evidence.Item, error)
	// After lists at most limit items with a higher number, in order.
	After(ctx context.Context, number, limit int) ([]*evidence.Item, error)
	// AfterIn is After of one inspection.
	AfterIn(ctx context.Context, inspection string, number, limit int) ([]*evidence.Item, error)
}

// Derive makes a secret from the installation's key for a named use.
type Derive func(use string) [32]byte

// Hooks are those of the installation.
type Hooks struct {
	docs    *store.Collection[*Hook]
	letters *store.Collection[*Letter]
	trail   *audit.Trail
	items   Source
	derive  Derive
	before  Derive // from the key that was replaced; nil: there is none
	url     string
	step    func(name string)
	now     func() time.Time

	// By the id of a hook, when an item of it was last refused here: two servers of which one
	// has a wrong clock each wait by their own, and so make no more tries than two.
	mu      sync.Mutex
	refusal map[string]time.Time
}

// Open ensures the collections. url is the address that events name as their source.
// derive is nil on a server that has no key: it sends nothing, and no hook is made there.
// step is told the steps of the protocol, for crash tests; nil: nobody is.
func Open(ctx context.Context, e store.Engine, items Source, derive Derive, url string, step func(name string)) (*Hooks, error) {
	if step == nil {
		step = func(string) {}
	}
	h := &Hooks{items: items, derive: derive, url: url, step: step, now: time.Now, refusal: map[string]time.Time{}}
	var errs [3]error
	h.docs, errs[0] = store.Open[Hook](ctx, e, store.Spec{Name: collection, Indexes: []store.Index{{Field: audit.WaitingField}}})
	h.letters, errs[1] = store.Open[Letter](ctx, e, store.Spec{Name: "hook_letters", Indexes: []store.Index{{Field: "hook", Order: "number"}}})
	h.trail, errs[2] = audit.OpenTrail(ctx, e, func() time.Time { return h.now() })
	return h, errors.Join(errs[:]...)
}

// Renewed has what is sent signed as well with secrets that follow from a key that was
// replaced, as long as that is there: so the other systems can be told their new secrets
// one after another. Call it before anything else; nil changes nothing.
func (h *Hooks) Renewed(before Derive) { h.before = before }

// Untold counts the hooks whose secret nobody was shown since a time: of those the other
// system still checks by the one from before.
func (h *Hooks) Untold(ctx context.Context, since time.Time) (n int, err error) {
	all, err := h.docs.All(ctx, store.Query{})
	for _, doc := range all {
		if doc.Ended == "" && doc.shown().Before(since) {
			n++
		}
	}
	return n, err
}

// shown is when its secret was shown, when it was made or given a new one.
func (doc *Hook) shown() time.Time {
	if until, err := time.Parse(audit.Minute, doc.Until); err == nil {
		return until.Add(-Overlap)
	}
	made, _ := time.Parse(audit.Minute, doc.Made) // as Make wrote it
	return made
}

// Make makes a hook, which begins with the first item. fault.Problems for an address that
// cannot be, fault.Closed where there is no key or there are MaxHooks.
func (h *Hooks) Make(ctx context.Context, address, inspection, who string) (*Hook, error) {
	address = strings.TrimSpace(address)
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "https" || u.Hostname() == "" || u.User != nil || u.Fragment != "" || len(address) > maxAddress {
		return nil, fault.Problems{{Field: "address", ID: "staff.hooks.problem.address"}}.Err()
	}
	if h.derive == nil {
		return nil, fault.Wrap(fault.Closed, "no key to sign with")
	}
	list, err := h.All(ctx)
	if err != nil {
		return nil, err
	}
	if list = slices.DeleteFunc(list, func(doc *Hook) bool { return doc.Ended != "" }); len(list) >= MaxHooks {
		return nil, fault.Wrap(fault.Closed, "there are %d hooks", len(list))
	}
	doc := &Hook{Head: store.Head{ID: newID()}, Address: address, Inspection: inspection, On: true, Made: h.minute(), Turn: 1}
	doc.Sign(collection, doc.Head, who, "hook.make", h.now())
	return doc, h.docs.Insert(ctx, doc)
}

func newID() string {
	b := make([]byte, 6)
	_, _ = rand.Read(b) // it never fails
	return hex.EncodeToString(b)
}

// All lists the hooks by address, those that ended last.
func (h *Hooks) All(ctx context.Context) ([]*Hook, error) {
	list, err := h.docs.All(ctx, store.Query{})
	slices.SortFunc(list, func(a, b *Hook) int {
		if (a.Ended == "") != (b.Ended == "") {
			return strings.Compare(a.Ended, b.Ended)
		}
		return cmp.Or(strings.Compare(a.Address, b.Address), strings.Compare(a.ID, b.ID))
	})
	return list, err
}

// stuckAfter is after how many tries in vain somebody is told: some 36 minutes after
// the first, by backOff.
const stuckAfter = 5

// Stuck lists the hooks that somebody has to look at: an item was refused
// stuckAfter times, or was given up.
func (h *Hooks) Stuck(ctx context.Context) (stuck []*Hook, err error) {
	list, err := h.All(ctx)
	if err != nil {
		return nil, err
	}
	for _, doc := range list {
		if doc.Ended != "" {
			continue
		}
		letters, err := h.Letters(ctx, doc.ID, 1)
		if err != nil {
			return nil, err
		}
		if len(letters) > 0 || doc.On && doc.Tries >= stuckAfter {
			stuck = append(stuck, doc)
		}
	}
	return stuck, nil
}

// Host is where a hook sends, without what its address says besides.
func (doc *Hook) Host() string {
	u, err := url.Parse(doc.Address)
	if err != nil {
		return ""
	}
	return u.Host
}

// Letters lists at most limit dead letters of a hook, in order.
func (h *Hooks) Letters(ctx context.Context, hook string, limit int) ([]*Letter, error) {
	return h.letters.All(ctx, store.Query{Field: "hook", Is: hook, Order: "number", Limit: limit})
}

// Pause stops sending until Resume.
func (h *Hooks) Pause(ctx context.Context, id, who string) (*Hook, error) {
	return h.change(ctx, id, who, "hook.pause", func(doc *Hook) error { doc.On = false; return nil })
}

// Resume sends again, and at once.
func (h *Hooks) Resume(ctx context.Context, id, who string) (*Hook, error) {
	return h.change(ctx, id, who, "hook.resume", func(doc *Hook) error {
		doc.On = true
		doc.goOn(doc.Cursor)
		return nil
	})
}

// End ends a hook for good.
func (h *Hooks) End(ctx context.Context, id, who string) (*Hook, error) {
	return h.change(ctx, id, who, "hook.end", func(doc *Hook) error {
		doc.On, doc.Ended = false, h.minute()
		return nil
	})
}

// Rotate gives a hook another secret. The one before signs as well for Overlap longer, so
// that the other system can be told without a gap; so do those before it for as long as was
// said then, but for more than maxBefore, for which of them the other system has is not known.
func (h *Hooks) Rotate(ctx context.Context, id, who string) (*Hook, error) {
	return h.change(ctx, id, who, "hook.rotate", func(doc *Hook) error {
		until := h.now().Add(Overlap).UTC().Format(audit.Minute)
		untils := append(slices.Clone(doc.untils(h.minute())), until)
		doc.Turn, doc.Until, doc.Untils = doc.Turn+1, until, untils[max(0, len(untils)-maxBefore):]
		return nil
	})
}

// untils are until when each of the earlier secrets signs that still does at a minute, the
// oldest first; the last of them is that of the turn before.
func (doc *Hook) untils(now string) []string {
	list := doc.Untils
	if list == nil && doc.Until != "" {
		list = []string{doc.Until} // from before there was a list
	}
	for len(list) > 0 && list[0] < now {
		list = list[1:]
	}
	return list
}

// Replay sends again from an item on. fault.Problems for a number beyond the next item:
// nothing is left out.
func (h *Hooks) Replay(ctx context.Context, id string, number int, who string) (*Hook, error) {
	return h.change(ctx, id, who, "hook.replay", func(doc *Hook) error {
		if number < 1 || number > doc.Cursor+1 {
			return fault.Problems{{Field: "number", ID: "staff.problem.number", Args: map[string]any{"Min": 1, "Max": doc.Cursor + 1}}}.Err()
		}
		doc.goOn(number - 1)
		return nil
	})
}

// goOn has everything after an item sent, and at once.
func (doc *Hook) goOn(after int) { doc.Cursor, doc.Tries, doc.Trying, doc.Next = after, 0, 0, 0 }

// SetAside makes a dead letter of an item that was tried in vain, so that those after it
// need not wait for it. fault.Conflict if another one is being tried.
func (h *Hooks) SetAside(ctx context.Context, id string, number int, who string) (*Hook, error) {
	return h.change(ctx, id, who, "hook.aside", func(doc *Hook) error {
		if number < 1 || doc.Trying != number {
			return fault.Wrap(fault.Conflict, "item %d is not being tried", number)
		}
		return h.bury(ctx, doc, number)
	})
}

// SendAgain sends a dead letter once more, before anything else. fault.NotFound if there is none of this number.
func (h *Hooks) SendAgain(ctx context.Context, id string, number int, who string) (*Hook, error) {
	if _, err := h.letters.Get(ctx, letterID(id, number)); err != nil {
		return nil, err
	}
	return h.change(ctx, id, who, "hook.again", func(doc *Hook) error {
		if len(doc.Again) >= maxAgain {
			return fault.Wrap(fault.Closed, "%d dead letters wait already", len(doc.Again))
		}
		if !slices.Contains(doc.Again, number) {
			doc.Again = append(doc.Again, number)
		}
		return nil
	})
}

// change alters a hook that has not ended, and leaves a line. fault.NotFound if there is
// none, fault.Closed if it ended.
func (h *Hooks) change(ctx context.Context, id, who, did string, alter func(*Hook) error) (*Hook, error) {
	return h.docs.Update(ctx, id, func(doc *Hook) error {
		if doc.Ended != "" {
			return fault.Wrap(fault.Closed, "hook %s ended", id)
		}
		if err := alter(doc); err != nil {
			return err
		}
		if err := h.trail.Move(ctx, doc.Audited); err != nil {
			return err
		}
		doc.Sign(collection, doc.Head, who, did, h.now())
		return nil
	})
}

// Sweep brings the lines that wait on hooks into the trail.
func (h *Hooks) Sweep(ctx context.Context) error {
	return audit.Sweep(ctx, h.trail, h.docs, func(doc *Hook) *audit.Audited { return &doc.Audited })
}

func (h *Hooks) minute() string { return h.now().UTC().Format(audit.Minute) }

func letterID(hook string, number int) string { return fmt.Sprintf("%s/%09d", hook, number) }
