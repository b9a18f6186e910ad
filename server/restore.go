package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"kist/internal/config"
	"kist/internal/fault"
	"kist/internal/seal"
	"kist/internal/store"
	"kist/internal/store/moving"
)

// restoreCommand is kist restore FILE|-.
type restoreCommand struct {
	File string `arg:"" help:"The backup, or - for standard input. The store that KIST_STORE names has to be empty, and no server may use it."`
	Keys string `help:"The file with the keys of rounds, of the same time or later. Without it: round-keys.kist beside FILE." placeholder:"FILE"`
}

// Run brings a backup back into the store that the settings name.
func (c restoreCommand) Run() error {
	cfg, err := settings()
	if err != nil {
		return err
	}
	if c.Keys == "" && c.File == "-" {
		return fmt.Errorf("say where the keys of rounds are: kist restore - --keys=FILE: %w", errMisused)
	}
	return c.restore(context.Background(), cfg, os.Stdin, progressOn(os.Stderr), os.Stdout)
}

// restore checks both files from end to end before it opens the store.
func (c restoreCommand) restore(ctx context.Context, cfg *config.Config, stdin io.Reader, steps stepsOf, out io.Writer) error {
	keys, err := seal.LoadKeys(cfg.KeyFile, false)
	if errors.Is(err, fault.NotFound) {
		return fmt.Errorf("key file %s is missing, and nothing in a backup opens without it: put it back, or set KIST_KEY_FILE to where it is", cfg.KeyFile)
	}
	if err != nil {
		return err
	}
	if c.Keys == "" {
		c.Keys = filepath.Join(filepath.Dir(c.File), keysName)
	}
	b, err := openBackup(ctx, cfg, keys, c.File, c.Keys, stdin)
	if err != nil {
		return err
	}
	defer b.close()
	to, err := openStore(ctx, cfg.Store)
	if err != nil {
		return err
	}
	return errors.Join(b.into(ctx, to, steps, out), to.Close())
}

// backupFiles are a backup and the keys of its rounds, both checked.
type backupFiles struct {
	house         *moving.House // the program, opened on nothing, to know its collections
	keyFile       seal.Keys
	files         []*os.File
	answers, keys moving.Source
	gone          []string // rounds of the backup that the file has no key for
}

func (b *backupFiles) close() {
	for _, f := range b.files {
		_ = f.Close()
	}
}

// openBackup checks two files that belong together.
func openBackup(ctx context.Context, cfg *config.Config, keys seal.Keys, file, keysFile string, stdin io.Reader) (*backupFiles, error) {
	b := &backupFiles{house: moving.NewHouse(moving.Nowhere{}), keyFile: keys}
	if err := (&app{cfg: cfg, engine: b.house, keys: keys}).join(ctx); err != nil {
		return nil, err
	}
	if err := b.open(file, keysFile, stdin); err != nil {
		b.close()
		return nil, err
	}
	return b, nil
}

func (b *backupFiles) open(file, keysFile string, stdin io.Reader) (err error) {
	held, rounds := map[string]bool{}, []string{}
	if b.keys, err = b.check(keysFile, nil, ofKeys, func(_ string, text []byte) error {
		return withID(text, func(id string) { held[strings.TrimSuffix(id, "/answers")] = true })
	}); err != nil {
		return fmt.Errorf("the keys of rounds in %s: %w", keysFile, err)
	}
	if b.answers, err = b.check(file, stdin, ofAnswers, func(collection string, text []byte) error {
		if collection != roundsName {
			return nil
		}
		return withID(text, func(id string) { rounds = append(rounds, id) })
	}); err != nil {
		return fmt.Errorf("the backup in %s: %w", file, err)
	}
	if b.keys.Made < b.answers.Made {
		return fmt.Errorf("the keys of rounds in %s are of %s, the backup is of %s: take the file of the same time or a later one, or rounds that were made between would never open", keysFile, b.keys.Made, b.answers.Made)
	}
	for _, id := range rounds {
		if !held[id] {
			b.gone = append(b.gone, id)
		}
	}
	return nil
}

// withID hands over the id of a document.
func withID(text []byte, do func(id string)) error {
	var head store.Head
	if err := json.Unmarshal(text, &head); err != nil {
		return fault.Wrap(fault.Invalid, "the file is damaged: a document is none")
	}
	do(head.ID)
	return nil
}

// check opens a file and reads it from end to end. Standard input is kept in a file
// without a name meanwhile, for it is read twice.
func (b *backupFiles) check(path string, stdin io.Reader, what string, each func(collection string, text []byte) error) (s moving.Source, err error) {
	var f *os.File
	if path == "-" && stdin != nil {
		f, err = spooled(stdin)
	} else {
		f, err = os.Open(path) // #nosec G304 -- named by whoever runs the command
	}
	if err != nil {
		return s, err
	}
	b.files = append(b.files, f)
	contents, err := moving.Check(f, func(collection string, text []byte) error {
		return errors.Join(b.house.Knows(collection, text), each(collection, text))
	})
	switch {
	case err != nil:
	case contents.What != what:
		err = fault.Wrap(fault.Invalid, "this file is a %s, and a %s is needed here", contents.What, what)
	case !b.keyFile.OpensFor(contents.Keys):
		err = fault.Wrap(fault.Invalid, "it belongs to a key file with the fingerprint %s, and yours has %s: set KIST_KEY_FILE to the one of then", contents.Keys, b.keyFile.Fingerprint())
	default:
		_, err = f.Seek(0, io.SeekStart)
	}
	return moving.Source{Contents: contents, In: f}, err
}

// spooled copies what comes to a file without a name.
func spooled(in io.Reader) (*os.File, error) {
	f, err := os.CreateTemp("", ".kist-restore-*")
	if err != nil {
		return nil, err
	}
	if err := os.Remove(f.Name()); err != nil {
		return f, errors.Join(err, f.Close())
	}
	if _, err := io.Copy(f, in); err != nil {
		return f, errors.Join(err, f.Close())
	}
	_, err = f.Seek(0, io.SeekStart)
	return f, err
}

// into fills the store.
func (b *backupFiles) into(ctx context.Context, to store.Engine, steps stepsOf, out io.Writer) error {
	all, err := b.house.Restore(ctx, to, func(collection string, n int) (step, done func()) { return counted(steps, collection, n) }, b.answers, b.keys)
	switch {
	case errors.Is(err, moving.ErrNotEmpty):
		return fmt.Errorf("%w: set KIST_STORE to an empty one, or run this with the same two files if it was broken off", err)
	case errors.Is(err, moving.ErrDiffer):
		return fmt.Errorf("%w: something wrote to the store meanwhile; stop every server, empty the store and run this again", err)
	case err != nil:
		return err
	}
	n := int64(0)
	for _, m := range all {
		n += m.Documents
	}
	if _, err := fmt.Fprintf(out, "Restored %d documents of %d collections from the backup of %s; what is in the store, read anew, is what was in the file. Start the server.\n", n, len(all), b.answers.Made); err != nil {
		return err
	}
	if len(b.gone) > 0 {
		_, err = fmt.Fprintf(out, "The keys of %d rounds are destroyed, as they were when the keys were saved; nothing opens what children sent to them: %s\n", len(b.gone), strings.Join(b.gone, ", "))
	}
	return err
}
