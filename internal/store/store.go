// Package store offers collections of documents, and no more than MongoDB and
// SQLite both do well. Engines live below it and know no domain; domain
// packages declare their collections (Spec) and hold all rules.
//
// Every operation touches one document and is atomic on it; nothing here spans
// two. A protocol that needs more is a sequence of idempotent steps.
package store

import (
	"context"
	"iter"
)

// Spec declares one collection.
type Spec struct {
	Name    string  // collection and table name: [a-z][a-z0-9_]*
	Indexes []Index // what Find and Count may ask by
	// Clustered asks MongoDB to cluster the collection on _id, so that arrival
	// order is not on disk. SQLite tables are always keyed by id.
	Clustered bool
	// Shred asks that what is deleted be gone from the files once Delete returns: keys, whose
	// end is the end of what they open. SQLite empties its log then, unless somebody just
	// reads an older state: then a second after the last of them, at most. MongoDB keeps its journal and oplog for
	// their time; nothing that a program asks shortens it, and the operator's guide says so.
	Shred bool
}

// Index declares one way of asking: equality on Field, then an order.
// Find by _id order alone needs no index.
type Index struct {
	Field string // top-level JSON field; a list field matches any member
	Order string // top-level JSON field to order and bound by; empty: _id
}

// Query asks for documents by one declared index, or by _id order alone.
// The zero Query is every document in _id order.
type Query struct {
	Field string // equality on this field; empty: no equality, ordered by _id
	Is    any    // string, bool or int64; compared with Field
	Order string // must be the Order of a declared index with Field; empty: _id
	From  any    // inclusive lower bound on the order; nil: none
	To    any    // exclusive upper bound on the order; nil: none
	Desc  bool   // highest first
	Limit int    // at most this many; 0: no limit
	// Strong reads what a majority has accepted: for sealing and closing.
	Strong bool
}

// Read says how fresh a Get must be.
type Read int

const (
	// Primary reads from the primary: enough for pages.
	Primary Read = iota
	// Strong is linearizable: it sees every write acknowledged before it began.
	Strong
)

// Engine is one database.
type Engine interface {
	// Ensure gives the collection. If it or its indexes are missing they are made, no later
	// than when it is first used; an index that is new is filled before Ensure returns. It is
	// called once at start for each Spec; calling it again changes nothing.
	Ensure(ctx context.Context, spec Spec) (Docs, error)
	// Ping says whether the database answers.
	Ping(ctx context.Context) error
	// Close finishes what is under way and lets go. No other method may be
	// called after it; closing again changes nothing.
	Close() error
}

// Docs is one collection of an engine. Documents are structs with JSON tags;
// their _id and rev are given apart so that engines need not look inside.
// A document that is acknowledged is durable: fsynced, or on a majority. After
// any other error than those named (a lost connection, a context that ended)
// the write may or may not have happened: ask again, or read.
type Docs interface {
	// Insert adds doc, whose fields _id and rev already hold id and its first revision:
	// 1, but for a document that moves here from another engine.
	// fault.Exists if the id is taken, with nothing changed.
	Insert(ctx context.Context, id string, doc any) error
	// Get decodes the document into doc. fault.NotFound if there is none.
	Get(ctx context.Context, id string, read Read, doc any) error
	// Replace puts doc (whose field rev already holds rev+1) where the stored
	// revision is rev. fault.NotFound if there is none, fault.Conflict if its
	// revision is another.
	Replace(ctx context.Context, id string, rev int64, doc any) error
	// Delete removes it. fault.NotFound if there is none.
	Delete(ctx context.Context, id string) error
	// Find streams what the query matches. Each document is decoded when its
	// turn comes, by the function handed over, valid until the next turn.
	Find(ctx context.Context, q Query) iter.Seq2[Decode, error]
	// Count is the number of documents that Find would stream.
	Count(ctx context.Context, q Query) (int64, error)
}

// Decode fills a document from its stored form.
type Decode func(doc any) error
