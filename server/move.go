package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"kist/internal/config"
	"kist/internal/store"
	"kist/internal/store/moving"
)

// moveCommand is kist move FROM TO.
type moveCommand struct {
	From string `arg:"" help:"The store that is moved out of, such as sqlite:kist.db. Stop every server that uses it first."`
	To   string `arg:"" help:"The store that is moved into, such as mongodb://localhost/kist. It has to be empty."`
}

// Run carries everything, and says what.
func (c moveCommand) Run() error {
	cfg, err := settings()
	if err != nil {
		return err
	}
	return c.move(context.Background(), cfg, progressOn(os.Stdout), os.Stdout)
}

// move opens the program on the first store, to know all of its collections, and
// carries them into the second. The key file stays as it is: nothing is opened.
func (c moveCommand) move(ctx context.Context, cfg *config.Config, steps stepsOf, out io.Writer) error {
	if path, ok := strings.CutPrefix(c.From, "sqlite:"); ok {
		if _, err := os.Stat(path); err != nil { // opening it would make one
			return fmt.Errorf("%s is not there, or cannot be read: %w", path, err)
		}
	}
	from, err := openStore(ctx, c.From)
	if err != nil {
		return err
	}
	if err := settled(ctx, from); err != nil { // what is there of it would pass for all
		return errors.Join(fmt.Errorf("%s: %w", config.MaskStore(c.From), err), from.Close())
	}
	house := moving.NewHouse(from)
	opened := *cfg
	if opened.Role == config.All {
		opened.Role = config.Review // which makes no key file
	}
	a := &app{cfg: &opened, engine: house}
	if a.keys, err = loadKeys(ctx, &opened, house); err != nil {
		return errors.Join(err, from.Close())
	}
	if err := a.join(ctx); err != nil {
		return errors.Join(err, from.Close())
	}
	if err := c.worthIt(ctx, a); err != nil {
		return errors.Join(err, a.close())
	}
	return errors.Join(c.carry(ctx, house, steps, out), a.close())
}

// worthIt refuses a store in which nothing was ever done: another one was meant.
func (c moveCommand) worthIt(ctx context.Context, a *app) error {
	accounts, err := a.people.All(ctx)
	if err != nil || len(accounts) > 0 {
		return err
	}
	rounds, err := a.book.Rounds.Count(ctx, store.Query{Limit: 1})
	if err == nil && rounds == 0 {
		err = fmt.Errorf("%s has nobody's account and no round: name the store that is in use", config.MaskStore(c.From))
	}
	return err
}

func (c moveCommand) carry(ctx context.Context, house *moving.House, steps stepsOf, out io.Writer) error {
	to, err := openStore(ctx, c.To)
	if err != nil {
		return err
	}
	all, err := house.Move(ctx, to, func(collection string, n int) (step, done func()) { return counted(steps, collection, n) })
	if err = errors.Join(err, to.Close()); err != nil {
		return c.explain(err)
	}
	n := int64(0)
	for _, m := range all {
		n += m.Documents
		if _, err := fmt.Fprintf(out, "%s %8d  %s\n", m.Sum, m.Documents, m.Collection); err != nil {
			return err
		}
	}
	_, err = fmt.Fprintf(out, "Moved %d documents of %d collections; both stores, read anew, are the same. Set KIST_STORE to the new one and keep the key file.\n", n, len(all))
	return err
}

// counted is a bar of the documents of a collection; none for an empty one.
func counted(steps stepsOf, collection string, n int) (step, done func()) {
	if n == 0 {
		return func() {}, func() {}
	}
	return steps(collection, n)
}

// explain says what to do about what went wrong.
func (c moveCommand) explain(err error) error {
	switch {
	case errors.Is(err, moving.ErrNotEmpty):
		return fmt.Errorf("%w: name one that is empty, or run the same move again if it was broken off", err)
	case errors.Is(err, moving.ErrDiffer):
		return fmt.Errorf("%w: something wrote to one of them meanwhile; stop every server, empty the new store and run this again", err)
	}
	return err
}

// settled refuses a store that was only half filled.
func settled(ctx context.Context, e store.Engine) error {
	what, err := moving.Unfinished(ctx, e)
	switch {
	case err != nil:
		return err
	case what == moving.Moving:
		return errors.New("a move into this store was broken off: run kist move with the same two stores again, then start the server")
	case what == moving.Restoring:
		return errors.New("restoring into this store was broken off: run kist restore with the same file again, then start the server")
	}
	return nil
}
