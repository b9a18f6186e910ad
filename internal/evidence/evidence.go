// Package evidence is the base in which what two inspectors agreed is kept for good:
// items that are numbered, chained by hashes, signed by the installation, and never
// changed. A correction is another item, which supersedes the one before.
//
// An item does not hold its words directly. Its record, which is what is chained and
// signed, holds a salted hash of each part; the words and salts lie beside it. So the
// words of a child can be blanked, salt and all, and everything else can still be
// checked by anybody (Check).
//
// # Protocol
//
// The id of an item is its number, so that the store itself refuses a second item with
// the same one. To append: read the last number; then look whether what is to be
// appended is there already; then insert the next number. If that is taken, begin again.
// Whoever finds its subject missing after it read the last number n knows that no item
// up to n has it, and inserts n+1 or nothing. Every step may be repeated, several
// servers may append at once, and a crash between any two leaves what is true.
//
// To blank: append an item that says which parts; then blank them, each document by
// itself. A sweep goes on where somebody ended.
//
// The package knows no people and no answers. What an item says comes from a finding,
// whose figures come from releases.
package evidence

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"kist/internal/fault"
	"kist/internal/findings"
	"kist/internal/inspections"
	"kist/internal/results"
	"kist/internal/store"
)

// Kind is what an item is.
type Kind string

// The kinds there are.
const (
	Finding  Kind = "finding"  // a version of a finding that two inspectors agreed
	Blanking Kind = "blanking" // parts of items before it were blanked
)

// Item is what is kept and handed out.
type Item struct {
	Record    `bson:",inline"`
	Hash      string            `json:"hash"` // of the record's statement: SHA-256, in hexadecimal
	Signature results.Signature `json:"signature"`
	Parts     []Part            `json:"parts"`
}

// Record is what is chained and signed, together with the hashes of the parts.
type Record struct {
	Number     int      `json:"number"` // from 1, in the whole installation, without gaps
	Kind       Kind     `json:"kind"`
	Inspection string   `json:"inspection"`
	Place      int      `json:"place"`             // from 1, among the items of the inspection, without gaps
	About      string   `json:"about"`             // id of the finding
	Version    int      `json:"version,omitempty"` // of the finding; 0 of a blanking
	Made       string   `json:"made"`              // minute in UTC, as RFC 3339
	Synthetic  bool     `json:"synthetic"`
	Supersedes int      `json:"supersedes,omitempty"` // number of the item whose place it takes; 0: none
	Blanks     []Target `json:"blanks,omitempty"`     // of a blanking; of a finding: its own parts that are blank from the start
	Before     string   `json:"before"`               // hash of the item with the number before; First for number 1
	Within     string   `json:"within"`               // hash of the item of the inspection with the place before; First for place 1
}

// Target is a part of an item.
type Target struct {
	Number int    `json:"number"`
	Part   string `json:"part"`
}

// Part is one of the texts of an item. Either salt and text are there and give the hash,
// or both were blanked.
type Part struct {
	Name    string `json:"name"`
	Hash    string `json:"hash"`              // SHA-256 of salt, name, a line feed and text; in hexadecimal
	Salt    []byte `json:"salt,omitempty"`    // SaltSize random bytes
	Text    string `json:"text,omitempty"`    // JSON of some, and words of the others
	Blanked int    `json:"blanked,omitempty"` // number of the item that says so; 0: it was not blanked
}

// kept is an item as it is stored.
type kept struct {
	store.Head `bson:",inline"` // ID: numberID
	Item       `bson:",inline"`
	Subject    string `json:"subject"` // what is in the chain at most once
	// Waiting says of a blanking that its parts may still be there.
	Waiting bool `json:"waiting"`
}

// Sign signs for the installation.
type Sign func(purpose string, text []byte) (results.Signature, error)

// Source is where agreed findings are read.
type Source interface {
	// GetStrong reads a finding as it was acknowledged, for what is appended can never be
	// taken back. fault.NotFound if there is none.
	GetStrong(ctx context.Context, id string) (*findings.Finding, error)
	// In lists the findings of all inspections in a stage, as strongly.
	In(ctx context.Context, stage findings.Stage) ([]*findings.Finding, error)
	// Version reads one version of a finding. fault.NotFound if it never came so far.
	Version(ctx context.Context, f *findings.Finding, number int) (*findings.Version, error)
	// Show reads the evidence that a finding cites, figures and all.
	Show(ctx context.Context, inspection string, c findings.Content) ([]findings.Shown, error)
}

