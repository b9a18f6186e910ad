//go:build linux

package campaign

import (
	"context"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"syscall"
	"time"

	"kist/internal/store/mongo/replica"
)

// Store is where the answers are kept.
type Store struct {
	// Program is an executable that speaks as MongoDB does, keeps its data in the folder
	// that is its last argument, prints its address on a line, and ends when its standard input
	// does. On a disk that fails it is started with --synced before the folder: what it
	// answers has to be on the disk by then. Empty: the store is a SQLite file.
	Program string
	// Set has it look like the primary of a replica set, whose driver asks again by itself
	// for a write that was not answered; otherwise it is alone, and the driver does not.
	Set bool
}

// The stores, as reports name them.
func (s Store) name() string {
	switch {
	case s.Program == "":
		return "SQLite"
	case s.Set:
		return "MongoDB, replica set"
	}
	return "MongoDB, alone"
}

// settings are those of the address.
func (s Store) settings() string {
	if s.Set {
		return "retryWrites=true"
	}
	return "retryWrites=false"
}

// sealEvery is how often servers seal: seldom where a store stands in, which looks
// through all to find what waits.
func (s Store) sealEvery() time.Duration {
	if s.Program != "" {
		return 2 * time.Second
	}
	return time.Second
}

// The shares of what servers ask their store for that meet a fault: of all, such as meet
// a cut, which costs all lines, and of writes, such as are not answered or not done.
const (
	storeCutShare = 0.0005
	writeShare    = 0.003
	halfAMinute   = 30 * time.Second
)

// address is the store's, as the servers and the checker use it.
func (f *field) address() string {
	if f.back == nil {
		return "sqlite:" + filepath.Join(f.Dir, "data", "kist.db")
	}
	return "mongodb://" + f.back.Address() + "/kist?directConnection=true&" + f.Store.settings()
}

// buildStore starts the store behind two proxies, so that it is at the same address after
// each of its ends: one cuts lines, the other lets one write follow the other.
func (f *field) buildStore(ctx context.Context, data string) (err error) {
	set := ""
	if f.Store.Set {
		set = "campaign"
	}
	if f.primary, err = replica.New(set); err != nil {
		return err
	}
	if f.back, err = NewProxy(0); err != nil { // whole lines until all is set up
		return err
	}
	f.back.Lead(f.primary.Address())
	args := []string{f.Store.Program, data}
	if f.Shape == Disk { // which loses what is not synced
		args = slices.Insert(args, 1, "--synced")
	}
	f.store = &process{name: "store", dir: f.Dir, args: args, says: storeReady, needs: true}
	return f.startStore(ctx)
}

func (f *field) startStore(ctx context.Context) error {
	if err := f.store.start(ctx); err != nil {
		return err
	}
	f.primary.Lead(f.store.at)
	return nil
}

// disturbStore has lines to the store cut from now on, and its writes go wrong.
func (f *field) disturbStore() {
	if f.back != nil {
		f.back.Cut(storeCutShare)
		f.primary.Cut(writeShare)
	}
}

// calmStore ends that, and takes down what it was.
func (f *field) calmStore() {
	if f.back == nil {
		return
	}
	f.back.Cut(0)
	f.primary.Cut(0)
	f.report.StoreCut, f.report.Writes = f.back.Cuts(), f.primary.Counts()
}

// freezeStore stops the store and wakes it.
func (f *field) freezeStore(ctx context.Context, _ *process) error {
	return f.freezeFor(ctx, time.Second/2+rand.N(3*time.Second))
}

func (f *field) freezeFor(ctx context.Context, d time.Duration) error {
	f.report.Freezes++
	f.store.signal(syscall.SIGSTOP)
	ok := sleep(ctx, d)
	f.store.signal(syscall.SIGCONT)
	if !ok {
		return ctx.Err()
	}
	return nil
}

// killStore ends the store; it comes back after a while with what it had.
func (f *field) killStore(ctx context.Context, _ *process) error {
	return f.killStoreFor(ctx, rand.N(2*time.Second))
}

func (f *field) killStoreFor(ctx context.Context, d time.Duration) error {
	f.store.kill()
	f.report.StoreKills++
	if !sleep(ctx, d) {
		return ctx.Err()
	}
	return f.startStore(ctx)
}

// longFaults are those of half a minute.
func (f *field) longFaults(ctx context.Context) error {
	if !f.Long || f.store == nil {
		return nil
	}
	f.allCome()
	f.report.Acts["store frozen for half a minute"]++
	if err := f.freezeFor(ctx, halfAMinute); err != nil || !f.live(ctx) {
		return err
	}
	f.report.Acts["store killed, and back after half a minute"]++
	if err := f.killStoreFor(ctx, halfAMinute); err != nil || !f.live(ctx) {
		return err
	}
	return ctx.Err()
}
