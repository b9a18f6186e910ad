package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"kist/internal/fault"
	"kist/internal/store"
	"kist/internal/store/moving"
)

// errKeysStay says that a file of rounds' keys must not be replaced by this store's.
var errKeysStay = errors.New("the keys of rounds stay as they are")

// mayReplace looks into the file of rounds' keys before it is replaced. There is one, and
// a store that was lost or named wrongly is an empty one to a server that starts: its keys
// in place of the real ones would leave every backup closed for good. Where there is no such
// file, for whoever restores has moved it to a safe place, the latest backup beside it is
// looked into: the store's own would take its place, day by day.
func (a *app) mayReplace(ctx context.Context, path string) error {
	what := ofKeys
	if info, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) || err == nil && info.Size() == 0 {
		list, err := backups(filepath.Dir(path))
		if len(list) == 0 {
			return err
		}
		path, what = list[len(list)-1], ofAnswers
	}
	f, err := os.Open(path) // #nosec G304 -- named by whoever runs the command
	if errors.Is(err, fs.ErrPermission) {
		// root ran kist backup, and what it wrote is its own
		return fmt.Errorf("%w: %w: give the file back, with chown %d %s", errKeysStay, err, os.Geteuid(), path)
	}
	if err != nil {
		return err
	}
	defer f.Close()
	ids, err := roundIDs(f, what)
	if err != nil {
		return fmt.Errorf("%w: what is in %s cannot be told, so move it away: %w", errKeysStay, path, err)
	}
	unknown, err := a.unknownRounds(ctx, ids)
	if err == nil && len(unknown) > 0 {
		err = fmt.Errorf("%w: this store does not know %d rounds that %s is for: restore first, or move %s away if this is a new installation", errKeysStay, len(unknown), path, path)
	}
	return err
}

// roundIDs are the ids of the keys in a file of rounds' keys, or of the rounds in a backup.
func roundIDs(in io.Reader, what string) (ids []string, err error) {
	contents, err := moving.Check(in, func(collection string, text []byte) error {
		if what == ofAnswers && collection != roundsName {
			return nil
		}
		return withID(text, func(id string) { ids = append(ids, id) })
	})
	if err == nil && contents.What != what {
		err = fault.Wrap(fault.Invalid, "this file is a %s", contents.What)
	}
	return ids, err
}

// unknownRounds are those that have one of the ids, or of which a key has, and the store
// neither the round nor a key. A round whose keys were destroyed is known, for nothing
// deletes rounds; one that is being made, or was made after the backup that was restored,
// has its keys.
func (a *app) unknownRounds(ctx context.Context, ids []string) (unknown []string, err error) {
	heads, err := a.book.Heads(ctx, store.Query{Strong: true})
	if err != nil {
		return nil, err
	}
	held, _, err := a.vault.Try(ctx)
	if err != nil {
		return nil, err
	}
	known := map[string]bool{}
	for _, r := range heads {
		known[r.ID] = true
	}
	for _, id := range held {
		known[roundOfKey(id)] = true
	}
	for _, id := range ids {
		if round := roundOfKey(id); !known[round] {
			unknown, known[round] = append(unknown, round), true
		}
	}
	slices.Sort(unknown)
	return unknown, nil
}

// roundOfKey is the round of a key, by its id: round/answers and such; of a round itself it
// is the same.
func roundOfKey(id string) string {
	round, _, _ := strings.Cut(id, "/")
	return round
}
