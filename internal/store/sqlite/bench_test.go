package sqlite

import (
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/base64"
	"fmt"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"

	"kist/internal/store"
)

type parcel struct {
	store.Head `bson:",inline"`
	Round      string `json:"round"`
	Waits      string `json:"waits"`
	Sealed     []byte `json:"sealed"`
}

const parcelBytes = 2 << 10

func newParcel() *parcel {
	p := &parcel{Head: store.Head{ID: rand.Text(), Rev: 1}, Round: "glasgow-2026", Waits: "glasgow-2026"}
	p.Sealed = make([]byte, parcelBytes)
	_, _ = rand.Read(p.Sealed)
	return p
}

var parcelSpec = store.Spec{Name: "inbox", Clustered: true,
	Indexes: []store.Index{{Field: "round"}, {Field: "waits"}}}

// BenchmarkGroupInsert64 is 64 callers who each insert and wait for the
// acknowledgement. Its ratio to BenchmarkBareGroupCommit64 is what the engine
// costs.
func BenchmarkGroupInsert64(b *testing.B) { groupInsert(b, 64, store.Spec{Name: "inbox"}) }

// BenchmarkGroupInsertIndexed64 is the same with two indexes. They cost that
// much because ids are random: every document has a page of its own in each.
func BenchmarkGroupInsertIndexed64(b *testing.B) { groupInsert(b, 64, parcelSpec) }

// BenchmarkSingleInsert is one caller: one fsync a document.
func BenchmarkSingleInsert(b *testing.B) { groupInsert(b, 1, parcelSpec) }

func groupInsert(b *testing.B, callers int, spec store.Spec) {
	ctx := context.Background()
	e, err := Open(filepath.Join(b.TempDir(), "bench.db"))
	if err != nil {
		b.Fatal(err)
	}
	inbox, err := store.Open[parcel](ctx, e, spec)
	if err != nil {
		b.Fatal(err)
	}
	parcels := newParcels(b.N)
	b.ResetTimer()
	var next atomic.Int64
	var wg sync.WaitGroup
	for range callers {
		wg.Go(func() {
			for i := next.Add(1); i <= int64(b.N); i = next.Add(1) {
				if err := inbox.Insert(ctx, parcels[i-1]); err != nil {
					b.Error(err)
				}
			}
		})
	}
	wg.Wait()
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "docs/s")
	b.StopTimer()
	if err := e.Close(); err != nil {
		b.Fatal(err)
	}
}

// BenchmarkStream walks a collection of 10,000 documents of 100 bytes by an
// index; one turn is one document.
func BenchmarkStream(b *testing.B) {
	const n = 10_000
	ctx := context.Background()
	e, err := Open(filepath.Join(b.TempDir(), "bench.db"))
	if err != nil {
		b.Fatal(err)
	}
	defer e.Close()
	inbox, err := store.Open[parcel](ctx, e, parcelSpec)
	if err != nil {
		b.Fatal(err)
	}
	var wg sync.WaitGroup
	for range 64 {
		wg.Go(func() {
			for range n/64 + 1 {
				p := newParcel()
				p.Sealed = nil
				if err := inbox.Insert(ctx, p); err != nil {
					b.Error(err)
				}
			}
		})
	}
	wg.Wait()
	b.ResetTimer()
	for turn := 0; turn < b.N; {
		for _, err := range inbox.Find(ctx, store.Query{Field: "waits", Is: "glasgow-2026"}) {
			if err != nil {
				b.Fatal(err)
			}
			if turn++; turn == b.N {
				break
			}
		}
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "docs/s")
}

func newParcels(n int) []*parcel {
	all := make([]*parcel, n)
	for i := range all {
		all[i] = newParcel()
	}
	return all
}

// BenchmarkBareGroupCommit64 is the baseline: the same documents, with the
// same settings of SQLite, by hand in transactions of 64.
func BenchmarkBareGroupCommit64(b *testing.B) {
	path := filepath.Join(b.TempDir(), "bare.db")
	db, err := sql.Open("sqlite", source(path, "_pragma=cache_size(-16000)&_pragma=wal_autocheckpoint(4000)&_journal_mode=WAL"))
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	if _, err := db.Exec("CREATE TABLE inbox (id TEXT NOT NULL PRIMARY KEY," +
		" rev INTEGER NOT NULL, doc TEXT NOT NULL) STRICT, WITHOUT ROWID"); err != nil {
		b.Fatal(err)
	}
	texts := make([]string, b.N)
	for i := range texts {
		p := newParcel()
		texts[i] = fmt.Sprintf(`{"_id":%q,"rev":1,"round":%q,"waits":%q,"sealed":%q}`,
			p.ID, p.Round, p.Waits, base64.StdEncoding.EncodeToString(p.Sealed))
	}
	b.ResetTimer()
	for i := 0; i < b.N; i += 64 {
		bareCommit(b, db, texts[i:min(i+64, b.N)])
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "docs/s")
}

func bareCommit(b *testing.B, db *sql.DB, texts []string) {
	tx, err := db.Begin()
	if err != nil {
		b.Fatal(err)
	}
	stmt, err := tx.Prepare("INSERT INTO inbox (id, rev, doc) VALUES (?, 1, ?)")
	if err != nil {
		b.Fatal(err)
	}
	for _, text := range texts {
		if _, err := stmt.Exec(text[8:34], text); err != nil {
			b.Fatal(err)
		}
	}
	if err := tx.Commit(); err != nil {
		b.Fatal(err)
	}
}
