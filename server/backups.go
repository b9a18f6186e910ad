package main

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"time"

	"kist/internal/config"
)

// backupHour is the hour, in the server's own time, after which the day's backup is made.
const backupHour = 3

// backupName is the file of a day's backup.
func backupName(now time.Time) string { return "kist-" + now.Format(time.DateOnly) + ".backup" }

var backupFile = regexp.MustCompile(`^kist-\d{4}-\d\d-\d\d\.backup$`)

// backups are those in a folder, the oldest first.
func backups(dir string) ([]string, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	var list []string
	for _, e := range entries {
		if e.Type().IsRegular() && backupFile.MatchString(e.Name()) {
			list = append(list, filepath.Join(dir, e.Name()))
		}
	}
	slices.Sort(list)
	return list, nil
}

// keeper makes the day's backup, and keeps the file of rounds' keys what the store has.
type keeper struct {
	app   *app
	dir   string
	keep  int
	saved string // sum of the keys that are in the file; empty: not known
}

// runBackups does what is due in KIST_BACKUP_DIR until ctx ends, beside everything else,
// for a backup takes its time. A collecting server makes none.
func (a *app) runBackups(ctx context.Context, log *slog.Logger) {
	if a.cfg.Backups.Dir == "" || a.cfg.Role == config.Collect {
		return
	}
	k := &keeper{app: a, dir: a.cfg.Backups.Dir, keep: a.cfg.Backups.Keep}
	count := time.NewTicker(tick)
	defer count.Stop()
	for {
		a.due(ctx, log, "backup", func(ctx context.Context) error { return k.due(ctx, time.Now()) })
		select {
		case <-ctx.Done():
			return
		case <-count.C:
		}
	}
}

// due makes the day's backup unless it is there, and ends what is too old. Keys of rounds
// that were made or destroyed since are brought into their file within a minute.
func (k *keeper) due(ctx context.Context, now time.Time) error {
	path := filepath.Join(k.dir, backupName(now))
	_, err := os.Stat(path)
	if errors.Is(err, os.ErrNotExist) {
		if err = nil; now.Hour() >= backupHour {
			command := backupCommand{File: path, Keys: filepath.Join(k.dir, keysName)}
			err = command.make(ctx, k.app, nil, io.Discard, plainSteps(io.Discard))
			k.saved = ""
		}
	}
	if !errors.Is(err, errKeysStay) {
		err = errors.Join(err, k.saveKeys(ctx))
	}
	if errors.Is(err, errKeysStay) { // then the old backups may be the only ones of the real store
		return err
	}
	return errors.Join(err, k.endOld(now))
}

// saveKeys writes the keys of rounds if they are not those in the file.
func (k *keeper) saveKeys(ctx context.Context) error {
	c, err := k.app.copier(ctx, k.dir, plainSteps(io.Discard))
	if err != nil {
		return err
	}
	sum := sha256.New()
	if err := c.house.Write(ctx, sum, "keys", nil, c.progress); err != nil {
		return err
	}
	now := fmt.Sprintf("%x", sum.Sum(nil))
	if now == k.saved {
		return nil
	}
	path := filepath.Join(k.dir, keysName)
	if err := k.app.mayReplace(ctx, path); err != nil {
		return err
	}
	err = replaceFile(path, func(w io.Writer) error { return c.roundKeys(ctx, w) })
	if err == nil {
		k.saved = now
	}
	return err
}

// leftFor is after how long what is left of a backup that was broken off is deleted: none
// takes as long.
const leftFor = 24 * time.Hour

// endOld deletes the oldest backups, as many as there are too many, and what a server left
// that ended while it wrote one. Another server may share the folder and be first.
func (k *keeper) endOld(now time.Time) error {
	list, err := backups(k.dir)
	if err != nil {
		return err
	}
	ended := list[:max(0, len(list)-k.keep)]
	left, err := filepath.Glob(filepath.Join(k.dir, newFiles))
	errs := []error{err}
	for _, path := range left {
		if info, err := os.Stat(path); err == nil && now.Sub(info.ModTime()) > leftFor {
			ended = append(ended, path)
		}
	}
	for _, path := range ended {
		if err := os.Remove(path); !errors.Is(err, os.ErrNotExist) {
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}