// Base is the evidence base of an installation.
type Base struct {
	docs   *store.Collection[*kept]
	wishes *store.Collection[*Wish]
	// withdrawn is where it is read which quotes were taken back; nil: nowhere.
	withdrawn Withdrawn
	from      Source
	book      *inspections.Book
	sign      Sign
	step      func(name string)
	now       func() time.Time
	taken     sync.Map // id of a finding -> its revision when all that was agreed of it was in the chain
}

// Open ensures the collection. sign is nil on a server that has no key: it can read, and
// append nothing. step is told the steps of the protocol, for crash tests; nil: nobody is.
func Open(ctx context.Context, e store.Engine, from Source, book *inspections.Book, sign Sign, step func(name string)) (*Base, error) {
	docs, err := store.Open[kept](ctx, e, store.Spec{Name: "evidence", Indexes: []store.Index{
		{Field: "subject"}, {Field: "inspection", Order: "number"}, {Field: "about", Order: "number"}, {Field: "waiting"},
	}})
	if step == nil {
		step = func(string) {}
	}
	if err != nil {
		return nil, err
	}
	wishes, err := store.Open[Wish](ctx, e, store.Spec{Name: "blankings", Indexes: []store.Index{{Field: "waits"}}})
	return &Base{docs: docs, wishes: wishes, from: from, book: book, sign: sign, step: step, now: time.Now}, err
}

// numberID is the id of the item with a number. Ids sort as numbers do.
func numberID(n int) string { return fmt.Sprintf("%09d", n) }

// Get reads an item, as far as it may be read: parts that are to be blanked are, even if
// the store has not come so far. fault.NotFound if there is none with this number.
func (b *Base) Get(ctx context.Context, number int) (*Item, error) {
	k, err := b.docs.Get(ctx, numberID(number))
	if err != nil {
		return nil, err
	}
	list := []*Item{&k.Item}
	return list[0], b.hide(ctx, list)
}

// After lists at most limit items with a higher number, in order. None is no error.
func (b *Base) After(ctx context.Context, number, limit int) ([]*Item, error) {
	return b.list(ctx, store.Query{From: numberID(number + 1), Limit: limit})
}

// AfterIn is After of one inspection.
func (b *Base) AfterIn(ctx context.Context, inspection string, number, limit int) ([]*Item, error) {
	return b.list(ctx, store.Query{Field: "inspection", Is: inspection, Order: "number", From: int64(number) + 1, Limit: limit})
}

// Latest lists at most limit items of an inspection, or of all if it is empty; the last
// first.
func (b *Base) Latest(ctx context.Context, inspection string, limit int) ([]*Item, error) {
	if inspection == "" {
		return b.list(ctx, store.Query{Desc: true, Limit: limit})
	}
	return b.list(ctx, store.Query{Field: "inspection", Is: inspection, Order: "number", Desc: true, Limit: limit})
}

// Of lists the items of an inspection in order.
func (b *Base) Of(ctx context.Context, inspection string) ([]*Item, error) {
	return b.list(ctx, store.Query{Field: "inspection", Is: inspection, Order: "number"})
}

// Last is the number of the last item; 0 if there is none.
func (b *Base) Last(ctx context.Context) (int, error) {
	k, err := b.docs.First(ctx, store.Query{Desc: true})
	if errors.Is(err, fault.NotFound) {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	return k.Number, nil
}

// list reads what a majority has accepted: who follows the chain must never be handed an
// item whose number another one may get after a failure.
func (b *Base) list(ctx context.Context, q store.Query) ([]*Item, error) {
	var list []*Item
	q.Strong = true
	for k, err := range b.docs.Find(ctx, q) {
		if err != nil {
			return nil, err
		}
		list = append(list, &k.Item)
	}
	return list, b.hide(ctx, list)
}

// hide blanks, in what was read, the parts that are to be blanked.
func (b *Base) hide(ctx context.Context, list []*Item) error {
	waiting, err := b.docs.All(ctx, store.Query{Field: "waiting", Is: true})
	if err != nil {
		return err
	}
	for _, k := range waiting {
		for _, it := range list {
			it.blank(k.Item)
		}
	}
	return nil
}
