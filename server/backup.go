package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"kist/internal/config"
)

// backupCommand is kist backup [FILE|-].
type backupCommand struct {
	File string `arg:"" optional:"" help:"The file to write, or - for standard output. Without it, the folder KIST_BACKUP_DIR."`
	Keys string `help:"The file for the keys of rounds, which is replaced. Keep one copy of it, apart. Without it: round-keys.kist beside FILE." placeholder:"FILE"`
}

// Run makes a backup of the store that the settings name.
func (c backupCommand) Run() error {
	cfg, err := settings()
	if err != nil {
		return err
	}
	ctx := context.Background()
	if err := c.place(cfg, time.Now()); err != nil {
		return err
	}
	cfg.Role = config.Review // it takes no answers, and makes no key file
	a, err := openApp(ctx, cfg)
	if err != nil {
		return err
	}
	return errors.Join(c.make(ctx, a, os.Stdout, os.Stderr, progressOn(os.Stderr)), a.close())
}

// place finds out where the two files are to be.
func (c *backupCommand) place(cfg *config.Config, now time.Time) error {
	if c.File == "" {
		if cfg.Backups.Dir == "" {
			return fmt.Errorf("say where to: kist backup FILE, kist backup - for standard output, or set KIST_BACKUP_DIR: %w", errMisused)
		}
		c.File = filepath.Join(cfg.Backups.Dir, backupName(now))
	}
	if c.Keys != "" {
		return nil
	}
	if c.File == "-" {
		return fmt.Errorf("say where the keys of rounds go, which must not be in the same file: kist backup - --keys=FILE: %w", errMisused)
	}
	c.Keys = filepath.Join(filepath.Dir(c.File), keysName)
	return nil
}

// make writes both files, the keys last: every round of the backup has its own in there.
func (c *backupCommand) make(ctx context.Context, a *app, stdout, told io.Writer, steps stepsOf) error {
	if err := a.mayReplace(ctx, c.Keys); err != nil {
		return fmt.Errorf("no backup was made: %w", err)
	}
	spool, write := os.TempDir(), func(do func(io.Writer) error) error { return do(stdout) }
	if c.File != "-" {
		spool, write = filepath.Dir(c.File), func(do func(io.Writer) error) error { return replaceFile(c.File, do) }
	}
	copier, err := a.copier(ctx, spool, steps)
	if err != nil {
		return err
	}
	if err := write(func(w io.Writer) error { return copier.answers(ctx, w) }); err != nil {
		return fmt.Errorf("no backup was made: %w", err)
	}
	if err := replaceFile(c.Keys, func(w io.Writer) error { return copier.roundKeys(ctx, w) }); err != nil {
		return fmt.Errorf("the backup is there, but not the keys of its rounds: %w", err)
	}
	_, err = fmt.Fprintf(told, "The backup is in %s, the keys of its rounds are in %s. Neither opens without the key file %s.\nKeep one copy of %s apart, and replace it each time: keys that are destroyed here are gone from it then.\n",
		c.File, c.Keys, a.cfg.KeyFile, c.Keys)
	return err
}

// newFiles are the names of files that are not whole yet.
const newFiles = ".kist-new-*"

// replaceFile writes a file whole or not at all: readable by its owner only, durable
// before it has its name.
func replaceFile(path string, write func(io.Writer) error) error {
	f, err := os.CreateTemp(filepath.Dir(path), newFiles) // 0600
	if err != nil {
		return fmt.Errorf("cannot write %s: %w", path, err)
	}
	defer os.Remove(f.Name())
	defer f.Close()
	if err := write(f); err != nil {
		return err
	}
	if err := f.Sync(); err != nil {
		return fmt.Errorf("cannot write %s: %w", path, err)
	}
	if err := os.Rename(f.Name(), path); err != nil {
		return fmt.Errorf("cannot write %s: %w", path, err)
	}
	dir, err := os.Open(filepath.Dir(path))
	if err != nil {
		return err
	}
	defer dir.Close()
	return dir.Sync()
}
